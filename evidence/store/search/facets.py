"""How many of the documents that were found have which facet: type, design, stance, tag, year …

Documents with the same facets are counted together by the database: about 1.5 µs each.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal

from evidence.store.search.dialects import Condition, OneOf, Term, statement
from evidence.store.search.documents import mark
from evidence.store.search.reading import Index

MOST = 200_000  # documents that are counted; of more, the first ones
VALUES = 5_000  # of one facet that are told

Facets = dict[str, dict[str, int]]  # facet → value → documents, the most frequent first
Set = tuple[Literal["core", "text"], Condition]


def of_rows(rows: Iterable[Any]) -> Facets:
    """The facets of documents in hand."""
    return _facets(Counter((row.kind, row.facets) for row in rows))


def of_sets(index: Index, sets: Sequence[Set], *, beside: Sequence[int] = ()) -> tuple[Facets, int]:
    """The facets of all documents that match one of these conditions, and how many those are.

    `beside` are the numbers of documents that are counted too.
    """
    among, values = index.numbers_of(sets, beside=beside)
    rows = index.connection.execute(
        statement(
            "SELECT d.kind, d.facets, count(*) AS documents FROM search_document d "
            f"WHERE d.number IN (SELECT rowid FROM ({among}) AS found LIMIT :most) "
            "GROUP BY d.kind, d.facets"
        ),
        {**values, "most": MOST},
    )
    groups = Counter({(row.kind, row.facets): row.documents for row in rows.all()})
    return _facets(groups), groups.total()


def of_everything(index: Index, kinds: Collection[str] | None) -> tuple[Facets, int]:
    """The facets of the whole library, or of these kinds of documents in it.

    The index keeps the counts of everything; what is of other kinds is counted and taken away.
    """
    kept: dict[str, Counter[str]] = {}
    rows = index.connection.execute(
        statement("SELECT name, value, documents FROM search_facet ORDER BY documents DESC, value")
    )
    for row in rows.all():
        kept.setdefault(row.name, Counter())[row.value] = row.documents
    present = kept.get("kind", Counter())
    others = set(present) - set(present if kinds is None else kinds)
    if sum(present[kind] for kind in others) * 2 > present.total():
        wanted = [kind for kind in present if kind not in others]
        return of_sets(index, [("core", _kinds(wanted))]) if wanted else ({}, 0)
    if others:
        for name, found in of_sets(index, [("core", _kinds(sorted(others)))])[0].items():
            kept[name].subtract(found)
    facets = {
        name: {value: number for value, number in found.most_common(VALUES) if number > 0}
        for name, found in kept.items()
    }
    return {name: found for name, found in facets.items() if found}, sum(
        facets.get("kind", {}).values()
    )


def _kinds(kinds: Sequence[str]) -> Condition:
    return OneOf(tuple(Term((mark("kind", kind),)) for kind in kinds))


def _facets(groups: Counter[tuple[str, str]]) -> Facets:
    counts: dict[str, Counter[str]] = {}
    for (kind, facets), number in groups.items():
        for line in (f"kind={kind}", *facets.split("\n")):
            name, _, value = line.partition("=")
            if name:
                counts.setdefault(name, Counter())[value] += number
    return {name: dict(found.most_common(VALUES)) for name, found in counts.items()}
