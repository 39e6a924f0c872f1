"""Figures of a passage that a sentence has not, or has of something else."""

import re
from collections import Counter
from collections.abc import Collection
from itertools import pairwise

from evidence.quotes.concepts import ARM_NOUNS, COMPARING, FIGURES
from evidence.quotes.groups import same_order
from evidence.quotes.parts import NEAR, Part, axis_of
from evidence.quotes.tokens import YEAR, Token
from evidence.quotes.vocabulary import UNITS

TIMES = frozenset(("min", "h", "day", "week", "month", "year"))


def numbers(
    passage: list[Part],
    sentence: list[Part],
    groups: frozenset[str],
    counted: frozenset[tuple[str, str]] = frozenset(),
) -> list[str]:
    """Numbers that the sentence has not, or in another order than what they belong to. How many
    there were of something (`counted`) may stand in another sentence."""
    places: list[tuple[Part, int]] = []
    found: list[str] = []
    taken: set[int] = set()
    for at, part in enumerate(passage):
        if part.token.fact != "number" or _is_article(passage, at):
            continue
        fits = [n for n, other in enumerate(sentence) if _same(passage, at, sentence, n)]
        free = [n for n in fits if n not in taken]
        count = _count(passage, at)
        if not fits and count in counted and not _counts_others(sentence, count):
            continue
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
        turned = same_order(passage, sentence, groups)
        if _each_with_its_noun(passage, places, sentence):
            turned, order = None, []
        if order and _each_in_its_year(passage, places, sentence):
            turned, order = None, []
        if order and _listed(passage) == _listed(sentence) is not None:
            order = []
        if (
            order
            and (turned is not False or len(places) > 2)
            and not _a_of_b(passage, places, sentence)
        ):
            found.append("the numbers stand in another order")
    found += _of_something_else(passage, places, sentence)
    return found + _half_of_a_pair(places, sentence)


def _count(said: list[Part], at: int) -> tuple[str, str] | None:
    """A whole number and what it counts, side by side: 380 children."""
    after = said[at + 1 : at + 2]
    token = said[at].token
    if token.fact != "number" or token.unit or not token.key.isdigit() or not after:
        return None
    noun = after[0]
    if noun.token.fact or noun.token.weight < 1 or noun.clause != said[at].clause:
        return None
    return said[at].concept, noun.concept


def _counts_others(sentence: list[Part], count: tuple[str, str] | None) -> bool:
    """Whether a sentence says another number of the same: 614 patients, for 195."""
    return count is not None and any(noun == count[1] for _, noun in counts(sentence))


def counts(said: list[Part]) -> frozenset[tuple[str, str]]:
    """All that a text counts."""
    return frozenset(pair for at in range(len(said)) if (pair := _count(said, at)) is not None)


def _is_article(passage: list[Part], at: int) -> bool:
    """“In one group” and “every one” count nothing."""
    after = passage[at + 1 : at + 2]
    if passage[at].token.word != "one":
        return False
    if at and passage[at - 1].token.word in ("every", "each", "any"):
        return True
    return bool(after) and after[0].token.word in ("group", "arm")


def _each_with_its_noun(
    passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]
) -> bool:
    """“3494 people in five trials” for “five trials with 3494 people”: every figure stands before
    a noun of its own, which is the same in both."""
    nouns = []
    for part, n in places:
        at = next(k for k, p in enumerate(passage) if p is part)
        mine, theirs = (next(iter(rest), None) for rest in (passage[at + 1 :], sentence[n + 1 :]))
        if mine is None or theirs is None or mine.token.weight < 1 or mine.token.fact:
            return False
        if mine.concept != theirs.concept:
            return False
        nouns.append(mine.concept)
    return len(set(nouns)) == len(nouns)


def _each_in_its_year(
    passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]
) -> bool:
    """“91 in 2002, 77 in 2001” for “77 in 2001 and 91 in 2002”."""

    def years(said: list[Part]) -> dict[str, str]:
        numbers = [part for part in said if part.token.fact == "number"]
        return {
            part.concept: after.concept
            for part, after in pairwise(numbers)
            if part.token.unit != "~date" == after.token.unit
        }

    counted = [part.concept for part, _ in places if part.token.unit != "~date"]
    mine, theirs = years(passage), years(sentence)
    return len(mine) == len(counted) > 1 and all(theirs.get(c) == mine.get(c) for c in counted)


