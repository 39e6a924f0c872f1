"""Articles: their versions, the places of claims in them, and what differs between two."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from evidence.anchoring.comparing import changes
from evidence.errors import NotFound
from evidence.library import results as r
from evidence.library.claims import claims
from evidence.store.reindex import as_json
from evidence.vocabulary import AnchorState


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a list; `claims` is how many of the claims its latest version makes."""

    slug: str
    title: str
    version: int
    at: str
    characters: int
    claims: int


def article_row(connection: Connection, slug: str | None = None) -> Any:
    """The article's row; without a slug the first one. Raises NotFound."""
    where = "WHERE slug = :slug " if slug else ""
    row = connection.execute(
        text(
            f"SELECT id, slug, title, language, about FROM article {where}"
            "ORDER BY created_at, id LIMIT 1"
        ),
        {"slug": slug} if slug else {},
    ).first()
    if row is None:
        named = f" “{slug}”" if slug else ""
        raise NotFound(
            f"There is no article{named} in this library.",
            hint="`evidence article list` names those that there are."
            if slug
            else "`evidence article revise FILE` brings one in.",
        )
    return row


def version_row(connection: Connection, article_id: str, number: int | None = None) -> Any:
    """A version's row; without a number the latest. Raises NotFound."""
    where = "AND number = :number " if number is not None else ""
    values = {"article": article_id} | ({"number": number} if number is not None else {})
    row = connection.execute(
        text(
            "SELECT id, number, title, text, message, author, created_at, digest "
            f"FROM article_version WHERE article_id = :article {where}"
            "ORDER BY number DESC LIMIT 1"
        ),
        values,
    ).first()
    if row is None:
        raise NotFound(
            f"The article has no version {number}." if number else "The article has no version.",
            hint="`evidence article versions` lists them.",
        )
    return row


def articles(connection: Connection) -> list[ArticleSummary]:
    """The articles of a library, the oldest first: the one that it opens with."""
    rows = connection.execute(
        text(
            "SELECT w.slug, v.number, v.title, v.created_at, length(v.text) AS signs, "
            "(SELECT count(DISTINCT a.claim_id) FROM anchor a JOIN claim c ON c.id = a.claim_id "
            "WHERE a.version_id = v.id AND a.start >= 0 AND c.retired_at IS NULL) AS claims "
            "FROM article w JOIN article_version v ON v.article_id = w.id "
            "WHERE v.number = (SELECT max(o.number) FROM article_version o "
            "WHERE o.article_id = w.id) ORDER BY w.created_at, w.id"
        )
    )
    return [
        ArticleSummary(row.slug, row.title, row.number, row.created_at, row.signs, row.claims)
        for row in rows
    ]


def version_view(row: Any) -> r.VersionView:
    return r.VersionView(
        id=row.id,
        number=row.number,
        title=row.title,
        message=row.message,
        author=row.author,
        at=row.created_at,
        digest=row.digest,
    )


def versions(connection: Connection, slug: str | None = None) -> list[r.VersionView]:
    """All versions of an article, newest first."""
    article = article_row(connection, slug)
    rows = connection.execute(
        text(
            "SELECT id, number, title, message, author, created_at, digest FROM article_version "
            "WHERE article_id = :article ORDER BY number DESC"
        ),
        {"article": article.id},
    )
    return [version_view(row) for row in rows]


def article(
    connection: Connection, *, slug: str | None = None, version: int | None = None
) -> r.ArticleView:
    """An article's version with the places of its claims."""
    row = article_row(connection, slug)
    found = version_row(connection, row.id, version)
    marks = connection.execute(
        text(
            'SELECT c.slug, a.start, a."end", a.state FROM anchor a '
            "JOIN claim c ON c.id = a.claim_id WHERE a.version_id = :version "
            "AND c.retired_at IS NULL ORDER BY a.start, c.position"
        ),
        {"version": found.id},
    )
    return r.ArticleView(
        slug=row.slug,
        title=found.title,
        language=row.language,
        about=as_json(row.about) or {},
        version=version_view(found),
        text=found.text,
        marks=tuple(r.Mark(m.slug, m.start, m.end, AnchorState(m.state)) for m in marks),
        claims=tuple(claims(connection, version_id=found.id)),
    )


def compare(
    connection: Connection, first: int, second: int, *, slug: str | None = None
) -> list[tuple[str, str]]:
    """Two versions by words: ("same" | "added" | "removed", text) in order. Raises NotFound."""
    row = article_row(connection, slug)
    old, new = (version_row(connection, row.id, number).text for number in (first, second))
    return changes(old, new)
