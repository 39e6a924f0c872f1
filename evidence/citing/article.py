"""An article: a citation at the end of every claim, the evidence claim by claim, the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evidence.citing import assembly, blocks, manuscript, wording
from evidence.citing import live as zotero
from evidence.citing.apart import cited_text
from evidence.citing.assembly import Assembled
from evidence.citing.citeproc import locator_suffix
from evidence.citing.dissent import in_words, spread
from evidence.citing.model import ArticleDocument, CitedClaim, CitedLink, Rendered, Template
from evidence.citing.references import Names, clean
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style
from evidence.citing.wording import Words
from evidence.errors import BadInput, Message
from evidence.text import short_authors, year_of
from evidence.vocabulary import Certainty, Stance


def render_article(
    document: ArticleDocument,
    *,
    style: AnyStyle,
    locale: str | None = None,
    to: str,
    evidence: bool = True,
    live_citations: bool = False,
    comments: bool = False,
    dissent: bool = False,
    mark_missing: bool = False,
    template: Template | None = None,
) -> Rendered:
    """The article as a finished document in the format `to` (a key of FORMATS or SOURCES).

    `style` is the name of one, or one that was kept whole (a release). `locale` overrides its
    language; `evidence=False` leaves out the section that lists, claim by claim, which studies
    support and which dispute it. `dissent` makes a citation say what its studies do to the claim
    (supported by 3-5; but see 6), `mark_missing` marks claims without any. For DOCX alone:
    `live_citations` makes every citation a field that Zotero can take over, `comments` puts what
    is known about a claim into a comment on its words. A `template` of DOCX or ODT gives the looks.

    Raises NotFound (no such style), BadInput (no such format, a text too long), CitingError.
    """
    from evidence.citing.sources import SOURCES, render_source
    from evidence.citing.writers import format_of, write

    target = to if to in SOURCES else format_of(to)
    resolved = style if isinstance(style, ResolvedStyle) else resolve_style(style)
    if target != "docx" and (live_citations or comments):
        raise BadInput(
            "Live citations and comments are for Word documents.", hint="Export to DOCX."
        )
    chosen = resolved.locale_for(locale, document.language)
    if target in SOURCES:
        return render_source(
            document, resolved, chosen, to=target, evidence=evidence, dissent=dissent,
            mark_missing=mark_missing,
        )  # fmt: skip
    assembled = assemble(
        document,
        resolved,
        chosen,
        evidence=evidence,
        live=live_citations,
        comments=comments,
        dissent=dissent,
        mark_missing=mark_missing,
    )
    return write(assembled, target, template)


@dataclass(slots=True)
class Citing:
    """The citations of one document: names of references in order of first use, and what is
    missing."""

    document: ArticleDocument
    style: ResolvedStyle
    locale: str
    names: Names
    dissent: bool = False
    mark_missing: bool = False
    messages: list[Message] = field(default_factory=list)
    words: Words = field(default_factory=lambda: wording.words_of(wording.ENGLISH))
    locators: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def citations(self, claim: CitedClaim, links: Sequence[CitedLink]) -> list[blocks.Node]:
        """The links as citations in their order: each place in a reference once, and a reference
        as a whole only where no place in it is named."""
        out: list[blocks.Node] = []
        for _, node in self._each(claim, links):
            if node not in out:
                out.append(node)
        return out

    def at_claim(self, claim: CitedClaim) -> list[blocks.Node]:
        """What stands at a claim's words: its citations, in words if they are to show dissent."""
        if self.dissent:
            return in_words(self._each(claim, claim.links), self.words)
        return self.citations(claim, claim.links)

    def _each(
        self, claim: CitedClaim, links: Sequence[CitedLink]
    ) -> list[tuple[Stance, blocks.Node]]:
        located = {self._kind(link) for link in links if link.locator}
        out: list[tuple[Stance, blocks.Node]] = []
        for link in links:
            name = self.names.of_key.get(link.reference)
            if name is None:
                self._tell(assembly.absent(link.reference, f"The claim {claim.slug}"))
                continue
            if self._kind(link) in located and not link.locator:
                continue
            suffix = locator_suffix(
                link.locator_label, link.locator, style=self.style, locale=self.locale
            )
            if suffix:
                place = (link.locator_label or "page", clean(link.locator or ""))
                self.locators[name, suffix] = place
            out.append((link.stance, blocks.citation(name, suffix=suffix)))
        return out

    def _kind(self, link: CitedLink) -> tuple[str, Stance | None]:
        """What is cited once: a reference, or with dissent a reference for each stance."""
        return link.reference, link.stance if self.dissent else None

    def cluster(self, claim: CitedClaim, links: Sequence[CitedLink]) -> blocks.Inlines:
        citations = self.citations(claim, links)
        return [blocks.SPACE, blocks.cite(citations)] if citations else []

    def _tell(self, message: Message) -> None:
        if message not in self.messages:
            self.messages.append(message)


