"""The commands about reports and versions: what scripts rely on, and one sentence for a failure."""

import json
from typing import Any

import pytest
from running import Run, runner


@pytest.fixture
def call(shipped_url: str, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> Run:
    """Run a command on a copy of the shipped library: exit status, output, complaints."""
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", shipped_url)
    return runner(capfd)


def test_reports_are_tied_listed_and_taken_out(call: Run) -> None:
    status, out, _ = call("study", "tie", "amr2010", "anis1983", "--json")
    tied = json.loads(out)
    assert status == 0
    assert tied["reports"] == ["amr2010", "anis1983"]
    sizes = [one for one in tied["disagreements"] if one["field"] == "Size"]
    assert [(one["reference"], one["theirs"]) for one in sizes] == [("anis1983", "cats and rats")]
    shown = json.loads(call("study", "show", "anis1983", "--json")[1])
    assert [one["key"] for one in shown["reports"]] == ["anis1983", "amr2010"]
    assert shown["study"]["n"] == 40
    assert json.loads(call("reference", "amr2010", "--json")[1])["reports"] == ["anis1983"]
    left = json.loads(call("study", "untie", "anis1983", "--json")[1])
    assert (left["reference"], left["study"]["n_text"]) == ("anis1983", "cats and rats")
    assert json.loads(call("reference", "amr2010", "--json")[1])["reports"] == []


def test_text_says_what_disagrees_and_where_it_is_kept(call: Run) -> None:
    out = call("study", "tie", "amr2010", "anis1983")[1]
    assert "amr2010 and anis1983 report one study." in out
    assert "anis1983 said “cats and rats” (in a note)" in out
    assert "n = 40" in call("study", "show", "anis1983")[1]
    assert "anis1983 reports a study of its own." in call("study", "untie", "anis1983")[1]


def test_versions_are_linked_and_unlinked(call: Run) -> None:
    made = json.loads(call("relate", "amr2010", "comments-on", "anis1983", "--json")[1])
    assert made["relation"]["kind"] == "comments_on"
    assert made["relation"]["key"] == "anis1983"
    shown = json.loads(call("reference", "anis1983", "--json")[1])
    assert shown["relations"] == [{"kind": "comments_on", "forward": False, "key": "amr2010"}]
    assert "Comment: amr2010" in call("reference", "anis1983")[1]
    assert "not linked as versions any more." in call("unrelate", "anis1983", "amr2010")[1]
    assert json.loads(call("reference", "anis1983", "--json")[1])["relations"] == []


def test_a_version_that_is_unlinked_may_still_report_the_study(call: Run) -> None:
    assert (
        "amr2010: preprint of anis1983." in call("relate", "amr2010", "preprint_of", "anis1983")[1]
    )
    assert "They still report one study" in call("unrelate", "amr2010", "anis1983")[1]


REFUSED = [
    (("study", "tie", "amr2010", "nobody1900"), 1, "There is no reference “nobody1900”."),
    (("study", "tie", "amr2010", "amr2010"), 1, "two references or more"),
    (("study", "tie", "amr2010"), 2, "Missing argument"),
    (("study", "untie", "amr2010"), 1, "only report of its study"),
    (("relate", "amr2010", "likes", "anis1983"), 1, "Relations are preprint_of"),
    (("unrelate", "amr2010", "anis1983"), 1, "not linked as versions"),
]


@pytest.mark.parametrize(("arguments", "expected", "words"), REFUSED)
def test_what_is_refused_is_said_in_one_sentence(
    call: Run, arguments: tuple[str, ...], expected: int, words: str
) -> None:
    before = call("dump", "-", "--history")[1]
    status, out, complaint = call(*arguments)
    assert (status, out) == (expected, "")
    assert words in complaint
    assert "Traceback" not in complaint
    assert call("dump", "-", "--history")[1] == before


def test_both_are_undone_like_any_change(call: Run) -> None:
    before = call("dump", "-")[1]
    call("study", "tie", "amr2010", "anis1983")
    newest = json.loads(call("history", "--json")[1])[0]
    assert newest["label"] == "amr2010 and anis1983 report one study"
    assert call("undo", newest["id"])[0] == 0
    now = json.loads(call("dump", "-")[1])["tables"]
    then = json.loads(before)["tables"]
    for rows in (*now.values(), *then.values()):
        for row in rows:
            row.pop("revision", None)
    assert now == then
