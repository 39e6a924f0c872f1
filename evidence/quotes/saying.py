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

from evidence.quotes.concepts import (
    ARM_NAMES,
    ARM_NOUNS,
    COMPARING,
    CONCEPTS,
    FIGURES,
    LABELS,
    QUANTIFIERS,
    RATIOS,
    TRIAL_TALK,
)
from evidence.quotes.tokens import Token
from evidence.quotes.vocabulary import MAY_BE_LEFT_OUT, MAY_BE_PUT_IN, SUBSTANCES

LEAST_COVERED = 0.75  # of what the passage says, so much must be said by the sentence or near it
LEAST_IN_SENTENCE = 0.6
ELSEWHERE = 0.5  # what a word counts that stands elsewhere in the text only
LEAST_SAID = 3  # words and numbers that both have
MOST_CLAUSES = 24
NEAR = 4  # words: as far as a denial reaches to "differ", and a direction to the number it gives
NO_ARMS = frozenset(("all", "share", "equal", "surety"))
_CLAUSE = re.compile(r"[,;:()\[\]]|\s[–—-]\s|[.!?]\s")
_DIFFER = re.compile(r"differ")


@dataclass(frozen=True, slots=True)
class Part:
    """A token with what it stands for: `concept` is alike for words that say the same; `clause`
    counts from 0, `bracketed` is true between brackets."""

    token: Token
    concept: str
    clause: int
    bracketed: bool = False

    @property
    def counts(self) -> bool:
        return self.token.weight == 1 and self.concept not in TRIAL_TALK


@dataclass(frozen=True, slots=True)
class Said:
    """How much of a passage a sentence says, 0 to 1, where, and what speaks against it; `inside`
    without what stands elsewhere in the text."""

    covered: float
    inside: float
    start: int
    end: int
    objections: tuple[str, ...]


def parts(found: list[Token], text: str) -> list[Part]:
    """The tokens of a sentence as parts, with its idioms made one."""
    said: list[Part] = []
    clause = depth = 0
    for before, token in zip([None, *found], found, strict=False):
        if before is not None:
            between = text[before.end : token.start]
            clause += _CLAUSE.search(between) is not None
            depth = max(
                0, depth + sum(between.count(c) for c in "([") - sum(map(between.count, ")]"))
            )
        said.append(Part(token, _concept(token), clause, depth > 0))
    return _without_differing(_without_idioms(said))


def _concept(token: Token) -> str:
    if token.fact == "number":
        return f"# {token.key.lstrip('-')}"
    if token.fact:
        return token.key
    return CONCEPTS.get(token.key, CONCEPTS.get(token.word, token.key))


def _without_idioms(said: list[Part]) -> list[Part]:
    """Without "nor" after "neither", "up" of a follow-up, "common" of "less common"."""
    kept: list[Part] = []
    neither = False
    for at, part in enumerate(said):
        word = part.token.word
        last = kept[-1].token.word if kept else ""
        after = said[at + 1].token.word if at + 1 < len(said) else ""
        if word == "nor" and neither:
            continue
        neither = neither or word == "neither"
        if word == "up" and last.startswith(("follow", "made", "make")):
            continue
        if word == "out" and last.startswith("drop"):
            kept[-1] = _plain(kept[-1], "dropout")
            continue
        if part.concept.startswith(("frequency", "chance")) and last in ("more", "less", "as"):
            continue
        if word.startswith("follow") and after in ("up", "for"):
            part = _plain(part, "followup")
        elif word == "falls" and after not in ("by", "to", "from", "below", "in"):
            part = _plain(part, "falls")
        elif word == "major" and after.startswith("depress"):
            part = _plain(part, "major")
        elif part.token.fact == "direction" and after in ARM_NAMES and _axis(part) not in NO_ARMS:
            part = _plain(part, f"arm {part.concept}")
        kept.append(part)
    return kept


def _plain(part: Part, concept: str) -> Part:
    return replace(part, token=replace(part.token, fact="", key=concept), concept=concept)


def _without_differing(said: list[Part]) -> list[Part]:
    """“Did not differ” and “no significant difference” say that things are the same."""
    kept = list(said)
    for at, part in enumerate(said):
        if not _DIFFER.match(part.token.word):
            continue
        for back in range(1, NEAR + 1):
            if at - back < 0 or said[at - back].clause != part.clause:
                break
            if said[at - back].token.fact == "negation":
                same = replace(part.token, key="equal 0")
                kept[at] = replace(part, token=same, concept="equal 0")
                kept[at - back] = replace(said[at - back], concept="")
                break
    return [part for part in kept if part.concept]


