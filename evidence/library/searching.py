"""Search over references, claims, notes and passages, and what may bear on a claim."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, text

from evidence.library import results as r
from evidence.library.claims import claim_not_found
from evidence.library.linked import notices_of
from evidence.text import short_authors


def search(
    connection: Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kinds: Collection[str] | None = None,
    facets: bool = False,
) -> r.SearchResults:
    """Find what a person half remembers; best first, saying what matched.

    `facets` counts those of all that was found; of the whole library if nothing was typed.
    """
    from evidence.store.search.query import search as run

    found = run(connection, query, limit=limit, offset=offset, kinds=kinds, facets=facets)
    references = [hit.id for hit in found.results if hit.kind == "reference"]
    listed, noticed = _listed(connection, references), notices_of(connection, references)
    hits = []
    for hit in found.results:
        year = hit.fields.get("year", "")
        title = hit.fields.get("title") or hit.fields.get("text", "")
        hits.append(
            r.Hit(
                kind=hit.kind,
                key=hit.key,
                title=title,
                authors=listed[hit.id][0] if hit.id in listed else hit.fields.get("authors", ""),
                year=int(year) if year.isdigit() else None,
                score=hit.score,
                matched=hit.matched,
                fields=dict(hit.fields),
                notices=tuple(noticed.get(hit.id, ())),
            )
        )
    return r.SearchResults(
        query=found.query,
        total=found.total,
        took_ms=found.took_ms,
        results=tuple(hits),
        corrected=found.corrected,
        notes=tuple(found.notes),
        facets=found.facets,
        counted=found.counted,
    )


def _listed(connection: Connection, ids: list[str]) -> dict[str, tuple[str, int | None]]:
    """The authors, in short, and the year of references, by row id."""
    from evidence.store.reindex import as_json, chunks, rows_of

    sql = "SELECT id, csl, year FROM reference WHERE id IN :ids"
    return {
        row.id: (short_authors(as_json(row.csl)), row.year)
        for part in chunks(ids)
        for row in rows_of(connection, sql, part)
    }


def suggest(connection: Connection, slug: str, *, limit: int = 10) -> list[r.SuggestionView]:
    """References that may bear on a claim, not yet linked to it nor dismissed. Raises NotFound."""
    from evidence.store.search.suggest import suggest as run

    claim = connection.execute(
        text("SELECT id, text FROM claim WHERE slug = :slug"), {"slug": slug}
    ).first()
    if claim is None:
        raise claim_not_found(connection, slug)
    values: dict[str, Any] = {"claim": claim.id}
    wordings = connection.execute(
        text("SELECT text FROM claim_wording WHERE claim_id = :claim"), values
    ).scalars()
    linked = connection.execute(
        text(
            "SELECT l.reference_id AS id, f.year FROM evidence_link l "
            "JOIN reference f ON f.id = l.reference_id WHERE l.claim_id = :claim"
        ),
        values,
    ).all()
    dismissed = connection.execute(
        text("SELECT reference_id FROM suggestion_dismissal WHERE claim_id = :claim"), values
    ).scalars()
    latest = max((row.year for row in linked if row.year), default=None)
    words = " ".join([claim.text, *wordings])
    found = run(connection, words, exclude={row.id for row in linked} | {*dismissed}, limit=limit)
    suggested = [one.id for one in found]
    listed, noticed = _listed(connection, suggested), notices_of(connection, suggested)
    views = []
    for one in found:
        authors, year = listed.get(one.id, ("", None))
        newer = latest is not None and year is not None and year > latest
        views.append(
            r.SuggestionView(
                one.key,
                one.title,
                one.score,
                tuple(one.why),
                authors,
                year,
                newer,
                tuple(noticed.get(one.id, ())),
            )
        )
    return views
