"""What does not bear on a claim: suggestions that somebody has looked at and put away."""

from sqlalchemy import select
from sqlmodel import Session

from evidence.errors import Conflict
from evidence.library.linking import claim_row, links_between, reference_row
from evidence.store.ledger import SuggestionDismissal


def dismiss(session: Session, slug: str, key: str, *, who: str) -> None:
    """Remember that a reference does not bear on a claim; doing so twice is no error.

    Raises NotFound, Conflict (it is linked to the claim).
    """
    claim, reference = claim_row(session, slug), reference_row(session, key)
    if links_between(session, claim.id, reference.id):
        raise Conflict(
            f"“{reference.citekey}” is linked to “{slug}”.", hint="Remove the link instead."
        )
    present = select(SuggestionDismissal.id).where(  # type: ignore[call-overload]
        SuggestionDismissal.claim_id == claim.id,
        SuggestionDismissal.reference_id == reference.id,
    )
    if session.execute(present).first() is None:
        session.add(SuggestionDismissal(claim_id=claim.id, reference_id=reference.id, author=who))
