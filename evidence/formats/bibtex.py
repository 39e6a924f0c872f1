"""BibTeX and BibLaTeX files → records: every entry that stands in the file, once, in its order.

bibtex_blocks.py    text → entries and macros, mending what is broken
bibtex_macros.py    `@string`, `#`
bibtex_parents.py   crossref, xdata
bibtex_fields.py    fields → CSL, with latex.py, names.py and dates.py
bibtex_tables.py    what BibTeX's names mean in CSL
write_bibtex.py     the way back
"""

import gc
import re
from collections import Counter

from evidence import limits
from evidence.errors import Level, Message
from evidence.formats import bibtex_parents as parents
from evidence.formats import bibtex_tables as tables
from evidence.formats.bibtex_blocks import Blocks, EntryBlock, split
from evidence.formats.bibtex_fields import to_csl
from evidence.formats.bibtex_macros import CYCLE, LIMIT, Macros
from evidence.formats.records import CslItem, Record, Source
from evidence.text import has_hidden, propose_key, strip_controls, visible

_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOKS = re.compile(r"(?<![\w.])@\s*[A-Za-z][\w.-]*\s*[{(]\s*[^\s{}=]*\s*(?:,|=|\})")
_WEB_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<head|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_REPEATS_TOLD = 5  # a key that is given more often is told once, for the file

_MACRO_PROBLEMS = {
    CYCLE: (Level.WARNING, "The macro “{}” is defined by itself; its name is kept."),
    LIMIT: (
        Level.ERROR,
        "“{}” grows beyond the limit when its macros are put in; it is not expanded.",
    ),
}
_UNDEFINED = (Level.WARNING, "The macro “{}” is not defined in this file; its name is kept.")


def looks_like(text: str) -> bool:
    """Whether a text is BibTeX, by an `@type{key,` near its beginning."""
    return _LOOKS.search(text, 0, 200_000) is not None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """The records of a BibTeX or BibLaTeX file, and what concerns the file as a whole.

    `text` is decoded already; `path` is named in messages. Nothing in the text raises.
    """
    # Everything that is made here lives on: looking for garbage in between would cost a quarter
    # of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Reading(text, path).run()
    finally:
        if collecting:
            gc.enable()


