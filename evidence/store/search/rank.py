"""Score what was found, on the folded words of the core, and show where it matches.

The score of a document is the mean of its words' best matches, each weighed by how rare the word
is: field weight × quality of the match. Small bonuses decide what is otherwise equal: words that
stand together, the first author, a later year, more links. Weights were tuned on 1,800 known-item
queries (half-typed, misspelt, abbreviated …) over 100,000 references.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidence.store.search.documents import CORE_COLUMNS, words_with_places
from evidence.text import fold

# How much a match in a column counts. Journals share their words with many references.
COLUMN_WEIGHT = {"title": 1.0, "authors": 1.1, "journal": 0.8, "year": 1.0, "keys": 0.9}
TEXT_WEIGHT = 0.45  # matched in an abstract, a note or by its stem only
KIND_WEIGHT = {"reference": 1.0, "claim": 0.98, "note": 0.8, "passage": 0.75}

EXACT = 1.0
HALF_TYPED = 0.97  # the last word, as the beginning of a word
ABBREVIATED = 0.85  # another word, as the beginning of a word
PER_EDIT = 0.22
YEAR_BESIDE = 0.75
JOINED = 0.95  # `alphaamylase` for `alpha-amylase`, and the other way round
UMLAUT = 0.99  # `mueller` for `muller`

TOGETHER = 0.06
FIRST_AUTHOR = 0.05
SHARE_OF_TITLE = 0.03
RECENT = 0.01
LINKED = 0.01


@dataclass(slots=True)
class Group:
    """One typed word and everything that it may stand for."""

    typed: str
    folded: str
    columns: tuple[str, ...] = ()
    weight: float = 1.0  # how rare it is
    variants: dict[str, float] = field(default_factory=dict)  # word → quality
    pairs: dict[str, tuple[str, float]] = field(default_factory=dict)  # first → second, quality
    beginning: float = 0.0  # quality if it is the beginning of a word; 0 if it must be whole


@dataclass(slots=True)
class Scored:
    """A row with its score; `used` are the words that the typed ones were matched with."""

    row: Any
    score: float
    found: int  # how many groups matched in the core
    used: list[str]


Hits = list[tuple[int, float]]  # groups, with the quality of the match


class Scorer:
    """Scores rows for a list of groups."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.whole: dict[str, Hits] = {}
        self.beginnings: list[tuple[int, str, float]] = []
        self.pairs: dict[str, list[tuple[int, str, float]]] = {}
        for index, group in enumerate(groups):
            for word, quality in {**group.variants, group.folded: EXACT}.items():
                self.whole.setdefault(word, []).append((index, quality))
            for first, (second, quality) in group.pairs.items():
                self.pairs.setdefault(first, []).append((index, second, quality))
            if group.beginning:
                self.beginnings.append((index, group.folded, group.beginning))
        self.words = frozenset(self.whole)
        self.weights = [group.weight for group in groups]
        self.total = sum(self.weights) or 1.0

    def places(self, text: str, tokens: Sequence[str]) -> list[tuple[int, Hits]]:
        """Where a text (words between single spaces; and these words) matches."""
        whole = self.whole
        found: list[tuple[int, Hits]] = []
        if not self.words.isdisjoint(tokens):
            found = [(place, whole[word]) for place, word in enumerate(tokens) if word in whole]
        begun = [beginning for beginning in self.beginnings if beginning[1] in text]
        if not begun and not self.pairs:
            return found
        merged = dict(found)
        for index, start, quality in begun:
            for place in beginning_with(start, text):
                if tokens[place] != start:
                    merged[place] = [*merged.get(place, ()), (index, quality)]
        for first in self.pairs.keys() & set(tokens):
            for place, word in enumerate(tokens[:-1]):
                if word != first:
                    continue
                for index, second, quality in self.pairs[first]:
                    if second == tokens[place + 1]:
                        for part in (place, place + 1):
                            merged[part] = [*merged.get(part, ()), (index, quality)]
        return sorted(merged.items())

    def score(self, row: Any, *, in_text: bool = False) -> Scored:
        """Score a row of `Index.rows`; `in_text`: every word is known to stand somewhere."""
        groups = self.groups
        best = [0.0] * len(groups)
        used = [""] * len(groups)
        bonus = first_author = 0.0
        for column, text in zip(CORE_COLUMNS, row[-len(CORE_COLUMNS) :], strict=True):
            tokens = text.split(" ")
            places = self.places(text, tokens)
            if not places:
                continue
            weight = COLUMN_WEIGHT[column]
            before, before_place, together, matched = -2, -2, 0, 0
            for place, hits in places:
                here = -2
                follows = before + 1 if place == before_place + 1 else -1
                for index, quality in hits:
                    columns = groups[index].columns
                    if columns and column not in columns:
                        continue
                    if quality * weight > best[index]:
                        best[index], used[index] = quality * weight, tokens[place]
                    if here < 0 or index == follows:
                        here = index
                    if place == 0 and column == "authors":
                        first_author = max(first_author, FIRST_AUTHOR * quality)
                if here >= 0:
                    matched += 1
                    together += here == follows
                before, before_place = here, place
            if together:
                bonus += TOGETHER * together / max(1, len(groups) - 1)
            if matched and column == "title":
                bonus += SHARE_OF_TITLE * min(1.0, matched / len(tokens))
        found = len(best) - best.count(0.0)
        if in_text:
            best = [value or TEXT_WEIGHT for value in best]
        score = sum(w * b for w, b in zip(self.weights, best, strict=True)) / self.total
        score += bonus + first_author + LINKED * min(row.links, 10) / 10
        if row.published:
            score += RECENT * max(0.0, min(1.0, (row.published - 1900) / 150))
        return Scored(row, score * KIND_WEIGHT.get(row.kind, 0.7), found, used)


