"""Revising an article: what a new text would do to each claim, saving it, and mending orphans.

A dry run and a saved version are judged by the same code: `fates`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence import limits
from evidence.errors import BadInput, Conflict, NotFound, StaleEdit
from evidence.library import results as r
from evidence.library.articles import article_row, version_row
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.anchoring import Quote, Reanchored

CANDIDATES = 4  # places that are offered for an orphan


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an orphan's claim may be said now: `text` is what stands there, `likeness` how
    alike the words are (0 to 1)."""

    start: int
    end: int
    text: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a claim in a text. Offsets into its Markdown without the title, -1 for an
    orphan; `was` and `now` are the words before and after (`now` is empty for an orphan).

    `differences` say in what the new words say something else than the old ones.
    """

    slug: str
    claim: str
    state: AnchorState
    score: float
    start: int
    end: int
    was: str
    now: str
    differences: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    position: int = 0  # of several places of one claim; 0 is the one that decides


@dataclass(frozen=True, slots=True)
class Preview:
    """What saving a text would do; `parent` is the version that it is compared with (0: none)."""

    parent: int
    title: str
    text: str
    unchanged: bool
    fates: tuple[Fate, ...]

    @property
    def claims(self) -> tuple[Fate, ...]:
        """One fate for each claim."""
        return tuple(fate for fate in self.fates if fate.position == 0)


def clean_text(words: str) -> tuple[str, str]:
    """A text as it is kept: its title (its first heading) and the rest. Raises BadInput."""
    from evidence.library.opening import split_title
    from evidence.text import strip_controls

    title, body = split_title(strip_controls(words)[0])
    if not body.strip():
        raise BadInput("The new version has no text.")
    if len(body) > limits.ARTICLE_CHARS:
        raise BadInput(f"The text is longer than {limits.ARTICLE_CHARS:,} characters.")
    return title, body


def preview(connection: Connection, words: str, *, title: str | None = None) -> Preview:
    """What `revise` would do with a text; changes nothing. Raises BadInput as `revise` does."""
    found_title, body = clean_text(words)
    if not _has_article(connection):
        wanted = title or found_title
        if not wanted:
            raise _no_title()
        return Preview(0, wanted, body, False, ())
    last = version_row(connection, article_row(connection).id)
    wanted = title or found_title or last.title
    return Preview(
        last.number,
        wanted,
        body,
        (wanted, body) == (last.title, last.text),
        tuple(
            _fate(row, found, body)
            for row, found in fates(connection, last, body)
            if row.retired_at is None
        ),
    )


def fates(connection: Connection, last: Any, body: str) -> "list[tuple[Any, Reanchored]]":
    """Every anchor of a version (retired claims have them, too), and where a text says it."""
    from evidence import anchoring

    return [
        (
            row,
            anchoring.reanchor(
                last.text,
                row.start if row.start >= 0 else None,
                row.end if row.start >= 0 else None,
                body,
                _quote(row),
            ),
        )
        for row in _anchors(connection, last.id)
    ]


def revise(
    session: "Session",
    words: str,
    *,
    title: str | None,
    message: str,
    who: str,
    parent: int | None = None,
) -> r.Revision:
    """Save a new version and find every claim in it again; returns what became of each.

    A claim whose words are gone is kept as orphaned, with its links. With `parent` the text began
    from that version: raises StaleEdit if there is a later one. Raises BadInput (empty, too long).
    """
    from evidence.library.opening import text_digest
    from evidence.store import tables as t

    found_title, body = clean_text(words)
    connection = session.connection()
    if not _has_article(connection):
        return _first_version(session, title or found_title, body, message=message, who=who)
    article = article_row(connection)
    last = version_row(connection, article.id)
    if parent is not None and last.number != parent:
        raise _overtaken(last)
    version = t.ArticleVersion(
        article_id=article.id,
        number=last.number + 1,
        title=title or found_title or last.title,
        text=body,
        message=message,
        author=who,
        parent_id=last.id,
        digest=text_digest(body),
    )
    session.add(version)
    outcomes: dict[str, r.ClaimOutcomeOfRevision] = {}
    for row, found in fates(connection, last, body):
        session.add(_anchor_in(version.id, row, found, body))
        if row.retired_at is None:
            shown = found.text if found.text is not None else row.exact
            outcome = r.ClaimOutcomeOfRevision(row.slug, found.state, found.score, shown)
            outcomes.setdefault(row.slug, outcome)
    session.flush()
    return r.Revision(version=version.number, claims=tuple(outcomes.values()))


def _first_version(
    session: "Session", title: str, body: str, *, message: str, who: str
) -> r.Revision:
    """Bring an article into a library that has none. Raises BadInput without a title."""
    import re

    from evidence.library.opening import text_digest
    from evidence.store import tables as t
    from evidence.text import fold

    if not title:
        raise _no_title()
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


def orphans(connection: Connection) -> tuple[Fate, ...]:
    """The claims that the latest version does not say, with places that may say them now.

    They are looked for as they stood in the last version that did.
    """
    from evidence import anchoring

    if not _has_article(connection):
        return ()
    last = version_row(connection, article_row(connection).id)
    found = []
    rows = _anchors(connection, last.id)
    for row in rows:
        if row.start >= 0 or row.retired_at is not None or row.position != 0:
            continue
        before = _last_placed(connection, row)
        fate = anchoring.reanchor(
            before.text if before else last.text,
            before.start if before else None,
            before.end if before else None,
            last.text,
            _quote(row),
        )
        offered = _candidates(fate.candidates, last.text)
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
        found.append(_orphan(row, offered))
    return tuple(found)


def place(
    session: "Session", slug: str, start: int, end: int, *, version: int, who: str
) -> AnchorState:
    """Say that the latest version makes a claim in `text[start:end]`; returns its new state.

    It is moved if the words are the claim's, reworded otherwise: its links stay and ask to be
    looked at. Raises NotFound, BadInput (no words there), StaleEdit (`version` is not the latest).
    """
    from sqlalchemy import select

    from evidence import anchoring
    from evidence.store import tables as t

    connection = session.connection()
    last = version_row(connection, article_row(connection).id)
    if last.number != version:
        raise _overtaken(last)
    if not 0 <= start < end <= len(last.text):
        raise BadInput("That place is not in the text.")
    try:
        quote = anchoring.select(last.text, start, end)
    except ValueError as problem:
        raise BadInput("There are no words in that place.") from problem
    claim = _claim_row(session, slug)
    row = session.execute(
        select(t.Anchor).filter_by(version_id=last.id, claim_id=claim.id, position=0)
    ).scalar()
    if row is None:
        row = t.Anchor(version_id=last.id, claim_id=claim.id, exact=claim.text)
        session.add(row)
    said = anchoring.places(last.text[start:end], anchoring.Quote(row.exact))
    same = any(found.same_words and not found.differences for found in said)
    row.state = (AnchorState.MOVED if same else AnchorState.REWORDED).value
    row.score = said[0].wording if said else 0.0
    row.exact, row.prefix, row.suffix = quote.exact, quote.prefix, quote.suffix
    row.start, row.end, row.reviewed_by = start, end, who
    session.flush()
    return AnchorState(row.state)


def retire(session: "Session", slug: str) -> None:
    """Take a claim that the article does not make any more out of it; its evidence is kept, and
    undoing brings it back. Raises NotFound, Conflict (the latest version says it)."""
    from evidence.store.columns import now

    claim = _claim_row(session, slug)
    connection = session.connection()
    last = version_row(connection, article_row(connection).id)
    said = any(
        row.claim_id == claim.id and row.position == 0 and row.start >= 0
        for row in _anchors(connection, last.id)
    )
    if said:
        raise Conflict(
            f"The article says “{claim.text}”, so the claim cannot be retired.",
            hint="Take its words out of the text first.",
        )
    claim.retired_at = now()
    session.flush()


def _claim_row(session: "Session", slug: str) -> Any:
    from sqlalchemy import select

    from evidence.store import tables as t

    claim = session.execute(select(t.Claim).filter_by(slug=slug, retired_at=None)).scalar()
    if claim is None:
        raise NotFound(f"There is no claim “{slug}”.", hint="`evidence claims` lists them.")
    return claim


def _has_article(connection: Connection) -> bool:
    return connection.execute(text("SELECT 1 FROM article LIMIT 1")).first() is not None


def _no_title() -> BadInput:
    return BadInput("The article has no title.", hint="Begin it with a line “# Title”.")


def _overtaken(last: Any) -> StaleEdit:
    return StaleEdit(
        f"{last.author or 'Somebody'} saved version {last.number} in the meantime.",
        theirs={"version": last.number, "message": last.message, "author": last.author},
        hint="Look at it first; what you wrote is kept.",
    )


def _anchors(connection: Connection, version_id: str) -> Sequence[Any]:
    return connection.execute(
        text(
            "SELECT a.claim_id, a.position, a.exact, a.prefix, a.suffix, a.start, "
            'a."end", c.slug, c.text, c.retired_at FROM anchor a '
            "JOIN claim c ON c.id = a.claim_id "
            "WHERE a.version_id = :version ORDER BY c.position, a.position"
        ),
        {"version": version_id},
    ).all()


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


def _quote(row: Any) -> "Quote":
    from evidence import anchoring

    return anchoring.Quote(row.exact, row.prefix, row.suffix)


def _candidates(found: Sequence[Any], body: str) -> tuple[Candidate, ...]:
    """The best places; none that goes from one paragraph into the next."""
    offered = (Candidate(one.start, one.end, body[one.start : one.end], one.plain) for one in found)
    return tuple(one for one in offered if "\n\n" not in one.text.strip())[:CANDIDATES]


def _orphan(row: Any, candidates: tuple[Candidate, ...]) -> Fate:
    return Fate(
        row.slug,
        row.text,
        AnchorState.ORPHANED,
        0.0,
        -1,
        -1,
        row.exact,
        "",
        (),
        candidates[:CANDIDATES],
        row.position,
    )


def _fate(row: Any, found: "Reanchored", body: str) -> Fate:
    if found.start is None or found.end is None:
        return _orphan(row, _candidates(found.candidates, body))
    return Fate(
        row.slug,
        row.text,
        found.state,
        found.score,
        found.start,
        found.end,
        row.exact,
        found.text or "",
        tuple(difference.text for difference in found.differences),
        (),
        row.position,
    )


def _anchor_in(version_id: str, row: Any, found: "Reanchored", body: str) -> Any:
    """A claim's anchor in a new version. An orphan keeps its old quote."""
    from evidence import anchoring
    from evidence.store import tables as t

    if found.start is None or found.end is None:
        quote, start, end = _quote(row), -1, -1
    else:
        quote = anchoring.select(body, found.start, found.end)
        start, end = found.start, found.end
    return t.Anchor(
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
