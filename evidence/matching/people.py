"""Authors, as they are compared: family names in order, and every word of every name."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from evidence.text import fold

_AUTHORS = 60  # the first sixty tell as much as three thousand
_NAMES_CACHED = 50_000  # the same people write again; about 15 MB
_LITERAL_CHARS = 2_000
_WORD = re.compile(r"[^\W\d_]+")
# `Adeli K.Lewis G. F.`: an export that lost what stood between the names.
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]{2})")
_NOBODY = frozenset({"anonymous", "anon", "unknown", "null", "none", "nn", "na"})
_AND_OTHERS = frozenset({"others", "et al", "al", "and others"})
# Of a hundred, in rapidfuzz's measure: `wightman` and `wrightman` have 94, `zhang` and `zhong` 80.
SAME_NAME = 82
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PARTICLE_WORDS = "de da di du van von der den del della la le el al ter ten dos st"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())


class People(NamedTuple):
    """`families`: one folded name a person, letters only. `initials`: of their given names.

    `words`: every word of every name, for names that databases divide differently.
    """

    families: tuple[str, ...] = ()
    leading: str = ""  # the last word of the first family name: `sawy` of El Sawy
    initials: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    cut: bool = False  # the list ends with "and others"


def read_people(names: Sequence[Mapping[str, Any]]) -> People:
    """The people of a list of CSL names."""
    people: list[_Person] = []
    cut = len(names) > _AUTHORS
    for name in names[:_AUTHORS]:
        for family, given in _divided(name):
            person = _person(family, given)
            if person is not None:
                people.append(person)
            elif fold(family).strip(" .") in _AND_OTHERS:
                cut = True
    return People(
        families=tuple([person.family for person in people]),
        leading=people[0].leading if people else "",
        initials=tuple([person.initials for person in people]),
        words=frozenset().union(*[person.words for person in people]),
        cut=cut,
    )


class _Person(NamedTuple):
    family: str
    leading: str
    initials: str
    words: tuple[str, ...]


@lru_cache(maxsize=_NAMES_CACHED)
def _person(family: str, given: str) -> _Person | None:
    """A name as it is compared; None where it names nobody."""
    folded = fold(family)
    parts = [folded] if folded.isalpha() else _WORD.findall(folded.replace("'", ""))
    if len(parts) > 1 and parts[-1] in _SUFFIXES:
        parts.pop()
    parts = [_without_umlauts(part) for part in parts]
    whole = "".join(parts)
    if not whole or whole in _NOBODY or " ".join(parts) in _AND_OTHERS:
        return None
    words = [whole]
    if len(parts) > 1:
        words += [part for part in parts if len(part) > 1 and part not in _PARTICLES]
    given_parts = _WORD.findall(fold(given).replace("'", "")) if given else []
    words += [_without_umlauts(part) for part in given_parts if len(part) > 2]
    initials = "".join([part[0] for part in given_parts[:4]])
    return _Person(whole, parts[-1], initials, tuple(words))


def _without_umlauts(word: str) -> str:
    """`huesemann` as `husemann`, which is what folding makes of `hüsemann`."""
    if "ue" in word or "oe" in word or "ae" in word:
        return word.replace("ue", "u").replace("oe", "o").replace("ae", "a")
    return word


def _divided(name: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Family and given of each person that a CSL name holds."""
    family = str(name.get("family") or "")[:_LITERAL_CHARS]
    if family:
        if len(name) > 2:  # it may have particles
            particles = (name.get("dropping-particle"), name.get("non-dropping-particle"))
            family = " ".join([str(part) for part in (*particles, family) if part])
        return [(family, str(name.get("given") or "")[:_LITERAL_CHARS])]
    literal = str(name.get("literal") or name.get("given") or "")[:_LITERAL_CHARS]
    if "." not in literal:
        return [_one_literal(literal)]
    return [_one_literal(part) for part in _RUN_TOGETHER.split(literal)]


def _one_literal(text: str) -> tuple[str, str]:
    """`Lewis G. F.` and `Gottfried Vossen`; a group of more than four words is its own family."""
    parts = text.split()
    if len(parts) < 2 or len(parts) > 5:
        return text, ""
    at = len(parts)
    while at > 1 and len(parts[at - 1].replace(".", "").replace("-", "")) <= 2:
        at -= 1
    if at < len(parts):
        return " ".join(parts[:at]), " ".join(parts[at:])
    return parts[-1], " ".join(parts[:-1])


def compare_people(a: People, b: People) -> float:
    """0-1; symmetric. 1 only for the same families in the same order. Both must name somebody.

    Measured on the shorter list, since databases cut lists (`et al.`): a name counts as found
    where any word of it is a word of the other list.
    """
    if a.families == b.families:
        same = sum(map(_agree, a.initials, b.initials))
        if same == len(a.families):
            return 1.0
        return 0.97 if same * 2 >= len(a.families) > 1 else (0.45 if len(a.families) < 2 else 0.8)
    found = min(1.0, max(_found(a, b), _found(b, a)))
    first = _same_first(a, b)
    shorter, longer = sorted((len(a.families), len(b.families)))
    if found < 1:
        found = max(found, _near_found(a, b))
    similarity = 0.75 * found + 0.2 * first
    if shorter == longer:
        similarity += 0.02 * found
    elif shorter == 1 and longer > 2 and not (a.cut or b.cut):
        similarity -= 0.1
    return max(0.0, min(similarity, 0.97))


def _agree(a: str, b: str) -> bool:
    """Whether initials may be one person's: `j` and `jy`, `y` and `jy`; unknown ones may."""
    return not a or not b or a[0] in b or b[0] in a


def _found(a: People, b: People) -> float:
    """The share of a's people that b's names hold; 0 where a has the longer list."""
    if len(a.families) > len(b.families):
        return 0.0
    return sum(family in b.words for family in a.families) / len(a.families)


def _near_found(a: People, b: People) -> float:
    """The same with slips allowed, and with names divided differently."""
    short, long = (a, b) if len(a.families) <= len(b.families) else (b, a)
    hits = sum(
        family in long.words
        or any(_near(family, theirs) for theirs in long.families[max(0, place - 1) : place + 2])
        for place, family in enumerate(short.families)
    )
    return hits / len(short.families)


def _near(a: str, b: str) -> bool:
    """Whether two family names may be one: a slip, or a part of a compound name."""
    if min(len(a), len(b)) < 4:
        return False
    if a[0] == b[0] and fuzz.ratio(a, b) >= SAME_NAME:
        return True
    return a.endswith(b) or b.endswith(a)


def _same_first(a: People, b: People) -> float:
    one, two = a.families[0], b.families[0]
    if one == two:
        return 1.0
    if one in b.words and two in a.words:
        return 0.8
    if _near(one, two):
        return 0.8
    return 0.3 if one in b.words or two in a.words else 0.0
