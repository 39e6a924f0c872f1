"""Claims that a new version left without a place: given one, or retired."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library.articles import article_row, version_row
from evidence.library.revising import (
    Candidate,
    Fate,
    anchors_in,
    candidates_of,
    has_article,
    orphan_of,
    overtaken,
    quote_of,
)
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Anchor


def orphans(connection: Connection, article: str | None = None) -> tuple[Fate, ...]:
    """The claims that an article's latest version does not say, with places that may say them now.

    They are looked for as they stood in the last version that did.
    """
    from evidence import anchoring

    if not has_article(connection):
        return ()
    last = version_row(connection, article_row(connection, article).id)
    found = []
    rows = anchors_in(connection, last.id)
    for row in rows:
        if row.start >= 0 or row.retired_at is not None or row.position != 0:
            continue
        before = _last_placed(connection, row)
        fate = anchoring.reanchor(
            before.text if before else last.text,
            before.start if before else None,
            before.end if before else None,
            last.text,
            quote_of(row),
        )
        offered = candidates_of(fate.candidates, last.text)
        if fate.start is not None and fate.end is not None:  # a person says whether it is that
            words = last.text[fate.start : fate.end]
            offered = (Candidate(fate.start, fate.end, words, fate.score), *offered)
        others = (one for one in rows if one.claim_id == row.claim_id and one.start >= 0)
        elsewhere = [
            Candidate(one.start, one.end, last.text[one.start : one.end], 1.0) for one in others
        ]
        spans = {(one.start, one.end) for one in elsewhere}
        offered = tuple(one for one in offered if (one.start, one.end) not in spans)
        offered = (*offered[:1], *elsewhere, *offered[1:])
        found.append(orphan_of(row, offered))
    return tuple(found)


def place(
    session: "Session",
    slug: str,
    span: tuple[int, int],
    *,
    version: int,
    article: str | None = None,
    also: bool = False,
) -> AnchorState:
    """Say that an article's latest version makes a claim in `text[start:end]`; returns its state.

    A claim that was elsewhere is moved if the words are its own and reworded otherwise: its links
    stay and ask to be looked at. One that the article never made is anchored. With `also` it keeps
    the place that it has and gets another one. Raises NotFound, BadInput (no words there),
    StaleEdit (`version` is not the latest).
    """
    from evidence import anchoring
    from evidence.library.linking import claim_row

    connection = session.connection()
    last = version_row(connection, article_row(connection, article).id)
    if last.number != version:
        raise overtaken(last)
    start, end = span
    if not 0 <= start < end <= len(last.text):
        raise BadInput("That place is not in the text.")
    try:
        quote = anchoring.select(last.text, start, end)
    except ValueError as problem:
        raise BadInput("There are no words in that place.") from problem
    claim = claim_row(session, slug)
    if claim.retired_at is not None:
        raise NotFound(f"The claim “{slug}” is retired.", hint="History can bring it back.")
    row, new = _row_to_place(session, last.id, claim.id, also=also)
    said = anchoring.places(last.text[start:end], anchoring.Quote(row.exact or claim.text))
    same = any(found.same_words and not found.differences for found in said)
    row.state = (AnchorState.MOVED if same else AnchorState.REWORDED).value
    if new or _last_placed(connection, row) is None:  # nothing was said of it that could change
        row.state = AnchorState.ANCHORED.value
    row.score = said[0].wording if said else 0.0
    row.exact, row.prefix, row.suffix = " ".join(quote.exact.split()), quote.prefix, quote.suffix
    row.start, row.end, row.reviewed_by, row.reviewed_at = start, end, None, None
    session.add(row)
    session.flush()
    return AnchorState(row.state)


def _row_to_place(
    session: "Session", version_id: str, claim_id: str, *, also: bool
) -> tuple["Anchor", bool]:
    """The anchor that gets the place, and whether the version had none for the claim."""
    from sqlalchemy import select

    from evidence.store import tables as t

    rows = (
        session.execute(
            select(t.Anchor).filter_by(version_id=version_id, claim_id=claim_id)
        ).scalars()
    ).all()
    first = next((row for row in rows if row.position == 0), None)
    if first is not None and not (also and first.start >= 0):
        return first, False
    position = max((row.position for row in rows), default=-1) + 1
    return t.Anchor(version_id=version_id, claim_id=claim_id, position=position, exact=""), True


def retire(session: "Session", slug: str) -> None:
    """Take a claim that the article does not make any more out of it; its evidence is kept, and
    undoing brings it back. Raises NotFound, Conflict (the latest version says it)."""
    from evidence.store.columns import now

    claim = standing_claim(session, slug)
    connection = session.connection()
    said = has_article(connection) and any(
        row.claim_id == claim.id and row.position == 0 and row.start >= 0
        for row in anchors_in(connection, version_row(connection, article_row(connection).id).id)
    )
    if said:
        raise Conflict(
            f"The article says “{claim.text}”, so the claim cannot be retired.",
            hint="Take its words out of the text first.",
        )
    claim.retired_at = now()
    session.flush()


def standing_claim(session: "Session", slug: str) -> Any:
    """A claim that is not retired. Raises NotFound."""
    from sqlalchemy import select

    from evidence.store import tables as t

    claim = session.execute(select(t.Claim).filter_by(slug=slug, retired_at=None)).scalar()
    if claim is None:
        raise NotFound(f"There is no claim “{slug}”.", hint="`evidence claims` lists them.")
    return claim


def _last_placed(connection: Connection, row: Any) -> Any:
    """The last version that said a claim: its text, and where."""
    return connection.execute(
        text(
            'SELECT v.text, a.start, a."end" FROM anchor a '
            "JOIN article_version v ON v.id = a.version_id "
            "WHERE a.claim_id = :claim AND a.position = :position AND a.start >= 0 "
            "ORDER BY v.number DESC LIMIT 1"
        ),
        {"claim": row.claim_id, "position": row.position},
    ).first()
