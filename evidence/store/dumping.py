"""A library as an open file: a sorted JSON dump, read back whole; and a consistent binary copy."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Engine, Float, Integer, func, insert, select, text
from sqlalchemy.types import JSON
from sqlmodel import Session, SQLModel

from evidence.errors import BadInput, Conflict, StoreError
from evidence.store import engine as engines
from evidence.store.changes import row_classes, typed
from evidence.store.columns import UtcDateTime
from evidence.store.ledger import UNRECORDED, Change
from evidence.store.migrations import HEAD
from evidence.store.reindex import as_json

FORMAT = "evidence-dump/1"
HISTORY = ("change_set", "change")


def _tables(*, history: bool) -> list[str]:
    unrecorded = {table.__tablename__ for table in UNRECORDED}
    return [
        name
        for name in sorted(SQLModel.metadata.tables)
        if name not in unrecorded or (history and name in HISTORY)
    ]


def dump(connection: Connection, *, history: bool = False) -> dict[str, Any]:
    """The library's present state as plain values, sorted; `history` adds the changes."""
    content: dict[str, Any] = {"format": FORMAT, "schema": HEAD, "tables": {}}
    for name in _tables(history=history):
        table = SQLModel.metadata.tables[name]
        columns = [c.name for c in table.columns if history or c.name != "revision"]
        quoted = ", ".join(f'"{column}"' for column in columns)
        readers = [_reader(table.columns[column].type) for column in columns]
        rows = connection.execute(text(f'SELECT {quoted} FROM "{name}" ORDER BY id'))
        content["tables"][name] = [
            {
                column: None if value is None else read(value)
                for column, read, value in zip(columns, readers, row, strict=True)
            }
            for row in rows
        ]
    return content


def _reader(kind: Any) -> Callable[[Any], Any]:
    """How a raw value of a column is written: the same from both engines."""
    if isinstance(kind, JSON):
        return as_json
    for wanted, read in ((Boolean, bool), (Float, float), (Integer, int)):
        if isinstance(kind, wanted):
            return read
    return str


def as_text(content: dict[str, Any]) -> str:
    """A dump as JSON text: sorted keys, one row a line's worth of nesting, ends with a newline."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def parse(words: str) -> dict[str, Any]:
    """Read a dump's text. Raises BadInput."""
    try:
        content = json.loads(words)
    except (ValueError, RecursionError) as problem:
        raise BadInput("The file is not a dump of Evidence: it is not JSON.") from problem
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BadInput("The file is JSON, but not a dump of Evidence.")
    if content.get("schema") != HEAD:
        raise BadInput(
            f"The dump was written with schema {content.get('schema')}; this version reads {HEAD}."
        )
    tables = content.get("tables")
    if not isinstance(tables, dict) or not all(isinstance(rows, list) for rows in tables.values()):
        raise BadInput("The dump has no tables.")
    return content


def rows_for(content: dict[str, Any], name: str) -> Iterable[dict[str, Any]]:
    """The rows of one table of a dump, typed. Raises BadInput for a row of another shape."""
    table = SQLModel.metadata.tables[name]
    known = {column.name for column in table.columns}
    for row in content["tables"].get(name, []):
        if not isinstance(row, dict) or not set(row) <= known or "id" not in row:
            raise BadInput(f"The dump's table “{name}” has a row of another shape.")
        try:
            values = typed(name, row)
        except ValueError as problem:
            raise BadInput(f"The dump's table “{name}” has a row of another shape.") from problem
        if not all(_fits(table.columns[column].type, value) for column, value in values.items()):
            raise BadInput(f"The dump's table “{name}” has a value of another kind.")
        yield {"revision": 1, **values} if "revision" in known else values


def _fits(kind: Any, value: Any) -> bool:
    """Whether a value can stand in a column of this type (SQLite would take anything)."""
    if value is None or isinstance(kind, JSON):
        return True
    for wanted, python in (
        (Boolean, bool),
        (Float, float | int),
        (Integer, int),
        (Date, date),
        (UtcDateTime, datetime),
    ):
        if isinstance(kind, wanted):
            return isinstance(value, python) and isinstance(value, bool) is (wanted is Boolean)
    return isinstance(value, str)


