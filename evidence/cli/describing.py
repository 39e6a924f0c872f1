"""What a study found: `evidence describe`, `evidence bias …`, `evidence effect …`."""

from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, say, say_json, say_message, table
from evidence.effects import FAVOURS, MEASURES
from evidence.errors import BadInput
from evidence.library.described import MeasuredView, StudyDetail
from evidence.vocabulary import Design, RiskOfBiasTool

DESIGNS = ", ".join(Design)
SHOWN = (
    ("Name", "name"),
    ("Design", "design_detail"),
    ("Size", "n_text"),
    ("Population", "population"),
    ("Intervention", "intervention"),
    ("Comparator", "comparator"),
    ("Finding", "finding"),
    ("Caveat", "caveat"),
    ("Registration", "registration"),
    ("Funding", "funding"),
)
Text = Annotated[str | None, typer.Option()]
Row = Annotated[str, typer.Argument(metavar="ID", help="From the list.")]

bias = typer.Typer(
    help=f"Risk of bias in the results of a study: {', '.join(RiskOfBiasTool)}.",
    no_args_is_help=True,
)
app.add_typer(bias, name="bias")
effect = typer.Typer(
    help="Effects that a reference reports: estimates with their intervals.", no_args_is_help=True
)
app.add_typer(effect, name="effect")


