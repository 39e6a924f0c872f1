"""The groups of a trial: named, in the same order, and compared the same way round."""

from evidence.quotes.concepts import COMPARING
from evidence.quotes.labels import labelled
from evidence.quotes.parts import Part
from evidence.quotes.vocabulary import SUBSTANCES

_BEYOND = frozenset("above over below under beneath beyond exceed exceeds exceeded".split())  # noqa: SIM905
BRACKETS = 2  # clauses: a figure in brackets before what it is said of


def unnamed(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> list[str]:
    here = {part.token.word for part in sentence} | {part.concept for part in sentence}
    found = (
        []
        if _by_elimination(passage, sentence, groups)
        else [
            f"the text does not name “{part.token.word}” there"
            for part in passage
            if part.concept not in here
            and (
                part.concept.startswith("arm ")
                or (part.token.word in groups | SUBSTANCES and part.token.word not in here)
            )
        ]
    )
    numbers = sum(
        not label and (n.token.unit != "%" or not n.bracketed) for n, label in labelled(passage)
    )
    if not found and numbers > 1 and same_order(passage, sentence, groups) is False:
        mine = [p.concept for p in passage if p.token.fact == "number"]
        theirs = [p.concept for p in sentence if p.token.fact == "number" and p.concept in mine]
        if list(dict.fromkeys(mine)) == list(dict.fromkeys(theirs)):
            found.append("the groups stand in another order beside the numbers")
    return found


def _by_elimination(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> bool:
    """Whether a sentence sets two figures against each other and names the first group alone: then
    the second figure is that of the other group, which the passage names second."""
    named = [p for p in passage if p.token.word in groups or p.concept.startswith("arm ")]
    order = list(dict.fromkeys(p.concept for p in named))
    here = {p.concept for p in sentence}
    lacking = [concept for concept in order if concept not in here]
    if len(order) < 2 or lacking != order[-1:]:
        return False
    figures = [p.concept for p in passage if p.token.fact == "number"][-2:]
    for at, between in enumerate(sentence):
        if between.token.word in COMPARING:
            beside = [p for p in sentence[max(0, at - 2) : at + 2] if p.token.fact == "number"]
            if [p.concept for p in beside] == figures:
                return True
    return False


def same_order(passage: list[Part], sentence: list[Part], groups: frozenset[str]) -> bool | None:
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


def compared(
    passage: list[Part], sentence: list[Part], groups: frozenset[str] = frozenset()
) -> list[str]:
    """What stands after “than” or “compared with”, where the text has it before."""
    mine, theirs = _sides(passage), _sides(sentence)
    than = any(p.token.word == "than" for p in passage)
    than = than and not any(part.token.word in _BEYOND for part in sentence)
    if mine and not theirs and than and not _by_elimination(passage, sentence, groups):
        return ["the text does not compare them"]
    if mine is None or theirs is None:
        return []
    here = {p.concept for p in passage if p.counts}
    if _with_their_figures(passage, sentence):
        return []
    swapped = mine[1] & (theirs[0] - theirs[1])
    back = (mine[0] - mine[1]) & (theirs[1] - theirs[0])
    if (swapped and back) or (swapped and not mine[1] & theirs[1] and theirs[1] & here):
        return [f"“{' '.join(sorted(swapped))}” is what is compared, not what it is compared with"]
    return []


def _with_their_figures(passage: list[Part], sentence: list[Part]) -> bool:
    """Whether two figures were exchanged around "versus" as well: then nothing was turned."""
    mine, theirs = _figures(passage), _figures(sentence)
    return bool(mine and theirs) and mine == theirs[::-1] and mine[0] != mine[1]


def _figures(said: list[Part]) -> tuple[str, ...]:
    """The figures before and after the first comparison that has one on either side."""
    for at, part in enumerate(said):
        if part.token.word in COMPARING and part.token.word != "than":
            before = [p.concept for p in said[:at] if p.token.fact == "number"]
            after = [p.concept for p in said[at:] if p.token.fact == "number"]
            if before and after:
                return before[-1], after[0]
    return ()


def _sides(said: list[Part]) -> tuple[set[str], set[str]] | None:
    """The words before and after the first comparison with words; numbers are not among them."""
    for n, part in enumerate(said):
        sided = part.concept.startswith("worth") or part.token.word == "alternative"
        if part.token.word not in COMPARING and not (
            sided and said[n + 1 : n + 2]
            and said[n + 1].token.word == "to"
        ):  # fmt: skip
            continue
        after = [p for p in said[n + 1 : n + 8] if p.clause <= part.clause + (n == 0)]
        if after and all(p.token.fact == "number" or p.token.weight < 1 for p in after):
            # “191 [1.9%] of 9,985 in the placebo group”
            after = [p for p in said[n + 1 : n + 10] if p.clause <= part.clause + BRACKETS]
        after = [p for p in after if p.counts and p.token.fact != "number"]
        if after:
            before = {p.concept for p in said[:n] if p.counts and p.token.fact != "number"}
            return before, {p.concept for p in after}
    return None