def arms(found: list[Token]) -> frozenset[str]:
    """Words that tell the groups of a trial apart: drugs, and what stands before “group”."""
    named = {token.word for token in found if token.word in SUBSTANCES}
    for token, after in pairwise(found):
        if after.word in ARM_NOUNS and after.start - token.end <= 2 and token.weight == 1:
            named.add(token.word)
    return frozenset(word for word in named if word not in ARM_NOUNS and len(word) > 1)


def say(
    passage: list[Part], sentence: list[Part], groups: frozenset[str], near: Counter[str]
) -> Said:
    """How a passage stands to a sentence of a text.

    `groups` are the words that tell the text's groups apart, `near` counts the concepts that the
    text affirms anywhere.
    """
    used = _run(passage, sentence)
    here = {part.concept for part in sentence}
    objections = [
        *labels(passage, sentence),
        *_numbers(passage, sentence, groups),
        *_units(passage, sentence),
        *_denials(passage, used),
        *_directions(passage, used, sentence),
        *_groups(passage, sentence, groups),
        *compared(passage, sentence),
    ]
    wanted = [part for part in passage if part.counts]
    inside = [part for part in wanted if part.concept in here]
    elsewhere = [p for p in wanted if p.concept not in here and near[p.concept]]
    covered = (len(inside) + ELSEWHERE * len(elsewhere)) / max(1, len(wanted))
    least = LEAST_SAID - (len(inside) == len(wanted) and any(p.token.fact for p in inside))
    if len(inside) < least or len(inside) < LEAST_IN_SENTENCE * len(wanted):
        objections.append("too few of its words are there")
    if covered < LEAST_COVERED:
        gone = [p.token.word for p in wanted if p.concept not in here and not near[p.concept]]
        objections.append(f"“{' '.join(gone[:3])}” is not there" if gone else "it says too little")
    ends = used or sentence
    return Said(
        covered,
        len(inside) / max(1, len(wanted)),
        ends[0].token.start,
        ends[-1].token.end,
        tuple(dict.fromkeys(objections)),
    )


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


# Numbers.


