"""The field's words as closed sets: stances, designs, certainty, claim types, locators.

Imports nothing of ours. Sources: CiTO (SPAR ontologies, http://purl.org/spar/cito/) for stances,
GRADE and FHIR `certainty-rating` for certainty, OCEBM 2011 for questions, W3C Web Annotation for
anchors, CSL 1.0.2 for locators, RoB 2 / ROBINS-I / AMSTAR 2 for risk of bias, Wikipedia's inline
templates for editorial flags.
"""

from enum import StrEnum


class Stance(StrEnum):
    """How a study's findings bear on a claim as worded. Belongs to a link, never to a paper."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    QUALIFIES = "qualifies"
    INCONCLUSIVE = "inconclusive"
    BACKGROUND = "background"

    @property
    def word(self) -> str:
        """The word that is shown to a reader."""
        return self.value.capitalize()

    @property
    def meaning(self) -> str:
        """One sentence that explains the stance."""
        return STANCE_MEANING[self]

    @property
    def cito(self) -> str:
        """The CiTO property from the study to the claim."""
        return STANCE_CITO[self]


STANCE_MEANING = {
    Stance.SUPPORTS: "The findings back the claim as worded.",
    Stance.DISPUTES: "The findings are against the claim.",
    Stance.QUALIFIES: "True only under conditions (population, dose, duration, comparator).",
    Stance.INCONCLUSIVE: "Addresses the claim, too imprecise to tell.",
    Stance.BACKGROUND: "Context, mechanism or definition; carries no weight.",
}
STANCE_CITO = {
    Stance.SUPPORTS: "cito:supports",
    Stance.DISPUTES: "cito:disputes",
    Stance.QUALIFIES: "cito:qualifies",
    Stance.INCONCLUSIVE: "cito:discusses",
    Stance.BACKGROUND: "cito:givesBackgroundTo",
}


class Directness(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"


class Workflow(StrEnum):
    """Where a link stands between its author and whoever accepts it (never the author)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ClaimType(StrEnum):
    MECHANISM = "mechanism"
    EFFICACY = "efficacy"
    ONSET_DURATION = "onset_duration"
    SAFETY_TOLERABILITY = "safety_tolerability"
    DEPENDENCE_MISUSE = "dependence_misuse"
    DOSING_PROTOCOL = "dosing_protocol"
    ELIGIBILITY = "eligibility"
    COMPARATIVE = "comparative"
    REGULATORY = "regulatory"
    COST_ACCESS = "cost_access"
    DEFINITION = "definition"
    HISTORY = "history"


# GRADE rates effects; these kinds of claim have none to rate.
CLAIM_TYPES_WITHOUT_CERTAINTY = frozenset(
    {ClaimType.MECHANISM, ClaimType.DEFINITION, ClaimType.HISTORY}
)


class Question(StrEnum):
    """The kinds of question of OCEBM 2011: the level of a study depends on them."""

    PREVALENCE = "prevalence"
    DIAGNOSIS = "diagnosis"
    PROGNOSIS = "prognosis"
    TREATMENT_BENEFIT = "treatment_benefit"
    COMMON_HARMS = "common_harms"
    RARE_HARMS = "rare_harms"
    SCREENING = "screening"


class Certainty(StrEnum):
    """Certainty of a body of evidence (GRADE). Belongs to claim and outcome, never to a paper."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NOT_ASSESSED = "not_assessed"
    NOT_APPLICABLE = "not_applicable"

    @property
    def word(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def symbol(self) -> str:
        """GRADE's four circles; empty where there is no rating."""
        return CERTAINTY_SYMBOL.get(self, "")


CERTAINTY_SYMBOL = {
    Certainty.HIGH: "⊕⊕⊕⊕",
    Certainty.MODERATE: "⊕⊕⊕○",
    Certainty.LOW: "⊕⊕○○",
    Certainty.VERY_LOW: "⊕○○○",
}
# GRADE guidelines 26: the informative statements that go with each level.
CERTAINTY_STATEMENT = {
    Certainty.HIGH: "High certainty: the evidence shows the effect.",
    Certainty.MODERATE: "Moderate certainty: probably so.",
    Certainty.LOW: "Low certainty: may be so.",
    Certainty.VERY_LOW: "Very low certainty: the evidence is very uncertain.",
    Certainty.NOT_ASSESSED: "The certainty of the evidence has not been assessed.",
    Certainty.NOT_APPLICABLE: "A matter of mechanism, definition or history: GRADE does not apply.",
}


