"""`evidence submit`, `accept`, `reject`: a link between its author and whoever accepts it."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.reading import evidence_json
from evidence.cli.terminal import AsJson, Db, library, say, say_json
from evidence.vocabulary import Workflow

Which = Annotated[str, typer.Option("--stance", help="Which link, where several join the two.")]


def _move(
    claim: str, citekey: str, to: Workflow, *, stance: str, db: str, as_json: bool, reason: str = ""
) -> None:
    with library(db) as lib:
        link_id, revision = lib.link_between(claim, citekey, stance=stance or None)
        done = lib.move_link(link_id, to, revision=revision, reason=reason)
    if as_json:
        say_json(evidence_json(done))
        return
    by = f" by {done.accepted_by}" if done.accepted_by else ""
    say(f"{done.reference.key} {done.stance} {done.claim}: {done.workflow}{by}.")


@app.command()
def submit(
    claim: str, citekey: str, stance: Which = "", db: Db = "", as_json: AsJson = False
) -> None:
    """Submit a link, for somebody else to accept."""
    _move(claim, citekey, Workflow.SUBMITTED, stance=stance, db=db, as_json=as_json)


@app.command()
def accept(
    claim: str, citekey: str, stance: Which = "", db: Db = "", as_json: AsJson = False
) -> None:
    """Accept a link that somebody else made."""
    _move(claim, citekey, Workflow.ACCEPTED, stance=stance, db=db, as_json=as_json)


@app.command()
def reject(
    claim: str,
    citekey: str,
    reason: Annotated[str, typer.Option(help="What its author should mend.")],
    stance: Which = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Reject a link; the reason is kept as a note on the reference."""
    _move(claim, citekey, Workflow.REJECTED, stance=stance, db=db, as_json=as_json, reason=reason)
