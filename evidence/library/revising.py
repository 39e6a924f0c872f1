"""Revising an article: what a new text would do to each claim, and saving it.

A dry run and a saved version are judged by the same code: `fates`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence import limits
from evidence.errors import BadInput, Conflict, StaleEdit
from evidence.library import results as r
from evidence.library.articles import article_row, version_row
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.anchoring import Quote, Reanchored

# Signs that end a sentence, or spaces, in a row: looking for the ends of sentences and lines takes
# time that grows with the square of a row's length. So many squares take a second or two.
_ROWS = re.compile(r"(?P<stops>[.!?…]{2,})|(?P<spaces>[^\S\n]{2,})")
MOST_SQUARES = {"stops": 50_000_000, "spaces": 400_000_000}
_NAMES_OF_ROWS = {"stops": "full stops", "spaces": "spaces"}
MOST_PARAGRAPHS = 100_000  # of any length: no article has them, and each claim is sought in all
LED_FROM = 80  # characters before a place that may deny it ("it is a myth that …")
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


def clean_text(words: str, *, title: str | None = None) -> tuple[str, str]:
    """A text as it is kept: its title (the one given, else its first heading) and the rest.

    Raises BadInput: no text, too long, or such that reading it takes for ever.
    """
    from evidence.library.opening import split_title
    from evidence.text import MARKS_IN_A_ROW, has_endless_marks, strip_controls, written_out

    if len(words) > 2 * limits.ARTICLE_CHARS:  # before it is gone through, sign by sign
        raise _too_long()
    words = strip_controls(words)[0]
    found, body = split_title(words)
    title = title or found
    if not body.strip():
        raise BadInput("There is a title, but no text." if title else "There is no text.")
    if len(body) > limits.ARTICLE_CHARS:
        raise _too_long()
    _check_title(title)
    _check_rows(words)
    if body.count("\n\n") > MOST_PARAGRAPHS:
        raise BadInput(f"The text has more than {MOST_PARAGRAPHS:,} paragraphs.")
    if written_out(body) > 2 * limits.ARTICLE_CHARS:
        raise BadInput("The text is mostly of signs that each stand for whole words.")
    if has_endless_marks(body) or has_endless_marks(title):
        raise BadInput(f"The text has more than {MARKS_IN_A_ROW} combining marks on one letter.")
    return title, body


def _too_long() -> BadInput:
    return BadInput(
        f"The text is longer than {limits.ARTICLE_CHARS:,} characters.",
        hint="Make several articles of it: they use the same claims.",
    )


def _check_rows(words: str) -> None:
    """Refuse a text with long rows of stops or spaces, before it is cut into sentences."""
    squares = dict.fromkeys(MOST_SQUARES, 0)
    for row in _ROWS.finditer(words):
        kind = row.lastgroup or ""
        squares[kind] += (row.end() - row.start()) ** 2
        if squares[kind] > MOST_SQUARES[kind]:
            line = words.count("\n", 0, row.start()) + 1
            raise BadInput(
                f"The text has too many {_NAMES_OF_ROWS[kind]} in a row, the last in line {line:,}."
            )


def _check_title(title: str) -> None:
    if len(title) > limits.TITLE_CHARS:
        raise BadInput(
            f"The title is longer than {limits.TITLE_CHARS:,} characters.",
            hint="Begin the text with a line “# Title”, and an empty line after it.",
        )


def preview(
    connection: Connection, words: str, *, title: str | None = None, article: str | None = None
) -> Preview:
    """What `revise` would do with a text; changes nothing. Raises BadInput as `revise` does."""
    found_title, body = clean_text(words, title=title)
    if not has_article(connection):
        wanted = found_title
        if not wanted:
            raise _no_title()
        return Preview(0, wanted, body, False, ())
    last = version_row(connection, article_row(connection, article).id)
    wanted = found_title or last.title
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
    """Every anchor of a version (retired claims have them, too), and where a text says it.

    A claim whose words are gone is looked for in its other wordings, word for word.
    """
    from evidence import anchoring

    rows = anchors_in(connection, last.id)
    found = [
        (
            row,
            anchoring.reanchor(
                last.text,
                row.start if row.start >= 0 else None,
                row.end if row.start >= 0 else None,
                body,
                quote_of(row),
            ),
        )
        for row in rows
    ]
    said = {row.claim_id for row, fate in found if fate.start is not None}
    lost = {row.claim_id for row in rows if row.position == 0} - said
    wordings = _wordings(connection, lost)
    return [
        (row, _otherwise(body, wordings.get(row.claim_id, ()), fate) if row.position == 0 else fate)
        for row, fate in found
    ]


def _wordings(connection: Connection, claims: set[str]) -> dict[str, list[str]]:
    from evidence.store.reindex import rows_of

    found: dict[str, list[str]] = {}
    sql = (
        "SELECT claim_id, text AS words FROM claim_wording WHERE claim_id IN :ids "
        "ORDER BY created_at, id"
    )
    for row in rows_of(connection, sql, sorted(claims)):
        found.setdefault(row.claim_id, []).append(row.words)
    return found


def _otherwise(body: str, wordings: Sequence[str], fate: "Reanchored") -> "Reanchored":
    """The fate of a claim that the text makes in one of its other wordings: reworded."""
    from evidence.anchoring import Quote, Reanchored, places
    from evidence.anchoring.meaning import denied

    said = [
        (place.start, place.end)
        for wording in wordings
        for place in places(body, Quote(wording))
        if place.same_words
        and not place.differences
        and denied("", body[max(0, place.start - LED_FROM) : place.start]) is None
    ]
    if not said:
        return fate
    start, end = min(said)
    return Reanchored(AnchorState.REWORDED, start, end, 1.0, body[start:end], ())


def revise(
    session: "Session",
    words: str,
    *,
    title: str | None,
    message: str,
    who: str,
    parent: int | None = None,
    article: str | None = None,
) -> r.Revision:
    """Save a new version and find every claim in it again; returns what became of each.

    A claim whose words are gone is kept as orphaned, with its links. With `parent` the text began
    from that version: raises StaleEdit if there is a later one. Raises BadInput (empty, too long).
    """
    from evidence.library.opening import text_digest
    from evidence.store import tables as t

    found_title, body = clean_text(words, title=title)
    connection = session.connection()
    if not has_article(connection):
        wanted = found_title
        if not wanted:
            raise _no_title()
        return _first_article(session, wanted, body, message=message, who=who)
    revised = article_row(connection, article)
    last = version_row(connection, revised.id)
    if parent is not None and last.number != parent:
        raise overtaken(last)
    version = t.ArticleVersion(
        article_id=revised.id,
        number=last.number + 1,
        title=found_title or last.title,
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
            told = tuple(difference.text for difference in found.differences)
            outcome = r.ClaimOutcomeOfRevision(row.slug, found.state, found.score, shown, told)
            outcomes.setdefault(row.slug, outcome)
    session.flush()
    return r.Revision(version=version.number, claims=tuple(outcomes.values()))


def add_article(
    session: "Session", words: str, *, title: str | None, message: str, who: str
) -> str:
    """Bring a text in as an article of its own; returns its slug. Raises BadInput, Conflict."""
    from sqlalchemy import select

    from evidence.store import tables as t

    found_title, body = clean_text(words, title=title)
    wanted = found_title
    if not wanted:
        raise _no_title()
    slug = slug_of(wanted)
    if session.execute(select(t.Article).filter_by(slug=slug)).first() is not None:
        raise Conflict(
            f"The library has an article “{slug}”.",
            hint="A new version of it is a revision; another article needs another title.",
        )
    _first_version(session, slug, wanted, body, message=message, who=who)
    return slug


def slug_of(title: str) -> str:
    """An article's short name: letters and digits of its title, joined by hyphens."""
    from evidence.text import fold

    return "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:80].strip("-") or "article"


