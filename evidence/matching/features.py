"""What matching needs of a reference: its fields in one form each. Cheap to recompute."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evidence.matching.kinds import PREPRINT_DOI, PREPRINT_PLACE
from evidence.matching.people import People, read_people
from evidence.matching.places import Pages, journal_key, number_key, read_pages
from evidence.matching.titles import Title, read_title
from evidence.text import (
    isbn13,
    normal_arxiv,
    normal_doi,
    normal_pmcid,
    normal_pmid,
    year_of,
)

CslItem = dict[str, Any]

_FORM_OF_TYPE = {
    "thesis": "thesis",
    "book": "book",
    "report": "book",
    "chapter": "part",
    "entry": "part",
    "entry-encyclopedia": "part",
    "entry-dictionary": "part",
    "paper-conference": "conference",
}
_MAY_HOLD_ARXIV = frozenset({"number", "archive_location", "URL", "note"})
_SAID_CHARS = 500
_CONFERENCE = re.compile(
    r"\b(?:conference|congress|symposium|workshop|(?:annual|scientific) meeting"
    r"|proceedings of the \d|abstracts? of)\b"
)
_COCHRANE = re.compile(r"cd\d{6}")
_COCHRANE_VERSION = re.compile(r"cd\d{6}(?:\.pub(\d+))?")


@dataclass(frozen=True, slots=True)
class Features:
    """A reference as it is compared. Empty fields are unknown and count neither way.

    `form` is how it came out: `preprint`, `conference`, `book`, `part` (of a book), `thesis` or ""
    (an article, or nobody said). `review` is a Cochrane review's number, `version` its version.
    """

    title: Title
    people: People
    year: int | None
    journal: str
    volume: str
    issue: str
    pages: Pages
    doi: str
    pmid: str
    pmcid: str
    arxiv: str
    isbn: str
    form: str
    review: str
    version: str


def features(csl: CslItem) -> Features:
    """The features of a CSL item. Anything unreadable in it is taken as unknown."""
    container = _text(csl, "container-title") or _text(csl, "container-title-short")
    doi = _text(csl, "DOI")
    doi = (normal_doi(doi) or "") if doi else ""
    arxiv = _arxiv(csl, doi)
    names = csl.get("author") or csl.get("editor") or ()
    journal = journal_key(container)
    review, version = _cochrane(journal, doi, _text(csl, "page"))
    pmid, pmcid, isbn = _text(csl, "PMID"), _text(csl, "PMCID"), _text(csl, "ISBN")
    return Features(
        title=read_title(_text(csl, "title"), journal=journal),
        people=read_people([name for name in names if isinstance(name, dict)]),
        year=year_of(csl),
        journal=journal,
        volume=number_key(_text(csl, "volume")),
        issue=number_key(_text(csl, "issue")),
        pages=read_pages(_text(csl, "page")),
        doi=doi,
        pmid=(normal_pmid(pmid) or "") if pmid else "",
        pmcid=(normal_pmcid(pmcid) or "") if pmcid else "",
        arxiv=arxiv,
        isbn=(isbn13(isbn) or "") if isbn else "",
        form=_form(csl, container, doi, arxiv),
        review=review,
        version=version,
    )


def _text(csl: CslItem, name: str) -> str:
    value = csl.get(name)
    return value if isinstance(value, str) else "" if value is None else str(value)


def _cochrane(journal: str, doi: str, pages: str) -> tuple[str, str]:
    """The number of a Cochrane review, `?` when it is not said, and its version."""
    if doi.startswith("10.1002/14651858"):
        found = _COCHRANE_VERSION.search(doi)
        if found:
            return found[0][:8], found[1] or "1"
    if not journal.startswith("cochrane database"):
        return "", ""
    written = _COCHRANE.search(pages.lower())
    return (written[0] if written else "?"), ""


def _arxiv(csl: CslItem, doi: str) -> str:
    if doi.startswith("10.48550/"):
        return normal_arxiv(doi) or ""
    for name in sorted(_MAY_HOLD_ARXIV & csl.keys()):
        value = _text(csl, name)
        if "arxiv" in value.lower() and (found := normal_arxiv(value)):
            return found
    return ""


def _form(csl: CslItem, container: str, doi: str, arxiv: str) -> str:
    said = _form_said(f"{_text(csl, 'genre')} {container} {_text(csl, 'publisher')}"[:_SAID_CHARS])
    if said == "preprint" or (doi and PREPRINT_DOI.match(doi)):
        return "preprint"
    if arxiv and not container and not _text(csl, "volume"):
        return "preprint"
    kind = str(csl.get("type") or "")
    return _FORM_OF_TYPE.get(kind) or said


@lru_cache(maxsize=20_000)
def _form_said(text: str) -> str:
    """What genre, container and publisher say: `preprint`, `conference` or nothing."""
    text = text.lower()
    if PREPRINT_PLACE.search(text):
        return "preprint"
    return "conference" if _CONFERENCE.search(text) else ""


def is_abstract(reference: Features) -> bool:
    """Whether it looks like a meeting's abstract: by its kind, its meeting, or a supplement's page.

    A supplement alone is no sign (whole articles stand in some), nor is a letter before a page
    (`e505`); a page like `S45` or `A134` is.
    """
    if reference.title.kind == "abstract" or reference.form == "conference":
        return True
    first = reference.pages.firsts[0] if reference.pages else ""
    return len(first) > 1 and first[0] in "sap" and first[1:].isdigit() and not reference.review
