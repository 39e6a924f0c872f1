"""The page of duplicates: copies side by side, merged with chosen words, or kept apart."""

import json

import pytest
from hostile import HOSTILE
from visits import OpenPage, Reading, html_of, press, text_of

from evidence.errors import BadInput, StaleEdit
from evidence.library import Library

PREPRINT = {"DOI": "10.1101/123456", "type": "article", "container-title": "bioRxiv"}
IDENTIFIERS = ("DOI", "PMID", "PMCID", "custom")


def copy_of(library: Library, key: str, new: str, **changed: object) -> None:
    """Put a copy without identifiers into the library, as an old import would have."""
    csl = {n: v for n, v in library.reference(key).csl.items() if n not in IDENTIFIERS}
    content = json.dumps([{**csl, "id": new, **changed}]).encode()
    report = library.import_files([("copies.json", content)], on_duplicate="add")
    assert [entry.reference for entry in report.entries] == [new]


@pytest.fixture
def doubled(app_library: Library) -> Library:
    """The shipped library with a copy of one reference that says less, and says one thing else."""
    copy_of(app_library, "cohen2018", "cohencopy", page="521-46", publisher="BMJ")
    return app_library


def test_nothing_to_do_is_told(open_page: OpenPage) -> None:
    assert "No two references look like one work." in text_of(open_page("duplicates"))


def test_group_shows_advice_reasons_and_both_sides(open_page: OpenPage, doubled: Library) -> None:
    at = open_page("duplicates")
    shown, html = text_of(at), html_of(at)
    group = doubled.duplicates().groups[0]
    assert "The same" in shown
    for reason in group.reasons:
        assert reason.text in shown
    places = [shown.index(one.text) for one in sorted(group.reasons, key=lambda o: -abs(o.weight))]
    assert places == sorted(places)
    assert len(places) > 2
    assert "521-<mark>46</mark>" in html
    assert "A: cohen2018, kept" in shown
    assert {"/reference?key=cohen2018", "/reference?key=cohencopy"} <= set(Reading(html).hrefs)


def test_merge_keeps_links_and_chosen_words_and_undo_takes_it_apart(
    open_page: OpenPage, doubled: Library
) -> None:
    before = doubled.reference("cohen2018")
    at = open_page("duplicates")
    field = next(one for one in at.segmented_control if one.label == "Pages")
    assert field.value == "A"
    field.set_value("B").run()
    press(at, "Merge")
    assert "cohencopy became part of cohen2018." in text_of(at)
    after = doubled.reference("cohencopy")  # the key goes on working
    assert after.summary.key == "cohen2018"
    assert after.csl == {**before.csl, "page": "521-46", "publisher": "BMJ"}
    assert len(after.links) == len(before.links) > 0
    assert "No two references look like one work." in text_of(at)
    newest = doubled.history(limit=1)[0]
    assert newest.kind == "merge"
    doubled.undo(newest.id)
    assert doubled.reference("cohen2018").csl == before.csl
    assert doubled.reference("cohencopy").csl["page"] == "521-46"


def test_other_one_can_be_kept(open_page: OpenPage, doubled: Library) -> None:
    links = len(doubled.reference("cohen2018").links)
    at = open_page("duplicates")
    next(one for one in at.segmented_control if one.label == "Keep").set_value("B").run()
    assert "B: cohencopy, kept" in text_of(at)
    press(at, "Merge")
    kept = doubled.reference("cohencopy")
    assert kept.summary.key == "cohencopy"
    assert kept.csl["page"] == "521-46"
    assert kept.summary.doi == "10.1097/aap.0000000000000808"
    assert len(kept.links) == links


def test_not_duplicates_is_remembered(open_page: OpenPage, doubled: Library) -> None:
    at = open_page("duplicates")
    press(at, "Not duplicates")
    assert "cohen2018 and cohencopy are kept apart from now on." in text_of(at)
    assert not doubled.duplicates().groups
    assert doubled.reference("cohencopy").summary.key == "cohencopy"


def test_of_three_copies_two_can_be_merged(open_page: OpenPage, doubled: Library) -> None:
    copy_of(doubled, "cohen2018", "third2018", volume="44")
    at = open_page("duplicates")
    which = next(one for one in at.get("button_group") if one.label == "Compare")
    letters = dict(zip(doubled.duplicates().groups[0].references, "ABC", strict=True))
    at.session_state[which.key] = [letters["cohen2018"]]
    at.run()
    assert "Choose at least two of them." in text_of(at)
    at.session_state[which.key] = sorted([letters["cohen2018"], letters["cohencopy"]])
    at.run()
    press(at, "Merge")
    assert doubled.reference("cohencopy").summary.key == "cohen2018"
    assert doubled.reference("third2018").summary.key == "third2018"


def test_reference_that_somebody_changed_meanwhile_is_not_merged(
    open_page: OpenPage, doubled: Library
) -> None:
    at = open_page("duplicates")
    seen = doubled.reference("cohen2018")
    doubled.edit_reference("cohen2018", {**seen.csl, "publisher": "Theirs"}, revision=seen.revision)
    press(at, "Merge")
    assert "was changed by somebody else" in text_of(at)
    assert doubled.reference("cohencopy").summary.key == "cohencopy"
    at.run()
    press(at, "Merge")
    assert doubled.reference("cohencopy").csl["publisher"] == "Theirs"


