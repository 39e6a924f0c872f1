"""CSL items → BibTeX or BibLaTeX text.

An entry that nobody changed goes out byte for byte as it came (only its key may differ), behind
one block of the `@string` macros that it uses. Any other is rendered from its CSL item, with
every field that it came with. `read(write(read(x)))` gives the items of `read(x)`: each value is
written so that our reader reads it back, and braces balance whatever a value holds.

BibTeX has no words for a particle that drops, or one in capitals: `dialect="bibtex"` says it as
near as it can (`de Berg, A`), since BibLaTeX's extended names stop a BibTeX run.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evidence import limits
from evidence.formats import bibtex_tables as tables
from evidence.formats import dates
from evidence.formats.bibtex_blocks import EntryBlock, split
from evidence.formats.bibtex_macros import Macros, pieces
from evidence.formats.latex import Style, encode
from evidence.formats.latex_verbatim import balanced, escape_verbatim
from evidence.formats.names import write_names
from evidence.formats.records import CslItem, Source

Dialect = Literal["bibtex", "biblatex"]


@dataclass(frozen=True, slots=True)
class BibEntry:
    """One entry to write. `source` is given when the reference is what it was when it came in."""

    key: str
    csl: CslItem
    source: Source | None = None


# What BibTeX calls the thing for which the reader prefers BibLaTeX's name.
_BIBTEX_NAMES = {
    "container-title": "journal",
    "publisher-place": "address",
    "publisher": "school",
    "note": "annote",
    "_eprinttype": "archiveprefix",
    "language": "language",
}
# The order in which fields are written; the others follow as they come.
_ORDER = str.split(
    "author editor translator title journaltitle journal booktitle maintitle series edition volume "
    "number issue pages publisher institution school organization location address date year month "
    "doi pmid pmcid isbn issn url urldate"
)
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_NAME = re.compile(r"[\w:+.\-/]+")
_KEY = re.compile(r"[^\s,={}%#\"\\()@']+")
_OPENING = re.compile(r"@\s*[^\s{}()@,=#%\"'\\]+\s*[{(]")
_MISC_NAMES = frozenset({"id", "type", "custom", "citation-key", "categories", "language-name"})
_PUBSTATES = {"in press": "inpress", "in preparation": "inpreparation"}
_GENRE_KEYS = {text: key for key, text in tables.GENRES.items()}


def write(entries: Iterable[BibEntry], *, dialect: Dialect = "bibtex") -> str:
    """The entries as one file, macros first."""
    strings = _Strings()
    blocks: list[str] = []
    for entry in entries:
        text = _untouched(entry, strings) if entry.source is not None else None
        blocks.append(text if text is not None else render(entry, dialect=dialect))
    head = strings.text()
    return "\n\n".join([*([head] if head else []), *blocks]) + "\n" if blocks else ""


# --- untouched entries -----------------------------------------------------------------------


class _Strings:
    """The macros of a file that is being written: name → source, with what each expands to."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def take(self, strings: Mapping[str, str]) -> set[str]:
        """Add the macros of an entry; return the names that stand for something else already."""
        macros = Macros(list(strings.items()))
        clashing: set[str] = set()
        for name, source in strings.items():
            text = macros.text(name, len(strings), problems=[])
            if self._texts.setdefault(name, text) != text:
                clashing.add(name)
            else:
                self._sources.setdefault(name, source)
        return clashing

    def text(self) -> str:
        """The `@string` block; a macro stands behind those that it uses."""
        done: dict[str, None] = {}
        for name in self._sources:
            waiting = [name]
            while waiting:
                top = waiting[-1]
                inner = [
                    part.lower()
                    for is_macro, part in pieces(self._sources[top])
                    if is_macro and part.lower() in self._sources
                ]
                missing = [one for one in inner if one not in done and one not in waiting]
                if missing:
                    waiting.append(missing[0])
                else:
                    done[waiting.pop()] = None
        return "\n".join(f"@string{{{name} = {self._sources[name]}}}" for name in done)


def _untouched(entry: BibEntry, strings: _Strings) -> str | None:
    """The entry's own text under its key; None if it cannot stand beside others as it is."""
    source = entry.source
    if source is None or source.format != "bibtex":
        return None
    found = split(source.text).entries
    if len(found) != 1 or not found[0].intact or found[0].overfull:
        return None
    block = found[0]
    if block.start != 0 or block.end != len(source.text):
        return None
    if block.key != entry.key and not _KEY.fullmatch(entry.key):
        return None
    text = source.text
    clashing = strings.take(source.strings)
    if clashing:
        text = _written_out(text, block, source.strings, clashing)
    return text if block.key == entry.key else _rekeyed(text, block.key, entry.key)


