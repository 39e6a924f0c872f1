"""Take documents out: the article, the annotated bibliography, references. Pure values go to
`citing/`, which knows no database."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, text

from evidence import appraisal
from evidence.citing import model
from evidence.errors import BadInput, Level, Message
from evidence.library import results as r
from evidence.library.articles import article
from evidence.library.claims import DOUBT, claim, claims
from evidence.library.linked import evidence_of, notices_of
from evidence.library.references import is_untouched
from evidence.store.reindex import as_json, chunks, rows_of
from evidence.vocabulary import Design, NoticeKind, Stance

GROUPS = ("claim", "stance", "design", "none")
# What a retracted reference is marked by; a correction does not mark it.
RETRACTED = frozenset({NoticeKind.RETRACTION, NoticeKind.WITHDRAWAL, NoticeKind.REMOVAL})
SEARCHED = 5_000  # as far as a search lists what it finds
REFERENCE_FORMATS = {
    "bibtex": ("bib", "application/x-bibtex"),
    "biblatex": ("bib", "application/x-bibtex"),
    "ris": ("ris", "application/x-research-info-systems"),
    "csl-json": ("json", "application/vnd.citationstyles.csl+json"),
    "endnote-xml": ("xml", "application/xml"),
}
REFERENCE_SUFFIXES = {"bib": "bibtex", "ris": "ris", "json": "csl-json", "xml": "endnote-xml"}


def digest_of(values: Any) -> str:
    """A short digest of what a document was made from."""
    content = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()


def day_of(moment: str) -> date:
    """The day of a stored moment."""
    return datetime.fromisoformat(moment).date()


def items_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """CSL items by key, for references by row id."""
    found = {}
    for part in chunks(ids):
        for row in rows_of(connection, "SELECT citekey, csl FROM reference WHERE id IN :ids", part):
            found[row.citekey] = as_json(row.csl)
    return found


def _cited_links(evidence: Sequence[r.EvidenceView]) -> tuple[model.CitedLink, ...]:
    links = []
    for view in evidence:
        place = next((passage for passage in view.passages if passage.locator), None)
        links.append(
            model.CitedLink(
                reference=view.reference.key,
                stance=view.stance,
                rationale=view.rationale,
                locator_label=place.locator_label if place else None,
                locator=place.locator if place else None,
            )
        )
    return tuple(links)


def notice_words(view: r.ReferenceSummary) -> tuple[str, ...]:
    """The notices that put a reference in doubt, in words."""
    return tuple(
        f"{notice.kind.replace('_', ' ').capitalize()}"
        + (f", {notice.noticed_on}" if notice.noticed_on else "")
        + (
            f"; seen by {notice.seen_by}, still cited because: {notice.seen_reason}"
            if notice.seen_by
            else ""
        )
        for notice in view.notices
        if notice.kind in DOUBT
    )


def correction_dates(view: r.ReferenceSummary) -> tuple[date | None, ...]:
    """When corrections of a reference were published, as far as it is known: they put nothing in
    doubt, and are told as a plain remark."""
    return tuple(
        date.fromisoformat(notice.noticed_on) if notice.noticed_on else None
        for notice in view.notices
        if notice.kind is NoticeKind.CORRECTION
    )


def article_document(
    connection: Connection, *, version: int | None = None
) -> model.ArticleDocument:
    """The article's version with its citations, as a value for `citing`."""
    view = article(connection, version=version)
    places: dict[str, r.Mark] = {}
    for mark in view.marks:
        places.setdefault(mark.slug, mark)
    evidence: dict[str, list[r.EvidenceView]] = {}
    for link in evidence_of(connection, "c.retired_at IS NULL", {}):
        evidence.setdefault(link.claim, []).append(link)
    cited = []
    for summary in view.claims:
        place = places.get(summary.slug)
        links = evidence.get(summary.slug, [])
        cited.append(
            model.CitedClaim(
                slug=summary.slug,
                statement=summary.text,
                start=place.start if place else -1,
                end=place.end if place else -1,
                links=_cited_links(links),
                certainty=summary.certainty,
                verdict=summary.verdict,
                plain_statement=appraisal.plain_statement(summary.certainty),
                notices=tuple(
                    f"{link.reference.key}: {words}"
                    for link in links
                    for words in notice_words(link.reference)
                ),
                unread_since=summary.unread_since,
            )
        )
    used = {link.reference.id: link.reference for links in evidence.values() for link in links}
    references = items_of(connection, list(used))
    return model.ArticleDocument(
        title=view.title,
        text=view.text,
        language=view.language,
        version=view.version.number,
        date=day_of(view.version.at),
        digest=digest_of([view.text, [str(c) for c in cited], references]),
        claims=tuple(cited),
        references=references,
        retracted=retracted_among(used.values()),
    )