def test_versions_are_related_and_stay_by_default(
    open_page: OpenPage, app_library: Library
) -> None:
    copy_of(app_library, "zanos2018", "zanospre", publisher="bioRxiv", **PREPRINT)
    at = open_page("duplicates")
    assert "Related versions" in text_of(at)
    assert "both stay, and are linked" in text_of(at)


def test_versions_are_linked_as_what_they_seem_to_be_and_not_offered_again(
    open_page: OpenPage, app_library: Library
) -> None:
    copy_of(app_library, "zanos2018", "zanospre", publisher="bioRxiv", **PREPRINT)
    at = open_page("duplicates")
    assert next(one for one in at.selectbox if one.label == "They are").value == "preprint_of"
    press(at, "Link them")
    assert "zanospre: preprint of zanos2018." in text_of(at)
    assert "No two references look like one work." in text_of(at)
    [relation] = app_library.reference("zanos2018").relations
    assert (relation.word, relation.reference.key) == ("Preprint", "zanospre")
    app_library.undo(app_library.history(limit=1)[0].id)
    assert not app_library.reference("zanos2018").relations
    assert "Related versions" in text_of(at.run())


def test_which_one_is_the_version_can_be_turned_round(
    open_page: OpenPage, app_library: Library
) -> None:
    copy_of(app_library, "zanos2018", "zanospre", publisher="bioRxiv", **PREPRINT)
    at = open_page("duplicates")
    next(one for one in at.selectbox if one.label == "They are").set_value("corrects").run()
    side = next(one for one in at.segmented_control if one.label == "The erratum is")
    letters = dict(zip(app_library.duplicates().groups[0].references, "AB", strict=True))
    side.set_value(letters["zanos2018"]).run()
    press(at, "Link them")
    assert "zanos2018: erratum for zanospre." in text_of(at)


def test_two_reports_of_one_study_are_tied_and_not_offered_again(
    open_page: OpenPage, doubled: Library
) -> None:
    at = open_page("duplicates")
    assert next(one for one in at.selectbox if one.label == "They are").value == "report"
    press(at, "Link them")
    assert "report one study, which counts once." in text_of(at)
    assert "No two references look like one work." in text_of(at)
    assert [one.key for one in doubled.reference("cohen2018").reports] == ["cohencopy"]
    assert doubled.reference("cohencopy").study == doubled.reference("cohen2018").study
    doubled.undo(doubled.history(limit=1)[0].id)
    assert not doubled.reference("cohen2018").reports
    assert doubled.duplicates().groups  # one change: both decisions are undone


def test_three_reports_of_one_study_are_tied_at_once(open_page: OpenPage, doubled: Library) -> None:
    copy_of(doubled, "cohen2018", "third2018", volume="44")
    press(open_page("duplicates"), "They report one study")
    keys = {one.key for one in doubled.reference("cohen2018").reports}
    assert keys == {"cohencopy", "third2018"}
    assert not doubled.duplicates().groups


def test_groups_come_ten_a_page(open_page: OpenPage, app_library: Library) -> None:
    rows = app_library.references(limit=40).rows
    items = []
    for row in rows:
        csl = {n: v for n, v in app_library.reference(row.key).csl.items() if n not in IDENTIFIERS}
        items.append({**csl, "id": f"{row.key}copy"})
    app_library.import_files([("all.json", json.dumps(items).encode())], on_duplicate="add")
    total = len(app_library.duplicates().groups)
    assert total > 20
    at = open_page("duplicates")
    assert len([one for one in at.button if one.label == "Merge"]) == 10
    first = {one.key for one in at.button}
    at.session_state["duplicates_page"] = 2
    at.run()
    assert len([one for one in at.button if one.label == "Merge"]) == 10
    assert not first & {one.key for one in at.button}


def test_chosen_words_are_checked_like_an_edit(doubled: Library) -> None:
    with pytest.raises(BadInput):
        doubled.merge("cohen2018", ["cohencopy"], csl={"title": " "})
    assert doubled.reference("cohencopy").summary.key == "cohencopy"  # all or nothing
    with pytest.raises(StaleEdit):
        doubled.merge("cohen2018", ["cohencopy"], revision=99)


def test_hostile_words_are_text_and_no_labels(open_page: OpenPage, app_library: Library) -> None:
    words = HOSTILE["script"] + HOSTILE["Markdown link"] + HOSTILE["formula"]
    copy_of(app_library, "cohen2018", "x<b>[y](z)", publisher=words, volume=HOSTILE["overlay"])
    at = open_page("duplicates")
    assert words in text_of(at)
    found = Reading(html_of(at))
    assert found.balanced
    assert not {tag for tag, _ in found.tags} & {"script", "img", "iframe"}
    assert not any("style" in attributes for _, attributes in found.tags)
    for element in [*at.segmented_control, *at.button, *at.expander]:
        assert "<" not in element.label
        assert "[" not in element.label
    press(at, "Merge")
    assert "x<b>[y](z) became part of cohen2018." in text_of(at)
