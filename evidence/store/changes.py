"""The one door for writes: a change set, what it did to each row, and how to undo it.

Every row that a change touches is recorded with what it was and what it is. A change set commits
whole or not at all; undoing one is a new change set that puts `before` back where the row still
is what `after` says.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Connection, Date, Engine, event, func, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from evidence.errors import Conflict, InUse, NotFound, StaleEdit
from evidence.store import engine as engines
from evidence.store.columns import UtcDateTime, iso, new_id, now
from evidence.store.ledger import UNRECORDED, Change, ChangeSet
from evidence.store.reindex import chunks, reindex, rows_of
from evidence.store.tables import EvidenceLink

UNDO_CHUNK = 500  # SQLite takes at most 999 parameters on old builds

# A passage that supports a claim in one link and disputes it in another of the same reference.
CONTRADICTIONS = (
    "SELECT c.slug, f.citekey FROM evidence_link a "
    "JOIN evidence_link b ON b.claim_id = a.claim_id AND b.reference_id = a.reference_id "
    "JOIN passage p ON p.link_id = a.id JOIN passage q ON q.link_id = b.id AND q.exact = p.exact "
    "JOIN claim c ON c.id = a.claim_id JOIN reference f ON f.id = a.reference_id "
    "WHERE a.id IN :ids AND p.exact <> '' AND ((a.stance = 'supports' AND b.stance = 'disputes') "
    "OR (a.stance = 'disputes' AND b.stance = 'supports')) LIMIT 1"
)

WRITE_CHUNK = 2_000  # rows that are turned into parameters at once: bounds the memory
RECORDER = "recorder"  # where a session keeps it
INDEXED = "indexed"  # is told how many new references have been put into the index
MATCH_KEYS = "match keys"  # of new references, by row id, if they are known already

# What a driver and JSON take as it is.
PLAIN = (str, int, float, bool, type(None), dict, list)
CHANGED = ("set_id", "kind", "key", "before", "after")

RowState = dict[str, Any]


@cache
def row_classes() -> dict[str, type[SQLModel]]:
    """The recorded tables by name."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in SQLModel._sa_registry.mappers
        if mapper.class_ not in UNRECORDED
    }


