"""Flags in a claim's panel: raised, shown as text with who and why, resolved."""

from streamlit.testing.v1 import AppTest
from visits import OpenPage, fill, html_of, press, text_of

from evidence.library import Library
from evidence.ui import cards
from evidence.vocabulary import Flag


def opened(open_page: OpenPage) -> AppTest:
    at = open_page("read", claim="rapid-onset")
    at.session_state["flags-rapid-onset"] = True
    return at.run()


def test_a_flag_is_raised_and_resolved_in_the_panel(
    app_library: Library, open_page: OpenPage
) -> None:
    at = opened(open_page)
    fill(at, "Reason", "<b>Hours</b> or days?")
    press(at, "Flag")
    assert not at.exception
    [flag] = app_library.flags("rapid-onset")
    assert (flag.kind, flag.reason, flag.reference) == (
        Flag.CITATION_NEEDED, "<b>Hours</b> or days?", None,
    )  # fmt: skip
    assert "Citation needed <b>Hours</b> or days?" in " ".join(text_of(at).split())
    assert "<b>Hours" not in html_of(at)
    fill(at, "How “citation needed” was resolved", "See the trial.")
    press(at, "Resolve")
    assert not at.exception
    assert "Resolved flags" in text_of(at)
    assert ": See the trial." in text_of(at)
    assert app_library.flags("rapid-onset", resolved=False) == []


def test_a_flag_without_a_reason_is_refused_in_words(
    app_library: Library, open_page: OpenPage
) -> None:
    at = opened(open_page)
    press(at, "Flag")
    assert "A flag needs a reason." in text_of(at)
    assert app_library.flags() == []


def test_a_link_is_flagged_in_the_panel(app_library: Library, open_page: OpenPage) -> None:
    at = opened(open_page)
    view = app_library.claim("rapid-onset").evidence[0]
    place = next(box for box in at.selectbox if box.label == "On")
    place.select(f"{view.reference.key}, {view.stance.value}")
    fill(at, "Reason", "Which page?")
    press(at, "Flag")
    [flag] = app_library.flags("rapid-onset")
    assert (flag.link, flag.reference) == (view.id, view.reference.key)
    assert cards.flags([]) == ""
