"""What tests share: a library on each engine, the shipped one ready made, no network."""

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from samples import furnish
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from evidence.library import Library

POSTGRES_VARIABLE = "EVIDENCE_TEST_POSTGRES"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs something that this machine does not have."""
    without_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(without_corpus)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test opens a connection beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = address[0] if isinstance(address, tuple) else address
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.delenv("EVIDENCE_DATABASE_URL", raising=False)


@contextmanager
def postgres(template: str = "template0") -> Iterator[str]:
    """The URL of a database of our own on the test server, dropped afterwards.

    It is a copy of `template`: copying one that has its tables takes a tenth of making them.
    """
    name = f"evidence_test_{uuid.uuid4().hex[:12]}"
    server = _server(os.environ[POSTGRES_VARIABLE])
    how = "STRATEGY FILE_COPY" if (server.dialect.server_version_info or (0,)) >= (15,) else ""
    server.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {how}'))
    try:
        yield server.engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        server.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@cache
def _server(url: str) -> Connection:
    """A connection that stays open, to make databases with and to drop them."""
    return create_engine(url, isolation_level="AUTOCOMMIT").connect()


ENGINES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(
            POSTGRES_VARIABLE not in os.environ, reason="no PostgreSQL to test on"
        ),
    ),
]


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new database: SQLite, then PostgreSQL. It is a copy of a ready made one where
    the test asks for `library` or `stocked`, and has nothing in it else."""
    ready = next((READY[name] for name in READY if name in request.fixturenames), None)
    if request.param == "sqlite":
        path = tmp_path / "library.db"
        if ready:
            shutil.copy(request.getfixturevalue("ready_made") / f"{ready}.db", path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("ready_postgres")[ready] if ready else "template0"
    with postgres(template) as url:
        yield url


@pytest.fixture(scope="module", params=ENGINES)
def index_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a new, empty database for all the tests of a module, on each engine."""
    if request.param == "sqlite":
        yield "sqlite://"
        return
    with postgres() as url:
        yield url


# fixture → what its library is made from
READY = {"stocked": "furnished", "library": "empty"}


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty library and a furnished one, made once and copied."""
    folder = tmp_path_factory.mktemp("ready-made")
    Library.open(f"sqlite:///{folder / 'empty.db'}", who="ana", create="empty").close()
    shutil.copy(folder / "empty.db", folder / "furnished.db")
    furnish(Library.open(f"sqlite:///{folder / 'furnished.db'}", who="ana")).close()
    return folder


@pytest.fixture(scope="session")
def ready_postgres() -> Iterator[dict[str, str]]:
    """The names of the same two libraries on PostgreSQL."""
    with postgres() as empty, postgres() as furnished:
        Library.open(empty, who="ana", create="empty").close()
        furnish(Library.open(furnished, who="ana", create="empty")).close()
        yield {
            "empty": str(make_url(empty).database),
            "furnished": str(make_url(furnished).database),
        }


@pytest.fixture
def library(database: str) -> Iterator[Library]:
    """An empty library, on each engine."""
    opened = Library.open(database, who="ana")
    yield opened
    opened.close()


@pytest.fixture
def stocked(database: str) -> Iterator[Library]:
    """A small library with an article, three claims and four references, on each engine."""
    opened = Library.open(database, who="ana")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped library as a file, made once."""
    path = tmp_path_factory.mktemp("shipped") / "library.db"
    Library.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def shipped_url(shipped_file: Path, tmp_path: Path) -> str:
    """The URL of a copy of the shipped library that a test may change."""
    copy = tmp_path / "shipped.db"
    shutil.copy(shipped_file, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def shipped(shipped_url: str) -> Iterator[Library]:
    """The shipped library, opened; a test may change it."""
    opened = Library.open(shipped_url, who="ana")
    yield opened
    opened.close()
