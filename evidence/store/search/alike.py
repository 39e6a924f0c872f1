"""Which references share a matching key: kept in the search index, so that a new one is compared
with the few that it could be, in a library of any size."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from evidence.store.search.dialects import dialect_of

# A key that more references share (a recurring title) tells nothing; the others find the work.
MOST_SHARED = 60
AT_ONCE = 10_000


def sharing(connection: Connection, wanted: Iterable[int]) -> set[str]:
    """The row ids of the references that share one of these keys."""
    dialect = dialect_of(connection)
    keys = sorted(set(wanted))
    found: dict[int, list[str]] = {}
    for start in range(0, len(keys), AT_ONCE):
        rows = connection.execute(
            text(
                "SELECT m.key, d.id FROM search_match m "
                f"JOIN search_document d ON d.number = m.number WHERE m.key {dialect.among}"
            ),
            {"values": dialect.values(keys[start : start + AT_ONCE])},
        )
        for key, row_id in rows:
            found.setdefault(key, []).append(row_id)
    return {row_id for ids in found.values() if len(ids) <= MOST_SHARED for row_id in ids}
