"""Retraction Watch's CSV: rows in, notices out; and which notices still stand.

The data (Crossref, "Retraction Watch data") have a comma too many at the end of the header, `0` and
`unavailable` where there is no identifier, dates with the month first, and reasons as `+A;+B;`.
A row about a paper is matched by its DOI, then its PMID, never by its title.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from evidence.errors import BadInput, Level, Message
from evidence.text import normal_doi, normal_pmid
from evidence.vocabulary import NoticeKind

LINE_BYTES = 1_000_000  # the longest row of the published file has about 10,000
TOLD_NATURES, TOLD_LINES, TOLD_CHARS = 20, 10, 80  # of what is odd in a file
OTHERS = ""  # natures beyond those that are named
REQUIRED = ("RetractionNature", "OriginalPaperDOI", "OriginalPaperPubMedID")
NONE = frozenset(("", "0", "unavailable", "none", "n/a"))
NATURES = {
    "retraction": NoticeKind.RETRACTION,
    "partial retraction": NoticeKind.PARTIAL_RETRACTION,
    "expression of concern": NoticeKind.EXPRESSION_OF_CONCERN,
    "correction": NoticeKind.CORRECTION,
    "reinstatement": NoticeKind.REINSTATEMENT,
    "withdrawal": NoticeKind.WITHDRAWAL,
    "removal": NoticeKind.REMOVAL,
}
# What puts a paper out of the literature or in doubt, and is ended by a reinstatement.
ENDED_BY_REINSTATEMENT = frozenset(
    {
        NoticeKind.RETRACTION,
        NoticeKind.PARTIAL_RETRACTION,
        NoticeKind.WITHDRAWAL,
        NoticeKind.REMOVAL,
        NoticeKind.EXPRESSION_OF_CONCERN,
    }
)
# What puts a paper, or a part of it, out of the literature.
RETRACTING = ENDED_BY_REINSTATEMENT - {NoticeKind.EXPRESSION_OF_CONCERN}
RETRACTED = "retracted"
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?")


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of the file: what happened (`kind`), when, and to which paper (`original_…`).

    `doi` and `pmid` are the notice's own. `kind` is None where the file's word is unknown.
    """

    record: str
    kind: NoticeKind | None
    on: date | None
    doi: str | None
    pmid: str | None
    original_doi: str | None
    original_pmid: str | None
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What was met while reading: counts and, once each, what was odd."""

    name: str
    rows: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    broken: int = 0
    broken_lines: list[int] = field(default_factory=list)  # the first few

    def met_unknown(self, nature: str) -> None:
        """Count a nature that is not known; of many different ones only the first by name."""
        named = nature[:TOLD_CHARS]
        if named not in self.unknown and len(self.unknown) >= TOLD_NATURES:
            named = OTHERS
        self.unknown[named] += 1

    def met_broken(self, line: int) -> None:
        self.broken += 1
        if len(self.broken_lines) < TOLD_LINES:
            self.broken_lines.append(line)

    def messages(self) -> list[Message]:
        """One message for each kind of oddity, however many rows have it."""
        found = [
            self._message(
                "unknown-nature",
                f"“{nature}” is not a kind of notice that is known; {_rows(number)} left aside."
                if nature != OTHERS
                else f"Of still other kinds that are not known {_rows(number)} left aside.",
            )
            for nature, number in sorted(self.unknown.items(), key=lambda one: one[0] == OTHERS)
        ]
        if self.undated:
            found.append(
                self._message("unreadable-date", f"{_rows(self.undated)} without a date was read.")
            )
        if self.broken:
            lines = ", ".join(map(str, self.broken_lines))
            word = "line" if self.broken == 1 else "lines"
            more = " and others" if self.broken > len(self.broken_lines) else ""
            found.append(
                self._message(
                    "broken-row",
                    f"{_rows(self.broken)} could not be read: {word} {lines}{more}.",
                )
            )
        return found

    def _message(self, code: str, text: str) -> Message:
        return Message(level=Level.WARNING, code=code, text=text, file=self.name)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def read(content: Iterable[bytes], reading: Reading) -> Iterator[Notice]:
    """The file's notices, one at a time, in the file's order; `reading` collects what was odd.

    `content` are pieces of the file of any size. Memory does not grow with the file. Raises
    BadInput when it is no such file.
    """
    rows = csv.reader(_lines(content, reading.name))
    header = _next(rows, reading)
    columns = {name.strip().lower(): at for at, name in enumerate(header or [])}
    missing = [name for name in REQUIRED if name.lower() not in columns]
    if missing:
        raise BadInput(
            f"{reading.name} is not a Retraction Watch file: it has no column {missing[0]}.",
            hint="Take the CSV from Crossref's Retraction Watch data.",
        )
    least = max(columns[name.lower()] for name in REQUIRED)
    while (row := _next(rows, reading)) is not None:
        if not any(row):
            continue
        reading.rows += 1
        if len(row) <= least:
            reading.met_broken(rows.line_num)
            continue
        yield _notice(row, columns, reading)


def _next(rows: Iterator[list[str]], reading: Reading) -> list[str] | None:
    while True:
        try:
            return next(rows, None)
        except csv.Error:  # a field beyond every bound: a quotation mark that is never closed
            reading.met_broken(getattr(rows, "line_num", 0))


def _lines(content: Iterable[bytes], name: str) -> Iterator[str]:
    """Lines with their ends; UTF-8, or Windows-1252 where a line is not."""
    rest, first = b"", True
    for piece in content:
        if b"\n" not in piece:
            rest += piece
        else:
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                yield _decoded(line.removeprefix(b"\xef\xbb\xbf") if first else line)
                first = False
        if len(rest) > LINE_BYTES:
            raise BadInput(f"{name} has a line of more than {LINE_BYTES:,} bytes.")
    if rest:
        yield _decoded(rest.removeprefix(b"\xef\xbb\xbf") if first else rest)


def _decoded(line: bytes) -> str:
    line = line.replace(b"\0", b"") + b"\n"
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _notice(row: Sequence[str], columns: dict[str, int], reading: Reading) -> Notice:
    def cell(name: str) -> str:
        at = columns.get(name, -1)
        return row[at].strip() if 0 <= at < len(row) else ""

    nature = cell("retractionnature")
    kind = NATURES.get(nature.lower())
    if kind is None:
        reading.met_unknown(nature)
    on = day_of(cell("retractiondate"))
    if on is None:
        reading.undated += 1
    return Notice(
        record=cell("record id"),
        kind=kind,
        on=on,
        doi=_identifier(cell("retractiondoi"), doi=True),
        pmid=_identifier(cell("retractionpubmedid"), doi=False),
        original_doi=_identifier(cell("originalpaperdoi"), doi=True),
        original_pmid=_identifier(cell("originalpaperpubmedid"), doi=False),
        reasons=reasons_of(cell("reason")),
    )


def _identifier(words: str, *, doi: bool) -> str | None:
    if words.lower() in NONE:
        return None
    return normal_doi(words) if doi else normal_pmid(words)


def day_of(words: str) -> date | None:
    """A day, month first as the file has it (5/6/2024 is 6 May), or None."""
    match = _DATE.fullmatch(words)
    parts = (match[3], match[1], match[2]) if match else None
    if parts is None and (iso := _ISO.fullmatch(words)):
        parts = (iso[1], iso[2], iso[3])
    if parts is None:
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def reasons_of(words: str) -> tuple[str, ...]:
    """`+Duplication of Image;+Paper Mill;` → its reasons."""
    parts = (part.strip().lstrip("+").strip() for part in words.split(";"))
    return tuple(part for part in parts if part)


class Dated(Protocol):
    """A notice of whatever class: its kind and its day."""

    @property
    def kind(self) -> NoticeKind: ...
    @property
    def noticed_on(self) -> str | date | None: ...


D = TypeVar("D", bound=Dated)


def standing(found: Iterable[D]) -> list[D]:
    """The notices of one reference that still hold, in their order.

    A reinstatement ends what came before it (or on the same day); a correction ends nothing. A
    notice without a date is not ended: nobody knows which came first.
    """
    listed = list(found)
    days = [str(n.noticed_on) for n in listed if n.kind == NoticeKind.REINSTATEMENT]
    reinstated = max((day for day in days if day != "None"), default="")
    return [
        notice
        for notice in listed
        if not (
            notice.kind in ENDED_BY_REINSTATEMENT
            and notice.noticed_on is not None
            and str(notice.noticed_on) <= reinstated
        )
    ]


def statuses(found: Iterable[Dated]) -> list[str]:
    """What the notices of one reference make of it, as words to search for, in order, none twice.

    The kinds of the notices that still stand, and `retracted` when one of those puts the paper out
    of the literature: a retraction that was lifted later is no retraction.
    """
    kinds = [notice.kind for notice in standing(found)]
    words = [str(kind) for kind in kinds]
    if not RETRACTING.isdisjoint(kinds):
        words.append(RETRACTED)
    return list(dict.fromkeys(words))
