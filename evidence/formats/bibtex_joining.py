"""What several BibTeX fields say together: titles with their subtitles, eprints with their kind.

The functions take fields that begin with `_` out of the CSL item and put in what they mean; what
has no meaning together goes to `loose` under its own name.
"""

import re

from evidence.formats import bibtex_tables as tables
from evidence.formats.records import CslItem
from evidence.text import normal_arxiv, normal_pmcid, normal_pmid

_PUBMED = ("pubmed", "pmid", "medline")
_PMC = ("pmc", "pmcid", "pubmedcentral")
_ENDS_TITLE = (":", "?", "!", ".", "…")


def titles(csl: CslItem, loose: dict[str, str], entry_type: str) -> None:
    """Join subtitles; below a main title, the own title is that of the volume."""
    main = _joined(csl.pop("_maintitle", ""), csl.pop("_mainsubtitle", ""))
    title = _joined(csl.get("title", ""), csl.pop("_subtitle", ""))
    if title:
        csl["title"] = title
    subtitle = csl.pop("_journalsubtitle", "") if entry_type in tables.ARTICLES else ""
    other = csl.pop("_booksubtitle", "")
    container = _joined(csl.get("container-title", ""), subtitle or other)
    if container:
        csl["container-title"] = container
    if "_journalsubtitle" in csl:
        loose["journalsubtitle"] = csl.pop("_journalsubtitle")
    if not main:
        return
    inner = "title" if entry_type in tables.BOOKS else "container-title"
    if csl.get(inner):
        csl["volume-title"] = csl[inner]
    csl[inner] = main


def eprint(csl: CslItem, loose: dict[str, str]) -> None:
    """An eprint's number and kind: PubMed, PubMed Central, arXiv or another archive."""
    number, kind = csl.pop("_eprint", ""), csl.pop("_eprinttype", "")
    flat = kind.lower().replace(" ", "").replace("-", "")
    if flat in _PUBMED and normal_pmid(number):
        csl.setdefault("PMID", normal_pmid(number))
    elif flat in _PMC and normal_pmcid(number):
        csl.setdefault("PMCID", normal_pmcid(number))
    elif number and "archive" in csl and (kind or normal_arxiv(number)):
        loose["eprint"] = number
        if kind:
            loose["eprinttype"] = kind
    elif number and (flat == "arxiv" or (not kind and normal_arxiv(number))):
        csl["archive"] = "arXiv"
        csl["archive_location"] = re.sub(r"^arxiv:\s*", "", number, flags=re.IGNORECASE)
    elif number and kind:
        csl["archive"], csl["archive_location"] = kind, number
    elif number:
        loose["eprint"] = number
    elif kind:
        loose["eprinttype"] = kind


def _joined(title: str, subtitle: str) -> str:
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title.endswith(_ENDS_TITLE) else f"{title}: {subtitle}"
