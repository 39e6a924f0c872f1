"""Duplicates within the library: found with their reasons, merged reversibly, or told apart."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, text
from sqlmodel import Session

from evidence import matching
from evidence.errors import BadInput
from evidence.library import relating, studies
from evidence.library import results as r
from evidence.library.editing import edit_reference
from evidence.library.importing import set_csl
from evidence.library.joining import merge_csl
from evidence.library.linking import reference_row
from evidence.store import tables as t
from evidence.store.changes import check_revision
from evidence.store.ledger import NotDuplicates, SuggestionDismissal
from evidence.store.reindex import as_json

# What hangs on a reference and moves with it when it is merged into another.
MOVED = (
    (t.EvidenceLink, "reference_id"),
    (t.Note, "reference_id"),
    (t.StatusNotice, "reference_id"),
    (t.ReferenceText, "reference_id"),
    (t.ReferenceKey, "reference_id"),
    (t.ReferenceSource, "reference_id"),
    (t.Effect, "reference_id"),
)


def find(connection: Connection) -> r.DuplicateGroups:
    """The groups of references that are one work, may be, or are versions of one."""
    started = time.perf_counter()
    rows = connection.execute(
        text("SELECT id, citekey, csl FROM reference WHERE merged_into IS NULL ORDER BY id")
    ).all()
    names = {row.id: row.citekey for row in rows}
    items = {row.id: as_json(row.csl) for row in rows}
    apart = [
        (row.first_id, row.second_id)
        for row in connection.execute(text("SELECT first_id, second_id FROM not_duplicates"))
    ]
    apart += relating.pairs(connection)
    groups = matching.find_groups(list(items.items()), decided_different=apart)
    found = tuple(
        r.DuplicateGroup(
            references=tuple(names[row_id] for row_id in group.references),
            advice=group.advice.value,
            score=round(group.score, 4),
            reasons=tuple(
                r.MatchReason(one.field, one.similarity, one.weight, one.text)
                for one in group.reasons
            ),
            relation=_relation(group.references, items, names),
        )
        for group in groups
    )
    return r.DuplicateGroups(found, round((time.perf_counter() - started) * 1000, 1))


def _relation(
    ids: Sequence[str], items: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]
) -> r.ProposedRelation | None:
    """What the two of a pair are to each other, if they are versions of one work."""
    if len(ids) != 2:
        return None
    kind, forward = relating.proposed(items[ids[0]], items[ids[1]])
    first, second = ids if forward else reversed(ids)
    return r.ProposedRelation(names[first], kind, names[second])


def merge(
    session: Session,
    keep: str,
    others: Sequence[str],
    *,
    who: str,
    csl: Mapping[str, Any] | None = None,
    revision: int | None = None,
) -> str:
    """Merge references into one; everything that hangs on them moves to it. Returns its key.

    What the kept one lacks is filled from the others, in their order; where both speak, the kept
    one's words stay, but for the fields of `csl`, which a person chose. `revision` is the kept
    one's when they chose. Undo takes them apart again. Raises NotFound, BadInput (a chosen
    identifier is malformed, no title), Conflict, StaleEdit.
    """
    kept = reference_row(session, keep)
    check_revision(kept, revision, name=f"“{kept.citekey}”")
    for key in others:
        other = reference_row(session, key)
        if other.id == kept.id:
            raise BadInput(f"“{key}” is “{kept.citekey}” itself.")
        _absorb(session, kept, other, who=who)
        session.flush()
    if csl and any(kept.csl.get(name) != value for name, value in csl.items()):
        edit_reference(session, kept.citekey, {**kept.csl, **csl}, revision=None)
    return kept.citekey


def _absorb(session: Session, kept: t.Reference, other: t.Reference, *, who: str) -> None:
    if other.study_id not in (None, kept.study_id):
        studies.join(session, [kept, other], who=who)
    csl, _ = merge_csl(kept.csl, other.csl)
    if csl != kept.csl:
        set_csl(kept, csl)
    for table, column in MOVED:
        rows = session.execute(select(table).where(getattr(table, column) == other.id)).scalars()
        for row in rows.all():
            setattr(row, column, kept.id)
    _move_tags(session, kept.id, other.id)
    _move_decisions(session, kept.id, other.id)
    relating.move(session, kept.id, other.id)
    session.add(t.ReferenceKey(key=other.citekey, reference_id=kept.id))
    if other.source_text:
        session.add(
            t.ReferenceSource(
                reference_id=kept.id,
                key=other.citekey,
                format=other.source_format,
                text=other.source_text,
                batch_id=other.batch_id,
            )
        )
    if kept.verification is None:
        kept.verification = other.verification
    other.merged_into = kept.id


def _move_tags(session: Session, kept: str, other: str) -> None:
    def tags(row_id: str) -> list[t.ReferenceTag]:
        wanted = t.ReferenceTag.reference_id == row_id
        return list(session.execute(select(t.ReferenceTag).where(wanted)).scalars())  # type: ignore[arg-type]

    present = {row.tag for row in tags(kept)}
    for row in tags(other):
        if row.tag in present:
            session.delete(row)
        else:
            row.reference_id = kept


def _move_decisions(session: Session, kept: str, other: str) -> None:
    """Decisions of “not duplicates” and dismissed suggestions hold for the one that stays."""
    pairs = session.execute(
        select(NotDuplicates).where(
            (NotDuplicates.first_id == other) | (NotDuplicates.second_id == other)  # type: ignore[arg-type]
        )
    ).scalars()
    known = {
        (row.first_id, row.second_id) for row in session.execute(select(NotDuplicates)).scalars()
    }
    for row in pairs.all():
        third = row.second_id if row.first_id == other else row.first_id
        pair = (min(kept, third), max(kept, third))
        if third == kept or pair in known:
            session.delete(row)
        else:
            row.first_id, row.second_id = pair
            known.add(pair)
    dismissed = {
        row.claim_id
        for row in session.execute(
            select(SuggestionDismissal).where(SuggestionDismissal.reference_id == kept)  # type: ignore[arg-type]
        ).scalars()
    }
    moving = session.execute(
        select(SuggestionDismissal).where(SuggestionDismissal.reference_id == other)  # type: ignore[arg-type]
    ).scalars()
    for dismissal in moving.all():
        if dismissal.claim_id in dismissed:
            session.delete(dismissal)
        else:
            dismissal.reference_id = kept


def tell_apart(session: Session, first: str, second: str, *, who: str) -> None:
    """Remember that two references are different. Raises NotFound, BadInput."""
    a, b = reference_row(session, first), reference_row(session, second)
    if a.id == b.id:
        raise BadInput(f"“{first}” and “{second}” are one reference.")
    studies.remember_different(session, a, b, who=who)
