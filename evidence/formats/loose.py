"""Names and dates as bibliographic databases write them, as CSL names and dates.

BibTeX has a grammar of its own (`names.py`, `dates.py`); the tagged formats have habits: `Family,
Given, Suffix`, MEDLINE's `Long V`, `2018 Mar-Apr`, `2005/07/15`.
"""

import re
from typing import Any

CslName = dict[str, str]
CslDate = dict[str, Any]

_SUFFIX = re.compile(r"(?:jr|sr)\.?|2nd|3rd|[4-9]th|I{2,3}|I?V|VI{1,3}", re.I)
_INITIALS = re.compile(r"(?:[A-ZÀ-ÞŁŠŽ](?:\.-?|-)?){1,4}")
_RUN_OF_INITIALS = re.compile(r"[A-ZÀ-ÖØ-ÞŁŠŽ]{1,4}")
_PARTICLES = frozenset(
    {"van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ten"}
    | {"ter", "zu", "zur", "af", "al", "el", "bin", "ben", "ibn", "'t"}
)
# Words that no person is called: a name without a comma that holds one is a group.
_GROUP = re.compile(
    r"\b(?:organi[sz]ation|group|society|ministry|universit\w*|institut\w*|team|committee|network|"
    r"collaborat\w*|association|department|foundation|agency|council|consortium|investigators?|"
    r"stud(?:y|ies)|trial\w*|college|federation|cent(?:er|re)s?|academy|board|bureau|office|"
    r"service|commission|alliance|company|corporation|inc|ltd|llc|gmbh|press|hospital|union|"
    r"register|registry|programme?|project|force|administration|initiative|panel|section|for|"
    r"of|the|and|on|in)\b|[&/()\d]",
    re.I,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january", "januar", "janvier"),
            ("feb", "february", "februar", "février"),
            ("mar", "march", "märz", "mars"),
            ("apr", "april", "avril"),
            ("may", "mai"),
            ("jun", "june", "juni", "juin"),
            ("jul", "july", "juli", "juillet"),
            ("aug", "august", "août"),
            ("sep", "sept", "september", "septembre"),
            ("oct", "october", "oktober", "octobre", "okt"),
            ("nov", "november", "novembre"),
            ("dec", "december", "dezember", "décembre", "dez"),
        ),
        start=1,
    )
    for name in names
}
# CSL 1.0.2: seasons are numbered from spring.
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_NUMERIC = re.compile(r"(\d{4})\s*[/.-]\s*(\d{0,2})\s*(?:[/.-]\s*(\d{0,2}))?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20|21)\d{2}(?!\d)", re.ASCII)


def read_name(text: str, *, inverted: bool = False) -> CslName | None:
    """One name. `inverted`: without a comma the family comes first (MEDLINE's `Long V`).

    `Family, Given, Suffix`; `World Health Organization,` with nothing after the comma (EndNote) and
    whatever holds a word no person is called is a group, kept whole.
    """
    text = " ".join(text.split()).strip(" ;")
    if not text or text in {",", "."}:
        return None
    family, comma, rest = text.partition(",")
    if comma:
        family, rest = family.strip(), rest.strip()
        if not rest:
            return {"literal": family} if family else None
        given, _, suffix = rest.partition(",")
        given, suffix = given.strip(), suffix.strip()
        if suffix and _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
            given, suffix = suffix, given
        elif not suffix and " " in given:
            head, _, tail = given.rpartition(" ")
            if len(tail) > 1 and _SUFFIX.fullmatch(tail) and not _INITIALS.fullmatch(tail):
                given, suffix = head, tail
        return _name(family, given, suffix)
    return _without_comma(text.split(), inverted=inverted)