def retracted_among(summaries: Iterable[r.ReferenceSummary]) -> frozenset[str]:
    """The keys of those that were retracted, withdrawn or removed."""
    return frozenset(
        summary.key
        for summary in summaries
        if any(notice.kind in RETRACTED for notice in summary.notices)
    )


def _annotated(view: r.EvidenceView, *, with_claim: bool) -> model.AnnotatedEntry:
    finding = f"{view.claim_text} – {view.rationale}" if with_claim else view.rationale
    paragraphs = [words for words in (finding, view.annotation) if words]
    return model.AnnotatedEntry(
        reference=view.reference.key,
        stance=view.stance,
        annotation=tuple(paragraphs),
        notices=notice_words(view.reference),
    )


def bibliography_document(
    connection: Connection, *, group_by: str = "claim", slug: str | None = None
) -> model.BibliographyDocument:
    """The annotated bibliography as a value for `citing`. Raises BadInput, NotFound."""
    if group_by not in GROUPS:
        raise BadInput(
            f"A bibliography cannot be grouped by “{group_by}”.",
            hint=f"Group by {', '.join(GROUPS)}.",
        )
    where, values = ("c.slug = :slug", {"slug": slug}) if slug else ("c.retired_at IS NULL", {})
    summaries = [claim(connection, slug).summary] if slug else claims(connection)
    evidence = evidence_of(connection, where, values)
    by_claim: dict[str, list[r.EvidenceView]] = {}
    for view in evidence:
        by_claim.setdefault(view.claim, []).append(view)
    ordered = [view for summary in summaries for view in by_claim.get(summary.slug, [])]
    sections = {
        "claim": lambda: _by_claim(summaries, by_claim),
        "stance": lambda: _by_stance(ordered),
        "design": lambda: _by_design(ordered),
        "none": lambda: _one_list(ordered, _unlinked(connection) if not slug else []),
    }[group_by]()
    article_view = article(connection)
    ids = {view.reference.id for view in ordered}
    references = items_of(connection, list(ids))
    if group_by == "none" and not slug:
        references |= {item["id"]: item for item in _unlinked(connection)}
    return model.BibliographyDocument(
        title=f"Annotated bibliography: {article_view.title}",
        article=article_view.title,
        introduction=str(article_view.about.get("certainty") or ""),
        language=article_view.language,
        version=article_view.version.number,
        date=day_of(article_view.version.at),
        digest=digest_of([[str(section) for section in sections], references]),
        sections=tuple(sections),
        references=references,
        retracted=retracted_among(view.reference for view in ordered),
    )


def _unlinked(connection: Connection) -> list[dict[str, Any]]:
    rows = connection.execute(
        text(
            "SELECT csl FROM reference f WHERE merged_into IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM evidence_link l WHERE l.reference_id = f.id) "
            "ORDER BY first_author, year, citekey"
        )
    )
    return [as_json(row.csl) for row in rows]


