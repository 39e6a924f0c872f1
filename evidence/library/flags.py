"""Editorial flags on claims and links: raised with a reason, resolved with one, never deleted."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library.claims import claim_not_found
from evidence.vocabulary import Flag

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Claim, Reference


@dataclass(frozen=True, slots=True)
class FlagView:
    """An editorial flag on a claim or, with a `reference` key, on a link of it."""

    id: str
    kind: Flag
    claim: str  # slug
    reference: str | None
    link: str | None  # id
    reason: str
    raised_by: str
    at: str
    resolved_at: str | None
    resolved_by: str | None
    resolution: str


def kind_of(word: str | Flag) -> Flag:
    """Read a flag: its key, or the words that it is shown as. Raises BadInput that lists them."""
    try:
        return Flag("_".join(re.findall(r"[a-z]+", str(word).lower())))
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is not an editorial flag.", hint=f"Flags are {', '.join(Flag)}."
        ) from problem


def flag(
    session: "Session",
    slug: str,
    kind: str | Flag,
    *,
    reason: str,
    key: str | None = None,
    stance: str | None = None,
    who: str,
) -> str:
    """Raise a flag on a claim, or with `key` on its link to a reference; returns the flag's id.

    `stance` names the link where several join the two. Raises NotFound, BadInput (no reason),
    Conflict (it is raised already, or there are several links).
    """
    from sqlalchemy import select

    from evidence.library.linking import claim_row, reference_row, typed_text
    from evidence.store.tables import EditorialFlag

    wanted, why = kind_of(kind), typed_text(reason, name="reason")
    if not why:
        raise BadInput("A flag needs a reason.", hint="Say what an editor should look at.")
    claim = claim_row(session, slug)
    link_id = None
    if key is not None:
        link_id = _link_between(session, claim, reference_row(session, key), stance)
    claim_id = None if link_id else claim.id
    same = session.execute(
        select(EditorialFlag).filter_by(
            kind=wanted.value, resolved_at=None, claim_id=claim_id, link_id=link_id
        )
    ).first()
    if same is not None:
        raise Conflict(f"It is flagged as “{word_of(wanted)}” already.")
    row = EditorialFlag(
        kind=wanted.value, reason=why, raised_by=who, claim_id=claim_id, link_id=link_id
    )
    session.add(row)
    session.flush()
    return row.id


def _link_between(
    session: "Session", claim: "Claim", reference: "Reference", stance: str | None
) -> str:
    from evidence.library.linking import links_between, stance_of

    wanted = stance_of(stance) if stance else None
    found = [
        row
        for row in links_between(session, claim.id, reference.id)
        if wanted is None or row.stance == wanted
    ]
    if not found:
        raise NotFound(f"“{reference.citekey}” is not linked to “{claim.slug}” so.")
    if len(found) > 1:
        raise Conflict(
            f"Several links join “{claim.slug}” and “{reference.citekey}”.",
            hint=f"Name its stance: {', '.join(row.stance for row in found)}.",
        )
    return found[0].id


def resolve(session: "Session", flag_id: str, resolution: str, *, who: str) -> str:
    """Say how a flag was resolved; returns its claim's slug.

    Raises NotFound, BadInput, Conflict (it is resolved already).
    """
    from evidence.library.linking import typed_text
    from evidence.store.columns import now
    from evidence.store.tables import Claim, EditorialFlag, EvidenceLink

    row = session.get(EditorialFlag, flag_id)
    if row is None:
        raise NotFound("There is no such flag.", hint="`evidence flag list` lists them.")
    said = typed_text(resolution, name="resolution")
    if not said:
        raise BadInput("Say how the flag was resolved.")
    if row.resolved_at is not None:
        raise Conflict(f"The flag was resolved by {row.resolved_by} already.")
    row.resolved_at, row.resolved_by, row.resolution = now(), who, said
    session.flush()
    link = session.get(EvidenceLink, row.link_id) if row.link_id else None
    claim = session.get(Claim, link.claim_id if link else row.claim_id)
    return claim.slug if claim else ""


def word_of(kind: Flag) -> str:
    """What a reader sees: “Citation needed”."""
    return kind.value.replace("_", " ").capitalize()


def flags(
    connection: Connection, slug: str | None = None, *, resolved: bool = True
) -> list[FlagView]:
    """Flags on claims and on their links, open ones first, oldest first; of one claim if named.

    Raises NotFound.
    """
    if (
        slug is not None
        and not connection.execute(
            text("SELECT 1 FROM claim WHERE slug = :slug"), {"slug": slug}
        ).first()
    ):
        raise claim_not_found(connection, slug)
    rows = connection.execute(
        text(
            "SELECT g.id, g.kind, g.reason, g.raised_by, g.created_at, g.resolved_at, "
            "g.resolved_by, g.resolution, g.link_id, c.slug, f.citekey FROM editorial_flag g "
            "LEFT JOIN evidence_link l ON l.id = g.link_id "
            "JOIN claim c ON c.id = coalesce(g.claim_id, l.claim_id) "
            "LEFT JOIN reference f ON f.id = l.reference_id "
            f"WHERE 1 = 1 {'AND c.slug = :slug ' if slug else ''}"
            f"{'' if resolved else 'AND g.resolved_at IS NULL '}"
            "ORDER BY CASE WHEN g.resolved_at IS NULL THEN 0 ELSE 1 END, g.created_at, g.id"
        ),
        {"slug": slug} if slug else {},
    )
    return [
        FlagView(
            id=row.id,
            kind=Flag(row.kind),
            claim=row.slug,
            reference=row.citekey,
            link=row.link_id,
            reason=row.reason,
            raised_by=row.raised_by,
            at=row.created_at,
            resolved_at=row.resolved_at,
            resolved_by=row.resolved_by,
            resolution=row.resolution,
        )
        for row in rows
    ]
