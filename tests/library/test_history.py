"""What changed, who did it, when: newest first, field by field."""

from datetime import UTC, datetime

import pytest
from samples import COHEN, csl_file, many

from evidence.errors import NotFound
from evidence.library import Library


def test_the_history_is_newest_first_and_comes_in_pages(stocked: Library) -> None:
    for number in range(5):
        stocked.as_user(f"user {number}").add_note("cohen2018", f"Note {number}")
    latest = stocked.history(limit=3)
    assert [view.who for view in latest] == ["user 4", "user 3", "user 2"]
    assert [view.who for view in stocked.history(limit=2, offset=3)] == ["user 1", "user 0"]
    moments = [datetime.fromisoformat(view.at) for view in stocked.history()]
    assert moments == sorted(moments, reverse=True)
    assert all(moment.tzinfo is not None and moment <= datetime.now(UTC) for moment in moments)


def test_a_change_is_told_field_by_field(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", rationale="Old reason.")
    stocked.edit_link(made.id, revision=made.revision, rationale="New reason.", stance="disputes")
    view, rows = stocked.change(stocked.history(limit=1)[0].id)
    assert view.rows == 1
    [row] = rows
    assert (row.kind, row.action) == ("evidence_link", "changed")
    assert {f.field: (f.before, f.after) for f in row.fields} == {
        "rationale": ("Old reason.", "New reason."),
        "stance": ("supports", "disputes"),
    }
    stocked.unlink("rapid-onset", "cohen2018")
    _, rows = stocked.change(stocked.history(limit=1)[0].id)
    assert [row.action for row in rows] == ["removed"]


def test_an_import_is_told_with_every_reference(stocked: Library) -> None:
    report = stocked.import_files([csl_file(*many(12), {**COHEN, "page": "1-9"})])
    view, rows = stocked.change(str(report.batch))
    assert view.kind == "import"
    assert view.rows == len(rows)
    added = [row.name for row in rows if (row.kind, row.action) == ("reference", "added")]
    assert sorted(added) == sorted(item["id"] for item in many(12))
    [changed] = [row for row in rows if (row.kind, row.action) == ("reference", "changed")]
    assert changed.name == "cohen2018"


def test_a_references_history_tells_of_its_links_and_notes(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    stocked.add_note("cohen2018", "x")
    stocked.add_note("zanos2018", "y")
    labels = [view.label for view in stocked.reference("cohen2018").history]
    assert labels == ["Note on cohen2018", "Link rapid-onset – cohen2018", "Import mine.json"]


def test_a_change_that_there_is_not_is_said(stocked: Library) -> None:
    with pytest.raises(NotFound, match="There is no change “x”") as caught:
        stocked.change("x")
    assert "evidence history" in str(caught.value.hint)


def test_what_is_undone_says_so_and_what_is_undone_again_does_not(stocked: Library) -> None:
    stocked.add_note("cohen2018", "x")
    noted = stocked.history(limit=1)[0]
    for turn in range(4):
        latest = stocked.history(limit=1)[0]
        stocked.undo(latest.id)
        state = {view.id: view.undone for view in stocked.history()}
        assert state[noted.id] is (turn % 2 == 0)
        assert len(stocked.reference("cohen2018").notes) == turn % 2
