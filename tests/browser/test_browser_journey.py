"""One journey through the app, as an editor makes it, with a picture of each step."""

import io
import re

from docx import Document
from driving import Tab
from playwright.sync_api import Page, expect

from evidence.library import Library

ENTRY = b"""@article{journey2024,
  title   = {Ketamine clinics and dependence: a cohort that nobody had followed},
  author  = {Journey, Ada and Steps, Ben},
  journal = {Journal of Long Walks},
  year    = {2024},
  doi     = {10.1234/journey.2024}
}
"""


def menu(page: Page, title: str) -> None:
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=title).click()
    expect(page.locator("h1").first).to_be_visible()


def read_a_disputing_study(tab: Tab) -> None:
    page = tab.open("/")
    tab.picture("journey_1_article")
    page.locator("#claim-low-addiction-risk").click()
    expect(page.locator(".ev-claim")).to_contain_text("lower risk of addiction")
    expect(page).to_have_url(re.compile(r"/\?claim=low-addiction-risk$"))
    study = page.locator(".ev-card.ev-edge-disputes").first
    study.scroll_into_view_if_needed()
    study.locator("summary").click()
    expect(study.locator("details p").first).to_be_visible()
    tab.picture("journey_2_disputing_study")
    name = study.locator("h4 a").inner_text()
    study.locator("h4 a").click()
    expect(page).to_have_url(re.compile(r"/reference\?key="))
    expect(page.locator(".ev-head")).to_contain_text(name)
    expect(page.locator(".ev-card.ev-edge-disputes").first).to_contain_text("addiction")
    tab.picture("journey_3_reference")


def search_with_a_typo(tab: Tab) -> None:
    page = tab.page
    menu(page, "Library")
    page.get_by_label("Search references").press_sequentially("ferarro ketamin")
    expect(page.locator(".ev-reflist li").first).to_contain_text("Ferraro")
    expect(page.locator(".ev-reflist mark").first).to_be_visible()
    expect(page).to_have_url(re.compile("q=ferarro"))
    tab.picture("journey_4_search")


def import_a_file(tab: Tab) -> None:
    page = tab.page
    menu(page, "Import")
    page.locator('input[type="file"]').set_input_files(
        [{"name": "journey.bib", "mimeType": "text/plain", "buffer": ENTRY}]
    )
    expect(page.get_by_text("What will happen")).to_be_visible()
    expect(page.locator(".ev-reflist")).to_contain_text("a cohort that nobody had followed")
    tab.picture("journey_5_import")
    page.get_by_role("button", name="Import 1", exact=True).click()
    expect(page.locator(".ev-done")).to_contain_text("1 reference was added.")


def link_the_entry(tab: Tab) -> None:
    page = tab.page
    page.locator(".ev-done a").first.click()
    expect(page).to_have_url(re.compile(r"/reference\?key=journey2024"))
    page = tab.open("/?claim=low-addiction-risk")
    page.get_by_text("Link a study to this claim").click()
    page.get_by_label("Reference (its key)", exact=True).fill("journey2024")
    stance = page.get_by_role("radio", name="Qualifies").first
    page.locator("label").filter(has=stance).click()
    expect(stance).to_be_checked()
    page.get_by_label("Rationale").first.fill("Followed 40 patients for a year.")
    tab.picture("journey_6_link")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator(".ev-done")).to_contain_text("journey2024 now qualifies")
    tab.picture("journey_6_linked")
    linked = page.locator(".ev-card.ev-edge-qualifies").filter(has_text="Followed 40 patients")
    expect(linked).to_be_visible()


def export_a_document(tab: Tab) -> None:
    page = tab.page
    menu(page, "Export")
    page.get_by_role("button", name="Make the file").click()
    expect(page.locator(".ev-done")).to_contain_text("is ready", timeout=40_000)
    tab.picture("journey_7_export")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    content = waiting.value.path().read_bytes()
    assert waiting.value.suggested_filename.endswith(".docx")
    words = "\n".join(one.text for one in Document(io.BytesIO(content)).paragraphs)
    assert "Ketamine Infusion Therapy" in words
    assert "a cohort that nobody had followed" in words


def undo(page: Page, change: str) -> None:
    row = page.locator('[class*="st-key-change-"]').filter(has_text=change).first
    row.get_by_role("button", name="Undo").click()


def undo_link_and_import(tab: Tab) -> None:
    page = tab.page
    menu(page, "History")
    undo(page, "journey.bib")
    expect(page.locator(".ev-problem")).to_be_visible()  # something stands on the import
    tab.picture("journey_8_undo_refused")
    undo(page, "Link low-addiction-risk")
    expect(page.locator(".ev-done")).to_contain_text("done")
    undo(page, "journey.bib")
    expect(page.locator(".ev-done")).to_contain_text("journey.bib")
    tab.picture("journey_9_undone")


def test_journey(desk: Tab, served_library: Library) -> None:
    before = {row.key for row in served_library.references(limit=1000).rows}
    read_a_disputing_study(desk)
    search_with_a_typo(desk)
    import_a_file(desk)
    link_the_entry(desk)
    export_a_document(desk)
    undo_link_and_import(desk)
    after = {row.key for row in served_library.references(limit=1000).rows}
    assert after == before
    assert desk.elsewhere == []


def test_journey_on_a_phone(phone: Tab) -> None:
    page = phone.open("/")
    phone.picture("phone_1_article")
    page.locator("#claim-low-addiction-risk").tap()
    expect(page.locator(".ev-claim")).to_contain_text("lower risk of addiction")
    sheet = page.locator(".st-key-evidence_panel")
    box = sheet.bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert box["y"] > 300  # the article stays in sight above it
    phone.picture("phone_2_claim")
    study = page.locator(".ev-card.ev-edge-disputes").first
    study.scroll_into_view_if_needed()
    expect(page.get_by_role("link", name="Close")).to_be_in_viewport()
    phone.picture("phone_3_study")
    page.get_by_role("link", name="Next").tap()
    expect(page.locator(".ev-claim")).not_to_contain_text("lower risk of addiction")
    page.get_by_role("link", name="Close").tap()
    expect(page.locator(".ev-claim")).to_have_count(0)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Library").tap()
    page.get_by_label("Search references").fill("pickring magnesium neuropatic")
    expect(page.locator(".ev-reflist li").first).to_contain_text("Pickering")
    phone.picture("phone_4_search")
    page.locator(".ev-reflist li a").first.tap()
    expect(page).to_have_url(re.compile("pickering2020"))
    phone.picture("phone_5_reference")
