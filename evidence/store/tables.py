"""The library's tables: articles, claims, references, links, appraisal (domain/vocabulary).

What the program writes about its own work (changes, imports, releases) is in `ledger.py`.
A row's `revision` counts its edits: an edit carries the revision that it saw.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from evidence import vocabulary as v
from evidence.store.columns import (
    UtcDateTime,
    json_column,
    key_to,
    moment_column,
    new_id,
    now,
    one_of,
    text_column,
)


class Row(SQLModel):
    """What every recorded row has: an id, when it was made, and how often it was edited."""

    id: str = Field(default_factory=new_id, sa_type=String(36), primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    revision: int = 1


class Article(Row, table=True):
    __tablename__ = "article"
    slug: str = Field(unique=True)
    title: str
    language: str = "en"
    about: dict[str, Any] | None = Field(default=None, sa_column=json_column())


class ArticleVersion(Row, table=True):
    """One immutable text of an article, Markdown, without its title."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_id", "number"),)
    article_id: str = Field(sa_column=key_to("article"))
    number: int
    title: str
    text: str = Field(sa_column=text_column())
    message: str = ""
    author: str = ""
    parent_id: str | None = Field(default=None, sa_column=key_to("article_version", nullable=True))
    digest: str = ""


class Claim(Row, table=True):
    __tablename__ = "claim"
    __table_args__ = (
        one_of("type", v.ClaimType, table="claim"),
        one_of("question", v.Question, table="claim", nullable=True),
    )
    slug: str = Field(unique=True)
    text: str = Field(sa_column=text_column())
    type: str
    question: str | None = None
    scope: str = ""
    position: int = 0
    verdict: str = ""
    reason: str = ""
    gaps: list[str] | None = Field(default=None, sa_column=json_column())
    watch_out: str = ""
    review_by: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    last_verified: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    retired_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class ClaimWording(Row, table=True):
    """Another way in which an article says what the claim says."""

    __tablename__ = "claim_wording"
    claim_id: str = Field(sa_column=key_to("claim"))
    text: str = Field(sa_column=text_column())
    language: str = "en"
    accepted_by: str | None = None


class ClaimRelation(Row, table=True):
    __tablename__ = "claim_relation"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        one_of("kind", v.ClaimRelationKind, table="claim_relation"),
    )
    from_id: str = Field(sa_column=key_to("claim"))
    to_id: str = Field(sa_column=key_to("claim"))
    kind: str


class ClaimOutcome(Row, table=True):
    """What is rated for a claim, as PICO: population, intervention, comparator, outcome."""

    __tablename__ = "outcome"
    claim_id: str = Field(sa_column=key_to("claim"))
    position: int = 0
    name: str
    population: str = ""
    intervention: str = ""
    comparator: str = ""
    outcome: str = ""
    timepoint: str = ""


class CertaintyAssessment(Row, table=True):
    """GRADE: one rating for one outcome, for the whole body of evidence."""

    __tablename__ = "certainty_assessment"
    __table_args__ = (
        UniqueConstraint("outcome_id"),
        one_of("level", v.Certainty, table="certainty_assessment"),
    )
    outcome_id: str = Field(sa_column=key_to("outcome"))
    level: str
    start: str | None = None
    domains: dict[str, int] | None = Field(default=None, sa_column=json_column())
    explanations: dict[str, str] | None = Field(default=None, sa_column=json_column())
    override_reason: str | None = Field(default=None, sa_column=text_column(nullable=True))
    reasons: str = Field(default="", sa_column=text_column())
    assessed_by: str = ""
    assessed_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class EditorialFlag(Row, table=True):
    """A flag on a claim or on a link: why, when, and how it was resolved."""

    __tablename__ = "editorial_flag"
    __table_args__ = (one_of("kind", v.Flag, table="editorial_flag"),)
    claim_id: str | None = Field(default=None, sa_column=key_to("claim", nullable=True))
    link_id: str | None = Field(default=None, sa_column=key_to("evidence_link", nullable=True))
    kind: str
    reason: str = ""
    raised_by: str = ""
    resolved_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    resolved_by: str | None = None
    resolution: str = ""


