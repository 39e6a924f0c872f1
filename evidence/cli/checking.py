"""Commands that look for what is wrong: check, verify, notices."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import (
    AsJson,
    Db,
    library,
    message_json,
    say,
    say_json,
    say_message,
    table,
)
from evidence.errors import BadInput, UnreadableFile
from evidence.library.checking import KINDS, Problem

PIECE = 1 << 20
FORMATS = ("text", "json", "github")
GITHUB_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


@app.command()
def check(
    fail_on: Annotated[
        str,
        typer.Option(metavar="KIND,…", help=f"Exit 1 if there are any of: {', '.join(KINDS)}."),
    ] = "",
    format: Annotated[str, typer.Option(help="text, json or github.")] = "text",
    index: Annotated[bool, typer.Option("--index", help="Compare the search index too.")] = False,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """What an editor should look at: orphaned, unsupported, retracted, unverified, incomplete …"""
    kinds = _kinds(fail_on)
    form = "json" if as_json else format.lower()
    if form not in FORMATS:
        raise typer.BadParameter(f"“{format}” is not one of {', '.join(FORMATS)}.")
    with library(db) as lib:
        problems = lib.check(index=index)
    if form == "json":
        say_json({"problems": problems})
    elif form == "github":
        for problem in problems:
            say(_annotation(problem))
    else:
        _say(problems)
    if any(problem.kind in kinds for problem in problems):
        raise typer.Exit(1)


def _kinds(words: str) -> set[str]:
    kinds = {word.replace("_", "-").lower() for word in re.split(r"[\s,]+", words) if word}
    unknown = sorted(kinds - set(KINDS))
    if unknown:
        raise typer.BadParameter(
            f"There is no kind of problem “{unknown[0]}”; there are {', '.join(KINDS)}."
        )
    return kinds


def _say(problems: Sequence[Problem]) -> None:
    if not problems:
        say("No problems were found.")
    table((p.severity, p.kind, p.subject, p.text) for p in problems)


def _annotation(problem: Problem) -> str:
    """A workflow command of GitHub Actions; what it reads as syntax is escaped."""

    def escaped(words: str, *, value: bool = False) -> str:
        words = words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return words.replace(":", "%3A").replace(",", "%2C") if value else words

    level = GITHUB_LEVEL[problem.severity]
    title = escaped(f"{problem.kind} {problem.subject}", value=True)
    return f"::{level} title={title}::{escaped(problem.text)}"


@app.command()
def verify(db: Db = "", as_json: AsJson = False) -> None:
    """Check every passage against the texts that the library holds."""
    with library(db) as lib:
        checked, changed = lib.verify_all()
    if as_json:
        say_json({"checked": checked, "changed": changed})
        return
    say(f"{checked} passages were checked; {changed} verdicts changed.")


@app.command()
def seen(
    citekey: str,
    because: Annotated[str, typer.Option(help="Why the reference is still cited.")],
    db: Db = "",
) -> None:
    """Say that you saw a reference's notices, and why it is still cited; shown with your name."""
    with library(db) as lib:
        found = lib.reference(citekey).notices
        for notice in found:
            lib.notice_seen(notice.id, because)
    if not found:
        say(f"{citekey} has no notice.")
    for notice in found:
        say(f"{notice.kind.replace('_', ' ').capitalize()} of {citekey}: seen, still cited.")


@app.command()
def notices(
    file: Annotated[str, typer.Argument(help="Retraction Watch's CSV; `-` is standard input.")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Read retractions, corrections and concerns, and mark the references they are about."""
    with library(db) as lib:
        report = lib.read_notices("standard input" if file == "-" else file, _pieces(file))
    if as_json:
        say_json(
            {
                "path": report.name,
                "rows": report.rows,
                "looked_up": report.looked_up,
                "added": report.added,
                "matched": report.matched,
                "notices_held": report.notices_held,
                "messages": [message_json(message) for message in report.messages],
            }
        )
    else:
        table((n.outcome, n.kind, n.noticed_on or "", n.reference) for n in report.matched)
        for key in report.notices_held:
            say(f"{key} is a notice itself.")
        say(
            f"{report.rows:,} rows read, {report.looked_up:,} references looked up; "
            f"{report.added} notices added."
        )
    for message in report.messages:
        say_message(message)
    if any(message.code == "broken-row" for message in report.messages):
        raise typer.Exit(1)


def _pieces(name: str) -> Iterator[bytes]:
    """A file in pieces: it is never in memory as a whole. Raises UnreadableFile."""
    if name == "-":
        yield from iter(lambda: sys.stdin.buffer.read(PIECE), b"")
        return
    try:
        if Path(name).is_dir():
            raise UnreadableFile(f"{name} is a folder, not a file.")
        with Path(name).open("rb") as file:
            yield from iter(lambda: file.read(PIECE), b"")
    except FileNotFoundError as problem:
        raise UnreadableFile(f"There is no file {name}.") from problem
    except (OSError, ValueError) as problem:
        raise BadInput(f"{name} cannot be read: {problem}.") from problem
