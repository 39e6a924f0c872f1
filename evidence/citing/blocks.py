"""Pandoc's document tree: building it from plain text, walking it, and the list of what may pass.

A node is `{"t": name, "c": content}`, as pandoc's JSON has it. What comes out of `allowed` holds
no raw markup, no attribute that we did not set, no image, and no link but to http, https, mailto
or a place in the document itself.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from evidence.text import doi_url, safe_url

Node = dict[str, Any]
Inlines = list[Node]
Blocks = list[Node]

SPACE: Node = {"t": "Space"}
LINE_BREAK: Node = {"t": "LineBreak"}
NO_ATTRIBUTES: list[Any] = ["", [], []]
DOI_SITE = "https://doi.org/"
_WORDS = re.compile(r"[^\S\u00a0\u202f\u2007]+|[\S\u00a0\u202f\u2007]+")
_MAIL = re.compile(r"mailto:[\w.+%-]+@[\w.-]+(\?subject=[\w%.+-]*)?", re.ASCII | re.IGNORECASE)


def text(value: str) -> Inlines:
    """Plain text as inlines: every character is itself, white space can break the line."""
    return [
        SPACE if word.isspace() and word[0] not in "\u00a0\u202f\u2007" else string(word)
        for word in _WORDS.findall(value)
    ]


def lines(value: str) -> Inlines:
    """Plain text of several lines as inlines."""
    out: Inlines = []
    for line in value.strip().splitlines():
        if out:
            out.append(LINE_BREAK)
        out += text(line.strip())
    return out


def string(value: str) -> Node:
    return {"t": "Str", "c": value}


def strong(inlines: Inlines) -> Node:
    return {"t": "Strong", "c": inlines}


def emphasis(inlines: Inlines) -> Node:
    return {"t": "Emph", "c": inlines}


def span(inlines: Inlines, *, classes: Iterable[str] = (), name: str = "") -> Node:
    return {"t": "Span", "c": [[name, list(classes), []], inlines]}


def paragraph(inlines: Inlines) -> Node:
    return {"t": "Para", "c": inlines}


def plain(inlines: Inlines) -> Node:
    return {"t": "Plain", "c": inlines}


def bullets(items: Iterable[Blocks]) -> Node:
    return {"t": "BulletList", "c": list(items)}


def header(level: int, inlines: Inlines, *, name: str = "", classes: Iterable[str] = ()) -> Node:
    return {"t": "Header", "c": [level, [name, list(classes), []], inlines]}


def division(
    blocks: Blocks, *, classes: Iterable[str] = (), name: str = "", style: str = ""
) -> Node:
    """A block with classes (HTML), a name (anchor) and a named paragraph style (DOCX, ODT)."""
    attributes = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [[name, list(classes), attributes], blocks]}


def in_language(node: Node, language: str) -> Node:
    """A heading or division that says which language it is in, unless `language` is empty. Of a
    heading it is the words that say so: some writers take what it says for its whole section."""
    if not language:
        return node
    if node["t"] == "Header":
        level, attributes, words = node["c"]
        words = [{"t": "Span", "c": [["", [], [["lang", language]]], words]}]
        return {"t": "Header", "c": [level, attributes, words]}
    (name, classes, pairs), content = node["c"]
    return {"t": node["t"], "c": [[name, classes, [*pairs, ["lang", language]]], content]}


def raw(format_name: str, markup: str) -> Node:
    """Markup of our own for one writer. Never called with anything that a user wrote."""
    return {"t": "RawInline", "c": [format_name, markup]}


def cite(citations: list[Node]) -> Node:
    return {"t": "Cite", "c": [citations, [string("?")]]}


def citation(name: str, *, suffix: str = "") -> Node:
    return {
        "citationId": name,
        "citationPrefix": [],
        "citationSuffix": [string(suffix)] if suffix else [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }


COMMENT_ENDS = ("comment-start", "comment-end")


def comment(number: int, inlines: Inlines, *, date: str) -> tuple[Node, Node]:
    """The two ends of a comment in a Word document; dropped by every other writer."""
    start = [["id", str(number)], ["author", "Evidence"], ["date", date]]
    return (
        {"t": "Span", "c": [["", ["comment-start"], start], inlines]},
        {"t": "Span", "c": [["", ["comment-end"], [["id", str(number)]]], []]},
    )


def meta_text(value: str) -> Node:
    return {"t": "MetaString", "c": value}


def meta_inlines(inlines: Inlines) -> Node:
    return {"t": "MetaInlines", "c": inlines}


def meta_flag(value: bool) -> Node:
    return {"t": "MetaBool", "c": value}


# What stands for an inline when only its text is wanted.
_TEXT_OF: dict[str, str] = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}


def text_of(tree: Any) -> str:
    """The characters of a tree, without notes; quotation marks are kept."""
    parts: list[str] = []
    _collect(tree, parts)
    return "".join(parts)


def _collect(tree: Any, parts: list[str]) -> None:
    if isinstance(tree, list):
        for item in tree:
            _collect(item, parts)
        return
    if not isinstance(tree, dict):
        return
    kind = tree.get("t", "")
    if kind in _TEXT_OF:
        parts.append(_TEXT_OF[kind])
    elif kind == "Str":
        parts.append(tree["c"])
    elif kind in ("Code", "CodeBlock", "Math", "RawInline", "RawBlock"):
        parts.append(tree["c"][1])
    elif kind == "Quoted":
        marks = "‘’" if tree["c"][0]["t"] == "SingleQuote" else "“”"
        parts.append(marks[0])
        _collect(tree["c"][1], parts)
        parts.append(marks[1])
    elif kind == "Link" or kind == "Cite":
        _collect(tree["c"][1], parts)
    elif kind != "Note":
        _collect(tree.get("c"), parts)


def nodes(tree: Any) -> Iterator[Node]:
    """Every node of a tree, parents first."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if "t" in item:
                yield item
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def mapped(tree: Any, change: Callable[[Node], Node | list[Node] | None]) -> Any:
    """A copy of a tree with every node changed, innermost first.

    `change` returns the node, a list to put in its place, or None to drop it.
    """
    if isinstance(tree, dict):
        copy = {key: mapped(value, change) for key, value in tree.items()}
        if "t" not in copy:
            return copy
        result = change(copy)
        return (
            result
            if isinstance(result, dict)
            else {"t": "Span", "c": [NO_ATTRIBUTES, result or []]}
        )
    if not isinstance(tree, list):
        return tree
    out: list[Any] = []
    for item in tree:
        if not isinstance(item, dict) or "t" not in item:
            out.append(mapped(item, change))
            continue
        inner = {key: mapped(value, change) for key, value in item.items()}
        result = change(inner)
        if isinstance(result, list):
            out += result
        elif result is not None:
            out.append(result)
    return out


