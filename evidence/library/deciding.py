"""What an import will do with each entry: is it a reference of the library, or a new one?

The same DOI, PMID or PMCID is the same reference; so is an entry that came in before, and one that
`matching` takes for the same. What may be the same waits for a person. Decided on one state of the
library; nothing is changed here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from evidence import matching
from evidence.errors import Level, Message
from evidence.formats.records import ReadFile, Record
from evidence.library import results as r
from evidence.library.joining import Csl, join
from evidence.library.known import IDENTIFIERS, Index, Known, TakenKeys, find_known
from evidence.library.references import csl_digest
from evidence.text import propose_key, title_key
from evidence.vocabulary import Decision, OnDuplicate, Outcome

# Titles under one identifier, in rapidfuzz's measure of shared words: below the first they are two
# works', from the second on one; between them all fields have a say.
ANOTHER_TITLE, SAME_TITLE = 60.0, 90.0
TOLD_EVERY = 500
SAME_ENTRY = r.MatchReason("entry", 1.0, 0.0, "the same entry")


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
    index = find_known(connection, records, digests)
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
        if decision is not Decision.MERGE and _another_work(action, named[0], index):
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


def _another_work(action: Action, known: Known, index: Index) -> bool:
    """Whether an entry has the identifier of a reference, but not its title: one of them is wrong.

    The same title in other words or cut short is known by the rest that agrees.
    """
    from rapidfuzz import fuzz

    csl = action.record.csl or {}
    a, b = (title_key(str(one.get("title") or "")) for one in (csl, known.csl))
    if not (a and b):
        return False
    likeness = fuzz.token_set_ratio(a, b)
    if not ANOTHER_TITLE <= likeness < SAME_TITLE:
        return likeness < ANOTHER_TITLE
    ours, _ = index.prepared.of(action.digest, csl)
    match = matching.compare(ours, matching.features(known.csl))
    return match.advice is not matching.Advice.SAME


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
