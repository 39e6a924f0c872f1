"""Bring a database to the present schema on opening: back up, upgrade in one transaction, check.

A database of a newer version is refused; one that is not ours is left alone.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, event, inspect, text

from evidence.errors import NewerSchema, StoreError
from evidence.store import engine as engines
from evidence.store.migrations import HEAD


def ensure_schema(engine: Engine) -> None:
    """Make or upgrade the schema if needed. Raises NewerSchema, StoreError."""
    with engines.reading(engine) as connection:
        found = schema_of(connection)
    if found == HEAD:
        return
    if found is not None and found not in _known():
        raise NewerSchema(
            f"The library {engines.shown(engine.url)} was written by a newer version of Evidence "
            f"(schema {found}; this version knows {HEAD}).",
            hint="Update Evidence. Nothing was changed.",
        )
    if found is not None and engines.is_sqlite(engine.url):
        _back_up(engine, found)
    _upgrade(engine)


def schema_of(connection: Connection) -> str | None:
    """The schema's name in the database; None for an empty one. Raises StoreError if not ours."""
    names = inspect(connection).get_table_names()
    if "alembic_version" in names and (engines.LEDGER in names or len(names) == 1):
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if names:
        place = engines.shown(connection.engine.url)
        raise StoreError(
            f"The database {place} holds other data ({', '.join(sorted(names)[:3])}), no library.",
            hint="Give another path or another database.",
        )
    return None


def _configuration(connection: Connection | None = None):
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_configuration())
    return {revision.revision for revision in script.walk_revisions()}


def _upgrade(engine: Engine) -> None:
    from alembic import command

    from evidence.store.reindex import rebuild

    def without_foreign_keys(dbapi_connection, _record):
        dbapi_connection.execute("PRAGMA foreign_keys=OFF")

    sqlite = engines.is_sqlite(engine.url)
    if sqlite:  # a table that is rebuilt with cascading keys on loses its children
        engine.dispose() if engine.url.database not in (None, "", ":memory:") else None
        event.listen(engine, "connect", without_foreign_keys)
    try:
        with engines.writing(engine) as connection:
            found = schema_of(connection)
            if found == HEAD:  # somebody else was first
                return
            command.upgrade(_configuration(connection), "head")
            if found is not None:  # what is derived has the form of this version
                rebuild(connection)
            if sqlite:
                _check_foreign_keys(connection)
    finally:
        if sqlite:
            event.remove(engine, "connect", without_foreign_keys)
            if engine.url.database not in (None, "", ":memory:"):
                engine.dispose()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StoreError(
            f"The upgrade would leave {len(broken)} broken links, and was not done.",
            hint="The library is as it was; please report this.",
        )


def _back_up(engine: Engine, found: str) -> None:
    """Keep a consistent copy beside the library before its schema changes."""
    path = engine.url.database
    if not path or path == ":memory:":
        return
    target = f"{path}.before-{HEAD}-from-{found}"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
