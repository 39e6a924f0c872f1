"""Texts that come in as files: Markdown, plain text, Word; and what is refused."""

import io
import zipfile

import pytest
from docx import Document
from samples import ARTICLE

from evidence.errors import BadInput, CitingError
from evidence.library import Library, manuscripts
from evidence.vocabulary import AnchorState

PARAGRAPHS = [paragraph for paragraph in ARTICLE.split("\n\n")[1:] if paragraph.strip()]


def word_file(*paragraphs: str, title: str = "", heading: str = "") -> bytes:
    """A Word document as python-docx writes it; the title in Word's own style for titles."""
    document = Document()
    if title:
        document.add_heading(title, level=0)
    if heading:
        document.add_heading(heading, level=1)
    for words in paragraphs:
        document.add_paragraph(words.strip())
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/"), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"# T\n\nPain.", "# T\n\nPain."),
        ("\ufeff# T\n\nMüller.".encode(), "# T\n\nMüller."),
        ("# T\n\nMüller.".encode("cp1252"), "# T\n\nMüller."),
        ("# T\n\nMüller.".encode("utf-16"), "# T\n\nMüller."),
    ],
    ids=["plain", "with a mark", "Windows-1252", "UTF-16"],
)
def test_a_text_is_read_in_its_encoding(content: bytes, words: str) -> None:
    assert manuscripts.read("a.md", content)[0] == words


def test_what_was_assumed_of_the_encoding_is_said() -> None:
    assert manuscripts.read("a.txt", "Müller".encode("cp1252"))[1]
    assert not manuscripts.read("a.txt", "Müller".encode())[1]


def test_a_word_document_keeps_the_words_of_every_claim(stocked: Library) -> None:
    title = "Ketamine for chronic pain"
    words, _ = manuscripts.read("a.docx", word_file(*PARAGRAPHS, title=title))
    seen = stocked.preview_revision(words)
    assert {claim.state for claim in seen.claims} == {AnchorState.ANCHORED}
    assert (seen.title, seen.unchanged) == (title, True)


def test_headings_under_a_title_go_one_level_down() -> None:
    words, _ = manuscripts.read("a.docx", word_file("Pain.", title="T", heading="Methods"))
    assert words.startswith("# T\n\n## Methods\n")
    words, _ = manuscripts.read("a.docx", word_file("Pain.", heading="Methods"))
    assert words.startswith("# Methods\n")


@pytest.mark.parametrize(
    "words",
    [
        "The change was 1.3 [95% CI 0.4 to 2.2], p < 0.05 and n > 20.",
        "About ~10 mg~ for $5, 2 * 3 = 6, IL-6 and TNF_alpha.",
        "It says “no difference” – and 0.5 mg/kg.",
    ],
)
def test_words_come_out_as_they_stood(words: str) -> None:
    assert manuscripts.read("a.docx", word_file(words))[0].strip() == words


def test_markup_in_a_document_stays_words() -> None:
    words, _ = manuscripts.read("a.docx", word_file("<script>alert(1)</script> ![x](http://e/x)"))
    shown = words.replace("\\", "").strip()
    assert shown == "<script>alert(1)</script> ![x](http://e/x)"


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02\x03" * 40 + b"\xff", "not a text"),
        (b"\xd0\xcf\x11\xe0 old", "old Word document"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 hello}", "Rich Text"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive(readme=b"no"), "no Word document"),
        (archive(**{"word__document.xml": DOCTYPE}), "declares XML entities"),
        (archive(**{"word__document.xml": b" " * (65 * 1024 * 1024)}), "more than 64 MB"),
        (b"x" * 1_000_001, "longer than 1,000,000"),
    ],
    ids=["binary", "doc", "pdf", "rtf", "broken", "zip", "entities", "bomb", "long"],
)
def test_what_is_no_text_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        manuscripts.read("a file", content)


def test_a_document_that_is_no_document_fails_with_a_sentence() -> None:
    with pytest.raises(CitingError, match="Word document"):
        manuscripts.read("a.docx", archive(**{"word__document.xml": b"<not/>"}))
