"""The article's Markdown as blocks of runs with their offsets, so that claims can be marked in it.

Pure. Knows what an article uses: headings, paragraphs, lists, quotations, emphasis, strong, code
and links. Anything else is shown as it was typed. Nothing becomes markup: a run is text.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style: `text[start:end]` of the article. Styles: "", "em", "strong", "code"."""

    start: int
    end: int
    style: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading ("h2" … "h4"), a paragraph ("p"), a list item ("li") or a quotation ("quote")."""

    kind: str
    runs: tuple[Run, ...]


# A heading is its line; other blocks go on to a blank line or to where another one begins.
_BLOCK = re.compile(
    r"[^\S\n]{0,3}#{1,6} [^\n]*"
    r"|[^\n]+(?:\n(?![^\S\n]*\n)(?![^\S\n]{0,3}(?:#{1,6} |[-*+] |\d+[.)] |> ))[^\n]+)*"
)
_HEADS = (
    (re.compile(r"\s{0,3}(#{1,6}) +"), "h"),
    (re.compile(r"\s{0,3}(?:[-*+]|\d+[.)]) +"), "li"),
    (re.compile(r"\s{0,3}> ?"), "quote"),
)
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!<>-])"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<strong_text>.{1,2000}?)(?<=\S)(?P=strong)"
    r"|(?P<em>[*_])(?=\S)(?P<em_text>[^*_]{1,2000}?)(?<=\S)(?P=em)(?!\w)"
    r"|`(?P<code_text>[^`]{1,500})`"
    r"|\[(?P<link_text>[^\[\]]{1,500})\]\([^()\s]{1,2000}\)",
    re.DOTALL,
)


def blocks(text: str) -> list[Block]:
    """Cut an article into blocks; every run is a slice of `text`."""
    return [
        _block(text, match.start(), match.end())
        for match in _BLOCK.finditer(text)
        if match[0].strip()
    ]


def _block(text: str, start: int, end: int) -> Block:
    kind = "p"
    for pattern, name in _HEADS:
        found = pattern.match(text, start, end)
        if found:
            start = found.end()
            kind = f"h{min(max(len(found[1]), 2), 4)}" if name == "h" else name
            break
    return Block(kind, tuple(_runs(text, start, end, "")))


def _runs(text: str, start: int, end: int, style: str) -> list[Run]:
    runs: list[Run] = []
    here = start
    for match in _INLINE.finditer(text, start, end):
        if match.start() > here:
            runs.append(Run(here, match.start(), style))
        for group, inner in (
            ("escaped", style),
            ("strong_text", "strong"),
            ("em_text", "em"),
            ("code_text", "code"),
            ("link_text", style),
        ):
            if match.group(group) is not None:
                runs.append(Run(*match.span(group), inner))
                break
        here = match.end()
    if here < end:
        runs.append(Run(here, end, style))
    return runs
