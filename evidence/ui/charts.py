"""Forest plots: estimates with their intervals, as published, never pooled. Pure functions."""

from collections.abc import Sequence
from typing import Any

from evidence.library.results import EffectView

# Only the same measure and scale stand on one axis; the reviews overlap in trials: never pooled.
CONFIDENT = "confident"
RATIOS = frozenset({"RR", "OR", "HR", "RR (derived)", "incidence rate ratio"})
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


def panels(effects: Sequence[EffectView]) -> list[tuple[str, list[EffectView]]]:
    """Group effects that may stand on one axis: same measure, scale and comparison, two or more.

    The title says what they have in common. An effect without an interval is left out.
    """
    grouped: dict[tuple[str, str, str], list[EffectView]] = {}
    for effect in effects:
        if effect.estimate is None or effect.ci_low is None or effect.ci_high is None:
            continue
        grouped.setdefault((effect.measure, effect.scale, effect.comparison), []).append(effect)
    found = []
    for (measure, scale, comparison), here in grouped.items():
        if len(here) > 1:
            what = f"{measure}, {scale}" if scale else measure
            found.append((f"{comparison}: {what}", here))
    return found


def interval(effect: EffectView) -> str:
    return f"{effect.estimate:g} ({effect.ci_low:g} to {effect.ci_high:g})"


def forest(effects: Sequence[EffectView], *, theme: str = "light") -> Any:
    """A forest plot; what is not confident is drawn hollow and said."""
    import altair as alt

    colour = COLOURS["dark" if theme == "dark" else "light"]
    ratio = effects[0].measure in RATIOS
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
        y=y, x=alt.X("low:Q", scale=scale, title=None, axis=axis), x2="high:Q", color=tint
    )
    point = base.mark_point(size=90, shape="square", strokeWidth=2).encode(
        y=y,
        x=alt.X("estimate:Q", scale=scale, title=None, axis=axis),
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
        .properties(height=alt.Step(40), padding={"left": 4, "right": 10, "top": 6, "bottom": 4})
        .configure_view(stroke=None)
        .configure(background="transparent")
    )


def described(title: str, effects: Sequence[EffectView]) -> str:
    """The plot in words, for those who do not see it."""
    rows = "; ".join(f"{e.label}, {e.timepoint or e.outcome}: {interval(e)}" for e in effects)
    return f"Forest plot. {title}. {rows}."
