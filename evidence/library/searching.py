"""Search over references, claims, notes and passages, and what may bear on a claim."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, text

from evidence.library import results as r
from evidence.library.claims import claim_not_found
from evidence.text import short_authors


def search(
    connection: Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    kinds: Collection[str] | None = None,
) -> r.SearchResults:
    """Find what a person half remembers; best first, saying what matched."""
    from evidence.store.search.query import search as run

    found = run(connection, query, limit=limit, offset=offset, kinds=kinds)
    authors = _authors(connection, [hit.id for hit in found.results if hit.kind == "reference"])
    hits = []
    for hit in found.results:
        year = hit.fields.get("year", "")
        title = hit.fields.get("title") or hit.fields.get("text", "")
        hits.append(
            r.Hit(
                kind=hit.kind,
                key=hit.key,
                title=title,
                authors=authors.get(hit.id, hit.fields.get("authors", "")),
                year=int(year) if year.isdigit() else None,
                score=hit.score,
                matched=hit.matched,
                fields=dict(hit.fields),
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
    )


def _authors(connection: Connection, ids: list[str]) -> dict[str, str]:
    from evidence.store.reindex import as_json, chunks, rows_of

    found: dict[str, str] = {}
    for part in chunks(ids):
        for row in rows_of(connection, "SELECT id, csl FROM reference WHERE id IN :ids", part):
            found[row.id] = short_authors(as_json(row.csl))
    return found


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
    exclude = connection.execute(
        text(
            "SELECT reference_id FROM evidence_link WHERE claim_id = :claim "
            "UNION SELECT reference_id FROM suggestion_dismissal WHERE claim_id = :claim"
        ),
        values,
    ).scalars()
    words = " ".join([claim.text, *wordings])
    return [
        r.SuggestionView(found.key, found.title, found.score, tuple(found.why))
        for found in run(connection, words, exclude=set(exclude), limit=limit)
    ]
