"""What an article and a bibliography have in common: front line, reference list, last page.

A document is put together as blocks whose divisions carry one of the class names below; each
writer says what a class looks like in its format.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.citing import blocks
from evidence.citing.citeproc import Cited, Entry
from evidence.citing.model import Template
from evidence.citing.references import clean
from evidence.citing.styles import ResolvedStyle
from evidence.citing.wording import Words
from evidence.errors import Level, Message

# Class of a division → name of the paragraph style in DOCX and ODT.
PARAGRAPH_STYLES = {
    "version": "Version",
    "csl-entry": "Bibliography",
    "annotation": "Annotation",
    "statement": "Statement",
    "notice": "Notice",
    "colophon": "Colophon",
}
# Class of what we set between the words of a text, besides citations: a Word document that comes
# back is known by it, and gives the text back alone.
ADDED = "added"
# Names of the headings of ours (those of a text begin with "s-").
OWN_HEADINGS = frozenset(["evidence", "without-a-place", "references", "about", "studies", "gaps"])
# The name space of the identifiers that we give to documents (EPUB asks for one).
_DOCUMENTS = uuid.uuid5(uuid.NAMESPACE_DNS, "documents.evidence-library")
RIGHT_TO_LEFT = frozenset(["ar", "he", "fa", "ur", "ps", "sd", "yi", "dv", "ug", "ckb"])


@dataclass(frozen=True, slots=True)
class Assembled:
    """A document that only has to be written: blocks with citations in place, and its data.

    `compact` is small print on narrow margins, for what must go on one page (PDF and DOCX).
    """

    title: str
    language: str
    date: datetime.date
    subject: str
    identifier: str
    blocks: blocks.Blocks
    hanging: bool
    doing: str
    messages: tuple[Message, ...] = ()
    custom_properties: str = ""
    compact: bool = False
    template: Template | None = None

    @property
    def right_to_left(self) -> bool:
        return self.language.split("-")[0].lower() in RIGHT_TO_LEFT


def marked(content: blocks.Blocks, kind: str) -> blocks.Node:
    """A division of one of the classes of PARAGRAPH_STYLES."""
    return blocks.division(content, classes=(kind,))


def foreign(words: Words, language: str) -> str:
    """The language of our words where it is not that of the text they stand in."""
    same = words.language == language.split("-")[0].lower()
    return "" if same else words.language


def said(text: str, words: Words, language: str) -> blocks.Inlines:
    """Words of ours within a text of another language, saying which they are in."""
    inlines = blocks.text(text)
    other = foreign(words, language)
    return [blocks.in_language(blocks.span(inlines), other)] if other and inlines else inlines


def front_line(version: int, date: datetime.date, words: Words, language: str) -> blocks.Node:
    line = f"{words['version']} {version} · {words.long_date(date)} · {words['advice']}"
    node = marked([blocks.paragraph(blocks.text(line))], "version")
    return blocks.in_language(node, foreign(words, language))


def own_heading(name: str, words: Words, language: str, *, said: str = "") -> blocks.Node:
    """A heading of ours, by its name (one of OWN_HEADINGS)."""
    head = blocks.header(1, blocks.text(words[said or name]), name=name)
    return blocks.in_language(head, foreign(words, language))


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document is made from and how: enough to make the same one again."""

    version: int
    date: datetime.date
    digest: str
    style: ResolvedStyle
    locale: str
    language: str


def last_page(origin: Origin, words: Words) -> blocks.Blocks:
    """Where the document comes from."""
    style = origin.style
    rows = (
        (words["version"], f"{origin.version}, {words['dated']} {words.long_date(origin.date)}"),
        (words["state"], origin.digest),
        (words["style"], f"{style.title} ({style.id}), {origin.locale}"),
        (words["note"], words["advice"]),
    )
    content = []
    for name, value in rows:
        label = blocks.strong(blocks.text(f"{name}:"))
        content.append(blocks.paragraph([label, blocks.SPACE, *blocks.text(clean(value))]))
    page = blocks.in_language(marked(content, "colophon"), foreign(words, origin.language))
    return [own_heading("about", words, origin.language), page]


def list_entry(entry: Entry, *, retracted: str, anchor: str) -> blocks.Node:
    """One entry of a reference list, with the mark of what was retracted where it is not empty."""
    body = list(entry.body)
    if retracted:
        body += [blocks.SPACE, blocks.strong(blocks.text(retracted))]
    inlines = body
    if entry.label:
        inlines = [
            blocks.span(entry.label, classes=("csl-left-margin",)),
            blocks.span(body, classes=("csl-right-inline",)),
        ]
    return blocks.division([blocks.paragraph(inlines)], classes=("csl-entry",), name=anchor)


def reference_list(
    cited: Cited, retracted: Iterable[str], words: Words, language: str
) -> blocks.Blocks:
    """The heading and the entries of everything cited. `retracted` are names, not keys."""
    if not cited.entries:
        return []
    marks = frozenset(retracted)
    entries = [
        list_entry(
            entry,
            retracted=words.retracted if entry.name in marks else "",
            anchor=f"ref-{entry.name}",
        )
        for entry in cited.entries
    ]
    heading = own_heading("references", words, language)
    return [heading, blocks.division(entries, classes=("references",), name="refs")]


def subject(version: int, digest: str, style: ResolvedStyle) -> str:
    """What a document's properties say about it."""
    return f"Version {version}, library {clean(digest)}, style {style.id}"


def identifier(*parts: object) -> str:
    """The identifier of a document: the same for the same content, on every machine."""
    return f"urn:uuid:{uuid.uuid5(_DOCUMENTS, '/'.join(clean(part) for part in parts))}"


def missing_list(style: ResolvedStyle) -> tuple[Message, ...]:
    """What to tell about a style that prints no reference list."""
    if style.has_bibliography:
        return ()
    return (
        Message(
            level=Level.WARNING,
            code="style-without-list",
            text=f"The style {style.id} prints no reference list; the list here has the form "
            "that the style gives to its citations.",
            hint="Choose a style with a bibliography.",
        ),
    )


def absent(key: str, where: str) -> Message:
    """What to tell about a citation of something that the document was not given."""
    return Message(
        level=Level.WARNING,
        code="reference-missing",
        text=f"{where} cites {key[:80]!r}, which is not among the references; it was left out.",
        key=key,
    )
