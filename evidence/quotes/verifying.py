"""The verdict on a passage and a text."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from evidence.quotes.abbreviations import explained, implied, named_in, written_out
from evidence.quotes.concepts import phrases_of
from evidence.quotes.figures import counts, units
from evidence.quotes.groups import compared
from evidence.quotes.guarding import objections, strangers
from evidence.quotes.judging import LEAST_RECALL, LEAST_WORDS, Judged, judge, names
from evidence.quotes.labels import labels
from evidence.quotes.parts import (
    Part,
    arms,
    concepts,
    in_the_words_of,
    named_by_arms,
    parts,
    without_prefixes,
)
from evidence.quotes.pieces import pieces, turns
from evidence.quotes.places import Scanned, places, scan
from evidence.quotes.reading import as_read
from evidence.quotes.saying import TOO_FEW, Said, denies_else, say
from evidence.quotes.tokens import STOP, Token, tokens
from evidence.vocabulary import Verification

OCCURRENCES = 50  # the same words elsewhere: after so many denied places nobody expects a true one
LONGEST = 1_500  # words: a longer passage is no passage; comparing grows with its square
LONGEST_IN_PIECES = 3_000  # characters
LONGEST_SENTENCE = 1_500  # characters
LONGEST_BACKGROUND = 20_000  # characters: an abstract, or a paper's summary and methods
NEARLY = 0.1  # of its words: so much more a sentence must say than one that says otherwise
PLACES_KEPT = 256
SENTENCES = 16  # how many are compared with a passage in other words
LEAST_OF_SENTENCE = 0.34  # of its words: fewer, and a sentence of a passage is not there
NEARLY_ALL = 0.94  # of a passage and its place are alike: it is this place that was meant
# A fact in another one's place, or a denial more or less: nothing that order alone would explain.
_OTHERWISE = re.compile(
    "“(?P<mine>.+)” is “(?P<theirs>.+)” in the text.*"
    "|the text (?P<says>says|does not say) “(?P<word>[^”]*)”.*"
)
PLAIN_DENIALS = frozenset(("no", "not", "never", "none", "neither", "nor"))
AROUND = 80  # characters beside an exact place that may belong to its first or last token

_RANK = {
    Verification.EXACT: 3,
    Verification.NORMALIZED: 2,
    Verification.PARAPHRASE: 1,
    Verification.NOT_FOUND: 0,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a passage in a text.

    `score` is 0 to 1; `start` and `end` are the place that was compared, -1 where there was none;
    `differences` say in sentences what the text says otherwise.
    """

    state: Verification
    score: float
    start: int = -1
    end: int = -1
    differences: tuple[str, ...] = ()


NOWHERE = Verdict(Verification.NOT_FOUND, 0.0)


def verify(passage: str, text: str) -> Verdict:
    """Look for a passage in a text. Linear in the text.

    `exact`: the same characters; `normalized`: other spaces, dashes, quotation marks, capitals,
    spelling or a few letters that a scanner read wrong; `paraphrase`: most of the words and the
    same facts; else `not_found`. A changed number, unit, denial or direction is never verified.
    A passage of several sentences, or with something left out (“[…]”), is there if each piece is.
    """
    whole = _whole(passage, text)
    if whole.state is Verification.NOT_FOUND:
        return _piecewise(passage, text, whole) or whole
    if whole.state is Verification.PARAPHRASE and _lacks_a_sentence(passage, text, whole):
        unfound = replace(whole, state=Verification.NOT_FOUND)
        return _piecewise(passage, text, unfound) or unfound
    return whole


def _whole(passage: str, text: str) -> Verdict:
    wanted = passage.strip()
    mine = tokens(wanted)
    if not mine:
        return NOWHERE
    if len(mine) > LONGEST:
        return Verdict(
            Verification.NOT_FOUND, 0.0, differences=(f"it is longer than {LONGEST:,} words",)
        )
    exact = _exact(wanted, mine, text)
    if exact is not None and exact.state is Verification.EXACT:
        return exact
    read = as_read(wanted, _scanned(text))
    if read != wanted:
        wanted, mine = read, tokens(read)
    found = [exact] if exact is not None else []
    near = places(wanted, _scanned(text))
    for low, high in near:
        judged = judge(mine, _tokens(text, low, high), text)
        if judged is not None:
            found.append(_verdict(judged, wanted, mine, text))
    best = _best(found)
    if exact is not None or best.state is Verification.NORMALIZED or _says_else(best):
        return best
    return _in_other_words(wanted, mine, text, near, best)


