"""Facets as words of a query: chosen, taken away, asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import limits
from evidence.library import narrowing
from evidence.store.search.documents import slug
from evidence.store.search.parse import FACETS, parse


@pytest.mark.parametrize(
    ("query", "name", "value", "narrowed"),
    [
        ("ketam", "design", "randomised_trial", "design:randomised_trial ketam"),
        ("ketamine ", "design", "cohort", "design:cohort ketamine "),  # the word is finished
        ("", "type", "article-journal", "type:article-journal"),
        ("pain", "tag", "nerve pain", 'tag:"nerve pain" pain'),
        ('"chronic pain', "tag", "x", 'tag:x "chronic pain'),  # an open quotation stays open
        ("pain", "tag", 'a "b" c', "tag:a_b_c pain"),
        ("pain", "tag", "β-blocker", "tag:β-blocker pain"),
        ("pain", "tag", "!!!", "pain"),  # no word of it could be asked for
        ("tag:a", "tag", "b", "tag:b tag:a"),
    ],
)
def test_a_facet_goes_in_front(query: str, name: str, value: str, narrowed: str) -> None:
    assert narrowing.with_facet(query, name, value) == narrowed


@pytest.mark.parametrize(
    ("query", "name", "value", "rest"),
    [
        ("design:cohort ketam", "design", "cohort", "ketam"),
        ("ketamine design:cohort pain", "design", "cohort", "ketamine pain"),
        ("design:RCT pain", "design", "randomised_trial", "pain"),
        ('tag:"Nerve Pain" pain', "tag", "nerve pain", "pain"),
        ("is:retracted pain", "status", "retracted", "pain"),
        ("tag:a tag:b", "tag", "a", "tag:b"),
        ("-tag:a pain", "tag", "a", "-tag:a pain"),  # what is left out is another thing
        ("pain", "tag", "a", "pain"),
        ("design:cohort", "design", "cohort", ""),
    ],
)
def test_a_facet_is_taken_away_however_it_was_typed(
    query: str, name: str, value: str, rest: str
) -> None:
    assert narrowing.without_facet(query, name, value) == rest


@pytest.mark.parametrize(
    ("query", "low", "high", "narrowed"),
    [
        ("pain", 2015, 2020, "year:2015..2020 pain"),
        ("pain", 2020, 2015, "year:2015..2020 pain"),
        ("pain", 2015, 2015, "year:2015 pain"),
        ("pain", 2015, None, "year:2015.. pain"),
        ("pain", None, 2015, "year:..2015 pain"),
        ("year:2001 pain year:2000..", 2015, 2020, "year:2015..2020 pain"),
        ("year:2001 pain", None, None, "pain"),
        ("-year:2001 pain", None, None, "-year:2001 pain"),
        ("pain", 15, None, "year:0015.. pain"),
    ],
)
def test_years_are_one_range(query: str, low: int | None, high: int | None, narrowed: str) -> None:
    assert narrowing.with_years(query, low, high) == narrowed


@pytest.mark.parametrize(
    ("query", "years"),
    [
        ("pain", (None, None)),
        ("year:2015 pain", (2015, 2015)),
        ("year:2015..", (2015, None)),
        ("year:..2015", (None, 2015)),
        ("year:2015-2020", (2015, 2020)),
        ("year:soon", (None, None)),
    ],
)
def test_years_are_read(query: str, years: tuple[int | None, int | None]) -> None:
    assert narrowing.years(query) == years


def test_what_is_chosen_is_told_each_with_the_rest_of_the_query() -> None:
    query = 'year:2015.. design:rct -tag:"old one" ketam author:cohen kind:'
    assert [(one.name, one.value, one.without, one.rest) for one in narrowing.chosen(query)] == [
        ("year", "2015..", False, 'design:rct -tag:"old one" ketam author:cohen kind:'),
        ("design", "rct", False, 'year:2015.. -tag:"old one" ketam author:cohen kind:'),
        ("tag", "old one", True, "year:2015.. design:rct ketam author:cohen kind:"),
    ]
    assert narrowing.words_of(query) == "ketam author:cohen kind:"
    assert narrowing.is_chosen(query, "design", "randomised_trial")
    assert not narrowing.is_chosen(query, "tag", "old one")


NAMES = st.sampled_from(sorted(set(FACETS.values())))
QUERIES = st.lists(
    st.sampled_from(
        [
            "ketam",
            '"chronic pain"',
            '"open',
            "-rats",
            "author:cohen",
            "design:rct",
            "-tag:b",
            "x ",
            "year:2015..",
            "tag:a",
            "OR",
            "10.1002/14",
            "is:",
            ":",
            "β",
            '"',
        ]
    ),
    max_size=6,
).map(" ".join)
VALUES = st.text(max_size=30)


@given(QUERIES, NAMES, VALUES)
def test_what_is_chosen_is_asked_for_and_can_be_taken_away(
    query: str, name: str, value: str
) -> None:
    narrowed = narrowing.with_facet(query, name, value)
    if not slug(value):
        assert narrowed == query
        return
    before, after = parse(query), parse(narrowed)
    assert [(one.name, slug(one.value)) for one in after.facets[:1]] == [(name, slug(value))]
    assert after.facets[1:] == before.facets
    assert after.words == before.words  # with the last one as half typed as it was
    assert (after.phrases, after.without, after.years) == (
        before.phrases,
        before.without,
        before.years,
    )
    assert narrowing.is_chosen(narrowed, name, value)
    assert not narrowing.is_chosen(narrowing.without_facet(narrowed, name, value), name, value)


@given(st.text(max_size=200), NAMES, VALUES)
def test_any_text_can_be_narrowed_and_widened(query: str, name: str, value: str) -> None:
    narrowed = narrowing.with_facet(query, name, value)
    assert len(narrowing.chosen(narrowed)) >= len(narrowing.chosen(query)) or not slug(value)
    for one in narrowing.chosen(query):
        assert len(one.rest) < len(query)
    assert narrowing.years(narrowing.with_years(query, 2001, 2003)) == (2001, 2003)


def test_an_endless_query_costs_no_more_than_its_limit() -> None:
    query = "tag:a " * 100_000
    assert len(narrowing.chosen(query)) <= limits.QUERY_CHARS
    assert narrowing.years(narrowing.with_years(query, 2001, None)) == (2001, None)