@cache
def _columns(table: str) -> tuple[str, ...]:
    return tuple(
        column.name
        for column in SQLModel.metadata.tables[table].columns
        if column.name != "revision"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def row_state(row: SQLModel) -> RowState:
    """A row as JSON, without its revision: what is compared, recorded and restored."""
    values = row.__dict__
    return {name: _plain(values.get(name)) for name in _columns(row.__tablename__)}


def _state_before(row: SQLModel) -> RowState:
    state = row_state(row)
    for attribute in inspect(row).attrs:
        removed = attribute.history.deleted
        if removed and attribute.key in state:
            state[attribute.key] = _plain(removed[0])
    return state


@dataclass(slots=True)
class Recorder:
    """Collects what the flushes of one session do to recorded rows."""

    before: dict[tuple[str, str], RowState | None] = field(default_factory=dict)
    rows: dict[tuple[str, str], SQLModel | None] = field(default_factory=dict)
    added: dict[tuple[str, str], RowState] = field(default_factory=dict)  # by add_rows

    def watch(self, session: Session, *_: Any) -> None:
        for row in session.new:
            self._note(row, None, row)
        for row in session.dirty:
            if session.is_modified(row):
                self._note(row, _state_before(row), row)
                row.revision += 1
        for row in session.deleted:
            self._note(row, _state_before(row), None)

    def _note(self, row: Any, before: RowState | None, now: SQLModel | None) -> None:
        if isinstance(row, UNRECORDED):
            return
        place = (row.__tablename__, row.id)
        if self.added.pop(place, None) is not None:
            before = None  # it was added in this very change
        self.before.setdefault(place, before)
        self.rows[place] = now

    def changes(self) -> Iterator[tuple[str, str, RowState | None, RowState | None]]:
        """What really changed: kind, key, before, after."""
        for place, row in self.rows.items():
            before, after = self.before[place], None if row is None else row_state(row)
            if before != after:
                yield (*place, before, after)
        for place, state in self.added.items():
            yield (*place, None, state)


@contextmanager
def change(
    engine: Engine,
    *,
    who: str,
    label: str,
    kind: str = "edit",
    undoes: str | None = None,
) -> Iterator[tuple[Session, ChangeSet]]:
    """Open a change set: leaving without an error commits it, anything else rolls it back.

    A change that touched nothing leaves no trace in the history, unless its change set was added
    to the session by hand. Raises StoreError, and Conflict when a rule of the database is broken.
    """
    with engines.translated(engine):
        connection = engine.connect().execution_options(writing=True)
    try:
        with engines.translated(engine), connection.begin() as transaction:
            recorder = Recorder()
            session = Session(connection, join_transaction_mode="rollback_only", autoflush=True)
            event.listen(session, "before_flush", recorder.watch)
            session.info[RECORDER] = recorder
            last = session.execute(select(func.max(ChangeSet.sequence))).scalar()
            change_set = ChangeSet(
                sequence=(last or 0) + 1, who=who, label=label, kind=kind, undoes_id=undoes
            )
            with session:
                try:
                    yield session, change_set
                    session.flush()
                    if not _record(session, change_set, recorder):
                        transaction.rollback()
                        return
                    engines.commit(connection, transaction)
                except IntegrityError as problem:
                    raise Conflict(
                        f"“{label}” would leave the library inconsistent, and was not done.",
                        hint=str(problem.orig),
                    ) from problem
    finally:
        connection.close()


def _record(session: Session, change_set: ChangeSet, recorder: Recorder) -> bool:
    rows = [
        {"set_id": change_set.id, "kind": kind, "key": key, "before": before, "after": after}
        for kind, key, before, after in recorder.changes()
    ]
    if not rows:
        return change_set in session
    session.add(change_set)
    session.flush()
    connection = session.connection()
    _refuse_contradictions(connection, rows)
    _touch_links(connection, rows)
    _insert(
        connection,
        str(Change.__tablename__),
        CHANGED,
        (
            (row["set_id"], row["kind"], row["key"], _json(row["before"]), _json(row["after"]))
            for row in rows
        ),
    )
    reindex(
        connection,
        rows,
        match_keys=session.info.get(MATCH_KEYS),
        progress=session.info.get(INDEXED),
    )
    return True


def add_rows(session: Session, table: type[SQLModel], rows: Iterable[RowState]) -> None:
    """Add many new rows, given by their columns: recorded like any others, without an object each.

    What is not given is as in a new object; `id` and `created_at` are made where they are missing.
    """
    recorder: Recorder = session.info[RECORDER]
    name = str(table.__tablename__)
    blank: RowState = dict.fromkeys(_columns(name)) | {
        column: given.default
        for column, given in table.model_fields.items()
        if not given.is_required() and given.default_factory is None and column != "revision"
    }
    states = []
    for row in rows:
        state = blank | row
        state["id"] = row.get("id") or new_id()
        state["created_at"] = row.get("created_at") or iso(now())
        for column, value in row.items():
            if type(value) not in PLAIN:
                state[column] = _plain(value)
        states.append(state)
    target = SQLModel.metadata.tables[name]
    written = [column.name for column in target.columns if column.name in blank]
    is_json = [isinstance(target.columns[column].type, JSON) for column in written]
    _insert(
        session.connection(),
        name,
        [*written, "revision"],
        (
            [
                _json(state[column]) if as_json else state[column]
                for column, as_json in zip(written, is_json, strict=True)
            ]
            + [1]
            for state in states
        ),
    )
    for state in states:
        recorder.added[name, state["id"]] = state


def _insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows as the driver takes them: SQLAlchemy's handling of each costs the most."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(f'"{column}"' for column in columns)
    words = f"INSERT INTO {table} ({names}) VALUES ({', '.join([mark] * len(columns))})"
    remaining = iter(rows)
    while part := [tuple(row) for row in islice(remaining, WRITE_CHUNK)]:
        connection.exec_driver_sql(words, part)


def _of_links(rows: Iterable[Mapping[str, Any]], *, of: Collection[str]) -> set[str]:
    """The ids of the links that these changes (of links, of passages) concern."""
    found: set[str] = set()
    for row in rows:
        if row["kind"] in of:
            column = "id" if row["kind"] == "evidence_link" else "link_id"
            found.update(state[column] for state in (row["before"], row["after"]) if state)
    return found


def _refuse_contradictions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """One passage cannot both support and dispute one claim, however it comes to it."""
    for part in chunks(_of_links(rows, of=("evidence_link", "passage")), UNDO_CHUNK):
        against = rows_of(connection, CONTRADICTIONS, part)
        if against:
            raise Conflict(
                "One passage cannot both support and dispute one claim.",
                hint=f"See {against[0].citekey} under {against[0].slug}; "
                "choose another passage or stance.",
            )


def _touch_links(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """A link is edited when its passage is: who saw it before has seen an old state."""
    alone = _of_links(rows, of=("passage",)) - _of_links(rows, of=("evidence_link",))
    for part in chunks(alone, UNDO_CHUNK):
        connection.execute(
            update(EvidenceLink)
            .where(EvidenceLink.id.in_(part))  # type: ignore[attr-defined]
            .values(revision=EvidenceLink.revision + 1)
        )


def check_revision(row: Any, seen: int | None, *, name: str) -> None:
    """Refuse an edit of something that was saved since the editor saw it. Raises StaleEdit."""
    if seen is not None and row.revision != seen:
        raise StaleEdit(
            f"{name} was changed by somebody else while you were editing it.",
            theirs=row_state(row),
            hint="Look at what is there now, and make your change again.",
        )


def undo(engine: Engine, set_id: str, *, who: str) -> ChangeSet:
    """Undo one change set by a new one. Raises NotFound, Conflict, InUse."""
    with engines.reading(engine) as connection:
        target = connection.execute(
            select(ChangeSet.label).where(ChangeSet.id == set_id)  # type: ignore[call-overload]
        ).first()
    if target is None:
        raise NotFound(f"There is no change “{set_id}”.", hint="`evidence history` lists them.")
    with change(engine, who=who, label=f"Undo: {target.label}", kind="undo", undoes=set_id) as (
        session,
        change_set,
    ):
        if is_undone(session, set_id):
            raise Conflict(f"“{target.label}” has been undone already.")
        if not restore(session, set_id):
            raise Conflict(f"“{target.label}” changed nothing that could be undone.")
    return change_set


def is_undone(session: Session, set_id: str) -> bool:
    """Whether a change set is undone by one that is not itself undone."""
    later = session.execute(select(ChangeSet.id).where(ChangeSet.undoes_id == set_id))  # type: ignore[call-overload]
    return any(not is_undone(session, undoer) for undoer in later.scalars().all())


def restore(session: Session, set_id: str) -> int:
    """Put every row of a change set back to what it was before it; returns how many."""
    changes = session.execute(
        select(Change.kind, Change.key, Change.before, Change.after)  # type: ignore[call-overload]
        .where(Change.set_id == set_id)
        .order_by(Change.id.desc())  # type: ignore[union-attr]
    ).all()
    by_kind: dict[str, list[Any]] = {}
    for row in changes:
        by_kind.setdefault(row.kind, []).append(row)
    for kind, rows in by_kind.items():
        for start in range(0, len(rows), UNDO_CHUNK):
            _restore_chunk(session, kind, rows[start : start + UNDO_CHUNK])
    session.flush()
    for kind, rows in by_kind.items():
        gone = [row.key for row in rows if row.before is None]
        _refuse_if_used(session, kind, gone)
    return len(changes)


def _restore_chunk(session: Session, kind: str, rows: list[Any]) -> None:
    table = row_classes()[kind]
    found = session.execute(select(table).where(table.id.in_([row.key for row in rows])))  # type: ignore[attr-defined]
    present = {row.id: row for row in found.scalars().all()}
    edits = _edits_of(session, [row.key for row in rows if row.key not in present])
    for row in rows:
        current = present.get(row.key)
        state = None if current is None else row_state(current)
        if state != row.after:
            raise Conflict(
                f"The {kind.replace('_', ' ')} “{_name(row.after or row.before)}” has been changed "
                "since; undo the later change first."
            )
        if row.before is None:
            session.delete(current)
            continue
        values = typed(kind, row.before)
        if current is None:
            session.add(table(**values, revision=edits.get(row.key, 0) + 1))
            continue
        for name, value in values.items():
            if getattr(current, name) != value:
                setattr(current, name, value)


def _edits_of(session: Session, keys: list[str]) -> dict[str, int]:
    """How often each row was changed: one that comes back has a revision nobody has seen."""
    if not keys:
        return {}
    counted = session.execute(
        select(Change.key, func.count()).where(Change.key.in_(keys)).group_by(Change.key)  # type: ignore[call-overload, attr-defined]
    )
    return dict(counted.all())


def typed(table: str, state: RowState) -> RowState:
    """Read moments and days back from their text."""
    values = dict(state)
    for column in SQLModel.metadata.tables[table].columns:
        value = values.get(column.name)
        if not isinstance(value, str):
            continue
        if isinstance(column.type, UtcDateTime):
            values[column.name] = datetime.fromisoformat(value)
        elif isinstance(column.type, Date):
            values[column.name] = date.fromisoformat(value)
    return values


def _name(state: RowState) -> str:
    for name in ("citekey", "slug", "name", "title", "text", "id"):
        if state.get(name):
            return str(state[name])[:60]
    return "?"


def _refuse_if_used(session: Session, kind: str, keys: list[str]) -> None:
    """Refuse to remove rows that something else leans on since. Raises InUse."""
    if not keys:
        return
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            if not any(target.column.table.name == kind for target in column.foreign_keys):
                continue
            for start in range(0, len(keys), UNDO_CHUNK):
                chunk = keys[start : start + UNDO_CHUNK]
                leaning = session.execute(
                    select(table.c.id).where(column.in_(chunk)).limit(1)
                ).first()
                if leaning is not None:
                    what = table.name.replace("_", " ")
                    one = f"an {what}" if what[0] in "aeiou" else f"a {what}"
                    raise InUse(
                        f"It cannot be undone: {one} that was made since leans on what it added.",
                        hint=f"Remove the {what} first, or undo the later change.",
                    )
