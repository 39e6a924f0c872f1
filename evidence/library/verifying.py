"""Passages checked against the texts that the library holds, and what was found recorded."""

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import Session

from evidence import quotes
from evidence.errors import NotFound
from evidence.store.columns import now
from evidence.store.tables import EvidenceLink, Passage, Reference, ReferenceText
from evidence.text import plain
from evidence.vocabulary import TextKind, Verification

# Among equal verdicts the text that everybody can cite goes first.
KIND_ORDER = (TextKind.PUBLISHED, TextKind.ACCEPTED, TextKind.PREPRINT, TextKind.ABSTRACT)
STATE_ORDER = (
    Verification.EXACT,
    Verification.NORMALIZED,
    Verification.PARAPHRASE,
    Verification.NOT_FOUND,
)

Held = tuple[TextKind, str | None, str]  # which text, its row's id (None: the abstract), its words


def texts_of(session: Session, reference_id: str) -> list[Held]:
    """The texts of a reference that the library holds: full texts, then the abstract."""
    rows = session.execute(
        select(ReferenceText)
        .where(ReferenceText.reference_id == reference_id)  # type: ignore[arg-type]
        .order_by(ReferenceText.created_at, ReferenceText.id)  # type: ignore[arg-type]
    ).scalars()
    found: list[Held] = [(TextKind(row.kind), row.id, row.text) for row in rows if row.text.strip()]
    found.sort(key=lambda held: KIND_ORDER.index(held[0]))
    reference = session.get(Reference, reference_id)
    abstract = plain(str(reference.csl.get("abstract") or "")) if reference else ""
    if abstract.strip():
        found.append((TextKind.ABSTRACT, None, abstract))
    return found


def check_passage(passage: Passage, texts: list[Held], *, who: str) -> bool:
    """Check a passage against texts and record the best verdict; whether the record changed.

    Without words there is nothing to check; without a text it says so.
    """
    if not passage.exact.strip():
        return False
    found = [(quotes.verify(passage.exact, words), kind, text_id) for kind, text_id, words in texts]
    state: Verification = Verification.NO_FULL_TEXT
    score: float | None = None
    where: tuple[str | None, str | None] = (None, None)
    if found:
        verdict, kind, text_id = min(
            found, key=lambda one: (STATE_ORDER.index(one[0].state), -one[0].score)
        )
        state, score, where = verdict.state, verdict.score, (kind.value, text_id)
    before = (passage.verification, passage.score, passage.text_kind, passage.text_id)
    if passage.verified_at is not None and before == (state.value, score, *where):
        return False
    passage.verification, passage.score = state.value, score
    passage.text_kind, passage.text_id = where
    passage.verified_by, passage.verified_at = who, now()
    return True


def check_link(session: Session, link_id: str, *, who: str) -> int:
    """Check the passages of a link; returns how many records changed. Raises NotFound."""
    link = session.get(EvidenceLink, link_id)
    if link is None:
        raise NotFound("This link is not there any more.", hint="Somebody may have removed it.")
    passages = session.execute(select(Passage).where(Passage.link_id == link_id)).scalars().all()  # type: ignore[arg-type]
    if not any(passage.exact.strip() for passage in passages):
        return 0
    texts = texts_of(session, link.reference_id)
    changed = sum(check_passage(passage, texts, who=who) for passage in passages)
    session.flush()
    return changed


def check_reference(session: Session, reference_id: str, *, who: str) -> int:
    """Check the passages of all links of a reference again; returns how many records changed."""
    passages = passages_of(session, reference_id)
    if not passages:
        return 0
    texts = texts_of(session, reference_id)
    changed = sum(check_passage(passage, texts, who=who) for passage in passages)
    session.flush()
    return changed


def passages_of(session: Session, reference_id: str) -> list[Passage]:
    """The passages with words that links lean on in a reference."""
    return list(
        session.execute(
            select(Passage)
            .join(EvidenceLink, EvidenceLink.id == Passage.link_id)  # type: ignore[arg-type]
            .where(EvidenceLink.reference_id == reference_id, Passage.exact != "")  # type: ignore[arg-type]
            .order_by(Passage.link_id, Passage.position, Passage.id)  # type: ignore[arg-type]
        ).scalars()
    )


def check_all(
    session: Session, *, who: str, progress: Callable[[int, int], None] | None = None
) -> tuple[int, int]:
    """Check every passage of the library: (how many were checked, how many records changed).

    Passages of one reference are checked together, so that its text is made ready once.
    """
    rows = session.execute(
        select(Passage, EvidenceLink.reference_id)  # type: ignore[call-overload]
        .join(EvidenceLink, EvidenceLink.id == Passage.link_id)
        .where(Passage.exact != "")
        .order_by(EvidenceLink.reference_id, Passage.id)
    ).all()
    changed, texts, last = 0, [], None
    for number, (passage, reference_id) in enumerate(rows, start=1):
        if reference_id != last:
            texts, last = texts_of(session, reference_id), reference_id
        changed += check_passage(passage, texts, who=who)
        if progress is not None:
            progress(number, len(rows))
    session.flush()
    return len(rows), changed
