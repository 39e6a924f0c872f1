"""Rules about one reference: what is missing, malformed or looks like a slip.

One short function a rule, one row a rule in `CHECKS`. A rule yields the field and a sentence; it
changes nothing and knows neither the library nor the day's date.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.errors import Level, Message
from evidence.text import (
    checksum_is_wrong_isbn,
    checksum_is_wrong_issn,
    name_text,
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_pmcid,
    normal_pmid,
    plain,
    safe_url,
    strip_controls,
    visible,
    year_of,
)

Csl = Mapping[str, Any]
Findings = Iterator[tuple[str, str]]

# What a style needs to print a reference of each type: the mandatory fields of biblatex 3.20
# (manual, section 2.1.1) and the minimum of the ICMJE's recommendations for medical journals. Of
# fields joined by `|` one is enough.
_FOUND_BY = "page|number|DOI|PMID|URL"  # without any of them nobody finds an article
REQUIRED: dict[str, tuple[str, ...]] = {
    "article-journal": ("author", "title", "container-title", "issued", _FOUND_BY),
    "article-magazine": ("title", "container-title", "issued"),
    "article-newspaper": ("title", "container-title", "issued"),
    "article": ("author", "title", "issued"),
    "book": ("author|editor", "title", "publisher", "issued"),
    "chapter": ("author", "title", "container-title", "publisher", "issued"),
    "paper-conference": ("author", "title", "container-title|event-title", "issued"),
    "thesis": ("author", "title", "publisher", "issued"),
    "report": ("title", "author|publisher", "issued"),
    "patent": ("author", "title", "number", "issued"),
    "entry-encyclopedia": ("title", "container-title", "issued"),
    "entry-dictionary": ("title", "container-title", "issued"),
    "manuscript": ("author", "title", "issued"),
    "periodical": ("title", "issued"),
    "dataset": ("title", "author|editor|publisher", "issued"),
    "software": ("title", "author|editor|publisher"),
    "webpage": ("title", "URL|DOI"),
    "post": ("title", "URL|DOI"),
    "post-weblog": ("title", "URL|DOI"),
    "standard": ("title", "number"),
}
_ALWAYS_REQUIRED = ("title",)
_FIELD_WORDS = {
    "container-title": "journal or book title",
    "issued": "date",
    "URL": "address",
    "event-title": "event",
}
_NAME_FIELDS = ("author", "editor", "translator", "collection-editor", "container-author")
_TEXT_FIELDS = ("title", "container-title", "publisher", "abstract", "note")

LEAST_SURNAME = 3  # shorter ones may be initials: `Anand, KJ` taken apart the wrong way round
LONGEST_ABBREVIATION = 6
FIRST_YEAR = 1450  # movable type; earlier sources are manuscripts and rarely cited in medicine
LAST_YEAR = 2100  # a pure rule has no clock: `year_now` is given where it is known
# `12-1–12-15` are pages of a chapter, not a range; `1,234` is a thousand and more.
_PAGE_RANGE = re.compile(
    r"(?<![A-Za-z\d,‐-―−-])([A-Za-z]{0,3})(\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9})\s*[-‐-―−]+"
    r"\s*([A-Za-z]{0,3})(\d{1,3}(?:,\d{3})+|\d{1,9})(?!\d|\s*[‐-―−-]+\s*[A-Za-z]{0,3}\d)"
)
_SHORT_DOI = re.compile(r"(?:https?://)?(?:(?:dx\.)?doi\.org/)?10/[a-z0-9]+", re.I)
_SERIAL_LABEL = re.compile(r"^\s*[ep]?-?is[bs]n(?:-l)?(?:[\s-]*1[03](?=[\s:]))?\s*:?", re.I)
_SERIAL_REMARK = re.compile(r"\s+\(?[^\W\d_]{2}[^\W\d_.\s-]*[^\d,;/]*$")
# What UTF-8 looks like when it was read as Windows-1252: `MÃ¼ller`, `â€“`.
_MOJIBAKE = re.compile(r"Ã[\u0080-¿ƒ-™]|â€[\u0080-¿™œž“”]|Â[\u00a0-¿]|\ufffd")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TEX = re.compile(r"\\[a-zA-Z]{2,}|\{\\|\$[^$ ][^$]{0,80}[\\^_][^$]{0,80}\$")
_ET_AL = re.compile(r"\bet\s+al\b|\band others\b", re.I)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: its code, how grave a finding is, and the function that finds."""

    code: str
    level: Level
    function: Callable[[Csl], Findings]
    hint: str | None = None