class _Reading:
    def __init__(self, text: str, path: str) -> None:
        self.path = path or None
        self.messages: list[Message] = []
        self._seen: dict[str, int] = {}  # repeated key → line where it was first given
        self._suffixes: dict[str, int] = {}  # proposed key → how many like it were tried
        self.text = text
        if _SURROGATE.search(text):
            self.text = _SURROGATE.sub("\ufffd", text)
            self.tell(
                Level.WARNING,
                "lone-surrogate",
                "Half a character (a lone surrogate) was replaced by “\ufffd”.",
            )
        self.hidden = has_hidden(self.text.removeprefix("\ufeff"))
        self.line_end = "\n" if "\n" in text or "\r" not in text else "\r"

    def tell(self, level: Level, code: str, text: str, line: int | None = None) -> None:
        self.messages.append(Message(level=level, code=code, text=text, file=self.path, line=line))

    def run(self) -> tuple[tuple[Record, ...], tuple[Message, ...]]:
        blocks = split(self.text)
        if not blocks.entries:
            self.nothing_found(blocks)
        for problem in blocks.problems:
            line = self.text.count(self.line_end, 0, problem.at) + 1
            self.tell(problem.level, problem.code, problem.text, line)
        macros = Macros(blocks.strings)
        keys = [self.key(block) for block in blocks.entries]
        entries: list[_Entry] = []
        line, at = 1, 0
        for block, key in zip(blocks.entries, keys, strict=True):
            line += self.text.count(self.line_end, at, block.start)
            at = block.start
            entries.append(_Entry(self, block, key, line, macros))
        blocks.entries.clear()
        self.inherit(entries)
        taken = set(keys)
        repeated = self.repeated(keys, entries)
        records = []
        entries.reverse()
        while entries:  # each is let go when it is read: together they are most of the memory
            entry = entries.pop()
            if repeated.get(entry.key, 0) and entry.key:
                self.tell_repeated(entry, repeated)
            records.append(entry.record(taken))
        return tuple(records), tuple(self.messages)

    def nothing_found(self, blocks: Blocks) -> None:
        if not self.text.strip() or blocks.strings:
            return
        if _WEB_PAGE.match(self.text):
            text = "This is a web page, not a BibTeX file; perhaps a page that asks to sign in."
            self.tell(Level.ERROR, "web-page", text)
        else:
            self.tell(Level.ERROR, "not-bibtex", "There is no BibTeX entry in this file.")

    def key(self, block: EntryBlock) -> str:
        key = block.key
        if self.hidden or not key.isascii():
            key = strip_controls(key)[0].strip()
        return key[: limits.CITEKEY_CHARS]

    def free_key(self, stem: str, taken: set[str]) -> str:
        """`stem`, or the first of `stema`, `stemb` … `stemaa` that is not taken."""
        key = stem
        while key in taken:
            number = self._suffixes[stem] = self._suffixes.get(stem, 0) + 1
            key = stem
            while number:
                number, digit = divmod(number - 1, 26)
                key = f"{stem}{chr(97 + digit)}{key[len(stem) :]}"
        return key

    def inherit(self, entries: list["_Entry"]) -> None:
        if not any("crossref" in entry.fields or "xdata" in entry.fields for entry in entries):
            return
        relatives = [parents.Entry(entry.type, entry.fields) for entry in entries]
        family = parents.Family([entry.key for entry in entries], relatives)
        for entry, relative in zip(entries, relatives, strict=True):
            if "crossref" in entry.fields or "xdata" in entry.fields:
                entry.taken = family.inherited(relative, entry.report)

    def repeated(self, keys: list[str], entries: list["_Entry"]) -> dict[str, int]:
        """How often the keys stand that stand more than once; floods are told here, once each."""
        counts = {key: count for key, count in Counter(keys).items() if count > 1 and key}
        for key, count in counts.items():
            if count > _REPEATS_TOLD:
                text = f"The key “{key}” is given {count:,} times in this file."
                first = next(entry.line for entry in entries if entry.key == key)
                self.tell(Level.WARNING, "duplicate-key", text, first)
                counts[key] = -1
        return counts

    def tell_repeated(self, entry: "_Entry", repeated: dict[str, int]) -> None:
        if repeated[entry.key] < 0:
            return
        if entry.key in self._seen:
            text = f"The key “{entry.key}” was given before, on line {self._seen[entry.key]}."
            entry.report(Level.WARNING, "duplicate-key", text, None)
        else:
            self._seen[entry.key] = entry.line


