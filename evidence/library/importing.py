"""Import: read files, see what each entry would do, then do it in one change.

Reading and matching come first, on what the library is now; the write is short. If somebody
changed the library in between, matching is done again under the write lock.
"""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from evidence.errors import BadInput, Level, Message
from evidence.formats.records import ReadFile
from evidence.library import results as r
from evidence.library.deciding import Action, Csl, Plan
from evidence.notices import ENDED_BY_REINSTATEMENT
from evidence.store import engine as engines
from evidence.text import fold, plain, short_authors, title_key, year_of
from evidence.vocabulary import Decision, NoticeKind, OnDuplicate, Outcome

WRITTEN_AT_ONCE = 2_000
# Who tells of a retraction, by the format of the file.
TOLD_BY = {"nbib": "PubMed", "pubmed-xml": "PubMed"}
_KINDS = {kind.value: kind for kind in NoticeKind}
_PMID = re.compile(r"PMID:\s*(\d{1,9})\b")
# Which share of an import's time has gone when all is decided, when all is written but the search
# index, and when the index lacks only the words.
DECIDED, WRITTEN, INDEXED_BY = 0.4, 0.5, 0.85

Progress = Callable[[int, int], None]


@contextmanager
def many_objects() -> Iterator[None]:
    """Pause the search for cycles of garbage: among a million new objects, all of which stay for a
    while, it finds nothing again and again (a sixth of an import's time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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


def run(
    engine: Engine,
    files: Sequence[tuple[str, bytes]],
    *,
    change: Callable[[str], AbstractContextManager[tuple[Session, Any]]],
    who: str,
    on_duplicate: OnDuplicate,
    dry_run: bool = False,
    encoding: str | None = None,
    format: str | None = None,
    decisions: Mapping[tuple[str, int], Decision] | None = None,
    progress: Progress | None = None,
) -> r.ImportReport:
    """Read, decide and, unless it is a dry run, write; see `Library.import_files`.

    `change` opens a change set with a label.
    """
    from evidence.library import deciding

    read, failed = read_files(files, encoding=encoding, format=format)
    steps = Steps(sum(len(file.records) for file in read), progress)

    def plan(connection: Connection) -> Plan:
        return deciding.plan(
            connection,
            read,
            on_duplicate=on_duplicate,
            decisions=decisions,
            progress=steps.part(DECIDED),
        )

    with engines.reading(engine) as connection:
        plan_ = plan(connection)
    if dry_run or not plan_.changes:
        steps.part(1.0)(steps.total)
        return report(plan_, failed, batch=None)
    with change(label(read)) as (session, change_set):
        connection = session.connection()
        if deciding.sequence_of(connection) != plan_.sequence:
            plan_ = plan(connection)
        if plan_.changes:
            apply(session, plan_, batch=change_set.id, who=who, steps=steps)
    steps.part(1.0)(steps.total)
    return report(plan_, failed, batch=change_set.id if plan_.changes else None)


class Steps:
    """Progress over the parts of an import, told as entries that are done."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total = total
        self._progress = progress
        self._told = -1

    def part(self, until: float, *, after: float = 0.0) -> Callable[[int], None]:
        """Tell of one part: from the share `after` of the whole to the share `until`."""

        def tell(done: int) -> None:
            share = after + (until - after) * (done / self.total if self.total else 1.0)
            told = min(int(share * self.total), self.total)
            if self._progress is not None and told > self._told:
                self._told = told
                self._progress(told, self.total)

        return tell


def choice_of(word: OnDuplicate | str) -> OnDuplicate:
    """Read what becomes of a duplicate. Raises BadInput that lists the choices."""
    try:
        return OnDuplicate(word)
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is no way to treat a duplicate.", hint=f"Choose {', '.join(OnDuplicate)}."
        ) from problem


def label(files: Sequence[ReadFile]) -> str:
    """What an import is called in the history."""
    names = ", ".join(file.path.replace("\\", "/").rsplit("/", 1)[-1] for file in files[:3])
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"Import {names}{more}"[:200]


