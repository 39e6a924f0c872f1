"""Articles: their versions, the places of claims in them, and revising one without losing those."""

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence import limits
from evidence.errors import BadInput, NotFound
from evidence.library import results as r
from evidence.library.claims import claims
from evidence.store.reindex import as_json
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session


WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing keeps one bit for each pair of pieces: 50 MB for two texts of 20,000 words and marks.
COMPARED_PAIRS = 400_000_000


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
            hint="`evidence article revise FILE` brings one in.",
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
            "ORDER BY a.start, c.position"
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
        claims=tuple(claims(connection)),
    )


def revise(
    session: "Session", words: str, *, title: str | None, message: str, who: str
) -> r.Revision:
    """Save a new version and find every claim in it again; returns what became of each.

    A claim whose words are gone is kept as orphaned, with its links. Raises BadInput (empty, too
    long).
    """
    from evidence import anchoring
    from evidence.library.opening import split_title, text_digest
    from evidence.store import tables as t
    from evidence.text import strip_controls

    clean = strip_controls(words.replace("\r\n", "\n"))[0]
    found_title, body = split_title(clean)
    if not body.strip():
        raise BadInput("The new version has no text.")
    if len(body) > limits.ARTICLE_CHARS:
        raise BadInput(f"The text is longer than {limits.ARTICLE_CHARS:,} characters.")
    connection = session.connection()
    if connection.execute(text("SELECT 1 FROM article LIMIT 1")).first() is None:
        return _first_version(session, title or found_title, body, message=message, who=who)
    article_ = article_row(connection)
    last = version_row(connection, article_.id)
    wanted_title = title or found_title or last.title
    version = t.ArticleVersion(
        article_id=article_.id,
        number=last.number + 1,
        title=wanted_title,
        text=body,
        message=message,
        author=who,
        parent_id=last.id,
        digest=text_digest(body),
    )
    session.add(version)
    outcomes: dict[str, r.ClaimOutcomeOfRevision] = {}
    rows = connection.execute(
        text(
            "SELECT a.claim_id, a.position, a.exact, a.prefix, a.suffix, a.start, "
            'a."end", c.slug FROM anchor a JOIN claim c ON c.id = a.claim_id '
            "WHERE a.version_id = :version ORDER BY c.position, a.position"
        ),
        {"version": last.id},
    ).all()
    for row in rows:
        quote = anchoring.Quote(row.exact, row.prefix, row.suffix)
        placed = row.start >= 0
        found = anchoring.reanchor(
            last.text,
            row.start if placed else None,
            row.end if placed else None,
            body,
            quote,
        )
        anchor, outcome = _anchor_in(version.id, row, found, body)
        session.add(anchor)
        outcomes.setdefault(row.slug, outcome)
    session.flush()
    return r.Revision(version=version.number, claims=tuple(outcomes.values()))


def _first_version(
    session: "Session", title: str, body: str, *, message: str, who: str
) -> r.Revision:
    """Bring an article into a library that has none. Raises BadInput without a title."""
    from evidence.library.opening import text_digest
    from evidence.store import tables as t
    from evidence.text import fold

    if not title:
        raise BadInput("The article has no title.", hint="Begin it with a line “# Title”.")
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:80].strip("-")
    row = t.Article(slug=slug or "article", title=title)
    version = t.ArticleVersion(
        article_id=row.id,
        number=1,
        title=title,
        text=body,
        message=message,
        author=who,
        digest=text_digest(body),
    )
    session.add_all([row, version])
    session.flush()
    return r.Revision(version=1, claims=())


def _anchor_in(
    version_id: str, row: Any, found: Any, body: str
) -> tuple[Any, r.ClaimOutcomeOfRevision]:
    """A claim's anchor in a new version, and what became of it. An orphan keeps its old quote."""
    from evidence import anchoring
    from evidence.store import tables as t

    if found.start is None:
        quote, start, end = anchoring.Quote(row.exact, row.prefix, row.suffix), -1, -1
    else:
        quote, start, end = (
            anchoring.select(body, found.start, found.end),
            found.start,
            found.end,
        )
    anchor = t.Anchor(
        version_id=version_id,
        claim_id=row.claim_id,
        position=row.position,
        exact=" ".join(quote.exact.split()),
        prefix=quote.prefix,
        suffix=quote.suffix,
        start=start,
        end=end,
        state=found.state.value,
        score=found.score,
    )
    shown = found.text if found.text is not None else row.exact
    return anchor, r.ClaimOutcomeOfRevision(row.slug, found.state, found.score, shown)


def compare(connection: Connection, first: int, second: int) -> list[tuple[str, str]]:
    """Two versions by words: ("same" | "added" | "removed", text) in order. Raises NotFound."""
    row = article_row(connection)
    old, new = (version_row(connection, row.id, number).text for number in (first, second))
    return differences(old, new)


def differences(old: str, new: str) -> list[tuple[str, str]]:
    """Two texts by words; long ones by lines first, and by words where lines differ.

    What is too long to be compared is told as a whole (see COMPARED_PAIRS).
    """
    by_words = _changed_runs(WORDS.findall(old), WORDS.findall(new))
    runs = by_words or _changed_runs(old.splitlines(keepends=True), new.splitlines(keepends=True))
    parts: list[tuple[str, str]] = []
    for same, removed, added in runs or [("", old, new)]:
        inner = [("removed", removed), ("added", added)]
        if not by_words and removed and added and (removed, added) != (old, new):
            inner = differences(removed, added)
        parts += [(kind, words) for kind, words in (("same", same), *inner) if words]
    return parts


def _changed_runs(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    """Lists compared piece by piece: (same, then removed, then added); none if too long."""
    from rapidfuzz.distance import Indel

    if len(old) * len(new) > COMPARED_PAIRS:
        return []
    runs: list[tuple[str, str, str]] = [("", "", "")]
    for code in Indel.opcodes(old, new):
        gone, come = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            runs.append(("".join(come), "", ""))
            continue
        same, removed, added = runs[-1]
        runs[-1] = (same, removed + "".join(gone), added + "".join(come))
    return runs
