"""Commands that answer: claims, claim, reference, styles, history."""

from typing import Annotated, Any

import typer

from evidence.cli import app
from evidence.cli.terminal import AsJson, Db, library, message_json, say, say_json, table
from evidence.library import results as r
from evidence.vocabulary import Stance


def claim_json(claim: r.ClaimSummary) -> dict[str, Any]:
    return {
        "slug": claim.slug,
        "text": claim.text,
        "type": claim.type,
        "question": claim.question,
        "state": claim.state,
        "certainty": claim.certainty,
        "verdict": claim.verdict,
        "reason": claim.reason,
        "links": claim.links,
        "substantiation": claim.substantiation,
        "flags": claim.flags,
        "notices": claim.notices,
        "review_by": claim.review_by,
        "unread_since": claim.unread_since,
    }


def evidence_json(view: r.EvidenceView) -> dict[str, Any]:
    study = view.study
    return {
        "id": view.id,
        "claim": view.claim,
        "reference": view.reference.key,
        "title": view.reference.title,
        "authors": view.reference.authors,
        "year": view.reference.year,
        "stance": view.stance,
        "rationale": view.rationale,
        "directness": view.directness,
        "workflow": view.workflow,
        "author": view.author,
        "accepted_by": view.accepted_by,
        "passages": view.passages,
        "study": {
            "design": study.designs[0] if study and study.designs else None,
            "designs": study.designs if study else (),
            "n": study.n if study else None,
            "n_text": study.n_text if study else "",
            "level": view.level,
            "finding": study.finding if study else "",
        },
        "notices": view.reference.notices,
        "unconfirmed": view.reference.unconfirmed,
    }


def _rated(claim: r.ClaimSummary) -> str:
    return f"{claim.certainty.word} {claim.certainty.symbol}".strip()


def _sentences(*words: str) -> str:
    """Words that are there as sentences, each with one full stop."""
    return " ".join(f"{one.rstrip('.')}." for one in words if one)


@app.command()
def claims(db: Db = "", as_json: AsJson = False) -> None:
    """The article's claims with the state of their evidence."""
    with library(db) as lib:
        found = lib.claims()
    if as_json:
        say_json([claim_json(claim) for claim in found])
        return
    if not found:
        say("There are no claims yet: `evidence add-claim` states one.")
    for claim in found:
        say(f"{claim.slug}: {claim.text}")
        if claim.unread_since:
            say(
                f"    Reworded in version {claim.unread_since}; nobody has read the evidence "
                "against it since."
            )
        say(f"    Certainty: {_sentences(_rated(claim), claim.verdict, claim.reason)}")
        studies = ", ".join(
            f"{Stance(word).word.lower()} {number}"
            for word, number in claim.links.items()
            if number
        )
        say(f"    Studies, by stance (not a verdict): {studies or 'none linked'}")
        done = claim.substantiation
        say(
            f"    Of {done.linked} links {done.anchored} have a passage, {done.verified} a "
            f"verified one, {done.appraised} an appraised study."
        )
        if claim.notices:
            leaning = "link leans" if claim.notices == 1 else "links lean"
            say(f"    {claim.notices} {leaning} on a reference with a notice (`evidence check`).")


@app.command()
def claim(slug: str, db: Db = "", as_json: AsJson = False) -> None:
    """One claim with its evidence."""
    with library(db) as lib:
        found = lib.claim(slug)
        related = lib.claim_relations(slug)
        unread = [one for one in lib.reworded() if one.slug == slug]
    if as_json:
        say_json(
            {
                **claim_json(found.summary),
                "scope": found.summary.scope,
                "watch_out": found.watch_out,
                "relations": related,
                "wordings": found.wordings,
                "gaps": found.gaps,
                "outcomes": found.outcomes,
                "evidence": [evidence_json(view) for view in found.evidence],
                "anchors": found.anchors,
                "reworded": unread,
            }
        )
        return
    summary = found.summary
    say(summary.text)
    for change in unread:
        say(f"Reworded in version {change.since}; nobody has read the evidence against it since:")
        say(_sentences(f"    “{change.now}”", "; ".join(change.differences)))
    say(_sentences(_rated(summary), found.plain_statement))
    if summary.verdict or summary.reason:
        say(_sentences(summary.verdict, summary.reason))
    for view in found.evidence:
        study = view.study
        design = study.designs[0].word if study and study.designs else "design not recorded"
        size = f", n = {study.n}" if study and study.n else ""
        level = f", level {view.level}" if view.level else ""
        say(f"\n{view.stance.word}: {view.reference.authors} {view.reference.year or 'n.d.'} ")
        say(f"    [{view.reference.key}] {view.reference.title}")
        say(f"    {design}{size}{level}. {view.rationale}")
        for notice in view.reference.notices:
            say(f"    {notice.words}")
    for gap in found.gaps:
        say(f"\nNot known: {gap}")
    for one in related:
        say(f"\n{one.word}: {one.slug}")


@app.command()
def reference(citekey: str, db: Db = "", as_json: AsJson = False) -> None:
    """One reference: where it is used, and its history."""
    with library(db) as lib:
        found = lib.reference(citekey)
    if as_json:
        say_json(
            {
                "key": found.summary.key,
                "csl": found.csl,
                "source": {"format": found.source_format, "text": found.source_text},
                "links": [evidence_json(view) for view in found.links],
                "notices": found.notices,
                "notes": found.notes,
                "tags": found.tags,
                "other_keys": found.other_keys,
                "verification": found.verification,
                "problems": [message_json(message) for message in found.problems],
                "reports": [one.key for one in found.reports],
                "relations": [
                    {"kind": one.kind, "forward": one.forward, "key": one.reference.key}
                    for one in found.relations
                ],
                "history": [change_json(change) for change in found.history],
            }
        )
        return
    summary = found.summary
    say(f"{summary.key}: {summary.authors} {summary.year or 'n.d.'}")
    say(f"{summary.title} {summary.journal}".strip())
    for name in ("DOI", "PMID", "PMCID"):
        if found.csl.get(name):
            say(f"{name}: {found.csl[name]}")
    for notice in found.notices:
        say(notice.words)
    if summary.unconfirmed:
        say(f"Not confirmed: {', '.join(summary.unconfirmed)}")
    if found.csl.get("note"):
        say(str(found.csl["note"]))
    if found.reports:
        say(f"Reports of the same study: {', '.join(one.key for one in found.reports)}")
    for one in found.relations:
        say(f"{one.word}: {one.reference.key}")
    for view in found.links:
        say(f"{view.stance.word} {view.claim}: {view.rationale}")


def change_json(change: r.ChangeView) -> dict[str, Any]:
    return {
        "id": change.id,
        "at": change.at,
        "who": change.who,
        "label": change.label,
        "kind": change.kind,
        "undone": change.undone,
        "undoes": change.undoes,
        "rows": change.rows,
    }


@app.command()
def styles(
    query: str,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Citation styles by title, journal, abbreviation or ISSN."""
    from evidence.citing import find_styles

    found = find_styles(query, limit=limit)
    if as_json:
        say_json(found)
        return
    if not found:
        say("No style matches.")
    table((style.id, str(style.kind), style.title) for style in found)


@app.command()
def history(
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    db: Db = "",
    as_json: AsJson = False,
) -> None:
    """What changed, who did it and when; newest first."""
    with library(db) as lib:
        found = lib.history(limit=limit)
    if as_json:
        say_json([change_json(change) for change in found])
        return
    table(
        (
            change.id,
            change.at[:19].replace("T", " "),
            change.who,
            f"{change.label}{' (undone)' if change.undone else ''}",
        )
        for change in found
    )
