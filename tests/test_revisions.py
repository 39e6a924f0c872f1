"""Real paragraphs, revised as people revise them, and the state that a careful editor would give.

A line of `cases/revisions.jsonl` is one claim in one revision: the text before, the claim's words,
the text after, the state, and the words that the claim now is. `says` marks words that were turned
into another statement (a number changed, negated, turned round).
"""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evidence.anchoring import Reanchored, reanchor, select
from evidence.vocabulary import AnchorState

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "revisions.jsonl")
    .read_text("utf-8")
    .splitlines()
]
RIGHT = 0.97
SAME_PLACE = 0.5  # of all the words of both, so much must be common to the two places
FOUND_SILENTLY = (AnchorState.ANCHORED, AnchorState.MOVED)


@dataclass(frozen=True, slots=True)
class Outcome:
    case: dict[str, Any]
    result: Reanchored

    @property
    def overlap(self) -> float:
        """How far the place found and the right one are the same, 0 to 1."""
        found, result = self.case["found"], self.result
        if found is None or result.start is None or result.end is None:
            return float(found is None and result.start is None)
        start = self.case["after"].index(found)
        end = start + len(found)
        common = min(end, result.end) - max(start, result.start)
        return max(0, common) / (max(end, result.end) - min(start, result.start))

    @property
    def right(self) -> bool:
        return self.result.state == self.case["state"] and self.overlap >= SAME_PLACE


@cache
def outcomes() -> tuple[Outcome, ...]:
    found = []
    for case in CASES:
        before, claim = case["before"], case["claim"]
        start = before.index(claim)
        end = start + len(claim)
        quote = select(before, start, end)
        found.append(Outcome(case, reanchor(before, start, end, case["after"], quote)))
    return tuple(found)


def named(found: list[Outcome]) -> list[str]:
    return [f"{o.case['name']}: {o.result.state.value} “{o.result.text}”" for o in found]


def test_the_table_is_what_it_says() -> None:
    assert len({(case["before"], case["after"]) for case in CASES}) >= 280
    assert len({case["name"] for case in CASES}) == len(CASES)
    states = Counter(case["state"] for case in CASES)
    assert min(states[state.value] for state in AnchorState) >= 20
    for case in CASES:
        assert case["before"].count(case["claim"]) == 1, case["name"]
        assert (case["found"] is None) == (case["state"] == "orphaned"), case["name"]
        if case["found"] is not None:
            assert case["after"].count(case["found"]) == 1, case["name"]


def test_claims_are_where_an_editor_finds_them() -> None:
    wrong = [outcome for outcome in outcomes() if not outcome.right]
    assert len(wrong) <= (1 - RIGHT) * len(CASES), named(wrong)


def test_no_claim_is_put_on_another_sentence() -> None:
    astray = [o for o in outcomes() if o.result.start is not None and not o.overlap]
    assert named(astray) == []


def test_no_claim_keeps_its_state_when_it_says_something_else() -> None:
    silent = [o for o in outcomes() if "says" in o.case and o.result.state in FOUND_SILENTLY]
    assert named(silent) == []


def test_what_a_claim_now_says_otherwise_is_told() -> None:
    """Of the statements that were turned into others nine in ten name the difference."""
    turned = [o for o in outcomes() if "says" in o.case and o.result.start is not None]
    untold = [o for o in turned if not o.result.differences]
    assert len(untold) <= 0.1 * len(turned), named(untold)


@pytest.mark.parametrize("state", list(AnchorState))
def test_each_state_is_given_rightly(state: AnchorState) -> None:
    """None of the four is bought with another."""
    mine = [o for o in outcomes() if o.case["state"] == state.value]
    assert sum(o.right for o in mine) >= 0.9 * len(mine), named([o for o in mine if not o.right])