def safe_target(target: str) -> str | None:
    """A link's address if it may be followed: http, https, mailto, or a place in the document."""
    if target.startswith("#") and not re.search(r"[\s\"'<>]", target):
        return target
    if _MAIL.fullmatch(target):
        return target
    if target.startswith(DOI_SITE):
        return doi_url(unquote(target.removeprefix(DOI_SITE)))
    address = safe_url(target)
    if address is None or urlsplit(address).scheme.lower() not in ("http", "https"):
        return None
    return address


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


PASSING = _words(
    "Str Space SoftBreak LineBreak Emph Strong Underline Strikeout Superscript Subscript "
    "SmallCaps Quoted Note Cite Para Plain LineBlock BlockQuote BulletList OrderedList "
    "DefinitionList HorizontalRule Null NormalCitation AuthorInText SuppressAuthor "
    "SingleQuote DoubleQuote AlignLeft AlignRight AlignCenter AlignDefault ColWidth "
    "ColWidthDefault Example LowerRoman UpperRoman LowerAlpha UpperAlpha Decimal DefaultStyle "
    "DefaultDelim Period OneParen TwoParens Header Table Code CodeBlock Div Span InlineMath "
    "DisplayMath"
)


def allowed(tree: Any, *, keep_attributes: bool = False) -> Any:
    """The tree with only what may pass: raw markup and formulas become their own text, an image
    its description, a link that may not be followed its words. `keep_attributes` is for trees
    whose names and classes are ours (after citeproc), never for a user's text."""

    def change(node: Node) -> Node | list[Node] | None:
        kind = node["t"]
        if kind in ("RawInline", "Math"):
            return text(node["c"][1])
        if kind == "RawBlock":
            return paragraph(lines(node["c"][1]))
        if kind == "Image":
            return list(node["c"][1])
        if kind == "Link":
            _attributes, words, (target, _) = node["c"]
            target = safe_target(target)
            if target is None:
                return list(words)
            return {"t": "Link", "c": [NO_ATTRIBUTES, words, [target, ""]]}
        if kind == "Figure":
            return list(node["c"][2])
        if kind not in PASSING:
            return text(text_of(node))
        if not keep_attributes:
            return _stripped(node)
        return node

    return mapped(tree, change)


def _stripped(node: Node) -> Node | list[Node]:
    """A node without its attributes; a division or span that had nothing else goes away."""
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind == "Span" and content[0][1][:1] and content[0][1][0] in COMMENT_ENDS:
        return node  # only we can have set it: our reader gives a span no class
    if kind in ("Span", "Div"):
        return list(content[1])
    if kind == "Header":
        level, (name, _, _), words = content
        return {"t": kind, "c": [level, [name, [], []], words]}
    if kind in ("Code", "CodeBlock"):
        return {"t": kind, "c": [NO_ATTRIBUTES, content[1]]}
    if kind == "Table":
        return {"t": kind, "c": [NO_ATTRIBUTES, *map(_bare, content[1:])]}
    return node


def _bare(part: Any) -> Any:
    """A part of a table with empty attributes on its rows and cells."""
    if not isinstance(part, list):
        return part
    if len(part) == 3 and isinstance(part[0], str) and isinstance(part[1], list):
        return NO_ATTRIBUTES
    return [_bare(item) for item in part]
