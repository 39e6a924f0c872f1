"""Facets as links: exact text, true counts, and the search that each leads to."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visits import Reading

from evidence.library import results as r
from evidence.ui import facets


def found(counted: int = 10, **values: dict[str, int]) -> r.SearchResults:
    return r.SearchResults("", counted, 0.0, (), {}, (), values, counted)


def searches(html: str) -> list[str]:
    """The searches that the links of a piece of HTML lead to."""
    return [parse_qs(urlsplit(href).query).get("q", [""])[0] for href in Reading(html).hrefs]


def groups(query: str, results: r.SearchResults, **claims: str) -> str:
    return facets.groups(query, results, claims=claims)


def test_each_value_leads_to_the_search_narrowed_to_it() -> None:
    html = groups("pain", found(design={"cohort": 4, "randomised_trial": 3}, tag={"my tag": 1}))
    assert searches(html) == [
        "design:cohort pain",
        "design:randomised_trial pain",
        'tag:"my tag" pain',
    ]
    assert Reading(html).text == "DesignCohort study4Randomised trial3Tagmy tag1"


def test_a_chosen_value_leads_to_the_search_without_it() -> None:
    html = groups("design:cohort pain", found(4, design={"cohort": 4}))
    assert searches(html) == ["pain"]
    assert "(chosen: take away)" in Reading(html).text


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"type": {"book": 10}}, ""),  # what everything has narrows nothing
        ({"type": {"book": 9}}, "TypeBook9"),
        ({"year": {"2001": 3}}, ""),  # years stand as bars
        ({"unheard": {"x": 3}}, ""),
        ({"status": {"expression_of_concern": 1}}, "StatusExpression of concern1"),
        ({"type": {"article-journal": 1234}}, "TypeJournal article1,234"),
        ({"tag": {"!!!": 2}}, "Tag!!!2"),
    ],
)
def test_which_values_are_shown_and_in_which_words(
    values: dict[str, dict[str, int]], shown: str
) -> None:
    assert (
        Reading(groups("", found(10_000 if "1234" in str(values) else 10, **values))).text == shown
    )


def test_a_value_that_cannot_be_asked_for_is_no_link() -> None:
    assert searches(groups("pain", found(tag={"!!!": 2}))) == []


def test_claims_go_by_their_text() -> None:
    html = groups(
        "", found(claim={"rapid-onset": 2, "gone": 1}), **{"rapid-onset": "It works fast."}
    )
    assert Reading(html).text == "ClaimIt works fast.2Gone1"
    assert searches(html) == ["claim:rapid-onset", "claim:gone"]


def test_many_values_are_folded_and_the_rarest_left_to_typing() -> None:
    tags = {f"tag{place}": 500 - place for place in range(300)}
    html = groups("", found(1_000, tag=tags))
    assert len(searches(html)) == facets.MOST
    assert f"{facets.MOST - facets.SHOWN} more" in Reading(html).text
    assert f"{300 - facets.MOST} rarer ones" in Reading(html).text


@pytest.mark.parametrize(
    ("years", "periods"),
    [
        ({}, []),
        ({"2001": 3}, [(2001, 2001, 3)]),
        ({"2001": 3, "2003": 1}, [(2001, 2001, 3), (2002, 2002, 0), (2003, 2003, 1)]),
        (
            {"1999": 1, "2010": 2, "soon": 9},
            [
                (1999, 1999, 1),
                (2000, 2001, 0),
                (2002, 2003, 0),
                (2004, 2005, 0),
                (2006, 2007, 0),
                (2008, 2009, 0),
                (2010, 2010, 2),
            ],
        ),
    ],
)
def test_years_fall_into_periods(
    years: dict[str, int], periods: list[tuple[int, int, int]]
) -> None:
    assert [(one.first, one.last, one.number) for one in facets.periods(years)] == periods


@given(st.dictionaries(st.integers(1, 9999).map(str), st.integers(1, 10**6), max_size=40))
def test_periods_hold_every_reference_once_and_touch_each_other(years: dict[str, int]) -> None:
    found_periods = facets.periods(years)
    assert sum(one.number for one in found_periods) == sum(years.values())
    assert len(found_periods) <= facets.BARS
    for one, after in pairwise(found_periods):
        assert one.first <= one.last == after.first - 1


def test_a_bar_leads_to_its_years_and_says_them() -> None:
    html = facets.year_bars("year:2001.. pain", {"2001": 3, "2003": 1})
    assert searches(html) == ["year:2001 pain", "year:2003 pain"]
    assert "2001: 3" in Reading(html).text
    assert facets.year_bars("pain", {"2001": 3}) == ""


def test_what_is_chosen_can_be_taken_away_one_by_one_or_at_once() -> None:
    html = facets.chosen(
        'year:2015.. -tag:"old one" claim:fast ketam', claims={"fast": "It is fast."}
    )
    text = Reading(html).text
    for words in ("Years: from 2015", "Tag: without old one", "Claim: It is fast.", "Clear all"):
        assert words in text
    assert searches(html) == [
        '-tag:"old one" claim:fast ketam',
        "year:2015.. claim:fast ketam",
        'year:2015.. -tag:"old one" ketam',
        "ketam",
    ]
    assert facets.chosen("ketam", claims={}) == ""


@given(st.text(max_size=60), st.text(min_size=1, max_size=40))
def test_text_of_any_kind_is_no_markup(query: str, value: str) -> None:
    results = found(tag={value: 3}, claim={value: 2}, type={value: 1})
    saved = [r.SavedSearchView(value, query, "ana", "")]
    parts = [
        groups(query, results, x=value),
        facets.chosen(query, claims={}),
        facets.saved(saved),
        facets.year_bars(query, {"2001": 1, "2004": 1}),
    ]
    tags = {"section", "h3", "ul", "li", "a", "span", "nav", "ol", "p"}
    for html in parts:
        seen = Reading(html)
        assert seen.balanced
        assert {tag for tag, _ in seen.tags} <= tags
        assert all(href.startswith("/library") for href in seen.hrefs)
