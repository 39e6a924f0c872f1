"""What a likeness of letters does not see: numbers, units, negation and direction.

"Pain fell by 1.3 points" and "Pain rose by 3.1 points" are nearly the same letters. These
comparisons are lists of words, in English; they find what is said differently in so many words
and make no claim to understand a sentence.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.quotes.vocabulary import NUMBER_WORDS, UNITS, denies, direction


@dataclass(frozen=True, slots=True)
class Difference:
    """A way in which two wordings say different things. `kind` is a key of `KINDS`."""

    kind: str
    text: str


# How much of a likeness remains when the two differ in this way. Each of the first four turns a
# statement into another one, and two of them are never the same claim; a number that was only
# added makes a claim more precise, and another order of the same numbers may be that of the words:
# an editor should see both, but neither is a contradiction.
KINDS = {
    "number": 0.55,
    "unit": 0.55,
    "negation": 0.55,
    "direction": 0.55,
    "number added": 0.9,
    "order": 0.9,
}

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[%€£$]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|(?<!\w)\.\d+")
_MARKED = re.compile(r"((?<![\w.)\]%])-|[<>≤≥=]|)(?<![\d.])(\d+(?:[.,]\d+)*|\.\d+)")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# "one" is mostly a pronoun, and "second" a time.
_NUMBER_WORDS = (
    {word: str(number) for word, number in NUMBER_WORDS.items() if word != "one"}
    | {"quarter": ".25", "halves": ".5", "doubles": "2", "trebled": "3"}
    | {word: str(n) for n, word in enumerate("third fourth fifth sixth seventh".split(), start=3)}  # noqa: SIM905
)

# "Relief rarely comes" all but denies that relief comes, and "unless" is "if not".
_ALL_BUT_DENYING = frozenset(("rarely", "seldom", "unless"))
_OPENING = frozenset(("that", "whether", "if"))
_DOUBTING = frozenset(("myth", "false", "untrue", "wrong", "doubtful", "disproved", "refuted"))
_COMPARING = frozenset(("than", "versus", "vs", "compared", "instead"))
_EQUAL = re.compile(r"\bas (?!well|soon|long|far|many|much|little)\w+ as\b|\bthe same as\b")
_UNEQUAL = re.compile(r"\bthan\b")
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")

# Another unit of the same dimension is another claim.
_DIMENSIONS = {
    unit: dimension
    for dimension, units in {
        "time": "s min h day week month year",
        "mass": "ng mcg mg g kg",
        "volume": "ml dl l",
        "length": "nm μm mm cm",
        "amount of substance": "mol mmol μmol nmol",
        "money": "euro pound dollar",
        "share": "% point",
    }.items()
    for unit in units.split()
}

# Axes beyond those that a passage is compared on (`quotes.vocabulary`): there they are compared by
# other means, or would be too strict. An entry that ends in * is the beginning of a word.
_FURTHER = {
    "age": ("new newer recent*", "old older established"),
    "doing": ("prevent* inhibit* block*", "caus* induc* promot*"),
    "outcome": ("recover* surviv*", "die dies died dying death deaths"),
    "manner": ("well", "badly poorly"),
    "ratio": ("hr hazard*", "odds", "rr"),
    "aim": ("treat", "harm"),
    "promise": ("promising", "disappointing"),
    "with": ("with", "without"),
    "heart": ("systolic", "diastolic"),
    "last": ("first", "last"),
    "going on": ("continu*", "stop* discontinu* ceas* end ends ended"),
    "amount": ("more many most above", "fewer few least little below"),
}
_ENDS = {
    word.rstrip("*"): (axis, end)
    for axis, ends in _FURTHER.items()
    for end, words in enumerate(ends)
    for word in words.split()
}
_STEM = re.compile(
    "|".join(
        word.rstrip("*")
        for ends in _FURTHER.values()
        for words in ends
        for word in words.split()
        if word.endswith("*")
    )
)


def differences(one: str, other: str) -> tuple[Difference, ...]:
    """In what `other` says something else than `one`, by numbers, units, negation and direction.

    Both are folded text (see `folding`), in any case. An empty answer does not mean that the two
    say the same.
    """
    one, other = one.lower(), other.lower()
    words, theirs = _WORD.findall(one), _WORD.findall(other)
    found = (
        _numbers(_quantities(one, words), _quantities(other, theirs)),
        _marks(one, other),
        _order(one, other),
        _units(words, theirs),
        _negation(words, theirs),
        _direction(words, theirs),
        _compared(words, theirs),
        _equalled(one, other),
    )
    return tuple(difference for difference in found if difference)


def denied(one: str, other: str) -> Difference | None:
    """Whether the words that lead up to a claim deny it in one text and not in the other.

    Takes the text before each; the same words after "are not" are another statement.
    """
    mine, theirs = (_negations(_leading(text.lower())) for text in (one, other))
    if mine == theirs:
        return None
    said = "a negation was put before it" if theirs > mine else "the negation before it is gone"
    return Difference("negation", said)


def _leading(text: str) -> list[str]:
    """The last three words of a text, within its last clause; where that ends in "that", all of
    the clause, with what doubts or denies a whole sentence ("it is a myth that")."""
    clause = _WORD.findall(re.split(r"[.,;:!?()#]", text)[-1])
    if clause[-1:] and clause[-1] in _OPENING:
        return ["not" if word in _DOUBTING else word for word in clause]
    return clause[-3:]


def _quantities(text: str, words: Iterable[str]) -> Counter[str]:
    numbers = Counter(_value(number) for number in _NUMBER.findall(text))
    numbers.update(_value(_NUMBER_WORDS[word]) for word in words if word in _NUMBER_WORDS)
    return numbers


def _value(number: str) -> str:
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    whole, _, decimals = number.partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _numbers(one: Counter[str], other: Counter[str]) -> Difference | None:
    lost, added = one - other, other - one
    if lost and added:
        return Difference("number", f"{_listed(lost)} became {_listed(added)}")
    if lost:
        return Difference("number", f"{_listed(lost)} is gone")
    return Difference("number added", f"{_listed(added)} was added") if added else None


def _marks(one: str, other: str) -> Difference | None:
    """A sign or a comparison turned round before a number that stayed: P<.05 and P>.05."""
    mine, theirs = _signed(one), _signed(other)
    for number in mine.keys() & theirs.keys():
        before, after = mine[number] - theirs[number], theirs[number] - mine[number]
        if before and after:
            said = [f"{next(iter(marks))}{number}" for marks in (before, after)]
            return Difference("number", f"{said[0]} became {said[1]}")
    return None


def _signed(text: str) -> dict[str, Counter[str]]:
    """Number → the signs and comparisons that stand before it, one for each time."""
    found: dict[str, Counter[str]] = {}
    for match in _MARKED.finditer(text):
        found.setdefault(_value(match[2]), Counter())[match[1]] += 1
    return found


def _order(one: str, other: str) -> Difference | None:
    """The same numbers in another order: 28 of 30 and 30 of 28."""
    mine, theirs = ([_value(n) for n in _NUMBER.findall(text)] for text in (one, other))
    if mine == theirs or sorted(mine) != sorted(theirs):
        return None
    return Difference("order", "the numbers stand in another order")


def _units(one: list[str], other: list[str]) -> Difference | None:
    mine, theirs = ({UNITS[w]: w for w in reversed(words) if w in UNITS} for words in (one, other))
    often, now = (Counter(UNITS[w] for w in words if w in UNITS) for words in (one, other))
    for unit in sorted(often - now):
        dimension = _DIMENSIONS.get(unit)
        instead = sorted(u for u in now - often if dimension and _DIMENSIONS.get(u) == dimension)
        if instead:
            return Difference(
                "unit", f"{mine[unit]} became {', '.join(theirs[u] for u in instead)}"
            )
    return None


def _negation(one: list[str], other: list[str]) -> Difference | None:
    mine, theirs = _negations(one), _negations(other)
    if mine == theirs:
        return _prefixed(set(one), set(other))
    return Difference("negation", "a negation was added" if theirs > mine else "a negation is gone")


def _prefixed(one: set[str], other: set[str]) -> Difference | None:
    """A word that was turned round by a prefix: able, unable; effective, ineffective."""
    for before, after in ((one, other), (other, one)):
        for word in sorted(after - before):
            for prefix in _PREFIXES:
                if word.startswith(prefix) and word[len(prefix) :] in before - after:
                    pair = (word[len(prefix) :], word)
                    first, second = pair if before is one else pair[::-1]
                    return Difference("negation", f"{first} became {second}")
    return None


def _negations(words: list[str]) -> int:
    return sum(denies(word) or word in _ALL_BUT_DENYING for word in words)


def _direction(one: list[str], other: list[str]) -> Difference | None:
    """An end of an axis that is named once less, where another end is named once more."""
    mine, theirs = _ends(one), _ends(other)
    for axis in sorted({*mine, *theirs}):
        here, there = mine.get(axis, {}), theirs.get(axis, {})
        lost = [e for e in here if len(here[e]) > len(there.get(e, []))]
        more = [e for e in there if len(there[e]) > len(here.get(e, []))]
        if lost and more:
            was = _only(here[lost[0]], there.get(lost[0], []))
            return Difference(
                "direction", f"{was} became {_only(there[more[0]], here.get(more[0], []))}"
            )
        if list(here) != list(there) and not lost and not more:
            return Difference(
                "order", f"{' and '.join(w[0] for w in here.values())} changed places"
            )
    return None


def _only(words: list[str], others: list[str]) -> str:
    """The last of the words that is not among the others, if there is one."""
    return next((word for word in reversed(words) if word not in others), words[-1])


def _compared(one: list[str], other: list[str]) -> Difference | None:
    """What stood before "than" and what stood after it, exchanged."""
    mine, theirs = _sides(one), _sides(other)
    if mine is None or theirs is None:
        return None
    here, there = mine[0] - mine[1], mine[1] - mine[0]
    if here & theirs[1] - theirs[0] and there & theirs[0] - theirs[1]:
        return Difference("order", "what is compared is turned round")
    return None


def _equalled(one: str, other: str) -> Difference | None:
    """As effective as, less effective than: one says that two are equal, the other that not."""
    equal, unequal = (
        [bool(pattern.search(text)) for text in (one, other)] for pattern in (_EQUAL, _UNEQUAL)
    )
    if equal[0] == equal[1] or unequal[0] == unequal[1] or equal == unequal:
        return None
    said = "“as … as” became “than”" if equal[0] else "“than” became “as … as”"
    return Difference("direction", said)


def _sides(words: list[str]) -> tuple[set[str], set[str]] | None:
    denied = words.index("not") if "not" in words else len(words)
    at = next(
        (n for n, w in enumerate(words) if w in _COMPARING or (w == "but" and n > denied)), None
    )
    if at is None:
        return None
    before, after = (
        {word for word in side if len(word) > 3} for side in (words[:at], words[at + 1 :])
    )
    return before, after


def _ends(words: list[str]) -> dict[str, dict[int, list[str]]]:
    """Axis → the ends of it that are named, each with the words that name it, in order."""
    named: dict[str, dict[int, list[str]]] = {}
    for word in words:
        match = _STEM.match(word)
        further = _ENDS.get(match.group() if match else word)
        for axis, end in filter(None, dict.fromkeys((direction(word), further))):
            named.setdefault(axis, {}).setdefault(end, []).append(word)
    return named


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements()))
