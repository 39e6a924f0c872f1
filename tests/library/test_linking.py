"""Links between claims and references: made, changed, removed, refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import index_problems, links_of

from evidence.errors import BadInput, Conflict, EvidenceError, NotFound
from evidence.library import Library
from evidence.store.changes import change
from evidence.store.tables import EditorialFlag, EvidenceLink, StatusNotice
from evidence.vocabulary import Directness, Stance, Verification

PASSAGE = "Pain intensity fell by 2 points within 24 hours (95% CI 1.1 to 2.9)."


def test_a_link_says_stance_reason_passage_place_and_who(stocked: Library) -> None:
    made = stocked.as_user("ben").link(
        "rapid-onset",
        "orhurhu2019",
        stance="supports",
        rationale="Relief in the first 24 hours.",
        quote=PASSAGE,
        locator="pp. 241-2",
        directness="indirect",
    )
    view = stocked.claim("rapid-onset").evidence[0]
    assert view == made
    assert (view.stance, view.author, view.workflow) == (Stance.SUPPORTS, "ben", "draft")
    assert view.directness == Directness.INDIRECT
    [passage] = view.passages
    assert (passage.exact, passage.locator_label, passage.locator) == (PASSAGE, "page", "241-2")
    assert passage.verification is Verification.NO_FULL_TEXT  # we hold no text of it
    assert stocked.search("fell by 2 points").results[0].kind == "passage"


LOCATORS = [
    ("p. 4", "page", "4"),
    ("fig. 2", "figure", "2"),
    ("table 3", "table", "3"),
    ("supplement 1", "supplement", "1"),
]


@pytest.mark.parametrize(("typed", "label", "place"), LOCATORS)
def test_a_locator_is_read_as_people_type_it(
    stocked: Library, typed: str, label: str, place: str
) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", locator=typed)
    [passage] = made.passages
    assert (passage.locator_label, passage.locator) == (label, place)


def test_several_links_may_join_one_claim_and_one_reference(stocked: Library) -> None:
    for stance in Stance:
        stocked.link("rapid-onset", "orhurhu2019", stance=stance)
    assert links_of(stocked, "rapid-onset") == [("orhurhu2019", stance) for stance in Stance]
    assert stocked.claims()[1].links == dict.fromkeys([s.value for s in Stance], 1)
    assert stocked.unlink("rapid-onset", "orhurhu2019", stance="qualifies") == 1
    assert len(links_of(stocked, "rapid-onset")) == 4
    assert stocked.unlink("rapid-onset", "orhurhu2019") == 4
    assert links_of(stocked, "rapid-onset") == []


def test_the_same_stance_twice_is_refused(stocked: Library) -> None:
    stocked.link("rapid-onset", "orhurhu2019", stance="supports")
    with pytest.raises(Conflict, match="“orhurhu2019” is linked to “rapid-onset” as supports"):
        stocked.link("rapid-onset", "orhurhu2019", stance="supports")


def test_one_passage_cannot_support_and_dispute_one_claim(stocked: Library) -> None:
    stocked.link("rapid-onset", "orhurhu2019", stance="supports", quote=PASSAGE)
    before = stocked.dump(history=True)
    with pytest.raises(Conflict, match="cannot both support and dispute") as caught:
        stocked.link("rapid-onset", "orhurhu2019", stance="disputes", quote=PASSAGE)
    assert "orhurhu2019" in str(caught.value.hint)
    assert stocked.dump(history=True) == before
    # Another passage, another claim or another stance may well say so.
    stocked.link("rapid-onset", "orhurhu2019", stance="disputes", quote="Not at 7 days.")
    stocked.link("not-a-cure", "orhurhu2019", stance="disputes", quote=PASSAGE)
    stocked.link("rapid-onset", "orhurhu2019", stance="qualifies", quote=PASSAGE)


def test_nor_can_an_edit_make_it_so(stocked: Library) -> None:
    stocked.link("rapid-onset", "orhurhu2019", stance="supports", quote=PASSAGE)
    other = stocked.link("rapid-onset", "orhurhu2019", stance="disputes", quote="Not at 7 days.")
    with pytest.raises(Conflict):
        stocked.edit_link(other.id, revision=other.revision, quote=PASSAGE)
    third = stocked.link("rapid-onset", "orhurhu2019", stance="qualifies", quote=PASSAGE)
    stocked.remove_link(other.id)
    with pytest.raises(Conflict):
        stocked.edit_link(third.id, revision=third.revision, stance="disputes")


REFUSED: list[tuple[dict[str, Any], type[EvidenceError], str, str]] = [
    ({"stance": "proves"}, BadInput, "“proves” is not a stance.", "supports, disputes, qualifies"),
    ({"stance": ""}, BadInput, "is not a stance", "supports"),
    ({"slug": "rapid-onst"}, NotFound, "no claim “rapid-onst”", "rapid-onset"),
    ({"slug": ""}, NotFound, "no claim", "evidence claims"),
    ({"key": "cohen2108"}, NotFound, "no reference “cohen2108”", "cohen2018"),
    ({"key": "'; DROP TABLE claim; --"}, NotFound, "no reference", ""),
    ({"directness": "vague"}, BadInput, "neither direct nor indirect", "Leave it out"),
    ({"rationale": "x" * 100_001}, BadInput, "longer than 100,000", ""),
    ({"quote": "x" * 100_001}, BadInput, "longer than 100,000", ""),
]


@pytest.mark.parametrize(("given_", "error", "said", "hint"), REFUSED)
def test_what_cannot_be_linked_is_refused_with_a_sentence_and_a_hint(
    stocked: Library, given_: dict[str, Any], error: type[EvidenceError], said: str, hint: str
) -> None:
    how: dict[str, Any] = {"slug": "rapid-onset", "key": "cohen2018", "stance": "supports"} | given_
    before = stocked.dump(history=True)
    with pytest.raises(error, match=said) as caught:
        stocked.link(how.pop("slug"), how.pop("key"), **how)
    assert hint in (caught.value.hint or "")
    assert stocked.dump(history=True) == before


def test_a_change_leaves_what_is_not_given(stocked: Library) -> None:
    made = stocked.link(
        "rapid-onset",
        "cohen2018",
        stance="supports",
        rationale="Why.",
        quote=PASSAGE,
        locator="p. 4",
        directness="direct",
    )
    seen = stocked.edit_link(made.id, revision=made.revision, stance="qualifies")
    assert (seen.stance, seen.rationale, seen.directness) == (Stance.QUALIFIES, "Why.", "direct")
    assert [(p.exact, p.locator) for p in seen.passages] == [(PASSAGE, "4")]
    seen = stocked.edit_link(made.id, revision=seen.revision, locator="p. 5")
    assert [(p.exact, p.locator) for p in seen.passages] == [(PASSAGE, "5")]
    seen = stocked.edit_link(made.id, revision=seen.revision, quote="Other words.")
    assert [(p.exact, p.locator_label, p.locator) for p in seen.passages] == [
        ("Other words.", "page", "5")
    ]
    seen = stocked.edit_link(made.id, revision=seen.revision, quote="", locator="", directness="")
    assert (seen.passages, seen.directness) == ((), None)
    label = stocked.history(limit=1)[0].label
    assert label == "Change the link rapid-onset – cohen2018"
    assert index_problems(stocked) == []


def test_an_accepted_link_that_is_changed_is_a_draft_again(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports")
    with change(stocked.engine, who="ben", label="Accept") as (session, _):
        row = session.get(EvidenceLink, made.id)
        row.workflow, row.accepted_by = "accepted", "ben"
    seen = stocked.claim("rapid-onset").evidence[0]
    assert seen.workflow == "accepted"
    assert stocked.edit_link(made.id, revision=seen.revision, rationale="x").workflow == "draft"


def test_other_words_have_not_been_checked(stocked: Library) -> None:
    from evidence.store.tables import Passage

    made = stocked.link("rapid-onset", "cohen2018", stance="supports", quote=PASSAGE)
    with change(stocked.engine, who="ben", label="Check") as (session, _):
        row = session.get(Passage, made.passages[0].id)
        row.verification, row.score, row.verified_by = "exact", 1.0, "ben"
    claim = stocked.claims()[1].substantiation
    assert (claim.linked, claim.anchored, claim.verified) == (1, 1, 1)
    seen = stocked.claim("rapid-onset").evidence[0]
    stocked.edit_link(made.id, revision=seen.revision, quote="Other words.")
    claim = stocked.claims()[1].substantiation
    assert (claim.linked, claim.anchored, claim.verified) == (1, 1, 0)


def test_removing_what_is_not_there_is_said(stocked: Library) -> None:
    with pytest.raises(NotFound, match="“cohen2018” is not linked to “rapid-onset”"):
        stocked.unlink("rapid-onset", "cohen2018")
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    with pytest.raises(NotFound, match="as disputes"):
        stocked.unlink("rapid-onset", "cohen2018", stance="disputes")
    with pytest.raises(NotFound, match="not there any more"):
        stocked.remove_link("nothing")


def test_the_flags_of_a_link_go_and_come_back_with_it(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports")
    with change(stocked.engine, who="ana", label="Flag") as (session, _):
        session.add(EditorialFlag(link_id=made.id, kind="page_needed", reason="Which page?"))
    before = stocked.dump()
    stocked.unlink("rapid-onset", "cohen2018")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.dump() == before


def test_a_claim_that_leans_on_a_retracted_reference_says_so(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports", rationale="Why.")
    assert stocked.claims()[1].notices == 0
    key = stocked.reference("cohen2018").summary.id
    with change(stocked.engine, who="ana", label="Retraction") as (session, _):
        session.add(StatusNotice(reference_id=key, kind="retraction", source="Retraction Watch"))
    assert stocked.claims()[1].notices == 1
    [notice] = stocked.claim("rapid-onset").evidence[0].reference.notices
    assert notice.kind == "retraction"
    [row] = [r for r in stocked.references().rows if r.key == "cohen2018"]
    assert row.notices == (notice,)
    assert stocked.reference("cohen2018").notices == (notice,)
    for to in ("md", "html"):
        for export in (
            stocked.export_article(to=to),
            stocked.export_bibliography(to=to),
        ):
            assert "retract" in export.content.decode("utf-8").lower(), export.file_name


@given(words=st.text(max_size=200))
def test_a_passage_is_kept_as_typed_but_for_what_nobody_can_see(words: str) -> None:
    from evidence.library.linking import typed_text

    kept = typed_text(words, name="passage")
    assert typed_text(kept, name="passage") == kept
    kept.encode("utf-8")
    assert "\x00" not in kept


def test_a_passage_is_found_under_the_stance_that_its_link_has_now(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", quote=PASSAGE)
    stocked.edit_link(made.id, revision=made.revision, stance="disputes")
    assert index_problems(stocked) == []
    assert stocked.search("kind:passage fell").facets["stance"] == {"disputes": 1}
