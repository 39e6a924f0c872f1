"""LaTeX → Unicode, or CSL's rich text; and back.

`decode` reads the body of a BibTeX value. Three styles: `PLAIN` (names, publishers, notes: no
markup, sub- and superscripts as Unicode where there are such characters), `RICH` (journal and
series titles: `<i> <b> <sub> <sup>`) and `TITLE` (the same, and a braced part that holds a
capital becomes `<span class="nocase">`; braces round the whole title mean nothing).

A literal `<`, `>` or `&` stays that character. Databases such as PubMed put real `<sub>2</sub>`
into titles: tags of exactly the forms that CSL knows, bare and balanced, therefore *are* rich
text wherever they come from, and everything else with a `<` is text. `encode` follows the same
rule, so `decode(encode(decode(x))) == decode(x)`.

Nothing is run, read or deleted: an unknown command stays visible with its argument and is named in
`problems`. Nesting deeper than `limits.LATEX_DEPTH` leaves the value as it stands.
"""

import re
import unicodedata

from evidence import limits
from evidence.formats import latex_tables as tables
from evidence.formats.latex_verbatim import unescape_verbatim
from evidence.formats.latex_write import TAG, Style, encode, matched_tags, unwrap

__all__ = ["TOO_DEEP", "Style", "decode", "encode"]


TOO_DEEP = "latex-too-deep"  # in `problems`, beside the names of unknown commands

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_PARAGRAPH = re.compile(r"[ \t]*\r?\n[ \t]*\r?\n\s*")
_TOKEN = re.compile(r"(\\(?:[A-Za-z@]+\*?[ \t\r\n]*|[\s\S])|[{}~^_]|\$\$?|---?|``|''|[!?]`)")
_LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "!`": "¡", "?`": "¿"}
_NO_LETTER_BELOW = frozenset("\u0327\u0328\u0331\u0323\u0326")
_CHAR_COMMAND = re.compile(r"\"([0-9A-Fa-f]{1,6})|'([0-7]{1,7})|([0-9]{1,7})")


class _TooDeep(Exception):
    pass


def decode(value: str, style: Style = Style.PLAIN, *, problems: list[str] | None = None) -> str:
    """The text that LaTeX would print for `value`, in NFC, white space joined and trimmed.

    Unknown commands are appended to `problems` as `\\name`; `TOO_DEEP` when nesting was too deep.
    """
    if _needs_decoding(value):
        if style is Style.LONG:
            value = "\0".join(_PARAGRAPH.split(value))
        if style is Style.TITLE:
            value = unwrap(value.strip())
        try:
            decoder = _Decoder(value, style)
            text = decoder.run("", 0, False)
            if problems is not None:
                problems.extend(decoder.unknown)
            value = text
        except _TooDeep:
            if problems is not None:
                problems.append(TOO_DEEP)
    elif style is Style.LONG and "\n" in value:
        value = "\0".join(_PARAGRAPH.split(value))
    if style is Style.LONG and "\0" in value:
        return _finish_paragraphs(value)
    if style is Style.RICH and "nocase" in value:
        value = _without_nocase(value)
    if "></" in value and style in (Style.RICH, Style.TITLE):
        value = _without_empty_tags(value)
    if value.isascii():
        if "\n" in value or "  " in value or "\t" in value or "\r" in value:
            return " ".join(value.split())
        return value.strip()
    value = _SPACE.sub(" ", value).strip()
    return unicodedata.normalize("NFC", value)


def _needs_decoding(value: str) -> bool:
    """Whether LaTeX would print anything else than `value`: most values are plain.

    Ten looks for a fixed string take a fifth of the time of one regular expression.
    """
    return (
        "\\" in value
        or "{" in value
        or "$" in value
        or "~" in value
        or "--" in value
        or "}" in value
        or "``" in value
        or "''" in value
        or "!`" in value
        or "?`" in value
    )


def _finish_paragraphs(value: str) -> str:
    parts = (_SPACE.sub(" ", part).strip() for part in value.split("\0"))
    return unicodedata.normalize("NFC", "\n\n".join(part for part in parts if part))


def _without_nocase(value: str) -> str:
    """The value without protected parts: journals and series keep their case anyway."""
    pairs = matched_tags(value)
    return TAG.sub(lambda tag: "" if tag[2] == "span" and tag.start() in pairs else tag[0], value)


def _without_empty_tags(value: str) -> str:
    """The value without markup round nothing, also where that leaves other markup empty."""
    out: list[str] = []
    at = 0
    for tag in TAG.finditer(value):
        if tag.start() > at:
            out.append(value[at : tag.start()])
        at = tag.end()
        if out and tag[1] and _OPENING.get(tag[0]) == out[-1]:
            out.pop()
        else:
            out.append(tag[0])
    return "".join([*out, value[at:]])


