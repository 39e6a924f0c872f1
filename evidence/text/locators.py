"""What people type for a place in a source, as a CSL locator."""

import re

from evidence.vocabulary import LOCATOR_LABELS, LOCATOR_SHORT

_NAMES = {label.replace("-", " "): label for label in LOCATOR_LABELS}
_NAMES |= {f"{name}s": label for name, label in _NAMES.items()}
_NAMES |= {label: label for label in LOCATOR_LABELS}
_NAMES |= LOCATOR_SHORT
_NAMES |= {
    "appendices": "appendix",
    "supplementary": "supplement",
    "supp": "supplement",
    "tbl": "table",
    "sect": "section",
    "§": "section",
    "§§": "section",
    "¶": "paragraph",
}
_LABEL = re.compile(
    "(" + "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True)) + r")"
    r"(?:\.\s*:?\s*|\s*:\s*|\s+|(?=\d))(?=\S)",
    re.I,
)
# `e123` and `n4` are page numbers as they stand, not abbreviations run together with a number.
_NEEDS_SPACE = {"e", "n", "l"}
_ROMAN = re.compile(r"[ivxlcdm]+(?:\s*[-–]\s*[ivxlcdm]+)?", re.I)
_RANGE = re.compile(r"(?<=\w)\s*(?:--?|[‐‑‒–—−])\s*(?=\w)")


def parse_locator(text: str) -> tuple[str, str]:
    """A CSL label and the value: `fig 2` → `("figure", "2")`, a bare `4` → `("page", "4")`.

    Words without any number name a section (`Discussion`). Dashes between numbers become a hyphen,
    which every CSL style turns into its own.
    """
    text = " ".join(text.split())
    found = _LABEL.match(text)
    if found and not (found[1].lower() in _NEEDS_SPACE and found[0] == found[1]):
        return _NAMES[found[1].lower()], _value(text[found.end() :])
    if text and not any(char.isdigit() for char in text) and not _ROMAN.fullmatch(text):
        return "section", text
    return "page", _value(text)


def _value(text: str) -> str:
    return _RANGE.sub("-", text) if any(char.isdigit() for char in text) else text.strip()
