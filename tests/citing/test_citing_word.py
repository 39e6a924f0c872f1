"""Word documents: citations that Zotero can take over, and evidence in comments."""

import io
import json
import zipfile
from xml.etree import ElementTree

import docx
import pytest

from evidence.citing import FORMATS, ArticleDocument, render_article
from evidence.errors import BadInput

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"


@pytest.mark.parametrize(
    ("style", "part"), [(AMA, "document"), (APA, "document"), (NOTES, "notes")]
)
def test_live_citations_are_fields_with_their_items(
    style: str, part: str, article: ArticleDocument
) -> None:
    rendered = render_article(article, style=style, to="docx", live_citations=True)
    archive = zipfile.ZipFile(io.BytesIO(rendered.content))
    document = archive.read("word/document.xml").decode()
    notes = archive.read("word/footnotes.xml").decode()
    source = document if part == "document" else notes
    root = ElementTree.fromstring(source)
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    codes = [element.text or "" for element in root.iter(f"{space}instrText")]
    cited = [code.partition("CSL_CITATION")[2] for code in codes if "ZOTERO_ITEM" in code]
    assert len(cited) >= len(article.claims)
    for code in cited:
        field = json.loads(code)
        assert field["citationItems"]
        assert field["properties"]["plainCitation"] == ""
        for item in field["citationItems"]:
            assert "note" not in item["itemData"]
            assert "custom" not in item["itemData"]
    located = [
        item for code in cited for item in json.loads(code)["citationItems"] if "locator" in item
    ]
    assert {(item["label"], item["locator"]) for item in located} == {("page", "522-523")}
    for text in (document, notes):
        assert text.count('fldCharType="begin"') == text.count('fldCharType="end"')
    assert document.count("ADDIN ZOTERO_BIBL") == 1
    properties = archive.read("docProps/custom.xml").decode()
    assert "ZOTERO_PREF_1" in properties
    assert f"http://www.zotero.org/styles/{style}" in properties.replace("</vt:lpwstr>", "")
    docx.Document(io.BytesIO(rendered.content))
    again = render_article(article, style=style, to="docx", live_citations=True)
    assert again.content == rendered.content


def test_comments_tell_what_is_known_about_a_claim(article: ArticleDocument) -> None:
    rendered = render_article(article, style=APA, to="docx", comments=True)
    archive = zipfile.ZipFile(io.BytesIO(rendered.content))
    comments = "".join(ElementTree.fromstring(archive.read("word/comments.xml")).itertext())
    document = archive.read("word/document.xml").decode()
    placed = [claim for claim in article.claims if not claim.orphaned]
    assert (
        document.count("<w:commentRangeStart")
        == document.count("<w:commentRangeEnd")
        == len(placed)
    )
    assert "⊕⊕○○ Low certainty: may be so." in comments
    assert "Disputes (van der Berg 2020): Not before day two" in comments
    assert "Supports (Cohen et al. 2018, page 522-523): Guideline" in comments
    assert "retracted on 3 March 2024" in comments
    first = document.index("<w:commentRangeStart")
    assert 0 < document.index("works") - first < 400


@pytest.mark.parametrize("to", sorted(set(FORMATS) - {"docx"}))
def test_fields_and_comments_are_for_word_alone(to: str, article: ArticleDocument) -> None:
    with pytest.raises(BadInput):
        render_article(article, style=APA, to=to, comments=True)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(content: bytes) -> dict[str, ElementTree.Element]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {
        name: ElementTree.fromstring(archive.read(f"word/{name}.xml"))
        for name in ("document", "footnotes", "comments", "styles")
    }


def test_no_comment_has_the_number_of_a_note(article: ArticleDocument) -> None:
    # LibreOffice takes a note for the comment of its number, and shows it empty.
    made = render_article(article, style=NOTES, to="docx", comments=True, live_citations=True)
    parts = parts_of(made.content)
    notes = {note.get(f"{W}id") for note in parts["footnotes"].iter(f"{W}footnote")}
    comments = [comment.get(f"{W}id") for comment in parts["comments"].iter(f"{W}comment")]
    assert len(notes) > 2
    assert len(set(comments)) == len(comments) > 0
    assert notes.isdisjoint(comments)
    for end in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(e.get(f"{W}id") or "" for e in parts["document"].iter(f"{W}{end}")) == sorted(
            map(str, comments)
        )


def test_every_style_that_is_used_is_there(article: ArticleDocument) -> None:
    made = render_article(article, style=NOTES, to="docx", comments=True)
    parts = parts_of(made.content)
    known = {style.get(f"{W}styleId") for style in parts["styles"].iter(f"{W}style")}
    used = {
        element.get(f"{W}val")
        for part in parts.values()
        for kind in ("pStyle", "rStyle", "tblStyle")
        for element in part.iter(f"{W}{kind}")
    }
    assert used <= known


def test_a_comment_has_a_paragraph_for_each_of_its_lines(article: ArticleDocument) -> None:
    made = render_article(article, style=APA, to="docx", comments=True)
    second = list(parts_of(made.content)["comments"].iter(f"{W}comment"))[1]
    lines = ["".join(paragraph.itertext()).strip() for paragraph in second.iter(f"{W}p")]
    assert lines == [
        "⊕⊕○○ Low certainty: may be so.",
        "Supports (van der Berg 2020): Within two hours",
        "Disputes (van der Berg 2020): Not before day two",
    ]
