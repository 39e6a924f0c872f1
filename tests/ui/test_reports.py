"""The reference page: other reports of the study, other versions, adding and taking away."""

import json

import pytest
from hostile import HOSTILE
from visits import OpenPage, Reading, fill, html_of, press, text_of

from evidence.library import Library

OTHER = {
    "id": "followup2020",
    "type": "article-journal",
    "title": "Two-year follow-up of ketamine infusions in complex regional pain syndrome",
    "author": [{"family": "Sigtermans", "given": "Marnix J."}],
    "issued": {"date-parts": [[2020]]},
    "container-title": "Pain",
}


@pytest.fixture
def with_other(app_library: Library) -> Library:
    """The shipped library and one more report, not linked to anything."""
    report = app_library.import_files([("other.json", json.dumps([OTHER]).encode())])
    assert [entry.outcome for entry in report.entries] == ["added"]
    return app_library


def test_a_report_is_found_by_its_key_and_added(open_page: OpenPage, with_other: Library) -> None:
    at = open_page("reference", key="followup2020")
    assert "reports the same study" not in text_of(at)
    fill(at, "Find the other reference", "sigtermans2009")
    at.run()
    press(at, "Add")
    assert not at.exception
    shown = text_of(at)
    assert "followup2020 and sigtermans2009 report one study, which counts once." in shown
    assert "The study has 2 reports; it counts once." in shown
    assert "/reference?key=sigtermans2009" in Reading(html_of(at)).hrefs
    assert [one.key for one in with_other.reference("sigtermans2009").reports] == ["followup2020"]
    study = with_other.reference("followup2020").study
    assert study is not None
    assert study.n == 60  # what is known of the study is known of every report


def test_a_report_is_found_by_words_of_its_title(open_page: OpenPage, with_other: Library) -> None:
    at = open_page("reference", key="sigtermans2009")
    fill(at, "Find the other reference", "two-year folow-up complex regional")
    at.run()
    found = next(one for one in at.selectbox if one.label == "Which one")
    assert any("followup2020" in option for option in found.options)
    assert not any("sigtermans2009," in option for option in found.options)  # never itself
    fill(at, "Find the other reference", "qqqqzzzzxxxx")
    at.run()
    assert "No other reference is like that." in text_of(at)


def test_a_report_is_taken_out_again(open_page: OpenPage, with_other: Library) -> None:
    with_other.tie(["sigtermans2009", "followup2020"])
    at = open_page("reference", key="followup2020")
    press(at, "Take this report out of the study")
    assert "followup2020 reports a study of its own." in text_of(at)
    assert "reports the same study" not in text_of(at)
    assert not with_other.reference("sigtermans2009").reports


@pytest.mark.parametrize(
    ("side", "words_here", "words_there", "unlink"),
    [
        ("this one", "this is its follow-up", "Follow-up", "Unlink follow up 1"),
        ("the other one", "Follow-up", "this is its follow-up", "Unlink follow up of 1"),
    ],
)
def test_a_version_is_linked_either_way_round_and_shown_on_both_pages(
    open_page: OpenPage,
    with_other: Library,
    side: str,
    words_here: str,
    words_there: str,
    unlink: str,
) -> None:
    at = open_page("reference", key="followup2020")
    fill(at, "Find the other reference", "sigtermans2009")
    at.run()
    next(one for one in at.selectbox if one.label == "They are").set_value("follow_up_of").run()
    which = next(one for one in at.segmented_control if one.label == "The follow-up is")
    which.set_value(side).run()
    press(at, "Add")
    assert f"sigtermans2009; {words_here}; reports the same study" in text_of(at)
    there = open_page("reference", key="sigtermans2009")
    assert f"followup2020; {words_there}; reports the same study" in text_of(there)
    press(there, unlink)
    assert "are not linked as versions any more. They still report one study." in text_of(there)
    assert not with_other.reference("followup2020").relations


def test_what_is_refused_is_said_and_the_form_stays(
    open_page: OpenPage, with_other: Library
) -> None:
    with_other.relate("followup2020", "follow_up_of", "sigtermans2009")
    at = open_page("reference", key="followup2020")
    fill(at, "Find the other reference", "sigtermans2009")
    at.run()
    press(at, "Add")
    assert "are reports of one study already" in text_of(at)
    assert next(one for one in at.text_input if one.label == "Find the other reference").value


def test_a_disagreement_is_said_and_stands_in_the_notes(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("reference", key="amr2010")
    fill(at, "Find the other reference", "anis1983")
    at.run()
    press(at, "Add")
    shown = text_of(at)
    assert "They disagree on design, size" in shown
    assert "what anis1983 said is kept in its notes" in shown
    assert "Size: cats and rats" in text_of(open_page("reference", key="anis1983"))
    assert app_library.reference("anis1983").summary.n == 40


def test_hostile_words_of_another_report_are_text(
    open_page: OpenPage, app_library: Library
) -> None:
    words = HOSTILE["script"] + HOSTILE["Markdown link"]
    item = {**OTHER, "id": "x<b>[y](z)", "title": words, "container-title": words}
    app_library.import_files([("other.json", json.dumps([item]).encode())])
    app_library.relate("x<b>[y](z)", "comments_on", "amr2010")
    app_library.tie(["x<b>[y](z)", "amr2010"])
    at = open_page("reference", key="amr2010")
    assert text_of(at).count(words) >= 2
    found = Reading(html_of(at))
    assert found.balanced
    assert not {tag for tag, _ in found.tags} & {"script", "img", "iframe"}
    for element in [*at.button, *at.expander]:
        assert "<" not in element.label
        assert "[" not in element.label
