"""The state of a claim's evidence, as a reader is told it: a word and a line, not only a colour.

Taken from the certainty and from where the evidence points, never from counting papers: a claim is
"disputed" when it has studies against it and its certainty is very low, or none for it.
"""

from dataclasses import dataclass, replace

from evidence.library.results import ClaimSummary
from evidence.vocabulary import Certainty


@dataclass(frozen=True, slots=True)
class State:
    """A key for the style sheet, the word, and what it means."""

    key: str
    word: str
    meaning: str
    label: str = ""


STATES = {
    state.key: state
    for state in (
        State("supported", "Supported", "The evidence goes with the claim."),
        State(
            "partly", "Partly supported", "The evidence goes with a part of it, or under limits."
        ),
        State("mixed", "Mixed", "The evidence is divided."),
        State("disputed", "Disputed", "Important evidence is against the claim as worded."),
        State("open", "Not established", "There is no evidence, or too little to tell."),
        State(
            "unread",
            "Words changed",
            "Nobody has read the evidence against the new words yet.",
        ),
    )
}
# Verdicts are written by people: the first of these that a verdict contains decides.
VERDICT_WORDS = (
    ("mixed", "mixed"),
    ("disputed", "disputed"),
    ("unsupported", "disputed"),
    ("not supported", "disputed"),
    ("against", "disputed"),
    ("supported,", "partly"),
    ("incomplete", "partly"),
    ("partly", "partly"),
    ("limits", "partly"),
    ("supported", "supported"),
)


def state_of(claim: ClaimSummary) -> State:
    """The state of a claim's evidence, with a label that says it in full.

    Where the article's words changed and nobody has looked since, no state is claimed for them.
    """
    if claim.unread_since is not None:
        unread = STATES["unread"]
        return replace(unread, label=f"{unread.word}, evidence not read against them yet")
    key = _key(claim)
    rated = claim.certainty not in (Certainty.NOT_APPLICABLE, Certainty.NOT_ASSESSED)
    certainty = f", {claim.certainty.word.lower()} certainty" if rated else ""
    state = STATES[key]
    return replace(state, label=f"{state.word}{certainty}")


def _key(claim: ClaimSummary) -> str:
    if not any(claim.links.values()):
        return "open"
    verdict = claim.verdict.lower()
    for word, key in VERDICT_WORDS:
        if word in verdict:
            return key
    if not claim.links.get("supports"):
        return "disputed" if claim.links.get("disputes") else "open"
    return "mixed" if claim.links.get("disputes") or claim.links.get("qualifies") else "supported"