def labels(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Numbers that are called otherwise: an odds ratio is no hazard ratio."""
    theirs: dict[str, set[str]] = {}
    for number, label in _labelled(sentence):
        theirs.setdefault(number.concept, set()).add(label)
    return [
        f"{number.token.key} is called {' or '.join(sorted(known))} in the text"
        for number, label in _labelled(passage)
        if (known := theirs.get(number.concept, set()) - {""})
        and label
        and not any(_same_label(label, other) for other in known)
    ]


def _same_label(one: str, other: str) -> bool:
    """Whether two labels are one; RR stands for a risk ratio and for a rate ratio."""
    return one == other or ("RR" in (one, other) and {one, other} <= {"RR", *RATIOS})


def _labelled(said: list[Part]) -> list[tuple[Part, str]]:
    """Each number with the label before it: no other number of its kind stands between."""
    found: list[tuple[Part, str]] = []
    label, left = "", 0
    for at, part in enumerate(said):
        words = tuple(p.token.word for p in said[at : at + 2])
        if words in LABELS or words[:1] in LABELS:
            label, left = LABELS.get(words) or LABELS[words[:1]], 8
        elif part.token.fact == "number":
            if part.token.unit.lstrip("~") == "%" and label not in ("", "CI"):
                found.append((part, ""))
                continue
            found.append((part, label if left > 0 else ""))
            label = "CI" if label == "CI" else ""
            left = 3 if label else 0
        else:
            left -= part.token.weight == 1
    return found


def _numbers(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> list[str]:
    """Numbers that the sentence has not, or in another order than what they belong to."""
    places: list[tuple[Part, int]] = []
    found: list[str] = []
    taken: set[int] = set()
    for at, part in enumerate(passage):
        if part.token.fact != "number":
            continue
        fits = [n for n, other in enumerate(sentence) if _same(passage, at, sentence, n)]
        free = [n for n in fits if n not in taken]
        if not free:
            found.append(f"{_shown(part)} is not there")
            continue
        last = places[-1][1] if places else -1
        place = next((n for n in free if n > last), free[0])
        taken.add(place)
        places.append((part, place))
    if found:
        return found
    order = [n for _, n in places]
    if order != sorted(order) and not _only_kinds_mixed(places, sentence):
        turned = _group_order(passage, sentence, groups)
        if (turned is not False or len(places) > 2) and not _a_of_b(passage, places, sentence):
            found.append("the numbers stand in another order")
    found += _of_something_else(passage, places, sentence)
    return found + _half_of_a_pair(places, sentence)


def _a_of_b(passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]) -> bool:
    """“Of 185 children, 164” for “164 of 185”, the other numbers in their order."""
    for (part, n), (_, after) in pairwise(places):
        at = next(k for k, p in enumerate(passage) if p is part)
        if after < n and at and passage[at - 1].token.word == "of":
            rest = [place for _, place in places if place not in (n, after)]
            between = [p.token.word for p in sentence[after + 1 : n]]
            if between == ["of"] and rest == sorted(rest):
                return True
    return False


def _only_kinds_mixed(places: list[tuple[Part, int]], sentence: list[Part]) -> bool:
    """Whether numbers of one kind kept their order: weeks may stand before or after percentages."""
    kinds: dict[str, list[int]] = {}
    for part, place in places:
        other = sentence[place].token
        kinds.setdefault(part.token.unit.lstrip("~") or other.unit.lstrip("~"), []).append(place)
    return "" not in kinds and all(order == sorted(order) for order in kinds.values())


def _same(passage: list[Part], at: int, sentence: list[Part], n: int) -> bool:
    mine, theirs = passage[at].token, sentence[n].token
    if theirs.fact != "number":
        return False
    one, other = mine.unit.lstrip("~"), theirs.unit.lstrip("~")
    if mine.key != theirs.key and not _sign_in_words(passage, at, mine, theirs):
        return False
    if one == other or (not one and theirs.unit.startswith("~")):
        return True
    before = [p.token for p in sentence[:n] if p.token.fact == "number"]
    if not other and one and theirs.word[:1].isalpha() and before:
        return before[-1].unit.lstrip("~") == one  # "five days are as good as ten"
    return not one and other == "year" and at > 0 and passage[at - 1].token.word == "aged"


def _sign_in_words(passage: list[Part], at: int, mine: Token, theirs: Token) -> bool:
    """“Fell by 12.1” for a change of -12.1."""
    if theirs.key != f"-{mine.key}":
        return False
    amounts = [p.concept for p in passage[:at] if _axis(p) == "amount"]
    by = any(p.token.word in ("by", "of") for p in passage[max(0, at - NEAR) : at])
    return by and amounts[-1:] == ["amount 1"]


def _half_of_a_pair(places: list[tuple[Part, int]], sentence: list[Part]) -> list[str]:
    """One of two numbers that are set against each other: nobody can tell whose it is."""
    order = {n for _, n in places}
    found = []
    for n in order:
        unit = sentence[n].token.unit.lstrip("~")
        for other, between in ((n + 2, n + 1), (n - 2, n - 1)):
            if not 0 <= other < len(sentence) or other in order:
                continue
            rival = sentence[other].token
            if rival.fact == "number" and rival.unit.lstrip("~") == unit and (
                sentence[between].token.word in COMPARING
            ):  # fmt: skip
                found.append(f"{_shown(sentence[n])} stands against {_shown(sentence[other])}")
    return found


def _shown(part: Part) -> str:
    return f"{part.token.key} {part.token.unit.lstrip('~')}".strip()


def _units(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Units that stand alone ("per week", "daily") and are not there so often."""
    there = Counter(p.concept for p in sentence if p.token.fact == "unit")
    for part in sentence:
        if part.token.fact == "number":
            there.update(f"unit {unit}" for unit in part.token.unit.lstrip("~").split("/"))
    lost = Counter(p.concept for p in passage if p.token.fact == "unit") - there
    return [f"“{concept.removeprefix('unit ')}” is not there" for concept in lost]


def _of_something_else(
    passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]
) -> list[str]:
    """Numbers that stand beside other words than in the text."""
    found = []
    for part, place in places:
        at = next(n for n, p in enumerate(passage) if p is part)
        mine = _beside(passage, at)
        theirs = _company(sentence, place)
        if mine and not mine & theirs:
            found.append(f"{_shown(part)} is said of something else in the text")
    return found


