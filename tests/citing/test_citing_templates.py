"""A template of the user's own: its looks are taken, and nothing else of it."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.shared import Pt, RGBColor

from evidence.citing import (
    ArticleDocument,
    BibliographyDocument,
    Template,
    own_template,
    read_template,
    render_article,
    render_bibliography,
)
from evidence.errors import BadInput

AMA = "american-medical-association"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CANARY = "http://127.0.0.1:9/canary"


def word_template() -> bytes:
    """A Word document as Word's users have them, its headings in Georgia of 30 points."""
    document = Document()
    heading = document.styles["Heading 1"]
    heading.font.name, heading.font.size = "Georgia", Pt(30)
    heading.font.color.rgb = RGBColor(0, 128, 0)
    document.add_paragraph("What stands in a template is not taken.")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    made = io.BytesIO()
    more = {name.replace("__", "/"): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if name not in more:
                new.writestr(name, old.read(name))
        for name, data in more.items():
            new.writestr(name, data)
    return made.getvalue()


def test_a_document_takes_its_looks(article: ArticleDocument) -> None:
    template = read_template("house.docx", word_template())
    made = render_article(article, style=AMA, to="docx", template=template)
    document = Document(io.BytesIO(made.content))
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.styles["Heading 1"].font.size == Pt(30)
    shown = [paragraph.text for paragraph in document.paragraphs]
    assert not any("What stands in a template" in words for words in shown)
    named = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Version", "Heading 1", "Bibliography", "Statement", "Colophon"} <= named


def test_styles_that_it_lacks_are_ours(bibliography: BibliographyDocument) -> None:
    template = read_template("house.docx", word_template())
    made = render_bibliography(bibliography, style=AMA, to="docx", template=template)
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    styles = ElementTree.fromstring(archive.read("word/styles.xml"))
    by_id = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
    indent = by_id["Bibliography"].find(f"{W}pPr/{W}ind")
    assert indent is not None
    assert indent.get(f"{W}hanging") == "500"
    for style in by_id.values():
        for link in ("basedOn", "next"):
            other = style.find(f"{W}{link}")
            assert other is None or other.get(f"{W}val") in by_id


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_ours_can_be_taken_out_and_given_back(kind: str, article: ArticleDocument) -> None:
    ours = own_template(kind)
    template = read_template(ours.name, ours.content)
    one, two = (
        render_article(article, style=AMA, to=kind, template=template).content for _ in range(2)
    )
    assert one == two
    plain = render_article(article, style=AMA, to=kind).content
    part = "word/document.xml" if kind == "docx" else "content.xml"
    assert zipfile.ZipFile(io.BytesIO(one)).read(part) == zipfile.ZipFile(io.BytesIO(plain)).read(
        part
    )


def test_a_template_shows_a_line_in_each_of_its_styles() -> None:
    document = Document(io.BytesIO(own_template("docx").content))
    assert all(paragraph.text for paragraph in document.paragraphs)
    assert {"Title", "Bibliography", "Annotation", "Notice"} <= {
        paragraph.style.name for paragraph in document.paragraphs
    }


HOSTILE = {
    "macros": {"word__vbaProject.bin": b"MACRO-canary"},
    "a template of a template": {
        "word___rels__settings.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/attachedTemplate" Target="{CANARY}" TargetMode="External"/>'
            "</Relationships>"
        ).encode()
    },
    "a picture from outside": {
        "word__header1.xml": f'<w:hdr xmlns:w="{W[1:-1]}"/>'.encode(),
        "word___rels__header1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/image" Target="{CANARY}" TargetMode="External"/></Relationships>'
        ).encode(),
    },
    "something embedded": {"word__embeddings__x.bin": b"canary"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_else_of_it_is_taken(name: str, article: ArticleDocument) -> None:
    template = read_template("bad.docx", repacked(word_template(), **HOSTILE[name]))
    made = render_article(article, style=AMA, to="docx", template=template)
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    assert not any(part.endswith(".bin") for part in archive.namelist())
    assert b"canary" not in b"".join(archive.read(part) for part in archive.namelist())


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no archive", "no Word document or OpenDocument text"),
        (repacked(word_template(), **{"word__styles.xml": DOCTYPE}), "declares XML entities"),
        (repacked(word_template(), **{"word__styles.xml": b"<w:"}), "not well-formed"),
        (repacked(word_template(), **{"word__x.xml": b" " * (17 << 20)}), "larger than"),
    ],
    ids=["text", "entities", "broken", "too large"],
)
def test_what_cannot_be_a_template_is_refused_with_a_reason(content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_template("x.docx", content)


def test_a_template_is_for_its_own_format(article: ArticleDocument) -> None:
    with pytest.raises(BadInput, match=r"is for OpenDocument text"):
        render_article(article, style=AMA, to="docx", template=own_template("odt"))
    with pytest.raises(BadInput, match="There is no template"):
        own_template("pdf")
    assert isinstance(own_template("odt"), Template)
