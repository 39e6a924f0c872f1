"""What became of a claim in a new version of its article."""

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from evidence.anchoring.meaning import Difference
from evidence.anchoring.search import (
    LEAST_WORDING,
    Found,
    Quote,
    filled,
    gap,
    half_kept,
    is_one_sentence,
    is_the_quote,
    places,
    prepare,
    rewritten,
)
from evidence.vocabulary import AnchorState

# With no sentence in common, or no earlier place, the company alone says whether the place is the
# same: on average this much of the words before and after must still be there.
SAME_COMPANY = 0.8
# Words so much alike are the claim's wherever they stand; others only if nothing between the
# claim's old neighbours says it.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Reanchored:
    """A claim's fate: where it stands now, or for an orphan where a person might look.

    `start`, `end` and `text` are None for an orphan, its score 0. `candidates` are other places to
    look at, for an orphan first the one between its old neighbours, then the best first.
    `differences` say in what the words now say something else.
    """

    state: AnchorState
    start: int | None
    end: int | None
    score: float
    text: str | None
    candidates: tuple[Found, ...]
    differences: tuple[Difference, ...] = ()


def reanchor(
    old_text: str,
    old_start: int | None,
    old_end: int | None,
    new_text: str,
    quote: Quote,
) -> Reanchored:
    """Finds a claim of the old version in the new one and says what became of it.

    anchored: the same words in the same place (in the same order among the sentences that both
    versions have); moved: the same words elsewhere; reworded: like words, or the same words after
    another "not", or between the claim's old neighbours a sentence with most of its words in
    whatever order; orphaned: no such words. A sentence that stood there before is not the claim in
    other words.
    `old_start` is None when the claim had no place in the old version.
    """
    kept = _kept(old_text, new_text)
    hint = kept.expected(old_start)
    seen = places(new_text, quote, hint=hint)
    found = next((p for p in seen if is_the_quote(p, quote) and kept.may_be(p)), None)
    slot = kept.slot(old_start, old_end, len(new_text))
    if slot is not None and (found is None or (found.plain < SURE and not _within(found, slot))):
        found = _rewritten(new_text, quote, slot, seen, hint=hint) or found
        if found is not None and _within(found, slot) and not found.same_words:
            before = kept.old_slot(old_start, old_end, len(old_text))
            if is_one_sentence(old_text, *before) and is_one_sentence(new_text, *slot):
                found = filled(new_text, quote, found, hint=hint)
    if found is None:
        was = gap(new_text, quote, hint=hint)
        if was is not None:
            seen = [was, *_apart(seen, was)]
        return Reanchored(AnchorState.ORPHANED, None, None, 0.0, None, tuple(seen))
    if not found.same_words or found.differences:
        state = AnchorState.REWORDED
    elif kept.same_place(old_start, old_end, found):
        state = AnchorState.ANCHORED
    else:
        state = AnchorState.MOVED
    return Reanchored(
        state,
        found.start,
        found.end,
        found.score,
        new_text[found.start : found.end],
        tuple(_apart(seen, found)),
        found.differences,
    )


def _rewritten(
    text: str, quote: Quote, slot: tuple[int, int], seen: list[Found], *, hint: int | None
) -> Found | None:
    """What stands between the claim's old neighbours, if it says most of what the claim says."""
    # Where the words kept their order, their alignment knows best where they begin and end.
    aligned = next((p for p in seen if p.plain >= LEAST_WORDING and _within(p, slot)), None)
    found = rewritten(text, quote, *slot, hint=hint)
    alone = len(found) == 1 and is_one_sentence(text, *slot)
    if not found or not (found[0][0].says_it_alone if alone else found[0][0].says_it):
        return aligned or half_kept(text, quote, *slot, hint=hint)
    place = found[0][1]
    if aligned and aligned.start < place.end and place.start < aligned.end:
        return aligned
    return place


def _within(found: Found, span: tuple[int, int]) -> bool:
    return span[0] <= found.start and found.end <= span[1]


