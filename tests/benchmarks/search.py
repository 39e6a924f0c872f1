"""Known-item search over real references: quality by kind of query, time, memory, cost of an edit.

    python tests/benchmarks/search.py [FOLDER] [--size 10000] [--sample N] [--baselines]

FOLDER (default `../shared/corpus/search` beside the checkout) holds `references.jsonl.gz` (title,
authors, journal, year, doi, pmid, citekey, id) and `queries.json` (q, type, id of the reference
that was meant); with the `scifact_*` files there, suggestions are measured too. Beyond the file's
100,000 the references are recombined, each with a word of its own. Times are processor time; with
`--url` (PostgreSQL, whose server works for us) they are what a clock on the wall shows. The
baselines (plain FTS5, rapidfuzz over every reference, tantivy where it is installed) answer a
sample in the same run.
"""

import argparse
import gzip
import json
import math
import random
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Connection, create_engine, event, text

from evidence.store.search import index, schema
from evidence.store.search.documents import Document, tokens
from evidence.store.search.query import search
from evidence.store.search.suggest import suggest

DEFAULT = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "search"


clock: Callable[[], float] = process_time


def references(folder: Path, size: int) -> Iterator[dict[str, Any]]:
    last, kept = 0, []
    with gzip.open(folder / "references.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            reference = json.loads(line)
            if reference["id"] <= size:
                last = max(last, reference["id"])
                kept.append(reference)
                yield reference
    yield from recombined(kept, last + 1, size)


def recombined(known: list[dict[str, Any]], first: int, last: int) -> Iterator[dict[str, Any]]:
    """More references: authors of one, half the title of two others, and a word that is new."""
    chance = random.Random(11)
    letters = "bcdfghklmnprstvz"
    for number in range(first, last + 1):
        one, two, three = chance.choices(known, k=3)
        begin, end = one["title"].split(), two["title"].split()
        new = "".join(chance.choice(letters) + chance.choice("aeiou") for _ in range(4))
        words = [*begin[: len(begin) // 2], new, *end[len(end) // 2 :]]
        year = str(1960 + chance.randrange(66))
        yield {
            **three,
            "id": number,
            "title": " ".join(words),
            "year": year,
            "pages": str(chance.randrange(1, 2_000)),
            "doi": "",
            "pmid": str(50_000_000 + number),
            "citekey": f"{three['citekey'][:8]}{year}{new}",
        }


def document(reference: dict[str, Any]) -> Document:
    names = "; ".join(f"{family}, {given}" for family, given in reference["authors"])
    keys = (reference["citekey"], reference["doi"], reference["pmid"])
    return Document(
        id=str(reference["id"]),
        kind="reference",
        key=reference["citekey"],
        fields={
            "title": reference["title"],
            "authors": names,
            "journal": reference["journal"],
            "year": reference["year"],
            "keys": " ".join(key for key in keys if key),
        },
        facets={"type": ["article-journal"], "has": ["doi"] if reference["doi"] else []},
    )


def connect(url: str) -> Connection:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def settings(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA cache_size=-32000")

    return engine.connect()


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else math.nan


def known_items(
    queries: list[dict[str, Any]], answer: Callable[[str], list[str]], *, label: str
) -> None:
    """Ask every query; print MRR@10 and recall@10 by kind, and the times."""
    ranks: dict[str, list[float]] = defaultdict(list)
    times = []
    for query in queries:
        before = clock()
        ids = answer(query["q"])
        times.append((clock() - before) * 1000)
        meant = str(query["id"])
        ranks[query["type"]].append(1 / (ids.index(meant) + 1) if meant in ids else 0.0)
    print(f"\n{label}")
    everything = [rank for found in ranks.values() for rank in found]
    for kind, found in [*sorted(ranks.items()), ("all", everything)]:
        recall = sum(rank > 0 for rank in found) / len(found)
        print(f"  {kind:24} MRR@10 {sum(found) / len(found):.3f}  recall@10 {recall:.3f}")
    marks = "  ".join(f"p{s * 100:.0f} {percentile(times, s):.1f}" for s in (0.5, 0.95, 0.99))
    print(f"  CPU ms of a query: {marks}  max {max(times):.1f}")


def keystrokes(connection: Connection, queries: list[dict[str, Any]]) -> None:
    """Ask every beginning of some queries, as somebody types."""
    times = []
    worst = (0.0, "")
    for query in random.Random(5).sample(queries, 120):
        for end in range(1, len(query["q"]) + 1):
            before = clock()
            search(connection, query["q"][:end], limit=10)
            took = (clock() - before) * 1000
            times.append(took)
            worst = max(worst, (took, query["q"][:end]))
    marks = "  ".join(f"p{s * 100:.0f} {percentile(times, s):.1f}" for s in (0.5, 0.95, 0.99))
    print(f"\nkeystrokes ({len(times)}), CPU ms: {marks}  max {worst[0]:.1f} ({worst[1]!r})")


def edits(connection: Connection, sample: list[dict[str, Any]]) -> None:
    times = []
    for number, reference in enumerate(sample):
        changed = document({**reference, "title": f"{reference['title']} amended{number}"})
        before = clock()
        index.put(connection, [changed])
        times.append((clock() - before) * 1000)
    marks = f"p50 {percentile(times, 0.5):.2f}  p95 {percentile(times, 0.95):.2f}"
    print(f"edit, CPU ms: mean {sum(times) / len(times):.2f}  {marks} (FTS5 merges now and then)")
    connection.rollback()


def baselines(connection: Connection, folder: Path, size: int, queries: list[dict]) -> None:
    """Plain FTS5 (all words, bm25) and rapidfuzz over every reference."""
    from rapidfuzz import fuzz, process

    numbers = {
        row.number: row.id
        for row in connection.execute(text("SELECT number, id FROM search_document"))
    }

    def plain(typed: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in tokens(typed))
        found = connection.execute(
            text("SELECT rowid FROM search_core WHERE search_core MATCH :m ORDER BY rank LIMIT 10"),
            {"m": words},
        )
        return [numbers[row.rowid] for row in found]

    known_items(queries, plain, label=f"plain FTS5, any word, bm25 ({len(queries)} queries)")
    texts = {
        str(reference["id"]): " ".join(tokens(" ".join(document(reference).fields.values())))
        for reference in references(folder, size)
    }

    def fuzzy(typed: str) -> list[str]:
        asked = " ".join(tokens(typed))
        found = process.extract(asked, texts, scorer=fuzz.token_set_ratio, limit=10)
        return [key for _, _, key in found]

    few = random.Random(3).sample(queries, min(64, len(queries)))
    known_items(few, fuzzy, label=f"rapidfuzz token_set_ratio ({len(few)} queries)")


def tantivy_answers(folder: Path, size: int, queries: list[dict]) -> None:
    """tantivy, every word forgiven two edits; left out where it is not installed."""
    try:
        import tantivy
    except ImportError:
        print("\ntantivy is not installed here")
        return
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("words")
    with tempfile.TemporaryDirectory() as place:
        found_in = tantivy.Index(builder.build(), path=place)
        writer = found_in.writer(heap_size=100_000_000, num_threads=1)
        before = clock()
        for reference in references(folder, size):
            words = " ".join(tokens(" ".join(document(reference).fields.values())))
            writer.add_document(tantivy.Document(id=str(reference["id"]), words=words))
        writer.commit()
        writer.wait_merging_threads()
        print(f"\ntantivy built in {clock() - before:.1f} s CPU")
        found_in.reload()
        searcher = found_in.searcher()

        def answer(typed: str) -> list[str]:
            parts = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.fuzzy_term_query(
                        found_in.schema,
                        "words",
                        word,
                        distance=2 if len(word) > 5 else 1 if len(word) > 3 else 0,
                        transposition_cost_one=True,
                    ),
                )
                for word in tokens(typed)
            ]
            hits = searcher.search(tantivy.Query.boolean_query(parts), 10).hits
            return [searcher.doc(place)["id"][0] for _, place in hits]

        few = random.Random(3).sample(queries, min(320, len(queries)))
        known_items(few, answer, label=f"tantivy, fuzzy words ({len(few)} queries)")


def suggestions(folder: Path) -> None:
    """SciFact: abstracts that bear on a claim; nDCG@10, recall@10."""
    with gzip.open(folder / "scifact_abstracts.jsonl.gz", "rt", encoding="utf-8") as lines:
        abstracts = [json.loads(line) for line in lines]
    claims = json.loads((folder / "scifact_claims.json").read_text(encoding="utf-8"))
    relevant = json.loads((folder / "scifact_relevance.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place, connect(f"sqlite:///{place}/s.db") as connection:
        schema.create(connection)
        before = clock()
        index.put(
            connection,
            (
                Document(
                    a["_id"], "reference", a["_id"], {"title": a["title"], "abstract": a["text"]}
                )
                for a in abstracts
            ),
        )
        built = clock() - before
        gains, recalls, times = [], [], []
        for number, wanted in relevant.items():
            before = clock()
            found = suggest(connection, claims[number], exclude=(), limit=10)
            times.append((clock() - before) * 1000)
            hits = [one.id in wanted for one in found]
            best = sum(1 / math.log2(i + 2) for i in range(min(10, len(wanted))))
            gains.append(sum(h / math.log2(i + 2) for i, h in enumerate(hits)) / best)
            recalls.append(sum(hits) / len(wanted))
        print(
            f"\nsuggestions, SciFact, {len(gains)} claims, {len(abstracts)} abstracts: "
            f"nDCG@10 {sum(gains) / len(gains):.3f}  recall@10 {sum(recalls) / len(recalls):.3f}  "
            f"CPU ms p50 {percentile(times, 0.5):.1f} p95 {percentile(times, 0.95):.1f}; "
            f"built in {built:.1f} s CPU"
        )


def memory() -> str:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return f"{int(line.split()[1]) / 1024:.0f} MB"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--sample", type=int, help="ask so many queries only")
    parser.add_argument("--baselines", action="store_true")
    parser.add_argument("--database", type=Path, help="keep the index there and use it again")
    parser.add_argument("--url", help="another database, e.g. postgresql+psycopg://…")
    parser.add_argument("--suggest", action="store_true", help="measure suggestions only")
    parser.add_argument("--missed", action="store_true", help="list what was not found first")
    asked = parser.parse_args()
    global clock
    if asked.url:
        clock = perf_counter
    if not (asked.folder / "queries.json").is_file():
        print(f"There are no queries in {asked.folder}.", file=sys.stderr)
        return 1
    if asked.suggest:
        suggestions(asked.folder)
        return 0
    queries = json.loads((asked.folder / "queries.json").read_text(encoding="utf-8"))
    if asked.sample:
        queries = random.Random(7).sample(queries, asked.sample)
    with tempfile.TemporaryDirectory() as place:
        path = asked.database or Path(place) / "library.db"
        fresh = not path.exists() if not asked.url else True
        connection = connect(asked.url or f"sqlite:///{path}")
        if fresh:
            schema.drop(connection)
            schema.create(connection)
            before, wall = clock(), perf_counter()
            index.put(connection, map(document, references(asked.folder, asked.size)))
            connection.commit()
            print(f"built in {clock() - before:.1f} s CPU, {perf_counter() - wall:.1f} s")
        print(f"{index.count(connection)} references")

        def answer(typed: str) -> list[str]:
            return [hit.id for hit in search(connection, typed, limit=10).results]

        known_items(queries, answer, label=f"Evidence ({len(queries)} queries)")
        if asked.missed:
            for query in queries:
                ids = answer(query["q"])
                if str(query["id"]) not in ids[:1]:
                    print(query["type"], "|", query["q"], "|", query["id"], ids[:3])
        keystrokes(connection, queries)
        print(f"memory of this process: {memory()}")
        edits(connection, list(references(asked.folder, 300)))
        if asked.baselines:
            baselines(connection, asked.folder, asked.size, queries)
            tantivy_answers(asked.folder, asked.size, queries)
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