def _company(sentence: list[Part], place: int) -> set[str]:
    """What a number may be said of: its clause and those beside it; in brackets, all before it."""
    clause = sentence[place].clause
    if sentence[place].bracketed:
        return {p.concept for p in sentence if p.clause <= clause}
    outside = sorted({p.clause for p in sentence if not p.bracketed})
    at = outside.index(clause)
    near = {*outside[max(0, at - 1) : at + 2], clause + 1}
    return {p.concept for p in sentence if p.clause in near}


def _beside(said: list[Part], at: int) -> set[str]:
    here = [p for p in said if p.clause == said[at].clause]
    place = next(n for n, p in enumerate(here) if p is said[at])
    telling = [n for n, p in enumerate(here) if p.counts and not p.token.fact]
    telling = [n for n in telling if here[n].token.word not in FIGURES]
    before = [here[n].concept for n in telling if n < place]
    after = [here[n].concept for n in telling if n > place]
    return {*before[-2:], *after[:2]}


# Denials and directions.


def _denials(passage: list[Part], used: list[Part]) -> list[str]:
    mine = [n for n, part in enumerate(passage) if part.token.fact == "negation"]
    theirs = [n for n, part in enumerate(used) if part.token.fact == "negation"]
    if len(mine) != len(theirs):
        which, said = ("does not say", passage[mine[0]]) if len(mine) > len(theirs) else (
            "says", used[theirs[0]])  # fmt: skip
        return [f"the text {which} “{said.token.word}” there"]
    for at, there in zip(mine, theirs, strict=True):
        if _denied_next(passage, at) & _denied_next(used, there):
            continue
        if not _same_clause_denied(passage, at, used, there):
            return [f"“{passage[at].token.word}” denies something else in the text"]
    return []


def _denied_next(said: list[Part], at: int) -> set[str]:
    """The next words that a denial may be about."""
    following = [part.concept for part in said[at + 1 :] if part.counts]
    return set(following[:2])


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
        axis = _axis(part)
        there = [n for n, p in enumerate(sentence) if _axis(p) == axis]
        if not there:
            free = axis in MAY_BE_PUT_IN or (part.concept == "amount 1" and signs)
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
        elif other := next((p for p in best if p.concept != part.concept), None):
            found.append(f"“{part.token.word}” is “{other.token.word}” in the text")
    told_by_numbers = not mine and sum(p.token.fact == "number" for p in passage) > 1
    for part in used:
        if part.token.fact != "direction" or mine[part.concept] or told_by_numbers:
            continue
        if _axis(part) in MAY_BE_LEFT_OUT or (part.concept == "amount 0" and mine["worth 0"]):
            continue
        found.append(f"the text says “{part.token.word}”")
    return found + _ends_exchanged(passage, used)


def _in_the_same_order(passage: list[Part], sentence: list[Part], axis: str) -> bool:
    """Whether both ends of an axis are named by both, each as often and in the same order."""
    mine, theirs = ([p.concept for p in said if _axis(p) == axis] for said in (passage, sentence))
    return len(set(mine)) > 1 and mine == theirs


def _paired(passage: list[Part], at: int, sentence: list[Part], there: list[int]) -> bool:
    """Whether the sentence has the same two words together: injurious falls."""
    word = passage[at].token.word
    for n in there:
        if sentence[n].token.word != word or sentence[n].concept != passage[at].concept:
            continue
        for step in (-1, 1):
            if 0 <= at + step < len(passage) and 0 <= n + step < len(sentence):
                beside, other = passage[at + step], sentence[n + step]
                if beside.counts and beside.concept == other.concept and not beside.token.fact:
                    return True
    return False


def _about(said: list[Part], at: int) -> dict[str, tuple[int, int]]:
    """The words that a word of direction may be said of: two before it, two after it, each with
    its side and how near it is."""
    before = [p.concept for p in said[:at] if p.counts and p.token.fact != "direction"]
    after = [p.concept for p in said[at + 1 :] if p.counts and p.token.fact != "direction"]
    near = dict(zip(before[:-3:-1], ((-1, 2), (-1, 1)), strict=False))
    return near | dict(zip(after[:2], ((1, 2), (1, 1)), strict=False))


def _closeness(one: dict[str, tuple[int, int]], other: dict[str, tuple[int, int]]) -> float:
    """How far two words of direction are said of the same; on the same side it counts double."""
    return sum(
        one[c][1] * other[c][1] * (1 if one[c][0] == other[c][0] else 0.5)
        for c in one.keys() & other.keys()
    )


