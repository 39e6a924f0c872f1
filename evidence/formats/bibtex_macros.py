"""`@string` macros and `#`: raw BibTeX values → the text between their braces or quotes.

Names do not depend on case. A macro may be defined after it is used (BibTeX would not allow it);
one that is defined twice has, as in BibTeX, the value of the last definition before its use.
Expansion stops at `limits.FIELD_CHARS` for one value and `limits.EXPANDED_CHARS` for a file
("billion laughs"): what a value would grow to is added up before it is built.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from evidence import limits
from evidence.formats.dates import MONTH_NAMES, MONTHS

MONTH_MACROS = dict(zip(MONTHS, MONTH_NAMES, strict=True))

# Problems that `text` may name.
UNDEFINED = "undefined-string"
CYCLE = "string-cycle"
LIMIT = "expansion-limit"

_BRACE = re.compile(r"[{}]")
_QUOTE = re.compile(r"[{}\"]")
_ENDS_PIECE = re.compile(r"\s*+(?:#|\Z)")
_BARE = re.compile(r"[^#]+")
_MACRO_NAME = re.compile(r"[^\s\d{}\"#%(),=@'][^\s{}\"#%(),=@']*")

Piece = tuple[bool, str]  # (is a macro's name, text)


def pieces(raw: str) -> list[Piece]:
    """The parts of a raw value that `#` joins."""
    first = raw[:1]
    if "#" not in raw:
        if first == "{":
            return [(False, raw[1:-1] if raw.endswith("}") else raw[1:])]
        if first == '"':
            return [(False, raw[1:-1] if len(raw) > 1 and raw.endswith('"') else raw[1:])]
        return [_bare(raw)]
    found: list[Piece] = []
    at = 0
    while at < len(raw):
        mark = raw[at]
        if mark == "{":
            end = _braced_end(raw, at)
            found.append((False, raw[at + 1 : end - 1]))
        elif mark == '"':
            end = _quoted_end(raw, at)
            found.append((False, raw[at + 1 : end - 1]))
        elif mark == "#" or mark.isspace():
            end = at + 1
        else:
            match = _BARE.match(raw, at)
            end = match.end() if match else at + 1
            found.append(_bare(raw[at:end].strip()))
        at = end
    return found


def _bare(text: str) -> Piece:
    return (_MACRO_NAME.fullmatch(text) is not None, text)


def _braced_end(raw: str, at: int) -> int:
    depth = 0
    for match in _BRACE.finditer(raw, at):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            if _ENDS_PIECE.match(raw, match.end()):
                return match.end()
            depth = 1
    return len(raw)


def _quoted_end(raw: str, at: int) -> int:
    depth = 0
    for match in _QUOTE.finditer(raw, at + 1):
        if match[0] == '"':
            if depth <= 0 and _ENDS_PIECE.match(raw, match.end()):
                return match.end()
        else:
            depth += 1 if match[0] == "{" else -1
    return len(raw)


class Macros:
    """The macros of one file. `before` counts the definitions that stand before an entry."""

    def __init__(self, definitions: Sequence[tuple[str, str]]) -> None:
        self._definitions = list(definitions)
        self._by_name: dict[str, list[int]] = {}
        for index, (name, _) in enumerate(self._definitions):
            self._by_name.setdefault(name, []).append(index)
        # Expanded text of each definition; None where it would be a cycle or too long.
        self._texts: dict[int, str | None] = {}
        self._problems: dict[int, str] = {}
        self._total = 0

    def text(
        self, raw: str, before: int, *, problems: list[tuple[str, str]], month: bool = False
    ) -> str:
        """The value as one LaTeX text. `problems` gets (code, macro or value) pairs.

        A macro that is not defined stands for its own name; `month` leaves `mar` as it is.
        """
        parts = pieces(raw)
        if len(parts) == 1 and not parts[0][0]:
            return parts[0][1]
        texts: list[str] = []
        length = 0
        used = False
        for is_macro, part in parts:
            text = self._macro(part, before, problems, month) if is_macro else part
            used = used or (is_macro and text is not part)
            length += len(text)
            if length > limits.FIELD_CHARS and used:
                problems.append((LIMIT, raw[:60]))
                return raw[: limits.FIELD_CHARS]
            texts.append(text)
        if used:
            self._total += length
            if self._total > limits.EXPANDED_CHARS:
                problems.append((LIMIT, raw[:60]))
                return raw
        return "".join(texts)

    def _macro(self, name: str, before: int, problems: list[tuple[str, str]], month: bool) -> str:
        index = self._find(name.lower(), before)
        if index is None:
            if name.lower() in MONTH_MACROS:
                return MONTH_MACROS[name.lower()]
            if not month:
                problems.append((UNDEFINED, name))
            return name
        text = self._expanded(index)
        if text is None:
            problems.append((self._problems[index], name))
            return name
        return text

    def _find(self, name: str, before: int) -> int | None:
        indexes = self._by_name.get(name)
        if not indexes:
            return None
        if len(indexes) == 1 or indexes[0] >= before:
            return indexes[0]
        return indexes[bisect_left(indexes, before) - 1]

    def _expanded(self, index: int) -> str | None:
        """The text of a definition, worked out with its own stack: chains may be long."""
        texts = self._texts
        if index in texts:
            return texts[index]
        stack = [index]
        open_: set[int] = set()
        while stack:
            top = stack[-1]
            if top in texts:
                stack.pop()
                continue
            parts = self._parts(top)
            missing = [part for part in parts if isinstance(part, int) and part not in texts]
            cyclic = [part for part in missing if part in open_ or part == top]
            if cyclic or not missing:
                self._settle(top, parts, bool(cyclic))
                stack.pop()
                open_.discard(top)
            else:
                open_.add(top)
                stack.append(missing[0])
        return texts[index]

    def _parts(self, index: int) -> list[str | int]:
        found: list[str | int] = []
        for is_macro, part in pieces(self._definitions[index][1]):
            target = self._find(part.lower(), index) if is_macro else None
            found.append(part if target is None else target)
        return found

    def _settle(self, index: int, parts: list[str | int], cyclic: bool) -> None:
        texts = self._texts
        values = [part if isinstance(part, str) else texts.get(part) for part in parts]
        code = ""
        if cyclic or any(value is None for value in values):
            inner = [part for part in parts if isinstance(part, int) and part in self._problems]
            code = CYCLE if cyclic or not inner else self._problems[inner[0]]
        elif sum(len(value) for value in values if value is not None) > limits.FIELD_CHARS:
            code = LIMIT
        if code:
            self._problems[index] = code
            texts[index] = None
        else:
            texts[index] = "".join(value for value in values if value is not None)

    def used_by(self, raws: Sequence[str], before: int) -> dict[str, str]:
        """The source of every macro that these raw values use, closed over macros in macros.

        Where one name would stand for two definitions, the outer macro is given as its text.
        """
        strings: dict[str, str] = {}
        chosen: dict[str, int] = {}
        waiting: list[tuple[str, int]] = []
        for raw in raws:
            if raw[:1] not in '{"' or "#" in raw:
                waiting.extend(self._named(raw, before))
        while waiting:
            name, index = waiting.pop()
            if name in chosen:
                continue
            chosen[name] = index
            raw = self._definitions[index][1]
            inner = self._named(raw, index)
            if any(chosen.get(name_, at) != at or name_ == name for name_, at in inner):
                text = self._expanded(index)
                strings[name] = raw if text is None else "{" + text + "}"
                continue
            strings[name] = raw
            waiting.extend(inner)
        return strings

    def _named(self, raw: str, before: int) -> list[tuple[str, int]]:
        found = []
        for is_macro, part in pieces(raw):
            index = self._find(part.lower(), before) if is_macro else None
            if index is not None:
                found.append((part.lower(), index))
        return found