def _without_comma(words: list[str], *, inverted: bool) -> CslName:
    text = " ".join(words)
    if len(words) == 1 or len(words) > 5 or _GROUP.search(text):
        return {"literal": text}
    suffix = ""
    if inverted and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    if _INITIALS.fullmatch(words[-1]):
        return _name(" ".join(words[:-1]), words[-1], suffix)
    if inverted:
        return {"literal": text}
    if _SUFFIX.fullmatch(words[-1]) and len(words) > 2:
        suffix = words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return _name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _name(family: str, given: str, suffix: str) -> CslName:
    """A CSL name: particles apart (`van der` of `van der Berg`), initials apart (`JM` → `J. M.`).

    CSL processors take `JM` for one name and would drop the second initial.
    """
    words = family.split()
    start = 0
    while start < len(words) - 1 and words[start] in _PARTICLES:
        start += 1
    if _RUN_OF_INITIALS.fullmatch(given):
        given = " ".join(f"{initial}." for initial in given)
    name = {
        "family": " ".join(words[start:]),
        "given": given,
        "non-dropping-particle": " ".join(words[:start]),
        "suffix": suffix,
    }
    return {part: value for part, value in name.items() if value}


def read_date(text: str) -> CslDate | None:
    """A date or a range of months; `{"literal": …}` when no year is found; None when empty."""
    text = " ".join(text.split()).strip(" /")
    if not text:
        return None
    if found := _COMPACT.fullmatch(text):
        return _dated([int(part) for part in found.groups()])
    if found := _NUMERIC.match(text):
        parts = [int(part) for part in found.groups() if part]
        rest = text[found.end() :].strip(" /")
        if not re.match(r"[-–]\s*\d{4}", rest):
            return _with_season(_dated(parts), rest)
    year = _YEAR.search(text)
    if year is None:
        return {"literal": text[:200]}
    return _worded(text, year)


def _worded(text: str, year: re.Match[str]) -> CslDate:
    """`2018 Mar-Apr`, `1998 Dec-1999 Jan`, `3 March 2015`, `04 2006`, `1999 Spring`."""
    dates: list[list[int]] = []
    current = int(year[0])
    season = day = 0
    for token in _TOKEN.findall(text):
        word = token.lower()
        if _YEAR.fullmatch(token):
            if dates and int(token) != current:
                current = int(token)
                dates.append([current])
            elif not dates:
                dates.append([int(token)])
        elif word in _MONTHS:
            month = _MONTHS[word]
            if dates and len(dates[-1]) == 1:
                dates[-1].append(month)
            else:
                dates.append([current, month])
        elif word in _SEASONS:
            season = season or _SEASONS[word]
        elif token.isascii() and token.isdigit() and len(token) <= 2:
            if dates and len(dates[-1]) == 2:
                dates[-1].append(int(token))
            else:
                day = int(token)
    if dates and day:
        dates[0] = _completed(dates[0], day)
    # A month before its year (`Mar 2015`) opened a date of that year; the year adds none.
    dates = [_sound(date) for date in dates][:2] or [[current]]
    result: CslDate = {"date-parts": dates}
    if season and len(dates[0]) == 1:
        result["season"] = season
    return result


def _completed(date: list[int], number: int) -> list[int]:
    """A number that stood before its month (`3 March`) or alone beside the year (`04 2006`)."""
    return [*date, number] if len(date) in (1, 2) else date


def _sound(parts: list[int]) -> list[int]:
    """Year, month and day as far as they can be: a 13th month ends the date before it."""
    year, *rest = parts
    if not rest or not 1 <= rest[0] <= 12:
        return [year]
    if len(rest) == 1 or not 1 <= rest[1] <= 31:
        return [year, rest[0]]
    return [year, rest[0], rest[1]]


def _dated(parts: list[int]) -> CslDate:
    return {"date-parts": [_sound(parts)]}


def _with_season(date: CslDate, rest: str) -> CslDate:
    word = rest.lower()
    if word in _SEASONS and len(date["date-parts"][0]) == 1:
        date["season"] = _SEASONS[word]
    return date
