"""What a text says of known claims in words of its own, and what it asserts beyond them.

For a person to decide: a sentence that is proposed as a wording of a claim says all that the claim
says and nothing against it, as far as words tell; precision goes before recall. A likeness of
words is not enough (see `meaning`): the sentence must be about the same thing, and no word that
matters may have been exchanged for another.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate
from math import log

from rapidfuzz.distance import Indel

from evidence import quotes
from evidence.anchoring.meaning import denied, differences
from evidence.anchoring.rewriting import STOPWORDS, best_stretch, keys, shared
from evidence.anchoring.search import Quote, places
from evidence.anchoring.sentences import sentences
from evidence.vocabulary import VERIFIED

# How much of what a claim says must be in a sentence, and how much of the sentence may be that. A
# sentence that says more than the claim makes it as well.
LEAST_SAID = 0.7
LEAST_PRECISE = 0.35
# A word in this share of the claims is what all of them are about; a sentence without it is about
# something else ("lidocaine is effective for neuropathic pain").
SUBJECT = 0.5
LEAST_WORDS = 4  # fewer words that matter are in many sentences: only the same words count
SENTENCE_CHARS = 1_000  # longer ones are lists, and no way of saying one thing
LED_FROM = 1_000  # characters before a place in which its subject was named (“it works rapidly”)
CLOSE = 12  # sentences that are looked at closely for one wording: those with most of its words

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_ALIKE = (
    "people patients persons individuals those",
    "medicine medicines medication medications drug drugs",
    "lessen reduce decrease lower alleviate",
    "relieves eases",
    "called known",
    "option treatment therapy",
    "can may",
    "anaesthetic anesthetic",
    "surgery surgical operations",
    "provider clinician practitioner",
    "given administered",
    "counselling counseling",
)
_SAME = {word: group.split()[0] for group in _ALIKE for word in group.split()}
# Words that may be put in or left out without another thing being said.
_LIGHT = STOPWORDS | frozenset(
    """also although appear appears because but even generally how however indeed mainly often
    particularly quite rather relatively seem seems so some sometimes usually very what when
    where while whom whose many most several few other such than""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place that makes a claim, `text[start:end]`: how surely (0 to 1), and the quote by which
    it is found again. `wording` is the one of the claim's that it was likened to."""

    slug: str
    start: int
    end: int
    score: float
    same_words: bool
    wording: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    keys: frozenset[str]


def proposals(text: str, claims: Mapping[str, Sequence[str]]) -> list[Proposal]:
    """The places of a text that make each of the claims (slug → its wordings), surest first.

    Grows with the text and with the number of wordings: only sentences that share most of a
    wording's words are looked at closely.
    """
    listed = [_sentence(text, start, end) for start, end in sentences(text)]
    listed = [one for one in listed if one.words and not one.text.startswith("#")]
    often = Counter(
        word
        for wordings in claims.values()
        for word in {w for one in wordings for w in _words(one)}
    )
    first = Counter(word for wordings in claims.values() for word in _words(wordings[0]))
    subjects = {w for w, n in first.items() if n > 1 and n >= SUBJECT * len(claims)} - _LIGHT
    found: list[Proposal] = []
    for slug, wordings in claims.items():
        here: list[Proposal] = []
        about = subjects & _words(wordings[0])
        for wording in wordings:
            here += _same_words(text, slug, wording, about)
        for wording in wordings:
            here += _other_words(listed, slug, wording, about, often, len(claims))
        found += _apart(here)
    return found


# What makes a sentence an assertion that a reader may want a source for, and how much. A number
# with its unit asserts the most; words of finding alone are the weakest sign.
_SIGNS = (
    (
        "a number",
        0.45,
        r"\d[\d.,]*\s*(?:%|percent|mg|µg|μg|mcg|ml|kg|points?|hours?|days?|weeks?|months?|years?"
        r"|minutes?|patients|people|participants|adults|trials|studies|[-–] ?fold|times)"
        r"|\b(?:p|n)\s*[<=>]|\bCI\b|\bin (?:19|20)\d\d\b|\bthe (?:19|20)\d0s\b"
        r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:in|out of) \w+",
    ),
    (
        "a comparison",
        0.35,
        r"\b(?:than|versus|vs\.?|compared (?:with|to)|superior to|inferior to|as \w+ as"
        r"|more (?:often|likely|common)|less (?:often|likely|common))\b",
    ),
    (
        "a recommendation",
        0.35,
        r"\b(?:should|must|ought to|is recommended|are recommended|contraindicated|not be (?:given"
        r"|used|taken)|first[- ]line|is advised|are advised)\b",
    ),
    (
        "a finding",
        0.3,
        r"\b(?:reduc|increas|decreas|improv|worsen|reliev|lessen|lower|rais|caus|prevent|block"
        r"|inhibit|lead|led|associat|link|damag|affect|help|trigger|protect|predict|respond|last"
        r"|recover|treat|cur)(?:e|es|ed|s|ing|ted|ks|ked|d|ts|ds)?\b"
        r"|\b(?:effective|ineffective|safe|tolerated|rapid|common|rare|risk|risks|toxic|addictive"
        r"|side effects?|adverse)\b",
    ),
    (
        "what studies say",
        0.3,
        r"\b(?:trial|trials|study|studies|meta-analysis|review|reviews|guideline|guidelines"
        r"|evidence|research|researchers|found|showed|shown|reported)\b",
    ),
)
_ASSERTING = tuple((name, weight, re.compile(words, re.I)) for name, weight, words in _SIGNS)
LEAST_ASSERTED = 0.3
LEAST_ASSERTION_WORDS = 5

