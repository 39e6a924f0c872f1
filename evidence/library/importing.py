"""Import: read files, see what each entry would do, then do it in one change.

Reading and matching come first, on what the library is now; the write is short. If somebody
changed the library in between, matching is done again under the write lock.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from evidence.errors import BadInput, Level, Message
from evidence.formats.records import ReadFile, Record
from evidence.library import results as r
from evidence.library.references import csl_digest
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.text import plain, propose_key, short_authors, title_key, year_of
from evidence.vocabulary import OnDuplicate, Outcome

IDENTIFIERS = (("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmcid"))
# Fields whose difference is worth telling when an entry joins a reference.
KEPT_APART = frozenset({"id", "custom"})
# Titles of one work, under one identifier, that share fewer words than this are told apart loudly.
SAME_TITLE_RATIO = 60.0
FLUSH_EVERY = 2_000

Csl = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Known:
    """A reference that entries are compared with: one of the library, or one of this import."""

    id: str | None
    key: str
    csl: Csl
    digests: set[str]
    line: int = 0
    path: str = ""


@dataclass(slots=True)
class Action:
    """What is to be done with one entry."""

    record: Record
    path: str
    outcome: Outcome
    target: Known | None = None
    key: str = ""
    csl: Csl | None = None
    messages: list[Message] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    differences: list[r.FieldChange] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an import will do, entry by entry, and the state of the library that it was made on."""

    files: list[ReadFile]
    actions: list[Action]
    sequence: int

    @property
    def changes(self) -> bool:
        """Whether it would change the library at all."""
        return any(action.outcome in (Outcome.ADDED, Outcome.MERGED) for action in self.actions)


def read_files(
    files: Sequence[tuple[str, bytes]], *, encoding: str | None = None, format: str | None = None
) -> tuple[list[ReadFile], list[Message]]:
    """Read files by content; one that cannot be read is told, and harms no other."""
    from evidence.formats.table import read_bytes

    read: list[ReadFile] = []
    failed: list[Message] = []
    for path, content in files:
        try:
            read.append(read_bytes(content, path=path, format=format, encoding=encoding))
        except BadInput as problem:
            failed.append(
                Message(
                    level=Level.ERROR,
                    code="unreadable-file",
                    text=problem.text,
                    file=path,
                    hint=problem.hint,
                )
            )
    return read, failed


def label(files: Sequence[ReadFile]) -> str:
    """What an import is called in the history."""
    names = ", ".join(file.path.replace("\\", "/").rsplit("/", 1)[-1] for file in files[:3])
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"Import {names}{more}"[:200]


def sequence_of(connection: Connection) -> int:
    """The number of the latest change: the state that a plan is made on."""
    return connection.execute(text("SELECT max(sequence) FROM change_set")).scalar() or 0


@dataclass(slots=True)
class Index:
    """What entries are matched by: identifiers, digests and keys."""

    identifiers: dict[tuple[str, str], Known] = field(default_factory=dict)
    digests: dict[str, Known] = field(default_factory=dict)
    keys: dict[str, Known] = field(default_factory=dict)

    def add(self, known: Known) -> None:
        for name, _ in IDENTIFIERS:
            if known.csl.get(name):
                self.identifiers.setdefault((name, str(known.csl[name]).lower()), known)
        for digest in known.digests:
            self.digests.setdefault(digest, known)
        self.keys.setdefault(known.key, known)


def _index(connection: Connection, records: Sequence[Record], digests: Sequence[str]) -> Index:
    """Find the references of the library that these records may be."""
    index = Index()
    ids: set[str] = set()
    wanted: list[tuple[str, set[str]]] = [
        (column, {str(r_.csl[name]).lower() for r_ in records if r_.csl and r_.csl.get(name)})
        for name, column in IDENTIFIERS
    ]
    wanted[2] = ("pmcid", {value.upper() for value in wanted[2][1]})
    wanted += [("source_digest", set(digests)), ("citekey", {record.key for record in records})]
    for column, values in wanted:
        for part in chunks(values):
            sql = f"SELECT id FROM reference WHERE {column} IN :ids AND merged_into IS NULL"
            ids.update(row.id for row in rows_of(connection, sql, part))
    for part in chunks(ids):
        for row in rows_of(
            connection,
            "SELECT id, citekey, csl, source_digest FROM reference WHERE id IN :ids",
            part,
        ):
            csl = as_json(row.csl)
            known = Known(row.id, row.citekey, csl, {csl_digest(csl)})
            if row.source_digest:
                known.digests.add(row.source_digest)
            index.add(known)
    return index


