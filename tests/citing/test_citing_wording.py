"""What a document says itself, in the language that it is made in."""

import dataclasses
import datetime
import io
import re
import zipfile

import pytest
from lxml import etree

from evidence.citing import (
    ArticleDocument,
    BibliographyDocument,
    CitedLink,
    render_article,
    render_bibliography,
    resolve_style,
)
from evidence.citing.wording import ENGLISH, _every, chosen, words_of
from evidence.vocabulary import Certainty, Stance

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"
LANGUAGES = sorted(_every())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    said, english = _every()[language], _every()[ENGLISH]
    assert set(said) == set(english)
    assert all(words.strip() == words and words for words in said.values())
    assert len(said["months"].split()) == 12
    assert len({said[stance.value] for stance in Stance}) == len(Stance)
    for certainty in Certainty:
        assert words_of(language).level(certainty)
    if language != ENGLISH:
        same = [name for name in english if said[name] == english[name]]
        assert len(same) < 8, same  # Version, Design, Studie …


DATES = [
    ("en", "3 March 2026"),
    ("de-AT", "3. März 2026"),
    ("fr", "3 mars 2026"),
    ("es-MX", "3 de marzo de 2026"),
    ("pl", "3 marca 2026"),
    ("ru", "3 марта 2026 г."),
    ("ja", "2026年3月3日"),
    ("nn-NO", "3. mars 2026"),
    ("xx", "3 March 2026"),
]


@pytest.mark.parametrize(("language", "shown"), DATES)
def test_a_date_is_written_as_the_language_has_it(language: str, shown: str) -> None:
    assert words_of(language).long_date(datetime.date(2026, 3, 3)) == shown


def test_corrections_are_told_with_the_dates_that_are_known() -> None:
    march = datetime.date(2026, 3, 3)
    assert words_of("en").corrected([]) == ""
    assert words_of("en").corrected([None]) == "Correction published"
    assert words_of("en").corrected([march, None]) == "Correction published (3 March 2026)"
    assert words_of("de").corrected([march]) == "Korrektur veröffentlicht (3. März 2026)"


CHOSEN = [
    # Style, what was asked for, the text's language → that of the words.
    (APA, "de-DE", "en", "de"),
    (APA, None, "de", "de"),
    (AMA, None, "de", "de"),  # AMA fixes its citations to English, not the text around them
    (AMA, "fr-FR", "en", "fr"),
    (AMA, None, "en-GB", "en"),
    (APA, "xx", "en", "en"),
]


@pytest.mark.parametrize(("style", "asked", "text", "language"), CHOSEN)
def test_the_words_go_by_what_was_asked_for_then_by_the_text(
    style: str, asked: str | None, text: str, language: str
) -> None:
    resolved = resolve_style(style)
    assert chosen(resolved, resolved.locale_for(asked, text), text).language == language


def shown(article: ArticleDocument, locale: str, **options: bool) -> str:
    made = render_article(article, style=APA, locale=locale, to="txt", **options)
    return " ".join(made.content.decode().split())


SAID = [
    ("de-DE", ["Die Evidenz, Aussage für Aussage", "Literatur", "Stützt (", "[Zurückgezogen]",
               "⊕⊕○○ Low certainty: may be so.", "12. Mai 2026", "kein ärztlicher Rat"]),
    ("fr-FR", ["Références", "Contredit (", "[Rétracté]", "12 mai 2026"]),
    ("zh-CN", ["参考文献", "支持 (", "[已撤稿]", "2026年5月12日"]),
]  # fmt: skip


@pytest.mark.parametrize(("locale", "said"), SAID)
def test_headings_and_labels_are_in_the_language(
    locale: str, said: list[str], article: ArticleDocument
) -> None:
    words = shown(article, locale)
    for part in said:
        assert part in words.replace("（", " (").replace("  (", " ("), part
    assert "References" not in words
    assert "Supports" not in words


def test_our_own_plain_statement_is_said_in_the_language_too(article: ArticleDocument) -> None:
    claim = dataclasses.replace(
        article.claims[1], certainty=Certainty.LOW, plain_statement="This may be so."
    )
    document = dataclasses.replace(article, claims=(claim,))
    assert "⊕⊕○○ Niedrige Vertrauenswürdigkeit. Dies ist möglicherweise so." in shown(
        document, "de"
    )


@pytest.mark.parametrize(("style", "raised"), [(AMA, True), (APA, False), (NOTES, False)])
def test_dissent_and_missing_evidence_are_said_in_the_language(
    style: str, raised: bool, article: ArticleDocument
) -> None:
    links = (CitedLink("cohen2018", Stance.SUPPORTS), CitedLink("who2015", Stance.DISPUTES))
    first = dataclasses.replace(article.claims[0], links=links)
    second = dataclasses.replace(article.claims[1], links=())
    document = dataclasses.replace(article, claims=(first, second))
    options = {"dissent": True, "mark_missing": True, "evidence": False}
    made = render_article(document, style=style, locale="es-ES", to="txt", **options)
    words = " ".join(made.content.decode().split()).lower()
    assert words.index("apoyado por") < words.index("pero véase")
    assert "[cita requerida]" in words
    assert "supported by" not in words


def test_the_bibliography_is_in_the_language(bibliography: BibliographyDocument) -> None:
    section = dataclasses.replace(
        bibliography.sections[0],
        certainty=Certainty.VERY_LOW,
        statement="Gemischt.",
        reason="Weil.",
    )
    by_stance = dataclasses.replace(bibliography.sections[1], stance=Stance.DISPUTES)
    document = dataclasses.replace(
        bibliography, sections=(section, by_stance), article="Ketamin", language="de"
    )
    made = render_bibliography(document, style=AMA, to="txt").content.decode()
    words = " ".join(made.split())
    assert words.startswith("Annotierte Bibliografie: Ketamin Fassung 3 · 12. Mai 2026")
    assert (
        "Gemischt. Vertrauenswürdigkeit der Evidenz: sehr niedrig ⊕○○○. "
        "Die Evidenz hierzu ist sehr unsicher. Weil." in words
    )
    assert "Widerspricht. Beta finding." in words
    assert "Retraction" not in words or "[Zurückgezogen]" in words


def test_words_in_another_language_than_the_text_say_so(article: ArticleDocument) -> None:
    html = render_article(article, style=APA, locale="de", to="html").content.decode()
    assert '<html lang="en"' in html
    assert re.search(r'<h2 id="references"><span lang="de">Literatur</span></h2>', html)
    assert re.search(r'<div class="version" lang="de">', html)
    same = render_article(
        dataclasses.replace(article, language="de"), style=APA, to="html"
    ).content.decode()
    assert '<html lang="de"' in same
    assert same.count("lang=") == 1


def test_a_word_document_says_the_language_of_those_words_alone(article: ArticleDocument) -> None:
    made = render_article(article, style=APA, locale="de", to="docx")
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    root = etree.fromstring(archive.read("word/document.xml"))
    space = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
    foreign = root.xpath("//w:r[w:rPr/w:lang/@w:val='de']", namespaces=space)
    words = " ".join("".join(run.itertext()) for run in foreign)
    assert "Die Evidenz" in words
    assert "Relief can come" not in words
    assert b"<dc:language>en</dc:language>" in archive.read("docProps/core.xml")
