"""What an editor does about claims on pages: looking at reworded ones, wordings, other texts."""

import pytest
from streamlit.testing.v1 import AppTest
from visits import OpenPage, fill, payload, press, text_of

from evidence.library import Library

ONSET = "relief comes within hours of the first infusion"
SECOND = """# Ketamine for nerve pain

In some patients, relief comes within hours of the first ketamine infusion. Pain fell by 2.1 points
more than with placebo. Ketamine does not relieve pain by blocking the NMDA receptor.
"""
SAID = "In some patients, relief comes within hours of the first ketamine infusion."


def revised(library: Library, old: str, new: str) -> None:
    view = library.article()
    assert old in view.text
    library.revise(f"# {view.title}\n\n{view.text.replace(old, new)}")


def opened(at: AppTest, key: str) -> AppTest:
    """Open a part of a page that is made when it is opened."""
    at.session_state[key] = True
    return at.run()


def test_a_reworded_claim_is_looked_at_in_one_step_and_undone_in_one(
    open_page: OpenPage, app_library: Library
) -> None:
    revised(app_library, ONSET, ONSET.replace("comes", "often comes"))
    at = open_page(claim="rapid-onset")
    assert "The words changed in version 2" in text_of(at)
    assert payload(at)["claims"]["rapid-onset"]["state"] == "unread"
    assert "Words changed" in text_of(at)
    at = open_page("claims")
    assert "1 claim was reworded" in text_of(at)
    at = open_page("writing")
    assert "1 claim asks to be looked at" in text_of(at)
    press(at, "I looked at it, it still holds: rapid onset")
    assert "its evidence holds for the new words" in text_of(at)
    assert "asks to be looked at" not in text_of(at)
    assert app_library.reworded() == ()
    at = open_page(claim="rapid-onset")
    assert "The words changed" not in text_of(at)
    assert payload(at)["claims"]["rapid-onset"]["state"] == "partly"
    [anchor] = [a for a in app_library.claim("rapid-onset").anchors if a.position == 0]
    assert anchor.reviewed_by
    assert anchor.reviewed_at
    at = open_page("claims", claim="rapid-onset")
    assert f"looked at by {anchor.reviewed_by} on {anchor.reviewed_at[:10]}" in text_of(at)
    app_library.undo(app_library.history(limit=1)[0].id)
    assert [one.slug for one in app_library.reworded()] == ["rapid-onset"]


def test_what_the_page_did_is_taken_back_on_the_page(
    open_page: OpenPage, app_library: Library
) -> None:
    revised(app_library, ONSET, ONSET.replace("comes", "often comes"))
    at = press(open_page("writing"), "I looked at it, it still holds: rapid onset")
    press(at, "Undo that")
    assert "asks to be looked at" in text_of(at)


def test_a_wording_is_added_and_removed(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("claims", claim="rapid-onset")
    fill(at, "Another way of saying it", "Relief begins quickly, within hours")
    press(at, "Add this wording")
    assert "The claim has another wording." in text_of(at)
    assert app_library.claim("rapid-onset").wordings[-1] == "Relief begins quickly, within hours"
    press(at, f"Remove wording {len(app_library.claim('rapid-onset').wordings)}")
    assert "Relief begins quickly, within hours" not in app_library.claim("rapid-onset").wordings


@pytest.mark.parametrize(
    ("words", "says"),
    [("", "A wording needs words."), ("It works rapidly", "has this wording already")],
)
def test_a_wording_that_is_none_is_refused(open_page: OpenPage, words: str, says: str) -> None:
    at = open_page("claims", claim="rapid-onset")
    fill(at, "Another way of saying it", words)
    press(at, "Add this wording")
    assert says in text_of(at)


def brought(open_page: OpenPage, words: str = SECOND) -> AppTest:
    at = opened(open_page("claims"), "claims-texts")
    fill(at, "Or its words", words)
    return press(at, "Look for the claims in it")


def test_another_text_is_read_against_every_claim(
    open_page: OpenPage, app_library: Library
) -> None:
    before = app_library.state()
    at = brought(open_page)
    shown = text_of(at)
    assert "1 of 12 claims found in it" in shown
    assert SAID in shown
    assert "Pain fell by 2.1 points" in shown
    assert app_library.state() == before
    press(at, "It says that: rapid onset")
    assert SAID in app_library.claim("rapid-onset").wordings


def test_a_sentence_that_was_put_away_is_not_offered_again(
    open_page: OpenPage, app_library: Library
) -> None:
    at = press(brought(open_page), "It does not: rapid onset")
    assert "0 of 12 claims found in it" in text_of(at)
    assert SAID not in app_library.claim("rapid-onset").wordings
    press(at, "Undo that")
    assert "1 of 12 claims found in it" in text_of(at)


def test_a_text_is_kept_as_an_article_that_uses_the_claims(
    open_page: OpenPage, app_library: Library
) -> None:
    at = press(brought(open_page), "Keep it as an article")
    assert not at.exception
    kept = app_library.articles()[1]
    assert (kept.title, kept.claims) == ("Ketamine for nerve pain", 0)
    press(at, "It says that: rapid onset")
    view = app_library.article(article=kept.slug)
    assert {mark.slug for mark in view.marks} == {"rapid-onset"}
    assert app_library.article().version.number == 1
    press(at, "Tie the sentence to the claim")
    assert len(app_library.article(article=kept.slug).marks) == 2


def test_a_text_that_is_none_says_why(open_page: OpenPage) -> None:
    assert "no text" in text_of(brought(open_page, "  "))


def test_hostile_words_of_another_text_are_words(open_page: OpenPage) -> None:
    words = "# <b>T</b>\n\n<script>alert(1)</script> :red[x] raised risk by 20% in 40 patients."
    at = brought(open_page, words)
    assert not at.exception
    assert "<script>alert(1)</script> :red[x] raised risk" in text_of(at)


def test_sentences_beyond_the_claims_are_listed_where_one_writes(
    open_page: OpenPage, app_library: Library
) -> None:
    revised(app_library, "Hopeful as", "A trial found that pain fell by 3.4 points. Hopeful as")
    at = opened(open_page("writing"), "beyond")
    assert "A trial found that pain fell by 3.4 points." in text_of(at)
    press(at, "Tie the sentence to the claim")
    assert "The sentence belongs to" in text_of(at)
    assert app_library.propose().uncited == ()


def test_substantiation_is_shown_paragraph_by_paragraph(open_page: OpenPage) -> None:
    for page, key in (("claims", "claims-substance"), ("versions", "substance-1")):
        shown = text_of(opened(open_page(page), key))
        assert "The article12" in shown
        assert "only the certainty says" in shown
