"""A report is taken out of its study: what came with it goes with it.

The history tells what a report brought when it was tied: the study that it had, the rows of that
study, and the fields that were filled from it. As far as nobody changed them since, they go back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from evidence.errors import BadInput
from evidence.library.linking import reference_row
from evidence.library.studies import (
    BELONGING,
    BLANK,
    DISAGREED,
    UNITS,
    belonging,
    has_data,
    join,
    reports_of,
)
from evidence.store import tables as t
from evidence.store.changes import typed
from evidence.store.ledger import Change

State = dict[str, Any]
BLANK_STUDY = t.Study()
STUDY = str(t.Study.__tablename__)


@dataclass(frozen=True, slots=True)
class Joined:
    """How a reference came to its study: the change set, and the study that it had before."""

    set_id: str
    study_id: str | None


def untie(session: Session, key: str, *, who: str) -> str:
    """Take a report out of its study; returns its key. Raises NotFound, BadInput.

    A report that was tied to the others goes with what it brought. The one that the others were
    tied to keeps its data: then the others leave it, and stay together.
    """
    row = reference_row(session, key)
    study = session.get(t.Study, row.study_id) if row.study_id else None
    others = _live(session, study, but=row)
    if study is None or not others:
        raise BadInput(f"“{row.citekey}” is the only report of its study.")
    came = {one.id: joined(session, one, study.id) for one in (row, *others)}
    if came[row.id] is None and all(came[one.id] for one in others):
        for one in others:
            _leave(session, one, study, came[one.id])
        if len(others) > 1:
            join(session, others, who=who)
    else:
        _leave(session, row, study, came[row.id])
        _dissolve(session, study, others)
    session.flush()
    return row.citekey


def _live(session: Session, study: t.Study | None, *, but: t.Reference) -> list[t.Reference]:
    found = reports_of(session, study.id) if study else []
    return [row for row in found if row.merged_into is None and row.id != but.id]


def joined(session: Session, row: t.Reference, study_id: str) -> Joined | None:
    """How a reference came to the study that it has; None if that study is its own, or the history
    does not say.

    In the change that ties a report its former study goes: other moves between studies are those
    of reports that were left together.
    """
    changes = session.execute(
        select(Change.set_id, Change.before, Change.after)  # type: ignore[call-overload]
        .where(Change.kind == "reference", Change.key == row.id)
        .order_by(Change.id.desc())  # type: ignore[union-attr]
    ).all()
    for change in changes:
        if not change.before or not change.after:
            continue
        former = change.before["study_id"]
        if former == change.after["study_id"]:
            continue
        if former is None and _is_own(session, change.set_id, change.after["study_id"]):
            return None
        if former is None or _went(session, change.set_id, former):
            return None if former == study_id else Joined(change.set_id, former)
    return None


def _is_own(session: Session, set_id: str, study_id: str) -> bool:
    """Whether a change set made a study for one reference alone: nothing was tied there."""
    made = any(
        key == study_id and not before for key, before, _ in _changes(session, set_id, STUDY)
    )
    return (
        made
        and sum(
            after.get("study_id") == study_id != before.get("study_id")
            for _, before, after in _changes(session, set_id, "reference")
        )
        == 1
    )


def _went(session: Session, set_id: str, study_id: str) -> bool:
    """Whether a study was removed by a change set."""
    return any(key == study_id and not after for key, _, after in _changes(session, set_id, STUDY))


def _changes(session: Session, set_id: str, kind: str) -> Iterator[tuple[str, State, State]]:
    """What a change set did to the rows of one kind: key, before, after ({} where it was not)."""
    found = session.execute(
        select(Change.key, Change.before, Change.after)  # type: ignore[call-overload]
        .where(Change.set_id == set_id, Change.kind == kind)
        .order_by(Change.id)
    )
    for row in found.all():
        yield row.key, row.before or {}, row.after or {}


def _leave(session: Session, row: t.Reference, study: t.Study, came: Joined | None) -> None:
    """Give a report the study that it had before, or none."""
    mine = {row.id, *_merged_into(session, row)}
    old = _former_study(session, came) if came else None
    own_effects = [
        effect
        for effect, _ in belonging(session, study.id)
        if isinstance(effect, t.Effect) and effect.reference_id in mine
    ]
    if old is None and own_effects:
        old = t.Study()
        session.add(old)
    for reference in reports_of(session, study.id):
        if reference.id in mine:
            reference.study_id = old.id if old else None
    for effect in own_effects:
        effect.study_id = old.id if old else study.id
    if came is None:
        return
    if old is not None and not _companions(session, study, came):
        _give_back(session, study, old, came)
    _forget_notes(session, row)


def _merged_into(session: Session, row: t.Reference) -> set[str]:
    """The references that were merged into one, and into those."""
    found: set[str] = set()
    level = [row.id]
    while level:
        wanted = select(t.Reference.id).where(t.Reference.merged_into.in_(level))  # type: ignore[call-overload, union-attr]
        level = [one for one in session.execute(wanted).scalars() if one not in found]
        found.update(level)
    return found


def _former_study(session: Session, came: Joined) -> t.Study | None:
    """The study that a report had before it was tied, made again if it is gone."""
    if came.study_id is None:
        return None
    present = session.get(t.Study, came.study_id)
    if present is not None:
        return present
    for key, before, _ in _changes(session, came.set_id, STUDY):
        if key == came.study_id and before:
            edits = session.execute(
                select(func.count()).select_from(Change).where(Change.key == key)  # type: ignore[arg-type]
            ).scalar_one()
            again = t.Study(**typed(STUDY, before), revision=edits + 1)
            session.add(again)
            return again
    return None


def _companions(session: Session, study: t.Study, came: Joined) -> bool:
    """Whether reports that came from the same study, with the same change, are still there."""
    session.flush()
    for reference in reports_of(session, study.id):
        if reference.merged_into is None and joined(session, reference, study.id) == came:
            return True
    return False


def _give_back(session: Session, study: t.Study, old: t.Study, came: Joined) -> None:
    """Put back what a study brought in the change that tied it: rows, and fields that it filled."""
    tables = {table.__tablename__: table for table, _ in BELONGING}
    for table, column in BELONGING:
        for key, before, after in _changes(session, came.set_id, str(table.__tablename__)):
            if before.get(column) != old.id:
                continue
            row = session.get(tables[table.__tablename__], key)
            if row is not None and getattr(row, column) == study.id:
                setattr(row, column, old.id)
            elif row is None and not after and table is t.StudyInclusion:
                session.add(t.StudyInclusion(**typed("study_inclusion", before)))
    blank_before = _states_before(session, study, came)
    for _, columns in UNITS:
        filled = any(all(state[name] in BLANK for name in columns) for state in blank_before)
        if filled and all(getattr(study, name) == getattr(old, name) for name in columns):
            for name in columns:
                setattr(study, name, getattr(BLANK_STUDY, name))


def _states_before(session: Session, study: t.Study, came: Joined) -> list[State]:
    """What a study was before another one filled it: before the tie, and when it went itself."""
    found = session.execute(
        select(Change.set_id, Change.before, Change.after).where(  # type: ignore[call-overload]
            Change.kind == STUDY, Change.key == study.id
        )
    ).all()
    return [
        row.before for row in found if row.before and (row.set_id == came.set_id or not row.after)
    ]


def _forget_notes(session: Session, row: t.Reference) -> None:
    """Take back the notes that told of a disagreement, if nobody changed them."""
    notes = session.execute(select(t.Note).where(t.Note.reference_id == row.id)).scalars()  # type: ignore[arg-type]
    for note in notes.all():
        if note.text.startswith(DISAGREED) and note.revision == 1:
            session.delete(note)


def _dissolve(session: Session, study: t.Study, others: list[t.Reference]) -> None:
    """A study that was made only to tie two reports together goes when one of them leaves."""
    if len(others) != 1 or has_data(session, study):
        return
    came = joined(session, others[0], study.id)
    if came is None or came.study_id is not None:
        return
    for reference in reports_of(session, study.id):
        reference.study_id = None
    session.flush()
    session.delete(study)
