"""Effects: an estimate with its interval, checked before anything is drawn or added up. Pure."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from evidence.errors import Level, Message

# Measures that are offered; others can be typed. Ratios have no sign: 1 is no effect.
MEASURES = (
    "MD", "SMD", "RR", "OR", "HR", "incidence rate ratio", "risk difference", "proportion",
    "prevalence", "mean change", "NNT", "NNH",
)  # fmt: skip
RATIOS = frozenset({"rr", "or", "hr", "irr", "arr", "ror", "rom"})
# Numbers needed to treat turn over at infinity: their interval need not hold the estimate.
TURNING = frozenset({"nnt", "nnh", "nntb", "nnth"})
# On which side of no effect the intervention is better.
FAVOURS = {
    "": "not said",
    "negative": "below 0",
    ">0": "above 0",
    "<1": "below 1",
    ">1": "above 1",
}
NUMBERS = ("estimate", "ci_low", "ci_high")
COUNTS = ("k_studies", "n_participants", "events_t", "total_t", "events_c", "total_c")
LABELS = {
    "estimate": "The estimate",
    "ci_low": "The lower end",
    "ci_high": "The upper end",
    "k_studies": "The number of studies",
    "n_participants": "The number of participants",
    "events_t": "Events under the intervention",
    "total_t": "Participants under the intervention",
    "events_c": "Events under the comparator",
    "total_c": "Participants under the comparator",
}
MOST = 10**9  # people, studies, events
_P = re.compile(r"\s*(?:p\s*)?[<>=≤≥~≈]*\s*(\d*[.,]?\d+(?:[eE][-+]?\d+)?)\s*", re.IGNORECASE)


def plain_measure(measure: str) -> str:
    """A measure without what stands in brackets after it: “RR (derived)” is an RR."""
    return re.sub(r"\s*\(.*", "", measure).strip().casefold()


def is_ratio(measure: str) -> bool:
    """Whether 1, not 0, is no effect: RR, OR, HR, anything called a ratio."""
    name = plain_measure(measure)
    return name in RATIOS or name.endswith("ratio")


def check_effect(values: Mapping[str, Any], *, key: str | None = None) -> tuple[Message, ...]:
    """What is wrong with an effect, each message with its `field`; an empty tuple: nothing.

    `values` are the effect's columns, numbers as numbers or None. An interval goes from low to
    high and holds its estimate; ratios are above 0; events are no more than participants.
    """
    found = [*_fields(values), *_interval(values), *_groups(values)]
    return tuple(
        Message(level=level, code=code, text=text, key=key, field=field)
        for level, code, field, text in found
    )


Said = Iterable[tuple[Level, str, str, str]]


def _fields(values: Mapping[str, Any]) -> Said:
    if not str(values.get("outcome") or "").strip():
        yield Level.ERROR, "no-outcome", "outcome", "An effect is an effect on something: name it."
    if values.get("estimate") is not None and not str(values.get("measure") or "").strip():
        yield Level.ERROR, "no-measure", "measure", "An estimate has a measure: MD, RR, OR …"
    for name in NUMBERS:
        number = values.get(name)
        if number is None:
            continue
        if not math.isfinite(number):
            yield Level.ERROR, "number", name, f"{LABELS[name]} is not a number."
        elif is_ratio(str(values.get("measure") or "")) and number <= 0:
            text = f"{LABELS[name]} of a ratio is above 0: 1 is no effect."
            yield Level.ERROR, "ratio", name, text
    for name in COUNTS:
        count = values.get(name)
        least = 0 if name.startswith("events") else 1
        if count is not None and not least <= count <= MOST:
            yield Level.ERROR, "count", name, f"{LABELS[name]} is a number from {least} up."
    p = _P.fullmatch(str(values.get("p") or ""))
    if p and float(p[1].replace(",", ".")) > 1:
        yield Level.ERROR, "p", "p", "A p value is at most 1."
    if values.get("favours_ketamine_when") not in (None, *FAVOURS):
        yield Level.ERROR, "favours", "favours_ketamine_when", "That is no side of no effect."


def _interval(values: Mapping[str, Any]) -> Said:
    estimate, low, high = (values.get(name) for name in NUMBERS)
    if low is not None and high is not None and low > high:
        yield Level.ERROR, "interval", "ci_low", "The interval goes from low to high."
        return
    if (low is None) != (high is None):
        field = "ci_low" if low is None else "ci_high"
        yield Level.WARNING, "one-sided", field, "The interval has one end only."
    if estimate is None:
        if low is not None or high is not None:
            text = "There is an interval, but no estimate."
            yield Level.WARNING, "no-estimate", "estimate", text
        return
    outside = (low is not None and estimate < low) or (high is not None and estimate > high)
    if outside and plain_measure(str(values.get("measure") or "")) not in TURNING:
        yield Level.ERROR, "outside", "estimate", "The estimate lies outside its interval."


def _groups(values: Mapping[str, Any]) -> Said:
    for group in ("t", "c"):
        events, total = values.get(f"events_{group}"), values.get(f"total_{group}")
        if events is not None and total is not None and events > total:
            text = f"{LABELS[f'events_{group}']}: {events} of {total} is more than all."
            yield Level.ERROR, "events", f"events_{group}", text
