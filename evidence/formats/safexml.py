"""XML from strangers: no DOCTYPE, no entities, no network, no depth.

A file is cut into its records by their tags and each is parsed on its own, so that one broken
record harms no other, and nothing in the prolog (where declarations stand) is ever parsed at all.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from evidence import limits
from evidence.errors import UnreadableFile
from evidence.text import strip_controls

_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)\b", re.I)
# PubMed's own exports begin with this plain external declaration. It is never parsed (the records
# are cut out of the text), so nothing is fetched and nothing can be defined by it.
_PUBMED_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+Pubmed(?:Article|BookArticle)Set\s+PUBLIC\s+"
    r"\"-//NLM//DTD [\w ,.:-]{1,80}//EN\"\s+\"https?://[\w./-]{1,200}\.dtd\"\s*>"
)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")


class BrokenXml(Exception):
    """A record that is not well-formed. The text says what is wrong, in the parser's words."""


def refuse_doctype(text: str) -> None:
    """Raise UnreadableFile for a document type or entity declaration, but for PubMed's own."""
    allowed = _PUBMED_DOCTYPE.search(text[:4_096])
    start = allowed.end() if allowed else 0
    if (allowed and _DOCTYPE.search(text, 0, allowed.start())) or _DOCTYPE.search(text, start):
        raise UnreadableFile(
            "The XML file declares a document type (DOCTYPE) or entities, which is not allowed.",
            hint="Export the references again, or take that declaration out of the file.",
        )


def slices(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int, str, bool]]:
    """The elements of these names: line, start, text, whether the element is closed.

    They do not nest. One that is not closed ends where the next begins, or with the file.
    """
    tag = re.compile(rf"<(?P<close>/?)(?P<name>{'|'.join(map(re.escape, names))})(?=[\s>/])[^<>]*>")
    line, counted = 1, 0
    opened: int | None = None
    name = ""
    for found in tag.finditer(text):
        if opened is not None and (found["close"] == "" or found["name"] == name):
            line += text.count("\n", counted, opened)
            counted = opened
            closed = bool(found["close"])
            yield line, opened, text[opened : found.end() if closed else found.start()], closed
            opened = None
        if not found["close"] and opened is None:
            opened, name = found.start(), found["name"]
    if opened is not None:
        line += text.count("\n", counted, opened)
        yield line, opened, text[opened:], False


def parse(text: str) -> tuple[Any, bool]:
    """The element of a record, and whether it had to be mended. Raises BrokenXml.

    Mended are HTML's named entities, ampersands on their own, and what libxml2 can recover.
    """
    text = strip_controls(text)[0]
    try:
        return _parsed(text, recover=False), False
    except etree.XMLSyntaxError as problem:
        if "depth" in str(problem).lower():
            raise BrokenXml(f"It is nested more than {limits.XML_DEPTH} deep.") from None
        told = str(problem.msg or "it is not well-formed")
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = _BARE_AMPERSAND.sub("&amp;", text)
    try:
        element = _parsed(text, recover=True)
    except etree.XMLSyntaxError:
        element = None
    if element is None:
        raise BrokenXml(told)
    return element, True


def _parsed(text: str, *, recover: bool) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(text.encode("utf-8"), parser)
