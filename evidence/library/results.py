"""What the library answers: frozen values for pages, commands and notebooks."""

from dataclasses import dataclass, field
from typing import Any

from evidence.errors import Message
from evidence.vocabulary import (
    AnchorState,
    Certainty,
    ClaimType,
    Design,
    NoticeKind,
    Outcome,
    Question,
    RelationKind,
    Stance,
    Verification,
)

Csl = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AnchorView:
    """Where a version of the article says a claim; offsets into its Markdown, -1 if orphaned."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    state: AnchorState
    score: float
    position: int
    reviewed_by: str | None = None  # who saw that the evidence still holds for these words
    reviewed_at: str | None = None


@dataclass(frozen=True, slots=True)
class PassageView:
    id: str
    exact: str
    locator_label: str | None
    locator: str | None
    verification: Verification
    score: float | None
    text_kind: str | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    kind: NoticeKind
    noticed_on: str | None
    doi: str | None
    source: str
    reasons: tuple[str, ...]
    seen_by: str | None
    seen_reason: str
    id: str = ""

    @property
    def words(self) -> str:
        """What it is, when, and who saw it and why the reference is still cited."""
        told = self.kind.replace("_", " ").capitalize()
        told += f" {self.noticed_on}" if self.noticed_on else ""
        if self.seen_by:
            told += f", seen by {self.seen_by}, still cited because: {self.seen_reason}"
        return told


@dataclass(frozen=True, slots=True)
class StudyView:
    """A study as reported. `verification` says per field how far it has been confirmed."""

    id: str | None
    name: str
    designs: tuple[Design, ...]
    design_detail: str
    n: int | None
    n_text: str
    population: str
    intervention: str
    finding: str
    caveat: str
    risk_of_bias: tuple[tuple[str, str], ...] = ()  # (tool, overall judgement)
    comparator: str = ""
    registration: str = ""
    funding: str = ""


@dataclass(frozen=True, slots=True)
class EffectView:
    reference: str  # citekey
    label: str  # "Ferraro 2025"
    outcome: str
    timepoint: str
    comparison: str
    measure: str
    scale: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    p: str
    k_studies: int | None
    n_participants: int | None
    favours_ketamine_when: str
    certainty: str
    flag: str
    note: str


@dataclass(frozen=True, slots=True)
class ReferenceSummary:
    """A reference in a list: what a reader needs to recognise it."""

    id: str
    key: str
    title: str
    authors: str
    year: int | None
    journal: str
    type: str
    doi: str | None
    pmid: str | None
    designs: tuple[Design, ...]
    n: int | None
    n_text: str
    links: int
    notices: tuple[NoticeView, ...]
    unconfirmed: tuple[str, ...]  # fields that are not confirmed


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One link of a claim, with what a reader needs to judge it."""

    id: str
    revision: int
    claim: str  # slug
    claim_text: str
    reference: ReferenceSummary
    stance: Stance
    rationale: str
    directness: str | None
    workflow: str
    author: str
    passages: tuple[PassageView, ...]
    study: StudyView | None
    level: int | None  # OCEBM 2011, for the claim's question
    annotation: str
    verification: dict[str, str]
    accepted_by: str | None = None
    accepted_at: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A PICO outcome of a claim and its GRADE rating."""

    id: str
    name: str
    population: str
    intervention: str
    comparator: str
    outcome: str
    timepoint: str
    level: Certainty
    start: Certainty | None
    domains: dict[str, int]
    explanations: dict[str, str]
    override_reason: str | None
    reasons: str
    assessed_by: str = ""
    assessed_at: str | None = None
    revision: int = 0  # of the outcome and its rating together


@dataclass(frozen=True, slots=True)
class Substantiation:
    """How many links say which document, which passage, whether it was seen there, and how good
    the study is for the claim's question."""

    linked: int
    anchored: int
    verified: int
    appraised: int