def _written_out(
    text: str, block: EntryBlock, strings: Mapping[str, str], clashing: set[str]
) -> str:
    """The entry with every value that uses a clashing macro written out."""
    macros = Macros(list(strings.items()))
    for field, (start, end) in reversed(list(zip(block.fields, block.values, strict=True))):
        used = macros.used_by([field.value], len(strings))
        if clashing & used.keys():
            value = macros.text(field.value, len(strings), problems=[])
            text = f"{text[:start]}{{{balanced(value)}}}{text[end:]}"
    return text


def _rekeyed(text: str, old: str, new: str) -> str | None:
    opening = _OPENING.match(text)
    if opening is None:
        return None
    at = opening.end()
    if not old:
        rest = text[at:].lstrip()
        return f"{text[:at]}{new}{'' if rest.startswith(',') else ','}{text[at:]}"
    found = text.find(old, at)
    if found < 0 or text[at:found].strip():
        return None
    return text[:found] + new + text[found + len(old) :]


# --- rendering -------------------------------------------------------------------------------


def render(entry: BibEntry, *, dialect: Dialect = "bibtex") -> str:
    """One entry from its CSL item."""
    writer = _Renderer(entry.csl, dialect)
    fields = writer.fields()
    fields.sort(key=lambda field: _RANK.get(field[0], len(_RANK)))
    lines = "".join(f"  {name} = {value},\n" for name, value in fields)
    return f"@{writer.entry_type}{{{_safe_key(entry.key)},\n{lines}}}"


def _safe_key(key: str) -> str:
    """The key, if an entry under it can be read; else with `_` for what cannot stand in a key."""
    if _KEY.fullmatch(key):
        return key
    found = split(f"@misc{{{key},\n  title = {{x}}\n}}").entries
    if len(found) == 1 and found[0].key == key and len(found[0].fields) == 1:
        return key
    return re.sub(r"[^\w.:+/-]+", "_", key)


