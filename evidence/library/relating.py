"""Versions of one work that stay apart: a preprint and its article, an erratum and its paper.

A relation reads from the first to the second: the first is a preprint of the second. Two
references have one relation; once they have it they are no duplicates.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, or_, select, text
from sqlmodel import Session

from evidence import matching
from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import results as r
from evidence.library.linking import reference_row
from evidence.library.studies import join
from evidence.matching.features import is_abstract
from evidence.store import tables as t
from evidence.vocabulary import RelationKind

# What the kind of a title says that its reference is to the other one.
OF_TITLE = {
    "erratum": RelationKind.CORRECTS,
    "retraction": RelationKind.RETRACTS,
    "reply": RelationKind.REPLIES_TO,
    "comment": RelationKind.COMMENTS_ON,
    "editorial": RelationKind.COMMENTS_ON,
    "protocol": RelationKind.PROTOCOL_OF,
    "abstract": RelationKind.ABSTRACT_OF,
    "summary": RelationKind.SUMMARY_OF,
    "follow-up": RelationKind.FOLLOW_UP_OF,
}


def kind_of(word: str | RelationKind) -> RelationKind:
    """Read a kind of relation. Raises BadInput that lists them."""
    try:
        return RelationKind(str(word).strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is no relation between references.",
            hint=f"Relations are {', '.join(RelationKind)}.",
        ) from problem


def relate(
    session: Session, first: str, kind: str | RelationKind, second: str, *, who: str
) -> list[r.Disagreement]:
    """Link two references: the first is a `kind` of the second.

    Versions that report one study are tied to it as well; returns where their studies disagreed.
    Raises NotFound, BadInput, Conflict (they are related already).
    """
    wanted = kind_of(kind)
    a, b = reference_row(session, first), reference_row(session, second)
    if a.id == b.id:
        raise BadInput(f"“{first}” and “{second}” are one reference.")
    present = _between(session, a, b)
    if present:
        one = present[0]
        names = (a, b) if one.from_id == a.id else (b, a)
        word = RelationKind(one.kind).word
        raise Conflict(
            f"They are linked already: {names[0].citekey}, {word.lower()} {names[1].citekey}.",
            hint="Take that link away first.",
        )
    session.add(t.ReferenceRelation(from_id=a.id, to_id=b.id, kind=wanted.value))
    session.flush()
    return join(session, [b, a], who=who) if wanted.of_one_study else []


def unrelate(session: Session, first: str, second: str) -> int:
    """Take the link between two references away; returns how many there were. Raises NotFound."""
    a, b = reference_row(session, first), reference_row(session, second)
    present = _between(session, a, b)
    if not present:
        raise NotFound(f"“{a.citekey}” and “{b.citekey}” are not linked as versions.")
    for row in present:
        session.delete(row)
    session.flush()
    return len(present)


def _between(session: Session, a: t.Reference, b: t.Reference) -> list[t.ReferenceRelation]:
    relation, ids = t.ReferenceRelation, (a.id, b.id)
    wanted = select(relation).where(
        relation.from_id.in_(ids),  # type: ignore[attr-defined]
        relation.to_id.in_(ids),  # type: ignore[attr-defined]
    )
    return list(session.execute(wanted.order_by(relation.id)).scalars())


def move(session: Session, kept: str, other: str) -> None:
    """Give the relations of a merged reference (row ids) to the one that stays."""
    relation = t.ReferenceRelation
    wanted = select(relation).where(
        or_(relation.from_id.in_((kept, other)), relation.to_id.in_((kept, other)))  # type: ignore[attr-defined]
    )
    rows = session.execute(wanted.order_by(relation.id)).scalars().all()
    known = {(row.from_id, row.to_id, row.kind) for row in rows if other not in _ends(row)}
    for row in rows:
        if other not in _ends(row):
            continue
        first, second = (kept if end == other else end for end in _ends(row))
        if first == second or (first, second, row.kind) in known:
            session.delete(row)
        else:
            row.from_id, row.to_id = first, second
            known.add((first, second, row.kind))


def _ends(row: t.ReferenceRelation) -> tuple[str, str]:
    return row.from_id, row.to_id


# Reading


def pairs(connection: Connection) -> list[tuple[str, str]]:
    """The pairs of references (row ids) that are related."""
    rows = connection.execute(text("SELECT from_id, to_id FROM reference_relation"))
    return [(row.from_id, row.to_id) for row in rows]


def proposed(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[RelationKind, bool]:
    """What two related references (CSL) seem to be to each other, and whether it reads from the
    first to the second."""
    one, two = matching.features(dict(first)), matching.features(dict(second))
    for this, other, forward in ((one, two, True), (two, one, False)):
        kind = OF_TITLE.get(this.title.kind)
        if kind is not None and this.title.kind != other.title.kind:
            return kind, forward
    for sign, kind in (
        (lambda found: found.form == "preprint", RelationKind.PREPRINT_OF),
        (is_abstract, RelationKind.ABSTRACT_OF),
    ):
        if sign(one) != sign(two):
            return kind, bool(sign(one))
    return RelationKind.EARLIER_VERSION_OF, _place(one) <= _place(two)


def _place(found: matching.Features) -> tuple[int, int]:
    """Where a version stands among the others: by its number, then by its year."""
    version = int(found.version) if found.version.isdigit() else 0
    return (version, found.year or 9999)
