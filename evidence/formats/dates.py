"""EDTF, `year` + `month` + `day`, and words → CSL dates; and back.

EDTF as BibLaTeX takes it (ISO 8601-2:2019 level 1, BibLaTeX manual 3.15, 2.3.8): `2021`,
`2021-03-12`, `2021-03/2021-05`, `2021~`, `2021?`, `2021%`, `2021-21` (spring … winter), `199X`,
`-0044`, `2004/..`. A CSL date is `{"date-parts": [[y, m, d], …]}` with `circa` and `season` where
they apply, or `{"literal": …}` when it cannot be read.
"""

import re
from typing import Any

CslDate = dict[str, Any]
Parts = list[int]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = str.split(
    "January February March April May June July August September October November December"
)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_SEASON_NAMES = ("", "Spring", "Summer", "Autumn", "Winter")
# Months as other languages write them, where the first letters differ from the English.
_OTHER_MONTHS = {
    "januar": 1, "janvier": 1, "enero": 1, "ene": 1, "gennaio": 1, "janeiro": 1,
    "februar": 2, "février": 2, "fevrier": 2, "fév": 2, "fev": 2, "febrero": 2, "febbraio": 2,
    "fevereiro": 2, "märz": 3, "mär": 3, "maerz": 3, "mars": 3, "marzo": 3, "março": 3,
    "avril": 4, "avr": 4, "abril": 4, "abr": 4, "aprile": 4,
    "mai": 5, "mayo": 5, "maggio": 5, "maio": 5, "juni": 6, "juin": 6, "junio": 6, "giugno": 6,
    "junho": 6, "juli": 7, "juillet": 7, "juil": 7, "julio": 7, "luglio": 7, "julho": 7,
    "août": 8, "aout": 8, "agosto": 8, "ago": 8, "settembre": 9, "set": 9, "setembro": 9,
    "septembre": 9, "septiembre": 9, "okt": 10, "oktober": 10, "octobre": 10, "octubre": 10,
    "ottobre": 10, "out": 10, "outubro": 10, "novembre": 11, "noviembre": 11, "dez": 12,
    "dezember": 12, "décembre": 12, "déc": 12, "decembre": 12, "dic": 12, "dicembre": 12,
    "diciembre": 12, "dezembro": 12,
}  # fmt: skip
_STATUS_WORDS = re.compile(
    r"in\s*press|forthcoming|to appear|submitted|accepted|in preparation|in review|under review|"
    r"ahead of print|epub ahead of print|prepublished|inpress|inpreparation|unpublished",
    re.IGNORECASE,
)
_SPACED_STATUS = {"inpress": "in press", "inpreparation": "in preparation"}

_ONE = re.compile(
    r"(-?\d{4}|-?\d{1,3}(?=[X*u])[X*u]+|Y-?\d{5,})"
    r"(?:-(\d{1,2}|XX|uu)(?:-(\d{1,2}|XX|uu))?)?"
    r"(?:T[\d:.Z+-]*)?([?~%]*)"
)
_OPEN_OR_SEASONS = re.compile(
    r"(?:/|/\.\.|/open|/unknown)\s*$|^-?\d{4}-2[1-4][?~%]*/|/-?\d{4}-2[1-4][?~%]*$"
)
_YEAR = re.compile(r"\d{4}")
_MONTH_WORD = re.compile(r"[^\W\d_]+\.?")


def is_status(text: str) -> str | None:
    """`in press` and its like, as CSL's `status`; None for anything else."""
    if _STATUS_WORDS.fullmatch(text.strip()) is None:
        return None
    return _SPACED_STATUS.get(text.strip().lower(), text.strip().lower())


def read_edtf(text: str) -> CslDate | None:
    """One EDTF date or range; None if it is not one."""
    text = text.strip().replace("--", "/").replace("–", "/")
    start, slash, end = text.partition("/")
    begin = _one(start.strip())
    if begin is None:
        return None
    if not slash:
        return _date([begin[0]] if begin[3] is None else [begin[0], begin[3]], begin[1], begin[2])
    if end.strip() in ("", "..", "open", "unknown"):
        return _date([begin[0]], begin[1], begin[2])
    finish = _one(end.strip())
    if finish is None:
        return None
    parts, last = begin[0], finish[3] or finish[0]
    return _date([parts] if parts == last else [parts, last], begin[1] or finish[1], 0)


def says_more(text: str) -> bool:
    """Whether an EDTF text holds what its CSL date cannot: an open end, seasons in a range."""
    return _OPEN_OR_SEASONS.search(text) is not None


