"""Links between claims and references: made, changed, removed. Each is one change."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from evidence import limits
from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import verifying
from evidence.library.claims import claim_not_found
from evidence.library.references import find_reference
from evidence.store.changes import check_revision
from evidence.store.tables import Claim, EvidenceLink, Passage, Reference
from evidence.text import parse_locator, strip_controls
from evidence.vocabulary import Directness, Stance, Verification, Workflow

UNSET: Any = object()  # a keyword that was not given: the field stays as it is


def stance_of(word: str | Stance) -> Stance:
    """Read a stance. Raises BadInput that lists them."""
    try:
        return Stance(str(word).strip().lower())
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is not a stance.", hint=f"Stances are {', '.join(Stance)}."
        ) from problem


def directness_of(word: str | Directness | None) -> str | None:
    if word in (None, ""):
        return None
    try:
        return Directness(str(word)).value
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is neither direct nor indirect.", hint="Leave it out if it is not known."
        ) from problem


def typed_text(words: str | None, *, name: str) -> str:
    """What a person typed, without control characters. Raises BadInput if it is too long."""
    text, _ = strip_controls(words or "")
    if len(text) > limits.NOTE_CHARS:
        raise BadInput(f"The {name} is longer than {limits.NOTE_CHARS:,} characters.")
    return text.strip()


def claim_row(session: Session, slug: str) -> Claim:
    """A claim by its slug. Raises NotFound."""
    row = session.execute(select(Claim).where(Claim.slug == slug)).scalars().first()  # type: ignore[arg-type]
    if row is None:
        raise claim_not_found(session.connection(), slug)
    return row


def reference_row(session: Session, key: str) -> Reference:
    """A reference by its key, also by one that it had before. Raises NotFound."""
    row = session.get(Reference, find_reference(session.connection(), key).id)
    assert row is not None
    return row


def link_row(session: Session, link_id: str) -> EvidenceLink:
    row = session.get(EvidenceLink, link_id)
    if row is None:
        raise NotFound("This link is not there any more.", hint="Somebody may have removed it.")
    return row


def link(
    session: Session,
    slug: str,
    key: str,
    *,
    stance: str | Stance,
    rationale: str = "",
    quote: str | None = None,
    locator: str | None = None,
    directness: str | Directness | None = None,
    who: str,
) -> str:
    """Link a claim to a reference; returns the link's id.

    One claim and one reference may be joined by several links, one for each stance. Raises
    NotFound, BadInput, Conflict (the same stance twice; support and dispute on one passage).
    """
    wanted = stance_of(stance)
    claim, reference = claim_row(session, slug), reference_row(session, key)
    present = links_between(session, claim.id, reference.id)
    if any(row.stance == wanted for row in present):
        raise Conflict(
            f"“{reference.citekey}” is linked to “{slug}” as {wanted.word.lower()} already.",
            hint="Change that link, or choose another stance.",
        )
    exact = typed_text(quote, name="passage")
    last = session.execute(
        select(EvidenceLink.position)  # type: ignore[call-overload]
        .where(EvidenceLink.claim_id == claim.id)
        .order_by(EvidenceLink.position.desc())  # type: ignore[attr-defined]
        .limit(1)
    ).scalar()
    row = EvidenceLink(
        claim_id=claim.id,
        reference_id=reference.id,
        stance=wanted.value,
        rationale=typed_text(rationale, name="rationale"),
        directness=directness_of(directness),
        position=0 if last is None else last + 1,
        author=who,
    )
    session.add(row)
    _put_passage(session, row.id, exact, typed_text(locator, name="locator"))
    session.flush()
    if exact:
        verifying.check_link(session, row.id, who=who)
    return row.id


def links_between(session: Session, claim_id: str, reference_id: str) -> list[EvidenceLink]:
    return list(
        session.execute(
            select(EvidenceLink).where(
                EvidenceLink.claim_id == claim_id,  # type: ignore[arg-type]
                EvidenceLink.reference_id == reference_id,  # type: ignore[arg-type]
            )
        ).scalars()
    )


def _passages(session: Session, link_id: str) -> list[Passage]:
    return list(
        session.execute(
            select(Passage).where(Passage.link_id == link_id).order_by(Passage.position)  # type: ignore[arg-type]
        ).scalars()
    )


def _put_passage(session: Session, link_id: str, exact: str, locator: str) -> None:
    """Set the first passage of a link; an empty one is removed."""
    present = _passages(session, link_id)
    label, value = parse_locator(locator) if locator else (None, None)
    if not present:
        if exact or locator:
            session.add(Passage(link_id=link_id, exact=exact, locator_label=label, locator=value))
        return
    first = present[0]
    if not exact and not locator:
        session.delete(first)
        return
    if first.exact != exact:  # other words: nobody has looked whether they are there
        first.exact = exact
        first.verification = Verification.NOT_CHECKED.value
        first.score = first.text_kind = first.text_id = None
        first.verified_by = first.verified_at = None
    first.locator_label, first.locator = label, value


def label(session: Session, link_id: str) -> str:
    """What a change of a link is called in the history. Raises NotFound."""
    row = link_row(session, link_id)
    claim, reference = session.get(Claim, row.claim_id), session.get(Reference, row.reference_id)
    assert claim is not None
    assert reference is not None
    return f"Change the link {claim.slug} – {reference.citekey}"


def edit_link(
    session: Session,
    link_id: str,
    *,
    revision: int | None,
    stance: Any = UNSET,
    rationale: Any = UNSET,
    directness: Any = UNSET,
    quote: Any = UNSET,
    locator: Any = UNSET,
    who: str,
) -> None:
    """Change a link; what is not given stays. Raises StaleEdit, NotFound, BadInput, Conflict."""
    row = link_row(session, link_id)
    check_revision(row, revision, name="This link")
    first = next(iter(_passages(session, link_id)), None)
    exact = first.exact if first and quote is UNSET else typed_text(_given(quote), name="passage")
    if stance is not UNSET:
        wanted = stance_of(stance)
        others = [
            other
            for other in links_between(session, row.claim_id, row.reference_id)
            if other.id != row.id
        ]
        if any(other.stance == wanted for other in others):
            raise Conflict(f"They are linked as {wanted.word.lower()} already.")
        row.stance = wanted.value
    if rationale is not UNSET:
        row.rationale = typed_text(rationale, name="rationale")
    if directness is not UNSET:
        row.directness = directness_of(directness)
    if quote is not UNSET or locator is not UNSET:
        place = typed_text(_given(locator), name="locator")
        if locator is UNSET and first and first.locator:
            place = f"{first.locator_label} {first.locator}"
        _put_passage(session, link_id, exact, place)
    # An edit of what a link says is judged again: an accepted link goes back to draft.
    row.workflow = Workflow.DRAFT.value
    row.accepted_by = row.accepted_at = None
    session.flush()
    if quote is not UNSET and exact:
        verifying.check_link(session, link_id, who=who)


def _given(value: Any) -> str | None:
    return None if value is UNSET else value


def remove_link(session: Session, row: EvidenceLink) -> None:
    """Remove a link with its passages and flags; undo brings all of them back."""
    from evidence.store.tables import EditorialFlag

    for passage in _passages(session, row.id):
        session.delete(passage)
    flags = session.execute(select(EditorialFlag).where(EditorialFlag.link_id == row.id)).scalars()  # type: ignore[arg-type]
    for flag in flags:
        session.delete(flag)
    session.delete(row)


def unlink(session: Session, slug: str, key: str, *, stance: str | Stance | None = None) -> int:
    """Remove the links between a claim and a reference (of one stance, if given).

    Returns how many; raises NotFound when there is none.
    """
    claim, reference = claim_row(session, slug), reference_row(session, key)
    wanted = stance_of(stance) if stance is not None else None
    rows = [
        row
        for row in links_between(session, claim.id, reference.id)
        if wanted is None or row.stance == wanted
    ]
    if not rows:
        named = f" as {wanted.word.lower()}" if wanted else ""
        raise NotFound(f"“{reference.citekey}” is not linked to “{slug}”{named}.")
    for row in rows:
        remove_link(session, row)
    session.flush()
    return len(rows)
