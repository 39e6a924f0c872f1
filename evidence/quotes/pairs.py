"""Two things and two figures, or a doer and what it does something to: which belongs to which.

The same words say something else where two of them changed places: "31 and 101 in the low and
normal groups", "cells activate genes". A passage in other words may stand in another order, so what
is compared is not the order but what goes with what.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from evidence.quotes.everyday import EVERYDAY
from evidence.quotes.parts import AUXILIARIES, Part

_JOINING = frozenset("and or versus vs than compar against with to not but from".split())  # noqa: SIM905
_TIMES = frozenset(("min", "h", "day", "week", "month", "year"))
_SPAN = 8  # words from "from" to what follows "to"
_NEXT = 3
_BINDING = frozenset("of in to from by with for on at after into".split())  # noqa: SIM905
_SHORT = 3  # words of the member of a list
_BETWEEN = AUXILIARIES | frozenset(("n", "during"))
_MOST_THINGS = 40  # of a sentence: a longer list is no pair
# What somebody or something does to another one, as the beginning of the word.
_DOING = tuple(
    """activat affect block caus drive elicit encod exceed induc influenc inhibit
    lead mediat modulat outnumber outweigh outperform overtak preced predict prevent
    promot provok regulat replac repress stimulat suppress surpass target trigger""".split()  # noqa: SIM905
)
_NOUNS = ("ion", "ions", "ment", "ments", "or", "ors", "er", "ers", "ive", "tory", "able")
_ARISING = ("result", "aris", "arose", "stem", "deriv")
_BEING = frozenset("be been being is are was were get got".split())  # noqa: SIM905


def crossed(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Sentences about figures that are said of the other of two things, and about doers that
    changed places with what they do something to."""
    return [
        *_figures_crossed(passage, sentence, _is_figure),
        *_figures_crossed(passage, sentence, _is_year),
        *_of_another(passage, sentence),
        *_doers_crossed(passage, sentence),
        *_ends_crossed(passage, sentence),
        *_places_exchanged(passage, sentence),
        *_lists_crossed(passage, sentence),
    ]


def _figures_crossed(
    passage: list[Part], sentence: list[Part], counts: Callable[[Part], bool]
) -> Iterator[str]:
    figures = _shared(passage, sentence, counts)
    things = [one for one in _shared(passage, sentence, _is_thing) if one not in figures]
    if len(things) < 2 or len(figures) < 2 or len(things) > _MOST_THINGS:
        return
    kinds = {key: {_kind(part) for part in sentence if part.concept == key} for key in figures}
    numbers = [pair for pair in combinations(figures, 2) if kinds[pair[0]] == kinds[pair[1]]]
    for one, other in combinations(things, 2):
        if not _are_parallel(sentence, one, other, counts):
            continue
        for pair in numbers:
            there = _belonging(sentence, {one, other}, set(pair))
            here = _belonging(passage, {one, other}, set(pair))
            if there and here and there != here:
                said = next(part.token.word for part in passage if part.concept == pair[0])
                yield f"{said} is said of something else in the text"
                return


def _shared(passage: list[Part], sentence: list[Part], wanted: Callable[[Part], bool]) -> list[str]:
    """Concepts that stand once in each, in the order of the sentence."""
    mine, theirs = (Counter(p.concept for p in said if wanted(p)) for said in (passage, sentence))
    return [concept for concept, often in theirs.items() if often == 1 == mine[concept]]


def _is_thing(part: Part) -> bool:
    if part.token.fact == "number":
        return _is_year(part)
    return part.token.fact in ("", "direction") and part.token.weight == 1


def _is_figure(part: Part) -> bool:
    return part.token.fact == "number" and not _is_year(part) and _kind(part) not in _TIMES


def _is_year(part: Part) -> bool:
    return part.token.unit == "~date"


def _kind(part: Part) -> str:
    return part.token.unit.lstrip("~")


def _are_parallel(said: list[Part], one: str, other: str, counts: Callable[[Part], bool]) -> bool:
    """Whether two words stand in the same way: joined, before the same word, beside a figure."""
    at = {part.concept: n for n, part in enumerate(said) if part.concept in (one, other)}
    first, last = sorted(at.values())
    between = said[first + 1 : last]
    if all(map(_joins, between)) and not all(map(_is_figure, between)):
        return True
    if any({said[n].concept, said[n].token.word} & EVERYDAY for n in (first, last)):
        return False
    after = [said[n + 1].concept for n in (first, last) if n + 1 < len(said)]
    if len(after) == 2 and after[0] == after[1] and said[first + 1].token.weight == 1:
        return True
    return any(
        all(_beside_a_figure(said, n, step, counts) for n in (first, last)) for step in (-1, 1)
    )


