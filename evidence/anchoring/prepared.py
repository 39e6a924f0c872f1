"""A quote and a text made ready for the search: folded, cut into units, indexed by words."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log

from evidence.anchoring.folding import Folded, fold
from evidence.anchoring.rewriting import STOPWORDS, keys
from evidence.anchoring.sentences import sentences

UNIT = 1_000  # a longer "sentence" is indexed in pieces, which bounds every window

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quote:
    """W3C's TextQuoteSelector: the words, and those around them. White space does not count."""

    exact: str
    prefix: str = ""
    suffix: str = ""


# What is looked for.


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quote made ready: folded words, its company, and the words that matter."""

    words: str
    lower: str
    before: str
    after: str
    content: tuple[str, ...]

    @classmethod
    def of(cls, quote: Quote) -> "Wanted":
        # Folded in one piece, so that what is folded across its edges is so here as in the text.
        whole = fold(f"{quote.prefix}{quote.exact}{quote.suffix}")
        first = whole.position(len(quote.prefix))
        last = whole.position(len(quote.prefix) + len(quote.exact))
        words = whole.text[first:last]
        lead = len(words) - len(words.lstrip())
        words = words.strip()
        first += lead
        last = first + len(words)
        lower = whole.lower[first:last]
        return cls(words, lower, whole.text[:first], whole.text[last:], _content(lower))


def _content(lower: str) -> tuple[str, ...]:
    words = dict.fromkeys(_WORD.findall(lower))
    return tuple(word for word in words if word not in STOPWORDS) or tuple(words)


# What is searched.


@dataclass(frozen=True, slots=True)
class Known:
    """A text made ready: folded, its units (sentences, or pieces of long ones), and an index."""

    folded: Folded
    units: list[tuple[int, int]]
    index: dict[str, list[int]]

    def unit_of(self, position: int) -> tuple[int, int]:
        """The unit that a folded position is in, or follows."""
        at = bisect_right(self.units, (position, len(self.folded.text))) - 1
        return self.units[max(0, at)] if self.units else (0, 0)

    def worth(self, word: str) -> float:
        """What a word tells: more, the fewer sentences have it (inverse document frequency)."""
        often = max(len(self.index.get(key, ())) for key in keys(word))
        return log(1 + len(self.units) / (1 + often))


@lru_cache(maxsize=4)
def prepare(text: str) -> Known:
    """Kept for the last few texts: a hundred claims look into the same one."""
    folded = fold(text)
    units: list[tuple[int, int]] = []
    for start, end in sentences(text):
        units += _cut(folded.lower, folded.position(start), folded.position(end))
    index: dict[str, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(units):
        for key in {key for word in _WORD.findall(folded.lower, start, end) for key in keys(word)}:
            index[key].append(number)
    return Known(folded, units, dict(index))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > UNIT:
        space = text.rfind(" ", start + UNIT // 2, start + UNIT)
        cut = space + 1 if space > 0 else start + UNIT
        yield start, cut
        start = cut
    if start < end:
        yield start, end
