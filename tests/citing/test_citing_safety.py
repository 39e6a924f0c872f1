"""Hostile text by every door: it goes out as text, and nothing is opened."""

import dataclasses
import datetime
import io
import re
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citing import (
    FORMATS,
    AnnotatedEntry,
    AnnotatedSection,
    ArticleDocument,
    BibliographyDocument,
    CitedClaim,
    CitedLink,
    format_references,
    render_article,
    render_bibliography,
)
from evidence.citing import pandoc as process
from evidence.citing.typesetting import typeset
from evidence.errors import BadInput, CitingError, EvidenceError
from evidence.vocabulary import Stance

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "event": "<img src=x onerror=alert(1)>",
    "link": "[click](javascript:alert(1))",
    "data link": "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "remote image": "![i](http://127.0.0.1:9/x.png)",
    "local image": "![i](/etc/passwd)",
    "file in LaTeX": "\\input{/etc/passwd} \\includegraphics{/etc/passwd} \\immediate\\write18{id}",
    "link in LaTeX": "\\href{javascript:alert(1)}{click}",
    "file in Typst": '#read("/etc/passwd") #include "/etc/passwd" #import "@preview/x:1.0.0"',
    "formula": "$\\input{/etc/passwd}$ and $$x$$",
    "metadata": "---\nheader-includes: |\n  <script>x</script>\nbibliography: /etc/passwd\n---",
    "raw attribute": "`<script>alert(1)</script>`{=html} ::: {.x onclick=alert(1)}",
    "citation": "[@cohen2018; @{x}] @foo -@bar",
    "brackets": "[" * 60,
    "quotes and signs": "\"'`*_~^|{}()<>&%#\\@",
    "control signs": "a\x00b\x0bc\x1bd\u202ee\ufffef\ud800g",
    "private use": "\ue000\ue001\uf8ff",
    "entity": "&lt;script&gt; &#x3c;script&#x3e; <!ENTITY x> ]]>",
    "word field": '</w:t><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText>',
    "spreadsheet": '=HYPERLINK("http://127.0.0.1:9","x")',
    "option": "--lua-filter=evil.lua",
}


def hostile_reference(key: str, text: str) -> dict:
    return {
        "id": key,
        "type": "article-journal",
        "title": text,
        "author": [{"family": text, "given": text}, {"literal": text}],
        "container-title": text,
        "publisher": text,
        "volume": text,
        "page": text,
        "DOI": f"10.1000/{text}",
        "URL": f"javascript:alert(1)//{text}",
        "note": f"URL: file:///etc/passwd\nauthor: {text}",
        "issued": {"date-parts": [[2001]], "literal": text},
        "custom": {"note": text},
    }


def hostile_article(payloads: Iterable[str]) -> ArticleDocument:
    """An article of which every field is a payload, one claim and reference for each."""
    texts = list(payloads)
    body, claims = "", []
    for text in texts:
        body += f"Before {text} after.\n\n{text}\n\nThe claim"
        link = CitedLink(text, Stance.SUPPORTS, text, "page", text)
        claims.append(
            CitedClaim(
                "c", text, len(body) - 5, len(body), (link,),
                verdict=text, plain_statement=text, notices=(text,),
            )
        )  # fmt: skip
        body += f" ends here. {text}\n\n"
    together = " ".join(texts)
    return ArticleDocument(
        title=together, text=body, language="en", version=1, date=datetime.date(2026, 1, 2),
        digest=together, claims=tuple(claims),
        references={text: hostile_reference(text, text) for text in texts},
        retracted=frozenset(texts[:1]),
    )  # fmt: skip


def hostile_bibliography(payloads: Iterable[str]) -> BibliographyDocument:
    texts = list(payloads)
    together = " ".join(texts)
    sections = tuple(
        AnnotatedSection(
            text, text, (AnnotatedEntry(text, Stance.DISPUTES, (text, text), (text,)),)
        )
        for text in texts
    )
    return BibliographyDocument(
        title=together, introduction=together, language="en", version=1,
        date=datetime.date(2026, 1, 2), digest=together, sections=sections,
        references={text: hostile_reference(text, text) for text in texts},
    )  # fmt: skip


