"""Two descriptions of one work joined: what counts, and that their order makes no difference."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.library.joining import join, merge_csl

Csl = dict[str, Any]

AUTHORS = [{"family": "Orhurhu", "given": "V."}, {"family": "Cohen", "given": "Steven P."}]

# field, one value, another, which of them stands afterwards
RULES: list[tuple[str, Any, Any, Any]] = [
    ("page", "17", "17-25", "17-25"),
    ("page", "1123-30", "1123-1130", "1123-1130"),
    ("title", "KETAMINE FOR PAIN", "Ketamine for pain", "Ketamine for pain"),
    ("title", "Ketamine for pain.", "Ketamine for pain", "Ketamine for pain"),
    ("title", "Ketamine", "Ketamine for chronic pain", "Ketamine for chronic pain"),
    ("type", "document", "article-journal", "article-journal"),
    ("author", AUTHORS[:1], AUTHORS, AUTHORS),
    ("author", [{"family": "Cohen", "given": "S"}], [AUTHORS[1]], [AUTHORS[1]]),
    (
        "issued",
        {"date-parts": [[2019]]},
        {"date-parts": [[2019, 7, 1]]},
        {"date-parts": [[2019, 7, 1]]},
    ),
    ("volume", "", "129", "129"),
    ("abstract", None, "Background: …", "Background: …"),
]


@pytest.mark.parametrize(("field", "one", "two", "stands"), RULES)
def test_the_fuller_word_counts_whichever_came_first(
    field: str, one: Any, two: Any, stands: Any
) -> None:
    assert join({field: one}, {field: two})[0][field] == stands
    assert join({field: two}, {field: one})[0][field] == stands


@pytest.mark.parametrize(("field", "one", "two", "stands"), RULES)
def test_what_a_person_has_set_stays(field: str, one: Any, two: Any, stands: Any) -> None:
    joined, differences = join({field: one}, {field: two}, settled={field})
    assert joined[field] == one
    assert not any(change.taken for change in differences)


def test_a_merge_by_a_person_keeps_what_is_kept_and_fills_the_rest() -> None:
    merged, differences = merge_csl(
        {"page": "17", "volume": ""}, {"page": "17-25", "volume": "129"}
    )
    assert merged == {"page": "17", "volume": "129"}
    assert {change.field: change.taken for change in differences} == {
        "page": False,
        "volume": True,
    }


def test_tags_and_fields_of_both_are_kept_and_what_one_says_itself_is_not_inherited() -> None:
    one = {
        "volume": "2",
        "custom": {"tags": ["pain"], "fields": {"series": "A"}, "inherited": ["volume"]},
    }
    two = {"volume": "2", "custom": {"tags": ["crps", "pain"], "fields": {"shelf": "4"}}}
    assert join(one, two)[0]["custom"] == {
        "tags": ["crps", "pain"],
        "fields": {"series": "A", "shelf": "4"},
    }


TEXT = st.text(alphabet="aAbB. 1-é", max_size=6)
NAME = st.fixed_dictionaries({"family": TEXT}, optional={"given": TEXT})
ITEM = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["article", "article-journal", "book"]),
        "title": TEXT,
        "page": TEXT,
        "author": st.lists(NAME, max_size=3),
        "issued": st.fixed_dictionaries(
            {"date-parts": st.lists(st.lists(st.integers(1990, 2026), max_size=3), max_size=2)}
        ),
        "custom": st.fixed_dictionaries(
            {},
            optional={
                "tags": st.lists(TEXT, max_size=2),
                "note": TEXT,
                "fields": st.dictionaries(
                    st.sampled_from(["series", "shelf"]), TEXT.filter(bool), min_size=1, max_size=2
                ),
            },
        ),
    },
)


def said(item: Csl) -> Csl:
    """An item without what is empty, its tags as a set."""
    custom = dict(item.get("custom") or {})
    custom["tags"] = set(custom.get("tags") or ())
    whole = {**item, "custom": {name: value for name, value in custom.items() if value}}
    return {name: value for name, value in whole.items() if value not in (None, "", [], {})}


@settings(max_examples=300, deadline=None)
@given(ITEM, ITEM)
def test_the_order_of_two_makes_no_difference(one: Csl, two: Csl) -> None:
    assert said(join(one, two)[0]) == said(join(two, one)[0])


@settings(max_examples=300, deadline=None)
@given(ITEM, ITEM, ITEM)
def test_nor_does_that_of_three(one: Csl, two: Csl, three: Csl) -> None:
    first = join(join(one, two)[0], three)[0]
    last = join(one, join(two, three)[0])[0]
    assert said(first) == said(last)


@settings(max_examples=200, deadline=None)
@given(ITEM, ITEM)
def test_what_was_joined_adds_nothing_a_second_time(one: Csl, two: Csl) -> None:
    joined, _ = join(one, two)
    for part in (one, two):
        again, _ = join(joined, part)
        assert said(again) == said(joined)
