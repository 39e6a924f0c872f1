"""What changed, who did it, and undoing it."""

from typing import Any

from sqlalchemy import Connection, text

from evidence.errors import NotFound
from evidence.library import results as r
from evidence.store.reindex import as_json

SHOWN_CHARS = 2_000  # of a field's text in a difference
SETS = (
    "SELECT s.id, s.at, s.who, s.label, s.kind, s.undoes_id, s.sequence, "
    "(SELECT count(*) FROM change c WHERE c.set_id = s.id) AS rows_changed FROM change_set s "
)


def undone_sets(connection: Connection) -> set[str]:
    """The change sets that are undone by one that is not itself undone."""
    rows = connection.execute(
        text(
            "SELECT id, undoes_id FROM change_set WHERE undoes_id IS NOT NULL "
            "ORDER BY sequence DESC"
        )
    )
    undone: set[str] = set()
    for row in rows:  # newest first: whether an undo holds is known before what it undoes
        if row.id not in undone:
            undone.add(row.undoes_id)
    return undone


def _view(row: Any, undone: set[str]) -> r.ChangeView:
    return r.ChangeView(
        id=row.id,
        at=row.at,
        who=row.who,
        label=row.label,
        kind=row.kind,
        undone=row.id in undone,
        undoes=row.undoes_id,
        rows=row.rows_changed,
    )


def history(connection: Connection, *, limit: int = 100, offset: int = 0) -> list[r.ChangeView]:
    """Change sets, newest first."""
    rows = connection.execute(
        text(SETS + "ORDER BY s.sequence DESC LIMIT :limit OFFSET :offset"),
        {"limit": limit, "offset": offset},
    ).all()
    undone = undone_sets(connection)
    return [_view(row, undone) for row in rows]


def changes_of(connection: Connection, row_id: str) -> list[r.ChangeView]:
    """The change sets that touched one row or what hangs on it, newest first."""
    rows = connection.execute(
        text(
            SETS + "WHERE s.id IN (SELECT c.set_id FROM change c WHERE c.key = :key "
            "OR c.key IN (SELECT l.id FROM evidence_link l WHERE l.reference_id = :key) "
            "OR c.key IN (SELECT n.id FROM note n WHERE n.reference_id = :key) "
            "OR c.key IN (SELECT f.study_id FROM reference f WHERE f.id = :key) "
            "OR c.key IN (SELECT b.id FROM risk_of_bias b JOIN reference f "
            "ON f.study_id = b.study_id WHERE f.id = :key) "
            "OR c.key IN (SELECT e.id FROM effect e WHERE e.reference_id = :key)) "
            "ORDER BY s.sequence DESC LIMIT 100"
        ),
        {"key": row_id},
    ).all()
    undone = undone_sets(connection)
    return [_view(row, undone) for row in rows]


def change(
    connection: Connection, set_id: str, *, limit: int = 500
) -> tuple[r.ChangeView, tuple[r.RowChange, ...]]:
    """One change set with what it did to each row (at most `limit`). Raises NotFound."""
    row = connection.execute(text(SETS + "WHERE s.id = :id"), {"id": set_id}).first()
    if row is None:
        raise NotFound(f"There is no change “{set_id}”.", hint="`evidence history` lists them.")
    rows = connection.execute(
        text("SELECT kind, key, before, after FROM change WHERE set_id = :id ORDER BY id LIMIT :n"),
        {"id": set_id, "n": limit},
    )
    view = _view(row, undone_sets(connection))
    return view, tuple(_row_change(entry) for entry in rows)


def _row_change(entry: Any) -> r.RowChange:
    before, after = as_json(entry.before) or {}, as_json(entry.after) or {}
    action = "added" if not before else "removed" if not after else "changed"
    fields = tuple(
        r.FieldChange(name, _shown(before.get(name)), _shown(after.get(name)))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name) and name not in ("id", "created_at")
    )
    return r.RowChange(entry.kind, _name(after or before), action, fields)


def _name(state: dict[str, Any]) -> str:
    for name in ("citekey", "slug", "name", "title", "stance", "text", "key", "id"):
        if state.get(name):
            return str(state[name])[:80]
    return ""


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:SHOWN_CHARS]
    import json

    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:SHOWN_CHARS]
