"""Notices brought in from a file: matched, recorded once, and seen by somebody who still cites."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from evidence import notices
from evidence.errors import BadInput, Level, Message, NotFound
from evidence.library.linking import typed_text
from evidence.store import tables as t
from evidence.store.columns import now
from evidence.vocabulary import NoticeKind

SOURCE = "Retraction Watch"
MOST_NOTICES = 100  # about one paper; the most in the published data are a handful
KEYS_TOLD = 10
# A reference that is itself a notice: how it is tagged, and how it stands to the other paper.
NOTICE_TAGS: Mapping[NoticeKind, tuple[str, str]] = {
    NoticeKind.RETRACTION: ("retraction notice", "retracts"),
    NoticeKind.PARTIAL_RETRACTION: ("retraction notice", "retracts"),
    NoticeKind.EXPRESSION_OF_CONCERN: ("expression of concern", "questions"),
    NoticeKind.CORRECTION: ("correction notice", "corrects"),
    NoticeKind.REINSTATEMENT: ("reinstatement notice", "reinstates"),
    NoticeKind.WITHDRAWAL: ("withdrawal notice", "retracts"),
    NoticeKind.REMOVAL: ("removal notice", "retracts"),
}


@dataclass(frozen=True, slots=True)
class MatchedNotice:
    """A notice about a reference of the library. `outcome`: added, updated or unchanged."""

    reference: str
    kind: NoticeKind
    noticed_on: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class NoticesReport:
    """What a file of notices said about the library. `looked_up` counts references with a DOI or
    a PMID; `notices_held` are references that are notices themselves."""

    name: str
    rows: int
    looked_up: int
    matched: tuple[MatchedNotice, ...]
    notices_held: tuple[str, ...]
    messages: tuple[Message, ...]

    @property
    def added(self) -> int:
        return sum(one.outcome == "added" for one in self.matched)


class _Shelf:
    """The references that can be looked up, by DOI and by PMID."""

    def __init__(self, session: Session) -> None:
        self.by_doi: dict[str, list[str]] = {}
        self.by_pmid: dict[str, list[str]] = {}
        self.keys: dict[str, str] = {}
        rows = session.execute(
            select(t.Reference.id, t.Reference.citekey, t.Reference.doi, t.Reference.pmid)  # type: ignore[call-overload]
            .where(t.Reference.merged_into.is_(None))  # type: ignore[union-attr]
            .where((t.Reference.doi.is_not(None)) | (t.Reference.pmid.is_not(None)))  # type: ignore[union-attr]
            .order_by(t.Reference.id)
        )
        for row in rows:
            self.keys[row.id] = row.citekey
            if row.doi:
                self.by_doi.setdefault(row.doi.lower(), []).append(row.id)
            if row.pmid:
                self.by_pmid.setdefault(row.pmid, []).append(row.id)

    def about(self, doi: str | None, pmid: str | None) -> list[str]:
        """The references with this DOI, else those with this PMID; none without either."""
        found = self.by_doi.get(doi, []) if doi else []
        return found or (self.by_pmid.get(pmid, []) if pmid else [])


def read(session: Session, name: str, content: Iterable[bytes] | bytes) -> NoticesReport:
    """Record what a Retraction Watch file says about the references. Raises BadInput.

    Reading it again adds nothing. Every reference that could be looked up is marked as looked up.
    """
    shelf = _Shelf(session)
    reading = notices.Reading(name)
    pieces = [content] if isinstance(content, bytes) else content
    about: dict[str, list[notices.Notice]] = {}
    held: dict[str, tuple[NoticeKind, list[str]]] = {}
    crowded: set[str] = set()
    for notice in notices.read(pieces, reading):
        if notice.kind is None:
            continue
        found = shelf.about(notice.original_doi, notice.original_pmid)
        for reference_id in found:
            kept = about.setdefault(reference_id, [])
            if len(kept) < MOST_NOTICES:
                kept.append(notice)
            else:
                crowded.add(reference_id)
        for reference_id in shelf.about(notice.doi, notice.pmid):
            # Some rows give the paper's own DOI as the notice's: it is a paper, not a notice.
            same = notice.doi and notice.doi == notice.original_doi
            if reference_id not in found and not same:
                held.setdefault(reference_id, (notice.kind, []))[1].extend(found)
    matched = [one for key in sorted(about) for one in _record(session, shelf, key, about[key])]
    for reference_id, (kind, originals) in sorted(held.items()):
        _mark_notice(session, reference_id, kind, originals)
    _looked_up(session, list(shelf.keys))
    return NoticesReport(
        name=name,
        rows=reading.rows,
        looked_up=len(shelf.keys),
        matched=tuple(matched),
        notices_held=tuple(sorted(shelf.keys[key] for key in held)),
        messages=(
            *reading.messages(),
            *_too_many(name, [shelf.keys[key] for key in sorted(crowded)]),
            *_not_in_file(session, name, shelf, about),
        ),
    )


def _too_many(name: str, keys: list[str]) -> list[Message]:
    return [
        Message(
            level=Level.WARNING,
            code="too-many-notices",
            text=f"{name} has more than {MOST_NOTICES} notices about {key}; the first were taken.",
            file=name,
            key=key,
        )
        for key in keys
    ]


def _not_in_file(
    session: Session, name: str, shelf: _Shelf, about: Mapping[str, list[notices.Notice]]
) -> list[Message]:
    """Notices that an earlier file had and this one has not: they are kept, and told."""
    met = {
        (reference_id, _same(one.record, one.kind, one.on, one.doi))
        for reference_id, found in about.items()
        for one in found
    }
    rows = session.execute(
        select(t.StatusNotice).where(t.StatusNotice.source == SOURCE)  # type: ignore[arg-type]
    ).scalars()
    keys = sorted(
        {
            shelf.keys[row.reference_id]
            for row in rows
            if row.reference_id in shelf.keys
            and (
                row.reference_id,
                _same(row.source_record, row.kind, row.noticed_on, row.doi),
            )
            not in met
        }
    )
    if not keys:
        return []
    listed = ", ".join(keys[:KEYS_TOLD]) + (" and others" if len(keys) > KEYS_TOLD else "")
    return [
        Message(
            level=Level.INFO,
            code="notice-not-in-file",
            text=f"An earlier file had notices about {listed} that this one has not; they stay.",
            file=name,
            hint="Undo the reading that brought them if they were wrong.",
        )
    ]


def _record(
    session: Session, shelf: _Shelf, reference_id: str, found: list[notices.Notice]
) -> list[MatchedNotice]:
    present = (
        session.execute(
            select(t.StatusNotice).where(t.StatusNotice.reference_id == reference_id)  # type: ignore[arg-type]
        )
        .scalars()
        .all()
    )
    rows = {_same(row.source_record, row.kind, row.noticed_on, row.doi): row for row in present}
    reported = []
    for notice in found:
        assert notice.kind is not None
        key = _same(notice.record, notice.kind.value, notice.on, notice.doi)
        row = rows.get(key) or _told_before(present, notice.kind)
        outcome = "unchanged"
        if row is None:
            row = t.StatusNotice(reference_id=reference_id, kind=notice.kind.value, source=SOURCE)
            rows[key] = row
            session.add(row)
            outcome = "added"
        values = {
            "kind": notice.kind.value,
            "noticed_on": notice.on,
            "doi": notice.doi,
            "pmid": notice.pmid,
            "reasons": list(notice.reasons) or None,
            "source_record": notice.record or None,
            "source": SOURCE,
        }
        if any(getattr(row, name) != value for name, value in values.items()):
            outcome = outcome if outcome == "added" else "updated"
            if row.kind != notice.kind.value:  # who saw a correction has not seen a retraction
                row.seen_by, row.seen_at, row.seen_reason = None, None, ""
            for name, value in values.items():
                setattr(row, name, value)
        day = str(notice.on) if notice.on else None
        reported.append(MatchedNotice(shelf.keys[reference_id], notice.kind, day, outcome))
    return reported


def _told_before(present: Sequence[t.StatusNotice], kind: NoticeKind) -> t.StatusNotice | None:
    """The notice that an imported file told of without a day: this is the same one, with it."""
    return next(
        (
            row
            for row in present
            if row.source != SOURCE and row.kind == kind.value and row.noticed_on is None
        ),
        None,
    )


def _same(record: str | None, *otherwise: object) -> tuple[object, ...]:
    """What makes two notices one: the source's record number, or else all that is known."""
    return (record,) if record else tuple(map(str, otherwise))


