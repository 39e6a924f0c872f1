"""What PubMed says of an article in both of its formats: publication types, notices."""

from collections.abc import Mapping, Sequence

from evidence.formats.draft import Draft
from evidence.vocabulary import NoticeKind

# NLM publication types that say what kind of work it is. `Review` and `Letter` are kinds of journal
# article to CSL, whose `review` is a review *of* something.
_CSL_TYPES = {
    "journal article": "article-journal",
    "journal articles": "article-journal",
    "preprint": "article",
    "academic dissertation": "thesis",
    "dissertations/theses": "thesis",
    "technical report": "report",
    "dataset": "dataset",
    "webcast": "webpage",
    "book": "book",
    "book chapter": "chapter",
    "books": "book",
    "newspaper article": "article-newspaper",
}
# Publication types that a notice gives to the article it is about.
_NOTICE_TYPES = {
    "retracted publication": NoticeKind.RETRACTION,
    "expression of concern in": NoticeKind.EXPRESSION_OF_CONCERN,
    "corrected and republished article": NoticeKind.CORRECTION,
}
# MEDLINE's tag, PubMed XML's `RefType`, the kind, the words. The tags that point the other way
# (ROF, EFR, ECF …) stand in the notice itself, which is not retracted, and are kept as fields.
_NOTICES = (
    ("RIN", "RetractionIn", NoticeKind.RETRACTION, "Retraction in"),
    ("PRIN", "PartialRetractionIn", NoticeKind.PARTIAL_RETRACTION, "Partial retraction in"),
    ("ECI", "ExpressionOfConcernIn", NoticeKind.EXPRESSION_OF_CONCERN, "Expression of concern in"),
    ("EIN", "ErratumIn", NoticeKind.CORRECTION, "Erratum in"),
    ("CRI", "CorrectedandRepublishedIn", NoticeKind.CORRECTION, "Corrected and republished in"),
    ("RPI", "RepublishedIn", NoticeKind.NEW_VERSION, "Republished in"),
    ("UIN", "UpdateIn", NoticeKind.NEW_VERSION, "Update in"),
)
NOTICE_BY_REF_TYPE = {ref_type: (kind, words) for _, ref_type, kind, words in _NOTICES}


def note_publication_types(draft: Draft, types: Sequence[str]) -> str:
    """Keep the publication types, note those that tell of a retraction; the CSL type."""
    csl_type = "article-journal"
    for written in types:
        name = draft.clean(written, "publication-type")
        draft.keep("publication-type", name)
        kind = _NOTICE_TYPES.get(name.lower())
        if kind is not None:
            draft.notice(kind, name)
        if csl_type == "article-journal":
            csl_type = _CSL_TYPES.get(name.lower(), csl_type)
    return csl_type


def note_statuses(draft: Draft, values: Mapping[str, Sequence[str]]) -> None:
    """Note the notices that MEDLINE's tags tell of (`RIN`, `ECI`, `EIN` …)."""
    for tag, _, kind, words in _NOTICES:
        for value in values.get(tag, ()):
            draft.notice(kind, f"{words}: {value}")
