"""`evidence appraise`: how certain the evidence is for each outcome of a claim (GRADE)."""

import re
from typing import Annotated, Any

import typer

from evidence.appraisal import POINTS
from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, say, say_json, say_message
from evidence.errors import BadInput
from evidence.library import results as r
from evidence.library.rating import Rating, certainty_of, check_rating, domain_of, rating_of
from evidence.vocabulary import Certainty, Domain

DOMAINS = ", ".join(Domain)
_RATED = re.compile(r"\s*([A-Za-z_ -]+?)\s*=\s*([+−-]?\s*\d+)\s*(?::\s*(.*))?", re.DOTALL)


def sum_of(one: r.OutcomeView) -> str:
    """A rating as a sum: “Starts low: risk of bias −1 gives Very low ⊕○○○”."""
    level = f"{one.level.word} {one.level.symbol}".strip()
    if one.start is None:
        return level
    parts = [
        f"{name.replace('_', ' ')} {value:+d}".replace("-", "−")
        for name, value in one.domains.items()
    ]
    said = f"starts {one.start.word.lower()}{', ' if parts else ''}{', '.join(parts)}: {level}"
    return f"{said} (overridden: {one.override_reason})" if one.override_reason else said


@app.command()
def appraise(
    claim: str,
    outcome: Annotated[
        str, typer.Argument(help="Its name; a new one is made. All are listed without it.")
    ] = "",
    start: Annotated[
        str, typer.Option(help="high (randomised trials) or low (observational studies).")
    ] = "",
    rate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DOMAIN=N:WHY",
            help=f"“imprecision=-1: wide intervals”; give it for each. Domains: {DOMAINS}.",
        ),
    ] = None,
    level: Annotated[
        str, typer.Option(help="Another level than follows, or not_assessed, not_applicable.")
    ] = "",
    override: Annotated[str, typer.Option(help="Why it is another level.")] = "",
    reasons: Annotated[str | None, typer.Option(help="The rating summed up in words.")] = None,
    population: Annotated[str | None, typer.Option()] = None,
    intervention: Annotated[str | None, typer.Option()] = None,
    comparator: Annotated[str | None, typer.Option()] = None,
    measured: Annotated[str | None, typer.Option(help="What was measured: PICO's outcome.")] = None,
    timepoint: Annotated[str | None, typer.Option()] = None,
    name: Annotated[str | None, typer.Option(help="Another name for the outcome.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the outcome away.")] = False,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Rate how certain the evidence for a claim is, outcome by outcome, after GRADE."""
    fields = {
        "name": name,
        "population": population,
        "intervention": intervention,
        "comparator": comparator,
        "outcome": measured,
        "timepoint": timepoint,
    }
    given = {field: value for field, value in fields.items() if value is not None}
    with library(db) as lib:
        found = lib.claim(claim)
        if not outcome:
            if remove or given or start or rate or level:
                raise typer.BadParameter("Name the outcome: what is rated.")
            _say_all(found, as_json=as_json)
            return
        if remove:
            gone = lib.remove_outcome(claim, outcome)
            if as_json:
                say_json({"claim": claim, "removed": gone})
            else:
                say(f"{gone} is no outcome of {claim} any more.")
            return
        before = next((one for one in found.outcomes if _is(one, outcome)), None)
        rating = _rating(before, start, rate or [], level, override, reasons)
        if before is None:
            given = {"name": outcome, **given}
        made = lib.rate(
            claim, before.id if before else None, described=given, rating=rating, revision=None
        )
    if rating is not None:
        for message in check_rating(rating, kind=found.summary.type):
            say_message(message)
    if as_json:
        say_json(made)
        return
    say(f"{made.name}: {sum_of(made)}")


def _is(one: r.OutcomeView, wanted: str) -> bool:
    return wanted == one.id or wanted.strip().casefold() == one.name.casefold()


def _rating(
    before: r.OutcomeView | None,
    start: str,
    rated: list[str],
    level: str,
    override: str,
    reasons: str | None,
) -> Rating | None:
    """What was given, over what the rating is now; None where nothing of it was given."""
    if not (start or rated or level or override or reasons is not None):
        return None
    domains: dict[Any, int] = dict(before.domains) if before else {}
    explanations: dict[Any, str] = dict(before.explanations) if before else {}
    for words in rated:
        domain, value, why = _domain(words)
        domains[domain.value] = value
        if why or not value:
            explanations[domain.value] = why
    first = start or (before.start if before and before.start else None)
    wanted: Any = level or None
    told = override
    unrated = certainty_of(level) in (Certainty.NOT_ASSESSED, Certainty.NOT_APPLICABLE)
    if unrated:
        first, domains, explanations = None, {}, {}
    elif before and not (start or rated or level):  # only its words are changed
        wanted, told = before.level, override or before.override_reason or ""
        if before.level in POINTS and not before.override_reason and not override:
            wanted = None
    return rating_of(
        start=first,
        domains=domains,
        explanations=explanations,
        level=wanted,
        override_reason=told,
        reasons=reasons if reasons is not None else before.reasons if before else "",
    )


def _domain(words: str) -> tuple[Domain, int, str]:
    found = _RATED.fullmatch(words)
    if not found:
        raise BadInput(
            f"“{words}” is no rating of a domain.", hint="Write “imprecision=-1: wide intervals”."
        )
    number = int(found[2].replace("−", "-").replace(" ", ""))
    return domain_of(found[1]), number, (found[3] or "").strip()


def _say_all(found: r.ClaimDetail, *, as_json: bool) -> None:
    if as_json:
        say_json({"claim": found.summary.slug, "outcomes": found.outcomes})
        return
    if not found.outcomes:
        say(f"No outcome of {found.summary.slug} is rated: name one, and where it starts.")
    for one in found.outcomes:
        say(f"{one.name}: {sum_of(one)}")
        for domain, why in one.explanations.items():
            say(f"    {domain.replace('_', ' ')}: {why}")
        if one.reasons:
            say(f"    {one.reasons}")
        if one.assessed_by:
            day = f" on {one.assessed_at[:10]}" if one.assessed_at else ""
            say(f"    by {one.assessed_by}{day}")
