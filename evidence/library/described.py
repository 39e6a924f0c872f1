"""What is recorded of a study, as pages and commands read it; `describing` writes it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from evidence import effects
from evidence.library.references import find_reference
from evidence.store.reindex import as_json
from evidence.vocabulary import Design

WORDS = (
    "name", "design_detail", "n_text", "population", "intervention", "comparator", "finding",
    "caveat", "registration", "funding",
)  # fmt: skip
EFFECT_WORDS = (
    "outcome", "timepoint", "comparison", "measure", "scale", "p", "favours_ketamine_when",
    "certainty", "flag", "note",
)  # fmt: skip
COLUMNS = (*EFFECT_WORDS, *effects.NUMBERS, *effects.COUNTS)


@dataclass(frozen=True, slots=True)
class BiasView:
    """A judgement of the risk of bias in one result of a study."""

    id: str
    revision: int
    tool: str
    tool_version: str
    result: str
    outcome: str | None  # the id of a claim's outcome that the result bears on
    domains: dict[str, str]
    overall: str
    explanation: str
    assessed_by: str


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """An effect that a report of the study gives; `values` are its columns."""

    id: str
    revision: int
    reference: str | None  # the report's key
    outcome_id: str | None
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StudyDetail:
    """All that is recorded of a study, by one of its reports (`reference`); `id` is None and
    `revision` 0 where nothing is. `reports` are the keys of its other reports."""

    reference: str
    id: str | None
    revision: int
    name: str
    designs: tuple[Design, ...]
    design_detail: str
    n: int | None
    n_text: str
    population: str
    intervention: str
    comparator: str
    finding: str
    caveat: str
    registration: str
    funding: str
    reports: tuple[str, ...]
    bias: tuple[BiasView, ...]
    effects: tuple[MeasuredView, ...]


def study(connection: Connection, key: str) -> StudyDetail:
    """All that is recorded of the study that a reference reports. Raises NotFound."""
    found = find_reference(connection, key)
    row = connection.execute(
        text(
            f"SELECT s.id, s.revision, s.designs, s.n, {', '.join(f's.{w}' for w in WORDS)} "
            "FROM reference f LEFT JOIN study s ON s.id = f.study_id WHERE f.id = :id"
        ),
        {"id": found.id},
    ).one()
    reports = connection.execute(
        text(
            "SELECT citekey FROM reference WHERE study_id = :study AND id <> :id "
            "AND merged_into IS NULL ORDER BY year, citekey"
        ),
        {"study": row.id, "id": found.id},
    ).scalars()
    return StudyDetail(
        reference=found.citekey,
        id=row.id,
        revision=row.revision or 0,
        designs=tuple(Design(word) for word in as_json(row.designs) or ()),
        n=row.n,
        reports=tuple(reports),
        bias=_bias(connection, row.id),
        effects=_effects(connection, row.id),
        **{name: getattr(row, name) or "" for name in WORDS},
    )


def _bias(connection: Connection, study_id: str | None) -> tuple[BiasView, ...]:
    rows = connection.execute(
        text(
            "SELECT id, revision, tool, tool_version, result, outcome_id, domains, overall, "
            "explanation, assessed_by FROM risk_of_bias WHERE study_id = :study "
            "ORDER BY created_at, id"
        ),
        {"study": study_id},
    )
    return tuple(
        BiasView(
            id=row.id,
            revision=row.revision,
            tool=row.tool,
            tool_version=row.tool_version,
            result=row.result,
            outcome=row.outcome_id,
            domains=as_json(row.domains) or {},
            overall=row.overall,
            explanation=row.explanation,
            assessed_by=row.assessed_by,
        )
        for row in rows
    )


def _effects(connection: Connection, study_id: str | None) -> tuple[MeasuredView, ...]:
    rows = connection.execute(
        text(
            f"SELECT e.id, e.revision, e.outcome_id, {', '.join(f'e.{name}' for name in COLUMNS)}, "
            "f.citekey FROM effect e LEFT JOIN reference f ON f.id = e.reference_id "
            "WHERE e.study_id = :study ORDER BY e.position, e.created_at, e.id"
        ),
        {"study": study_id},
    )
    return tuple(
        MeasuredView(
            row.id,
            row.revision,
            row.citekey,
            row.outcome_id,
            {name: getattr(row, name) for name in COLUMNS},
        )
        for row in rows
    )