def apply(session: Session, plan_: Plan, *, batch: str, who: str, steps: Steps) -> None:
    """Write what a plan says into an open change."""
    from evidence.store.changes import INDEXED, add_rows
    from evidence.store.ledger import ImportFile
    from evidence.store.tables import ReferenceKey

    tell = steps.part(WRITTEN, after=DECIDED)
    session.info[INDEXED] = steps.part(INDEXED_BY, after=WRITTEN)
    for start in range(0, len(plan_.actions), WRITTEN_AT_ONCE):
        part = plan_.actions[start : start + WRITTEN_AT_ONCE]
        _write_new(session, [a for a in part if a.outcome is Outcome.ADDED], batch=batch, who=who)
        tell(start + len(part))
    _write_merged(session, [a for a in plan_.actions if a.outcome is Outcome.MERGED], batch=batch)
    _write_notices(session, plan_.actions)
    add_rows(
        session,
        ReferenceKey,
        [
            {"key": action.record.key, "reference_id": action.target.id}
            for action in plan_.actions
            if action.remembers and action.target is not None
        ],
    )
    add_rows(
        session,
        ImportFile,
        [
            {
                "batch_id": batch,
                "path": file.path,
                "format": file.format,
                "encoding": file.encoding,
                "counts": counts(actions),
            }
            for file, actions in by_file(plan_)
        ],
    )
    session.flush()


def _write_new(session: Session, actions: Sequence[Action], *, batch: str, who: str) -> None:
    """Write new references with their tags; later entries of the import may have filled them."""
    from evidence.store.changes import MATCH_KEYS, add_rows
    from evidence.store.columns import new_id
    from evidence.store.ledger import NotDuplicates
    from evidence.store.tables import Reference, ReferenceTag

    references: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []
    match_keys = session.info.setdefault(MATCH_KEYS, {})
    for action in actions:
        if action.target is None:
            continue
        record, csl = action.record, action.target.csl
        action.target.id = new_id()
        if csl is action.csl:  # no other entry filled it
            match_keys[action.target.id] = action.keys
        references.append(
            {
                "id": action.target.id,
                "citekey": action.key,
                "csl": csl,
                "source_format": record.source.format,
                "source_text": _storable(record.source.text),
                "source_strings": record.source.strings or None,
                "source_digest": action.digest,
                "batch_id": batch,
                "added_by": who,
                **found_by(csl),
            }
        )
        for tag in tags_of(csl):
            tags.append({"reference_id": action.target.id, "tag": tag})
        for first, second in decided_apart(action):
            apart.append({"first_id": first, "second_id": second, "author": who})
    for table, rows in ((Reference, references), (ReferenceTag, tags), (NotDuplicates, apart)):
        add_rows(session, table, rows)


def decided_apart(action: Action) -> list[tuple[str, str]]:
    """The pairs that whoever added an entry decided to be different: remembered for ever."""
    mine = action.target.id if action.target else None
    return [
        (min(mine, known.id), max(mine, known.id))
        for known in action.different_from
        if mine and known.id and mine != known.id
    ]


def _write_merged(session: Session, actions: Sequence[Action], *, batch: str) -> None:
    """Fill references, and keep what each entry said."""
    from evidence.store.changes import add_rows
    from evidence.store.tables import Reference, ReferenceSource

    sources = []
    for action in actions:
        target, source = action.target, action.record.source
        if target is None or target.id is None:
            continue
        if not target.is_new:  # a new one was written with all that it gained
            reference = session.get(Reference, target.id)
            if reference is not None:
                set_csl(reference, target.csl)
                _add_tags(session, target.id, tags_of(target.csl))
        sources.append(
            {
                "reference_id": target.id,
                "key": action.record.key,
                "format": source.format,
                "text": _storable(source.text) or "",
                "batch_id": batch,
            }
        )
    add_rows(session, ReferenceSource, sources)


def _write_notices(session: Session, actions: Sequence[Action]) -> None:
    """Mark the references that their sources say were retracted, corrected or put in doubt; once
    for each kind, whoever told it first."""
    from evidence.store.changes import add_rows
    from evidence.store.reindex import chunks, rows_of
    from evidence.store.tables import StatusNotice

    told: dict[tuple[str, str], dict[str, Any]] = {}
    for action in actions:
        target, record = action.target, action.record
        if (
            target is None
            or target.id is None
            or action.outcome not in (Outcome.ADDED, Outcome.MERGED)
        ):
            continue
        for kind, words in told_by(record.csl or {}).items():
            pmid = _PMID.search(words)
            told.setdefault(
                (target.id, kind.value),
                {
                    "reference_id": target.id,
                    "kind": kind.value,
                    "source": TOLD_BY.get(record.source.format, "imported file"),
                    "pmid": pmid[1] if pmid else None,
                },
            )
    ids = sorted({reference_id for reference_id, _ in told})
    query = "SELECT reference_id, kind FROM status_notice WHERE reference_id IN :ids"
    connection = session.connection()
    known = {
        (row.reference_id, row.kind)
        for part in chunks(ids)
        for row in rows_of(connection, query, part)
    }
    add_rows(session, StatusNotice, [row for key, row in told.items() if key not in known])


