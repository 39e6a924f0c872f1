"""Typewriter quotation marks in a title as print has them: apostrophes, and quotations that pandoc
can turn into those of the language, or into inner ones where the style quotes the title itself.
"""

import re

from evidence.citing import blocks

# Quotations stand in quotations at most: what is deeper stays as it was typed.
DEEPEST = 2
# Languages in which a full stop or a comma goes inside the closing mark, unless a style says else.
_INSIDE = ("en-us", "id", "ms", "fa", "hi", "tl")
_STYLE_SAYS = re.compile(r'punctuation-in-quote="(true|false)"')
_OPENING = re.compile(r"[\s(\[{/\u2013\u2014]")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'|(?:(?<=\s)|^)'(?=\w)")
_KINDS = {'"': "DoubleQuote", "'": "SingleQuote", "“": "DoubleQuote"}
_CLOSING = {'"': '"', "'": "'", "”": "“"}


def apostrophes(words: str) -> str:
    """O'Connell, patients' and 't Hooft with the apostrophe of print; 5' stays, it is a prime."""
    return _APOSTROPHE.sub("\u2019", words)


def quoted(words: str) -> blocks.Inlines:
    """Plain text as inlines with its quotations as such. What is not a pair of marks is text."""
    pairs, said = _pairs(words), apostrophes(words)
    ends = {end: start for start, end in pairs.items()}
    stack: list[blocks.Inlines] = [[]]
    at = 0
    for place in sorted([*pairs, *ends]):
        stack[-1] += blocks.text(said[at:place])
        at = place + 1
        if place in pairs:
            stack.append([])
        else:
            inner = stack.pop()
            kind = {"t": _KINDS[words[ends[place]]]}
            stack[-1].append({"t": "Quoted", "c": [kind, inner]})
    stack[-1] += blocks.text(said[at:])
    return stack[0]


def _pairs(words: str) -> dict[int, int]:
    """Where quotations begin and end: within one another at most DEEPEST deep."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for place, mark in enumerate(words):
        if mark not in _KINDS and mark not in _CLOSING:
            continue
        before, after = words[place - 1 : place], words[place + 1 : place + 2]
        if mark == "'" and after.isalnum() and (before.isalnum() or after.isdigit()):
            continue
        asked = _CLOSING.get(mark, "")
        if asked and before and not before.isspace() and asked in (words[i] for i in opened):
            while words[opened[-1]] != asked:
                opened.pop()
            pairs[opened.pop()] = place
            continue
        begins = not before or _OPENING.match(before) or place - 1 in opened
        if mark in _KINDS and begins and after and not after.isspace() and len(opened) < DEEPEST:
            opened.append(place)
    return pairs


def stops_in_quotes(csl: str, locale: str) -> bool:
    """Whether a style in a language prints “so,” and not “so”, with the comma outside."""
    said = _STYLE_SAYS.search(csl)
    if said is not None:
        return said[1] == "true"
    return locale.lower().startswith(_INSIDE) or locale.lower() == "en"


def within_quotes(entry: blocks.Inlines) -> blocks.Inlines:
    """An entry with the stops and commas that citeproc left behind a closing mark before it."""
    copied: blocks.Inlines = blocks.mapped(entry, lambda node: node)
    leaves = [node for node in blocks.nodes(copied) if node["t"] in ("Str", "Space", "SoftBreak")]
    for place in range(1, len(leaves)):
        stop = str(leaves[place].get("c", ""))[:1]
        if stop not in (".", ","):
            continue
        first = place
        while first > 0 and leaves[first - 1].get("c") in ("’", "”"):
            first -= 1
        before = str(leaves[first - 1].get("c", "")) if first else ""
        if first == place or not before[-1:].isalnum():
            continue
        leaves[place]["c"] = leaves[place]["c"][1:]
        leaves[first]["c"] = stop + leaves[first]["c"]
    return copied
