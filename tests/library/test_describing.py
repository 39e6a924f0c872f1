"""What is known of a study: described, judged, measured; by whichever report, and undone."""

import pytest
from states import state

from evidence.errors import BadInput, EvidenceError, NotFound, StaleEdit
from evidence.library import Library
from evidence.library.describing import check_measured, check_study
from evidence.vocabulary import Design

KEY = "sigtermans2009"
RR = {"outcome": "relief", "measure": "RR", "estimate": "2.1", "ci_low": "1,4", "ci_high": 3.2}


def test_a_study_is_described_field_by_field(stocked: Library) -> None:
    assert (stocked.study(KEY).id, stocked.study(KEY).revision) == (None, 0)
    first = stocked.describe(KEY, revision=0, designs=["Randomised trial"], n="60")
    assert (first.designs, first.n) == ((Design.RANDOMISED_TRIAL,), 60)
    then = stocked.describe(
        KEY, revision=first.revision, finding="Pain fell.", comparator="Saline", funding="Public",
    )  # fmt: skip
    assert (then.n, then.finding, then.comparator) == (60, "Pain fell.", "Saline")
    shown = stocked.reference(KEY)
    assert (shown.summary.n, shown.summary.designs) == (60, (Design.RANDOMISED_TRIAL,))
    assert shown.study is not None
    assert (shown.study.comparator, shown.study.funding) == ("Saline", "Public")
    assert [c.label for c in shown.history][:2] == [f"Describe the study of {KEY}"] * 2


NUMBERS = [
    ("1204", 1204), ("1,204", 1204), ("1 204", 1204), ("12 345 678", 12_345_678),
    (" 7 ", 7), ("", None), (None, None), (40, 40),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "n"), NUMBERS)
def test_numbers_are_read_as_people_type_them(
    stocked: Library, typed: object, n: int | None
) -> None:
    assert stocked.describe(KEY, n=typed).n == n


WRONG = [
    ({"n": "many"}, "n"),
    ({"n": "0"}, "n"),
    ({"n": "-4"}, "n"),
    ({"n": "1.5"}, "n"),
    ({"n": "9" * 30}, "n"),
    ({"designs": ["magic"]}, "designs"),
    ({"finding": "x" * 100_001}, "finding"),
]


@pytest.mark.parametrize(("fields", "name"), WRONG)
def test_what_is_wrong_with_a_study_is_told_at_its_field(
    stocked: Library, fields: dict, name: str
) -> None:
    assert [message.field for message in check_study(fields)] == [name]
    before = stocked.state()
    with pytest.raises(BadInput):
        stocked.describe(KEY, **fields)
    assert stocked.state() == before


def test_reports_of_one_study_say_the_same_of_it(stocked: Library) -> None:
    stocked.describe(KEY, n="60")
    stocked.tie([KEY, "orhurhu2019"])
    stocked.describe("orhurhu2019", caveat="Small.")
    assert (stocked.study(KEY).caveat, stocked.study(KEY).reports) == ("Small.", ("orhurhu2019",))
    stocked.add_effect("orhurhu2019", **RR)
    assert [one.reference for one in stocked.study(KEY).effects] == ["orhurhu2019"]


def test_a_description_that_somebody_overtook_is_refused(stocked: Library) -> None:
    with pytest.raises(StaleEdit):
        stocked.describe(KEY, revision=3, n="60")
    stocked.as_user("ben").describe(KEY, revision=0, finding="Ben's")
    with pytest.raises(StaleEdit) as caught:
        stocked.describe(KEY, revision=0, finding="Mine")
    assert caught.value.theirs["finding"] == "Ben's"
    assert stocked.study(KEY).finding == "Ben's"


def test_an_effect_is_recorded_changed_and_taken_away(stocked: Library) -> None:
    made = stocked.add_effect(KEY, **RR, n_participants="60", events_t="0", total_t="30")
    assert (made.reference, made.values["ci_low"], made.values["events_t"]) == (KEY, 1.4, 0)
    [shown] = stocked.reference(KEY).effects
    assert (shown.outcome, shown.estimate, shown.n_participants) == ("relief", 2.1, 60)
    done = stocked.edit_effect(KEY, made.id, revision=made.revision, ci_low="", ci_high="")
    assert (done.values["ci_low"], done.values["estimate"]) == (None, 2.1)
    with pytest.raises(StaleEdit):
        stocked.edit_effect(KEY, made.id, revision=made.revision, note="Late.")
    stocked.remove_effect(KEY, made.id, revision=done.revision)
    assert stocked.study(KEY).effects == ()
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.study(KEY).effects[0].values == done.values


