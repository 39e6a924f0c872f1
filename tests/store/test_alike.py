"""Which references of a library are fetched to be compared with new entries."""

import json
from typing import Any

import pytest
from samples import bring, item

from evidence.library import Library
from evidence.matching import features, keys
from evidence.store import engine as engines
from evidence.store.search import alike
from evidence.text import title_key

Csl = dict[str, Any]

KNOWN = item(
    "known",
    "Intravenous ketamine infusions for neuropathic pain management",
    "Maher, Dermot; Chen, Lucy",
    2017,
    "Anesthesia and Analgesia",
    volume="124",
    issue="2",
    page="661-674",
    DOI="10.1213/ane.0000000000001787",
)


def fetched(library: Library, csl: Csl) -> list[str]:
    """The keys of the references that an entry is compared with."""
    wanted = {"new": (keys(features(csl)), title_key(str(csl.get("title") or "")))}
    with engines.reading(library.engine) as connection:
        ids = alike.sharing(connection, wanted)
    rows = library.references(limit=100).rows
    return sorted(row.key for row in rows if row.id in ids)


def changed(**more: Any) -> Csl:
    return {name: value for name, value in {**KNOWN, "id": "new", **more}.items() if value}


CASES = [
    ("the same work", changed(), True),
    ("another title, the same DOI", changed(title="Quite another thing in rats", page="1"), True),
    ("no DOI and a cut title", changed(DOI="", title="Intravenous ketamine infusions"), True),
    (
        "a title in another language, the same place",
        changed(DOI="", title="Infusiones intravenosas de ketamina"),
        True,
    ),
    (
        "only the author and the first page",
        item("new", "Sleep apnea in children", "Maher, A.", 1999, "Chest", page="661", volume="7"),
        False,
    ),
    ("nothing in common", item("new", "Sleep apnea", "Roe, A.", 1999, "Chest"), False),
]


@pytest.mark.parametrize(("_what", "csl", "is_fetched"), CASES, ids=[case[0] for case in CASES])
def test_what_may_be_the_same_is_fetched_and_strangers_are_not(
    library: Library, _what: str, csl: Csl, is_fetched: bool
) -> None:
    bring(library, KNOWN)
    assert fetched(library, csl) == (["known"] if is_fetched else [])


def test_a_title_that_many_share_fetches_none_by_itself(library: Library) -> None:
    column = [
        item(f"column{n}", "Images in anesthesiology today", f"Writer{n}, A.", 1960 + n, "Pain")
        for n in range(alike.MOST_SHARED + 2)
    ]
    library.import_files([("columns.json", json.dumps(column).encode())], on_duplicate="add")
    new = item("new", "Images in anesthesiology today", "Nobody, B.", 2026, "Pain")
    assert fetched(library, new) == []
