"""Commands about duplicates within the library: duplicates, merge, not-duplicates."""

from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, reasons_in_words, say, say_json


@app.command()
def duplicates(db: Db = "", as_json: AsJson = False) -> None:
    """References that are one work, may be, or are versions of one; with the reasons."""
    with library(db) as lib:
        found = lib.duplicates()
    if as_json:
        say_json({"groups": found.groups, "took_ms": found.took_ms})
        return
    if not found.groups:
        say("No duplicates were found.")
    for group in found.groups:
        say(f"{group.advice}: {' '.join(group.references)} ({group.score:.2f})")
        say(f"    {reasons_in_words(group.reasons)}")


@app.command()
def merge(
    keep: str,
    others: Annotated[list[str], typer.Argument(metavar="OTHER…")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Merge references into one; links, notes, tags and sources move to it."""
    with library(db) as lib:
        kept = lib.merge(keep, others)
    if as_json:
        say_json({"reference": kept.summary.key, "merged": others})
        return
    say(f"Merged into {kept.summary.key}.")


@app.command("not-duplicates")
def not_duplicates(first: str, second: str, db: Db = "") -> None:
    """Remember that two references are different."""
    with library(db) as lib:
        lib.not_duplicates(first, second)
    say(f"{first} and {second} are different; they will not be offered again.")
