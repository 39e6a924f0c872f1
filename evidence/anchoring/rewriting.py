"""A claim said in other words: most of what it says, in whatever order, within a sentence.

Likeness of letters goes by order, so that it does not see "pain can be lessened" in "lessen pain".
Here words count by what they tell, in any order; which is enough only where it is known that a
sentence was revised (see `revisions`), never in a whole text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil

from rapidfuzz.distance import Indel

from evidence.anchoring.sentences import clause_edges
from evidence.quotes.synonyms import akin
from evidence.quotes.vocabulary import direction

# A word is another form of one that begins, or ends, as it does only if so much of it is alike:
# "addicted" of "addiction", but not "illness" of "dizziness".
SAME_BEGINNING = 0.6
SAME_ENDING = 0.75
EDGES = 24  # a sentence with more clauses than this is taken as a whole
# A revised sentence is the claim if it has this much of it and not too much besides; or somewhat
# less, and little besides; or is a piece of it, so many words long, and nothing else.
LEAST_FIT = 0.58
LEAST_FIT_ALONE = 0.45
LEAST_FIT_PRECISE = 0.42
PRECISE = 0.7
LEAST_PIECE = 0.2
WORDS_OF_PIECE = 3
PIECE = 0.95
# Where one sentence stands for one sentence, it is the claim half rewritten if it begins with so
# much of it, word for word.
LEAST_KEPT = 0.4
LEAST_KEPT_END = 0.6  # or ends with so much of it
LEAST_RUN = 4  # words
LEAST_COMPANY = 2  # words: one alone that stands beside a claim may be part of its new wording

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_COMMON = (
    "a an and are as at be been by can for from has have if in into is it its may of on or such "
    "that the their them then there these they this those to was were which who will with you "
    "your"
)
STOPWORDS = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of clauses: where it is, how much of the claim it has, how much of it is the claim,
    how many words of letters the two share, and whether the claim's first word is among them."""

    start: int
    end: int
    recall: float
    precision: float
    words: int
    subject: bool

    @property
    def fit(self) -> float:
        """Recall and precision in one, recall counting twice (F2)."""
        both = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / both if both else 0.0

    @property
    def says_it_alone(self) -> bool:
        """Whether it may be, where this one sentence stands for the one that the claim was."""
        return self.says_it or (self.subject and self.fit >= LEAST_FIT_ALONE)

    @property
    def says_it(self) -> bool:
        """Whether it may be taken for the claim, where it is known that a sentence was revised."""
        if self.fit >= LEAST_FIT or (self.fit >= LEAST_FIT_PRECISE and self.precision >= PRECISE):
            return True
        piece = self.precision >= PIECE and self.words >= WORDS_OF_PIECE
        return piece and self.recall >= LEAST_PIECE


@lru_cache(maxsize=50_000)
def keys(word: str) -> tuple[str, ...]:
    """What a word is known by, so that a typo or another ending leaves one of its keys."""
    return (word[:5], f"~{word[-4:]}") if len(word) > 3 else (word,)


def same_word(one: str, other: str) -> bool:
    """Whether two words that share a key are forms of one, or one with a typo."""
    if one == other:
        return True
    least = SAME_BEGINNING if one[:5] == other[:5] else SAME_ENDING
    return Indel.normalized_similarity(one, other) >= least


def shared(words: Iterable[str], there: Iterable[str]) -> dict[str, str]:
    """Of the words those that the others have in some form, each with that form."""
    known: dict[str, list[str]] = {}
    for word in dict.fromkeys(there):
        for key in keys(word):
            known.setdefault(key, []).append(word)
    found = {}
    for word in words:
        forms = (form for key in keys(word) for form in known.get(key, ()))
        form = next((form for form in forms if same_word(word, form)), None)
        if form is not None:
            found[word] = form
    return found


def _in_other_words(words: Iterable[str], there: Iterable[str]) -> dict[str, str]:
    """Of the words those for which another one stands there that says the same, each with it."""
    others = [word for word in dict.fromkeys(there) if word not in STOPWORDS]
    found = {}
    for word in words:
        form = next((other for other in others if akin(word, other) or _one_end(word, other)), None)
        if form is not None:
            found[word] = form
    return found


def _one_end(one: str, other: str) -> bool:
    """Whether two words name the same end of an axis: common and frequent, fell and dropped."""
    end = direction(one)
    return end is not None and end == direction(other)


