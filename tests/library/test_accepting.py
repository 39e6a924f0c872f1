"""Links are submitted, accepted and rejected; nobody accepts what they wrote themselves."""

from pathlib import Path

import pytest
from states import state

from evidence.errors import BadInput, Conflict, EvidenceError, NotAllowed, NotFound, StaleEdit
from evidence.library import Library

SLUG, KEY = "rapid-onset", "cohen2018"


@pytest.fixture
def ben(stocked: Library) -> Library:
    return stocked.as_user("ben")


@pytest.fixture
def link(stocked: Library) -> str:
    return stocked.link(SLUG, KEY, stance="supports", rationale="Within hours.").id


def test_a_link_goes_from_draft_to_accepted_with_names(
    stocked: Library, ben: Library, link: str
) -> None:
    assert stocked.move_link(link, "submitted").workflow == "submitted"
    done = ben.move_link(link, "accepted")
    assert (done.workflow, done.author, done.accepted_by) == ("accepted", "ana", "ben")
    assert done.accepted_at
    assert stocked.history(limit=1)[0].label == f"Accept the link {SLUG} – {KEY}"
    stocked.undo(stocked.history(limit=1)[0].id)
    [view] = stocked.claim(SLUG).evidence
    assert (view.workflow, view.accepted_by) == ("submitted", None)


@pytest.mark.parametrize("first", ["submitted", "rejected", "draft"])
def test_nobody_accepts_a_link_of_their_own(
    stocked: Library, ben: Library, link: str, first: str
) -> None:
    if first != "draft":
        ben.move_link(link, first, reason="Why?")
    with pytest.raises(NotAllowed, match="somebody else accepts it"):
        stocked.move_link(link, "accepted")
    assert stocked.claim(SLUG).evidence[0].accepted_by is None


@pytest.mark.parametrize(
    "fields",
    [{"rationale": "Ben's words."}, {"stance": "qualifies"}, {"quote": "hours of an infusion"}],
)
def test_nobody_accepts_words_that_they_wrote_last(
    stocked: Library, ben: Library, link: str, fields: dict[str, str]
) -> None:
    ben.edit_link(link, revision=None, **fields)
    with pytest.raises(NotAllowed, match="You wrote what this link says"):
        ben.move_link(link, "accepted")
    assert stocked.as_user("eva").move_link(link, "accepted").accepted_by == "eva"


def test_checking_a_passage_makes_nobody_its_author(
    stocked: Library, ben: Library, link: str
) -> None:
    stocked.edit_link(link, revision=None, quote="within hours")
    ben.verify(link)
    assert ben.move_link(link, "accepted").accepted_by == "ben"


def test_an_edit_of_an_accepted_link_is_judged_again(
    stocked: Library, ben: Library, link: str
) -> None:
    ben.move_link(link, "accepted")
    done = stocked.edit_link(link, revision=None, rationale="Other words.")
    assert (done.workflow, done.accepted_by) == ("draft", None)


def test_a_rejection_has_a_reason_that_its_author_finds(
    stocked: Library, ben: Library, link: str
) -> None:
    before = state(stocked)
    with pytest.raises(BadInput, match="needs a reason"):
        ben.move_link(link, "rejected", reason="  ")
    ben.move_link(link, "rejected", reason="Which hour?")
    [note] = stocked.reference(KEY).notes
    assert note.author == "ben"
    assert note.text.endswith("was rejected: Which hour?")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert state(stocked) == before
    ben.move_link(link, "rejected", reason="Which hour?")
    assert stocked.move_link(link, "submitted").workflow == "submitted"


WRONG = [
    ("draft", "draft", Conflict),
    ("submitted", "submitted", Conflict),
    ("accepted", "accepted", Conflict),
    ("accepted", "submitted", Conflict),
]


@pytest.mark.parametrize(("here", "there", "error"), WRONG)
def test_a_step_that_leads_nowhere_is_refused(
    ben: Library, link: str, here: str, there: str, error: type[EvidenceError]
) -> None:
    if here != "draft":
        ben.move_link(link, here)
    with pytest.raises(error):
        ben.move_link(link, there)


def test_a_link_that_changed_meanwhile_is_not_accepted_unseen(
    stocked: Library, ben: Library, link: str
) -> None:
    seen = stocked.claim(SLUG).evidence[0].revision
    stocked.edit_link(link, revision=seen, rationale="Other words.")
    with pytest.raises(StaleEdit):
        ben.move_link(link, "accepted", revision=seen)


def test_a_link_is_named_by_its_claim_reference_and_stance(stocked: Library, link: str) -> None:
    assert stocked.link_between(SLUG, KEY)[0] == link
    stocked.link(SLUG, KEY, stance="qualifies")
    with pytest.raises(Conflict, match="Several links"):
        stocked.link_between(SLUG, KEY)
    assert stocked.link_between(SLUG, KEY, stance="supports")[0] == link
    with pytest.raises(NotFound):
        stocked.link_between(SLUG, "zanos2018")


def test_whoever_loads_a_library_did_not_write_its_links(
    stocked: Library, link: str, tmp_path: Path
) -> None:
    other = Library.open(f"sqlite:///{tmp_path / 'other.db'}", who="ben", create="empty")
    other.load(stocked.dump())
    assert other.move_link(link, "accepted").accepted_by == "ben"
    other.close()
