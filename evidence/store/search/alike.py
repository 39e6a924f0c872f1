"""Which references share a matching key: kept in the search index, so that a new one is compared
with the few that it could be, in a library of any size."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, text

from evidence.matching import names_the_work
from evidence.store.search.dialects import dialect_of

# A key that more references share (a recurring title) tells nothing; the others find the work.
MOST_SHARED = 60
# Two that share one key alone, and that not an identifier's, must have titles at least so alike (in
# rapidfuzz's measure): in a large library strangers often share an author and a page.
LIKE_TITLES = 55.0
AT_ONCE = 10_000


def sharing(connection: Connection, wanted: Mapping[str, tuple[Sequence[int], str]]) -> set[str]:
    """The row ids of the references that are worth comparing with one of these entries.

    `wanted`: each entry's matching keys and title (as `title_key` writes it), by a name of its own.
    """
    entries: dict[int, list[str]] = {}
    for name, (keys, _) in wanted.items():
        for key in keys:
            entries.setdefault(key, []).append(name)
    shared: Counter[tuple[str, int]] = Counter()  # how many keys an entry and a document share
    certain: set[int] = set()
    for key, numbers in _blocks(connection, entries):
        if names_the_work(key):
            certain.update(numbers)
        else:
            shared.update((name, number) for name in entries[key] for number in numbers)
    certain.update(number for (_, number), count in shared.items() if count > 1)
    doubtful = [pair for pair in shared if pair[1] not in certain]
    titles = _titles(connection, {number for _, number in doubtful})
    certain.update(_with_like_titles(doubtful, titles, wanted))
    return {
        row_id
        for rows in _asked(
            connection, "SELECT id FROM search_document WHERE number", sorted(certain)
        )
        for (row_id,) in rows
    }


def _blocks(connection: Connection, entries: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """The numbers of the documents under each key that does not stand too often."""
    found: dict[int, list[int]] = {}
    for rows in _asked(
        connection, "SELECT key, number FROM search_match WHERE key", sorted(entries)
    ):
        for key, number in rows:
            found.setdefault(key, []).append(number)
    yield from ((key, numbers) for key, numbers in found.items() if len(numbers) <= MOST_SHARED)


def _titles(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for rows in _asked(
        connection, "SELECT rowid, title FROM search_core WHERE rowid", sorted(numbers)
    ):
        found.update((number, title) for number, title in rows)
    return found


def _with_like_titles(
    pairs: Iterable[tuple[str, int]],
    titles: Mapping[int, str],
    wanted: Mapping[str, tuple[Sequence[int], str]],
) -> Iterator[int]:
    """The documents whose titles are like the entry's, or that have none, or it has none."""
    from rapidfuzz import fuzz

    for name, number in pairs:
        ours, theirs = wanted[name][1], titles.get(number, "")
        if not (ours and theirs) or fuzz.ratio(ours, theirs, score_cutoff=LIKE_TITLES):
            yield number


def _asked(
    connection: Connection, words: str, values: Sequence[int]
) -> Iterator[Iterable[Sequence]]:
    """The rows of a query for many numbers, part by part."""
    dialect = dialect_of(connection)
    for start in range(0, len(values), AT_ONCE):
        part = dialect.values(values[start : start + AT_ONCE])
        yield connection.execute(text(f"{words} {dialect.among}"), {"values": part})
