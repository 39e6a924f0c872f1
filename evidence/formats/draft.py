"""A reference being put together from the fields of one entry, whatever format it stood in.

The readers of RIS, MEDLINE, EndNote, Web of Science and XML say which field is what; here values
are cleaned, identifiers normalised, limits kept, and what has no place in CSL put under `custom`.
"""

import re
from collections.abc import Iterable
from typing import Any

from evidence import limits
from evidence.errors import Level, Message
from evidence.formats.records import CslItem, Record, Source
from evidence.text import (
    checksum_is_wrong_isbn,
    checksum_is_wrong_issn,
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_pmcid,
    normal_pmid,
    strip_controls,
)
from evidence.vocabulary import NoticeKind

_RANGE = re.compile(
    r"(?<![\w.])([A-Za-z]{0,3})(\d{1,9})\s*(?:-{1,3}|[‐‑‒–—−])\s*([A-Za-z]{0,3})(\d{1,9})(?!\w)"
)
_PAGE_WORD = re.compile(r"^(?:pp?|pages?|s)\.\s*(?=\S)", re.I)
# MARC codes of languages (what MEDLINE writes) → BCP 47 (what CSL reads), where they differ.
_LANGUAGES = {
    "eng": "en", "ger": "de", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru",
    "jpn": "ja", "chi": "zh", "kor": "ko", "dut": "nl", "pol": "pl", "cze": "cs", "swe": "sv",
    "dan": "da", "nor": "no", "fin": "fi", "hun": "hu", "tur": "tr", "gre": "el", "heb": "he",
    "ara": "ar", "per": "fa", "ukr": "uk", "rum": "ro", "bul": "bg", "slo": "sk", "slv": "sl",
    "hrv": "hr", "srp": "sr", "cat": "ca", "ice": "is", "lit": "lt", "lav": "lv", "est": "et",
}  # fmt: skip


