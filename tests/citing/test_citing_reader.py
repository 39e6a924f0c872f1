"""The reader: one file, whole without its script, its claims marked, its data readable."""

import base64
import dataclasses
import datetime
import hashlib
import json
import re
from typing import Any

import pytest
from lxml import html as lxml_html
from samples import COHEN, DOMINO, ZANOS
from test_citing_tables import ROW

from evidence.citing import ArticleDocument, CitedClaim, CitedLink
from evidence.citing.brief import ClaimSheet
from evidence.citing.reader import ReaderDocument, render_reader
from evidence.errors import NotFound
from evidence.library import Library
from evidence.vocabulary import Certainty, Stance

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"
TEXT = """Ketamine *works by **blocking** the [receptor](https://example.org/x)* in the brain.

## Relief

In some people relief, which comes within hours, lasts for `days`. Again: relief comes fast.

| Dose | Effect |
|------|--------|
| 0.5 mg/kg | a dream-like state |
"""
CLAIMS = {
    "mechanism": "works by **blocking** the [receptor](https://example.org/x)*",
    "lasting": "relief, which comes within hours, lasts for `days`",
    "onset": "comes within hours",
    "dreams": "a dream-like state",
}


def document(text: str = TEXT, **more: Any) -> ReaderDocument:
    sheets = [
        ClaimSheet(
            slug=slug,
            statement=f"The claim {slug}.",
            certainty=Certainty.LOW if slug == "onset" else Certainty.NOT_APPLICABLE,
            plain_statement="May be so.",
            verdict="Supported, with limits",
            gaps=("Nobody knows how long",),
            rows=(
                dataclasses.replace(
                    ROW, claim=slug, reference="cohen2018", stance=Stance.SUPPORTS, doi=COHEN["DOI"]
                ),
                dataclasses.replace(
                    ROW, claim=slug, reference="domino1965", stance=Stance.DISPUTES, doi=None
                ),
            )
            if slug != "dreams"
            else (),
        )
        for slug in [*CLAIMS, "gone"]
    ]
    places = {
        slug: (text.find(words), text.find(words) + len(words)) for slug, words in CLAIMS.items()
    }
    claims = tuple(
        CitedClaim(
            sheet.slug,
            sheet.statement,
            *places.get(sheet.slug, (-1, -1)),
            tuple(CitedLink(row.reference, row.stance) for row in sheet.rows),
        )
        for sheet in sheets
    )
    again = text.find("relief comes fast")
    article = ArticleDocument(
        title="Ketamine & <pain>",
        text=text,
        language="en",
        version=3,
        date=datetime.date(2026, 5, 12),
        digest="4f9c0a7d",
        claims=claims,
        references={"cohen2018": COHEN, "domino1965": DOMINO, "zanos2018": ZANOS},
        retracted=frozenset({"domino1965"}),
    )
    return dataclasses.replace(
        ReaderDocument(article, tuple(sheets), {"onset": ((again, again + 17),)}), **more
    )


def page(given: ReaderDocument | None = None, style: str = AMA) -> str:
    return render_reader(given or document(), style=style).content.decode()


def tree(given: ReaderDocument | None = None, style: str = AMA) -> Any:
    return lxml_html.fromstring(page(given, style))


def data(given: ReaderDocument | None = None) -> list[dict[str, Any]]:
    (script,) = tree(given).xpath("//script[@type='application/ld+json']")
    return json.loads(script.text)["@graph"]


def words_of(node: Any) -> str:
    return " ".join(node.text_content().split())


# The words of claims.


def marked(root: Any, slug: str) -> str:
    return " | ".join(
        words_of(link) for link in root.xpath(f"//article//a[@data-claim='claim-{slug}']")
    )


def test_the_words_of_a_claim_lead_to_its_evidence() -> None:
    root = tree()
    assert marked(root, "mechanism") == "works by | blocking | the"
    assert marked(root, "dreams") == "a dream-like state"
    for link in root.xpath("//article//a[@data-claim]"):
        assert root.xpath(f"//section[@class='claim'][@id='{link.get('href')[1:]}']")


def test_where_claims_overlap_the_shorter_one_has_the_words() -> None:
    root = tree()
    assert marked(root, "lasting") == "relief, which | lasts for days"
    assert marked(root, "onset") == "comes within hours | relief comes fast"


def test_a_link_of_the_text_stays_a_link_within_a_claim() -> None:
    (link,) = tree().xpath("//article//span[@class='c']/a")
    assert (link.get("href"), link.text_content()) == ("https://example.org/x", "receptor")


def test_no_link_stands_within_a_link() -> None:
    assert tree().xpath("//a//a") == []


