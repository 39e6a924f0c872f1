"""Pages on which claims are stated, edited and rated, and links accepted: what is typed stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.testing.v1 import AppTest
from visits import OpenPage, fill, html_of, press, text_of

from evidence.library import DATABASE_VARIABLE, Library
from evidence.library.rating import rating_of
from evidence.vocabulary import AnchorState, Certainty, ClaimType

SLUG = "rapid-onset"
ARTICLE = """# A leaflet

Ketamine **often** relieves pain within hours. The relief is brief. It is costly.
"""


def put(at: AppTest, label: str, value: Any) -> AppTest:
    """Choose a value in the box of a form with this label: it is sent with the form."""
    next(box for box in at.selectbox if box.label == label).select(value)
    return at


def choose(at: AppTest, label: str, value: Any) -> AppTest:
    """Choose a value in the live box with this label."""
    return put(at, label, value).run()


def wrongs(at: AppTest) -> list[str]:
    """What is said to be wrong at fields."""
    return [one.value for one in at.html if 'class="ev-wrong"' in one.value]


def value_of(at: AppTest, label: str) -> str:
    return next(one for one in [*at.text_input, *at.text_area] if one.label == label).value


@pytest.fixture
def empty_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    streamlit.cache_resource.clear()
    opened = Library.open(url, who="ana", create="empty")
    yield opened
    opened.close()
    streamlit.cache_resource.clear()


def test_from_a_text_to_a_claim_with_evidence_by_the_pages_alone(
    open_page: OpenPage, app_library: Library, empty_library: Library
) -> None:
    at = open_page()
    assert "There is no article in this library yet." in text_of(at)
    at = open_page("claims")
    assert "There are no claims yet." in text_of(at)
    empty_library.revise(ARTICLE)
    at = choose(open_page("claims"), "A sentence of the article that makes it", 0)
    assert value_of(at, "What the claim says") == "Ketamine often relieves pain within hours."
    choose(at, "Type", ClaimType.ONSET_DURATION)
    press(at, "State this claim")
    assert "is a claim now. It is marked in the article." in text_of(at)
    [claim] = empty_library.claims()
    assert claim.state is AnchorState.ANCHORED
    at = open_page(claim=claim.slug)
    assert not at.exception
    assert "No study is linked to this claim yet." in text_of(at)


def test_what_was_typed_stays_when_another_sentence_is_chosen(
    open_page: OpenPage, app_library: Library, empty_library: Library
) -> None:
    empty_library.revise(ARTICLE)
    at = open_page("claims")
    fill(at, "What the claim says", "Relief does not last.")
    at.run()
    choose(at, "A sentence of the article that makes it", 1)
    assert value_of(at, "What the claim says") == "Relief does not last."
    choose(at, "A sentence of the article that makes it", 2)
    label = "The words there (a part of the sentence, if the rest says something else)"
    assert value_of(at, label) == "It is costly."
    assert value_of(at, "What the claim says") == "Relief does not last."


def test_a_claim_without_words_or_type_is_told_at_its_fields(
    open_page: OpenPage, app_library: Library
) -> None:
    before = app_library.state()
    at = open_page("claims", state="1")
    press(at, "State this claim")
    said = "".join(wrongs(at))
    assert "A claim needs words." in said
    assert "A claim has a type." in said
    assert app_library.state() == before


def test_a_claim_that_the_article_does_not_say_can_be_stated_and_edited(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("claims", state="1")
    fill(at, "What the claim says", "It works in <b>children</b>, too.")
    choose(at, "Type", ClaimType.EFFICACY)
    press(at, "State this claim")
    assert "The article does not say it yet." in text_of(at)
    assert "<b>children" not in html_of(at)
    made = app_library.claims()[-1]
    assert made.state is AnchorState.ORPHANED
    at.session_state["claims-edit"] = True
    at.run()
    choose(at, "The claim", made.slug)
    assert not at.exception
    fill(at, "Why this verdict", "Nobody has looked.")
    press(at, "Save the claim")
    assert app_library.claim(made.slug).summary.reason == "Nobody has looked."


def opened(open_page: OpenPage, form: str) -> AppTest:
    at = open_page(claim=SLUG)
    at.session_state[f"appraise-{SLUG}"] = True
    at.session_state[f"appraise-{SLUG}-part"] = form
    return at.run()


def test_a_claim_is_edited_in_its_panel(open_page: OpenPage, app_library: Library) -> None:
    at = opened(open_page, "claim")
    fill(at, "What the claim says", "")
    press(at, "Save the claim")
    assert "A claim needs words." in "".join(wrongs(at))
    fill(at, "What the claim says", "Relief comes fast.")
    fill(at, "What is not known, one a line", "In children.\nBeyond a day.")
    press(at, "Save the claim")
    found = app_library.claim(SLUG)
    assert found.summary.text == "Relief comes fast."
    assert found.gaps == ("In children.", "Beyond a day.")
    assert "The claim was changed." in text_of(at)


def test_an_edit_that_somebody_overtook_shows_both(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, "claim")
    app_library.as_user("ben").edit_claim(SLUG, revision=None, reason="Ben's reason.")
    fill(at, "Why this verdict", "My reason.")
    press(at, "Save the claim")
    shown = text_of(at)
    assert "was changed by somebody else" in shown
    assert "Why this verdict, now there" in shown
    assert "Ben's reason." in shown
    assert value_of(at, "Why this verdict") == "My reason."
    assert app_library.claim(SLUG).summary.reason == "Ben's reason."


def test_claims_are_related_and_ordered_in_the_panel(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, "claim")
    put(at, "Which claim", "not-a-cure")
    press(at, "Relate them")
    [one] = app_library.claim_relations(SLUG)
    assert (one.kind, one.slug) == ("depends_on", "not-a-cure")
    assert "Depends on: " in text_of(at)
    press(at, "Not related any more: not a cure")
    assert app_library.claim_relations(SLUG) == ()
    press(at, "Put it there")
    order = [claim.slug for claim in app_library.claims()]
    assert order.index(SLUG) == 0


def test_the_sum_and_what_is_wrong_are_shown_while_one_rates(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, "certainty")
    assert "Starts high, inconsistency −1, imprecision −1 = ⊕⊕○○Low certainty" in text_of(at)
    choose(at, "Publication bias", -1)
    assert "publication bias −1 = ⊕○○○Very low certainty" in text_of(at)
    assert "Publication bias changes the rating without an explanation." in "".join(wrongs(at))
    press(at, "Save the rating")
    assert app_library.claim(SLUG).summary.certainty is Certainty.LOW
    fill(at, "Publication bias: why", "Small trials only.")
    press(at, "Save the rating")
    [one] = app_library.claim(SLUG).outcomes
    assert (one.level, one.explanations["publication_bias"]) == (
        Certainty.VERY_LOW, "Small trials only.",
    )  # fmt: skip
    assert one.assessed_at


def test_another_level_than_follows_needs_a_reason(
    open_page: OpenPage, app_library: Library
) -> None:
    at = choose(opened(open_page, "certainty"), "Level", Certainty.HIGH)
    assert "another level needs a reason" in "".join(wrongs(at))
    fill(at, "Why it is another level than follows", "A register of all patients.")
    press(at, "Save the rating")
    [one] = app_library.claim(SLUG).outcomes
    assert (one.level, one.override_reason) == (Certainty.HIGH, "A register of all patients.")


def test_a_new_outcome_is_rated_and_taken_away(open_page: OpenPage, app_library: Library) -> None:
    at = choose(opened(open_page, "certainty"), "Outcome", "")
    press(at, "Save the rating")
    assert "An outcome has a name." in text_of(at)
    fill(at, "Name of the outcome", "Sleep")
    choose(at, "Where it starts", Certainty.LOW)
    press(at, "Save the rating")
    assert [one.name for one in app_library.claim(SLUG).outcomes][-1] == "Sleep"
    choose(at, "Outcome", app_library.claim(SLUG).outcomes[-1].id)
    press(at, "Take this outcome away")
    assert [one.name for one in app_library.claim(SLUG).outcomes] == ["Pain in the first hours"]


def test_two_who_rate_at_once_see_each_other_and_lose_nothing(
    open_page: OpenPage, app_library: Library
) -> None:
    at = choose(opened(open_page, "certainty"), "Imprecision", -2)
    fill(at, "Imprecision: why", "My words.")
    at.run()
    [one] = app_library.claim(SLUG).outcomes
    ben = app_library.as_user("ben")
    ben.rate(SLUG, one.id, rating=rating_of(start="high", reasons="Ben's words."))
    press(at, "Save the rating")
    shown = text_of(at)
    assert "ben changed this rating meanwhile" in shown
    assert "Ben's words." in shown
    assert value_of(at, "Imprecision: why") == "My words."
    assert app_library.claim(SLUG).outcomes[0].reasons == "Ben's words."
    press(at, "Go on with mine")
    press(at, "Save the rating")
    assert app_library.claim(SLUG).outcomes[0].explanations["imprecision"] == "My words."


def test_grade_is_not_offered_where_it_does_not_apply(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page(claim="origin-1960s")
    at.session_state["appraise-origin-1960s"] = True
    at.session_state["appraise-origin-1960s-part"] = "certainty"
    at.run()
    box = next(one for one in at.selectbox if one.label == "Where it starts")
    assert len(box.options) == 1
    assert "Risk of bias" not in [one.label for one in at.selectbox]


def test_a_link_is_accepted_or_rejected_in_the_panel_and_says_by_whom(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, "links")
    view = next(one for one in app_library.claim(SLUG).evidence)
    name = " ".join(view.reference.key.split())
    press(at, f"Reject: {name}")
    assert "A rejection needs a reason." in text_of(at)
    press(at, f"Accept: {name}")
    done = next(one for one in app_library.claim(SLUG).evidence if one.id == view.id)
    assert (done.workflow, done.author) == ("accepted", "Evidence")
    assert f"Accepted by {done.accepted_by} on" in text_of(at)
    at = open_page("reference", key=view.reference.key)
    assert f"Accepted by {done.accepted_by} on" in text_of(at)


def test_ones_own_link_is_not_offered_to_be_accepted(
    open_page: OpenPage, app_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_USER", "ana")
    own = app_library.link("origin-1960s", "cohen2018", stance="background")
    at = open_page("reference", key="cohen2018")
    at.session_state[f"change-link-{own.id}"] = True
    at.run()
    labels = [button.label for button in at.button]
    assert "Submit: origin 1960s" in labels
    assert "Accept: origin 1960s" not in labels
    assert "You made this link: somebody else accepts it." in text_of(at)
    press(at, "Submit: origin 1960s")
    assert app_library.claim("origin-1960s").evidence[-1].workflow == "submitted"
