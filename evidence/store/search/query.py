"""Search the index with what somebody typed. See `parse` for the language, `planning` for the way.

Never fails for any text, reads a bounded number of documents, and says what it corrected and what
it did not understand.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy import Connection, text

from evidence.store.search import facets as counting
from evidence.store.search import parse, rank
from evidence.store.search.dialects import Condition, OneOf, Term, Without
from evidence.store.search.documents import CORE_COLUMNS, EVERY, mark, slug
from evidence.store.search.parse import Facet, Query
from evidence.store.search.planning import BOUND, Found, Plan
from evidence.store.search.reading import Index

FACET_VALUES = 30  # values that one word of a facet may stand for (`tag:pain`)
DEEPEST = 5_000  # how far one may page


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. `matched`: field → places (start, end) in its original text."""

    kind: str
    id: str
    key: str
    score: float
    matched: dict[str, list[tuple[int, int]]]
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    `total` is counted up to 10,000, and beyond where facets are asked for; `corrected` says what
    was searched for what was typed; `notes` say what was not understood; `facets` count documents,
    facet → value, the most frequent first: `counted` of them, all where facets are asked for.
    """

    query: str
    total: int
    took_ms: float
    results: list[Hit]
    corrected: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    counted: int = 0


def search(
    connection: Connection,
    typed: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kinds: Collection[str] | None = None,
    facets: bool = False,
) -> Results:
    """Find documents; best first. `kinds` narrows to kinds of documents.

    `facets` asks for the facets of all that was found, not only of what was ranked; of the whole
    library if nothing was typed.
    """
    started = perf_counter()
    query = parse.parse(typed)
    postgresql = connection.dialect.name == "postgresql"
    if postgresql:  # the planner believes in reading all rows, and compiles for it; it never pays
        connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL jit = off"))
    index = Index(connection, query.years)
    marks = _marks(index, query, kinds)
    found = Found()
    if not query.is_empty:
        reach = min(offset + limit, DEEPEST)
        found = Plan(index, query, marks).run(_steps_of(reach))
    counts, counted = counting.of_rows(one.row for one in found.ordered), len(found.ordered)
    if facets and query.is_empty:
        counts, counted = counting.of_everything(index, kinds)
    elif facets and found.sets:
        ranked = [one.row.number for one in found.ordered]
        counts, counted = counting.of_sets(index, found.sets, beside=ranked)
        found.total = max(found.total, counted)
    if postgresql:
        connection.execute(text("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT"))
    page = found.ordered[max(0, offset) : max(0, offset) + max(0, limit)]
    return Results(
        query=typed,
        total=found.total,
        results=_hits(index, query, found, page),
        corrected=found.corrected,
        notes=list(dict.fromkeys(query.notes)),
        facets=counts,
        counted=counted,
        took_ms=round((perf_counter() - started) * 1000, 2),
    )


def _steps_of(reach: int) -> int:
    """Pages share one list as long as possible: 240, 480, 960 … documents are ranked."""
    bound = BOUND
    while bound < reach:
        bound *= 2
    return bound


def _marks(index: Index, query: Query, kinds: Collection[str] | None) -> list[Condition]:
    """What narrows the search to facets; a value that nothing has becomes words and a note."""
    conditions: list[Condition] = []
    wanted: dict[str, list[str]] = {}
    for facet in query.facets:
        values = _values(index, facet)
        if not values:
            query.notes.append(
                f"Nothing has the {facet.name} “{facet.typed}”: it was searched as words."
            )
            if not facet.without:
                parse.add_chunk(query, facet.typed)
            continue
        terms = tuple(Term((mark(facet.name, value),)) for value in values)
        if facet.without:
            conditions.append(Without(Term((EVERY,)), OneOf(terms)))
        elif facet.name in ("tag", "claim", "has", "status"):  # a document may have several
            conditions.append(OneOf(terms))
        else:
            wanted.setdefault(facet.name, []).extend(values)
    for name, values in wanted.items():
        conditions.append(OneOf(tuple(Term((mark(name, value),)) for value in values)))
    if kinds is not None:
        allowed = tuple(Term((mark("kind", kind),)) for kind in sorted(kinds))
        conditions.append(OneOf(allowed) if allowed else Without(Term((EVERY,)), Term((EVERY,))))
    return conditions


def _values(index: Index, facet: Facet) -> list[str]:
    """The values that a typed one stands for: itself, or those that begin so, or contain it."""
    typed = slug(facet.value)
    typed = parse.OTHER_WORDS.get(typed, typed)
    if not typed:
        return []
    known = index.facets(facet.name)
    for fits in (str.__eq__, str.startswith, str.__contains__):
        if found := [row.value for row in known if fits(row.slug, typed)]:
            return found[:FACET_VALUES]
    return []


def _hits(index: Index, query: Query, found: Found, page: list[rank.Scored]) -> list[Hit]:
    if not page:
        return []
    originals = index.originals([one.row.number for one in page])
    phrases = [phrase.tokens for phrase in query.phrases]
    keys = [key for key, _ in query.keys]
    hits = []
    for one in page:
        fields = json.loads(originals[one.row.number])
        matched = {}
        for name, value in fields.items():
            column = name
            if name == "text" and not fields.get("title"):
                column = "title"
            places = rank.spans(
                value, scorer=found.scorer, phrases=phrases, keys=keys, column=column
            )
            if places:
                matched[name] = places
        hits.append(
            Hit(
                kind=one.row.kind,
                id=one.row.id,
                key=one.row.key,
                score=round(one.score, 4),
                matched=matched,
                fields=fields,
            )
        )
    return hits


__all__ = ["CORE_COLUMNS", "Hit", "Results", "search"]
