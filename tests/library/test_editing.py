"""Editing a reference, and notes about it."""

from typing import Any

import pytest
from samples import COHEN, ORHURHU, ZANOS, bring, index_problems, item

from evidence.errors import BadInput, Conflict, EvidenceError, NotFound
from evidence.library import Library


def edit(library: Library, key: str, **fields: Any) -> Any:
    """Edit some fields of a reference as it is now."""
    seen = library.reference(key)
    return library.edit_reference(key, {**seen.csl, **fields}, revision=seen.revision)


def test_an_edit_is_found_shown_and_told_field_by_field(stocked: Library) -> None:
    assert stocked.reference("zanos2018").untouched
    done = edit(stocked, "zanos2018", title="Hydroxynorketamine and its receptors", volume="70")
    assert done.summary.title == "Hydroxynorketamine and its receptors"
    assert not done.untouched
    assert stocked.search("hydroxynorketamine").results[0].key == "zanos2018"
    _, rows = stocked.change(stocked.history(limit=1)[0].id)
    changed = {field.field for field in rows[0].fields}
    assert {"title", "csl", "title_key"} <= changed
    assert "doi" not in changed


def test_the_key_stays_whatever_the_csl_says(stocked: Library) -> None:
    done = edit(stocked, "zanos2018", id="another")
    assert done.csl["id"] == done.summary.key == "zanos2018"


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("DOI", "https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("PMID", " 123 ", "123"),
        ("PMCID", "pmc99", "PMC99"),
    ],
)
def test_identifiers_are_stored_in_their_normal_form(
    stocked: Library, name: str, typed: str, stored: str
) -> None:
    done = edit(stocked, "zanos2018", **{name: typed})
    assert done.csl[name] == stored
    assert stocked.search(stored).results[0].key == "zanos2018"


REFUSED: list[tuple[dict[str, Any], type[EvidenceError], str]] = [
    ({"DOI": "soon"}, BadInput, "DOI"),
    ({"title": ""}, BadInput, "needs a title"),
    ({"title": "\u200b \x00"}, BadInput, "needs a title"),
    ({"DOI": COHEN["DOI"].upper()}, Conflict, "belongs to “cohen2018”"),
    ({"PMID": COHEN["PMID"]}, Conflict, "belongs to “cohen2018”"),
]


@pytest.mark.parametrize(("fields", "error", "said"), REFUSED)
def test_an_edit_that_would_spoil_the_library_is_refused(
    stocked: Library, fields: dict[str, Any], error: type[EvidenceError], said: str
) -> None:
    before = stocked.dump(history=True)
    with pytest.raises(error, match=said):
        edit(stocked, "zanos2018", **fields)
    assert stocked.dump(history=True) == before


def test_a_field_that_is_emptied_is_gone(stocked: Library) -> None:
    done = edit(stocked, "orhurhu2019", volume="", DOI=None)
    assert "volume" not in done.csl
    assert done.summary.doi is None
    found = stocked.search(ORHURHU["DOI"]).results
    assert not any(ORHURHU["DOI"].lower() in hit.fields["keys"] for hit in found)
    assert index_problems(stocked) == []


def test_saving_without_a_change_leaves_no_trace(stocked: Library) -> None:
    before = stocked.dump(history=True)
    edit(stocked, "zanos2018")
    assert stocked.dump(history=True) == before


def test_an_edit_is_undone(stocked: Library) -> None:
    before = stocked.dump()
    edit(stocked, "zanos2018", title="Something else")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.dump() == before
    assert stocked.reference("zanos2018").untouched
    assert stocked.search("metabolite").results[0].key == "zanos2018"


def test_a_note_is_kept_with_who_and_when_and_found(stocked: Library) -> None:
    note = stocked.as_user("ben").add_note("zanos2018", "Compare with <b>esketamine</b> ~10 mg~.")
    assert (note.text, note.author) == ("Compare with <b>esketamine</b> ~10 mg~.", "ben")
    assert stocked.reference("zanos2018").notes == (note,)
    hit = stocked.search("esketamine").results[0]
    assert (hit.kind, hit.key) == ("note", "zanos2018")


@pytest.mark.parametrize(
    ("key", "words", "error"),
    [
        ("zanos2018", "", BadInput),
        ("zanos2018", " \n\x00\u200b", BadInput),
        ("zanos2018", "x" * 100_001, BadInput),
        ("nobody", "x", NotFound),
    ],
)
def test_a_note_that_says_nothing_or_hangs_nowhere_is_refused(
    stocked: Library, key: str, words: str, error: type[EvidenceError]
) -> None:
    before = stocked.dump(history=True)
    with pytest.raises(error):
        stocked.add_note(key, words)
    assert stocked.dump(history=True) == before


def test_references_come_in_pages_in_three_orders(stocked: Library) -> None:
    assert [r.key for r in stocked.references(order="author").rows] == [
        "cohen2018",
        "orhurhu2019",
        "sigtermans2009",
        "zanos2018",
    ]
    assert stocked.references(order="year").rows[0].key == "orhurhu2019"
    assert stocked.references(order="added").rows[0].key == "sigtermans2009"
    page = stocked.references(limit=2, offset=3)
    assert ([row.key for row in page.rows], page.total) == (["zanos2018"], 4)


def test_names_stand_where_a_reader_looks_for_them(library: Library) -> None:
    """Whatever the marks and the case of a name; a work without anybody stands under its title."""
    bring(
        library,
        item("vries", "Pain in small fibres", "de Vries, Jo", 2001, "Pain"),
        item("oberg", "Nerves after burns", "Öberg, Per", 2002, "Burns"),
        item("zhou", "Spinal cords of mice", "Zhou, Li", 2003, "Spine"),
        {"id": "lone", "type": "report", "title": "Opioids in the emergency room"},
        item("abadi", "Itching", "Abadi, Sam", 2005, "Skin"),
    )
    keys = [row.key for row in library.references(order="author").rows]
    assert keys == ["abadi", "vries", "oberg", "lone", "zhou"]


def test_a_reference_shows_what_is_known_of_it(stocked: Library) -> None:
    stocked.link("nmda-mechanism", "zanos2018", stance="background", rationale="Review.")
    found = stocked.reference("zanos2018")
    assert found.csl["DOI"] == ZANOS["DOI"]
    assert found.source_format == "csl-json"
    assert [link.claim for link in found.links] == ["nmda-mechanism"]
    assert found.history[0].label == "Link nmda-mechanism – zanos2018"
