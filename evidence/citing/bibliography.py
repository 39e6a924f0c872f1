"""An annotated bibliography: every entry in the style's own form, then what it says about a claim.

No style prints our annotations (13 of 2,851 know the field, none takes several paragraphs), so the
entries come from one citeproc call over all references, and the annotations are set under them:
numbers and year letters are those of the whole document wherever an entry stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evidence.appraisal import plain_statement
from evidence.citing import assembly, blocks, wording
from evidence.citing.assembly import Assembled
from evidence.citing.citeproc import Entry
from evidence.citing.listing import all_cited
from evidence.citing.model import (
    AnnotatedEntry,
    AnnotatedSection,
    BibliographyDocument,
    Rendered,
    Template,
)
from evidence.citing.references import Names, clean
from evidence.citing.styles import AnyStyle, ResolvedStyle, resolve_style
from evidence.citing.wording import Words
from evidence.errors import Message
from evidence.text import strip_controls
from evidence.vocabulary import Certainty


def render_bibliography(
    document: BibliographyDocument,
    *,
    style: AnyStyle,
    locale: str | None = None,
    to: str,
    template: Template | None = None,
) -> Rendered:
    """The bibliography as a finished document in the format `to` (a key of FORMATS).

    Raises NotFound (no such style), BadInput (no such format), CitingError.
    """
    from evidence.citing.writers import format_of, write

    target = format_of(to)
    resolved = resolve_style(style)
    assembled = assemble(document, resolved, resolved.locale_for(locale, document.language))
    return write(assembled, target, template)


def assemble(document: BibliographyDocument, style: ResolvedStyle, locale: str) -> Assembled:
    """The bibliography as blocks in the style, ready for any writer."""
    doing = "the bibliography"
    items = _used(document)
    names = Names.given(items)
    result = all_cited(items, names, style, locale, doing=doing)
    rank = {entry.name: number for number, entry in enumerate(result.entries)}
    entries = {entry.name: entry for entry in result.entries}
    retracted = frozenset(names.of_key[k] for k in document.retracted if k in names.of_key)
    words = wording.chosen(style, locale, document.language)
    tree = [assembly.front_line(document.version, document.date, words, document.language)]
    tree += _paragraphs(document.introduction)
    messages: list[Message] = []
    uses: dict[str, int] = {}
    for section in document.sections:
        groups, missing = _grouped(section, names)
        messages += [m for m in missing if m not in messages]
        tree += _heading(section, words)
        for name in sorted(groups, key=lambda n: rank.get(n, len(rank))):
            uses[name] = uses.get(name, 0) + 1
            anchor = f"ref-{name}" if uses[name] == 1 else f"ref-{name}--{uses[name]}"
            entry = entries.get(name, Entry(name, None, blocks.text(names.of_name[name])))
            mark = words.retracted if name in retracted else ""
            tree.append(assembly.list_entry(entry, retracted=mark, anchor=anchor))
            for place, annotated in enumerate(_said_once(groups[name])):
                tree += _annotation(annotated, words, "" if place else mark)
    origin = assembly.Origin(
        document.version, document.date, document.digest, style, locale, document.language
    )
    tree += assembly.last_page(origin, words)
    title = document.title
    if document.article:
        title = f"{words['bibliography']}: {document.article}"
    return Assembled(
        title=clean(title),
        language=document.language,
        date=document.date,
        subject=assembly.subject(document.version, document.digest, style),
        identifier=assembly.identifier(
            "bibliography", document.title, document.version, document.digest, style.sha, locale
        ),
        blocks=tree,
        hanging=result.hanging,
        doing=f"{doing} in the style {style.id}",
        messages=(*messages, *assembly.missing_list(style)),
    )


def _used(document: BibliographyDocument) -> Mapping[str, dict]:
    """The references of all sections in order of first use."""
    used = dict.fromkeys(entry.reference for part in document.sections for entry in part.entries)
    return {key: document.references[key] for key in used if key in document.references}


def _grouped(
    section: AnnotatedSection, names: Names
) -> tuple[dict[str, list[AnnotatedEntry]], list[Message]]:
    """The entries of a section by reference: what two links say stands under one entry."""
    groups: dict[str, list[AnnotatedEntry]] = {}
    missing: list[Message] = []
    where = f"The section {section.title[:80]!r}" if section.title else "The bibliography"
    for entry in section.entries:
        name = names.of_key.get(entry.reference)
        if name is None:
            missing.append(assembly.absent(entry.reference, where))
        else:
            groups.setdefault(name, []).append(entry)
    return groups, missing


def _said_once(entries: Sequence[AnnotatedEntry]) -> list[AnnotatedEntry]:
    """What several links say under one entry: what they all say of the reference comes last, and
    so do its notices, once."""
    out = []
    for place, entry in enumerate(entries):
        first, later = entry.annotation[:1], entries[place + 1 :]
        again = {words for other in later for words in other.annotation[1:]}
        told = {words for other in entries[:place] for words in other.notices}
        out.append(
            replace(
                entry,
                annotation=(*first, *(w for w in entry.annotation[1:] if w not in again)),
                notices=tuple(w for w in entry.notices if w not in told),
            )
        )
    return out


def _heading(section: AnnotatedSection, words: Words) -> blocks.Blocks:
    out: blocks.Blocks = []
    title, statement = section.title, section.statement
    if section.stance is not None:
        title = words.stance(section.stance)
        statement = statement if words.language == wording.ENGLISH else ""
    if section.certainty is not None:
        parts = (statement, _certainty(section.certainty, words), section.reason)
        statement = " ".join(part for part in parts if part)
    if title.strip():
        out.append(blocks.header(1, blocks.text(clean(title))))
    if statement.strip():
        out.append(assembly.marked(_paragraphs(statement), "statement"))
    return out


def _certainty(certainty: Certainty, words: Words) -> str:
    """How certain it is, in words and circles, and the plain statement that goes with it."""
    said = words.statement(certainty, plain_statement(certainty))
    if not certainty.symbol:
        return said
    return f"{words['certainty']}: {words.level(certainty)} {certainty.symbol}. {said}"


def _annotation(entry: AnnotatedEntry, words: Words, retracted: str) -> blocks.Blocks:
    """Stance, then the annotation as it stands; notices of the reference before it."""
    notices = [clean(notice) for notice in entry.notices if notice.strip()]
    if retracted:
        notices = [" ".join([retracted, *notices[:1]]), *notices[1:]]
    out = [_strong(notice) for notice in notices]
    paragraphs = [_lines(part) for part in entry.annotation if part.strip()]
    if entry.stance is not None:
        word = [blocks.strong(blocks.text(f"{words.stance(entry.stance)}."))]
        first = [*word, blocks.SPACE, *paragraphs[0]] if paragraphs else word
        paragraphs = [first, *paragraphs[1:]]
    if paragraphs:
        out.append(assembly.marked([blocks.paragraph(p) for p in paragraphs], "annotation"))
    return out


def _strong(words: str) -> blocks.Node:
    inlines = [blocks.strong(blocks.text(words))]
    return assembly.marked([blocks.paragraph(inlines)], "notice")


def _lines(words: str) -> blocks.Inlines:
    return blocks.lines(_printable(words))


def _paragraphs(words: str) -> blocks.Blocks:
    """Plain text as paragraphs: an empty line parts them."""
    parts = _printable(words).split("\n\n")
    return [blocks.paragraph(blocks.lines(part)) for part in parts if part.strip()]


def _printable(words: str) -> str:
    return strip_controls(words)[0].encode("utf-8", "replace").decode("utf-8")