class _Renderer:
    def __init__(self, csl: CslItem, dialect: Dialect) -> None:
        self.csl = csl
        self.dialect = dialect
        custom = csl.get("custom")
        self.custom: Mapping[str, Any] = custom if isinstance(custom, Mapping) else {}
        loose = self.custom.get("fields")
        self.loose: dict[str, str] = dict(loose) if isinstance(loose, Mapping) else {}
        inherited = self.custom.get("inherited")
        self.inherited = frozenset(inherited if isinstance(inherited, list | tuple) else ())
        self.out: list[tuple[str, str]] = []
        self.subtype = ""
        self.entry_type = self.choose_type()
        self.names = tables.names_for(self.entry_type)
        self.used: set[str] = set()

    def choose_type(self) -> str:
        csl_type = str(self.csl.get("type") or "document")
        own = str(self.custom.get("entry_type") or "")
        if own and tables.TYPES.get(own, "document") == csl_type and _NAME.fullmatch(own):
            return own
        names = tables.ENTRY_TYPES.get(csl_type)
        if names is None:
            if csl_type in tables.SUBTYPES_OF_MISC:
                self.subtype = csl_type
            return "misc"
        self.subtype = tables.SUBTYPE_NAMES.get(csl_type, "")
        if csl_type == "thesis" and self.dialect == "bibtex":
            return self.thesis()
        return names[0 if self.dialect == "bibtex" else 1]

    def thesis(self) -> str:
        genre = self.csl.get("genre")
        if not genre:
            return "thesis"
        return "mastersthesis" if genre == tables.IMPLIED_GENRE["mastersthesis"] else "phdthesis"

    def fields(self) -> list[tuple[str, str]]:
        for name in self.inherited:
            if name.startswith("fields."):
                self.loose.pop(name.removeprefix("fields."), None)
        if self.subtype:
            self.put("entrysubtype", self.subtype)
        csl = dict(self.csl)
        self.volume_title(csl)
        self.archive(csl)
        for variable, value in csl.items():
            if variable in _MISC_NAMES or variable in self.inherited or value in (None, "", [], {}):
                continue
            self.variable(variable, value)
        note = self.custom.get("note")
        if note and "custom.note" not in self.inherited:
            self.put("note", encode(str(note)))
        self.et_al()
        for name, text in self.loose.items():
            self.loose_field(name, str(text))
        return self.out

    def put(self, name: str, value: str) -> None:
        if name not in self.used:
            self.used.add(name)
            self.out.append((name, f"{{{value}}}"))

    def name_for(self, variable: str, names: tuple[str, ...]) -> str:
        """The name to write: the dialect's, unless a field of that kind is kept beside it."""
        taken = [name for name in names if name in self.loose]
        if taken:
            # Only a name of higher rank is read before the one that is kept.
            return next((name for name in names if name not in taken), names[0])
        preferred = _BIBTEX_NAMES.get(variable) if self.dialect == "bibtex" else None
        if preferred not in names or not self.suits(preferred):
            return names[0]
        return preferred

    def suits(self, name: str) -> bool:
        """Whether BibTeX's name is right for this type of entry."""
        if name == "journal":
            return self.entry_type in tables.ARTICLES
        return name != "school" or self.entry_type in tables.THESES

    def variable(self, variable: str, value: Any) -> None:
        kind, names = self.names.get(variable, ("", ()))
        if kind == "date":
            self.date(variable, value, names)
        elif kind == "names":
            people = (
                [one for one in value if isinstance(one, Mapping)]
                if isinstance(value, list)
                else []
            )
            others, extended = self.has_others(variable), self.dialect == "biblatex"
            text = write_names(people, others=others, extended=extended)
            if text:
                self.put(self.name_for(variable, names), text)
        elif kind:
            if kind != "genre" or tables.IMPLIED_GENRE.get(self.entry_type) != value:
                self.put(self.name_for(variable, names), _WRITERS.get(kind, encode)(str(value)))
        elif isinstance(value, str | int | float) and _NAME.fullmatch(variable):
            self.put(variable.lower(), encode(str(value)))

    def has_others(self, variable: str) -> bool:
        flagged = self.custom.get("et_al")
        return isinstance(flagged, list | tuple) and variable in flagged

    def et_al(self) -> None:
        """`and others` without any name before it."""
        for variable in self.custom.get("et_al") or ():
            if variable not in self.csl and variable in tables.NAME_FIELDS:
                self.put(tables.NAME_FIELDS[variable][0], "others")

    def volume_title(self, csl: dict[str, Any]) -> None:
        """A volume's own title comes back as `title` (or `booktitle`) below a `maintitle`."""
        books, parts = self.entry_type in tables.BOOKS, self.entry_type in tables.PARTS
        outer = "title" if books else "container-title"
        if not (books or parts) or not csl.get("volume-title") or not csl.get(outer):
            return
        if outer not in self.inherited:
            self.put("maintitle", encode(str(csl[outer]), Style.TITLE))
        inner = csl.pop("volume-title")
        csl.pop(outer)
        if "volume-title" not in self.inherited:
            self.put("title" if books else "booktitle", encode(str(inner), Style.TITLE))

    def archive(self, csl: dict[str, Any]) -> None:
        """A preprint server's number is BibLaTeX's `eprint`; an archive of paper is not."""
        archive, number = str(csl.get("archive") or ""), str(csl.get("archive_location") or "")
        if not number or not archive or " " in archive or "archive" in self.inherited:
            return
        del csl["archive"], csl["archive_location"]
        self.put("eprint", escape_verbatim(number))
        self.put(self.name_for("_eprinttype", self.names["_eprinttype"][1]), encode(archive))

    def date(self, variable: str, value: Any, names: tuple[str, ...]) -> None:
        if not isinstance(value, Mapping):
            return
        date = dict(value)
        kept = [name for name in names if name in self.loose]
        if any(_reads_as(self.loose[name], date) for name in kept):
            return  # an open range, kept as it was written, says more than CSL
        name = next((one for one in names if one not in kept), names[0])
        if variable == "issued" and self.dialect == "bibtex" and not kept:
            parts = dates.write_year_and_month(date)
            if parts is not None and (
                "month" not in parts or self.loose.keys().isdisjoint(("month", "day"))
            ):
                for part, raw in parts.items():
                    self.used.add(part)
                    self.out.append((part, raw))
                return
        text = dates.write_edtf(date)
        if text is None:
            text = encode(str(date.get("literal") or date.get("raw") or ""))
            name = "year" if variable == "issued" and not kept else name
        if text:
            self.put(name, text)

    def loose_field(self, name: str, text: str) -> None:
        """A field that CSL has no place for, under its own name."""
        name = name.lower()
        if not _NAME.fullmatch(name) or name in self.used or not text:
            return
        if len(text) > limits.FIELD_CHARS and balanced(text) == text:
            self.put(name, text)
        elif name in tables.VERBATIM_FIELDS or self.names_verbatim(name):
            self.put(name, escape_verbatim(text))
        else:
            self.put(name, encode(text))

    def names_verbatim(self, name: str) -> bool:
        rule = tables.rules_for(self.entry_type).get(name)
        return rule is not None and rule.kind in ("doi", "pmid", "pmcid", "url", "verbatim")


def _reads_as(text: str, date: dates.CslDate) -> bool:
    return dates.read_edtf(text) == date or dates.read_year(text) == date


def _title(text: str) -> str:
    return encode(text, Style.TITLE)


def _rich(text: str) -> str:
    return encode(text, Style.RICH)


def _pages(text: str) -> str:
    text = encode(text)
    return text.replace("-", "--") if text.count("-") == 1 else text


def _language(text: str) -> str:
    return tables.LANGUAGE_NAMES.get(text, encode(text))


def _status(text: str) -> str:
    return _PUBSTATES.get(text, encode(text))


def _genre(text: str) -> str:
    return _GENRE_KEYS.get(text, encode(text))


_WRITERS = {
    "title": _title,
    "rich": _rich,
    "pages": _pages,
    "language": _language,
    "status": _status,
    "genre": _genre,
    "url": escape_verbatim,
    "doi": escape_verbatim,
    "verbatim": escape_verbatim,
}
