"""Keep the search index true: what a change touched is indexed again in the same transaction."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

CHUNK = 1_000

# Which references and claims a changed row concerns: table → columns that hold their ids.
CONCERNS_REFERENCE = {
    "reference": ("id", "merged_into"),
    "evidence_link": ("reference_id",),
    "reference_tag": ("reference_id",),
    "status_notice": ("reference_id",),
    "reference_key": ("reference_id",),
}
CONCERNS_CLAIM = {"claim": ("id",), "claim_wording": ("claim_id",), "evidence_link": ("claim_id",)}


def as_json(value: Any) -> Any:
    """Read a JSON column of a plain SQL query: text on SQLite, a value on PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def chunks(ids: Iterable[str], size: int = CHUNK) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def rows_of(connection: Connection, sql: str, ids: Sequence[str]) -> list[Any]:
    """Run a query with `IN :ids`; the ids go as one parameter, however many there are."""
    from evidence.store.search.dialects import dialect_of

    dialect = dialect_of(connection)
    statement = text(sql.replace("IN :ids", dialect.among))
    return list(connection.execute(statement, {"values": dialect.values(ids)}))


def reindex(
    connection: Connection,
    changes: Iterable[Mapping[str, Any]],
    *,
    match_keys: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Index again what these changes (kind, key, before, after) touched.

    `match_keys` are those of references, by row id, that the caller has worked out already.
    """
    from evidence.store import matchkeys
    from evidence.store.search import index

    references: set[str] = set()
    keyed: dict[str, Any] = {}
    claims: set[str] = set()
    notes: set[str] = set()
    passages: set[str] = set()
    studies: set[str] = set()
    links: set[str] = set()
    concerned = {"note": notes, "passage": passages, "study": studies, "evidence_link": links}
    for change in changes:
        kind = change["kind"]
        if kind == "reference":
            after = change["after"]
            merged = after is None or after["merged_into"] is not None
            keyed[change["key"]] = None if merged else as_json(after["csl"])
        for state in (change["before"], change["after"]):
            if state is None:
                continue
            references.update(state[c] for c in CONCERNS_REFERENCE.get(kind, ()) if state.get(c))
            claims.update(state[c] for c in CONCERNS_CLAIM.get(kind, ()) if state.get(c))
        if kind in concerned:
            concerned[kind].add(change["key"])
    for part in chunks(links):  # a passage is found by the reference and the stance of its link
        passages.update(
            row.id
            for row in rows_of(connection, "SELECT id FROM passage WHERE link_id IN :ids", part)
        )
    for part in chunks(studies):
        references.update(
            row.id
            for row in rows_of(connection, "SELECT id FROM reference WHERE study_id IN :ids", part)
        )
    for ids, documents in (
        (references, reference_documents),
        (claims, claim_documents),
        (notes, note_documents),
        (passages, passage_documents),
    ):
        gone: list[str] = []
        index.put(connection, _documents(connection, ids, documents, gone))
        for part in chunks(gone):
            index.remove(connection, part)
    matchkeys.put(connection, keyed, known=match_keys or {})


def _documents(
    connection: Connection, ids: Iterable[str], read: Any, gone: list[str]
) -> Iterator[Any]:
    """The documents of rows; the ids of rows that have none are added to `gone`."""
    for part in chunks(ids):
        found = list(read(connection, part))
        present = {document.id for document in found}
        gone.extend(row_id for row_id in part if row_id not in present)
        yield from found


def rebuild(connection: Connection) -> int:
    """Make the whole index anew from the tables; returns how many documents it holds."""
    from evidence.store import matchkeys
    from evidence.store.search import index

    index.clear(connection)
    matchkeys.rebuild(connection)
    total = 0
    for table, documents in (
        ("reference", reference_documents),
        ("claim", claim_documents),
        ("note", note_documents),
        ("passage", passage_documents),
    ):
        ids = [row.id for row in connection.execute(text(f"SELECT id FROM {table}"))]
        for part in chunks(ids):
            found = list(documents(connection, part))
            index.put(connection, found)
            total += len(found)
    return total


def _grouped(rows: Iterable[Any], key: str, value: str) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, key), []).append(getattr(row, value))
    return grouped


def reference_documents(connection: Connection, ids: Sequence[str]) -> Iterator[Any]:
    """The search documents of references; one that was merged away has none."""
    from evidence.store.search.index import Document

    rows = rows_of(
        connection,
        "SELECT r.id, r.citekey, r.csl, r.year, r.doi, r.pmid, r.pmcid, s.designs "
        "FROM reference r LEFT JOIN study s ON s.id = r.study_id "
        "WHERE r.id IN :ids AND r.merged_into IS NULL",
        ids,
    )
    links = rows_of(
        connection,
        "SELECT l.reference_id, l.stance, c.slug FROM evidence_link l "
        "JOIN claim c ON c.id = l.claim_id WHERE l.reference_id IN :ids",
        ids,
    )
    stances, claims = (
        _grouped(links, "reference_id", "stance"),
        _grouped(links, "reference_id", "slug"),
    )
    tags = _grouped(
        rows_of(
            connection,
            "SELECT reference_id, tag FROM reference_tag WHERE reference_id IN :ids",
            ids,
        ),
        "reference_id",
        "tag",
    )
    notices = _grouped(
        rows_of(
            connection,
            "SELECT reference_id, kind FROM status_notice WHERE reference_id IN :ids",
            ids,
        ),
        "reference_id",
        "kind",
    )
    keys = _grouped(
        rows_of(
            connection,
            "SELECT reference_id, key FROM reference_key WHERE reference_id IN :ids",
            ids,
        ),
        "reference_id",
        "key",
    )
    for row in rows:
        csl = as_json(row.csl)
        fields = reference_fields(row, csl, keys.get(row.id, []))
        status = list(notices.get(row.id, []))
        if "retraction" in status:
            status.append("retracted")
        if row.id not in stances:
            status.append("unlinked")
        facets = {
            "type": [str(csl.get("type", ""))],
            "design": list(as_json(row.designs) or []),
            "stance": sorted(set(stances.get(row.id, []))),
            "claim": sorted(set(claims.get(row.id, []))),
            "tag": tags.get(row.id, []),
            "status": status,
            "year": [str(row.year)] if row.year else [],
            "has": [name for name in ("abstract", "doi", "pmid", "annotation") if fields.get(name)],
        }
        yield Document(
            id=row.id,
            kind="reference",
            key=row.citekey,
            fields={name: value for name, value in fields.items() if name not in ("doi", "pmid")},
            facets=facets,
            links=len(stances.get(row.id, [])),
        )


def reference_fields(row: Any, csl: Mapping[str, Any], other_keys: Sequence[str]) -> dict[str, str]:
    """The searchable texts of a reference, as they are shown."""
    from evidence.text import name_text, plain

    people = [
        name_text(name)
        for role in ("author", "editor")
        for name in csl.get(role) or ()
        if isinstance(name, dict)
    ]
    custom = csl.get("custom") or {}
    return {
        "title": plain(str(csl.get("title") or "")),
        "authors": "; ".join(people),
        "journal": " · ".join(
            str(csl[name])
            for name in ("container-title", "container-title-short", "publisher")
            if csl.get(name)
        ),
        "year": str(row.year or ""),
        "keys": " ".join(
            part for part in (row.citekey, row.doi, row.pmid, row.pmcid, *other_keys) if part
        ),
        "doi": row.doi or "",
        "pmid": row.pmid or "",
        "abstract": plain(str(csl.get("abstract") or "")),
        "annotation": plain(str(csl.get("note") or "")),
        "notes": str(custom.get("note") or ""),
        "keywords": str(csl.get("keyword") or ""),
    }


def claim_documents(connection: Connection, ids: Sequence[str]) -> Iterator[Any]:
    from evidence.store.search.index import Document

    wordings = _grouped(
        rows_of(connection, "SELECT claim_id, text FROM claim_wording WHERE claim_id IN :ids", ids),
        "claim_id",
        "text",
    )
    counts = {
        row.claim_id: row.number
        for row in rows_of(
            connection,
            "SELECT claim_id, count(*) AS number FROM evidence_link WHERE claim_id IN :ids "
            "GROUP BY claim_id",
            ids,
        )
    }
    for row in rows_of(
        connection, "SELECT id, slug, text, type, verdict, reason FROM claim WHERE id IN :ids", ids
    ):
        yield Document(
            id=row.id,
            kind="claim",
            key=row.slug,
            fields={
                "title": row.text,
                "keys": row.slug,
                "text": "\n".join(wordings.get(row.id, [])),
                "notes": f"{row.verdict}. {row.reason}",
            },
            facets={"type": [row.type], "claim": [row.slug]},
            links=counts.get(row.id, 0),
        )


def note_documents(connection: Connection, ids: Sequence[str]) -> Iterator[Any]:
    from evidence.store.search.index import Document

    for row in rows_of(
        connection,
        "SELECT n.id, n.text, n.author, r.citekey, c.slug FROM note n "
        "LEFT JOIN reference r ON r.id = n.reference_id LEFT JOIN claim c ON c.id = n.claim_id "
        "WHERE n.id IN :ids",
        ids,
    ):
        yield Document(
            id=row.id,
            kind="note",
            key=row.citekey or row.slug or "",
            fields={"text": row.text, "authors": row.author},
            facets={"claim": [row.slug] if row.slug else []},
            links=0,
        )


def passage_documents(connection: Connection, ids: Sequence[str]) -> Iterator[Any]:
    from evidence.store.search.index import Document

    for row in rows_of(
        connection,
        "SELECT p.id, p.exact, r.citekey, c.slug, l.stance FROM passage p "
        "JOIN evidence_link l ON l.id = p.link_id JOIN reference r ON r.id = l.reference_id "
        "JOIN claim c ON c.id = l.claim_id WHERE p.id IN :ids",
        ids,
    ):
        if row.exact:
            yield Document(
                id=row.id,
                kind="passage",
                key=row.citekey,
                fields={"text": row.exact, "keys": row.citekey},
                facets={"claim": [row.slug], "stance": [row.stance]},
                links=0,
            )