WRONG_EFFECTS = [
    ({"outcome": ""}, "outcome"),
    ({"estimate": "about two"}, "estimate"),
    ({"estimate": "5"}, "estimate"),
    ({"ci_low": "-1"}, "ci_low"),
    ({"ci_low": "1e999"}, "ci_low"),
    ({"total_t": "3.5"}, "total_t"),
    ({"events_t": "4", "total_t": "3"}, "events_t"),
    ({"certainty": "sure"}, "certainty"),
]


@pytest.mark.parametrize(("fields", "name"), WRONG_EFFECTS)
def test_what_is_wrong_with_an_effect_is_told_at_its_field(
    stocked: Library, fields: dict, name: str
) -> None:
    assert [message.field for message in check_measured(RR | fields)][:1] == [name]
    before = stocked.state()
    with pytest.raises(BadInput):
        stocked.add_effect(KEY, **(RR | fields))
    assert stocked.state() == before


def test_a_changed_effect_is_checked_as_a_whole(stocked: Library) -> None:
    made = stocked.add_effect(KEY, **RR)
    with pytest.raises(BadInput, match="outside"):
        stocked.edit_effect(KEY, made.id, revision=None, estimate="1.1")


def test_bias_is_judged_for_a_result_with_a_tool(stocked: Library) -> None:
    made = stocked.judge_bias(
        KEY, tool="rob 2", overall="Some concerns", result="Pain at 1 week",
        domains={"randomisation": "Low", "missing outcome data": "some concerns"},
    )  # fmt: skip
    assert (made.tool, made.tool_version, made.overall, made.assessed_by) == (
        "RoB 2", "2019", "some concerns", "ana",
    )  # fmt: skip
    shown = stocked.reference(KEY).study
    assert shown is not None
    assert shown.risk_of_bias == (("RoB 2", "some concerns"),)
    done = stocked.as_user("ben").judge_bias(
        KEY, tool="RoB 2", overall="high", judgement=made.id, revision=made.revision
    )
    assert (done.overall, done.domains, done.result, done.assessed_by) == (
        "high", {}, "Pain at 1 week", "ben",
    )  # fmt: skip
    with pytest.raises(StaleEdit):
        stocked.judge_bias(
            KEY, tool="RoB 2", overall="low", judgement=made.id, revision=made.revision
        )
    stocked.remove_bias(KEY, made.id)
    assert stocked.study(KEY).bias == ()


WRONG_BIAS = [
    ({"tool": "my own", "overall": "low"}, BadInput),
    ({"tool": "RoB 2", "overall": "serious"}, BadInput),
    ({"tool": "RoB 2", "overall": "low", "domains": {"luck": "low"}}, BadInput),
    ({"tool": "RoB 2", "overall": "low", "domains": {"randomisation": "high"}}, BadInput),
    ({"tool": "RoB 2", "overall": "low", "outcome": "none"}, NotFound),
    ({"tool": "RoB 2", "overall": "low", "judgement": "none"}, NotFound),
]


@pytest.mark.parametrize(("given", "error"), WRONG_BIAS)
def test_a_judgement_that_the_tool_does_not_know_is_refused(
    stocked: Library, given: dict, error: type[EvidenceError]
) -> None:
    before = stocked.state()
    with pytest.raises(error):
        stocked.judge_bias(KEY, **given)
    assert stocked.state() == before


def test_rows_of_another_study_are_not_reached(stocked: Library) -> None:
    made = stocked.add_effect(KEY, **RR)
    for act in (stocked.remove_effect, stocked.remove_bias):
        with pytest.raises(NotFound):
            act("cohen2018", made.id)


def test_everything_about_a_study_is_undone(stocked: Library) -> None:
    before = state(stocked)
    stocked.describe(KEY, designs=["cohort"], n="12")
    stocked.judge_bias(KEY, tool="ROBINS-I", overall="serious")
    stocked.add_effect(KEY, **RR)
    for change in stocked.history(limit=3):
        stocked.undo(change.id)
    assert state(stocked) == before