def _axis(part: Part) -> str:
    return part.concept.rpartition(" ")[0] if part.token.fact == "direction" else ""


def _ends_exchanged(passage: list[Part], used: list[Part]) -> list[str]:
    """Both ends of an axis, in another order: gained with, lost without."""
    for axis in {_axis(p) for p in passage if p.token.fact == "direction"}:
        mine, theirs = (
            list(dict.fromkeys(p.concept for p in said if p.concept.startswith(f"{axis} ")))
            for said in (passage, used)
        )
        if len(mine) > 1 and sorted(mine) == sorted(theirs) and mine != theirs:
            return ["opposites stand in another order"]
    return []


# Groups.


def _groups(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> list[str]:
    here = {part.token.word for part in sentence} | {part.concept for part in sentence}
    found = [
        f"the text does not name “{part.token.word}” there"
        for part in passage
        if part.concept not in here
        and (
            part.concept.startswith("arm ")
            or (part.token.word in groups and part.token.word not in here)
        )
    ]
    numbers = sum(part.token.fact == "number" for part in passage)
    if not found and numbers > 1 and _group_order(passage, sentence, groups) is False:
        mine = [p.concept for p in passage if p.token.fact == "number"]
        theirs = [p.concept for p in sentence if p.token.fact == "number" and p.concept in mine]
        if list(dict.fromkeys(mine)) == list(dict.fromkeys(theirs)):
            found.append("the groups stand in another order beside the numbers")
    return found


def _group_order(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> bool | None:
    """Whether words that tell groups apart stand in the same order; None with fewer than two."""
    both = {p.concept for p in passage if p.counts and p.token.fact in ("", "direction")}
    both &= {p.concept for p in sentence if p.token.fact in ("", "direction")}
    theirs = _first_places(sentence, both)
    mine = sorted(_first_places(passage, both).items(), key=lambda pair: pair[1])
    telling = [concept for concept, _ in mine if _tells(concept, passage, groups)]
    if len(telling) < 2:
        return None
    order = [theirs[concept] for concept in telling]
    return order == sorted(order)


def _first_places(said: list[Part], concepts: set[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for n, part in enumerate(said):
        if part.concept in concepts:
            places.setdefault(part.concept, n)
    return places


def _tells(concept: str, passage: list[Part], groups: frozenset[str]) -> bool:
    """Whether a concept of the passage tells groups apart."""
    return concept.startswith(("sex ", "arm ")) or any(
        p.concept == concept and p.token.word in groups for p in passage
    )


def compared(passage: list[Part], sentence: list[Part]) -> list[str]:
    """What stands after “than” or “compared with”, where the text has it before."""
    mine, theirs = _sides(passage), _sides(sentence)
    if mine is not None and theirs is None and any(p.token.word == "than" for p in passage):
        return ["the text does not compare them"]
    if mine is None or theirs is None:
        return []
    here = {p.concept for p in passage if p.counts}
    swapped = mine[1] & (theirs[0] - theirs[1])
    back = (mine[0] - mine[1]) & (theirs[1] - theirs[0])
    if (swapped and back) or (swapped and not mine[1] & theirs[1] and theirs[1] & here):
        return [f"“{' '.join(sorted(swapped))}” is what is compared, not what it is compared with"]
    return []


def _sides(said: list[Part]) -> tuple[set[str], set[str]] | None:
    """The words before and after the first comparison with words; numbers are not among them."""
    for n, part in enumerate(said):
        if part.token.word not in COMPARING and not (
            part.concept.startswith("worth") and said[n + 1 : n + 2]
            and said[n + 1].token.word == "to"
        ):  # fmt: skip
            continue
        after = [p for p in said[n + 1 : n + 8] if p.clause <= part.clause + (n == 0)]
        after = [p for p in after if p.counts and p.token.fact != "number"]
        if after:
            before = {p.concept for p in said[:n] if p.counts and p.token.fact != "number"}
            return before, {p.concept for p in after}
    return None


def concepts(found: list[Token]) -> Counter[str]:
    """What a text says anywhere without denying it: concept → how often."""
    said: Counter[str] = Counter()
    denied = 0
    for token in found:
        denied = 3 if token.fact == "negation" else max(0, denied - 1)
        if not denied:
            said[_concept(token)] += 1
    return said
