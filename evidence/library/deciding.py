"""What an import will do with each entry: is it a reference of the library, or a new one?

The same DOI, PMID or PMCID is the same reference; so is an entry that came in before, and one that
`matching` takes for the same. What may be the same waits for a person. Decided on one state of the
library; nothing is changed here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from evidence import matching
from evidence.errors import Level, Message
from evidence.formats.records import ReadFile, Record
from evidence.library import results as r
from evidence.library.joining import Csl, join
from evidence.library.references import csl_digest
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.store.search import alike
from evidence.text import propose_key, title_key
from evidence.vocabulary import Decision, OnDuplicate, Outcome

IDENTIFIERS = (("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmcid"))
# Titles of one work, under one identifier, that share fewer words than this are told apart loudly.
SAME_TITLE_RATIO = 60.0
TOLD_EVERY = 500
SAME_ENTRY = r.MatchReason("entry", 1.0, 0.0, "the same entry")


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


@dataclass(slots=True)
class Action:
    """What is to be done with one entry."""

    record: Record
    path: str
    outcome: Outcome
    target: Known | None = None
    key: str = ""
    csl: Csl | None = None
    messages: list[Message] = field(default_factory=list)
    reasons: list[r.MatchReason] = field(default_factory=list)
    score: float = 0.0
    digest: str = ""
    keys: Sequence[int] = ()
    remembers: bool = False  # the entry's key is another one of the reference
    different_from: list[Known] = field(default_factory=list)
    differences: list[r.FieldChange] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What an import will do, entry by entry, and the state of the library that it was made on."""

    files: list[ReadFile]
    actions: list[Action]
    sequence: int

    @property
    def changes(self) -> bool:
        """Whether it would change the library at all."""
        return any(
            action.remembers or action.outcome in (Outcome.ADDED, Outcome.MERGED)
            for action in self.actions
        )


def sequence_of(connection: Connection) -> int:
    """The number of the latest change: the state that a plan is made on."""
    return connection.execute(text("SELECT max(sequence) FROM change_set")).scalar() or 0


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


