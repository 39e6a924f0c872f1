"""`crossref` and `xdata`: what an entry takes from others of its file.

The mapping is BibLaTeX's (see `bibtex_tables.renamed`); what an entry says itself always wins.
Cycles and missing parents are told. Parents may have parents, up to `_DEPTH`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from evidence.errors import Level
from evidence.formats import bibtex_tables as tables

_DEPTH = 16  # parents of parents of parents …: real files have three
_DATES = ("date", "year")
_DATE_PARTS = ("date", "year", "month", "day")


class Entry(NamedTuple):
    """An entry as the others see it: its type (lower case) and its fields as LaTeX text."""

    type: str
    fields: dict[str, str]


Report = Callable[[Level, str, str, str | None], None]


class Family:
    """The entries of one file by key: exact first, then without case."""

    def __init__(self, keys: Sequence[str], entries: Sequence[Entry]) -> None:
        self._by_key: dict[str, Entry] = {}
        self._by_folded: dict[str, Entry] = {}
        for key, entry in zip(keys, entries, strict=True):
            self._by_key.setdefault(key, entry)
            self._by_folded.setdefault(key.lower(), entry)

    def find(self, key: str) -> Entry | None:
        return self._by_key.get(key) or self._by_folded.get(key.lower())

    def inherited(self, entry: Entry, report: Report) -> dict[str, str]:
        """The fields that `entry` takes from its parents and does not have itself."""
        return self._taken(entry, (entry,), report)

    def _taken(self, entry: Entry, path: tuple[Entry, ...], report: Report) -> dict[str, str]:
        taken: dict[str, str] = {}
        for name in ("xdata", "crossref"):
            for key in _keys(entry.fields.get(name, "")):
                parent = self.find(key)
                if parent is None:
                    text = f"“{key}”, which {name} names, is not in this file."
                    report(Level.WARNING, f"{name}-missing", text, name)
                elif any(parent is passed for passed in path) or len(path) > _DEPTH:
                    text = f"“{key}”, which {name} names, leads back to this entry."
                    report(Level.WARNING, "crossref-cycle", text, name)
                else:
                    above = self._taken(parent, (*path, parent), report)
                    given = {**above, **parent.fields}
                    offered = (
                        given if name == "xdata" else _as_child(parent.type, entry.type, given)
                    )
                    _add(taken, entry, offered)
        return taken


def _keys(text: str) -> list[str]:
    return [key for key in (part.strip() for part in text.strip(" {}").split(",")) if key]


def _as_child(parent: str, child: str, fields: Mapping[str, str]) -> dict[str, str]:
    names = tables.renamed(parent, child)
    same = parent == child  # BibTeX's way to give one work a second key
    offered: dict[str, str] = {}
    for name, value in fields.items():
        for new in names.get(name, ()):
            offered.setdefault(new, value)
        if name not in names and (name in tables.INHERITED or (same and name in _OF_THE_WORK)):
            offered[name] = value
    return offered


def _add(taken: dict[str, str], child: Entry, offered: Mapping[str, str]) -> None:
    """Put into `taken` what the child has not: neither the field nor another name for the same."""
    own, rules = child.fields, tables.rules_for(child.type)
    has_date = any(name in own or name in taken for name in _DATES)
    had = {rules[name].variable for name in (*own, *taken) if name in rules}
    titled = {name for name, title in _SUBTITLES.items() if title in own or title in taken}
    for name, value in offered.items():
        if name in own or name in taken or name in titled or name in _NEVER:
            continue
        if name in _DATE_PARTS:
            if has_date:
                continue
        elif name in rules and rules[name].variable in had:
            continue
        taken[name] = value


_NEVER = frozenset({"crossref", "xdata", "ids", "xref", "entrysubtype"})
_OF_THE_WORK = frozenset({"author", "title", "subtitle", "pages"})
# A subtitle is not taken for a title of the child's own.
_SUBTITLES = {
    "subtitle": "title",
    "booksubtitle": "booktitle",
    "mainsubtitle": "maintitle",
    "journalsubtitle": "journaltitle",
}
