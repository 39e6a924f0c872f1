"""The claims of an article as linked data (JSON-LD), for programs that read a page.

    schema.org            the article, its claims, their ratings, the works that they lean on
    W3C Web Annotation    where the article says a claim: its words and their company, and offsets
    CiTO (SPAR)           what a work does to a claim: supports, disputes, qualifies …

Offsets count characters of the article's Markdown, which stands in the data too.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evidence.citing import assembly, wording
from evidence.citing.brief import ClaimSheet
from evidence.citing.model import ArticleDocument, CitedClaim
from evidence.citing.references import Names, clean
from evidence.citing.tables import EvidenceRow, doi_address
from evidence.vocabulary import Certainty

CONTEXT = {
    "@vocab": "https://schema.org/",
    "cito": "http://purl.org/spar/cito/",
}
BESIDE = 32  # characters before and after a quotation that tell it from another of its words
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# GRADE's four levels as schema.org's rating wants them: worst 1, best 4.
RATING = {
    Certainty.VERY_LOW: 1,
    Certainty.LOW: 2,
    Certainty.MODERATE: 3,
    Certainty.HIGH: 4,
}

Node = dict[str, Any]


def graph(
    article: ArticleDocument,
    sheets: Sequence[ClaimSheet],
    places: Sequence[tuple[CitedClaim, int, int]],
    names: Names,
    anchors: Mapping[str, str],
) -> Node:
    """The article's claims as one JSON-LD document.

    `places` are claims with the start and end of their words in the text, `names` those of
    references within the page, `anchors` the names of the claims' evidence by slug.
    """
    address = assembly.identifier("article", article.title, article.version, article.digest)
    said = {claim.slug for claim, _, _ in places}
    nodes: list[Node] = [_article(article, address, sheets, anchors)]
    for sheet in sheets:
        anchor = anchors[sheet.slug]
        nodes.append(_claim(sheet, address, anchor, said=sheet.slug in said))
        if sheet.certainty in RATING:
            nodes.append(_review(sheet, article, anchor))
    for number, (claim, start, end) in enumerate(places, 1):
        if claim.slug in anchors:
            nodes += _annotation(number, anchors[claim.slug], address, article.text, start, end)
    return {"@context": CONTEXT, "@graph": [*nodes, *_works(sheets, names, anchors)]}


def script(content: Node) -> str:
    """JSON that may stand in a `script` element: nothing in it can end the element."""
    words = json.dumps(content, ensure_ascii=False, indent=1)
    words = words.encode("utf-8", "replace").decode("utf-8")
    for sign in "<>&\u2028\u2029":
        words = words.replace(sign, f"\\u{ord(sign):04x}")
    return words


def _article(
    article: ArticleDocument,
    address: str,
    sheets: Sequence[ClaimSheet],
    anchors: Mapping[str, str],
) -> Node:
    return {
        "@id": address,
        "@type": "ScholarlyArticle",
        "name": clean(article.title),
        "inLanguage": article.language,
        "version": str(article.version),
        "datePublished": article.date.isoformat(),
        "identifier": clean(article.digest),
        "hasPart": [{"@id": f"#{anchors[sheet.slug]}"} for sheet in sheets],
        "encoding": {
            "@type": "MediaObject",
            "@id": f"{address}#text",
            "encodingFormat": "text/markdown",
            "text": article.text,
        },
    }


def _claim(sheet: ClaimSheet, address: str, anchor: str, *, said: bool) -> Node:
    node: Node = {
        "@id": f"#{anchor}",
        "@type": "Claim",
        "identifier": sheet.slug,
        "text": clean(sheet.statement),
        "abstract": clean(sheet.plain_statement),
    }
    if said:
        node["appearance"] = {"@id": address}
    if sheet.rows:
        node["citation"] = [{"@id": _work_address(row)} for row in _first_rows(sheet.rows)]
    return node


def _review(sheet: ClaimSheet, article: ArticleDocument, anchor: str) -> Node:
    """The rating of a claim. GRADE rates certainty, not truth: the rating says so."""
    changed = [wording.words_of(wording.ENGLISH).unread(sheet.unread_since)]
    return {
        "@id": f"#{anchor}-rating",
        "@type": "ClaimReview",
        "itemReviewed": {"@id": f"#{anchor}"},
        "claimReviewed": clean(sheet.statement),
        "datePublished": article.date.isoformat(),
        "reviewAspect": "Certainty of the evidence (GRADE)",
        "reviewBody": " ".join(
            clean(words) for words in (*changed, sheet.verdict, sheet.reason) if words
        ),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATING[sheet.certainty],
            "worstRating": 1,
            "bestRating": 4,
            "alternateName": f"{sheet.certainty.word} certainty",
        },
    }


def _annotation(
    number: int, anchor: str, address: str, text: str, start: int, end: int
) -> list[Node]:
    """Where the article says a claim. Nothing where its place holds no words."""
    if not text[start:end].strip():
        return []
    node = {
        "@context": ANNOTATION_CONTEXT,
        "id": f"#{anchor}-place-{number}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": f"#{anchor}",
        "target": {
            "source": f"{address}#text",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    # As they stand, ends of lines and all: a reader compares characters.
                    "exact": text[start:end],
                    "prefix": text[max(0, start - BESIDE) : start],
                    "suffix": text[end : end + BESIDE],
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }
    return [node]


def _first_rows(rows: Sequence[EvidenceRow]) -> list[EvidenceRow]:
    """One row of each reference."""
    return list({row.reference: row for row in reversed(rows)}.values())[::-1]


def _work_address(row: EvidenceRow) -> str:
    """The address of a work: its DOI, else a name that only this library gives."""
    return doi_address(row.doi) or assembly.identifier("reference", row.reference)


def _works(sheets: Sequence[ClaimSheet], names: Names, anchors: Mapping[str, str]) -> list[Node]:
    """Every work with what it does to which claims."""
    works: dict[str, Node] = {}
    for sheet in sheets:
        for row in sheet.rows:
            address = _work_address(row)
            work = works.get(address)
            if work is None:
                work = works[address] = _work(row, address, names)
            said = work.setdefault(row.stance.cito, [])
            target = {"@id": f"#{anchors[sheet.slug]}"}
            if target not in said:
                said.append(target)
    return list(works.values())


def _work(row: EvidenceRow, address: str, names: Names) -> Node:
    work: Node = {"@id": address, "@type": "ScholarlyArticle", "name": clean(row.title)}
    if row.authors:
        work["creditText"] = clean(row.authors)
    if row.year:
        work["datePublished"] = str(row.year)
    if row.journal:
        work["isPartOf"] = {"@type": "Periodical", "name": clean(row.journal)}
    name = names.of_key.get(row.reference)
    if name is not None:
        work["url"] = f"#ref-{name}"
    return work
