"""How a database is opened: its rules, what is refused, and what is said when it fails."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from samples import DOMINO, bring, csl_file, many
from sqlalchemy import event, text

from evidence.errors import BadInput, StoreBusy, StoreError
from evidence.library import Library
from evidence.store import engine as engines

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "busy_timeout": 5_000,
}


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'library.db'}"


@pytest.fixture
def small(file_url: str) -> Iterator[Library]:
    opened = Library.open(file_url, create="empty")
    yield opened
    opened.close()


@pytest.mark.parametrize(("pragma", "wanted"), PRAGMAS.items())
def test_every_connection_to_sqlite_keeps_the_rules(
    small: Library, pragma: str, wanted: object
) -> None:
    for opening in (engines.reading, engines.writing):
        with opening(small.engine) as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == wanted


@pytest.mark.parametrize(
    ("opening", "wanted"), [(engines.reading, "BEGIN"), (engines.writing, "BEGIN IMMEDIATE")]
)
def test_who_writes_takes_the_write_lock_at_once(
    small: Library, opening: object, wanted: str
) -> None:
    sent: list[str] = []
    event.listen(
        small.engine, "before_cursor_execute", lambda c, cursor, said, *rest: sent.append(said)
    )
    with opening(small.engine) as connection:  # type: ignore[operator]
        connection.exec_driver_sql("SELECT 1")
    assert sent[0] == wanted


def test_a_writer_waits_for_another_and_then_says_who_is_to_blame(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        closing(sqlite3.connect(str(small.engine.url.database))) as other,
    ):
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with small.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(StoreBusy, match="others have been writing to it for too long"):
            bring(small, DOMINO)
        other.execute("ROLLBACK")
    bring(small, DOMINO)


def test_a_reader_sees_one_state_while_others_write(library: Library) -> None:
    count = text("SELECT count(*) FROM reference")
    with engines.reading(library.engine) as connection:
        before = connection.execute(count).scalar()
        bring(library, DOMINO)
        assert connection.execute(count).scalar() == before == 0
    with engines.reading(library.engine) as connection:
        assert connection.execute(count).scalar() == 1


def test_a_broken_foreign_key_is_refused_and_nothing_is_kept(library: Library) -> None:
    before = library.dump(history=True)
    with pytest.raises(StoreError), engines.writing(library.engine) as connection:
        connection.execute(
            text(
                "INSERT INTO reference_tag (id, created_at, revision, reference_id, tag) "
                "VALUES ('t', '2024-01-01T00:00:00.000000Z', 1, 'nobody', 'x')"
            )
        )
    assert library.dump(history=True) == before


ADDRESSES = [
    ("library.db", "sqlite", "library.db"),
    ("sqlite:///folder/library.db", "sqlite", "folder/library.db"),
    ("sqlite:////absolute/library.db", "sqlite", "/absolute/library.db"),
    ("postgresql://me@host/name", "postgresql+psycopg", "name"),
    ("postgres://me@host/name", "postgresql+psycopg", "name"),
    ("postgresql+psycopg://me@host/name", "postgresql+psycopg", "name"),
]


@pytest.mark.parametrize(("given", "driver", "database"), ADDRESSES)
def test_a_library_is_named_by_path_or_url(given: str, driver: str, database: str) -> None:
    url = engines.database_url(given)
    assert (url.drivername, url.database) == (driver, database)


@pytest.mark.parametrize("given", ["mysql://me@host/name", "http://host/", "://", "sqlite+x://"])
def test_an_address_of_another_kind_is_refused(given: str) -> None:
    with pytest.raises(BadInput):
        engines.database_url(given)


def test_the_place_of_a_library_is_shown_without_its_password() -> None:
    url = engines.database_url("postgresql://me:secret@host/name")
    assert "secret" not in engines.shown(url)


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(StoreError) as caught:
        Library.open("postgresql://me:secret@127.0.0.1:1/name")
    assert "\n" not in caught.value.text
    assert "secret" not in caught.value.text


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def a_folder(path: Path) -> None:
    path.mkdir()


def a_text(path: Path) -> None:
    path.write_text("These are my notes about ketamine, not a database.\n" * 100)


def another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute("INSERT INTO recipes VALUES ('soup')")
        connection.commit()


def another_program_with_alembic(path: Path) -> None:
    another_program(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()


def a_cut_file(path: Path) -> None:
    Library.open(f"sqlite:///{path}", create="empty").close()
    path.write_bytes(path.read_bytes()[:20_000])


NOT_OURS = [
    (a_folder, "is a folder"),
    (a_text, "not a library of Evidence"),
    (another_program, "holds other data"),
    (another_program_with_alembic, "holds other data"),
    (a_cut_file, "damaged"),
]


@pytest.mark.parametrize(("make", "said"), NOT_OURS, ids=[make.__name__ for make, _ in NOT_OURS])
def test_what_is_no_library_is_refused_and_left_byte_for_byte(
    make: object, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "library.db"
    make(path)  # type: ignore[operator]
    before = snapshot(tmp_path)
    with pytest.raises(StoreError, match=said):
        Library.open(f"sqlite:///{path}")
    assert snapshot(tmp_path) == before


def test_a_place_where_nothing_can_be_made_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreError, match="cannot be created"):
        Library.open(f"sqlite:///{blocked / 'library.db'}")


def test_a_full_disk_leaves_the_library_as_it_was(small: Library) -> None:
    bring(small, DOMINO)
    before = small.dump(history=True)

    def no_more_pages(connection: object, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count={pages + 2}")  # type: ignore[attr-defined]

    small.engine.dispose()
    event.listen(small.engine, "connect", no_more_pages)
    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        small.import_files([csl_file(*many(300))])
    event.remove(small.engine, "connect", no_more_pages)
    small.engine.dispose()
    assert small.dump(history=True) == before
    assert len(small.import_files([csl_file(*many(300))]).entries) == 300


def test_a_library_that_was_damaged_under_us_is_said_in_one_sentence(
    small: Library, tmp_path: Path
) -> None:
    bring(small, *many(50))
    small.close()
    path = tmp_path / "library.db"
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(bytes(content))
    with pytest.raises(StoreError) as caught:
        Library.open(f"sqlite:///{path}").dump()
    assert "\n" not in caught.value.text


def test_a_library_whose_database_goes_away_says_so(small: Library, tmp_path: Path) -> None:
    small.close()
    shutil.rmtree(tmp_path)
    with pytest.raises(StoreError, match="cannot be opened"):
        small.add_note("domino1965", "gone")


@pytest.mark.parametrize("words", ["\ud800", "a\x00b", "x" * 100_000])
def test_a_word_that_no_database_takes_is_not_found(stocked: Library, words: str) -> None:
    with pytest.raises((BadInput, Exception)) as caught:
        stocked.reference(words)
    assert type(caught.value).__name__ in ("BadInput", "NotFound")
