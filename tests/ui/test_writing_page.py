"""The page of writers: the fate of each claim before saving, and nothing that was typed is lost."""

import json

import pytest
import streamlit as st
from docx import Document
from streamlit.testing.v1 import AppTest
from visits import APP, PAGES, OpenPage, Reading, html_of, press, text_of

from evidence.library import Library, preferences
from evidence.ui import fates
from evidence.ui.session import present_user
from evidence.vocabulary import AnchorState

ONSET = "relief comes within hours of the first infusion"
REWORDED = "relief often comes within hours of the first infusion"
MINE, THEIRS = "exhausting", "Ketamine is a medicine"


def source(library: Library) -> str:
    view = library.article()
    return f"# {view.title}\n\n{view.text}"


def typed(at: AppTest, old: str, new: str) -> AppTest:
    words = at.text_area(key="writing").value
    assert old in words
    return at.text_area(key="writing").set_value(words.replace(old, new)).run()


def words_in(at: AppTest) -> str:
    return at.text_area(key="writing").value


def marked(at: AppTest) -> dict[str, str]:
    """Each claim that is marked in the preview, and its look."""
    drawn = next(
        found
        for found in (json.loads(one.proto.json or "{}") for one in at.get("bidi_component"))
        if "blocks" in found
    )
    slugs = {slug for block in drawn["blocks"] for piece in block["pieces"] for slug in piece[2]}
    return {slug: drawn["claims"][slug]["label"] for slug in slugs}


@pytest.mark.parametrize("page", ["writing", "versions"])
def test_page_opens_with_frame_and_one_title(open_page: OpenPage, page: str) -> None:
    at = open_page(page)
    assert not at.exception
    found = Reading(html_of(at))
    assert found.balanced
    assert [tag for tag, _ in found.tags].count("h1") == 1


