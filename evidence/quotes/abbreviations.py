"""Abbreviations that a text explains: "donor cell leukemia (DCL)" and "DCL" are the same words."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from evidence.quotes.concepts import FIGURES
from evidence.quotes.parts import Part, parts
from evidence.quotes.tokens import tokens
from evidence.quotes.vocabulary import STOPWORDS

_EXPLAINED = re.compile(r"\(\s*(?:[^();]{0,40};\s*)?([A-Z][A-Za-z]{1,5}[A-Z]?)\s*[;,)]")
_WORD = re.compile(r"[^\W\d_]+")
BEFORE = 80  # characters in which the long form stands
MOST = 40

Long = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=4)
def explained(text: str) -> Long:
    """Abbreviation, folded → the words that it stands for, by their initials."""
    found: dict[str, tuple[str, ...]] = {}
    for match in _EXPLAINED.finditer(text):
        short = match[1]
        letters = [sign.lower() for sign in short if sign.isupper()]
        before = _WORD.findall(text[max(0, match.start() - BEFORE) : match.start()])
        inside = _WORD.findall(match[0].split(";")[0]) if ";" in match[0] else []
        for words in (inside, before):
            long = words[-len(letters) :]
            if len(long) == len(letters) >= 2 and [w[0].lower() for w in long] == letters:
                found.setdefault(short.lower(), tuple(long))
                break
        if len(found) == MOST:
            break
    return found


def implied(passage: str, text: str) -> Long:
    """Abbreviations that one of the two has and the other one spells out, by their initials: CJD,
    for Creutzfeldt-Jakob disease. None that may stand for two things."""
    found: dict[str, tuple[str, ...]] = {}
    words, mine = _WORD.findall(text), _WORD.findall(passage)
    for shorts, longs, least in ((mine, words, 2), (words, mine, 3)):
        known = {word.lower() for word in longs}
        for short in dict.fromkeys(w for w in shorts if w.isupper() and least <= len(w) <= 6):
            if short.lower() in known or short.lower() in FIGURES:
                continue
            long = _spelt(short.lower(), longs)
            if long is not None:
                found.setdefault(short.lower(), long)
    return found


def _spelt(short: str, words: list[str]) -> tuple[str, ...] | None:
    """The words whose initials these are, if there is only one such run."""
    size = len(short)
    initials = "".join(word[0].lower() for word in words)
    runs = set()
    at = initials.find(short)
    while at >= 0:
        runs.add(tuple(word.lower() for word in words[at : at + size]))
        at = initials.find(short, at + 1)
    run = runs.pop() if len(runs) == 1 else None
    return run if run and not set(run) & STOPWORDS else None


def named_in(said: list[Part], known: Long) -> Long:
    """Those of the abbreviations that a sentence has, short or written out."""
    words = {part.token.word for part in said}
    return {
        short: long
        for short, long in known.items()
        if short in words or words.issuperset(word.lower() for word in long)
    }


def written_out(said: list[Part], known: Long) -> list[Part]:
    """The parts with abbreviations as the words that they stand for."""
    if not any(part.token.word in known for part in said):
        return said
    out: list[Part] = []
    for part in said:
        long = known.get(part.token.word)
        if long is None:
            out.append(part)
            continue
        words = " ".join(long)
        out += [
            replace(
                one,
                token=replace(one.token, start=part.token.start, end=part.token.end),
                clause=part.clause,
                bracketed=part.bracketed,
            )
            for one in parts(tokens(words), words)
        ]
    return out
