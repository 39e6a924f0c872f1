"""PDF: our own Typst page, with the document handed to it as data.

Text never becomes Typst source, so nothing in it can be code; the fonts are those inside the typst
package, so the same document has the same bytes on every machine. Only for scripts which those
fonts lack (Chinese, Arabic …) are the fonts of this computer used, and that is told.
"""

import datetime
import json
import tempfile
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from evidence.citing import blocks
from evidence.citing.assembly import PARAGRAPH_STYLES, Assembled
from evidence.errors import CitingError, Level, Message

# Typst stops at 80 calls within calls; deeper than this, inner formatting is dropped, not text.
DEPTH = 16
_WRAPPING = {
    "Emph": "emph",
    "Strong": "strong",
    "Superscript": "sup",
    "Subscript": "sub",
    "SmallCaps": "caps",
    "Strikeout": "strike",
    "Underline": "under",
}
_SYSTEM_FONTS = (
    "Noto Serif", "Noto Serif CJK SC", "Noto Serif SC", "Noto Sans CJK SC", "Noto Naskh Arabic",
    "Noto Sans", "Songti SC", "SimSun", "Arial Unicode MS", "Times New Roman", "DejaVu Sans",
)  # fmt: skip

Tree = list[Any]


def typeset(assembled: Assembled) -> tuple[bytes, tuple[Message, ...]]:
    """The document as PDF, and what to know about its fonts. Raises CitingError."""
    import typst

    missing = uncovered(f"{assembled.title} {blocks.text_of(assembled.blocks)}")
    names = _anchors(assembled.blocks)
    language, _, region = assembled.language.partition("-")
    document = {
        "title": assembled.title,
        "subject": assembled.subject,
        "date": [assembled.date.year, assembled.date.month, assembled.date.day],
        "lang": language.lower() if 2 <= len(language) <= 3 and language.isascii() else "en",
        "region": region.upper() if len(region) == 2 and region.isascii() else None,
        "rtl": assembled.right_to_left,
        "compact": assembled.compact,
        "fonts": _present(_SYSTEM_FONTS) if missing else [],
        "blocks": _blocks(assembled.blocks, names, 0),
    }
    moment = datetime.datetime.combine(assembled.date, datetime.time(), datetime.UTC)
    with tempfile.TemporaryDirectory(prefix="evidence-citing-") as empty:
        try:
            content = typst.compile(  # type: ignore[call-overload]  # the stub wants one type for both
                files("evidence.citing").joinpath("assets", "document.typ").read_bytes(),
                root=Path(empty),
                package_path=Path(empty),
                package_cache_path=Path(empty),
                ignore_system_fonts=not missing,
                sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
                format="pdf",
                timestamp=moment,
            )
        except (RuntimeError, ValueError, OSError) as error:
            said = str(error).splitlines()[0][:200] if str(error) else "nothing"
            raise CitingError(f"Making {assembled.doing} as PDF failed: {said!r}.") from error
    return content, _about_fonts(missing)


def _present(families: Iterable[str]) -> list[str]:
    """Those of the families that this computer has (Typst warns about every other)."""
    import typst

    there = set(typst.Fonts().families())
    return [family for family in families if family in there]


# Fonts.


@cache
def _coverage() -> tuple[list[int], list[int]]:
    """First and last code points of the ranges that the fonts inside typst 0.15 can show
    (Libertinus Serif, New Computer Modern, DejaVu Sans Mono; Arabic, which only the last of
    them has, is left out)."""
    ranges = json.loads(files("evidence.citing").joinpath("assets", "coverage.json").read_bytes())
    return [first for first, _ in ranges], [last for _, last in ranges]


def uncovered(words: str) -> str:
    """The characters of a text which our fonts cannot show, each once, in order."""
    firsts, lasts = _coverage()
    out = []
    for character in sorted(set(words)):
        if unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
            continue
        at = bisect_right(firsts, ord(character)) - 1
        if at < 0 or lasts[at] < ord(character):
            out.append(character)
    return "".join(out)


def _about_fonts(missing: str) -> tuple[Message, ...]:
    if not missing:
        return ()
    scripts = dict.fromkeys(unicodedata.name(c, "UNNAMED").split()[0].title() for c in missing)
    shown = ", ".join(list(scripts)[:4])
    return (
        Message(
            level=Level.WARNING,
            code="font-coverage",
            text=f"{len(missing)} characters ({shown}) are not in the fonts that come with "
            "Evidence; the PDF shows them with fonts of this computer, or as boxes if it has none.",
            hint="Look through the PDF, or export DOCX, which uses the reader's fonts.",
        ),
    )


# The tree as data.


def _anchors(tree: blocks.Blocks) -> frozenset[str]:
    """Places that a link may lead to: names that stand in the document exactly once."""
    seen: dict[str, int] = {}
    for node in blocks.nodes(tree):
        name = ""
        if node["t"] == "Header":
            name = node["c"][1][0]
        elif node["t"] == "Div" and "csl-entry" in node["c"][0][1]:
            name = node["c"][0][0]
        if name:
            seen[name] = seen.get(name, 0) + 1
    return frozenset(name for name, count in seen.items() if count == 1)


def _inlines(nodes: blocks.Inlines, names: frozenset[str], depth: int) -> Tree:
    """Inlines as strings and lists; neighbouring words become one string."""
    out: Tree = []
    for node in nodes:
        for item in _inline(node, names, depth):
            if isinstance(item, str) and out and isinstance(out[-1], str):
                out[-1] += item
            else:
                out.append(item)
    return out


