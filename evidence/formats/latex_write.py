"""Unicode and CSL's rich text → LaTeX that `latex.decode` reads back as the same text."""

import re
from enum import Enum


class Style(Enum):
    PLAIN = "plain"
    LONG = "long"  # plain, with paragraphs kept
    RICH = "rich"
    TITLE = "title"


TAG = re.compile(r'<(/?)(i|b|sub|sup|span)( class="nocase")?>')


def unwrap(value: str) -> str:
    """The value without braces that go round the whole of it."""
    while value.startswith("{") and value.endswith("}") and _closing(value, 0) == len(value) - 1:
        value = value[1:-1].strip()
    return value


_BRACE = re.compile(r"\\[{}\\]|[{}]")


def _closing(value: str, start: int) -> int:
    """The place of the brace that closes the one at `start`; −1 if there is none."""
    depth = 0
    for match in _BRACE.finditer(value, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                return match.start()
    return -1


_ESCAPES = {
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "$": "\\$",
    "&": "\\&",
    "%": "\\%",
    "#": "\\#",
    "_": "\\_",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "\u00a0": "~",
    "/\u00a0": "/{}~",
    "-": "-{}",
    "`": "`{}",
    "'": "'{}",
    "?": "?{}",
    "!": "!{}",
}
_SPECIAL = re.compile(r"/\u00a0|[\\{}$&%#_~^\u00a0]|-(?=-)|`(?=`)|'(?=')|[?!](?=`)")
_COMMANDS = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}


def encode(text: str, style: Style = Style.PLAIN) -> str:
    """`text` as LaTeX that `decode` reads back as `text`; its braces always balance."""
    if style is Style.RICH or style is Style.TITLE:
        return _encode_rich(text, style)
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


def _encode_rich(text: str, style: Style) -> str:
    if "<" not in text:
        return encode(text)
    pairs = matched_tags(text)
    out: list[str] = []
    opened: list[int] = []  # where in `out` each open nocase group began
    at = 0
    for match in TAG.finditer(text):
        role = pairs.get(match.start())
        if role is None:
            continue
        out.append(encode(text[at : match.start()]))
        at = match.end()
        nocase = match[2] == "span"
        if nocase and style is Style.RICH:
            continue
        if role == "open":
            opened.append(len(out))
            out.append("{" if nocase else f"\\{_COMMANDS[match[2]]}{{")
        else:
            start = opened.pop()
            if nocase and "".join(out[start + 1 : start + 3]).startswith("\\"):
                out[start] = "{{}"  # else BibTeX would read a special character, not a protection
            out.append("}")
    out.append(encode(text[at:]))
    written = "".join(out)
    if style is Style.TITLE and unwrap(written) != written:
        written += "{}"
    return written


def matched_tags(text: str) -> dict[int, str]:
    """Where the balanced tags of CSL's rich text stand: place → "open" or "close"."""
    roles: dict[int, str] = {}
    stack: list[tuple[str, int]] = []
    for match in TAG.finditer(text):
        closing, name, attribute = match[1], match[2], match[3]
        if (name == "span") != bool(attribute) and not (closing and name == "span"):
            continue
        if closing and attribute:
            continue
        if not closing:
            stack.append((name, match.start()))
        elif stack and stack[-1][0] == name:
            roles[stack.pop()[1]] = "open"
            roles[match.start()] = "close"
    return roles
