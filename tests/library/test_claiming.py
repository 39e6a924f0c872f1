"""Claims are stated, placed, edited, ordered and related; each step can be undone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE
from states import state

from evidence.errors import BadInput, Conflict, EvidenceError, NotFound, StaleEdit
from evidence.library import Library
from evidence.library.claiming import _SLUG, SLUG_CHARS, check_claim, slug_from
from evidence.vocabulary import AnchorState, Certainty, ClaimRelationKind, ClaimType, Question

SAID = "Ketamine blocks the NMDA receptor"


def revised(library: Library, words: str) -> dict[str, AnchorState]:
    return {one.slug: one.state for one in library.revise(words).claims}


def test_a_claim_in_the_words_of_the_article_is_marked_there(stocked: Library) -> None:
    words = "The relief lasts for days to weeks"
    made = stocked.add_claim(f"{words}.", type="onset_duration", question="treatment benefit")
    summary = made.summary
    assert (summary.slug, summary.type, summary.question) == (
        "relief-lasts-days-weeks", ClaimType.ONSET_DURATION, Question.TREATMENT_BENEFIT,
    )  # fmt: skip
    assert (summary.state, summary.certainty) == (AnchorState.ANCHORED, Certainty.NOT_ASSESSED)
    [anchor] = made.anchors
    body = stocked.article().text
    assert body[anchor.start : anchor.end] == anchor.exact == words
    assert [claim.slug for claim in stocked.claims()][-1] == summary.slug


def test_a_claim_is_placed_at_the_words_that_a_person_chose(stocked: Library) -> None:
    version = stocked.article().version.number
    made = stocked.add_claim(
        "Relief is brief.", type="efficacy", said="lasts for days\nto weeks", version=version
    )
    [anchor] = made.anchors
    assert stocked.article().text[anchor.start : anchor.end] == "lasts for days to weeks"
    assert stocked.reworded() == ()


def test_a_claim_that_the_article_does_not_say_is_listed_and_offered_a_place(
    stocked: Library,
) -> None:
    made = stocked.add_claim("Dizziness is common but brief.", type="safety_tolerability")
    slug = made.summary.slug
    assert made.summary.state is AnchorState.ORPHANED
    assert [one.slug for one in stocked.orphans()] == [slug]
    assert ("orphaned", slug) in [(one.kind, one.subject) for one in stocked.check()]
    assert slug in [claim.slug for claim in stocked.article().claims]
    fates = revised(stocked, ARTICLE.replace("The relief", "Dizziness is common but brief. The"))
    assert fates[slug] is not AnchorState.ORPHANED
    assert stocked.orphans() == ()


def test_the_place_that_a_person_gives_such_a_claim_asks_nobody_to_look(stocked: Library) -> None:
    slug = stocked.add_claim("Relief is brief.", type="efficacy").summary.slug
    start = stocked.article().text.index("The relief lasts")
    where = (start, start + len("The relief lasts"))
    assert stocked.place_claim(slug, *where, version=1) is AnchorState.ANCHORED
    assert stocked.reworded() == ()


def test_claims_that_were_stated_before_the_article_get_their_places_in_it(
    library: Library,
) -> None:
    library.add_claim(f"{SAID}.", type="mechanism", slug="nmda")
    library.add_claim("It is cheap.", type="cost_access", slug="cheap")
    assert revised(library, ARTICLE) == {
        "nmda": AnchorState.ANCHORED, "cheap": AnchorState.ORPHANED,
    }  # fmt: skip
    states = {claim.slug: claim.state for claim in library.claims()}
    assert states == {"nmda": AnchorState.ANCHORED, "cheap": AnchorState.ORPHANED}
    library.retire_claim("cheap")
    assert [claim.slug for claim in library.claims()] == ["nmda"]


def test_a_claim_is_retired_where_there_is_no_article(library: Library) -> None:
    library.add_claim("It is cheap.", type="cost_access", slug="cheap")
    library.retire_claim("cheap")
    assert library.claims() == []


REFUSED = [
    ("", {}, BadInput, "needs words"),
    ("1 + 1", {}, BadInput, "needs words"),
    ("x" * 2_001, {}, BadInput, "at most 2,000"),
    ("New.", {"type": "funny"}, BadInput, "not a type"),
    ("New.", {"type": ""}, BadInput, "has a type"),
    ("New.", {"question": "why"}, BadInput, "not a kind of question"),
    ("New.", {"slug": "Not A Slug"}, BadInput, "cannot be"),
    ("New.", {"slug": "rapid-onset"}, Conflict, "already"),
    ("pain OFTEN falls within hours of an infusion.", {}, Conflict, "says that already"),
    ("New.", {"said": "words that are not there"}, BadInput, "does not have these words"),
    ("New.", {"said": "the"}, BadInput, "places"),
    ("New.", {"said": " . "}, BadInput, "which words"),
    ("New.", {"version": 7}, StaleEdit, "version 1"),
    ("New.", {"article": "none"}, NotFound, "no article"),
]


@pytest.mark.parametrize(("words", "more", "error", "says"), REFUSED)
def test_what_cannot_be_a_claim_is_refused_in_words_and_changes_nothing(
    stocked: Library, words: str, more: dict, error: type[EvidenceError], says: str
) -> None:
    before = stocked.state()
    with pytest.raises(error, match=says):
        stocked.add_claim(words, **{"type": "efficacy", **more})
    assert stocked.state() == before


SLUGS = [
    ("Pain often falls within hours of an infusion.", "pain-often-falls-hours-infusion"),
    ("Es ist kein Heilmittel für Schmerzen", "es-ist-kein-heilmittel-fur"),
    ("It is", "it-is"),
    ("氯胺酮有效", "claim"),
    ("Not a cure", "not-cure"),
]


@pytest.mark.parametrize(("words", "slug"), SLUGS)
def test_a_short_name_is_made_of_words_that_say_something(words: str, slug: str) -> None:
    assert slug_from(words) == slug


@given(st.text(max_size=300))
def test_every_short_name_is_one(words: str) -> None:
    slug = slug_from(words)
    assert _SLUG.fullmatch(slug)
    assert len(slug) <= SLUG_CHARS


def test_short_names_are_never_the_same(stocked: Library) -> None:
    made = [
        stocked.add_claim(f"Relief is very brief indeed today, {n}.", type="efficacy").summary.slug
        for n in ("one", "two", "three")
    ]
    assert made == [made[0], f"{made[0]}-2", f"{made[0]}-3"]


EDITS = [
    ({"text": "Pain falls within a day of an infusion."}, "text"),
    ({"scope": "Adults"}, "scope"),
    ({"verdict": "Mixed", "reason": "Small trials."}, "reason"),
]


@pytest.mark.parametrize(("fields", "name"), EDITS)
def test_fields_of_a_claim_are_changed_and_the_others_stay(
    stocked: Library, fields: dict, name: str
) -> None:
    before = state(stocked)
    revision = stocked.claim("rapid-onset").summary.revision
    done = stocked.edit_claim("rapid-onset", revision=revision, **fields)
    assert getattr(done.summary, name) == fields[name]
    assert done.summary.type is ClaimType.ONSET_DURATION
    assert done.summary.state is AnchorState.ANCHORED
    stocked.undo(stocked.history(limit=1)[0].id)
    assert state(stocked)["claim"] == before["claim"]


def test_gaps_are_lines_and_a_review_is_a_day(stocked: Library) -> None:
    done = stocked.edit_claim(
        "rapid-onset", revision=None, gaps="Beyond a month.\n\n In children. ",
        review_by="2020-02-29", watch_out="Hours, not minutes.",
    )  # fmt: skip
    assert done.gaps == ("Beyond a month.", "In children.")
    assert (done.summary.review_by, done.watch_out) == ("2020-02-29", "Hours, not minutes.")
    assert "stale" in [one.kind for one in stocked.check() if one.subject == "rapid-onset"]
    again = stocked.edit_claim("rapid-onset", revision=None, gaps=[], review_by=date(2100, 1, 1))
    assert (again.gaps, again.summary.review_by) == ((), "2100-01-01")


def test_each_wrong_field_is_told_by_its_name() -> None:
    found = check_claim({"text": "", "type": "x", "review_by": "soon", "gaps": "a\n" * 51})
    assert [one.field for one in found] == ["text", "type", "review_by", "gaps"]
    assert check_claim({"text": "It works.", "type": "efficacy", "review_by": ""}) == ()


def test_an_edit_that_somebody_overtook_is_refused_with_what_is_there_now(
    stocked: Library,
) -> None:
    seen = stocked.claim("rapid-onset").summary.revision
    stocked.as_user("ben").edit_claim("rapid-onset", revision=seen, verdict="Ben's")
    with pytest.raises(StaleEdit) as caught:
        stocked.edit_claim("rapid-onset", revision=seen, verdict="Mine")
    assert caught.value.theirs["verdict"] == "Ben's"


def test_links_are_judged_again_where_a_claim_says_something_else(stocked: Library) -> None:
    view = stocked.link("rapid-onset", "cohen2018", stance="supports")
    stocked.as_user("ben").move_link(view.id, "accepted")
    stocked.edit_claim("rapid-onset", revision=None, text="Pain often falls within hours.")
    assert stocked.claim("rapid-onset").evidence[0].workflow == "accepted"
    stocked.edit_claim("rapid-onset", revision=None, text="Pain never falls within hours.")
    [link] = stocked.claim("rapid-onset").evidence
    assert (link.workflow, link.accepted_by) == ("submitted", None)


def test_a_claim_without_a_place_is_looked_for_by_its_new_words(stocked: Library) -> None:
    slug = stocked.add_claim("Something else.", type="efficacy").summary.slug
    stocked.edit_claim(slug, revision=None, text="Dizziness is brief.")
    assert stocked.orphans()[0].was == "Dizziness is brief."
    fates = revised(stocked, f"{ARTICLE}\nDizziness is brief.\n")
    assert fates[slug] is not AnchorState.ORPHANED


def test_claims_are_put_in_order(stocked: Library) -> None:
    stocked.order_claim("not-a-cure", before="nmda-mechanism")
    order = ["not-a-cure", "nmda-mechanism", "rapid-onset"]
    assert [claim.slug for claim in stocked.claims()] == order
    stocked.order_claim("not-a-cure")
    assert [claim.slug for claim in stocked.claims()] == [*order[1:], "not-a-cure"]
    stocked.undo(stocked.history(limit=1)[0].id)
    assert [claim.slug for claim in stocked.claims()] == order
    with pytest.raises(BadInput):
        stocked.order_claim("not-a-cure", before="not-a-cure")
    with pytest.raises(NotFound):
        stocked.order_claim("not-a-cure", before="nothing")


def test_relations_are_seen_from_both_claims(stocked: Library) -> None:
    stocked.relate_claims("not-a-cure", "depends on", "rapid-onset")
    [one] = stocked.claim_relations("not-a-cure")
    assert (one.kind, one.forward, one.slug, one.word) == (
        ClaimRelationKind.DEPENDS_ON, True, "rapid-onset", "Depends on",
    )  # fmt: skip
    [other] = stocked.claim_relations("rapid-onset")
    assert (other.forward, other.slug, other.word) == (
        False, "not-a-cure", "What depends on it",
    )  # fmt: skip
    assert stocked.unrelate_claims("rapid-onset", "not-a-cure") == 1
    assert stocked.claim_relations("rapid-onset") == ()
    with pytest.raises(NotFound):
        stocked.unrelate_claims("rapid-onset", "not-a-cure")


A, B, C = "nmda-mechanism", "rapid-onset", "not-a-cure"
WRONG_RELATIONS = [
    ([], (A, "depends_on", A), BadInput),
    ([], (A, "likes", B), BadInput),
    ([], (A, "depends_on", "nothing"), NotFound),
    ([(A, "depends_on", B)], (A, "depends_on", B), Conflict),
    ([(A, "depends_on", B)], (B, "depends_on", A), Conflict),
    ([(A, "depends_on", B), (B, "depends_on", C)], (C, "depends_on", A), Conflict),
    ([(A, "contradicts", B)], (B, "contradicts", A), Conflict),
    ([(A, "contradicts", B)], (B, "depends_on", A), Conflict),
    ([(A, "narrower_than", B)], (A, "contradicts", B), Conflict),
]


@pytest.mark.parametrize(("given_", "wrong", "error"), WRONG_RELATIONS)
def test_relations_that_make_no_sense_are_refused(
    stocked: Library, given_: list, wrong: tuple, error: type[EvidenceError]
) -> None:
    for relation in given_:
        stocked.relate_claims(*relation)
    before = stocked.state()
    with pytest.raises(error):
        stocked.relate_claims(*wrong)
    assert stocked.state() == before


def test_a_claim_may_depend_on_one_and_say_less_than_another(stocked: Library) -> None:
    stocked.relate_claims(A, "depends_on", B)
    stocked.relate_claims(B, "narrower_than", A)
    assert len(stocked.claim_relations(A)) == 2


def test_sentences_know_their_claims(stocked: Library) -> None:
    found = stocked.sentences()
    assert found.version == 1
    assert [one.claims for one in found.sentences] == [(A,), (B,), (C,)]
    body = stocked.article().text
    assert all(body[one.start : one.end] == one.text for one in found.sentences)


def test_everything_about_claims_can_be_undone(library: Library) -> None:
    library.revise(ARTICLE)
    before = state(library)
    slug = library.add_claim(f"{SAID}.", type="mechanism").summary.slug
    other = library.add_claim("It is cheap.", type="cost_access").summary.slug
    library.relate_claims(other, "contradicts", slug)
    library.edit_claim(slug, revision=None, text="Ketamine blocks it.", gaps="Which one?")
    library.order_claim(other, before=slug)
    for change in library.history(limit=5):
        library.undo(change.id)
    assert state(library) == before


@pytest.mark.parametrize("kind", ["mechanism", "definition", "history"])
def test_grade_does_not_apply_to_kinds_of_claim_without_an_effect(
    stocked: Library, kind: str
) -> None:
    made = stocked.add_claim("It is a medicine.", type=kind)
    assert made.summary.certainty is Certainty.NOT_APPLICABLE
