"""What a passage says and a sentence does not: for a passage in other words, in another order.

`facts` compares aligned words, which is strict: a passage in the active voice has another order
than a sentence in the passive. Here the two are compared without alignment, fact by fact, and
everything that could make another statement of the same words is an objection: a number with
another label, an arm that the sentence does not name, numbers and arms exchanged, a denial more or
less.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence.quotes.concepts import QUANTIFIERS
from evidence.quotes.everyday import EVERYDAY
from evidence.quotes.figures import numbers, units
from evidence.quotes.groups import compared, unnamed
from evidence.quotes.labels import labels
from evidence.quotes.parts import Part, axis_of
from evidence.quotes.vocabulary import MAY_BE_LEFT_OUT, MAY_BE_PUT_IN, SAYING_MORE

LEAST_COVERED = 0.75  # of what the passage says, so much must be said by the sentence or near it
LEAST_IN_SENTENCE = 0.6
ELSEWHERE = 0.5  # what a word counts that stands elsewhere in the text only
LEAST_SAID = 3  # words and numbers that both have
BESIDE = 3  # words: as far as a figure stands from the denial of what it is said of
SOME = frozenset(("some", "several", "any", "many", "most", "few"))
MOST_CLAUSES = 24
_BEING = frozenset("is are was were been".split())  # noqa: SIM905
TOO_FEW = "too few of its words are there"
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Said:
    """How much of a passage a sentence says, 0 to 1, where, and what speaks against it; `inside`
    without what stands elsewhere in the text."""

    covered: float
    inside: float
    start: int
    end: int
    objections: tuple[str, ...]


def say(
    passage: list[Part],
    sentence: list[Part],
    groups: frozenset[str],
    near: Counter[str],
    counted: frozenset[tuple[str, str]] = frozenset(),
) -> Said:
    """How a passage stands to a sentence of a text.

    `groups` are the words that tell the text's groups apart, `near` counts the concepts that the
    text affirms anywhere, `counted` are its counts with what they count (380, children).
    """
    if any(p.concept == "# 0" for p in sentence):
        passage = [_zero(part) for part in passage]
    single = next((p for p in sentence if p.token.word == "single"), None)
    if single is not None:
        passage = [_one(part, single) for part in passage]
    used = _run(passage, sentence)
    here = {part.concept for part in sentence}
    # What everybody may say in other words is not missed.
    wanted = [p for p in passage if p.counts and (p.concept in here or not _everyday(p))]
    inside = [part for part in wanted if part.concept in here]
    every = [part for part in passage if part.counts]
    share = sum(map(_weight, inside)) / max(1.0, sum(map(_weight, every)))
    elsewhere = [p for p in wanted if p.concept not in here and near[p.concept]]
    covered = (len(inside) + ELSEWHERE * len(elsewhere)) / max(1, len(wanted))
    least = LEAST_SAID
    if len(inside) == len(wanted) > 0:
        # All of it is there: then two are enough with a figure, and one in a sentence as short.
        least -= any(p.token.fact for p in inside)
        short = sum(part.counts for part in used) <= len(inside) + 1
        least = 1 if short else least
    ends = used or sentence
    found = Said(
        covered,
        share,
        min(part.token.start for part in ends),
        max(part.token.end for part in ends),
        (TOO_FEW,),
    )
    if len(inside) < least or len(inside) < LEAST_IN_SENTENCE * len(wanted):
        return found  # whatever else speaks against it
    objections = [
        *labels(passage, sentence),
        *numbers(passage, sentence, groups, counted),
        *units(passage, sentence),
        *_denials(passage, used),
        *_sameness(passage, used),
        *_directions(passage, used, sentence),
        *unnamed(passage, sentence, groups),
        *compared(passage, sentence, groups),
    ]
    if covered < LEAST_COVERED:
        gone = [p.token.word for p in wanted if p.concept not in here and not near[p.concept]]
        objections.append(f"“{' '.join(gone[:3])}” is not there" if gone else "it says too little")
    return replace(found, objections=tuple(dict.fromkeys(objections)))


def _everyday(part: Part) -> bool:
    return not part.token.fact and bool({part.token.word, part.concept} & EVERYDAY)


def _zero(part: Part) -> Part:
    """“None of them” for 0 %."""
    if part.token.word != "none":
        return part
    return replace(part, token=replace(part.token, key="0", fact="number"), concept="# 0")


def _one(part: Part, single: Part) -> Part:
    """“One family” for “a single family”."""
    if part.token.word != "one":
        return part
    token = replace(part.token, key=single.token.key, fact=single.token.fact)
    return replace(part, token=token, concept=single.concept)


def _weight(part: Part) -> float:
    return 1.5 if part.token.fact else 1.0


def _run(passage: list[Part], sentence: list[Part]) -> list[Part]:
    """The run of clauses with most of the passage's words and fewest others (F2)."""
    wanted = {part.concept for part in passage if part.counts}
    clauses = sorted({part.clause for part in sentence})
    if len(clauses) > MOST_CLAUSES:
        return sentence
    best: tuple[float, list[Part]] = (-1.0, [])
    for first in range(len(clauses)):
        run: list[Part] = []
        for clause in clauses[first:]:
            run = run + [part for part in sentence if part.clause == clause]
            mine = {part.concept for part in run if part.concept in wanted}
            other = sum(part.counts and part.concept not in wanted for part in run)
            recall = len(mine) / max(1, len(wanted))
            precision = len(mine) / max(1, len(mine) + other)
            fit = 5 * recall * precision / max(1e-9, 4 * precision + recall)
            if round(fit, 6) > best[0] or (round(fit, 6) == best[0] and len(run) > len(best[1])):
                best = round(fit, 6), run
    return best[1]