def backup(engine: Engine, target: Path) -> None:
    """Write a consistent copy while others work: an SQLite file, or a dump of PostgreSQL.

    The copy appears whole or not at all. Raises StoreError, BadInput.
    """
    if is_the_library(engine, target):
        raise BadInput(f"{target} is the library itself; give the copy another name.")
    try:
        handle, made = tempfile.mkstemp(dir=target.parent, prefix=".evidence-backup-")
    except OSError as problem:
        raise StoreError(f"{target} cannot be written: {problem.strerror}.") from problem
    os.close(handle)
    path = Path(made)
    try:
        if engines.is_sqlite(engine.url):
            with (
                closing(sqlite3.connect(str(engine.url.database))) as source,
                closing(sqlite3.connect(made)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable anywhere
        else:
            with engines.reading(engine) as connection:
                path.write_text(as_text(dump(connection, history=True)), encoding="utf-8")
        path.replace(target)
    except (OSError, sqlite3.Error) as problem:
        raise StoreError(f"{target} cannot be written: {problem}.") from problem
    finally:
        path.unlink(missing_ok=True)


def is_the_library(engine: Engine, path: Path) -> bool:
    """Whether a path is the file in which the library lives."""
    if not engines.is_sqlite(engine.url):
        return False
    library = Path(str(engine.url.database))
    return library.exists() and path.exists() and library.samefile(path)


def restore(engine: Engine, source: Path) -> Path | None:
    """Put a backup in the place of the library; the library as it was is kept beside it.

    The backup is opened and checked first. Returns where the old library is kept (SQLite).
    Raises BadInput, StoreError.
    """
    if not source.is_file():
        raise BadInput(f"{source} is not a file.")
    if is_the_library(engine, source):
        raise BadInput(f"{source} is the library itself.")
    if not engines.is_sqlite(engine.url):
        try:
            content = parse(source.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as problem:
            raise BadInput(f"{source} is not a backup of Evidence.") from problem
        with engines.writing(engine) as connection:
            replace(connection, content)
        return None
    _check_backup(source)
    library = Path(str(engine.url.database))
    kept = _free_name(library.with_name(f"{library.name}.before-restore"))
    try:
        _copy(library, kept)
        _copy(source, library)  # one transaction: others see the old library or the new one
    except sqlite3.Error as problem:
        raise StoreError(f"{source} could not be restored: {problem}.") from problem
    return kept


def _copy(source: Path, target: Path) -> None:
    with closing(_open_to_read(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _open_to_read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _free_name(path: Path) -> Path:
    """The path, or one with a number behind it: an older copy is never written over."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _check_backup(source: Path) -> None:
    try:
        with closing(_open_to_read(source)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            connection.execute(f"SELECT 1 FROM {engines.LEDGER} LIMIT 1")
    except (sqlite3.Error, TypeError) as problem:
        raise BadInput(f"{source} is not a backup of Evidence.") from problem
    if not sound:
        raise BadInput(f"{source} is damaged; the library was left as it is.")
    if schema > HEAD:
        raise BadInput(f"{source} was written by a newer version of Evidence.")


def load(session: Session, content: dict[str, Any]) -> None:
    """Write a dump's present state into an empty library, within a change. Raises Conflict."""
    names = [name for name in _tables(history=False) if name in content["tables"]]
    connection = session.connection()
    if any(connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first() for name in names):
        raise Conflict(
            "The library is not empty; a dump is loaded into an empty one.",
            hint="`evidence --db NEW init --empty`, then load into that.",
        )
    for name in names:
        row_class = row_classes()[name]
        session.add_all(row_class(**row) for row in rows_for(content, name))
        session.flush()


def replace(connection: Connection, content: dict[str, Any]) -> None:
    """Put a dump, its history included, in the place of everything (foreign keys wait)."""
    from evidence.store.reindex import rebuild

    for name in SQLModel.metadata.tables:
        connection.execute(text(f'DELETE FROM "{name}"'))
    for name, table in SQLModel.metadata.tables.items():
        rows = list(rows_for(content, name))
        if rows:
            connection.execute(insert(table), rows)
    if connection.dialect.name == "postgresql":  # numbers go on behind the ones brought in
        highest = select(func.coalesce(func.max(Change.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence("change", "id")
        connection.execute(select(func.setval(sequence, highest, False)))
    rebuild(connection)
