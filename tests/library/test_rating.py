"""The certainty of the evidence for an outcome of a claim, by GRADE's arithmetic; undone in one."""

import pytest
from states import state

from evidence.errors import BadInput, Conflict, EvidenceError, Level, NotFound, StaleEdit
from evidence.library import Library
from evidence.library.rating import Rating, check_rating, rating_of
from evidence.vocabulary import Certainty, ClaimType, Domain

SLUG, NAME = "rapid-onset", "Pain in the first hours"
WHY = {"imprecision": "Wide intervals.", "risk_of_bias": "Open label."}


def rated(library: Library, **given) -> Certainty:
    return library.rate(SLUG, None, described={"name": NAME}, rating=rating_of(**given)).level


RATINGS = [
    ({"start": "high"}, Certainty.HIGH),
    ({"start": "low"}, Certainty.LOW),
    ({"start": "high", "domains": {"imprecision": -1}, "explanations": WHY}, Certainty.MODERATE),
    (
        {"start": "high", "domains": {"imprecision": -2, "risk of bias": -3}, "explanations": WHY},
        Certainty.VERY_LOW,
    ),
    (
        {
            "start": "low", "domains": {"large_effect": 2},
            "explanations": {"large_effect": "Tenfold."},
        },
        Certainty.HIGH,
    ),
    ({"start": "high", "level": "low", "override_reason": "One lab."}, Certainty.LOW),
    ({"level": "not_assessed"}, Certainty.NOT_ASSESSED),
    ({"level": "not applicable"}, Certainty.NOT_APPLICABLE),
    ({}, Certainty.NOT_ASSESSED),
]  # fmt: skip


@pytest.mark.parametrize(("given", "level"), RATINGS)
def test_a_level_is_its_start_and_its_domains_or_an_override(
    stocked: Library, given: dict, level: Certainty
) -> None:
    assert rated(stocked, **given) is level
    assert stocked.claim(SLUG).summary.certainty is level
    [one] = stocked.claim(SLUG).outcomes
    assert (one.name, one.assessed_by) == (NAME, "ana")
    assert one.assessed_at


REFUSED = [
    ({"start": "moderate"}, BadInput, "starts high"),
    ({"start": "high", "domains": {"imprecision": -1}}, BadInput, "without an explanation"),
    ({"start": "high", "domains": {"imprecision": -3}, "explanations": WHY}, BadInput, "-2 to 0"),
    ({"start": "high", "level": "low"}, BadInput, "needs a reason"),
    ({"level": "low"}, BadInput, "starts high"),
    ({"start": "high", "domains": {"luck": -1}}, BadInput, "no domain"),
    ({"start": "high", "domains": {"imprecision": 0.5}}, BadInput, "whole number"),
    ({"start": "good"}, BadInput, "no level"),
    ({"start": "high", "level": "not_assessed"}, BadInput, "Nothing can be rated"),
]


@pytest.mark.parametrize(("given", "error", "says"), REFUSED)
def test_a_rating_that_breaks_the_arithmetic_is_refused(
    stocked: Library, given: dict, error: type[EvidenceError], says: str
) -> None:
    before = stocked.state()
    with pytest.raises(error, match=says):
        rated(stocked, **given)
    assert stocked.state() == before


def test_what_is_wrong_is_told_at_its_field() -> None:
    rating = Rating(
        start=Certainty.HIGH,
        domains={Domain.IMPRECISION: -1, Domain.LARGE_EFFECT: 1},
        explanations={Domain.LARGE_EFFECT: "Tenfold."},
        level=Certainty.LOW,
    )
    found = check_rating(rating)
    assert [(one.field, one.level) for one in found] == [
        ("imprecision", Level.ERROR), ("certainty", Level.ERROR), ("certainty", Level.WARNING),
    ]  # fmt: skip
    assert check_rating(rating, kind=ClaimType.HISTORY)[0].field == "type"


def test_a_claim_without_an_effect_cannot_be_rated(stocked: Library) -> None:
    with pytest.raises(BadInput, match="does not apply"):
        stocked.rate(
            "nmda-mechanism", None, described={"name": "It"}, rating=rating_of(start="high")
        )
    rated(stocked, start="high")
    with pytest.raises(Conflict, match="GRADE does not apply"):
        stocked.edit_claim(SLUG, revision=None, type="history")


def test_an_outcome_is_described_without_touching_its_rating(stocked: Library) -> None:
    rated(stocked, start="low", reasons="Series only.")
    one = stocked.rate(SLUG, NAME.upper(), described={"population": "Adults", "timepoint": "1 h"})
    assert (one.population, one.timepoint, one.level, one.reasons) == (
        "Adults", "1 h", Certainty.LOW, "Series only.",
    )  # fmt: skip
    with pytest.raises(Conflict, match="already"):
        stocked.rate(SLUG, None, described={"name": NAME.lower()})
    with pytest.raises(BadInput, match="has a name"):
        stocked.rate(SLUG, None, described={"name": " "})
    with pytest.raises(NotFound, match="no outcome"):
        stocked.rate(SLUG, "Sleep", rating=rating_of(start="low"))


def test_the_lowest_outcome_decides_the_claim(stocked: Library) -> None:
    rated(stocked, start="high")
    stocked.rate(SLUG, None, described={"name": "Function"}, rating=rating_of(start="low"))
    assert stocked.claim(SLUG).summary.certainty is Certainty.LOW
    assert stocked.remove_outcome(SLUG, "function") == "Function"
    assert stocked.claim(SLUG).summary.certainty is Certainty.HIGH


def test_two_who_rate_one_outcome_do_not_overwrite_each_other(stocked: Library) -> None:
    rated(stocked, start="high")
    [seen] = stocked.claim(SLUG).outcomes
    ben = stocked.as_user("ben")
    ben.rate(SLUG, seen.id, rating=rating_of(start="low"), revision=seen.revision)
    with pytest.raises(StaleEdit) as caught:
        stocked.rate(SLUG, seen.id, rating=rating_of(start="high"), revision=seen.revision)
    assert caught.value.theirs["level"] == "low"
    with pytest.raises(StaleEdit):
        stocked.remove_outcome(SLUG, seen.id, revision=seen.revision)
    assert stocked.claim(SLUG).outcomes[0].assessed_by == "ben"


def test_the_same_rating_again_changes_nothing(stocked: Library) -> None:
    rated(stocked, start="high")
    before = stocked.state()
    stocked.as_user("ben").rate(SLUG, NAME, rating=rating_of(start="high"))
    assert stocked.state() == before


def test_rating_and_taking_away_are_undone(stocked: Library) -> None:
    before = state(stocked)
    rated(stocked, start="high", domains={"imprecision": -1}, explanations=WHY)
    outcome = stocked.claim(SLUG).outcomes[0].id
    stocked.add_effect("cohen2018", outcome="pain", outcome_id=outcome)
    full = state(stocked)
    stocked.remove_outcome(SLUG, NAME)
    assert stocked.study("cohen2018").effects[0].outcome_id is None
    away, added, made = (change.id for change in stocked.history(limit=3))
    stocked.undo(away)
    assert state(stocked) == full
    stocked.undo(added)
    stocked.undo(made)
    assert state(stocked) == before


def test_no_door_rates_a_reference_or_a_link(stocked: Library) -> None:
    doors = [name for name in dir(Library) if "rate" in name or "certainty" in name]
    assert doors == ["rate"]
    with pytest.raises(NotFound):
        stocked.rate("cohen2018", None, described={"name": "x"}, rating=rating_of(start="high"))
