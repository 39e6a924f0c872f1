"""The article's Markdown as a document tree, with citations set where its claims end.

Pandoc's CommonMark reader tells the place of every word (`sourcepos`), so a citation is put into
the tree, not into the text: a claim may end inside emphasis, a link, a table or a quotation, and
whatever stands in the text (`[@x]`, private-use characters, tags) stays what it is.
"""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from evidence.citing import blocks, pandoc
from evidence.errors import BadInput
from evidence.limits import ARTICLE_CHARS

# CommonMark with tables, footnotes, lists and strike-out; nothing that gives a text effects which
# its author did not mean ("~10 mg~", "$5 and $10", ":red:"), no attributes, no raw markup.
READER = (
    "commonmark_x-attributes-fenced_divs-bracketed_spans-raw_attribute-raw_html-emoji"
    "-tex_math_dollars-yaml_metadata_block-implicit_header_references-subscript-superscript"
    "+sourcepos"
)
SENTENCE_END = ".,;:?!…"
_RANGE = re.compile(r"(\d+):(\d+)-(\d+):(\d+)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")
# Containers that a citation leaves when nothing of them follows it; from a link it always goes.
_LEFT_AT_END = frozenset(["Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Quoted"])


@dataclass(frozen=True, slots=True)
class Mark:
    """Citations to be set after the character before `end` (an offset into the text), and a
    comment, if any, on the words from `start` on."""

    end: int
    citations: tuple[blocks.Node, ...]
    start: int = -1
    comment: blocks.Node | None = None
    comment_end: blocks.Node | None = None


@dataclass(slots=True)
class _Leaf:
    start: int
    node: blocks.Node
    citations: list[blocks.Node] = field(default_factory=list)
    before: list[blocks.Node] = field(default_factory=list)
    after: list[blocks.Node] = field(default_factory=list)


def read(text: str, marks: Sequence[Mark], *, doing: str) -> tuple[blocks.Blocks, list[Mark]]:
    """The text as blocks with the marks set, and the marks for which there is no place.

    Raises BadInput for a text over the limit, CitingError where pandoc fails.
    """
    if len(text) > ARTICLE_CHARS:
        raise BadInput(f"The article is longer than {ARTICLE_CHARS:,} characters.")
    prepared, shift = _prepared(text)
    data = pandoc.run(
        ["--from", READER, "--to", "json", "--preserve-tabs"],
        prepared.encode("utf-8"),
        doing=doing,
    )
    tree = pandoc.blocks_of(data, doing=doing)
    starts = _line_starts(prepared)
    leaves: list[_Leaf] = []
    _find_leaves(tree, starts, leaves)
    unplaced = _assign(prepared, leaves, marks, shift)
    by_node = {id(leaf.node): leaf for leaf in leaves}
    return _own_anchors(blocks.allowed(_set_blocks(tree, by_node))), unplaced


