"""`evidence flag …`: what an editor should look at, on claims and links, and how it ended."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, say, say_json, table
from evidence.library.flags import FlagView, word_of
from evidence.vocabulary import Flag

KINDS = ", ".join(Flag)

flag = typer.Typer(help=f"Editorial flags: {KINDS}.", no_args_is_help=True)
app.add_typer(flag, name="flag")


@flag.command()
def add(
    claim: str,
    kind: Annotated[str, typer.Argument(help=f"One of: {KINDS}.")],
    reason: Annotated[str, typer.Option(help="What an editor should look at, and why.")],
    reference: Annotated[
        str, typer.Option(metavar="CITEKEY", help="Flag the claim's link to this reference.")
    ] = "",
    stance: Annotated[str, typer.Option(help="Which link, where several join the two.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Raise a flag on a claim, or on its link to a reference."""
    with library(db) as lib:
        made = lib.flag(
            claim, kind, reason=reason, reference=reference or None, stance=stance or None
        )
    if as_json:
        say_json(made)
        return
    say(f"{_subject(made)} is flagged: {word_of(made.kind).lower()}. Its id is {made.id}.")


@flag.command("list")
def list_(
    claim: Annotated[str, typer.Argument(help="A claim's slug; all claims if left out.")] = "",
    resolved: Annotated[bool, typer.Option("--all", help="Resolved ones, too.")] = False,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """The open flags, oldest first."""
    with library(db) as lib:
        found = lib.flags(claim or None, resolved=resolved)
    if as_json:
        say_json(found)
        return
    if not found:
        say("Nothing is flagged.")
    table(
        (one.id, one.at[:10], one.raised_by, word_of(one.kind), _subject(one), _ended(one))
        for one in found
    )


@flag.command()
def resolve(
    flag_id: Annotated[str, typer.Argument(metavar="ID", help="From `evidence flag list`.")],
    resolution: Annotated[str, typer.Argument(help="How it was resolved.")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Resolve a flag; it is kept with its resolution."""
    with library(db) as lib:
        done = lib.resolve_flag(flag_id, resolution)
    if as_json:
        say_json(done)
        return
    say(f"{_subject(done)}: “{word_of(done.kind).lower()}” is resolved.")


def _subject(one: FlagView) -> str:
    return f"{one.claim} – {one.reference}" if one.reference else one.claim


def _ended(one: FlagView) -> str:
    if not one.resolved_at:
        return one.reason
    return f"{one.reason} (resolved by {one.resolved_by}: {one.resolution})"
