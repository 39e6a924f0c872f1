"""In what a place says something else than a passage: numbers, units, denial, direction, names."""

import re

from evidence.quotes.parts import AUXILIARIES
from evidence.quotes.tokens import Token, tokens
from evidence.quotes.vocabulary import (
    BELITTLING,
    MAY_BE_LEFT_OUT,
    MAY_BE_PUT_IN,
    SAYING_MORE,
    SUBSTANCES,
)

DENIED_WITHIN = 4  # words: as far as "no" reaches into what follows it
_CLAUSE = re.compile(r"[.,;:!?()]")


def differences(
    passage: list[Token], window: list[Token], around: list[Token], pairs: dict[int, int]
) -> list[str]:
    """Sentences about what the text says otherwise; none where it says the same.

    `window` is the stretch of the text that corresponds to the passage, `around` the whole of its
    sentence, `pairs` the places of corresponding tokens in passage and window.
    """
    return [
        *_numbers(passage, window, around, pairs),
        *_units(passage, window, around, pairs),
        *_negations(passage, window, pairs),
        *_directions(passage, window, around, pairs),
        *_substances(passage, window, around),
    ]


def _said(number: Token) -> str:
    unit = number.unit.lstrip("~").replace("date", "")
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
    before or after "by 1.3 points"), with a neighbour, to no place of another of its kind, and not
    past another of its kind: 12 of 40 is not 40 of 12.
    """
    found: list[str] = []
    last: dict[str, int] = {}
    for at, token in enumerate(passage):
        if token.fact != "number":
            continue
        cut, kind = at == len(passage) - 1, token.unit.lstrip("~")
        if at in pairs:
            other = window[pairs[at]]
            if not _agree(token, other, cut=cut):
                found.append(f"“{_said(token)}” is “{_said(other)}” in the text")
            if other.start < last.get(kind, -1):
                found.append(f"{_said(token)} stands in another place among the numbers")
            last[kind] = other.start
            continue
        opposite = [t for t in _opposite(at, window, pairs) if t.fact == "number"]
        rival = next((t for t in opposite if t.unit.lstrip("~") == kind or not kind), None)
        if rival is not None and rival.key != token.key:
            found.append(f"“{_said(token)}” is “{_said(rival)}” in the text")
            continue
        place = _moved(passage, at, around, cut=cut)
        if place is None:
            found.append(_why(token, window))
        elif place < last.get(kind, -1):
            found.append(f"{_said(token)} stands in another place among the numbers")
        else:
            last[kind] = place
    return found


def _opposite(at: int, window: list[Token], pairs: dict[int, int]) -> list[Token]:
    """What the window has between the neighbours of a token that it has not."""
    before = max((i for i in pairs if i < at), default=None)
    after = min((i for i in pairs if i > at), default=None)
    low = 0 if before is None else pairs[before] + 1
    high = len(window) if after is None else pairs[after]
    return window[low:high]


def _moved(passage: list[Token], at: int, around: list[Token], *, cut: bool) -> int | None:
    """Where in the sentence a number stands beside one of its neighbours; None if nowhere."""
    beside = {t.key for t in passage[max(0, at - 1) : at + 2] if t is not passage[at]}
    for n, token in enumerate(around):
        if token.fact != "number" or not _agree(passage[at], token, cut=cut):
            continue
        if not beside.isdisjoint(x.key for x in around[max(0, n - 1) : n + 2] if x is not token):
            return token.start
    return None


def _why(token: Token, window: list[Token]) -> str:
    others = ", ".join(dict.fromkeys(_said(t) for t in window if t.fact == "number"))
    return f"{_said(token)} is not there; the text has {others or 'no number'}"


def _units(
    passage: list[Token], window: list[Token], around: list[Token], pairs: dict[int, int]
) -> list[str]:
    """Units that stand alone ("weekly", "for months") and are others, or not there."""
    found = []
    for at, token in enumerate(passage):
        if token.fact != "unit" or at in pairs:
            continue
        rival = next((t for t in _opposite(at, window, pairs) if t.fact == "unit"), None)
        if rival is not None and rival.key != token.key:
            found.append(f"“{token.word}” is “{rival.word}” in the text")
        elif not _beside_the_same(passage, at, around):
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
    passage: list[Token], window: list[Token], around: list[Token], pairs: dict[int, int]
) -> list[str]:
    """Words of direction that are turned round, put in or left out.

    Some may be left out or put in, or stand in another part of the sentence with a neighbour; the
    opposite of a word never stands for it.
    """
    theirs = set(pairs.values())
    lost = [at for at, t in enumerate(passage) if t.fact == "direction" and at not in pairs]
    more = [t for at, t in enumerate(window) if t.fact == "direction" and at not in theirs]
    found = []
    for at in lost:
        token, axis = passage[at], _axis(passage[at])
        other = next((t for t in more if _axis(t) == axis), None)
        if other is not None and other.key != token.key:
            found.append(f"“{token.word}” is “{other.word}” in the text")
        elif other is not None or (token.word == "all" and at and passage[at - 1].word == "in"):
            continue  # the same word in another place of the sentence; "In all, 10 of 49"
        elif (axis not in MAY_BE_PUT_IN or token.word in SAYING_MORE) and not (
            axis in MAY_BE_LEFT_OUT and _beside_the_same(passage, at, around)
        ):
            found.append(f"“{token.word}” is not there")
    kept = {passage[at].key for at in lost}
    # "The long term; the short-term figure …" is no "short term; the short-term figure".
    said = {t.key for t in passage if t.fact == "direction"}
    axes = {_axis(t) for t in passage if t.fact == "direction"}
    return found + [
        f"the text says “{t.word}”"
        for t in more
        if t.key not in kept
        and (_axis(t) not in MAY_BE_LEFT_OUT or (_axis(t) in axes and t.key not in said))
    ]


def _axis(token: Token) -> str:
    return token.key.rpartition(" ")[0]


def _beside_the_same(passage: list[Token], at: int, around: list[Token]) -> bool:
    beside = {t.key for t in passage[max(0, at - 1) : at + 2] if t is not passage[at]}
    return any(
        token.key == passage[at].key
        and not beside.isdisjoint(x.key for x in around[max(0, n - 1) : n + 2] if x is not token)
        for n, token in enumerate(around)
    )


def _substances(passage: list[Token], window: list[Token], around: list[Token]) -> list[str]:
    """Drugs and comparators: another one, or exchanged round “than” or among numbers."""
    there = {t.word for t in around if t.word in SUBSTANCES}
    found = [
        f"“{t.word}” is not there" for t in passage if t.word in SUBSTANCES and t.word not in there
    ]
    one, other = _compared_with(passage), _compared_with(window)
    if one and other and one != other:
        found.append(f"compared with {other}, not with {one}")
    if sum(t.fact == "number" for t in passage) > 1 and not found:
        mine = list(dict.fromkeys(t.word for t in passage if t.word in SUBSTANCES))
        theirs = list(dict.fromkeys(t.word for t in window if t.word in SUBSTANCES))
        if len(mine) > 1 and [word for word in theirs if word in mine] != mine:
            found.append(f"{' and '.join(mine)} stand in another order beside the numbers")
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


def _reaching(leading: list[Token]) -> list[Token]:
    """What leads up to a place, from the last "without" on only if no "to" stands after it."""
    for at in range(len(leading) - 1, -1, -1):
        if leading[at].word == "to" and any(t.word == "without" for t in leading[:at]):
            return leading[at + 1 :]
    return leading


_FOLLOWING = 24  # characters in which "not" follows an auxiliary


def cut_off(last: Token, text: str) -> list[str]:
    """A denial right behind the place, whose verb is the place's last word: “morphine did not”."""
    if last.word not in AUXILIARIES:
        return []
    after = tokens(text, last.end, min(len(text), last.end + _FOLLOWING))
    if after and after[0].fact == "negation" and not text[last.end : after[0].start].strip():
        return [f"the text says “{after[0].word}” after it"]
    return []


def denied(passage: list[Token], first: Token, text: str) -> list[str]:
    """A denial that leads up to the place, within its clause, and is not in the passage."""
    low = max(0, first.start - 80)
    before = text[low : first.start]
    if low and not before[:1].isspace():
        before = before[before.find(" ") + 1 :] if " " in before else ""
    leading = _reaching(tokens(_CLAUSE.split(before)[-1]))
    if any(t.fact == "negation" for t in leading[-DENIED_WITHIN:]):
        word = next(t.word for t in leading[-DENIED_WITHIN:] if t.fact == "negation")
        if not (passage and passage[0].fact == "negation"):
            return [f"the text says “{word}” before it"]
    if leading and leading[-1].word in BELITTLING:
        return [f"the text says “{leading[-1].word}” before it"]
    return []