def _index(connection: Connection, records: Sequence[Record], digests: Sequence[str]) -> Index:
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
            sql = (
                f"SELECT id, source_digest FROM reference "
                f"WHERE {column} IN :ids AND merged_into IS NULL"
            )
            for row in rows_of(connection, sql, part):
                ids.add(row.id)
                entries.pop(row.source_digest, None)  # it came in before: nothing to compare
    ids |= alike.sharing(
        connection, (key for item in entries.items() for key in prepared.of(*item)[1])
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


def plan(
    connection: Connection,
    files: Sequence[ReadFile],
    *,
    on_duplicate: OnDuplicate,
    decisions: Mapping[tuple[str, int], Decision] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Plan:
    """Decide what to do with every entry; changes nothing.

    `decisions` are a person's, by file and line of the entry; they go before `on_duplicate`.
    `progress` is told how many entries are decided.
    """
    decided = decisions or {}
    records = [record for file in files for record in file.records]
    digests = [csl_digest(record.csl) if record.csl is not None else "" for record in records]
    index = _index(connection, records, digests)
    actions = []
    position = 0
    for file in files:
        for record in file.records:
            wanted = decided.get((file.path, record.line))
            action = Action(
                record,
                file.path,
                Outcome.FAILED,
                key=record.key,
                digest=digests[position],
                messages=list(record.messages),
            )
            _decide(action, index, on_duplicate, wanted)
            if action.outcome is Outcome.ADDED:
                _name_new(action, index)
            elif action.outcome is Outcome.MERGED and action.target is not None:
                index.add(action.target)  # by the identifiers that it gained, too
            actions.append(action)
            position += 1
            if progress and not position % TOLD_EVERY:
                progress(position)
    return Plan(list(files), actions, sequence_of(connection))


def _decide(
    action: Action, index: Index, on_duplicate: OnDuplicate, decision: Decision | None
) -> Action:
    """Fill in what becomes of an entry."""
    record, digest = action.record, action.digest
    if record.csl is None:
        return action
    action.csl = record.csl
    if decision is Decision.SKIP:
        action.outcome = Outcome.SKIPPED
        return action
    if decision is Decision.MERGE:
        on_duplicate = OnDuplicate.MERGE
    known = index.digests.get(digest)
    if known is not None and decision is not Decision.ADD and on_duplicate is not OnDuplicate.ADD:
        return _join(action, known, index, on_duplicate)
    named = _named(record.csl, index)
    if decision is None and on_duplicate is OnDuplicate.ADD:
        return _add(action, named[0] if named else known)
    near = [] if named else index.like(digest, record.csl)
    if decision is Decision.ADD:
        action.different_from = [
            index.places[match.second]
            for match in near
            if match.advice is not matching.Advice.RELATED
        ]
        return _add(action, named[0] if named else known)
    if len(named) > 1:
        return _wait(
            action,
            "identifiers-disagree",
            f"Its identifiers name different references: {' and '.join(k.key for k in named)}.",
            "Correct the DOI or PMID, or merge the two references first.",
        )
    if named:
        if decision is not Decision.MERGE and _another_work(record.csl, named[0].csl):
            action.target, action.key = named[0], named[0].key
            action.reasons = _reasons(action, named[0], index)
            return _wait(
                action,
                "another-title",
                f"It has an identifier of {named[0].key}, but another title.",
                "Correct the identifier in the file, or say that they are the same.",
            )
        return _join(action, named[0], index, on_duplicate)
    return _like_others(action, near, index, on_duplicate, decision)


def _like_others(
    action: Action,
    near: Sequence[matching.Match],
    index: Index,
    on_duplicate: OnDuplicate,
    decision: Decision | None,
) -> Action:
    """An entry without a known identifier: the same as one that it is like, a question, or new."""
    best = near[0] if near else None
    if best is not None and best.advice is not matching.Advice.RELATED:
        known = index.places[best.second]
        action.reasons = _told(best)
        action.score = best.score
        if best.advice is matching.Advice.SAME or decision is Decision.MERGE:
            return _join(action, known, index, on_duplicate)
        action.target, action.key = known, known.key
        _, action.differences = join(known.csl, action.record.csl or {}, settled=known.settled)
        return _wait(
            action,
            "probable-duplicate",
            f"It may be {known.key}.",
            "Say whether they are the same; until then it is left out.",
        )
    if best is not None:
        action.messages.append(
            _message(
                Level.INFO,
                "related-version",
                f"It is related to {index.places[best.second].key}: "
                f"{'; '.join(reason.text for reason in best.reasons[:3] if reason.text)}.",
                action.record,
            )
        )
    return _add(action, None)


def _add(action: Action, known: Known | None) -> Action:
    action.outcome = Outcome.ADDED
    if known is not None:
        action.messages.append(
            _message(
                Level.WARNING,
                "added-again",
                f"The library has it as {known.key}; it was added again as you asked.",
                action.record,
            )
        )
    return action


def _wait(action: Action, code: str, words: str, hint: str) -> Action:
    """Leave an entry to a person."""
    action.outcome = Outcome.DUPLICATE
    action.messages.append(_message(Level.WARNING, code, words, action.record, hint=hint))
    return action


def _named(csl: Csl, index: Index) -> list[Known]:
    """The references that an entry's identifiers name."""
    found = {
        id(known): known
        for name, _ in IDENTIFIERS
        if csl.get(name) and (known := index.identifiers.get((name, str(csl[name]).lower())))
    }
    return list(found.values())


def _another_work(theirs: Csl, ours: Csl) -> bool:
    """Whether two titles under one identifier share too little to be one work's."""
    from rapidfuzz import fuzz

    a, b = (title_key(str(csl.get("title") or "")) for csl in (ours, theirs))
    return bool(a and b) and fuzz.token_set_ratio(a, b) < SAME_TITLE_RATIO


def _join(action: Action, known: Known, index: Index, on_duplicate: OnDuplicate) -> Action:
    """An entry that is a reference that we know: what it adds, and what it says otherwise."""
    record = action.record
    action.target = known
    action.key = known.key
    action.reasons = action.reasons or _reasons(action, known, index)
    if known.is_new:
        action.messages.append(
            _message(
                Level.INFO,
                "same-in-file",
                f"The same reference as the entry at line {known.line}.",
                record,
            )
        )
    if on_duplicate is OnDuplicate.SKIP and action.digest not in known.digests:
        action.outcome = Outcome.SKIPPED
        return action
    if (
        on_duplicate is not OnDuplicate.SKIP
        and not known.is_called(record.key)
        and record.key not in index.taken  # it is another reference's
    ):
        known.call(record.key)
        index.taken.add(record.key)
        action.remembers = True
    if action.digest in known.digests:
        action.outcome = Outcome.UNCHANGED
        return action
    merged, action.differences = join(known.csl, record.csl or {}, settled=known.settled)
    action.outcome = Outcome.UNCHANGED if merged == known.csl else Outcome.MERGED
    if action.outcome is Outcome.MERGED:
        action.csl = merged
        known.csl = merged
    return action


def _reasons(action: Action, known: Known, index: Index) -> list[r.MatchReason]:
    """Why an entry is this reference: it came in before, or what their fields say."""
    if action.digest in known.digests:
        return [SAME_ENTRY]
    theirs = index.alike.features_of(known.place)
    if theirs is None:
        return []
    ours, _ = index.prepared.of(action.digest, action.record.csl or {})
    return _told(matching.compare(ours, theirs))


def _told(match: matching.Match) -> list[r.MatchReason]:
    return [r.MatchReason(one.field, one.similarity, one.weight, one.text) for one in match.reasons]


def _name_new(action: Action, index: Index) -> None:
    """Give a new reference its key, and let later entries of the import find it."""
    record, taken = action.record, index.taken
    key = record.key
    if not key or key in taken:
        key = _free_key(key, record.csl or {}, taken, index.suffixes)
        if record.key:
            action.messages.append(
                _message(
                    Level.WARNING,
                    "key-taken",
                    f"The key {record.key} belongs to another reference; this one is {key}.",
                    record,
                )
            )
    taken.add(key)
    action.key = key
    csl = record.csl or {}
    action.csl = csl if csl.get("id") == key else {**csl, "id": key}
    known = Known(
        None, key, action.csl, (action.digest,), line=record.line, path=action.path, is_new=True
    )
    action.target = known
    index.add(known)
    action.keys = index.compare_with(known.place, action.digest, csl)


def _free_key(key: str, csl: Csl, taken: TakenKeys, suffixes: dict[str, int]) -> str:
    """A key that nothing has; `suffixes` remembers how far the search for each has come."""
    if not key:
        return propose_key(csl, taken)
    number = suffixes.get(key, 1)
    candidate = key
    while candidate in taken:
        number += 1
        candidate = f"{key}{_letters(number)}"
    suffixes[key] = number
    return candidate


def _letters(number: int) -> str:
    """2 → b, 3 → c … 27 → aa: the suffix of a key that is taken."""
    text_ = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text_ = chr(97 + rest) + text_
    return text_


def _message(
    level: Level, code: str, text_: str, record: Record, *, hint: str | None = None
) -> Message:
    return Message(
        level=level, code=code, text=text_, line=record.line, key=record.key or None, hint=hint
    )