class Draft:
    """One reference in the making. Texts given twice keep the first; lists keep all.

    `key` stays empty where the file gives none: whoever adds the reference proposes one.

    `line` counts from 1 and is where the entry begins. `verbatim`: white space is left as it
    is (in a format of which we write what comes back).
    """

    def __init__(self, *, path: str, line: int, key: str = "", verbatim: bool = False) -> None:
        self.verbatim = verbatim
        self.path = path
        self.line = line
        self.key = one_line(strip_controls(key)[0])[: limits.CITEKEY_CHARS]
        self.csl: CslItem = {}
        self.fields: dict[str, str] = {}
        self.tags: list[str] = []
        self.status: list[dict[str, str]] = []
        self.messages: list[Message] = []

    def tell(
        self,
        level: Level,
        code: str,
        text: str,
        *,
        field: str | None = None,
        hint: str | None = None,
        line: int | None = None,
    ) -> None:
        """Add a message about this entry."""
        self.messages.append(
            Message(
                level=level,
                code=code,
                text=text,
                file=self.path or None,
                line=line or self.line,
                key=self.key or None,
                field=field,
                hint=hint,
            )
        )

    def clean(self, value: str, field: str, *, lines: bool = False) -> str:
        """The value without hidden characters and superfluous space; empty if it is too long."""
        if len(value) > limits.FIELD_CHARS:
            self.tell(
                Level.WARNING,
                "field-too-long",
                f"The field has {len(value):,} characters, more than {limits.FIELD_CHARS:,}; "
                "it was left out.",
                field=field,
            )
            return ""
        value, had_hidden = strip_controls(value)
        if had_hidden:
            self.tell(
                Level.WARNING,
                "hidden-characters",
                "The field had characters that cannot be seen; they were taken out.",
                field=field,
            )
        if self.verbatim:
            return value if not value.isspace() else ""
        return paragraphs(value) if lines else one_line(value)

    def text(self, variable: str, value: str, *, lines: bool = False) -> bool:
        """Set a CSL variable unless it has a value; False if it has one."""
        if variable in self.csl:
            return False
        value = self.clean(value, variable, lines=lines)
        if value:
            self.csl[variable] = value
        return True

    def title(self, value: str) -> bool:
        """The title; MEDLINE's full stop at the end is no part of it. False if it had another."""
        value = _without_full_stop(value)
        return self.text("title", value) or one_line(value) == self.csl.get("title")

    def keep(self, field: str, value: str) -> None:
        """Keep what has no place in CSL under `custom.fields`; values of one field on lines."""
        value = self.clean(value, field, lines=True)
        if not value:
            return
        if field in self.fields:
            if value in self.fields[field].split("\n"):
                return
            value = f"{self.fields[field]}\n{value}"
        if len(value) <= limits.FIELD_CHARS and (
            field in self.fields or len(self.fields) < limits.FIELDS_PER_ENTRY
        ):
            self.fields[field] = value

    def names(self, variable: str, names: Iterable[dict[str, str]]) -> None:
        """Add names to a CSL name variable, up to the limit."""
        have = self.csl.setdefault(variable, [])
        for name in names:
            cleaned = {part: self.clean(value, variable) for part, value in name.items()}
            cleaned = {part: value for part, value in cleaned.items() if value}
            if not cleaned:
                continue
            if len(have) >= limits.AUTHORS_PER_ENTRY:
                self.tell(
                    Level.WARNING,
                    "author-limit",
                    f"There are more than {limits.AUTHORS_PER_ENTRY:,} names; the rest went.",
                    field=variable,
                )
                break
            have.append(cleaned)
        if not have:
            del self.csl[variable]

    def doi(self, value: str, *, sure: bool = True) -> bool:
        """Set the DOI if the value is one. `sure`: the field is for DOIs, so tell if it is not."""
        doi = normal_doi(value)
        if doi is None:
            if sure and value.strip():
                self._malformed("DOI", value)
            return False
        return self.text("DOI", doi)

    def pmid(self, value: str) -> bool:
        pmid = normal_pmid(value)
        if pmid is None:
            self._malformed("PMID", value)
            return False
        return self.text("PMID", pmid)

    def pmcid(self, value: str) -> bool:
        pmcid = normal_pmcid(value)
        if pmcid is None:
            self._malformed("PMCID", value)
            return False
        return self.text("PMCID", pmcid)

    def _malformed(self, name: str, value: str) -> None:
        self.tell(
            Level.WARNING,
            f"malformed-{name.lower()}",
            f"“{one_line(value)[:80]}” is not a {name}; it was kept as a note field.",
            field=name,
        )
        self.keep(name.lower(), value)

    def serial_number(self, value: str) -> None:
        """An ISSN or ISBN, by its form. A wrong checksum is told, the number is kept."""
        for part in re.split(r"[;\n]|,\s*(?=[\dX])|\s+(?=\d{4}-\d{3}[\dXx])", value):
            self._serial_number(part.strip())

    def _serial_number(self, value: str) -> None:
        if not value:
            return
        issn, isbn = normal_issn(value), normal_isbn(value)
        if issn or isbn:
            variable, number = ("ISSN", issn or "") if issn else ("ISBN", isbn or "")
            if not self.text(variable, number) and self.csl.get(variable) != number:
                self.keep(variable.lower(), number)
        elif checksum_is_wrong_issn(value) or checksum_is_wrong_isbn(value):
            variable = "ISSN" if checksum_is_wrong_issn(value) else "ISBN"
            self.tell(
                Level.WARNING,
                "checksum",
                f"The checksum of {variable} {value[:40]} is wrong; it was kept as it stands.",
                field=variable,
            )
            self.text(variable, value)
        else:
            self.keep("serial-number", value)

    def language(self, value: str) -> None:
        """Set the language as CSL reads it."""
        self.text("language", _LANGUAGES.get(value.strip().lower(), value))

    def pages(self, value: str) -> None:
        """Pages, with MEDLINE's shortened ends written out: `241-54` → `241-254`."""
        self.text("page", full_pages(value))

    def url(self, value: str) -> None:
        """An address. The first is the reference's; a resolver's address is its DOI."""
        value = value.strip()
        if "doi.org/" in value.lower():
            self.doi(value, sure=False)
            if normal_doi(value) == self.csl.get("DOI"):
                return
        if not self.text("URL", value) and value and self.csl.get("URL") != value:
            self.keep("url", value)

    def notice(self, kind: NoticeKind, text: str) -> None:
        """Note under `custom.status` that the source tells of a retraction, correction …"""
        entry = {"kind": kind.value, "text": self.clean(text, "status")}
        if entry not in self.status and len(self.status) < limits.FIELDS_PER_ENTRY:
            self.status.append(entry)

    def keywords(self, values: Iterable[str]) -> None:
        """Keywords, as CSL has them: one text, parted by commas. Doubles go."""
        words = dict.fromkeys(cleaned for v in values if (cleaned := self.clean(v, "keyword")))
        if words:
            self.text("keyword", ", ".join(words))

    def record(self, source: Source) -> Record:
        """The record: with `csl` None and an error if there is nothing in it to go by."""
        if not (self.csl.keys() - {"type", "language"} or self.fields or self.tags):
            self.tell(Level.ERROR, "empty-entry", "The entry has no field that says what it is.")
            return Record(self.key, self.line, None, source, tuple(self.messages))
        custom: dict[str, Any] = {}
        note = self.fields.pop("note", "")
        if note:
            custom["note"] = note
        if self.fields:
            custom["fields"] = self.fields
        if self.tags:
            custom["tags"] = list(dict.fromkeys(self.tags))
        if self.status:
            custom["status"] = self.status
        csl = {"id": self.key, **self.csl}
        csl.setdefault("type", "document")
        if custom:
            csl["custom"] = custom
        return Record(self.key, self.line, csl, source, tuple(self.messages))


