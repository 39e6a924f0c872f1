"""The word and the line for a claim's evidence."""

import pytest
from hostile import claim

from evidence.ui.states import STATES, state_of
from evidence.vocabulary import Certainty

BOTH = {"supports": 2, "disputes": 1}
CASES = [
    ("Supported", BOTH, "supported"),
    ("Supported, incomplete", BOTH, "partly"),
    ("Supported, with limits", BOTH, "partly"),
    ("Partly supported", BOTH, "partly"),
    ("Mixed; supported for pain", BOTH, "mixed"),
    ("First half unsupported; second half disputed by guideline", BOTH, "disputed"),
    ("Unsupported", BOTH, "disputed"),
    ("Not supported", BOTH, "disputed"),
    ("The evidence is against it", BOTH, "disputed"),
    # no verdict: the links decide, and one study against it is enough to say so
    ("", {"supports": 9}, "supported"),
    ("", {"supports": 9, "disputes": 1}, "mixed"),
    ("", {"supports": 9, "qualifies": 1}, "mixed"),
    ("", {"disputes": 1}, "disputed"),
    ("", {"background": 4}, "open"),
    ("", {"inconclusive": 4}, "open"),
    # a verdict without a study is not evidence
    ("Supported", {}, "open"),
    ("Supported", {"supports": 0}, "open"),
]


@pytest.mark.parametrize(("verdict", "links", "key"), CASES)
def test_state_of_a_claim(verdict: str, links: dict[str, int], key: str) -> None:
    state = state_of(claim("x", verdict=verdict, links=links))
    assert state.key == key
    assert state.word == STATES[key].word


LABELS = [
    (Certainty.LOW, "Supported, low certainty"),
    (Certainty.NOT_ASSESSED, "Supported"),
    (Certainty.NOT_APPLICABLE, "Supported"),
]


@pytest.mark.parametrize(("certainty", "label"), LABELS)
def test_label_says_state_and_certainty(certainty: Certainty, label: str) -> None:
    found = state_of(claim("x", verdict="Supported", certainty=certainty))
    assert found.label == label


def test_no_state_is_claimed_for_words_that_nobody_has_looked_at() -> None:
    found = state_of(claim("x", verdict="Supported", links=BOTH, unread_since=2))
    assert found.key == "unread"
    assert "Supported" not in found.label


def test_every_state_has_a_word_and_a_meaning_of_its_own() -> None:
    assert len({state.word for state in STATES.values()}) == len(STATES)
    assert all(state.meaning.endswith(".") for state in STATES.values())
