"""Texts that come in as files: Markdown, plain text, Word; and what is refused."""

import io
import zipfile
from time import process_time

import pytest
from docx import Document
from samples import ARTICLE

from evidence.errors import BadInput
from evidence.library import Library, manuscripts
from evidence.vocabulary import AnchorState

BOUND_SECONDS = 5
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
        (b"\xef\xbb\xbf\r\n {\\rtf1 hello}", "Rich Text"),
        (b"<!DOCTYPE html><html><body>" + b"<div>" * 100_000, "a web page"),
        (b"<html " + b'a="' * 100_000, "a web page"),
        (b"# T\n\nPain.\nSleep\x00.", "a NUL character in line 4"),
        ("# T\n\n疼痛。".encode("utf-16-le") * 500, "not a text"),
        (b" \xef\xbb\xbf\n", "no text in a file"),
        (b"\xe9" * 40_000_000, "longer than 1,000,000"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive(readme=b"no"), "no Word document"),
        (archive(**{"word__document.xml": DOCTYPE}), "declares XML entities"),
        (archive(**{"word__document.xml": DOCTYPE.decode().encode("utf-16")}), "declares XML"),
        (archive(**{"word__document.xml": b" " * (65 * 1024 * 1024)}), "more than 64 MB"),
        (b"x" * 1_000_001, "longer than 1,000,000"),
    ],
    ids=[
        "binary",
        "doc",
        "pdf",
        "rtf",
        "rtf after a mark",
        "html of open tags",
        "html of attributes",
        "NUL",
        "wide without a mark",
        "blank",
        "single bytes",
        "broken",
        "zip",
        "entities",
        "wide entities",
        "bomb",
        "long",
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        manuscripts.read("a file", content)


PARAGRAPH = "<w:p><w:r><w:t>Pain.</w:t></w:r></w:p>"
CELL = f"<w:tc>{PARAGRAPH}</w:tc>"
FORMULA = (
    "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
    "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
)
HEADING = '<w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r>'
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
NOTE_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def note(*numbers: int) -> str:
    references = "".join(f'<w:footnoteReference w:id="{number}"/>' for number in numbers)
    return f"<w:p><w:r><w:t>Pain.</w:t>{references}</w:r></w:p>"


def word_parts(body: str, notes: str = "") -> bytes:
    """A Word document with a body and notes given as XML."""
    with zipfile.ZipFile(io.BytesIO(word_file("Pain."))) as given:
        parts = {part.filename: given.read(part) for part in given.infolist()}
    relations, end = "word/_rels/document.xml.rels", b"</Relationships>"
    of_notes = f'<Relationship Id="n" Type="{NOTE_KIND}" Target="footnotes.xml"/>'.encode()
    parts[relations] = parts[relations].replace(end, of_notes + end)
    for tag, inner in (("document", f"<w:body>{body}</w:body>"), ("footnotes", notes)):
        parts[f"word/{tag}.xml"] = f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>".encode()
    return archive(**parts)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (f"<w:p>{FORMULA}</w:p>", "frac"),
        (f"<w:tbl><w:tr>{CELL * 3}</w:tr></w:tbl>", "Pain. | Pain."),
        (note(2), "[^1]: Of the leg."),
        ("<w:tbl><w:tr><w:tc>" * 9 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 9, "| Pain. |"),
        (f"<w:tbl><w:tr><w:tc>{PARAGRAPH * 2}</w:tc></w:tr></w:tbl>", "| Pain. Pain. |"),
        (
            f"<w:tbl><w:tr>{CELL.replace('.', '.</w:t><w:br/><w:t>Sleep.')}</w:tr></w:tbl>",
            "Sleep. |",
        ),
        (f"<w:tbl><w:tr>{CELL}</w:tr></w:tbl>".replace("<w:r>", HEADING), "| Pain. |"),
    ],
    ids=[
        "a formula",
        "a table",
        "a note",
        "tables within tables",
        "a cell of two paragraphs",
        "a cell with a line break",
        "a cell with a heading",
    ],
)
def test_what_word_can_hold_comes_in_as_words(body: str, words: str) -> None:
    of_note = '<w:footnote w:id="2"><w:p><w:r><w:t>Of the leg.</w:t></w:r></w:p></w:footnote>'
    assert words in manuscripts.read("a.docx", word_parts(body, of_note))[0]


