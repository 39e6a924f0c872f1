"""Every page of the app, run as a visitor and an editor would use it."""

from collections.abc import Callable

import pytest
from visits import OpenPage, Reading, fill, html_of, payload, press, text_of

from evidence.library import Library
from evidence.text import plain
from evidence.ui.reader import reading_order
from evidence.vocabulary import Stance

ENTRY = """@article{newone2024,
  title = {Ketamine for a pain that nobody studied},
  author = {Newone, Ada},
  journal = {Journal of Trials},
  year = {2024},
  doi = {10.1234/newone.2024}
}
"""
TWICE = ENTRY + ENTRY.replace("newone2024", "again2024")


def ids(library: Library) -> set[str]:
    return {row.key for row in library.references(limit=1000).rows}


PAGES = [
    ("read", {}, "Ketamine Infusion Therapy for Chronic Pain"),
    ("claims", {}, "Evidence map"),
    ("library", {}, "references"),
    ("importing", {}, "Nothing changes before you have seen"),
    ("exporting", {}, "How references will look"),
    ("history", {}, "The shipped article and library"),
    ("reference", {"key": "cohen2018"}, "Where it is used"),
    ("reference", {}, "No reference is chosen."),
]


@pytest.mark.parametrize(("page", "query", "says"), PAGES)
def test_every_page_opens_with_frame_title_and_notice(
    open_page: OpenPage, page: str, query: dict[str, str], says: str
) -> None:
    at = open_page(page, **query)
    assert not at.exception
    assert says in text_of(at)
    assert "For information, not medical advice." in text_of(at)
    assert "Something went wrong" not in text_of(at)
    found = Reading(html_of(at))
    assert found.balanced
    assert [tag for tag, _ in found.tags].count("h1") == (
        0 if page == "reference" and not query else 1
    )


def test_article_marks_every_claim_and_loses_no_word(
    open_page: OpenPage, app_library: Library
) -> None:
    drawn = payload(open_page())
    marked = {slug for block in drawn["blocks"] for piece in block["pieces"] for slug in piece[2]}
    assert marked == {claim.slug for claim in app_library.claims()} == set(drawn["claims"])
    shown = "".join(piece[0] for block in drawn["blocks"] for piece in block["pieces"])
    article = app_library.article().text
    letters = [sign for sign in article if sign.isalnum()]
    assert [sign for sign in shown if sign.isalnum()] == letters
    assert drawn["selected"] == ""


def test_each_claim_has_one_tab_stop_and_each_place_its_number(
    open_page: OpenPage, app_library: Library
) -> None:
    drawn = payload(open_page())
    pieces = [piece for block in drawn["blocks"] for piece in block["pieces"]]
    assert sorted(piece[2][0] for piece in pieces if piece[3]) == sorted(drawn["claims"])
    places = [mark.slug for mark in app_library.article().marks if mark.start >= 0]
    assert sorted(slug for piece in pieces for slug in piece[4]) == sorted(places)


@pytest.mark.parametrize("slug", ["low-addiction-risk", "rapid-onset", "relatively-new"])
def test_claim_in_the_address_shows_its_evidence(
    open_page: OpenPage, app_library: Library, slug: str
) -> None:
    at = open_page("read", claim=slug)
    detail, shown = app_library.claim(slug), text_of(at)
    assert payload(at)["selected"] == slug
    assert detail.summary.text in shown
    assert detail.summary.verdict in shown
    for view in detail.evidence:
        assert view.reference.authors in shown
        assert view.rationale in shown
    for gap in detail.gaps:
        assert gap in shown


def test_unknown_claim_is_told_and_the_article_stays(open_page: OpenPage) -> None:
    at = open_page("read", claim="no-such-claim")
    assert "This article has no claim “no-such-claim”." in text_of(at)
    assert payload(at)["selected"] == ""
    assert "Choose a marked sentence" in text_of(at)


def test_neighbouring_claims_and_close_are_links(open_page: OpenPage, app_library: Library) -> None:
    order = [claim.slug for claim in reading_order(app_library.article())]
    found = Reading(html_of(open_page("read", claim=order[1]))).hrefs
    assert f"/?claim={order[0]}" in found
    assert f"/?claim={order[2]}" in found
    assert "/" in found


def test_plots_of_a_claim_say_in_words_what_they_show(open_page: OpenPage) -> None:
    at = open_page("read", claim="neuropathic-efficacy")
    assert "Estimates, as published" in text_of(at)


