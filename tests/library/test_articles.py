"""Articles: versions, the places of claims in them, and what differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE, CLAIMS

from evidence.anchoring import comparing
from evidence.errors import BadInput, NotFound
from evidence.library import Library
from evidence.vocabulary import AnchorState

TITLE = "# Ketamine for chronic pain\n\n"


def test_the_first_version_brings_the_article_in(library: Library) -> None:
    done = library.revise("# Über Schmerz & Ketamin\n\nText.\n", message="First")
    assert (done.version, done.claims) == (1, ())
    view = library.article()
    assert (view.title, view.slug, view.text) == (
        "Über Schmerz & Ketamin",
        "uber-schmerz-ketamin",
        "Text.\n",
    )
    library.undo(library.history(limit=1)[0].id)
    with pytest.raises(NotFound):
        library.article()


@pytest.mark.parametrize("words", ["No title here.\n", "", "   \n", "# Only a title\n"])
def test_an_article_needs_a_title_and_a_text(library: Library, words: str) -> None:
    before = library.dump(history=True)
    with pytest.raises(BadInput):
        library.revise(words)
    assert library.dump(history=True) == before


def test_a_text_that_is_too_long_is_refused(stocked: Library) -> None:
    with pytest.raises(BadInput, match="longer than 1,000,000"):
        stocked.revise("# T\n\n" + "x" * 1_000_001)


def test_every_claim_is_told_in_a_new_version(stocked: Library) -> None:
    done = stocked.revise(
        TITLE + "Pain often falls within hours of an infusion. Ketamine blocks the NMDA receptor.\n"
    )
    assert done.version == 2
    states = {claim.slug: claim.state for claim in done.claims}
    assert set(states) == {slug for slug, _, _ in CLAIMS}
    assert states["not-a-cure"] is AnchorState.ORPHANED
    assert states["rapid-onset"] in (AnchorState.ANCHORED, AnchorState.MOVED)
    assert {claim.slug: claim.state for claim in stocked.claims()} == states


def test_an_orphan_keeps_its_links_and_its_words_and_finds_back(stocked: Library) -> None:
    stocked.link("not-a-cure", "cohen2018", stance="supports")
    stocked.revise(TITLE + "Ketamine blocks the NMDA receptor.\n")
    claim = stocked.claim("not-a-cure")
    assert claim.summary.state is AnchorState.ORPHANED
    assert claim.anchors[0].exact == CLAIMS[2][2]
    assert len(claim.evidence) == 1
    assert "not-a-cure" in {mark.slug for mark in stocked.article().marks}
    again = stocked.revise(ARTICLE)
    assert {c.slug: c.state for c in again.claims}["not-a-cure"] is not AnchorState.ORPHANED


def test_an_orphan_is_in_every_export(stocked: Library) -> None:
    stocked.link("not-a-cure", "cohen2018", stance="supports")
    stocked.revise(TITLE + "Ketamine blocks the NMDA receptor.\n")
    for export in (stocked.export_article(to="md"), stocked.export_bibliography(to="md")):
        words = " ".join(export.content.decode().split())
        assert "days to weeks, not for good" in words


def test_an_old_version_stays_as_it_was(stocked: Library) -> None:
    first = stocked.article()
    stocked.revise(TITLE + "Everything is different now.\n", message="All new")
    old = stocked.article(1)
    assert (old.text, old.marks, old.version) == (first.text, first.marks, first.version)
    assert [(v.number, v.message) for v in stocked.versions()] == [(2, "All new"), (1, "")]
    with pytest.raises(NotFound, match="no version 7"):
        stocked.article(7)


def test_marks_point_at_the_words_of_the_claims(stocked: Library) -> None:
    stocked.revise("# Ketamine\n\nIn short: " + ARTICLE.split("\n\n", 1)[1])
    view = stocked.article()
    for mark in view.marks:
        words = next(text for slug, _, text in CLAIMS if slug == mark.slug)
        assert view.text[mark.start : mark.end] == words


def test_line_ends_and_hidden_characters_make_no_difference(stocked: Library) -> None:
    dirty = ARTICLE.replace("\n", "\r\n").replace("Ketamine", "Ke\u200btamine")
    stocked.revise(dirty)
    assert stocked.article().text == stocked.article(1).text


def test_versions_are_compared_by_words(stocked: Library) -> None:
    stocked.revise(ARTICLE.replace("within hours of", "within a day of"))
    parts = stocked.compare(1, 2)
    assert [part for part in parts if part[0] != "same"] == [
        ("removed", "hours"),
        ("added", "a day"),
    ]
    assert "".join(text for kind, text in parts if kind != "added") == stocked.article(1).text
    assert "".join(text for kind, text in parts if kind != "removed") == stocked.article(2).text


@given(old=st.text("ab .\n", max_size=60), new=st.text("ab .\n", max_size=60))
def test_a_difference_holds_both_texts_however_long_they_are(old: str, new: str) -> None:
    for most in (10**9, 20, 0):
        before, comparing.COMPARED_PAIRS = comparing.COMPARED_PAIRS, most
        try:
            parts = comparing.changes(old, new)
        finally:
            comparing.COMPARED_PAIRS = before
        assert "".join(text for kind, text in parts if kind != "added") == old
        assert "".join(text for kind, text in parts if kind != "removed") == new


def test_two_long_texts_are_compared_in_bounded_time() -> None:
    old = "word " * 120_000
    new = "other " * 120_000
    assert comparing.changes(old, new) == [("removed", old), ("added", new)]
    lines = "\n".join(f"line {number}" for number in range(9_000))
    parts = comparing.changes(lines, lines.replace("line 4500", "sentence 4500"))
    assert [part for part in parts if part[0] != "same"] == [
        ("removed", "line"),
        ("added", "sentence"),
    ]
