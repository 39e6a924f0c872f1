"""Effects and risk of bias: what is checked before it is kept, drawn or believed."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.effects import check_effect, is_ratio
from evidence.errors import Level
from evidence.risk_of_bias import NO_INFORMATION, TOOLS, check_bias, follows, tool_for
from evidence.vocabulary import Design, RiskOfBiasTool

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "evidence.json"
MD = {"outcome": "pain", "measure": "MD", "estimate": -1.3, "ci_low": -2.6, "ci_high": 0.1}
RR = {"outcome": "relief", "measure": "RR", "estimate": 2.1, "ci_low": 1.4, "ci_high": 3.2}

WRONG = [
    (MD | {"outcome": " "}, "outcome"),
    (MD | {"measure": ""}, "measure"),
    (MD | {"ci_low": 1.0, "ci_high": -1.0}, "ci_low"),
    (MD | {"estimate": 0.2}, "estimate"),
    (MD | {"estimate": -2.7}, "estimate"),
    (MD | {"estimate": math.nan}, "estimate"),
    (MD | {"ci_high": math.inf}, "ci_high"),
    (RR | {"estimate": 0.0, "ci_low": 0.0}, "estimate"),
    (RR | {"ci_low": -0.1}, "ci_low"),
    (RR | {"measure": "incidence rate ratio", "ci_low": 0}, "ci_low"),
    (RR | {"measure": "RR (derived)", "ci_low": 0}, "ci_low"),
    (MD | {"n_participants": 0}, "n_participants"),
    (MD | {"k_studies": -3}, "k_studies"),
    (MD | {"events_t": 12, "total_t": 11}, "events_t"),
    (MD | {"events_c": 1, "total_c": 0}, "total_c"),
    (MD | {"p": "1.2"}, "p"),
    (MD | {"p": "p = 3"}, "p"),
    (MD | {"favours_ketamine_when": "sometimes"}, "favours_ketamine_when"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_an_effect_that_cannot_be_is_refused_at_its_field(values: dict, field: str) -> None:
    assert field in [m.field for m in check_effect(values) if m.level is Level.ERROR]


RIGHT = [
    MD,
    RR,
    MD | {"estimate": -2.6},
    {"outcome": "pain"},
    {"outcome": "pain", "events_t": 0, "total_t": 20, "events_c": 20, "total_c": 20},
    MD | {"p": "<0.001"},
    MD | {"p": "P = 0,04"},
    MD | {"p": "not given"},
    {"outcome": "relief", "measure": "NNT", "estimate": 4, "ci_low": 7, "ci_high": 90},
]


@pytest.mark.parametrize("values", RIGHT)
def test_an_effect_that_can_be_is_not_complained_about(values: dict) -> None:
    assert [m for m in check_effect(values) if m.level is Level.ERROR] == []


SAID_ONLY = [
    ({"outcome": "pain", "measure": "MD", "estimate": 1.0, "ci_low": 0.0}, "ci_high"),
    ({"outcome": "pain", "measure": "MD", "ci_low": 0.0, "ci_high": 1.0}, "estimate"),
]


@pytest.mark.parametrize(("values", "field"), SAID_ONLY)
def test_what_is_incomplete_is_a_warning(values: dict, field: str) -> None:
    [message] = check_effect(values)
    assert (message.level, message.field) == (Level.WARNING, field)


def test_every_shipped_effect_passes() -> None:
    for effect in json.loads(SHIPPED.read_text(encoding="utf-8"))["effects"]:
        wrong = [m.text for m in check_effect(effect) if m.level is Level.ERROR]
        assert wrong == [], effect


MEASURES = [
    ("RR", True), ("or", True), ("HR (adjusted)", True), ("incidence rate ratio", True),
    ("MD", False), ("risk difference", False), ("SMD (Hedges g)", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "ratio"), MEASURES)
def test_ratios_are_known_by_their_names(measure: str, ratio: bool) -> None:
    assert is_ratio(measure) is ratio


number = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))


@given(number, number, number, st.sampled_from(["MD", "RR", "NNT", ""]))
def test_what_passes_is_an_interval_that_holds_its_estimate(
    estimate: float | None, low: float | None, high: float | None, measure: str
) -> None:
    values = {
        "outcome": "pain", "measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high,
    }  # fmt: skip
    if any(message.level is Level.ERROR for message in check_effect(values)):
        return
    known = [one for one in (low, estimate, high) if one is not None]
    assert all(math.isfinite(one) for one in known)
    assert measure == "NNT" or known == sorted(known)
    assert measure != "RR" or all(one > 0 for one in known)


# Risk of bias.

ROB, ROBINS, AMSTAR = RiskOfBiasTool.ROB_2, RiskOfBiasTool.ROBINS_I, RiskOfBiasTool.AMSTAR_2
BY_DESIGN = [
    ([Design.RANDOMISED_TRIAL], ROB),
    ([Design.CROSSOVER_TRIAL], ROB),
    ([Design.COHORT], ROBINS),
    ([Design.META_ANALYSIS, Design.RANDOMISED_TRIAL], AMSTAR),
    ([Design.EDITORIAL], None),
    ([], None),
]


@pytest.mark.parametrize(("designs", "tool"), BY_DESIGN)
def test_the_tool_follows_from_the_design(
    designs: list[Design], tool: RiskOfBiasTool | None
) -> None:
    assert tool_for(designs) is tool


def all_judged(tool: RiskOfBiasTool, word: str, **other: str) -> dict[str, str]:
    found = dict.fromkeys(TOOLS[tool].domains, word)
    return found | {TOOLS[tool].domains[int(place[1:]) - 1]: w for place, w in other.items()}


FOLLOWS = [
    (ROB, all_judged(ROB, "low"), "low"),
    (ROB, all_judged(ROB, "low", d2="some concerns"), "some concerns"),
    (ROB, {"randomisation": "high"}, "high"),
    (ROB, {"randomisation": "low"}, None),
    (ROB, {}, None),
    (ROBINS, all_judged(ROBINS, "moderate", d1="serious"), "serious"),
    (ROBINS, all_judged(ROBINS, "low", d3=NO_INFORMATION), None),
    (AMSTAR, all_judged(AMSTAR, "yes"), "high"),
    (AMSTAR, all_judged(AMSTAR, "yes", d1="no"), "high"),
    (AMSTAR, all_judged(AMSTAR, "yes", d1="no", d3="no"), "moderate"),
    (AMSTAR, all_judged(AMSTAR, "yes", d2="no"), "low"),
    (AMSTAR, all_judged(AMSTAR, "yes", d2="no", d4="no"), "critically low"),
    (AMSTAR, {}, None),
]


@pytest.mark.parametrize(("tool", "domains", "best"), FOLLOWS)
def test_the_whole_is_no_better_than_its_domains(
    tool: RiskOfBiasTool, domains: dict[str, str], best: str | None
) -> None:
    assert follows(tool, domains) == best
    for word in TOOLS[tool].overall:
        found = [m for m in check_bias(tool, domains, word) if m.code == "too-good"]
        graves = TOOLS[tool].overall
        better = bool(best) and word != NO_INFORMATION and graves.index(word) < graves.index(best)
        assert bool(found) is better


WRONG_JUDGEMENTS = [
    (ROB, {"luck": "low"}, "low", "luck"),
    (ROB, {"randomisation": "serious"}, "high", "randomisation"),
    (ROB, {}, "serious", "overall"),
    (ROB, {}, "", "overall"),
    (ROB, {"randomisation": "high"}, "low", "overall"),
    (AMSTAR, {}, "excellent", "overall"),
]


@pytest.mark.parametrize(("tool", "domains", "overall", "field"), WRONG_JUDGEMENTS)
def test_words_that_a_tool_does_not_have_are_refused_at_their_field(
    tool: RiskOfBiasTool, domains: dict[str, str], overall: str, field: str
) -> None:
    wrong = [m.field for m in check_bias(tool, domains, overall) if m.level is Level.ERROR]
    assert wrong == [field]


def test_a_tool_for_another_design_is_said_and_not_refused() -> None:
    [message] = check_bias(ROB, {}, "high", designs=[Design.COHORT])
    assert (message.level, message.field) == (Level.WARNING, "tool")
    assert "ROBINS-I is" in message.text


def test_tools_have_the_domains_and_judgements_of_the_field() -> None:
    assert [len(TOOLS[tool].domains) for tool in (ROB, ROBINS, AMSTAR)] == [5, 7, 16]
    assert TOOLS[ROB].judgements == ("low", "some concerns", "high")
    assert len(TOOLS[AMSTAR].critical) == 7