def _date(parts: list[Parts], circa: bool, season: int) -> CslDate:
    date: CslDate = {"date-parts": parts}
    if season:
        date["season"] = season
    if circa:
        date["circa"] = True
    return date


def _one(text: str) -> tuple[Parts, bool, int, Parts | None] | None:
    """Parts, circa, season, and the end of a span such as `199X`."""
    match = _ONE.fullmatch(text)
    if match is None:
        return None
    year, month, day, doubt = match.groups()
    circa = bool(doubt)
    if year[-1] in "X*u":
        digits = year.rstrip("X*u")
        missing = len(year) - len(digits)
        if len(year.lstrip("-")) != 4 or month:
            return None
        return [int(digits + "0" * missing)], circa, 0, [int(digits + "9" * missing)]
    parts = [int(year.lstrip("Y"))]
    if month and month.isdigit():
        number = int(month)
        if 21 <= number <= 24 and not day:
            return parts, circa, number - 20, None
        if not 1 <= number <= 12:
            return None
        parts.append(number)
        if day and day.isdigit():
            if not 1 <= int(day) <= 31:
                return None
            parts.append(int(day))
    return parts, circa, 0, None


def read_month(text: str) -> tuple[list[Parts], int] | None:
    """`mar`, `3`, `March 12`, `jan/feb`, `1--2`, `Spring`: the parts after the year, the season."""
    text = text.replace("\u00a0", " ").strip().strip(".").replace("--", "-").replace("–", "-")
    if not text:
        return None
    season = _SEASONS.get(text.lower())
    if season:
        return [], season
    pieces = [piece.strip() for piece in re.split(r"[/-]|\band\b|\bund\b|&", text)]
    if not 1 <= len(pieces) <= 2:
        return None
    found = [_month_and_day(piece) for piece in pieces]
    if len(found) == 2:
        begin, end = found
        if begin and end is None and pieces[1].isdigit() and len(begin) == 2:
            end = [begin[0], int(pieces[1])]  # `March 3-5`
        elif begin is None and end and pieces[0].isdigit() and len(end) == 2:
            begin = [end[0], int(pieces[0])]  # `3-5 March`
        elif begin and end and len(begin) == 2 and len(end) == 1 and pieces[1].isdigit():
            end = [begin[0], end[0]]
        elif begin and end and len(end) == 2 and len(begin) == 1 and pieces[0].isdigit():
            begin = [end[0], begin[0]]
        found = [begin, end]
    parts = [part for part in found if part is not None]
    if len(parts) != len(found):
        return None
    if any(len(part) == 2 and not 1 <= part[1] <= 31 for part in parts):
        return None
    return parts, 0


def _month_and_day(text: str) -> Parts | None:
    if text.isdecimal():
        return [int(text)] if 1 <= int(text) <= 12 else None
    words = re.findall(r"[^\W\d_]+|\d+", text)
    month = day = None
    for word in words:
        if word.isdecimal():
            if day is not None:
                return None
            day = int(word)
        elif word.lower() in ("st", "nd", "rd", "th", "de", "le"):
            continue
        elif month is not None:
            return None
        else:
            month = _month_number(word)
            if month is None:
                return None
    if month is None:
        return None
    return [month] if day is None else [month, day]


def _month_number(word: str) -> int | None:
    word = word.lower().rstrip(".")
    if word in _OTHER_MONTHS:
        return _OTHER_MONTHS[word]
    for number, name in enumerate(MONTH_NAMES, start=1):
        if name.lower() == word or (len(word) >= 3 and name.lower().startswith(word)):
            return number
    return 9 if word == "sept" else None


def read_year(text: str) -> CslDate | None:
    """A `year` field: `2021`, `2001/2002`, `2001--02`, `c1998`, `[1998]`, `ca. 1998`, `2001~`."""
    text = text.strip()
    if _YEAR.fullmatch(text):
        return {"date-parts": [[int(text)]]}
    date = read_edtf(text)
    if date is not None:
        return date
    short = re.fullmatch(r"(\d{2})(\d{2})\s*(?:/|--?|–)\s*(\d{2})", text)
    if short:
        return {"date-parts": [[int(short[1] + short[2])], [int(short[1] + short[3])]]}
    span = re.fullmatch(r"(\d{4})\s*(?:/|--?|–)\s*(\d{4})", text)
    if span:
        return {"date-parts": [[int(span[1])], [int(span[2])]]}
    about = re.fullmatch(
        r"\[?\(?(c|ca|circa|©)?\.?\s*(\d{4})\s*(\?)?\)?\]?\.?", text, re.IGNORECASE
    )
    if about:
        circa = bool(about[1] and about[1] != "©") or bool(about[3])
        return _date([[int(about[2])]], circa, 0)
    return _words_with_year(text)


