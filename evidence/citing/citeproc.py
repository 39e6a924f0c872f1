"""Citations and reference lists in a style: one call of pandoc's citeproc, remembered.

A result depends on the style's rules, the language and the document alone, so the same question
is answered from memory (a preview, the next format of the same article).
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evidence.citing import blocks, pandoc, references
from evidence.citing.model import CslItem
from evidence.citing.quotation import stops_in_quotes, within_quotes
from evidence.citing.references import Names
from evidence.citing.styles import ResolvedStyle
from evidence.limits import MB
from evidence.vocabulary import LOCATOR_LABELS

STYLE_NAME = "style.csl"
REMEMBERED_BYTES = 32 * MB
INITIALS_WITH_STOPS = re.compile(r'initialize-with="[^"]*\.')


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a reference list: its reference, its number or label if it has one, its text."""

    name: str
    label: blocks.Inlines | None
    body: blocks.Inlines


@dataclass(frozen=True, slots=True)
class Cited:
    """A document after citeproc: its blocks with citations written out, and its list in order."""

    blocks: blocks.Blocks
    entries: tuple[Entry, ...]
    hanging: bool

    def entry(self, name: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.name == name), None)


class _Memory:
    """What citeproc answered lately, the oldest forgotten first; safe for several threads."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: str, answer: bytes) -> None:
        with self._lock:
            self._size += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._size > REMEMBERED_BYTES:
                _, oldest = self._answers.popitem(last=False)
                self._size -= len(oldest)


_memory = _Memory()


def cited(
    tree: blocks.Blocks,
    items: Mapping[str, CslItem],
    names: Names,
    *,
    style: ResolvedStyle,
    locale: str,
    links: bool,
    doing: str,
    suffixes: Mapping[str, str] | None = None,
) -> Cited:
    """The tree with its citations and the entries of everything cited in it.

    `items` are by key; `links` makes a citation lead to its entry (never in notes: a note holds
    links of its own). Raises CitingError naming the style and what was being made.
    """
    meta = {
        "references": references.metadata(items, names, suffixes, stops=_with_stops(style.csl)),
        "csl": blocks.meta_text(STYLE_NAME),
        "lang": blocks.meta_text(locale),
        "link-citations": blocks.meta_flag(links and style.kind != "note"),
        "link-bibliography": blocks.meta_flag(True),
        "notes-after-punctuation": blocks.meta_flag(style.number_after_stop),
    }
    place = blocks.division([], name="refs")
    data = pandoc.document([*tree, place], meta)
    key = f"{style.sha}/{hashlib.sha256(data).hexdigest()}"
    answer = _memory.get(key)
    if answer is None:
        answer = pandoc.run(
            ["--from", "json", "--to", "json", "--citeproc"],
            data,
            doing=f"{doing} in the style {style.id}",
            files={STYLE_NAME: style.csl.encode("utf-8")},
        )
        _memory.put(key, answer)
    written = pandoc.blocks_of(references.printed(answer), doing=doing)
    found = _split(blocks.allowed(written, keep_attributes=True))
    if not stops_in_quotes(style.csl, locale):
        return found
    listed = tuple(Entry(e.name, e.label, within_quotes(e.body)) for e in found.entries)
    return Cited(found.blocks, listed, found.hanging)


def _with_stops(csl: str) -> bool:
    """Whether a style writes initials with full stops, or in full."""
    return "initialize-with=" not in csl or INITIALS_WITH_STOPS.search(csl) is not None


def _split(written: blocks.Blocks) -> Cited:
    """The document without its list, and the list by entries."""
    body = [block for block in written if not _is_list(block)]
    found = next((block for block in written if _is_list(block)), None)
    if found is None:
        return Cited(body, (), False)
    (_, classes, _), divisions = found["c"]
    entries = tuple(_entry(item) for item in divisions if item["t"] == "Div")
    return Cited(_flat(body), _flat(entries), "hanging-indent" in classes)


def _is_list(block: blocks.Node) -> bool:
    return block["t"] == "Div" and block["c"][0][0] == "refs"


def _entry(division: blocks.Node) -> Entry:
    (anchor, _, _), content = division["c"]
    label: blocks.Inlines | None = None
    body: blocks.Inlines = []
    for block in content:
        for inline in block.get("c") or []:
            classes = inline["c"][0][1] if inline["t"] in ("Span", "Div") else []
            if "csl-left-margin" in classes:
                label = _trimmed(inline["c"][1])
            elif "csl-right-inline" in classes or "csl-indent" in classes:
                body += _inlines(inline["c"][1])
            elif "csl-block" in classes:
                body += ([blocks.LINE_BREAK] if body else []) + _inlines(inline["c"][1])
            else:
                body.append(inline)
    return Entry(anchor.removeprefix("ref-"), label or None, _trimmed(body))


def _inlines(content: list[Any]) -> blocks.Inlines:
    """Inlines, out of the paragraphs that some styles put them in."""
    out: blocks.Inlines = []
    for node in content:
        out += node["c"] if node["t"] in ("Para", "Plain") else [node]
    return out


def _trimmed(inlines: blocks.Inlines) -> blocks.Inlines:
    start, end = 0, len(inlines)
    while start < end and inlines[start]["t"] in ("Space", "SoftBreak"):
        start += 1
    while end > start and inlines[end - 1]["t"] in ("Space", "SoftBreak"):
        end -= 1
    return inlines[start:end]


def _flat(tree: Any) -> Any:
    """The tree without emphasis inside emphasis: a title in italics that holds italics has them
    upright, as print does."""
    if isinstance(tree, tuple):
        return tuple(Entry(e.name, e.label, _flat(e.body)) for e in tree)
    if isinstance(tree, list):
        return [_flat(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("t") == "Emph":
        return {"t": "Emph", "c": _upright(_flat(tree["c"]))}
    return {key: _flat(value) for key, value in tree.items()}


def _upright(inlines: blocks.Inlines) -> blocks.Inlines:
    out: blocks.Inlines = []
    for node in inlines:
        if node["t"] == "Emph":
            out.append(blocks.span(node["c"], classes=("upright",)))
        else:
            out.append(node)
    return out


# Locators.


def locator_suffix(
    label: str | None, locator: str | None, *, style: ResolvedStyle, locale: str
) -> str:
    """What pandoc reads as a locator: the label in the words of the language, then the place.

    Braces keep the place together whatever stands in it.
    """
    place = re.sub(r"[{}\s]+", " ", references.clean(locator or "")).strip()
    if not place:
        return ""
    kind = label if label in LOCATOR_LABELS else "page"
    if label is None and not place[0].isdigit():
        return f", {{{place}}}"
    if locale.lower().startswith("en"):
        return f"{{{kind} {place}}}" if kind != "page" else f"{{p. {place}}}"
    return f"{{{_terms(style.sha, style.csl, locale).get(kind, kind)} {place}}}"


@lru_cache(maxsize=32)
def _terms(sha: str, csl: str, locale: str) -> dict[str, str]:
    """The short word for every locator in a language, as the style has it.

    Asked of citeproc itself, with the style's citation replaced by a list of its terms.
    """
    from lxml import etree

    from evidence.citing.styles import CSL

    root = etree.fromstring(csl.encode("utf-8"))
    citation = root.find(f"{{{CSL}}}citation")
    for child in list(citation):
        citation.remove(child)
    citation.attrib.clear()
    layout = etree.SubElement(citation, f"{{{CSL}}}layout")
    group = etree.SubElement(layout, f"{{{CSL}}}group", delimiter="|")
    for label in LOCATOR_LABELS:
        etree.SubElement(group, f"{{{CSL}}}text", term=label, form="short", prefix=f"{label}=")
    root.set("class", "in-text")
    tree = [blocks.paragraph([blocks.cite([blocks.citation("a")])])]
    meta = {
        "references": references.metadata({"a": {"type": "book", "title": "A"}}, Names.given("a")),
        "csl": blocks.meta_text(STYLE_NAME),
        "lang": blocks.meta_text(locale),
        "suppress-bibliography": blocks.meta_flag(True),
    }
    answer = pandoc.run(
        ["--from", "json", "--to", "json", "--citeproc"],
        pandoc.document(tree, meta),
        doing=f"the locators of the language {locale}",
        files={STYLE_NAME: etree.tostring(root)},
    )
    said = blocks.text_of(pandoc.blocks_of(answer, doing="locators"))
    pairs = (part.partition("=") for part in said.split("|"))
    return {label.strip(): word.strip() for label, _, word in pairs if word.strip()}
