"""What a title says of the work: its words in one form, its kind, its numbers, and how two differ.

Databases write one title in many ways: `[Title]. [Chinese]`, `Title1,2`, `Title [Review]`,
`TITLE - subtitle`, British or American spelling. What is left after that is compared, and where
words stand against each other it matters which: *adults* against *children* is another study.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from evidence.matching.kinds import KIND_AT_END, KIND_AT_START, KIND_WORDS, LONG_REMARK, REMARK
from evidence.matching.opposites import ENDINGS, sides_of
from evidence.matching.wording import (
    GENERIC_PHRASES,
    GENERIC_WORDS,
    NUMBER_WORDS,
    PART_WORDS,
    SMALL_WORDS,
    one_spelling,
)
from evidence.text import fold, plain, spell_greek

_TITLE_CHARS = 1_000  # the longest real titles have about 600; what follows tells nothing
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)*")
# Marks of footnotes that stuck to the title: `Standards?1`, `Teams1,2`, `Research {1}`.
_FOOTNOTE = re.compile(
    r"""(?:(?<=[?!)"'”’])\d(?:\s?,\s?\d)*|(?<=[^\W\d])\d(?:,\s?\d)+|\s*\{\d\})\s*$"""
)
_TRANSLATION = re.compile(r"^(?P<one>[^\[\]]{12,}?)\s*\[(?P<two>[^\[\]]{12,})\]\W*$")
_TRANSLATED_FROM = re.compile(r"\]\s*to:\s.*$|\s*<original>.*$")
_ALREADY_RETRACTED = re.compile(r"^\W*(?:retracted(?: article| paper)?|withdrawn)\s*[:\-.]\s*")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_TRAILING_DIGIT = re.compile(r"(?:(?<=[a-z]{3})|(?<=\d[a-z]))\d$")
UNLIKE = 0.72  # titles less alike are not looked at word by word
_JOURNAL_WORDS = 6
_SLIPS = 2  # words that may be misspelt in one title; more are other words
_LEFT_OVER = 12  # words of a difference that are aligned; more is another title anyway


class Title(NamedTuple):
    """A title as it is compared. `letters` is all of it without spaces."""

    words: tuple[str, ...] = ()
    letters: str = ""
    other: str = ""  # the letters of a second title, in another language, when there is one
    kind: str = ""  # erratum, retraction, reply, comment, editorial, protocol, abstract, update
    generic: bool = False
    translated: bool = False  # `[Title]`: by one database; another may say it otherwise

    @property
    def content(self) -> int:
        """How many of its words carry meaning."""
        return sum(word not in SMALL_WORDS for word in self.words)


def read_title(text: str, *, journal: str = "") -> Title:
    """The title in its parts; any text, of which the first thousand characters count.

    `journal`: its key; a title of nothing but its words and those of columns is generic.
    """
    if not text:
        return Title()
    text = plain(text)[:_TITLE_CHARS].strip()
    if text[-1:].isdigit() or text.endswith("}"):
        text = _FOOTNOTE.sub("", text)
    folded = spell_greek(fold(text)).replace("&amp;", "&")
    if "[" in folded or "<" in folded:
        folded = _TRANSLATED_FROM.sub("]", LONG_REMARK.sub("", folded))
    if "[" in folded or "(" in folded:
        folded = REMARK.sub(" ", folded)
    folded = _ALREADY_RETRACTED.sub("", folded)
    words = _words(folded)
    kind = "" if KIND_WORDS.isdisjoint(words) else _kind(folded)
    translated = folded.lstrip("\"' ").startswith("[")
    other = ""
    two_titles = _TRANSLATION.match(folded) if "[" in folded else None
    if two_titles:
        words = _words(two_titles["one"])
        other = "".join(_words(two_titles["two"]))
    generic = _is_generic(words, journal)
    return Title(words, "".join(words), other, kind, generic, translated)


def _words(folded: str) -> tuple[str, ...]:
    found = _WORD.findall(folded)
    return tuple([_spelt(word) for word in found])


@lru_cache(maxsize=50_000)
def _spelt(word: str) -> str:
    """A word in one spelling: numbers as digits, `haemo` as `hemo`, no apostrophe."""
    number = NUMBER_WORDS.get(word)
    if number is not None:
        return number
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    if word[0] <= "9":
        ordinal = _ORDINAL.fullmatch(word)
        return ordinal[1] if ordinal else (word.lstrip("0") or "0")
    return one_spelling(word)


def _kind(folded: str) -> str:
    for kind, pattern in KIND_AT_START:
        if pattern.match(folded):
            return kind
    for kind, pattern in KIND_AT_END:
        if pattern.search(folded):
            return kind
    return ""


def _is_generic(words: tuple[str, ...], journal: str) -> bool:
    """Whether it is the name of a column that comes back in every issue, or no title at all."""
    if len(words) > 12:
        return False
    telling = [word for word in words if word not in SMALL_WORDS and not word.isdigit()]
    if not telling or " ".join(telling) in GENERIC_PHRASES:
        return True
    others = [word for word in telling if word not in GENERIC_WORDS]
    if not others or len(others) == len(telling):
        return not others
    name = [one_spelling(word) for word in journal.split(" | ")[0].split()]
    # A long name has a meeting's in it, whose abstracts are one work.
    return len(name) <= _JOURNAL_WORDS and all(word in name for word in others)


class TitleDifference(NamedTuple):
    """How two titles stand to each other.

    `similarity` 0-1, 1 only for equal letters. `replaced`: content words against content words;
    `added`: content words that only one has. `contrast`: a pair of words that names another
    population, phase or direction. `numbers`: "" (none differ), "added" (only one has it) or
    "differ"; `part`: the number that differs counts something (`series`: parts of a series).
    `reordered`: the same words in another order.
    """

    similarity: float
    replaced: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    contrast: str = ""
    numbers: str = ""
    part: bool = False
    series: bool = False
    reordered: bool = False


SAME_TITLE = TitleDifference(1.0)
NO_LIKENESS = TitleDifference(0.0)


def compare_titles(a: Title, b: Title) -> TitleDifference:
    """How two titles differ; symmetric. Both must have words."""
    if a.letters == b.letters:
        return SAME_TITLE
    similarity = fuzz.ratio(a.letters, b.letters) / 100
    for one, two in ((a.other, b.letters), (a.letters, b.other), (a.other, b.other)):
        if one and two:
            across = fuzz.ratio(one, two) / 100
            if across > max(similarity, 0.9):
                return TitleDifference(min(across, 0.99))
    if similarity < UNLIKE and not _contained(a, b):
        return TitleDifference(similarity)
    only_a, only_b = _left_over(a.words, b.words)
    return _judge_words(a, b, only_a, only_b, similarity)


def _left_over(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The words that each has and the other has not, in their order; near spellings paired off."""
    in_a, in_b = Counter(a), Counter(b)
    only_a = _in_order(a, in_a - in_b)
    only_b = _in_order(b, in_b - in_a)
    if sorted("".join(only_a)) == sorted("".join(only_b)):  # hyphens, letters exchanged
        return [], []
    if len(only_a) > _LEFT_OVER or len(only_b) > _LEFT_OVER or not only_a or not only_b:
        return only_a, only_b
    slips = 0
    for one in list(only_a):
        two = next((two for two in only_b if is_near(one, two)), None)
        if two is None:
            continue
        slips += not _inflected(one, two)
        if slips > _SLIPS:
            break
        only_a.remove(one)
        only_b.remove(two)
    return _without_compounds(only_a, only_b)


def _in_order(words: tuple[str, ...], wanted: Counter[str]) -> list[str]:
    result = []
    for word in words:
        if wanted.get(word, 0):
            wanted[word] -= 1
            result.append(word)
    return result


def _without_compounds(only_a: list[str], only_b: list[str]) -> tuple[list[str], list[str]]:
    """Take out `online` against `on line`, and an acronym against the words it stands for."""
    for mine, theirs in ((only_a, only_b), (only_b, only_a)):
        for word in list(mine):
            if len(word) < 3 or len(theirs) < 2:
                continue
            run = _run_of(word, theirs)
            if run is not None:
                mine.remove(word)
                del theirs[run[0] : run[1]]
    return only_a, only_b


def _run_of(word: str, parts: list[str]) -> tuple[int, int] | None:
    """Where consecutive parts make up the word, by their letters or by their initials."""
    at = "".join([part[0] for part in parts]).find(word)
    if at >= 0:
        return at, at + len(word)
    for start, part in enumerate(parts):
        if not word.startswith(part):
            continue
        end, made = start + 1, part
        while end < len(parts) and len(made) < len(word):
            made += parts[end]
            end += 1
        if made == word and end > start + 1:
            return start, end
    return None


def is_near(a: str, b: str) -> bool:
    """Whether two words are one, in another form or with one slip. Never opposites or numbers.

    One slip, not two: `prednisone` and `prednisolone` are two drugs.
    """
    if a == b:
        return True
    longer = max(len(a), len(b))
    if a[0] != b[0] and longer < 8 and a[1:] != b and b[1:] != a:
        return False
    if a[-1].isdigit() != b[-1].isdigit():  # `teams1`: a footnote's mark
        return _TRAILING_DIGIT.sub("", a) == _TRAILING_DIGIT.sub("", b)
    if len(a) < 4 or len(b) < 4 or _has_digit(a) or _has_digit(b):
        return False
    if _inflected(a, b):
        return not opposed(a, b)
    return longer >= 6 and OSA.distance(a, b, score_cutoff=1) <= 1 and not opposed(a, b)


def _inflected(a: str, b: str) -> bool:
    """Whether they share a stem and end as words of one family do: `organized`, `organization`."""
    shared = next(
        (place for place, (one, two) in enumerate(zip(a, b, strict=False)) if one != two),
        min(len(a), len(b)),
    )
    return shared >= 4 and a[shared:] in ENDINGS and b[shared:] in ENDINGS


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(char.isdigit() for char in word)


def opposed(a: str, b: str) -> bool:
    """Whether two words name opposites or populations that exclude each other."""
    return bool(_contrast([a], [b]))


def _contrast(only_a: list[str], only_b: list[str]) -> str:
    """The first pair of words, one of each list, that exclude each other: `adult / children`."""
    sides = {row: (side, word) for word in only_a for row, side in sides_of(word)}
    for word in only_b:
        for row, side in sides_of(word):
            other = sides.get(row)
            if other is not None and other[0] != side:
                return " / ".join(sorted((word, other[1])))
    return ""


def _judge_words(
    a: Title, b: Title, only_a: list[str], only_b: list[str], similarity: float
) -> TitleDifference:
    numbers_a = [word for word in only_a if _is_number(word)]
    numbers_b = [word for word in only_b if _is_number(word)]
    content_a = [word for word in only_a if word not in SMALL_WORDS and not _is_number(word)]
    content_b = [word for word in only_b if word not in SMALL_WORDS and not _is_number(word)]
    contrast = _contrast(content_a, content_b)
    contained = _contained(a, b)
    if content_a and content_b and not contrast:
        # `statesthe examples of` after `states`: the subtitle ran into the title.
        if _is_slip(content_a, content_b):
            content_a = content_b = []
        elif contained >= 0.97:
            content_a, content_b = (
                (content_a, []) if len(a.letters) > len(b.letters) else ([], content_b)
            )
    part = _counts_parts(a.words, numbers_a) or _counts_parts(b.words, numbers_b)
    series = _stand_after(a.words, numbers_a) or _stand_after(b.words, numbers_b)
    if not content_a or not content_b:
        similarity = max(similarity, contained)
    elif not contrast and min(len(a.words), len(b.words)) > 3:
        # Words in another order.
        again = fuzz.token_sort_ratio(" ".join(a.words), " ".join(b.words)) / 100
        similarity = max(similarity, again - 0.02)
    return TitleDifference(
        similarity=min(similarity, 0.99),
        replaced=tuple(sorted(content_a + content_b)) if content_a and content_b else (),
        added=() if content_a and content_b else tuple(content_a or content_b),
        contrast=contrast,
        numbers=("", "added", "differ")[bool(numbers_a) + bool(numbers_b)],
        part=part,
        series=series,
        reordered=not only_a and not only_b and sorted(a.words) == sorted(b.words),
    )


def _is_slip(only_a: list[str], only_b: list[str]) -> bool:
    """Whether words were run together with a slip: `medicalmysterie` for `medical mysteries`."""
    if len(only_a) == len(only_b):
        return False
    one, two = "".join(only_a), "".join(only_b)
    return min(len(one), len(two)) >= 10 and OSA.distance(one, two, score_cutoff=2) <= 2


def _is_number(word: str) -> bool:
    """Whether it counts or names by a digit: `2`, `v`, `il6`, `c3a`."""
    return word in PART_WORDS.numerals or _has_digit(word)


def _counts_parts(words: tuple[str, ...], numbers: list[str]) -> bool:
    """Whether one of these numbers counts a part: `part 2`, or a numeral that ends the title."""
    for number in numbers:
        if _YEAR.fullmatch(number):
            continue
        at = len(words) - 1 - words[::-1].index(number)
        before = words[at - 1] if at else ""
        if before in PART_WORDS.before or at == len(words) - 1 or number in PART_WORDS.numerals:
            return True
    return False


def _stand_after(words: tuple[str, ...], numbers: list[str]) -> bool:
    """Whether one of these numbers stands after `part`, `paper`, `lecture` …"""
    return any(
        after in numbers and before in PART_WORDS.series for before, after in pairwise(words)
    )


def _contained(a: Title, b: Title) -> float:
    """How sure it is that the longer title is the shorter with a subtitle: 0 or 0.9-0.97."""
    short, long = (a, b) if len(a.letters) <= len(b.letters) else (b, a)
    letters = len(short.letters)
    if letters < 20:
        return 0.0
    at = long.letters.find(short.letters)
    if at < 0:
        return 0.9 if letters > 40 and set(short.words) <= set(long.words) else 0.0
    if short.content < 3:
        return 0.0
    if at == 0:
        return 0.97 if letters > 40 else 0.93
    return 0.95 if letters > 40 else 0.9
