"""How certain the evidence is, outcome by outcome: a form whose sum is shown while it is made.

Its fields are live, not one form that is sent: whoever rates sees at each field what is wrong with
it, and what the rating comes to.
"""

from typing import Any

import streamlit as st

from evidence.appraisal import DOMAIN_RANGE, POINTS, STARTS, certainty_from
from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.rating import PICO, Rating, check_rating, rating_of
from evidence.ui import cards, fields, show
from evidence.ui.linking import say
from evidence.ui.session import library
from evidence.vocabulary import CLAIM_TYPES_WITHOUT_CERTAINTY, Certainty, Domain

NEW = "A new outcome"
BLANK = r.OutcomeView("", "", "", "", "", "", "", Certainty.NOT_ASSESSED, None, {}, {}, None, "")
STARTS_WITH = {
    None: "Not rated",
    Certainty.HIGH: "High: randomised trials",
    Certainty.LOW: "Low: observational studies",
}
UNRATED = (Certainty.NOT_ASSESSED, Certainty.NOT_APPLICABLE)
UNRATED_WORDS = {
    Certainty.NOT_ASSESSED: "Not assessed yet",
    Certainty.NOT_APPLICABLE: "GRADE does not apply: there is no effect to rate",
}
FOLLOWS = "As it follows"
LABELS = {
    "name": "Name of the outcome",
    "population": "Population",
    "intervention": "Intervention",
    "comparator": "Comparator",
    "outcome": "What is measured",
    "timepoint": "When",
}


def form(detail: r.ClaimDetail) -> None:
    """Rate the outcomes of a claim."""
    slug = detail.summary.slug
    st.html(
        '<p class="ev-small">For one outcome, and all the evidence for it together (GRADE). A paper '
        "or a link has no certainty of its own.</p>"
    )
    known = {one.id: one for one in detail.outcomes}
    chosen = st.selectbox(
        "Outcome",
        [*known, ""],
        format_func=lambda one: known[one].name if one else NEW,
        key=f"rate-{slug}-outcome-{len(known)}",
    )
    one = known.get(chosen or "", BLANK)
    name = f"rating-{slug}-{one.id}"
    prefix = f"rate-{slug}-{one.id}-{st.session_state.setdefault(f'{name}-round', 0)}"
    seen, drawn = fields.held(name, one.revision, one, first_field=f"{prefix}-name")
    if seen != one.revision:
        _overtaken(one, name)
    below = fields.Below()
    described = _described(drawn, prefix)
    rating, level = _rated(drawn, prefix, below, _applies(detail))
    messages = check_rating(rating, kind=detail.summary.type)
    below.tell(messages)
    st.html(_sum(rating))
    reasons = st.text_area(
        "In words, for readers", value=drawn.reasons, key=f"{prefix}-reasons", height=80
    )
    with st.container(horizontal=True, gap="small"):
        save = st.button("Save the rating", type="primary", key=f"{prefix}-save")
        away = one.id and st.button("Take this outcome away", key=f"{prefix}-away", type="tertiary")
    if away:
        told = f"“{drawn.name}” is no outcome any more."
        _act(lambda lib: lib.remove_outcome(slug, one.id, revision=seen), name, told, described)
    if save:
        _act(
            lambda lib: lib.rate(
                slug,
                one.id or None,
                described=described,
                rating=rating_of(
                    start=rating.start,
                    domains=rating.domains,
                    explanations=rating.explanations,
                    level=level,
                    override_reason=rating.override_reason,
                    reasons=reasons,
                ),
                revision=seen if one.id else None,
            ),
            name,
            f"“{described['name']}” is rated: {rating.final.word.lower()}.",
            described | {"reasons": reasons},
        )


def _applies(detail: r.ClaimDetail) -> bool:
    return detail.summary.type not in CLAIM_TYPES_WITHOUT_CERTAINTY


def _described(drawn: r.OutcomeView, prefix: str) -> dict[str, str]:
    typed = {"name": st.text_input(LABELS["name"], value=drawn.name, key=f"{prefix}-name",
                                   placeholder="Pain in the first hours")}  # fmt: skip
    left, right = st.columns(2)
    for number, field in enumerate(PICO[1:]):
        with (left, right)[number % 2]:
            typed[field] = st.text_input(
                LABELS[field], value=getattr(drawn, field), key=f"{prefix}-{field}"
            )
    return typed


