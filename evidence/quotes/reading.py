"""A passage as its reader meant it: what a scanner read wrong, put right by the words of the text.

A letter is changed only where that makes a word that the text has of one that it has not; a number
is put together only where the text has the whole of it.
"""

import re
from collections.abc import Container, Iterator, Mapping

from evidence.quotes.places import Scanned, shape
from evidence.quotes.tokens import fold_word, value

# What a scanner reads for what stands there.
_READ = (("rn", "m"), ("1", "l"), ("1", "i"), ("0", "o"), ("I", "l"), ("5", "s"), ("vv", "w"),
         ("cl", "d"), ("ii", "ll"))  # fmt: skip
_WORD = re.compile(r"(?<![\w.])(?=[^\W\d_]*[^\W_]*[^\W\d_]{2})[^\W_]{4,40}(?!\w)")
_HYPHENED = re.compile(r"(?<!\w)([^\W\d_]{2,30})[-‐‑]\s?([^\W\d_]{2,30})(?!\w)")
_CODE = re.compile(
    r"(?<![^\W_])(?=[^\W_]{0,30}\d|Cl\b|[A-Z]{0,8}l[A-Z]{0,8}\b)[^\W_]{2,60}(?![^\W_])"
)
_CODED = re.compile(r"(?<![^\W_])([^\W\d_]{2,8})[ -](\d{1,8}[A-Za-z]?)(?![^\W_])")
_NUMBER = re.compile(
    r"(?<![^\W_])(?=[lIO]*\d|[lIO]\.\d)[lIO\d]{1,8}(?:[.,][lIO\d]{1,8})*(?![^\W_])"
)
_AS_FIGURES = str.maketrans("OolI", "0011")
_AS_LETTERS = str.maketrans("01l", "OII")
_RUN = re.compile(r"(?<![^\W_])(?=[^_]{0,40}?[^\W\d_])[^\W_]{2,40}(?![^\W_])")
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}(?:st|nd|rd|th)(?!\w)", re.IGNORECASE)
_ORDINALS = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
    "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
_PER_LITRE = re.compile(r"(?<=[gl]/)1(?![\w.,]|\s?(?:k?g|mg|ml|l|day|h|min)\b)")  # mg/1, mol/1
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d]|[.,]\d)")


def as_read(passage: str, scanned: Scanned) -> str:
    """The passage with wrongly read words, spaced thousands and hyphens as the text has them."""
    words = scanned.words
    plain = _PER_LITRE.sub("l", _ORDINAL.sub(lambda match: _ordinal(match[0], words), passage))
    joined = _SPACED.sub(lambda match: _joined(match[0], words), plain)
    whole = _HYPHENED.sub(lambda match: _unhyphened(match, scanned), joined)
    whole = _CODED.sub(lambda match: _joined_code(match, scanned), whole)
    whole = _NUMBER.sub(lambda match: _number(match[0], words), whole)
    coded = _CODE.sub(lambda match: _code(match[0], words), whole)
    meant = _WORD.sub(lambda match: _meant(match[0], words, scanned.hyphened), coded)
    return _RUN.sub(lambda match: _alike(match[0], scanned), meant)


def _alike(run: str, scanned: Scanned) -> str:
    """The one word of the text that looks the same: ILC1 for lLC1, low for 1ow."""
    if run.isdigit() or fold_word(run) in scanned.words:
        return run
    return scanned.shapes.get(shape(run)) or run


def _ordinal(number: str, words: Container[str]) -> str:
    """4th as the fourth that the text has."""
    word = _ORDINALS.get(number.lower(), number)
    return word if word in words else number


def _joined_code(match: re.Match[str], scanned: Scanned) -> str:
    """PER 1 as the PER1 that the text has."""
    whole = match[1] + match[2]
    folded = fold_word(whole)
    return whole if folded in scanned.words and folded not in scanned.hyphened else match[0]


def _number(number: str, words: Container[str]) -> str:
    """l61 and O.007 as the 161 and 0.007 that the text has."""
    read = number.translate(_AS_FIGURES)
    return read if read != number and value(read) in words else number


def _code(code: str, words: Container[str]) -> str:
    """BAF250a for BAF25Oa, CI for Cl: where the text has the one and not the other."""
    if fold_word(code) in words:
        return code
    read = (code.translate(table) for table in (_AS_FIGURES, _AS_LETTERS))
    return next((one for one in read if fold_word(one) in words), code)


def _unhyphened(match: re.Match[str], scanned: Scanned) -> str:
    """Pre-operative as the preoperative that the text has."""
    whole = match[1] + match[2]
    return whole if fold_word(whole) in scanned.words else match[0]


def _joined(number: str, words: Container[str]) -> str:
    whole = number.replace(" ", "")
    return whole if value(whole) in words else number


def _meant(word: str, words: Container[str], hyphened: Mapping[str, str]) -> str:
    folded = fold_word(word)
    if folded in words:
        return word
    if folded in hyphened:
        return hyphened[folded]
    return next((w for w in _readings(word) if fold_word(w) in words), _code(word, words))


def _readings(word: str) -> Iterator[str]:
    """The word with one pair of look-alikes exchanged, once, then everywhere."""
    for seen, meant in _READ:
        at = word.find(seen)
        while at >= 0:
            yield word[:at] + meant + word[at + len(seen) :]
            at = word.find(seen, at + 1)
        if word.count(seen) > 1:
            yield word.replace(seen, meant)