def _inline(node: blocks.Node, names: frozenset[str], depth: int) -> Tree:
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind == "Str":
        return [content]
    if kind in ("Space", "SoftBreak"):
        return [" "]
    if kind == "LineBreak":
        return [["break"]]
    if depth >= DEPTH:
        return [blocks.text_of(node)]
    if kind in _WRAPPING:
        return [[_WRAPPING[kind], _inlines(content, names, depth + 1)]]
    if kind == "Quoted":
        left, right = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        return [left, *_inlines(content[1], names, depth), right]
    if kind == "Code":
        return [["code", [content[1]]]]
    if kind == "Note":
        return [["note", _note(content, names, depth + 1)]]
    if kind == "Link":
        _, words, (target, _) = content
        inner = _inlines(words, names, depth + 1)
        if not target.startswith("#"):
            return [["link", target, inner]]
        return [["ref", target[1:], inner]] if target[1:] in names else inner
    if kind == "Span" and "upright" in content[0][1]:
        return [["upright", _inlines(content[1], names, depth + 1)]]
    if kind in ("Span", "Cite"):
        return _inlines(content[1], names, depth)
    return [blocks.text_of(node)]


def _note(content: blocks.Blocks, names: frozenset[str], depth: int) -> Tree:
    """The paragraphs of a note in one run."""
    out: Tree = []
    for block in content:
        if out:
            out.append(["break"])
        if block["t"] in ("Para", "Plain"):
            out += _inlines(block["c"], names, depth)
        else:
            out.append(blocks.text_of(block))
    return out


def _blocks(nodes: blocks.Blocks, names: frozenset[str], depth: int) -> Tree:
    out: Tree = []
    for node in nodes:
        if depth >= DEPTH:
            out.append(["para", [blocks.text_of(node)]])
            continue
        out += _KINDS.get(node["t"], _other)(node.get("c"), names, depth)
    return out


def _other(content: Any, names: frozenset[str], depth: int) -> Tree:
    words = blocks.text_of(content)
    return [["para", [words]]] if words.strip() else []


def _header(content: Any, names: frozenset[str], depth: int) -> Tree:
    level, (name, _, _), words = content
    return [["head", min(level, 6), name if name in names else "", _inlines(words, names, depth)]]


def _ordered(content: Any, names: frozenset[str], depth: int) -> Tree:
    (start, _, _), items = content
    return [["numbers", max(int(start), 0), [_blocks(i, names, depth + 1) for i in items]]]


def _terms(content: Any, names: frozenset[str], depth: int) -> Tree:
    rows = [
        [_inlines(term, names, depth), [_blocks(m, names, depth + 1) for m in meanings]]
        for term, meanings in content
    ]
    return [["terms", rows]]


def _lines(content: Any, names: frozenset[str], depth: int) -> Tree:
    out: Tree = []
    for line in content:
        out += [["break"], *_inlines(line, names, depth)] if out else _inlines(line, names, depth)
    return [["para", out]]


def _code(content: Any, names: frozenset[str], depth: int) -> Tree:
    out: Tree = []
    for line in content[1].split("\n"):
        out += [["break"], line.replace(" ", "\u00a0")] if out else [line.replace(" ", "\u00a0")]
    return [["code", out]]


def _table(content: Any, names: frozenset[str], depth: int) -> Tree:
    """A table without spans: pipe tables, the only ones that our reader knows, have none."""
    _, _, columns, head, bodies, foot = content

    def cells(rows: Any) -> Tree:
        return [
            _blocks(cell[4], names, depth + 1) for row in rows for cell in row[1][: len(columns)]
        ]

    body_rows = [row for body in bodies for row in [*body[2], *body[3]]]
    heads = cells(head[1]) if any(blocks.text_of(row).strip() for row in head[1]) else []
    widths = [width.get("c", 0) for _, width in columns]
    return [["table", widths, heads, cells([*body_rows, *foot[1]])]]


def _division(content: Any, names: frozenset[str], depth: int) -> Tree:
    (name, classes, _), inner = content
    if "csl-entry" in classes:
        return [_entry(name if name in names else "", inner, names, depth)]
    kind = next((c for c in classes if c in PARAGRAPH_STYLES), None)
    return [[kind, _blocks(inner, names, depth + 1)]] if kind else _blocks(inner, names, depth)


def _entry(name: str, inner: blocks.Blocks, names: frozenset[str], depth: int) -> Tree:
    label: Tree = []
    body: blocks.Inlines = []
    for node in (inline for block in inner for inline in block["c"]):
        if node["t"] == "Span" and "csl-left-margin" in node["c"][0][1]:
            label = _inlines(node["c"][1], names, depth)
        else:
            body.append(node)
    return ["entry", name, label, _inlines(body, names, depth)]


_KINDS: dict[str, Callable[[Any, frozenset[str], int], Tree]] = {
    "Para": lambda c, names, depth: [["para", _inlines(c, names, depth)]],
    "Plain": lambda c, names, depth: [["plain", _inlines(c, names, depth)]],
    "Header": _header,
    "BulletList": lambda c, names, depth: [["bullets", [_blocks(i, names, depth + 1) for i in c]]],
    "OrderedList": _ordered,
    "DefinitionList": _terms,
    "LineBlock": _lines,
    "BlockQuote": lambda c, names, depth: [["quote", _blocks(c, names, depth + 1)]],
    "CodeBlock": _code,
    "HorizontalRule": lambda c, names, depth: [["rule"]],
    "Table": _table,
    "Div": _division,
}
