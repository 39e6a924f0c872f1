"""Pages of the app, run in this process over a copy of the shipped library."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from visits import APP, PAGES, OpenPage

from evidence.library import DATABASE_VARIABLE, Library


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """AppTest reads about every installed package, for each new app; they stay the same."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture
def app_library(shipped_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The library that the app's pages show."""
    monkeypatch.setenv(DATABASE_VARIABLE, shipped_url)
    opened = Library.open(shipped_url, who="ana")
    yield opened
    opened.close()
    st.cache_resource.clear()


@pytest.fixture
def open_page(app_library: Library) -> OpenPage:
    """Open a page of the app at an address: `open_page("reference", key="cohen2018")`."""

    def opened(page: str = "read", **query: str) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=60)
        if page == "read":
            for name, value in query.items():
                at.query_params[name] = value
            return at.run()
        at.run()
        at.switch_page(str(PAGES / f"{page}.py"))
        for name, value in query.items():
            at.query_params[name] = value
        return at.run()

    return opened
