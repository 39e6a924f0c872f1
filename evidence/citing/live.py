"""Citations that Zotero can take over in Word: every cluster is a field with its items inside.

The structure is that of Better BibTeX's `pandoc-zotero-live-citemarkers.lua` (MIT): the complex
field `ADDIN ZOTERO_ITEM CSL_CITATION {json}` round the words of a citation, `ADDIN ZOTERO_BIBL`
round the list, the style in the document's custom properties. Items that are not in the reader's
Zotero library are made from the data in the field. `plainCitation` stays empty: Zotero compares it
with the words of the field and would ask about every difference.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from evidence.citing import blocks, references
from evidence.citing.model import CslItem
from evidence.citing.references import Names
from evidence.citing.styles import ResolvedStyle

SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
STYLES = "http://www.zotero.org/styles/"
PROPERTY_CHARS = 255  # the longest value that Word keeps in one custom property
_LETTERS = "23456789ABCDEFGHIJKLMNPQRSTUVWXZ"  # those of Zotero's item keys

Locators = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Library:
    """What the fields of one document are made of: items by name, and locators by name and the
    suffix that stands for them in the tree."""

    items: Mapping[str, CslItem]
    locators: Locators


def library(items: Mapping[str, CslItem], names: Names, locators: Locators) -> Library:
    cleaned = {names.of_key[key]: references.public(item) for key, item in items.items()}
    return Library(cleaned, locators)


def _key(*parts: object, length: int = 8) -> str:
    """A key of Zotero's kind, the same for the same parts."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode("utf-8")).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:length])


def _field(instruction: str) -> tuple[blocks.Node, blocks.Node]:
    """The two ends of a complex field."""
    code = escape(instruction, quote=False)
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return blocks.raw("openxml", begin), blocks.raw("openxml", end)


def fields(tree: blocks.Blocks, shelf: Library) -> blocks.Blocks:
    """The tree with a field round the words of every citation; in a note, inside the note."""
    count = 0
    notes = 0

    def change(node: blocks.Node) -> blocks.Node:
        nonlocal count, notes
        if node["t"] != "Cite":
            return node
        citations, words = node["c"]
        note = next((n for n in words if n["t"] == "Note"), None)
        count += 1
        notes += note is not None
        code = _citation(citations, shelf, count, notes if note else 0)
        begin, end = _field(f"ADDIN ZOTERO_ITEM CSL_CITATION {code}")
        if note is None:
            return {"t": "Cite", "c": [citations, [begin, *words, end]]}
        out = []
        for inline in words:
            if inline is note and inline["c"] and inline["c"][0]["t"] in ("Para", "Plain"):
                first, *others = inline["c"]
                first = {"t": first["t"], "c": [begin, *first["c"], end]}
                inline = {"t": "Note", "c": [first, *others]}
            out.append(inline)
        return {"t": "Cite", "c": [citations, out]}

    return blocks.mapped(tree, change)


def _citation(citations: list[Any], shelf: Library, count: int, note: int) -> str:
    items = []
    for citation in citations:
        name = citation["citationId"]
        item = shelf.items.get(name)
        if item is None:
            continue
        entry: dict[str, Any] = {
            "id": name,
            "uris": [f"http://zotero.org/users/local/{_key('evidence')}/items/{_key(name)}"],
            "itemData": {**item, "id": name},
        }
        place = shelf.locators.get((name, blocks.text_of(citation["citationSuffix"])))
        if place is not None:
            entry["label"], entry["locator"] = place
        prefix = blocks.text_of(citation["citationPrefix"]).strip()
        if prefix:
            entry["prefix"] = prefix
        items.append(entry)
    document = {
        "citationID": _key(count, [item["id"] for item in items]),
        "properties": {"formattedCitation": "", "plainCitation": "", "noteIndex": note},
        "citationItems": items,
        "schema": SCHEMA,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def bibliography_field(listed: blocks.Blocks) -> blocks.Blocks:
    """The reference list inside one field, from its first entry to its last."""
    begin, end = _field(
        'ADDIN ZOTERO_BIBL {"uncited":[],"omitted":[],"custom":[]} CSL_BIBLIOGRAPHY'
    )
    entries = [n for n in blocks.nodes(listed) if n["t"] == "Div" and "csl-entry" in n["c"][0][1]]
    if not entries:
        return listed
    first, last = id(entries[0]), id(entries[-1])

    def wrapped(node: Any) -> Any:
        if isinstance(node, list):
            return [wrapped(item) for item in node]
        if not isinstance(node, dict) or "t" not in node:
            return node
        if id(node) not in (first, last):
            return {"t": node["t"], "c": wrapped(node["c"])} if "c" in node else node
        attributes, (paragraph, *others) = node["c"]
        words = paragraph["c"]
        words = [begin, *words] if id(node) == first else words
        words = [*words, end] if id(node) == last else words
        return {"t": "Div", "c": [attributes, [blocks.paragraph(words), *others]]}

    return wrapped(listed)


def properties(style: ResolvedStyle, locale: str) -> str:
    """The custom properties by which Zotero knows a document of its own."""
    preferences = (
        f'<data data-version="3" zotero-version="7.0"><session id="{_key(style.id)}"/>'
        f'<style id="{escape(STYLES + style.id)}" locale="{escape(locale)}" '
        f'hasBibliography="{int(style.has_bibliography)}" bibliographyStyleHasBeenSet="1"/>'
        '<prefs><pref name="fieldType" value="Field"/>'
        f'<pref name="noteType" value="{int(style.kind == "note")}"/></prefs></data>'
    )
    chunks = re.findall(f".{{1,{PROPERTY_CHARS}}}", preferences)
    rows = "".join(
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
        f'pid="{number + 1}" name="ZOTERO_PREF_{number}"><vt:lpwstr>{escape(chunk)}</vt:lpwstr>'
        "</property>"
        for number, chunk in enumerate(chunks, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
        'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f"{rows}</Properties>"
    )
