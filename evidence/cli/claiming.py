"""Commands that make and change claims: add-claim, edit-claim, order-claim, relate-claims."""

from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.reading import claim_json
from evidence.cli.terminal import AsJson, Db, library, say, say_json
from evidence.library import results as r
from evidence.vocabulary import AnchorState, ClaimRelationKind, ClaimType, Question

TYPES = f"One of: {', '.join(ClaimType)}."
QUESTIONS = f"One of: {', '.join(Question)}."
KINDS = ", ".join(ClaimRelationKind)


def stated_json(detail: r.ClaimDetail) -> dict[str, Any]:
    """A claim as `evidence claims` lists it, with what else an editor sets."""
    return {
        **claim_json(detail.summary),
        "scope": detail.summary.scope,
        "gaps": detail.gaps,
        "watch_out": detail.watch_out,
        "anchors": detail.anchors,
    }


@app.command("add-claim")
def add_claim(
    text: Annotated[str, typer.Argument(help="What it says, in one sentence.")],
    type_: Annotated[str, typer.Option("--type", help=TYPES)],
    question: Annotated[str, typer.Option(help=QUESTIONS)] = "",
    scope: Annotated[str, typer.Option(help="For whom: the population.")] = "",
    slug: Annotated[str, typer.Option(help="Its short name; made from the text if left out.")] = "",
    words: Annotated[
        str, typer.Option(help="The words of the article that say it, if they are other ones.")
    ] = "",
    which: Annotated[
        str, typer.Option("--article", metavar="SLUG", help="Another article than the first.")
    ] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """State a claim. Where the article says it in these words, it is marked there."""
    with library(db) as lib:
        made = lib.add_claim(
            text,
            type=type_,
            question=question or None,
            scope=scope,
            slug=slug or None,
            said=words or None,
            article=which or None,
        )
    if as_json:
        say_json(stated_json(made))
        return
    name = made.summary.slug
    if made.summary.state is AnchorState.ORPHANED:
        say(f"{name} is stated; the article does not say it in these words.")
        say(f'`evidence article place {name} --words "…"` places it.')
    else:
        say(f"{name} is stated, and marked in the article: {made.anchors[0].exact}")


@app.command("edit-claim")
def edit_claim(
    claim: str,
    text: Annotated[str | None, typer.Option(help="What it says.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help=TYPES)] = None,
    question: Annotated[str | None, typer.Option(help=f"{QUESTIONS} “” for none.")] = None,
    scope: Annotated[str | None, typer.Option(help="For whom: the population.")] = None,
    verdict: Annotated[str | None, typer.Option(help="What the evidence says, in words.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why the verdict is as it is.")] = None,
    gap: Annotated[
        list[str] | None,
        typer.Option(help="What is not known; give it for each. “” takes all away."),
    ] = None,
    watch_out: Annotated[str | None, typer.Option(help="What a writer should beware of.")] = None,
    review_by: Annotated[
        str | None, typer.Option(metavar="DAY", help="When to look at it again: 2027-05-31.")
    ] = None,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Change what a claim says or how it is described; what is not given stays."""
    given = {
        "text": text,
        "type": type_,
        "question": question,
        "scope": scope,
        "verdict": verdict,
        "reason": reason,
        "gaps": gap,
        "watch_out": watch_out,
        "review_by": review_by,
    }
    fields = {name: value for name, value in given.items() if value is not None}
    if not fields:
        raise typer.BadParameter("Say what is to be changed: --text, --type, --verdict …")
    with library(db) as lib:
        done = lib.edit_claim(claim, revision=None, **fields)
    if as_json:
        say_json(stated_json(done))
        return
    say(f"{claim} is changed: {', '.join(name.replace('_', ' ') for name in fields)}.")


@app.command("order-claim")
def order_claim(
    claim: str,
    before: Annotated[str, typer.Option(metavar="CLAIM", help="Last, if left out.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Put a claim before another one wherever claims are listed."""
    with library(db) as lib:
        lib.order_claim(claim, before=before or None)
        listed = [one.slug for one in lib.claims()]
    if as_json:
        say_json({"claims": listed})
        return
    say(f"{claim} is number {listed.index(claim) + 1} of {len(listed)}.")


@app.command("relate-claims")
def relate_claims(
    claim: str,
    kind: Annotated[str, typer.Argument(help=f"One of: {KINDS}.")],
    other: str,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Say that a claim depends on, is narrower than or contradicts another one."""
    with library(db) as lib:
        found = lib.relate_claims(claim, kind, other)
    if as_json:
        say_json({"claim": claim, "relations": found})
        return
    for one in found:
        say(f"{one.word}: {one.slug}")


@app.command("unrelate-claims")
def unrelate_claims(claim: str, other: str, db: Db = "", as_json: AsJson = False) -> None:
    """Take the relations between two claims away."""
    with library(db) as lib:
        number = lib.unrelate_claims(claim, other)
    if as_json:
        say_json({"claim": claim, "other": other, "removed": number})
        return
    say(f"{claim} and {other} are not related any more.")