def _apart(seen: list[Found], found: Found) -> list[Found]:
    return [p for p in seen if p.end <= found.start or found.end <= p.start]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The sentences that both versions have in the same order: where each began and ended."""

    old: tuple[tuple[int, int], ...]
    old_ends: tuple[int, ...]
    new: tuple[tuple[int, int], ...]
    growth: float

    def expected(self, old_start: int | None) -> int | None:
        """Where a place of the old text should be in the new one."""
        if old_start is None:
            return None
        before = bisect_right(self.old, old_start, key=_begin) - 1
        if before >= 0:
            return self.new[before][0] + old_start - self.old[before][0]
        return round(old_start * self.growth)

    def slot(self, old_start: int | None, old_end: int | None, size: int) -> tuple[int, int] | None:
        """What stands in the new text between the sentences kept on either side of a place."""
        if old_start is None or old_end is None:
            return None
        before = bisect_right(self.old_ends, old_start) - 1
        after = bisect_left(self.old, (old_end, 0))
        low = self.new[before][1] if before >= 0 else 0
        return low, self.new[after][0] if after < len(self.new) else size

    def old_slot(self, old_start: int | None, old_end: int | None, size: int) -> tuple[int, int]:
        """What stood there in the old text between the same sentences."""
        if old_start is None or old_end is None:
            return 0, size
        before = bisect_right(self.old_ends, old_start) - 1
        after = bisect_left(self.old, (old_end, 0))
        low = self.old[before][1] if before >= 0 else 0
        return low, self.old[after][0] if after < len(self.old) else size

    def may_be(self, found: Found) -> bool:
        """Whether a place can be the claim: other words than the claim's are not if they stood
        there before, in a sentence that was kept."""
        if found.same_words:
            return True
        at = bisect_right(self.new, found.start, key=_begin) - 1
        return at < 0 or self.new[at][1] <= found.start

    def same_place(self, old_start: int | None, old_end: int | None, found: Found) -> bool:
        """Whether what was found stands between the same sentences as before."""
        if old_start is None or old_end is None or not self.old:
            company = [r.similarity for r in found.reasons if r.name.startswith("words")]
            return sum(company) / len(company) >= SAME_COMPANY
        # The last sentence kept that begins before the claim, the first that ends after it.
        before = bisect_right(self.old, (old_start, self.old[-1][1])) - 1
        after = bisect_left(self.old_ends, old_end)
        low = self.new[before][0] if before >= 0 else 0
        high = self.new[after][1] if after < len(self.new) else None
        return low <= found.start and (high is None or found.end <= high)


def _begin(span: tuple[int, int]) -> int:
    return span[0]


@lru_cache(maxsize=4)
def _kept(old_text: str, new_text: str) -> _Kept:
    """Sentences that occur once in each version, in the longest common order. n log n."""
    old, new = _unique(old_text), _unique(new_text)
    pairs = [(span, new[words]) for words, span in old.items() if words in new]
    chosen = _longest_rising([there[0] for _, there in pairs])
    return _Kept(
        tuple(pairs[i][0] for i in chosen),
        tuple(pairs[i][0][1] for i in chosen),
        tuple(pairs[i][1] for i in chosen),
        len(new_text) / (len(old_text) or 1),
    )


def _unique(text: str) -> dict[str, tuple[int, int]]:
    """The sentences that stand once in the text, folded, and where."""
    known = prepare(text)
    words = [known.folded.lower[start:end].rstrip() for start, end in known.units]
    often = Counter(words)
    return {
        sentence: known.folded.original(*unit)
        for sentence, unit in zip(words, known.units, strict=True)
        if often[sentence] == 1
    }


def _longest_rising(values: list[int]) -> list[int]:
    """Indices of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    previous: list[int] = [-1] * len(values)
    for index, value in enumerate(values):
        pile = bisect_left(tops, value)
        if pile == len(tops):
            tops.append(value)
            piles.append(index)
        else:
            tops[pile] = value
            piles[pile] = index
        previous[index] = piles[pile - 1] if pile else -1
    chosen = []
    index = piles[-1] if piles else -1
    while index >= 0:
        chosen.append(index)
        index = previous[index]
    return chosen[::-1]
