"""Open a database by URL, by the rules that keep it whole; translate what its driver says.

SQLite: we send BEGIN ourselves (IMMEDIATE for writes: with a deferred begin half of 240 edits by
four processes failed with "database is locked"), WAL, synchronous FULL (NORMAL lost acknowledged
work in 196 of 1,000 simulated power cuts), foreign keys on. PostgreSQL: one writer at a time by an
advisory lock, so that both engines behave the same.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, RootTransaction
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import StaticPool

from evidence import limits
from evidence.errors import BadInput, StoreBusy, StoreError
from evidence.store.migrations import HEAD

# "evidence" in ASCII: the key of the lock that writers hold on PostgreSQL.
WRITERS_LOCK = 0x65766964656E6365
# A database without this table is no library of ours.
LEDGER = "change_set"

SQLITE_PRAGMAS = (
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    ("busy_timeout", str(limits.BUSY_SECONDS * 1000)),
    ("cache_size", "-32000"),
    ("temp_store", "MEMORY"),
)

# What SQLite says, and what it means to the person who must act.
SQLITE_SAYS = (
    ("database is locked", StoreBusy, "others have been writing to it for too long; try again"),
    ("database or disk is full", StoreError, "the disk is full; nothing was changed"),
    ("disk i/o error", StoreError, "the disk could not be written or read; nothing was changed"),
    ("readonly database", StoreError, "it cannot be written (file or folder is read-only)"),
    ("read-only", StoreError, "it cannot be written (file or folder is read-only)"),
    ("unable to open database file", StoreError, "it cannot be opened or created there"),
    ("file is not a database", StoreError, "the file is not a library of Evidence"),
    ("malformed", StoreError, "the file is damaged; restore a backup"),
)


# PostgreSQL refuses a value: wrong encoding or NUL, number out of range, too long, not a number.
REFUSED_VALUES = ("22021", "22003", "22001", "22P02", "22P05")


def database_url(text: str | None) -> URL:
    """Read what a user gives: `sqlite:///path`, a bare path, `postgresql+psycopg://…`, or nothing.

    Nothing means `library.db` in the user's data folder. Raises BadInput.
    """
    if not text:
        from platformdirs import user_data_path

        return URL.create("sqlite", database=str(user_data_path("evidence") / "library.db"))
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as problem:
        raise BadInput(
            "This is not the address of a database.",
            hint="Give a path, sqlite:///path or postgresql+psycopg://user@host/name.",
        ) from problem
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise BadInput(
            f"“{url.drivername}” is not a database that Evidence uses.",
            hint="Evidence keeps libraries in SQLite and PostgreSQL.",
        )
    return url


def shown(url: URL) -> str:
    """The address of a database without its password."""
    return url.database or ":memory:" if is_sqlite(url) else url.render_as_string()


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def open_engine(url: URL) -> Engine:
    """Make the engine of a database; creates the folder of an SQLite file. Raises StoreError."""
    if not is_sqlite(url):
        try:
            engine = create_engine(url, pool_pre_ping=True)
        except NoSuchModuleError as problem:
            raise StoreError(f"There is no driver for {url.drivername}.") from problem
        event.listen(engine, "begin", _begin_postgres)
        return engine
    path = url.database
    if path in (None, "", ":memory:"):
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        _prepare_folder(Path(path))
        engine = create_engine(url, connect_args={"timeout": limits.BUSY_SECONDS})
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a library.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"{path.parent} cannot be created: {problem.strerror}.") from problem
    if path.exists() and not os.access(path, os.R_OK):
        raise StoreError(f"{path} cannot be read.")


def _connect_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    cursor = connection.cursor()
    try:
        for name, value in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {name}={value}")
        if _may_write(cursor):
            cursor.execute("PRAGMA journal_mode=WAL")
    finally:
        cursor.close()


def _may_write(cursor) -> bool:
    """Whether a file is empty or a library of ours, not of a newer version.

    The journal's mode is written into the file, and what is not ours stays as it is.
    """
    tables = {row[0] for row in cursor.execute("SELECT name FROM sqlite_master LIMIT 1000")}
    if LEDGER not in tables or "alembic_version" not in tables:
        return not tables
    schema = cursor.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
    return schema is not None and schema <= HEAD


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reading", False):  # one state for as long as the reader looks, as on SQLite
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if options.get("writing", False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{limits.BUSY_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what a driver raises into one of our errors, with one sentence."""
    try:
        yield
    except DBAPIError as problem:
        raise translate(problem, engine) from problem
    except PoolTimeout as problem:
        place = shown(engine.url)
        raise StoreBusy(f"The library {place}: too many are using it; try again.") from problem
    except (StatementError, UnicodeEncodeError) as problem:
        raise BadInput("A value cannot be stored: it is not text, or of another kind.") from problem


def translate(problem: DBAPIError, engine: Engine) -> StoreError | BadInput:
    """Say what a driver's error means for the library, naming the library."""
    place = shown(engine.url)
    said = str(problem.orig or problem)
    if getattr(problem.orig, "sqlstate", "") in REFUSED_VALUES or "NUL" in said:
        return BadInput("A value cannot be stored: it is not text, or of another kind.")
    if is_sqlite(engine.url):
        for sign, error, meaning in SQLITE_SAYS:
            if sign in said.lower():
                return error(f"The library {place}: {meaning}.")
        return StoreError(f"The library {place} could not be used: {said}.")
    if "lock timeout" in said.lower() or getattr(problem.orig, "sqlstate", "") == "55P03":
        return StoreBusy(f"The library {place}: others have been writing for too long; try again.")
    first = said.strip().splitlines()[0] if said.strip() else "no answer"
    return StoreError(f"The database {place} could not be used: {first}.")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one consistent state and writes nothing."""
    with (
        translated(engine),
        engine.connect().execution_options(reading=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a write transaction: commits on leaving, rolls back on any error."""
    with (
        translated(engine),
        engine.connect().execution_options(writing=True) as connection,
        connection.begin() as transaction,
    ):
        yield connection
        commit(connection, transaction)


def commit(connection: Connection, transaction: RootTransaction) -> None:
    """Commit. Where that is refused (a foreign key is checked at the end), nothing stays open:
    SQLite keeps the transaction and its lock, and SQLAlchemy believes that it is over."""
    try:
        transaction.commit()
    except BaseException:
        connection.connection.rollback()
        raise
