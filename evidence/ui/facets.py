"""What a search can be narrowed to, as links with counts, and what it is narrowed to. Pure.

Each link is the same search with one facet more or less: it can be opened, sent and kept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence.library import narrowing
from evidence.library import results as r
from evidence.ui import show
from evidence.vocabulary import Design, Stance

# facet → its title, in the order shown
TITLES = {
    "kind": "Found in",
    "year": "Year",
    "design": "Design",
    "type": "Type",
    "stance": "Stance",
    "claim": "Claim",
    "status": "Status",
    "tag": "Tag",
    "has": "Has",
}
WORDS = {
    **{("design", design.value): design.word for design in Design},
    **{("stance", stance.value): stance.word for stance in Stance},
    ("type", "article-journal"): "Journal article",
    ("type", "paper-conference"): "Conference paper",
    ("type", "article"): "Preprint or article",
    ("type", "article-newspaper"): "Newspaper article",
    ("type", "article-magazine"): "Magazine article",
    ("type", "chapter"): "Book chapter",
    ("type", "webpage"): "Web page",
    ("status", "unlinked"): "Not linked to a claim",
    ("has", "doi"): "DOI",
    ("has", "pmid"): "PubMed number",
    ("kind", "reference"): "References",
    ("kind", "claim"): "Claims",
    ("kind", "note"): "Notes",
    ("kind", "passage"): "Passages",
}
SHOWN = 6  # values of a facet before “more”
MOST = 60  # values of a facet in all; the rest is reached by typing
BARS = 10
STEPS = 20  # heights of a bar that the style sheet knows


@dataclass(frozen=True, slots=True)
class Period:
    """Years from `first` to `last` and how many references they have."""

    first: int
    last: int
    number: int

    @property
    def label(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def word(name: str, value: str, claims: Mapping[str, str] | None = None) -> str:
    """A facet's value in words; a claim by its text."""
    if name == "claim" and claims and value in claims:
        return claims[value]
    if (name, value) in WORDS:
        return WORDS[name, value]
    if name == "tag":
        return value
    spaced = value.replace("_", " ").replace("-", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def periods(years: Mapping[str, int]) -> list[Period]:
    """The years in at most `BARS` periods of 1, 2, 5, 10 … years, the first to the last."""
    counts = {int(year): number for year, number in years.items() if year.isdigit()}
    if not counts:
        return []
    low, high = min(counts), max(counts)
    step = next(
        width
        for width in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000)
        if high // width - low // width < BARS
    )
    found = []
    for start in range(low // step * step, high + 1, step):
        number = sum(counts.get(year, 0) for year in range(start, start + step))
        found.append(Period(max(start, low), min(start + step - 1, high), number))
    return found


def year_bars(query: str, years: Mapping[str, int]) -> str:
    """The years as bars; each is the search narrowed to its period."""
    found = periods(years)
    if len(found) < 2:
        return ""
    tallest = max(period.number for period in found) or 1
    bars = []
    for period in found:
        told = f"{period.label}: {period.number:,}"
        if not period.number:
            bars.append('<li aria-hidden="true"></li>')
            continue
        height = max(1, round(STEPS * period.number / tallest))
        href = show.address("library", q=narrowing.with_years(query, period.first, period.last))
        bars.append(
            f'<li><a data-nav href="{href}" title="{show.text(told)}">'
            f'<span class="ev-bar ev-h{height}"></span>'
            f'<span class="ev-sr">{show.text(told)}</span></a></li>'
        )
    return (
        f'<ol class="ev-years" data-of="{show.text(query)}" aria-label="References by year">{"".join(bars)}</ol>'
        f'<p class="ev-ends" aria-hidden="true"><span>{found[0].first}</span>'
        f"<span>{found[-1].last}</span></p>"
    )


def groups(
    query: str, found: r.SearchResults, *, claims: Mapping[str, str], skip: Iterable[str] = ()
) -> str:
    """The facets with their values, counts and links."""
    left_out = {"year", *skip}
    parts = [
        _group(query, name, found.facets[name], found.counted, claims)
        for name in TITLES
        if name in found.facets and name not in left_out
    ]
    return "".join(parts)


def _group(
    query: str, name: str, values: Mapping[str, int], counted: int, claims: Mapping[str, str]
) -> str:
    lines = [
        _value(query, name, value, number, claims)
        for value, number in list(values.items())[:MOST]
        # What everything has narrows nothing.
        if number < counted or narrowing.is_chosen(query, name, value)
    ]
    if not lines:
        return ""
    more = ""
    if len(lines) > SHOWN + 1:
        rest = "".join(lines[SHOWN:])
        unseen = len(values) - MOST
        tail = f'<p class="ev-small">{unseen:,} rarer ones: type {name}:…</p>' if unseen > 0 else ""
        more = (
            f"<details><summary>{len(lines) - SHOWN} more</summary><ul>{rest}</ul>{tail}</details>"
        )
        lines = lines[:SHOWN]
    return f"<section><h3>{TITLES[name]}</h3><ul>{''.join(lines)}</ul>{more}</section>"


def _value(query: str, name: str, value: str, number: int, claims: Mapping[str, str]) -> str:
    label, count = word(name, value, claims), f'<span class="ev-n">{number:,}</span>'
    if narrowing.is_chosen(query, name, value):
        href = show.address("library", q=narrowing.without_facet(query, name, value))
        return (
            f'<li><a data-nav class="ev-chosen" href="{href}"><span>{show.text(label)}'
            f'<span class="ev-sr"> (chosen: take away)</span></span>{count}</a></li>'
        )
    wanted = narrowing.with_facet(query, name, value)
    if wanted == query:  # a value without a letter cannot be asked for
        return f"<li><span>{show.text(label)}</span>{count}</li>"
    href = show.address("library", q=wanted)
    return f'<li><a data-nav href="{href}"><span>{show.text(label)}</span>{count}</a></li>'


def chosen(query: str, *, claims: Mapping[str, str]) -> str:
    """What a search is narrowed to; each part can be taken away."""
    found = narrowing.chosen(query)
    if not found:
        return ""
    items = "".join(_chip(one, claims) for one in found)
    words = narrowing.words_of(query)
    clear = show.to("library", "Clear all", q=words) if len(found) > 1 else ""
    return (
        f'<nav class="ev-chips" data-of="{show.text(query)}" aria-label="Narrowed to"><ul>'
        f"{items}{f'<li>{clear}</li>' if clear else ''}</ul></nav>"
    )


def _chip(one: narrowing.Chosen, claims: Mapping[str, str]) -> str:
    name = {"year": "Years"}.get(one.name, TITLES.get(one.name, one.name))
    value = span(one.value) if one.name == "year" else word(one.name, one.value, claims)
    without = "without " if one.without else ""
    href = show.address("library", q=one.rest.strip())
    return (
        f'<li><a data-nav class="ev-chip-x" href="{href}"><span class="ev-sr">Take away </span>'
        f"{show.text(f'{name}: {without}{value[:80]}')}</a></li>"
    )


def span(typed: str) -> str:
    """Typed years in words: `2015..2020`, `2015..`, `..2020`, `2015`."""
    low, high = narrowing.years(f"year:{typed}")
    if low is None or high is None:
        return f"from {low}" if low else f"to {high}"
    return Period(low, high, 0).label


def saved(found: Sequence[r.SavedSearchView]) -> str:
    """The saved searches as links."""
    items = "".join(
        f"<li>{show.to('library', one.name, q=one.query)}"
        f'<span class="ev-small">{show.text(one.query)}</span></li>'
        for one in found
    )
    return f'<ul class="ev-saved" aria-label="Saved searches">{items}</ul>'
