"""`evidence article …`: show, add, list, revise, versions, diff, release, releases, compare."""

from collections.abc import Iterable
from typing import Annotated

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, read_file, say, say_json, say_message, table
from evidence.vocabulary import AnchorState

article = typer.Typer(help="The article and its versions.", no_args_is_help=True)
app.add_typer(article, name="article")

Which = Annotated[
    str,
    typer.Option(
        "--article", metavar="SLUG", help="Another article of the library: `article list`."
    ),
]
Version = Annotated[int, typer.Option(help="A version's number; the latest if left out.")]


@article.command()
def show(
    version: Version = 0,
    which: Which = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """The article's text as Markdown."""
    with library(db) as lib:
        view = lib.article(version or None, article=which or None)
    if as_json:
        say_json(view)
        return
    say(f"# {view.title}\n\n{view.text}".rstrip())


@article.command()
def versions(which: Which = "", db: Db = "", as_json: AsJson = False) -> None:
    """The article's versions, newest first."""
    with library(db) as lib:
        found = lib.versions(article=which or None)
    if as_json:
        say_json(found)
        return
    table((str(v.number), v.at[:19].replace("T", " "), v.author, v.message) for v in found)


@article.command()
def revise(
    file: Annotated[
        str, typer.Argument(help="Markdown, plain text or Word (.docx); `-` is standard input.")
    ],
    message: Annotated[str, typer.Option(help="What was changed, and why.")] = "",
    which: Which = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Save a new version; every claim is found again, and what became of it is said."""
    from evidence.library import manuscripts

    words, messages = manuscripts.read(*read_file(file))
    for told in messages:
        say_message(told)
    with library(db) as lib:
        done = lib.revise(words, message=message, article=which or None)
    if as_json:
        say_json(done)
    else:
        say(f"Version {done.version}.")
        table((c.state, c.slug, c.text[:100]) for c in done.claims)
    for claim in done.claims:
        if claim.differences:
            why = "; ".join(claim.differences)
            typer.echo(f"{claim.slug} says something else now: {why}.", err=True)
    states = {claim.state for claim in done.claims}
    if AnchorState.REWORDED in states:
        typer.echo(
            "Reworded claims ask to be looked at again: `evidence article reworded`.", err=True
        )
    if AnchorState.ORPHANED in states:
        typer.echo(
            "Some claims have no place in the new version; their links are kept: "
            "`evidence article orphans` offers places.",
            err=True,
        )


@article.command("list")
def list_(db: Db = "", as_json: AsJson = False) -> None:
    """The articles of the library; the first is the one that it opens with."""
    with library(db) as lib:
        found = lib.articles()
    if as_json:
        say_json(found)
        return
    table((a.slug, f"version {a.version}", f"{a.claims} claims", a.title) for a in found)


@article.command()
def add(
    file: Annotated[
        str, typer.Argument(help="Markdown, plain text or Word (.docx); `-` is standard input.")
    ],
    title: Annotated[str, typer.Option(help="Its title; its first heading if left out.")] = "",
    message: Annotated[str, typer.Option(help="Where it comes from.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Bring another text in as an article that uses the same claims."""
    from evidence.library import manuscripts

    words, messages = manuscripts.read(*read_file(file))
    for told in messages:
        say_message(told)
    with library(db) as lib:
        view = lib.add_article(words, title=title or None, message=message)
        offered = lib.propose(article=view.slug)
    if as_json:
        say_json({"article": view.slug, "marks": view.marks, "offered": offered.claims})
        return
    made = len({mark.slug for mark in view.marks})
    say(f"{view.slug}: it makes {made} of {len(view.claims)} claims in their own words.")
    more = sum(any(not s.placed for s in claim.sentences) for claim in offered.claims)
    if more:
        say(f"{more} may be made in other words: `evidence article propose --article {view.slug}`.")


@article.command()
def diff(first: int, second: int, which: Which = "", db: Db = "", as_json: AsJson = False) -> None:
    """The differences between two versions, by words: [-removed-] {+added+}."""
    with library(db) as lib:
        parts = lib.compare(first, second, article=which or None)
    if as_json:
        say_json([{"change": kind, "text": words} for kind, words in parts])
        return
    say(_by_words(parts))


def _by_words(parts: Iterable[tuple[str, str]]) -> str:
    shown = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
    return "".join(shown[kind].format(words) for kind, words in parts)


@article.command()
def release(
    name: Annotated[str, typer.Argument(help="Such as 2026-05 or first-edition.")],
    version: Version = 0,
    style: Annotated[str, typer.Option(help="A citation style: `evidence styles NAME`.")] = "",
    locale: Annotated[str, typer.Option(help="A language, such as en-GB.")] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Freeze text, links, references and style under a name, for ever."""
    with library(db) as lib:
        made = lib.release(
            name, version=version or None, style=style or None, locale=locale or None
        )
    if as_json:
        say_json(made)
        return
    say(
        f"Release “{made.name}”: version {made.version}, {made.claims} claims, "
        f"{made.references} references, {made.style} ({made.locale}), digest {made.digest}."
    )


@article.command()
def releases(db: Db = "", as_json: AsJson = False) -> None:
    """The article's releases, newest first."""
    with library(db) as lib:
        found = lib.releases()
    if as_json:
        say_json(found)
        return
    table(
        (v.name, v.at[:10], f"version {v.version}", v.style, v.locale, v.digest, v.author)
        for v in found
    )


@article.command()
def compare(first: str, second: str, db: Db = "", as_json: AsJson = False) -> None:
    """What is different from one release to another: text, links, references."""
    with library(db) as lib:
        found = lib.compare_releases(first, second)
    if as_json:
        say_json(found)
        return
    for title, names in (
        ("Links added", found.links_added),
        ("Links removed", found.links_removed),
        ("References added", found.references_added),
        ("References removed", found.references_removed),
        ("References changed", found.references_changed),
    ):
        if names:
            say(f"{title}:")
            for line in names:
                say(f"    {line}")
    changed = any(kind != "same" for kind, _ in found.text)
    say(_by_words(found.text) if changed else "The text is the same.")
