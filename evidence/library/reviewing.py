"""Claims whose words changed: what they were and are, and that somebody has looked at them since.

Such a claim asks to be looked at until somebody has said that its evidence still holds, or its
words are again the ones that were last looked at - however many versions later.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence.errors import Conflict
from evidence.text import fold

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Rewording:
    """A claim whose words changed since somebody last looked at them: what they were and are.

    `since` is the first version with other words, `version` the latest one; `differences` say in
    what the words now say something else, `links` how many links lean on them.
    """

    slug: str
    claim: str
    was: str
    now: str
    since: int
    version: int
    differences: tuple[str, ...]
    links: int


# The places of a version whose words changed, in the order of the text: in which version they
# changed first after somebody looked at them last, and what they were before that.
_ASKING = """
SELECT asking.claim_id, asking.since, here.exact AS now, c.slug, c.text AS claim, (
    SELECT a.exact FROM anchor a JOIN article_version v ON v.id = a.version_id
    WHERE v.article_id = :article AND a.claim_id = asking.claim_id
    AND a.position = asking.position AND v.number < asking.since
    ORDER BY v.number DESC LIMIT 1) AS was
FROM (
    SELECT a.claim_id, a.position, min(v.number) AS since
    FROM anchor a JOIN article_version v ON v.id = a.version_id
    WHERE v.article_id = :article AND v.number <= :number
    AND a.state = 'reworded' AND a.reviewed_by IS NULL
    AND v.number > coalesce((
        SELECT max(w.number) FROM anchor b JOIN article_version w ON w.id = b.version_id
        WHERE b.claim_id = a.claim_id AND b.position = a.position AND w.article_id = v.article_id
        AND w.number <= :number AND b.reviewed_by IS NOT NULL), 0)
    GROUP BY a.claim_id, a.position) asking
JOIN anchor here ON here.claim_id = asking.claim_id AND here.position = asking.position
JOIN claim c ON c.id = asking.claim_id
WHERE here.version_id = :version AND here.start >= 0 AND c.retired_at IS NULL
ORDER BY here.start, here.position
"""


def _asking(connection: Connection, version_id: str) -> Iterator[Any]:
    """The places of a version that ask to be looked at."""
    version = connection.execute(
        text("SELECT article_id, number FROM article_version WHERE id = :id"), {"id": version_id}
    ).one()
    values = {"article": version.article_id, "number": version.number, "version": version_id}
    for row in connection.execute(text(_ASKING), values).all():
        if fold(row.claim if row.was is None else row.was) != fold(row.now):
            yield row


def unread(connection: Connection, version_id: str | None) -> dict[str, int]:
    """The claims of a version that ask to be looked at: the version that changed each, by id."""
    found: dict[str, int] = {}
    for row in _asking(connection, version_id) if version_id else ():
        found[row.claim_id] = min(row.since, found.get(row.claim_id, row.since))
    return found


def reworded(connection: Connection, article: str | None = None) -> tuple[Rewording, ...]:
    """The claims of an article whose words changed and that nobody has looked at since."""
    from evidence.anchoring import differences
    from evidence.library.articles import article_row, version_row
    from evidence.library.revising import has_article

    if not has_article(connection):
        return ()
    last = version_row(connection, article_row(connection, article).id)
    found = []
    for row in _asking(connection, last.id):
        was = row.claim if row.was is None else row.was
        number = connection.execute(
            text("SELECT count(*) FROM evidence_link WHERE claim_id = :claim"),
            {"claim": row.claim_id},
        ).scalar_one()
        told = tuple(one.text for one in differences(was, row.now))
        found.append(
            Rewording(row.slug, row.claim, was, row.now, row.since, last.number, told, number)
        )
    return tuple(found)


def review(
    session: "Session", slug: str, *, version: int | None, who: str, article: str | None = None
) -> tuple[Rewording, ...]:
    """Say that somebody has looked at a reworded claim and that its evidence still holds.

    Returns what was looked at. With `version` it is the version that they saw: raises StaleEdit if
    there is a later one; NotFound, Conflict (nothing asks to be looked at).
    """
    from sqlalchemy import select

    from evidence.library.articles import article_row, version_row
    from evidence.library.repairing import standing_claim
    from evidence.library.revising import overtaken
    from evidence.store import tables as t
    from evidence.store.columns import now

    connection = session.connection()
    claim = standing_claim(session, slug)
    last = version_row(connection, article_row(connection, article).id)
    if version is not None and last.number != version:
        raise overtaken(last)
    asked = tuple(one for one in reworded(connection, article) if one.slug == slug)
    if not asked:
        raise Conflict(
            f"“{slug}” does not ask to be looked at.",
            hint="Its words are the ones that were last looked at.",
        )
    rows = session.execute(select(t.Anchor).filter_by(version_id=last.id, claim_id=claim.id))
    moment = now()
    for row in rows.scalars():
        if row.start >= 0:
            row.reviewed_by, row.reviewed_at = who, moment
    session.flush()
    return asked
