"""Write documents to the search index, in the caller's transaction.

One writer at a time is assumed (BEGIN IMMEDIATE, or the advisory lock on PostgreSQL). A document
that is put again replaces the one with its id; only words whose counts change are touched.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from evidence.store.search import schema
from evidence.store.search.dialects import (
    CORE_WEIGHT,
    Dialect,
    SQLite,
    dialect_of,
    lexemes,
    numbers_with_ids,
    statement,
)
from evidence.store.search.documents import (
    CORE_COLUMNS,
    TEXT_COLUMNS,
    Document,
    Entry,
    clean,
    distinct,
    entry_of,
    slug,
)
from evidence.store.search.spelling import correctable, deletions, pairs

__all__ = ["Document", "clear", "count", "put", "remove", "verify"]

BATCH = 2_000  # documents
WORDS_AT_ONCE = 10_000

DOCUMENT = ("number", "id", "kind", "year", "links", "facets", "key", "fields")
CORE = ("rowid", *CORE_COLUMNS, "marks")
TEXT = ("rowid", *TEXT_COLUMNS, "marks")
KEY = ("value", "number")
MATCH = ("key", "number")
TERM = ("id", "term", "core", "body")
NEAR = ("pair",)
# What holds rows of a document, and the column with its number.
NUMBERED = (
    ("search_core", "rowid"),
    ("search_text", "rowid"),
    ("search_key", "number"),
    ("search_match", "number"),
    ("search_document", "number"),
)


class Counts:
    """How the counts of words and facets change when documents come and go."""

    def __init__(self) -> None:
        self.core: Counter[str] = Counter()
        self.body: Counter[str] = Counter()
        self.facets: Counter[tuple[str, str]] = Counter()

    def add(self, *, words: set[str], others: set[str], facets: Iterable[tuple[str, str]]) -> None:
        """Count a document in: the distinct words of its core and notes, and those of the rest."""
        self.core.update(words)
        self.body.update(words)
        self.body.update(others)
        self.facets.update(facets)

    def take(self, *, words: set[str], others: set[str], facets: Iterable[tuple[str, str]]) -> None:
        """Count a document out."""
        self.core.subtract(words)
        self.body.subtract(words)
        self.body.subtract(others)
        self.facets.subtract(facets)


def put(connection: Connection, documents: Iterable[Document]) -> None:
    """Insert documents, or replace those with the same id.

    The words of all are counted before the vocabulary is changed: most come again and again.
    """
    remaining = iter(documents)
    counts = Counts()
    while batch := {document.id: document for document in islice(remaining, BATCH)}:
        _put(connection, list(batch.values()), counts)
    _change_words(connection, counts)
    _change_facets(connection, counts)


def _put(connection: Connection, documents: Sequence[Document], counts: Counts) -> None:
    dialect = dialect_of(connection)
    known = numbers_with_ids(connection, [document.id for document in documents])
    # Before the old rows go: a document that is put again keeps its number, maybe the highest.
    last = connection.execute(statement("SELECT max(number) FROM search_document")).scalar() or 0
    _forget(connection, list(known.values()), counts)
    rows: list[tuple[Any, ...]] = []
    core_rows: list[tuple[Any, ...]] = []
    text_rows: list[tuple[Any, ...]] = []
    key_rows: list[tuple[str, int]] = []
    match_rows: list[tuple[int, int]] = []
    for document in documents:
        entry = entry_of(document)
        number = known.get(document.id)
        if number is None:
            last += 1
            number = last
        rows.append(_row(document, entry, number))
        core_rows.append((number, *entry.core.values(), entry.marks))
        text_rows.append((number, *entry.text.values(), entry.marks))
        key_rows.extend([(key, number) for key in entry.keys])
        match_rows.extend([(key, number) for key in document.alike])
        counts.add(
            words=entry.words,
            others=entry.others,
            facets=(*entry.facets, ("kind", document.kind)),
        )
    core_columns: tuple[str, ...] = CORE
    if dialect is not SQLite:
        core_columns = (*CORE, "vector")
        weights = tuple(CORE_WEIGHT.values())
        core_rows = [(*row, lexemes(list(zip(weights, row[1:], strict=True)))) for row in core_rows]
    dialect.insert(connection, "search_document", DOCUMENT, rows)
    dialect.insert(connection, "search_core", core_columns, core_rows)
    dialect.insert(connection, "search_text", TEXT, text_rows)
    if key_rows:
        dialect.insert(connection, "search_key", KEY, key_rows)
    if match_rows:
        match_rows.sort()  # in the order of the table
        dialect.insert(connection, "search_match", MATCH, match_rows)


def _row(document: Document, entry: Entry, number: int) -> tuple[Any, ...]:
    return (
        number,
        document.id,
        document.kind,
        entry.year,
        document.links,
        "\n".join(f"{name}={value}" for name, value in entry.facets),
        clean(document.key),
        # ASCII JSON: lone surrogates and NUL, which PostgreSQL refuses, stand as escapes.
        json.dumps({name: value for name, value in document.fields.items() if value}),
    )


def remove(connection: Connection, ids: Iterable[str]) -> None:
    """Take documents out; an id that is not there is no error."""
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        counts = Counts()
        _forget(connection, list(numbers_with_ids(connection, batch).values()), counts)
        _change_words(connection, counts)
        _change_facets(connection, counts)


def _forget(connection: Connection, numbers: list[int], counts: Counts) -> None:
    """Delete the rows of documents and count their words out."""
    if not numbers:
        return
    dialect = dialect_of(connection)
    values = {"values": dialect.values(numbers)}
    for row in _contents(connection, f"WHERE d.number {dialect.among}", values):
        counts.take(**_parts(row))
    for table, column in NUMBERED:
        connection.execute(statement(f"DELETE FROM {table} WHERE {column} {dialect.among}"), values)


def _contents(connection: Connection, where: str, values: dict[str, Any]) -> Iterator[Any]:
    core = ", ".join(f"c.{name} AS core_{name}" for name in CORE_COLUMNS)
    texts = ", ".join(f"t.{name} AS text_{name}" for name in TEXT_COLUMNS)
    yield from connection.execute(
        statement(
            f"SELECT d.kind, d.facets, {core}, {texts} FROM search_document d "
            "JOIN search_core c ON c.rowid = d.number JOIN search_text t ON t.rowid = d.number "
            + where
        ),
        values,
    ).mappings()


def _parts(row: Any) -> dict[str, Any]:
    """What is counted of a document that stands in the index."""
    facets = [tuple(line.split("=", 1)) for line in row["facets"].split("\n") if line]
    words = distinct([row["text_notes"], *(row[f"core_{name}"] for name in CORE_COLUMNS)])
    return {
        "words": words,
        "others": distinct(row[f"text_{name}"] for name in TEXT_COLUMNS) - words,
        "facets": [*facets, ("kind", row["kind"])],
    }


def _change_words(connection: Connection, counts: Counts) -> None:
    """Bring the vocabulary up to date, a bounded number of words at a time."""
    changed = sorted(word for word, by in counts.body.items() if by or counts.core[word])
    for start in range(0, len(changed), WORDS_AT_ONCE):
        _change_some_words(connection, changed[start : start + WORDS_AT_ONCE], counts)


def _change_some_words(connection: Connection, words: Sequence[str], counts: Counts) -> None:
    """Change the counts of words, and the deletions of those that are new or gone."""
    dialect = dialect_of(connection)
    known = {
        row.term: row
        for row in connection.execute(
            statement(f"SELECT id, term, core, body FROM search_term WHERE term {dialect.among}"),
            {"values": dialect.values(words)},
        )
    }
    last = connection.execute(statement("SELECT max(id) FROM search_term")).scalar() or 0
    new: list[tuple[int, str, int, int]] = []
    updated: list[dict[str, int]] = []
    gone: list[int] = []
    come: list[int] = []
    left: list[int] = []
    for word in words:
        row = known.get(word)
        before = row.core if row else 0
        core = before + counts.core[word]
        body = (row.body if row else 0) + counts.body[word]
        number = row.id if row else (last := last + 1)
        if row is None:
            new.append((number, word, core, body))
        elif body > 0:
            updated.append({"id": number, "core": core, "body": body})
        else:
            gone.append(number)
        if (before > 0) != (core > 0) and correctable(word):
            (come if core > 0 else left).extend(pairs(word, number))
    if new:
        dialect.insert(connection, "search_term", TERM, new)
    if updated:
        connection.execute(
            statement("UPDATE search_term SET core = :core, body = :body WHERE id = :id"), updated
        )
    if gone:
        connection.execute(
            statement(f"DELETE FROM search_term WHERE id {dialect.among}"),
            {"values": dialect.values(gone)},
        )
    if come:
        come.sort()  # in the order of the table
        dialect.insert(connection, "search_near", NEAR, list(zip(come, strict=True)))
    if left:
        connection.execute(
            statement(f"DELETE FROM search_near WHERE pair {dialect.among}"),
            {"values": dialect.values(left)},
        )


def _change_facets(connection: Connection, counts: Counts) -> None:
    rows = [
        {"name": name, "value": value, "slug": slug(value), "by": by}
        for (name, value), by in sorted(counts.facets.items())
        if by
    ]
    if not rows:
        return
    connection.execute(
        statement(
            "INSERT INTO search_facet (name, value, slug, documents) "
            "VALUES (:name, :value, :slug, :by) ON CONFLICT (name, value) "
            "DO UPDATE SET documents = search_facet.documents + excluded.documents"
        ),
        rows,
    )
    connection.execute(statement("DELETE FROM search_facet WHERE documents <= 0"))


def clear(connection: Connection) -> None:
    """Empty the index: it is made anew, which costs the same however full it was."""
    schema.drop(connection)
    schema.create(connection)


def count(connection: Connection) -> int:
    """How many documents the index holds."""
    return connection.execute(statement("SELECT count(*) FROM search_document")).scalar_one()


def verify(connection: Connection) -> list[str]:
    """Compare the parts of the index with each other; returns what is wrong, one sentence each."""
    problems = []
    documents = count(connection)
    for table in ("search_core", "search_text"):
        held = connection.execute(statement(f"SELECT count(*) FROM {table}")).scalar_one()
        if held != documents:
            problems.append(f"{table} holds {held} documents, the index {documents}.")
    counts = Counts()
    for row in _contents(connection, "", {}):
        counts.add(**_parts(row))
    problems.extend(_wrong_words(connection, counts))
    stored = {
        (row.name, row.value): row.documents
        for row in connection.execute(statement("SELECT name, value, documents FROM search_facet"))
    }
    wrong = sum(stored.get(f) != n for f, n in counts.facets.items())
    wrong += len(stored.keys() - counts.facets.keys())
    if wrong:
        problems.append(f"The counts of {wrong} facets are wrong.")
    problems.extend(_broken_fts(connection, dialect_of(connection)))
    return problems


def _wrong_words(connection: Connection, counts: Counts) -> Iterator[str]:
    wrong, digests, expected = 0, 0, 0
    terms = connection.execute(statement("SELECT id, term, core, body FROM search_term"))
    seen = set()
    for row in terms:
        seen.add(row.term)
        wrong += (counts.core[row.term], counts.body[row.term]) != (row.core, row.body)
        if row.core > 0 and correctable(row.term):
            expected += len(deletions(row.term))
    wrong += len(counts.body.keys() - seen)
    if wrong:
        yield f"The counts of {wrong} words are wrong."
    digests = connection.execute(statement("SELECT count(*) FROM search_near")).scalar_one()
    if digests != expected:
        yield f"There are {digests} entries for spelling correction, not {expected}."


def _broken_fts(connection: Connection, dialect: Dialect) -> Iterator[str]:
    if dialect is not SQLite:
        return
    from sqlalchemy.exc import DatabaseError

    for table in ("search_core", "search_text"):
        try:
            check = f"INSERT INTO {table} ({table}) VALUES ('integrity-check')"
            connection.execute(statement(check))
        except DatabaseError as problem:
            yield f"{table} is damaged: {problem.orig}."