def _listed(said: list[Part]) -> frozenset[tuple[str, str]] | None:
    """Which of two things has which of two figures: amylase and lipase, 7% and 28%."""
    end = next((n for n, part in enumerate(said) if part.token.word == "respectively"), 0)
    figures = [n for n in range(end) if said[n].token.fact == "number"][-2:]
    if len(figures) < 2:
        return None
    for at in range(figures[0] - 1, 0, -1):
        if said[at].token.word != "and":
            continue
        things = [p.concept for p in (said[at - 1], said[at + 1]) if p.token.weight == 1]
        if len(things) == 2:
            return frozenset(zip(things, (said[n].concept for n in figures), strict=True))
    return None


def _a_of_b(passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]) -> bool:
    """“Of 185 children, 164” for “164 of 185”, the other numbers in their order."""
    for (part, n), (whole, after) in pairwise(places):
        at = next(k for k, p in enumerate(passage) if p is part)
        if after < n and after and sentence[after - 1].token.word == "of" and len(places) == 2:
            end = next(k for k, p in enumerate(passage) if p is whole)
            between = [p.token.word for p in passage[at + 1 : end] if p.token.word != "the"]
            if between == ["of"]:
                return True  # "144 of the 149" for "of 149 children, 144"
        if after < n and at and passage[at - 1].token.word == "of":
            rest = [place for _, place in places if place not in (n, after)]
            between = [p.token.word for p in sentence[after + 1 : n]]
            if between == ["of"] and rest == sorted(rest):
                return True
    return False


def _only_kinds_mixed(places: list[tuple[Part, int]], sentence: list[Part]) -> bool:
    """Whether numbers of one kind kept their order: weeks may stand before or after percentages,
    and dates."""
    kinds: dict[str, list[int]] = {}
    for _, place in places:
        number = sentence[place].token
        kind = number.unit.lstrip("~") or ("year of" if YEAR.fullmatch(number.key) else "")
        kind += number.key[0] * (number.key[0] in "<>≤≥")
        kinds.setdefault(kind, []).append(place)
    return all(order == sorted(order) for order in kinds.values())


def _same(passage: list[Part], at: int, sentence: list[Part], n: int) -> bool:
    mine, theirs = passage[at].token, sentence[n].token
    if theirs.fact != "number":
        return False
    one, other = mine.unit.lstrip("~"), theirs.unit.lstrip("~")
    if _as_long(mine) == _as_long(theirs) is not None:
        return True
    if mine.key != theirs.key and not _sign_in_words(passage, at, mine, theirs):
        return False
    if "fold" in (one, other) and all(t.unit == "fold" or _multiplies(t) for t in (mine, theirs)):
        return True
    if _by_how_much(passage, at) and not _is_change(sentence, n):
        return False
    if one == other or (not one and theirs.unit.startswith("~")) or mine.key == "0":
        return True
    whole, _, each = other.partition("/")
    if each and one == whole and any(p.concept == f"unit {each}" for p in passage[at + 1 :]):
        return True  # "2000 IU of one and 1 g of another per day"
    if one == "point" and not other and "difference" in _words_before(sentence, n):
        return True
    before = [p.token for p in sentence[:n] if p.token.fact == "number"]
    if not other and one and theirs.word[:1].isalpha() and before:
        return before[-1].unit.lstrip("~") == one  # "five days are as good as ten"
    return not one and other == "year" and at > 0 and passage[at - 1].token.word == "aged"


_IN_DAYS = {"day": ("day", 1), "week": ("day", 7), "month": ("month", 1), "year": ("month", 12)}
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


def _as_long(number: Token) -> tuple[str, float] | None:
    """A time in days or months, where that is exact: 4 weeks are 28 days, no month has them."""
    known = _IN_DAYS.get(number.unit.lstrip("~"))
    if known is None or not _PLAIN.fullmatch(number.key):
        return None
    return known[0], round(float(number.key) * known[1], 6)


def _multiplies(number: Token) -> bool:
    return number.word.endswith("fold") or number.word in ("twice", "double", "doubled", "thrice")