def best_stretch(
    text: str, unit: tuple[int, int], worth: Mapping[str, float], other: float
) -> Stretch | None:
    """The run of clauses within a stretch of text that says most of a claim and least besides.

    `worth` is what each word of the claim tells, `other` what another word does. Text and words
    are folded and in small letters.
    """
    words = _WORD.findall(text, *unit)
    same = shared(worth, words)
    best = _best_run(text, unit, worth, other, same)
    if best is not None and best.says_it:
        return best
    more = _in_other_words(worth, words)
    wider = _best_run(text, unit, worth, other, more | same) if more else None
    return wider if wider and (best is None or wider.fit > best.fit) else best


def _best_run(
    text: str,
    unit: tuple[int, int],
    worth: Mapping[str, float],
    other: float,
    found: Mapping[str, str],
) -> Stretch | None:
    """The best run of clauses, where `found` has the claim's words that stand there, each with its
    form."""
    start, end = unit
    forms: dict[str, list[str]] = {}
    for word, form in found.items():
        forms.setdefault(form, []).append(word)
    if not forms:
        return None
    edges = [start + edge for edge in clause_edges(text[start:end])]
    if len(edges) > EDGES:
        edges = [start, end]
    total, subject = sum(worth.values()), next(iter(worth))
    best: Stretch | None = None
    for first, low in enumerate(edges):
        said: set[str] = set()
        alien = 0
        for high, after in zip(edges[first:], edges[first + 1 :], strict=False):
            for word in _WORD.findall(text, high, after):
                if word in forms:
                    said.update(forms[word])
                else:
                    alien += word not in STOPWORDS
            mine = sum(worth[word] for word in said)
            if mine:
                precision = mine / (mine + alien * other)
                counted = sum(word.isalpha() and word not in STOPWORDS for word in said)
                stretch = Stretch(low, after, mine / total, precision, counted, subject in said)
                if best is None or stretch.fit > best.fit:
                    best = stretch
    return best and _trimmed(text, best)


def kept_run(text: str, unit: tuple[int, int], words: str) -> tuple[int, int, bool] | None:
    """A stretch of text as the place of words, half of which was rewritten: from where their
    beginning stands to the end of it, or the other way round; and whether it is the beginning.

    None unless that much of them stands there word for word; of their end more must, because it
    may be said of something else. Text and words are folded and in small letters.
    """
    start, end = unit
    mine, theirs = _WORD.findall(words), list(_WORD.finditer(text, start, end))
    least = max(LEAST_RUN, ceil(LEAST_KEPT * len(mine)))
    if len(mine) < least or len(theirs) < least:
        return None
    there = [match.group() for match in theirs]
    for at in range(len(there) - least + 1):
        if there[at : at + least] == mine[:least]:
            return theirs[at].start(), theirs[-1].end(), True
    least = max(LEAST_RUN, ceil(LEAST_KEPT_END * len(mine)))
    for at in range(len(there) - least + 1):
        if there[at : at + least] == mine[-least:]:
            return theirs[0].start(), theirs[at + least - 1].end(), False
    return None


def without_company(text: str, span: tuple[int, int], before: str, after: str) -> tuple[int, int]:
    """A place without the words that stood beside the claim in its sentence, and still stand there.

    `before` and `after` are what stood around it. A quarter of the place remains at least.
    """
    start, end = span
    lead, trail = _SENTENCE_END.split(before)[-1].lstrip(), _SENTENCE_END.split(after)[0].rstrip()
    if len(_WORD.findall(trail)) >= LEAST_COMPANY:
        at = text.find(trail, start + (end - start) // 4, end + len(trail))
        end = at if start < at < end else end
    if len(_WORD.findall(lead)) >= LEAST_COMPANY:
        at = text.rfind(lead, max(0, start - len(lead)), end - (end - start) // 4)
        start = at + len(lead) if start < at + len(lead) < end else start
    return _word_edges(text, start, end)


def _word_edges(text: str, start: int, end: int) -> tuple[int, int]:
    words = list(_WORD.finditer(text, start, end))
    return (words[0].start(), words[-1].end()) if words else (start, end)


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    start, end = _word_edges(text, stretch.start, stretch.end)
    return replace(stretch, start=start, end=end)
