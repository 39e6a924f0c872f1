"""Claims with their evidence as values for documents: the table of evidence, the brief, the
reader."""

from collections.abc import Sequence

from sqlalchemy import Connection

from evidence import appraisal
from evidence.citing.brief import BriefDocument, ClaimSheet, RatedOutcome
from evidence.citing.reader import ReaderDocument
from evidence.citing.tables import EvidenceRow, EvidenceTable, QuotedPassage
from evidence.library import results as r
from evidence.library.articles import article
from evidence.library.claims import claim, claims, outcomes
from evidence.library.linked import evidence_of
from evidence.library.publishing import (
    article_document,
    correction_dates,
    day_of,
    digest_of,
    items_of,
    notice_words,
    retracted_among,
)
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.vocabulary import Stance


def design_words(study: r.StudyView | None) -> str:
    """A study's designs in words: Systematic review, meta-analysis."""
    if study is None:
        return ""
    words = ", ".join(design.word for design in study.designs)
    return words[:1] + words[1:].lower()


def row_of(view: r.EvidenceView, summary: r.ClaimSummary) -> EvidenceRow:
    """A link of a claim as a row of a table."""
    reference = view.reference
    return EvidenceRow(
        claim=summary.slug,
        statement=summary.text,
        certainty=summary.certainty,
        stance=view.stance,
        reference=reference.key,
        authors=reference.authors,
        year=reference.year,
        title=reference.title,
        journal=reference.journal,
        doi=reference.doi,
        design=design_words(view.study),
        n=reference.n,
        n_text=reference.n_text,
        level=view.level,
        finding=view.rationale,
        passages=tuple(
            QuotedPassage(
                exact=passage.exact,
                locator=f"{passage.locator_label or 'page'} {passage.locator}"
                if passage.locator
                else "",
                verification=passage.verification,
            )
            for passage in view.passages
        ),
        notices=notice_words(reference),
        corrections=correction_dates(reference),
        unread_since=summary.unread_since,
    )


def table_document(connection: Connection, *, slug: str | None = None) -> EvidenceTable:
    """Every link, claim by claim, or those of one claim. Raises NotFound."""
    where, values = ("c.slug = :slug", {"slug": slug}) if slug else ("c.retired_at IS NULL", {})
    summaries = [claim(connection, slug).summary] if slug else claims(connection)
    rows = rows_by_claim(evidence_of(connection, where, values), summaries)
    ordered = tuple(row for summary in summaries for row in rows[summary.slug])
    view = article(connection)
    return EvidenceTable(
        title=f"Table of evidence: {view.title}",
        language=view.language,
        version=view.version.number,
        date=day_of(view.version.at),
        digest=digest_of([str(row) for row in ordered]),
        rows=ordered,
    )


def rows_by_claim(
    evidence: Sequence[r.EvidenceView], summaries: Sequence[r.ClaimSummary]
) -> dict[str, list[EvidenceRow]]:
    """The rows of each of the claims, by slug, in the order of the links."""
    by_slug = {summary.slug: summary for summary in summaries}
    rows: dict[str, list[EvidenceRow]] = {slug: [] for slug in by_slug}
    for view in evidence:
        if view.claim in by_slug:
            rows[view.claim].append(row_of(view, by_slug[view.claim]))
    return rows


def sheets_of(
    connection: Connection, summaries: Sequence[r.ClaimSummary], rows: dict[str, list[EvidenceRow]]
) -> list[ClaimSheet]:
    """Claims in full as values for documents; `rows` by slug."""
    told = {
        row.id: row
        for part in chunks([summary.id for summary in summaries])
        for row in rows_of(
            connection, "SELECT id, gaps, watch_out FROM claim WHERE id IN :ids", part
        )
    }
    return [
        ClaimSheet(
            slug=summary.slug,
            statement=summary.text,
            certainty=summary.certainty,
            plain_statement=appraisal.plain_statement(summary.certainty),
            verdict=summary.verdict,
            reason=summary.reason,
            scope=summary.scope,
            outcomes=tuple(
                _rated(outcome) for outcome in outcomes(connection, summary.id) if outcome.reasons
            ),
            gaps=tuple(as_json(told[summary.id].gaps) or ()),
            watch_out=told[summary.id].watch_out,
            studies={stance: summary.links.get(stance.value, 0) for stance in Stance},
            rows=tuple(rows[summary.slug]),
            unread_since=summary.unread_since,
        )
        for summary in summaries
    ]


def _rated(outcome: r.OutcomeView) -> RatedOutcome:
    """An outcome with the domains that it was rated down or up for, and the reasons given."""
    words = []
    for sign, verb in ((-1, "Rated down for"), (1, "Rated up for")):
        domains = [
            f"{name.replace('_', ' ')}{' (twice)' if abs(points) == 2 else ''}"
            for name, points in sorted(outcome.domains.items())
            if points * sign > 0
        ]
        if domains:
            words.append(f"{verb} {', '.join(domains)}")
    reasons = (*words, outcome.reasons)
    return RatedOutcome(outcome.name, outcome.level, tuple(reason for reason in reasons if reason))


def brief_document(connection: Connection, slug: str) -> BriefDocument:
    """The page of one claim. Raises NotFound."""
    detail = claim(connection, slug)
    view = article(connection)
    references = items_of(connection, [link.reference.id for link in detail.evidence])
    rows = rows_by_claim(detail.evidence, [detail.summary])
    (sheet,) = sheets_of(connection, [detail.summary], rows)
    return BriefDocument(
        article=view.title,
        language=view.language,
        version=view.version.number,
        date=day_of(view.version.at),
        digest=digest_of([str(sheet), references]),
        sheet=sheet,
        references=references,
        retracted=retracted_among(link.reference for link in detail.evidence),
    )


def reader_document(connection: Connection, *, version: int | None = None) -> ReaderDocument:
    """The article's version with a sheet for each claim. Raises NotFound."""
    view = article(connection, version=version)
    document = article_document(connection, version=version)
    summaries = view.claims
    rows = rows_by_claim(evidence_of(connection, "c.retired_at IS NULL", {}), summaries)
    sheets = sheets_of(connection, summaries, rows)
    first = {cited.slug: (cited.start, cited.end) for cited in document.claims}
    more: dict[str, list[tuple[int, int]]] = {}
    for mark in view.marks:
        if mark.start >= 0 and first.get(mark.slug) != (mark.start, mark.end):
            more.setdefault(mark.slug, []).append((mark.start, mark.end))
    return ReaderDocument(
        document, tuple(sheets), {slug: tuple(spans) for slug, spans in more.items()}
    )
