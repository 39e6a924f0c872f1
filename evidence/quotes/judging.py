"""Whether a passage and a place of a text say the same: facts first, then letters and words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from evidence.quotes.tokens import Token
from evidence.quotes.vocabulary import BELITTLING, LOOSE, SUBSTANCES, turned

# A reader of a scan (OCR) gets a letter wrong here and there: in one word one in four at most, in
# the whole passage one in twelve. Words of fewer than four letters are other words.
WRONG_IN_WORD = 4
WRONG_IN_PASSAGE = 12
SHORT_WORD = 4
# Of the words that matter, so many must stand in the place for it to be called a paraphrase.
LEAST_RECALL = 0.66
LEAST_WORDS = 3
UNLIKE = 0.25  # what a word of the text that the passage has not takes from a stretch
DENIED_WITHIN = 4  # words: as far as "no" reaches into what follows it

_CLAUSE = re.compile(r"[.,;:!?()]")
_NAME = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*")


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


def _order(judged: Judged) -> tuple[bool, bool, float]:
    return judged.same, not judged.differences, judged.likeness


def _compare(
    passage: list[Token], there: list[Token], span: tuple[int, int], text: str, *, backward: bool
) -> Judged:
    window = there[span[0] : span[1]]
    aligned = _align(passage, window, backward=backward)
    pairs = dict(aligned.pairs)
    mine, theirs = set(pairs), set(pairs.values())
    around = _sentence(there, span)
    found = [
        *_numbers(passage, window, around, pairs),
        *_units(passage, window, around, pairs),
        *_negations(passage, window, pairs),
        *_directions(passage, window, mine, theirs),
        *_substances(passage, window),
        *_denied(passage, window[0], text),
    ]
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
    behind = len(passage) - 1 - last
    return max(0, span[0] - min(first, 3)), min(len(there), span[1] + min(behind, 3))


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
    if turned(a, b) or (a in SUBSTANCES and b in SUBSTANCES):
        return False
    wrong = Levenshtein.distance(_read(a), _read(b))
    return wrong * WRONG_IN_WORD <= max(len(a), len(b)) and wrong <= 2


_LOOKALIKES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "n"), ("li", "h"), ("i", "l"),
               ("1", "l"), ("0", "o"), ("j", "l"), ("c", "e"))  # fmt: skip


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


# Facts.


def _said(number: Token) -> str:
    unit = number.unit.lstrip("~")
    return f"{number.key} {unit}".strip() if unit != "%" else f"{number.key}%"


def _agree(mine: Token, theirs: Token, *, cut: bool) -> bool:
    """Whether two numbers say the same; `cut`: the passage ends before the unit could follow."""
    if mine.key != theirs.key:
        return False
    one, other = mine.unit.lstrip("~"), theirs.unit.lstrip("~")
    if one == other or (not one and theirs.unit.startswith("~")):
        return True
    return not one and cut and other != "%"


def _numbers(
    passage: list[Token], window: list[Token], around: list[Token], pairs: dict[int, int]
) -> list[str]:
    """Numbers of the passage that the place has not, or has elsewhere.

    A number stands where its neighbours stand. It may have moved within the sentence ("at 4 weeks"
    before or after "by 1.3 points"), with a neighbour and to no place of another of its kind.
    """
    found: list[str] = []
    for at, token in enumerate(passage):
        if token.fact != "number":
            continue
        cut = at == len(passage) - 1
        if at in pairs:
            other = window[pairs[at]]
            if not _agree(token, other, cut=cut):
                found.append(f"“{_said(token)}” is “{_said(other)}” in the text")
            continue
        opposite = [t for t in _opposite(at, window, pairs) if t.fact == "number"]
        kind = token.unit.lstrip("~")
        rival = next((t for t in opposite if t.unit.lstrip("~") == kind or not kind), None)
        if rival is not None and rival.key != token.key:
            found.append(f"“{_said(token)}” is “{_said(rival)}” in the text")
        elif not _moved(passage, at, around, cut=cut):
            found.append(_why(token, window))
    return found


def _opposite(at: int, window: list[Token], pairs: dict[int, int]) -> list[Token]:
    """What the window has between the neighbours of a token that it has not."""
    before = max((i for i in pairs if i < at), default=None)
    after = min((i for i in pairs if i > at), default=None)
    low = 0 if before is None else pairs[before] + 1
    high = len(window) if after is None else pairs[after]
    return window[low:high]


def _moved(passage: list[Token], at: int, around: list[Token], *, cut: bool) -> bool:
    beside = {t.key for t in passage[max(0, at - 1) : at + 2] if t is not passage[at]}
    return any(
        t.fact == "number"
        and _agree(passage[at], t, cut=cut)
        and (passage[at].unit or t.key not in "0123456789")
        and not beside.isdisjoint(x.key for x in around[max(0, n - 1) : n + 2] if x is not t)
        for n, t in enumerate(around)
    )


def _why(token: Token, window: list[Token]) -> str:
    others = ", ".join(dict.fromkeys(_said(t) for t in window if t.fact == "number"))
    return f"{_said(token)} is not there; the text has {others or 'no number'}"


def _units(
    passage: list[Token], window: list[Token], around: list[Token], pairs: dict[int, int]
) -> list[str]:
    """Units that stand alone ("weekly", "for months") and are others, or not there."""
    there = {t.key for t in around if t.fact == "unit"}
    there |= {f"unit {part}" for t in around for part in t.unit.lstrip("~").split("/") if part}
    found = []
    for at, token in enumerate(passage):
        if token.fact != "unit" or at in pairs:
            continue
        rival = next((t for t in _opposite(at, window, pairs) if t.fact == "unit"), None)
        if rival is not None and rival.key != token.key:
            found.append(f"“{token.word}” is “{rival.word}” in the text")
        elif token.key not in there:
            found.append(f"“{token.word}” is not there")
    return found


def _negations(passage: list[Token], window: list[Token], pairs: dict[int, int]) -> list[str]:
    """Denials that the text has not, or has more. One that stands among other words is another."""
    kept = {
        i
        for i, j in pairs.items()
        if passage[i].fact == "negation"
        and (i == 0 or passage[i].begins == window[j].begins)
        and (i == j == 0 or pairs.get(i - 1, -2) == j - 1 or pairs.get(i + 1) == j + 1)
    }
    there = {pairs[i] for i in kept}
    found = [
        f"the text does not say “{t.word}” there"
        for at, t in enumerate(passage)
        if t.fact == "negation" and at not in kept
    ]
    return found + [
        f"the text says “{t.word}”"
        for at, t in enumerate(window)
        if t.fact == "negation" and at not in there
    ]


def _directions(
    passage: list[Token], window: list[Token], mine: set[int], theirs: set[int]
) -> list[str]:
    """Words of direction that are turned round, put in or left out.

    On a loose axis only the opposite counts; words such as "significant" may be left out.
    """
    lost = [t for at, t in enumerate(passage) if t.fact == "direction" and at not in mine]
    more = [t for at, t in enumerate(window) if t.fact == "direction" and at not in theirs]
    found = []
    for token in lost:
        axis = token.key.rpartition(" ")[0]
        other = next((t for t in more if t.key.rpartition(" ")[0] == axis), None)
        if other is not None and other.key != token.key:
            found.append(f"“{token.word}” is “{other.word}” in the text")
        elif other is not None:
            continue  # the same word in another place of the sentence
        elif axis not in LOOSE:
            found.append(f"“{token.word}” is not there")
    kept = {t.key for t in lost}
    return found + [
        f"the text says “{t.word}”"
        for t in more
        if t.key not in kept and t.key.rpartition(" ")[0] not in LOOSE
    ]


def _substances(passage: list[Token], window: list[Token]) -> list[str]:
    """Drugs and comparators: another one, or exchanged round “than” and “versus”."""
    there = {t.word for t in window if t.word in SUBSTANCES}
    found = [
        f"“{t.word}” is not there" for t in passage if t.word in SUBSTANCES and t.word not in there
    ]
    one, other = _compared_with(passage), _compared_with(window)
    if one and other and one != other:
        found.append(f"compared with {other}, not with {one}")
    return found


def _compared_with(found: list[Token]) -> str | None:
    """The substance after “than”, “versus”, “superior to”."""
    for at, token in enumerate(found):
        if token.key == "compar" or token.word in ("than", "versus", "vs", "compared") or (
            token.key.startswith("worth") and found[at + 1 : at + 2]
            and found[at + 1].word in ("to", "over")
        ):  # fmt: skip
            near = [t.word for t in found[at + 1 : at + 5] if t.word in SUBSTANCES]
            if near:
                return near[0]
    return None


def _denied(passage: list[Token], first: Token, text: str) -> list[str]:
    """A denial that leads up to the place, within its clause, and is not in the passage."""
    from evidence.quotes.tokens import tokens

    low = max(0, first.start - 80)
    before = text[low : first.start]
    if low and not before[:1].isspace():
        before = before[before.find(" ") + 1 :] if " " in before else ""
    leading = tokens(_CLAUSE.split(before)[-1])
    if any(t.fact == "negation" for t in leading[-DENIED_WITHIN:]):
        word = next(t.word for t in leading[-DENIED_WITHIN:] if t.fact == "negation")
        if not (passage and passage[0].fact == "negation"):
            return [f"the text says “{word}” before it"]
    if leading and leading[-1].word in BELITTLING:
        return [f"the text says “{leading[-1].word}” before it"]
    return []


def names(text: str) -> set[str]:
    """Abbreviations and other names in capitals: CRPS, RR, NMDA."""
    return set(_NAME.findall(text))
