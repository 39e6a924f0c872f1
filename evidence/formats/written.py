"""Parts of CSL items as other formats write them: names, dates, pages, keywords."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from evidence.formats.loose import CslName, read_name
from evidence.formats.records import CslItem

# Everything that some program takes for the end of a line (what `str.splitlines` splits at).
_LINE_ENDS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_TWO_PAGES = re.compile(r"([\w.]+)\s*-\s*([\w.]+)")


def written_on_one_line(value: Any) -> str:
    """A value as text that cannot begin a line of its own."""
    return _LINE_ENDS.sub(" ", str(value)).strip()


def inverted_name(name: Mapping[str, str]) -> str:
    """`van der Berg, Anna, Jr.`; a group with a comma after it, so that it stays one."""
    if not name.get("family"):
        literal = written_on_one_line(name.get("literal") or name.get("given") or "")
        return f"{literal}," if literal and not _is_group(literal) else literal
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"))
    family = " ".join(part for part in (*particles, name["family"]) if part)
    given, suffix = name.get("given", ""), name.get("suffix", "")
    parts = [family, given, suffix] if suffix else [family, given]
    # `Plato,` would come back as a group: a family alone has no comma … and is one word.
    return written_on_one_line(", ".join(parts) if given or suffix else f"{family},")


def _is_group(literal: str) -> bool:
    """Whether the name comes back whole without a comma after it."""
    return "," not in literal and read_name(literal) == {"literal": literal}


def read_written_names(values: Iterable[str], *, inverted: bool = False) -> list[CslName]:
    """Names of which each stands in a value, line or part between semicolons of its own."""
    names = []
    for value in values:
        for part in re.split(r"\n|;", value):
            name = read_name(part, inverted=inverted)
            if name:
                names.append(name)
    return names


def date_parts(csl: CslItem, variable: str = "issued") -> list[int]:
    """Year, month and day of a date as far as they are known; the first of a range."""
    date = csl.get(variable)
    parts = date.get("date-parts") if isinstance(date, Mapping) else None
    if not parts or not parts[0]:
        return []
    return [int(part) for part in parts[0][:3] if re.fullmatch(r"-?\d{1,5}", str(part))]


def first_and_last_page(pages: str) -> tuple[str, str]:
    """First and last page of a plain range, else all of it and nothing."""
    found = _TWO_PAGES.fullmatch(pages.strip())
    return (found[1], found[2]) if found else (pages.strip(), "")


def keywords_of(csl: CslItem) -> list[str]:
    return [word for part in str(csl.get("keyword") or "").split(",") if (word := part.strip())]
