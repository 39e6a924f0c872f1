"""`evidence article …`: claims that lost their place or their words, and how far it is proven."""

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli.articles import Version, Which, article
from evidence.cli.terminal import AsJson, Db, library, say, say_json, table
from evidence.errors import BadInput
from evidence.library import results as r

if TYPE_CHECKING:
    from evidence.library import Library

SHOWN_SIGNS = 60
STAGES = [stage.name for stage in fields(r.Substantiation)]


@article.command()
def orphans(which: Which = "", db: Db = "", as_json: AsJson = False) -> None:
    """The claims that the latest version does not say, with the places that may say them now."""
    with library(db) as lib:
        found = lib.orphans(article=which or None)
    if as_json:
        say_json(found)
        return
    if not found:
        say("Every claim has its place.")
    for fate in found:
        say(f"{fate.slug}: {fate.was}")
        for number, one in enumerate(fate.candidates, 1):
            say(f"    {number}. {' '.join(one.text.split())} ({one.likeness:.2f})")
        if not fate.candidates:
            say("    The text has nothing like it.")
    if found:
        say("`evidence article place CLAIM --candidate N` places one; `retire CLAIM` takes it out.")


@article.command()
def place(
    claim: str,
    candidate: Annotated[
        int, typer.Option(min=0, help="The number of a place that `orphans` offers.")
    ] = 0,
    words: Annotated[str, typer.Option(help="The words of the text, as they stand there.")] = "",
    also: Annotated[
        bool, typer.Option("--also", help="Beside the place that the claim has.")
    ] = False,
    which: Which = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Say where the latest version makes a claim: a place that is offered, or its words."""
    if bool(candidate) == bool(words):
        raise typer.BadParameter("Give one of --candidate and --words.")
    with library(db) as lib:
        view = lib.article(article=which or None)
        if candidate:
            start, end = _offered(lib, claim, candidate, which)
        else:
            start, end = _where(view.text, words)
        state = lib.place_claim(
            claim, start, end, version=view.version.number, article=which or None, also=also
        )
    placed = view.text[start:end]
    if as_json:
        say_json({"slug": claim, "state": state, "start": start, "end": end, "text": placed})
        return
    say(f"{claim} is {state}: {' '.join(placed.split())}")


def _offered(lib: "Library", claim: str, number: int, which: str) -> tuple[int, int]:
    fate = next((one for one in lib.orphans(article=which or None) if one.slug == claim), None)
    if fate is None:
        lib.claim(claim)  # says that there is none
        raise BadInput(f"“{claim}” is no orphan.", hint="Give its --words to place it elsewhere.")
    if number > len(fate.candidates):
        raise BadInput(
            f"{len(fate.candidates)} places are offered for “{claim}”.",
            hint="`evidence article orphans` lists them.",
        )
    chosen = fate.candidates[number - 1]
    return chosen.start, chosen.end


def _where(text: str, words: str) -> tuple[int, int]:
    """Where the text has the words, whatever white space stands between them. Raises BadInput."""
    from evidence.anchoring import Quote, places

    found = [one for one in places(text, Quote(words)) if one.same_words and not one.differences]
    if not found:
        raise BadInput("The latest version does not have these words.")
    if len(found) > 1:
        raise BadInput(
            f"The text has these words in {len(found)} places.", hint="Give more of the sentence."
        )
    return found[0].start, found[0].end


@article.command()
def retire(claim: str, db: Db = "", as_json: AsJson = False) -> None:
    """Take out a claim that the article does not make any more; its evidence is kept."""
    with library(db) as lib:
        lib.retire_claim(claim)
    if as_json:
        say_json({"slug": claim, "retired": True})
        return
    say(f"{claim} is retired; `evidence undo` can bring it back.")


@article.command()
def reworded(which: Which = "", db: Db = "", as_json: AsJson = False) -> None:
    """The claims whose words changed and that nobody has looked at since."""
    with library(db) as lib:
        found = lib.reworded(article=which or None)
    if as_json:
        say_json(found)
        return
    if not found:
        say("No claim asks to be looked at.")
    for one in found:
        say(f"{one.slug}, since version {one.since}, {one.links} links")
        say(f"    was: {one.was}")
        say(f"    now: {one.now}")
        for difference in one.differences:
            say(f"    it says something else: {difference}")
    if found:
        say("`evidence article reviewed CLAIM` says that its evidence still holds.")


@article.command()
def reviewed(claim: str, which: Which = "", db: Db = "", as_json: AsJson = False) -> None:
    """Say that you looked at a reworded claim, and that its evidence still holds."""
    with library(db) as lib:
        done = lib.review_claim(claim, article=which or None)
        who = lib.who
    if as_json:
        say_json({"slug": claim, "reviewed_by": who, "looked_at": done})
        return
    say(f"{claim} was looked at by {who}: it holds in version {done[0].version}.")


@article.command()
def substantiation(
    version: Version = 0, which: Which = "", db: Db = "", as_json: AsJson = False
) -> None:
    """How far the article is substantiated, paragraph by paragraph; counts, not a verdict."""
    with library(db) as lib:
        found = lib.substantiation(version or None, article=which or None)
    if as_json:
        say_json(found)
        return
    say(f"{found.title}, version {found.version}: {found.with_links} of {found.claims} claims have")
    say(f"links. Assertions without a claim: {found.uncited}.")
    rows = [("", "claims", *STAGES, "uncited", "")]
    rows += [
        (
            f"¶ {one.number}",
            str(len(one.claims)),
            *(str(getattr(one.links, stage)) for stage in STAGES),
            str(one.uncited),
            " ".join(one.text.split())[:SHOWN_SIGNS],
        )
        for one in found.paragraphs
    ]
    links = (str(getattr(found.links, stage)) for stage in STAGES)
    rows.append(("all", str(found.claims), *links, str(found.uncited), ""))
    table(rows)
