"""A library in which every word is hostile, in a real browser: nothing runs, nothing leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Server, Tab, Windows, tab_in
from hostile import MARKER, WORDS, fill_with_hostile_words
from playwright.sync_api import expect

PAGES = {
    "article": "/",
    "claim": "/?claim=low-addiction-risk",
    "plots": "/?claim=neuropathic-efficacy",
    "claims": "/claims",
    "library": "/library",
    "search": "/library?q=hostile%20words",
    "reference": "/reference?key=cohen2018",
    "export": "/export",
    "history": "/history",
}
MADE_FROM_DATA = """() => {
    const found = []
    const look = root => {
        for (const one of root.querySelectorAll('*')) {
            if (one.shadowRoot) look(one.shadowRoot)
            for (const name of one.getAttributeNames())
                if (name.startsWith('on')) found.push(one.tagName + ' ' + name)
            const href = one.getAttribute('href') || ''
            if (/^javascript:|^data:text/i.test(href)) found.push(one.outerHTML)
            if ((one.src || '').includes('listener.example')) found.push(one.outerHTML)
            if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FORM'].includes(one.tagName)
                && one.closest('.stHtml')) found.push(one.outerHTML)
        }
    }
    look(document)
    if (window.__x !== undefined) found.push('window.__x is ' + window.__x)
    return found
}"""


@pytest.fixture(scope="module")
def hostile_server(
    shipped_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    fill_with_hostile_words(folder / "library.db", shipped_file)
    server = Server(f"sqlite:///{folder / 'library.db'}", folder).start()
    yield server
    server.stop()


@pytest.fixture
def tab(windows: Windows, hostile_server: Server) -> Iterator[Tab]:
    opened = tab_in(windows["desk"], hostile_server)
    yield opened
    opened.page.close()


def test_nothing_runs_nothing_is_fetched_and_the_page_stays(tab: Tab) -> None:
    dialogs: list[str] = []
    tab.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for name, address in PAGES.items():
        page = tab.open(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(MADE_FROM_DATA) == [], name
        assert page.url == tab.server.address + address, name
        expect(page.locator(".ev-foot")).to_be_visible()
        tab.picture(f"hostile_{name}")
    assert dialogs == []
    assert tab.elsewhere == []
    assert [said for said in tab.said if "404" not in said] == []


def test_titles_of_windows_and_labels_of_fields_are_plain(tab: Tab) -> None:
    page = tab.open("/reference?key=cohen2018")
    labels = page.locator("details summary, [data-testid=stExpander] summary").all_inner_texts()
    assert labels
    assert not any(MARKER in label or words in label for label in labels for words in WORDS)
    assert page.locator(".stMain img").count() == 0
    assert page.title().endswith("Evidence")


def test_signs_stay_as_typed_in_the_article(tab: Tab) -> None:
    shown = tab.open("/").locator("article.text").inner_text()
    for words in (
        "p <= 0.05, A -> B -- C",
        "costs rose from $5 to $10 per QALY",
        "&lt;b&gt; &amp;",
    ):
        assert words in shown
