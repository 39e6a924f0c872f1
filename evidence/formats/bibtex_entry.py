"""One BibTeX entry, read field by field; what is broken is mended where that can be done.

One regular expression reads a well-formed field. Whatever it refuses is read slowly, and never
past the next place where an entry plainly begins, so the cost stays linear.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from bibtexparser.model import Entry, Field

from evidence import limits
from evidence.errors import Level
from evidence.formats.latex_verbatim import balanced


class Problem(NamedTuple):
    """Something mended or lost: `at` is the place in the text."""

    level: Level
    code: str
    text: str
    at: int
    field: str | None = None


class EntryBlock(Entry):
    """bibtexparser's `Entry` with its place in the text and what had to be mended.

    `values` holds (start, end) of each field's raw value, beside `fields`; `intact` says that the
    entry is well formed, so that its text can stand beside others; `overfull` that it had more
    fields than `limits.FIELDS_PER_ENTRY` (they are not kept).
    """

    def __init__(self, entry_type: str, key: str, start: int) -> None:
        super().__init__(entry_type, key, [])
        self.start = start
        self.end = start
        self.values: list[tuple[int, int]] = []
        self.problems: list[Problem] = []
        self.intact = True
        self.overfull = False
        self.macros = 0  # how many @string definitions stand before it

    def mend(
        self, code: str, text: str, at: int, name: str | None = None, level: Level = Level.WARNING
    ) -> None:
        """Tell what was mended; after it the text cannot go out again as it is."""
        self.problems.append(Problem(level, code, text, at, name))
        self.intact = False


NAME = r"[^\W\d][\w:+.\-/]*+"
_KEY = re.compile(r"\s*+([^\s,={}%#\"\\]++)\s*+,")
_FIELD = re.compile(
    r"(?:[\s,]++|%[^\r\n]*+)*+([^\W\d][\w:+.\-/]*+)\s*+=\s*+"
    r"(\{(?:[^{}]++|\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\})*+\}"
    r'|"(?:[^"{}]++|\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\})*+"'
    r"|[^\s,{}()\"#%=\\]++)\s*+(?:,|(?=[})]))"
)
_SKIP = re.compile(r"(?:[\s,]++|%[^\r\n]*+)*+")
_SPACE = re.compile(r"\s*+")
_NAME_EQUALS = re.compile(r"([^,={}\"\r\n@]{1,100}?)\s*+=")
_NAME_ONLY = re.compile(r"([^\s,={}\"@#]++)\s*+(?=[,})])")
_NEXT_NAME = re.compile(r"\s*+" + NAME + r"\s*+=")
_BARE = re.compile(r"[^\s,{}\"#=]++(?:[ \t]++[^\s,{}\"#=]++)*+")
_AFTER_VALUE = re.compile(r"\s*+(?:[,#})]|" + NAME + r"\s*+=|\Z)")
_REATTACH = re.compile(rf"\s*+,\s*+{NAME}\s*+=\s*+[{{\"\w]|[ \t]*+[\r\n]\s*+{NAME}\s*+=\s*+[{{\"]")
_BRACES = re.compile(r"[{}]")
_QUOTES = re.compile(r"[{}\"]")
_JUNK = re.compile(r"[^\s,{}()@][^,\r\n{}@]*+|[{}()@]")
_CUT = re.compile(
    rf",[ \t]*+({NAME})\s*+=\s*+(?=[{{\"])|,?[ \t]*+[\r\n]\s*+,?\s*+({NAME})\s*+=\s*+(?=[{{\"\w])"
)
_KNOWN_FIELDS = frozenset(
    str.split(
        "title author editor year date journal journaltitle booktitle publisher pages volume "
        "number doi url month note abstract address location institution school isbn issn "
        "keywords type"
    )
)
_EXTENSIONS = 8  # how many places that look like an entry a value may reach over


@dataclass(slots=True)
class Start:
    at: int
    open: int  # just after the opening brace
    type: str
    paren: bool
    strong: bool  # plainly an entry: a key and a field follow
    line_start: bool
    commented: bool = False


class Ground:
    """A text, the places where entries may begin, and what looking past these may still cost."""

    def __init__(self, text: str, starts: list[Start]) -> None:
        self.text = text
        self.starts = starts
        # What scanning past a likely start may cost altogether: keeps hostile files linear.
        self.budget = 8 * len(text) + 100_000

    def bound(self, index: int) -> int:
        return self.starts[index].at if index < len(self.starts) else len(self.text)

    def closing(self, at: int, bound: int) -> int:
        """Just after the brace that closes the one at `at`; −1 if there is none before `bound`."""
        depth = 0
        for match in _BRACES.finditer(self.text, at, bound):
            if match[0] == "{":
                depth += 1
                continue
            depth -= 1
            if depth == 0:
                end = match.end()
                if self.text[end - 2] == "\\" and not _AFTER_VALUE.match(self.text, end, bound):
                    depth = 1  # `{a \} b}`: meant as a character
                    continue
                return end
        return -1


def _after(pattern: re.Pattern[str], text: str, at: int, bound: int) -> int:
    """Where a pattern that begins at `at` ends; `at` itself if it is not there."""
    match = pattern.match(text, at, bound)
    return match.end() if match else at


def after_space(text: str, at: int, bound: int) -> int:
    """The first place from `at` on that is no white space."""
    return _after(_SPACE, text, at, bound)


class EntryReader:
    """Reads one entry; `limit` is the index of the start that it must not run into."""

    def __init__(self, ground: Ground, start: Start, limit: int, bound: int | None = None) -> None:
        self.ground = ground
        self.text = ground.text
        self.start = start
        self.limit = limit
        self.bound = ground.bound(limit) if bound is None else bound
        self.close = ")" if start.paren else "}"
        self.block = EntryBlock(start.type, "", start.at)
        self.names: set[str] = set()

    def read(self) -> EntryBlock:
        at, closed = self.key()
        if not closed:
            at = self.fields(at)
        self.block.end = at
        self.block._raw = self.text[self.start.at : at]
        return self.block

    def key(self) -> tuple[int, bool]:
        """Read the key; return where the fields begin, and whether the entry ended with it."""
        text, bound = self.text, self.bound
        match = _KEY.match(text, self.start.open, bound)
        if match is not None:
            self.block._key = match[1]
            return match.end(), False
        return self.odd_key(_after(_SPACE, text, self.start.open, bound))

    def odd_key(self, at: int) -> tuple[int, bool]:
        text, bound, block = self.text, self.bound, self.block
        alone = re.compile(r"([^\s,={}]*+)\s*+([})])").match(text, at, bound)
        if alone and alone[2] == self.close:
            block._key = alone[1]
            return alone.end(), True
        if alone and self.start.paren is False and alone[2] == ")":
            alone = None
        if text[at : at + 1] == ",":
            return at + 1, False
        named = re.compile(r"([^\s,={}\"]++)\s*+=\s*+([{\"])?").match(text, at, bound)
        if named and (named[2] or named[1].lower() in _KNOWN_FIELDS):
            return at, False
        bare = re.compile(rf"([^\s,={{}}\"]++)\s++(?={NAME}\s*+=)").match(text, at, bound)
        if bare:
            block._key = bare[1]
            block.mend("missing-comma", "A comma is missing after the key.", at)
            return bare.end(), False
        spaced = re.compile(r"([^,{}\r\n]{1,400}?)\s*+,").match(text, at, bound)
        if spaced:
            block._key = spaced[1].strip()
            return spaced.end(), False
        return at, False

    def fields(self, at: int) -> int:
        """Read all fields from `at` and return the end of the entry."""
        text, block, names = self.text, self.block, self.names
        fields, values, match_field = block._fields, block.values, _FIELD.match
        while True:
            match = match_field(text, at, self.bound)
            if match is not None:
                name, value = match.groups()
                lower = name.lower()
                at = match.end()
                if lower in names or len(fields) >= limits.FIELDS_PER_ENTRY:
                    self.add(lower, value, match.start(2))
                    continue
                names.add(lower)
                fields.append(Field(lower, value))
                values.append(match.span(2))
                continue
            at = _after(_SKIP, text, at, self.bound)
            if at >= self.bound:
                mended = self.unclosed()
                if mended is None:
                    return self.trimmed(self.bound)
                at = mended
            elif text[at] == self.close:
                at += 1
                if not _REATTACH.match(text, at, self.bound):
                    return at
                block.mend("extra-brace", "A closing brace too many; read on after it.", at - 1)
            else:
                following = self.odd_field(at)
                if following < 0:
                    block.mend("unclosed-entry", "The entry is not closed.", at)
                    return self.trimmed(at)
                at = following

    def trimmed(self, end: int) -> int:
        return self.start.at + len(self.text[self.start.at : end].rstrip())

    def add(self, name: str, value: str, at: int) -> None:
        block = self.block
        if len(block._fields) >= limits.FIELDS_PER_ENTRY:
            if not block.overfull:
                block.overfull = True
                text = f"More than {limits.FIELDS_PER_ENTRY} fields in one entry: it is not read."
                block.problems.append(Problem(Level.ERROR, "field-limit", text, self.start.at))
        elif name in self.names:
            text = f"The field “{name}” stands twice; the first is kept."
            block.problems.append(Problem(Level.WARNING, "duplicate-field", text, at, name))
        else:
            self.names.add(name)
            block._fields.append(Field(name, value))
            block.values.append((at, at + len(value)))

    def odd_field(self, at: int) -> int:
        """Read what `_FIELD` refuses; return where to go on, or −1 when the entry ends here."""
        text, block = self.text, self.block
        match = _NAME_EQUALS.match(text, at, self.bound)
        if match is not None:
            written = match[1].strip()
            name = re.sub(r"[^\w:+.\-/]+", "_", written).lower()
            value, end = self.value(match.end(), name)
            stripped = value.strip()
            if stripped:
                self.add(name, stripped, end - len(value))
            if not re.fullmatch(r"[\w:+.\-/]+", written):
                block.mend("odd-field-name", f"“{written}” is no name for a field.", at, name)
            following = _NEXT_NAME.match(text, end, self.bound)
            if following and text[end : following.end()].find(",") < 0:
                block.mend("missing-comma", f"A comma is missing after “{name}”.", end, name)
            return end
        alone = _NAME_ONLY.match(text, at, self.bound)
        if alone is not None:
            block.mend(
                "missing-value", f"The field “{alone[1]}” has no value.", at, alone[1].lower()
            )
            return alone.end()
        if text[at] == "@":
            return -1
        junk = _JUNK.match(text, at, self.bound)
        end = junk.end() if junk else at + 1
        block.mend("unread-text", f"Not understood: “{text[at:end][:40].strip()}”.", at)
        return end

    def value(self, at: int, name: str) -> tuple[str, int]:
        """The raw value that begins at or after `at`, with its `#` parts, and its end."""
        text = self.text
        begin = _after(_SPACE, text, at, self.bound)
        here = begin
        while True:
            mark = text[here : here + 1] if here < self.bound else ""
            if mark == "{":
                end = self.braced(here)
            elif mark == '"':
                end = self.quoted(here)
            else:
                end = self.bare(here, name)
            if end < 0:
                return self.salvage(begin, here, name)
            after = _after(_SPACE, text, end, self.bound)
            if text[after : after + 1] != "#" or after >= self.bound:
                return text[begin:end], end
            here = _after(_SPACE, text, after + 1, self.bound)

    def bare(self, at: int, name: str) -> int:
        match = _BARE.match(self.text, at, self.bound)
        if match is None:
            return at
        end = match.end()
        words = match[0]
        if self.start.paren and ")" in words:
            end = at + words.index(")")
            words = words[: words.index(")")]
        if re.compile(r"\s*+=").match(self.text, end, self.bound) and " " in words:
            words = words.rsplit(None, 1)[0]  # `year = 2001 title = {…}`
            end = at + len(words)
        if " " in words:
            self.block.mend("unquoted-value", f"The value of “{name}” needs braces.", at, name)
        return end

    def braced(self, at: int) -> int:
        ground = self.ground
        end = ground.closing(at, self.bound)
        if end >= 0 or self.bound >= len(self.text):
            return end
        # Perhaps the value itself holds what looks like an entry: look a little further.
        strong = 0
        for limit in range(self.limit + 1, min(self.limit + _EXTENSIONS, len(ground.starts)) + 1):
            passed = ground.starts[limit - 1]
            strong += passed.strong and passed.line_start
            bound = ground.bound(limit)
            ground.budget -= bound - at
            if strong > 1 or ground.budget < 0:
                return -1
            end = ground.closing(at, bound)
            if end >= 0:
                if re.compile(rf"\s*+(?:,\s*+{NAME}\s*+=|,?\s*+[}})])").match(
                    self.text, end, bound
                ):
                    self.limit, self.bound = limit, bound
                    return end
                return -1
        return -1

    def quoted(self, at: int) -> int:
        """Just after the quote that ends the value: outside braces, before a comma or the end."""
        depth = 0
        odd = False
        for match in _QUOTES.finditer(self.text, at + 1, self.bound):
            mark = match[0]
            if mark == "{":
                depth += 1
            elif mark == "}":
                depth -= depth > 0
            elif depth == 0:
                if _AFTER_VALUE.match(self.text, match.end(), self.bound):
                    if odd and _CUT.search(self.text, at + 1, match.start()):
                        return -1
                    return match.end()
                odd = True
        return -1

    def salvage(self, begin: int, opened: int, name: str) -> tuple[str, int]:
        """An unclosed value, cut where the next field begins, else at the end of the entry."""
        cut = self.next_field(opened + 1)
        end = self.trimmed(self.bound) if cut is None else cut
        body = self.text[opened + 1 : end].rstrip().rstrip(",").rstrip()
        if cut is None:
            body = body.removesuffix("}").rstrip()
        value = self.text[begin:opened] + "{" + balanced(body) + "}"
        self.block.mend(
            "unclosed-value",
            f"The value of “{name}” is not closed; it was cut at the next field.",
            opened,
            name,
        )
        return value, end

    def next_field(self, at: int) -> int | None:
        for match in _CUT.finditer(self.text, at, self.bound):
            name = match[1] or match[2]
            if name.lower() in _KNOWN_FIELDS or (len(name) > 1 and (match[2] or len(name) > 2)):
                return match.start()
        return None

    def unclosed(self) -> int | None:
        """The entry is never closed: cut its last value if that swallowed fields, else accept."""
        block = self.block
        if block._fields and not block.overfull:
            start, end = block.values[-1]
            mark = self.text[start : start + 1]
            if mark in ("{", '"') and end - start == len(block._fields[-1].value):
                cut = self.next_field(start + 1)
                if cut is not None and cut < end:
                    name = block._fields.pop().key
                    block.values.pop()
                    self.names.discard(name)
                    value, at = self.salvage(start, start, name)
                    self.add(name, value, start)
                    block.values[-1] = (start, at)
                    return at
        block.mend("unclosed-entry", "The entry is not closed.", self.start.at)
        return None
