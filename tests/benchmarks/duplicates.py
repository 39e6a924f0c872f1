"""Duplicates: accuracy on labelled sets, processor time, and a large library.

    python tests/benchmarks/duplicates.py [FOLDER] [--peer PYTHON] [--library FILE] [SET …]

FOLDER (default `../shared/corpus/duplicates` beside the checkout) holds a folder per labelled set.
`--peer` is the Python of an environment that has bib-dedupe: it then answers for the same records
in the same run. `--library` is a file of real references, one JSON object a line (default
`../search/references.jsonl.gz` beside FOLDER): 1,000 new references, 500 of them damaged copies,
are matched against all of them. Times are processor time, user and system, children included.
"""

import argparse
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from evidence.matching import Advice, Index, candidates, features, find_groups, keys
from tests.matching.test_corpus import DUPLICATES, STRESS, count, f1, labelled_set

# bib-dedupe wants BibTeX's words for the fields, and authors joined with " and ".
PEER = """
import json, sys
import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep
records = pd.DataFrame(json.load(open(sys.argv[1], encoding="utf-8")))
pairs = block(prep(records, verbosity_level=0), verbosity_level=0)
matched = match(pairs, verbosity_level=0)
groups = cluster(matched, verbosity_level=0)
json.dump([list(map(str, group)) for group in groups], open(sys.argv[2], "w"))
"""


def as_bibtex(id_: str, csl: dict[str, Any]) -> dict[str, str]:
    names = [
        f"{name['family']}, {name.get('given', '')}" if name.get("family") else name["literal"]
        for name in csl.get("author", [])
    ]
    issued = csl.get("issued")
    return {
        "ID": id_,
        "ENTRYTYPE": "article",
        "author": " and ".join(names),
        "title": csl.get("title", ""),
        "year": str(issued["date-parts"][0][0]) if issued else "",
        "journal": csl.get("container-title", ""),
        "volume": csl.get("volume", ""),
        "number": csl.get("issue", ""),
        "pages": csl.get("page", ""),
        "doi": csl.get("DOI", ""),
        "abstract": csl.get("abstract", ""),
    }


def peer(
    python: str, items: list[tuple[str, dict[str, Any]]]
) -> tuple[list[tuple[str, ...]], float]:
    """What bib-dedupe merges, and its processor time in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.json"), Path(folder, "out.json")
        source.write_text(json.dumps([as_bibtex(*item) for item in items]), encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [python, "-c", PEER, str(source), str(target)], check=True, capture_output=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        groups = [tuple(group) for group in json.loads(target.read_text(encoding="utf-8"))]
    return groups, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(counts: Counter[str], seconds: float) -> str:
    return (
        f"found {counts['found']:5} missed {counts['missed']:3} wrong {counts['wrong']:3} "
        f"F1 {f1(counts):.4f} {seconds:7.2f} s"
    )


def accuracy(folder: Path, names: list[str], python: str | None) -> None:
    total: Counter[str] = Counter()
    peer_total: Counter[str] = Counter()
    seconds = peer_seconds = 0.0
    for place in sorted(folder.iterdir()):
        if not (place / "groups.csv").exists() or (names and place.name not in names):
            continue
        items, truth = labelled_set(place)
        start = process_time()
        groups = find_groups(items)
        spent = process_time() - start
        counts = count(truth, [g.references for g in groups if g.advice is Advice.SAME])
        kinds = Counter(group.advice.value for group in groups)
        print(
            f"{place.name:20} {told(counts, spent)}  ask {kinds['ask']} related {kinds['related']}"
        )
        if place.name in STRESS:
            continue
        total += counts
        seconds += spent
        if python:
            merged, spent = peer(python, items)
            counts = count(truth, merged)
            print(f"{'  bib-dedupe':20} {told(counts, spent)}")
            peer_total += counts
            peer_seconds += spent
    print(f"{'pooled':20} {told(total, seconds)}")
    if python:
        print(f"{'  bib-dedupe':20} {told(peer_total, peer_seconds)}")
        print(f"processor time: 1/{peer_seconds / seconds:.0f} of bib-dedupe's")


def reference(row: dict[str, Any]) -> dict[str, Any]:
    csl = {
        "title": row["title"],
        "author": [{"family": family, "given": given} for family, given in row["authors"]],
        "container-title": row["journal"],
        "DOI": row["doi"],
        "PMID": str(row["pmid"] or ""),
    }
    if str(row["year"] or "")[:4].isdigit():
        csl["issued"] = {"date-parts": [[int(str(row["year"])[:4])]]}
    return {name: value for name, value in csl.items() if value}


def damaged(csl: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same reference as another database has it: no identifiers, a cut list, other typing."""
    title = csl.get("title", "")
    if len(title) > 20 and chance.random() < 0.3:
        at = chance.randrange(5, len(title) - 5)
        title = title[:at] + title[at + 1 :]
    return {
        "title": title.upper() if chance.random() < 0.2 else title + ".",
        "author": [
            {"family": name["family"], "given": name["given"][:1]}
            for name in csl.get("author", [])[: chance.randrange(1, 6)]
        ],
        "container-title": csl.get("container-title", ""),
        **({"issued": csl["issued"]} if "issued" in csl else {}),
    }


def library(path: Path) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        items = [reference(json.loads(line)) for line in lines]
    chance = random.Random(7)
    kept, fresh = items[:-500], items[-500:]
    start = process_time()
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(kept):
        for key in keys(features(item)):
            blocks[key].append(number)
    print(f"\n{len(kept)} references: keys made once in {process_time() - start:.1f} s")
    copied = [chance.randrange(len(kept)) for _ in range(500)]
    new = [(damaged(kept[number], chance), number) for number in copied]
    new += [(item, -1) for item in fresh]
    start = process_time()
    read = [(features(item), number) for item, number in new]
    wanted = {key for reference_, _ in read for key in keys(reference_)}
    fetched = {number for key in wanted for number in blocks.get(key, ())[:100]}
    index = Index((str(number), features(kept[number])) for number in fetched)
    answers = [(candidates(reference_, index), number) for reference_, number in read]
    seconds = process_time() - start
    same = [(found[0].advice, found[0].second, number) for found, number in answers if found]
    print(
        f"1,000 new references matched in {seconds:.2f} s against {len(fetched)} fetched; "
        f"of 500 copies {sum(a is Advice.SAME and s == str(n) for a, s, n in same)} found, "
        f"{sum(a is Advice.ASK and n >= 0 for a, _, n in same)} asked about; of 500 others "
        f"{sum(a is Advice.SAME and n < 0 for a, _, n in same)} taken for known"
    )
    start = process_time()
    groups = find_groups([(str(number), item) for number, item in enumerate(items)])
    kinds = Counter(group.advice.value for group in groups)
    print(f"whole library in {process_time() - start:.1f} s: {dict(kinds)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DUPLICATES)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--library", type=Path)
    options = parser.parse_args()
    accuracy(options.folder, options.sets, options.peer)
    path = options.library or options.folder.parent / "search" / "references.jsonl.gz"
    if path.exists():
        library(path)


if __name__ == "__main__":
    main()
