"""What entries are compared with: the references of a library that they may be, and each other.

Of a large library only those are fetched that share an identifier, a digest or a matching key with
an entry.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from evidence import matching
from evidence.formats.records import Record
from evidence.library.joining import Csl
from evidence.library.references import csl_digest
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.store.search import alike
from evidence.text import title_key

IDENTIFIERS = (("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmcid"))


@dataclass(slots=True)
class Known:
    """A reference that entries are compared with: one of the library, or one of this import."""

    id: str | None
    key: str
    csl: Csl
    digests: tuple[str, ...]
    line: int = 0
    path: str = ""
    is_new: bool = False  # it comes with this import
    settled: frozenset[str] = frozenset()  # the fields that a person has set
    also: set[str] | None = None  # its other keys

    def is_called(self, key: str) -> bool:
        """Whether it has this key already, or needs none."""
        return not key or key == self.key or (self.also is not None and key in self.also)

    def call(self, key: str) -> None:
        """Remember another key."""
        self.also = (self.also or set()) | {key}

    @property
    def place(self) -> str:
        """What it is called while an import is decided: its row id, or its key if it is new."""
        return self.id or f"new {self.key}"


class TakenKeys:
    """The citekeys that a new reference must not repeat; the library is asked for those wanted."""

    def __init__(self, connection: Connection, wanted: Iterable[str]) -> None:
        self._connection = connection
        self._taken: set[str] = set()
        self._asked: set[str] = set()
        self._ask({key for key in wanted if key})
        self._ask({f"{key}{suffix}" for key in self._taken for suffix in "bcd"})

    def _ask(self, keys: set[str]) -> None:
        self._asked |= keys
        for part in chunks(keys):
            for column, table in (("citekey", "reference"), ("key", "reference_key")):
                sql = f"SELECT {column} AS name FROM {table} WHERE {column} IN :ids"
                self._taken.update(row.name for row in rows_of(self._connection, sql, part))

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str) and key not in self._asked:
            self._ask({key})
        return key in self._taken

    def add(self, key: str) -> None:
        """Take a key for a reference of this import."""
        self._taken.add(key)
        self._asked.add(key)


class Prepared:
    """What matching needs of the entries, worked out once for entries that say the same."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[matching.Features, tuple[int, ...]]] = {}

    def of(self, digest: str, csl: Csl) -> tuple[matching.Features, tuple[int, ...]]:
        """The features of an entry and their keys."""
        found = self._found.get(digest)
        if found is None:
            features = matching.features(csl)
            found = self._found[digest] = (features, matching.keys(features))
        return found


@dataclass(slots=True)
class Index:
    """What entries are matched by: identifiers, digests, and likeness."""

    alike: matching.Index
    prepared: Prepared
    taken: TakenKeys
    places: dict[str, Known] = field(default_factory=dict)
    identifiers: dict[tuple[str, str], Known] = field(default_factory=dict)
    digests: dict[str, Known] = field(default_factory=dict)
    suffixes: dict[str, int] = field(default_factory=dict)

    def add(self, known: Known) -> None:
        """Let entries find a reference by its identifiers, and by what came in for it before."""
        for name, _ in IDENTIFIERS:
            if known.csl.get(name):
                self.identifiers.setdefault((name, str(known.csl[name]).lower()), known)
        for digest in known.digests:
            self.digests.setdefault(digest, known)
        self.places[known.place] = known

    def compare_with(self, place: str, digest: str, csl: Csl) -> Sequence[int]:
        """Let entries find a reference by likeness; returns its matching keys."""
        features, keys = self.prepared.of(digest, csl)
        self.alike.add(place, features, at=keys)
        return keys

    def like(self, digest: str, csl: Csl) -> list[matching.Match]:
        """The references that an entry may be, best first."""
        features, keys = self.prepared.of(digest, csl)
        return matching.candidates(features, self.alike, at=keys)


def find_known(connection: Connection, records: Sequence[Record], digests: Sequence[str]) -> Index:
    """Find the references of the library that these records may be."""
    prepared = Prepared()
    taken = TakenKeys(connection, {record.key for record in records})
    index = Index(matching.Index(), prepared, taken)
    if connection.execute(text("SELECT 1 FROM reference LIMIT 1")).first() is None:
        return index
    ids: set[str] = set()
    wanted: list[tuple[str, set[str]]] = [
        (column, {str(one.csl[name]).lower() for one in records if one.csl and one.csl.get(name)})
        for name, column in IDENTIFIERS
    ]
    wanted[2] = ("pmcid", {value.upper() for value in wanted[2][1]})
    entries = {
        digest: record.csl
        for digest, record in zip(digests, records, strict=True)
        if record.csl is not None
    }
    wanted.append(("source_digest", set(entries)))
    for column, values in wanted:
        for part in chunks(values):
            sql = f"SELECT id, source_digest, merged_into FROM reference WHERE {column} IN :ids"
            for row in rows_of(connection, sql, part):
                if row.merged_into is not None:
                    continue
                ids.add(row.id)
                entries.pop(row.source_digest, None)  # it came in before: nothing to compare
    ids |= alike.sharing(
        connection,
        {
            digest: (prepared.of(digest, csl)[1], title_key(str(csl.get("title") or "")))
            for digest, csl in entries.items()
        },
    )
    for part in chunks(ids):
        settled, others = _settled(connection, part), _other_keys(connection, part)
        for row in rows_of(
            connection,
            "SELECT f.id, f.citekey, f.csl, f.source_digest, s.id AS imported FROM reference f "
            "LEFT JOIN change_set s ON s.id = f.batch_id AND s.kind = 'import' WHERE f.id IN :ids",
            part,
        ):
            csl = as_json(row.csl)
            digest = csl_digest(csl)
            index.add(
                Known(
                    row.id,
                    row.citekey,
                    csl,
                    (digest, row.source_digest or digest),
                    settled=frozenset(csl) if row.imported is None else settled[row.id],
                    also=others.get(row.id),
                )
            )
            index.compare_with(row.id, digest, csl)
    return index


def _other_keys(connection: Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """The keys that references have beside their own."""
    found: dict[str, set[str]] = {}
    sql = "SELECT reference_id, key FROM reference_key WHERE reference_id IN :ids"
    for row in rows_of(connection, sql, ids):
        found.setdefault(row.reference_id, set()).add(row.key)
    return found


def _settled(connection: Connection, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """The fields that persons have set, by reference: no import has another word in them."""
    found: dict[str, set[str]] = {row_id: set() for row_id in ids}
    for row in rows_of(
        connection,
        "SELECT c.key, c.before, c.after FROM change c JOIN change_set s ON s.id = c.set_id "
        "WHERE c.kind = 'reference' AND s.kind <> 'import' AND s.kind <> 'undo' "
        "AND c.before IS NOT NULL AND c.after IS NOT NULL AND c.key IN :ids",
        ids,
    ):
        before, after = as_json(row.before)["csl"], as_json(row.after)["csl"]
        found[row.key].update(n for n in {*before, *after} if before.get(n) != after.get(n))
    return {row_id: frozenset(names) for row_id, names in found.items()}
