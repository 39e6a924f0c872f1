"""A real server over a copy of the shipped library, and a real browser. `pytest -m browser`."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import ARGUMENTS, CHROMIUM, Server, Tab, Windows, tab_in

from evidence.library import Library

# Milliseconds that a page has for what it is expected to do, on a machine that is busy.
PATIENCE = 15_000

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and leave them out where there is no browser."""
    missing = pytest.mark.skipif(not Path(CHROMIUM).is_file(), reason="Chromium is not here")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(missing)


@pytest.fixture(scope="session")
def server(shipped_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app that the tests of pages share."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(shipped_file, folder / "library.db")
    running = Server(f"sqlite:///{folder / 'library.db'}", folder).start()
    yield running
    running.stop()


@pytest.fixture
def served_library(server: Server) -> Iterator[Library]:
    """The library that the server shows, as another program sees it."""
    opened = Library.open(server.url, who="bo")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def engine() -> Iterator["BrowserType"]:
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as running:
        yield running.chromium


@pytest.fixture(scope="session")
def chromium(engine: "BrowserType") -> Iterator["Browser"]:
    browser = engine.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def windows(engine: "BrowserType", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """A browser for each screen, opened when it is first asked for: a test has a tab of its own."""
    opened = Windows(engine, tmp_path_factory.mktemp("profiles"))
    yield opened
    for window in opened.values():
        window.close()


@pytest.fixture
def desk(windows: Windows, server: Server) -> Iterator[Tab]:
    tab = tab_in(windows["desk"], server)
    yield tab
    tab.page.close()


@pytest.fixture
def phone(windows: Windows, server: Server) -> Iterator[Tab]:
    tab = tab_in(windows["phone"], server)
    yield tab
    tab.page.close()
