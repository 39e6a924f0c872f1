"""How the app behaves in a browser's hands: history, keys, deep links, restarts, two editors."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from driving import Server, Tab, Windows, new_tab, tab_in
from playwright.sync_api import Browser, Page, expect

from evidence.library import Library

CLAIM, OTHER = "low-addiction-risk", "rapid-onset"
ENTRY = "@article{pasted2024, title={An entry that nobody knew}, author={Paste, Ann}, year={2024}}"


@pytest.fixture(scope="module")
def edited(shipped_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over a library that the tests of editing change."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copy(shipped_file, folder / "library.db")
    server = Server(f"sqlite:///{folder / 'library.db'}", folder).start()
    yield server
    server.stop()


@pytest.fixture
def editor(windows: Windows, edited: Server) -> Iterator[Tab]:
    tab = tab_in(windows["desk"], edited)
    yield tab
    tab.page.close()


@pytest.fixture
def own(chromium: Browser, shipped_file: Path, tmp_path: Path) -> Iterator[Tab]:
    """A tab on a server of its own, which the test may stop."""
    shutil.copy(shipped_file, tmp_path / "library.db")
    folder = tmp_path / "served"
    folder.mkdir()
    server = Server(f"sqlite:///{tmp_path / 'library.db'}", folder).start()
    tab = new_tab(chromium, server, "desk")
    yield tab
    tab.page.context.close()
    server.stop()


def restart(tab: Tab) -> None:
    """Stop the server under the open page and start it again; the page reconnects by itself."""
    state = tab.page.locator("[data-test-connection-state]")
    tab.server.stop()
    expect(state).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    tab.server.start()
    expect(state).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=30_000)


def chosen(page: Page, slug: str | None) -> None:
    """The address, the mark in the text and the panel agree on which claim is chosen."""
    if slug is None:
        expect(page.locator(".ev-claim")).to_have_count(0)
        expect(page.locator(".ev-start")).to_be_visible()
        expect(page.locator("[aria-current=true]")).to_have_count(0)
        assert "claim=" not in page.url
        return
    expect(page).to_have_url(re.compile(f"[?&]claim={slug}$"))
    expect(page.locator(f"#claim-{slug}")).to_have_attribute("aria-current", "true")
    expect(page.locator(".ev-claim")).to_have_count(1)


def test_back_and_forward_go_through_the_chosen_claims(desk: Tab) -> None:
    page = desk.open("/")
    page.locator(f"#claim-{CLAIM}").click()
    chosen(page, CLAIM)
    first = page.locator(".ev-claim").inner_text()
    page.locator(f"#claim-{OTHER}").click()
    chosen(page, OTHER)
    expect(page.locator(".ev-claim")).not_to_have_text(first)
    page.go_back()
    chosen(page, CLAIM)
    expect(page.locator(".ev-claim")).to_have_text(first)
    page.go_back()
    chosen(page, None)
    page.go_forward()
    chosen(page, CLAIM)


def test_back_returns_from_other_pages_to_the_chosen_claim(desk: Tab) -> None:
    page = desk.open(f"/?claim={CLAIM}")
    loaded = page.evaluate("window.loadedAt = performance.timeOrigin")
    page.locator(".ev-card h4 a").first.click()
    expect(page).to_have_url(re.compile("/reference"))
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Claims").click()
    expect(page.get_by_role("heading", name="Evidence map")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/reference"))
    page.go_back()
    chosen(page, CLAIM)
    assert page.evaluate("window.loadedAt") == loaded  # the app was never loaded anew


def test_back_returns_from_a_result_to_its_search(desk: Tab) -> None:
    page = desk.open("/library")
    page.get_by_label("Search references").fill("cohen 2018")
    expect(page.locator(".ev-reflist mark").first).to_be_visible()
    page.locator(".ev-reflist li a").first.click()
    expect(page).to_have_url(re.compile("/reference"))
    page.go_back()
    expect(page).to_have_url(re.compile("q=cohen"))
    expect(page.get_by_label("Search references")).to_have_value("cohen 2018")
    expect(page.locator(".ev-reflist mark").first).to_be_visible()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"/?claim={CLAIM}", "lower risk of addiction"),
        ("/reference?key=cohen2018", "Where it is used"),
        ("/library?q=ketmine", "Showing results for"),
        ("/claims", "Evidence map"),
        ("/?claim=no-such-claim", "This article has no claim"),
        ("/reference?key=nobody1999", "nobody1999"),
    ],
)
def test_address_opens_what_it_names(desk: Tab, address: str, says: str) -> None:
    page = desk.open(address)
    expect(page.locator(".stMain")).to_contain_text(says)
    assert page.url.endswith(address)


def test_keys_choose_a_claim_read_it_and_return(desk: Tab) -> None:
    page = desk.open("/")
    page.locator(f"#claim-{CLAIM}").focus()
    page.keyboard.press("Enter")
    chosen(page, CLAIM)
    expect(page.locator(".st-key-evidence_panel")).to_be_focused()
    expect(page.locator("[role=status]", has_text="Evidence for claim")).to_have_count(1)
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('.st-key-evidence_panel') !== null"
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    focused = "document.activeElement.shadowRoot?.activeElement?.id || document.activeElement.id"
    page.wait_for_function(f"({focused}) === 'claim-{CLAIM}'")
    page.keyboard.press("Escape")
    chosen(page, None)


def test_tab_stops_once_at_each_claim_in_reading_order(desk: Tab, served_library: Library) -> None:
    page = desk.open("/")
    stops = page.locator("a[id^=claim-]")
    expect(stops).to_have_count(len(served_library.claims()))
    stops.first.focus()
    order = stops.evaluate_all("all => all.map(one => one.id)")
    focused = "document.activeElement.shadowRoot?.activeElement?.id"
    met = [page.evaluate(focused)]
    for _ in order[1:]:
        page.keyboard.press("Tab")
        met.append(page.evaluate(focused))
    assert met == order


def test_article_reads_in_the_browser_as_it_is_stored(desk: Tab, served_library: Library) -> None:
    page = desk.open("/")
    shown = page.locator("article.text").evaluate(
        """root => { const copy = root.cloneNode(true)
            copy.querySelectorAll('.n, .sr').forEach(one => one.remove())
            return copy.textContent }"""
    )
    letters = re.compile(r"\W+")
    assert letters.sub("", shown) == letters.sub("", served_library.article().text)


def test_clicking_a_nested_claim_again_chooses_the_one_around_it(own: Tab) -> None:
    library = Library.open(own.server.url, who="bo")
    around = next(mark for mark in library.article().marks if mark.slug == CLAIM)
    text = library.article()
    library.place_claim(OTHER, around.start + 2, around.start + 40, version=text.version.number)
    library.close()
    page = own.open("/")
    nested = page.locator(f"[data-claims='{OTHER} {CLAIM}']")
    expect(nested).to_have_count(1)
    nested.click()
    chosen(page, OTHER)
    nested.click()
    expect(page).to_have_url(re.compile(f"[?&]claim={CLAIM}$"))
    expect(page.locator(".ev-claim")).to_contain_text("lower risk of addiction")


def test_first_click_after_the_server_was_restarted_works(own: Tab) -> None:
    page = own.open("/")
    restart(own)
    page.locator(f"#claim-{CLAIM}").click()
    chosen(page, CLAIM)
    expect(page.locator(".ev-claim")).to_contain_text("lower risk of addiction", timeout=30_000)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Claims").click()
    expect(page.get_by_role("heading", name="Evidence map")).to_be_visible()


def test_form_is_sent_after_the_server_was_restarted(own: Tab) -> None:
    page = own.open("/reference?key=cohen2018")
    page.get_by_label("Add a note").fill("Written before the restart.")
    restart(own)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".stMain")).to_contain_text("Written before the restart.")
    library = Library.open(own.server.url)
    for _ in range(40):
        stored = [note.text for note in library.reference("cohen2018").notes]
        if stored:
            break
        page.wait_for_timeout(100)
    library.close()
    assert stored == ["Written before the restart."]


def test_pasted_entries_are_imported_once_and_the_form_is_empty_again(editor: Tab) -> None:
    page = editor.open("/import")
    page.get_by_label("Or paste entries").fill(ENTRY)
    page.get_by_label("Or paste entries").blur()
    page.get_by_role("button", name="Import 1", exact=True).click()
    expect(page.locator(".ev-done")).to_contain_text("1 reference was added.")
    page.get_by_role("button", name="Import another").click()
    expect(page.get_by_text("No file is chosen yet.")).to_be_visible()
    expect(page.get_by_label("Or paste entries")).to_have_value("")
    page.get_by_label("Or paste entries").fill(ENTRY)
    page.get_by_label("Or paste entries").blur()
    expect(page.get_by_role("button", name="Nothing to import")).to_be_disabled()


def test_import_is_undone_where_it_was_made(editor: Tab) -> None:
    library = Library.open(editor.server.url)
    before = library.references(limit=1).total
    page = editor.open("/import")
    page.get_by_label("Or paste entries").fill(ENTRY.replace("An entry", "One more"))
    page.get_by_label("Or paste entries").blur()
    page.get_by_role("button", name="Import 1", exact=True).click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator(".ev-done")).to_contain_text("The import was undone")
    assert library.references(limit=1).total == before
    library.close()


def test_editor_who_was_overtaken_sees_both_versions(editor: Tab) -> None:
    page = editor.open("/reference?key=cohen2018")
    page.get_by_text("Edit this reference").click()
    page.get_by_label("Journal or book").fill("Mine")
    library = Library.open(editor.server.url, who="bo")
    detail = library.reference("cohen2018")
    theirs = {**detail.csl, "container-title": "Theirs"}
    library.edit_reference("cohen2018", theirs, revision=detail.revision)
    page.get_by_role("button", name="Save").first.click()
    problem = page.locator(".ev-rows", has_text="now there")
    expect(problem).to_contain_text("Theirs")
    expect(problem).to_contain_text("Mine")
    assert library.reference("cohen2018").csl["container-title"] == "Theirs"
    library.close()


def test_change_by_one_editor_reaches_the_next_page_of_another(
    editor: Tab, chromium: Browser
) -> None:
    page = editor.open("/reference?key=cohen2018")
    other = new_tab(chromium, editor.server, "desk")
    theirs = other.open("/reference?key=cohen2018")
    theirs.get_by_label("Add a note").fill("Seen by both.")
    theirs.get_by_role("button", name="Add", exact=True).click()
    expect(theirs.locator(".ev-done")).to_contain_text("The note was added.")
    other.page.context.close()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Library").click()
    expect(page.get_by_label("Search references")).to_be_visible()
    page.go_back()
    expect(page.locator(".stMain")).to_contain_text("Seen by both.")


def test_a_reference_is_copied_as_the_favourite_style_prints_it(desk: Tab) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.open(f"/?claim={CLAIM}")
    card = page.locator(".ev-card").first
    card.locator("summary").click()
    source = card.locator("details .ev-src")
    printed = source.locator(".ev-cite").inner_text()
    source.get_by_role("button", name="Copy").click()
    expect(source.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == printed
    expect(source.get_by_role("button", name="Copy the reference")).to_be_visible()