_OPENING = {f"</{name}>": f"<{name}>" for name in ("i", "b", "sub", "sup")} | {
    "</span>": '<span class="nocase">'
}


class _Decoder:
    """One value on its way: the tokens, the place among them, and what could not be read."""

    __slots__ = ("at", "parts", "protected", "rich", "style", "unknown")

    def __init__(self, value: str, style: Style) -> None:
        self.parts = [part for part in _TOKEN.split(value) if part]
        self.at = 0
        self.style = style
        self.rich = style is Style.RICH or style is Style.TITLE
        self.protected = style is not Style.TITLE
        self.unknown: list[str] = []

    def run(self, stop: str, depth: int, math: bool) -> str:
        """Read up to `stop` (which is consumed) or the end, and return the text."""
        if depth > limits.LATEX_DEPTH:
            raise _TooDeep
        out: list[str] = []
        parts = self.parts
        while self.at < len(parts):
            part = parts[self.at]
            self.at += 1
            if part == stop:
                break
            first = part[0]
            if first == "\\" and len(part) > 1:
                name = part[1:].rstrip()
                if name in tables.SWITCHES:
                    out.append(self.wrap(tables.SWITCHES[name], self.run(stop, depth + 1, math)))
                    break
                out.append(self.command(part, depth, math))
            elif first == "{":
                out.append(self.group(depth, math))
            elif first == "}":
                if stop and stop != "}":  # the group that the formula stands in ends here
                    self.at -= 1
                    break
            elif first == "$":
                out.append(self.dollars(part, depth, math))
            elif part == "~":
                before = parts[self.at - 2] if self.at > 1 else ""
                out.append("~" if before.endswith("/") else "\u00a0")
            elif part in _LIGATURES:
                out.append(_LIGATURES[part])
            elif math and first in "^_" and len(part) == 1:
                out.append(self.script(part, depth))
            else:
                out.append(part.replace("'", "′") if math else part)
        return "".join(out)

    def group(self, depth: int, math: bool) -> str:
        following = self.parts[self.at] if self.at < len(self.parts) else ""
        # BibTeX: a group that begins with a command is a "special character", not a protection.
        protects = not self.protected and not following.startswith("\\")
        if not protects:
            return self.run("}", depth + 1, math)
        self.protected = True
        inner = self.run("}", depth + 1, math)
        self.protected = False
        if any(letter.isupper() for letter in inner):
            return f'<span class="nocase">{inner}</span>'
        return inner

    def dollars(self, mark: str, depth: int, math: bool) -> str:
        if math:
            return ""
        try:
            end = self.parts.index(mark, self.at)
        except ValueError:
            return mark
        content = self.parts[self.at : end]
        if not content:
            return ""
        if content[0][0].isdigit() and content[-1][-1].isspace():  # "from $5 to $10": money
            return mark
        return self.run(mark, depth + 1, True)

    def script(self, mark: str, depth: int) -> str:
        inner = self.argument(depth, True)
        if mark == "^" and inner in ("°", "′", "*", "†", "‡"):
            return inner
        return self.wrap("sup" if mark == "^" else "sub", inner)

    def wrap(self, tag: str, inner: str) -> str:
        if not inner:
            return ""
        if self.rich:
            return f"<{tag}>{inner}</{tag}>"
        if tag == "sup" or tag == "sub":
            table = tables.SUPERSCRIPTS if tag == "sup" else tables.SUBSCRIPTS
            if all(letter in table for letter in inner):
                return "".join(table[letter] for letter in inner)
            if not inner.isalpha():
                inner = f"({inner})" if len(inner) > 1 else inner
            return ("^" if tag == "sup" else "_") + inner
        return inner

    def argument(self, depth: int, math: bool) -> str:
        """The next group, command or character."""
        parts = self.parts
        while self.at < len(parts):
            part = parts[self.at]
            self.at += 1
            if part[0] == "{":
                return self.run("}", depth + 1, math)
            if part[0] == "}":
                self.at -= 1
                return ""
            if part[0] == "\\" and len(part) > 1:
                if depth > limits.LATEX_DEPTH:
                    raise _TooDeep
                return self.command(part, depth + 1, math)
            text = part.lstrip()
            if not text:
                continue
            if len(text) > 1:
                self.at -= 1
                parts[self.at] = text[1:]
            return text[0]
        return ""

    def raw_argument(self) -> str:
        """The next group as it stands, without what escapes its special characters."""
        parts = self.parts
        if self.at >= len(parts) or parts[self.at] != "{":
            return ""
        depth, start = 0, self.at
        while self.at < len(parts):
            part = parts[self.at]
            self.at += 1
            depth += 1 if part == "{" else -1 if part == "}" else 0
            if depth == 0:
                break
        return unescape_verbatim("".join(parts[start + 1 : self.at - 1]))

    def command(self, part: str, depth: int, math: bool) -> str:
        name = part[1:].rstrip() or " "
        if len(part) == 2 and not name.isalpha():
            return self.control_symbol(name, depth, math)
        accent = tables.ACCENTS.get(name) or (tables.MATH_ACCENTS.get(name) if math else None)
        if accent is not None:
            return _accented(accent, self.argument(depth, math), "\\" + name)
        if name in tables.TAGGED:
            return self.wrap(tables.TAGGED[name], self.argument(depth, False))
        if name in tables.TRANSPARENT:
            return self.transparent(name, depth, math)
        known = tables.symbols().get(name)
        if known is not None:
            spaced = math and part[-1].isspace() and (len(known) > 1 or not known.isalpha())
            return known + " " if spaced else known
        if name in tables.SILENT:
            return ""
        if name in tables.SPACES:
            return " "
        return self.with_arguments(part, name, depth, math)

    def transparent(self, name: str, depth: int, math: bool) -> str:
        inner = self.argument(depth, math and name.startswith(("math", "bold", "bm", "operator")))
        if name == "mathbb":
            return tables.DOUBLE_STRUCK.get(inner, inner)
        return inner

    def with_arguments(self, part: str, name: str, depth: int, math: bool) -> str:
        if name in tables.UPPERCASED:
            inner = self.argument(depth, math)
            return inner if "<" in inner else inner.upper()
        if name in tables.QUOTED or name in ("enquote*", "textquote*"):
            return f"“{self.argument(depth, math)}”"
        if name in tables.VERBATIM:
            return self.raw_argument()
        if name in tables.DROPPED_ARGUMENT:
            self.argument(depth, math)
            return ""
        if name in tables.SECOND_ARGUMENT:
            self.raw_argument()
            return self.argument(depth, math)
        if name == "ensuremath":
            return self.argument(depth, True)
        if name in ("frac", "dfrac", "tfrac", "nicefrac", "sfrac"):
            above, below = self.argument(depth, math), self.argument(depth, math)
            return f"{above}/{below}"
        if name in ("char", "symbol", "unichar"):
            return self.character(part)
        return self.unknown_command(part, name, depth, math)

    def unknown_command(self, part: str, name: str, depth: int, math: bool) -> str:
        self.unknown.append("\\" + name)
        out = ["\\" + name]
        if self.at < len(self.parts):
            following = self.parts[self.at]
            if following[0].isdigit() and following.isalnum():  # `\\write18{...}`
                self.at += 1
                out.append(following)
            elif following != "{":
                return out[0] + (" " if part[-1].isspace() else "")
            while self.at < len(self.parts) and self.parts[self.at] == "{":
                self.at += 1
                out.append("{" + self.run("}", depth + 1, math) + "}")
        return "".join(out)

    def control_symbol(self, name: str, depth: int, math: bool) -> str:
        if name in tables.ACCENTS:
            return _accented(tables.ACCENTS[name], self.argument(depth, math), name)
        if name in tables.SYMBOL_SPACES:
            return " "
        if name in tables.SYMBOL_SILENT:
            return ""
        if name in "([":
            return self.run("\\)" if name == "(" else "\\]", depth + 1, True)
        if name in ")]":
            return ""
        return "‖" if name == "|" and math else name

    def character(self, part: str) -> str:
        """`\\char"E9`, `\\symbol{233}`: a character by its number, if it can be one."""
        written = self.raw_argument()
        if not written and self.at < len(self.parts):
            match = _CHAR_COMMAND.match(self.parts[self.at])
            if match:
                written = match[0]
                self.parts[self.at] = self.parts[self.at][match.end() :]
                if not self.parts[self.at]:
                    self.at += 1
        match = _CHAR_COMMAND.fullmatch(written)
        if match:
            code = (
                int(match[1], 16) if match[1] else int(match[2] or match[3], 8 if match[2] else 10)
            )
            if 0x20 < code < 0xD800 or 0xE000 <= code < 0x110000:
                return chr(code)
        self.unknown.append(part.strip())
        return part.strip() + (f"{{{written}}}" if written else "")


def _accented(combining: str, base: str, written: str) -> str:
    if not base:
        return written if len(written) == 1 else ""
    letter = base[0]
    if not letter.isalpha():
        return (written if len(written) == 1 else "") + base
    if letter in "ıȷ" and combining not in _NO_LETTER_BELOW:
        letter = "i" if letter == "ı" else "j"
    return unicodedata.normalize("NFC", letter + combining) + base[1:]