class Domain(StrEnum):
    """The domains of GRADE: the first five rate down, the last three up."""

    RISK_OF_BIAS = "risk_of_bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication_bias"
    LARGE_EFFECT = "large_effect"
    DOSE_RESPONSE = "dose_response"
    PLAUSIBLE_CONFOUNDING = "plausible_confounding"


class Design(StrEnum):
    """Study designs."""

    SYSTEMATIC_REVIEW = "systematic_review"
    META_ANALYSIS = "meta_analysis"
    GUIDELINE = "guideline"
    RANDOMISED_TRIAL = "randomised_trial"
    CROSSOVER_TRIAL = "crossover_trial"
    CLUSTER_TRIAL = "cluster_trial"
    NON_RANDOMISED_TRIAL = "non_randomised_trial"
    COHORT = "cohort"
    CASE_CONTROL = "case_control"
    CROSS_SECTIONAL = "cross_sectional"
    BEFORE_AFTER = "before_after"
    CASE_SERIES = "case_series"
    CASE_REPORT = "case_report"
    REGISTRY = "registry"
    NARRATIVE_REVIEW = "narrative_review"
    EDITORIAL = "editorial"
    PROTOCOL = "protocol"
    PREPRINT = "preprint"
    ANIMAL = "animal"
    IN_VITRO = "in_vitro"
    REGULATORY = "regulatory"
    EXPERT_OPINION = "expert_opinion"

    @property
    def word(self) -> str:
        return DESIGN_WORD.get(self, self.value.replace("_", " ").capitalize())


DESIGN_WORD = {
    Design.META_ANALYSIS: "Meta-analysis",
    Design.NON_RANDOMISED_TRIAL: "Non-randomised trial",
    Design.CASE_CONTROL: "Case-control study",
    Design.COHORT: "Cohort study",
    Design.CROSS_SECTIONAL: "Cross-sectional study",
    Design.BEFORE_AFTER: "Before-after study",
    Design.ANIMAL: "Animal study",
    Design.IN_VITRO: "Laboratory study",
    Design.REGULATORY: "Regulatory document",
}


class AnchorState(StrEnum):
    """What became of a claim's wording in a version of the article."""

    ANCHORED = "anchored"
    MOVED = "moved"
    REWORDED = "reworded"
    ORPHANED = "orphaned"


class Verification(StrEnum):
    """Whether a passage was found in the text that it is said to come from."""

    EXACT = "exact"
    NORMALIZED = "normalized"
    PARAPHRASE = "paraphrase"
    NOT_FOUND = "not_found"
    NOT_CHECKED = "not_checked"
    NO_FULL_TEXT = "no_full_text"


VERIFIED = frozenset({Verification.EXACT, Verification.NORMALIZED})


class TextKind(StrEnum):
    """Which text of a study a passage was checked against."""

    ABSTRACT = "abstract"
    PREPRINT = "preprint"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


class FieldStatus(StrEnum):
    """How far a field of the shipped library has been confirmed."""

    CONFIRMED = "confirmed"
    PARTLY_CONFIRMED = "partly_confirmed"
    SECONDARY_SOURCE = "secondary_source"
    UNCONFIRMED = "unconfirmed"

    @property
    def word(self) -> str:
        return self.value.replace("_", " ")


class NoticeKind(StrEnum):
    RETRACTION = "retraction"
    PARTIAL_RETRACTION = "partial_retraction"
    EXPRESSION_OF_CONCERN = "expression_of_concern"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    REMOVAL = "removal"
    REINSTATEMENT = "reinstatement"
    NEW_VERSION = "new_version"


class Flag(StrEnum):
    """Editorial flags on claims and links, in Wikipedia's words."""

    CITATION_NEEDED = "citation_needed"
    FAILED_VERIFICATION = "failed_verification"
    BETTER_SOURCE_NEEDED = "better_source_needed"
    PAGE_NEEDED = "page_needed"
    DUBIOUS = "dubious"
    OUTDATED = "outdated"


class ClaimRelationKind(StrEnum):
    DEPENDS_ON = "depends_on"
    NARROWER_THAN = "narrower_than"
    CONTRADICTS = "contradicts"


