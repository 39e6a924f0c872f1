"""A book (EPUB): what a reading system asks of it, and what stands on its pages."""

import io
import posixpath
import re
import zipfile

import pytest
from lxml import etree

from evidence.citing import ArticleDocument, render_article

SPACES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(scope="module")
def book(article: ArticleDocument) -> zipfile.ZipFile:
    made = render_article(article, style="american-medical-association", to="epub")
    return zipfile.ZipFile(io.BytesIO(made.content))


def pages_of(book: zipfile.ZipFile) -> dict[str, etree._Element]:
    names = [name for name in book.namelist() if name.endswith(".xhtml")]
    return {name: etree.fromstring(book.read(name)) for name in names}


def test_it_is_put_together_as_the_standard_asks(book: zipfile.ZipFile) -> None:
    first = book.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert book.read("mimetype") == b"application/epub+zip"
    package = etree.fromstring(book.read("EPUB/content.opf"))
    items = package.findall("opf:manifest/opf:item", SPACES)
    listed = {posixpath.join("EPUB", item.get("href")) for item in items}
    held = {name for name in book.namelist() if name.startswith("EPUB/")}
    assert listed == held - {"EPUB/content.opf"}
    spine = [item.get("idref") for item in package.findall("opf:spine/opf:itemref", SPACES)]
    assert set(spine) < {item.get("id") for item in items}
    assert [item.get("href") for item in items if item.get("properties") == "nav"] == ["nav.xhtml"]


def test_it_says_what_it_is(book: zipfile.ZipFile, article: ArticleDocument) -> None:
    package = etree.fromstring(book.read("EPUB/content.opf"))
    said = {
        name: package.findtext(f"opf:metadata/dc:{name}", namespaces=SPACES)
        for name in ("title", "creator", "language", "date", "description")
    }
    assert said == {
        "title": article.title,
        "creator": "Evidence",
        "language": "en",
        "date": "2026-05-12",
        "description": "Version 3, library sha256:4f9c0a7d, style american-medical-association",
    }


def test_every_page_has_its_heading_as_title_and_its_language(book: zipfile.ZipFile) -> None:
    for name, page in pages_of(book).items():
        title = page.findtext("h:head/h:title", namespaces=SPACES)
        assert page.get("lang") == "en"
        headings = page.xpath("//h:h1", namespaces=SPACES)
        assert len(headings) == 1 or "nav" in name, name
        assert title == " ".join("".join(headings[0].itertext()).split()), name


def test_every_link_leads_to_a_place_in_the_book(book: zipfile.ZipFile) -> None:
    pages = pages_of(book)
    anchors = {name: set(page.xpath("//@id")) for name, page in pages.items()}
    seen = 0
    for name, page in pages.items():
        for target in page.xpath("//h:a/@href", namespaces=SPACES):
            if re.match(r"https?:|mailto:", target):
                continue
            file, _, anchor = target.partition("#")
            leads = posixpath.normpath(posixpath.join(posixpath.dirname(name), file))
            leads = leads if file else name
            assert leads in pages, target
            assert not anchor or anchor in anchors[leads], target
            seen += 1
    assert seen > 15


def test_the_title_stands_once_before_the_text(book: zipfile.ZipFile) -> None:
    shown = [name for name in pages_of(book) if "nav" not in name]
    words = ["".join(pages_of(book)[name].itertext()) for name in shown]
    assert sum("Version 3 · 12 May 2026" in page for page in words) == 1
    assert "Ketamine & <pain>" in words[0]
    assert not any("title_page" in name for name in shown)