def _rated(
    drawn: r.OutcomeView, prefix: str, below: fields.Below, applies: bool
) -> tuple[Rating, Certainty | None]:
    """The rating as it stands in the fields, and the level that somebody chose, if any."""
    starts: list[Certainty | None] = [None, *STARTS] if applies else [None]
    start = st.selectbox(
        "Where it starts",
        starts,
        index=starts.index(drawn.start) if drawn.start in starts else 0,
        format_func=STARTS_WITH.__getitem__,
        key=f"{prefix}-start",
    )
    if start is None:
        default = drawn.level if drawn.level in UNRATED else UNRATED[0 if applies else 1]
        why = st.selectbox(
            "Why it is not rated",
            UNRATED,
            index=UNRATED.index(default),
            format_func=UNRATED_WORDS.__getitem__,
            key=f"{prefix}-unrated",
        )
        below.field("certainty")
        return Rating(level=why), why
    values: dict[Domain, int] = {}
    words: dict[Domain, str] = {}
    for domain in Domain:
        _domain(drawn, domain, prefix, values, words)
        below.field(domain.value)
    follows = certainty_from(start, values)
    levels: list[Any] = [None, *POINTS]
    overridden = bool(drawn.override_reason) and drawn.level in POINTS
    level = st.selectbox(
        "Level",
        levels,
        index=levels.index(drawn.level) if overridden else 0,
        format_func=lambda one: one.word if one else f"{FOLLOWS}: {follows.word}",
        key=f"{prefix}-level",
    )
    reason = ""
    if level is not None:
        reason = st.text_area(
            "Why it is another level than follows",
            value=drawn.override_reason or "",
            key=f"{prefix}-override",
            height=80,
        )
    below.field("certainty")
    rating = Rating(start, values, words, level, reason)
    return rating, level


def _domain(
    drawn: r.OutcomeView,
    domain: Domain,
    prefix: str,
    values: dict[Domain, int],
    words: dict[Domain, str],
) -> None:
    """How far a domain rates down or up; its explanation once it does, or was written."""
    lowest, highest = DOMAIN_RANGE[domain]
    steps = list(range(highest, lowest - 1, -1)) if lowest < 0 else list(range(highest + 1))
    name = cards.DOMAIN_WORDS[domain.value]
    before = drawn.domains.get(domain.value, 0)
    value = st.selectbox(
        name,
        steps,
        index=steps.index(before) if before in steps else 0,
        format_func=step_word,
        key=f"{prefix}-{domain.value}",
    )
    values[domain] = value or 0
    explained = drawn.explanations.get(domain.value, "")
    key = f"{prefix}-{domain.value}-why"
    if value or st.session_state.get(key, explained):
        words[domain] = st.text_area(f"{name}: why", value=explained, key=key, height=80)


def step_word(value: int) -> str:
    """A step of a domain: “No change”, “−1 (serious)”."""
    if not value:
        return "0, no change"
    how = {-1: "serious", -2: "very serious", -3: "extremely serious", 1: "up", 2: "far up"}[value]
    return f"{value:+d}, {how}".replace("-", "−")


def _sum(rating: Rating) -> str:
    """The arithmetic, as one line that is read out when it changes."""
    if rating.start not in STARTS:
        return f'<p class="ev-sum" role="status">{show.text(rating.final.word)}</p>'
    assert rating.start is not None
    follows = certainty_from(rating.start, rating.domains)
    parts = [f"Starts {rating.start.word.lower()}"]
    parts += [
        f"{cards.DOMAIN_WORDS[domain.value].lower()} {value:+d}".replace("-", "−")
        for domain, value in rating.domains.items()
        if value
    ]
    changed = f" → {cards.certainty(rating.level)}" if rating.level not in (None, follows) else ""
    crossed = f"<del>{cards.certainty(follows)}</del>" if changed else cards.certainty(follows)
    return f'<p class="ev-sum" role="status">{show.text(", ".join(parts))} = {crossed}{changed}</p>'


def _overtaken(one: r.OutcomeView, name: str) -> None:
    """Somebody saved this rating while it is being edited here: what is there now, and a way to it."""
    who = one.assessed_by or "Somebody"
    st.html(
        show.problem(f"{who} changed this rating meanwhile. What you typed is kept below.")
        + show.rows(
            [
                ("Now there", cards.certainty(one.level)),
                ("In words", show.text(one.reasons)),
                ("Why", show.text(" ".join(one.explanations.values()))),
            ]
        )
    )
    with st.container(horizontal=True, gap="small"):
        if st.button("Leave mine, and take what is there now", key=f"{name}-theirs"):
            fields.let_go(name)
            st.session_state[f"{name}-round"] += 1
            st.rerun()
        if st.button("Go on with mine", key=f"{name}-mine"):
            fields.seen(name, one.revision)
            st.rerun()


def _act(act: Any, name: str, told: str, typed: dict[str, str]) -> None:
    try:
        act(library())
    except EvidenceError as problem:
        labels = {**LABELS, "reasons": "In words"}
        fields.refused(problem, [(labels[field], field, value) for field, value in typed.items()])
        return
    fields.let_go(name)
    st.session_state[f"{name}-round"] += 1
    say("done", told)
    st.rerun()
