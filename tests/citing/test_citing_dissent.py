"""Citations that tell who supports a claim from who does not, and claims that nobody supports."""

import dataclasses
import io
import json
import re
import zipfile
from typing import Any

import pytest

from evidence.citing import ArticleDocument, CitedLink, render_article
from evidence.vocabulary import Stance

SUPPORTS, DISPUTES, QUALIFIES = Stance.SUPPORTS, Stance.DISPUTES, Stance.QUALIFIES
AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"
ALL_SIDES = (
    CitedLink("anis1983", SUPPORTS),
    CitedLink("berg2020one", DISPUTES),
    CitedLink("cohen2018", SUPPORTS, "", "page", "522"),
    CitedLink("handbook2012", SUPPORTS),
    CitedLink("who2015", QUALIFIES),
)


def with_links(article: ArticleDocument, *links: CitedLink) -> ArticleDocument:
    """The article with these links on its first claim and no other claims."""
    first = dataclasses.replace(article.claims[0], links=links)
    return dataclasses.replace(article, claims=(first,))


def first_sentence(article: ArticleDocument, style: str, **options: Any) -> str:
    options = {"dissent": True, **options}
    made = render_article(article, style=style, to="md", evidence=False, **options)
    body = made.content.decode().split("advice.\n", 1)[1].strip()
    sentence = body.split(" Relief can")[0]
    return re.sub(
        r"</?[a-z]+>", lambda tag: {"<sup>": "^", "</sup>": "^"}.get(tag[0], ""), sentence
    )


STYLES = [
    (AMA, "receptor* (supported by^1,2(p522),3^; but see^4^; limited by^5^)."),
    ("nature", "receptor* (supported by^1–3^; but see^4^; limited by^5^)."),
    ("bmj", "(supported by \\[1–3\\]; but see \\[4\\]; limited by \\[5\\])."),
    ("nlm-citation-sequence", "\\[supported by (1–3); but see (4); limited by (5)\\]."),
    (
        APA,
        "(supported by Anis et al., 1983; Antman & Loscalzo, 2012; Cohen et al., 2018, p. 522; "
        "but see van der Berg, 2020; limited by World Health Organization, 2015).",
    ),
]


@pytest.mark.parametrize(("style", "ending"), STYLES, ids=[style for style, _ in STYLES])
def test_each_stance_has_its_words_in_the_form_of_the_style(
    article: ArticleDocument, style: str, ending: str
) -> None:
    sentence = first_sentence(with_links(article, *ALL_SIDES), style)
    assert sentence.endswith(ending)


def test_notes_carry_the_words(article: ArticleDocument) -> None:
    made = render_article(
        with_links(article, *ALL_SIDES), style=NOTES, to="md", evidence=False, dissent=True
    ).content.decode()
    (note,) = re.findall(r"^\[\^1\]: (.*)$", made, re.M)
    places = [
        note.index(word) for word in ("Supported by", "Anis", "Cohen", "but see", "limited by")
    ]
    assert places == sorted(places)


WORDINGS = [
    ((SUPPORTS,), "(supported by^1^)"),
    ((DISPUTES,), "(disputed by^1^)"),
    ((DISPUTES, SUPPORTS), "(supported by^1^; but see^2^)"),
    ((QUALIFIES, DISPUTES), "(disputed by^1^; limited by^2^)"),
    ((Stance.INCONCLUSIVE, Stance.BACKGROUND), "(undecided in^1^; for background see^2^)"),
    ((SUPPORTS, SUPPORTS), "(supported by^1,2^)"),
]


@pytest.mark.parametrize(("stances", "words"), WORDINGS)
def test_the_words_go_by_the_stances_that_there_are(
    article: ArticleDocument, stances: tuple[Stance, ...], words: str
) -> None:
    keys = ("anis1983", "berg2020one")
    links = [CitedLink(key, stance) for key, stance in zip(keys, stances, strict=False)]
    assert words in first_sentence(with_links(article, *links), AMA)


def test_a_reference_with_two_stances_stands_under_both(article: ArticleDocument) -> None:
    links = (CitedLink("anis1983", SUPPORTS), CitedLink("anis1983", QUALIFIES, "", "page", "4"))
    sentence = first_sentence(with_links(article, *links), AMA)
    assert "(supported by^1^; limited by^1(p4)^)" in sentence


def test_without_the_option_nothing_changes(article: ArticleDocument) -> None:
    sentence = first_sentence(with_links(article, *ALL_SIDES), AMA, dissent=False)
    assert "supported by" not in sentence
    assert sentence.endswith("receptor*.^1,2,3(p522),4,5^")


@pytest.mark.parametrize("to", ["docx", "odt", "pdf", "html", "tex", "epub", "jats", "txt"])
def test_every_format_can_carry_it(article: ArticleDocument, to: str) -> None:
    one, two = (
        render_article(article, style=AMA, to=to, dissent=True, mark_missing=True).content
        for _ in range(2)
    )
    assert one == two


@pytest.mark.parametrize("style", [AMA, APA])
def test_live_citations_keep_the_words(article: ArticleDocument, style: str) -> None:
    made = render_article(
        with_links(article, *ALL_SIDES), style=style, to="docx", dissent=True, live_citations=True,
        evidence=False,
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        document = archive.read("word/document.xml").decode()
    codes = re.findall(r"CSL_CITATION (\{.*?\}) *</w:instrText>", document)
    fields = [
        json.loads(code.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
        for code in codes
    ]
    prefixes = [item.get("prefix") for made in fields for item in made["citationItems"]]
    if style == APA:
        assert prefixes == ["supported by", None, None, "but see", "limited by"]
    else:
        assert prefixes == [None] * 5
        assert len(fields) == 3


# Claims without evidence.


def missing(article: ArticleDocument, **options: Any) -> str:
    return render_article(
        with_links(article), style=AMA, to="md", mark_missing=True, **options
    ).content.decode()


def test_a_claim_without_evidence_is_marked_where_it_stands(article: ArticleDocument) -> None:
    words = missing(article)
    assert re.search(r"receptor\*?<sup>\\?\[citation needed\\?\]</sup>\*?\.", words), words[:400]
    assert words.count("citation needed") == 2  # at the claim, and in the evidence


def test_a_claim_with_evidence_is_not_marked(article: ArticleDocument) -> None:
    made = render_article(article, style=AMA, to="md", mark_missing=True).content.decode()
    assert "citation needed" not in made


def test_nothing_is_marked_unless_it_is_asked_for(article: ArticleDocument) -> None:
    made = render_article(with_links(article), style=AMA, to="md").content.decode()
    assert "citation needed" not in made


def test_a_marked_claim_can_have_a_comment_too(article: ArticleDocument) -> None:
    made = render_article(
        with_links(article), style=AMA, to="docx", mark_missing=True, comments=True
    )
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        document = archive.read("word/document.xml").decode()
    shown = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", document))
    assert "receptor[citation needed]." in shown
    assert document.count("<w:commentRangeStart") == document.count("<w:commentRangeEnd") == 1
