"""Full texts on a reference's page: adding one, what was seen in it, removing it."""

from streamlit.testing.v1 import AppTest
from visits import OpenPage, html_of, press, text_of

from evidence.library import Library

QUOTE = "Pain intensity fell by 1.83 points on the 11-point scale."
TEXT = (QUOTE + " Adverse events were documented in both groups. " * 5).encode()


def test_a_text_that_is_held_says_what_was_seen_in_it(
    app_library: Library, open_page: OpenPage
) -> None:
    app_library.link("rapid-onset", "cohen2018", stance="background", quote=QUOTE)
    app_library.add_text("cohen2018", "<b>cohen</b>.txt", b"\f".join([b"A first page.", TEXT]))
    at = open_page("reference", key="cohen2018")
    words = text_of(at)
    assert "<b>cohen</b>.txt".rpartition("/")[2] in words
    assert "<b>cohen" not in html_of(at)
    assert f"{QUOTE} passage seen in the text, word for word, page 2 of the file" in words
    press(at, "Remove this text")
    assert not at.exception
    assert app_library.texts("cohen2018") == []
    assert "The library holds no full text of it." in text_of(at)


def test_a_proposed_place_is_given_in_one_step(app_library: Library, open_page: OpenPage) -> None:
    key = next(
        one.key
        for one in app_library.references(limit=100).rows
        if not app_library.reference(one.key).csl.get("page")
    )
    link = app_library.link("nmda-mechanism", key, stance="inconclusive", quote=QUOTE)
    app_library.add_text(key, "a.txt", b"\f".join([b"A first page.", TEXT]))
    at = open_page("reference", key=key)
    press(at, "Give the passage its place: p. 2")
    assert not at.exception
    [passage] = next(
        view for view in app_library.reference(key).links if view.id == link.id
    ).passages
    assert (passage.locator_label, passage.locator) == ("page", "2")


def send(at: AppTest, name: str, content: bytes) -> str:
    """Choose a file, if one is named, and add it; returns what the page says then."""
    uploader = next(u for u in at.get("file_uploader") if "text layer" in u.label)
    if name:
        uploader.set_value((name, content, "application/octet-stream"))
    press(at, "Add this text")
    assert not at.exception
    return text_of(at)


def test_a_file_is_uploaded_or_refused_in_words(app_library: Library, open_page: OpenPage) -> None:
    at = open_page("reference", key="cohen2018")
    assert "No file is chosen." in send(at, "", b"")
    assert "scan.pdf is damaged" in send(at, "scan.pdf", b"%PDF-1.4 nothing")
    assert "cohen.txt was added." in send(at, "cohen.txt", TEXT)
    assert [view.name for view in app_library.texts("cohen2018")] == ["cohen.txt"]