@app.command()
def describe(
    citekey: str,
    design: Annotated[
        list[str] | None, typer.Option(help=f"Give it for each; the first counts. {DESIGNS}.")
    ] = None,
    design_detail: Text = None,
    n: Annotated[
        str | None, typer.Option(help="How many took part: a number. “” for none.")
    ] = None,
    n_text: Annotated[str | None, typer.Option(help="The size in words: “30 trials”.")] = None,
    name: Text = None,
    population: Text = None,
    intervention: Text = None,
    comparator: Text = None,
    finding: Text = None,
    caveat: Text = None,
    registration: Annotated[str | None, typer.Option(help="Its number in a registry.")] = None,
    funding: Text = None,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Say what is known of the study that a reference reports; without options show it."""
    given = {
        "designs": design,
        "design_detail": design_detail,
        "n": n,
        "n_text": n_text,
        "name": name,
        "population": population,
        "intervention": intervention,
        "comparator": comparator,
        "finding": finding,
        "caveat": caveat,
        "registration": registration,
        "funding": funding,
    }
    fields: dict[str, Any] = {field: one for field, one in given.items() if one is not None}
    with library(db) as lib:
        found = lib.describe(citekey, **fields) if fields else lib.study(citekey)
    if as_json:
        say_json(found)
        return
    _say_study(found)


def _say_study(found: StudyDetail) -> None:
    designs = ", ".join(design.word for design in found.designs)
    rows = [("Designs", designs), ("n", str(found.n) if found.n else "")]
    rows += [(label, getattr(found, name)) for label, name in SHOWN]
    rows += [(f"Risk of bias ({one.tool})", one.overall) for one in found.bias]
    rows += [("Effects", str(len(found.effects)) if found.effects else "")]
    rows += [("Also reported by", ", ".join(found.reports))]
    known = [(label, value) for label, value in rows if value]
    if not known:
        say(f"Nothing is recorded of the study that {found.reference} reports.")
    table(known)


def _pairs(given: list[str]) -> dict[str, str]:
    found = {}
    for words in given:
        name, sign, value = words.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise BadInput(
                f"“{words}” is no judgement of a domain.", hint="Write “randomisation=low”."
            )
        found[name.strip().lower()] = value.strip()
    return found


Domains = Annotated[
    list[str] | None,
    typer.Option(metavar="DOMAIN=WORD", help="“randomisation=low”; give it for each."),
]
Result = Annotated[str, typer.Option(help="Which result: “pain at four weeks”.")]
Why = Annotated[str, typer.Option(help="Why, in words.")]
OutcomeOf = Annotated[
    str, typer.Option("--outcome-id", help="The outcome of a claim that it bears on.")
]


@bias.command("add")
def bias_add(
    citekey: str,
    tool: Annotated[str, typer.Option(help=f"One of: {', '.join(RiskOfBiasTool)}.")],
    overall: Annotated[str, typer.Option(help="The judgement of the whole.")],
    domain: Domains = None,
    result: Result = "",
    explanation: Why = "",
    outcome: OutcomeOf = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Judge the risk of bias in one result of the study that a reference reports."""
    from evidence.library.describing import tool_of
    from evidence.risk_of_bias import check_bias

    with library(db) as lib:
        made = lib.judge_bias(
            citekey,
            tool=tool,
            overall=overall,
            domains=_pairs(domain or []),
            outcome=outcome or None,
            result=result,
            explanation=explanation,
        )
        designs = lib.study(citekey).designs
    for message in check_bias(tool_of(tool), made.domains, made.overall, designs=designs):
        say_message(message)
    if as_json:
        say_json(made)
        return
    say(f"{citekey}: {made.tool} {made.overall}. Its id is {made.id}.")


@bias.command("edit")
def bias_edit(
    citekey: str,
    judgement: Row,
    tool: Annotated[str | None, typer.Option()] = None,
    overall: Annotated[str | None, typer.Option()] = None,
    domain: Domains = None,
    result: Annotated[str | None, typer.Option()] = None,
    explanation: Annotated[str | None, typer.Option()] = None,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Change a judgement; what is not given stays."""
    with library(db) as lib:
        found = lib.study(citekey)
        before = next((one for one in found.bias if one.id == judgement), None)
        if before is None:
            raise BadInput(
                f"“{citekey}” has no such judgement.", hint="`evidence bias list` lists them."
            )
        same = tool is None or tool == before.tool
        domains = {**(before.domains if same else {}), **_pairs(domain or [])}
        made = lib.judge_bias(
            citekey,
            tool=tool or before.tool,
            overall=overall or before.overall,
            domains=domains,
            outcome=before.outcome,
            judgement=judgement,
            revision=before.revision,
            result=before.result if result is None else result,
            explanation=before.explanation if explanation is None else explanation,
        )
    if as_json:
        say_json(made)
        return
    say(f"{citekey}: {made.tool} {made.overall}.")


@bias.command("list")
def bias_list(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """The judgements of a study, with each domain."""
    with library(db) as lib:
        found = lib.study(citekey).bias
    if as_json:
        say_json(found)
        return
    if not found:
        say(f"No risk of bias is judged for {citekey}.")
    for one in found:
        say(f"{one.id}  {one.tool} {one.tool_version}: {one.overall} {one.result}".rstrip())
        for name, word in one.domains.items():
            say(f"    {name}: {word}")
        if one.explanation:
            say(f"    {one.explanation}")


@bias.command("remove")
def bias_remove(citekey: str, judgement: Row, db: Db = "", as_json: AsJson = False) -> None:
    """Take a judgement away."""
    with library(db) as lib:
        lib.remove_bias(citekey, judgement)
    _say_removed("judgement", citekey, judgement, as_json=as_json)


def _say_removed(what: str, citekey: str, row: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"reference": citekey, "removed": row})
        return
    say(f"The {what} was removed; `evidence undo` can bring it back.")


Number = Annotated[str | None, typer.Option(metavar="NUMBER")]
MeasureOf = Annotated[str | None, typer.Option(help=f"{', '.join(MEASURES)}, or another.")]
Favours = Annotated[
    str | None,
    typer.Option(
        "--favours-when",
        help=f"When the intervention is better: {', '.join(f'“{key}”' for key in FAVOURS if key)}.",
    ),
]


def _say_effect(one: MeasuredView) -> str:
    values = one.values
    interval = f" ({values['ci_low']} to {values['ci_high']})"
    known = values["ci_low"] is not None or values["ci_high"] is not None
    number = "" if values["estimate"] is None else f"{values['estimate']:g}"
    shown = f"{values['measure']} {number}{interval if known else ''}".strip()
    parts = [values["outcome"], values["timepoint"], values["comparison"], shown]
    return ", ".join(part for part in parts if part)


@effect.command("add")
def effect_add(
    citekey: str,
    outcome: Annotated[str, typer.Argument(help="On what: “pain intensity”.")],
    measure: MeasureOf = None,
    estimate: Number = None,
    low: Number = None,
    high: Number = None,
    timepoint: Text = None,
    comparison: Annotated[str | None, typer.Option(help="“ketamine vs placebo”.")] = None,
    scale: Text = None,
    p: Text = None,
    studies: Number = None,
    participants: Number = None,
    events: Annotated[str | None, typer.Option(metavar="N/ALL", help="Under it: 12/40.")] = None,
    control: Annotated[
        str | None, typer.Option(metavar="N/ALL", help="Under the comparator: 5/41.")
    ] = None,
    favours: Favours = None,
    certainty: Annotated[str | None, typer.Option(help="As the report itself rates it.")] = None,
    flag: Annotated[str | None, typer.Option(help="What is unsure: “unconfirmed”.")] = None,
    note: Text = None,
    outcome_id: OutcomeOf = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Record an effect that a reference reports."""
    fields = _effect_fields(
        outcome=outcome, measure=measure, estimate=estimate, ci_low=low, ci_high=high,
        timepoint=timepoint, comparison=comparison, scale=scale, p=p, k_studies=studies,
        n_participants=participants, favours_ketamine_when=favours, certainty=certainty, flag=flag,
        note=note, events=events, control=control,
    )  # fmt: skip
    with library(db) as lib:
        made = lib.add_effect(citekey, outcome_id=outcome_id or None, **fields)
    _tell_effect(made, as_json=as_json)


@effect.command("edit")
def effect_edit(
    citekey: str,
    effect_id: Row,
    outcome: Text = None,
    measure: MeasureOf = None,
    estimate: Number = None,
    low: Number = None,
    high: Number = None,
    timepoint: Text = None,
    comparison: Text = None,
    scale: Text = None,
    p: Text = None,
    studies: Number = None,
    participants: Number = None,
    events: Annotated[str | None, typer.Option(metavar="N/ALL")] = None,
    control: Annotated[str | None, typer.Option(metavar="N/ALL")] = None,
    favours: Favours = None,
    certainty: Text = None,
    flag: Text = None,
    note: Text = None,
    outcome_id: OutcomeOf = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Change an effect; what is not given stays, “” empties a field."""
    fields = _effect_fields(
        outcome=outcome, measure=measure, estimate=estimate, ci_low=low, ci_high=high,
        timepoint=timepoint, comparison=comparison, scale=scale, p=p, k_studies=studies,
        n_participants=participants, favours_ketamine_when=favours, certainty=certainty, flag=flag,
        note=note, events=events, control=control,
    )  # fmt: skip
    with library(db) as lib:
        made = lib.edit_effect(
            citekey, effect_id, revision=None, outcome_id=outcome_id or None, **fields
        )
    _tell_effect(made, as_json=as_json)


def _effect_fields(**given: Any) -> dict[str, Any]:
    """Columns of an effect from what was given: `events` and `control` are “12/40”."""
    fields = {name: value for name, value in given.items() if value is not None}
    for name, group in (("events", "t"), ("control", "c")):
        if name in fields:
            events, _, total = fields.pop(name).partition("/")
            fields |= {f"events_{group}": events, f"total_{group}": total}
    return fields


def _tell_effect(made: MeasuredView, *, as_json: bool) -> None:
    from evidence.effects import check_effect

    for message in check_effect(made.values):
        say_message(message)
    if as_json:
        say_json(made)
        return
    say(f"{_say_effect(made)}. Its id is {made.id}.")


@effect.command("list")
def effect_list(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """The effects of the study that a reference reports."""
    with library(db) as lib:
        found = lib.study(citekey).effects
    if as_json:
        say_json(found)
        return
    if not found:
        say(f"No effect is recorded for {citekey}.")
    table((one.id, one.reference or "", _say_effect(one)) for one in found)


@effect.command("remove")
def effect_remove(citekey: str, effect_id: Row, db: Db = "", as_json: AsJson = False) -> None:
    """Take an effect away."""
    with library(db) as lib:
        lib.remove_effect(citekey, effect_id)
    _say_removed("effect", citekey, effect_id, as_json=as_json)
