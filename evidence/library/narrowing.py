"""A search's facets as words of its query: what is chosen, and the query with more or less chosen.

A chosen facet stands in the query itself (`design:randomised_trial ketamine`), so that an address,
a saved search and a command say the same. New ones go in front: the last word stays half typed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evidence import limits
from evidence.store.search.documents import clean, slug
from evidence.store.search.parse import FACETS, ITEM, OTHER_WORDS, parse, years_of

YEAR = "year"
PLAIN = re.compile(r'[^\s"]+')


@dataclass(frozen=True, slots=True)
class Chosen:
    """A facet in a query: its name, its value as typed, and the query without it.

    `without` is true for what is left out (`-tag:cancer`).
    """

    name: str
    value: str
    without: bool
    rest: str


def chosen(query: str) -> list[Chosen]:
    """The facets and years in a query, in the order typed."""
    return [
        Chosen(name, value, bool(item[1]), _joined(query[: item.start()], query[item.end() :]))
        for item, name, value in _facets(query)
    ]


def with_facet(query: str, name: str, value: str) -> str:
    """The query narrowed to a value of a facet, too; unless its value has no word."""
    value = clean(value).strip()
    if not slug(value):
        return query
    written = value if PLAIN.fullmatch(value) else f'"{value}"'
    if '"' in value:
        written = slug(value)
    return _joined(f"{name}:{written}", query)


def without_facet(query: str, name: str, value: str) -> str:
    """The query without this value of a facet, however it was typed."""
    wanted = _compared(value)
    return _without(query, lambda one, typed: one == name and _compared(typed) == wanted)


def is_chosen(query: str, name: str, value: str) -> bool:
    """Whether the query is narrowed to this very value."""
    wanted = _compared(value)
    return any(
        one == name and not item[1] and _compared(typed) == wanted
        for item, one, typed in _facets(query)
    )


def years(query: str) -> tuple[int | None, int | None]:
    """The years that a query is narrowed to, first and last; None is an open end."""
    low, high = parse(query).years or (0, 9999)
    return low or None, high if high < 9999 else None


def with_years(query: str, low: int | None, high: int | None) -> str:
    """The query narrowed to years from `low` to `high`; None is an open end, two None no limit."""
    rest = _without(query, lambda name, _: name == YEAR)
    if low is None and high is None:
        return rest
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    first, last = ("" if year is None else f"{year:04d}" for year in (low, high))
    return _joined(f"{YEAR}:{first if first == last else f'{first}..{last}'}", rest)


def words_of(query: str) -> str:
    """The query without what narrows it: what is searched for among everything."""
    return _without(query, lambda *_: True, excluded=True).strip()


def _facets(query: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """The items of a query that are facets or years: (item, name, value)."""
    for item in ITEM.finditer(clean(query[: limits.QUERY_CHARS])):
        name, value = (item[2] or "").lower(), item[3] if item[3] is not None else item[4]
        if name in FACETS and value.strip():
            yield item, FACETS[name], value.strip()
        elif name == YEAR and not item[1] and years_of(value):
            yield item, YEAR, value.strip()


def _without(query: str, gone: Callable[[str, str], bool], *, excluded: bool = False) -> str:
    """The query without some of its facets; those that are left out stay, unless `excluded`."""
    kept, here = "", 0
    for item, name, value in _facets(query):
        if gone(name, value) and (excluded or not item[1]):
            kept, here = _joined(kept, query[here : item.start()]), item.end()
    return _joined(kept, query[here:]) if here else query


def _compared(value: str) -> str:
    typed = slug(value)
    return OTHER_WORDS.get(typed, typed)


def _joined(first: str, second: str) -> str:
    """Two parts of a query with one space between; what ends in a space goes on ending so."""
    if not first.strip():
        return second.lstrip()
    return f"{first.strip()} {second.lstrip()}" if second.strip() else first.rstrip()