def test_the_latest_version_is_in_the_editor_and_nothing_is_to_be_saved(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("writing")
    assert words_in(at).strip() == source(app_library).strip()
    assert at.button(key="save").disabled
    assert set(marked(at)) == {claim.slug for claim in app_library.claims()}


FATES = [
    (ONSET, REWORDED, "Reworded", "added: often"),
    (ONSET, "the weather was fine", "Orphaned", f"removed: {ONSET}"),
    (ONSET, "relief never comes within hours of the first infusion", "It says something else", ""),
    ("## Rapid relief", "## Relief", "What saving does to the claims", "12 claims stand"),
]


@pytest.mark.parametrize(("old", "new", "says", "how"), FATES)
def test_fate_of_each_claim_is_told_before_anything_is_saved(
    open_page: OpenPage, app_library: Library, old: str, new: str, says: str, how: str
) -> None:
    before = app_library.dump(history=True)
    at = typed(open_page("writing"), old, new)
    assert says in text_of(at)
    assert how in text_of(at)
    assert app_library.dump(history=True) == before
    seen = app_library.preview_revision(words_in(at))
    placed = [fate for fate in reversed(seen.fates) if fate.start >= 0]
    assert {slug: label.lower() for slug, label in marked(at).items()} == {
        fate.slug: fate.state.value for fate in placed
    }


def test_version_is_saved_with_its_message_and_reported(
    open_page: OpenPage, app_library: Library
) -> None:
    at = typed(open_page("writing"), ONSET, REWORDED)
    at.text_input(key="writing_message").set_value("Onset, after the review").run()
    press(at, "Save as version 2")
    saved = app_library.versions()[0]
    assert (saved.number, saved.message) == (2, "Onset, after the review")
    assert "Version 2 is saved. Claims: 11 anchored, 1 reworded." in text_of(at)
    assert "/versions?from=1&to=2" in Reading(html_of(at)).hrefs
    assert at.text_input(key="writing_message").value == ""
    assert at.button(key="save").disabled
    press(at, "Close this report")
    assert "Version 2 is saved" not in text_of(at)


def test_what_was_typed_outlives_other_pages_and_a_new_session(open_page: OpenPage) -> None:
    at = typed(open_page("writing"), ONSET, REWORDED)
    at.text_input(key="writing_message").set_value("Because").run()
    for page in ("library", "exporting", "writing"):
        at.switch_page(str(PAGES / f"{page}.py"))
        at.run()
    assert REWORDED in words_in(at)
    fresh = open_page("writing")
    assert REWORDED in words_in(fresh)
    assert fresh.text_input(key="writing_message").value == "Because"


def test_a_saved_or_discarded_text_is_not_kept_as_unsaved(
    open_page: OpenPage, app_library: Library
) -> None:
    at = typed(open_page("writing"), ONSET, REWORDED)
    engine, who = app_library.engine, present_user()
    assert preferences.draft(engine, who) is not None
    press(at, "Discard what I wrote")
    assert REWORDED not in words_in(at)
    assert preferences.draft(engine, who) is None
    press(at, "Put it back into the editor")
    assert REWORDED in words_in(at)
    press(at, "Save as version 2")
    assert preferences.draft(engine, who) is None


def overtaken(open_page: OpenPage, library: Library, old: str, new: str) -> AppTest:
    """I changed a word; bo saved a version with another change."""
    at = typed(open_page("writing"), MINE, "tiring")
    library.as_user("bo").revise(source(library).replace(old, new), message="Clearer")
    return at.run()


def test_a_version_of_somebody_else_is_told_and_both_are_shown(
    open_page: OpenPage, app_library: Library
) -> None:
    at = overtaken(open_page, app_library, THEIRS, "Ketamine is a drug")
    said = text_of(at)
    assert "bo saved version 2 while you were writing from version 1." in said
    assert "Clearer" in said
    assert "added: drug" in said
    assert "added: tiring" in said
    assert at.button(key="save").disabled
    assert "tiring" in words_in(at)


CHOICES = {
    "Bring their changes into my text": (True, True),
    "Keep my text as it is": (True, False),
    "Take theirs, set mine aside": (False, True),
}


@pytest.mark.parametrize(("button", "has"), CHOICES.items(), ids=CHOICES)
def test_the_writer_chooses_how_two_texts_go_together(
    open_page: OpenPage, app_library: Library, button: str, has: tuple[bool, bool]
) -> None:
    at = press(overtaken(open_page, app_library, THEIRS, "Ketamine is a drug"), button)
    assert ("tiring" in words_in(at), "is a drug" in words_in(at)) == has
    assert "while you were writing" not in text_of(at)
    if button.startswith("Take"):
        press(at, "Put it back into the editor")
        assert "tiring" in words_in(at)
    press(at, "Save as version 3")
    assert ("tiring" in app_library.article().text) is True
    assert app_library.article().version.number == 3


def test_a_sentence_that_both_changed_stands_as_mine_and_theirs_is_told(
    open_page: OpenPage, app_library: Library
) -> None:
    at = overtaken(open_page, app_library, MINE, "wearing")
    press(at, "Bring their changes into my text")
    assert "tiring" in words_in(at)
    assert "Both of you changed 1 sentence" in text_of(at)
    assert "wearing" in text_of(at)
    press(at, "I have seen them")
    assert "Both of you changed" not in text_of(at)


def test_an_untouched_editor_follows_what_others_save(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("writing")
    app_library.as_user("bo").revise(source(app_library).replace(MINE, "wearing"))
    at.run()
    assert "wearing" in words_in(at)
    assert "while you were writing" not in text_of(at)


def test_an_undone_version_takes_nothing_away(open_page: OpenPage, app_library: Library) -> None:
    app_library.revise(source(app_library).replace(MINE, "wearing"))
    at = typed(open_page("writing"), ONSET, REWORDED)
    app_library.undo(app_library.history(limit=1)[0].id)
    at.run()
    assert not at.exception
    assert REWORDED in words_in(at)
    press(at, "Save as version 2")
    assert app_library.article().version.number == 2


def orphan(library: Library) -> None:
    library.revise(source(library).replace(ONSET, "it works on the same evening"))


def test_an_orphan_is_placed_in_one_step(open_page: OpenPage, app_library: Library) -> None:
    orphan(app_library)
    at = open_page("writing")
    assert "1 claim without a place" in text_of(at)
    press(at, "It is said in place 1: rapid onset")
    assert "has its place again" in text_of(at)
    assert "without a place" not in text_of(at)
    anchor = app_library.claim("rapid-onset").anchors[0]
    assert (anchor.exact, anchor.state) == (
        "it works on the same evening",
        AnchorState.REWORDED,
    )


def test_an_orphan_is_retired_in_one_step(open_page: OpenPage, app_library: Library) -> None:
    orphan(app_library)
    at = open_page("writing")
    at.button(key="retire-rapid-onset").click().run()
    assert "is retired" in text_of(at)
    assert "rapid-onset" not in {claim.slug for claim in app_library.claims()}


REFUSED = [("", "no text"), ("# Only a title", "no text"), ("# T\n\n" + "x" * 2_000_001, "longer")]


@pytest.mark.parametrize(("words", "says"), REFUSED, ids=["empty", "title", "too long"])
def test_what_cannot_be_saved_says_why(open_page: OpenPage, words: str, says: str) -> None:
    at = open_page("writing")
    at.text_area(key="writing").set_value(words).run()
    assert says in text_of(at)
    assert at.button(key="save").disabled
    assert words_in(at) == words


HOSTILE = (
    "# T <b>\n\nShe said <script>alert(1)</script> ![x](http://evil/x) :red[RETRACTED] ~10~ $x$."
)


def test_hostile_words_are_words(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("writing")
    at.text_area(key="writing").set_value(HOSTILE).run()
    press(at, "Save as version 2")
    at = open_page("versions")
    assert "<script>alert(1)</script> ![x](http://evil/x) :red[RETRACTED]" in text_of(at)
    tags = {tag for tag, _ in Reading(html_of(at)).tags}
    assert not tags & {"script", "img", "b"} - {"b"}
    assert not any("evil" in href for href in Reading(html_of(at)).hrefs)


def test_a_file_takes_the_place_of_the_text_which_is_set_aside(
    open_page: OpenPage, app_library: Library
) -> None:
    import io

    made = io.BytesIO()
    document = Document()
    document.add_heading("From Word", level=0)
    document.add_paragraph("One sentence.")
    document.save(made)
    at = typed(open_page("writing"), ONSET, REWORDED)
    at.get("file_uploader")[0].upload("text.docx", made.getvalue()).run()
    press(at, "Put it into the editor")
    assert words_in(at).strip() == "# From Word\n\nOne sentence."
    press(at, "Put it back into the editor")
    assert REWORDED in words_in(at)


def test_a_first_article_can_be_written(
    shipped_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    from evidence.library import DATABASE_VARIABLE

    url = f"sqlite:///{tmp_path / 'empty.db'}"
    monkeypatch.setenv(DATABASE_VARIABLE, url)
    library = Library.open(url, create="empty")
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at.switch_page(str(PAGES / "writing.py"))
    at.run()
    assert words_in(at) == ""
    at.text_area(key="writing").set_value("# Pain\n\nIt hurts.").run()
    press(at, "Save as version 1")
    assert library.article().title == "Pain"
    library.close()
    st.cache_resource.clear()


LONG = {
    "many signs": "word " * 70_000,
    "many paragraphs": "x\n\n" * 12_000,
    "many stars": "*" * 400_000,
    "one line of links": "[a](b " * 80_000,
}


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_a_very_long_text_is_drawn_in_part_and_kept_whole(open_page: OpenPage, words: str) -> None:
    at = open_page("writing")
    at.text_area(key="writing").set_value(f"# T\n\n{words}").run(timeout=15)
    assert not at.exception
    assert "Saving keeps all of it." in text_of(at)
    assert words_in(at) == f"# T\n\n{words}"


@pytest.mark.parametrize(
    "text", ["", "a", "a\n\nb", "a\n" * 20_000, "x" * 400_000, "a\n\n" + "x" * 400_000]
)
def test_what_is_drawn_of_a_text_is_its_beginning(text: str) -> None:
    drawn = fates.beginning(text)
    assert text.startswith(drawn)
    assert (drawn == text) == (len(text) <= 300_000 and text.count("\n") < 5_000)
    assert drawn or not text
