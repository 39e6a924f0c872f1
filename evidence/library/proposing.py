"""What a text says of the library's claims and asserts beyond them; other wordings of a claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence import limits
from evidence.anchoring.proposing import Proposal, assertions, proposals
from evidence.errors import BadInput, Conflict, NotFound
from evidence.library.claims import latest_version_id
from evidence.store.reindex import rows_of
from evidence.text import fold

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Claim

WORDING_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class SaidHere:
    """A place in a text, `text[start:end]`, that makes a claim; `score` is 0 to 1.

    `placed`: it is one of the claim's places in that version of the article.
    """

    start: int
    end: int
    text: str
    score: float
    same_words: bool
    placed: bool = False


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
    connection: Connection,
    words: str | None = None,
    *,
    version: int | None = None,
    article: str | None = None,
    taken: Iterable[tuple[int, int]] = (),
) -> Proposals:
    """For each claim the sentences of a text that make it, and what the text asserts beyond them.

    `words` is the text, with its title; without it a version of an article (the latest one where
    none is named); `taken` are places in the text that belong to claims already. What somebody put
    away as no wording of a claim is left out. Raises BadInput (no text, too long), NotFound (the
    version, the article).
    """
    from evidence.library.articles import article_row, version_row
    from evidence.library.revising import clean_text

    places: dict[str, list[tuple[int, int]]] = {}
    if words is None:
        row = version_row(connection, article_row(connection, article).id, version)
        title, body = row.title, row.text
        places = _places_in(connection, row.id)
    else:
        title, body = clean_text(words)
    claims = connection.execute(
        text("SELECT id, slug, text FROM claim WHERE retired_at IS NULL ORDER BY position, slug")
    ).all()
    away = _put_away(connection)
    by_claim: dict[str, list[Proposal]] = {}
    spoken = [*taken, *(span for spans in places.values() for span in spans)]
    for one in proposals(body, wordings_of(connection, claims)):
        if (one.slug, fold(body[one.start : one.end])) not in away:
            by_claim.setdefault(one.slug, []).append(one)
            spoken.append((one.start, one.end))
    return Proposals(
        title=title,
        claims=tuple(
            ClaimProposal(
                slug=row.slug,
                claim=row.text,
                sentences=tuple(
                    SaidHere(
                        p.start,
                        p.end,
                        body[p.start : p.end],
                        p.score,
                        p.same_words,
                        any(s < p.end and p.start < e for s, e in places.get(row.slug, ())),
                    )
                    for p in by_claim.get(row.slug, [])
                ),
            )
            for row in claims
        ),
        uncited=tuple(
            UncitedAssertion(a.start, a.end, body[a.start : a.end], a.score, a.reasons)
            for a in assertions(body, spoken)
        ),
    )


def _places_in(connection: Connection, version_id: str) -> dict[str, list[tuple[int, int]]]:
    """By slug where a version makes each claim."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in connection.execute(
        text(
            'SELECT c.slug, a.start, a."end" FROM anchor a JOIN claim c ON c.id = a.claim_id '
            "WHERE a.version_id = :version AND a.start >= 0 ORDER BY a.start"
        ),
        {"version": version_id},
    ):
        found.setdefault(row.slug, []).append((row.start, row.end))
    return found


def _put_away(connection: Connection) -> set[tuple[str, str]]:
    rows = connection.execute(
        text(
            "SELECT c.slug, d.text AS words FROM wording_dismissal d "
            "JOIN claim c ON c.id = d.claim_id"
        )
    )
    return {(row.slug, fold(row.words)) for row in rows}


def wordings_of(connection: Connection, claims: Iterable) -> dict[str, list[str]]:
    """By slug all that a claim is known to be said as: its text, its other wordings, and the words
    that the latest version of the article has for it. Words that changed and that nobody has looked
    at since are not known: those before them are."""
    from evidence.library.reviewing import reworded

    known = {row.id: row.slug for row in claims}
    found = {row.slug: [row.text] for row in claims}
    asking = {(one.slug, one.now): one.was for one in reworded(connection)}
    rows = rows_of(
        connection,
        "SELECT claim_id, text AS words FROM claim_wording WHERE claim_id IN :ids "
        "ORDER BY created_at, id",
        list(known),
    )
    pairs = [(row.claim_id, row.words) for row in rows]
    anchored = connection.execute(
        text(
            "SELECT claim_id, exact AS words FROM anchor "
            "WHERE version_id = :version AND start >= 0 ORDER BY position"
        ),
        {"version": latest_version_id(connection)},
    )
    for row in anchored:
        if row.claim_id in known:
            words = asking.get((known[row.claim_id], row.words), row.words)
            pairs.append((row.claim_id, words))
    for claim_id, words in pairs:
        if words not in found[known[claim_id]]:
            found[known[claim_id]].append(words)
    return found


