"""Folding for search and comparison: case, diacritics and typography are taken away.

`fold` is what is indexed and what is asked for; `fold_with_map` and `words` lead back to places in
the original text, for marking matches.
"""

import re
import unicodedata

from evidence.text.rich import plain

# Letters that NFKD leaves whole but that people type without their stroke, and typography.
# unicode61 of SQLite FTS5 leaves them too, which is why folding happens here.
_LETTERS = {
    "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th",
    "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ə": "e", "ɓ": "b", "ɗ": "d", "ƒ": "f",
    "ς": "σ",
    "‘": "'", "’": "'", "ʼ": "'", "ʹ": "'", "′": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁄": "/",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
    "ξ": "xi", "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_SPELL_GREEK = str.maketrans(_GREEK)

# Combining classes of marks that are letters to their readers: nukta, kana voicing, virama.
_KEPT_MARKS = {0, 7, 8, 9}
_TABLE_SIZE = 20_000  # hostile text cannot grow the table beyond this

WORD = re.compile(r"[^\W_]+")
_ASCII_OR_NOT = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")


def _fold_char(char: str) -> str:
    """One NFC character, folded: the result does not change when it is folded again."""
    for _ in range(4):
        folded = "".join(
            "" if _is_dropped(part) else _LETTERS.get(part, part)
            for part in unicodedata.normalize("NFKD", char.lower())
        )
        folded = unicodedata.normalize("NFC", folded)
        if folded == char:
            break
        char = folded
    return char


def _is_dropped(char: str) -> bool:
    if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return True
    return unicodedata.combining(char) not in _KEPT_MARKS


class _FoldTable(dict[int, str]):
    """Code point → folded text, worked out at first sight: `str.translate` stays in C."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < _TABLE_SIZE:
            self[code] = folded
        return folded


_FOLD = _FoldTable()


def fold(text: str) -> str:
    """The text in lower case without diacritics: `Straße` → `strasse`, `Łukasz` → `lukasz`.

    Greek stays Greek (see `spell_greek`); dashes and quotation marks become the plain ones;
    soft hyphens and zero-width characters go. Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).translate(_FOLD)


def spell_greek(folded: str) -> str:
    """Greek letters of a folded text spelt out: `β-blocker` → `beta-blocker`."""
    return folded if folded.isascii() else folded.translate(_SPELL_GREEK)


def fold_with_map(text: str) -> tuple[str, list[int]]:
    """`fold(text)`, and for each of its characters the index in `text` that it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts: list[str] = []
    places: list[int] = []
    for run in _ASCII_OR_NOT.finditer(text):
        start, end = run.span()
        if text[start] < "\x80":
            parts.append(run[0].lower())
            places.extend(range(start, end))
            continue
        while start < end:
            stop = start + 1
            while stop < end and _joins_the_one_before(text[stop]):
                stop += 1
            cluster = text[start:stop]
            if stop - start > 1:
                cluster = unicodedata.normalize("NFC", cluster)
            folded = cluster.translate(_FOLD)
            parts.append(folded)
            places.extend([start] * len(folded))
            start = stop
    return "".join(parts), places


def _joins_the_one_before(char: str) -> bool:
    """Whether NFC may compose this character with the one before it."""
    return unicodedata.category(char) in ("Mn", "Mc") or "\u1160" <= char <= "\u11ff"


def words(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, each with its start and end in the original.

    The words are those of `fold(text)`: runs of letters and digits. An end includes marks that
    folding drops, so a highlighted `é` written as two characters stays whole.
    """
    if text.isascii():
        return [(found[0], *found.span()) for found in WORD.finditer(text.lower())]
    folded, places = fold_with_map(text)
    result = []
    for found in WORD.finditer(folded):
        end = places[found.end() - 1] + 1
        following = places[found.end()] if found.end() < len(places) else len(text)
        while end < following and not text[end].translate(_FOLD):
            end += 1
        result.append((found[0], places[found.start()], end))
    return result


def title_key(title: str) -> str:
    """A title for comparing: markup and punctuation removed, folded, single spaces."""
    return " ".join(WORD.findall(fold(plain(title))))
