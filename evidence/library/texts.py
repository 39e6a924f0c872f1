"""Full texts of references: added from a file, listed with what was seen where, removed."""

import io
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence import limits, quotes
from evidence.errors import BadInput, Conflict, NotFound
from evidence.formats import fulltext
from evidence.library.references import find_reference
from evidence.store.reindex import as_json
from evidence.vocabulary import TextKind, Verification

if TYPE_CHECKING:
    from sqlmodel import Session

NAME_CHARS = 200
KINDS = tuple(kind for kind in TextKind if kind is not TextKind.ABSTRACT)
SEEN = (Verification.EXACT, Verification.NORMALIZED, Verification.PARAPHRASE)
_PAGES = re.compile(r"(\d{1,6})\s*[-–—]\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class SeenPassage:
    """A passage of a link that was checked against a full text: on which page (from 1, None where
    the text has no pages), and the locator to give it where it has none."""

    link: str  # id
    claim: str  # slug
    exact: str
    verification: Verification
    score: float | None
    page: int | None
    locator: str | None
    proposal: str | None


@dataclass(frozen=True, slots=True)
class TextView:
    """A full text that the library holds; `pages` is 0 where the format has none."""

    id: str
    kind: TextKind
    name: str
    characters: int
    pages: int
    added_by: str
    at: str
    passages: tuple[SeenPassage, ...]


def read(name: str, content: bytes) -> fulltext.FullText:
    """The words of a file that a person chose. Raises BadInput with one clear sentence."""
    until = time.monotonic() + limits.TEXT_SECONDS
    return fulltext.read(
        short_name(name), io.BytesIO(content), out_of_time=lambda: time.monotonic() > until
    )


def short_name(name: str) -> str:
    """A file's own name, without its folder, free of control characters."""
    from evidence.text import strip_controls

    last = re.split(r"[\\/]", strip_controls(name)[0])[-1].strip()
    return " ".join(last.split())[-NAME_CHARS:] or "the file"


def kind_of(word: str | TextKind) -> TextKind:
    """Which text of the study it is. Raises BadInput that lists them."""
    named = str(word).strip().lower()
    if named not in [kind.value for kind in KINDS]:
        raise BadInput(f"A full text is not “{word}”.", hint=f"It is one of {', '.join(KINDS)}.")
    return TextKind(named)


def add(
    session: "Session",
    key: str,
    name: str,
    found: fulltext.FullText,
    *,
    kind: TextKind,
    who: str,
) -> str:
    """Keep a full text of a reference and check its passages again; returns the text's id.

    Raises NotFound, Conflict (the same words are there already).
    """
    from sqlalchemy import select

    from evidence.library import verifying
    from evidence.library.linking import reference_row
    from evidence.library.opening import text_digest
    from evidence.store.tables import ReferenceText

    reference = reference_row(session, key)
    digest = text_digest(found.text)
    same = session.execute(
        select(ReferenceText.name).where(  # type: ignore[call-overload]
            ReferenceText.reference_id == reference.id, ReferenceText.digest == digest
        )
    ).first()
    if same is not None:
        raise Conflict(f"“{reference.citekey}” has this text already, as “{same.name}”.")
    row = ReferenceText(
        reference_id=reference.id,
        kind=kind.value,
        name=short_name(name),
        text=found.text,
        digest=digest,
        added_by=who,
    )
    session.add(row)
    session.flush()
    verifying.check_reference(session, reference.id, who=who)
    return row.id


def remove(session: "Session", text_id: str, *, who: str) -> str:
    """Remove a full text and check what was seen in it against the others; returns its name.

    Raises NotFound.
    """
    from evidence.library import verifying
    from evidence.store.tables import ReferenceText

    row = session.get(ReferenceText, text_id)
    if row is None:
        raise NotFound(
            "There is no such full text.", hint="`evidence text list CITEKEY` lists them."
        )
    for passage in verifying.passages_of(session, row.reference_id):
        if passage.text_id == row.id:
            passage.text_id = None
    reference_id, name = row.reference_id, row.name
    session.flush()
    session.delete(row)
    session.flush()
    verifying.check_reference(session, reference_id, who=who)
    return name


def texts(connection: Connection, key: str) -> list[TextView]:
    """The full texts of a reference, oldest first, with the passages seen in each.

    Raises NotFound.
    """
    reference = find_reference(connection, key)
    rows = connection.execute(
        text(
            "SELECT id, kind, name, text, added_by, created_at FROM reference_text "
            "WHERE reference_id = :id ORDER BY created_at, id"
        ),
        {"id": reference.id},
    ).all()
    passages = connection.execute(
        text(
            "SELECT p.id, p.link_id, p.exact, p.verification, p.score, p.locator_label, "
            "p.locator, p.text_id, c.slug, c.text AS claim, l.revision FROM passage p "
            "JOIN evidence_link l ON l.id = p.link_id JOIN claim c ON c.id = l.claim_id "
            "WHERE l.reference_id = :id AND p.text_id IS NOT NULL ORDER BY c.position, p.id"
        ),
        {"id": reference.id},
    ).all()
    printed = str((as_json(reference.csl) or {}).get("page") or "")
    return [_view(row, [p for p in passages if p.text_id == row.id], printed) for row in rows]


def _view(row: Any, passages: list[Any], printed: str) -> TextView:
    pages = fulltext.Pages(row.text)
    return TextView(
        id=row.id,
        kind=TextKind(row.kind),
        name=row.name,
        characters=len(row.text),
        pages=pages.number,
        added_by=row.added_by,
        at=row.created_at,
        passages=tuple(_seen(passage, row.text, pages, printed) for passage in passages),
    )


def _seen(row: Any, words: str, pages: fulltext.Pages, printed: str) -> SeenPassage:
    state = Verification(row.verification)
    verdict = quotes.verify(row.exact, words) if state in SEEN else None
    number = pages.of(verdict.start) if verdict else None
    return SeenPassage(
        link=row.link_id,
        claim=row.slug,
        exact=row.exact,
        verification=state,
        score=row.score,
        page=number,
        locator=f"{row.locator_label} {row.locator}" if row.locator else None,
        proposal=proposal(number, pages.number, printed) if not row.locator else None,
    )


def proposal(number: int | None, pages: int, printed: str) -> str | None:
    """The locator for what stands on a page of a file, as printed: “p. 524”.

    A file of as many pages as the reference has is printed with its page numbers. One of another
    number (a title page, a supplement) says nothing about them, unless the reference has none.
    """
    if number is None:
        return None
    found = _PAGES.fullmatch(printed.strip())
    if found is None:
        return None if printed.strip().isdigit() else f"p. {number}"
    first, last = int(found[1]), int(found[2])
    if last < first:  # 521-46 is 521-546
        last = int(found[1][: max(0, len(found[1]) - len(found[2]))] + found[2])
    return f"p. {first + number - 1}" if last - first + 1 == pages else None
