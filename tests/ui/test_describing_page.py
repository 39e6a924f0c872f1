"""A reference's page describes its study: what is wrong stands at the field, reports share it."""

import pytest
from streamlit.testing.v1 import AppTest
from visits import OpenPage, fill, html_of, press, text_of

from evidence.library import Library
from evidence.vocabulary import Design, RiskOfBiasTool

KEY = "noppers2011fm"


def opened(open_page: OpenPage, library: Library, part: str) -> AppTest:
    at = open_page("reference", key=KEY)
    name = f"study-{library.reference(KEY).summary.id}"
    at.session_state[name] = True
    at.session_state[f"{name}-part"] = part
    return at.run()


def put(at: AppTest, label: str, value: object) -> AppTest:
    next(box for box in at.selectbox if box.label == label).select(value)
    return at


def wrongs(at: AppTest) -> str:
    return "".join(one.value for one in at.html if 'class="ev-wrong"' in one.value)


def test_a_study_is_described_and_what_is_wrong_stands_at_its_field(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, app_library, "study")
    fill(at, "How many took part", "some")
    fill(at, "Comparator", "<i>Midazolam</i>")
    press(at, "Save the study")
    assert "is a whole number" in wrongs(at)
    fill(at, "How many took part", "24")
    at.multiselect[0].set_value([Design.CROSSOVER_TRIAL])
    press(at, "Save the study")
    found = app_library.study(KEY)
    assert (found.n, found.comparator, found.designs) == (
        24, "<i>Midazolam</i>", (Design.CROSSOVER_TRIAL,),
    )  # fmt: skip
    assert "<i>Midazolam" not in html_of(at)
    assert "<i>Midazolam</i>" in text_of(at)


def test_reports_that_share_the_study_are_named(open_page: OpenPage, app_library: Library) -> None:
    app_library.tie([KEY, "cohen2018"])
    at = opened(open_page, app_library, "study")
    assert "cohen2018 reports this study, too" in text_of(at)


def test_a_description_that_somebody_overtook_shows_both(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, app_library, "study")
    app_library.as_user("ben").describe(KEY, caveat="Ben's caveat.")
    fill(at, "Caveat", "My caveat.")
    press(at, "Save the study")
    shown = text_of(at)
    assert "was changed by somebody else" in shown
    assert "Caveat, now there" in shown
    assert "Ben's caveat." in shown
    assert "My caveat." in shown
    assert app_library.study(KEY).caveat == "Ben's caveat."


def test_bias_is_judged_with_the_tool_of_the_design(
    open_page: OpenPage, app_library: Library
) -> None:
    at = opened(open_page, app_library, "bias")
    tool = next(box for box in at.selectbox if box.label == "Tool")
    assert tool.value == RiskOfBiasTool.ROB_2
    press(at, "Save the judgement")
    assert "Overall RoB 2 judges low, some concerns, high." in wrongs(at)
    put(at, "Missing outcome data", "high").run()
    put(at, "Overall", "low").run()
    assert "The domains allow high at best, not low." in wrongs(at)
    put(at, "Overall", "high")
    fill(at, "Which result", "Pain at 8 weeks")
    press(at, "Save the judgement")
    [one] = app_library.study(KEY).bias
    assert (one.overall, one.domains, one.result) == (
        "high", {"missing outcome data": "high"}, "Pain at 8 weeks",
    )  # fmt: skip
    assert "RoB 2: high" in text_of(at)
    put(at, "Which judgement", one.id).run()
    press(at, "Take it away")
    assert app_library.study(KEY).bias == ()


WRONG = [
    ({"On what": "", "Estimate": "1"}, "name it"),
    ({"On what": "pain", "Estimate": "0.5", "Interval, from": "0.6"}, "outside its interval"),
    ({"On what": "pain", "Estimate": "-1"}, "of a ratio is above 0"),
    ({"On what": "pain", "Events, intervention": "9", "of": "8"}, "more than all"),
]


@pytest.mark.parametrize(("typed", "says"), WRONG)
def test_an_effect_that_cannot_be_is_told_at_its_field(
    open_page: OpenPage, app_library: Library, typed: dict[str, str], says: str
) -> None:
    before = app_library.state()
    at = put(opened(open_page, app_library, "effects"), "Measure", "RR")
    for label, value in typed.items():
        fill(at, label, value)
    press(at, "Save the effect")
    assert says in wrongs(at)
    assert app_library.state() == before


def test_an_effect_is_recorded_changed_and_taken_away(
    open_page: OpenPage, app_library: Library
) -> None:
    number = len(app_library.study(KEY).effects)
    at = put(opened(open_page, app_library, "effects"), "Measure", "RR")
    for label, value in {
        "On what": "relief", "Estimate": "2.5", "Interval, from": "0,9", "to": "7",
    }.items():  # fmt: skip
        fill(at, label, value)
    press(at, "Save the effect")
    made = app_library.study(KEY).effects[-1]
    assert "RR 2.5 (0.9 to 7)" in text_of(at)
    put(at, "Which effect", made.id).run()
    fill(at, "Participants", "24")
    press(at, "Save the effect")
    assert app_library.study(KEY).effects[-1].values["n_participants"] == 24
    put(at, "Which effect", made.id).run()
    press(at, "Take it away")
    assert len(app_library.study(KEY).effects) == number
