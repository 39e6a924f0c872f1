"""What goes into a document and what comes out: plain values, built by the caller.

No database here: the library reads its store and fills these in. Spans are in characters of the
article's Markdown text, as Python counts them.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evidence.errors import Message
from evidence.vocabulary import Certainty, Stance

# The shape of `evidence.formats.records.CslItem`; named again so that a document can be described
# without loading the readers of every format.
CslItem = dict[str, Any]

NOT_MEDICAL_ADVICE = "For information, not medical advice."


@dataclass(frozen=True, slots=True)
class CitedLink:
    """One link of a claim: the key of its reference, its stance, and where in the source."""

    reference: str
    stance: Stance
    rationale: str = ""
    locator_label: str | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim of the article. `start == end == -1` when it has no place in this version.

    `unread_since` is the version that changed its words, while nobody has looked at them since.
    """

    slug: str
    statement: str
    start: int
    end: int
    links: tuple[CitedLink, ...] = ()
    certainty: Certainty = Certainty.NOT_ASSESSED
    verdict: str = ""
    plain_statement: str = ""
    notices: tuple[str, ...] = ()
    unread_since: int | None = None

    @property
    def orphaned(self) -> bool:
        return self.end < 0


@dataclass(frozen=True, slots=True)
class ArticleDocument:
    """An article with its claims. `text` is Markdown without the title; `digest` names the state
    of the library; `retracted` holds the keys of references that were retracted."""

    title: str
    text: str
    language: str
    version: int
    date: datetime.date
    digest: str
    claims: tuple[CitedClaim, ...]
    references: Mapping[str, CslItem]
    retracted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnnotatedEntry:
    """A reference in a section. `annotation` is plain text, a string a paragraph, shown exactly."""

    reference: str
    stance: Stance | None = None
    annotation: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedSection:
    """A group of entries; no heading is printed where `title` is empty.

    Under the title stand `statement`, the certainty if there is one, and why. The title of a
    section about one `stance` is said in the language of the document.
    """

    title: str
    statement: str = ""
    entries: tuple[AnnotatedEntry, ...] = ()
    certainty: Certainty | None = None
    reason: str = ""
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class BibliographyDocument:
    """An annotated bibliography. `introduction` and the statements are plain text; where `article`
    is given the title is made from it."""

    title: str
    introduction: str
    language: str
    version: int
    date: datetime.date
    digest: str
    sections: tuple[AnnotatedSection, ...]
    references: Mapping[str, CslItem]
    retracted: frozenset[str] = frozenset()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A document whose named styles another one takes: what it is called, its format (`docx` or
    `odt`), and its bytes, checked and made whole by `templates.read_template`."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document: its bytes, what they are, and what the reader should know about them."""

    content: bytes
    media_type: str
    suffix: str
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class FormattedReference:
    """One entry of a reference list: plain text, and HTML in which every character is escaped."""

    text: str
    html: str
