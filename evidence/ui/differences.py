"""Two references side by side, field by field, with the words that differ marked. Pure.

Values become text here, as a person reads them; HTML is made by `show` alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Indel

from evidence.library.results import MatchReason
from evidence.text import name_text, plain
from evidence.ui import show

Span = tuple[int, int]

# A word, or one sign: a full stop that is missing does not mark the word before it.
WORDS = re.compile(r"\w+|[^\w\s]")
# Comparing takes the product of the two lengths; longer texts are compared by their ends.
COMPARED_PAIRS = 1_000_000
# An abstract is read at its first differences; the whole stands on the reference's own page.
SHOWN_SIGNS = 900

LABELS = {
    "title": "Title",
    "author": "Authors",
    "editor": "Editors",
    "issued": "Published",
    "container-title": "Journal or book",
    "container-title-short": "Journal, in short",
    "volume": "Volume",
    "issue": "Issue",
    "page": "Pages",
    "publisher": "Publisher",
    "publisher-place": "Place",
    "DOI": "DOI",
    "PMID": "PMID",
    "PMCID": "PMCID",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "URL": "Address",
    "type": "Type",
    "language": "Language",
    "note": "Annotation",
    "keyword": "Keywords",
    "abstract": "Abstract",
}
# What a program keeps for itself is no difference between two works.
LEFT_OUT = frozenset({"id", "custom"})
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that not all of them say alike: its CSL name, and each one's words."""

    name: str
    values: tuple[str, ...]

    @property
    def label(self) -> str:
        """What a person calls the field. A name that we do not know is data: it goes as it is."""
        return LABELS.get(self.name, self.name)


def value_text(value: Any) -> str:
    """A value of CSL-JSON as a person reads it: names, dates and plain words."""
    if value in EMPTY:
        return ""
    if isinstance(value, list):
        return "; ".join(
            name_text(one) if isinstance(one, dict) else plain(str(one)) for one in value
        )
    if isinstance(value, dict):
        if value.get("date-parts"):
            return "/".join("-".join(str(part) for part in date) for date in value["date-parts"])
        return plain(str(value.get("literal") or value.get("raw") or value))
    return plain(str(value))


def field_order(names: Iterable[str]) -> list[str]:
    """Names of fields in the order in which a reference is read; unknown ones last, by name."""
    places = {name: place for place, name in enumerate(LABELS)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def fields(references: Sequence[Mapping[str, Any]]) -> list[Difference]:
    """Every field that one of these references has, with each one's words."""
    names = {name for csl in references for name in csl} - LEFT_OUT
    found = [
        Difference(name, tuple(value_text(csl.get(name)) for csl in references))
        for name in field_order(names)
    ]
    return [one for one in found if any(one.values)]


def differs(one: Difference) -> bool:
    """Whether the words are not the same in all of them."""
    return len(set(one.values)) > 1


def word_spans(left: str, right: str) -> tuple[list[Span], list[Span]]:
    """Where each of two texts has words that the other has not, in its order.

    Neighbouring words are one span. Texts that are too long to compare word by word
    (COMPARED_PAIRS) are marked from the first word that differs to the last.
    """
    a, b = list(WORDS.finditer(left)), list(WORDS.finditer(right))
    words = [match[0] for match in a], [match[0] for match in b]
    if len(a) * len(b) > COMPARED_PAIRS:
        begin, end_a, end_b = _common_ends(*words)
        return _joined(a, [(begin, end_a)]), _joined(b, [(begin, end_b)])
    runs = [code for code in Indel.opcodes(*words) if code.tag != "equal"]
    return (
        _joined(a, [(code.src_start, code.src_end) for code in runs]),
        _joined(b, [(code.dest_start, code.dest_end) for code in runs]),
    )


def _common_ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int, int]:
    """Where two lists begin to differ, and where each of them stops to."""
    short = min(len(a), len(b))
    begin = next((n for n in range(short) if a[n] != b[n]), short)
    end = next((n for n in range(short - begin) if a[-1 - n] != b[-1 - n]), short - begin)
    return begin, len(a) - end, len(b) - end


def _joined(words: Sequence[re.Match[str]], runs: Iterable[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    last = -1
    for first, stop in runs:
        if first == stop:
            continue
        start, end = words[first].start(), words[stop - 1].end()
        if spans and first == last:
            start = spans.pop()[0]
        spans.append((start, end))
        last = stop
    return spans


def side_by_side(found: Iterable[Difference], heads: Sequence[str], *, against: int = 0) -> str:
    """A table of fields, a column for each reference, with the differing words marked.

    `heads` are names of the columns, as text. Each column is compared with number `against`, and
    that one with the first that says it otherwise.
    """
    lines = []
    for one in found:
        cells = "".join(
            f'<td data-side="{show.text(head)}">{_cell(one.values, place, against)}</td>'
            for place, head in enumerate(heads)
        )
        lines.append(f'<tr><th scope="row">{show.text(one.label)}</th>{cells}</tr>')
    if not lines:
        return ""
    columns = "".join(f'<th scope="col">{show.text(head)}</th>' for head in heads)
    wide = " ev-many" if len(heads) > 2 else ""
    return (
        '<div class="ev-scroll" role="region" aria-label="Side by side" tabindex="0">'
        f'<table class="ev-table ev-sides{wide}"><thead><tr><th scope="col">Field</th>{columns}</tr>'
        f"</thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(values: Sequence[str], place: int, against: int) -> str:
    """One reference's words, marked where they are not the other's."""
    mine = values[place]
    if not mine:
        return '<span class="ev-lack">nothing</span>'
    other = (
        against
        if place != against
        else next((n for n, value in enumerate(values) if value not in ("", mine)), place)
    )
    theirs = values[other]
    if not theirs or theirs == mine:
        return show.marked(mine, [], limit=SHOWN_SIGNS)
    return show.marked(mine, word_spans(mine, theirs)[0], limit=SHOWN_SIGNS)


def reasons(found: Sequence[MatchReason]) -> str:
    """Why two references are, or may be, one work: heaviest first, with the weight of each."""
    items = []
    for one in sorted(found, key=lambda one: -abs(one.weight)):
        speaks_for = one.similarity >= 0.5
        weight = (
            f"<span class='ev-weight ev-{'supports' if speaks_for else 'disputes'}'>"
            f"{'+' if speaks_for else '−'}{abs(one.weight):.1f}</span>"
            if one.weight
            else ""
        )
        items.append(f"<li>{weight}{show.text(one.text or one.field)}</li>")
    label = "Reasons and their weights, heaviest first"
    return f'<ul class="ev-reasons" aria-label="{label}">{"".join(items)}</ul>' if items else ""
