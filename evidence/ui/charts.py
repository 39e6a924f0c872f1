"""Forest plots: estimates with their intervals, as published, never pooled. Pure functions.

Only estimates of the same outcome, comparison, measure and scale stand on one axis. The reviews
overlap in trials: their rows are never added up.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evidence.library.results import ClaimDetail, ClaimSummary, EffectView
from evidence.vocabulary import ClaimType, Question

CONFIDENT = "confident"
RATIOS = frozenset({"RR", "OR", "HR", "incidence rate ratio"})
# One outcome, reported under several names.
SAME_OUTCOME = {
    "pain intensity (lowest score)": "pain intensity",
    "psychedelic manifestations": "psychotomimetic effects",
    "psychedelic effects": "psychotomimetic effects",
    "psychomimetic side effects": "psychotomimetic effects",
}
# A mean difference on 0-100 stands on the 0-10 axis divided by ten, and says so.
RESCALED = {"0-100": ("0-10 NRS/VAS", 10.0)}
# Words by which an outcome is a harm: a claim about safety is shown harms, any other benefits.
HARM_WORDS = (
    "adverse",
    "side effect",
    "psych",
    "dizziness",
    "nausea",
    "gastrointestinal",
    "discomfort",
    "sedation",
    "toxicity",
    "withdrawal",
    "addiction",
)
SAFETY_TYPES = frozenset({ClaimType.SAFETY_TOLERABILITY, ClaimType.DEPENDENCE_MISUSE})
SAFETY_QUESTIONS = frozenset({Question.COMMON_HARMS, Question.RARE_HARMS})
COLOURS = {
    "light": {
        "ink": "#1b2430",
        "soft": "#55606e",
        "line": "#dce0e6",
        "mark": "#23527c",
        "unsure": "#b97c10",
    },
    "dark": {
        "ink": "#e7ebf0",
        "soft": "#a9b4c0",
        "line": "#2d3743",
        "mark": "#9cc3ea",
        "unsure": "#eebb66",
    },
}


def is_harm(effect: EffectView) -> bool:
    outcome = effect.outcome.lower()
    return any(word in outcome for word in HARM_WORDS)


def bearing_on(claim: ClaimSummary, effects: Sequence[EffectView]) -> list[EffectView]:
    """The effects that answer what a claim is about: harms for safety, benefits for the rest."""
    safety = claim.type in SAFETY_TYPES or claim.question in SAFETY_QUESTIONS
    return [effect for effect in effects if is_harm(effect) is safety]


def panels(effects: Sequence[EffectView]) -> list[tuple[str, list[EffectView]]]:
    """Group effects that may stand on one axis, two or more, as (what they share, effects).

    An effect without an estimate or an interval is left out.
    """
    grouped: dict[tuple[str, str, str, str], list[EffectView]] = {}
    for effect in effects:
        if effect.estimate is None or effect.ci_low is None or effect.ci_high is None:
            continue
        drawn = rescaled(effect)
        outcome = SAME_OUTCOME.get(drawn.outcome, drawn.outcome)
        key = (outcome, drawn.comparison, measure(drawn), drawn.scale)
        grouped.setdefault(key, []).append(drawn)
    found = []
    for (outcome, comparison, kind, scale), here in grouped.items():
        if len(here) > 1:
            what = ", ".join(part for part in (comparison, kind, scale) if part)
            found.append((f"{outcome[:1].upper()}{outcome[1:]}: {what}", here))
    return found


def measure(effect: EffectView) -> str:
    """The measure, whether it was published or derived from published numbers."""
    return effect.measure.removesuffix(" (derived)")


def rescaled(effect: EffectView) -> EffectView:
    """A mean difference on the scale that its axis has; its label says that it was rescaled."""
    target = RESCALED.get(effect.scale) if measure(effect) == "MD" else None
    if target is None or effect.estimate is None or effect.ci_low is None or effect.ci_high is None:
        return effect
    scale, divisor = target
    return replace(
        effect,
        estimate=round(effect.estimate / divisor, 3),
        ci_low=round(effect.ci_low / divisor, 3),
        ci_high=round(effect.ci_high / divisor, 3),
        scale=scale,
        timepoint=f"{effect.timepoint}, rescaled from {effect.scale}".lstrip(", "),
    )


def direction(effects: Sequence[EffectView]) -> str:
    """Which side of the line of no effect favours ketamine, if all say the same."""
    sides = {effect.favours_ketamine_when for effect in effects}
    if len(sides) != 1:
        return ""
    side = sides.pop().replace("negative", "<0").replace("positive", ">0")
    return {
        "<": "Left of the line favours ketamine",
        ">": "Right of the line favours ketamine",
    }.get(side[:1], "")


def interval(effect: EffectView) -> str:
    return f"{effect.estimate:g} ({effect.ci_low:g} to {effect.ci_high:g})"


def forest(effects: Sequence[EffectView], *, theme: str = "light") -> Any:
    """A forest plot; what is not confident is drawn hollow and said."""
    import altair as alt

    colour = COLOURS["dark" if theme == "dark" else "light"]
    ratio = measure(effects[0]) in RATIOS
    title = direction(effects) or None
    rows = [
        {
            "row": f"{effect.label}, {effect.timepoint or effect.outcome}|{interval(effect)}",
            "study": effect.label,
            "outcome": effect.outcome,
            "timepoint": effect.timepoint,
            "estimate": effect.estimate,
            "low": effect.ci_low,
            "high": effect.ci_high,
            "interval": interval(effect),
            "sure": "as published" if effect.flag == CONFIDENT else effect.flag or "not confirmed",
            "certain": effect.flag == CONFIDENT,
        }
        for effect in effects
    ]
    data = alt.Data(values=rows)
    scale = alt.Scale(type="log") if ratio else alt.Scale(zero=False, nice=True)
    axis = alt.Axis(
        grid=True,
        gridColor=colour["line"],
        labelColor=colour["ink"],
        titleColor=colour["soft"],
        domain=False,
        ticks=False,
        labelFontSize=12,
        titleFontWeight="normal",
    )
    y = alt.Y(
        "row:N",
        sort=None,
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelColor=colour["ink"],
            labelLimit=230,
            labelFontSize=12,
            labelLineHeight=15,
            domain=False,
            ticks=False,
            labelPadding=8,
        ),
    )
    tint = alt.condition("datum.certain", alt.value(colour["mark"]), alt.value(colour["unsure"]))
    base = alt.Chart(data)
    zero = (
        alt.Chart(alt.Data(values=[{"at": 1 if ratio else 0}]))
        .mark_rule(color=colour["ink"], strokeWidth=1.2, aria=False)
        .encode(x=alt.X("at:Q", scale=scale))
    )
    whisker = base.mark_rule(strokeWidth=2, aria=False).encode(
        y=y, x=alt.X("low:Q", scale=scale, title=title, axis=axis), x2="high:Q", color=tint
    )
    point = base.mark_point(size=90, shape="square", strokeWidth=2).encode(
        y=y,
        x=alt.X("estimate:Q", scale=scale, title=title, axis=axis),
        stroke=tint,
        fill=alt.condition("datum.certain", alt.value(colour["mark"]), alt.value("transparent")),
        tooltip=[
            alt.Tooltip("study:N", title="Study"),
            alt.Tooltip("outcome:N", title="Outcome"),
            alt.Tooltip("timepoint:N", title="When"),
            alt.Tooltip("interval:N", title="Estimate (95% CI)"),
            alt.Tooltip("sure:N", title="How sure"),
        ],
    )
    return (
        (zero + whisker + point)
        .properties(
            height=alt.Step(40),
            padding={"left": 4, "right": 10, "top": 6, "bottom": 4},
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure_view(stroke=None)
        .configure(background="transparent")
    )


def described(title: str, effects: Sequence[EffectView]) -> str:
    """The plot in words, for those who do not see it."""
    rows = "; ".join(f"{e.label}, {e.timepoint or e.outcome}: {interval(e)}" for e in effects)
    return f"Forest plot. {title}. {rows}."


def drawn(detail: ClaimDetail, theme: str) -> tuple[tuple[str, dict[str, Any], str], ...]:
    """A claim's plots as (what they share, Vega-Lite specification, the plot in words)."""
    found = panels(bearing_on(detail.summary, detail.effects))
    return tuple(
        (title, forest(effects, theme=theme).to_dict(), described(title, effects))
        for title, effects in found
    )
