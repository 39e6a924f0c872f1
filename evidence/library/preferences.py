"""What a person likes and has begun: favourite styles, recent ones, a text that is not saved yet.

Kept by owner, apart from the library's history: nothing here is a change to what the library says.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select, text

from evidence import limits
from evidence.store import engine as engines
from evidence.store.reindex import as_json

STYLES = "styles"
DRAFT = "draft"
RECENT = 6  # styles that are remembered as used lately
FAVOURITES = 100
LOCALE_CHARS = 35  # the longest tag that RFC 5646 asks software to take


@dataclass(frozen=True, slots=True)
class Styles:
    """Style ids that a person starred, and those that they used lately, the latest first;
    `locale` is the language that they exported in last ("" is the style's own)."""

    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody began from a version (0: there was none) and has not saved."""

    text: str
    parent: int
    message: str = ""


def styles(engine: Engine, owner: str) -> Styles:
    """What a person exports in."""
    content = _content(engine, owner, STYLES)
    return Styles(
        _texts(content.get("favourites")),
        _texts(content.get("recent"))[:RECENT],
        content["locale"] if isinstance(content.get("locale"), str) else "",
    )


def star(engine: Engine, owner: str, style: str, *, on: bool) -> Styles:
    """Make a style a favourite, or not any more."""
    held = styles(engine, owner)
    kept = tuple(one for one in held.favourites if one != style)
    favourites = (*kept, style)[-FAVOURITES:] if on else kept
    return _keep_styles(engine, owner, Styles(favourites, held.recent, held.locale))


def used(engine: Engine, owner: str, style: str, *, locale: str = "") -> Styles:
    """Remember that somebody exported in a style and a language."""
    held = styles(engine, owner)
    recent = (style, *(one for one in held.recent if one != style))[:RECENT]
    return _keep_styles(engine, owner, Styles(held.favourites, recent, locale[:LOCALE_CHARS]))


def draft(engine: Engine, owner: str) -> Draft | None:
    """The text that a person has not saved yet."""
    content = _content(engine, owner, DRAFT)
    words, parent = content.get("text"), content.get("parent")
    if not isinstance(words, str) or not isinstance(parent, int):
        return None
    return Draft(words, parent, str(content.get("message") or ""))


def keep_draft(engine: Engine, owner: str, begun: Draft | None) -> None:
    """Keep a text that is not saved yet; None lets go of it. What is too long to be saved as a
    version is not kept."""
    if begun is not None and len(begun.text) > limits.ARTICLE_CHARS + limits.FIELD_CHARS:
        return
    content = (
        {"text": begun.text, "parent": begun.parent, "message": begun.message} if begun else None
    )
    _keep(engine, owner, DRAFT, content)


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _keep_styles(engine: Engine, owner: str, held: Styles) -> Styles:
    content = {
        "favourites": list(held.favourites),
        "recent": list(held.recent),
        "locale": held.locale,
    }
    _keep(engine, owner, STYLES, content)
    return held


def _content(engine: Engine, owner: str, name: str) -> dict[str, Any]:
    with engines.reading(engine) as connection:
        found = connection.execute(
            text("SELECT content FROM preference WHERE owner = :owner AND name = :name"),
            {"owner": owner, "name": name},
        ).scalar()
    read = as_json(found)
    return read if isinstance(read, dict) else {}


def _keep(engine: Engine, owner: str, name: str, content: dict[str, Any] | None) -> None:
    from sqlmodel import Session

    from evidence.store.ledger import Preference

    with engines.writing(engine) as connection, Session(connection) as session:
        row = session.execute(select(Preference).filter_by(owner=owner, name=name)).scalar()
        if row is None:
            if content is None:
                return
            row = Preference(owner=owner, name=name)
        row.content = content
        session.add(row)
        session.flush()
