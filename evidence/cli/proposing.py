"""`evidence article propose` and `evidence wording`: claims in the words of other texts."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.articles import article
from evidence.cli.terminal import AsJson, Db, library, read_file, say, say_json, say_message


@article.command()
def propose(
    file: Annotated[
        str, typer.Argument(help="Markdown, plain text or Word (.docx); `-` is standard input.")
    ],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """For each claim the sentences of another text that make it, and what it asserts uncited."""
    from evidence.library import manuscripts

    words, messages = manuscripts.read(*read_file(file))
    for told in messages:
        say_message(told)
    with library(db) as lib:
        found = lib.propose(words)
    if as_json:
        say_json(found)
        return
    made = [claim for claim in found.claims if claim.sentences]
    say(f"{len(made)} of {len(found.claims)} claims are made in this text.")
    for claim in made:
        say(f"{claim.slug}: {claim.claim}")
        for said in claim.sentences:
            how = "the same words" if said.same_words else f"other words, {said.score:.2f}"
            say(f"    {_one_line(said.text)} ({how})")
    if found.uncited:
        say("Citation needed?")
    for one in found.uncited:
        say(f"    {_one_line(one.text)} ({', '.join(one.reasons)})")


@app.command()
def wording(
    claim: str,
    text: Annotated[str, typer.Argument(help="Another way of saying what the claim says.")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Accept another wording of a claim; the article is searched for it from then on."""
    with library(db) as lib:
        added = lib.add_wording(claim, text)
    if as_json:
        say_json(added)
        return
    places = f"{added.places} {'place' if added.places == 1 else 'places'}"
    say(f"{added.slug} has another wording, in {places} of the latest version.")
    for difference in added.differences:
        typer.echo(f"It may say something else than the claim: {difference}.", err=True)


def _one_line(words: str) -> str:
    return " ".join(words.split())
