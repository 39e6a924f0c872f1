"""The full text of a study from a file: plain text, Markdown, HTML, Word or PDF, by content.

In goes the file, out come its words; where the file has pages, a form feed stands between them,
so that a place in the words is a place on a page.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from evidence import limits
from evidence.errors import BadInput, UnreadableFile
from evidence.formats import fulltext_markup, fulltext_pdf
from evidence.formats.decoding import decode
from evidence.text import MARKS_IN_A_ROW, has_endless_marks, strip_controls, written_out

PAGE = "\f"
LEAST_LETTERS = 20  # fewer are no text of a study
MOST_CONTROLS = 0.02  # a share of control characters that no text has
_SNIFFED = 1_024
# How a file begins that holds words, but not in a way that is read here.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", "is an old Word document (.doc), or one with a password"),
    (b"{\\rtf", "is a Rich Text document"),
)
_SAVE_AS = "Save it as .docx, .pdf or .txt and add that."


@dataclass(frozen=True, slots=True)
class FullText:
    """The words of a file; `pages` is 0 where the format has none. `format` is its short name."""

    format: str
    text: str
    pages: int


class Pages:
    """Which page of a text a place is on. Made once for a text, asked for many places."""

    def __init__(self, text: str) -> None:
        self._breaks = [at for at, sign in enumerate(text) if sign == PAGE]

    @property
    def number(self) -> int:
        """How many pages there are; 0 for a text without pages."""
        return len(self._breaks) + 1 if self._breaks else 0

    def of(self, at: int) -> int | None:
        """The page of an offset, from 1; None where the text has no pages."""
        return bisect_right(self._breaks, at) + 1 if self._breaks and at >= 0 else None


def read(name: str, file: BinaryIO, *, out_of_time: Callable[[], bool]) -> FullText:
    """Read a full text. `out_of_time` is asked now and then whether to stop.

    Raises BadInput: the file is empty, too large, damaged, encrypted, a scan without a text layer,
    of another kind, or took too long.
    """
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise UnreadableFile(f"{name} is empty.")
    if size > limits.IMPORT_BYTES:
        raise UnreadableFile(f"{name} is larger than {limits.IMPORT_BYTES // limits.MB} MB.")
    head = file.read(_SNIFFED)
    file.seek(0)
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise BadInput(f"{name} {what}, which is not read here.", hint=_SAVE_AS)
    if b"%PDF-" in head:
        found = FullText("pdf", PAGE.join(fulltext_pdf.pages(name, file, out_of_time)), 0)
    elif head.startswith(b"PK\x03\x04"):
        found = FullText("docx", fulltext_markup.word_text(name, file), 0)
    else:
        found = _plain_or_html(name, file.read())
    return _checked(name, found)


def _plain_or_html(name: str, content: bytes) -> FullText:
    words, _, _ = decode(content)
    begin = words[:_SNIFFED].lstrip("\ufeff \t\r\n").lower()
    suffix = name.lower().rpartition(".")[2]
    if begin.startswith(("<!doctype html", "<html")) or suffix in ("html", "htm", "xhtml"):
        return FullText("html", fulltext_markup.html_text(words), 0)
    odd = sum(words.count(sign) for sign in map(chr, (*range(9), *range(14, 32))))
    if odd > MOST_CONTROLS * len(words):
        raise BadInput(
            f"{name} is no text.", hint="Full texts are .txt, .md, .html, .docx or .pdf files."
        )
    return FullText("md" if suffix in ("md", "markdown") else "text", words, 0)


def _checked(name: str, found: FullText) -> FullText:
    """The text without control characters, measured. Raises BadInput."""
    if len(found.text) > limits.TEXT_CHARS:
        raise BadInput(f"{name} has more than {limits.TEXT_CHARS:,} characters of text.")
    words = found.text.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n")
    if found.format != "pdf":  # a blank page of a PDF is a page, the end of a text file is none
        words = words.strip("\f")
    words = PAGE.join(strip_controls(page)[0] for page in words.split(PAGE))
    if written_out(words) > 2 * limits.TEXT_CHARS:
        raise BadInput(f"{name} is mostly of signs that each stand for whole words.")
    if has_endless_marks(words):
        raise BadInput(f"{name} has more than {MARKS_IN_A_ROW} combining marks on one letter.")
    if sum(sign.isalnum() for sign in words) < LEAST_LETTERS:
        if found.format == "pdf":
            raise BadInput(
                f"{name} has no text layer: it is a scan, or pictures only.",
                hint="Run text recognition (OCR) over it, and add what comes out.",
            )
        raise BadInput(f"There is no text in {name}.")
    return FullText(found.format, words, Pages(words).number or int(found.format == "pdf"))
