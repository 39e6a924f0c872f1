"""`evidence export …`: the article, and what is made of its claims and references."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import Db, library, say_message, write_file
from evidence.errors import BadInput, UnreadableFile
from evidence.library.results import Export

if TYPE_CHECKING:
    from evidence.citing import Template
    from evidence.library import Library


class What(StrEnum):
    ARTICLE = "article"
    BIBLIOGRAPHY = "bibliography"
    REFERENCES = "references"
    TABLE = "table"
    BRIEF = "brief"
    READER = "reader"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for; None where nothing was said."""

    to: str
    style: str | None
    locale: str | None
    group_by: str
    claim: str | None
    query: str | None
    version: int | None
    release: str | None
    live_citations: bool
    comments: bool
    dissent: bool
    mark_missing: bool
    template: str | None


def _template(lib: "Library", asked: Asked) -> "Template | None":
    """The file whose looks are wanted. Raises UnreadableFile, BadInput."""
    if asked.template is None:
        return None
    path = Path(asked.template)
    try:
        return lib.template(path.name, path.read_bytes())
    except (OSError, ValueError) as problem:
        raise UnreadableFile(
            f"The template {path.name} cannot be read.", hint="Check its name and place."
        ) from problem


def _article(lib: "Library", asked: Asked) -> Export:
    if asked.release and asked.version:
        raise BadInput("A release has its own version.", hint="Give --release or --version.")
    return lib.export_article(
        style=asked.style,
        locale=asked.locale,
        to=asked.to,
        version=asked.version,
        release=asked.release,
        live_citations=asked.live_citations,
        comments=asked.comments,
        dissent=asked.dissent,
        mark_missing=asked.mark_missing,
        template=_template(lib, asked),
    )


def _bibliography(lib: "Library", asked: Asked) -> Export:
    return lib.export_bibliography(
        group_by=asked.group_by,
        claim=asked.claim,
        style=asked.style,
        locale=asked.locale,
        to=asked.to,
        template=_template(lib, asked),
    )


def _references(lib: "Library", asked: Asked) -> Export:
    return lib.export_references(
        to=asked.to, claim=asked.claim, query=asked.query, version=asked.version
    )


def _table(lib: "Library", asked: Asked) -> Export:
    return lib.export_table(claim=asked.claim, to=asked.to, locale=asked.locale)


def _brief(lib: "Library", asked: Asked) -> Export:
    if not asked.claim:
        raise BadInput("A brief is about one claim.", hint="Name it: --claim SLUG.")
    return lib.export_brief(
        asked.claim,
        style=asked.style,
        locale=asked.locale,
        to=asked.to,
        template=_template(lib, asked),
    )


def _reader(lib: "Library", asked: Asked) -> Export:
    if asked.to.lower() not in ("html", "htm"):
        raise BadInput("The reader is a web page.", hint="Name a file that ends in .html.")
    return lib.export_reader(style=asked.style, locale=asked.locale, version=asked.version)


MAKERS: dict[What, Callable[["Library", Asked], Export]] = {
    What.ARTICLE: _article,
    What.BIBLIOGRAPHY: _bibliography,
    What.REFERENCES: _references,
    What.TABLE: _table,
    What.BRIEF: _brief,
    What.READER: _reader,
    What.TEMPLATE: lambda lib, asked: lib.export_template(to=asked.to),
}


@app.command()
def export(
    what: What,
    output: Annotated[str, typer.Option("-o", "--output", metavar="FILE")],
    to: Annotated[
        str,
        typer.Option(help="The format; guessed from FILE. md-source, tex-source: to write on in."),
    ] = "",
    style: Annotated[str, typer.Option(help="A citation style: `evidence styles NAME`.")] = "",
    locale: Annotated[str, typer.Option(help="A language, such as en-GB.")] = "",
    group_by: Annotated[str, typer.Option(help="claim, stance, design or none.")] = "claim",
    claim: Annotated[str, typer.Option(help="Only this claim.")] = "",
    query: Annotated[str, typer.Option(help="References: only those that this finds.")] = "",
    version: Annotated[
        int, typer.Option(help="A version of the article; of references, those it cites.")
    ] = 0,
    release: Annotated[str, typer.Option(help="A release of the article.")] = "",
    live_citations: Annotated[
        bool, typer.Option("--live-citations", help="Word: citations as Zotero fields.")
    ] = False,
    comments: Annotated[
        bool, typer.Option("--comments", help="Word: each claim's evidence as a comment.")
    ] = False,
    dissent: Annotated[
        bool, typer.Option("--dissent", help="Citations: supported by 3-5; but see 6.")
    ] = False,
    mark_missing: Annotated[
        bool, typer.Option("--mark-missing", help="Mark claims without evidence.")
    ] = False,
    template: Annotated[
        str, typer.Option(metavar="FILE", help="A .docx or .odt whose looks are taken.")
    ] = "",
    db: Db = "",
) -> None:
    """Take out a document; its format is guessed from the file's name."""
    wanted = to or Path(output).suffix.lstrip(".")
    if not wanted:
        raise BadInput("The format is not known.", hint="Give --to, or a file name with a suffix.")
    asked = Asked(
        to=wanted,
        style=style or None,
        locale=locale or None,
        group_by=group_by,
        claim=claim or None,
        query=query or None,
        version=version or None,
        release=release or None,
        live_citations=live_citations,
        comments=comments,
        dissent=dissent,
        mark_missing=mark_missing,
        template=template or None,
    )
    with library(db) as lib:
        made = MAKERS[what](lib, asked)
    write_file(output, made.content)
    for message in made.messages:
        say_message(message)
