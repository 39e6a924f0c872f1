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


class Scorer:
    """Scores rows for a list of groups."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self.whole: dict[str, list[tuple[int, float]]] = {}
        self.pairs: dict[str, list[tuple[int, str, float]]] = {}
        self.beginnings: list[tuple[int, str, float]] = []
        for index, group in enumerate(groups):
            for word, quality in {**group.variants, group.folded: EXACT}.items():
                self.whole.setdefault(word, []).append((index, quality))
            for first, (second, quality) in group.pairs.items():
                self.pairs.setdefault(first, []).append((index, second, quality))
            if group.beginning:
                self.beginnings.append((index, group.folded, group.beginning))
        self.seen: dict[str, list[tuple[int, float]]] = {}
        self.weights = [group.weight for group in groups]
        self.total = sum(self.weights) or 1.0

    def hits(self, token: str, after: str) -> list[tuple[int, float]]:
        """The groups that a word matches, with the quality; `after` is the word after it."""
        found = self.seen.get(token)
        if found is None:
            found = self.seen[token] = self._hits(token)
        if self.pairs and token in self.pairs:
            return [*found, *((i, q) for i, second, q in self.pairs[token] if second == after)]
        return found

    def _hits(self, token: str) -> list[tuple[int, float]]:
        found = list(self.whole.get(token, ()))
        found.extend(
            (index, quality)
            for index, start, quality in self.beginnings
            if token.startswith(start) and token != start
        )
        return found

    def score(self, row: Any, *, in_text: bool = False) -> Scored:
        """Score a row of the core; `in_text`: every word is known to stand somewhere."""
        groups, hits = self.groups, self.hits
        best = [0.0] * len(groups)
        used = [""] * len(groups)
        bonus = first_author = 0.0
        for column in CORE_COLUMNS:
            tokens = getattr(row, column).split()
            before, together, matched = -2, 0, 0
            for place, token in enumerate(tokens):
                after = tokens[place + 1] if self.pairs and place + 1 < len(tokens) else ""
                here = -2
                for index, quality in hits(token, after):
                    columns = groups[index].columns
                    if columns and column not in columns:
                        continue
                    value = quality * COLUMN_WEIGHT[column]
                    if value > best[index]:
                        best[index], used[index] = value, token
                    if here < 0 or index == before + 1:
                        here = index
                    if place == 0 and column == "authors":
                        first_author = max(first_author, FIRST_AUTHOR * quality)
                if here >= 0:
                    matched += 1
                    together += here == before + 1
                before = here
            if together:
                bonus += TOGETHER * together / max(1, len(groups) - 1)
            if matched and column == "title":
                bonus += SHARE_OF_TITLE * min(1.0, matched / len(tokens))
        found = sum(value > 0 for value in best)
        if in_text:
            best = [value or TEXT_WEIGHT for value in best]
        score = sum(w * b for w, b in zip(self.weights, best, strict=True)) / self.total
        score += bonus + first_author + LINKED * min(row.links, 10) / 10
        if row.published:
            score += RECENT * max(0.0, min(1.0, (row.published - 1900) / 150))
        return Scored(row, score * KIND_WEIGHT.get(row.kind, 0.7), found, used)


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
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else ""
        for index, _ in scorer.hits(token, after):
            group = scorer.groups[index]
            if group.columns and column not in group.columns:
                continue
            marked.add(place)
            if group.pairs.get(token, ("",))[0] == after and after:
                marked.add(place + 1)
        if column not in CORE_COLUMNS and any(
            same_stem(group.folded, token) for group in scorer.groups if not group.columns
        ):
            marked.add(place)
    for phrase in phrases:
        marked.update(_runs(tokens, list(phrase)))
    places = [(found[place][1], found[place][2]) for place in sorted(marked)]
    if column == "keys":
        places.extend(_key_places(value, keys))
    return _merged(places)


def same_stem(typed: str, token: str) -> bool:
    """Whether two words differ only in an ending that a stemmer would strip."""
    shorter, longer = sorted((typed, token), key=len)
    return (
        len(shorter) >= 4
        and len(longer) - len(shorter) <= 3
        and longer.startswith(shorter[: max(4, len(shorter) - 1)])
    )


def _runs(tokens: list[str], phrase: list[str]) -> Iterable[int]:
    for start, token in enumerate(tokens):
        if token == phrase[0] and tokens[start : start + len(phrase)] == phrase:
            yield from range(start, start + len(phrase))


def contains(tokens: list[str], phrase: Sequence[str]) -> bool:
    """Whether words stand in this order in a text."""
    return any(True for _ in _runs(tokens, list(phrase)))


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