def _missing_fields(csl: Csl) -> Findings:
    for wanted in REQUIRED.get(str(csl.get("type")), _ALWAYS_REQUIRED):
        names = wanted.split("|")
        if not any(csl.get(name) for name in names):
            *more, last = (_FIELD_WORDS.get(name, name) for name in names)
            words = f"{', '.join(more)} or {last}" if more else last
            yield names[0], f"The {words} is missing."


def _identifiers(values: Mapping[str, Any]) -> Findings:
    for field, normal in (("DOI", normal_doi), ("PMID", normal_pmid), ("PMCID", normal_pmcid)):
        value = str(values.get(field) or "")
        if value and normal(value) is None:
            short = field == "DOI" and _SHORT_DOI.fullmatch(value.strip())
            what = "a shortened DOI, not a whole one" if short else f"not a {field}"
            yield field, f"“{_short(value)}” is {what}."


def _malformed_identifiers(csl: Csl) -> Findings:
    yield from _identifiers(csl)


def _identifiers_put_aside(csl: Csl) -> Findings:
    """An import keeps what is no identifier among the fields that CSL has no place for."""
    custom = csl.get("custom")
    kept = custom.get("fields") if isinstance(custom, Mapping) else None
    if isinstance(kept, Mapping):
        aside = {str(name).upper(): value for name, value in kept.items()}
        yield from _identifiers({name: aside.get(name) for name in aside if not csl.get(name)})


def _serial_numbers(csl: Csl, field: str) -> list[str]:
    """The numbers of a field, with or without a label, divided by commas or white space."""
    found: list[str] = []
    for part in re.split(r"[,;/]+", str(csl.get(field) or "")):
        bare = _SERIAL_REMARK.sub("", _SERIAL_LABEL.sub("", part))
        found += re.split(r"\s+(?=[\dX\-‐-―−]{8})", bare)
    return [one.strip() for one in found if one.strip()]


def _is_filler(value: str) -> bool:
    """`0000-0000` has a right checksum and is the number of nothing."""
    return len(set(re.sub(r"\W", "", value))) == 1


def _malformed_serial_numbers(csl: Csl) -> Findings:
    for field, normal, wrong in (
        ("ISBN", normal_isbn, checksum_is_wrong_isbn),
        ("ISSN", normal_issn, checksum_is_wrong_issn),
    ):
        for value in _serial_numbers(csl, field):
            if (normal(value) is None and not wrong(value)) or _is_filler(value):
                yield field, f"“{_short(value)}” is not an {field}."


def _wrong_checksums(csl: Csl) -> Findings:
    for field, wrong in (("ISBN", checksum_is_wrong_isbn), ("ISSN", checksum_is_wrong_issn)):
        for value in _serial_numbers(csl, field):
            if wrong(value) and not _is_filler(value):
                yield field, f"The checksum of {field} {_short(value)} is wrong."


def _pages_backwards(csl: Csl) -> Findings:
    for found in _PAGE_RANGE.finditer(str(csl.get("page") or "")):
        before, first, other, last = (group.replace(",", "") for group in found.groups())
        # `1023-5` is MEDLINE's short form of 1023-1025.
        full = first[: len(first) - len(last)] + last if len(last) < len(first) else last
        if other in ("", before) and int(full) < int(first):
            yield "page", f"The pages run backwards: {found[0]}."


def _year_out_of_range(csl: Csl) -> Findings:
    year = year_of(csl)
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        yield "issued", f"The year {year} is not between {FIRST_YEAR} and {LAST_YEAR}."


def _is_in_capitals(text: str, least: int) -> bool:
    letters = [char for char in text if char.isalpha() and char.upper() != char.lower()]
    return len(letters) >= least and all(char.isupper() for char in letters)


def _is_shouted(family: str, *, given: bool) -> bool:
    """Whether a surname is in capitals, particles aside: `van der BERG`.

    A short word without a given name is an organisation's abbreviation: `IASP`, `ANZCA`.
    """
    words = family.split()
    while words and words[0].islower():
        words.pop(0)
    if given or len(words) > 1:
        return _is_in_capitals(" ".join(words), LEAST_SURNAME)
    return _is_in_capitals(family, LONGEST_ABBREVIATION + 1)


