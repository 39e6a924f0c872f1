"""What makes another statement of nearly the same words: the last look at a passage in other words.

Whatever else speaks for a passage, it is not verified where one of its words stands in the place of
another one of the text (control group, treatment group), where a word was turned by a prefix, where
a figure is said of the group that has another figure, or where a part is larger than its whole.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel, Levenshtein

from evidence.quotes.concepts import ARM_NOUNS, COMPARING, DEGREES, FIGURES, TRIAL_TALK
from evidence.quotes.everyday import EVERYDAY
from evidence.quotes.parts import Part, axis_of, denied_by_prefix
from evidence.quotes.synonyms import akin
from evidence.quotes.vocabulary import mistaken, turned

TIMES = frozenset(("min", "h", "day", "week", "month", "year"))
BINDING = frozenset("of in with among on for receiving at".split())  # noqa: SIM905
JOINING = frozenset("and or to a the about".split())  # noqa: SIM905
LEAST_LETTERS = 4  # shorter words are signs of figures and letters of names
WHO = frozenset(("person", "sex"))
VARIABLES = frozenset(("age", "sex"))  # everybody's words, and yet the names of what is measured
# Of "take part" and "take place".
TAKING = frozenset("take takes took taken taking".split())  # noqa: SIM905
LONGEST_SHORT = 5  # letters of an abbreviation
REACH = 7  # words: as far as what a figure is said of may stand from it


def strangers(passage: list[Part], words: Collection[str]) -> list[str]:
    """Words that the text has nowhere and that are not everybody's: another drug, another group.

    `words` are all that the text says, as words and as concepts.
    """
    found = []
    for part in passage:
        word = part.token.word
        if part.token.fact == "direction" and axis_of(part) in WHO and part.concept not in words:
            found.append(f"the text does not speak of “{word}”")
            continue
        if not part.counts or part.token.fact or {word, part.concept} & EVERYDAY:
            continue
        if word in DEGREES or word in FIGURES or len(word) < LEAST_LETTERS:
            continue
        if word in words or part.concept in words or _misread(word, words):
            continue
        found.append(f"the text does not speak of “{word}”")
    return found


def _misread(word: str, words: Collection[str]) -> bool:
    """Whether it is a word of the text with other endings, or with one letter read wrong."""
    near = [other for other in words if other[:3] == word[:3]]
    return any(
        _of_one_stem(word, other)
        or (Levenshtein.distance(word, other) < 2 and not mistaken(word, other))
        for other in near
    )


def objections(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Sentences about what the text says of something else, or in words of another meaning."""
    return [
        *_exchanged(passage, sentence),
        *_replaced(passage, sentence),
        *_other_codes(passage, sentence),
        *_turned(passage, sentence),
        *_bound_to_others(passage, sentence),
        *_of_another_bracket(passage, sentence),
        *_counts_exchanged(passage, sentence),
        *_parts_of_wholes(passage),
        *_nor_alone(passage),
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
    mine, theirs = ({p.token.word for p in said if _is_code(p)} for said in (passage, sentence))
    found = []
    for word in sorted(mine - theirs):
        letters = word.rstrip("0123456789")
        other = next((w for w in sorted(theirs - mine) if w.rstrip("0123456789") == letters), None)
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
    return _of_one_stem(one.token.word, other.token.word)


def _of_one_stem(a: str, b: str) -> bool:
    pairs = enumerate(zip(a, b, strict=False))
    common = next((n for n, (x, y) in pairs if x != y), min(len(a), len(b)))
    return common >= 3 and a[common:] in _ENDINGS and b[common:] in _ENDINGS


def _turned(passage: list[Part], sentence: list[Part]) -> list[str]:
    """A word that the text has with another prefix only, or without one: dissatisfied."""
    there = {part.token.word for part in sentence} | {part.concept for part in sentence}
    found = []
    for before, part in pairwise([None, *passage]):
        word = part.token.word if part else ""
        if part is None or (before and before.token.fact == "negation"):
            continue  # "not satisfied" is "dissatisfied": denials are compared elsewhere
        if part.token.weight < 1 or word in there or part.concept in there or len(word) < 5:
            continue
        other = next(
            (
                p.token.word
                for p in sentence
                if turned(word, p.token.word)
                or denied_by_prefix(p.token.word, part)
                or denied_by_prefix(word, p)
            ),
            None,
        )
        if other is not None:
            found.append(f"“{word}” is “{other}” in the text")
    return found


@dataclass(frozen=True, slots=True)
class _Run:
    """Figures that stand together, from `start` on, and what they are said of: by preposition."""

    start: int
    numbers: frozenset[str]
    unit: str
    of: Mapping[str, frozenset[str]]

    @property
    def all(self) -> frozenset[str]:
        return frozenset().union(*self.of.values())


def _runs(said: list[Part]) -> list[_Run]:
    """The figures of a sentence that are followed by what they are said of: 26% of the treated."""
    spans: list[list[int]] = []
    for at, part in enumerate(said):
        token = part.token
        if token.fact != "number" or token.unit.lstrip("~") in TIMES:
            continue
        if spans and all(p.token.word in JOINING for p in said[spans[-1][1] : at]):
            spans[-1][1] = at + 1
        else:
            spans.append([at, at + 1])
    runs = []
    for n, (start, end) in enumerate(spans):
        high = spans[n + 1][0] if n + 1 < len(spans) else len(said)
        following = _until_compared(said[end:high])
        runs.append(
            _Run(
                start,
                frozenset(p.concept for p in said[start:end] if p.token.fact == "number"),
                said[end - 1].token.unit.lstrip("~"),
                _by_preposition(following),
            )
        )
    return runs


def _by_preposition(said: Sequence[Part]) -> dict[str, frozenset[str]]:
    """What stands after each preposition: of serious cases, in developed countries."""
    found: dict[str, set[str]] = {}
    word, left = "", 0
    for part in said:
        if part.token.word in BINDING:
            word, left = part.token.word, REACH
        elif word and left and _telling(part):
            found.setdefault(word, set()).add(part.concept)
            left -= 1
    return {key: frozenset(words) for key, words in found.items()}


def _telling(part: Part) -> bool:
    token = part.token
    return token.weight == 1 and token.fact in ("", "direction") and token.word not in ARM_NOUNS


def _until_compared(said: Sequence[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in said:
        if part.token.word in COMPARING or part.token.word == "none":
            break
        kept.append(part)
    return kept


def _fronted(said: Sequence[Part]) -> set[str]:
    """What stands first and goes with the first figure: “In poor countries 35% of …”."""
    if not said or said[0].token.word not in BINDING | {"among"}:
        return set()
    return {part.concept for part in _until_compared(said) if _telling(part)}


def _bound_to_others(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Figures that the passage says of what the text says another figure of."""
    theirs = _runs(sentence)
    if len(theirs) < 2:
        return []
    found = []
    for n, run in enumerate(_runs(passage)):
        homes = [one for one in theirs if run.numbers <= one.numbers]
        if len(homes) != 1 or not homes[0].of:
            continue
        home = homes[0]
        mine = set(run.all) | (_fronted(passage[: run.start]) if n == 0 else set())
        for other in theirs:
            if other is home or other.unit != home.unit:
                continue
            wrong = mine & _foreign(home, other)
            if wrong:
                word = next(p.token.word for p in passage if p.concept in wrong)
                number = passage[run.start].token
                shown = f"{number.key} {number.unit.lstrip('~')}".strip()
                found.append(f"{shown} is not said of “{word}” in the text")
                break
    return found


def _foreign(home: _Run, other: _Run) -> set[str]:
    """What another figure is said of and this one is not: after the same preposition, if there is
    one that both have (“of serious cases” may go for both)."""
    both = home.of.keys() & other.of.keys()
    if not both:
        return set(other.all - home.all)
    return {word for key in both for word in other.of[key] - home.all}


def _of_another_bracket(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Figures in brackets are said of what stands before the bracket: haloperidol (20 mg),
    ziprasidone (40 mg)."""
    brackets: list[tuple[Part, dict[str, str]]] = []
    head: Part | None = None
    inside = False
    for part in sentence:
        if not part.bracketed:
            inside = False
            if part.token.weight == 1:  # "16,835 (27.1%)": no name before the bracket
                head = part if part.token.fact != "number" else None
            continue
        if head is None:
            continue
        if not inside:
            brackets.append((head, {}))
            inside = True
        if part.token.fact == "number":
            brackets[-1][1][part.concept] = part.token.unit
    named = {part.concept for part in passage}
    found = []
    for part in passage:
        if part.token.fact != "number":
            continue
        homes = [head for head, figures in brackets if part.concept in figures]
        others = [
            head
            for head, figures in brackets
            if part.concept not in figures and part.token.unit in figures.values()
        ]
        wrong = next((one for one in others if one.concept in named), None)
        if len(homes) != 1 or not homes[0].counts or wrong is None:
            continue
        if homes[0].concept not in named:
            found.append(f"{part.token.key} is not said of “{wrong.token.word}” in the text")
    return found


def _counts_exchanged(passage: list[Part], sentence: list[Part]) -> list[str]:
    """“1,827 elderly patients and 882 controls”, where it is the other way round."""
    theirs = dict(_counted(sentence))
    others = set(theirs.values())
    found = []
    for number, what in _counted(passage):
        there = theirs.get(number, what)
        if there != what and what in others:
            found.append(f"{number.removeprefix('# ')} is not said of “{what}” in the text")
    return found


def _counted(said: list[Part]) -> Iterator[tuple[str, str]]:
    """Plain numbers, each with the word behind it."""
    for part, after in pairwise(said):
        plain = part.token.fact == "number" and not part.token.unit and part.token.key.isdigit()
        if plain and after.token.weight == 1 and after.token.fact in ("", "direction"):
            yield part.concept, after.concept


def _parts_of_wholes(passage: list[Part]) -> list[str]:
    """“149 of the 144 children”."""
    found = []
    for at, part in enumerate(passage):
        if part.token.fact != "number" or part.token.unit or not part.token.key.isdigit():
            continue
        rest = [p for p in passage[at + 1 : at + 4] if p.token.word not in ("the", "all", "these")]
        if len(rest) < 2 or rest[0].token.word != "of":
            continue
        whole = rest[1].token
        if whole.fact == "number" and whole.key.isdigit() and int(part.token.key) > int(whole.key):
            found.append(f"{part.token.key} cannot be a part of {whole.key}")
    return found


def _nor_alone(passage: list[Part]) -> list[str]:
    """“Both nor”: a denial that nothing begins."""
    denials = [part.token.word for part in passage if part.token.fact == "negation"]
    return ["“nor” stands without “neither”"] if denials[:1] == ["nor"] else []
