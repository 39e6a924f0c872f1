"""A name of the text in another one's place: a drug for a drug, a group, a gene, a measure."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Indel

from evidence.quotes.concepts import DEGREES, FIGURES, TRIAL_TALK
from evidence.quotes.everyday import EVERYDAY
from evidence.quotes.parts import Part
from evidence.quotes.synonyms import akin

VARIABLES = frozenset(("age", "sex"))  # everybody's words, and yet the names of what is measured
# Of "take part" and "take place".
TAKING = frozenset("take takes took taken taking".split())  # noqa: SIM905
LONGEST_SHORT = 5  # letters of an abbreviation


def misnamed(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Sentences about names of a passage where the text has others, or in another order."""
    return [
        *_exchanged(passage, sentence),
        *_replaced(passage, sentence),
        *_other_codes(passage, sentence),
    ]


def _exchanged(passage: list[Part], sentence: list[Part]) -> list[str]:
    """A word before the same word as in the text, where the text has another one."""
    mine = {part.concept for part in passage} | {part.token.word for part in passage}
    theirs = {part.concept for part in sentence} | {part.token.word for part in sentence}
    before: dict[str, list[Part]] = {}
    for left, right in pairwise(sentence):
        if left.clause == right.clause and _is_head(right):
            before.setdefault(right.concept, []).append(left)
    found = []
    for part, head in pairwise(passage):
        if not _is_name(part) or part.concept in theirs or part.token.word in theirs:
            continue
        if part.clause != head.clause or not _is_head(head):
            continue
        others = before.get(head.concept, [])
        rivals = [
            one
            for one in others
            if _is_rival(one) and one.concept not in mine and not _kin(one, part)
        ]
        if rivals and len(rivals) == len(others):
            found.append(f"“{part.token.word}” is “{rivals[0].token.word}” in the text")
    return found


def _replaced(passage: list[Part], sentence: list[Part]) -> list[str]:
    """A name between the same words as another name of the text, or two that changed places."""
    mine, theirs = ([p for p in said if p.token.weight == 1] for said in (passage, sentence))
    names = {p.concept for p in theirs} | {p.token.word for p in theirs}
    known = {p.concept for p in mine} | {p.token.word for p in mine}
    found = []
    gone: list[tuple[set[str], set[str]]] = []
    for here, there, opposite in _unmatched(mine, theirs):
        rivals = [p for p in there if _names_something(p)]
        for part, other in opposite:
            both = _names_something(part) and (_names_something(other) or _are_short(part, other))
            if not both or other.concept in known:
                continue
            if part.concept in names and not _are_codes(part, other):
                continue
            whole = "".join(p.token.word for p in here[here.index(part) :])
            if any(_may_stand_for(part, r) or _shortens(r.token.word, whole) for r in rivals):
                continue
            found.append(f"“{part.token.word}” is “{other.token.word}” in the text")
        gone.append((_named(here), _named(there)))
    voiced = any(p.token.word == "by" for p in passage) != any(
        p.token.word == "by" for p in sentence
    )
    if voiced:
        return found
    for n, (before, instead) in enumerate(gone):
        for later, then in gone[n + 1 :]:
            first, second = before & then, instead & later
            if first and second and not first & second:
                found.append(f"“{min(first)}” and “{min(second)}” changed places")
    return found


def _other_codes(passage: list[Part], sentence: list[Part]) -> list[str]:
    """ApoE3 of the passage, where the sentence speaks of ApoE4."""
    mine, theirs = (
        Counter(p.token.word for p in said if _is_code(p)) for said in (passage, sentence)
    )
    found = []
    fewer = sorted(theirs - mine)
    for word in sorted(mine.keys() - theirs.keys()):
        letters = word.rstrip("0123456789")
        other = next((w for w in fewer if w.rstrip("0123456789") == letters), None)
        if other is not None:
            found.append(f"“{word}” is “{other}” in the text")
    return found


_Slot = tuple[list[Part], list[Part], list[tuple[Part, Part]]]


def _unmatched(mine: list[Part], theirs: list[Part]) -> Iterator[_Slot]:
    """What stands on both sides between words that are the same in the same order, and which of
    them stand in the same place: next to the same word."""
    i = j = 0
    codes = Indel.opcodes([p.concept for p in mine], [p.concept for p in theirs])
    runs = [(c.src_start, c.dest_start, c.src_end, c.dest_end) for c in codes if c.tag == "equal"]
    for src, dest, src_end, dest_end in [*runs, (len(mine), len(theirs), 0, 0)]:
        if i < src and j < dest:
            opposite = [(mine[i], theirs[j])] if i else []
            if src < len(mine):
                opposite.append((mine[src - 1], theirs[dest - 1]))
            yield mine[i:src], theirs[j:dest], opposite
        i, j = src_end, dest_end


def _named(said: list[Part]) -> set[str]:
    return {p.concept for p in said if _names_something(p) or p.token.fact == "direction"}


def _names_something(part: Part) -> bool:
    """Whether a word is a name: of a drug, a group, a measure; short ones in capitals, too."""
    word = part.token.word
    if part.token.fact or part.token.weight < 1 or len(word) < 2:
        return False
    if part.concept.startswith("arm "):
        return False  # the maximum dose
    if word in DEGREES or word in FIGURES:
        return False
    return word in VARIABLES or (
        not {word, part.concept} & EVERYDAY and part.concept not in TRIAL_TALK
    )


def _may_stand_for(part: Part, other: Part) -> bool:
    """Whether two names are one: other endings, a synonym, or its beginning (Abs, antibodies)."""
    one, two = part.token.word, other.token.word
    return akin(one, two) or _kin(part, other) or _shortens(one, two) or _shortens(two, one)


def _shortens(short: str, long: str) -> bool:
    """Whether letters abbreviate words: PPH, postpartum haemorrhage; Abs, antibodies."""
    if not 1 < len(short) <= LONGEST_SHORT or short[0] != long[0]:
        return False
    left = iter(long)
    return all(letter in left for letter in short)


def _are_short(one: Part, other: Part) -> bool:
    """Whether both are abbreviations: the PR interval, the RR interval."""
    return all(len(p.token.word) <= 3 and not p.token.fact for p in (one, other))


def _are_codes(one: Part, other: Part) -> bool:
    """Whether both are names with figures: ApoE3, ApoE4."""
    return _is_code(one) and _is_code(other)


def _is_code(part: Part) -> bool:
    return not part.token.fact and any(map(str.isdigit, part.token.word))


def _is_head(part: Part) -> bool:
    word = part.token.word
    return part.token.weight == 1 and not part.token.fact and len(word) > 2 and word not in FIGURES


def _is_name(part: Part) -> bool:
    """Whether a word says which: no figure, no function word, no mere degree."""
    return _is_head(part) and part.token.word not in DEGREES | TAKING


def _is_rival(part: Part) -> bool:
    """Whether a word of the text can stand for another one: early introduction, standard one."""
    return _is_name(part) or (part.token.fact == "direction" and part.token.word not in DEGREES)


_ENDINGS = frozenset(("", "s", "e", "ed", "es", "ing", "d", "r", "ly", "al", "ally", "ic"))


def _kin(one: Part, other: Part) -> bool:
    """Whether two words are one with other endings: added, adding."""
    return of_one_stem(one.token.word, other.token.word)


def of_one_stem(a: str, b: str) -> bool:
    """Whether two words are one with other endings."""
    pairs = enumerate(zip(a, b, strict=False))
    common = next((n for n, (x, y) in pairs if x != y), min(len(a), len(b)))
    return common >= 3 and a[common:] in _ENDINGS and b[common:] in _ENDINGS
