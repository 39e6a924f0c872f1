"""OCEBM levels and GRADE arithmetic, as tables of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.appraisal import (
    DESIGN_ORDER,
    DOMAIN_RANGE,
    LEVELS,
    POINTS,
    STARTS,
    certainty_from,
    check_assessment,
    level,
    overall,
    plain_statement,
    strength,
)
from evidence.errors import Level
from evidence.vocabulary import Certainty, Design, Domain, Question

D, Q, C = Design, Question, Certainty


@pytest.mark.parametrize(
    ("rule", "designs", "question", "expected"),
    [
        ("review of trials", [D.SYSTEMATIC_REVIEW, D.META_ANALYSIS], Q.TREATMENT_BENEFIT, 1),
        ("meta-analysis alone", [D.META_ANALYSIS], Q.COMMON_HARMS, 1),
        ("review of named trials", [D.SYSTEMATIC_REVIEW, D.RANDOMISED_TRIAL], Q.RARE_HARMS, 1),
        ("review of cohorts is no level 1", [D.SYSTEMATIC_REVIEW, D.COHORT], Q.SCREENING, 2),
        ("review of series", [D.META_ANALYSIS, D.BEFORE_AFTER], Q.TREATMENT_BENEFIT, 3),
        ("mixed review counts its best", [D.SYSTEMATIC_REVIEW, D.RANDOMISED_TRIAL, D.CASE_SERIES],
         Q.TREATMENT_BENEFIT, 1),
        ("trial", [D.RANDOMISED_TRIAL], Q.TREATMENT_BENEFIT, 2),
        ("crossover trial", [D.CROSSOVER_TRIAL], Q.TREATMENT_BENEFIT, 2),
        ("non-randomised trial", [D.NON_RANDOMISED_TRIAL], Q.TREATMENT_BENEFIT, 3),
        ("cohort", [D.COHORT], Q.COMMON_HARMS, 3),
        ("cohort without controls", [D.COHORT, D.BEFORE_AFTER], Q.TREATMENT_BENEFIT, 4),
        ("case series", [D.CASE_SERIES], Q.RARE_HARMS, 4),
        ("mechanism-based reasoning", [D.ANIMAL, D.IN_VITRO], Q.TREATMENT_BENEFIT, 5),
        ("narrative review", [D.NARRATIVE_REVIEW], Q.COMMON_HARMS, 5),
        ("no reasoning about prognosis", [D.NARRATIVE_REVIEW], Q.PROGNOSIS, None),
        ("no reasoning about prevalence", [D.EXPERT_OPINION], Q.PREVALENCE, None),
        ("a guideline is no study", [D.GUIDELINE], Q.TREATMENT_BENEFIT, None),
        ("a label is no study", [D.REGULATORY], Q.COMMON_HARMS, None),
        ("a preprint of a trial is a trial", [D.PREPRINT, D.RANDOMISED_TRIAL],
         Q.TREATMENT_BENEFIT, 2),
        ("a trial's control arm", [D.RANDOMISED_TRIAL], Q.PROGNOSIS, 3),
        ("review of surveys", [D.SYSTEMATIC_REVIEW], Q.PREVALENCE, 2),
        ("review of surveys that names them", [D.SYSTEMATIC_REVIEW, D.CROSS_SECTIONAL],
         Q.PREVALENCE, 2),
        ("test against a reference", [D.CROSS_SECTIONAL], Q.DIAGNOSIS, 2),
        ("no question, no level", [D.RANDOMISED_TRIAL], None, None),
        ("no design, no level", [], Q.TREATMENT_BENEFIT, None),
    ],
)  # fmt: skip
def test_level(rule, designs, question, expected):
    assert level(designs, question) == expected, rule


def test_every_question_has_a_table_with_levels_one_to_five():
    assert set(LEVELS) == set(Question)
    assert {n for table in LEVELS.values() for n in table.values()} == {1, 2, 3, 4, 5}


def test_the_same_trial_has_another_level_for_another_question():
    assert level([D.RANDOMISED_TRIAL], Q.TREATMENT_BENEFIT) != level(
        [D.RANDOMISED_TRIAL], Q.PROGNOSIS
    )


def test_every_design_has_one_rank():
    listed = [design for row in DESIGN_ORDER for design in row]
    assert sorted(listed) == sorted(Design)


def test_studies_are_ordered_by_design_then_size():
    studies = [
        ([D.CASE_SERIES], 5000),
        ([D.RANDOMISED_TRIAL], 20),
        ([D.NARRATIVE_REVIEW], None),
        ([D.CROSSOVER_TRIAL], 185),
        ([D.SYSTEMATIC_REVIEW, D.META_ANALYSIS], None),
        ([D.RANDOMISED_TRIAL], None),
        ([], 9),
    ]
    ordered = sorted(studies, key=lambda study: strength(*study))
    assert ordered == [studies[i] for i in (4, 3, 1, 5, 0, 2, 6)]


@pytest.mark.parametrize(
    ("start", "domains", "expected"),
    [
        (C.HIGH, {}, C.HIGH),
        (C.HIGH, {Domain.RISK_OF_BIAS: -1}, C.MODERATE),
        (C.HIGH, {Domain.RISK_OF_BIAS: -1, Domain.IMPRECISION: -1}, C.LOW),
        (C.HIGH, {Domain.RISK_OF_BIAS: -2, Domain.IMPRECISION: -2}, C.VERY_LOW),
        (C.LOW, {}, C.LOW),
        (C.LOW, {Domain.INDIRECTNESS: -2}, C.VERY_LOW),
        (C.LOW, {Domain.LARGE_EFFECT: 2}, C.HIGH),
        (C.HIGH, {Domain.LARGE_EFFECT: 2}, C.HIGH),
    ],
)
def test_certainty_is_start_plus_domains(start, domains, expected):
    assert certainty_from(start, domains) is expected


@pytest.mark.parametrize("start", [c for c in Certainty if c not in STARTS])
def test_certainty_starts_high_or_low(start):
    with pytest.raises(ValueError, match="high or low"):
        certainty_from(start, {})


@given(
    st.sampled_from(STARTS),
    st.dictionaries(st.sampled_from(list(Domain)), st.integers(-3, 2)),
    st.sampled_from(list(Domain)),
)
def test_rating_down_never_raises_certainty(start, domains, domain):
    lower = {**domains, domain: domains.get(domain, 0) - 1}
    assert POINTS[certainty_from(start, lower)] <= POINTS[certainty_from(start, domains)]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([C.MODERATE, C.VERY_LOW], C.VERY_LOW),
        ([C.HIGH, C.NOT_ASSESSED], C.HIGH),
        ([C.LOW, C.NOT_APPLICABLE, C.MODERATE], C.LOW),
        ([C.NOT_APPLICABLE], C.NOT_APPLICABLE),
        ([C.NOT_APPLICABLE, C.NOT_ASSESSED], C.NOT_ASSESSED),
        ([], C.NOT_ASSESSED),
    ],
)
def test_overall_is_the_lowest_of_what_is_rated(levels, expected):
    assert overall(levels) is expected


WHY = {Domain.RISK_OF_BIAS: "Patients could tell which drug they had."}


@pytest.mark.parametrize(
    ("certainty", "start", "domains", "explanations", "override", "codes"),
    [
        (C.MODERATE, C.HIGH, {Domain.RISK_OF_BIAS: -1}, WHY, None, []),
        (C.MODERATE, C.HIGH, {Domain.RISK_OF_BIAS: -1}, {}, None, ["no-explanation"]),
        (C.MODERATE, C.HIGH, {Domain.RISK_OF_BIAS: -1}, {Domain.RISK_OF_BIAS: "  "}, None,
         ["no-explanation"]),
        (C.LOW, C.HIGH, {Domain.RISK_OF_BIAS: -1}, WHY, None, ["arithmetic"]),
        (C.LOW, C.HIGH, {Domain.RISK_OF_BIAS: -1}, WHY, "  ", ["arithmetic"]),
        (C.LOW, C.HIGH, {Domain.RISK_OF_BIAS: -1}, WHY, "The panel takes the lower.", []),
        (C.MODERATE, C.HIGH, {Domain.RISK_OF_BIAS: -1}, WHY, "Because.", ["needless-override"]),
        (C.VERY_LOW, C.HIGH, {Domain.RISK_OF_BIAS: -4}, WHY, None, ["domain-range"]),
        (C.VERY_LOW, C.LOW, {Domain.INCONSISTENCY: -3}, {Domain.INCONSISTENCY: "x"}, None,
         ["domain-range"]),
        (C.LOW, C.LOW, {Domain.RISK_OF_BIAS: 1}, WHY, "Because.",
         ["domain-range"]),
        (C.HIGH, C.HIGH, {}, WHY, None, ["explanation-without-rating"]),
        (C.LOW, None, {}, {}, None, ["start"]),
        (C.LOW, C.MODERATE, {}, {}, None, ["start"]),
        (C.NOT_APPLICABLE, None, {}, {}, None, []),
        (C.NOT_ASSESSED, None, {}, {}, None, []),
        (C.NOT_ASSESSED, C.HIGH, {}, {}, None, ["rating-without-level"]),
        (C.LOW, C.LOW, {Domain.LARGE_EFFECT: 1, Domain.RISK_OF_BIAS: -1},
         {Domain.LARGE_EFFECT: "RR 5", **WHY}, None, ["up-and-down"]),
    ],
)  # fmt: skip
def test_check_assessment(certainty, start, domains, explanations, override, codes):
    messages = check_assessment(
        certainty,
        start,
        domains=domains,
        explanations=explanations,
        override_reason=override,
        key="pain",
    )
    assert [m.code for m in messages] == codes
    assert all(m.text.endswith(".") and m.key == "pain" for m in messages)


@given(st.sampled_from(STARTS), st.data())
def test_a_rating_by_the_book_has_no_errors(start, data):
    domains = {d: data.draw(st.integers(*DOMAIN_RANGE[d])) for d in Domain}
    explanations = {d: "Because." for d, value in domains.items() if value}
    messages = check_assessment(
        certainty_from(start, domains), start, domains=domains, explanations=explanations
    )
    assert [m for m in messages if m.level is Level.ERROR] == []


def test_statements_grow_weaker_with_certainty():
    words = {"subject": "ketamine", "does": "reduces", "do": "reduce", "outcome": "pain"}
    assert [plain_statement(c, **words) for c in POINTS] == [
        "Ketamine reduces pain.",
        "Ketamine probably reduces pain.",
        "Ketamine may reduce pain.",
        "The evidence is very uncertain about the effect of ketamine on pain.",
    ]


def test_without_a_subject_the_statement_is_about_the_claim_beside_it():
    assert plain_statement(C.LOW) == "This may be so."
    assert len({plain_statement(c) for c in Certainty}) == len(Certainty)
