"""`evidence export …`: the article, and what is made of its claims and references."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import Db, library, say_message, write_file
from evidence.errors import BadInput
from evidence.library.results import Export


class What(StrEnum):
    ARTICLE = "article"
    BIBLIOGRAPHY = "bibliography"
    REFERENCES = "references"
    TABLE = "table"
    BRIEF = "brief"
    READER = "reader"


@app.command()
def export(
    what: What,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE")],
    to: Annotated[str, typer.Option(help="The format; guessed from FILE.")] = "",
    style: Annotated[str, typer.Option(help="A citation style: `evidence styles NAME`.")] = "",
    locale: Annotated[str, typer.Option(help="A language, such as en-GB.")] = "",
    group_by: Annotated[str, typer.Option(help="claim, stance, design or none.")] = "claim",
    claim: Annotated[str, typer.Option(help="Only this claim.")] = "",
    version: Annotated[int, typer.Option(help="A version of the article.")] = 0,
    release: Annotated[str, typer.Option(help="A release of the article.")] = "",
    live_citations: Annotated[
        bool, typer.Option("--live-citations", help="Word: citations as Zotero fields.")
    ] = False,
    comments: Annotated[
        bool, typer.Option("--comments", help="Word: each claim's evidence as a comment.")
    ] = False,
    db: Db = "",
) -> None:
    """Take out a document; its format is guessed from the file's name."""
    wanted = to or Path(output).suffix.lstrip(".")
    if not wanted:
        raise BadInput("The format is not known.", hint="Give --to, or a file name with a suffix.")
    if release and version:
        raise BadInput("A release has its own version.", hint="Give --release or --version.")
    with library(db) as lib:
        made: Export
        if what is What.ARTICLE:
            made = lib.export_article(
                style=style or None,
                locale=locale or None,
                to=wanted,
                version=version or None,
                release=release or None,
                live_citations=live_citations,
                comments=comments,
            )
        elif what is What.BIBLIOGRAPHY:
            made = lib.export_bibliography(
                group_by=group_by,
                claim=claim or None,
                style=style or None,
                locale=locale or None,
                to=wanted,
            )
        elif what is What.TABLE:
            made = lib.export_table(claim=claim or None, to=wanted)
        elif what is What.BRIEF:
            if not claim:
                raise BadInput("A brief is about one claim.", hint="Name it: --claim SLUG.")
            made = lib.export_brief(claim, style=style or None, locale=locale or None, to=wanted)
        elif what is What.READER:
            if wanted.lower() not in ("html", "htm"):
                raise BadInput("The reader is a web page.", hint="Name a file that ends in .html.")
            made = lib.export_reader(
                style=style or None, locale=locale or None, version=version or None
            )
        else:
            keys = None
            if claim:
                keys = [view.reference.key for view in lib.claim(claim).evidence]
            made = lib.export_references(to=wanted, keys=keys)
    write_file(output, made.content)
    for message in made.messages:
        say_message(message)