def test_a_claim_has_one_tab_stop_and_tells_its_state() -> None:
    root = tree()
    for slug in CLAIMS:
        links = root.xpath(f"//article//a[@data-claim='claim-{slug}']")
        stops = [link for link in links if link.get("tabindex") is None]
        assert len(stops) == 1
        (state,) = root.xpath(f"//*[@id='{stops[0].get('aria-describedby')}']")
        assert "Supported, with limits" in words_of(state)


def test_the_text_reads_as_it_did() -> None:
    for style in (AMA, APA):
        (article,) = tree(style=style).xpath("//article")
        for node in article.xpath(".//span[@class='citation']"):
            node.drop_tree()
        words = words_of(article)
        assert words.startswith(
            "Ketamine works by blocking the receptor in the brain. Relief In some"
        )
        assert "lasts for days" in words


# The page.


def test_every_address_within_the_page_is_there_and_every_name_once() -> None:
    for style in (AMA, APA, NOTES):
        root = tree(style=style)
        names = root.xpath("//@id")
        assert len(names) == len(set(names))
        inner = [address[1:] for address in root.xpath("//a/@href") if address.startswith("#")]
        assert set(inner) <= set(names)
        assert set(" ".join(root.xpath("//@aria-labelledby | //@aria-describedby")).split()) <= set(
            names
        )


def test_the_page_opens_nothing_and_runs_its_own_script_only() -> None:
    words = page()
    root = lxml_html.fromstring(words)
    assert root.xpath("//@src | //link | //iframe | //object | //img | //form") == []
    assert not re.search(r"url\(|@import|\bon\w+=", words.split("</style>")[0])
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = root.xpath("//script[not(@type)]")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    assert policy.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}';" in policy


def test_all_evidence_is_there_without_the_script() -> None:
    root = tree()
    heads = [words_of(head) for head in root.xpath("//section[@class='claim']/h3")]
    # in the order of the text, what it does not say last
    assert heads == [
        "The claim mechanism.",
        "The claim lasting.",
        "The claim onset.",
        "The claim dreams.",
        "The claim gone.",
    ]
    (onset,) = root.xpath("//section[@id='claim-onset']")
    words = " ".join(" ".join(onset.itertext()).split())
    for part in (
        "Claim 3 of 5",
        "Low certainty ⊕⊕○○ Supported, with limits.",
        "Supports: 1 study",
        "Disputes: 1 study",
        "Randomised trial · n = 60 · level 2",
        "Pain fell by 2.7 points",
        "page 306, Found in the source, word for word",
        "Expression of concern, 2024-03-01.",
        "What is not known Nobody knows how long.",
    ):
        assert part in words
    assert "No study is linked" in words_of(root.xpath("//section[@id='claim-dreams']")[0])
    assert "does not say this claim" in words_of(root.xpath("//section[@id='claim-gone']")[0])


@pytest.mark.parametrize("style", [AMA, APA, NOTES])
def test_the_list_has_every_reference_once_and_marks_what_was_retracted(style: str) -> None:
    (section,) = tree(style=style).xpath("//section[@id='list']")
    entries = [words_of(entry) for entry in section.xpath(".//div[contains(@class, 'entry')]")]
    assert len([entry for entry in entries if "onsensus" in entry]) == 1
    assert [entry for entry in entries if "[Retracted]" in entry and "issociative" in entry]
    assert not [entry for entry in entries if "metabolite" in entry]


def test_citations_stand_at_the_claims() -> None:
    (first,) = tree().xpath("//article/p[1]")
    assert "receptor1,2 in the brain" in words_of(first)
    assert "(Cohen et al., 2018; Domino et al., 1965)" in words_of(
        tree(style=APA).xpath("//article/p[1]")[0]
    )


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>",
    "<!--",
    "[click](javascript:alert(1))",
    "\u2028</article>\u0000\ud800",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_words(words: str) -> None:
    given = document()
    rows = (
        dataclasses.replace(
            ROW, finding=words, title=words, authors=words, journal=words, doi=words, design=words,
            reference="cohen2018", notices=(words,), n_text=words,
        ),
    )  # fmt: skip
    sheets = tuple(
        dataclasses.replace(
            sheet,
            statement=words,
            verdict=words,
            reason=words,
            scope=words,
            gaps=(words,),
            rows=rows,
        )
        for sheet in given.sheets
    )
    article = dataclasses.replace(
        given.article,
        title=words,
        text=f"{TEXT}\n{words}\n",
        digest=words,
        references={"cohen2018": {**COHEN, "title": words, "container-title": words}},
    )
    root = tree(ReaderDocument(article, sheets))
    assert len(root.xpath("//script")) == 2
    assert root.xpath("//img | //style[position() > 1] | //article//b") == []
    assert not [a for a in root.xpath("//a/@href") if not a.startswith(("#", "https://"))]
    assert not [a for node in root.iter() for a in node.attrib if a.startswith("on")]
    assert len(data(ReaderDocument(article, sheets))) > 5


