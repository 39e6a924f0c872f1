"""DOI, PMID, PMCID, ISBN, ISSN as a BibTeX file has them: a normal form, or what is wrong."""

import re
from collections.abc import Callable
from typing import NamedTuple

from evidence.text import (
    checksum_is_wrong_isbn,
    checksum_is_wrong_issn,
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_pmcid,
    normal_pmid,
)


class Found(NamedTuple):
    """The identifier (empty if there is none), and what is wrong with it."""

    value: str
    problem: str = ""


_NORMAL: dict[str, Callable[[str], str | None]] = {
    "doi": normal_doi,
    "pmid": normal_pmid,
    "pmcid": normal_pmcid,
    "pmc": normal_pmcid,
    "isbn": normal_isbn,
    "issn": normal_issn,
}
# Has it the right form, but the wrong check digit?
_SLIPPED = {"isbn": checksum_is_wrong_isbn, "issn": checksum_is_wrong_issn}
_BETWEEN = re.compile(r"\s*[,;/]\s*|\s+(?=[\dX-]{8,})")


def read(name: str, text: str) -> Found:
    """One identifier; `name` is that of the field."""
    value = _NORMAL[name](text)
    return Found(value) if value else Found("", _malformed(name, text))


def read_several(name: str, text: str) -> Found:
    """One ISBN or ISSN, or several; a wrong check digit is a slip: kept, and told."""
    normal, slipped = _NORMAL[name], _SLIPPED[name]
    one = normal(text)
    if one is not None:
        return Found(one)
    values: list[str] = []
    problem = ""
    for part in filter(None, _BETWEEN.split(text)):
        value = normal(part)
        if value is None and not slipped(part):
            return Found("", _malformed(name, text))
        if value is None:
            problem = f"The check digit of {name.upper()} {part} is wrong."
        values.append(value or part)
    return Found(", ".join(values), problem)


def _malformed(name: str, text: str) -> str:
    return f"“{text[:80]}” is not a {name.upper()}; it is kept as text." if text else ""
