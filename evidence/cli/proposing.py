"""`evidence article propose` and `evidence wording`: claims in the words of texts."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.articles import Version, Which, article
from evidence.cli.terminal import AsJson, Db, library, read_file, say, say_json, say_message


@article.command()
def propose(
    file: Annotated[
        str,
        typer.Argument(
            help="Markdown, plain text or Word (.docx); `-` is standard input; "
            "the article itself if left out."
        ),
    ] = "",
    version: Version = 0,
    which: Which = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """For each claim the sentences of a text that make it, and what it asserts uncited."""
    from evidence.library import manuscripts

    words = None
    if file:
        words, messages = manuscripts.read(*read_file(file))
        for told in messages:
            say_message(told)
    with library(db) as lib:
        found = lib.propose(words, version=version or None, article=which or None)
    if as_json:
        say_json(found)
        return
    made = [claim for claim in found.claims if claim.sentences]
    say(f"{len(made)} of {len(found.claims)} claims are made in this text.")
    for claim in made:
        say(f"{claim.slug}: {claim.claim}")
        for said in claim.sentences:
            how = "the same words" if said.same_words else f"other words, {said.score:.2f}"
            tied = ", its place" if said.placed else ""
            say(f"    {_one_line(said.text)} ({how}{tied})")
    if found.uncited:
        say("Citation needed?")
    for one in found.uncited:
        say(f"    {_one_line(one.text)} ({', '.join(one.reasons)})")


@app.command()
def wording(
    claim: str,
    text: Annotated[str, typer.Argument(help="Another way of saying what the claim says.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take this wording away.")] = False,
    dismiss: Annotated[
        bool, typer.Option("--dismiss", help="It is no wording of the claim: never propose it.")
    ] = False,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """A claim's wordings; with a text, accept it as another one, or remove or dismiss it."""
    if (remove or dismiss) and (not text or (remove and dismiss)):
        raise typer.BadParameter("Give the text, and one of --remove and --dismiss.")
    with library(db) as lib:
        if not text:
            found = lib.claim(claim)
            if as_json:
                say_json({"slug": claim, "text": found.summary.text, "wordings": found.wordings})
                return
            for words in (found.summary.text, *found.wordings):
                say(words)
            return
        if remove or dismiss:
            done = lib.remove_wording(claim, text) if remove else text
            if dismiss:
                lib.dismiss_wording(claim, text)
            if as_json:
                say_json({"slug": claim, "text": done, "removed": remove, "dismissed": dismiss})
                return
            say(f"{claim} does not have this wording{'' if remove else ', nor will it be asked'}.")
            return
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
