"""Create and drop the tables of the search index: FTS5 on SQLite, tsvector and GIN on PostgreSQL.

All are ordinary tables of the library's database, written in the caller's transaction: what was
edited is found at once, and a rolled-back edit is not.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from evidence.errors import StoreError

TABLES = (
    "search_document",
    "search_core",
    "search_text",
    "search_term",
    "search_near",
    "search_key",
    "search_match",
    "search_facet",
)

# Folding is done before (evidence.text), so the tokenizer only has to split at spaces.
SQLITE = (
    """CREATE TABLE search_document (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
        year INTEGER, links INTEGER NOT NULL, facets TEXT NOT NULL, key TEXT NOT NULL,
        fields TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE search_core USING fts5(
        title, authors, journal, year, keys, marks,
        tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3')""",
    """CREATE VIRTUAL TABLE search_text USING fts5(
        title, notes, body, other, marks, tokenize = 'porter unicode61 remove_diacritics 0')""",
    """CREATE TABLE search_term (
        id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE,
        core INTEGER NOT NULL, body INTEGER NOT NULL)""",
    "CREATE TABLE search_near (pair INTEGER PRIMARY KEY)",
    """CREATE TABLE search_key (
        value TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (value, number)) WITHOUT ROWID""",
    "CREATE INDEX search_key_number ON search_key (number)",
    """CREATE TABLE search_match (
        key INTEGER NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (key, number)) WITHOUT ROWID""",
    "CREATE INDEX search_match_number ON search_match (number)",
    """CREATE TABLE search_facet (
        name TEXT NOT NULL, value TEXT NOT NULL, slug TEXT NOT NULL,
        documents INTEGER NOT NULL, PRIMARY KEY (name, value)) WITHOUT ROWID""",
)

POSTGRESQL = (
    """CREATE TABLE search_document (
        number bigint PRIMARY KEY, id text NOT NULL UNIQUE, kind text NOT NULL,
        year integer, links integer NOT NULL, facets text NOT NULL, key text NOT NULL,
        fields text NOT NULL)""",
    """CREATE TABLE search_core (
        rowid bigint PRIMARY KEY, title text NOT NULL, authors text NOT NULL,
        journal text NOT NULL, year text NOT NULL, keys text NOT NULL, marks text NOT NULL,
        vector tsvector NOT NULL)""",
    "CREATE INDEX search_core_vector ON search_core USING gin (vector)",
    """CREATE TABLE search_text (
        rowid bigint PRIMARY KEY, title text NOT NULL, notes text NOT NULL, body text NOT NULL,
        other text NOT NULL, marks text NOT NULL, vector tsvector NOT NULL)""",
    "CREATE INDEX search_text_vector ON search_text USING gin (vector)",
    """CREATE TABLE search_term (
        id bigint PRIMARY KEY, term text COLLATE "C" NOT NULL UNIQUE,
        core integer NOT NULL, body integer NOT NULL)""",
    "CREATE TABLE search_near (pair bigint PRIMARY KEY)",
    """CREATE TABLE search_key (
        value text COLLATE "C" NOT NULL, number bigint NOT NULL, PRIMARY KEY (value, number))""",
    "CREATE INDEX search_key_number ON search_key (number)",
    """CREATE TABLE search_match (
        key bigint NOT NULL, number bigint NOT NULL, PRIMARY KEY (key, number))""",
    "CREATE INDEX search_match_number ON search_match (number)",
    """CREATE TABLE search_facet (
        name text NOT NULL, value text COLLATE "C" NOT NULL, slug text COLLATE "C" NOT NULL,
        documents integer NOT NULL, PRIMARY KEY (name, value))""",
)


PROBE = "CREATE VIRTUAL TABLE temp.search_probe USING fts5(a)"


def create(connection: Connection) -> None:
    """Create the empty index. Raises StoreError if SQLite was built without FTS5."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _require_fts5(connection)
    for statement in SQLITE if sqlite else POSTGRESQL:
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Drop the index, if it is there."""
    for table in TABLES:
        connection.execute(text(f"DROP TABLE IF EXISTS {table}"))


def _require_fts5(connection: Connection) -> None:
    """Some builds of Python (a few of the year 2025 of uv's among them) have no FTS5."""
    try:
        connection.execute(text(PROBE))
        connection.execute(text("DROP TABLE temp.search_probe"))
    except DBAPIError as problem:
        if "no such module" not in str(problem.orig):
            raise
        raise StoreError(
            "The SQLite of this Python was built without FTS5, which the search needs.",
            hint="Use a Python from python.org, your system or a recent uv, or PostgreSQL.",
        ) from problem