def test_claims_page_lists_all_claims_with_a_map(open_page: OpenPage, app_library: Library) -> None:
    shown = text_of(open_page("claims"))
    for claim in app_library.claims():
        assert shown.count(claim.text) in (2, 3)  # in the table, in the map, and where it is weak
        assert claim.verdict in shown


def test_library_lists_a_page_of_references(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("library")
    rows = app_library.references(limit=25, order="author")
    assert f"{rows.total} references" in text_of(at)
    found = Reading(html_of(at)).hrefs
    for row in rows.rows:
        assert f"/reference?key={row.key}" in found


def test_library_orders_by_year(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("library")
    at.segmented_control(key="order").set_value("Newest first").run()
    found = [link for link in Reading(html_of(at)).hrefs if link.startswith("/reference")]
    newest = app_library.references(limit=25, order="year").rows
    assert found == [f"/reference?key={row.key}" for row in newest]


def test_library_turns_pages(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("library")
    at.session_state["page"] = 2
    at.run()
    found = [link for link in Reading(html_of(at)).hrefs if link.startswith("/reference")]
    second = app_library.references(limit=25, offset=25, order="author").rows
    assert found == [f"/reference?key={row.key}" for row in second]


SEARCHES = [
    ("cohen 2018", "/reference?key=cohen2018", ""),
    ("ketmine", "/reference?key=", "Showing results for"),
    ("addiction", "/?claim=low-addiction-risk", ""),
]


@pytest.mark.parametrize(("query", "link", "says"), SEARCHES)
def test_search_finds_also_with_a_typo(
    open_page: OpenPage, query: str, link: str, says: str
) -> None:
    at = open_page("library")
    at.text_input(key="q").set_value(query).run()
    assert any(found.startswith(link) for found in Reading(html_of(at)).hrefs)
    assert says in text_of(at)


def test_search_without_a_result_says_what_to_do(open_page: OpenPage) -> None:
    at = open_page("library")
    at.text_input(key="q").set_value("zzqxjv <b>wvvk</b>").run()
    assert "Nothing was found for “zzqxjv <b>wvvk</b>”." in text_of(at)
    assert Reading(html_of(at)).balanced


def test_reference_page_shows_what_is_known_and_where_it_is_used(
    open_page: OpenPage, app_library: Library
) -> None:
    detail = app_library.reference("cohen2018")
    shown = text_of(open_page("reference", key="cohen2018"))
    for words in (plain(detail.csl["title"]), detail.summary.doi, detail.csl["note"]):
        assert words in shown
    for view in detail.links:
        assert view.claim_text in shown
        assert view.rationale in shown


def test_unknown_reference_is_told(open_page: OpenPage) -> None:
    at = open_page("reference", key="nobody1999")
    assert not at.exception
    assert "nobody1999" in text_of(at)
    assert Reading(html_of(at)).tags  # the frame is there
    assert not at.button


def test_edit_of_a_reference_is_saved_and_said(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("reference", key="cohen2018")
    fill(at, "Pages", "500–521")
    fill(at, "Year", "2019")
    press(at, "Save")
    assert "The reference was changed." in text_of(at)
    csl = app_library.reference("cohen2018").csl
    assert csl["page"] == "500–521"
    assert csl["issued"]["date-parts"] == [[2019]]


def test_saving_without_a_change_changes_nothing(open_page: OpenPage, app_library: Library) -> None:
    before = app_library.reference("cohen2018")
    press(open_page("reference", key="cohen2018"), "Save")
    after = app_library.reference("cohen2018")
    assert after.csl == before.csl
    assert after.untouched == before.untouched


REFUSED = [
    ("DOI", "not a doi", "DOI"),
    ("Year", "²⁰¹⁸", "The year is not a number of up to four digits."),
    ("Year", "next year", "The year is not a number of up to four digits."),
]


@pytest.mark.parametrize(("field", "value", "says"), REFUSED)
def test_malformed_field_is_told_beside_the_form(
    open_page: OpenPage, app_library: Library, field: str, value: str, says: str
) -> None:
    at = open_page("reference", key="cohen2018")
    fill(at, field, value)
    press(at, "Save")
    assert not at.exception
    assert says in text_of(at)
    assert app_library.reference("cohen2018").csl["DOI"] != "not a doi"


def test_stale_edit_of_a_reference_shows_both_and_saves_neither(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("reference", key="cohen2018")
    detail = app_library.reference("cohen2018")
    theirs = {**detail.csl, "title": "What somebody else wrote"}
    app_library.edit_reference("cohen2018", theirs, revision=detail.revision)
    fill(at, "Title", "What I wrote")
    press(at, "Save")
    assert "What somebody else wrote" in text_of(at)
    assert "What I wrote" in text_of(at)
    assert app_library.reference("cohen2018").csl["title"] == "What somebody else wrote"


def test_note_survives_the_note_of_somebody_else(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("reference", key="cohen2018")
    app_library.add_note("cohen2018", "Theirs.")
    fill(at, "Add a note", "Mine.")
    press(at, "Add")
    assert {note.text for note in app_library.reference("cohen2018").notes} == {"Theirs.", "Mine."}


def test_changing_one_author_leaves_the_others_to_the_letter(
    open_page: OpenPage, app_library: Library
) -> None:
    before = app_library.reference("aiyer2018").csl["author"]
    at = open_page("reference", key="aiyer2018")
    label = "Authors, one a line: family, given"
    lines = next(one for one in at.text_area if one.label == label).value.splitlines()
    fill(at, label, "\n".join([*lines[:-1], "Nemo, Ann", "A Study Group"]))
    press(at, "Save")
    after = app_library.reference("aiyer2018").csl["author"]
    assert after == [
        *before[:-1],
        {"family": "Nemo", "given": "Ann"},
        {"literal": "A Study Group"},
    ]


def test_note_is_added_once(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("reference", key="cohen2018")
    fill(at, "Add a note", "Ask about <b>section 4</b>.")
    press(at, "Add")
    at.run()
    assert "Ask about <b>section 4</b>." in text_of(at)
    assert [note.text for note in app_library.reference("cohen2018").notes] == [
        "Ask about <b>section 4</b>."
    ]


def test_link_is_made_from_a_reference_page(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("reference", key="aiyer2018")
    before = len(app_library.reference("aiyer2018").links)
    at.selectbox(key=next(s.key for s in at.selectbox if s.label == "Claim")).set_value(
        "low-addiction-risk"
    )
    next(radio for radio in at.radio if radio.label == "Stance").set_value(Stance.QUALIFIES)
    rationale = next(area for area in at.text_area if area.key.startswith("link-"))
    rationale.set_value("Says nothing of dependence.")
    press(at, "Link")
    assert "aiyer2018 now qualifies" in text_of(at)
    links = app_library.reference("aiyer2018").links
    assert len(links) == before + 1
    made = next(view for view in links if view.claim == "low-addiction-risk")
    assert (made.stance, made.rationale) == (Stance.QUALIFIES, "Says nothing of dependence.")


def test_link_is_made_from_a_claim(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("read", claim="relatively-new")
    fill(at, "Reference (its key)", " aiyer2018 ")
    press(at, "Link")
    assert "aiyer2018 now supports" in text_of(at)
    keys = {view.reference.key for view in app_library.claim("relatively-new").evidence}
    assert "aiyer2018" in keys


@pytest.mark.parametrize(
    ("key", "says"), [("", "A link needs a claim and a reference."), ("nobody1", "nobody1")]
)
def test_link_to_no_reference_is_told(
    open_page: OpenPage, app_library: Library, key: str, says: str
) -> None:
    before = app_library.state()
    at = open_page("read", claim="relatively-new")
    fill(at, "Reference (its key)", key)
    press(at, "Link")
    assert says in text_of(at)
    assert app_library.state() == before


def test_link_is_changed_and_removed(open_page: OpenPage, app_library: Library) -> None:
    app_library.link("low-addiction-risk", "aiyer2018", stance="supports", rationale="First.")
    at = open_page("reference", key="aiyer2018")

    def mine():  # the newest link of this reference
        return next(
            view
            for view in app_library.reference("aiyer2018").links
            if view.claim == "low-addiction-risk"
        )

    view = mine()
    at.session_state[f"change-link-{view.id}"] = True
    at.run()
    prefix = f"edit-{view.id}-{view.revision}"
    at.selectbox(key=f"{prefix}-stance").set_value(Stance.DISPUTES)
    at.text_area(key=f"{prefix}-rationale").set_value("Second.")
    at.button(key=f"{prefix}-save").click().run()
    assert "The link was changed." in text_of(at)
    assert (mine().stance, mine().rationale) == (Stance.DISPUTES, "Second.")
    view = mine()
    prefix = f"edit-{view.id}-{view.revision}"
    at.button(key=f"{prefix}-remove").click().run()
    assert "The link was removed." in text_of(at)
    claims = {one.claim for one in app_library.reference("aiyer2018").links}
    assert "low-addiction-risk" not in claims


def test_link_that_somebody_changed_meanwhile_is_not_overwritten(
    open_page: OpenPage, app_library: Library
) -> None:
    made = app_library.link("low-addiction-risk", "aiyer2018", stance="supports", rationale="One.")
    at = open_page("reference", key="aiyer2018")
    at.session_state[f"change-link-{made.id}"] = True
    at.run()
    app_library.edit_link(made.id, revision=made.revision, rationale="Theirs.")
    prefix = f"edit-{made.id}-{made.revision}"
    at.text_area(key=f"{prefix}-rationale").set_value("Mine.")
    at.button(key=f"{prefix}-save").click().run()
    assert "Theirs." in text_of(at)
    assert "Mine." in text_of(at)
    views = app_library.reference("aiyer2018").links
    assert next(v.rationale for v in views if v.id == made.id) == "Theirs."


def test_pasted_entry_is_previewed_imported_and_undone(
    open_page: OpenPage, app_library: Library
) -> None:
    before, keys = app_library.state(), ids(app_library)
    at = open_page("importing")
    at.text_area(key="pasted").set_value(ENTRY).run()
    assert "What will happen" in text_of(at)
    assert "Ketamine for a pain that nobody studied" in text_of(at)
    assert app_library.state() == before  # a preview changes nothing
    press(at, "Import 1")
    assert "1 reference was added." in text_of(at)
    assert ids(app_library) == keys | {"newone2024"}
    press(at, "Undo this import")
    assert "The import was undone" in text_of(at)
    assert ids(app_library) == keys


def test_import_starts_afresh_for_another_file(open_page: OpenPage) -> None:
    at = open_page("importing")
    at.text_area(key="pasted").set_value(ENTRY).run()
    press(at, "Import 1")
    press(at, "Import another")
    assert "No file is chosen yet." in text_of(at)
    assert at.text_area(key="pasted-1").value == ""


def test_known_entry_is_told_and_nothing_can_be_imported(
    open_page: OpenPage, app_library: Library
) -> None:
    app_library.import_files([("one.bib", ENTRY.encode())])
    at = open_page("importing")
    at.text_area(key="pasted").set_value(ENTRY).run()
    assert "Known" in text_of(at)
    assert next(one for one in at.button if one.key == "go").disabled


def test_entry_that_stands_twice_in_a_file_is_told(open_page: OpenPage) -> None:
    at = open_page("importing")
    at.text_area(key="pasted").set_value(TWICE).run()
    shown = text_of(at)
    assert "newone2024" in shown
    assert "again2024" in shown


BROKEN: list[tuple[str, str, bytes, Callable[[str], bool]]] = [
    (
        "a picture",
        "photo.bib",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        lambda s: "photo.bib" in s,
    ),
    ("nothing", "empty.ris", b"", lambda s: "empty.ris" in s),
    ("a sentence", "words.txt", b"These are only words.", lambda s: "words.txt" in s),
    (
        "a broken entry",
        "broken.bib",
        b"@article{ok2020, title={Fine}, year=2020}\n@article{bad",
        lambda s: (
            "Failed" in s and "Nothing could be read of this “@article”." in s and "Fine" in s
        ),
    ),
]


@pytest.mark.parametrize(
    ("_what", "name", "content", "told"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_file_that_cannot_be_read_is_told(
    open_page: OpenPage,
    app_library: Library,
    _what: str,
    name: str,
    content: bytes,
    told: Callable[[str], bool],
) -> None:
    before = app_library.state()
    at = open_page("importing")
    at.file_uploader(key="files").upload(name, content).run()
    assert not at.exception
    assert told(text_of(at)), text_of(at)
    assert "Something went wrong" not in text_of(at)
    assert app_library.state() == before


EXPORTS = [
    ("article", "docx", b"PK"),
    ("article", "html", b"<!DOCTYPE html"),
    ("bibliography", "md", b""),
    ("references", "bibtex", b"@"),
    ("references", "ris", b"TY  -"),
    ("references", "csl-json", b"["),
    ("references", "endnote-xml", b"<?xml"),
]


@pytest.mark.parametrize(("what", "to", "begins"), EXPORTS)
def test_export_makes_a_file(open_page: OpenPage, what: str, to: str, begins: bytes) -> None:
    at = open_page("exporting")
    at.segmented_control(key="what").set_value(what).run()
    at.selectbox(key=f"to-{what}").set_value(to)
    press(at, "Make the file")
    assert " is ready (" in text_of(at)
    _, export = at.session_state["made"]
    assert export.content.startswith(begins)
    assert len(export.content) > 1000
    assert any(button.key == "download" for button in at.get("download_button"))


def test_export_finds_a_style_by_its_journal(open_page: OpenPage) -> None:
    at = open_page("exporting")
    at.text_input(key="style_query").set_value("New England Journal of Medicine").run()
    style = at.selectbox(key="style")
    assert style.options[0].lower().startswith("the new england journal of medicine")


def test_style_that_does_not_exist_is_told(open_page: OpenPage) -> None:
    at = open_page("exporting")
    at.text_input(key="style_query").set_value("zzqxjvwk").run()
    assert "No style is called “zzqxjvwk”." in text_of(at)
    assert at.selectbox(key="style").value == "american-medical-association"


def test_history_undoes_a_change_and_says_so(open_page: OpenPage, app_library: Library) -> None:
    app_library.link("low-addiction-risk", "aiyer2018", stance="supports")
    at = open_page("history")
    press(at, "Undo")
    assert "done." in text_of(at)
    assert "undone" in text_of(at)
    claims = {view.claim for view in app_library.reference("aiyer2018").links}
    assert "low-addiction-risk" not in claims


def test_history_refuses_what_later_work_stands_on(
    open_page: OpenPage, app_library: Library
) -> None:
    done = app_library.import_files([("one.bib", ENTRY.encode())])
    app_library.link("low-addiction-risk", "newone2024", stance="supports")
    at = open_page("history")
    at.button(key=f"undo-{done.batch}").click().run()
    assert "problem" in html_of(at)
    assert "newone2024" in ids(app_library)


def test_history_is_filtered_by_words(open_page: OpenPage, app_library: Library) -> None:
    app_library.add_note("cohen2018", "A note.")
    at = open_page("history")
    at.text_input(key="filter").set_value("NOTE").run()
    assert "The shipped article and library" not in text_of(at)
    at.text_input(key="filter").set_value("zzqx").run()
    assert "No change matches." in text_of(at)


def test_history_shows_before_and_after_of_a_change(
    open_page: OpenPage, app_library: Library
) -> None:
    detail = app_library.reference("cohen2018")
    edited = {**detail.csl, "title": "A title typed anew"}
    app_library.edit_reference("cohen2018", edited, revision=detail.revision)
    newest = app_library.history(limit=1)[0]
    at = open_page("history")
    at.session_state[f"open-{newest.id}"] = True
    at.run()
    assert "A title typed anew" in text_of(at)
    assert detail.csl["title"] in text_of(at)


def test_page_that_fails_is_told_with_a_number(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Library) -> None:
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(Library, "claims", broken)
    at = open_page("claims")
    assert "Something went wrong on this page, and nothing was changed." in text_of(at)
    assert "a defect of ours" not in text_of(at)
    assert not at.exception


def test_who_saw_a_retraction_says_why_it_is_still_cited(
    open_page: OpenPage, app_library: Library
) -> None:
    doi = app_library.reference("cohen2018").csl["DOI"]
    head = "Record ID,OriginalPaperDOI,RetractionDate,RetractionNature,OriginalPaperPubMedID,Reason"
    file = f"{head}\n1,{doi},1/5/2024 0:00,Retraction,0,+Error;\n".encode()
    app_library.read_notices("rw.csv", file)
    [found] = app_library.reference("cohen2018").notices
    at = open_page("reference", key="cohen2018")
    at.text_area(key=f"because-{found.id}").set_value("Its advice on safety stands.")
    at.button(key=f"saw-{found.id}").click().run()
    assert "still cited because: Its advice on safety stands." in text_of(at)
    assert app_library.reference("cohen2018").notices[0].seen_by