def test_a_slug_of_any_kind_names_a_place() -> None:
    given = document()
    slug = '"><x y='
    article = dataclasses.replace(
        given.article,
        claims=tuple(
            dataclasses.replace(claim, slug=slug) if claim.slug == "onset" else claim
            for claim in given.article.claims
        ),
    )
    sheets = tuple(
        dataclasses.replace(sheet, slug=slug) if sheet.slug == "onset" else sheet
        for sheet in given.sheets
    )
    root = tree(ReaderDocument(article, sheets))
    assert root.xpath("//x") == []
    assert len(root.xpath("//section[@class='claim']")) == 5


# The data.


def test_the_data_says_what_a_work_does_to_a_claim() -> None:
    graph = data()
    claims = {node["identifier"]: node for node in graph if node.get("@type") == "Claim"}
    assert set(claims) == {*CLAIMS, "gone"}
    assert "appearance" in claims["onset"]
    assert "appearance" not in claims["gone"]
    (cohen,) = [
        node for node in graph if node.get("@id") == f"https://doi.org/{COHEN['DOI'].lower()}"
    ]
    assert {"@id": "#claim-onset"} in cohen["cito:supports"]
    assert cohen["url"] == "#ref-cohen2018"
    (rating,) = [node for node in graph if node.get("@type") == "ClaimReview"]
    assert rating["itemReviewed"] == {"@id": "#claim-onset"}
    assert rating["reviewRating"]["ratingValue"] == 2
    assert rating["reviewRating"]["alternateName"] == "Low certainty"


def test_the_places_of_claims_are_those_of_the_text_in_the_data() -> None:
    graph = data()
    (text,) = [node["encoding"]["text"] for node in graph if "encoding" in node]
    places = [node for node in graph if node.get("type") == "Annotation"]
    said: dict[str, list[str]] = {}
    for place in places:
        assert place["@context"] == "http://www.w3.org/ns/anno.jsonld"
        quote, position = place["target"]["selector"]
        words = text[position["start"] : position["end"]]
        assert words == quote["exact"]
        assert text[: position["start"]].endswith(quote["prefix"])
        assert text[position["end"] :].startswith(quote["suffix"])
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
        said.setdefault(place["body"], []).append(words)
    assert said["#claim-onset"] == ["comes within hours", "relief comes fast"]
    assert len(said) == len(CLAIMS)


# The library.


@pytest.mark.parametrize("style", [AMA, APA])
def test_the_shipped_article_has_the_same_reader_twice(shipped: Library, style: str) -> None:
    first, second = (shipped.export_reader(style=style) for _ in range(2))
    assert first.content == second.content
    assert first.file_name == "reader-v1.html"
    root = lxml_html.fromstring(first.content.decode())
    panels = root.xpath("//section[@class='claim']")
    assert len(panels) == len(shipped.claims())
    cards = root.xpath("//ul[@class='cards']/li")
    assert len(cards) == sum(len(shipped.claim(c.slug).evidence) for c in shipped.claims())
    placed = {mark.slug for mark in shipped.article().marks if mark.start >= 0}
    assert len(root.xpath("//article//a[@data-claim][not(@tabindex)]")) == len(placed)


def test_what_is_not_there_is_told(shipped: Library) -> None:
    with pytest.raises(NotFound):
        shipped.export_reader(style="no-such-style")
    with pytest.raises(NotFound):
        shipped.export_reader(version=99)


def test_the_page_says_its_labels_in_the_language_and_says_which() -> None:
    root = lxml_html.fromstring(
        render_reader(document(), style="apa", locale="de-DE").content.decode()
    )
    assert root.get("lang") == "en"
    foreign = {"".join(node.itertext()).strip() for node in root.xpath("//body//*[@lang='de']")}
    for part in ("Aussage 1 von 5", "Zurück zum Text", "Stützt", "Literatur", "Zum Text"):
        assert part in foreign, part
    assert not foreign & {sheet.statement for sheet in document().sheets}
    status = root.xpath("//*[@role='status']")[0]
    assert status.get("lang") == "de"
    assert status.get("data-closed") == "Evidenz geschlossen."
    said = "".join(root.xpath("//body")[0].itertext())
    for english in ("Back to the text", "Supports", "Version 3, dated", "not checked"):
        assert english not in said, english


def test_a_german_article_is_german_throughout() -> None:
    given = document()
    german = dataclasses.replace(given, article=dataclasses.replace(given.article, language="de"))
    root = lxml_html.fromstring(render_reader(german, style="apa").content.decode())
    assert root.get("lang") == "de"
    assert not root.xpath("//body//*[@lang]")
