"""The page of exports: favourites and recent styles, and a preview that is what is downloaded."""

import pytest
from visits import OpenPage, Reading, html_of, press, text_of

from evidence.library import Library, preferences
from evidence.ui.previews import SHOWN_SIGNS
from evidence.ui.session import present_user


def test_a_starred_style_comes_first_from_then_on(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("exporting")
    at.text_input(key="style_query").set_value("New England Journal of Medicine").run()
    chosen = at.selectbox(key="style").value
    press(at, "☆ Favourite")
    assert preferences.styles(app_library.engine, present_user()).favourites == (chosen,)
    assert at.button(key="star").label == "★ Favourite"
    fresh = open_page("exporting")
    assert fresh.selectbox(key="style").value == chosen
    assert fresh.selectbox(key="style").options[0].startswith("★ ")
    press(fresh, "★ Favourite")
    assert preferences.styles(app_library.engine, present_user()).favourites == ()
    assert fresh.selectbox(key="style").value == chosen


def test_the_style_and_language_of_an_export_are_remembered(open_page: OpenPage) -> None:
    at = open_page("exporting")
    at.selectbox(key="style").set_value("the-lancet")
    at.selectbox(key="locale").set_value("de-DE")
    at.selectbox(key="to-article").set_value("txt").run()
    press(at, "Make the file")
    assert " is ready (" in text_of(at)
    fresh = open_page("exporting")
    assert fresh.selectbox(key="style").value == "the-lancet"
    assert fresh.selectbox(key="locale").value == "de-DE"


def test_a_style_that_is_gone_is_not_offered(open_page: OpenPage, app_library: Library) -> None:
    preferences.star(app_library.engine, present_user(), "no-such-style", on=True)
    at = open_page("exporting")
    assert not at.exception
    assert at.selectbox(key="style").value == "american-medical-association"


TEXTS = [
    ("article", "md"),
    ("article", "jats"),
    ("bibliography", "txt"),
    ("brief", "txt"),
    ("table", "csv"),
    ("references", "ris"),
]


@pytest.mark.parametrize(("what", "to"), TEXTS)
def test_the_preview_of_a_text_is_the_file(open_page: OpenPage, what: str, to: str) -> None:
    at = open_page("exporting")
    at.segmented_control(key="what").set_value(what).run()
    at.selectbox(key=f"to-{what}").set_value(to)
    at.session_state["whole"] = True
    press(at, "Make the file")
    _, export = at.session_state["made"]
    beginning = export.content.decode("utf-8-sig")[:SHOWN_SIGNS]
    shown = next(one.value for one in at.html if "ev-source" in one.value)
    read = Reading(shown).text.removesuffix(" …")
    assert read.split() == beginning.split()


# what, its format, what is chosen (key of the control → value), words that the file has or lacks
CHOSEN = [
    ("brief", "txt", {"of-brief": "rapid-onset"}, "Moradi", None),
    ("table", "csv", {"of-table": "rapid-onset"}, "moradi2024", "low-addiction-risk"),
    ("references", "ris", {"only-found": "metabolite"}, "Zanos", "Consensus guidelines"),
    ("references", "ris", {"of-references": "rapid-onset"}, "moradi2024", "zanos"),
    ("article", "txt", {"with-mark_missing": True}, "citation needed", None),
    ("reader", "html", {}, "application/ld+json", None),
]


@pytest.mark.parametrize(
    ("what", "to", "chosen", "has", "lacks"), CHOSEN, ids=[f"{c[0]} {[*c[2]]}" for c in CHOSEN]
)
def test_what_is_chosen_is_in_the_file(
    open_page: OpenPage,
    app_library: Library,
    what: str,
    to: str,
    chosen: dict[str, object],
    has: str,
    lacks: str | None,
) -> None:
    if "with-mark_missing" in chosen:
        for one in app_library.claim("not-a-cure").evidence:
            app_library.remove_link(one.id)
    at = open_page("exporting")
    at.segmented_control(key="what").set_value(what).run()
    at.selectbox(key=f"to-{what}").set_value(to).run()
    controls = {one.key: one for one in (*at.selectbox, *at.text_input, *at.checkbox)}
    for key, value in chosen.items():
        controls[key].set_value(value)
    at.run()
    press(at, "Make the file")
    assert not at.exception
    words = at.session_state["made"][1].content.decode().lower()
    assert has.lower() in words
    assert lacks is None or lacks.lower() not in words


def test_word_alone_offers_live_citations_and_comments(open_page: OpenPage) -> None:
    at = open_page("exporting")
    assert {"with-live_citations", "with-comments"} <= {one.key for one in at.checkbox}
    at.selectbox(key="to-article").set_value("pdf").run()
    assert not {"with-live_citations", "with-comments"} & {one.key for one in at.checkbox}


@pytest.mark.parametrize("what", ["article", "bibliography"])
def test_the_preview_of_a_document_has_its_words_and_no_second_title(
    open_page: OpenPage, app_library: Library, what: str
) -> None:
    at = open_page("exporting")
    at.session_state["whole"] = True
    at.segmented_control(key="what").set_value(what).run()
    shown = next(one.value for one in at.html if "ev-document" in one.value)
    found = Reading(shown)
    assert found.balanced
    assert [tag for tag, _ in Reading(html_of(at)).tags].count("h1") == 1
    words = " ".join(found.text.split())
    for reference in ("Consensus guidelines", "10.1097/AAP.0000000000000808"):
        assert reference.lower() in words.lower()