def _first_article(
    session: "Session", title: str, body: str, *, message: str, who: str
) -> r.Revision:
    """The first article of a library; claims that were stated before it get their places in it."""
    from evidence.library.placing import place_in_first_article

    made = _first_version(session, slug_of(title), title, body, message=message, who=who)
    connection = session.connection()
    placed = place_in_first_article(session, version_row(connection, article_row(connection).id))
    return r.Revision(
        version=made.version,
        claims=tuple(
            r.ClaimOutcomeOfRevision(
                claim.slug,
                AnchorState.ANCHORED if said else AnchorState.ORPHANED,
                float(said),
                claim.text,
            )
            for claim, said in placed
        ),
    )


def _first_version(
    session: "Session", slug: str, title: str, body: str, *, message: str, who: str
) -> r.Revision:
    from evidence.library.opening import text_digest
    from evidence.store import tables as t

    row = t.Article(slug=slug, title=title)
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


def has_article(connection: Connection) -> bool:
    return connection.execute(text("SELECT 1 FROM article LIMIT 1")).first() is not None


def _no_title() -> BadInput:
    return BadInput("The article has no title.", hint="Begin it with a line “# Title”.")


def overtaken(last: Any) -> StaleEdit:
    return StaleEdit(
        f"{last.author or 'Somebody'} saved version {last.number} in the meantime.",
        theirs={"version": last.number, "message": last.message, "author": last.author},
        hint="Look at it first; what you wrote is kept.",
    )


def anchors_in(connection: Connection, version_id: str) -> Sequence[Any]:
    return connection.execute(
        text(
            "SELECT a.claim_id, a.position, a.exact, a.prefix, a.suffix, a.start, "
            'a."end", c.slug, c.text, c.retired_at FROM anchor a '
            "JOIN claim c ON c.id = a.claim_id "
            "WHERE a.version_id = :version ORDER BY c.position, a.position"
        ),
        {"version": version_id},
    ).all()


def quote_of(row: Any) -> "Quote":
    from evidence import anchoring

    return anchoring.Quote(row.exact, row.prefix, row.suffix)


def candidates_of(found: Sequence[Any], body: str) -> tuple[Candidate, ...]:
    """The best places; none that goes from one paragraph into the next."""
    offered = (Candidate(one.start, one.end, body[one.start : one.end], one.plain) for one in found)
    return tuple(one for one in offered if "\n\n" not in one.text.strip())[:CANDIDATES]


def orphan_of(row: Any, candidates: tuple[Candidate, ...]) -> Fate:
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
        return orphan_of(row, candidates_of(found.candidates, body))
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
        quote, start, end = quote_of(row), -1, -1
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
