"""Editing a reference, and notes about it."""

from typing import Any

from sqlmodel import Session

from evidence.errors import BadInput, Conflict, Level
from evidence.library.importing import set_csl
from evidence.library.linking import reference_row, typed_text
from evidence.store.changes import check_revision
from evidence.store.tables import Note
from evidence.text import strip_controls


def clean(value: Any) -> Any:
    """A JSON value with its texts free of control characters; shape unchanged."""
    if isinstance(value, str):
        return strip_controls(value)[0]
    if isinstance(value, dict):
        return {str(name): clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value


def edit_reference(session: Session, key: str, csl: dict[str, Any], *, revision: int | None) -> str:
    """Give a reference other metadata; returns its key.

    Raises StaleEdit, NotFound, BadInput (an identifier is malformed, no title) and Conflict (the
    identifier belongs to another reference).
    """
    from evidence.checks import check_reference
    from evidence.library.deciding import IDENTIFIERS
    from evidence.store.tables import Reference

    row = reference_row(session, key)
    check_revision(row, revision, name=f"“{row.citekey}”")
    wanted = normalised({**clean(csl), "id": row.citekey})
    for message in check_reference(wanted):
        if message.level is Level.ERROR and message.field in ("DOI", "PMID", "PMCID"):
            raise BadInput(message.text, hint=message.hint)
    if not str(wanted.get("title") or "").strip():
        raise BadInput("A reference needs a title.")
    from sqlalchemy import select

    for name, column in IDENTIFIERS:
        if not wanted.get(name):
            continue
        same = session.execute(
            select(Reference.citekey).where(  # type: ignore[call-overload]
                getattr(Reference, column) == wanted[name],
                Reference.id != row.id,
                Reference.merged_into.is_(None),  # type: ignore[union-attr]
            )
        ).scalar()
        if same is not None:
            raise Conflict(
                f"The {name} {wanted[name]} belongs to “{same}”.",
                hint="If they are the same work, merge them.",
            )
    set_csl(row, wanted)
    session.flush()
    return row.citekey


def normalised(csl: dict[str, Any]) -> dict[str, Any]:
    """CSL with its identifiers in their normal form; one that is malformed stays to be told."""
    from evidence.text import normal_doi, normal_pmcid, normal_pmid

    out = {name: value for name, value in csl.items() if value not in (None, "", [], {})}
    for name, normal in (("DOI", normal_doi), ("PMID", normal_pmid), ("PMCID", normal_pmcid)):
        if name in out:
            out[name] = normal(str(out[name])) or out[name]
    return out


def add_note(session: Session, key: str, words: str, *, who: str) -> str:
    """Add a note to a reference; returns its id. Raises NotFound, BadInput."""
    text = typed_text(words, name="note")
    if not text:
        raise BadInput("The note is empty.")
    row = reference_row(session, key)
    note = Note(reference_id=row.id, text=text, author=who)
    session.add(note)
    session.flush()
    return note.id