def _by_claim(
    summaries: Sequence[r.ClaimSummary], by_claim: Mapping[str, Sequence[r.EvidenceView]]
) -> list[model.AnnotatedSection]:
    return [
        model.AnnotatedSection(
            title=summary.text,
            statement=f"{summary.verdict}." if summary.verdict else "",
            entries=tuple(
                _annotated(view, with_claim=False) for view in by_claim.get(summary.slug, ())
            ),
            certainty=summary.certainty,
            reason=f"{summary.reason}." if summary.reason else "",
        )
        for summary in summaries
    ]


def _by_stance(views: Sequence[r.EvidenceView]) -> list[model.AnnotatedSection]:
    sections = []
    for stance in Stance:
        here = [view for view in views if view.stance is stance]
        if here:
            entries = tuple(_annotated(view, with_claim=True) for view in here)
            sections.append(
                model.AnnotatedSection(stance.word, stance.meaning, entries, stance=stance)
            )
    return sections


def _by_design(views: Sequence[r.EvidenceView]) -> list[model.AnnotatedSection]:
    grouped: dict[str, list[r.EvidenceView]] = {}
    for view in views:
        designs = view.study.designs if view.study else ()
        grouped.setdefault(designs[0].value if designs else "", []).append(view)
    order = [design.value for design in Design] + [""]
    return [
        model.AnnotatedSection(
            Design(name).word if name else "Design not recorded",
            "",
            tuple(_annotated(view, with_claim=True) for view in grouped[name]),
        )
        for name in order
        if name in grouped
    ]


def _one_list(
    views: Sequence[r.EvidenceView], unlinked: Sequence[Mapping[str, Any]]
) -> list[model.AnnotatedSection]:
    """Every reference once, with its annotation and what it says of each claim."""
    by_key: dict[str, list[r.EvidenceView]] = {}
    for view in views:
        by_key.setdefault(view.reference.key, []).append(view)
    entries = [_annotated(view, with_claim=True) for here in by_key.values() for view in here]
    entries += [
        model.AnnotatedEntry(
            str(item["id"]), None, (str(item["note"]),) if item.get("note") else (), ()
        )
        for item in unlinked
    ]
    return [model.AnnotatedSection("", "", tuple(entries))]


def export(rendered: model.Rendered, name: str) -> r.Export:
    """A finished document under a file name of our making."""
    return r.Export(
        content=rendered.content,
        file_name=f"{name}.{rendered.suffix.lstrip('.')}",
        media_type=rendered.media_type,
        messages=rendered.messages,
    )


def template_export(to: str) -> r.Export:
    """The template that documents are made with. Raises BadInput."""
    from evidence.citing import FORMATS, own_template

    made = own_template(to.lower().lstrip("."))
    return r.Export(made.content, made.name, FORMATS[made.kind].media_type, ())


def reference_format(to: str) -> str:
    """The format that a user named, or that a file's suffix means. Raises BadInput."""
    word = to.lower().lstrip(".")
    word = REFERENCE_SUFFIXES.get(
        word, {"csljson": "csl-json", "endnote": "endnote-xml"}.get(word, word)
    )
    if word not in REFERENCE_FORMATS:
        raise BadInput(
            f"References cannot be written as “{to}”.",
            hint=f"There are {', '.join(REFERENCE_FORMATS)}.",
        )
    return word


def selected(
    connection: Connection,
    *,
    keys: Sequence[str] | None,
    slug: str | None,
    query: str | None,
    version: int | None = None,
) -> list[str] | None:
    """The keys of references that all of the limits let through, in the order of the first of
    them; None where there is no limit. Raises NotFound, BadInput (too many are found)."""
    from evidence.library.searching import search

    limits: list[Iterable[str]] = []
    if keys is not None:
        limits.append(keys)
    if query:
        every = count_references(connection)
        found = search(connection, query, limit=max(every, 1), kinds=["reference"])
        if found.total > len(found.results) >= SEARCHED:
            raise BadInput(
                f"The search finds {found.total:,} references, more than one can list.",
                hint="Narrow it, or export all references.",
            )
        limits.append(hit.key for hit in found.results)
    if slug:
        limits.append(view.reference.key for view in claim(connection, slug).evidence)
    if version is not None:
        document = article_document(connection, version=version)
        limits.append(
            link.reference
            for cited in document.claims
            if not cited.orphaned
            for link in cited.links
        )
    if not limits:
        return None
    first, *others = [dict.fromkeys(limit) for limit in limits]
    return [key for key in first if all(key in other for other in others)]


