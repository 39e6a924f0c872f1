"""Facets count all that was found, on each engine, also where more was found than is ranked."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from evidence.store.engine import open_engine
from evidence.store.search import index, schema
from evidence.store.search.documents import Document
from evidence.store.search.query import Results, search

DESIGNS = ("randomised_trial", "cohort", "systematic_review", "case_report")
TAGS = ("nerve pain", "cancer", "sleep")
NUMBER = 700  # more than are ranked


def made(place: int) -> Document:
    """A reference whose facets follow from its place."""
    common = "ketamine" if place % 2 else "lidocaine"
    return Document(
        id=f"id{place}",
        kind="reference",
        key=f"key{place}",
        fields={
            "title": f"Infusions of {common} in ward {place}",
            "year": str(1990 + place % 30),
            "abstract": "Relief was measured by a nurse." if place % 3 else "",
        },
        facets={
            "design": [DESIGNS[place % 4]],
            "tag": [tag for offset, tag in enumerate(TAGS) if (place + offset) % 3 == 0],
            "year": [str(1990 + place % 30)],
        },
    )


MADE = [made(place) for place in range(NUMBER)]
NOTES = [Document(f"note{n}", "note", f"key{n}", {"text": "About the infusions"}) for n in range(9)]


@pytest.fixture
def filled(database: str) -> Iterator[Connection]:
    engine = open_engine(make_url(database))
    with engine.connect() as connection:
        schema.create(connection)
        index.put(connection, [*MADE, *NOTES])
        yield connection
        connection.rollback()
    engine.dispose()


def counted(documents: list[Document]) -> dict[str, dict[str, int]]:
    """The same by counting one by one."""
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        for name, values in {**document.facets, "kind": [document.kind]}.items():
            counts.setdefault(name, Counter()).update(values)
    return {name: dict(found) for name, found in counts.items() if found}


def even(document: Document) -> bool:
    return "lidocaine" in document.fields["title"]


CASES = {
    "a word in every title": ("infusions", [*MADE, *NOTES]),
    "a word in half of them": ("lidocaine", [one for one in MADE if even(one)]),
    "two words": ("lidocaine ward", [one for one in MADE if even(one)]),
    "half typed": ("lidoc", [one for one in MADE if even(one)]),
    "a word of abstracts": ("nurse", [one for one in MADE if one.fields["abstract"]]),
    "words in title and abstract": (
        "lidocaine relief",
        [one for one in MADE if even(one) and one.fields["abstract"]],
    ),
    "a phrase": ('"infusions of lidocaine"', [one for one in MADE if even(one)]),
    "without a word": ("infusions -ketamine kind:reference", [one for one in MADE if even(one)]),
    "a facet": ("design:cohort", [one for one in MADE if one.facets["design"] == ["cohort"]]),
    "a facet with blanks": (
        'tag:"nerve pain" lidocaine',
        [one for one in MADE if even(one) and "nerve pain" in one.facets["tag"]],
    ),
    "two of one facet": (
        "design:cohort design:case_report",
        [one for one in MADE if one.facets["design"][0] in ("cohort", "case_report")],
    ),
    "years": ("year:2000..2010", [one for one in MADE if "2000" <= one.fields["year"] <= "2010"]),
    "few": ("ward 77 kind:reference", [MADE[77]]),
    "nothing": ("zzqxjv", []),
}


def same(found: Results, documents: list[Document]) -> None:
    assert found.facets == counted(documents)
    assert found.counted == found.total == len(documents)
    for values in found.facets.values():
        assert list(values.values()) == sorted(values.values(), reverse=True)


@pytest.mark.parametrize("name", CASES)
def test_facets_are_of_all_that_was_found(filled: Connection, name: str) -> None:
    typed, documents = CASES[name]
    same(search(filled, typed, limit=5, facets=True), documents)


@pytest.mark.parametrize(
    ("kinds", "documents"),
    [
        (None, [*MADE, *NOTES]),
        (("reference",), MADE),
        (("note",), NOTES),
        (("reference", "note"), [*MADE, *NOTES]),
        ((), []),
        (("claim",), []),
    ],
)
def test_without_a_query_they_are_of_the_whole_library(
    filled: Connection, kinds: tuple[str, ...] | None, documents: list[Document]
) -> None:
    found = search(filled, " ", kinds=kinds, facets=True)
    assert (found.facets, found.counted) == (counted(documents), len(documents))
    assert found.results == []


def test_unasked_they_are_of_what_was_ranked_and_say_so(filled: Connection) -> None:
    found = search(filled, "lidocaine", limit=5)
    assert found.counted == sum(found.facets["kind"].values()) < found.total == NUMBER // 2


def test_narrowed_by_a_value_there_are_as_many_as_it_counted(filled: Connection) -> None:
    whole = search(filled, "infusions", facets=True)
    for design, number in whole.facets["design"].items():
        assert search(filled, f"design:{design} infusions", facets=True).total == number