def _names_in_capitals(csl: Csl) -> Findings:
    for field in _NAME_FIELDS:
        for name in csl.get(field) or ():
            if _is_shouted(str(name.get("family") or ""), given=bool(name.get("given"))):
                yield field, f"The name {name_text(name)} is in capitals."
                break


def _et_al_as_name(csl: Csl) -> Findings:
    for field in _NAME_FIELDS:
        for name in csl.get(field) or ():
            if _ET_AL.search(name_text(name)):
                yield field, f"“{_short(name_text(name))}” is not a name."


def _title_in_capitals(csl: Csl) -> Findings:
    if _is_in_capitals(plain(str(csl.get("title") or "")), 12):
        yield "title", "The title is in capitals."


def _unsafe_url(csl: Csl) -> Findings:
    url = csl.get("URL")
    if url and safe_url(str(url)) is None:
        yield "URL", f"“{visible(_short(url))}” cannot be a link; it is shown as text."


def _hidden_characters(csl: Csl) -> Findings:
    for field, text in _texts(csl):
        if strip_controls(text)[1]:
            yield field, f"There are characters that cannot be seen in “{visible(_short(text))}”."


def _mojibake(csl: Csl) -> Findings:
    for field, text in _texts(csl):
        found = _MOJIBAKE.search(text)
        if found:
            around = text[max(0, found.start() - 15) : found.end() + 15]
            yield field, f"“{around}” looks as if it was read in the wrong encoding."


def _markup_left(csl: Csl) -> Findings:
    for field in ("title", "container-title"):
        found = _ENTITY.search(text := str(csl.get(field) or "")) or _TEX.search(text)
        if found:
            yield field, f"“{_short(found[0])}” looks like markup that was not read."


def _texts(csl: Csl) -> Iterator[tuple[str, str]]:
    for field in _TEXT_FIELDS:
        yield field, str(csl.get(field) or "")
    for field in _NAME_FIELDS:
        for name in csl.get(field) or ():
            yield field, name_text(name)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 80 else f"{text[:79]}…"


CHECKS: tuple[Check, ...] = (
    Check("missing-field", Level.WARNING, _missing_fields),
    Check(
        "malformed-identifier",
        Level.ERROR,
        _malformed_identifiers,
        "Look the reference up and copy the identifier.",
    ),
    Check(
        "identifier-put-aside",
        Level.WARNING,
        _identifiers_put_aside,
        "Look the reference up and copy the identifier.",
    ),
    Check("malformed-serial-number", Level.WARNING, _malformed_serial_numbers),
    Check("checksum", Level.WARNING, _wrong_checksums, "Compare it with the source."),
    Check("pages-backwards", Level.WARNING, _pages_backwards, "Compare them with the source."),
    Check("year-out-of-range", Level.WARNING, _year_out_of_range, "Compare it with the source."),
    Check("names-in-capitals", Level.INFO, _names_in_capitals, "Styles print names as they are."),
    Check("et-al-as-name", Level.WARNING, _et_al_as_name, "Styles shorten lists themselves."),
    Check("title-in-capitals", Level.INFO, _title_in_capitals, "Write it as a sentence."),
    Check("unsafe-url", Level.WARNING, _unsafe_url),
    Check("hidden-characters", Level.WARNING, _hidden_characters),
    Check("mojibake", Level.WARNING, _mojibake, "Import the file again in its own encoding."),
    Check("markup-left", Level.INFO, _markup_left),
)


def check_reference(csl: Csl, *, year_now: int | None = None) -> tuple[Message, ...]:
    """What the rules find in a CSL item, in the order of the table.

    `year_now`: the current year where the caller knows it; later years but the next are told.
    """
    key = str(csl.get("id") or "") or None
    messages = [
        Message(
            level=check.level, code=check.code, text=text, key=key, field=field, hint=check.hint
        )
        for check in CHECKS
        for field, text in check.function(csl)
    ]
    year = year_of(csl)
    if year_now is not None and year is not None and year_now + 1 < year <= LAST_YEAR:
        messages.append(
            Message(
                level=Level.WARNING,
                code="year-out-of-range",
                text=f"The year {year} is still to come.",
                key=key,
                field="issued",
            )
        )
    return tuple(messages)
