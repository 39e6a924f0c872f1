"""What can go wrong: messages (values, about the user's data) and errors (a promise failed).

    EvidenceError
    ├── BadInput            a file, text or value that cannot be used
    │   ├── UnreadableFile  missing, a folder, empty, too large, not text
    │   └── UnknownFormat   read, but in no format that we know
    ├── NotFound            no such claim, reference, style, version or change
    ├── Conflict            the library is not as the caller believes
    │   ├── StaleEdit       somebody saved the same thing in between
    │   └── InUse           it cannot go: something leans on it
    ├── NotAllowed          the person's role does not allow it
    ├── StoreError          the database cannot be opened or written
    │   ├── NewerSchema     it was written by a newer version of Evidence
    │   └── StoreBusy       others were writing for longer than we wait
    └── CitingError         a style or a converter failed

Every error is one sentence for the person who must act; `hint` says what to do next. Imports
nothing of ours.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A problem in the user's data, told beside what was read. `line` counts from 1."""

    level: Level
    code: str
    text: str
    file: str | None = None
    line: int | None = None
    key: str | None = None
    field: str | None = None
    hint: str | None = None

    def sentence(self) -> str:
        """The message with its place in front: `mine.bib, line 3, muller2021: …`."""
        place = ", ".join(
            part
            for part in (self.file, f"line {self.line}" if self.line else None, self.key)
            if part
        )
        return f"{place}: {self.text}" if place else self.text


class EvidenceError(Exception):
    """The root of our errors: one sentence, and what to do next."""

    def __init__(self, text: str, *, hint: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint


class BadInput(EvidenceError):
    """A file, text or value that cannot be used."""


class UnreadableFile(BadInput):
    """A file that is missing, a folder, empty, too large, or not text."""


class UnknownFormat(BadInput):
    """A file that was read, but is in no format that we know."""


class NotFound(EvidenceError):
    """There is no such claim, reference, style, version or change."""


class Conflict(EvidenceError):
    """The library is not as the caller believes."""


class StaleEdit(Conflict):
    """Somebody saved the same thing in between. `theirs` is what is stored now."""

    def __init__(self, text: str, *, theirs: dict | None = None, hint: str | None = None) -> None:
        super().__init__(text, hint=hint)
        self.theirs = theirs or {}


class InUse(Conflict):
    """It cannot be removed: something leans on it."""


class NotAllowed(EvidenceError):
    """The person's role does not allow it."""


class StoreError(EvidenceError):
    """The database cannot be opened or written."""


class NewerSchema(StoreError):
    """The database was written by a newer version of Evidence."""


class StoreBusy(StoreError):
    """Others were writing for longer than we wait."""


class CitingError(EvidenceError):
    """A style or a converter failed."""
