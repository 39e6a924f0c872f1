"""From a quote to its place in a text: exact first, then approximate, with named reasons."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from rapidfuzz.distance import Indel

from evidence.anchoring.alignment import align
from evidence.anchoring.folding import Folded
from evidence.anchoring.meaning import KINDS, Difference, denied, differences
from evidence.anchoring.prepared import Known, Quote, Wanted, prepare
from evidence.anchoring.rewriting import (
    Stretch,
    best_stretch,
    kept_run,
    keys,
    shared,
    without_company,
)

CONTEXT = 32  # characters before and after, as Hypothesis and the W3C examples have it

# What a place is judged by. The wording decides; its neighbours tell equal wordings apart, and the
# position only settles what is left (the four names and weights of Hypothesis' match-quote).
WEIGHTS = {"wording": 50, "words before": 20, "words after": 20, "position": 2}

# Below this likeness the words are other words. Unrelated English sentences reach 0.35 to 0.5 by
# their letters alone; a typo in every tenth word leaves about 0.9.
LEAST_WORDING = 0.6
# The same in other company: an article says like things about its subject in many places, so like
# words are the claim's own only where they stand among the same neighbours, or are nearly the same.
LEAST_WORDING_ELSEWHERE = 0.74
SAME_COMPANY = 0.6
# What must remain of it after the penalties of `meaning.KINDS`: a sentence that turned one number
# or "not" is shown as reworded only while the rest is nearly word for word.
LEAST_AFTER_PENALTIES = 0.45
LEAST_OFFERED = 0.4  # a place that a person may look at, although it is no answer
SHORT = 3  # quotes of fewer words are found approximately only if they are nearly the same
LEAST_WORDING_SHORT = 0.8

LEAD = 80  # characters before a place in which a "not" may lead up to it
LEAST_NEIGHBOUR = 8  # characters: fewer say nothing about a place
OCCURRENCES = 200  # how many equal places are compared; the nearest to the hint come first
SENTENCES = 8  # how many sentences an approximate search looks at closely
POSTINGS = 2_000  # a word in more sentences than this tells nothing
UNITS_REWRITTEN = 12  # sentences between two that were kept: how many are looked at

_WORD = re.compile(r"\w+")
_STOPPED = re.compile(r"[.!?:\n][\s\W]*$")


@dataclass(frozen=True, slots=True)
class Position:
    """W3C's TextPositionSelector: characters `start` to `end`, the end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score: how alike (0 to 1), how much it counts, and what was seen."""

    name: str
    similarity: float
    weight: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A place, `text[start:end]`, and how good it is: 1 is the same words in the same company.

    `same_words` is true when nothing but white space, typography or capitals differs;
    `differences` says in what the place says something else, which the same words do after "not".
    """

    start: int
    end: int
    score: float
    reasons: tuple[Reason, ...]
    same_words: bool
    differences: tuple[Difference, ...] = ()

    @property
    def wording(self) -> float:
        """How alike the words are, 0 to 1, whatever stands around them."""
        return next(r.similarity for r in self.reasons if r.name == "wording")

    @property
    def plain(self) -> float:
        """How alike the words are, whatever they say otherwise."""
        return self.wording / _penalty(self.differences)


def select(text: str, start: int, end: int, *, context: int = CONTEXT) -> Quote:
    """The quote for `text[start:end]`, white space collapsed and trimmed at its ends.

    Its company is up to `context` characters on either side, in whole words where there is a space.
    ValueError if there is nothing but white space in that place.
    """
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    stop = begin + len(words.strip())
    if begin >= stop:
        raise ValueError("a claim needs words")
    before = text[max(0, begin - context) : begin]
    after = text[stop : stop + context]
    if begin > context and not text[begin - context - 1].isspace():
        before = before[_first_space(before) :]
    if stop + context < len(text) and not text[stop + context].isspace():
        after = after[: len(after) - _first_space(after[::-1])]
    return Quote(_collapse(text[begin:stop]), _collapse(before), _collapse(after))


def anchor(text: str, quote: Quote, *, hint: int | None = None) -> Found | None:
    """Where the quote stands in the text, or None where its words are gone.

    `hint` is the offset where it stood or is expected. The same words win over like words; among
    equals the company decides, then the hint. A sentence that says something else (a number,
    a unit, a negation or a direction turned round) is found only while the rest is nearly the
    same, and then says so in `differences`.
    """
    return next((p for p in places(text, quote, hint=hint) if is_the_quote(p, quote)), None)


def places(text: str, quote: Quote, *, hint: int | None = None, limit: int = 5) -> list[Found]:
    """Places that may be the quote's, the best first; the later ones are for a person to see."""
    known = prepare(text)
    wanted = Wanted.of(quote)
    if not wanted.words:
        return []
    near = None if hint is None else known.folded.position(hint)
    spans = _same(known.folded, wanted, near=near)
    if not spans:
        spans = _alike(known, wanted, near=near)
    found = [_judge(known, wanted, span, near=near) for span in spans]
    found = [place for place in found if place.same_words or place.wording >= LEAST_OFFERED]
    return _distinct(sorted(found, key=lambda f: (-f.score, f.start)))[:limit]


def is_the_quote(found: Found, quote: Quote) -> bool:
    """Whether a place may be taken for the quote's own, or only be shown to somebody."""
    if found.same_words:
        return True
    least = LEAST_WORDING
    recorded = {"words before": quote.prefix.strip(), "words after": quote.suffix.strip()}
    company = [r.similarity for r in found.reasons if recorded.get(r.name)]
    if company and max(company) < SAME_COMPANY:
        least = LEAST_WORDING_ELSEWHERE
    if len(_WORD.findall(quote.exact)) < SHORT:
        if found.differences:
            return False
        least = LEAST_WORDING_SHORT
    return found.plain >= least and found.wording >= LEAST_AFTER_PENALTIES


def gap(text: str, quote: Quote, *, hint: int | None = None) -> Found | None:
    """The place between the quote's old neighbours, whatever stands there now, or None.

    For a person who looks for an orphan: this is where it was.
    """
    known = prepare(text)
    wanted = Wanted.of(quote)
    if not wanted.words or min(len(wanted.before), len(wanted.after)) < LEAST_NEIGHBOUR:
        return None
    near = None if hint is None else max(0, known.folded.position(hint) - len(wanted.before))
    room = 3 * len(wanted.words) + 200
    for at in islice(_occurrences(known.folded.text, wanted.before, near=near), 5):
        start = at + len(wanted.before)
        end = known.folded.text.find(wanted.after, start, start + room)
        if end > start:
            return _judge(known, wanted, (start, end), near=near)
    return None