# What is not asserted: addressed to the reader, about the text itself, a plain definition.
_ADDRESSED = re.compile(
    r"\b(?:in this (?:article|section|chapter|review)|we (?:explain|describe|discuss|look|will)"
    r"|(?:talk|speak) to (?:your|a) (?:doctor|provider)|ask your|if you|you (?:may|can|would|might)"
    r"|your (?:needs|doctor|life|attention)|let us|thank|see (?:also|below|above|table|figure))\b",
    re.I,
)
_DEFINING = re.compile(
    r"\b(?:is|are) (?:a|an|the|one) (?:\w+ ){0,3}(?:kind|type|form|class|medicine|drug|disease"
    r"|disorder|condition|method|procedure|term|name|word|scale|receptor|measure|group)s?\b"
    r"|\b(?:is|are) (?:called|defined as|known as)\b|\b(?:means|refers to|stands for)\b",
    re.I,
)
# A source that is named in the sentence, in the forms that authors use.
_CITED = re.compile(
    r"\[(?:@[\w:-]+|\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*)[^\]]{0,80}\]|[¹²³⁴-⁹]"
    r"|\([^()]{2,80}\b(?:19|20)\d\d[a-z]?\)|\bet al\.|\bdoi\b|\[\^[^\]]+\]",
    re.I,
)
_CONTACT = re.compile(r"https?://|@\w+\.|\bISBN\b|\btel(?:ephone)?\b", re.I)


@dataclass(frozen=True, slots=True)
class Assertion:
    """A sentence, `text[start:end]`, that asserts something: how much, and by which signs."""

    start: int
    end: int
    score: float
    reasons: tuple[str, ...]


def assertions(text: str, taken: Sequence[tuple[int, int]]) -> list[Assertion]:
    """The sentences that assert something and overlap none of the spans `taken` by claims, those
    that need a source the most first.

    Headings, questions, plain definitions, lists of names, what is addressed to the reader and
    what names its source are left out.
    """
    spans = sorted(taken)
    starts = [start for start, _ in spans]
    furthest = list(accumulate((end for _, end in spans), max))
    found = []
    for start, end in sentences(text):
        before = bisect_left(starts, end)
        if before and furthest[before - 1] > start:
            continue
        words = text[start:end]
        if _is_no_assertion(words):
            continue
        signs = [(name, weight) for name, weight, sign in _ASSERTING if sign.search(words)]
        score = min(1.0, sum(weight for _, weight in signs))
        # A definition is one unless it says a number or compares.
        if _DEFINING.search(words) and not {"a number", "a comparison"} & {n for n, _ in signs}:
            continue
        if score >= LEAST_ASSERTED:
            found.append(Assertion(start, end, round(score, 2), tuple(name for name, _ in signs)))
    return sorted(found, key=lambda one: (-one.score, one.start))


def _is_no_assertion(words: str) -> bool:
    if words.startswith(("#", "|", "![")) or words.rstrip("\"'”’*_)").endswith(("?", ":")):
        return True
    if len(words) > SENTENCE_CHARS or _CITED.search(words) or _CONTACT.search(words):
        return True
    if _ADDRESSED.search(words):
        return True
    listed = re.findall(r"[^\W\d_]+", words)
    names = sum(word[0].isupper() for word in listed[1:])
    return len(listed) < LEAST_ASSERTION_WORDS or names > 0.6 * len(listed)


