"""The fields of one BibTeX entry → a CSL-JSON item.

What CSL has no place for goes to `custom.fields` under its own (lower-case) name as text, so
nothing is dropped; `note` is `custom.note`; `and others` is `custom.et_al`; an entry type that
says more than its CSL type is `custom.entry_type`. Malformed identifiers stay under
`custom.fields` with a message.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from evidence import limits
from evidence.errors import Level
from evidence.formats import bibtex_identifiers as identifiers
from evidence.formats import bibtex_joining as joining
from evidence.formats import bibtex_tables as tables
from evidence.formats import dates, names
from evidence.formats.latex import TOO_DEEP, Style, decode
from evidence.formats.latex_verbatim import unescape_verbatim
from evidence.formats.latex_write import unwrap
from evidence.formats.records import CslItem
from evidence.text import (
    normal_doi,
    safe_url,
)

# (level, code, text, field) → kept beside the record.
Report = Callable[[Level, str, str, str | None], None]

_NAMES_CHARS = 2 * limits.MB  # `limits.AUTHORS_PER_ENTRY` names of 200 characters each

_STYLES = {"title": Style.TITLE, "rich": Style.RICH, "text": Style.PLAIN, "long": Style.LONG}
_DASHES = re.compile(r"\s*(?:--+|[–—‒−‐‑])\s*|\s+-\s*|-\s+")
_SPACE = re.compile(r"\s+")
_URL_COMMAND = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_HTTP = re.compile(r"(?:https?|ftp)://[^\s{}]+", re.IGNORECASE)
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(10\..+)", re.IGNORECASE)
_PUBSTATES = {"inpress": "in press", "inpreparation": "in preparation"}

_NAME_PROBLEMS = {
    names.SEPARATOR: "The names are not parted by “and”; they were parted at commas or semicolons.",
    names.COMMAS: "A name has too many commas; it was kept whole.",
    names.EMPTY: "There is an empty name between two “and”.",
    names.TOO_MANY: f"More than {limits.AUTHORS_PER_ENTRY:,} names; the rest is left out.",
}


def to_csl(key: str, entry_type: str, fields: Mapping[str, str], report: Report) -> CslItem:
    """The CSL item of an entry. `fields`: lower-case name → LaTeX text, macros expanded."""
    return _EntryFields(entry_type.lower(), report).item(key, fields)


class _EntryFields:
    __slots__ = ("csl", "custom", "entry_type", "loose", "report", "rules", "told")

    def __init__(self, entry_type: str, report: Report) -> None:
        self.entry_type = entry_type
        self.rules = tables.rules_for(entry_type)
        self.report = report
        self.csl: dict[str, Any] = {}
        self.custom: dict[str, Any] = {}
        self.loose: dict[str, str] = {}
        self.told: list[str] = []

    def item(self, key: str, fields: Mapping[str, str]) -> CslItem:
        csl = self.csl
        csl["id"] = key
        csl["type"] = ""
        chosen: dict[str, tuple[int, str, str, str]] = {}
        rivals: list[tuple[str, str, str]] = []
        rules = self.rules
        for name, raw in fields.items():
            if not raw or raw.isspace():
                continue
            rule = rules.get(name)
            if rule is None:
                self.keep(name, raw)
                continue
            variable, rank, kind = rule
            if len(raw) > limits.FIELD_CHARS and (kind != "names" or len(raw) > _NAMES_CHARS):
                self.keep(name, raw)
                continue
            held = chosen.get(variable)
            if held is None:
                chosen[variable] = (rank, name, raw, kind)
            elif rank < held[0]:
                chosen[variable] = (rank, name, raw, kind)
                rivals.append((held[1], held[2], variable))
            else:
                rivals.append((name, raw, variable))
        self.read_chosen(chosen, rivals)
        self.settle(fields)
        return self.finish()

    def read_chosen(
        self,
        chosen: Mapping[str, tuple[int, str, str, str]],
        rivals: list[tuple[str, str, str]],
    ) -> None:
        """Read the best field of each variable; `rivals` are the other fields for the same."""
        csl = self.csl
        dated: list[tuple[str, str, str]] = []
        for variable, (_, name, raw, kind) in chosen.items():
            value = _READERS[kind](self, raw, name)
            while not value and rivals:
                following = self.next_of(variable, rivals)
                if following is None:
                    break
                name = following[0]
                value = _READERS[kind](self, following[1], name)
            if value and kind == "date":
                dated.append((variable, name, value))
            elif value:
                csl[variable] = value
        for name, raw, variable in rivals:
            self.rival(name, raw, variable)
        for variable, name, text in dated:
            self.date(variable, name, text)

    def next_of(
        self, variable: str, rivals: list[tuple[str, str, str]]
    ) -> tuple[str, str, str] | None:
        """Take out the best of the other fields for a variable: the first turned out empty."""
        found = [rival for rival in rivals if rival[2] == variable]
        if not found:
            return None
        best = min(found, key=lambda rival: self.rules[rival[0]].rank)
        rivals.remove(best)
        return best

    def finish(self) -> CslItem:
        csl, custom = self.csl, self.custom
        kept = {name: text for name, text in self.loose.items() if text}
        if kept:
            custom["fields"] = kept
        if custom:
            csl["custom"] = custom
        return csl

    # --- one field at a time; a falsy result means that the field was kept elsewhere or is empty

    def keep(self, name: str, raw: str) -> None:
        """A field without a place in CSL: text under its own name."""
        if len(raw) > limits.FIELD_CHARS:
            size = limits.FIELD_CHARS // limits.KB
            text = f"“{name}” is longer than {size} KB: it is kept as it stands in the file."
            self.report(Level.WARNING, "field-limit", text, name)
            value = raw.strip()
        elif name in tables.VERBATIM_FIELDS:
            value = unescape_verbatim(raw)
        else:
            value = self.decoded(raw, name, Style.LONG)
        if value:
            self.loose[name] = value

    def decoded(self, raw: str, name: str, style: Style) -> str:
        told = self.told
        text = decode(raw, style, problems=told)
        if told:
            self.tell(name)
        return text

    def tell(self, name: str) -> None:
        """Turn what `decode` and `read_names` told into messages."""
        unknown: dict[str, None] = {}
        for code in self.told:
            if code == TOO_DEEP:
                text = f"LaTeX nested deeper than {limits.LATEX_DEPTH}: kept as it stands."
                self.report(Level.WARNING, TOO_DEEP, text, name)
            elif code in _NAME_PROBLEMS:
                level = Level.ERROR if code == names.TOO_MANY else Level.WARNING
                self.report(level, code, _NAME_PROBLEMS[code], name)
            else:
                unknown[code] = None
        if unknown:
            listed = ", ".join(list(unknown)[:8])
            text = f"Unknown LaTeX stays visible: {listed}."
            self.report(Level.WARNING, "tex-command", text, name)
        self.told.clear()

    def text(self, raw: str, name: str) -> str:
        return self.decoded(raw, name, Style.PLAIN)

    def title(self, raw: str, name: str) -> str:
        return self.decoded(raw, name, Style.TITLE)

    def rich(self, raw: str, name: str) -> str:
        return self.decoded(raw, name, Style.RICH)

    def long(self, raw: str, name: str) -> str:
        return self.decoded(raw, name, Style.LONG)

    def verbatim(self, raw: str, name: str) -> str:
        return unescape_verbatim(raw)

    def names(self, raw: str, name: str) -> list[names.CslName]:
        found, others = names.read_names(raw, problems=self.told)
        if self.told:
            self.tell(name)
        if others:
            self.custom.setdefault("et_al", []).append(self.rules[name].variable)
        return found

    def pages(self, raw: str, name: str) -> str:
        text = self.decoded(raw, name, Style.PLAIN)
        return text if text.isalnum() else _DASHES.sub("-", text)

    def language(self, raw: str, name: str) -> str:
        text = self.decoded(raw, name, Style.PLAIN)
        return tables.LANGUAGES.get(text.lower(), text)

    def status(self, raw: str, name: str) -> str:
        text = self.decoded(raw, name, Style.PLAIN)
        return _PUBSTATES.get(text.lower(), text)

    def genre(self, raw: str, name: str) -> str:
        text = self.decoded(raw, name, Style.PLAIN)
        return tables.GENRES.get(text.lower(), text)

    def url(self, raw: str, name: str) -> str:
        text = unwrap(unescape_verbatim(_URL_COMMAND.sub(r"\1", raw)))
        text = _SPACE.sub(" ", text)
        if text and safe_url(text) is None:
            told = "The address is not a safe link (only http and https are); it is kept as text."
            self.report(Level.WARNING, "unsafe-url", told, name)
        return text

    def identifier(self, raw: str, name: str) -> str:
        text = unescape_verbatim(_URL_COMMAND.sub(r"\1", raw))
        return self.checked(name, text, identifiers.read(name, text))

    def number(self, raw: str, name: str) -> str:
        text = self.decoded(raw, name, Style.PLAIN)
        return self.checked(name, text, identifiers.read_several(name, text))

    def checked(self, name: str, text: str, found: identifiers.Found) -> str:
        if found.problem:
            self.report(Level.WARNING, f"bad-{name}", found.problem, name)
        if not found.value and text:
            self.loose[name] = text
        return found.value

    # --- what several fields say together

    def rival(self, name: str, raw: str, variable: str) -> None:
        """A second field for the same variable: dropped if it says the same, else kept."""
        if variable in _DATE_VARIABLES:
            self.loose[name] = self.dated(raw, name)
            return
        kind = self.rules[name].kind
        if variable == "_eprinttype":
            if self.text(raw, name).lower() != str(self.csl.get(variable)).lower():
                self.keep(name, raw)
        elif kind in _STYLES:
            if self.decoded(raw, name, _STYLES[kind]) != self.csl.get(variable):
                self.keep(name, raw)
        elif kind not in ("doi", "language") or _READERS[kind](self, raw, name) != self.csl.get(
            variable
        ):
            self.keep(name, raw)

    def dated(self, raw: str, name: str) -> str:
        """The text of a date: in it `~` says “about”, it is no space."""
        text = _SPACE.sub(" ", raw).strip()
        if "\\" in text or "{" in text or "}" in text:
            text = self.decoded(text.replace("~", "\\textasciitilde{}"), name, Style.PLAIN)
        return text

    def date(self, variable: str, name: str, text: str) -> None:
        if variable == "issued":
            self.issued(name, text)
            return
        date = dates.read_edtf(text) or dates.read_year(text)
        if date is None:
            self.bad_date(name, text)
            date = {"literal": text}
        elif dates.says_more(text):
            self.loose[name] = text
        self.csl[variable] = date

    def bad_date(self, name: str, text: str) -> None:
        told = f"“{text[:60]}” could not be read as a date; it is kept as text."
        self.report(Level.WARNING, "bad-date", told, name)

    def issued(self, name: str, text: str) -> None:
        csl = self.csl
        month, day = csl.pop("_month", ""), csl.pop("_day", "")
        status = dates.is_status(text)
        if status is not None:
            self.status_instead(name, text, status)
            year = self.loose.pop("year", "") if name == "date" else ""
            if not year:
                self.keep_parts(month, day)
                return
            csl["_month"], csl["_day"] = month, day
            self.issued("year", year)
            return
        date = dates.read_year(text) if name == "year" else dates.read_edtf(text)
        date = date or dates.read_year(text)
        if date is None:
            self.bad_date(name, text)
            csl["issued"] = {"literal": text}
            self.keep_parts(month, day)
            return
        if dates.says_more(text):
            self.loose[name] = text
        if month:
            full = dates.with_month(date, month, day)
            if full is not None:
                date = full
            elif not _says_month(date, month):
                self.bad_date("month", month)
                self.keep_parts(month, day)
        elif day:
            self.keep_parts(month, day)
        csl["issued"] = date
        beside = self.loose.get("year")
        if name == "date" and beside is not None and _same_year(date, beside):
            del self.loose["year"]

    def status_instead(self, name: str, text: str, status: str) -> None:
        """`in press` for a date is the status, unless `pubstate` says another."""
        if self.csl.setdefault("status", status) != status:
            self.loose[name] = text

    def keep_parts(self, month: str, day: str) -> None:
        if month:
            self.loose["month"] = _SPACE.sub(" ", month)
        if day:
            self.loose["day"] = day

    def settle(self, fields: Mapping[str, str]) -> None:
        """The type, joined titles, eprints, and addresses in other fields."""
        csl = self.csl
        if "_month" in csl or "_day" in csl:
            self.keep_parts(csl.pop("_month", ""), csl.pop("_day", ""))
            told = "There is a month or a day, but no year; it is kept as text."
            self.report(Level.WARNING, "bad-date", told, "month")
        if "_note" in csl:
            self.custom["note"] = csl.pop("_note")
        if "_eprint" in csl or "_eprinttype" in csl:
            joining.eprint(csl, self.loose)
        if not _SUBTITLES.isdisjoint(csl):
            joining.titles(csl, self.loose, self.entry_type)
        self.set_type()
        if "howpublished" in fields and "URL" not in csl:
            self.howpublished(fields["howpublished"])
        if "editor" in csl and "editortype" in self.loose:
            self.editor_type()
        if "DOI" not in csl and "URL" in csl and "doi" not in fields:
            found = _DOI_ADDRESS.fullmatch(csl["URL"])
            doi = normal_doi(found[1]) if found else None
            if doi:
                csl["DOI"] = doi

    def set_type(self) -> None:
        csl, entry_type = self.csl, self.entry_type
        subtype = self.loose.get("entrysubtype", "")
        known = tables.SUBTYPES.get((entry_type, subtype))
        if known is None and entry_type == "misc" and subtype in tables.SUBTYPES_OF_MISC:
            known = subtype
        if known is not None:
            del self.loose["entrysubtype"]
        else:
            known = tables.TYPES.get(entry_type)
        if known is None:
            told = f"“@{entry_type}” is no entry type that we know; it is read as a document."
            self.report(Level.INFO, "unknown-type", told, None)
            known = "document"
        csl["type"] = known
        if entry_type not in tables.PLAIN_TYPES:
            self.custom["entry_type"] = entry_type
        if entry_type in tables.IMPLIED_GENRE:
            csl.setdefault("genre", tables.IMPLIED_GENRE[entry_type])

    def howpublished(self, raw: str) -> None:
        """An address in `howpublished` is the address of the entry; other words stay beside it."""
        text = unescape_verbatim(_URL_COMMAND.sub(r"\1", raw)).strip("{} ")
        found = _HTTP.search(text)
        if found is None:
            return
        address = found[0].rstrip(".,;")
        self.csl["URL"] = address
        if text.rstrip(".,;") == address:
            self.loose.pop("howpublished", None)

    def editor_type(self) -> None:
        role = self.loose["editortype"].lower()
        if role == "editor":
            del self.loose["editortype"]
        elif role in tables.EDITOR_TYPES and role not in self.csl:
            self.csl[role] = self.csl.pop("editor")
            del self.loose["editortype"]
            flagged = self.custom.get("et_al", [])
            self.custom.update(
                {"et_al": [role if name == "editor" else name for name in flagged]}
                if flagged
                else {}
            )


def _same_year(date: dates.CslDate, year: str) -> bool:
    other = dates.read_year(year)
    parts = date.get("date-parts")
    return bool(
        parts and other and "date-parts" in other and other["date-parts"][0][0] == parts[0][0]
    )


def _says_month(date: dates.CslDate, month: str) -> bool:
    """Whether a `month` beside a whole date says the same."""
    found = dates.read_month(month)
    parts = date.get("date-parts", [[]])[0]
    return bool(found and found[0] and len(parts) > 1 and found[0][0][0] == parts[1])


_DATE_VARIABLES = frozenset(tables.DATE_FIELDS)
_SUBTITLES = frozenset(
    {"_subtitle", "_booksubtitle", "_journalsubtitle", "_maintitle", "_mainsubtitle"}
)
_READERS: dict[str, Callable[[_EntryFields, str, str], Any]] = {
    "date": _EntryFields.dated,
    "text": _EntryFields.text,
    "title": _EntryFields.title,
    "rich": _EntryFields.rich,
    "long": _EntryFields.long,
    "verbatim": _EntryFields.verbatim,
    "names": _EntryFields.names,
    "pages": _EntryFields.pages,
    "language": _EntryFields.language,
    "status": _EntryFields.status,
    "genre": _EntryFields.genre,
    "url": _EntryFields.url,
    "doi": _EntryFields.identifier,
    "pmid": _EntryFields.identifier,
    "pmcid": _EntryFields.identifier,
    "isbn": _EntryFields.number,
    "issn": _EntryFields.number,
}