def rewritten(
    text: str, quote: Quote, low: int, high: int, *, hint: int | None = None
) -> list[tuple[Stretch, Found]]:
    """Where sentences between two offsets say most of the quote in whatever order, best first.

    At most `UNITS_REWRITTEN` sentences are looked at: those nearest to the hint.
    """
    known = prepare(text)
    wanted = Wanted.of(quote)
    if not wanted.content or low >= high:
        return []
    near = None if hint is None else known.folded.position(hint)
    worth = {word: known.worth(word) for word in wanted.content}
    other = sum(worth.values()) / len(worth)
    first = bisect_left(known.units, (known.folded.position(low), 0))
    last = bisect_left(known.units, (known.folded.position(high), 0))
    if last - first > UNITS_REWRITTEN:
        middle = first if near is None else bisect_right(known.units, (near, near))
        first = max(first, min(middle - UNITS_REWRITTEN // 2, last - UNITS_REWRITTEN))
        last = first + UNITS_REWRITTEN
    found = []
    for unit in known.units[first:last]:
        stretch = best_stretch(known.folded.lower, unit, worth, other)
        if stretch is not None:
            span = _narrowed(known, wanted, (stretch.start, stretch.end))
            found.append((stretch, _judge(known, wanted, span, near=near)))
    return sorted(found, key=lambda pair: (-pair[0].fit, pair[1].start))


def is_one_sentence(text: str, low: int, high: int) -> bool:
    """Whether one sentence alone stands between two offsets."""
    known = prepare(text)
    return len(_units_between(known, low, high)) == 1


def _units_between(known: Known, low: int, high: int) -> list[tuple[int, int]]:
    first = bisect_left(known.units, (known.folded.position(low), 0))
    last = bisect_left(known.units, (known.folded.position(high), 0))
    return known.units[first:last]


def half_kept(
    text: str, quote: Quote, low: int, high: int, *, hint: int | None = None
) -> Found | None:
    """The sentence between two offsets that begins as the quote does; or the only one there, if it
    ends so and says nothing else; or None."""
    known = prepare(text)
    wanted = Wanted.of(quote)
    units = _units_between(known, low, high)
    if len(units) > UNITS_REWRITTEN or not wanted.content:
        return None
    runs = [run for unit in units if (run := kept_run(known.folded.lower, unit, wanted.lower))]
    if len(runs) != 1 or not (runs[0][2] or len(units) == 1):
        return None
    run = runs[0]
    near = None if hint is None else known.folded.position(hint)
    found = _judge(known, wanted, _narrowed(known, wanted, run[:2]), near=near)
    return None if found.differences and not run[2] else found


def filled(text: str, quote: Quote, found: Found, *, hint: int | None = None) -> Found:
    """A place in a sentence that stands for the quote's: from its beginning, if the quote stood
    there, to its end, if the quote went so far."""
    known = prepare(text)
    wanted = Wanted.of(quote)
    start, end = known.folded.position(found.start), known.folded.position(found.end)
    low, high = known.unit_of(start)
    begins = not wanted.before.strip() or bool(_STOPPED.search(wanted.before))
    ends = wanted.words[-1:] in ".!?" or not wanted.after.strip() or wanted.after[0] in ".!?\n"
    span = (low if begins else start), (max(end, _last_word(known, low, high)) if ends else end)
    if span == (start, end):
        return found
    near = None if hint is None else known.folded.position(hint)
    return _judge(known, wanted, span, near=near)


def _last_word(known: Known, low: int, high: int) -> int:
    return max((match.end() for match in _WORD.finditer(known.folded.text, low, high)), default=low)


def _narrowed(known: Known, wanted: Wanted, span: tuple[int, int]) -> tuple[int, int]:
    return without_company(known.folded.text, span, wanted.before, wanted.after)


def _penalty(found: tuple[Difference, ...]) -> float:
    factor = 1.0
    for difference in found:
        factor *= KINDS[difference.kind]
    return factor


# The same words.


def _same(folded: Folded, wanted: Wanted, *, near: int | None) -> list[tuple[int, int]]:
    """Where the same words stand: in the same company if anywhere, with the same capitals if
    anywhere; the nearest to `near` first, at most `OCCURRENCES`."""
    size = len(wanted.words)
    whole = f"{wanted.before}{wanted.words}{wanted.after}"
    lead = len(wanted.before)
    for haystack, needle, offset in (
        (folded.text, whole, lead),
        (folded.text, wanted.words, 0),
        (folded.lower, wanted.lower, 0),
    ):
        if len(needle) > size and near is not None:
            near_here: int | None = max(0, near - offset)
        else:
            near_here = near
        starts = [
            start + offset
            for start in islice(_occurrences(haystack, needle, near=near_here), OCCURRENCES)
        ]
        # Only whole words: "able" is not found in "unable".
        whole_words = [(s, s + size) for s in starts if _is_whole(folded.text, s, s + size)]
        if whole_words:
            return whole_words
    return []


def _occurrences(text: str, needle: str, *, near: int | None) -> Iterator[int]:
    """Offsets of the needle, from `near` outwards: forward and backward in turn."""
    forward = text.find(needle, near or 0)
    backward = text.rfind(needle, 0, near + len(needle) - 1) if near else -1
    while forward >= 0 or backward >= 0:
        if forward >= 0:
            yield forward
            forward = text.find(needle, forward + 1)
        if backward >= 0:
            yield backward
            backward = text.rfind(needle, 0, backward + len(needle) - 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    def joined(offset: int) -> bool:
        return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()

    return not joined(start) and not joined(end)


# Like words.


def _alike(known: Known, wanted: Wanted, *, near: int | None) -> list[tuple[int, int]]:
    """Where most of the words stand close together, aligned and brought to word boundaries."""
    spans = []
    for number in _likely(known, wanted, near=near):
        span = align(known.folded.lower, wanted.lower, known.units[number])
        if span is not None and span not in spans:
            spans.append(span)
    return spans


def _likely(known: Known, wanted: Wanted, *, near: int | None) -> list[int]:
    """The units that share most of the words, rare words counting for more."""
    votes: dict[int, float] = defaultdict(float)
    for word in wanted.content:
        worth = known.worth(word)
        for key in keys(word):
            listed = known.index.get(key, [])
            if len(listed) <= POSTINGS:
                for number in listed:
                    votes[number] += worth
    home = len(known.units) // 2 if near is None else bisect_right(known.units, (near, near))
    least = min(nlargest(SENTENCES, votes.values()), default=0.0)
    likely = [number for number, worth in votes.items() if worth >= least]
    return sorted(likely, key=lambda n: (-votes[n], abs(n - home), n))[:SENTENCES]


# How good a place is.


def _judge(known: Known, wanted: Wanted, span: tuple[int, int], *, near: int | None) -> Found:
    start, end = span
    folded = known.folded
    words, lower = folded.text[start:end], folded.lower[start:end]
    same = lower == wanted.lower
    found = () if same else differences(wanted.lower, lower)
    if no := _denied(known, wanted, start):
        found = (*found, no)
    wording = 1.0 if words == wanted.words else _wording(known, wanted, words, lower)
    wording *= _penalty(found)
    before = folded.text[max(0, start - len(wanted.before)) : start]
    after = folded.text[end : end + len(wanted.after)]
    away = 0.0 if near is None else abs(start - near) / (len(folded.text) or 1)
    reasons = tuple(
        Reason(name, similarity, WEIGHTS[name], text)
        for name, similarity, text in (
            ("wording", wording, "; ".join(d.text for d in found)),
            ("words before", _company(wanted.before, before), ""),
            ("words after", _company(wanted.after, after), ""),
            ("position", 1 - min(1.0, away), ""),
        )
    )
    score = sum(r.similarity * r.weight for r in reasons) / sum(r.weight for r in reasons)
    return Found(*folded.original(start, end), score, reasons, same, found)


def _denied(known: Known, wanted: Wanted, start: int) -> Difference | None:
    """Whether a "not" in the same sentence leads up to the place and did not to the quote."""
    text = known.folded.text
    if not wanted.before.strip() or text.endswith(wanted.before, 0, start):
        return None
    # Where the quote begins a sentence nothing leads up to it, least of all a heading's words.
    led = "" if wanted.words[0].isupper() else wanted.before
    return denied(led, text[max(known.unit_of(start)[0], start - LEAD) : start])


def _wording(known: Known, wanted: Wanted, words: str, lower: str) -> float:
    """Half the letters in their order, half the words that matter, capitals a little: 0 to 1.

    Letters alone find likeness in any two sentences; words alone do not see their order. A word
    that few sentences of the text have counts for more, so that two sentences that share only
    what the whole text is about are not taken for the same.
    """
    letters = Indel.normalized_similarity(wanted.lower, lower)
    capitals = Indel.normalized_similarity(wanted.words, words)
    worth = {word: known.worth(word) for word in wanted.content}
    there = shared(wanted.content, _WORD.findall(lower))
    words_kept = sum(worth[word] for word in there) / sum(worth.values())
    return 0.45 * letters + 0.05 * capitals + 0.5 * words_kept


def _company(wanted: str, stands: str) -> float:
    """How alike the words around are. Where none were recorded, nothing speaks against."""
    if not wanted.strip():
        return 1.0
    return Indel.normalized_similarity(wanted, stands)


def _distinct(found: list[Found]) -> list[Found]:
    """Without places that overlap a better one."""
    kept: list[Found] = []
    for place in found:
        if all(place.end <= other.start or other.end <= place.start for other in kept):
            kept.append(place)
        if len(kept) >= OCCURRENCES:
            break
    return kept


def _first_space(text: str) -> int:
    """Where the first white space is that has words after it; 0 where there is none."""
    match = re.search(r"\s(?=.*\w)", text, re.DOTALL)
    return match.start() if match else 0


def _collapse(text: str) -> str:
    return re.sub(r"\s+", " ", text)
