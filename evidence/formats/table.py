"""The formats that we know: one row each, found by what is in a file, never by its name."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from evidence import limits
from evidence.errors import BadInput, Level, Message, UnknownFormat, UnreadableFile
from evidence.formats import csljson, endnotexml, enw, isi, nbib, pubmedxml, ris
from evidence.formats.decoding import decode
from evidence.formats.records import CslItem, ReadFile, Record

Records = tuple[tuple[Record, ...], tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of reference files.

    `looks_like`: whether a text is in it. `first_place`: for formats of lines, where its first
    entry begins; of several that fit, the one that begins first is meant. `read`: text and path →
    records and messages. `write`: None where we only read.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    media_type: str
    looks_like: Callable[[str], bool]
    read: Callable[[str, str], Records]
    first_place: Callable[[str], int | None] | None = None
    write: Callable[[Iterable[CslItem]], str | bytes] | None = None


# The BibTeX reader brings tables of LaTeX with it: loaded when a BibTeX file is read.
def _read_bibtex(text: str, path: str) -> Records:
    from evidence.formats import bibtex

    return bibtex.read(text, path=path)


def _looks_like_bibtex(text: str) -> bool:
    from evidence.formats import bibtex

    return bibtex.looks_like(text)


_BIBTEX_ENTRY = re.compile(r"^[ \t\ufeff]*@[ \t]*[A-Za-z][\w.-]*\s{0,20}[{(]", re.M)


def _first_bibtex(text: str) -> int | None:
    found = _BIBTEX_ENTRY.search(text)
    return found.start() if found else None


FORMATS: tuple[Format, ...] = (
    Format(
        "bibtex",
        "BibTeX or BibLaTeX",
        (".bib", ".bibtex"),
        "application/x-bibtex",
        _looks_like_bibtex,
        _read_bibtex,
        _first_bibtex,
    ),
    Format(
        "ris",
        "RIS",
        (".ris",),
        "application/x-research-info-systems",
        ris.looks_like,
        lambda text, path: ris.read(text, path=path),
        ris.first_place,
        ris.write,
    ),
    Format(
        "nbib",
        "PubMed / MEDLINE",
        (".nbib", ".medline"),
        "application/nbib",
        nbib.looks_like,
        lambda text, path: nbib.read(text, path=path),
        nbib.first_place,
    ),
    Format(
        "csl-json",
        "CSL-JSON",
        (".json",),
        "application/vnd.citationstyles.csl+json",
        csljson.looks_like,
        lambda text, path: csljson.read(text, path=path),
        write=csljson.write,
    ),
    Format(
        "endnote-xml",
        "EndNote XML",
        (".xml",),
        "application/xml",
        endnotexml.looks_like,
        lambda text, path: endnotexml.read(text, path=path),
        write=endnotexml.write,
    ),
    Format(
        "pubmed-xml",
        "PubMed XML",
        (".xml",),
        "application/xml",
        pubmedxml.looks_like,
        lambda text, path: pubmedxml.read(text, path=path),
    ),
    Format(
        "enw",
        "EndNote tagged",
        (".enw",),
        "application/x-endnote-refer",
        enw.looks_like,
        lambda text, path: enw.read(text, path=path),
        enw.first_place,
    ),
    Format(
        "isi",
        "Web of Science",
        (".isi", ".ciw"),
        "application/x-inst-for-scientific-info",
        isi.looks_like,
        lambda text, path: isi.read(text, path=path),
        isi.first_place,
    ),
)
BY_NAME = {format.name: format for format in FORMATS}

_READABLE = ", ".join(format.label for format in FORMATS)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    (b"Rar!\x1a\x07", "an archive (RAR)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
_ZIP_CONTENTS: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"opendocument.text", "an OpenDocument text"),
    (b"application/epub", "an e-book (EPUB)"),
)
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_TOO_MANY_CONTROLS = 0.1  # share of the first characters: text has none, binary about a quarter


HEAD_CHARS = 100_000
_BY_FIRST_CHARACTER = {
    "<": ("pubmed-xml", "endnote-xml"),
    "{": ("csl-json",),
    "[": ("csl-json",),
}


def sniff(text: str) -> Format | None:
    """The format of a text by its content, or None."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    for name in _BY_FIRST_CHARACTER.get(start, ()):
        if BY_NAME[name].looks_like(text):
            return BY_NAME[name]
    head = text[: text.rfind("\n", 0, HEAD_CHARS) + 1]  # as a rule it tells, and costs nothing
    found = _first_of_all(head) or _first_of_all(text)
    if found is not None:
        return found
    if start == "<":
        return None
    for name in ("bibtex", "ris", "enw"):
        if BY_NAME[name].looks_like(text):
            return BY_NAME[name]
    return BY_NAME["bibtex"] if _has_only_comments(text) else None