class Anchor(Row, table=True):
    """Where a version says a claim: W3C TextQuoteSelector and TextPositionSelector."""

    __tablename__ = "anchor"
    __table_args__ = (one_of("state", v.AnchorState, table="anchor"),)
    version_id: str = Field(sa_column=key_to("article_version"))
    claim_id: str = Field(sa_column=key_to("claim"))
    position: int = 0
    exact: str = Field(sa_column=text_column())
    prefix: str = ""
    suffix: str = ""
    start: int = -1
    end: int = -1
    state: str = v.AnchorState.ANCHORED.value
    score: float = 1.0
    # Who has seen that the evidence still holds for these words, and when.
    reviewed_by: str | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Study(Row, table=True):
    """One study; several references may report it. Level and risk of bias belong here."""

    __tablename__ = "study"
    name: str = ""
    designs: list[str] | None = Field(default=None, sa_column=json_column())
    design_detail: str = ""
    n: int | None = None
    n_text: str = ""
    population: str = ""
    intervention: str = ""
    comparator: str = ""
    finding: str = Field(default="", sa_column=text_column())
    caveat: str = Field(default="", sa_column=text_column())
    registration: str = ""
    funding: str = ""


class StudyInclusion(Row, table=True):
    """A review includes a study."""

    __tablename__ = "study_inclusion"
    __table_args__ = (UniqueConstraint("review_id", "study_id"),)
    review_id: str = Field(sa_column=key_to("study"))
    study_id: str = Field(sa_column=key_to("study"))


class RiskOfBias(Row, table=True):
    """One row per study and result, as RoB 2 asks."""

    __tablename__ = "risk_of_bias"
    study_id: str = Field(sa_column=key_to("study"))
    outcome_id: str | None = Field(default=None, sa_column=key_to("outcome", nullable=True))
    result: str = ""
    tool: str
    tool_version: str = ""
    domains: dict[str, str] | None = Field(default=None, sa_column=json_column())
    overall: str
    explanation: str = Field(default="", sa_column=text_column())
    assessed_by: str = ""


class Effect(Row, table=True):
    """An estimate with its interval: what a forest plot draws."""

    __tablename__ = "effect"
    study_id: str = Field(sa_column=key_to("study"))
    reference_id: str | None = Field(default=None, sa_column=key_to("reference", nullable=True))
    outcome_id: str | None = Field(default=None, sa_column=key_to("outcome", nullable=True))
    position: int = 0
    outcome: str
    timepoint: str = ""
    comparison: str = ""
    measure: str = ""
    scale: str = ""
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: str = ""
    k_studies: int | None = None
    n_participants: int | None = None
    favours_ketamine_when: str = ""
    certainty: str = ""
    events_t: int | None = None
    total_t: int | None = None
    events_c: int | None = None
    total_c: int | None = None
    flag: str = ""
    note: str = ""


class Reference(Row, table=True):
    """A reference: its CSL-JSON, and the source text of the entry that it came from.

    The columns beside `csl` are read out of it on every write, to be found by.
    """

    __tablename__ = "reference"
    # The orders in which the library is listed: a page of it costs the same in any library.
    __table_args__ = (
        Index("ix_reference_by_author", "merged_into", "first_author", "year", "citekey"),
        Index("ix_reference_by_year", "merged_into", "year", "first_author", "citekey"),
        Index("ix_reference_by_time", "merged_into", "created_at", "id"),
    )
    citekey: str = Field(unique=True)
    csl: dict[str, Any] = Field(sa_column=json_column(nullable=False))
    type: str = ""
    title: str = Field(default="", sa_column=text_column())
    title_key: str = ""
    first_author: str = ""
    year: int | None = None
    doi: str | None = Field(default=None, index=True)
    pmid: str | None = Field(default=None, index=True)
    pmcid: str | None = Field(default=None, index=True)
    study_id: str | None = Field(default=None, sa_column=key_to("study", nullable=True))
    source_format: str = ""
    source_text: str | None = Field(default=None, sa_column=text_column(nullable=True))
    source_strings: dict[str, str] | None = Field(default=None, sa_column=json_column())
    source_digest: str | None = Field(default=None, index=True)
    verification: dict[str, str] | None = Field(default=None, sa_column=json_column())
    retraction_checked_at: datetime | None = Field(
        default=None, sa_column=moment_column(nullable=True)
    )
    batch_id: str | None = Field(default=None, index=True)
    added_by: str = ""
    merged_into: str | None = Field(
        default=None, sa_column=key_to("reference", nullable=True, index=False)
    )


