"""Commands that change what leans on what: import, link, unlink, undo."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.reading import change_json, evidence_json
from evidence.cli.terminal import (
    AsJson,
    Db,
    library,
    message_json,
    read_file,
    reasons_in_words,
    say,
    say_json,
    say_message,
)
from evidence.errors import BadInput, Level, Message
from evidence.library import results as r
from evidence.vocabulary import OnDuplicate, Outcome

# An entry with one of these outcomes is not in the library as it stood in the file.
REFUSED = (Outcome.FAILED, Outcome.DUPLICATE)
SHOWN_SIGNS = 100
COUNTED = ("entries", "added", "merged", "unchanged", "skipped", "duplicate", "failed")


@app.command("import")
def import_(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="`-` is standard input.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    on_duplicate: Annotated[
        OnDuplicate,
        typer.Option(help="What to do with an entry that the library has."),
    ] = OnDuplicate.MERGE,
    encoding: Annotated[str, typer.Option(help="The files' encoding, if it is known.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Import references from files, recognised by content."""
    contents: list[tuple[str, bytes]] = []
    unread: list[Message] = []
    for name in files:
        try:
            contents.append(read_file(name))
        except BadInput as problem:
            unread.append(
                Message(level=Level.ERROR, code="unreadable-file", text=problem.text, file=name)
            )
    with library(db) as lib, _progress() as progress:
        report = lib.import_files(
            contents,
            dry_run=dry_run,
            on_duplicate=on_duplicate,
            encoding=encoding or None,
            progress=progress,
        )
    failed_files = [*unread, *report.failed_files]
    if as_json:
        say_json(_report_json(report, failed_files))
    else:
        _say_report(report, dry_run=dry_run)
    for message in failed_files:
        typer.echo(f"error: {message.text}{' ' + message.hint if message.hint else ''}", err=True)
    for entry in report.entries:
        if entry.outcome in REFUSED or (not as_json and entry.messages):
            for message in entry.messages:
                say_message(message)
    if failed_files or any(entry.outcome in REFUSED for entry in report.entries):
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where somebody sees it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Importing", total=None, start=False)

        def tell(done: int, total: int) -> None:
            bar.start_task(task)
            bar.update(task, completed=done, total=total)

        yield tell


def _report_json(report: r.ImportReport, failed_files: list[Message]) -> dict[str, Any]:
    files: list[dict[str, Any]] = [
        {
            "path": file.path,
            "format": file.format,
            "encoding": file.encoding,
            **{name: getattr(file, name) for name in COUNTED},
            "messages": [message_json(message) for message in file.messages],
        }
        for file in report.files
    ]
    files += [
        {
            "path": message.file,
            "format": None,
            "encoding": None,
            **dict.fromkeys(COUNTED, 0),
            "messages": [message_json(message)],
        }
        for message in failed_files
    ]
    entries = [
        {
            "path": entry.path,
            "line": entry.line,
            "key": entry.key,
            "outcome": entry.outcome,
            "reference": entry.reference,
            "title": entry.title,
            "reasons": entry.reasons,
            "differences": entry.differences,
            "messages": [message_json(message) for message in entry.messages],
        }
        for entry in report.entries
    ]
    return {"files": files, "entries": entries, "batch": report.batch}


def _say_report(report: r.ImportReport, *, dry_run: bool) -> None:
    for file in report.files:
        counts = ", ".join(
            f"{getattr(file, name)} {name}" for name in COUNTED[1:] if getattr(file, name)
        )
        would = " (dry run: nothing was changed)" if dry_run else ""
        say(
            f"{file.path}: {file.entries} entries ({file.format}, {file.encoding}); {counts}{would}"
        )
        for message in file.messages:
            say_message(message)
    if dry_run:
        for entry in report.entries:
            say(f"  line {entry.line}: {entry.key} – {entry.outcome} as {entry.reference}")
            if entry.reasons:
                say(f"      {reasons_in_words(entry.reasons)}")
            for one in entry.differences:
                words = (
                    f"{_short(one.before) or 'nothing'} becomes {_short(one.after)}"
                    if one.taken
                    else f"{_short(one.before)} stays; the file has {_short(one.after)}"
                )
                say(f"      {one.field}: {words}")
    if report.batch:
        say(f"Undo it with: evidence undo {report.batch}")


def _short(words: str) -> str:
    return words if len(words) <= SHOWN_SIGNS else f"{words[:SHOWN_SIGNS]}…"


@app.command()
def link(
    claim: str,
    citekey: str,
    stance: Annotated[
        str, typer.Option(help="supports, disputes, qualifies, inconclusive or background.")
    ],
    quote: Annotated[str, typer.Option(help="The passage of the study, word for word.")] = "",
    locator: Annotated[str, typer.Option(help="Where it stands: “p. 4”, “table 2”.")] = "",
    rationale: Annotated[str, typer.Option(help="Why: the finding, for this claim.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Link a claim to a reference."""
    with library(db) as lib:
        made = lib.link(
            claim,
            citekey,
            stance=stance,
            rationale=rationale,
            quote=quote or None,
            locator=locator or None,
        )
    if as_json:
        say_json(evidence_json(made))
        return
    say(f"{made.reference.key} {made.stance} {made.claim}.")


@app.command()
def unlink(
    claim: str,
    citekey: str,
    stance: Annotated[str, typer.Option(help="Only the link with this stance.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Remove the links between a claim and a reference."""
    with library(db) as lib:
        number = lib.unlink(claim, citekey, stance=stance or None)
    if as_json:
        say_json({"claim": claim, "reference": citekey, "removed": number})
        return
    say(f"{number} {'link' if number == 1 else 'links'} removed.")


@app.command()
def undo(
    change: Annotated[str, typer.Argument(metavar="ID", help="From `evidence history`.")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Undo one change, or a whole import."""
    with library(db) as lib:
        done = lib.undo(change)
    if as_json:
        say_json(change_json(done))
        return
    say(f"{done.label}.")
