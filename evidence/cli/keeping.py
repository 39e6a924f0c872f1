"""Commands that keep a library: init, backup, restore, dump, load."""

from pathlib import Path
from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import Db, library, read_file, say, write_file
from evidence.errors import BadInput


@app.command()
def init(
    empty: Annotated[bool, typer.Option("--empty", help="Without the shipped library.")] = False,
    db: Db = "",
) -> None:
    """Create the library."""
    with library(db, create="empty" if empty else "shipped") as lib:
        number = lib.references(limit=1).total
        place = lib.place
    say(f"{place}: {number} references.")


@app.command()
def backup(file: Path, db: Db = "") -> None:
    """Write a consistent copy of the library, also while the app runs."""
    if file.is_dir():
        raise BadInput(f"{file} is a folder; name a file in it.")
    with library(db) as lib:
        lib.backup(file)
    say(f"Backed up to {file}.")


@app.command()
def restore(file: Path, db: Db = "") -> None:
    """Put a backup in the place of the library; the old one is kept beside it."""
    with library(db) as lib:
        kept = lib.restore(file)
    say(f"Restored from {file}." + (f" The library as it was is in {kept}." if kept else ""))


@app.command()
def dump(
    file: Annotated[str, typer.Argument(help="`-` is standard output.")],
    history: Annotated[bool, typer.Option("--history", help="With all changes.")] = False,
    db: Db = "",
) -> None:
    """Write the library's present state as sorted JSON."""
    with library(db) as lib:
        content = lib.dump(history=history)
    write_file(file, content.encode("utf-8"))


@app.command()
def load(file: Annotated[str, typer.Argument(help="`-` is standard input.")], db: Db = "") -> None:
    """Read a dump into an empty library."""
    name, content = read_file(file)
    try:
        words = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(f"{name} is not a dump of Evidence: it is not UTF-8 text.") from problem
    with library(db, create="empty") as lib:
        lib.load(words)
    say(f"Loaded {name}.")
