"""BibTeX text → blocks, in bibtexparser's model; a broken entry harms no other.

The blocks are bibtexparser 2's (`Entry`, `Field`, with raw values as its `Splitter` gives them when no
middleware is asked for). The splitting is ours: bibtexparser keeps only the text of an entry with an
unbalanced brace, and loses a field to a missing comma (its own `Splitter` is the oracle in the tests).

One regular expression reads a well-formed field. Whatever it refuses is read slowly, and never past the
next place where an entry plainly begins, so the cost stays linear. What was mended is told as `Problem`s.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bibtexparser.model import Entry, Field

from evidence import limits
from evidence.errors import Level


class Problem(NamedTuple):
    """Something mended or lost: `at` is the place in the text."""

    level: Level
    code: str
    text: str
    at: int
    field: str | None = None


class EntryBlock(Entry):  # type: ignore[misc]
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


@dataclass(slots=True)
class Blocks:
    entries: list[EntryBlock] = field(default_factory=list)
    strings: list[tuple[str, str]] = field(default_factory=list)  # (name, raw value) in their order
    problems: list[Problem] = field(default_factory=list)


_NAME = r"[^\W\d][\w:+.\-/]*+"
_START = re.compile(r"@\s*+([^\s{}()@,=#%\"'\\]++)\s*+([{(])")
_STRONG = re.compile(
    r"\s*+(?:[^\s,={}]{0,200}|[^,={}\n]{0,200},)\s*+,?\s*+(?:%[^\r\n]*+\s*+)*" + _NAME + r"\s*+="
)
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
_NEXT_NAME = re.compile(r"\s*+" + _NAME + r"\s*+=")
_BARE = re.compile(r"[^\s,{}\"#=]++(?:[ \t]++[^\s,{}\"#=]++)*+")
_AFTER_VALUE = re.compile(r"\s*+(?:[,#})]|" + _NAME + r"\s*+=|\Z)")
_REATTACH = re.compile(
    rf"\s*+,\s*+{_NAME}\s*+=\s*+[{{\"\w]|[ \t]*+[\r\n]\s*+{_NAME}\s*+=\s*+[{{\"]"
)
_BRACES = re.compile(r"[{}]")
_QUOTES = re.compile(r"[{}\"]")
_JUNK = re.compile(r"[^\s,{}()@][^,\r\n{}@]*+|[{}()@]")
_CUT = re.compile(
    rf",[ \t]*+({_NAME})\s*+=\s*+(?=[{{\"])|,?[ \t]*+[\r\n]\s*+,?\s*+({_NAME})\s*+=\s*+(?=[{{\"\w])"
)
_KNOWN_FIELDS = frozenset(
    ["title", "author", "editor", "year", "date", "journal", "journaltitle", "booktitle", "publisher", "pages", "volume", "number", "doi", "url", "month", "note", "abstract", "address", "location", "institution", "school", "isbn", "issn", "keywords", "type"]
)
_COMMENTED_LINES = re.compile(r"[^\r\n]*+(?:\r?\n?[ \t]*+%[^\r\n]*+)++")
_LINE_COMMENT = re.compile(r"([\r\n][ \t]*)%")
_COMMENTED = "BibTeX has no comments by %: an entry behind one is an entry all the same."
_EXTENSIONS = 8  # how many places that look like an entry a value may reach over


@dataclass(slots=True)
class _Start:
    at: int
    open: int  # just after the opening brace
    type: str
    paren: bool
    strong: bool  # plainly an entry: a key and a field follow
    line_start: bool
    commented: bool = False


def split(text: str) -> Blocks:
    """Every entry and macro of a file, in order."""
    return _Splitter(text).split()


class _Splitter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = _find_starts(text)
        self.limits = self._limits()
        # What scanning past a likely start may cost altogether: keeps hostile files linear.
        self.budget = 8 * len(text) + 100_000
        self.blocks = Blocks()

    def _limits(self) -> list[int]:
        """For each start, the index of the next strong one."""
        following = len(self.starts)
        out = [0] * len(self.starts)
        for index in range(len(self.starts) - 1, -1, -1):
            out[index] = following
            if self.starts[index].strong:
                following = index
        return out

    def bound(self, index: int) -> int:
        return self.starts[index].at if index < len(self.starts) else len(self.text)

    def split(self) -> Blocks:
        done = 0
        for index, start in enumerate(self.starts):
            if start.at < done:
                continue
            kind = start.type.lower()
            if kind in ("comment", "preamble"):
                done = self.skipped(start)
            elif kind == "string":
                done = self.string(start, self.bound(self.limits[index]))
            else:
                block = _EntryReader(self, start, self.limits[index]).read()
                if start.commented:
                    block = self.commented(start) or block
                    block.mend("commented-entry", _COMMENTED, start.at, level=Level.INFO)
                done = block.end
                block.macros = len(self.blocks.strings)
                self.blocks.entries.append(block)
                block.macros = len(self.blocks.strings)
        return self.blocks

    def commented(self, start: _Start) -> EntryBlock | None:
        """An entry of which every line is behind a `%`: read as if these were blanks."""
        lines = _COMMENTED_LINES.match(self.text, start.at)
        if lines is None:
            return None
        inner = split(_LINE_COMMENT.sub(r"\1 ", lines[0])).entries
        if not inner:
            return None
        block = inner[0]
        block.start, block.end = start.at, start.at + block.end
        block.values = [(begin + start.at, end + start.at) for begin, end in block.values]
        block.problems = [problem._replace(at=problem.at + start.at) for problem in block.problems]
        return block

    def skipped(self, start: _Start) -> int:
        """The end of a comment or preamble; only its first line when it is never closed."""
        if not start.paren and self.budget > 0:
            end = self.closing(start.open - 1, len(self.text))
            self.budget -= (end if end > 0 else len(self.text)) - start.open
            if end > 0:
                return end
        line = re.compile(r"[^\r\n]*+").match(self.text, start.open)
        return line.end() if line else start.open

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

    def string(self, start: _Start, bound: int) -> int:
        match = re.compile(r"\s*+([^\s={}\"#,()]++)\s*+=").match(self.text, start.open, bound)
        if match is None:
            self.blocks.problems.append(
                Problem(Level.WARNING, "bad-string", "A @string without a name.", start.at)
            )
            return start.open
        reader = _EntryReader(self, start, 0, bound)
        value, end = reader.value(match.end(), match[1])
        self.blocks.strings.append((match[1].lower(), value))
        self.blocks.problems.extend(reader.block.problems)
        close = _SPACE.match(self.text, end, bound).end()  # type: ignore[union-attr]
        return close + 1 if self.text[close : close + 1] in ("}", ")") else end


class _EntryReader:
    """Reads one entry; `limit` is the index of the start that it must not run into."""

    def __init__(
        self, splitter: _Splitter, start: _Start, limit: int, bound: int | None = None
    ) -> None:
        self.splitter = splitter
        self.text = splitter.text
        self.start = start
        self.limit = limit
        self.bound = splitter.bound(limit) if bound is None else bound
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
        return self.odd_key(_SPACE.match(text, self.start.open, bound).end())  # type: ignore[union-attr]

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
        bare = re.compile(rf"([^\s,={{}}\"]++)\s++(?={_NAME}\s*+=)").match(text, at, bound)
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
            at = _SKIP.match(text, at, self.bound).end()  # type: ignore[union-attr]
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
            name = re.sub(r"\s+", "_", written).lower()
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
        begin = _SPACE.match(text, at, self.bound).end()  # type: ignore[union-attr]
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
            after = _SPACE.match(text, end, self.bound).end()  # type: ignore[union-attr]
            if text[after : after + 1] != "#" or after >= self.bound:
                return text[begin:end], end
            here = _SPACE.match(text, after + 1, self.bound).end()  # type: ignore[union-attr]

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
        splitter = self.splitter
        end = splitter.closing(at, self.bound)
        if end >= 0 or self.bound >= len(self.text):
            return end
        # Perhaps the value itself holds what looks like an entry: look a little further.
        strong = 0
        for limit in range(self.limit + 1, min(self.limit + _EXTENSIONS, len(splitter.starts)) + 1):
            passed = splitter.starts[limit - 1]
            strong += passed.strong and passed.line_start
            bound = splitter.bound(limit)
            splitter.budget -= bound - at
            if strong > 1 or splitter.budget < 0:
                return -1
            end = splitter.closing(at, bound)
            if end >= 0:
                if re.compile(rf"\s*+(?:,\s*+{_NAME}\s*+=|,?\s*+[}})])").match(
                    self.text, end, bound
                ):
                    self.limit, self.bound = limit, bound
                    return end
                return -1
        return -1

    def quoted(self, at: int) -> int:
        """Just after the quote that ends the value: one outside braces that a comma or the end follows."""
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
        """An unclosed value, cut where the next field begins; at the end of the entry without one."""
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
        """The entry ran into its bound: cut its last value if that swallowed fields, else accept."""
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


def _find_starts(text: str) -> list[_Start]:
    starts: list[_Start] = []
    for match in _START.finditer(text):
        at = match.start()
        before = at - 1
        while before >= 0 and text[before] in " \t\ufeff":
            before -= 1
        line_start = before < 0 or text[before] in "\r\n"
        kind = match[1].lower()
        strong = kind in ("comment", "preamble", "string") or bool(_STRONG.match(text, match.end()))
        commented = False
        if not line_start:
            near = text[at - 1]
            line = text[max(0, at - 200) : at]
            line = line[max(line.rfind("\n"), line.rfind("\r")) + 1 :]
            commented = line.lstrip().startswith("%")
            if near.isalnum() or near in "._\\-":
                continue
            if not (strong or near == "}" or (commented and not line.strip(" \t%"))):
                continue
        starts.append(
            _Start(at, match.end(), match[1], match[2] == "(", strong, line_start, commented)
        )
    return starts


def balanced(text: str) -> str:
    """The text without the braces that have no partner."""
    stack: list[int] = []
    loose: set[int] = set()
    for match in _BRACES.finditer(text):
        if match[0] == "{":
            stack.append(match.start())
        elif stack:
            stack.pop()
        else:
            loose.add(match.start())
    loose.update(stack)
    if not loose:
        return text
    return "".join(letter for place, letter in enumerate(text) if place not in loose)
