"""A word or a number of a text."""

import re
from dataclasses import dataclass, field

from evidence.quotes.vocabulary import STOPWORDS

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number at `text[start:end]`.

    `key` is what is aligned, `word` the folded letters; `fact` is "number", "unit", "negation",
    "direction" or empty. A number carries its unit; `word` is then the number as it is written.
    `begins` says that a sentence ended before it; `weight` how much it says: function words little.
    """

    key: str
    word: str
    start: int
    end: int
    fact: str = ""
    unit: str = ""
    begins: bool = False
    weight: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weight = 0.2 if self.word in STOPWORDS and not self.fact else 1.0
        object.__setattr__(self, "weight", weight)  # asked for far more often than made


def value(number: str) -> str:
    """A number in one form: 1·30 → 1.3, .5 → 0.5, 1,234 → 1234."""
    number = re.sub(r"[ \u00a0\u2009\u202f]", "", number).replace("·", ".")
    if _THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    whole, _, decimals = number.replace(",", ".").partition(".")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole
