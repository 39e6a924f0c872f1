"""Claims with their evidence: what a reader asks first.

Reads by plain SQL on one consistent state: a list of claims must not wait for the table classes.
"""

from typing import Any

from sqlalchemy import Connection, text

from evidence import appraisal
from evidence.errors import NotFound
from evidence.library import results as r
from evidence.library import substantiating
from evidence.library.linked import effects, evidence_of
from evidence.library.reviewing import unread
from evidence.store.reindex import as_json
from evidence.vocabulary import (
    CLAIM_TYPES_WITHOUT_CERTAINTY,
    AnchorState,
    Certainty,
    ClaimType,
    NoticeKind,
    Question,
    Stance,
)

# Notices that put a reference in doubt; a correction or a new version does not.
DOUBT = frozenset(
    {
        NoticeKind.RETRACTION,
        NoticeKind.PARTIAL_RETRACTION,
        NoticeKind.WITHDRAWAL,
        NoticeKind.REMOVAL,
        NoticeKind.EXPRESSION_OF_CONCERN,
    }
)


def latest_version_id(connection: Connection) -> str | None:
    """The id of the latest version of the first article; None in an empty library."""
    return connection.execute(
        text(
            "SELECT v.id FROM article_version v WHERE v.article_id = "
            "(SELECT id FROM article ORDER BY created_at, id LIMIT 1) "
            "ORDER BY v.number DESC LIMIT 1"
        )
    ).scalar()


def claims(
    connection: Connection, slug: str | None = None, *, version_id: str | None = None
) -> list[r.ClaimSummary]:
    """The claims in their order; with a slug only that one (or none).

    Whether a claim's words changed is told for one version of an article: the latest of the first,
    unless another one's id is given.
    """
    where = "AND c.slug = :slug " if slug else ""
    rows = connection.execute(
        text(
            "SELECT c.id, c.revision, c.slug, c.text, c.type, c.question, c.scope, c.verdict, "
            "c.reason, c.review_by, c.position FROM claim c WHERE c.retired_at IS NULL "
            f"{where}ORDER BY c.position, c.slug"
        ),
        {"slug": slug} if slug else {},
    ).all()
    states = _states(connection)
    levels = _grouped(
        connection,
        "SELECT o.claim_id AS k, a.level AS v FROM certainty_assessment a "
        "JOIN outcome o ON o.id = a.outcome_id",
    )
    stances = _stances(connection)
    substantiation = substantiating.by_claim(connection)
    flags = _grouped(
        connection,
        "SELECT claim_id AS k, kind AS v FROM editorial_flag "
        "WHERE resolved_at IS NULL AND claim_id IS NOT NULL ORDER BY created_at",
    )
    doubted = _doubted(connection)
    changed = unread(connection, version_id or latest_version_id(connection))
    return [
        r.ClaimSummary(
            id=row.id,
            revision=row.revision,
            slug=row.slug,
            text=row.text,
            type=ClaimType(row.type),
            question=Question(row.question) if row.question else None,
            scope=row.scope,
            state=states.get(row.id, AnchorState.ORPHANED),
            certainty=_certainty(ClaimType(row.type), levels.get(row.id, [])),
            verdict=row.verdict,
            reason=row.reason,
            links={stance.value: stances.get((row.id, stance.value), 0) for stance in Stance},
            substantiation=substantiation.get(row.id, substantiating.NOTHING),
            flags=tuple(flags.get(row.id, [])),
            notices=doubted.get(row.id, 0),
            review_by=str(row.review_by) if row.review_by else None,
            position=row.position,
            unread_since=changed.get(row.id),
        )
        for row in rows
    ]


def _certainty(kind: ClaimType, levels: list[str]) -> Certainty:
    """The certainty of a claim's outcomes together; some kinds of claim have none to rate."""
    if kind in CLAIM_TYPES_WITHOUT_CERTAINTY:
        return Certainty.NOT_APPLICABLE
    return appraisal.overall([Certainty(level) for level in levels])


def _grouped(connection: Connection, sql: str) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in connection.execute(text(sql)):
        grouped.setdefault(row.k, []).append(row.v)
    return grouped


def _states(connection: Connection) -> dict[str, AnchorState]:
    """The state of each claim's main anchor in the latest version."""
    rows = connection.execute(
        text(
            "SELECT claim_id, state FROM anchor WHERE version_id = :version ORDER BY position DESC"
        ),
        {"version": latest_version_id(connection)},
    )
    return {row.claim_id: AnchorState(row.state) for row in rows}


def _stances(connection: Connection) -> dict[tuple[str, str], int]:
    """How many studies (not reports) bear on each claim, by stance."""
    rows = connection.execute(
        text(
            "SELECT l.claim_id, l.stance, count(DISTINCT coalesce(f.study_id, f.id)) AS number "
            "FROM evidence_link l JOIN reference f ON f.id = l.reference_id "
            "GROUP BY l.claim_id, l.stance"
        )
    )
    return {(row.claim_id, row.stance): row.number for row in rows}


