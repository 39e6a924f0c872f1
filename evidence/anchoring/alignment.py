"""Which stretch of a text is most like some words: aligned, then moved to the edges of words."""

import re

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from evidence.anchoring.sentences import clause_edges

PIECE = 240  # longer quotes are aligned by their beginning and their end
LONG = 1_000  # words: the ends of a longer quote are left as they were aligned
REACH = 60  # how far a span's ends may be moved
# What a whole clause is worth beside likeness, and what it costs to run on into the next sentence:
# enough to take or leave a word or two, not a clause.
WHOLE_CLAUSE = 0.02
CROSSED_SENTENCE = 0.06

_WORD = re.compile(r"\w+")
_WORD_BEFORE = re.compile(r"(?<!\w)\w+[^\w.,;:!?()]{0,3}$")
_WORD_AFTER = re.compile(r"[^\w.,;:!?()]{0,3}\w+")
_STOP = re.compile(r"[.!?](?= )")


def align(text: str, words: str, around: tuple[int, int]) -> tuple[int, int] | None:
    """The stretch of the text near a span that is most like the words, between word boundaries.

    Text and words are folded and in small letters. The work is bounded by the length of the words,
    whatever the length of the text.
    """
    start, end = around
    if len(words) <= PIECE:
        low, high = max(0, start - len(words)), min(len(text), end + len(words))
        span = _best_stretch(text, words, low, high)
    else:
        span = _by_its_ends(text, words, around)
    return None if span is None else _complete(text, words, _refine(text, words, span))


def _best_stretch(text: str, words: str, low: int, high: int) -> tuple[int, int] | None:
    window = text[low:high]
    if len(window) <= len(words):
        return (low, high) if window.strip() else None
    aligned = fuzz.partial_ratio_alignment(words, window)
    if aligned is None or aligned.dest_start >= aligned.dest_end:
        return None
    return low + aligned.dest_start, low + aligned.dest_end


def _by_its_ends(text: str, words: str, unit: tuple[int, int]) -> tuple[int, int] | None:
    """For a long quote: where it would begin and end, each found by its own words."""
    start, end = unit
    size = len(words)
    head = _best_stretch(text, words[:PIECE], max(0, start - PIECE), min(len(text), end + PIECE))
    if head is None:
        return None
    expected = head[0] + size
    slack = PIECE + size // 4
    tail = _best_stretch(
        text,
        words[-PIECE:],
        max(head[1], expected - PIECE - min(slack, 20 * PIECE)),
        min(len(text), expected + min(slack, 20 * PIECE)),
    )
    return None if tail is None or tail[1] <= head[0] else (head[0], tail[1])


def _refine(text: str, words: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span moved to word boundaries, and to those of a clause where that fits better."""
    low, high = max(0, span[0] - REACH), min(len(text), span[1] + REACH)
    edges = {low + edge for edge in clause_edges(text[low:high])}
    begins = _boundaries(text, span[0], edges, opening=True)
    ends = _boundaries(text, span[1], edges, opening=False)
    if len(words) > 2 * PIECE:  # comparing long texts many times over is not worth a word
        return begins[0], max(ends[0], begins[0] + 1)
    stops = [low + match.start() for match in _STOP.finditer(text[low:high])]
    allowed = len(_STOP.findall(words))

    def fits(span: tuple[int, int]) -> tuple[float, int]:
        start, end = span
        crossed = sum(start < stop < end for stop in stops) - allowed
        likeness = Indel.normalized_similarity(words, text[start:end])
        whole = (start in edges) + (end in edges)
        return likeness + WHOLE_CLAUSE * whole - CROSSED_SENTENCE * max(0, crossed), -start

    return max(((b, e) for b in begins for e in ends if b < e), key=fits, default=span)


def _boundaries(text: str, offset: int, edges: set[int], *, opening: bool) -> list[int]:
    """Where a span may begin or end: the word boundaries close to an offset, then the edges of
    clauses a little farther off; the nearest first."""
    low, high = max(0, offset - REACH), min(len(text), offset + REACH)
    words = [match.start() if opening else match.end() for match in _WORD.finditer(text, low, high)]
    # A match cut by the window's edge is no boundary.
    words = [
        o for o in words if not (0 < o < len(text) and text[o - 1].isalnum() and text[o].isalnum())
    ]
    words.sort(key=lambda o: (abs(o - offset), o))
    clauses = [o for o in words if o in edges]
    return list(dict.fromkeys([*words[:4], *clauses[:2]])) or [offset]


def _complete(text: str, words: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span with the words put back that likeness left out at its ends.

    Alignment drops what differs: of "less frequent than placebo" it keeps "frequent than placebo"
    for "more frequent than placebo", and nobody would see what was turned round. Words are taken in
    again, as many as the quote has there, up to the edge of the clause.
    """
    start, end = span
    wanted = [word[:5] for word in _WORD.findall(words)]
    there = [word[:5] for word in _WORD.findall(text, start, end)]
    blocks = [b for b in Indel.opcodes(wanted, there).as_matching_blocks() if b.size]
    if not blocks or len(wanted) > LONG:
        return span
    ahead = blocks[0].a - blocks[0].b
    behind = (len(wanted) - blocks[-1].a - blocks[-1].size) - (
        len(there) - blocks[-1].b - blocks[-1].size
    )
    for _ in range(ahead):
        match = _WORD_BEFORE.search(text, max(0, start - REACH), start)
        if match is None:
            break
        start = match.start()
    for _ in range(behind):
        match = _WORD_AFTER.match(text, end)
        if match is None:
            break
        end = match.end()
    return start, end
