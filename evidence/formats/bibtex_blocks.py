"""BibTeX text → blocks, in bibtexparser's model; a broken entry harms no other.

The blocks are bibtexparser 2's (`Entry`, `Field`, with raw values as its `Splitter` gives them
when no middleware is asked for). The splitting is ours: bibtexparser keeps only the text of an
entry with an unbalanced brace, and loses a field to a missing comma (its own `Splitter` is the
oracle in the tests). What was mended is told as `Problem`s.
"""

import re
from dataclasses import dataclass, field

from evidence.errors import Level
from evidence.formats.bibtex_entry import (
    NAME,
    EntryBlock,
    EntryReader,
    Ground,
    Problem,
    Start,
    after_space,
)

__all__ = ["Blocks", "EntryBlock", "Problem", "split"]


_START = re.compile(r"@\s*+([^\s{}()@,=#%\"'\\]++)\s*+([{(])")
_STRONG = re.compile(
    r"\s*+(?:[^\s,={}]{0,200}+\s*+,?|[^,={}\n]{0,200}+,|)"
    r"\s*+(?:%[^\r\n]*+\s*+)*+" + NAME + r"\s*+="
)
_COMMENTED_LINES = re.compile(r"[^\r\n]*+(?:\r?\n?[ \t]*+%[^\r\n]*+)++")
_LINE_COMMENT = re.compile(r"([\r\n][ \t]*)%")
_COMMENTED = "BibTeX has no comments by %: an entry behind one is an entry all the same."


@dataclass(slots=True)
class Blocks:
    entries: list[EntryBlock] = field(default_factory=list)
    strings: list[tuple[str, str]] = field(default_factory=list)  # (name, raw value) in their order
    problems: list[Problem] = field(default_factory=list)


def split(text: str) -> Blocks:
    """Every entry and macro of a file, in order."""
    return _Splitter(text).split()


class _Splitter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = _find_starts(text)
        self.limits = self._limits()
        self.ground = Ground(text, self.starts)
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

    def split(self) -> Blocks:
        done = 0
        for index, start in enumerate(self.starts):
            if start.at < done:
                continue
            kind = start.type.lower()
            if kind in ("comment", "preamble"):
                done = self.skipped(start)
            elif kind == "string":
                done = self.string(start, self.ground.bound(self.limits[index]))
            else:
                block = EntryReader(self.ground, start, self.limits[index]).read()
                if start.commented:
                    block = self.commented(start) or block
                    block.mend("commented-entry", _COMMENTED, start.at, level=Level.INFO)
                done = block.end
                block.macros = len(self.blocks.strings)
                self.blocks.entries.append(block)
                block.macros = len(self.blocks.strings)
        return self.blocks

    def commented(self, start: Start) -> EntryBlock | None:
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

    def skipped(self, start: Start) -> int:
        """The end of a comment or preamble; only its first line when it is never closed."""
        if not start.paren and self.ground.budget > 0:
            end = self.ground.closing(start.open - 1, len(self.text))
            self.ground.budget -= (end if end > 0 else len(self.text)) - start.open
            if end > 0:
                return end
        line = re.compile(r"[^\r\n]*+").match(self.text, start.open)
        return line.end() if line else start.open

    def string(self, start: Start, bound: int) -> int:
        match = re.compile(r"\s*+([^\s={}\"#,()]++)\s*+=").match(self.text, start.open, bound)
        if match is None:
            self.blocks.problems.append(
                Problem(Level.WARNING, "bad-string", "A @string without a name.", start.at)
            )
            return start.open
        reader = EntryReader(self.ground, start, 0, bound)
        value, end = reader.value(match.end(), match[1])
        self.blocks.strings.append((match[1].lower(), value))
        self.blocks.problems.extend(reader.block.problems)
        close = after_space(self.text, end, bound)
        return close + 1 if self.text[close : close + 1] in ("}", ")") else end


def _find_starts(text: str) -> list[Start]:
    starts: list[Start] = []
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
            Start(at, match.end(), match[1], match[2] == "(", strong, line_start, commented)
        )
    return starts