def _words_with_year(text: str) -> CslDate | None:
    """`March 2021`, `12 March 2021`, `2021 Mar 12`, `March 12, 2021`, `12.03.2021`."""
    numbers = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)
    if numbers and 1 <= int(numbers[2]) <= 12 and 1 <= int(numbers[1]) <= 31:
        return {"date-parts": [[int(numbers[3]), int(numbers[2]), int(numbers[1])]]}
    years = _YEAR.findall(text)
    if len(years) != 1 or not _MONTH_WORD.search(text):
        return None
    rest = _YEAR.sub(" ", text).strip(" ,.")
    month = read_month(rest)
    return _joined(int(years[0]), month, False) if month else None


def with_month(date: CslDate, month: str, day: str) -> CslDate | None:
    """A date that has only its year, with `month` and `day`; None if they cannot be read."""
    if "date-parts" not in date or len(date["date-parts"]) != 1 or len(date["date-parts"][0]) != 1:
        return None
    found = read_month(month)
    if found is None:
        return None
    parts, season = found
    day = day.strip()
    if day:
        if not day.isdecimal() or len(parts) != 1 or len(parts[0]) != 1 or not 1 <= int(day) <= 31:
            return None
        parts = [[parts[0][0], int(day)]]
    return _joined(date["date-parts"][0][0], (parts, season), bool(date.get("circa")))


def _joined(year: int, month: tuple[list[Parts], int], circa: bool) -> CslDate | None:
    parts, season = month
    if len(parts) == 2 and parts[1] < parts[0]:
        return None  # `Dec/Jan`: which of the two years is meant is not said
    return _date([[year, *part] for part in parts] or [[year]], circa, season)


# --- back ---------------------------------------------------------------------------------------


def write_edtf(date: CslDate) -> str | None:
    """A CSL date as EDTF; None if it cannot be said so (a literal, a season in a range)."""
    dates = date.get("date-parts")
    if not dates or not all(_is_sound(parts) for parts in dates) or len(dates) > 2:
        return None
    season = date.get("season")
    doubt = "~" if date.get("circa") else ""
    if season:
        number = season if isinstance(season, int) else _SEASONS.get(str(season).lower(), 0)
        number = int(season) if str(season).isdecimal() else number
        if len(dates) != 1 or len(dates[0]) != 1 or not 1 <= number <= 4:
            return None
        return f"{_year(int(dates[0][0]))}-{20 + number}{doubt}"
    return "/".join(_written(parts) + doubt for parts in dates)


def _is_sound(parts: Any) -> bool:
    try:
        numbers = [int(part) for part in parts]
    except (TypeError, ValueError):
        return False
    return 1 <= len(numbers) <= 3 and all(
        1 <= number <= top for number, top in zip(numbers[1:], (12, 31), strict=False)
    )


def _written(parts: Parts) -> str:
    return "-".join([_year(int(parts[0])), *(f"{int(part):02d}" for part in parts[1:])])


def _year(year: int) -> str:
    if abs(year) > 9999:
        return f"Y{year}"
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def write_year_and_month(date: CslDate) -> dict[str, str] | None:
    """A CSL date as BibTeX's `year` and `month` (raw values); None if it needs more than these."""
    dates = date.get("date-parts")
    if not dates or len(dates) > 2 or not all(_is_sound(parts) for parts in dates):
        return None
    first = [int(part) for part in dates[0]]
    if not 0 <= first[0] <= 9999:
        return None
    doubt = "~" if date.get("circa") else ""
    if len(dates) == 2:
        last = [int(part) for part in dates[1]]
        if len(first) > 1 or len(last) > 1 or doubt or not 0 <= last[0] <= 9999:
            return None
        return {"year": f"{{{first[0]:04d}/{last[0]:04d}}}"}
    # `~` would be a space in a year: an uncertain date is left to EDTF.
    if doubt:
        return None
    fields = {"year": f"{{{first[0]:04d}}}"}
    season = date.get("season")
    if season:
        if len(first) > 1 or not isinstance(season, int) or not 1 <= season <= 4:
            return None
        fields["month"] = f"{{{_SEASON_NAMES[season]}}}"
    elif len(first) > 1:
        name = MONTHS[first[1] - 1]
        fields["month"] = name if len(first) == 2 else f'{name} # "~{first[2]}"'
    return fields
