"""Which references share a matching key: kept beside the references, so that a new one is compared
with the few that it could be, in a library of any size."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, text

from evidence.matching import features, keys
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.store.search.dialects import dialect_of

# A key that more references share (a recurring title) tells nothing; the others find the work.
MOST_SHARED = 60


def put(
    connection: Connection,
    references: Mapping[str, dict[str, Any] | None],
    *,
    known: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Write the keys of references (row id → CSL; None for one that is gone or merged away).

    `known` are keys that were worked out already, by row id.
    """
    ready = known or {}
    dialect = dialect_of(connection)
    for part in chunks(references):
        connection.execute(
            text(f"DELETE FROM match_key WHERE reference_id {dialect.among}"),
            {"values": dialect.values(part)},
        )
    rows = [
        (key, row_id)
        for row_id, csl in references.items()
        if csl is not None
        for key in (ready[row_id] if row_id in ready else keys(features(csl)))
    ]
    if rows:
        dialect.insert(connection, "match_key", ("key", "reference_id"), rows)


def sharing(connection: Connection, wanted: Iterable[str]) -> set[str]:
    """The row ids of the references that share one of these keys."""
    found: dict[str, list[str]] = {}
    for part in chunks(set(wanted)):
        for row in rows_of(
            connection, "SELECT key, reference_id FROM match_key WHERE key IN :ids", part
        ):
            found.setdefault(row.key, []).append(row.reference_id)
    return {row_id for ids in found.values() if len(ids) <= MOST_SHARED for row_id in ids}


def rebuild(connection: Connection) -> None:
    """Make all keys anew from the references."""
    connection.execute(text("DELETE FROM match_key"))
    ids = connection.execute(text("SELECT id FROM reference WHERE merged_into IS NULL")).scalars()
    for part in chunks(ids.all()):
        put(
            connection,
            {
                row.id: as_json(row.csl)
                for row in rows_of(
                    connection, "SELECT id, csl FROM reference WHERE id IN :ids", part
                )
            },
        )