class ReferenceKey(Row, table=True):
    """A key by which a reference was known: of a merged one, or in another file."""

    __tablename__ = "reference_key"
    key: str = Field(index=True)
    reference_id: str = Field(sa_column=key_to("reference"))


class ReferenceSource(Row, table=True):
    """The source entry of a reference that was merged into another, kept."""

    __tablename__ = "reference_source"
    reference_id: str = Field(sa_column=key_to("reference"))
    key: str
    format: str
    text: str = Field(sa_column=text_column())
    batch_id: str | None = None


class ReferenceText(Row, table=True):
    """A text of a study that the library holds: passages are checked against it."""

    __tablename__ = "reference_text"
    __table_args__ = (one_of("kind", v.TextKind, table="reference_text"),)
    reference_id: str = Field(sa_column=key_to("reference"))
    kind: str
    name: str = ""
    text: str = Field(sa_column=text_column())
    digest: str = ""
    added_by: str = ""


class ReferenceRelation(Row, table=True):
    """Versions of one work that stay apart: a preprint and its article, a paper and its erratum."""

    __tablename__ = "reference_relation"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind"),)
    from_id: str = Field(sa_column=key_to("reference"))
    to_id: str = Field(sa_column=key_to("reference"))
    kind: str


class EvidenceLink(Row, table=True):
    """A claim leans on a reference: with which stance, why, and who says so."""

    __tablename__ = "evidence_link"
    __table_args__ = (
        one_of("stance", v.Stance, table="evidence_link"),
        one_of("workflow", v.Workflow, table="evidence_link"),
        one_of("directness", v.Directness, table="evidence_link", nullable=True),
        # Nobody accepts a link of their own.
        CheckConstraint(
            "accepted_by IS NULL OR accepted_by <> author", name="ck_evidence_link_accepted_by"
        ),
    )
    claim_id: str = Field(sa_column=key_to("claim"))
    reference_id: str = Field(sa_column=key_to("reference"))
    stance: str
    rationale: str = Field(default="", sa_column=text_column())
    directness: str | None = None
    is_primary_source: bool | None = None
    workflow: str = v.Workflow.DRAFT.value
    position: int = 0
    author: str = ""
    accepted_by: str | None = None
    accepted_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class Passage(Row, table=True):
    """The words of a study that a link leans on, where they stand, and whether somebody looked."""

    __tablename__ = "passage"
    __table_args__ = (one_of("verification", v.Verification, table="passage"),)
    link_id: str = Field(sa_column=key_to("evidence_link"))
    position: int = 0
    exact: str = Field(default="", sa_column=text_column())
    prefix: str = ""
    suffix: str = ""
    locator_label: str | None = None
    locator: str | None = None
    verification: str = v.Verification.NOT_CHECKED.value
    score: float | None = None
    text_kind: str | None = None
    text_id: str | None = Field(default=None, sa_column=key_to("reference_text", nullable=True))
    verified_by: str | None = None
    verified_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))


class StatusNotice(Row, table=True):
    """A retraction, correction or concern about a reference, and who saw it."""

    __tablename__ = "status_notice"
    __table_args__ = (one_of("kind", v.NoticeKind, table="status_notice"),)
    reference_id: str = Field(sa_column=key_to("reference"))
    kind: str
    noticed_on: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    doi: str | None = None
    pmid: str | None = None
    reasons: list[str] | None = Field(default=None, sa_column=json_column())
    source: str = ""
    source_record: str | None = None
    seen_by: str | None = None
    seen_at: datetime | None = Field(default=None, sa_column=moment_column(nullable=True))
    seen_reason: str = ""


class Note(Row, table=True):
    """What somebody wrote about a reference or a claim."""

    __tablename__ = "note"
    reference_id: str | None = Field(default=None, sa_column=key_to("reference", nullable=True))
    claim_id: str | None = Field(default=None, sa_column=key_to("claim", nullable=True))
    text: str = Field(sa_column=text_column())
    author: str = ""


class ReferenceTag(Row, table=True):
    __tablename__ = "reference_tag"
    __table_args__ = (UniqueConstraint("reference_id", "tag"),)
    reference_id: str = Field(sa_column=key_to("reference"))
    tag: str = Field(index=True)
