"""The two dialects of full-text search: one small tree of conditions, written for each.

A condition is made of words that were folded and quoted here, never of what somebody typed:
`C-reactive`, `O'Brien`, `NEAR(` and `a & | ! <->` are no syntax.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from sqlalchemy import Connection, TextClause, text

from evidence.store.search.documents import CORE_COLUMNS, TEXT_COLUMNS


@dataclass(frozen=True, slots=True)
class Term:
    """One word or a phrase, whole or as the beginning of a word, in some columns or in all."""

    tokens: tuple[str, ...]
    prefix: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Without:
    wanted: "Condition"
    unwanted: "Condition"


Condition = Term | All | OneOf | Without


NARROW = 4  # columns
MOST_PLACES = 800  # of a statement: SQLite takes at most 999 on old builds


class SQLite:
    """FTS5: `{title authors} : ("muller" OR "muell" *)`."""

    name = "sqlite"
    among = "IN (SELECT value FROM json_each(:values))"
    each = "(SELECT value FROM json_each(:values)) AS each"
    core_matches = "search_core MATCH :match"
    text_matches = "search_text MATCH :match"
    core_rank = "bm25(search_core, 6, 6, 2, 3, 3, 0)"
    text_rank = "bm25(search_text, 2, 1, 1, 0.5, 0)"

    @staticmethod
    def values(values: Iterable[str | int]) -> str | list[str | int]:
        import json

        return json.dumps(list(values), ensure_ascii=False)

    @staticmethod
    def insert(
        connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence]
    ) -> None:
        """Insert many rows past SQLAlchemy's handling of each row, which costs most of the time.

        Narrow rows go many in one statement: the running of it costs more than they do.
        """
        words = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
        place = f"({', '.join('?' * len(columns))})"
        whole = 0
        if len(columns) <= NARROW:
            at_once = MOST_PLACES // len(columns)
            whole = len(rows) - len(rows) % at_once
            many = words + ", ".join([place] * at_once)
            for start in range(0, whole, at_once):
                connection.exec_driver_sql(
                    many, tuple(chain.from_iterable(rows[start : start + at_once]))
                )
        if whole < len(rows):
            connection.exec_driver_sql(words + place, list(rows[whole:]))

    @classmethod
    def core(cls, condition: Condition) -> str:
        return cls._write(condition)

    text = core

    @classmethod
    def _write(cls, condition: Condition) -> str:
        match condition:
            case Term(tokens, prefix, columns):
                words = " ".join(tokens).replace('"', '""')
                place = f"{{{' '.join(columns)}}} : " if columns else ""
                return f'({place}"{words}"{" *" if prefix else ""})'
            case All(parts):
                return f"({' AND '.join(map(cls._write, parts))})"
            case OneOf(parts):
                return f"({' OR '.join(map(cls._write, parts))})"
            case Without(wanted, unwanted):
                return f"({cls._write(wanted)} NOT {cls._write(unwanted)})"


# The weights of a tsvector stand for columns: there are four.
CORE_WEIGHT = dict(zip((*CORE_COLUMNS, "marks"), "ABCDDD", strict=True))
TEXT_WEIGHT = dict(zip((*TEXT_COLUMNS, "marks"), "ABBCD", strict=True))
# The columns that are no text.
INTEGERS = {
    "search_document": frozenset({"number", "year", "links"}),
    "search_core": frozenset({"rowid"}),
    "search_text": frozenset({"rowid"}),
    "search_term": frozenset({"id", "core", "body"}),
    "search_near": frozenset({"pair"}),
    "search_key": frozenset({"number"}),
    "search_match": frozenset({"key", "number"}),
}
# How the vectors are made of what is inserted.
VECTORS = {
    "search_core": "CAST(vector AS tsvector)",
    "search_text": "setweight(to_tsvector('english', title), 'A') || "
    "setweight(to_tsvector('english', notes || ' ' || body), 'B') || "
    "setweight(to_tsvector('english', other), 'C') || "
    "setweight(to_tsvector('english', marks), 'D')",
}
POSITIONS = 16_000  # a tsvector counts positions to 16,383


class PostgreSQL:
    """tsquery: `('muller':AB | 'muell':*AB) & !'rat'`."""

    name = "postgresql"
    among = "= ANY(:values)"
    each = "unnest(CAST(:values AS bigint[])) AS each (value)"
    core_matches = "vector @@ CAST(:match AS tsquery)"
    text_matches = "vector @@ to_tsquery('english', :match)"
    core_rank = "-ts_rank('{0.5, 0.35, 1.0, 1.0}', vector, CAST(:match AS tsquery))"
    text_rank = "-ts_rank('{0.2, 0.25, 0.5, 1.0}', vector, to_tsquery('english', :match))"

    @staticmethod
    def values(values: Iterable[str | int]) -> str | list[str | int]:
        return list(values)

    @staticmethod
    def insert(
        connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence]
    ) -> None:
        """Insert many rows in one statement, a column at a time."""
        numbers = INTEGERS.get(table, frozenset())
        arrays = ", ".join(
            f"CAST(%s AS {'bigint' if column in numbers else 'text'}[])" for column in columns
        )
        names = [column for column in columns if column != "vector"]
        chosen = list(names)
        if table in VECTORS:
            names.append("vector")
            chosen.append(VECTORS[table])
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(chosen)} "
            f"FROM unnest({arrays}) AS new ({', '.join(columns)})",
            tuple(list(values) for values in zip(*rows, strict=True)),
        )

    @classmethod
    def core(cls, condition: Condition) -> str:
        return cls._write(condition, CORE_WEIGHT)

    @classmethod
    def text(cls, condition: Condition) -> str:
        return cls._write(condition, TEXT_WEIGHT)

    @classmethod
    def _write(cls, condition: Condition, weights: dict[str, str]) -> str:
        match condition:
            case Term(tokens, prefix, columns):
                places = "".join(sorted({weights[column] for column in columns}))
                quoted = [quote(token) for token in tokens]
                marks = [places] * (len(quoted) - 1) + [("*" if prefix else "") + places]
                pairs = zip(quoted, marks, strict=True)
                return f"({' <-> '.join(f'{w}:{m}' if m else w for w, m in pairs)})"
            case All(parts):
                return f"({' & '.join(cls._write(part, weights) for part in parts)})"
            case OneOf(parts):
                return f"({' | '.join(cls._write(part, weights) for part in parts)})"
            case Without(wanted, unwanted):
                return f"({cls._write(wanted, weights)} & !{cls._write(unwanted, weights)})"


def quote(token: str) -> str:
    """A word as tsvector and tsquery literals take it."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def lexemes(columns: Sequence[tuple[str, str]]) -> str:
    """The literal of a tsvector of (weight, folded words) columns, with true positions.

    Written here because PostgreSQL's own parser would read `10.1002` as a version and
    `a/b` as a path.
    """
    places: dict[str, list[str]] = {}
    position = 0
    for weight, value in columns:
        for token in value.split():
            position = min(position + 1, POSITIONS)
            found = places.setdefault(token, [])
            if len(found) < 255:
                found.append(f"{position}{weight}")
        position += 2  # a phrase does not reach from one column into the next
    return " ".join(f"{quote(token)}:{','.join(found)}" for token, found in places.items())


Dialect = type[SQLite] | type[PostgreSQL]


def dialect_of(connection: Connection) -> Dialect:
    return SQLite if connection.dialect.name == "sqlite" else PostgreSQL


@lru_cache(maxsize=200)
def statement(sql: str) -> TextClause:
    """A statement, read once: the same few dozen are asked at every key that is typed."""
    return text(sql)


def numbers_with_ids(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The numbers of documents in the index, by id."""
    dialect = dialect_of(connection)
    rows = connection.execute(
        statement(f"SELECT id, number FROM search_document WHERE id {dialect.among}"),
        {"values": dialect.values(ids)},
    )
    return {row.id: row.number for row in rows}
