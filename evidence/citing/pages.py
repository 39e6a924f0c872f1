"""Inlines as HTML for a page: every character escaped, no attribute but a checked address."""

from html import escape
from typing import Any

from evidence.citing import blocks

TAGS = {
    "Emph": "i",
    "Strong": "b",
    "Underline": "u",
    "Strikeout": "s",
    "Superscript": "sup",
    "Subscript": "sub",
}
BREAKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "<br>"}
QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def html_of(inlines: blocks.Inlines) -> str:
    """The inlines as HTML that may be shown as it is."""
    return "".join(map(_html, inlines))


def _html(node: dict[str, Any]) -> str:
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind == "Str":
        return escape(content)
    if kind in BREAKS:
        return BREAKS[kind]
    if kind in TAGS:
        return f"<{TAGS[kind]}>{html_of(content)}</{TAGS[kind]}>"
    if kind == "SmallCaps":
        return f'<span style="font-variant:small-caps">{html_of(content)}</span>'
    if kind == "Quoted":
        left, right = QUOTES[content[0]["t"]]
        return f"{left}{html_of(content[1])}{right}"
    if kind == "Span":
        inner = html_of(content[1])
        upright = "upright" in content[0][1]
        return f'<span style="font-style:normal">{inner}</span>' if upright else inner
    if kind == "Cite":
        return html_of(content[1])
    if kind == "Link":
        _, words, (target, _) = content
        address = blocks.safe_target(target)
        inner = html_of(words)
        if address is None or address.startswith("#"):
            return inner
        return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
    return escape(blocks.text_of(node))
