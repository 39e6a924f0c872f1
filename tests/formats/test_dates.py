"""EDTF, BibTeX's year and month → CSL dates, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.formats import dates


def parts(*dates, **more):
    return {"date-parts": [list(date) for date in dates], **more}


EDTF = [
    ("2021", parts([2021])),
    ("2021-03", parts([2021, 3])),
    ("2021-03-12", parts([2021, 3, 12])),
    ("2021-3-2", parts([2021, 3, 2])),
    ("2021-03-12T10:00:00Z", parts([2021, 3, 12])),
    ("2021-03/2021-05", parts([2021, 3], [2021, 5])),
    ("2021/2022", parts([2021], [2022])),
    ("2021~", parts([2021], circa=True)),
    ("2021?", parts([2021], circa=True)),
    ("2021-05%", parts([2021, 5], circa=True)),
    ("2021-21", parts([2021], season=1)),
    ("2021-24", parts([2021], season=4)),
    ("199X", parts([1990], [1999])),
    ("19XX", parts([1900], [1999])),
    ("2021-XX", parts([2021])),
    ("-0044", parts([-44])),
    ("Y-17000", parts([-17000])),
    ("2004/", parts([2004])),
    ("2004/..", parts([2004])),
    ("2021-13", None),
    ("2021-00-00", None),
    ("2021-02-32", None),
    ("no date", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "date"), EDTF)
def test_edtf(text, date):
    assert dates.read_edtf(text) == date


YEARS = [
    ("2021", parts([2021])),
    ("2001/2002", parts([2001], [2002])),
    ("2001--2002", parts([2001], [2002])),
    ("2001--02", parts([2001], [2002])),
    ("c1998", parts([1998], circa=True)),
    ("ca. 1998", parts([1998], circa=True)),
    ("[1998?]", parts([1998], circa=True)),
    ("(1998)", parts([1998])),
    ("March 2021", parts([2021, 3])),
    ("12 March 2021", parts([2021, 3, 12])),
    ("March 12, 2021", parts([2021, 3, 12])),
    ("12.03.2021", parts([2021, 3, 12])),
    ("Spring 2020", parts([2020], season=1)),
    ("n.d.", None),
    ("2021a", None),
]


@pytest.mark.parametrize(("text", "date"), YEARS)
def test_a_year_as_people_write_it(text, date):
    assert dates.read_year(text) == date


MONTHS = [
    ("mar", parts([2021, 3])),
    ("March", parts([2021, 3])),
    ("3", parts([2021, 3])),
    ("Sept.", parts([2021, 9])),
    ("märz", parts([2021, 3])),
    ("février", parts([2021, 2])),
    ("mar\u00a012", parts([2021, 3, 12])),
    ("12 mar", parts([2021, 3, 12])),
    ("May 5th", parts([2021, 5, 5])),
    ("1--2", parts([2021, 1], [2021, 2])),
    ("jan/feb", parts([2021, 1], [2021, 2])),
    ("Mar.-Apr.", parts([2021, 3], [2021, 4])),
    ("March 3-5", parts([2021, 3, 3], [2021, 3, 5])),
    ("3-5 March", parts([2021, 3, 3], [2021, 3, 5])),
    ("Spring", parts([2021], season=1)),
    ("Dec/Jan", None),
    ("13", None),
    ("foo", None),
    ("", None),
]


@pytest.mark.parametrize(("month", "date"), MONTHS)
def test_a_month_beside_a_year(month, date):
    assert dates.with_month(parts([2021]), month, "") == date


def test_a_day_beside_year_and_month():
    assert dates.with_month(parts([2021]), "mar", "12") == parts([2021, 3, 12])
    assert dates.with_month(parts([2021]), "mar", "40") is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("in press", "in press"),
        ("inpress", "in press"),
        ("Forthcoming", "forthcoming"),
        ("2021", None),
    ],
)
def test_words_that_say_how_far_a_work_is(text, status):
    assert dates.is_status(text) == status


@pytest.mark.parametrize(
    ("date", "fields"),
    [
        (parts([2021]), {"year": "{2021}"}),
        (parts([2021, 3]), {"year": "{2021}", "month": "mar"}),
        (parts([2021, 3, 12]), {"year": "{2021}", "month": 'mar # "~12"'}),
        (parts([2021], [2022]), {"year": "{2021/2022}"}),
        (parts([2021], season=1), {"year": "{2021}", "month": "{Spring}"}),
        (parts([2021, 3], [2021, 5]), None),
        (parts([2021], circa=True), None),
        ({"literal": "n.d."}, None),
    ],
)
def test_bibtex_says_year_and_month_and_nothing_that_it_cannot(date, fields):
    assert dates.write_year_and_month(date) == fields


@pytest.mark.parametrize(
    "date",
    [
        {"literal": "n.d."},
        {"date-parts": [[2021, 13]]},
        {"date-parts": [["x"]]},
        {"date-parts": []},
        {"date-parts": [[2021, 3]], "season": 1},
        {},
    ],
)
def test_what_is_no_date_is_not_written_as_one(date):
    assert dates.write_edtf(date) is None


ONE = st.one_of(
    st.tuples(st.integers(-9999, 99_999)),
    st.tuples(st.integers(0, 9999), st.integers(1, 12)),
    st.tuples(st.integers(0, 9999), st.integers(1, 12), st.integers(1, 31)),
).map(list)


@given(st.lists(ONE, min_size=1, max_size=2, unique_by=tuple), st.booleans())
def test_any_csl_date_survives_edtf(found, circa):
    date = {"date-parts": found, **({"circa": True} if circa else {})}
    text = dates.write_edtf(date)
    assert text is not None
    assert dates.read_edtf(text) == date


@given(st.text(max_size=30))
def test_no_text_is_too_odd_to_be_asked(text):
    for read in (dates.read_edtf, dates.read_year, dates.read_month, dates.is_status):
        read(text)
