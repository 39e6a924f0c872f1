"""A small library for the documents: references of many types, an article with claims."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.citing import (
    AnnotatedEntry,
    AnnotatedSection,
    ArticleDocument,
    BibliographyDocument,
    CitedClaim,
    CitedLink,
)
from evidence.vocabulary import Certainty, Stance


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "oracle: compares with citeproc-js, which is not ours")


def _named(*names: tuple[str, str]) -> list[dict[str, str]]:
    return [{"family": family, "given": given} for family, given in names]


def _dated(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


REFERENCES: dict[str, dict[str, Any]] = {
    "cohen2018": {
        "id": "cohen2018",
        "type": "article-journal",
        "title": "Consensus guidelines on the use of intravenous ketamine infusions for chronic "
        "pain",
        "author": _named(("Cohen", "Steven P."), ("Bhatia", "Anuj"), ("Buvanendran", "Asokumar")),
        "container-title": "Regional Anesthesia and Pain Medicine",
        "volume": "43",
        "issue": "5",
        "page": "521-546",
        "issued": _dated(2018),
        "DOI": "10.1097/AAP.0000000000000808",
        "note": "author: Hacker, H\nDOI: 10.9999/evil",
        "custom": {"note": "our private note"},
        "abstract": "An abstract that no list prints.",
    },
    "anis1983": {
        "id": "anis1983",
        "type": "article-journal",
        "title": "The dissociative anaesthetics selectively reduce excitation by <i>N</i>-methyl-"
        "aspartate, Ca<sup>2+</sup> and H<sub>2</sub>O at P < .05",
        "author": _named(
            ("Anis", "N. A."), ("Berry", "S. C."), ("Burton", "N. R."), ("Lodge", "D.")
        ),
        "container-title": "British Journal of Pharmacology",
        "volume": "79",
        "issue": "2",
        "page": "565-575",
        "issued": _dated(1983),
        "DOI": "10.1111/j.1476-5381.1983.tb11031.x",
    },
    "handbook2012": {
        "id": "handbook2012",
        "type": "chapter",
        "title": "Ischemic heart disease",
        "author": _named(("Antman", "Elliott M."), ("Loscalzo", "Joseph")),
        "editor": _named(("Longo", "Dan L."), ("Fauci", "Anthony S.")),
        "container-title": "Harrison's Principles of Internal Medicine",
        "publisher": "McGraw-Hill",
        "page": "1998-2015",
        "issued": _dated(2012),
    },
    "who2015": {
        "id": "who2015",
        "type": "report",
        "title": "Ketamine (INN): update review report",
        "author": [{"literal": "World Health Organization"}],
        "publisher": "World Health Organization",
        "issued": _dated(2015),
        "URL": "https://www.who.int/medicines/ketamine",
    },
    "berg2020one": {
        "id": "berg2020one",
        "type": "article-journal",
        "title": "First report of the year",
        "author": [{"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}],
        "container-title": "Pain",
        "volume": "161",
        "page": "1-9",
        "issued": _dated(2020, 3),
    },
    "berg2020two": {
        "id": "berg2020two",
        "type": "article-journal",
        "title": "Second report of the year",
        "author": [{"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"}],
        "container-title": "Pain",
        "volume": "161",
        "page": "10-19",
        "issued": _dated(2020, 4),
    },
    "wang2021": {
        "id": "wang2021",
        "type": "article-journal",
        "title": "氯胺酮治疗慢性疼痛",
        "author": [{"family": "王", "given": "小明"}],
        "container-title": "中华麻醉学杂志",
        "issued": _dated(2021),
    },
}

TEXT = """Ketamine *works by blocking the NMDA receptor*. Relief can come within hours.

## Safety & care

It is [generally well tolerated](https://example.org/safe), and the risk of addiction is **low**.

| Dose | Effect |
|------|--------|
| 0.5 mg/kg | relief lasts "several days" |
"""


def span(text: str, exact: str) -> tuple[int, int]:
    start = text.index(exact)
    return start, start + len(exact)


def claim(slug: str, exact: str, *links: CitedLink, text: str = TEXT, **more: Any) -> CitedClaim:
    start, end = span(text, exact)
    return CitedClaim(slug, exact, start, end, links, **more)


SUPPORTS, DISPUTES = Stance.SUPPORTS, Stance.DISPUTES


@pytest.fixture(scope="session")
def article() -> ArticleDocument:
    claims = (
        claim(
            "nmda-mechanism",
            "works by blocking the NMDA receptor",
            CitedLink("anis1983", SUPPORTS, "The original demonstration"),
            CitedLink("cohen2018", SUPPORTS, "Guideline", "page", "522-523"),
            certainty=Certainty.NOT_APPLICABLE,
        ),
        claim(
            "rapid-onset",
            "Relief can come within hours.",
            CitedLink("berg2020one", SUPPORTS, "Within two hours"),
            CitedLink("berg2020two", DISPUTES, "Not before day two"),
            certainty=Certainty.LOW,
            plain_statement="Low certainty: may be so.",
        ),
        claim(
            "tolerability",
            "generally well tolerated",
            CitedLink("handbook2012", SUPPORTS, "Textbook"),
            notices=("Leans on a reference that was retracted on 3 March 2024: berg2020one.",),
        ),
        claim(
            "low-addiction-risk", "the risk of addiction is **low**", CitedLink("who2015", DISPUTES)
        ),
        claim("duration", "several days", CitedLink("anis1983", SUPPORTS)),
        CitedClaim(
            "not-a-cure", "It is not a cure", -1, -1, (CitedLink("cohen2018", SUPPORTS, "Says so"),)
        ),
    )
    return ArticleDocument(
        title="Ketamine & <pain>",
        text=TEXT,
        language="en",
        version=3,
        date=datetime.date(2026, 5, 12),
        digest="sha256:4f9c0a7d",
        claims=claims,
        references=REFERENCES,
        retracted=frozenset({"berg2020one"}),
    )


@pytest.fixture(scope="session")
def bibliography() -> BibliographyDocument:
    return BibliographyDocument(
        title="Annotated bibliography",
        introduction="What the library holds.\n\nStance by stance.",
        language="en",
        version=3,
        date=datetime.date(2026, 5, 12),
        digest="sha256:4f9c0a7d",
        sections=(
            AnnotatedSection(
                "Works by blocking the NMDA receptor",
                "⊕⊕○○ Low certainty: may be so.",
                (
                    AnnotatedEntry("cohen2018", SUPPORTS, ("Alpha finding, n < 10 & P > .05.",)),
                    AnnotatedEntry(
                        "berg2020one",
                        DISPUTES,
                        ("Beta finding.", "Its second paragraph: * not a list, # not a heading."),
                        ("Retracted on 3 March 2024.",),
                    ),
                    AnnotatedEntry("berg2020two", Stance.QUALIFIES, ("Gamma finding.",)),
                ),
            ),
            AnnotatedSection(
                "Relief within hours",
                "",
                (
                    AnnotatedEntry("berg2020two", Stance.BACKGROUND, ("Delta finding.",)),
                    AnnotatedEntry("anis1983", None, ("Epsilon finding.",)),
                ),
            ),
        ),
        references=REFERENCES,
        retracted=frozenset({"berg2020one"}),
    )


@pytest.fixture(scope="session", autouse=True)
def style_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The index of styles goes into a folder of the tests."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before