def add_wording(session: "Session", slug: str, words: str, *, who: str) -> WordingAdded:
    """Accept another wording of a claim; where the latest version says it, it is anchored there.

    Raises NotFound, BadInput (nothing, or too much), Conflict (the claim has it).
    """
    from evidence.anchoring import differences
    from evidence.library.linking import claim_row, typed_text
    from evidence.store.tables import ClaimWording

    wording = " ".join(typed_text(words, name="wording").split())
    if not any(sign.isalpha() for sign in wording):
        raise BadInput("A wording needs words.")
    if len(wording) > min(WORDING_CHARS, limits.NOTE_CHARS):
        raise BadInput(f"A wording has at most {WORDING_CHARS:,} characters.")
    claim = claim_row(session, slug)
    [known] = wordings_of(session.connection(), [claim]).values()
    if fold(wording) in {fold(one) for one in _accepted(session.connection(), claim)}:
        raise Conflict(f"“{slug}” has this wording already.")
    session.add(ClaimWording(claim_id=claim.id, text=wording, accepted_by=who))
    session.flush()
    found = min((differences(one, wording) for one in known), key=len)
    return WordingAdded(
        slug, wording, _anchor(session, claim, wording), tuple(one.text for one in found)
    )


def take_sentence(
    session: "Session",
    slug: str,
    span: tuple[int, int],
    *,
    version: int,
    who: str,
    article: str | None = None,
) -> str:
    """Say that an article's latest version makes a claim in `text[start:end]`, too: the words are a
    wording of the claim from then on, and the place is one of its places. Returns the words.

    Raises NotFound, BadInput, StaleEdit (`version` is not the latest).
    """
    from evidence.library.articles import article_row, version_row
    from evidence.library.repairing import place
    from evidence.store.tables import ClaimWording

    place(session, slug, span, version=version, article=article, also=True)
    connection = session.connection()
    last = version_row(connection, article_row(connection, article).id)
    words = " ".join(last.text[span[0] : span[1]].split())
    claim = connection.execute(
        text("SELECT id, slug, text FROM claim WHERE slug = :slug"), {"slug": slug}
    ).one()
    known = wordings_of(connection, [claim])[slug] if article else _accepted(connection, claim)
    if len(words) <= WORDING_CHARS and fold(words) not in {fold(one) for one in known}:
        session.add(ClaimWording(claim_id=claim.id, text=words, accepted_by=who))
        session.flush()
    return words


def _accepted(connection: Connection, claim: Any) -> list[str]:
    """A claim's own text and its accepted wordings."""
    stored = connection.execute(
        text("SELECT text FROM claim_wording WHERE claim_id = :id"), {"id": claim.id}
    )
    return [claim.text, *stored.scalars()]


def remove_wording(session: "Session", slug: str, words: str) -> str:
    """Take a wording away from a claim, with the places that it alone has in the latest version.

    Returns it. Raises NotFound (the claim, the wording).
    """
    from sqlalchemy import select

    from evidence.library.linking import claim_row
    from evidence.store.tables import Anchor, ClaimWording

    claim = claim_row(session, slug)
    rows = session.execute(select(ClaimWording).filter_by(claim_id=claim.id)).scalars().all()
    row = next((one for one in rows if fold(one.text) == fold(words)), None)
    if row is None:
        raise NotFound(
            f"“{slug}” has no such wording.",
            hint=f"`evidence wording {slug}` lists the ones that it has.",
        )
    wording = row.text
    session.delete(row)
    version_id = latest_version_id(session.connection())
    if version_id:
        anchors = session.execute(
            select(Anchor).filter_by(version_id=version_id, claim_id=claim.id)
        ).scalars()
        for anchor in anchors:
            if anchor.position > 0 and fold(anchor.exact) == fold(wording):
                session.delete(anchor)
    session.flush()
    return wording


def dismiss_wording(session: "Session", slug: str, words: str, *, who: str) -> None:
    """Remember that a sentence is no wording of a claim; doing so twice is no error.

    Raises NotFound, BadInput (no words), Conflict (it is one of the claim's wordings).
    """
    from evidence.library.linking import claim_row, typed_text
    from evidence.store.ledger import WordingDismissal

    wording = " ".join(typed_text(words, name="sentence").split())
    if not wording:
        raise BadInput("Say which sentence it is.")
    claim = claim_row(session, slug)
    if fold(wording) in {fold(one) for one in _accepted(session.connection(), claim)}:
        raise Conflict(f"It is a wording of “{slug}”.", hint="Remove the wording instead.")
    if (slug, fold(wording)) not in _put_away(session.connection()):
        session.add(WordingDismissal(claim_id=claim.id, text=wording, author=who))
        session.flush()


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