class RelationKind(StrEnum):
    """What one reference is to another that it stays apart from: a version, a notice, a reply."""

    PREPRINT_OF = "preprint_of"
    ABSTRACT_OF = "abstract_of"
    PROTOCOL_OF = "protocol_of"
    EARLIER_VERSION_OF = "earlier_version_of"
    FOLLOW_UP_OF = "follow_up_of"
    SUMMARY_OF = "summary_of"
    TRANSLATION_OF = "translation_of"
    CORRECTS = "corrects"
    RETRACTS = "retracts"
    QUESTIONS = "questions"
    REINSTATES = "reinstates"
    REPLIES_TO = "replies_to"
    COMMENTS_ON = "comments_on"

    @property
    def word(self) -> str:
        """What the first is to the second: “Preprint of” it."""
        return RELATION_WORDS[self][0]

    @property
    def converse(self) -> str:
        """What the second has in the first: “Preprint” of it."""
        return RELATION_WORDS[self][1]

    @property
    def of_one_study(self) -> bool:
        """Whether both report one study, and count once; a reply has a voice of its own."""
        return self in RELATIONS_OF_ONE_STUDY


RELATION_WORDS = {
    RelationKind.PREPRINT_OF: ("Preprint of", "Preprint"),
    RelationKind.ABSTRACT_OF: ("Conference abstract of", "Conference abstract"),
    RelationKind.PROTOCOL_OF: ("Protocol of", "Protocol"),
    RelationKind.EARLIER_VERSION_OF: ("Earlier version of", "Earlier version"),
    RelationKind.FOLLOW_UP_OF: ("Follow-up of", "Follow-up"),
    RelationKind.SUMMARY_OF: ("Summary of", "Summary"),
    RelationKind.TRANSLATION_OF: ("Translation of", "Translation"),
    RelationKind.CORRECTS: ("Erratum for", "Erratum"),
    RelationKind.RETRACTS: ("Retraction notice of", "Retraction notice"),
    RelationKind.QUESTIONS: ("Expression of concern about", "Expression of concern"),
    RelationKind.REINSTATES: ("Reinstatement of", "Reinstatement"),
    RelationKind.REPLIES_TO: ("Reply to", "Reply"),
    RelationKind.COMMENTS_ON: ("Comment on", "Comment"),
}
RELATIONS_OF_ONE_STUDY = frozenset(
    {
        RelationKind.PREPRINT_OF,
        RelationKind.ABSTRACT_OF,
        RelationKind.PROTOCOL_OF,
        RelationKind.EARLIER_VERSION_OF,
        RelationKind.FOLLOW_UP_OF,
        RelationKind.SUMMARY_OF,
        RelationKind.TRANSLATION_OF,
        RelationKind.CORRECTS,
    }
)


class RiskOfBiasTool(StrEnum):
    ROB_2 = "RoB 2"
    ROBINS_I = "ROBINS-I"
    AMSTAR_2 = "AMSTAR 2"


class Outcome(StrEnum):
    """What an import did with an entry."""

    ADDED = "added"
    MERGED = "merged"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    DUPLICATE = "duplicate"
    FAILED = "failed"


class OnDuplicate(StrEnum):
    """What an import does with an entry that the library already has."""

    MERGE = "merge"
    SKIP = "skip"
    ADD = "add"


class Decision(StrEnum):
    """What a person decided about one entry of an import."""

    MERGE = "merge"
    ADD = "add"
    SKIP = "skip"


# CSL 1.0.2, "Locators". The short forms are what people type: `p. 4`, `fig. 2`.
LOCATOR_LABELS: tuple[str, ...] = tuple(
    """act appendix article-locator book canon chapter column elocation equation figure folio issue
    line note opus page paragraph part rule scene section sub-verbo supplement table timestamp
    title-locator verse version volume""".split()  # noqa: SIM905
)
LOCATOR_SHORT = {
    "p": "page",
    "pp": "page",
    "pg": "page",
    "fig": "figure",
    "figs": "figure",
    "tab": "table",
    "ch": "chapter",
    "chap": "chapter",
    "sec": "section",
    "para": "paragraph",
    "paras": "paragraph",
    "app": "appendix",
    "col": "column",
    "vol": "volume",
    "suppl": "supplement",
    "eq": "equation",
    "n": "note",
    "l": "line",
    "e": "elocation",
}