def plan(connection: Connection, files: Sequence[ReadFile], *, on_duplicate: OnDuplicate) -> Plan:
    """Decide what to do with every entry; changes nothing."""
    records = [record for file in files for record in file.records]
    digests = [csl_digest(record.csl) if record.csl is not None else "" for record in records]
    index = _index(connection, records, [digest for digest in digests if digest])
    taken = _taken_keys(connection, records)
    actions = []
    position = 0
    for file in files:
        for record in file.records:
            action = _decide(record, file.path, digests[position], index, on_duplicate)
            if action.outcome is Outcome.ADDED:
                _name_new(action, taken, index, digests[position])
            actions.append(action)
            position += 1
    return Plan(list(files), actions, sequence_of(connection))


def _taken_keys(connection: Connection, records: Sequence[Record]) -> set[str]:
    """The keys of the library that new ones must not repeat."""
    rows = connection.execute(
        text("SELECT citekey FROM reference UNION SELECT key FROM reference_key")
    )
    return set(rows.scalars())


def _decide(
    record: Record, path: str, digest: str, index: Index, on_duplicate: OnDuplicate
) -> Action:
    action = Action(record, path, Outcome.FAILED, key=record.key, messages=list(record.messages))
    if record.csl is None:
        return action
    found = {
        id(known): known
        for name, _ in IDENTIFIERS
        if record.csl.get(name)
        and (known := index.identifiers.get((name, str(record.csl[name]).lower())))
    }
    if len(found) > 1:
        keys = " and ".join(known.key for known in found.values())
        action.outcome = Outcome.DUPLICATE
        action.messages.append(
            _message(
                Level.WARNING,
                "identifiers-disagree",
                f"Its identifiers name different references: {keys}. It was left out.",
                record,
                hint="Correct the DOI or PMID, or merge the two references first.",
            )
        )
        return action
    known = next(iter(found.values()), None) or index.digests.get(digest)
    if known is None or on_duplicate is OnDuplicate.ADD:
        action.outcome = Outcome.ADDED
        action.csl = record.csl
        if known is not None:
            action.messages.append(
                _message(
                    Level.WARNING,
                    "added-again",
                    f"The library has it as {known.key}; it was added again as you asked.",
                    record,
                )
            )
        return action
    return _join(action, known, digest, on_duplicate)


def _join(action: Action, known: Known, digest: str, on_duplicate: OnDuplicate) -> Action:
    """An entry that is a reference that we know: what it adds, and what it says otherwise."""
    record = action.record
    action.target = known
    action.key = known.key
    action.reasons = _reasons(record.csl or {}, known, digest)
    if known.path and known.line:
        action.messages.append(
            _message(
                Level.INFO,
                "same-in-file",
                f"The same reference as the entry at line {known.line}.",
                record,
            )
        )
    if digest in known.digests:
        action.outcome = Outcome.UNCHANGED
        return action
    if on_duplicate is OnDuplicate.SKIP:
        action.outcome = Outcome.SKIPPED
        return action
    merged, action.differences = merge_csl(known.csl, record.csl or {})
    _warn_of_another_title(action, known)
    action.outcome = Outcome.UNCHANGED if merged == known.csl else Outcome.MERGED
    if action.outcome is Outcome.MERGED:
        action.csl = merged
        known.csl = merged
    return action