def _first_of_all(text: str) -> Format | None:
    """The format whose first entry stands before those of the others."""
    places = [
        (place, format)
        for format in FORMATS
        if format.first_place is not None and (place := format.first_place(text)) is not None
    ]
    return min(places, key=lambda found: found[0])[1] if places else None


def _has_only_comments(text: str) -> bool:
    """Whether every line is blank or a comment as BibTeX files have them."""
    lines = (line.strip("\ufeff \t\r").lower() for line in text.split("\n"))
    return all(not line or line.startswith(("%", "@comment", "@preamble")) for line in lines)


def read_bytes(
    data: bytes, *, path: str, format: str | None = None, encoding: str | None = None
) -> ReadFile:
    """A file of references: every entry in it, and what is to be told about it.

    `path` is what messages call the file; it is not opened. `format` and `encoding` are what the
    editor chose, if anything. Raises UnreadableFile (empty, too large, not text), UnknownFormat,
    and BadInput for a choice that there is not.
    """
    if format is not None and format not in BY_NAME:
        raise BadInput(
            f"There is no format “{format[:40]}” to read.",
            hint="Choose one of: " + ", ".join(BY_NAME) + ".",
        )
    if len(data) > limits.IMPORT_BYTES:
        raise UnreadableFile(
            f"{path} is larger than {limits.IMPORT_BYTES // limits.MB} MB.",
            hint="Export the references in several files.",
        )
    _refuse_binary(data, path)
    text, encoding_name, told = decode(data, encoding=encoding)
    if not text.strip("\ufeff \t\r\n\x00\x1a"):
        raise UnreadableFile(f"{path} is empty.")
    _refuse_controls(text, path)
    found = BY_NAME[format] if format is not None else sniff(text)
    if found is None:
        raise _unknown(text, path)
    records, messages = found.read(text, path)
    if not records and not messages:
        messages = (_no_entries(found),)
    told = tuple(replace(message, file=path) for message in told)
    messages = tuple(m if m.file else replace(m, file=path) for m in messages)
    return ReadFile(path, found.name, encoding_name, records, (*told, *messages))


def _refuse_binary(data: bytes, path: str) -> None:
    if not data:
        raise UnreadableFile(f"{path} is empty.")
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        head = data[:8_192]
        kind = next((kind for mark, kind in _ZIP_CONTENTS if mark in head), "an archive (zip)")
    if kind is not None:
        raise UnreadableFile(
            f"{path} is {kind}, not a file of references.",
            hint=f"Export the references as one of: {_READABLE}.",
        )


def _refuse_controls(text: str, path: str) -> None:
    """A text of which a good part is control characters is no text."""
    sample = text[:8_192]
    if len(_CONTROLS.findall(sample)) > _TOO_MANY_CONTROLS * len(sample):
        raise UnreadableFile(
            f"{path} is not text.",
            hint="If it is, choose its encoding and import it again.",
        )


def _unknown(text: str, path: str) -> UnknownFormat:
    """Why no format fits, as far as the content tells."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    hint = f"Export the references as one of: {_READABLE}."
    if _WEB_PAGE.match(text):
        return UnknownFormat(
            f"{path} is a web page, not a file of references.",
            hint="Perhaps the site asked to log in when the file was downloaded.",
        )
    if start == "<":
        return UnknownFormat(f"{path} is XML, but neither EndNote's nor PubMed's.", hint=hint)
    if start in ("{", "["):
        return UnknownFormat(f"{path} is JSON, but not CSL-JSON.", hint=hint)
    return UnknownFormat(f"No reference is found in {path}.", hint=hint)


def _no_entries(format: Format) -> Message:
    return Message(
        level=Level.WARNING,
        code="no-entries",
        text=f"The file was read as {format.label}; no entry is in it.",
    )
