"""References: lists, one in full, notes about it, and editing it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from evidence.errors import NotFound
from evidence.library import results as r
from evidence.library.linked import (
    REFERENCE_COLUMNS,
    bias_of,
    effects,
    evidence_of,
    link_counts,
    notices_of,
    study_view,
    summary_of,
)
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.vocabulary import RelationKind

ORDERS = {
    "author": "f.first_author, f.year DESC, f.citekey",
    "year": "f.year DESC NULLS LAST, f.first_author, f.citekey",
    "added": "f.created_at DESC, f.id DESC",
}


def references(
    connection: Connection, *, limit: int = 25, offset: int = 0, order: str = "author"
) -> r.Page:
    """A page of the library's references. `order`: author, year or added."""
    total = connection.execute(
        text("SELECT count(*) FROM reference WHERE merged_into IS NULL")
    ).scalar_one()
    ids = connection.execute(
        text(
            "SELECT f.id FROM reference f WHERE f.merged_into IS NULL "
            f"ORDER BY {ORDERS.get(order, ORDERS['author'])} LIMIT :limit OFFSET :offset"
        ),
        {"limit": limit, "offset": offset},
    ).scalars()
    return r.Page(rows=tuple(summaries(connection, list(ids))), total=total)


def summaries(connection: Connection, ids: list[str]) -> list[r.ReferenceSummary]:
    """Summaries of references by row id, in the order given."""
    rows: dict[str, Any] = {}
    for part in chunks(ids):
        for row in rows_of(
            connection,
            f"SELECT {REFERENCE_COLUMNS} FROM reference f LEFT JOIN study s ON s.id = f.study_id "
            "WHERE f.id IN :ids",
            part,
        ):
            rows[row.reference_id] = row
    notices, counts = notices_of(connection, ids), link_counts(connection, set(ids))
    return [
        summary_of(
            rows[row_id],
            as_json(rows[row_id].csl),
            study_view(rows[row_id], {}),
            notices,
            counts.get(row_id, 0),
        )
        for row_id in ids
        if row_id in rows
    ]


def find_reference(connection: Connection, key: str) -> Any:
    """The row of a reference by its key, also by one of a merged reference. Raises NotFound."""
    columns = (
        "SELECT f.id, f.citekey, f.revision, f.csl, f.source_format, f.source_text, "
        "f.source_digest, f.verification, f.retraction_checked_at, f.merged_into FROM reference f "
    )
    row = connection.execute(text(columns + "WHERE f.citekey = :key"), {"key": key}).first()
    if row is None:
        row = connection.execute(
            text(
                columns + "JOIN reference_key k ON k.reference_id = f.id WHERE k.key = :key "
                "ORDER BY k.created_at LIMIT 1"
            ),
            {"key": key},
        ).first()
    while row is not None and row.merged_into is not None:
        row = connection.execute(
            text(columns + "WHERE f.id = :id"), {"id": row.merged_into}
        ).first()
    if row is None:
        raise reference_not_found(connection, key)
    return row


def reference_not_found(connection: Connection, key: str) -> NotFound:
    """The error for a key that is not there, with the nearest keys as a hint."""
    from rapidfuzz import process

    keys = connection.execute(
        text("SELECT citekey FROM reference WHERE merged_into IS NULL LIMIT 20000")
    ).scalars()
    near = [match[0] for match in process.extract(key, keys.all(), limit=3, score_cutoff=60)]
    return NotFound(
        f"There is no reference “{key}”.",
        hint=f"Did you mean {', '.join(near)}?" if near else "`evidence search` finds them.",
    )


def reference(connection: Connection, key: str) -> r.ReferenceDetail:
    """A reference in full: where it is used, its notes, problems and history. Raises NotFound."""
    from evidence.checks import check_reference
    from evidence.library.history import changes_of

    row = find_reference(connection, key)
    summary = summaries(connection, [row.id])[0]
    csl = as_json(row.csl)
    links = evidence_of(connection, "f.id = :id", {"id": row.id})
    study = connection.execute(
        text(
            f"SELECT {REFERENCE_COLUMNS} FROM reference f "
            "LEFT JOIN study s ON s.id = f.study_id WHERE f.id = :id"
        ),
        {"id": row.id},
    ).one()
    bias = bias_of(connection, {study.study_id} if study.study_id else set())
    return r.ReferenceDetail(
        summary=summary,
        revision=row.revision,
        csl=csl,
        source_format=row.source_format,
        source_text=row.source_text,
        untouched=is_untouched(csl, row.source_digest),
        other_keys=tuple(
            connection.execute(
                text("SELECT key FROM reference_key WHERE reference_id = :id ORDER BY key"),
                {"id": row.id},
            ).scalars()
        ),
        tags=tuple(
            connection.execute(
                text("SELECT tag FROM reference_tag WHERE reference_id = :id ORDER BY tag"),
                {"id": row.id},
            ).scalars()
        ),
        verification=as_json(row.verification) or {},
        retraction_checked_at=row.retraction_checked_at,
        study=next((view.study for view in links if view.study), study_view(study, bias)),
        links=tuple(links),
        effects=tuple(effects(connection, [row.id])),
        notices=summary.notices,
        notes=tuple(notes(connection, row.id)),
        problems=tuple(check_reference(csl)),
        history=tuple(changes_of(connection, row.id)),
        reports=tuple(reports(connection, row.id)),
        relations=tuple(relations(connection, row.id)),
    )


def reports(connection: Connection, reference_id: str) -> list[r.ReferenceSummary]:
    """The other reports of a reference's study, oldest first."""
    ids = connection.execute(
        text(
            "SELECT f.id FROM reference f JOIN reference mine ON mine.study_id = f.study_id "
            "WHERE mine.id = :id AND f.id <> mine.id AND f.merged_into IS NULL "
            "ORDER BY f.year, f.citekey"
        ),
        {"id": reference_id},
    ).scalars()
    return summaries(connection, list(ids))


def relations(connection: Connection, reference_id: str) -> list[r.RelationView]:
    """How a reference is related to others: what it is to them first, then what they are to it."""
    rows = connection.execute(
        text(
            "SELECT id, kind, from_id, to_id FROM reference_relation "
            "WHERE from_id = :id OR to_id = :id ORDER BY kind, id"
        ),
        {"id": reference_id},
    ).all()
    ends = [row.to_id if row.from_id == reference_id else row.from_id for row in rows]
    others = {one.id: one for one in summaries(connection, ends)}
    found = [
        r.RelationView(row.id, RelationKind(row.kind), row.from_id == reference_id, others[end])
        for row, end in zip(rows, ends, strict=True)
    ]
    return sorted(found, key=lambda one: not one.forward)


def csl_digest(csl: Mapping[str, Any]) -> str:
    """A digest of what a reference says, its key aside: has it been edited since it came?"""
    import hashlib
    import json

    content = {name: value for name, value in csl.items() if name != "id"}
    text_ = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text_.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_untouched(csl: Mapping[str, Any], source_digest: str | None) -> bool:
    return source_digest is not None and source_digest == csl_digest(csl)


def notes(connection: Connection, reference_id: str) -> list[r.NoteView]:
    rows = connection.execute(
        text(
            "SELECT id, text, author, created_at FROM note WHERE reference_id = :id "
            "ORDER BY created_at, id"
        ),
        {"id": reference_id},
    )
    return [r.NoteView(row.id, row.text, row.author, row.created_at) for row in rows]
