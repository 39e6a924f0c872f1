"""A passage in pieces: its sentences, and what stands around something left out."""

import re
from dataclasses import dataclass
from itertools import pairwise

from evidence.quotes.parts import AUXILIARIES
from evidence.quotes.tokens import STOP, tokens

LEAST_WORDS = 4  # fewer say nothing by themselves
_LEFT_OUT = re.compile(r"\s*[\[(]?\s*(?:\.\s?\.\s?\.|…)\s*[\])]?\s*")
# "…, and the mean age was 51.5 years": a second statement, if both have figures.
_AND = re.compile(r"[,;]\s+(?:(?:and|but|while|whereas|yet|although|though)\s+)?")
_WORD = re.compile(r"\w+")
_TURNING = frozenset(("but", "although", "though", "whereas", "while", "yet", "however", "except"))
# A word on one of these axes between two pieces may be what the second one is not said of.
_AXES = frozenset("amount worth speed severity frequency side chance equal".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a passage; `left_out` says that something was left out before them."""

    words: str
    left_out: bool = False


def pieces(passage: str) -> list[Piece]:
    """The pieces of a passage, in order; one where it cannot be cut."""
    found: list[Piece] = []
    for number, part in enumerate(_LEFT_OUT.split(passage)):
        for at, sentence in enumerate(_sentences(part)):
            found.append(Piece(sentence, left_out=number > 0 and at == 0))
    found = [piece for piece in found if piece.words]
    sizes = [len(_WORD.findall(piece.words)) for piece in found]
    # A few words beside what was left out: “… resistance to […] nevirapine”.
    beside = [a.left_out or b.left_out for a, b in pairwise([*found, Piece("")])]
    few = [size < LEAST_WORDS and not left for size, left in zip(sizes, beside, strict=True)]
    if any(few) or 0 in sizes or max(sizes, default=0) < LEAST_WORDS:
        return [Piece(passage)]
    return found


def _sentences(words: str) -> list[str]:
    ends = [0, *(match.end() for match in STOP.finditer(words)), len(words)]
    whole = [words[a:b].strip() for a, b in pairwise(ends)]
    return [one for sentence in whole for one in _statements(sentence)]


def _statements(sentence: str) -> list[str]:
    """A sentence of two statements with figures of their own, as two."""
    for match in _AND.finditer(sentence):
        halves = [sentence[: match.start()], sentence[match.end() :]]
        semicolon = match[0].startswith(";")
        long = all(len(_WORD.findall(half)) >= LEAST_WORDS for half in halves)
        if long and (semicolon or (_WORD.search(match[0]) and all(map(_is_statement, halves)))):
            return [halves[0], *_statements(halves[1])]
    return [sentence]


def _is_statement(half: str) -> bool:
    """Whether words have figures of their own, or a subject and a verb: “and models were used”."""
    if re.search(r"\d", half):
        return True
    words = [word.lower() for word in _WORD.findall(half)]
    return any(word in AUXILIARIES for word in words[1:]) and words[0] not in AUXILIARIES


def turns(between: str) -> bool:
    """Whether what was left out could turn what follows: a denial, a direction, a “but”; not as
    a part of another word (rate-drop, non-cardiac)."""
    return any(
        token.fact == "negation"
        or token.word in _TURNING
        or (token.fact == "direction" and token.key.rpartition(" ")[0] in _AXES)
        for token in tokens(between)
        if "-" not in (between[token.start - 1 : token.start], between[token.end : token.end + 1])
    )
