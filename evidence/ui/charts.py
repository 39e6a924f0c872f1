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
# Measures of one group have no line of no effect.
WITHOUT_NO_EFFECT = frozenset({"proportion", "prevalence"})
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
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name: nothing is fetched
# What a mark tells when it is pointed at.
POINTED_AT = {
    "study": "Study",
    "outcome": "Outcome",
    "timepoint": "When",
    "interval": "Estimate (95% CI)",
    "sure": "How sure",
}
COLOURS = {
    "light": {
        "ink": "#1b2430",
        "ground": "#f4f5f7",
        "soft": "#55606e",
        "line": "#dce0e6",
        "mark": "#23527c",
        "unsure": "#b97c10",
    },
    "dark": {
        "ink": "#e7ebf0",
        "ground": "#1a212b",
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
            with_whom = "no comparison group" if comparison.startswith("none") else comparison
            what = ", ".join(part for part in (with_whom, kind, scale) if part)
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
        estimate=round(effect.estimate / divisor, 2),
        ci_low=round(effect.ci_low / divisor, 2),
        ci_high=round(effect.ci_high / divisor, 2),
        scale=scale,
        label=f"{effect.label} (÷{divisor:g})",
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


def row(place: int, effect: EffectView) -> dict[str, Any]:
    """What is drawn of one estimate."""
    sure = effect.flag == CONFIDENT
    return {
        "row": place,
        "line": f"{effect.label.replace(' et al.', '')}, {effect.timepoint or effect.outcome}",
        "study": effect.label,
        "outcome": effect.outcome,
        "timepoint": effect.timepoint,
        "estimate": effect.estimate,
        "low": effect.ci_low,
        "high": effect.ci_high,
        "interval": interval(effect),
        "sure": "as published" if sure else effect.flag or "not confirmed",
        "certain": sure,
    }


def forest(effects: Sequence[EffectView], *, theme: str = "light") -> dict[str, Any]:
    """A forest plot as a Vega-Lite specification; what is not confident is drawn hollow and said.

    Names and intervals stand above the whiskers, so that a phone has the whole width for them.
    What came from studies stands in `data` alone, never in an expression.
    """
    colour = COLOURS["dark" if theme == "dark" else "light"]
    kind = measure(effects[0])
    ratio = kind in RATIOS
    scale = {"type": "log"} if ratio else {"zero": False, "nice": True}
    y = {"field": "row", "type": "ordinal", "sort": None, "title": None, "axis": None}
    x = {
        "type": "quantitative",
        "scale": scale,
        "title": direction(effects) or None,
        "axis": {
            "grid": True,
            "gridColor": colour["line"],
            "labelColor": colour["ink"],
            "titleColor": colour["soft"],
            "domain": False,
            "ticks": False,
            "labelFontSize": 12,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
        },
    }
    tint = _certain(colour["mark"], colour["unsure"])
    whisker = {
        "mark": {"type": "rule", "strokeWidth": 2, "aria": False, "yOffset": 8},
        "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": tint},
    }
    point = {
        "mark": {
            "type": "point",
            "size": 80,
            "shape": "square",
            "strokeWidth": 2,
            "opacity": 1,
            "yOffset": 8,
        },
        "encoding": {
            "y": y,
            "x": {**x, "field": "estimate"},
            "stroke": tint,
            "fill": _certain(colour["mark"], colour["ground"]),
            "tooltip": [
                {"field": field, "title": title, "type": "nominal"}
                for field, title in POINTED_AT.items()
            ],
        },
    }
    layers = [whisker, point, *_words(y, colour)]
    if kind not in WITHOUT_NO_EFFECT:
        mark = {"type": "rule", "color": colour["ink"], "strokeWidth": 1.2, "aria": False}
        at = {"field": "at", "type": "quantitative", "scale": scale}
        values = [{"at": 1 if ratio else 0}]
        layers.insert(0, {"data": {"values": values}, "mark": mark, "encoding": {"x": at}})
    return {
        "$schema": SCHEMA,
        "data": {"values": [row(place, one) for place, one in enumerate(effects)]},
        "layer": layers,
        "height": {"step": 42},
        "padding": {"left": 2, "right": 6, "top": 6, "bottom": 4},
        "config": {
            "view": {"stroke": None},
            "autosize": {"type": "fit-x"},
            "background": "transparent",
        },
    }


def _certain(yes: str, no: str) -> dict[str, Any]:
    """One colour for what is confident, another one for the rest."""
    return {"condition": {"test": "datum.certain", "value": yes}, "value": no}


def _words(y: dict[str, Any], colour: dict[str, str]) -> list[dict[str, Any]]:
    """Names at the left and intervals at the right, each over a wider copy in the ground's colour
    that keeps lines from running through it."""
    layers = []
    halo = {"stroke": colour["ground"], "strokeWidth": 5, "color": colour["ground"]}
    for look in (halo, {"color": colour["ink"]}):
        plain = {"type": "text", "fontSize": 12, "dy": -9, "aria": False, **look}
        name = {**plain, "align": "left", "limit": {"expr": "width - 130"}}
        numbers = {**plain, "align": "right"}
        for mark, field, x in ((name, "line", 0), (numbers, "interval", {"expr": "width"})):
            encoding = {"y": y, "x": {"value": x}, "text": {"field": field, "type": "nominal"}}
            layers.append({"mark": mark, "encoding": encoding})
    return layers


def described(title: str, effects: Sequence[EffectView]) -> str:
    """The plot in words, for those who do not see it."""
    rows = "; ".join(f"{e.label}, {e.timepoint or e.outcome}: {interval(e)}" for e in effects)
    return f"Forest plot. {title}. {rows}."


def drawn(detail: ClaimDetail, theme: str) -> tuple[tuple[str, dict[str, Any], str], ...]:
    """A claim's plots as (what they share, Vega-Lite specification, the plot in words)."""
    found = panels(bearing_on(detail.summary, detail.effects))
    return tuple(
        (title, forest(effects, theme=theme), described(title, effects)) for title, effects in found
    )
