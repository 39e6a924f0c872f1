"""What tests share: a library on each engine, the shipped one ready made, no network."""

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples import furnish
from sqlalchemy import create_engine, text
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


def postgres_url() -> Iterator[str]:
    """A schema of our own in the test database, dropped afterwards."""
    base = make_url(os.environ[POSTGRES_VARIABLE])
    schema = f"test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(base)
    with admin.begin() as connection:
        connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    url = base.update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield url.render_as_string(hide_password=False)
    finally:
        with admin.begin() as connection:
            connection.execute(text(f'DROP SCHEMA "{schema}" CASCADE'))
        admin.dispose()


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
    """The URL of a new, empty database: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'library.db'}"
        return
    yield from postgres_url()


@pytest.fixture(scope="module", params=ENGINES)
def index_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a new, empty database for all the tests of a module, on each engine."""
    if request.param == "sqlite":
        yield "sqlite://"
        return
    yield from postgres_url()


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty library and a furnished one, made once and copied."""
    folder = tmp_path_factory.mktemp("ready-made")
    Library.open(f"sqlite:///{folder / 'empty.db'}", who="ana", create="empty").close()
    shutil.copy(folder / "empty.db", folder / "furnished.db")
    furnish(Library.open(f"sqlite:///{folder / 'furnished.db'}", who="ana")).close()
    return folder


@pytest.fixture
def library(database: str, ready_made: Path) -> Iterator[Library]:
    """An empty library, on each engine."""
    if database.startswith("sqlite"):
        shutil.copy(ready_made / "empty.db", str(make_url(database).database))
    opened = Library.open(database, who="ana", create="empty")
    yield opened
    opened.close()


@pytest.fixture
def stocked(database: str, ready_made: Path) -> Iterator[Library]:
    """A small library with an article, three claims and four references, on each engine."""
    if database.startswith("sqlite"):
        shutil.copy(ready_made / "furnished.db", str(make_url(database).database))
        opened = Library.open(database, who="ana")
    else:
        opened = furnish(Library.open(database, who="ana", create="empty"))
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
