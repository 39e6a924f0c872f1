"""A sentence as what it says: its tokens by concept and clause, idioms made one."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from evidence.quotes.concepts import (
    ARM_NAMES,
    ARM_NOUNS,
    CONCEPTS,
    LONGEST_PHRASE,
    PHRASES,
    SAID_IN_A_WORD,
    TRIAL_TALK,
)
from evidence.quotes.synonyms import akin
from evidence.quotes.tokens import Token, stem
from evidence.quotes.vocabulary import SUBSTANCES

NEAR = 4  # words: as far as a denial reaches to "differ", and a direction to the number it gives
ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
NO_ARMS = frozenset(("all", "share", "equal", "surety", "order"))
_CLAUSE = re.compile(r"[,;:()\[\]]|\s[–—-]\s|[.!?]\s")
_GLUED = re.compile(r"[^\W\d_][-‐‑–−]?$")
_EFFECTS = ("event", "effect", "reaction", "experience")
_MAIN = frozenset(("main", "major", "primary", "principal", "leading", "chief"))
_LARGE = frozenset(("large", "big", "great", "major", "huge"))
_QUESTIONS = ("concern", "question", "doubt", "issue", "hypothes", "possibilit")
_CAUSES = ("cause", "reason", "source", "contributor")
AUXILIARIES = frozenset(
    """am is are was were be been do does did has have had can could may might must shall should
    will would need""".split()  # noqa: SIM905
)
_OF_FALLING = frozenset("by to from below in during after with when as over further".split())  # noqa: SIM905
_TURNING = frozenset(("but", "although", "though", "whereas", "yet"))
_DIFFER = re.compile(r"differ(?!entiat)")


@dataclass(frozen=True, slots=True)
class Part:
    """A token with what it stands for: `concept` is alike for words that say the same; `clause`
    counts from 0, `bracketed` is true between brackets; `counts` says that it is no function word
    and none that any sentence about a study has."""

    token: Token
    concept: str
    clause: int
    bracketed: bool = False
    counts: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        counts = self.token.weight == 1 and self.concept not in TRIAL_TALK
        object.__setattr__(self, "counts", counts)  # asked for far more often than made


def parts(found: list[Token], text: str) -> list[Part]:
    """The tokens of a sentence as parts, with its idioms made one."""
    said: list[Part] = []
    clause = depth = 0
    for at, (before, token) in enumerate(zip([None, *found], found, strict=False)):
        if before is not None:
            between = text[before.end : token.start]
            turning = token.word in _TURNING or _denies_at_its_end(found, at)
            clause += _CLAUSE.search(between) is not None or turning
            depth = max(
                0, depth + sum(between.count(c) for c in "([") - sum(map(between.count, ")]"))
            )
        glued = _GLUED.search(text, max(0, token.start - 2), token.start)
        if token.fact == "number" and text[token.start].isdigit() and glued:
            token = replace(token, fact="", key=f"name {token.key}")  # the 3 of D3 counts nothing
        said.append(Part(token, _concept(token), clause, depth > 0))
    return _without_differing(_without_idioms(_with_phrases(said)))


def _denies_at_its_end(found: list[Token], at: int) -> bool:
    """Whether a second statement begins that only denies the first: “and morphine did not”."""
    if found[at].word != "and":
        return False
    following = found[at + 1 : at + 7]
    denied = next((n for n, token in enumerate(following) if token.fact == "negation"), 0)
    if denied < 2 or following[denied - 1].word not in AUXILIARIES:
        return False
    rest = following[denied + 1 : denied + 2]
    return not rest or rest[0].begins


def _concept(token: Token) -> str:
    if token.fact == "number":
        return f"# {token.key.lstrip('-')}"
    if token.fact:
        return token.key.replace("height ", "amount ")
    return CONCEPTS.get(token.key, CONCEPTS.get(token.word, token.key))


def _with_phrases(said: list[Part]) -> list[Part]:
    """Several words that say what one says, as one: a myocardial infarction, a heart attack."""
    kept: list[Part] = []
    at = 0
    while at < len(said):
        for size in range(min(LONGEST_PHRASE, len(said) - at), 0, -1):
            words = tuple(part.token.word for part in said[at : at + size])
            concept = PHRASES.get(words)
            if concept is not None:
                kept.append(_phrase(said[at], said[at + size - 1], concept))
                at += size
                break
        else:
            kept.append(said[at])
            at += 1
    return kept


def _phrase(first: Part, last: Part, concept: str) -> Part:
    fact = "direction" if concept in SAID_IN_A_WORD else ""
    word = SAID_IN_A_WORD.get(concept, concept.replace(" ", ""))
    token = replace(first.token, key=concept, word=word, fact=fact, end=last.token.end)
    return replace(first, token=token, concept=concept)


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
        if part.token.fact == "unit" and last in ORDINALS:
            kept[-1] = _ordinal(kept[-1], part)
            continue
        neither = neither or word == "neither"
        if word == "up" and last.startswith(
            ("follow", "made", "make", "stood", "stand", "sat", "got")
        ):
            continue
        if word == "against" and at + 1 < len(said) and said[at + 1].token.fact == "number":
            part = _plain(part, "compar")  # 5 against 2.5 expected
        if word == "all" and last == "in" and _ends_here(said[at : at + 2]):
            kept.pop()
            continue  # "In all, 10 of 49"
        if word == "out" and last.startswith(("drop", "rul")):
            kept[-1] = _plain(kept[-1], "dropout" if last.startswith("drop") else "exclude")
            continue
        if last in ("adverse", "side") and word.startswith(_EFFECTS):
            kept[-1] = _plain(kept[-1], "adverse effect")
            continue
        if word in _LARGE and at + 1 < len(said) and axis_of(said[at + 1]) == "amount":
            part = _plain(part, "large")  # a large rise, a major increase
        if word == "common" and after == "to":
            part = _plain(part, "share")  # what two things have in common
        if word == "more" and kept and kept[-1].token.fact == "number" and after != "than":
            part = _plain(part, "add")  # 2000 more a year
        if word.startswith("rais") and _raised(said[at + 1 : at + 6]):
            part = _plain(part, "pose")
        if word in _MAIN and after.startswith(_CAUSES):
            part = _plain(part, "main")
        if part.concept in ("frequency 0", "chance 0") and last in ("more", "less", "as"):
            continue
        if word.startswith("follow") and after in ("up", "for"):
            part = _plain(part, "followup")
        elif word == "falls" and after not in _OF_FALLING:
            part = _plain(part, "falls")
        elif word == "major" and after.startswith("depress"):
            part = _plain(part, "major")
        elif part.token.fact == "direction" and after in ARM_NAMES and axis_of(part) not in NO_ARMS:
            part = _plain(part, f"arm {part.concept}")
        kept.append(part)
    return kept


def _ends_here(said: list[Part]) -> bool:
    """Whether a clause ends after a word, or a number follows: “In all, 10 of 49”."""
    return said[-1].clause != said[0].clause or said[-1].token.fact == "number"


def _raised(following: list[Part]) -> bool:
    """Whether it is a question that is raised."""
    return any(part.token.word.startswith(_QUESTIONS) for part in following)


def _plain(part: Part, concept: str) -> Part:
    return replace(part, token=replace(part.token, fact="", key=concept), concept=concept)


def _ordinal(part: Part, unit: Part) -> Part:
    """“The first year” is year 1."""
    number = ORDINALS[part.token.word]
    said = replace(
        part.token,
        key=number,
        fact="number",
        unit=unit.concept.removeprefix("unit "),
        end=unit.token.end,
    )
    return replace(part, token=said, concept=f"# {number}")


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


_DENYING = ("un", "in", "im", "ir", "il", "dis", "non", "a")
_REACH = 2  # words between "not" and what it denies: "not at all satisfied"


def without_prefixes(said: list[Part], other: list[Part]) -> list[Part]:
    """“Not satisfied” as the “dissatisfied” that the other one has for it."""
    words = {part.token.word: part for part in other}
    kept = list(said)
    for at, part in enumerate(said):
        if part.token.fact != "negation" or part.token.word in ("none", "nobody", "nothing"):
            continue
        for denied in said[at + 1 : at + 2 + _REACH]:
            if (
                denied.token.weight < 1
                or denied.token.word in words
                or denied.clause != part.clause
            ):
                continue
            as_one = next((p for w, p in words.items() if denied_by_prefix(w, denied)), None)
            if as_one is not None:
                token = replace(
                    denied.token,
                    key=as_one.token.key,
                    word=as_one.token.word,
                    fact=as_one.token.fact,
                )
                kept[kept.index(denied)] = replace(denied, token=token, concept=as_one.concept)
                kept.remove(part)
            break
    return kept


def in_the_words_of(said: list[Part], other: list[Part]) -> list[Part]:
    """The parts with the other's words where one may stand for the other: “conducted” as the
    “performed” that stands there. A word that the other has anyway stays."""
    theirs = {part.concept for part in other} | {part.token.word for part in other}
    mine = {part.concept for part in said}
    free = [
        part
        for part in other
        if not part.token.fact and part.token.weight == 1 and part.concept not in mine
    ]
    return [part if _is_there(part, theirs) else _as_one_of(free, part) for part in said]


def _is_there(part: Part, words: set[str]) -> bool:
    known = part.concept in words or part.token.word in words
    return known or bool(part.token.fact) or part.token.weight < 1


def _as_one_of(others: list[Part], part: Part) -> Part:
    word = part.token.word
    one = next((other for other in others if akin(word, other.token.word)), None)
    if one is None:
        return part
    token = replace(part.token, key=one.token.key, word=one.token.word)
    return replace(part, token=token, concept=one.concept)


def denied_by_prefix(word: str, part: Part) -> bool:
    """Whether a word denies what a part says: unsafe, for safe; asymptomatic, for symptoms."""
    denied = _denied(word)
    if not denied:
        return False
    base = stem(part.token.word)[:7]
    return base in denied or (len(base) > 5 and any(one.startswith(base) for one in denied))


@lru_cache(maxsize=20_000)
def _denied(word: str) -> frozenset[str]:
    """The beginnings of what a word denies by its prefix."""
    rests = ((prefix, word.removeprefix(prefix)) for prefix in _DENYING if word.startswith(prefix))
    return frozenset(
        stem(rest)[:7]
        for prefix, rest in rests
        if len(rest) >= 4 and (prefix != "a" or rest.startswith("symptom"))
    )


def axis_of(part: Part) -> str:
    return part.concept.rpartition(" ")[0] if part.token.fact == "direction" else ""


def arms(found: list[Token]) -> frozenset[str]:
    """Words that tell the groups of a trial apart: drugs, and what stands before “group”."""
    often = Counter(token.word for token in found if token.word in SUBSTANCES)
    named = {word for word, times in often.items() if times > 1}
    for at, (token, after) in enumerate(pairwise(found)):
        if after.word in ARM_NOUNS and after.start - token.end <= 2 and token.weight == 1:
            # "the vitamin D group" is told by its vitamin
            named.add(found[at - 1].word if len(token.word) == 1 and at else token.word)
    for number, before, token in zip(found, found[1:], found[2:], strict=False):
        given = number.fact == "number" and before.word in ("with", "on", "receiving")
        if given and token.weight == 1 and not token.fact and token.word not in TRIAL_TALK:
            named.add(token.word)  # "1.5% with warfarin"
    return frozenset(word for word in named if word not in ARM_NOUNS and len(word) > 1)


def named_by_arms(said: list[Part], groups: frozenset[str]) -> list[Part]:
    """Without the direction of words that name a group: "accelerated surgery" raises nothing."""
    return [
        _plain(part, f"arm {part.token.word}")
        if part.token.fact == "direction"
        and part.token.word in groups
        and part.token.word.endswith("ed")
        else part
        for part in said
    ]


def concepts(found: list[Token]) -> Counter[str]:
    """What a text says anywhere without denying it: concept → how often."""
    said: Counter[str] = Counter()
    denied = 0
    for token in found:
        denied = 3 if token.fact == "negation" else max(0, denied - 1)
        if not denied:
            said[_concept(token)] += 1
    return said
