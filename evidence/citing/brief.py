"""The brief: one page for one claim, to print.

A page has room for nine studies. Of a claim with more, the first of each stance are shown
(the caller gives the strongest first), so many of each as its share of all: what disputes a claim
is never pushed off the page by what supports it. The page says how many it leaves out.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.citing import assembly, blocks, tables, wording
from evidence.citing.assembly import Assembled
from evidence.citing.citeproc import cited
from evidence.citing.listing import all_cited
from evidence.citing.model import CslItem, Rendered, Template
from evidence.citing.references import Names, clean
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style
from evidence.citing.tables import EvidenceRow
from evidence.citing.wording import Words
from evidence.errors import Message
from evidence.vocabulary import Certainty, Stance

MOST_STUDIES = 9  # with their references that fills an A4 page in small print
MOST_GAPS = 4
VERBS = {
    Stance.SUPPORTS: ("supports it", "support it"),
    Stance.DISPUTES: ("disputes it", "dispute it"),
    Stance.QUALIFIES: ("qualifies it", "qualify it"),
    Stance.INCONCLUSIVE: ("is inconclusive", "are inconclusive"),
    Stance.BACKGROUND: ("gives background", "give background"),
}
WIDTHS = (0.11, 0.24, 0.29, 0.36)


@dataclass(frozen=True, slots=True)
class RatedOutcome:
    """One outcome of a claim: its certainty, and why it is rated so (plain text)."""

    name: str
    certainty: Certainty
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """A claim with all that is known of it. `rows` stand in the order of their weight within each
    stance; `studies` counts studies by stance (two reports of one trial are one). `unread_since` is
    the version that changed its words, while nobody has looked at them since."""

    slug: str
    statement: str
    certainty: Certainty
    plain_statement: str
    verdict: str = ""
    reason: str = ""
    scope: str = ""
    outcomes: tuple[RatedOutcome, ...] = ()
    gaps: tuple[str, ...] = ()
    watch_out: str = ""
    studies: Mapping[Stance, int] | None = None
    rows: tuple[EvidenceRow, ...] = ()
    unread_since: int | None = None


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """A claim's page: the sheet, and the article that it is from."""

    article: str
    language: str
    version: int
    date: datetime.date
    digest: str
    sheet: ClaimSheet
    references: Mapping[str, CslItem]
    retracted: frozenset[str] = frozenset()


def render_brief(
    document: BriefDocument,
    *,
    style: AnyStyle,
    locale: str | None = None,
    to: str,
    template: Template | None = None,
) -> Rendered:
    """The page in the format `to` (a key of FORMATS).

    Raises NotFound (no such style), BadInput (no such format), CitingError.
    """
    from evidence.citing.writers import format_of, write

    target = format_of(to)
    resolved = resolve_style(style)
    assembled = assemble(document, resolved, resolved.locale_for(locale, document.language))
    return write(assembled, target, template)


def assemble(document: BriefDocument, style: ResolvedStyle, locale: str) -> Assembled:
    """The page as blocks in the style, ready for any writer."""
    doing = "the brief"
    sheet = document.sheet
    rows = chosen(sheet.rows, MOST_STUDIES)
    keys = dict.fromkeys(row.reference for row in rows)
    items = {key: document.references[key] for key in keys if key in document.references}
    names = Names.given(items)
    words = wording.chosen(style, locale, document.language)
    tree: blocks.Blocks = [
        assembly.front_line(document.version, document.date, words, document.language),
        *_judgement(sheet, words),
        *_studies(document, rows, names, style, words),
        *_gaps(document, words),
    ]
    if style.kind == "note":  # notes would hold every reference a second time
        listed = all_cited(items, names, style, locale, doing=doing)
        written = tree
    else:
        listed = cited(tree, items, names, style=style, locale=locale, links=True, doing=doing)
        written = listed.blocks
    retracted = [names.of_key[key] for key in document.retracted if key in names.of_key]
    return Assembled(
        title=clean(sheet.statement),
        language=document.language,
        date=document.date,
        subject=assembly.subject(document.version, document.digest, style),
        identifier=assembly.identifier(
            "brief", sheet.slug, document.version, document.digest, style.sha, locale
        ),
        blocks=[
            *written,
            *assembly.reference_list(listed, retracted, words, document.language),
            _last_line(document, style, locale, words),
        ],
        hanging=listed.hanging,
        doing=f"{doing} in the style {style.id}",
        messages=(*_absent(rows, items), *assembly.missing_list(style)),
        compact=True,
    )


def chosen(rows: Sequence[EvidenceRow], most: int) -> list[EvidenceRow]:
    """At most so many rows, the first of each stance: one each, then by share (Sainte-Laguë).

    Background carries no weight and gets what the others leave over.
    """
    groups = {stance: [row for row in rows if row.stance is stance] for stance in Stance}
    background = groups.pop(Stance.BACKGROUND)
    weighing = [stance for stance in groups if groups[stance]]
    seats = dict.fromkeys(weighing[:most], 1)
    while sum(seats.values()) < most:
        open_to = [stance for stance in seats if seats[stance] < len(groups[stance])]
        if not open_to:
            break
        seats[max(open_to, key=lambda s: len(groups[s]) / (2 * seats[s] + 1))] += 1
    taken = [row for stance in seats for row in groups[stance][: seats[stance]]]
    return taken + background[: most - len(taken)]