def _joins(part: Part) -> bool:
    return part.token.word in _JOINING or part.concept in _JOINING or _is_figure(part)


def _beside_a_figure(said: list[Part], at: int, step: int, counts: Callable[[Part], bool]) -> bool:
    """Whether a figure stands next to a word, before it (-1) or after it (1)."""
    n = at + step
    while 0 <= n < len(said) and said[n].token.word in _BETWEEN:
        n += step
    return 0 <= n < len(said) and counts(said[n])


def _belonging(said: list[Part], things: set[str], figures: set[str]) -> frozenset[tuple[str, str]]:
    """Which figure goes with which thing; empty where the order does not tell."""
    wanted = things | figures
    found = [part for part in said if part.concept in wanted]
    if any(before.token.word == "of" and p.concept in wanted for before, p in pairwise(said)):
        return frozenset()  # 30 of 45
    order = "".join("T" if part.concept in things else "F" for part in found)
    listed = any(part.token.word == "respectively" for part in said)
    pairs = {"TFTF": ((0, 1), (2, 3)), "FTFT": ((1, 0), (3, 2))}
    if listed:
        pairs |= {"TTFF": ((0, 2), (1, 3)), "FFTT": ((2, 0), (3, 1))}
    return frozenset((found[a].concept, found[b].concept) for a, b in pairs.get(order, ()))


