"""An import in the making: what was chosen, typed, mended and decided, until it is imported.

It is kept in the session, so that no rerun of the page loses it. Each entry goes by a token made of
its file's name and its own text: a decision stays with its entry when lines move.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import streamlit as st

from evidence.errors import Message
from evidence.formats.decoding import decode
from evidence.library import results as r
from evidence.ui.session import library
from evidence.vocabulary import Decision, OnDuplicate, Outcome

File = tuple[str, bytes]
Decisions = dict[tuple[str, int], Decision]

PASTED = "pasted text"
# What a person may decide about: the library may have it, or has it and learns from it.
OFFERED = frozenset({Outcome.DUPLICATE, Outcome.MERGED})
# The readings of one draft that are kept: as it came, and as decided; before and after a change.
KEPT_READINGS = 4
SAMPLE_BYTES = 65_536
SAMPLE_LINES = 8
SAMPLE_SIGNS = 160


@dataclass(frozen=True, slots=True)
class Mend:
    """An entry that could not be read, and what somebody made of its text."""

    path: str
    line: int
    text: str

    @property
    def name(self) -> str:
        """What the mended text is called in the report."""
        return f"{self.path}, line {self.line}, mended"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry: as it would be without a person, and as it will be with their decisions."""

    token: str
    entry: r.ImportEntry
    undecided: r.ImportEntry

    @property
    def offered(self) -> bool:
        """Whether there is something to decide."""
        return self.undecided.outcome in OFFERED


@dataclass(frozen=True, slots=True)
class Draft:
    """What will be imported, and what each entry will do."""

    files: list[File]
    encoding: str | None
    rule: OnDuplicate
    decisions: Decisions
    report: r.ImportReport
    rows: list[Row]
    mends: dict[str, Mend]

    @property
    def waiting(self) -> list[Row]:
        """The entries that wait for a person."""
        return [row for row in self.rows if row.entry.outcome is Outcome.DUPLICATE]

    @property
    def changes(self) -> int:
        """How many entries would change the library."""
        return sum(row.entry.outcome in (Outcome.ADDED, Outcome.MERGED) for row in self.rows)

    def again(self, mend: Mend) -> tuple[list[Row], list[Message]]:
        """What became of a mended text: its entries, and what is still wrong with it."""
        rows = [row for row in self.rows if row.entry.path == mend.name]
        wrong = [message for message in self.report.failed_files if message.file == mend.name]
        for row in rows:
            if row.entry.outcome is Outcome.FAILED:
                wrong += row.entry.messages
        return rows, wrong

    def mended(self) -> Counter[str]:
        """How many failed entries of each file were mended."""
        return Counter(mend.path for mend in self.mends.values() if not self.again(mend)[1])


def mends() -> dict[str, Mend]:
    """Mended texts by the token of the entry that failed."""
    return st.session_state.setdefault("mended", {})


def decided() -> dict[str, Decision]:
    """What was decided, by the token of the entry."""
    return st.session_state.setdefault("decided", {})


def field(name: str) -> str:
    """The key of a field of this import. The next import has other fields: a browser that is slow
    to hear of the end cannot put an old text into them."""
    number = st.session_state.get("imports", 0)
    return f"{name}-{number}" if number else name


def forget() -> None:
    """Let go of what belongs to an import that is done."""
    for name in (field("files"), field("pasted"), "mended", "decided", "readings", "only"):
        st.session_state.pop(name, None)
    st.session_state.pop("entries_page", None)
    st.session_state["imports"] = st.session_state.get("imports", 0) + 1


def named_apart(files: Iterable[File]) -> list[File]:
    """Files of which no two have one name: decisions are told by name and line."""
    seen: Counter[str] = Counter()
    apart = []
    for name, content in files:
        seen[name] += 1
        apart.append((f"{name} ({seen[name]})" if seen[name] > 1 else name, content))
    return apart


def as_bytes(
    uploaded: Sequence[File], typed: Sequence[tuple[str, str]], encoding: str | None
) -> tuple[list[File], str | None]:
    """Files and typed texts as bytes in one encoding, and that encoding.

    What was typed has no encoding of its own: it is written in the one that was chosen. If that
    one lacks a sign of it, the files are read here, and all go on as UTF-8.
    """
    try:
        written = [(name, text.encode(encoding or "utf-8")) for name, text in typed]
    except UnicodeEncodeError:
        read = [(name, decode(content, encoding=encoding)[0]) for name, content in uploaded]
        return [(name, text.encode("utf-8", "replace")) for name, text in (*read, *typed)], None
    return [*uploaded, *written], encoding


