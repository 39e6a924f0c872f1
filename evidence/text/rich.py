"""CSL's rich text: a handful of HTML-like tags inside titles.

CSL 1.0.2 ("Rich text fields", citeproc-js manual) knows `<i> <b> <sub> <sup> <sc>` and
`<span class="nocase">`, `<span style="font-variant:small-caps;">`. A tag without its partner, and
any other tag, is text: `p <i> 0.05` loses nothing.
"""

import re

_TAG = re.compile(
    r"<(?P<open>i|b|sub|sup|sc)>"
    r"|<(?P<span>span)(?:\s+(?:class|style)\s*=\s*(?P<quote>[\"'])(?P<kind>[^\"'<>]{0,100})(?P=quote))?\s*>"
    r"|</(?P<close>i|b|sub|sup|sc|span)>"
)
# What a span says → the style that it is. Other spans are dropped without a style.
_SPAN_STYLE = {"nocase": "nocase", "smallcaps": "sc", "font-variant:small-caps": "sc"}


def _matched(text: str) -> list[tuple[int, int, str, bool]]:
    """The tags that have a partner: start, end, style (may be empty), whether it opens. Linear."""
    tags: list[tuple[int, int, str, bool]] = []
    waiting: list[tuple[str, int, int, str]] = []
    open_count: dict[str, int] = {}
    for found in _TAG.finditer(text):
        start, end = found.span()
        closes = found["close"]
        if closes is None:
            name = found["open"] or "span"
            kind = re.sub(r"[\s;]", "", found["kind"] or "")
            style = found["open"] or _SPAN_STYLE.get(kind, "")
            waiting.append((name, start, end, style))
            open_count[name] = open_count.get(name, 0) + 1
            continue
        if not open_count.get(closes):
            continue
        while True:
            name, opened, opened_end, style = waiting.pop()
            open_count[name] -= 1
            if name == closes:
                break
        tags.append((opened, opened_end, style, True))
        tags.append((start, end, style, False))
    tags.sort()
    return tags


def rich_segments(text: str) -> list[tuple[str, frozenset[str]]]:
    """The text in segments, each with its styles: `i b sub sup sc nocase`.

    Unknown and unbalanced tags are text. Segments are never empty; neighbours differ in style.
    """
    if "<" not in text:
        return [(text, frozenset())] if text else []
    segments: list[tuple[str, frozenset[str]]] = []
    depth: dict[str, int] = {}

    def add(piece: str) -> None:
        if not piece:
            return
        styles = frozenset(style for style, count in depth.items() if count and style)
        if segments and segments[-1][1] == styles:
            piece = segments.pop()[0] + piece
        segments.append((piece, styles))

    at = 0
    for start, end, style, opens in _matched(text):
        add(text[at:start])
        depth[style] = depth.get(style, 0) + (1 if opens else -1)
        at = end
    add(text[at:])
    return segments


def plain(text: str) -> str:
    """Rich text as plain text: CSL's own tags go, every other character stays."""
    if "<" not in text:
        return text
    return "".join(piece for piece, _ in rich_segments(text))
