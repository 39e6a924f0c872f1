"""Keep the search index true: what a change touched is indexed again in the same transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    changes: Sequence[Mapping[str, Any]],
    *,
    match_keys: Mapping[str, Sequence[int]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Index again what these changes (kind, key, before, after) touched.

    `match_keys` are those of references, by row id, that the caller has worked out already;
    `progress` is told how many new references are done.
    """
    from evidence.store.search import index

    known = match_keys or {}
    fresh = _fresh(changes)
    references: set[str] = set()
    claims: set[str] = set()
    notes: set[str] = set()
    passages: set[str] = set()
    studies: set[str] = set()
    links: set[str] = set()
    concerned = {"note": notes, "passage": passages, "study": studies, "evidence_link": links}
    for change in changes:
        kind = change["kind"]
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
    index.put(connection, _new_documents(fresh.values(), known, progress))
    for ids, documents in (
        (references - fresh.keys(), reference_documents),
        (claims, claim_documents),
        (notes, note_documents),
        (passages, passage_documents),
    ):
        gone: list[str] = []
        index.put(connection, _documents(connection, ids, documents, gone))
        for part in chunks(gone):
            index.remove(connection, part)


@dataclass(slots=True)
class _Fresh:
    """A reference that this very change adds: all that its document needs is in the change."""

    row: Mapping[str, Any]
    tags: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def _fresh(changes: Iterable[Mapping[str, Any]]) -> dict[str, _Fresh]:
    """The added references, by row id, but for those that have more than tags and other keys."""
    found: dict[str, _Fresh] = {}
    more: set[str] = set()
    satellites = []
    for change in changes:
        kind, after = change["kind"], change["after"]
        if kind == "reference":
            if change["before"] is None and after["study_id"] is after["merged_into"] is None:
                found[change["key"]] = _Fresh(after)
        elif kind in ("reference_tag", "reference_key") and change["before"] is None:
            satellites.append((kind, after))
        elif kind in CONCERNS_REFERENCE:
            states = (change["before"], after)
            more.update(state["reference_id"] for state in states if state is not None)
    for row_id in more & found.keys():
        del found[row_id]
    for kind, after in satellites:
        fresh = found.get(after["reference_id"])
        if fresh is not None:
            (fresh.tags if kind == "reference_tag" else fresh.keys).append(
                after["tag" if kind == "reference_tag" else "key"]
            )
    return found


def _new_documents(
    added: Iterable[_Fresh],
    known: Mapping[str, Sequence[int]],
    progress: Callable[[int], None] | None,
) -> Iterator[Any]:
    for number, fresh in enumerate(added, start=1):
        row = fresh.row
        yield reference_document(
            row,
            as_json(row["csl"]),
            tags=fresh.tags,
            other_keys=fresh.keys,
            alike=known.get(row["id"]),
        )
        if progress and not number % CHUNK:
            progress(number)


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
    from evidence.store.search import index

    index.clear(connection)
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
    from evidence.notices import statuses

    rows = rows_of(
        connection,
        "SELECT r.id, r.citekey, r.csl, r.year, r.doi, r.pmid, r.pmcid, r.merged_into, s.designs "
        "FROM reference r LEFT JOIN study s ON s.id = r.study_id WHERE r.id IN :ids",
        ids,
    )
    links = rows_of(
        connection,
        "SELECT l.reference_id, l.stance, c.slug FROM evidence_link l "
        "JOIN claim c ON c.id = l.claim_id WHERE l.reference_id IN :ids",
        ids,
    )
    stances = _grouped(links, "reference_id", "stance")
    claims = _grouped(links, "reference_id", "slug")
    of = {
        table: _grouped(
            rows_of(
                connection,
                f"SELECT reference_id, {column} FROM {table} WHERE reference_id IN :ids",
                ids,
            ),
            "reference_id",
            column,
        )
        for table, column in (
            ("reference_tag", "tag"),
            ("reference_key", "key"),
        )
    }
    notices: dict[str, list[Any]] = {}
    for notice in rows_of(
        connection,
        "SELECT reference_id, kind, noticed_on FROM status_notice WHERE reference_id IN :ids",
        ids,
    ):
        notices.setdefault(notice.reference_id, []).append(notice)
    for row in rows:
        if row.merged_into is not None:
            continue
        yield reference_document(
            row._mapping,
            as_json(row.csl),
            designs=as_json(row.designs) or (),
            stances=stances.get(row.id, ()),
            claims=claims.get(row.id, ()),
            tags=of["reference_tag"].get(row.id, ()),
            status=statuses(notices.get(row.id, ())),
            other_keys=of["reference_key"].get(row.id, ()),
        )


def reference_document(
    row: Mapping[str, Any],
    csl: Mapping[str, Any],
    *,
    designs: Sequence[str] = (),
    stances: Sequence[str] = (),
    claims: Sequence[str] = (),
    tags: Sequence[str] = (),
    status: Sequence[str] = (),
    other_keys: Sequence[str] = (),
    alike: Sequence[int] | None = None,
) -> Any:
    """The search document of one reference: a row, its CSL, and what hangs on it.

    `status` are the notices that stand (see `notices.statuses`); `alike` are its matching keys, if
    they are known.
    """
    from evidence.matching import features, keys
    from evidence.store.search.index import Document

    fields = reference_fields(row, csl, other_keys)
    return Document(
        id=row["id"],
        kind="reference",
        key=row["citekey"],
        fields=fields,
        facets={
            "type": [str(csl.get("type", ""))],
            "design": designs,
            "stance": sorted(set(stances)),
            "claim": sorted(set(claims)),
            "tag": tags,
            "status": status if stances else [*status, "unlinked"],
            "year": [str(row["year"])] if row["year"] else [],
            "has": [
                name
                for name, there in (
                    ("abstract", fields["abstract"]),
                    ("doi", row["doi"]),
                    ("pmid", row["pmid"]),
                    ("annotation", fields["annotation"]),
                )
                if there
            ],
        },
        links=len(stances),
        alike=keys(features(dict(csl))) if alike is None else alike,
    )


def reference_fields(
    row: Mapping[str, Any], csl: Mapping[str, Any], other_keys: Sequence[str]
) -> dict[str, str]:
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
        "year": str(row["year"] or ""),
        "keys": " ".join(
            [row[name] for name in ("citekey", "doi", "pmid", "pmcid") if row[name]] + [*other_keys]
        ),
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