def _apart(found: list[Proposal]) -> list[Proposal]:
    """Places that do not overlap, the surest of each."""
    kept: list[Proposal] = []
    for one in sorted(found, key=lambda p: (-p.score, p.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _same_words(text: str, slug: str, wording: str, about: set[str]) -> list[Proposal]:
    """Where a wording stands as it is, in a text that speaks of the claim's subject there."""
    return [
        Proposal(slug, place.start, place.end, 1.0, True, wording)
        for place in places(text, Quote(wording))
        if place.same_words
        and not place.differences
        and not _denied(text, place.start)
        and (not about or about & _words(text[max(0, place.start - LED_FROM) : place.end]))
    ]


def _denied(text: str, start: int) -> bool:
    """Whether what leads up to a place denies it ("it is a myth that …")."""
    return denied("", text[max(0, start - 80) : start]) is not None


def _other_words(
    listed: list[_Sentence],
    slug: str,
    wording: str,
    about: set[str],
    often: Mapping[str, int],
    number: int,
) -> list[Proposal]:
    worth = {word: log(1 + (number + 1) / often.get(word, 1)) for word in _words(wording) - _LIGHT}
    if len(worth) < LEAST_WORDS or not about <= _words(wording):
        return []  # what a wording without its subject speaks of, only its own text tells
    wanted = {key for word in worth for key in keys(word)}
    near = nlargest(CLOSE, listed, key=lambda one: len(one.keys & wanted))
    found = []
    for sentence in near:
        score = _says(sentence, wording, worth, about)
        if score is not None:
            found.append(
                Proposal(slug, sentence.start, sentence.end, round(score, 3), False, wording)
            )
    return found


def _says(
    sentence: _Sentence, wording: str, worth: Mapping[str, float], about: set[str]
) -> float | None:
    """How surely a sentence says what a wording says; None where something speaks against it."""
    if len(sentence.text) > SENTENCE_CHARS or sentence.text.endswith("?"):
        return None
    if not about <= set(sentence.words):
        return None
    said = shared(worth, sentence.words)
    recall = sum(worth[word] for word in said) / sum(worth.values())
    if recall < LEAST_SAID:
        return None
    other = sum(worth.values()) / len(worth)
    lower = " ".join(sentence.words)
    stretch = best_stretch(lower, (0, len(lower)), worth, other)
    if stretch is None or stretch.precision < LEAST_PRECISE:
        return None
    if any(found.kind != "number added" for found in differences(wording, sentence.text)):
        return None
    # "More for these than for neuropathic pain" is no way of saying "for neuropathic pain".
    if ("than" in sentence.words) != ("than" in _words(wording)):
        return None
    if _exchanged(wording, sentence, worth):
        return None
    verdict = quotes.verify(wording, sentence.text)
    if verdict.differences:
        return None
    likeness = 0.7 * recall + 0.3 * stretch.precision
    return min(0.99, likeness + (0.1 if verdict.state in VERIFIED else 0.0))


def _exchanged(wording: str, sentence: _Sentence, worth: Mapping[str, float]) -> bool:
    """Whether a word that matters stands where the wording has another: “nausea comes within
    hours” for “relief comes within hours”."""
    mine = [word for word in _in_order(wording) if word not in _LIGHT]
    theirs = [word for word in sentence.words if word not in _LIGHT]
    known, there = shared(mine, theirs), shared(theirs, mine)
    one = [known.get(word, word) for word in mine]
    other = list(theirs)
    for lost, come in _replaced(one, other):
        gone = [word for word in lost if word not in theirs]
        new = [word for word in come if word not in there]
        if gone and new:
            return True
    return False


def _replaced(one: list[str], other: list[str]) -> list[tuple[list[str], list[str]]]:
    """What stands in one list where the other has something else, between words of both."""
    runs: list[tuple[list[str], list[str]]] = [([], [])]
    for code in Indel.opcodes(one, other):
        if code.tag == "equal":
            runs.append(([], []))
            continue
        runs[-1][0].extend(one[code.src_start : code.src_end])
        runs[-1][1].extend(other[code.dest_start : code.dest_end])
    return [run for run in runs if run[0] and run[1]]


def _in_order(text: str) -> tuple[str, ...]:
    return tuple(_SAME.get(word) or _plain(word) for word in _WORD.findall(text.lower()))


def _plain(word: str) -> str:
    """A word without the ending of its plural."""
    if len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return _SAME.get(word, word)


def _words(text: str) -> set[str]:
    return set(_in_order(text))


def _sentence(text: str, start: int, end: int) -> _Sentence:
    words = _in_order(text[start:end])
    return _Sentence(
        start, end, text[start:end], words, frozenset(key for word in words for key in keys(word))
    )