def _reasons(csl: Csl, known: Known, digest: str) -> list[str]:
    reasons = [
        f"same {name} {csl[name]}"
        for name, _ in IDENTIFIERS
        if csl.get(name) and str(csl[name]).lower() == str(known.csl.get(name, "")).lower()
    ]
    return reasons or (["the same entry"] if digest in known.digests else [])


def _warn_of_another_title(action: Action, known: Known) -> None:
    from rapidfuzz import fuzz

    ours, theirs = (
        title_key(str(csl.get("title") or "")) for csl in (known.csl, action.record.csl or {})
    )
    if ours and theirs and fuzz.token_set_ratio(ours, theirs) < SAME_TITLE_RATIO:
        action.messages.append(
            _message(
                Level.WARNING,
                "another-title",
                f"The same identifier as {known.key}, but another title; the library's was kept.",
                action.record,
                hint="Check the identifier in the file.",
            )
        )


def merge_csl(ours: Csl, theirs: Csl) -> tuple[Csl, list[r.FieldChange]]:
    """Fill what is missing in `ours` from `theirs`; where both speak, ours stays.

    Returns the merged item and every field in which the two differ.
    """
    merged = dict(ours)
    differences = []
    for name in sorted({*ours, *theirs} - KEPT_APART):
        a, b = ours.get(name), theirs.get(name)
        if b in (None, "", [], {}) or a == b:
            continue
        differences.append(r.FieldChange(name, _shown(a), _shown(b)))
        if a in (None, "", [], {}):
            merged[name] = b
    return merged, differences


def _shown(value: Any) -> str:
    """A CSL value as a person reads it."""
    from evidence.text import name_text

    if value is None:
        return ""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(name_text(name) for name in value)
    if isinstance(value, dict) and "date-parts" in value:
        return "/".join("-".join(str(part) for part in parts) for parts in value["date-parts"])
    return plain(str(value))


def _name_new(action: Action, taken: set[str], index: Index, digest: str) -> None:
    """Give a new reference its key, and let later entries of the import find it."""
    record = action.record
    key = record.key
    if not key or key in taken:
        key = _free_key(key, record.csl or {}, taken)
        if record.key:
            action.messages.append(
                _message(
                    Level.WARNING,
                    "key-taken",
                    f"The key {record.key} belongs to another reference; this one is {key}.",
                    record,
                )
            )
    taken.add(key)
    action.key = key
    action.csl = {**(record.csl or {}), "id": key}
    known = Known(None, key, action.csl, {digest}, line=record.line, path=action.path)
    action.target = known
    index.add(known)


def _free_key(key: str, csl: Csl, taken: set[str]) -> str:
    if not key:
        return propose_key(csl, taken)
    for number in range(2, len(taken) + 3):
        candidate = f"{key}{_letters(number)}"
        if candidate not in taken:
            return candidate
    raise AssertionError("more keys than references")


def _letters(number: int) -> str:
    """2 → b, 3 → c … 27 → aa: the suffix of a key that is taken."""
    text_ = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text_ = chr(97 + rest) + text_
    return text_


def _message(
    level: Level, code: str, text_: str, record: Record, *, hint: str | None = None
) -> Message:
    return Message(
        level=level, code=code, text=text_, line=record.line, key=record.key or None, hint=hint
    )