def _says_else(found: Verdict) -> bool:
    """Whether a passage stands at its place nearly word for word, and the text says otherwise: it
    is no passage in other words, however it may be read."""
    if found.state is not Verification.NOT_FOUND or found.score < NEARLY_ALL:
        return False
    told = Counter(_OTHERWISE.sub(_kind_of, one) for one in found.differences)
    denials = {kind.partition(" ")[2] for kind in told if kind.startswith("says")}
    return told["exchanged"] > 0 or any(
        told[f"says {word}"] != told[f"says-not {word}"] for word in denials
    )


def _kind_of(difference: re.Match[str]) -> str:
    """What kind of difference it is. A denial that the text has and one that it has not are one
    that stands elsewhere; a figure without its unit is no other figure."""
    if difference["says"] is None:
        one, other = difference["mine"].split(" "), difference["theirs"].split(" ")
        return "bare" if one[0] == other[0] and 1 in (len(one), len(other)) else "exchanged"
    word = "no" if difference["word"] in PLAIN_DENIALS else difference["word"]
    return f"{'says' if difference['says'] == 'says' else 'says-not'} {word}"


def _lacks_a_sentence(passage: str, text: str, found: Verdict) -> bool:
    """Whether a sentence of a passage is not at its place: most words of two sentences may be those
    of one alone."""
    there = {token.key for token in tokens(text, found.start, found.end)}
    sentences: list[list[Token]] = [[]]
    for token in tokens(passage.strip()):
        if token.begins:
            sentences.append([])
        if token.weight == 1:
            sentences[-1].append(token)
    return len(sentences) > 1 and any(
        sum(token.key in there for token in sentence) < LEAST_OF_SENTENCE * len(sentence)
        for sentence in sentences
    )


def _piecewise(passage: str, text: str, whole: Verdict) -> Verdict | None:
    """The verdict on a passage all of whose pieces are there, in their order; else None."""
    cut = pieces(passage)
    if len(cut) < 2 or len(passage) > LONGEST_IN_PIECES:
        return None
    if _says_else(whole) and not any(piece.left_out for piece in cut):
        return None
    found: list[Verdict] = []
    for piece in cut:
        before = found[-1] if found else None
        after = _whole(piece.words, text)
        if (
            before
            and piece.left_out
            and not before.end <= after.start <= before.end + LONGEST_SENTENCE
        ):
            after = _further(piece.words, text, before.end)
        if after.state is Verification.NOT_FOUND:
            return None
        if before and not before.start < after.start <= before.end + LONGEST_SENTENCE:
            return None
        if before and piece.left_out and turns(text[before.end : after.start]):
            return None
        found.append(after)
    score = min(verdict.score for verdict in found)
    return Verdict(Verification.PARAPHRASE, round(score * 0.95, 3), found[0].start, found[-1].end)


def _further(words: str, text: str, start: int) -> Verdict:
    """The verdict on words that stand further on in a text, in the same sentence or the next."""
    verdict = _whole(words, text[start : start + LONGEST_SENTENCE])
    if verdict.start < 0:
        return verdict
    return replace(verdict, start=verdict.start + start, end=verdict.end + start)


@lru_cache(maxsize=PLACES_KEPT)
def _tokens(text: str, low: int, high: int) -> list[Token]:
    """A place of a text, cut: a text's passages are mostly checked one after the other."""
    return tokens(text, low, high)


@lru_cache(maxsize=PLACES_KEPT)
def _parts(text: str, low: int, high: int) -> list[Part]:
    return parts(_tokens(text, low, high), text)