def parts(content: bytes, suffix: str) -> dict[str, str]:
    if suffix in (".docx", ".odt", ".epub"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    if suffix == ".pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return {"": " ".join(page.extract_text() for page in pages)}
    return {"": content.decode("utf-8")}


def check(content: bytes, suffix: str) -> None:
    """What no document may hold, whatever went in."""
    for name, text in parts(content, suffix).items():
        assert "root:x:" not in text
        assert not name.startswith(("word/media", "Pictures", "EPUB/media")), name
        if suffix in (".html", ".epub"):
            assert not re.search(r"<(script|img|iframe|object|embed|base|link rel=.http)\b", text)
            assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', text))
        if suffix == ".tex":
            body = text.partition("\\begin{document}")[2]
            assert not re.search(r"(?<!\\)\\(input|include\w*|write|immediate)\b", body)
            assert not re.search(r"(?<!\\)\$", re.sub(r"\\\$", "", body))
        if suffix == ".docx":
            assert not re.search(r"instrText[^>]*>[^<]*INCLUDE", text)
        if name.endswith((".xml", ".xhtml", ".opf", ".rels")) or suffix == ".xml":
            ElementTree.fromstring(text)
        addresses = r'(?:href|src|Target)="([^"]*)"' if suffix != ".md" else r"(?<!\\)\]\(([^)]*)\)"
        for target in re.findall(addresses, text):
            assert not re.match(r"\s*(javascript|data|file|vbscript):", target, re.I), target
            assert "/etc/passwd" not in target or target.startswith("https://doi.org/10.1000/")


@pytest.mark.parametrize("to", FORMATS)
def test_hostile_text_stays_text_in_an_article(to: str) -> None:
    rendered = render_article(hostile_article(PAYLOADS.values()), style="apa", to=to)
    check(rendered.content, rendered.suffix)


@pytest.mark.parametrize("to", FORMATS)
def test_hostile_text_stays_text_in_a_bibliography(to: str) -> None:
    rendered = render_bibliography(hostile_bibliography(PAYLOADS.values()), style="bmj", to=to)
    check(rendered.content, rendered.suffix)


def test_hostile_text_is_shown_as_it_is() -> None:
    shown = [PAYLOADS[name] for name in ("script", "file in Typst", "formula", "link", "brackets")]
    document = hostile_bibliography(shown)
    plain = render_bibliography(document, style="american-medical-association", to="txt")
    pdf = render_bibliography(document, style="american-medical-association", to="pdf")
    bare = re.sub(r"\s", "", parts(pdf.content, ".pdf")[""])
    for text in shown:
        assert text in plain.content.decode()
        assert re.sub(r"\s", "", text) in bare


def test_hostile_text_in_a_preview() -> None:
    items = [hostile_reference(text, text) for text in PAYLOADS.values()]
    for formatted in format_references(items, style="american-medical-association").values():
        ours = r"</?(i|b|u|s|sup|sub)>|<span style=\"[a-z:-]*\">|</span>|<br>|<a [^>]*>|</a>"
        assert "<" not in re.sub(ours, "", formatted.html)
        for target in re.findall(r'href="([^"]*)"', formatted.html):
            assert target.startswith("https://")


def test_open_brackets_do_not_hang() -> None:
    started = time.perf_counter()
    render_article(hostile_article(["[" * 1500]), style="apa", to="txt")
    assert time.perf_counter() - started < 20


DEEP = {"quotes": "> " * 3000 + "x", "lists": "".join(f"{'  ' * n}- x\n" for n in range(400)),
        "emphasis": "*a " * 500, "links": "[" * 600 + "](x)" * 600}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_gives_a_document_or_a_sentence(name: str, article: ArticleDocument) -> None:
    document = dataclasses.replace(article, text=DEEP[name], claims=())
    for to in ("txt", "pdf"):
        try:
            outcome: object = render_article(document, style="apa", to=to).content
        except EvidenceError as error:
            outcome = error.text.endswith(".")
        assert outcome


def test_a_text_over_the_limit_is_refused(article: ArticleDocument) -> None:
    with pytest.raises(BadInput):
        render_article(dataclasses.replace(article, text="x" * 1_000_001), style="apa", to="txt")


def test_a_process_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CitingError) as caught:
        process.run(["--from", "json", "--to", "json"], b"{}", doing="a test", seconds=0.0001)
    assert "longer than" in caught.value.text
    with pytest.raises(CitingError) as caught:
        process.run(["--from", "json", "--to", "json"], b"not JSON", doing="a test in apa as docx")
    assert "a test in apa as docx" in caught.value.text
    assert "evidence-citing" not in caught.value.text
    monkeypatch.setattr(process, "PANDOC_MEMORY_MB", 20)
    long = process.document([{"t": "Para", "c": [{"t": "Str", "c": "x"}] * 50000}])
    with pytest.raises(CitingError) as caught:
        process.run(["--from", "json", "--to", "docx"], long, doing="a test")
    assert "memory" in caught.value.text


def test_no_file_is_left_behind(article: ArticleDocument, tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for to in ("docx", "pdf", "html"):
        render_article(article, style="apa", to=to)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=8, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_can_be_typeset(text: str) -> None:
    from evidence.citing.assembly import Assembled
    from evidence.citing.blocks import paragraph
    from evidence.citing.blocks import text as plain
    from evidence.citing.references import clean

    document = Assembled(
        title=clean(text), language="en", date=datetime.date(2026, 1, 2), subject=clean(text),
        identifier="x", blocks=[paragraph(plain(clean(text)))], hanging=False, doing="a test",
    )  # fmt: skip
    content, _ = typeset(document)
    assert content.startswith(b"%PDF-")
