"""Whether a passage and a place of a text say the same: facts first, then letters and words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel, Levenshtein

from evidence.quotes.facts import cut_off, denied, differences
from evidence.quotes.tokens import Token
from evidence.quotes.vocabulary import SUBSTANCES, mistaken, turned

# A reader of a scan (OCR) gets a letter wrong here and there: in one word one in four at most, in
# the whole passage one in twelve. Words of fewer than four letters are other words.
WRONG_IN_WORD = 4
WRONG_IN_PASSAGE = 12
SHORT_WORD = 4
# Of the words that matter, so many must stand in the place for it to be called a paraphrase.
LEAST_RECALL = 0.66
LEAST_WORDS = 3
UNLIKE = 0.25  # what a word of the text that the passage has not takes from a stretch

_NAME = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?![A-Za-z\d])")


@dataclass(frozen=True, slots=True)
class Judged:
    """How a passage stands to a place. `wrong` counts letters; `recall` and `likeness` 0 to 1."""

    start: int
    end: int
    same: bool
    wrong: int
    recall: float
    likeness: float
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Aligned:
    pairs: list[tuple[int, int]]
    wrong: int
    inexact: int


def judge(passage: list[Token], there: list[Token], text: str) -> Judged | None:
    """Compare a passage's tokens with those of a part of a text; None where nothing is alike.

    The part may be longer than what corresponds to the passage: the stretch is found first. Where
    words are repeated there are several ways to align them: from the front, and from the back.
    """
    best: Judged | None = None
    for backward in (False, True):
        span = _stretch(passage, there, backward=backward)
        if span is None:
            return None
        judged = _compare(passage, there, span, text, backward=backward)
        if best is None or _order(judged) > _order(best):
            best = judged
        if judged.same and not judged.differences:
            return judged
    return best


def _order(judged: Judged) -> tuple[bool, float, bool]:
    """Among alignments that are equally good, the one that shows a difference is believed."""
    return (
        judged.same and not judged.differences,
        round(judged.likeness, 6),
        bool(judged.differences),
    )


def _compare(
    passage: list[Token], there: list[Token], span: tuple[int, int], text: str, *, backward: bool
) -> Judged:
    window = there[span[0] : span[1]]
    aligned = _align(passage, window, backward=backward)
    pairs = dict(aligned.pairs)
    mine, theirs = set(pairs), set(pairs.values())
    around = _sentence(there, span)
    found = differences(passage, window, around, pairs)
    found += denied(passage, window[0], text) + cut_off(window[-1], text)
    weight = sum(t.weight for t in passage) + sum(t.weight for t in window)
    letters = sum(len(t.word) for t in passage)
    same = len(mine) == len(passage) and len(theirs) == len(window) and not aligned.inexact
    return Judged(
        window[0].start,
        window[-1].end,
        same and aligned.wrong * WRONG_IN_PASSAGE <= letters,
        aligned.wrong,
        _recall(passage, around, mine),
        min(1.0, 2 * sum(passage[i].weight for i in mine) / weight),
        tuple(dict.fromkeys(found)),
    )


def _stretch(passage: list[Token], there: list[Token], *, backward: bool) -> tuple[int, int] | None:
    """The stretch that corresponds to the passage: most words matched, fewest others."""
    aligned = _align(passage, there, backward=backward)
    matched = {j: passage[i].weight for i, j in aligned.pairs}
    best, span, total, begin = 0.0, None, 0.0, 0
    for at, token in enumerate(there):
        if total <= 0:
            total, begin = 0.0, at
        total += matched.get(at, -UNLIKE * token.weight)
        if total > best:
            best, span = total, (begin, at + 1)
    if span is None:
        return None
    first = min((i for i, j in aligned.pairs if j >= span[0]), default=0)
    last = max((i for i, j in aligned.pairs if j < span[1]), default=len(passage) - 1)
    # What alignment dropped at the ends is the first thing that somebody turns round.
    low, high = span
    for _ in range(min(first, 3)):
        if low > 0 and not there[low].begins:
            low -= 1
    for _ in range(min(len(passage) - 1 - last, 3)):
        if high < len(there) and not there[high].begins:
            high += 1
    return low, high


def _sentence(there: list[Token], span: tuple[int, int]) -> list[Token]:
    """The tokens of the stretch and of the rest of its sentence on either side."""
    low, high = span
    while low > 0 and not there[low].begins:
        low -= 1
    while high < len(there) and not there[high].begins:
        high += 1
    return there[low:high]


def _align(passage: list[Token], there: list[Token], *, backward: bool) -> _Aligned:
    """Pairs of corresponding tokens: the same keys in the same order, then words that differ by
    a space, a hyphen or a wrong letter."""
    pairs: list[tuple[int, int]] = []
    wrong = inexact = 0
    i, j = 0, 0
    for src, dest, size in _same_keys(passage, there, backward=backward):
        if i < src and j < dest:
            more, slips = _nearly(passage[i:src], there[j:dest])
            pairs += [(i + a, j + b) for a, b in more]
            wrong += slips
        for at in range(size):
            pairs.append((src + at, dest + at))
            one, other = passage[src + at], there[dest + at]
            if one.word == other.word or one.fact in ("number", "unit"):
                continue
            if not _respelt(one.word, other.word):
                if one.fact != "negation" and _slip(one, other):
                    wrong += Levenshtein.distance(one.word, other.word)
                else:
                    inexact += 1
        i, j = src + size, dest + size
    return _Aligned(pairs, wrong, inexact)


def _same_keys(
    passage: list[Token], there: list[Token], *, backward: bool
) -> list[tuple[int, int, int]]:
    """Runs of equal keys (from, from, length), and an empty one at the end."""
    mine, theirs = [t.key for t in passage], [t.key for t in there]
    n, m = len(mine), len(theirs)
    if not backward:
        codes = [c for c in Indel.opcodes(mine, theirs) if c.tag == "equal"]
        runs = [(c.src_start, c.dest_start, c.src_end - c.src_start) for c in codes]
    else:
        codes = [c for c in Indel.opcodes(mine[::-1], theirs[::-1]) if c.tag == "equal"]
        runs = [(n - c.src_end, m - c.dest_end, c.src_end - c.src_start) for c in codes[::-1]]
    return [*runs, (n, m, 0)]


def _respelt(one: str, other: str) -> bool:
    """Whether two words are British and American spellings of one."""

    def plain(word: str) -> str:
        word = word.replace("ae", "e").replace("oe", "e").replace("our", "or")
        return re.sub(r"is(?=e|i|a)", "iz", word).replace("ys", "yz")

    return plain(one) == plain(other)


def _nearly(mine: Sequence[Token], theirs: Sequence[Token]) -> tuple[list[tuple[int, int]], int]:
    """Pairs among tokens between two equal ones, and how many letters are wrong in them."""
    if len(mine) > 30 or len(theirs) > 30:
        return [], 0
    if any(t.fact == "number" for t in (*mine, *theirs)):
        return _in_order(mine, theirs)
    everything = [(a, min(a, len(theirs) - 1)) for a in range(len(mine))]
    everything += [(len(mine) - 1, b) for b in range(len(mine), len(theirs))]
    one, other = ("".join(t.word.replace("'", "") for t in side) for side in (mine, theirs))
    if one == other:
        return everything, 0
    if len(mine) == len(theirs):
        found = [(k, k) for k in range(len(mine)) if _slip(mine[k], theirs[k])]
        return found, sum(Levenshtein.distance(mine[a].word, theirs[b].word) for a, b in found)
    facts = any(t.fact for t in (*mine, *theirs))
    slips = Levenshtein.distance(one, other)
    if not facts and slips * WRONG_IN_WORD * 2 <= len(one) and slips <= 3:
        return everything, slips
    return _in_order(mine, theirs)


def _in_order(mine: Sequence[Token], theirs: Sequence[Token]) -> tuple[list[tuple[int, int]], int]:
    found, wrong, begin = [], 0, 0
    for a, token in enumerate(mine):
        for b in range(begin, len(theirs)):
            if _slip(token, theirs[b]):
                found.append((a, b))
                wrong += Levenshtein.distance(token.word, theirs[b].word)
                begin = b + 1
                break
    return found, wrong


def _slip(one: Token, other: Token) -> bool:
    """Whether one word is the other with a wrong letter: by a scanner, not by an author."""
    a, b = one.word, other.word
    if min(len(a), len(b)) < SHORT_WORD or {one.fact, other.fact} & {"number", "unit", "negation"}:
        return a == b
    if one.fact and other.fact and one.key != other.key:
        return False
    if a != b and not (a + b).isalpha():
        return False  # ApoE3, ApoE4
    if turned(a, b) or (a in SUBSTANCES and b in SUBSTANCES) or mistaken(a, b):
        return False
    if _read(a) == _read(b):
        return True
    # Two letters make another drug of one: prednisone, prednisolone. So does the first.
    wrong = Levenshtein.distance(_read(a), _read(b))
    return wrong * WRONG_IN_WORD <= max(len(a), len(b)) and wrong < 2 and a[0] == b[0]


_LOOKALIKES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "n"), ("li", "h"), ("i", "l"),
               ("1", "l"), ("0", "o"), ("j", "l"), ("c", "e"))  # fmt: skip


@lru_cache(maxsize=20_000)
def _read(word: str) -> str:
    for seen, meant in _LOOKALIKES:
        word = word.replace(seen, meant)
    return word


def _recall(passage: list[Token], around: list[Token], matched: set[int]) -> float:
    """The share of the passage's words that the sentence has, in whatever order."""
    left = Counter(t.key for t in around)
    total = found = 0.0
    words = 0
    for at, token in enumerate(passage):
        total += token.weight
        if left[token.key] > 0 or at in matched:
            left[token.key] -= 1
            found += token.weight
            words += token.weight == 1
    return found / total if words >= LEAST_WORDS else 0.0


def names(text: str) -> set[str]:
    """Abbreviations and other names in capitals: CRPS, RR, NMDA."""
    return set(_NAME.findall(text))
