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
_EMPHASIS = r"(?<!\w)[*_]{1,3}(?=\w)|(?<=[\w.,;:!?)])[*_]{1,3}(?!\w)"  # Markdown's ** and _
_SPECIAL = re.compile(
    rf"(?P<gone>[{_GONE}]+|{_EMPHASIS})"
    r"|(?P<space>[^\S ]\s*| \s+)"
    r"|(?P<cluster>\w[\u0300-\u036f]+)"
    rf"|(?P<plain>[{re.escape(''.join(_PLAIN))}])"
)


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

    Markdown's emphasis marks and invisible characters are left out, so that a claim is found
    again when somebody sets it in bold.
    """
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    for match in _SPECIAL.finditer(text):
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
    return _PLAIN[match["plain"]]


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # A few letters (İ) grow when they are lowered: keep those as they are, and the offsets true.
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
