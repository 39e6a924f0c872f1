"""The questions that a search asks the index: counts of words, completions, matches, rows."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Connection

from evidence.store.search.dialects import Condition, dialect_of, statement

Order = Literal["any", "newest", "rank"]

AFTER = "\U0010ffff"  # sorts after every character that follows a beginning
COUNTED = 10_000  # totals are counted up to here
RANKED_AMONG = 4_000  # PostgreSQL ranks and sorts this many matches, not all

TABLES = {
    "sqlite": {
        "any": "SELECT rowid FROM {table} WHERE {matches} LIMIT :limit",
        "newest": "SELECT rowid FROM {table} WHERE {matches} ORDER BY rowid DESC LIMIT :limit",
        "rank": "SELECT rowid FROM {table} WHERE {matches} ORDER BY {rank} LIMIT :limit",
    },
    # An outer ORDER BY … LIMIT makes PostgreSQL walk the primary key instead of the index.
    "postgresql": {
        "any": "SELECT rowid FROM {table} WHERE {matches} LIMIT :limit",
        "newest": "SELECT rowid FROM (SELECT rowid FROM {table} WHERE {matches} "
        f"LIMIT {RANKED_AMONG}) AS found ORDER BY rowid DESC LIMIT :limit",
        "rank": "SELECT rowid FROM (SELECT rowid, {rank} AS rank FROM {table} WHERE {matches} "
        f"LIMIT {RANKED_AMONG}) AS found ORDER BY rank, rowid DESC LIMIT :limit",
    },
}
IN_YEARS = (
    " AND EXISTS (SELECT 1 FROM search_document d WHERE d.number = {table}.rowid "
    "AND d.year BETWEEN :low AND :high)"
)


class Index:
    """The index, as one search reads it."""

    def __init__(self, connection: Connection, years: tuple[int, int] | None = None) -> None:
        self.connection = connection
        self.dialect = dialect_of(connection)
        self.years = years
        self.known: dict[str, int] = {}  # word → documents with it in the core, as far as asked
        self.completed: dict[tuple[str, int, str], dict[str, int]] = {}
        self.size = self.one("SELECT coalesce(max(number), 0) FROM search_document")

    def one(self, sql: str) -> int:
        return self.connection.execute(statement(sql)).scalar_one()

    def counts(self, words: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Word → in how many documents' core and texts it stands; unknown words are left out."""
        rows = self.connection.execute(
            statement(f"SELECT term, core, body FROM search_term WHERE term {self.dialect.among}"),
            {"values": self.dialect.values(set(words))},
        )
        found = {term: (core, body) for term, core, body in rows.all()}
        self.known.update((term, core) for term, (core, _) in found.items())
        return found

    def completions(self, start: str, limit: int, *, column: str = "core") -> dict[str, int]:
        """The most frequent words that begin so, with their counts."""
        asked = (start, limit, column)
        if asked in self.completed:
            return self.completed[asked]
        rows = self.connection.execute(
            statement(
                f"SELECT term, {column} AS documents FROM search_term "
                f"WHERE term >= :start AND term < :after AND {column} > 0 "
                f"ORDER BY {column} DESC, term LIMIT :limit"
            ),
            {"start": start, "after": start + AFTER, "limit": limit},
        )
        found = self.completed[asked] = dict(map(tuple, rows.all()))
        if column == "core":
            self.known.update(found)
        return found

    def keyed(self, start: str, limit: int) -> list[int]:
        """The documents with an identifier that begins so; the whole one first."""
        rows = self.connection.execute(
            statement(
                "SELECT number FROM search_key WHERE value >= :start AND value < :after "
                "ORDER BY value LIMIT :limit"
            ),
            {"start": start, "after": start + AFTER, "limit": limit},
        )
        return list(dict.fromkeys(row.number for row in rows))

    def facets(self, name: str) -> list[Any]:
        """The values of a facet: value, slug, documents."""
        rows = self.connection.execute(
            statement(
                "SELECT value, slug, documents FROM search_facet WHERE name = :name "
                "ORDER BY documents DESC, value LIMIT 5000"
            ),
            {"name": name},
        )
        return list(rows)

    def match(
        self, table: Literal["core", "text"], condition: Condition, limit: int, order: Order = "any"
    ) -> list[int]:
        """The numbers of at most `limit` documents."""
        sql, values = self._question(table, condition, TABLES[self.dialect.name][order])
        return list(self.connection.execute(statement(sql), {**values, "limit": limit}).scalars())

    def total(self, table: Literal["core", "text"], condition: Condition) -> int:
        """How many documents match, counted up to COUNTED."""
        sql, values = self._question(table, condition, TABLES[self.dialect.name]["any"])
        return self.connection.execute(
            statement(f"SELECT count(*) FROM ({sql}) AS found"), {**values, "limit": COUNTED}
        ).scalar_one()

    def numbers_of(
        self,
        sets: Sequence[tuple[Literal["core", "text"], Condition]],
        *,
        beside: Sequence[int] = (),
    ) -> tuple[str, dict[str, Any]]:
        """A query for the numbers of all documents in one of these sets, and its values."""
        parts = [f"SELECT value AS rowid FROM {self.dialect.each}"]
        values: dict[str, Any] = {"values": self.dialect.values(beside)}
        for place, (table, condition) in enumerate(sets):
            sql, asked = self._question(
                table, condition, "SELECT rowid FROM {table} WHERE {matches}"
            )
            parts.append(sql.replace(":match", f":match{place}"))
            values[f"match{place}"] = asked.pop("match")
            values.update(asked)
        return " UNION ".join(parts), values

    def _question(self, table: str, condition: Condition, sql: str) -> tuple[str, dict[str, Any]]:
        dialect = self.dialect
        core = table == "core"
        matches = dialect.core_matches if core else dialect.text_matches
        values: dict[str, Any] = {
            "match": dialect.core(condition) if core else dialect.text(condition)
        }
        if self.years:
            matches += IN_YEARS
            values["low"], values["high"] = self.years
        name = f"search_{table}"
        rank = dialect.core_rank if core else dialect.text_rank
        sql = sql.replace("{matches}", matches).replace("{table}", name).replace("{rank}", rank)
        return sql, values

    def rows(self, numbers: Sequence[int]) -> dict[int, Any]:
        """The core of documents and what narrows them, by number."""
        if not numbers:
            return {}
        # The columns of the core come last: see `rank.Scorer.score`.
        found = self.connection.execute(
            statement(
                "SELECT d.number, d.id, d.kind, d.key, d.year AS published, d.links, d.facets, "
                "c.title, c.authors, c.journal, c.year, c.keys "
                "FROM search_document d JOIN search_core c ON c.rowid = d.number "
                f"WHERE d.number {self.dialect.among}"
            ),
            {"values": self.dialect.values(numbers)},
        )
        return {row.number: row for row in found.all()}

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """The folded words of all the texts of documents, by number."""
        found = self.connection.execute(
            statement(
                "SELECT rowid AS number, title || ' ' || other || ' ' || notes || ' ' || body "
                f"AS words FROM search_text WHERE rowid {self.dialect.among}"
            ),
            {"values": self.dialect.values(numbers)},
        )
        return {row.number: row.words for row in found.all()}

    def originals(self, numbers: Sequence[int]) -> dict[int, str]:
        """The stored fields of documents (JSON), by number."""
        found = self.connection.execute(
            statement(
                f"SELECT number, fields FROM search_document WHERE number {self.dialect.among}"
            ),
            {"values": self.dialect.values(numbers)},
        )
        return {row.number: row.fields for row in found.all()}