@dataclass(frozen=True, slots=True)
class ClaimSummary:
    """A claim in a list. `links` counts studies, not reports, by stance; it is no verdict."""

    id: str
    revision: int
    slug: str
    text: str
    type: ClaimType
    question: Question | None
    scope: str
    state: AnchorState
    certainty: Certainty
    verdict: str
    reason: str
    links: dict[str, int]
    substantiation: Substantiation
    flags: tuple[str, ...]
    notices: int  # links that lean on a retracted or questioned reference
    review_by: str | None
    position: int
    # The version that changed its words, while nobody has read its evidence against them since.
    unread_since: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    summary: ClaimSummary
    wordings: tuple[str, ...]
    gaps: tuple[str, ...]
    watch_out: str
    outcomes: tuple[OutcomeView, ...]
    plain_statement: str
    anchors: tuple[AnchorView, ...]
    evidence: tuple[EvidenceView, ...]  # ordered by stance, then design and size
    effects: tuple[EffectView, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    id: str
    number: int
    title: str
    message: str
    author: str
    at: str
    digest: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim's place in an article's text."""

    slug: str
    start: int
    end: int
    state: AnchorState


@dataclass(frozen=True, slots=True)
class ArticleView:
    slug: str
    title: str
    language: str
    about: dict[str, str]
    version: VersionView
    text: str  # Markdown, without the title
    marks: tuple[Mark, ...]
    claims: tuple[ClaimSummary, ...]


@dataclass(frozen=True, slots=True)
class NoteView:
    id: str
    text: str
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class RelationView:
    """What a reference is to another one (`forward`), or the other one to it."""

    id: str
    kind: RelationKind
    forward: bool
    reference: ReferenceSummary  # the other one

    @property
    def word(self) -> str:
        return self.kind.word if self.forward else self.kind.converse


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What a study says, and what it said for the other report (a key) that was tied to it."""

    reference: str
    field: str
    kept: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ReferenceDetail:
    summary: ReferenceSummary
    revision: int
    csl: Csl
    source_format: str
    source_text: str | None
    untouched: bool  # still what its source entry says
    other_keys: tuple[str, ...]
    tags: tuple[str, ...]
    verification: dict[str, str]
    retraction_checked_at: str | None
    study: StudyView | None
    links: tuple[EvidenceView, ...]
    effects: tuple[EffectView, ...]
    notices: tuple[NoticeView, ...]
    notes: tuple[NoteView, ...]
    problems: tuple[Message, ...]  # what the checks say of it
    history: tuple["ChangeView", ...]
    reports: tuple[ReferenceSummary, ...] = ()  # other reports of the same study
    relations: tuple[RelationView, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a longer list."""

    rows: tuple[ReferenceSummary, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str  # reference | claim | note | passage
    key: str
    title: str
    authors: str
    year: int | None
    score: float
    matched: dict[str, list[tuple[int, int]]]  # spans in `fields`
    fields: dict[str, str]
    notices: tuple[NoticeView, ...] = ()  # of the reference that was found


@dataclass(frozen=True, slots=True)
class SearchResults:
    query: str
    total: int
    took_ms: float
    results: tuple[Hit, ...]
    corrected: dict[str, str]
    notes: tuple[str, ...]
    facets: dict[str, dict[str, int]]
    counted: int = 0  # of how many documents the facets are: all, where facets were asked for


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    name: str
    query: str
    owner: str
    at: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A reference that may bear on a claim. `why`: the words that they share, rarest first;
    `newer`: published after every reference that is linked to the claim."""

    key: str
    title: str
    score: float
    why: tuple[str, ...]
    authors: str = ""
    year: int | None = None
    newer: bool = False
    notices: tuple[NoticeView, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchReason:
    """What one field says of two references: how alike (0-1), and how heavily it counts."""

    field: str
    similarity: float
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class ProposedRelation:
    """What two references (keys) seem to be to each other: the first is a `kind` of the second."""

    first: str
    kind: RelationKind
    second: str


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """References (keys) that are one work ("same"), may be ("ask"), or are versions ("related")."""

    references: tuple[str, ...]
    advice: str
    score: float
    reasons: tuple[MatchReason, ...]
    relation: ProposedRelation | None = None  # of a pair, if they are versions


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    groups: tuple[DuplicateGroup, ...]
    took_ms: float


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs: what the library has, what the file says, and whether that counts."""

    field: str
    before: str
    after: str
    taken: bool = True


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """What an import does (or would do) with one entry of a file."""

    path: str
    line: int
    key: str
    outcome: Outcome
    reference: str | None  # citekey in the library
    title: str
    authors: str
    year: int | None
    messages: tuple[Message, ...]
    reasons: tuple[MatchReason, ...] = ()  # why it is, or may be, the same; heaviest first
    differences: tuple[FieldChange, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ImportedFile:
    path: str
    format: str
    encoding: str
    entries: int
    added: int
    merged: int
    unchanged: int
    skipped: int
    failed: int
    duplicate: int = 0
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    files: tuple[ImportedFile, ...]
    entries: tuple[ImportEntry, ...]
    batch: str | None
    failed_files: tuple[Message, ...] = ()  # files that could not be read at all


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a change did to one row: field by field, as text."""

    kind: str
    name: str
    action: str  # added | changed | removed
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    id: str
    at: str
    who: str
    label: str
    kind: str
    undone: bool
    undoes: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Export:
    """A finished file: its bytes, a safe file name, and files that belong beside it."""

    content: bytes
    file_name: str
    media_type: str
    messages: tuple[Message, ...] = ()
    beside: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimOutcomeOfRevision:
    slug: str
    state: AnchorState
    score: float
    text: str
    differences: tuple[str, ...] = ()  # in what the words now say something else


@dataclass(frozen=True, slots=True)
class Revision:
    """A new version of an article, and what became of each claim in it."""

    version: int
    claims: tuple[ClaimOutcomeOfRevision, ...]