def beginning_with(start: str, text: str) -> Iterable[int]:
    """The places of the words (between single spaces) that begin so."""
    at = text.find(start)
    while at >= 0:
        if at == 0 or text[at - 1] == " ":
            yield text.count(" ", 0, at)
        at = text.find(start, at + 1)


def spans(
    value: str,
    *,
    scorer: Scorer,
    phrases: Iterable[Sequence[str]],
    keys: Iterable[str],
    column: str,
) -> list[tuple[int, int]]:
    """Where a query matches in an original text: sorted (start, end), none overlapping."""
    found = words_with_places(value)
    tokens = [word for word, _, _ in found]
    marked: set[int] = set()
    groups = scorer.groups
    for place, hits in scorer.places(" ".join(tokens), tokens):
        if any(not groups[index].columns or column in groups[index].columns for index, _ in hits):
            marked.add(place)
    if column not in CORE_COLUMNS:  # texts are matched by stems
        typed = {group.folded for group in groups if not group.columns}
        alike = {t for t in set(tokens) if any(same_stem(word, t) for word in typed)}
        marked.update(place for place, token in enumerate(tokens) if token in alike)
    for phrase in phrases:
        marked.update(_runs(list(tokens), list(phrase)))
    places = [(found[place][1], found[place][2]) for place in sorted(marked)]
    if column == "keys":
        places.extend(_key_places(value, keys))
    return _merged(places)


# Endings that the stemmers of both databases take off short words too: `rating` and `rates`.
ENDINGS = frozenset(
    {"", "e", "es", "ed", "er", "ers", "ing", "ings", "ion", "ions", "s", "y", "ies"}
)


def same_stem(typed: str, token: str) -> bool:
    """Whether two words differ only in an ending that a stemmer would strip."""
    pairs = enumerate(zip(typed, token, strict=False))
    stem = next((at for at, (a, b) in pairs if a != b), min(len(typed), len(token)))
    if stem >= 3 and typed[stem:] in ENDINGS and token[stem:] in ENDINGS:
        return True
    if typed[:4] != token[:4] or abs(len(typed) - len(token)) > 3:
        return False
    length = max(4, min(len(typed), len(token)) - 1)
    return typed[:length] == token[:length]


def _runs(tokens: list[str], phrase: list[str]) -> Iterable[int]:
    for start, token in enumerate(tokens):
        if token == phrase[0] and tokens[start : start + len(phrase)] == phrase:
            yield from range(start, start + len(phrase))


def contains(tokens: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether words stand in this order in a text."""
    return any(True for _ in _runs(list(tokens), list(phrase)))


def _key_places(value: str, keys: Iterable[str]) -> Iterable[tuple[int, int]]:
    start = 0
    for part in value.split():
        start = value.index(part, start)
        if any(key and fold(part).startswith(key) for key in keys):
            yield start, start + len(part)
        start += len(part)


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