def _doubted(connection: Connection) -> dict[str, int]:
    kinds = ", ".join(f"'{kind.value}'" for kind in sorted(DOUBT))
    rows = connection.execute(
        text(
            "SELECT l.claim_id, count(DISTINCT l.id) AS number FROM evidence_link l "
            "JOIN status_notice n ON n.reference_id = l.reference_id "
            f"WHERE n.kind IN ({kinds}) AND NOT EXISTS (SELECT 1 FROM status_notice later "
            "WHERE later.reference_id = n.reference_id AND later.kind = 'reinstatement' "
            "AND later.noticed_on >= n.noticed_on) GROUP BY l.claim_id"
        )
    )
    return {row.claim_id: row.number for row in rows}


def claim(connection: Connection, slug: str) -> r.ClaimDetail:
    """A claim with its outcomes, anchors, evidence and effects. Raises NotFound."""
    found = claims(connection, slug)
    if not found:
        raise claim_not_found(connection, slug)
    summary = found[0]
    row = connection.execute(
        text("SELECT gaps, watch_out FROM claim WHERE id = :id"), {"id": summary.id}
    ).one()
    wordings = connection.execute(
        text("SELECT text FROM claim_wording WHERE claim_id = :id ORDER BY created_at, id"),
        {"id": summary.id},
    ).scalars()
    evidence = evidence_of(connection, "c.id = :id", {"id": summary.id})
    references = [view.reference.id for view in evidence]
    return r.ClaimDetail(
        summary=summary,
        wordings=tuple(wordings),
        gaps=tuple(as_json(row.gaps) or ()),
        watch_out=row.watch_out,
        outcomes=tuple(outcomes(connection, summary.id)),
        plain_statement=appraisal.plain_statement(summary.certainty),
        anchors=tuple(anchors(connection, summary.id)),
        evidence=tuple(evidence),
        effects=tuple(effects(connection, references)),
    )


def claim_not_found(connection: Connection, slug: str) -> NotFound:
    """The error for a claim that is not there, with the nearest ones as a hint."""
    from rapidfuzz import process

    slugs = connection.execute(text("SELECT slug FROM claim")).scalars().all()
    near = [match[0] for match in process.extract(slug, slugs, limit=3, score_cutoff=50)]
    return NotFound(
        f"There is no claim “{slug}”.",
        hint=f"Did you mean {', '.join(near)}?" if near else "`evidence claims` lists them.",
    )


def anchors(connection: Connection, claim_id: str) -> list[r.AnchorView]:
    """Where the latest version says a claim, the main place first."""
    rows = connection.execute(
        text(
            'SELECT exact, prefix, suffix, start, "end", state, score, position, '
            "reviewed_by, reviewed_at FROM anchor "
            "WHERE claim_id = :claim AND version_id = :version ORDER BY position"
        ),
        {"claim": claim_id, "version": latest_version_id(connection)},
    )
    return [
        r.AnchorView(
            row.exact,
            row.prefix,
            row.suffix,
            row.start,
            row.end,
            AnchorState(row.state),
            row.score,
            row.position,
            row.reviewed_by,
            row.reviewed_at,
        )
        for row in rows
    ]


def outcomes(connection: Connection, claim_id: str) -> list[r.OutcomeView]:
    """A claim's PICO outcomes with their GRADE ratings."""
    rows = connection.execute(
        text(
            "SELECT o.id, o.name, o.population, o.intervention, o.comparator, o.outcome, "
            "o.timepoint, a.level, a.start, a.domains, a.explanations, a.override_reason, "
            "a.reasons, a.assessed_by, a.assessed_at, o.revision + coalesce(a.revision, 0) AS seen "
            "FROM outcome o LEFT JOIN certainty_assessment a ON a.outcome_id = o.id "
            "WHERE o.claim_id = :claim ORDER BY o.position, o.id"
        ),
        {"claim": claim_id},
    )
    return [
        r.OutcomeView(
            id=row.id,
            name=row.name,
            population=row.population,
            intervention=row.intervention,
            comparator=row.comparator,
            outcome=row.outcome,
            timepoint=row.timepoint,
            level=Certainty(row.level) if row.level else Certainty.NOT_ASSESSED,
            start=Certainty(row.start) if row.start else None,
            domains=as_json(row.domains) or {},
            explanations=as_json(row.explanations) or {},
            override_reason=row.override_reason,
            reasons=row.reasons or "",
            assessed_by=row.assessed_by or "",
            assessed_at=row.assessed_at,
            revision=row.seen,
        )
        for row in rows
    ]