def told_by(csl: Csl) -> dict[NoticeKind, str]:
    """What an entry says became of its paper, and in which words: PubMed's publication types and
    its “Retraction in”, CSL's status, BibLaTeX's `pubstate`."""
    told: dict[NoticeKind, str] = {}
    statuses = (csl.get("custom") or {}).get("status")
    for entry in statuses if isinstance(statuses, list) else ():
        if not isinstance(entry, dict):
            continue
        kind, words = _KINDS.get(str(entry.get("kind"))), str(entry.get("text") or "")
        if kind and (
            kind not in told or ":" in words
        ):  # where the notice stands, rather than that it does
            told[kind] = words
    if str(csl.get("status") or "").strip().lower() == "retracted":
        told.setdefault(NoticeKind.RETRACTION, "")
    return told


def tags_of(csl: Csl) -> list[str]:
    """The tags that an entry came with, each once."""
    return list(dict.fromkeys((csl.get("custom") or {}).get("tags") or ()))


def _add_tags(session: Session, reference_id: str, tags: Sequence[str]) -> None:
    """Give a reference the tags that it has not yet."""
    from sqlalchemy import select

    from evidence.store.changes import add_rows
    from evidence.store.tables import ReferenceTag

    if not tags:
        return
    chosen = select(ReferenceTag.tag).where(ReferenceTag.reference_id == reference_id)  # type: ignore[call-overload]
    present = set(session.execute(chosen).scalars())
    add_rows(
        session,
        ReferenceTag,
        [{"reference_id": reference_id, "tag": tag} for tag in tags if tag not in present],
    )


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
    key = title_key(title)
    # Lists are in this order: folded, so that Öberg stands under O; without anybody, by the title.
    name = fold(str(first.get("family") or first.get("literal") or "")).strip()
    return {
        "type": str(csl.get("type") or "document"),
        "title": title,
        "title_key": key,
        "first_author": name or key[:100],
        "year": year_of(csl),
        "doi": str(csl["DOI"]).lower() if csl.get("DOI") else None,
        "pmid": str(csl["PMID"]) if csl.get("PMID") else None,
        "pmcid": str(csl["PMCID"]).upper() if csl.get("PMCID") else None,
    }


def _doubts(action: Action) -> list[Message]:
    """What puts a paper in doubt as its source says, before it is marked."""
    if action.outcome not in (Outcome.ADDED, Outcome.MERGED):
        return []
    return [
        Message(
            level=Level.WARNING,
            code="notice",
            text=f"The source tells of a {kind.replace('_', ' ')}{f': {words}' if words else ''}.",
            file=action.path,
            line=action.record.line,
            key=action.record.key or None,
            hint="The reference is marked, and so is every claim that leans on it.",
        )
        for kind, words in told_by(action.record.csl or {}).items()
        if kind in ENDED_BY_REINSTATEMENT
    ]


def _storable(source: str | None) -> str | None:
    """A source text that any database takes: NUL and lone surrogates are shown as U+FFFD."""
    if source is None:
        return None
    return source.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def by_file(plan_: Plan) -> Iterator[tuple[ReadFile, list[Action]]]:
    """The files with what is done with their entries; two files may have one name."""
    start = 0
    for file in plan_.files:
        end = start + len(file.records)
        yield file, plan_.actions[start:end]
        start = end


def counts(actions: Iterable[Action]) -> dict[str, int]:
    """How many entries had which outcome."""
    found = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for action in actions:
        found[action.outcome.value] += 1
    return found


def report(plan_: Plan, failed_files: Sequence[Message], *, batch: str | None) -> r.ImportReport:
    """What an import did, or would do, for a page, a command or a notebook."""
    files = [
        r.ImportedFile(
            path=file.path,
            format=file.format,
            encoding=file.encoding,
            entries=len(actions),
            messages=file.messages,
            **counts(actions),
        )
        for file, actions in by_file(plan_)
    ]
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
        messages=(*action.messages, *_doubts(action)),
        reasons=tuple(action.reasons),
        differences=tuple(action.differences),
        source=action.record.source.text,
    )