def tokens(entries: Iterable[r.ImportEntry]) -> list[str]:
    """A name for each entry: of its file and its text, numbered where one text stands twice."""
    seen: Counter[str] = Counter()
    names = []
    for entry in entries:
        text = f"{entry.path}\0{entry.source}".encode("utf-8", "replace")
        digest = blake2b(text, digest_size=12).hexdigest()
        seen[digest] += 1
        names.append(f"{digest}-{seen[digest]}")
    return names


def make(
    uploaded: Sequence[File],
    pasted: str,
    *,
    rule: OnDuplicate,
    encoding: str | None,
) -> Draft:
    """Read what was chosen and say what each entry will do; changes nothing."""
    names = {name for name, _ in uploaded} | {PASTED}
    mended = {token: mend for token, mend in mends().items() if mend.path in names}
    typed = [(PASTED, pasted)] if pasted.strip() else []
    typed += [(mend.name, mend.text) for mend in mended.values()]
    files, written_in = as_bytes(uploaded, typed, encoding)
    first = _read(files, written_in, OnDuplicate.MERGE, {})
    present = tokens(first.entries)
    gone = mended.keys() - set(present)
    if gone:  # the entry that was mended is not in the file any more
        for token in gone:
            mends().pop(token)
        return make(uploaded, pasted, rule=rule, encoding=encoding)
    decisions = _decisions(present, first.entries, rule)
    # “Leave it as it is” is said entry by entry, so that a decision to merge goes before it.
    asked = OnDuplicate.MERGE if rule is OnDuplicate.SKIP else rule
    report = first
    if decisions or asked is not OnDuplicate.MERGE:
        report = _read(files, written_in, asked, decisions)
    rows = [Row(*three) for three in zip(present, report.entries, first.entries, strict=True)]
    return Draft(files, written_in, asked, decisions, report, rows, mended)


def _decisions(
    present: Sequence[str], entries: Sequence[r.ImportEntry], rule: OnDuplicate
) -> Decisions:
    made = decided()
    decisions: Decisions = {}
    for token, entry in zip(present, entries, strict=True):
        if token in made:
            decisions[entry.path, entry.line] = made[token]
        elif rule is OnDuplicate.SKIP and entry.outcome is Outcome.MERGED:
            decisions[entry.path, entry.line] = Decision.SKIP
    return decisions


def _read(
    files: Sequence[File], encoding: str | None, rule: OnDuplicate, decisions: Decisions
) -> r.ImportReport:
    """A dry run, made once for the same files, choices and state of the library."""
    lib = library()
    key = (
        lib.state(),
        tuple((name, blake2b(content).digest()) for name, content in files),
        encoding,
        rule,
        frozenset(decisions.items()),
    )
    readings = st.session_state.setdefault("readings", {})
    if key not in readings:
        while len(readings) >= KEPT_READINGS:
            readings.pop(next(iter(readings)))
        readings[key] = lib.import_files(
            files, dry_run=True, on_duplicate=rule, encoding=encoding, decisions=decisions
        )
    return readings[key]


def bring_in(draft: Draft, *, progress: Callable[[int, int], None] | None) -> r.ImportReport:
    """Import what the draft says. Raises what the library raises."""
    return library().import_files(
        draft.files,
        on_duplicate=draft.rule,
        encoding=draft.encoding,
        decisions=draft.decisions,
        progress=progress,
    )


def sample(content: bytes, encoding: str | None) -> tuple[str, list[str]]:
    """The encoding that a file is read in, and lines that show whether it is the right one.

    The first line, then those with other signs than ASCII; if there are too few, the next ones.
    """
    part = content[:SAMPLE_BYTES]
    text, name, _ = decode(part, encoding=encoding)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(content) > len(part):
        lines = lines[:-1] or lines
    telling = [place for place, line in enumerate(lines) if not line.isascii()]
    chosen = sorted({0, *telling[: SAMPLE_LINES - 1]})
    if len(chosen) < SAMPLE_LINES:
        others = (place for place in range(len(lines)) if place not in set(chosen))
        chosen = sorted([*chosen, *list(others)[: SAMPLE_LINES - len(chosen)]])
    return name, [_cut(lines[place]) for place in chosen if place < len(lines)]


def _cut(line: str) -> str:
    """A long line around its first sign that is not ASCII."""
    if len(line) <= SAMPLE_SIGNS:
        return line
    first = next((place for place, sign in enumerate(line) if not sign.isascii()), 0)
    begin = max(0, min(first - SAMPLE_SIGNS // 2, len(line) - SAMPLE_SIGNS))
    return f"{'… ' if begin else ''}{line[begin : begin + SAMPLE_SIGNS]} …"