class _Entry:
    """One entry on its way to a record."""

    __slots__ = ("block", "fields", "key", "line", "macros", "messages", "reading", "taken", "type")

    def __init__(
        self, reading: _Reading, block: EntryBlock, key: str, line: int, macros: Macros
    ) -> None:
        self.reading = reading
        self.block = block
        self.key = key
        self.line = line
        self.macros = macros
        self.type = block.entry_type.lower()
        self.messages: list[Message] = []
        self.taken: dict[str, str] = {}
        for problem in block.problems:
            self.add(
                problem.level, problem.code, problem.text, problem.field, self.line_at(problem.at)
            )
        self.fields = {} if block.overfull else self.expanded()

    def line_at(self, at: int) -> int:
        reading = self.reading
        return self.line + reading.text.count(reading.line_end, self.block.start, at)

    def add(self, level: Level, code: str, text: str, field: str | None, line: int) -> None:
        self.messages.append(
            Message(
                level=level,
                code=code,
                text=text,
                file=self.reading.path,
                line=line,
                key=self.key or None,
                field=field,
            )
        )

    def report(self, level: Level, code: str, text: str, field: str | None) -> None:
        line = self.line
        for one, (start, _) in zip(self.block._fields, self.block.values, strict=False):
            if one.key == field:
                line = self.line_at(start)
                break
        self.add(level, code, text, field, line)

    def expanded(self) -> dict[str, str]:
        """The fields with their macros put in; without hidden characters."""
        fields: dict[str, str] = {}
        total = 0
        for field in self.block._fields:
            name, raw = field._key, field._value
            grouped = raw[0] == "{" and "#" not in raw
            value = raw[1:-1] if grouped else self.joined(name, raw)
            total += len(value)
            if total > limits.ENTRY_CHARS and raw[0] not in '{"':
                self.report(Level.ERROR, LIMIT, _MACRO_PROBLEMS[LIMIT][1].format(raw[:60]), name)
                value = raw
            if value and not value.isspace():
                fields[name] = value
        if self.reading.hidden and strip_controls(self.block.raw or "")[1]:
            self.strip_hidden(fields)
        return fields

    def joined(self, name: str, raw: str) -> str:
        problems: list[tuple[str, str]] = []
        value = self.macros.text(raw, self.block.macros, problems=problems, month=name == "month")
        for code, what in problems:
            level, text = _MACRO_PROBLEMS.get(code, _UNDEFINED)
            self.report(level, code, text.format(what), name)
        return value

    def strip_hidden(self, fields: dict[str, str]) -> None:
        for name, value in fields.items():
            clean, changed = strip_controls(value)
            if changed:
                fields[name] = clean
                text = f"Hidden characters were taken out: {visible(value)[:120]}"
                self.report(Level.WARNING, "hidden-characters", text, name)
        if strip_controls(self.block.key)[1]:
            text = f"Hidden characters were taken out of the key: {visible(self.block.key)[:120]}"
            self.report(Level.WARNING, "hidden-characters", text, None)

    def record(self, taken_keys: set[str]) -> Record:
        block = self.block
        csl: CslItem | None = None
        if not self.key and not block.fields:
            self.messages.clear()
            text = f"Nothing could be read of this “@{block.entry_type}”."
            self.add(Level.ERROR, "empty-entry", text, None, self.line)
        elif not block.overfull:
            csl = self.item()
            if not self.key:
                self.propose(csl, taken_keys)
            csl["id"] = self.key
        source = Source("bibtex", self.reading.text[block.start : block.end], self.strings())
        return Record(self.key, self.line, csl, source, tuple(self.messages))

    def strings(self) -> dict[str, str]:
        raws = [field._value for field in self.block._fields]
        if not block_uses_macros(raws):
            return {}
        return self.macros.used_by(raws, self.block.macros)

    def item(self) -> CslItem:
        if not self.taken:
            return to_csl(self.key, self.type, self.fields, self.report)
        own = to_csl(self.key, self.type, self.fields, _silent)
        csl = to_csl(self.key, self.type, {**self.taken, **self.fields}, self.report)
        dated = not {"year", "date", "month", "day"}.isdisjoint(self.fields)
        inherited = [
            name
            for name in csl
            if name not in own and name != "custom" and not (name == "issued" and dated)
        ]
        if "maintitle" in self.taken and "volume-title" in inherited:
            outer = "title" if self.type in tables.BOOKS else "container-title"
            if outer in own:  # the entry's own title has become the volume's
                inherited[inherited.index("volume-title")] = outer
        fields = csl.get("custom", {}).get("fields", {})
        kept = own.get("custom", {}).get("fields", {})
        inherited += [f"fields.{name}" for name in fields if name not in kept]
        if "note" in csl.get("custom", {}) and "note" not in own.get("custom", {}):
            inherited.append("custom.note")
        if inherited:
            csl.setdefault("custom", {})["inherited"] = sorted(inherited)
        return csl

    def propose(self, csl: CslItem, taken: set[str]) -> None:
        self.key = self.reading.free_key(propose_key(csl, ()), taken)
        taken.add(self.key)
        text = f"The entry has no key; “{self.key}” is proposed."
        self.report(Level.WARNING, "missing-key", text, None)


def block_uses_macros(raws: list[str]) -> bool:
    """Whether any raw value is more than one group or quotation."""
    return any(raw[0] not in '{"' or "#" in raw for raw in raws)


def _silent(level: Level, code: str, text: str, field: str | None) -> None:
    """The same fields are read a second time: what they tell is told once."""
