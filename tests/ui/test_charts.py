"""Forest plots: what may share an axis, and what is said of it."""

import json
from dataclasses import replace

import pytest
from hostile import HOSTILE, effect

from evidence.library import Library
from evidence.library import results as r
from evidence.ui import charts


def published(label: str, **other: object) -> r.EffectView:
    values = {
        "label": label,
        "outcome": "Pain",
        "timepoint": "24 h",
        "comparison": "ketamine v placebo",
        "measure": "MD",
        "scale": "0-10",
        "flag": charts.CONFIDENT,
    }
    return effect("", **{**values, **other})


A, B = published("A 2020"), published("B 2021")
PANELS = [
    ("same measure, scale and comparison", [A, B], [2]),
    ("one alone is no plot", [A], []),
    ("nothing", [], []),
    ("another measure", [A, B, replace(A, measure="SMD")], [2]),
    ("another scale", [A, replace(B, scale="0-100")], []),
    ("another comparison", [A, replace(B, comparison="ketamine v lidocaine")], []),
    ("no interval", [A, replace(B, ci_low=None)], []),
    ("no estimate", [A, B, replace(B, estimate=None)], [2]),
    (
        "two axes",
        [A, B, replace(A, measure="RR", estimate=1.5), replace(B, measure="RR", estimate=2.0)],
        [2, 2],
    ),
]


@pytest.mark.parametrize(("_rule", "effects", "sizes"), PANELS, ids=[row[0] for row in PANELS])
def test_only_what_is_alike_shares_an_axis(
    _rule: str, effects: list[r.EffectView], sizes: list[int]
) -> None:
    assert [len(here) for _, here in charts.panels(effects)] == sizes


def spec(effects: list[r.EffectView], theme: str = "light") -> dict:
    return charts.forest(effects, theme=theme)


def rows(found: dict) -> list[dict]:
    """The values that the whiskers are drawn from."""
    return found["data"]["values"]


def test_plot_shows_each_estimate_as_published_and_pools_nothing() -> None:
    found = rows(spec([A, B]))
    assert [(row["study"], row["estimate"], row["low"], row["high"]) for row in found] == [
        ("A 2020", -0.5, -1.0, 0.0),
        ("B 2021", -0.5, -1.0, 0.0),
    ]


NO_EFFECT = [("MD", 0, "linear"), ("RR", 1, "log"), ("OR", 1, "log"), ("HR", 1, "log")]


@pytest.mark.parametrize(("measure", "line", "scale"), NO_EFFECT)
def test_line_of_no_effect_and_scale_follow_the_measure(
    measure: str, line: int, scale: str
) -> None:
    pair = [replace(one, measure=measure, estimate=1.5, ci_low=1.1, ci_high=2.0) for one in (A, B)]
    found = spec(pair)
    assert found["layer"][0]["data"]["values"] == [{"at": line}]
    assert found["layer"][1]["encoding"]["x"]["scale"].get("type", "linear") == scale


def test_what_is_not_confident_is_hollow_and_said() -> None:
    sure, unsure = rows(spec([A, replace(B, flag="derived from a figure")]))
    assert (sure["certain"], sure["sure"]) == (True, "as published")
    assert (unsure["certain"], unsure["sure"]) == (False, "derived from a figure")
    assert rows(spec([A, replace(B, flag="")]))[1]["sure"] == "not confirmed"


def test_one_group_alone_has_no_line_of_no_effect() -> None:
    found = spec([replace(one, measure="proportion") for one in (A, B)])
    assert len(found["layer"]) == len(spec([A, B])["layer"]) - 1


def test_names_of_one_outcome_share_an_axis_and_a_wider_scale_is_brought_to_it() -> None:
    wide = published(
        "C 2022",
        outcome="pain intensity",
        scale="0-100",
        estimate=-15.79,
        ci_low=-32.09,
        ci_high=0.5,
    )
    narrow = published("D 2023", outcome="pain intensity (lowest score)", scale="0-10 NRS/VAS")
    derived = replace(narrow, measure="MD (derived)", flag="derived")
    ((title, here),) = charts.panels([wide, narrow, derived])
    assert title == "Pain intensity: ketamine v placebo, MD, 0-10 NRS/VAS"
    assert [(one.label, one.estimate, one.ci_low) for one in here] == [
        ("C 2022 (÷10)", -1.58, -3.21),
        ("D 2023", -0.5, -1.0),
        ("D 2023", -0.5, -1.0),
    ]


BEARING = [
    ("tolerability", {"dizziness", "any adverse event"}, {"pain intensity"}),
    ("duration-days-weeks", {"pain intensity"}, {"dizziness", "any adverse event"}),
]


@pytest.mark.parametrize(("slug", "there", "absent"), BEARING)
def test_claim_is_shown_the_outcomes_that_it_is_about(
    shipped: Library, slug: str, there: set[str], absent: set[str]
) -> None:
    detail = shipped.claim(slug)
    found = {one.outcome for one in charts.bearing_on(detail.summary, detail.effects)}
    assert there <= found
    assert not absent & found


@pytest.mark.parametrize("theme", ["light", "dark", "anything else"])
def test_plot_has_colours_for_each_theme(theme: str) -> None:
    expected = charts.COLOURS["dark" if theme == "dark" else "light"]
    text = json.dumps(spec([A, B], theme))
    assert expected["ink"] in text
    other = charts.COLOURS["light" if theme == "dark" else "dark"]
    assert other["ink"] not in text


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_data_never_becomes_an_expression(words: str) -> None:
    hostile = [replace(A, label=words, outcome=words, timepoint=words, flag=words, note=words)] * 2
    found = spec(hostile)
    assert [row["study"] for row in rows(found)] == [words, words]
    without_data = json.dumps({key: value for key, value in found.items() if key != "data"})
    assert words not in without_data
    assert json.dumps(words)[1:-1] not in without_data


def test_plot_in_words_names_every_study_with_its_interval() -> None:
    words = charts.described("ketamine v placebo: MD, 0-10", [A, B])
    assert words == (
        "Forest plot. ketamine v placebo: MD, 0-10. "
        "A 2020, 24 h: -0.5 (-1 to 0); B 2021, 24 h: -0.5 (-1 to 0)."
    )


def test_every_shipped_plot_can_be_drawn(shipped: Library) -> None:
    drawn = 0
    for claim in shipped.claims():
        for title, effects in charts.panels(shipped.claim(claim.slug).effects):
            assert title
            assert len(rows(spec(effects))) == len(effects) > 1
            drawn += 1
    assert drawn > 0
