"""`evidence text …`: the full texts of references that passages are checked against."""

from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, read_file, say, say_json, table
from evidence.vocabulary import TextKind

if TYPE_CHECKING:
    from evidence.library.texts import SeenPassage, TextView

text = typer.Typer(
    help="Full texts of references: passages are checked against them.", no_args_is_help=True
)
app.add_typer(text, name="text")


@text.command()
def add(
    citekey: str,
    file: Annotated[
        str, typer.Argument(help=".txt, .md, .html, .docx or .pdf; `-` is standard input.")
    ],
    kind: Annotated[
        str, typer.Option(help="published, accepted or preprint.")
    ] = TextKind.PUBLISHED.value,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Add a full text; the passages of the reference's links are looked for in it."""
    name, content = read_file(file)
    with library(db) as lib:
        added = lib.add_text(citekey, name, content, kind=kind)
    if as_json:
        say_json(added)
        return
    say(f"{_described(added)} was added to {citekey}.")
    for passage in added.passages:
        say(f"  {passage.claim}: {_seen(passage)}: “{_short(passage.exact)}”")
        if passage.proposal:
            say(f"    It has no locator yet; it stands on {passage.proposal}.")


@text.command("list")
def list_(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """The full texts of a reference, and what was seen where."""
    with library(db) as lib:
        found = lib.texts(citekey)
    if as_json:
        say_json(found)
        return
    if not found:
        say(f"There is no full text of {citekey}.")
    table((view.id, view.at[:10], view.added_by, _described(view)) for view in found)
    for view in found:
        for passage in view.passages:
            say(f"  {passage.claim}: {_seen(passage)}: “{_short(passage.exact)}”")


@text.command()
def remove(
    text_id: Annotated[str, typer.Argument(metavar="ID", help="From `evidence text list`.")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Remove a full text; what was seen in it is checked against the others."""
    with library(db) as lib:
        name = lib.remove_text(text_id)
    if as_json:
        say_json({"id": text_id, "name": name})
        return
    say(f"“{name}” was removed.")


def _described(view: "TextView") -> str:
    pages = f", {view.pages} {'page' if view.pages == 1 else 'pages'}" if view.pages else ""
    return f"{view.name} ({view.kind}, {view.characters:,} characters{pages})"


def _seen(passage: "SeenPassage") -> str:
    where = f", page {passage.page} of the file" if passage.page else ""
    return f"{passage.verification.replace('_', ' ')}{where}"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:79]}…"