def apply(
    session: Session, plan_: Plan, *, batch: str, who: str, progress: Progress | None = None
) -> None:
    """Write what a plan says into an open change."""
    from evidence.store.ledger import ImportFile
    from evidence.store.tables import Reference, ReferenceKey, ReferenceSource, ReferenceTag

    total = len(plan_.actions)
    for number, action in enumerate(plan_.actions, 1):
        record = action.record
        if action.outcome is Outcome.ADDED and action.csl is not None and action.target:
            reference = Reference(
                citekey=action.key,
                csl=action.target.csl,
                source_format=record.source.format,
                source_text=_storable(record.source.text),
                source_strings=record.source.strings or None,
                source_digest=csl_digest(record.csl or {}),
                batch_id=batch,
                added_by=who,
                **found_by(action.target.csl),
            )
            action.target.id = reference.id
            session.add(reference)
            tags = dict.fromkeys((action.csl.get("custom") or {}).get("tags") or ())
            session.add_all(ReferenceTag(reference_id=reference.id, tag=tag) for tag in tags)
        elif action.outcome is Outcome.MERGED and action.target and action.target.id:
            _write_merge(session, action, batch)
            session.add(
                ReferenceSource(
                    reference_id=action.target.id,
                    key=record.key,
                    format=record.source.format,
                    text=_storable(record.source.text) or "",
                    batch_id=batch,
                )
            )
            if record.key and record.key != action.target.key:
                session.add(ReferenceKey(key=record.key, reference_id=action.target.id))
        if number % FLUSH_EVERY == 0:
            session.flush()
            if progress:
                progress(number, total)
    for file in plan_.files:
        session.add(
            ImportFile(
                batch_id=batch,
                path=file.path,
                format=file.format,
                encoding=file.encoding,
                counts=counts(action for action in plan_.actions if action.path == file.path),
            )
        )
    session.flush()
    if progress:
        progress(total, total)


def _write_merge(session: Session, action: Action, batch: str) -> None:
    from evidence.store.tables import Reference

    assert action.target is not None
    reference = session.get(Reference, action.target.id)
    if reference is None or action.csl is None:
        return
    set_csl(reference, action.target.csl)


def set_csl(reference: Any, csl: Csl) -> None:
    """Give a reference other metadata, and the columns that it is found by."""
    reference.csl = {**csl, "id": reference.citekey}
    for name, value in found_by(csl).items():
        setattr(reference, name, value)


def found_by(csl: Csl) -> dict[str, Any]:
    """The columns that a reference is found by, read out of its CSL."""
    people = csl.get("author") or csl.get("editor") or []
    first = people[0] if people and isinstance(people[0], dict) else {}
    title = str(csl.get("title") or "")
    return {
        "type": str(csl.get("type") or "document"),
        "title": title,
        "title_key": title_key(title),
        "first_author": str(first.get("family") or first.get("literal") or ""),
        "year": year_of(csl),
        "doi": str(csl["DOI"]).lower() if csl.get("DOI") else None,
        "pmid": str(csl["PMID"]) if csl.get("PMID") else None,
        "pmcid": str(csl["PMCID"]).upper() if csl.get("PMCID") else None,
    }


def _storable(source: str | None) -> str | None:
    """A source text that any database takes: NUL and lone surrogates are shown as U+FFFD."""
    if source is None:
        return None
    return source.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def counts(actions: Iterable[Action]) -> dict[str, int]:
    """How many entries had which outcome."""
    found = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for action in actions:
        found[action.outcome.value] += 1
    return found


def report(plan_: Plan, failed_files: Sequence[Message], *, batch: str | None) -> r.ImportReport:
    """What an import did, or would do, for a page, a command or a notebook."""
    by_path: dict[str, list[Action]] = {}
    for action in plan_.actions:
        by_path.setdefault(action.path, []).append(action)
    files = []
    for file in plan_.files:
        actions = by_path.get(file.path, [])
        files.append(
            r.ImportedFile(
                path=file.path,
                format=file.format,
                encoding=file.encoding,
                entries=len(actions),
                messages=file.messages,
                **counts(actions),
            )
        )
    entries = tuple(_entry(action) for action in plan_.actions)
    return r.ImportReport(tuple(files), entries, batch, tuple(failed_files))


def _entry(action: Action) -> r.ImportEntry:
    csl = action.record.csl or {}
    return r.ImportEntry(
        path=action.path,
        line=action.record.line,
        key=action.record.key,
        outcome=action.outcome,
        reference=action.key if action.target is not None else None,
        title=plain(str(csl.get("title") or "")),
        authors=short_authors(csl) if csl else "",
        year=year_of(csl) if csl else None,
        messages=tuple(action.messages),
        reasons=tuple(action.reasons),
        differences=tuple(action.differences),
        source=action.record.source.text,
    )
