"""What the readers of XML share: each record's element as a record, mended or told as broken."""

from collections.abc import Callable
from typing import Any

from evidence import limits
from evidence.errors import Level, Message
from evidence.formats.draft import Draft, too_long
from evidence.formats.records import Record, Source
from evidence.formats.safexml import BrokenXml, parse, refuse_doctype, slices

# lxml's tags that begin with these namespaces are read without them.
_STYLES = {"italic": "i", "bold": "b", "subscript": "sub", "superscript": "sup"}
_INLINE = {"i": "i", "em": "i", "b": "b", "strong": "b", "sub": "sub", "sup": "sup"}


def read_elements(
    text: str,
    names: tuple[str, ...],
    fill: Callable[[Draft, Any], None],
    *,
    path: str,
    format: str,
) -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every element of these names as a record. Raises UnreadableFile for a DOCTYPE."""
    refuse_doctype(text)
    records = []
    for line, _, written, closed in slices(text, names):
        source = Source(format, written)
        if len(written) > limits.ENTRY_CHARS:
            records.append(too_long(path, line, source))
            continue
        draft = Draft(path=path, line=line)
        try:
            element, mended = parse(written)
        except BrokenXml as problem:
            draft.tell(Level.ERROR, "broken-xml", f"The record is not well-formed XML: {problem}")
            records.append(Record("", line, None, source, tuple(draft.messages)))
            continue
        if mended or not closed:
            draft.tell(
                Level.WARNING,
                "broken-xml",
                "The record is not well-formed XML; what could be read of it was read.",
            )
        fill(draft, element)
        records.append(draft.record(source))
    return tuple(records), ()


def text_of(element: Any, path: str = "") -> str:
    """All text below the first element at a path, without markup; empty if there is none."""
    found = element.find(path) if path and element is not None else element
    return "" if found is None else "".join(found.itertext())


def texts_of(element: Any, path: str) -> list[str]:
    """The text of every element at a path, without the empty ones."""
    return [text for found in element.iterfind(path) if (text := text_of(found).strip())]


def rich_of(element: Any) -> str:
    """The text of an element with italics and the like as CSL's rich text.

    Knows `<i>`, `<sub>` … (PubMed) and `<style face="italic">` (EndNote).
    """
    if element is None:
        return ""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        styles = [_INLINE[child.tag]] if child.tag in _INLINE else []
        if child.tag == "style":
            styles = [_STYLES[f] for f in (child.get("face") or "").split() if f in _STYLES]
        parts.extend(f"<{style}>" for style in styles)
        _collect(child, parts)
        parts.extend(f"</{style}>" for style in reversed(styles))
        parts.append(child.tail or "")
