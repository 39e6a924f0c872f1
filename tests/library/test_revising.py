"""Revising an article: a dry run that says the truth, and orphans that are mended or retired."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import ARTICLE, CLAIMS

from evidence.errors import BadInput, Conflict, NotFound, StaleEdit
from evidence.library import Library
from evidence.vocabulary import AnchorState

TITLE = "# Ketamine for chronic pain\n\n"
ONSET = "Pain often falls within hours of an infusion"
REVISIONS = {
    "nothing changed": ARTICLE,
    "a word changed": ARTICLE.replace("often falls", "often eases"),
    "a sentence deleted": ARTICLE.replace(f"{ONSET}. ", ""),
    "sentences turned round": TITLE + f"The relief lasts for days to weeks, not for good. {ONSET}.",
    "a negation added": ARTICLE.replace("blocks the NMDA", "does not block the NMDA"),
    "another text": TITLE + "Everything is different now.",
}


@pytest.mark.parametrize("words", REVISIONS.values(), ids=REVISIONS)
def test_a_dry_run_says_what_saving_does_and_changes_nothing(stocked: Library, words: str) -> None:
    before = stocked.dump(history=True)
    seen = stocked.preview_revision(words)
    assert stocked.dump(history=True) == before
    done = stocked.revise(words)
    assert [(c.slug, c.state, c.score) for c in seen.claims] == [
        (c.slug, c.state, c.score) for c in done.claims
    ]
    view = stocked.article()
    assert (seen.title, seen.text, seen.parent + 1) == (view.title, view.text, done.version)
    assert {(m.slug, m.start, m.end) for m in view.marks} == {
        (f.slug, f.start, f.end) for f in seen.fates
    }


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.lists(st.sampled_from([*ARTICLE.split(), "not", "3.1", "\n\n"]), max_size=40))
def test_a_place_is_always_in_the_text(shipped: Library, words: list[str]) -> None:
    typed = "# T\n\nIt. " + " ".join(words)
    seen = shipped.preview_revision(typed)
    for fate in seen.claims:
        assert seen.text[max(fate.start, 0) : max(fate.end, 0)] == fate.now
        assert (fate.start < 0) == (fate.state is AnchorState.ORPHANED)
        for one in fate.candidates:
            assert seen.text[one.start : one.end] == one.text != ""


def test_a_dry_run_tells_whether_there_is_anything_to_save(stocked: Library) -> None:
    assert stocked.preview_revision(ARTICLE.replace("\n", "\r\n")).unchanged
    assert not stocked.preview_revision(ARTICLE.replace("for chronic", "in chronic")).unchanged


@pytest.mark.parametrize(
    "words",
    [
        "",
        "# Only a title",
        "# T\n\n" + "x" * 1_000_001,
        "# T\n\n" + "a\n\n" * 100_002,
        "# T\n\na" + "\u0301\u0323" * 400_000,
        "# a" + "\u0301\u0323" * 400_000 + "\n\nText.",
        "# T\n\n" + "\ufdfa" * 900_000,
        "# " + "t" * 1_001 + "\n\nText.",
        "# T\n\nText" + "." * 900_000 + "x",
        "# T\n\nText" + ("!?" * 500 + "x ") * 900,
        "# T\n\nText" + " \t" * 450_000 + "x",
    ],
    ids=[
        "empty", "no body", "long", "paragraphs", "marks", "marks in the title", "ligatures",
        "long title", "stops", "rows of stops", "spaces",
    ],
)  # fmt: skip
def test_a_dry_run_refuses_what_saving_refuses(stocked: Library, words: str) -> None:
    for attempt in (stocked.preview_revision, stocked.revise):
        with pytest.raises(BadInput):
            attempt(words)


def test_a_title_that_is_given_is_measured_too(stocked: Library) -> None:
    for attempt in (stocked.revise, stocked.add_article):
        with pytest.raises(BadInput, match="title is longer"):
            attempt("Pain.", title="t" * 1_001)
    assert len(stocked.versions()) == len(stocked.articles()) == 1


def test_a_row_that_is_too_long_is_named_by_its_line(stocked: Library) -> None:
    with pytest.raises(BadInput, match="full stops in a row, the last in line 5"):
        stocked.revise("# T\n\nText.\n\n" + "." * 9_000 + "x")


def test_a_contents_list_with_leaders_is_a_text(stocked: Library) -> None:
    entries = "".join(f"Chapter {n} {'.' * 90} {n}\n\n" for n in range(200))
    assert not stocked.preview_revision(f"# T\n\n{entries}").unchanged


def test_the_first_version_has_a_dry_run_too(library: Library) -> None:
    seen = library.preview_revision("# Pain\n\nIt hurts.")
    assert (seen.parent, seen.title, seen.fates) == (0, "Pain", ())
    with pytest.raises(BadInput, match="no title"):
        library.preview_revision("It hurts.")
    assert library.orphans() == ()


def test_a_text_that_somebody_overtook_is_not_saved(stocked: Library) -> None:
    stocked.as_user("bo").revise(ARTICLE.replace("often", "mostly"), message="Bo's")
    with pytest.raises(StaleEdit, match="bo saved version 2") as caught:
        stocked.revise(ARTICLE.replace("hours", "minutes"), parent=1)
    assert caught.value.theirs == {"version": 2, "message": "Bo's", "author": "bo"}
    assert stocked.revise(ARTICLE.replace("hours", "minutes"), parent=2).version == 3


def test_what_says_something_else_is_told(stocked: Library) -> None:
    fate = {f.slug: f for f in stocked.preview_revision(REVISIONS["a negation added"]).claims}
    assert fate["nmda-mechanism"].state is AnchorState.REWORDED
    assert fate["nmda-mechanism"].differences
    assert fate["nmda-mechanism"].was == CLAIMS[0][2]


def orphaned(library: Library) -> None:
    """One claim loses its words to a sentence that says half of it."""
    library.revise(ARTICLE.replace(ONSET, "Patients may feel less pain after infusion"))


def test_an_orphan_is_offered_places_and_takes_one(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    orphaned(stocked)
    (orphan,) = stocked.orphans()
    assert (orphan.slug, orphan.was) == ("rapid-onset", ONSET)
    chosen = orphan.candidates[0]
    assert "infusion" in chosen.text
    state = stocked.place_claim("rapid-onset", chosen.start, chosen.end, version=2)
    assert state is AnchorState.REWORDED
    claim = stocked.claim("rapid-onset")
    assert (claim.summary.state, claim.anchors[0].exact) == (state, chosen.text)
    assert len(claim.evidence) == 1
    assert stocked.orphans() == ()
    stocked.undo(stocked.history(limit=1)[0].id)
    assert [f.slug for f in stocked.orphans()] == ["rapid-onset"]


def test_the_same_words_in_another_place_are_moved_not_reworded(stocked: Library) -> None:
    orphaned(stocked)
    text = stocked.article().text
    stocked.revise(text + f"\n{ONSET}.\n", message="The words are back")
    start = stocked.article().text.index(ONSET)
    placed = stocked.place_claim("rapid-onset", start, start + len(ONSET), version=3)
    assert placed is AnchorState.MOVED


@pytest.mark.parametrize(
    ("span", "version", "error"),
    [
        ((0, 0), 2, BadInput),
        ((5, 3), 2, BadInput),
        ((0, 10**9), 2, BadInput),
        ((-5, 10), 2, BadInput),
        ((0, 10), 1, StaleEdit),
    ],
    ids=["empty", "turned round", "beyond the end", "before the start", "an older version"],
)
def test_a_place_that_is_none_is_refused(
    stocked: Library, span: tuple[int, int], version: int, error: type[Exception]
) -> None:
    orphaned(stocked)
    before = stocked.dump(history=True)
    with pytest.raises(error):
        stocked.place_claim("rapid-onset", *span, version=version)
    assert stocked.dump(history=True) == before


def test_a_claim_that_is_not_made_any_more_is_retired_and_comes_back(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    orphaned(stocked)
    stocked.retire_claim("rapid-onset")
    assert "rapid-onset" not in {claim.slug for claim in stocked.claims()}
    assert "rapid-onset" not in {mark.slug for mark in stocked.article().marks}
    assert stocked.orphans() == ()
    with pytest.raises(NotFound):
        stocked.retire_claim("rapid-onset")
    retired = stocked.history(limit=1)[0]
    done = stocked.revise(ARTICLE, message="A version in between")
    assert "rapid-onset" not in {claim.slug for claim in done.claims}
    stocked.undo(retired.id)
    back = stocked.claim("rapid-onset")
    assert back.summary.state is not AnchorState.ORPHANED  # its words were back before it was
    assert len(back.evidence) == 1


def test_a_claim_that_the_article_makes_is_not_retired(stocked: Library) -> None:
    with pytest.raises(Conflict, match="cannot be retired"):
        stocked.retire_claim("rapid-onset")


def test_an_orphan_that_is_said_in_another_place_is_offered_that_one(
    shipped: Library,
) -> None:
    first, second, *_ = shipped.claim("rapid-onset").anchors
    view = shipped.article()
    shipped.revise(f"# {view.title}\n\n" + view.text.replace(first.exact, "the weather was fine"))
    (orphan,) = shipped.orphans()
    assert second.exact in [one.text for one in orphan.candidates]
