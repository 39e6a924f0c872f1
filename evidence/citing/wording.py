"""The words that a document of ours says itself, in the languages of `assets/words.json`.

A document that is made in a language (`locale`) says its headings and labels in it; where we do not
have its words, in English. The words of the citations themselves are CSL's, in its 61 languages.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evidence.appraisal import plain_statement
from evidence.citing.styles import ResolvedStyle
from evidence.vocabulary import Certainty, Stance, Verification

ENGLISH = "en"
# Languages whose words another one lends.
_LENT = {"no": "nb", "nn": "nb"}


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What a document says in one language, by what it is for."""

    language: str
    said: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    def stance(self, stance: Stance) -> str:
        return self.said[stance.value]

    def level(self, certainty: Certainty) -> str:
        return self.said[f"level-{certainty.value}"]

    def certain(self, certainty: Certainty) -> str:
        """“Low certainty”; empty where nothing is rated."""
        return self.said.get(f"certainty-{certainty.value}", "")

    def statement(self, certainty: Certainty, given: str) -> str:
        """What goes with a certainty, where it is given in our own words; else as it is given."""
        if given == plain_statement(certainty):
            return self.said[f"statement-{certainty.value}"]
        return given

    def verified(self, verification: Verification) -> str:
        """What came of looking for a passage in its source."""
        return self.said[f"v-{verification.value}"]

    def long_date(self, date: datetime.date) -> str:
        """12 May 2026: the same on every machine, whatever its language."""
        month = self.said["months"].split()[date.month - 1]
        return self.said["date"].format(day=date.day, month=month, year=date.year)

    def corrected(self, dates: Sequence[datetime.date | None]) -> str:
        """“Correction published (12 May 2026)”, with each date that is known; empty for none."""
        if not dates:
            return ""
        known = ", ".join(self.long_date(date) for date in dates if date)
        return self.said["corrected"] + (f" ({known})" if known else "")

    def unread(self, since: int | None) -> str:
        """That a claim's words changed in a version and nobody has looked since; empty if not."""
        return self.said["unread"].format(version=since) if since else ""

    @property
    def retracted(self) -> str:
        return f"[{self.said['retracted']}]"

    @property
    def needed(self) -> str:
        return f"[{self.said['needed']}]"


@cache
def _every() -> Mapping[str, Mapping[str, str]]:
    data = files("evidence.citing").joinpath("assets", "words.json").read_bytes()
    return json.loads(data)


@cache
def words_of(language: str) -> Words:
    """The words of a language (`de`, `pt-BR`), or English ones where we have none of it."""
    main = language.replace("_", "-").split("-")[0].lower()
    main = _LENT.get(main, main)
    return Words(main, _every()[main]) if main in _every() else Words(ENGLISH, _every()[ENGLISH])


def chosen(style: ResolvedStyle, locale: str, language: str) -> Words:
    """The words of a document: in the language that was asked for, else in that of its text (a
    style that is fixed to English does not make a German text speak English)."""
    return words_of(language if locale == style.locale else locale)