def _denials(passage: list[Part], used: list[Part]) -> list[str]:
    mine = [n for n, part in enumerate(passage) if part.token.fact == "negation"]
    theirs = [n for n, part in enumerate(used) if part.token.fact == "negation"]
    if len(mine) != len(theirs):
        which, said = ("does not say", passage[mine[0]]) if len(mine) > len(theirs) else (
            "says", used[theirs[0]])  # fmt: skip
        return [f"the text {which} “{said.token.word}” there"]
    words, used_words = ({p.concept for p in said} for said in (passage, used))
    for at, there in zip(mine, theirs, strict=True):
        if _of_another_figure(passage, at, used, there):
            return [f"“{passage[at].token.word}” denies something else in the text"]
        one, other = _denied_next(passage, at), _denied_next(used, there)
        if set(one) & set(other):
            swapped = one[0] != other[0] and one[0] in used_words and other[0] in words
            if (
                swapped
                and set(one) != set(other)
                and passage[at].token.word == "not"
                and one[0].count(" ") == 0
            ):
                return [f"“{passage[at].token.word}” denies something else in the text"]
            continue
        if not one and _of_the_subject_denied(passage, at, used, there):
            continue
        if not _same_clause_denied(passage, at, used, there):
            return [f"“{passage[at].token.word}” denies something else in the text"]
    return []


def denies_else(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Whether both deny as often, and other things: “not safe”, “not easy but safe”."""
    for at, part in enumerate(passage):
        if part.token.fact == "negation" and _all_of_other_figures(passage, at, sentence):
            return [f"“{part.token.word}” denies something else in the text"]
    used = _run(passage, sentence)
    denials = [[p for p in said if p.token.fact == "negation"] for said in (passage, used)]
    plain = all(p.token.word in ("not", "no", "never") for said in denials for p in said)
    same = plain and len(denials[0]) == len(denials[1]) > 0
    return _denials(passage, used) if same else []


def _sameness(passage: list[Part], used: list[Part]) -> list[str]:
    """Whether only one of the two says that things did not differ, or that none were seen."""
    said = [any(p.concept == "equal 0" for p in parts) for parts in (passage, used)]
    denied = any(
        p.concept == "equal 0" and p.token.word.startswith("dif") for p in (*passage, *used)
    )
    if denied and said[0] != said[1]:
        return [
            "the text says “not different”" if said[1] else "the text does not say “not different”"
        ]
    said_so, denied_so = (
        [sum(p.concept == f"equal {end}" and p.token.word.startswith("dif") for p in parts)
         for parts in (passage, used)]
        for end in (1, 0)
    )  # fmt: skip
    if (said_so[0] - said_so[1]) * (denied_so[0] - denied_so[1]) < 0:
        return ["the text denies another difference"]
    both, neither = (
        any(p.token.word == word for p in parts)
        for word, parts in (("both", passage), ("neither", used))
    )
    if both and neither:
        return ["the text says “neither”"]
    some = next((p for p in passage if p.token.word in SOME), None)
    if some and any(p.concept == "# 0" for p in used) and "# 0" not in {p.concept for p in passage}:
        return [f"the text does not say “{some.token.word}” of what is 0 there"]
    return []


def _denied_next(said: list[Part], at: int) -> list[str]:
    """The next words that a denial may be about, at most two."""
    following = [part for part in said[at + 1 :] if part.counts]
    here = [part for part in following if part.clause == said[at].clause]
    return [part.concept for part in (here or following)[:2]]


def _same_clause_denied(passage: list[Part], at: int, used: list[Part], there: int) -> bool:
    """Whether one denies the subject of a clause and the other its verb, without a quantifier.

    "No excess was found" says that excess was not found; "not all improved" says something else
    than "all did not improve".
    """
    if _of_subject(passage, at) == _of_subject(used, there):
        return False
    clauses = [
        [part for part in said if part.clause == said[n].clause]
        for said, n in ((passage, at), (used, there))
    ]
    if any(part.token.word in QUANTIFIERS for clause in clauses for part in clause):
        return False
    mine, theirs = ({p.concept for p in clause if p.counts} for clause in clauses)
    return len(mine & theirs) >= min(len(mine), 2)


def _of_another_figure(passage: list[Part], at: int, used: list[Part], there: int) -> bool:
    """Whether a denial stands beside a figure and in the text beside one that the passage has not:
    12% without the mutation, where 63% were with it."""
    mine, theirs = _figure_before(passage, at), _figure_before(used, there)
    if not mine or not theirs or mine == theirs:
        return False
    figures = {p.concept for p in passage if p.token.fact == "number"}
    return theirs not in figures and any(p.concept == mine for p in used)


def _all_of_other_figures(passage: list[Part], at: int, sentence: list[Part]) -> bool:
    denials = [n for n, part in enumerate(sentence) if part.token.fact == "negation"]
    return bool(denials) and all(
        _of_another_figure(passage, at, sentence, there) for there in denials
    )


def _figure_before(said: list[Part], at: int) -> str:
    near = (p.concept for p in reversed(said[max(0, at - BESIDE) : at]) if p.token.fact == "number")
    return next(near, "")


def _of_the_subject_denied(passage: list[Part], at: int, used: list[Part], there: int) -> bool:
    """Whether a denial that ends the passage (“whereas B did not”) has its subject in the clause
    that the other one denies, and in no other."""
    mine = {p.concept for p in passage[:at] if p.clause == passage[at].clause and p.counts}
    clause = used[there].clause
    theirs = {p.concept for p in used if p.clause == clause and p.counts}
    others = {p.concept for p in used if p.clause != clause and p.counts}
    return bool(mine & theirs) and not mine & others


def _of_subject(said: list[Part], at: int) -> bool:
    """Whether a denial begins its clause: no, neither, none - or "there was no"."""
    before = [p for p in said[:at] if p.clause == said[at].clause and p.counts]
    return not before and said[at].token.word in ("no", "neither", "none")


def _directions(passage: list[Part], used: list[Part], sentence: list[Part]) -> list[str]:
    around = {p.concept for p in sentence}
    mine = Counter(p.concept for p in passage if p.token.fact == "direction")
    found = []
    signs = any(p.token.key.startswith("-") for p in sentence if p.token.fact == "number")
    for at, part in enumerate(passage):
        if part.token.fact != "direction":
            continue
        axis = axis_of(part)
        there = [n for n, p in enumerate(sentence) if axis_of(p) == axis]
        if _told_by_figures(passage, at, sentence):
            continue
        if not there:
            free = axis in MAY_BE_PUT_IN and part.token.word not in SAYING_MORE
            free = free or (part.concept == "amount 1" and signs)
            free = free or (part.token.word == "every" and _is_unit(passage[at + 1 : at + 2]))
            found += [] if free else [f"“{part.token.word}” is not there"]
            continue
        if _in_the_same_order(passage, sentence, axis) or _paired(passage, at, sentence, there):
            continue
        about = _about(passage, at)
        close = {n: _closeness(about, _about(sentence, n)) for n in there}
        nearest = max(close.values())
        best = [sentence[n] for n in there if close[n] == nearest]
        if about and not nearest and part.concept not in around:
            found.append(f"“{part.token.word}” is not there")
        elif about and not nearest and axis not in MAY_BE_LEFT_OUT:
            found.append(f"“{part.token.word}” is said of something else in the text")
        elif not (axis == "equal" and _says_so_too(part, sentence)) and (
            other := next((p for p in best if p.concept != part.concept), None)
        ):
            found.append(f"“{part.token.word}” is “{other.token.word}” in the text")
    rising = any(_told_by_figures(passage, at, sentence) for at in range(len(passage)))
    told_by_numbers = not mine and sum(p.token.fact == "number" for p in passage) > 1
    for at, part in enumerate(used):
        if at and used[at - 1].token.word in ("but", "as"):
            continue  # "twice as high", "a rare but severe complication" is a rare one
        if part.token.fact != "direction" or mine[part.concept] or told_by_numbers:
            continue
        if _of_a_fellow(used, at, {p.concept for p in passage}):
            continue
        if rising and axis_of(part) in ("worth", "amount"):
            continue
        if axis_of(part) in MAY_BE_LEFT_OUT or (part.concept == "amount 0" and mine["worth 0"]):
            continue
        if _speaks_of(part, used, {p.concept for p in passage}):
            found.append(f"the text says “{part.token.word}”")
    return found + _ends_exchanged(passage, used)


def _says_so_too(part: Part, sentence: list[Part]) -> bool:
    """Whether a sentence has the same word of the same end: no difference, did not differ."""
    begun = part.token.word[:5]
    return any(p.concept == part.concept and p.token.word[:5] == begun for p in sentence)


def _is_unit(following: list[Part]) -> bool:
    """Whether a unit follows: every day, which is compared as a rate."""
    return bool(following) and following[0].token.fact == "unit"


def _of_a_fellow(used: list[Part], at: int, wanted: set[str]) -> bool:
    """Whether a word of direction is of a member of a list that the passage leaves out ("… or of
    major complications"), or one of two ends that are both named ("hypoactive or hyperactive")."""
    before = {part.token.word for part in used[max(0, at - 2) : at]}
    head = next((part for part in used[at + 1 :] if part.counts), None)
    if before & {"or", "and"} and head is not None and head.concept not in wanted:
        return True
    ends = {p.concept for p in used if axis_of(p) == axis_of(used[at])}
    around = {p.token.word for p in used[max(0, at - 2) : at + 3]}
    return len(ends) > 1 and axis_of(used[at]) == "level" and "or" in around


def _told_by_figures(passage: list[Part], at: int, sentence: list[Part]) -> bool:
    """Whether a rise or a fall is told by two figures: “improved (from 171 to 236)” is a rise, and
    so is “43% in 1979, 52% in 2000”."""
    if axis_of(passage[at]) != "amount":
        return False
    mine = _from_to(passage[at + 1 : at + 12])
    if mine is None or not _side_by_side(mine, sentence):
        return False
    first, second = (float(part.token.key) for part in mine)
    return first != second and (second > first) == (passage[at].concept == "amount 0")


def _from_to(said: list[Part]) -> tuple[Part, Part] | None:
    """The two figures of “from 171 to 236” and of “from 43% in 1979 to 52% in 2000”."""
    begun = next((n for n, part in enumerate(said) if part.token.word == "from"), None)
    figures = [part for part in said[begun or 0 :] if _is_plain(part)]
    if begun is None or not figures:
        return None
    second = next((p for p in figures[1:] if _unit(p) == _unit(figures[0])), None)
    return (figures[0], second) if second else None


def _side_by_side(pair: tuple[Part, Part], sentence: list[Part]) -> bool:
    """Whether a sentence has two figures in this order, and none of their kind between them."""
    kind = _unit(pair[0])
    figures = [p.token.key for p in sentence if _is_plain(p) and _unit(p) == kind]
    return (pair[0].token.key, pair[1].token.key) in pairwise(figures)


def _is_plain(part: Part) -> bool:
    return part.token.fact == "number" and _PLAIN.fullmatch(part.token.key) is not None


def _unit(part: Part) -> str:
    return part.token.unit.lstrip("~")


def _in_the_same_order(passage: list[Part], sentence: list[Part], axis: str) -> bool:
    """Whether both ends of an axis are named by both, each as often and in the same order."""
    mine, theirs = ([p.concept for p in said if axis_of(p) == axis] for said in (passage, sentence))
    return len(set(mine)) > 1 and mine == theirs


def _paired(passage: list[Part], at: int, sentence: list[Part], there: list[int]) -> bool:
    """Whether the sentence has the same two words together, injurious falls, and the word's
    opposite not beside the same one: the short term, the long term."""
    part, axis = passage[at], axis_of(passage[at])
    for step in (-1, 1):
        if not 0 <= at + step < len(passage):
            continue
        beside = passage[at + step]
        if not beside.counts or beside.token.fact:
            continue
        same = [
            sentence[n]
            for n in there
            if 0 <= n + step < len(sentence) and sentence[n + step].concept == beside.concept
        ]
        turned = any(p.concept != part.concept for p in same if axis_of(p) == axis)
        if not turned and any(p.token.word == part.token.word for p in same):
            return True
    return False


def _speaks_of(part: Part, used: list[Part], wanted: set[str]) -> bool:
    """Whether one of the words on either side of a word of direction is one of these."""
    telling = [p for p in used if p.counts or p is part]
    at = next((n for n, p in enumerate(telling) if p is part), None)
    if at is None:
        return True
    return any(p.concept in wanted for p in telling[max(0, at - 2) : at + 3] if p is not part)


def _about(said: list[Part], at: int) -> dict[str, tuple[int, int]]:
    """The words that a word of direction may be said of: two before it, two after it, each with
    its side and how near it is."""
    before = [p.concept for p in said[:at] if p.counts and p.token.fact != "direction"]
    after = [p.concept for p in said[at + 1 :] if p.counts and p.token.fact != "direction"]
    near = dict(zip(before[:-3:-1], ((-1, 2), (-1, 1)), strict=False))
    if any(p.token.word in _BEING for p in said[max(0, at - 2) : at]):
        # What "was increased" may stand at the beginning, before a list of what it was seen in.
        near = dict.fromkeys(before[:2], (-1, 1)) | near
    if not any(p.counts for p in said[at + 1 :] if p.clause == said[at].clause):
        # The verb at the end of a clause is said of what stands at its beginning, too.
        near = dict.fromkeys(before[:-7:-1], (-1, 1)) | near
    return near | dict(zip(after[:2], ((1, 2), (1, 1)), strict=False))


def _closeness(one: dict[str, tuple[int, int]], other: dict[str, tuple[int, int]]) -> float:
    """How far two words of direction are said of the same; on the same side it counts double."""
    return sum(
        one[c][1] * other[c][1] * (1 if one[c][0] == other[c][0] else 0.5)
        for c in one.keys() & other.keys()
    )


def _ends_exchanged(passage: list[Part], used: list[Part]) -> list[str]:
    """Both ends of an axis, in another order: gained with, lost without."""
    for axis in {axis_of(p) for p in passage if p.token.fact == "direction"}:
        mine, theirs = (
            list(dict.fromkeys(p.concept for p in said if p.concept.startswith(f"{axis} ")))
            for said in (passage, used)
        )
        if len(mine) > 1 and sorted(mine) == sorted(theirs) and mine != theirs:
            return ["opposites stand in another order"]
    return []