def too_long(path: str, line: int, source: Source) -> Record:
    """The record of an entry that is longer than the limit: told, not read."""
    told = Message(
        level=Level.ERROR,
        code="entry-too-long",
        text=f"The entry has {len(source.text):,} characters, more than {limits.ENTRY_CHARS:,}; "
        "it was not read.",
        file=path or None,
        line=line,
        hint="Perhaps the line that ends an entry is missing.",
    )
    return Record("", line, None, Source(source.format, source.text[: limits.FIELD_CHARS]), (told,))


def one_line(value: str) -> str:
    return " ".join(value.split())


def paragraphs(value: str) -> str:
    """Single spaces, lines kept, no blank lines."""
    if "\n" not in value:
        return one_line(value)
    return "\n".join(line for part in value.split("\n") if (line := one_line(part)))


def _without_full_stop(value: str) -> str:
    value = value.strip()
    if value.endswith(".") and not value.endswith(("..", " al.", "etc.")):
        shortened = value[:-1]
        # `… in the U.S.`: a single letter before the full stop is an abbreviation.
        if not re.search(r"(?:^|[\s.])\w$", shortened):
            return shortened
    return value


def full_pages(value: str) -> str:
    """Page ranges written out with a hyphen: `241-54` → `241-254`, `S12-4` → `S12-S14`."""
    return _RANGE.sub(_full_range, _PAGE_WORD.sub("", one_line(value)))


def _full_range(found: re.Match[str]) -> str:
    prefix, first, second_prefix, last = found.groups()
    same = not second_prefix or second_prefix == prefix
    if same and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
        if int(last) < int(first):
            return f"{prefix}{first}-{found[3]}{found[4]}"
    if same:
        second_prefix = prefix
    if (prefix, first) == (second_prefix, last):
        return f"{prefix}{first}"
    return f"{prefix}{first}-{second_prefix}{last}"
