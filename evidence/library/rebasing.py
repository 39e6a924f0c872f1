"""Two people who began from one text: what both wrote, sentence by sentence, in one text. Pure.

A sentence that only one of them changed is taken from that one. A sentence that both changed is a
conflict: mine stands, theirs is told. Sentences are never mixed from two hands word by word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from evidence.anchoring import sentences

# Comparing keeps a bit for each pair of pieces; longer texts are one conflict as a whole.
COMPARED_PAIRS = 400_000_000


@dataclass(frozen=True, slots=True)
class Clash:
    """What both changed: how it was, and what each made of it ("" where it was taken out)."""

    was: str
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Rebased:
    text: str
    clashes: tuple[Clash, ...]


def rebase(base: str, theirs: str, mine: str) -> Rebased:
    """My text with what they changed in the one that we both began from."""
    if base == theirs or theirs == mine:
        return Rebased(mine, ())
    if base == mine:
        return Rebased(theirs, ())
    old, left, right = _pieces(base), _pieces(theirs), _pieces(mine)
    if len(old) * max(len(left), len(right)) > COMPARED_PAIRS:
        return Rebased(mine, (Clash(base, theirs, mine),))
    in_left, in_right = _matches(old, left), _matches(old, right)
    parts: list[str] = []
    clashes: list[Clash] = []
    a = b = c = 0
    for stop in [*(n for n in range(len(old)) if n in in_left and n in in_right), len(old)]:
        b_stop, c_stop = in_left.get(stop, len(left)), in_right.get(stop, len(right))
        was, one, other = old[a:stop], left[b:b_stop], right[c:c_stop]
        taken = one if was == other else other
        if one not in (was, other) and other != was:
            found = Clash(*("".join(words).strip() for words in (was, one, other)))
            clashes.append(found)
        parts += taken
        if stop < len(old):
            parts.append(old[stop])
        a, b, c = stop + 1, b_stop + 1, c_stop + 1
    return Rebased("".join(parts), tuple(clashes))


def _pieces(text: str) -> list[str]:
    """Sentences, and what stands between them."""
    return [piece for piece in _cut(text) if piece]


def _cut(text: str) -> Iterator[str]:
    here = 0
    for start, end in sentences(text):
        yield text[here:start]
        yield text[start:end]
        here = end
    yield text[here:]


def _matches(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which piece of the old list is which of the new one, in the same order."""
    found: dict[int, int] = {}
    for code in Indel.opcodes(old, new):
        if code.tag == "equal":
            for step in range(code.src_end - code.src_start):
                found[code.src_start + step] = code.dest_start + step
    return found
