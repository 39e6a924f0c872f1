"""Commands that find: search, searches, suggest."""

from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, say, say_json, table
from evidence.errors import NotFound
from evidence.library import Library
from evidence.library import results as r

# The facets in the order in which they are told; any other one comes after them.
TOLD = ("kind", "year", "design", "type", "stance", "claim", "status", "tag", "has")
VALUES = 12  # of one facet that are told to a person; JSON has them all


@app.command()
def search(
    query: Annotated[
        str | None, typer.Argument(help="Words, or @NAME for a saved search.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many results.")] = 20,
    facets: Annotated[
        bool, typer.Option("--facets", help="Count what was found by year, design, tag …")
    ] = False,
    saved: Annotated[str, typer.Option("--saved", metavar="NAME", help="Run a saved search.")] = "",
    save: Annotated[
        str, typer.Option("--save", metavar="NAME", help="Keep this search under a name.")
    ] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """Search references, claims and notes; typos are forgiven."""
    if query is None and not saved:
        raise typer.BadParameter("Type what to search for, or --saved NAME.")
    with library(db) as lib:
        typed, remark = _asked(lib, query or "", saved)
        kept = lib.save_search(save, typed) if save else None
        found = lib.search(typed, limit=limit, facets=facets or as_json)
    if as_json:
        say_json(_results_json(found, remark))
        return
    if kept:
        say(f"Saved as “{kept.name}”: `evidence search @{_quoted(kept.name)}` runs it.")
    for word in (remark, *_said(found)):
        if word:
            say(word)
    for hit in found.results:
        who = f"{hit.authors} {hit.year or ''}".strip()
        say(f"{hit.kind} {hit.key}: {who + '. ' if who else ''}{hit.title[:160]}")
        say(f"    matched in {', '.join(hit.matched) or 'its identifiers'}")
        for notice in hit.notices:
            say(f"    {notice.words}")
    if facets:
        _say_facets(found)


def _asked(lib: Library, query: str, saved: str) -> tuple[str, str]:
    """What to search for, and what there is to say of it; words beside a saved search narrow it."""
    if saved:
        return f"{lib.saved_search(saved).query} {query}".strip(), ""
    if not query.startswith("@") or not query.strip("@ "):
        return query, ""
    try:
        return lib.saved_search(query).query, ""
    except NotFound as problem:
        return query, f"{problem.text} It was searched as words."


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _said(found: r.SearchResults) -> list[str]:
    """What was corrected, what was not understood, and that nothing was found."""
    words = [
        f"Showing results for “{right}” (typed “{wrong}”)."
        for wrong, right in found.corrected.items()
    ]
    words += found.notes
    return words if found.results or found.counted else [*words, "Nothing was found."]


def _results_json(found: r.SearchResults, remark: str) -> dict[str, Any]:
    return {
        "query": found.query,
        "total": found.total,
        "took_ms": found.took_ms,
        "corrected": found.corrected,
        "notes": [*([remark] if remark else []), *found.notes],
        "facets": found.facets,
        "results": [
            {
                "kind": hit.kind,
                "key": hit.key,
                "title": hit.title,
                "authors": hit.authors,
                "year": hit.year,
                "score": round(hit.score, 4),
                "matched": hit.matched,
            }
            for hit in found.results
        ],
    }


def _say_facets(found: r.SearchResults) -> None:
    """The counts as words that narrow the search when they are added to it."""
    names = [name for name in TOLD if name in found.facets]
    names += [name for name in found.facets if name not in TOLD]
    if names:
        say(f"\nOf {found.counted:,} found (add one to the search as name:value):")
    for name in names:
        values = found.facets[name]
        if name == "year":
            span = f"{min(values)}..{max(values)}" if len(values) > 1 else next(iter(values))
            say(f"    year:{span}")
            continue
        told = [f"{value} {number:,}" for value, number in list(values.items())[:VALUES]]
        more = f" and {len(values) - VALUES:,} more" if len(values) > VALUES else ""
        say(f"    {name}: {', '.join(told)}{more}")


@app.command()
def searches(
    forget: Annotated[
        str, typer.Option("--forget", metavar="NAME", help="Remove this saved search.")
    ] = "",
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """The saved searches; `evidence search @NAME` runs one."""
    with library(db) as lib:
        forgotten = lib.forget_search(forget) if forget else ""
        found = lib.saved_searches()
    if as_json:
        say_json(found)
        return
    if forgotten:
        say(f"“{forgotten}” was forgotten; `evidence history` and `evidence undo` bring it back.")
    elif not found:
        say("No search is saved yet: `evidence search QUERY --save NAME` saves one.")
    table((one.name, one.owner, one.query) for one in found)


@app.command()
def suggest(
    claim: str,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    dismiss: Annotated[
        list[str] | None,
        typer.Option("--dismiss", metavar="KEY", help="Remember that it does not bear on it."),
    ] = None,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """References that may bear on a claim, not yet linked to it."""
    with library(db) as lib:
        dismissed = {key: lib.dismiss_suggestion(claim, key) for key in dismiss or ()}
        found = lib.suggest(claim, limit=limit)
    if as_json:
        say_json({"claim": claim, "results": found, "dismissed": dismissed})
        return
    for key, change in dismissed.items():
        say(f"{key} is not suggested for {claim} any more; `evidence undo {change}` takes it back.")
    if not found:
        say("Nothing else in the library shares this claim's words.")
    for one in found:
        who = f"{one.authors} {one.year or 'n.d.'}".strip()
        newer = " (newer than what is linked)" if one.newer else ""
        say(f"{one.key}: {who}. {one.title}{newer}")
        say(f"    shares {', '.join(one.why)}")