def count_references(connection: Connection) -> int:
    """How many references there are, without those that were merged into others."""
    count = connection.execute(text("SELECT count(*) FROM reference WHERE merged_into IS NULL"))
    return int(count.scalar_one())


def references_export(
    connection: Connection, *, to: str, keys: Sequence[str] | None = None
) -> r.Export:
    """References as BibTeX, BibLaTeX, RIS, CSL-JSON or EndNote XML. Raises BadInput, NotFound."""
    from evidence.library.references import find_reference

    word = reference_format(to)
    columns = "SELECT id, citekey, csl, source_format, source_text, source_strings, source_digest "
    if keys is None:
        rows = connection.execute(
            text(f"{columns}FROM reference WHERE merged_into IS NULL ORDER BY citekey")
        ).all()
    else:
        wanted = list(dict.fromkeys(find_reference(connection, key).id for key in keys))
        found = {}
        for part in chunks(wanted):
            for row in rows_of(connection, f"{columns}FROM reference WHERE id IN :ids", part):
                found[row.id] = row
        rows = [found[row_id] for row_id in wanted]
    content = _written(word, rows, _retracted(connection, [row.id for row in rows]))
    suffix, media_type = REFERENCE_FORMATS[word]
    nothing = Message(
        level=Level.WARNING,
        code="nothing-selected",
        text="No reference fits what was asked for: the file is empty.",
    )
    return r.Export(content, f"references.{suffix}", media_type, () if rows else (nothing,))


def _retracted(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of the references that were retracted, withdrawn or removed, by row id."""
    found = notices_of(connection, ids)
    return frozenset(
        key for key, told in found.items() if any(notice.kind in RETRACTED for notice in told)
    )


def marked(csl: Mapping[str, Any]) -> dict[str, Any]:
    """A retracted reference as any format can say it: in its note, which LaTeX prints. CSL's
    status would not do: styles print it in place of the year."""
    custom = dict(csl.get("custom") or {})
    note = str(custom.get("note") or "")
    if "retracted" not in note.lower():
        custom["note"] = f"Retracted. {note}".rstrip()
    return {**csl, "custom": custom}


def _written(word: str, rows: Sequence[Any], retracted: Collection[str]) -> bytes:
    items = [as_json(row.csl) for row in rows]
    items = [
        marked(csl) if row.id in retracted else csl for row, csl in zip(rows, items, strict=True)
    ]
    if word in ("bibtex", "biblatex"):
        from evidence.formats.records import Source
        from evidence.formats.write_bibtex import BibEntry, write

        entries = []
        for row, csl in zip(rows, items, strict=True):
            kept = (
                row.source_text
                and row.source_format == "bibtex"
                and is_untouched(csl, row.source_digest)
            )
            source = (
                Source("bibtex", row.source_text, as_json(row.source_strings) or {})
                if kept
                else None
            )
            entries.append(BibEntry(row.citekey, csl, source))
        dialect: Literal["bibtex", "biblatex"] = "biblatex" if word == "biblatex" else "bibtex"
        return write(entries, dialect=dialect).encode("utf-8")
    if word == "ris":
        from evidence.formats import ris

        return ris.write(items).encode("utf-8")
    if word == "csl-json":
        from evidence.formats import csljson

        return csljson.write(items).encode("utf-8")
    from evidence.formats import endnotexml

    return endnotexml.write(items)
