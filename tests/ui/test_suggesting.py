"""What may bear on a claim, beside it: asked for, linked, put away, brought back."""

from streamlit.testing.v1 import AppTest
from visits import OpenPage, Reading, fill, html_of, press, text_of

from evidence.library import Library
from evidence.library import results as r
from evidence.ui.suggesting import SHOWN, card
from evidence.vocabulary import Stance

CLAIM = "tolerability"


def unfolded(open_page: OpenPage, claim: str = CLAIM) -> AppTest:
    at = open_page("read", claim=claim)
    at.session_state[f"suggest-{claim}"] = True
    return at.run()


def keys(library: Library, claim: str = CLAIM) -> list[str]:
    return [one.key for one in library.suggest(claim, limit=SHOWN)]


def test_nothing_is_suggested_before_it_is_unfolded(open_page: OpenPage) -> None:
    at = open_page("read", claim=CLAIM)
    assert "Shares" not in text_of(at)
    assert not any(button.label.startswith(("Link ", "Dismiss ")) for button in at.button)
    assert "Shares" in text_of(unfolded(open_page))


def test_each_suggestion_stands_with_its_reason(open_page: OpenPage, app_library: Library) -> None:
    at = unfolded(open_page)
    shown, hrefs = text_of(at), Reading(html_of(at)).hrefs
    for one in app_library.suggest(CLAIM, limit=SHOWN):
        assert f"/reference?key={one.key}" in hrefs
        assert one.title in shown
        assert "".join(one.why) in shown


def test_accepting_asks_for_a_stance_and_makes_a_link(
    open_page: OpenPage, app_library: Library
) -> None:
    at = unfolded(open_page)
    key = keys(app_library)[0]
    press(at, f"Link {key}")
    assert app_library.claim(CLAIM).evidence  # nothing is linked by opening the form
    press(at, "Link")
    assert "Choose a stance" in text_of(at)
    assert key in keys(app_library)
    at.radio(key=f"accept-stance-{CLAIM}-{key}").set_value(Stance.QUALIFIES)
    fill(at, "Rationale", "Only at low doses.")
    press(at, "Link")
    made = [view for view in app_library.claim(CLAIM).evidence if view.reference.key == key]
    assert [(view.stance, view.rationale) for view in made] == [
        (Stance.QUALIFIES, "Only at low doses.")
    ]
    assert "now qualifies" in text_of(at)
    assert "Only at low doses." in text_of(at)  # among the evidence
    assert f"Link {key}" not in [button.label for button in at.button]


def test_cancelling_leaves_everything_as_it_is(open_page: OpenPage, app_library: Library) -> None:
    at = unfolded(open_page)
    key, before = keys(app_library)[0], app_library.state()
    press(at, f"Link {key}")
    press(at, "Cancel")
    assert f"Link {key}" in [button.label for button in at.button]
    assert app_library.state() == before


def test_what_is_put_away_can_be_brought_back(open_page: OpenPage, app_library: Library) -> None:
    at = unfolded(open_page)
    before = keys(app_library)
    press(at, f"Dismiss {before[0]}")
    assert f"{before[0]} is not suggested for this claim any more." in text_of(at)
    assert before[0] not in keys(app_library)
    assert f"Dismiss {before[0]}" not in [button.label for button in at.button]
    press(at, "Undo")
    assert keys(app_library) == before
    assert f"Dismiss {before[0]}" in [button.label for button in at.button]


def test_somebody_was_quicker_is_said(open_page: OpenPage, app_library: Library) -> None:
    at = unfolded(open_page)
    key = keys(app_library)[0]
    app_library.link(CLAIM, key, stance="supports")
    press(at, f"Dismiss {key}")
    assert f"“{key}” is linked to “{CLAIM}”." in text_of(at)


def test_nothing_to_suggest_says_what_to_do(open_page: OpenPage, app_library: Library) -> None:
    for key in [one.key for one in app_library.suggest(CLAIM, limit=200)]:
        app_library.dismiss_suggestion(CLAIM, key)
    assert "Import newer studies" in text_of(unfolded(open_page))


def test_a_card_shows_text_as_it_is() -> None:
    one = r.SuggestionView(
        "<i>k</i>", "A <b>title</b>", 1.0, ("<u>x</u>",), "O'Brien & al", 2024, newer=True
    )
    seen = Reading(card(one))
    assert seen.balanced
    for words in ("A <b>title</b>", "<u>x</u>", "O'Brien & al 2024", "Newer than what is linked"):
        assert words in seen.text
    assert not {"i", "b", "u"} & {tag for tag, _ in seen.tags}
