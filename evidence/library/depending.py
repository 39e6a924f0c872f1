"""Claims that depend on others, say less than others, or contradict them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library.claiming import open_claim
from evidence.vocabulary import ClaimRelationKind

if TYPE_CHECKING:
    from sqlmodel import Session

# What stands before the other claim: what this one is to it, and it to this one.
WORDS = {
    ClaimRelationKind.DEPENDS_ON: ("Depends on", "What depends on it"),
    ClaimRelationKind.NARROWER_THAN: ("Says less than", "What says less"),
    ClaimRelationKind.CONTRADICTS: ("Contradicts", "Contradicts"),
}


@dataclass(frozen=True, slots=True)
class ClaimRelationView:
    """What a claim is to another one (`forward`), or the other one to it."""

    kind: ClaimRelationKind
    forward: bool
    slug: str  # the other claim
    text: str

    @property
    def word(self) -> str:
        """What stands before the other claim."""
        return WORDS[self.kind][0 if self.forward else 1]


def relations(connection: Connection, slug: str) -> tuple[ClaimRelationView, ...]:
    """How a claim is related to others that are not retired: what it is to them first."""
    rows = connection.execute(
        text(
            "SELECT n.kind, n.from_id = c.id AS forward, o.slug, o.text FROM claim c "
            "JOIN claim_relation n ON n.from_id = c.id OR n.to_id = c.id "
            "JOIN claim o ON o.id = CASE WHEN n.from_id = c.id THEN n.to_id ELSE n.from_id END "
            "WHERE c.slug = :slug AND o.retired_at IS NULL ORDER BY n.kind, o.position, o.slug"
        ),
        {"slug": slug},
    )
    found = [
        ClaimRelationView(ClaimRelationKind(row.kind), bool(row.forward), row.slug, row.text)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: not one.forward))


def relation_kind(word: str | ClaimRelationKind) -> ClaimRelationKind:
    """Read a kind: its key, or the words that it is shown as. Raises BadInput that lists them."""
    try:
        return ClaimRelationKind("_".join(re.findall(r"[a-z]+", str(word).lower())))
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is no relation between claims.",
            hint=f"They are {', '.join(ClaimRelationKind)}.",
        ) from problem


def relate_claims(session: "Session", slug: str, kind: ClaimRelationKind, other: str) -> None:
    """Say what a claim is to another one. Raises NotFound, BadInput (itself), Conflict (known; the
    two contradict each other and lean on each other; a circle)."""
    from sqlalchemy import select

    from evidence.store.tables import ClaimRelation

    first, second = open_claim(session, slug), open_claim(session, other)
    if first.id == second.id:
        raise BadInput("A claim cannot be related to itself.")
    rows = list(session.execute(select(ClaimRelation)).scalars())
    between = [row for row in rows if {row.from_id, row.to_id} == {first.id, second.id}]
    either_way = kind is ClaimRelationKind.CONTRADICTS
    if any(row.kind == kind and (either_way or row.from_id == first.id) for row in between):
        raise Conflict(f"“{slug}” {WORDS[kind][0].lower()} “{other}” already.")
    if between and (either_way or any(row.kind == "contradicts" for row in between)):
        raise Conflict(
            f"“{slug}” and “{other}” are related otherwise.",
            hint="A claim that contradicts another one cannot lean on it; take that back first.",
        )
    if not either_way and _reaches(rows, kind, second.id, first.id):
        raise Conflict(
            f"That would be a circle: “{other}” {WORDS[kind][0].lower()} “{slug}” already."
        )
    session.add(ClaimRelation(from_id=first.id, to_id=second.id, kind=kind.value))
    session.flush()


def _reaches(rows: Sequence[Any], kind: str, start: str, goal: str) -> bool:
    """Whether relations of one kind lead from one claim to another."""
    after: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == kind:
            after.setdefault(row.from_id, []).append(row.to_id)
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        fresh = [one for one in after.get(here, ()) if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def unrelate_claims(session: "Session", slug: str, other: str) -> int:
    """Take all relations between two claims away; returns how many. Raises NotFound."""
    from sqlalchemy import select

    from evidence.library.linking import claim_row
    from evidence.store.tables import ClaimRelation

    ends = {claim_row(session, slug).id, claim_row(session, other).id}
    rows = [
        row
        for row in session.execute(
            select(ClaimRelation).where(ClaimRelation.from_id.in_(ends))  # type: ignore[attr-defined]
        ).scalars()
        if {row.from_id, row.to_id} == ends
    ]
    if not rows:
        raise NotFound(f"“{slug}” and “{other}” are not related.")
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)
