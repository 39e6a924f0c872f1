"""Searches that somebody keeps under a name, for everybody who uses the library."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, select, text
from sqlmodel import Session

from evidence import limits
from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import results as r
from evidence.store.ledger import SavedSearch
from evidence.text import fold, strip_controls

NAME_CHARS = 80
MOST = 1_000  # searches that a library keeps


def clean_name(name: str) -> str:
    """A name as it is kept: one line, no `@` in front. Raises BadInput."""
    words, _ = strip_controls(name)
    cleaned = " ".join(words.split()).lstrip("@").strip()
    if not cleaned:
        raise BadInput("A saved search needs a name.")
    if len(cleaned) > NAME_CHARS:
        raise BadInput(f"The name is longer than {NAME_CHARS} characters.")
    return cleaned


def save(session: Session, name: str, query: str, *, who: str) -> str:
    """Keep a search under a name, or give one's own another query; returns the name as kept.

    Names that differ only in case or accents are one. Raises BadInput, Conflict (it is somebody
    else's, there are too many).
    """
    kept, words = clean_name(name), strip_controls(query)[0].strip()
    if not words:
        raise BadInput("There is nothing to search for in it.", hint="Type a search first.")
    if len(words) > limits.QUERY_CHARS:
        raise BadInput(f"The search is longer than {limits.QUERY_CHARS:,} characters.")
    rows = session.execute(select(SavedSearch)).scalars().all()
    present = _named(rows, kept)
    if present is None:
        if len(rows) >= MOST:
            raise Conflict(f"{MOST:,} searches are saved already.", hint="Forget one of them.")
        session.add(SavedSearch(name=kept, query=words, owner=who))
        return kept
    if present.owner != who:
        raise Conflict(
            f"{present.owner or 'Somebody'} has a search named “{present.name}”.",
            hint="Choose another name.",
        )
    present.name, present.query = kept, words
    return kept


def forget(session: Session, name: str) -> str:
    """Remove a saved search; returns its name. Raises NotFound."""
    row = _named(session.execute(select(SavedSearch)).scalars().all(), name)
    if row is None:
        raise _not_found(session.connection(), name)
    session.delete(row)
    return row.name


def searches(connection: Connection) -> list[r.SavedSearchView]:
    """The saved searches by name."""
    rows = connection.execute(text("SELECT name, query, owner, created_at FROM saved_search")).all()
    views = [r.SavedSearchView(row.name, row.query, row.owner, row.created_at) for row in rows]
    return sorted(views, key=lambda view: (fold(view.name), view.name))


def find(connection: Connection, name: str) -> r.SavedSearchView:
    """A saved search by its name, `@` in front or not. Raises NotFound."""
    view = _named(searches(connection), name)
    if view is None:
        raise _not_found(connection, name)
    return view


class Named(Protocol):
    """A saved search of whatever class."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def _named(rows: Iterable[N], name: str) -> N | None:
    wanted = fold(" ".join(name.split()).lstrip("@").strip())
    return next((row for row in rows if fold(row.name) == wanted), None)


def _not_found(connection: Connection, name: str) -> NotFound:
    from rapidfuzz import process

    names = [view.name for view in searches(connection)]
    near = [match[0] for match in process.extract(name, names, limit=3, score_cutoff=50)]
    return NotFound(
        f"There is no saved search “{name.lstrip('@')}”.",
        hint=f"Did you mean {', '.join(near)}?" if near else "`evidence searches` lists them.",
    )