def _judgement(sheet: ClaimSheet, words: Words) -> blocks.Blocks:
    """How certain it is and why; what to beware of."""
    rated = sheet.certainty not in (Certainty.NOT_ASSESSED, Certainty.NOT_APPLICABLE)
    symbol = f" {sheet.certainty.symbol}" if rated else ""
    level = words.level(sheet.certainty)
    head = blocks.strong(blocks.text(f"{words['certainty']}: {level}{symbol}."))
    said = words.statement(sheet.certainty, sheet.plain_statement)
    parts = [_sentence(part) for part in (said, sheet.verdict, sheet.reason)]
    out = [blocks.paragraph([head, blocks.SPACE, *blocks.text(" ".join(filter(None, parts)))])]
    if changed := words.unread(sheet.unread_since):
        warned = blocks.paragraph([blocks.strong(blocks.text(changed))])
        out.insert(0, assembly.marked([warned], "notice"))
    lines = []
    for outcome in sheet.outcomes:
        level = f"{words.level(outcome.certainty)} {outcome.certainty.symbol}".strip()
        why = " ".join(_sentence(reason) for reason in outcome.reasons if reason.strip())
        name = blocks.emphasis(blocks.text(f"{clean(outcome.name)}:"))
        lines.append([blocks.plain([name, blocks.SPACE, *blocks.text(f"{level}. {why}".strip())])])
    if lines:
        out.append(blocks.bullets(lines))
    if sheet.scope.strip():
        label = blocks.strong(blocks.text(f"{words['holds-for']}:"))
        out.append(blocks.paragraph([label, blocks.SPACE, *blocks.text(_sentence(sheet.scope))]))
    return out


def _studies(
    document: BriefDocument,
    rows: Sequence[EvidenceRow],
    names: Names,
    style: ResolvedStyle,
    words: Words,
) -> blocks.Blocks:
    """Who says what: the counts, the table, and how much of it the table holds."""
    sheet = document.sheet
    heading = assembly.own_heading("studies", words, document.language)
    if not sheet.rows:
        line = f"{words['no-study']} {words.needed}"
        return [heading, assembly.marked([blocks.paragraph(blocks.text(line))], "notice")]
    line = _counted(sheet, words)
    if len(rows) < len(sheet.rows):
        line += _shown(len(rows), len(sheet.rows), words)
    cells = [
        [
            blocks.text(words.stance(row.stance)),
            _named(row, names, style),
            tables.judged(row, words, document.language),
            tables.found(row, words, document.language),
        ]
        for row in rows
    ]
    heads = [blocks.text(words[name]) for name in ("stance", "study", "design", "finding")]
    table = tables.grid(heads, cells, WIDTHS)
    return [heading, blocks.paragraph(blocks.text(line.strip())), table]


def _counted(sheet: ClaimSheet, words: Words) -> str:
    """How many studies say what."""
    counts = [(stance, number) for stance, number in (sheet.studies or {}).items() if number]
    if not counts:
        return ""
    if words.language == wording.ENGLISH:
        said = [f"{number} {VERBS[stance][number != 1]}" for stance, number in counts]
    else:
        said = [f"{words.stance(stance)} {number}" for stance, number in counts]
    return f"{words['counted']}: {', '.join(said)}."


def _shown(shown: int, every: int, words: Words) -> str:
    """That the page does not hold all of them."""
    if words.language != wording.ENGLISH:
        return f" {shown} / {every}."
    return (
        f" Shown here: {shown} of {every} links, the first of each stance by design and size; "
        "the table of evidence has them all."
    )


def _named(row: EvidenceRow, names: Names, style: ResolvedStyle) -> blocks.Inlines:
    """A study as the style cites it; its name too where a citation is a number."""
    name = names.of_key.get(row.reference)
    words = blocks.text(clean(row.study))
    if name is None or style.kind == "note":
        return words
    citation = blocks.citation(name)
    if style.kind == "author-date":
        return [blocks.cite([citation | {"citationMode": {"t": "AuthorInText"}}])]
    return [*words, blocks.SPACE, blocks.cite([citation])]


def _gaps(document: BriefDocument, words: Words) -> blocks.Blocks:
    """What is not known; the warning of the editors."""
    sheet = document.sheet
    out: blocks.Blocks = []
    if sheet.gaps:
        out.append(assembly.own_heading("gaps", words, document.language))
        lines = [[blocks.plain(blocks.text(_sentence(gap)))] for gap in sheet.gaps[:MOST_GAPS]]
        out.append(blocks.bullets(lines))
    if sheet.watch_out.strip():
        warning = [blocks.strong(blocks.text(_sentence(sheet.watch_out)))]
        out.append(assembly.marked([blocks.paragraph(warning)], "notice"))
    return out


def _last_line(
    document: BriefDocument, style: ResolvedStyle, locale: str, words: Words
) -> blocks.Node:
    line = (
        f"“{clean(document.article)}” · {words['version']} {document.version} · "
        f"{words['state']}: {clean(document.digest)} · {words['style']}: {style.id}, {locale}. "
        f"{words['advice']}"
    )
    return assembly.marked([blocks.paragraph(blocks.text(line))], "colophon")


def _absent(rows: Sequence[EvidenceRow], items: Mapping[str, CslItem]) -> tuple[Message, ...]:
    missing = dict.fromkeys(row.reference for row in rows if row.reference not in items)
    return tuple(assembly.absent(key, "The brief") for key in missing)


def _sentence(words: str) -> str:
    words = clean(words)
    return words if not words or words.endswith((".", "!", "?", ":", "。")) else f"{words}."