def _words_before(said: list[Part], at: int) -> set[str]:
    return {part.token.word for part in said[max(0, at - NEAR) : at]}


def _by_how_much(said: list[Part], at: int) -> bool:
    """Whether a number says by how much something rose or fell, not how many it was seen in."""
    if not at or said[at - 1].token.word != "by":
        return False
    return any(axis_of(part) in ("amount", "worth") for part in said[max(0, at - NEAR) : at])


def _is_change(said: list[Part], n: int) -> bool:
    """Whether a number can be a change: signed, a difference, beside "by" or a word of change."""
    if said[n].token.key.startswith("-"):
        return True
    if _words_before(said, n) & {"by", "difference", "differences", "of", "change", "decrease"}:
        return True
    return any(axis_of(p) in ("amount", "worth") for p in said[max(0, n - 2) : n + 3])


def _sign_in_words(passage: list[Part], at: int, mine: Token, theirs: Token) -> bool:
    """“Fell by 12.1” for a change of -12.1."""
    if theirs.key != f"-{mine.key}":
        return False
    amounts = [p.concept for p in passage[:at] if axis_of(p) == "amount"]
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
    return f"{part.token.key} {part.token.unit.lstrip('~').replace('date', '')}".strip()


_PER = frozenset(("per", "every", "each"))


def units(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Units that stand alone ("per week", "daily") and are not there so often."""
    there = Counter(p.concept for p in sentence if p.token.fact == "unit")
    for part in sentence:
        if part.token.fact == "number":
            unit, *each = part.token.unit.lstrip("~").split("/")
            there.update(f"unit {one}" for one in each)
            there[f"unit {unit}"] += part.token.key == "1"  # a week; "a few weeks" are not ten
    there.update(p.concept for p in sentence if p.concept.startswith("name "))
    words = {p.token.word for p in sentence}
    for at, part in enumerate(passage):
        word = part.token.word
        known = not part.token.fact and word in UNITS.keys() - FIGURES - words
        if known and (len(word) > 1 or (at and passage[at - 1].token.word == "per")):
            return [f"“{word}” is not there"]
    mine = (p.concept for p in passage if p.token.fact == "unit" or p.concept.startswith("name "))
    gone = [
        *(Counter(mine) - there),
        *(_rates(passage, _PER) - _rates(sentence, {*_PER, "a", "an"})),
    ]
    return [f"“{concept.partition(' ')[2]}” is not there" for concept in dict.fromkeys(gone)]


def _rates(said: list[Part], marks: Collection[str]) -> Counter[str]:
    """Units that say how often or of how much: per day, daily, mg/day."""
    found: Counter[str] = Counter()
    for before, part in pairwise([None, *said]):
        if part is None:
            continue
        if part.token.fact == "number":
            found.update(f"unit {unit}" for unit in part.token.unit.lstrip("~").split("/")[1:])
        elif part.token.fact == "unit" and (
            part.token.word.endswith("ly")
            or part.token.word.startswith("/")
            or (before is not None and before.token.word in marks)
        ):
            found[part.concept] += 1
    return found


def _of_something_else(
    passage: list[Part], places: list[tuple[Part, int]], sentence: list[Part]
) -> list[str]:
    """Numbers that stand beside other words than in the text."""
    found = []
    arms = {part.concept for part in passage if part.concept.startswith("arm ")}
    arms |= {part.concept for part, noun in pairwise(passage) if noun.token.word in ARM_NOUNS}
    alone = len(arms) == 1
    for part, place in places:
        at = next(n for n, p in enumerate(passage) if p is part)
        mine = _beside(passage, at)
        company = _company(sentence, place)
        # Of two groups the order is compared elsewhere; one alone must be the number's own.
        named = {concept for concept in mine if concept.startswith("arm ")} if alone else set()
        if (mine and not mine & company and not _alone(sentence, place)) or named - company:
            found.append(f"{_shown(part)} is said of something else in the text")
    return found


def _alone(sentence: list[Part], place: int) -> bool:
    """Whether a time has a clause of its own, which goes with the whole sentence: "In year 1,"."""
    clause, unit = sentence[place].clause, sentence[place].token.unit
    if sentence[place].bracketed or unit not in TIMES:
        return False
    return [p for p in sentence if p.clause == clause and p.counts] == [sentence[place]]


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
