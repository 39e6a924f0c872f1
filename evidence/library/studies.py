"""Several reports of one study: tied together, taken apart, and counted once.

A study's data stands on the study, whichever report it was read from. Tying keeps the data of the
first study that has any; what it lacks is filled from the others, and where two of them disagree
the other's words are kept in a note and told.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from evidence.errors import BadInput
from evidence.library import results as r
from evidence.library.linking import reference_row
from evidence.store import tables as t
from evidence.store.ledger import NotDuplicates
from evidence.vocabulary import Design

NAME = "Name"  # after its first report, as a rule: another one is no disagreement
# What a study says, in units that only make sense together: filled whole or not at all.
UNITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (NAME, ("name",)),
    ("Design", ("designs", "design_detail")),
    ("Size", ("n", "n_text")),
    ("Population", ("population",)),
    ("Intervention", ("intervention",)),
    ("Comparator", ("comparator",)),
    ("Finding", ("finding",)),
    ("Caveat", ("caveat",)),
    ("Registration", ("registration",)),
    ("Funding", ("funding",)),
)
# Rows that belong to a study, and go with its data.
BELONGING = (
    (t.Effect, "study_id"),
    (t.RiskOfBias, "study_id"),
    (t.StudyInclusion, "review_id"),
    (t.StudyInclusion, "study_id"),
)
DISAGREED = "Before it was tied to another report, its study said otherwise."
BLANK: tuple[Any, ...] = (None, "", [])


def tie(
    session: Session, keys: Sequence[str], *, who: str, different: bool = False
) -> list[r.Disagreement]:
    """Make these references reports of one study; returns where their studies disagreed.

    With `different` they are remembered as no duplicates of each other, too. All reports of their
    studies come along. Raises NotFound, BadInput (fewer than two references, all of one study
    already).
    """
    rows = list({row.id: row for row in (reference_row(session, key) for key in keys)}.values())
    if len(rows) < 2:
        raise BadInput("One study has several reports: name two references or more.")
    if different:
        for first, second in combinations(rows, 2):
            remember_different(session, first, second, who=who)
    elif rows[0].study_id and len({row.study_id for row in rows}) == 1:
        named = " and ".join(row.citekey for row in rows)
        raise BadInput(f"{named} are reports of one study already.")
    return join(session, rows, who=who)


def remember_different(
    session: Session, first: t.Reference, second: t.Reference, *, who: str
) -> None:
    """Remember that two references are no duplicates, if it is not known yet."""
    pair = (min(first.id, second.id), max(first.id, second.id))
    known = select(NotDuplicates.id).where(  # type: ignore[call-overload]
        NotDuplicates.first_id == pair[0], NotDuplicates.second_id == pair[1]
    )
    if session.execute(known).first() is None:
        session.add(NotDuplicates(first_id=pair[0], second_id=pair[1], author=who))
        session.flush()


def join(session: Session, rows: Sequence[t.Reference], *, who: str) -> list[r.Disagreement]:
    """Give references one study: the first with data, or a new one. See `tie`."""
    found: dict[str, t.Study] = {}
    for row in rows:
        study = session.get(t.Study, row.study_id) if row.study_id else None
        if study is not None:
            found[study.id] = study
    studies = list(found.values())
    kept = next((one for one in studies if has_data(session, one)), studies[0] if studies else None)
    if kept is None:
        kept = t.Study()
        session.add(kept)
    disagreements: list[r.Disagreement] = []
    for study in studies:
        if study is not kept:
            disagreements += _absorb(session, kept, study, who=who)
    for row in rows:
        row.study_id = kept.id
    session.flush()
    return disagreements


def has_data(session: Session, study: t.Study) -> bool:
    """Whether anything is recorded of a study."""
    said = any(not _is_blank(study, columns) for _, columns in UNITS)
    return said or any(True for _ in belonging(session, study.id))


def belonging(session: Session, study_id: str) -> Iterator[tuple[Any, str]]:
    """The rows that belong to a study, each with the column by which it does."""
    for table, column in BELONGING:
        wanted = select(table).where(getattr(table, column) == study_id)
        for row in session.execute(wanted).scalars().all():
            yield row, column


def _is_blank(study: t.Study, columns: Iterable[str]) -> bool:
    return all(getattr(study, column) in BLANK for column in columns)


def _absorb(session: Session, kept: t.Study, given: t.Study, *, who: str) -> list[r.Disagreement]:
    """Move all that is known of one study to another, with its reports."""
    reports = reports_of(session, given.id)
    key = next((row.citekey for row in reports if row.merged_into is None), "")
    disagreements = []
    for label, columns in UNITS:
        if _is_blank(given, columns):
            continue
        if _is_blank(kept, columns):
            for column in columns:
                setattr(kept, column, getattr(given, column))
        elif label != NAME and (theirs := _shown(given, columns)) != (
            ours := _shown(kept, columns)
        ):
            disagreements.append(r.Disagreement(key, label, ours, theirs))
    _move_inclusions(session, kept.id, given.id)
    for row, column in list(belonging(session, given.id)):
        setattr(row, column, kept.id)
    for report in reports:
        report.study_id = kept.id
        if disagreements and report.citekey == key:
            words = _kept_words(disagreements)
            session.add(t.Note(reference_id=report.id, text=words, author=who))
    session.flush()
    session.delete(given)
    return disagreements


def reports_of(session: Session, study_id: str) -> list[t.Reference]:
    """All references that report a study, merged ones too, by key."""
    wanted = select(t.Reference).where(t.Reference.study_id == study_id)  # type: ignore[arg-type]
    return list(session.execute(wanted.order_by(t.Reference.citekey)).scalars())


def _move_inclusions(session: Session, kept: str, given: str) -> None:
    """A review includes a study once, and never itself."""
    row_type, ids = t.StudyInclusion, (kept, given)
    wanted = select(row_type).where(
        row_type.review_id.in_(ids) | row_type.study_id.in_(ids)  # type: ignore[attr-defined]
    )
    rows = session.execute(wanted.order_by(row_type.id)).scalars().all()
    known = {(row.review_id, row.study_id) for row in rows}
    for row in rows:
        if given not in (row.review_id, row.study_id):
            continue
        review, study = (kept if end == given else end for end in (row.review_id, row.study_id))
        if review == study or (review, study) in known:
            session.delete(row)
        else:
            row.review_id, row.study_id = review, study
            known.add((review, study))


def _shown(study: t.Study, columns: Iterable[str]) -> str:
    """What a unit of a study says, as a person reads it."""
    parts = []
    for column in columns:
        value = getattr(study, column)
        if value in BLANK:
            continue
        if isinstance(value, list):
            value = ", ".join(Design(word).word for word in value)
        parts.append(str(value))
    return "; ".join(parts)


def _kept_words(disagreements: Sequence[r.Disagreement]) -> str:
    said = ". ".join(
        f"{one.field}: {one.theirs.rstrip('.')} (the study says: {one.kept.rstrip('.')})"
        for one in disagreements
    )
    return f"{DISAGREED} {said}."
