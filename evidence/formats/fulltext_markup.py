"""The words of a Word document and of a web page, a paragraph a line.

Both are read as a stream of tags: no tree is built, no entity is resolved, nothing is fetched.
"""

import re
import zipfile
from typing import Any, BinaryIO

from lxml import etree

from evidence import limits
from evidence.errors import BadInput
from evidence.formats.archives import DAMAGED

PIECE = 1 << 16
COMMENT_CHARS = 1_000_000  # libxml2 gives up a comment at ten million, and begins inside it
BODY = re.compile(r"word/document\d*\.xml")
_DAMAGED_HINT = "Open it in Word and save it again as .docx."
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")

# Word: which tags hold words, what stands for a sign, and what is skipped with all in it. A
# picture's text stands twice, the second time for old readers.
_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_WORD_TEXT = frozenset(("t",))
_WORD_SKIPPED = frozenset(("Fallback", "del", "moveFrom"))

_HTML_SKIPPED = frozenset(
    "script style template noscript svg iframe object select button head".split()  # noqa: SIM905
)
_HTML_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section
    summary table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)


class _Limited(Exception):
    """There is more text than is kept, or a declaration that is not allowed."""


class _Words:
    """Collects words from a stream of tags, at most so many."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.skipping: list[str] = []

    def add(self, words: str) -> None:
        self.size += len(words)
        if self.size > 2 * limits.TEXT_CHARS:  # white space is taken out afterwards
            raise _Limited(f"has more than {limits.TEXT_CHARS:,} characters of text")
        self.parts.append(words)

    def doctype(self, *_: Any) -> None:
        """Which declarations stand in front."""

    def comment(self, _: str) -> None:
        """Comments are no text."""

    def pi(self, *_: Any) -> None:
        """Processing instructions are no text."""

    def close(self) -> str:
        return _LINES.sub("\n", _SPACES.sub(" ", "".join(self.parts))).strip()


class _WordWords(_Words):
    inside = 0

    def doctype(self, *_: Any) -> None:
        raise _Limited("declares a document type")

    def start(self, tag: str, _: Any) -> None:
        name = tag.rpartition("}")[2]
        if self.skipping or name in _WORD_SKIPPED:
            self.skipping.append(name)
        elif name in _WORD_SIGNS:
            self.add(_WORD_SIGNS[name])
        elif name in _WORD_TEXT:
            self.inside += 1

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if self.skipping:
            self.skipping.pop()
        elif name in _WORD_TEXT:
            self.inside -= 1
        elif name == "p":
            self.add("\n")

    def data(self, words: str) -> None:
        if self.inside and not self.skipping:
            self.add(words)


class _HtmlWords(_Words):
    def start(self, tag: str, _: Any) -> None:
        if self.skipping or tag in _HTML_SKIPPED:
            self.skipping.append(tag)
        elif tag in _HTML_BLOCKS:
            self.add("\n")

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping.pop()
        elif tag in _HTML_BLOCKS:
            self.add("\n")

    def data(self, words: str) -> None:
        if not self.skipping:
            self.add(words.replace("\n", " "))


def _without_endless_comments(markup: str) -> str:
    """The page without comments of a size that the parser reads again and again from within."""
    parts, at, searched = [], 0, 0
    while (begin := markup.find("<!--", searched)) >= 0:
        found = markup.find("-->", begin + 4)
        searched = found + 3 if found >= 0 else len(markup)
        if searched - begin > COMMENT_CHARS:
            parts.append(markup[at:begin])
            at = searched
    return "".join((*parts, markup[at:]))


def html_text(markup: str) -> str:
    """The words of a web page without its scripts and styles. Raises BadInput."""
    markup = _without_endless_comments(markup)
    # Our own encoding goes before what the page declares: it is decoded already.
    parser = etree.HTMLParser(target=_HtmlWords(), encoding="utf-8", no_network=True)
    try:
        for at in range(0, len(markup), PIECE):
            parser.feed(markup[at : at + PIECE].encode("utf-8", "replace"))
        return str(parser.close())
    except (_Limited, etree.LxmlError) as problem:
        raise BadInput(f"The web page cannot be read: it {problem}.") from problem


def word_text(name: str, file: BinaryIO) -> str:
    """The words of a .docx file, a paragraph a line. Raises BadInput."""
    try:
        with zipfile.ZipFile(file) as archive:
            bodies = [part for part in archive.infolist() if BODY.fullmatch(part.filename)]
            if not bodies:
                raise BadInput(f"{name} is an archive, but no Word document.")
            if bodies[0].file_size > limits.IMPORT_BYTES:
                size = limits.IMPORT_BYTES // limits.MB
                raise BadInput(f"{name} holds more than {size} MB of text.")
            with archive.open(bodies[0]) as body:
                return _word_words(name, body)
    except DAMAGED as problem:
        raise BadInput(f"{name} is damaged or encrypted.", hint=_DAMAGED_HINT) from problem


def _word_words(name: str, body: Any) -> str:
    parser = etree.XMLParser(
        target=_WordWords(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    read = 0
    try:
        while piece := body.read(PIECE):
            read += len(piece)
            if read > limits.IMPORT_BYTES:  # whatever size the archive says
                size = limits.IMPORT_BYTES // limits.MB
                raise BadInput(f"{name} holds more than {size} MB of text.")
            parser.feed(piece)
        return str(parser.close())
    except _Limited as problem:
        raise BadInput(f"{name} cannot be read: it {problem}.") from problem
    except etree.LxmlError as problem:
        raise BadInput(f"The text of {name} is damaged.", hint=_DAMAGED_HINT) from problem