def _of_another(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    """Figures of home measurements that a passage says of clinic measurements."""
    modified: dict[str, list[tuple[int, Part]]] = {}
    for at, (before, head) in enumerate(pairwise(sentence)):
        if _names_one(before) and _names_one(head) and before.clause == head.clause:
            modified.setdefault(head.concept, []).append((at, before))
    known = {part.concept for part in passage}
    figures = _shared(passage, sentence, _is_figure)
    for place, (before, head) in enumerate(pairwise(passage)):
        rivals = modified.get(head.concept, [])
        if len(rivals) < 2 or before.concept not in {part.concept for _, part in rivals}:
            continue
        after = {part.concept for part in passage[place:]}
        for figure in (one for one in figures if one in after):
            at = next(n for n, part in enumerate(sentence) if part.concept == figure)
            last = next((part for n, part in reversed(rivals) if n < at), before)
            if last.concept != before.concept and last.concept not in known:
                yield f"{figure.removeprefix('# ')} is said of “{last.token.word}” in the text"
                return


def _names_one(part: Part) -> bool:
    return part.counts and not part.token.fact and len(part.token.word) > 2


def _places_exchanged(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    """Two names each of which follows what the other one follows in the text: removed in
    Baltimore and taken to San Francisco; the expression of one gene that acts on the other."""
    mine, theirs = _beside(passage), _beside(sentence)
    both = [name for name in mine if name in theirs and not mine[name] & theirs[name]]
    for one, other in combinations(both[:_MOST_THINGS], 2):
        if mine[one] & theirs[other] and mine[other] & theirs[one]:
            words = {p.concept: p.token.word for p in passage}
            yield f"“{words[one]}” and “{words[other]}” changed places"
            return


def _beside(said: list[Part]) -> dict[str, set[tuple[str, bool]]]:
    """What each name follows: a word that stands there once, with a preposition or without."""
    found: dict[str, set[tuple[str, bool]]] = {}
    often = Counter(part.concept for part in said)
    last, bound = None, False
    for part in said:
        if part.token.weight < 1 or len(part.token.word) < 2:
            bound = bound or part.token.word in _BINDING
            continue
        if last is not None and often[last.concept] == 1 and _is_name(part):
            found.setdefault(part.concept, set()).add((last.concept, bound))
        last, bound = (part, False) if part.token.fact in ("", "direction") else (None, False)
    return found


def _is_name(part: Part) -> bool:
    if part.token.word.endswith(("ly", "ed", "ing")):
        return False
    return not part.token.fact and not {part.token.word, part.concept} & EVERYDAY


def _lists_crossed(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    """“A and B, which encode Y and X, respectively”, where A encodes X."""
    mine, theirs = _list_ends(passage), _list_ends(sentence)
    if mine is None or theirs is None:
        return
    if not mine[0] & theirs[0] or not mine[1] & theirs[1]:
        return
    first, last = mine[2] & (theirs[3] - theirs[2]), mine[3] & (theirs[2] - theirs[3])
    if first and last:
        word = next(p.token.word for p in passage if p.concept in first)
        yield f"“{word}” belongs to the other in the text"


def _list_ends(said: list[Part]) -> tuple[set[str], set[str], set[str], set[str]] | None:
    """The two things of a list with “respectively”, and what stands for the first and the last."""
    end = next((n for n, part in enumerate(said) if part.token.word == "respectively"), 0)
    joined = [n for n in range(1, end) if said[n].token.word == "and"]
    if len(joined) < 2:
        return None
    first, last = joined[0], joined[-1]
    begun = max(first + 2, last - _SHORT)
    return (
        {said[first - 1].concept},
        {said[first + 1].concept},
        {p.concept for p in said[begun:last] if _is_thing(p)},
        {p.concept for p in said[last + 1 : end] if _is_thing(p)},
    )


def _ends_crossed(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    """From A to B, where the text says from B to A, or to C."""
    there = set(_from_to(sentence))
    for first, last in _from_to(passage):
        if (last, first) in there and (first, last) not in there:
            yield "from and to are exchanged in the text"
    for first, last in _ranges(passage):
        numbers = [part.concept for part in sentence if part.token.fact == "number"]
        if {first, last} <= set(numbers) and (first, last) not in set(pairwise(numbers)):
            yield f"{first.removeprefix('# ')} to {last.removeprefix('# ')} is not there"


def _ranges(said: list[Part]) -> Iterator[tuple[str, str]]:
    """The ends of “from 1970 to 1984”, “between 1970 and 1984” and “1970-84”."""
    for at, part in enumerate(said):
        ends = said[at + 1 : at + 4]
        ranging = part.token.word in ("from", "between") and len(ends) == 3
        if ranging and ends[1].token.word in ("to", "and") and _are_numbers(ends[0], ends[2]):
            yield ends[0].concept, ends[2].concept
        if ends and _is_year(part) and _is_year(ends[0]):
            yield part.concept, ends[0].concept


def _are_numbers(*parts: Part) -> bool:
    return all(part.token.fact == "number" for part in parts)


def _from_to(said: list[Part]) -> Iterator[tuple[str, str]]:
    for at, part in enumerate(said):
        if part.token.word != "from":
            continue
        after = said[at + 1 : at + 1 + _SPAN]
        to = next((n for n, other in enumerate(after) if other.token.word == "to"), 0)
        ends = [_head(after[:to][::-1]), _head(after[to + 1 :][:_NEXT])]
        if to and all(ends):
            yield ends[0], ends[1]


def _head(said: list[Part]) -> str:
    """The first word that says something."""
    return next((part.concept for part in said if part.token.weight == 1), "")


def _doers_crossed(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    if any(part.token.word == "by" for part in (*passage, *sentence)):
        return  # in the passive voice what is done to stands first
    if any(_is_passive(said) for said in (passage, sentence)):
        return
    backwards = _results(passage) != _results(sentence)
    for concept in _shared(passage, sentence, _is_doing):
        mine, theirs = (_around(said, concept) for said in (passage, sentence))
        turned = mine[0] & theirs[1], mine[1] & theirs[0]
        kept = mine[0] & theirs[0], mine[1] & theirs[1]
        if backwards:
            turned, kept = kept, turned
        if all(turned) and sum(map(len, turned)) > sum(map(len, kept)):
            word = next(part.token.word for part in passage if part.concept == concept)
            yield f"“{word}” goes the other way in the text"


def _is_passive(said: list[Part]) -> bool:
    return any(
        _is_doing(part) and before.token.word in _BEING
        for before, part in pairwise(part for part in said if part.token.word != "also")
    )


def _results(said: list[Part]) -> bool:
    """Whether what follows a verb is the doer: results from, arises from."""
    return any(
        after.token.word == "from" and (_is_doing(before) or before.token.word.startswith(_ARISING))
        for before, after in pairwise(said)
    )


def _is_doing(part: Part) -> bool:
    word = part.token.word
    return word.startswith(_DOING) and not word.endswith(_NOUNS) and part.token.weight == 1


def _around(said: list[Part], concept: str) -> tuple[set[str], set[str]]:
    """The names before and after a word."""
    at = next(n for n, part in enumerate(said) if part.concept == concept)
    before, after = said[:at], said[at + 1 :]
    return _names(before), _names(after)


def _names(said: list[Part]) -> set[str]:
    return {p.concept for p in said if p.counts and p.token.fact in ("", "direction")}
