"""Characters that a reader cannot see (controls, zero-width, bidirectional overrides), and signs
that cost more than they say: endless marks on one letter, signs that stand for whole words."""

import re
from collections import Counter
from unicodedata import combining, normalize

MARKS_IN_A_ROW = 30  # the Stream-Safe Text Format of Unicode (UAX 15) allows no more
_FIRST_MARK = "\u0300"

# Scripts in which ZWJ and ZWNJ change how letters join (Arabic and its neighbours, the Indic
# scripts, Myanmar, Khmer, Mongolian, Arabic presentation forms): Unicode 15, section 23.2.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"

# C0 except tab and line feed (a carriage return is a line end and handled apart), DEL and C1,
# soft hyphen, Arabic letter mark, Mongolian vowel separator, zero-width space, marks and
# overrides of direction, word joiner and invisible operators, isolates, Hangul fillers, surrogates
# on their own, byte-order mark, interlinear marks, the last two code points, tag characters.
_ALWAYS_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\uffa0\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(
    f"[{_ALWAYS_HIDDEN}]|(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])"
)
# A first look that is cheap: whatever the pattern above can find holds one of these.
_SUSPECT = re.compile(f"[{_ALWAYS_HIDDEN}\u200c\u200d]")
_PRINTABLE_BUT_HIDDEN = ("\u3164", "\uffa0")


def _is_plain(text: str) -> bool:
    """Whether there is certainly nothing hidden; most texts are told by this alone."""
    line = text.replace("\n", " ") if "\n" in text else text
    if line.isprintable():
        return line.isascii() or not any(char in line for char in _PRINTABLE_BUT_HIDDEN)
    return _SUSPECT.search(line) is None


def strip_controls(text: str) -> tuple[str, bool]:
    """The text without hidden characters, and whether there were any.

    Tab and line feed stay; CR LF and a lone CR become a line feed (that alone does not count as
    hidden). ZWJ and ZWNJ stay between letters of scripts that need them.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not has_hidden(text):
        return text, False
    return _HIDDEN.sub("", text), True


def has_hidden(text: str) -> bool:
    """Whether a text has characters that `strip_controls` takes out."""
    return not _is_plain(text) and _HIDDEN.search(text) is not None


def visible(text: str) -> str:
    """The text with every hidden character shown as its code point: `‹U+202E›`."""
    return _HIDDEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)


def has_endless_marks(text: str) -> bool:
    """Whether so many combining marks follow each other that normalising them takes for ever:
    putting them in order takes time that grows with the square of their number."""
    if text.isascii():
        return False
    row = 0
    for sign in text:
        row = row + 1 if sign >= _FIRST_MARK and combining(sign) else 0
        if row > MARKS_IN_A_ROW:
            return True
    return False


def written_out(text: str) -> int:
    """How long a text is whose signs are written out for comparing: U+FDFA is 18 letters."""
    if text.isascii():
        return len(text)
    return sum(n * len(normalize("NFKD", sign)) for sign, n in Counter(text).items())
