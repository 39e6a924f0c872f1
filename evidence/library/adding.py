"""Another text that comes in as an article: the claims that it makes in words that are known."""

from typing import TYPE_CHECKING

from sqlalchemy import text

from evidence.library.articles import article_row, version_row
from evidence.library.proposing import wordings_of
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session


def anchor_the_same_words(session: "Session", slug: str) -> int:
    """Anchor the claims that an article makes in one of their wordings, word for word.

    What says a claim in other words is left for a person. Returns how many places there are.
    """
    from evidence import anchoring
    from evidence.anchoring.proposing import proposals
    from evidence.store.tables import Anchor

    connection = session.connection()
    version = version_row(connection, article_row(connection, slug).id)
    claims = connection.execute(
        text("SELECT id, slug, text FROM claim WHERE retired_at IS NULL ORDER BY position, slug")
    ).all()
    ids = {row.slug: row.id for row in claims}
    position = dict.fromkeys(ids, 0)
    made = 0
    for place in proposals(version.text, wordings_of(connection, claims)):
        if not place.same_words:
            continue
        quote = anchoring.select(version.text, place.start, place.end)
        session.add(
            Anchor(
                version_id=version.id,
                claim_id=ids[place.slug],
                position=position[place.slug],
                exact=" ".join(quote.exact.split()),
                prefix=quote.prefix,
                suffix=quote.suffix,
                start=place.start,
                end=place.end,
                state=AnchorState.ANCHORED.value,
            )
        )
        position[place.slug] += 1
        made += 1
    session.flush()
    return made
