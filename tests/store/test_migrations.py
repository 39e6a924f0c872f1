"""The schema: made on opening, brought up to date with a copy kept, never brought down."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from samples import DOMINO, bring, csl_file, index_problems
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

import evidence.store.migrations as migrations
from evidence.errors import NewerSchema, StoreError
from evidence.library import Library
from evidence.store import dumping, ledger, migrate, tables
from evidence.store import engine as engines

SHIPPED = Path(migrations.__file__).parent

LAST = migrations.HEAD
COMING = f"{int(LAST) + 1:04}"
NEXT = f"""
import sqlalchemy as sa
from alembic import op

revision = "{COMING}"
down_revision = "{LAST}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reference") as batch:
        batch.add_column(sa.Column("shelf", sa.String(), nullable=True))
"""
BROKEN = NEXT + "    op.execute('DELETE FROM reference')\n"
FAILING = NEXT + "    op.execute('DELETE FROM no_such_table')\n"


def test_the_newest_migration_is_the_one_that_is_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(SHIPPED))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_the_migrated_schema_is_the_one_of_the_tables(library: Library) -> None:
    assert {tables.Reference.__tablename__, ledger.Change.__tablename__} <= set(
        SQLModel.metadata.tables
    )
    with library.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    kind != "table" or not str(name).startswith("search_")
                ),
            },
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_rule_of_the_tables_is_in_the_database(library: Library) -> None:
    found = inspect(library.engine)
    for table in SQLModel.metadata.tables.values():
        wanted = {
            str(rule.name)
            for rule in table.constraints
            if rule.name and str(rule.name).startswith("ck_")
        }
        assert {check["name"] for check in found.get_check_constraints(table.name)} == wanted


def test_foreign_keys_never_cascade(library: Library) -> None:
    found = inspect(library.engine)
    for table in SQLModel.metadata.tables:
        for key in found.get_foreign_keys(table):
            assert "ondelete" not in key["options"], (table, key)


def test_opening_again_changes_nothing(database: str) -> None:
    first = Library.open(database, create="empty")
    bring(first, DOMINO)
    before = first.dump(history=True)
    first.close()
    again = Library.open(database)
    assert again.dump(history=True) == before
    again.close()


def test_a_newer_library_is_refused_and_left_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    Library.open(f"sqlite:///{path}", create="empty").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for mode in ("WAL", "DELETE"):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={mode}")
        before = path.read_bytes()
        with pytest.raises(NewerSchema, match="newer version of Evidence") as caught:
            Library.open(f"sqlite:///{path}")
        assert caught.value.hint
        assert path.read_bytes() == before
        assert [file.name for file in tmp_path.iterdir()] == ["library.db"]


def test_a_newer_library_is_refused_on_every_engine(database: str) -> None:
    library = Library.open(database, create="empty")
    with engines.writing(library.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = library.dump(history=True)
    with pytest.raises(NewerSchema):
        Library.open(database)
    assert library.dump(history=True) == before
    library.close()


# How the first version kept the words near a misspelt one, and the matching keys.
FIRST_INDEX = (
    "DROP TABLE search_near",
    "CREATE TABLE search_near (hash bigint, term bigint, PRIMARY KEY (hash, term))",
    "DROP TABLE IF EXISTS search_match",
    "INSERT INTO match_key (key, reference_id) SELECT 'd0123456789ab', id FROM reference",
)


def test_a_library_of_the_first_version_opens_with_a_new_index(database: str) -> None:
    library = Library.open(database, create="empty")
    bring(library, DOMINO)
    before = library.dump(history=True)
    with engines.writing(library.engine) as connection:
        command.downgrade(migrate._configuration(connection), "0001")
        for words in FIRST_INDEX:
            connection.execute(text(words))
    library.close()
    library = Library.open(database)
    assert library.dump(history=True) == before
    assert [hit.key for hit in library.search("disociative anesthetic").results] == ["domino1965"]
    twin = {**DOMINO, "id": "twin", "title": DOMINO["title"].upper() + "."}
    (entry,) = library.import_files([csl_file(twin)]).entries
    assert (entry.outcome, entry.reference) == ("unchanged", "domino1965")
    assert index_problems(library) == []
    library.close()


def become_next(patch: pytest.MonkeyPatch, folder: Path, migration: str = NEXT) -> None:
    """Turn into a version of Evidence to come, with one more migration."""
    shutil.copytree(SHIPPED, folder)
    (folder / "versions" / "0002_shelf.py").write_text(migration)
    for module in (migrate, dumping, engines, migrations):
        patch.setattr(module, "HEAD", COMING)
    configuration = migrate._configuration

    def elsewhere(connection: Connection | None = None) -> Config:
        config = configuration(connection)
        config.set_main_option("script_location", str(folder))
        return config

    patch.setattr(migrate, "_configuration", elsewhere)


def make_old_library(database: str) -> None:
    library = Library.open(database, create="empty")
    bring(library, DOMINO)
    library.add_note("domino1965", "The first use in people.")
    library.close()


def test_an_old_library_is_brought_up_to_date_and_keeps_everything(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old_library(database)
    become_next(monkeypatch, tmp_path / "next")
    library = Library.open(database)
    with engines.reading(library.engine) as connection:
        assert migrate.schema_of(connection) == COMING
        assert connection.execute(text("SELECT shelf FROM reference")).scalars().all() == [None]
    detail = library.reference("domino1965")
    assert [note.text for note in detail.notes] == ["The first use in people."]
    assert library.search("dissociative anesthetic").total == 1
    library.close()


def test_a_copy_is_kept_beside_the_file_before_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    make_old_library(f"sqlite:///{path}")
    become_next(monkeypatch, tmp_path / "next")
    Library.open(f"sqlite:///{path}").close()
    kept = [file for file in tmp_path.iterdir() if ".before-" in file.name]
    assert [file.name for file in kept] == [f"library.db.before-{COMING}-from-{LAST}"]
    with closing(sqlite3.connect(kept[0])) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (LAST,)
        assert copy.execute("SELECT citekey FROM reference").fetchone() == ("domino1965",)


def test_an_upgrade_that_would_break_links_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    make_old_library(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    become_next(monkeypatch, tmp_path / "next", BROKEN)
    with pytest.raises(StoreError, match="broken links, and was not done"):
        Library.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before


def test_an_upgrade_that_fails_half_way_leaves_the_old_schema(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old_library(database)
    become_next(monkeypatch, tmp_path / "next", FAILING)
    with pytest.raises(StoreError, match="no_such_table"):
        Library.open(database)
    monkeypatch.undo()
    library = Library.open(database)
    assert [row.key for row in library.references().rows] == ["domino1965"]
    library.close()
