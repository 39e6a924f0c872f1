"""A text cut where claims begin and end, so that overlapping claims can be shown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A claim's place in a text: characters `start` to `end`, the end not included."""

    claim: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text and the claims that cover it, the innermost first.

    `first_of` names the claims that are to be reached here (by a link, a tab stop, an anchor):
    each claim stands in `first_of` of exactly one segment, the first in which it is the innermost
    or, where it never is, its first.
    """

    text: str
    claims: tuple[str, ...]
    first_of: tuple[str, ...]


def segments(text: str, spans: Iterable[Span]) -> list[Segment]:
    """The text in pieces; joined, they are the text again, however the spans overlap.

    Spans that stick out are cut off, empty ones left out. The innermost claim is the one whose
    span is shortest, then the one that begins later.
    """
    inside = [
        Span(span.claim, start, end)
        for span in spans
        if (start := max(0, span.start)) < (end := min(len(text), span.end))
    ]
    cuts = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    pieces = [
        (a, b, covering)
        for a, b, covering in zip(cuts, cuts[1:], _covering(cuts, inside), strict=False)
    ]
    home = _homes(covering for _, _, covering in pieces)
    return [
        Segment(text[a:b], covering, tuple(c for c in covering if home[c] == number))
        for number, (a, b, covering) in enumerate(pieces)
    ]


def _covering(cuts: list[int], spans: list[Span]) -> Iterable[tuple[str, ...]]:
    """The claims over each piece between two cuts, innermost first. A sweep over the spans."""
    waiting = sorted(spans, key=lambda s: s.start, reverse=True)
    active: list[Span] = []
    for cut in cuts[:-1]:
        active = [span for span in active if span.end > cut]
        while waiting and waiting[-1].start <= cut:
            active.append(waiting.pop())
        active.sort(key=lambda s: (s.end - s.start, -s.start, s.claim))
        yield tuple(dict.fromkeys(span.claim for span in active))


def _homes(coverings: Iterable[tuple[str, ...]]) -> dict[str, int]:
    first: dict[str, int] = {}
    innermost: dict[str, int] = {}
    for number, covering in enumerate(coverings):
        for claim in covering:
            first.setdefault(claim, number)
        if covering:
            innermost.setdefault(covering[0], number)
    return {**first, **innermost}