def _mark_notice(
    session: Session, reference_id: str, kind: NoticeKind, originals: list[str]
) -> None:
    tag, relation = NOTICE_TAGS[kind]
    present = session.execute(
        select(t.ReferenceTag.id).where(  # type: ignore[call-overload]
            t.ReferenceTag.reference_id == reference_id, t.ReferenceTag.tag == tag
        )
    ).first()
    if present is None:
        session.add(t.ReferenceTag(reference_id=reference_id, tag=tag))
    for original in dict.fromkeys(originals):
        known = session.execute(
            select(t.ReferenceRelation.id).where(  # type: ignore[call-overload]
                t.ReferenceRelation.from_id == reference_id,
                t.ReferenceRelation.to_id == original,
                t.ReferenceRelation.kind == relation,
            )
        ).first()
        if known is None:
            session.add(t.ReferenceRelation(from_id=reference_id, to_id=original, kind=relation))


def _looked_up(session: Session, ids: list[str]) -> None:
    moment = now()
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows = session.execute(select(t.Reference).where(t.Reference.id.in_(part))).scalars()  # type: ignore[attr-defined]
        for row in rows.all():
            row.retraction_checked_at = moment
    session.flush()


def seen(session: Session, notice_id: str, reason: str, *, who: str) -> None:
    """Somebody has seen a notice and says why the reference is still cited.

    Raises NotFound, BadInput (no reason).
    """
    row = session.get(t.StatusNotice, notice_id)
    if row is None:
        raise NotFound("This notice is not there any more.")
    words = typed_text(reason, name="reason")
    if not words:
        raise BadInput("Say why the reference is still cited.")
    row.seen_by, row.seen_at, row.seen_reason = who, now(), words
    session.flush()
