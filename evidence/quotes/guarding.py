"""What makes another statement of nearly the same words: the last look at a passage in other words.

Whatever else speaks for a passage, it is not verified where one of its words stands in the place of
another one of the text (control group, treatment group), where a word was turned by a prefix, where
a figure is said of the group that has another figure, or where a part is larger than its whole.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from rapidfuzz.distance import Levenshtein

from evidence.quotes.concepts import ARM_NOUNS, COMPARING, DEGREES, FIGURES
from evidence.quotes.everyday import EVERYDAY
from evidence.quotes.names import misnamed, of_one_stem
from evidence.quotes.pairs import crossed
from evidence.quotes.parts import Part, axis_of, denied_by_prefix
from evidence.quotes.vocabulary import RIVALS, direction, mistaken, turned

TIMES = frozenset(("min", "h", "day", "week", "month", "year"))
BINDING = frozenset("of in with among on for receiving at".split())  # noqa: SIM905
JOINING = frozenset("and or to a the about".split())  # noqa: SIM905
LEAST_LETTERS = 4  # shorter words are signs of figures and letters of names
WHO = frozenset(("person", "sex"))
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
        of_one_stem(word, other)
        or (Levenshtein.distance(word, other) < 2 and not mistaken(word, other))
        for other in near
    )


def objections(passage: list[Part], sentence: list[Part]) -> list[str]:
    """Sentences about what the text says of something else, or in words of another meaning."""
    return [
        *misnamed(passage, sentence),
        *crossed(passage, sentence),
        *_turned(passage, sentence),
        *_rivals(passage, sentence),
        *_bound_to_others(passage, sentence),
        *_of_another_bracket(passage, sentence),
        *_counts_exchanged(passage, sentence),
        *_parts_of_wholes(passage),
        *_nor_alone(passage),
    ]


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


def _rivals(passage: list[Part], sentence: list[Part]) -> Iterator[str]:
    """A word more often than in the text, and its rival less often: median for mean. Of words of
    direction the text must have both ends: else they are compared by what they are said of."""
    mine, theirs = (Counter(p.token.word for p in said) for said in (passage, sentence))
    for pair in RIVALS:
        for one, other in (pair, pair[::-1]):
            if mine[one] <= theirs[one] or mine[other] >= theirs[other]:
                continue
            if theirs[one] or one in ("all", "some") or None in map(direction, pair):
                yield f"“{one}” is “{other}” in the text"


@dataclass(frozen=True, slots=True)
class _Run:
    """Figures that stand together, from `start` on, and what they are said of: by preposition."""

    start: int
    numbers: frozenset[str]
    unit: str
    of: Mapping[str, frozenset[str]]
    beside: frozenset[str] = frozenset()

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
        following = _until_compared(_after(said, start, end, spans[n + 1 :]))
        runs.append(
            _Run(
                start,
                frozenset(p.concept for p in said[start:end] if p.token.fact == "number"),
                said[end - 1].token.unit.lstrip("~"),
                _by_preposition(following),
                _beside(following),
            )
        )
    return runs


def _after(said: list[Part], start: int, end: int, later: list[list[int]]) -> list[Part]:
    """What stands between figures and the next ones: within their bracket, or outside all."""
    inside = said[start].bracketed
    high = next((low for low, _ in later if said[low].bracketed == inside), len(said))
    if inside:
        high = next((n for n in range(end, high) if not said[n].bracketed), high)
    return [part for part in said[end:high] if part.bracketed == inside]


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


def _beside(said: Sequence[Part]) -> frozenset[str]:
    """What follows figures without a preposition: 32 high grade tumours."""
    following = takewhile(lambda part: part.token.word not in BINDING, said)
    return frozenset(part.concept for part in islice(following, REACH) if _telling(part))


def _telling(part: Part) -> bool:
    token = part.token
    if token.weight < 1 or len(token.word) < 2:  # the D of a vitamin
        return False
    return token.fact in ("", "direction") and token.word not in ARM_NOUNS


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
        return set(other.all - home.all - home.beside)
    return {word for key in both for word in other.of[key] - home.all - home.beside}


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