def _prepared(text: str) -> tuple[str, list[int]]:
    """The text as the reader gets it, and the offsets of characters that were taken out.

    A line ends in one character; a control character is a space; nothing else changes place.
    """
    dropped = [found.start() for found in re.finditer("\r\n", text)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", text), dropped


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _span_of(attributes: list[Any], starts: list[int]) -> tuple[int, int] | None:
    """Where a node stood in the text, from what the reader wrote into its attributes."""
    for name, value in attributes[2]:
        if name != "data-pos":
            continue
        places = _RANGE.findall(value)
        if not places:
            return None
        first, last = places[0], places[-1]
        line, column, end_line, end_column = (
            int(first[0]),
            int(first[1]),
            int(last[2]),
            int(last[3]),
        )
        if line > len(starts) or end_line > len(starts) + 1:
            return None
        end = starts[end_line - 1] if end_line <= len(starts) else starts[-1]
        return starts[line - 1] + column - 1, end + end_column - 1
    return None


def _find_leaves(tree: Any, starts: list[int], leaves: list[_Leaf]) -> None:
    """The words and signs of the text in document order, each with its place."""
    for node in blocks.nodes(tree):
        content: Any = node.get("c")
        if node["t"] == "Span" and len(content[1]) == 1:
            inner = content[1][0]
            if inner["t"] in ("Str", "Code", "RawInline"):
                place = _span_of(content[0], starts)
                if place is not None:
                    leaves.append(_Leaf(place[0], node))
        elif node["t"] == "Code" and (place := _span_of(content[0], starts)):
            leaves.append(_Leaf(place[0], node))


def _assign(
    text: str, leaves: list[_Leaf], marks: Sequence[Mark], dropped: list[int]
) -> list[Mark]:
    """Give every mark to the word after which it belongs; return those for which there is none."""
    if not leaves:
        return list(marks)
    leaves.sort(key=lambda leaf: leaf.start)
    offsets = [leaf.start for leaf in leaves]
    for mark in marks:
        end = mark.end - bisect.bisect_left(dropped, mark.end)
        last = max(_end_of_words(text, end) - 1, 0)
        place = max(bisect.bisect_right(offsets, last) - 1, 0)
        leaf = leaves[place]
        leaf.citations += [c for c in mark.citations if c not in leaf.citations]
        if mark.comment is not None and mark.comment_end is not None:
            start = mark.start - bisect.bisect_left(dropped, mark.start)
            first = min(bisect.bisect_left(offsets, max(start, 0)), place)
            leaves[first].before.append(mark.comment)
            leaf.after.append(mark.comment_end)
    return []


def _end_of_words(text: str, end: int) -> int:
    """The end of a claim's last word: to the end of a word that it cuts, before the sign that
    closes the sentence (the style decides on which side of it a citation stands)."""
    end = max(0, min(end, len(text)))
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while end > 0 and text[end - 1].isspace():
        end -= 1
    bare = end
    while bare > 0 and text[bare - 1] in SENTENCE_END:
        bare -= 1
    return bare or end


def _set_blocks(tree: Any, leaves: dict[int, _Leaf]) -> Any:
    """A copy of the tree with the citations in it."""
    if isinstance(tree, dict):
        return {key: _set_blocks(value, leaves) for key, value in tree.items()}
    if not isinstance(tree, list):
        return tree
    if not any(isinstance(item, dict) and "t" in item for item in tree):
        return [_set_blocks(item, leaves) for item in tree]
    out, pending = _set_inlines(tree, leaves)
    return out + _cluster(pending)


def _set_inlines(items: list[Any], leaves: dict[int, _Leaf]) -> tuple[list[Any], list[_Leaf]]:
    """Items with their citations, and the words whose citations belong after the last of them."""
    out: list[Any] = []
    pending: list[_Leaf] = []
    for item in items:
        out += _cluster(pending)
        changed, pending = _set_item(item, leaves)
        out += changed
    return out, pending


def _set_item(item: Any, leaves: dict[int, _Leaf]) -> tuple[list[Any], list[_Leaf]]:
    if not isinstance(item, dict) or "t" not in item:
        return [_set_blocks(item, leaves)], []
    own = leaves.get(id(item))
    if own is not None:
        return [*own.before, item], [own] if own.citations or own.after else []
    kind = item["t"]
    if kind == "Span" or kind in _LEFT_AT_END:
        inner = item["c"] if kind in _LEFT_AT_END and kind != "Quoted" else item["c"][1]
        changed, pending = _set_inlines(inner, leaves)
        content = changed if inner is item["c"] else [item["c"][0], changed]
        return [{"t": kind, "c": content}], pending
    if kind in ("Link", "Image"):
        found = (leaves.get(id(node)) for node in blocks.nodes(item["c"][1]))
        inside = [leaf for leaf in found if leaf is not None]
        before = [node for leaf in inside for node in leaf.before]
        return [*before, item], [leaf for leaf in inside if leaf.citations or leaf.after]
    return [{key: _set_blocks(value, leaves) for key, value in item.items()}], []


def _cluster(leaves: list[_Leaf]) -> list[blocks.Node]:
    """One citation of everything that belongs in a place (the style takes the space if it must),
    then the ends of comments."""
    citations = [citation for leaf in leaves for citation in leaf.citations]
    ends = [node for leaf in leaves for node in leaf.after]
    return ([blocks.SPACE, blocks.cite(citations)] if citations else []) + ends


def _own_anchors(tree: blocks.Blocks) -> blocks.Blocks:
    """Headings from the first level on, with names of their own kind, and links within the text
    only where they lead somewhere."""
    headers = [node["c"] for node in blocks.nodes(tree) if node["t"] == "Header"]
    names = {content[1][0] for content in headers}
    top = min((content[0] for content in headers), default=1)

    def change(node: blocks.Node) -> blocks.Node | list[blocks.Node] | None:
        if node["t"] == "Header":
            level, (name, _, _), words = node["c"]
            return blocks.header(level - top + 1, words, name=f"s-{name}" if name else "")
        if node["t"] == "Link":
            attributes, words, (target, title) = node["c"]
            if not target.startswith("#"):
                return node
            if target[1:] not in names:
                return list(words)
            return {"t": "Link", "c": [attributes, words, [f"#s-{target[1:]}", title]]}
        return node

    return blocks.mapped(tree, change)
