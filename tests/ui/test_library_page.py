"""The Library page: narrowed, turned, saved; what it announces."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest
from visits import OpenPage, Reading, fill, html_of, press, text_of

from evidence.library import Library


def links(at: AppTest, page: str = "/reference") -> list[str]:
    return [href for href in Reading(html_of(at)).hrefs if href.startswith(page)]


def searches(at: AppTest) -> list[str]:
    """The searches that the page leads to."""
    queries = (parse_qs(urlsplit(href).query) for href in links(at, "/library?"))
    return [query["q"][0] for query in queries]


def announced(at: AppTest) -> str:
    """What is told to a screen reader when the results change."""
    payloads = [json.loads(one.proto.json or "{}") for one in at.get("bidi_component")]
    return next(payload["said"] for payload in payloads if payload and "said" in payload)


def searched(open_page: OpenPage, query: str) -> AppTest:
    at = open_page("library")
    return at.text_input(key="q").set_value(query).run()


def test_without_a_query_all_references_can_be_narrowed(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("library")
    counts = app_library.search("", facets=True, kinds=("reference",)).facets
    assert f"Crossover trial{counts['design']['crossover_trial']}" in text_of(at)
    assert "design:crossover_trial" in searches(at)
    assert "Found in" not in text_of(at)  # there are only references


def test_a_search_is_narrowed_by_its_own_facets(open_page: OpenPage, app_library: Library) -> None:
    at = searched(open_page, "ketam")
    counts = app_library.search("ketam", facets=True).facets["design"]
    assert f"Crossover trial{counts['crossover_trial']}" in text_of(at)
    assert "design:crossover_trial ketam" in searches(at)
    at.text_input(key="q").set_value("design:crossover_trial ketam").run()
    assert f"{counts['crossover_trial']} results" in text_of(at)
    assert "Design: Crossover trial" in text_of(at)  # what is chosen stands above
    assert "ketam" in searches(at)  # and can be taken away
    assert announced(at) == f"{counts['crossover_trial']} results"


def test_years_that_are_typed_become_a_part_of_the_query(open_page: OpenPage) -> None:
    at = searched(open_page, "ketam")
    at.number_input(key="year_from").set_value(2010).run()
    assert at.text_input(key="q").value == "year:2010.. ketam"
    at.number_input(key="year_to").set_value(2012).run()
    assert at.text_input(key="q").value == "year:2010..2012 ketam"
    assert "Years: 2010–2012" in text_of(at)
    at.number_input(key="year_from").set_value(None).run()
    at.number_input(key="year_to").set_value(None).run()
    assert at.text_input(key="q").value == "ketam"


@pytest.mark.parametrize(
    "query", ["year:0005..0009", "year:9999", "year:0000..", "year:2020..2010"]
)
def test_any_years_in_the_address_are_taken(open_page: OpenPage, query: str) -> None:
    at = open_page("library", q=query)
    assert not at.exception
    assert "Something went wrong" not in text_of(at)
    assert at.text_input(key="q").value == query


def test_results_are_turned_and_another_search_begins_on_its_first_page(
    open_page: OpenPage, app_library: Library
) -> None:
    at = searched(open_page, "ketamine kind:reference")
    at.session_state["page"] = 2
    at.run()
    second = app_library.search("ketamine kind:reference", limit=25, offset=25).results
    assert links(at) == [f"/reference?key={hit.key}" for hit in second]
    at.text_input(key="q").set_value("ketamine pain kind:reference").run()
    first = app_library.search("ketamine pain kind:reference", limit=25).results
    assert links(at) == [f"/reference?key={hit.key}" for hit in first]


def test_a_corrected_word_is_shown_and_announced(open_page: OpenPage) -> None:
    at = searched(open_page, "pickring")
    assert "Showing results for pickering" in text_of(at)
    assert announced(at).endswith("for pickering")


def test_what_was_not_understood_is_said(open_page: OpenPage) -> None:
    at = searched(open_page, "design:nonsense ketamine")
    assert "Nothing has the design “nonsense”: it was searched as words." in text_of(at)


def test_nothing_found_leads_to_the_words_alone(open_page: OpenPage) -> None:
    at = searched(open_page, "design:crossover_trial anis1983 zqxv")
    assert "Nothing was found" in text_of(at)
    assert "anis1983 zqxv" in searches(at)
    assert announced(at) == "Nothing was found."


def test_an_empty_library_says_what_to_do(open_page: OpenPage, app_library: Library) -> None:
    [shipped] = app_library.history()
    app_library.undo(shipped.id)
    at = open_page("library")
    assert "The library has no references yet." in text_of(at)
    assert "/import" in Reading(html_of(at)).hrefs
    assert not at.number_input


# Saved searches


def opened(at: AppTest) -> AppTest:
    at.session_state["saved"] = True
    return at.run()


def test_the_search_on_the_page_is_saved_listed_and_forgotten(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(searched(open_page, "design:crossover_trial ketam"))
    fill(at, "Name", "Crossover <b>trials</b>")
    press(at, "Save")
    assert "Saved as “Crossover <b>trials</b>”." in text_of(at)
    [saved] = app_library.saved_searches()
    assert saved.query == "design:crossover_trial ketam"
    assert saved.query in searches(at)
    at = opened(open_page("library"))
    assert saved.query in searches(at)
    at.selectbox(key="forget_name").set_value(0).run()
    press(at, "Forget it")
    assert "was forgotten" in text_of(at)
    assert app_library.saved_searches() == []


def test_a_search_without_a_name_is_refused_where_it_was_typed(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(searched(open_page, "ketam"))
    press(at, "Save")
    assert "A saved search needs a name." in text_of(at)
    assert app_library.saved_searches() == []


def test_nothing_saved_says_how_to_save(open_page: OpenPage) -> None:
    assert "No search is saved yet." in text_of(opened(open_page("library")))