def _in_other_words(
    wanted: str, mine: list[Token], text: str, near: list[tuple[int, int]], strict: Verdict
) -> Verdict:
    """The verdict on a passage that no place has word for word: sentence by sentence, in whatever
    order its words stand."""
    known_text = text[:LONGEST_BACKGROUND]
    long = {**implied(wanted, known_text), **explained(known_text)}
    as_written = parts(mine, wanted)
    said: list[Said] = []
    known = _background(text)
    strange = untold = tuple(strangers(as_written, known.words))
    for low, high in _sentences(text, near):
        there = _parts(text, low, high)
        spoken = named_in(there, long)
        passage, there = (
            named_by_arms(written_out(said_, spoken), known.groups) for said_ in (as_written, there)
        )
        passage = in_the_words_of(passage, there)
        unknown = tuple(strangers(passage, known.words)) if strange else ()
        if strict.state is Verification.PARAPHRASE and low <= strict.start < high:
            against = (
                *unknown,
                *labels(passage, there),
                *units(passage, there),
                *compared(passage, there),
                *objections(passage, there),
                *denies_else(passage, there),
                *_left_out(passage, there, strict),
                *_across(mine, text, strict),
            )
            if against:
                strict = replace(strict, state=Verification.NOT_FOUND, differences=against)
            untold = ()
        if there and not unknown and sum(p.token.weight == 1 for p in passage) > 1:
            there = [*_named_before(there, text, low, known.groups), *there]
            mine_here, there = without_prefixes(passage, there), without_prefixes(there, passage)
            found = say(mine_here, there, known.groups, known.concepts, known.counted)
            if TOO_FEW in found.objections:
                continue
            against = (*found.objections, *objections(mine_here, there))
            said.append(replace(found, objections=against))
    if strict.state is Verification.PARAPHRASE and untold:
        return replace(strict, state=Verification.NOT_FOUND, differences=untold)
    if strict.state is Verification.PARAPHRASE:
        return strict
    good = [s for s in said if not s.objections and not _names(wanted, text)]
    best = max(good, key=lambda s: (s.inside, s.covered, -s.start), default=None)
    # A sentence that has more of its words and says something else is the one that was meant.
    rivals = (s for s in said if s.objections)
    if best is None or any(s.inside >= best.inside - NEARLY for s in rivals):
        return strict
    return Verdict(Verification.PARAPHRASE, round(best.covered * 0.9, 3), best.start, best.end)


def _named_before(there: list[Part], text: str, low: int, groups: frozenset[str]) -> list[Part]:
    """For a sentence with "respectively" that names no groups: those of the text before it, in the
    order in which its last sentence named them."""
    if not any(part.token.word == "respectively" for part in there):
        return []
    if any(part.token.word in groups for part in there):
        return []
    before = _parts(text, max(0, low - LONGEST_SENTENCE), low)
    named = {part.token.word: part for part in before if part.token.word in groups}
    return sorted(named.values(), key=lambda part: part.token.start)[-2:]


def _left_out(passage: list[Part], there: list[Part], strict: Verdict) -> tuple[str, ...]:
    """A denial in the sentence beyond the place, where words of the passage stand as well."""
    wanted = {part.concept for part in passage if part.counts}
    inside = {p.concept for p in there if strict.start <= p.token.start < strict.end}
    outside = [p for p in there if not strict.start <= p.token.start < strict.end]
    clauses = {p.clause for p in outside if p.concept in wanted and p.concept not in inside}
    denying = [p for p in outside if p.token.fact == "negation" and p.clause in clauses]
    if len(denying) > sum(p.token.fact == "negation" for p in passage):
        return (f"the text says “{denying[0].token.word}”",)
    return ()


def _across(mine: list[Token], text: str, strict: Verdict) -> tuple[str, ...]:
    """The words of one sentence of a passage, found on both sides of a full stop."""
    ends = sum(token.begins for token in tokens(text, strict.start, strict.end)[1:])
    if ends > sum(token.begins for token in mine[1:]):
        return ("its words stand in two sentences of the text",)
    return ()


@dataclass(frozen=True, slots=True)
class _Background:
    """What a text says anywhere, and the words that tell its groups apart."""

    groups: frozenset[str]
    concepts: Counter[str]
    words: frozenset[str]
    counted: frozenset[tuple[str, str]]


@lru_cache(maxsize=4)
def _background(text: str) -> _Background:
    found = tokens(text[:LONGEST_BACKGROUND])
    every = parts(found, text)
    words = {part.token.word for part in every} | {part.concept for part in every}
    return _Background(
        arms(found), concepts(found), frozenset(words) | _scanned(text).words, counts(every)
    )