def assemble(
    document: ArticleDocument,
    style: ResolvedStyle,
    locale: str,
    *,
    evidence: bool,
    live: bool = False,
    comments: bool = False,
    dissent: bool = False,
    mark_missing: bool = False,
) -> Assembled:
    """The article as blocks in the style, ready for any writer."""
    doing = "the article"
    numbers = dissent and style.kind == "numeric"
    if numbers:  # the words close the sentence, not the number
        style = replace(style, number_after_stop=False)
    composed = compose(
        document, style, locale, evidence=evidence, comments=comments, dissent=dissent,
        mark_missing=mark_missing,
    )  # fmt: skip
    citing, items = composed.citing, composed.items
    tree = spread(composed.blocks, style) if numbers else composed.blocks
    result = cited_text(
        tree, items, citing.names, style=style, locale=locale, links=not live, doing=doing
    )
    retracted = [citing.names.of_key[k] for k in document.retracted if k in citing.names.of_key]
    written, listed = (
        result.blocks,
        assembly.reference_list(result, retracted, citing.words, document.language),
    )
    if live:
        shelf = zotero.library(items, citing.names, citing.locators)
        written = zotero.fields(written, shelf)
        listed = zotero.bibliography_field(listed)
    return Assembled(
        title=clean(document.title),
        language=document.language,
        date=document.date,
        subject=assembly.subject(document.version, document.digest, style),
        identifier=identifier(document, style, locale),
        blocks=[
            *written,
            *listed,
            *last_page(document, citing),
        ],
        hanging=result.hanging,
        doing=f"{doing} in the style {style.id}",
        messages=(*citing.messages, *assembly.missing_list(style)),
        custom_properties=zotero.properties(style, locale) if live else "",
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """An article whose citations are in their places, and not yet written in a style."""

    citing: Citing
    items: Mapping[str, dict]
    blocks: blocks.Blocks


def compose(
    document: ArticleDocument,
    style: ResolvedStyle,
    locale: str,
    *,
    evidence: bool,
    comments: bool = False,
    dissent: bool = False,
    mark_missing: bool = False,
) -> Composed:
    """The text with citations at its claims, the evidence claim by claim, the claims that have no
    place in the text."""
    items = _used(document)
    citing = Citing(
        document, style, locale, Names.given(items), dissent, mark_missing,
        words=wording.chosen(style, locale, document.language),
    )  # fmt: skip
    placed = sorted((c for c in document.claims if not c.orphaned), key=lambda c: (c.end, c.start))
    marks = [_mark(citing, claim, number, comments) for number, claim in enumerate(placed)]
    body, unplaced = manuscript.read(document.text, marks, doing="the article")
    lost = {mark.end for mark in unplaced}
    orphans = [c for c in document.claims if c.orphaned or c.end in lost]
    front = assembly.front_line(document.version, document.date, citing.words, document.language)
    tree = [front, *body]
    if evidence:
        tree += _evidence(citing, [c for c in placed if c.end not in lost])
    tree += _orphans(citing, orphans)
    return Composed(citing, items, tree)


def last_page(document: ArticleDocument, citing: Citing) -> blocks.Blocks:
    """Where the article comes from."""
    origin = assembly.Origin(
        document.version, document.date, document.digest, citing.style, citing.locale,
        document.language,
    )  # fmt: skip
    return assembly.last_page(origin, citing.words)


def identifier(document: ArticleDocument, style: ResolvedStyle, locale: str) -> str:
    """What names the article in this state and style, and no other."""
    return assembly.identifier(
        "article", document.title, document.version, document.digest, style.sha, locale
    )


def _mark(citing: Citing, claim: CitedClaim, number: int, comments: bool) -> manuscript.Mark:
    """Where a claim's citations stand, that it has none, and what its comment says if there are
    to be comments."""
    citations = tuple(citing.at_claim(claim))
    missing = []
    if citing.mark_missing and not citations:
        raised = {"t": "Superscript", "c": blocks.text(citing.words.needed)}
        missing = [blocks.span([raised], classes=(assembly.ADDED,))]
    if not comments and not missing:
        return manuscript.Mark(claim.end, citations)
    before, after = blocks.span([]), blocks.span(missing)
    if comments:
        before, end = blocks.comment(
            number, _comment(citing, claim), date=f"{citing.document.date.isoformat()}T00:00:00Z"
        )
        after = blocks.span([*missing, end])
    return manuscript.Mark(claim.end, citations, claim.start, before, after)


def _comment(citing: Citing, claim: CitedClaim) -> blocks.Inlines:
    """What is known about a claim, line by line: its rating, its notices, what each link says."""
    lines = [blocks.text_of(_rating(claim, citing.words)), *map(clean, claim.notices)]
    lines.append(citing.words.unread(claim.unread_since))
    for link in claim.links:
        where = f", {link.locator_label or 'page'} {clean(link.locator)}" if link.locator else ""
        why = f": {clean(link.rationale)}" if link.rationale.strip() else ""
        item = citing.document.references.get(link.reference, {})
        who = f"{short_authors(item)} {year_of(item) or ''}".strip() or link.reference
        lines.append(f"{citing.words.stance(link.stance)} ({clean(who)}{where}){why}")
    return blocks.lines("\n".join(line for line in lines if line))


def _used(document: ArticleDocument) -> Mapping[str, dict]:
    """The references that the claims lean on, in their order."""
    used = dict.fromkeys(link.reference for claim in document.claims for link in claim.links)
    return {key: document.references[key] for key in used if key in document.references}


def _evidence(citing: Citing, claims: Sequence[CitedClaim]) -> blocks.Blocks:
    """Each claim with its certainty, and its references by what they say about it."""
    if not claims:
        return []
    out = [assembly.own_heading("evidence", citing.words, citing.document.language)]
    for claim in claims:
        out += _claim(citing, claim)
    return out


def _orphans(citing: Citing, claims: Sequence[CitedClaim]) -> blocks.Blocks:
    """Claims whose words are gone from the text: never dropped in silence."""
    if not claims:
        return []
    out = [assembly.own_heading("without-a-place", citing.words, citing.document.language)]
    for claim in claims:
        out += _claim(citing, claim)
    return out


def _claim(citing: Citing, claim: CitedClaim) -> blocks.Blocks:
    """A claim: what it says, what to beware of, how certain it is, and who says what about it."""
    statement = blocks.strong(blocks.text(clean(claim.statement)))
    out = [assembly.marked([blocks.paragraph([statement])], "statement")]
    out += [
        assembly.marked([blocks.paragraph([blocks.strong(blocks.text(clean(notice)))])], "notice")
        for notice in (*_notices(citing, claim), citing.words.unread(claim.unread_since))
        if notice
    ]
    rating = _rating(claim, citing.words)
    if rating:
        out.append(blocks.paragraph(rating))
    lines = []
    for stance in Stance:
        links = [link for link in claim.links if link.stance == stance]
        inlines = citing.cluster(claim, links)
        if inlines:
            lines.append([blocks.plain([*blocks.text(citing.words.stance(stance)), *inlines])])
    if lines:
        out.append(blocks.bullets(lines))
    elif citing.mark_missing:
        out.append(assembly.marked([blocks.paragraph(blocks.text(citing.words.needed))], "notice"))
    return out


def _notices(citing: Citing, claim: CitedClaim) -> tuple[str, ...]:
    """The claim's notices; one that leans on a retracted reference always has one."""
    if claim.notices or citing.document.retracted.isdisjoint(
        link.reference for link in claim.links
    ):
        return claim.notices
    return (f"{citing.words.retracted} {citing.words['leans']}",)


def _rating(claim: CitedClaim, words: Words) -> blocks.Inlines:
    """Certainty in circles and words, what it means, and the verdict."""
    statement = words.statement(claim.certainty, clean(claim.plain_statement))
    parts: list[str] = []
    if claim.certainty not in (Certainty.NOT_ASSESSED, Certainty.NOT_APPLICABLE):
        parts.append(claim.certainty.symbol)
        if not statement.casefold().startswith(claim.certainty.word.casefold()):
            parts.append(_sentence(words.certain(claim.certainty)))
    parts += [_sentence(part) for part in (statement, clean(claim.verdict)) if part]
    return blocks.text(" ".join(parts))


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", ":", "。")) else f"{words}."
