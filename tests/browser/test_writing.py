"""A writer revises the article: the fate of a claim, a saved version, and what it changed."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Server, Tab, new_tab
from playwright.sync_api import Browser, Locator, Page, expect
from test_browser_pages import RULES

from evidence.library import Library

ONSET = "within hours of the first infusion"


@pytest.fixture
def own(shipped_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server over a library of its own: versions stay once they are saved."""
    shutil.copy(shipped_file, tmp_path / "library.db")
    running = Server(f"sqlite:///{tmp_path / 'library.db'}", tmp_path).start()
    yield running
    running.stop()


def type_before(page: Page, words: str, typed: str) -> None:
    """Put the cursor before some words of the article and type, key by key."""
    area = page.get_by_label(re.compile("The article in Markdown"))
    area.focus()
    area.evaluate(
        "(box, words) => { const at = box.value.indexOf(words); box.setSelectionRange(at, at) }",
        words,
    )
    page.keyboard.type(typed)


def accessible(page: Page) -> None:
    """No serious or critical violation in the state that the page is in."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options=RULES).response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in grave] == []


def editor(page: Page) -> Locator:
    return page.get_by_label(re.compile("The article in Markdown"))


def text_of(page: Page) -> str:
    return editor(page).input_value()


def test_a_writer_revises_and_sees_what_becomes_of_a_claim(chromium: Browser, own: Server) -> None:
    tab: Tab = new_tab(chromium, own, "desk")
    page = tab.open("/write")
    expect(page.get_by_role("button", name="Save as version 2")).to_be_disabled()
    type_before(page, ONSET, "some ")
    # The preview follows while the cursor stays where it is.
    expect(page.locator(".ev-fates .ev-words ins")).to_contain_text("some")
    expect(page.locator(".ev-key")).to_contain_text("Reworded")
    area = page.get_by_label(re.compile("The article in Markdown"))
    expect(area).to_be_focused()
    page.keyboard.type("quick ")
    expect(page.locator(".ev-fates .ev-words ins")).to_contain_text("some quick")
    assert f"some quick {ONSET}" in text_of(page)
    tab.picture("write_1_reworded")
    accessible(page)

    menu = page.get_by_role("navigation", name="Pages")
    menu.get_by_role("link", name="Claims").click()
    expect(page.locator("h1")).to_have_text("Claims")
    page.go_back()
    expect(area).to_have_value(re.compile(f"some quick {ONSET}"))
    page.reload()
    expect(area).to_have_value(re.compile(f"some quick {ONSET}"))

    page.get_by_label("What was changed, and why").fill("Onset, more carefully")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.locator(".ev-done")).to_contain_text("Version 2 is saved.")
    expect(page.get_by_role("button", name="Save as version 3")).to_be_disabled()
    tab.picture("write_2_saved")
    accessible(page)
    page.get_by_role("link", name="See what is different").click()
    expect(page).to_have_url(re.compile(r"/versions\?from=1&to=2$"))
    expect(page.locator(".ev-compared ins")).to_have_text(re.compile("some quick"))
    expect(page.locator(".ev-versions")).to_contain_text("Onset, more carefully")
    expect(page.get_by_role("combobox", name="To")).to_be_visible()
    tab.picture("write_3_difference")
    accessible(page)
    assert tab.elsewhere == []
    page.context.close()


def test_typing_goes_on_while_somebody_saves_and_the_server_is_restarted(
    chromium: Browser, own: Server
) -> None:
    tab: Tab = new_tab(chromium, own, "phone", color_scheme="dark")
    page = tab.open("/write")
    type_before(page, ONSET, "often ")
    expect(page.locator(".ev-key")).to_contain_text("Reworded")
    own.stop()
    own.start()
    time.sleep(3)  # the page connects again by itself
    library = Library.open(own.url, who="bo")
    view = library.article()
    words = f"# {view.title}\n\n{view.text}".replace("exhausting", "tiring")
    library.revise(words, message="Milder")
    library.close()
    type_before(page, "often ", "very ")
    expect(page.locator(".ev-problem")).to_contain_text("bo saved version 2")
    assert f"very often {ONSET}" in text_of(page)
    tab.picture("write_4_overtaken")
    accessible(page)
    page.get_by_role("button", name="Bring their changes into my text").click()
    expect(page.locator(".ev-done")).to_contain_text("Their changes are in your text")
    expect(editor(page)).to_have_value(re.compile("tiring"))
    assert f"very often {ONSET}" in text_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    tab.picture("write_5_rebased")
    accessible(page)
    page.get_by_role("button", name="Save as version 3").click()
    expect(page.locator(".ev-done")).to_contain_text("Version 3 is saved.")
    page.context.close()
