"""What a text says of the library's claims and asserts beyond them; other wordings of a claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from evidence import limits
from evidence.anchoring.proposing import Proposal, assertions, proposals
from evidence.errors import BadInput, Conflict
from evidence.library.claims import latest_version_id
from evidence.store.reindex import rows_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Claim

WORDING_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class SaidHere:
    """A place in a text, `text[start:end]`, that makes a claim; `score` is 0 to 1."""

    start: int
    end: int
    text: str
    score: float
    same_words: bool


@dataclass(frozen=True, slots=True)
class ClaimProposal:
    """The sentences of a text that make a claim, the surest first."""

    slug: str
    claim: str
    sentences: tuple[SaidHere, ...]


@dataclass(frozen=True, slots=True)
class UncitedAssertion:
    """A sentence that asserts something and belongs to no claim: what makes it an assertion."""

    start: int
    end: int
    text: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a text says of the library's claims, and what it asserts beyond them."""

    title: str
    claims: tuple[ClaimProposal, ...]  # every claim, also one that the text does not make
    uncited: tuple[UncitedAssertion, ...]


@dataclass(frozen=True, slots=True)
class WordingAdded:
    """A wording that a claim has now: how many new places the latest version says it in, and in
    what it says something else than the claim (for its editor to look at)."""

    slug: str
    text: str
    places: int
    differences: tuple[str, ...]


def propose(
    connection: Connection, words: str | None = None, *, version: int | None = None
) -> Proposals:
    """For each claim the sentences of a text that make it, and what the text asserts beyond them.

    `words` is the text, with its title; without it a version of the article (the latest one where
    none is named). Raises BadInput (no text, too long), NotFound (the version).
    """
    from evidence.library.articles import article_row, version_row
    from evidence.library.revising import clean_text

    if words is None:
        row = version_row(connection, article_row(connection).id, version)
        title, body = row.title, row.text
    else:
        title, body = clean_text(words)
    claims = connection.execute(
        text("SELECT id, slug, text FROM claim WHERE retired_at IS NULL ORDER BY position, slug")
    ).all()
    wordings = wordings_of(connection, claims)
    found = proposals(body, wordings)
    by_claim: dict[str, list[Proposal]] = {}
    for one in found:
        by_claim.setdefault(one.slug, []).append(one)
    return Proposals(
        title=title,
        claims=tuple(
            ClaimProposal(
                slug=row.slug,
                claim=row.text,
                sentences=tuple(
                    SaidHere(p.start, p.end, body[p.start : p.end], p.score, p.same_words)
                    for p in by_claim.get(row.slug, [])
                ),
            )
            for row in claims
        ),
        uncited=tuple(
            UncitedAssertion(a.start, a.end, body[a.start : a.end], a.score, a.reasons)
            for a in assertions(body, [(p.start, p.end) for p in found])
        ),
    )


def wordings_of(connection: Connection, claims: Iterable) -> dict[str, list[str]]:
    """By slug all that a claim is known to be said as: its text, its other wordings, and the words
    that the latest version of the article has for it."""
    known = {row.id: row.slug for row in claims}
    found = {row.slug: [row.text] for row in claims}
    rows = rows_of(
        connection,
        "SELECT claim_id, text AS words FROM claim_wording WHERE claim_id IN :ids "
        "ORDER BY created_at, id",
        list(known),
    )
    rows += connection.execute(
        text(
            "SELECT claim_id, exact AS words FROM anchor "
            "WHERE version_id = :version AND start >= 0 ORDER BY position"
        ),
        {"version": latest_version_id(connection)},
    ).all()
    for row in rows:
        if row.claim_id in known and row.words not in found[known[row.claim_id]]:
            found[known[row.claim_id]].append(row.words)
    return found


def add_wording(session: "Session", slug: str, words: str, *, who: str) -> WordingAdded:
    """Accept another wording of a claim; where the latest version says it, it is anchored there.

    Raises NotFound, BadInput (nothing, or too much), Conflict (the claim has it).
    """
    from evidence.anchoring import differences
    from evidence.library.linking import claim_row, typed_text
    from evidence.store.tables import ClaimWording
    from evidence.text import fold

    wording = " ".join(typed_text(words, name="wording").split())
    if not any(sign.isalpha() for sign in wording):
        raise BadInput("A wording needs words.")
    if len(wording) > min(WORDING_CHARS, limits.NOTE_CHARS):
        raise BadInput(f"A wording has at most {WORDING_CHARS:,} characters.")
    claim = claim_row(session, slug)
    [known] = wordings_of(session.connection(), [claim]).values()
    stored = session.connection().execute(
        text("SELECT text FROM claim_wording WHERE claim_id = :id"), {"id": claim.id}
    )
    if fold(wording) in {fold(one) for one in (claim.text, *stored.scalars())}:
        raise Conflict(f"“{slug}” has this wording already.")
    session.add(ClaimWording(claim_id=claim.id, text=wording, accepted_by=who))
    session.flush()
    found = min((differences(one, wording) for one in known), key=len)
    return WordingAdded(
        slug, wording, _anchor(session, claim, wording), tuple(one.text for one in found)
    )


def _anchor(session: "Session", claim: "Claim", wording: str) -> int:
    """Anchor a wording where the latest version says it and no anchor of the claim is; how many."""
    from sqlalchemy import select

    from evidence import anchoring
    from evidence.store.tables import Anchor, ArticleVersion
    from evidence.vocabulary import AnchorState

    version_id = latest_version_id(session.connection())
    version = session.get(ArticleVersion, version_id) if version_id else None
    if version is None or claim.retired_at is not None:
        return 0
    rows = session.execute(
        select(Anchor).filter_by(version_id=version.id, claim_id=claim.id)
    ).scalars()
    anchors = list(rows)
    orphan = next((row for row in anchors if row.start < 0 and row.position == 0), None)
    taken = [(row.start, row.end) for row in anchors if row.start >= 0]
    position = max((row.position for row in anchors), default=-1) + 1
    made = 0
    for place in proposals(version.text, {claim.slug: [wording]}):
        if not place.same_words or any(place.start < e and s < place.end for s, e in taken):
            continue
        row = orphan or Anchor(
            version_id=version.id, claim_id=claim.id, position=position, exact=wording
        )
        quote = anchoring.select(version.text, place.start, place.end)
        row.exact, row.prefix, row.suffix = quote.exact, quote.prefix, quote.suffix
        row.start, row.end, row.score = place.start, place.end, 1.0
        row.state = (AnchorState.REWORDED if orphan else AnchorState.ANCHORED).value
        session.add(row)
        position, orphan, made = position + (orphan is None), None, made + 1
    session.flush()
    return made
