"""White space and typography made alike, with a map back to the text as it stands."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass

# Characters that a word processor changes without asking. Each becomes one plain character, so
# that offsets are easy to map; an ellipsis is the one that becomes three.
_PLAIN = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "·": ".",  # The Lancet's decimal point
    "µ": "μ",
    "…": "...",
    "ﬁ": "fi",
    "ﬂ": "fl",
}
_GONE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, zero-width characters
# Markdown's ** and _.
_EMPHASIS = r"(?<!\w)[*_]{1,3}(?=[\w(“‘\"<>≥≤±])|(?<=[\w.,;:!?)%”’\"°])[*_]{1,3}(?!\w)"
# A footnote's mark, a citation, and what makes a link of some words: all come and go without
# the words that they stand beside.
_NOTE = r"\[\^[^\[\]\s]{1,40}\](?!:)|[^\S\n]?\[-?@[^\[\]\n]{1,200}\]"
_LINK = (
    r"(?<!!)\[(?=[^\[\]\n]{1,300}\]\([^()\s]{1,500}\))"
    r"|\]\((?:https?:|mailto:|doi:|[#/.])[^()\s]{0,500}\)"
)
# Spaces that typesetters put in: 95 %, P < .05, 2.68 ± 0.51.
_AIRY = r"[^\S\n]+(?=[<>≤≥=±])|(?<=[<>≤≥=±])[^\S\n]+|(?<=\d)[^\S\n]+(?=%)"
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))
_FIRST = re.escape(f"{_GONE}*_[]<>≤≥=±{''.join(_RAISED)}{''.join(_PLAIN)}")
_SPECIAL = re.compile(
    rf"(?=[\s{_FIRST}])(?:"  # what any of them begins with: most characters are passed at once
    rf"(?P<gone>[{_GONE}]+|{_EMPHASIS}|{_NOTE}|{_LINK}|{_AIRY})"
    r"|(?P<space>[^\S ]\s*| \s+)"
    # SpO₂ and m²; a power of ten is a number of its own.
    rf"|(?<=[^\W\d_])(?P<raised>[{''.join(_RAISED)}])"
    rf"|(?P<plain>[{re.escape(''.join(_PLAIN))}]))"
    r"|(?P<cluster>\w[\u0300-\u036f]+)"
)
# The same for a text without combining marks.
_PLAINER = re.compile(_SPECIAL.pattern.rpartition("|")[0] + "|(?P<cluster>(?!))")
_COMBINING = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `lower` has the same length; `starts` and `ends` lead back to the original:
    folded character `i` stands for `original[starts[i]:ends[i]]`."""

    text: str
    lower: str
    starts: array
    ends: array

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a folded span, not empty, stands for."""
        return self.starts[start], self.ends[end - 1]

    def position(self, offset: int) -> int:
        """The first folded character that begins at or after an offset of the original."""
        return bisect_left(self.starts, offset)


def fold(text: str) -> Folded:
    """The text with white space collapsed and typographic variants made plain. Linear.

    Markdown's emphasis marks, footnote marks, citations, link addresses and invisible characters
    are left out, so that a claim is found again when somebody sets it in bold or cites a source.
    """
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    special = _SPECIAL if _COMBINING.search(text) else _PLAINER
    for match in special.finditer(text):
        start, end = match.span()
        pieces.append(text[done:start])
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        done = end
        replacement = _replacement(match)
        pieces.append(replacement)
        starts.extend([start] * len(replacement))
        ends.extend([end] * len(replacement))
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    folded = "".join(pieces)
    return Folded(folded, _lower(folded), starts, ends)


def _replacement(match: re.Match[str]) -> str:
    if match["gone"]:
        return ""
    if match["space"]:
        return " "
    if match["cluster"]:
        return unicodedata.normalize("NFC", match["cluster"])
    if match["raised"]:
        return _RAISED[match["raised"]]
    return _PLAIN[match["plain"]]


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # A few letters (İ) grow when they are lowered: keep those as they are, and the offsets true.
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