@pytest.mark.parametrize(
    ("body", "notes", "said"),
    [
        (f"<w:tbl>{f'<w:tr>{CELL * 10}</w:tr>' * 10_000}</w:tbl>", "", "15,000 table cells"),
        ("<w:tbl>" + "<w:tr/>" * 30_000 + "</w:tbl>", "", "15,000 table rows"),
        (f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * 101}</w:tblGrid></w:tbl>", "", "100 columns"),
        ("<w:p/>" * 2_000_000, "", "25,000 paragraphs"),
        (f"<w:p>{'<w:r><w:br/></w:r>' * 60_000}</w:p>", "", "50,000 line breaks"),
        ("<w:p>" + '<w:bookmarkEnd w:id="1"/>' * 500_001 + "</w:p>", "", "500,000 elements"),
        ("<!--a-->" * 100_001 + PARAGRAPH, "", "XML comments"),
        ("<?a a?>" * 50_001 + PARAGRAPH, "", "XML comments"),
        (f"<!--{'a' * 30_000_000}-->{PARAGRAPH}", "", "a tag or comment of more than 1,000,000"),
        (f'<w:p w:a="{"a" * 30_000_000}"/>', "", "a tag or comment of more than 1,000,000"),
        (f"{' ' * 10_000_001}{PARAGRAPH}", "", "10,000,000 characters that are no words"),
        (note(*range(10_001)), "", "10,000 footnotes"),
        (PARAGRAPH.replace("Pain", "a" * 1_000_001), "", "1,000,000 characters"),
        (PARAGRAPH.replace("Pain", "1a " * 220_001), "", "220,000 words"),
        ("<w:tbl><w:tr><w:tc>" * 30_000, "", "nested too deeply"),
        ("<w:hyperlink>" * 20_000, "", "nested too deeply"),
        ("<w:p" + "".join(f' a{n}=""' for n in range(500)) + "/>", "", "100 attributes"),
        ('<w:fldChar w:fldCharType="begin"/>' * 30, "", "20 fields"),
        (note(2), f'<w:footnote w:id="2">{note(2)}</w:footnote>', "notes that refer to notes"),
        (
            note(*[2] * 9_000),
            f'<w:footnote w:id="2">{PARAGRAPH * 20}</w:footnote>',
            "repeats its notes",
        ),
        ("<w:p>", "", "damaged"),
    ],
    ids=[
        "cells", "rows", "columns", "paragraphs", "line breaks", "elements", "comments",
        "instructions", "a comment", "an attribute", "indents", "notes", "characters", "words",
        "tables in tables", "links in links", "attributes", "fields in fields",
        "a note of itself", "a note repeated",
        "cut off",
    ],
)  # fmt: skip
def test_a_document_that_costs_too_much_is_refused_before_it_is_read(
    body: str, notes: str, said: str
) -> None:
    begun = process_time()
    with pytest.raises(BadInput, match=said):
        manuscripts.read("a.docx", word_parts(body, notes))
    assert process_time() - begun < BOUND_SECONDS


END = "\n\nThe last sentence."
SAVED = {  # one sign or mark over and over: odd texts, and texts all the same
    "one line": "pain relief and " * 60_000,
    "one letter": "a" * 990_000,
    "lists": "".join(f"{'  ' * min(n, 300)}- a\n" for n in range(1_000)),
    "list marks": "- " * 100_000,
    "quotations": ">" * 100_000,
    "brackets": "[" * 100_000 + "]" * 100_000,
    "links that begin": "![a](" * 100_000,
    "backticks": " ".join("`" * n for n in range(1_200)),
    "emphasis": "*_" * 100_000,
    "notes": "[^1] " * 100_000,
    "cells": "|a" * 100_000,
    "headings": "# h\n\n" * 90_000,
    "comments": "<!-- " * 100_000,
    "tags": "<div>" * 100_000,
    "returns": "a\r" * 200_000,
    "directions": "pain \u200f\u202erelief\u202c " * 40_000,
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nothing is written
def test_odd_texts_are_saved_in_bounded_time(stocked: Library) -> None:
    for name, words in SAVED.items():
        begun = process_time()
        read, _ = manuscripts.read(f"{name}.md", f"# T\n\nPain.\n\n{words}{END}".encode())
        seen = stocked.preview_revision(read)
        assert process_time() - begun < BOUND_SECONDS, name
        assert seen.text.endswith(END + "\n"), name
    assert len(stocked.versions()) == 1


def test_what_was_read_wrong_can_be_mended_by_who_brings_it() -> None:
    _, (told,) = manuscripts.read("a.md", "Боль.".encode("koi8-r"))
    assert "Windows-1252" in told.text
    assert "save the file as UTF-8" in (told.hint or "")


def test_a_document_that_is_no_document_fails_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="cannot be read as a Word document"):
        manuscripts.read("a.docx", archive(**{"word__document.xml": b"<not/>"}))
