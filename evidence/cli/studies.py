"""Commands about reports and versions: `evidence study …`, relate, unrelate."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, say, say_json, table
from evidence.library import results as r
from evidence.vocabulary import RelationKind

study = typer.Typer(help="Several reports of one study.", no_args_is_help=True)
app.add_typer(study, name="study")


def report_json(summary: r.ReferenceSummary) -> dict[str, Any]:
    """A report of a study, as it stands in a list."""
    return {
        "key": summary.key,
        "authors": summary.authors,
        "year": summary.year,
        "title": summary.title,
    }


def relation_json(view: r.RelationView) -> dict[str, Any]:
    """A related version: what the reference is to it (`forward`), or it to the reference."""
    return {"kind": view.kind, "forward": view.forward, **report_json(view.reference)}


def _say_disagreements(found: Sequence[r.Disagreement]) -> None:
    for one in found:
        say(f"    {one.field}: “{one.kept}” stays; {one.reference} said “{one.theirs}” (in a note)")


@study.command()
def show(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """A study and all of its reports, by one of them."""
    with library(db) as lib:
        found = lib.reference(citekey)
    reports = [found.summary, *found.reports]
    if as_json:
        say_json({"study": found.study, "reports": [report_json(one) for one in reports]})
        return
    if found.study is not None:
        designs = ", ".join(design.word for design in found.study.designs)
        size = f"n = {found.study.n}" if found.study.n else found.study.n_text
        facts = [words for words in (designs, size, found.study.finding) if words]
        say(". ".join(facts) or "Nothing is recorded of the study.")
    table((one.key, f"{one.authors} {one.year or 'n.d.'}", one.title) for one in reports)


@study.command()
def tie(
    first: Annotated[str, typer.Argument(metavar="CITEKEY")],
    others: Annotated[list[str], typer.Argument(metavar="OTHER…")],
    different: Annotated[
        bool, typer.Option("--different", help="Never offer them as duplicates again, too.")
    ] = False,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Make references reports of one study; it counts once. The first one's data stays."""
    keys = [first, *others]
    with library(db) as lib:
        found = lib.tie(keys, different=different)
    if as_json:
        say_json({"reports": keys, "disagreements": found})
        return
    say(f"{' and '.join(keys)} report one study.")
    _say_disagreements(found)


@study.command()
def untie(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """Take a report out of its study, with what it brought."""
    with library(db) as lib:
        left = lib.untie(citekey)
    if as_json:
        say_json({"reference": left.summary.key, "study": left.study})
        return
    say(f"{left.summary.key} reports a study of its own.")


@app.command()
def relate(
    first: Annotated[str, typer.Argument(metavar="CITEKEY")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(RelationKind)}.")],
    second: Annotated[str, typer.Argument(metavar="OTHER")],
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Link versions that stay apart: the first is, for example, a preprint_of the other."""
    with library(db) as lib:
        found = lib.relate(first, kind, second)
        other = lib.reference(second).summary.id
        made = next(one for one in lib.reference(first).relations if one.reference.id == other)
    if as_json:
        say_json({"reference": first, "relation": relation_json(made), "disagreements": found})
        return
    say(f"{first}: {made.word.lower()} {made.reference.key}.")
    _say_disagreements(found)


@app.command()
def unrelate(
    first: Annotated[str, typer.Argument(metavar="CITEKEY")],
    second: Annotated[str, typer.Argument(metavar="OTHER")],
    db: Db = "",
) -> None:
    """Take the link between two versions away."""
    with library(db) as lib:
        lib.unrelate(first, second)
        one, other = lib.reference(first), lib.reference(second)
    say(f"{first} and {second} are not linked as versions any more.")
    if other.summary.id in [report.id for report in one.reports]:
        say("They still report one study: `evidence study untie` takes one of them out.")
