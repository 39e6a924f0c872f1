"""Finding with the keyboard alone: as one types, narrowed, sent to a colleague, there and back."""

import re

from driving import Server, Tab, new_tab
from playwright.sync_api import Browser, Page, expect

from evidence.library import Library

BOX = "Search references, claims and notes"


def typed(page: Page, words: str) -> None:
    page.get_by_label(BOX).press_sequentially(words, delay=20)
    expect(page.locator(".ev-reflist mark").first).to_be_visible()


def query_is(page: Page, query: str) -> None:
    """The search box and the address agree."""
    expect(page.get_by_label(BOX)).to_have_value(query)
    page.wait_for_function("q => new URL(location.href).searchParams.get('q') === q", arg=query)


def test_results_are_reached_moved_through_and_opened_with_keys_alone(desk: Tab) -> None:
    page = desk.open("/library")
    page.get_by_label(BOX).focus()
    typed(page, "neuropathic")
    query_is(page, "neuropathic")
    heads = page.locator(".ev-reflist h2 > a")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label(BOX)).to_be_focused()
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        page.keyboard.press(key)
        expect(heads.nth(place)).to_be_focused()
    page.keyboard.press("End")
    expect(heads.last).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(heads.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label(BOX)).to_be_focused()
    page.keyboard.press("ArrowDown")
    wanted = heads.first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(str(wanted)) + "$"))
    page.go_back()
    query_is(page, "neuropathic")
    expect(heads.first).to_have_attribute("href", str(wanted))


def test_arrows_move_the_caret_and_the_year_where_they_are_typed(desk: Tab) -> None:
    page = desk.open("/library?q=neuropathic")
    year = page.get_by_label("From year")
    year.fill("2010")
    page.keyboard.press("ArrowDown")
    expect(year).to_have_value("2009")
    expect(year).to_be_focused()


def test_a_narrowed_search_can_be_sent_to_a_colleague(
    desk: Tab, chromium: Browser, server: Server, served_library: Library
) -> None:
    page = desk.open("/library")
    typed(page, "ketam")
    page.locator(".ev-facets").get_by_role("link", name="Crossover trial").click()
    query_is(page, "design:crossover_trial ketam")
    page.get_by_label("From year").fill("2000")
    page.get_by_label("From year").press("Enter")
    query_is(page, "year:2000.. design:crossover_trial ketam")
    page.get_by_label(BOX).focus()
    page.keyboard.press("End")
    typed(page, "ine pain")  # the words stand last: one goes on typing
    query = "year:2000.. design:crossover_trial ketamine pain"
    query_is(page, query)
    shown = [f"{hit.authors} {hit.year}" for hit in served_library.search(query).results]
    expect(page.locator(".ev-reflist h2 > a")).to_have_text(shown)
    other = new_tab(chromium, server, "phone")
    there = other.open(page.url.removeprefix(server.address))
    expect(there.locator(".ev-reflist h2 > a")).to_have_text(shown)
    other.page.context.close()
    page.get_by_role("link", name="Take away Years: from 2000").click()
    query_is(page, "design:crossover_trial ketamine pain")
    page.go_back()
    query_is(page, query)
    expect(page.locator(".ev-reflist h2 > a")).to_have_text(shown)


def test_facets_are_folded_on_a_phone_until_they_are_asked_for(phone: Tab) -> None:
    page = phone.open("/library?q=ketam")
    link = page.locator(".ev-facets").get_by_role("link", name="Crossover trial")
    expect(page.locator(".ev-reflist mark").first).to_be_visible()
    expect(link).to_be_hidden()
    page.get_by_text("Narrow by year").click()
    expect(link).to_be_visible()
    link.click()
    query_is(page, "design:crossover_trial ketam")
    phone.picture("library_narrowed_phone_light")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_may_bear_on_a_claim_opens_beside_it(desk: Tab) -> None:
    page = desk.open("/?claim=tolerability")
    box = page.locator(".st-key-suggestions")
    expect(box.locator(".ev-shares")).to_have_count(0)
    box.get_by_text("What else may bear on this claim").click()
    expect(box.locator(".ev-shares").first).to_be_visible()
    box.get_by_role("button", name="Link ").first.click()
    expect(box.get_by_role("radio", name="Supports")).to_be_visible()
    desk.picture("suggestions_desk_light")
    box.get_by_role("button", name="Cancel").click()
    expect(box.get_by_role("radio")).to_have_count(0)
