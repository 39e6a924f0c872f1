"""Where in a text the words of a passage stand close together. Linear in the text."""

import re
from collections import Counter
from dataclasses import dataclass
from heapq import nlargest

from evidence.quotes.tokens import fold_word, value
from evidence.quotes.vocabulary import STOPWORDS

PLACES = 6  # how many places are looked at closely
MARGIN = 12  # words on either side of a place
_WORD = re.compile(r"[^\W\d_]{2,}|\d+(?:[.,·]\d+)*")
_CODE = re.compile(r"(?<![^\W_])[^\W_]{0,30}\d[^\W_]{0,30}(?![^\W_])")
_APART = re.compile(r"(?<![^\W_])([^\W\d_]{2,6})[- ]([a-z]?\d{1,4}[a-z]?)(?![^\W_])")
_LOOKS = str.maketrans("1i05", "llos")
_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,30}[-‐‑][^\W\d_]{2,30}")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A text's words, made ready once for many passages: what each is known by, its place, and
    all of them, numbers without commas; joined → hyphened, life-time for lifetime; shape → the one
    word that has it."""

    heads: list[str]
    tails: list[str]
    starts: list[int]
    size: int
    words: frozenset[str]
    hyphened: dict[str, str]
    shapes: dict[str, str]


def shape(word: str) -> str:
    """What a word looks like to a scanner, which takes l for I and 1, O for 0, rn for m."""
    return _twin_letters(fold_word(word)).translate(_LOOKS)


def _twin_letters(word: str) -> str:
    for seen, meant in (("rn", "m"), ("vv", "w"), ("cl", "d")):
        word = word.replace(seen, meant)
    return word


def scan(text: str) -> Scanned:
    """Cut a text into words. Linear; about 0.1 s for 100,000 words."""
    heads, tails, starts = [], [], []
    words: set[str] = set()
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if not word.isascii():
            word = fold_word(word)
        words.add(word)
        heads.append(word[:5])
        tails.append(word[-4:])
        starts.append(match.start())
    numbers = {value(word) for word in words if word[0].isdigit()}
    words.update(fold_word(match.group()) for match in _CODE.finditer(text.lower()))
    pairs = (fold_word(match.group()) for match in _HYPHENED.finditer(text.lower()))
    hyphened = {"".join(re.split("[-‐‑]", pair)): pair for pair in pairs}
    hyphened |= {m[1] + m[2]: m[0] for m in _APART.finditer(text.lower()) if m[1].isascii()}
    shapes: dict[str, str] = {}
    for word in words:
        if not word.isdigit():
            looks = shape(word)
            shapes[looks] = "" if looks in shapes else word
    return Scanned(heads, tails, starts, len(text), frozenset(words | numbers), hyphened, shapes)


def places(passage: str, scanned: Scanned) -> list[tuple[int, int]]:
    """Spans of the text that share most of the passage's words, rare words counting for more."""
    words = [fold_word(word) for word in _WORD.findall(passage.lower())]
    if not words or not scanned.starts:
        return []
    wanted = dict.fromkeys(w for w in words if w not in STOPWORDS) or dict.fromkeys(words)
    heads = {word[:5]: number for number, word in enumerate(wanted)}
    tails = {word[-4:]: number for number, word in enumerate(wanted) if len(word) > 5}
    hits: list[tuple[int, int]] = []
    for at, (head, tail) in enumerate(zip(scanned.heads, scanned.tails, strict=True)):
        found = heads.get(head)
        if found is None:
            found = tails.get(tail)
        if found is not None:
            hits.append((at, found))
    often = Counter(found for _, found in hits)
    worth = {number: 1 / (1 + count) ** 0.5 for number, count in often.items()}
    return _best(hits, worth, len(words), scanned)


def _best(
    hits: list[tuple[int, int]], worth: dict[int, float], size: int, scanned: Scanned
) -> list[tuple[int, int]]:
    """The windows with most of the words: one pass with two pointers, then the best apart."""
    width = size + size // 3 + 4
    inside: Counter[int] = Counter()
    total, left = 0.0, 0
    scored: list[tuple[float, int, int]] = []
    for right, (at, found) in enumerate(hits):
        inside[found] += 1
        if inside[found] == 1:
            total += worth[found]
        while hits[left][0] <= at - width:
            gone = hits[left][1]
            inside[gone] -= 1
            if not inside[gone]:
                total -= worth[gone]
            left += 1
        scored.append((total, left, right))
    chosen: list[tuple[int, int]] = []
    for _, left, right in nlargest(PLACES * 12, scored, key=lambda s: (s[0], -s[1])):
        first, last = hits[left][0], hits[right][0]
        if all(last < a or b < first for a, b in chosen):
            chosen.append((first, last))
        if len(chosen) == PLACES:
            break
    return [_span(first, last, size, scanned) for first, last in chosen]


def _span(first: int, last: int, size: int, scanned: Scanned) -> tuple[int, int]:
    margin = MARGIN + size // 4
    low = scanned.starts[max(0, first - margin)] if first >= margin else 0
    high = last + margin + 1
    return low, scanned.starts[high] if high < len(scanned.starts) else scanned.size