def _sentences(text: str, near: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences that the places touch, in the order of the places; long ones cut."""
    found: dict[tuple[int, int], None] = {}
    ends_of = _stops(text)
    for low, high in near:
        begin = max(0, low - LONGEST_SENTENCE)
        last = min(len(text), high + LONGEST_SENTENCE)
        between = ends_of[bisect_right(ends_of, begin) : bisect_right(ends_of, last)]
        stops, ends = [begin, *between], [*between, last]
        for start, end in zip(stops, ends, strict=True):
            if start < high and low < end:
                found.setdefault((start, min(end, start + LONGEST_SENTENCE)))
    return list(found)[:SENTENCES]


@lru_cache(maxsize=4)
def _stops(text: str) -> list[int]:
    """Where sentences of a text begin, but for the first."""
    return [match.end() for match in STOP.finditer(text)]


@lru_cache(maxsize=4)
def _scanned(text: str) -> Scanned:
    return scan(text)


def _exact(wanted: str, mine: list[Token], text: str) -> Verdict | None:
    """The same characters, if nothing before them denies them and no number or word is cut."""
    denied = None
    at = text.find(wanted)
    for _ in range(OCCURRENCES):
        if at < 0:
            return denied
        stop = at + len(wanted)
        around = tokens(text, _space_before(text, at), _space_after(text, stop))
        inside = [t for t in around if t.start < stop and t.end > at]
        whole = inside and not _cuts(text, at) and not _cuts(text, stop)
        judged = judge(mine, inside, text) if whole else None
        if judged is not None and not judged.differences:
            return Verdict(Verification.EXACT, 1.0, at, stop)
        if judged is not None and denied is None:
            denied = Verdict(Verification.NOT_FOUND, 0.5, at, stop, judged.differences)
        at = text.find(wanted, at + 1)
    return denied


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _space_before(text: str, at: int) -> int:
    return max(0, text.rfind(" ", 0, max(0, at - AROUND)), at - 2 * AROUND)


def _space_after(text: str, at: int) -> int:
    space = text.find(" ", at + AROUND, at + 2 * AROUND)
    return space if space > 0 else min(len(text), at + 2 * AROUND)


def _verdict(judged: Judged, wanted: str, mine: list[Token], text: str) -> Verdict:
    place = (judged.start, judged.end)
    differences = judged.differences
    if judged.same and not differences:
        score = 1.0 - judged.wrong / max(1, len(wanted))
        return Verdict(Verification.NORMALIZED, round(min(0.999, score), 3), *place)
    score = round((judged.recall + judged.likeness) / 2, 3)
    if not differences:
        differences = _names(wanted, text[judged.start : judged.end])
    close = judged.recall >= LEAST_RECALL and sum(t.weight == 1 for t in mine) >= LEAST_WORDS
    if close and not differences:
        return Verdict(Verification.PARAPHRASE, score, *place)
    # Where only a few words are alike, what differs is no misquotation: it is another sentence.
    told = differences if judged.recall >= LEAST_RECALL / 2 else ()
    return Verdict(Verification.NOT_FOUND, score, *place, told)


def _names(wanted: str, place: str) -> tuple[str, ...]:
    """Abbreviations of the passage that the place neither has nor spells out."""
    folded = place.lower()
    words = re.findall(r"[^\W\d_]+", folded)
    initials, running = "".join(word[0] for word in words), " ".join(words)
    return tuple(
        f"“{name}” is not there"
        for name in sorted(names(wanted))
        if not wanted.isupper()
        and name.lower() not in folded
        and name.lower() not in initials
        and not any(" ".join(p) in running for p in phrases_of(name.lower()))
    )


def _best(found: list[Verdict]) -> Verdict:
    """The best of several places. A place that says nearly the same words with another fact goes
    before a looser one that has the fact by chance."""
    if not found:
        return NOWHERE
    best = max(found, key=lambda v: (_RANK[v.state], v.score))
    if best.state is Verification.PARAPHRASE:
        against = max(
            (v for v in found if v.state is Verification.NOT_FOUND and v.differences),
            key=lambda v: v.score,
            default=None,
        )
        if against is not None and against.score >= best.score:
            return against
    return best
