"""The page of exports: favourites and recent styles, and a preview that is what is downloaded."""

import io
import json
import zipfile

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


OWN_STYLE = b"""<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>House &lt;style&gt;</title><id>house</id><updated>2026-01-01T00:00:00Z</updated></info>
<citation><layout prefix="{{" suffix="}}"><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="title" prefix="HOUSE "/></layout></bibliography></style>"""


def test_a_style_of_ones_own_is_used(open_page: OpenPage) -> None:
    at = open_page("exporting")
    at.selectbox(key="to-article").set_value("txt").run()
    at.file_uploader(key="own-style").upload("house.csl", OWN_STYLE).run()
    assert "House <style>" in text_of(at)
    press(at, "Make the file")
    assert not at.exception
    words = at.session_state["made"][1].content.decode()
    assert "HOUSE " in words
    assert "{{1" in words


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<style/>", "is not a citation style"), (b"no xml", "is not well-formed XML")],
)
def test_a_style_that_cannot_be_used_says_why(
    open_page: OpenPage, content: bytes, said: str
) -> None:
    at = open_page("exporting")
    at.file_uploader(key="own-style").upload("bad.csl", content).run()
    assert not at.exception
    assert said in text_of(at)


def test_a_template_of_ones_own_gives_the_looks(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("exporting")
    at.file_uploader(key="template-docx").upload("bad.docx", b"no archive").run()
    assert "bad.docx is no Word document" in text_of(at)
    ours = app_library.export_template(to="docx").content
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ours)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b'"Times New Roman"', b'"Garamond"'))
    at.file_uploader(key="template-docx").upload("house.docx", made.getvalue()).run()
    press(at, "Make the file")
    assert not at.exception
    export = at.session_state["made"][1]
    styles = zipfile.ZipFile(io.BytesIO(export.content)).read("word/styles.xml")
    assert b'"Garamond"' in styles


def test_references_that_a_version_cites(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("exporting")
    at.segmented_control(key="what").set_value("references").run()
    at.selectbox(key="to-references").set_value("csl-json").run()
    at.selectbox(key="cited-in").set_value(app_library.article().version.number).run()
    press(at, "Make the file")
    cited = {item["id"] for item in json.loads(at.session_state["made"][1].content)}
    linked = {
        view.reference.key
        for one in app_library.claims()
        for view in app_library.claim(one.slug).evidence
    }
    assert cited == linked


def test_the_article_goes_out_as_a_source(open_page: OpenPage) -> None:
    at = open_page("exporting")
    at.selectbox(key="to-article").set_value("md-source").run()
    press(at, "Make the file")
    export = at.session_state["made"][1]
    assert export.file_name.endswith(".zip")
    held = zipfile.ZipFile(io.BytesIO(export.content)).namelist()
    assert held == ["article.md", "references.json", "style.csl"]
