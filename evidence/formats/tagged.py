"""Formats of one tagged field a line: RIS, MEDLINE, EndNote's, Web of Science's.

They differ in how a tag looks and what begins and ends an entry; `Layout` says that, `entries` does
the rest in one pass over the text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from evidence import limits
from evidence.errors import Level, Message
from evidence.formats.draft import Draft, too_long
from evidence.formats.records import Record, Source

# A carriage return on its own ends a line in old files. Replaced, not removed: places stay.
_LONE_CR = re.compile(r"\r(?!\n)")
_REST_OF_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)?")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n[ \t\r]*\Z")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a tagged format is laid out.

    `tag`: matches at a line's beginning, with groups `tag` and `value` (the rest of the line).
    `starts`: tags that always begin an entry. `ends`: tags that end one. `restarts`: tags that
    begin one after a blank line if the entry before has them already. `outside`: tags of the file.
    """

    format: str
    tag: re.Pattern[str]
    starts: frozenset[str]
    ends: frozenset[str] = frozenset()
    restarts: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


@dataclass(slots=True)
class Entry:
    """The lines of one entry: `fields` are tag and value, in order, with continuation lines.

    `closed`: it ended with a tag that ends entries (or the format has none).
    """

    start: int
    line: int
    end: int = 0
    closed: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)

    def by_tag(self) -> dict[str, list[str]]:
        """Tag → its values that are not empty, in order."""
        values: defaultdict[str, list[str]] = defaultdict(list)
        for tag, value in self.fields:
            if value:
                values[tag].append(value)
        return values


def entries(text: str, layout: Layout) -> Iterator[Entry]:
    """The entries of a text, in order. Linear; what stands before the first tag is skipped."""
    if "\r" in text:
        text = _LONE_CR.sub("\n", text)
    current: Entry | None = None
    seen: set[str] = set()
    line, counted = 1, 0
    tags = layout.tag.finditer(text)
    found = next(tags, None)
    while found is not None:
        following = next(tags, None)
        tag, start = found["tag"], found.start()
        end = following.start() if following is not None else len(text)
        value = _value(found["value"] or "", text[found.end() : end])
        if tag in layout.outside:
            found = following
            continue
        if tag in layout.ends:
            if current is not None:
                current.end, current.closed = _line_end(text, found.end()), True
                yield current
            current = None
            found = following
            continue
        restarts = tag in layout.restarts and tag in seen and _after_blank_line(text, start)
        if current is not None and (tag in layout.starts or restarts):
            current.end = start
            yield current
            current = None
        if current is None:
            line += text.count("\n", counted, start)
            counted = start
            current = Entry(start, line, closed=not layout.ends)
            seen = set()
        current.fields.append((tag, value))
        current.end = end
        seen.add(tag)
        found = following
    if current is not None:
        yield current


def _value(first: str, rest: str) -> str:
    """The value of a field: its line and the lines that continue it, without blank ones."""
    if not rest or rest.isspace():
        return first.strip()
    lines = (part.strip() for part in (first, *rest.split("\n")))
    return "\n".join(part for part in lines if part)


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end + 1


def _after_blank_line(text: str, start: int) -> bool:
    return _BLANK_LINE.search(text, max(0, start - 200), start) is not None


def read_entries(
    text: str, layout: Layout, fill: Callable[[Draft, Entry], None], *, path: str
) -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every entry as a record: `fill` puts its fields into a draft."""
    records = []
    for entry in entries(text, layout):
        source = Source(layout.format, _slice(text, entry))
        if len(source.text) > limits.ENTRY_CHARS:
            records.append(too_long(path, entry.line, source))
            continue
        draft = Draft(path=path, line=entry.line)
        if not entry.closed:
            draft.tell(
                Level.WARNING,
                "unclosed-entry",
                "The line that ends the entry is missing; what stands before the next was read.",
            )
        fill(draft, entry)
        records.append(draft.record(source))
    return tuple(records), ()


def _slice(text: str, entry: Entry) -> str:
    """The entry as it stands in the file, with its last line end, without blank lines after it."""
    stop = entry.start + len(text[entry.start : entry.end].rstrip())
    rest = _REST_OF_LINE.match(text, stop)
    return text[entry.start : rest.end() if rest else stop]
