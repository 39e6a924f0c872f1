"""What is linked: the references behind claims, and what a reader needs to judge each.

Reads by plain SQL, like `claims`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from evidence import appraisal
from evidence.library import results as r
from evidence.notices import standing
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.vocabulary import (
    Design,
    NoticeKind,
    Question,
    Stance,
    Verification,
)

STANCE_ORDER = {stance.value: place for place, stance in enumerate(Stance)}

REFERENCE_COLUMNS = (
    "f.id AS reference_id, f.citekey, f.csl, f.title, f.year, f.type AS csl_type, f.doi, f.pmid, "
    "f.verification, f.study_id, s.name AS study_name, s.designs, s.design_detail, s.n, s.n_text, "
    "s.population, s.intervention, s.finding, s.caveat, s.comparator, s.registration, s.funding"
)


def evidence_of(
    connection: Connection, where: str, values: Mapping[str, Any]
) -> list[r.EvidenceView]:
    """Links with what a reader needs to judge them, by stance, then design and size."""
    rows = connection.execute(
        text(
            "SELECT l.id AS link_id, l.revision, l.stance, l.rationale, l.directness, l.workflow, "
            "l.author, l.accepted_by, l.accepted_at, l.position, c.slug, c.text AS claim_text, "
            f"c.question, {REFERENCE_COLUMNS} FROM evidence_link l "
            "JOIN claim c ON c.id = l.claim_id JOIN reference f ON f.id = l.reference_id "
            "LEFT JOIN study s ON s.id = f.study_id "
            f"WHERE {where} ORDER BY l.position, l.id"
        ),
        dict(values),
    ).all()
    passages = _passages(connection, [row.link_id for row in rows])
    references = {row.reference_id for row in rows}
    notices = notices_of(connection, references)
    counts = link_counts(connection, references)
    bias = bias_of(connection, {row.study_id for row in rows if row.study_id})
    views = []
    for row in rows:
        study = study_view(row, bias)
        question = Question(row.question) if row.question else None
        csl = as_json(row.csl)
        views.append(
            r.EvidenceView(
                id=row.link_id,
                revision=row.revision,
                claim=row.slug,
                claim_text=row.claim_text,
                reference=summary_of(row, csl, study, notices, counts.get(row.reference_id, 0)),
                stance=Stance(row.stance),
                rationale=row.rationale,
                directness=row.directness,
                workflow=row.workflow,
                author=row.author,
                passages=tuple(passages.get(row.link_id, ())),
                study=study,
                level=appraisal.level(study.designs, question) if study else None,
                annotation=str(csl.get("note") or ""),
                verification=as_json(row.verification) or {},
                accepted_by=row.accepted_by,
                accepted_at=row.accepted_at,
            )
        )
    views.sort(key=_strength)
    return views


def _strength(view: r.EvidenceView) -> tuple[Any, ...]:
    designs = view.study.designs if view.study else ()
    n = view.study.n if view.study else None
    year = view.reference.year or 0
    return (
        STANCE_ORDER[view.stance.value],
        appraisal.strength(designs, n),
        -year,
        view.reference.key,
    )


def study_view(row: Any, bias: Mapping[str, list[tuple[str, str]]]) -> r.StudyView | None:
    if row.study_id is None:
        return None
    return r.StudyView(
        id=row.study_id,
        name=row.study_name,
        designs=tuple(Design(word) for word in as_json(row.designs) or ()),
        design_detail=row.design_detail,
        n=row.n,
        n_text=row.n_text,
        population=row.population,
        intervention=row.intervention,
        finding=row.finding,
        caveat=row.caveat,
        risk_of_bias=tuple(bias.get(row.study_id, ())),
        comparator=row.comparator,
        registration=row.registration,
        funding=row.funding,
    )


def summary_of(
    row: Any,
    csl: Mapping[str, Any],
    study: r.StudyView | None,
    notices: Mapping[str, list[r.NoticeView]],
    links: int,
) -> r.ReferenceSummary:
    from evidence.text import plain, short_authors

    verification = as_json(row.verification) or {}
    return r.ReferenceSummary(
        id=row.reference_id,
        key=row.citekey,
        title=plain(row.title),
        authors=short_authors(csl),
        year=row.year,
        journal=plain(str(csl.get("container-title") or csl.get("publisher") or "")),
        type=row.csl_type,
        doi=row.doi,
        pmid=row.pmid,
        designs=study.designs if study else (),
        n=study.n if study else None,
        n_text=study.n_text if study else "",
        links=links,
        notices=tuple(notices.get(row.reference_id, ())),
        unconfirmed=tuple(
            name for name, status in sorted(verification.items()) if status != "confirmed"
        ),
    )


def _passages(connection: Connection, links: Sequence[str]) -> dict[str, list[r.PassageView]]:
    found: dict[str, list[r.PassageView]] = {}
    for part in chunks(links):
        for row in rows_of(
            connection,
            "SELECT id, link_id, exact, locator_label, locator, verification, score, text_kind "
            "FROM passage WHERE link_id IN :ids ORDER BY position, id",
            part,
        ):
            found.setdefault(row.link_id, []).append(
                r.PassageView(
                    row.id,
                    row.exact,
                    row.locator_label,
                    row.locator,
                    Verification(row.verification),
                    row.score,
                    row.text_kind,
                )
            )
    return found


def notices_of(
    connection: Connection, references: Sequence[str] | set[str]
) -> dict[str, list[r.NoticeView]]:
    """Retractions, corrections and concerns that stand, by reference id, newest first."""
    found: dict[str, list[r.NoticeView]] = {}
    for part in chunks(references):
        for row in rows_of(
            connection,
            "SELECT id, reference_id, kind, noticed_on, doi, source, reasons, seen_by, seen_reason "
            "FROM status_notice WHERE reference_id IN :ids ORDER BY noticed_on DESC, id",
            part,
        ):
            found.setdefault(row.reference_id, []).append(
                r.NoticeView(
                    NoticeKind(row.kind),
                    str(row.noticed_on) if row.noticed_on else None,
                    row.doi,
                    row.source,
                    tuple(as_json(row.reasons) or ()),
                    row.seen_by,
                    row.seen_reason,
                    row.id,
                )
            )
    return {reference: standing(listed) for reference, listed in found.items()}


def link_counts(connection: Connection, references: set[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in chunks(references):
        for row in rows_of(
            connection,
            "SELECT reference_id, count(*) AS number FROM evidence_link "
            "WHERE reference_id IN :ids GROUP BY reference_id",
            part,
        ):
            counts[row.reference_id] = row.number
    return counts


def bias_of(connection: Connection, studies: set[str]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for part in chunks(studies):
        for row in rows_of(
            connection,
            "SELECT study_id, tool, overall FROM risk_of_bias WHERE study_id IN :ids ORDER BY id",
            part,
        ):
            found.setdefault(row.study_id, []).append((row.tool, row.overall))
    return found


EFFECT_COLUMNS = tuple(
    """outcome timepoint comparison measure scale estimate ci_low ci_high p k_studies n_participants
    favours_ketamine_when certainty flag note""".split()  # noqa: SIM905
)


def effects(connection: Connection, references: Sequence[str]) -> list[r.EffectView]:
    """The estimates that these references report, in the order of entry."""
    from evidence.text import short_authors

    found = []
    for part in chunks(set(references)):
        found += rows_of(
            connection,
            f"SELECT {', '.join('e.' + name for name in EFFECT_COLUMNS)}, e.position, f.citekey, "
            "f.csl, f.year FROM effect e JOIN reference f ON f.id = e.reference_id "
            "WHERE f.id IN :ids ORDER BY e.position",
            part,
        )
    found.sort(key=lambda row: (row.position, row.citekey))
    return [
        r.EffectView(
            reference=row.citekey,
            label=f"{short_authors(as_json(row.csl))} {row.year or 'n.d.'}",
            **{name: getattr(row, name) for name in EFFECT_COLUMNS},
        )
        for row in found
    ]
