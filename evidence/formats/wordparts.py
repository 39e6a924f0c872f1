"""What the parts of a Word document hold, counted before a tree is built of them.

One pass over the XML, with nothing kept but numbers: a document that unpacks to millions of cells,
or whose notes refer to themselves, is refused in a moment. Numbers of elements are what reading
costs; the limits are those of long books.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from xml.parsers import expat

from evidence import limits
from evidence.errors import BadInput

MOST_ELEMENTS = 500_000  # and attributes, of all parts together: mostly what formats the words
MOST_OF = {  # what costs more than others: the tag, how many there may be, what it is called
    "tc": (15_000, "table cells"),
    "tr": (15_000, "table rows"),
    "p": (25_000, "paragraphs"),
    "r": (60_000, "runs of characters"),
    "br": (50_000, "line breaks"),
    "tab": (50_000, "tabs"),
    "oMath": (5_000, "formulas"),
    "footnoteReference": (10_000, "footnotes"),
    "endnoteReference": (10_000, "endnotes"),
}
MOST_WORDS = 220_000  # a million characters of English are 170,000
MOST_REMARKS = 100_000
MOST_OUTSIDE = 10_000_000  # characters that are no words: what other programs indent with
TAG_BYTES = 1_000_000  # one tag with its attributes, or one comment
MOST_COLUMNS = 100  # of one table: Word itself allows 63
MOST_ATTRIBUTES = 100  # of one element
FIELD_DEPTH = 20  # fields within fields: a table of contents has three
_PIECE = 1 << 16
_NOTES = {"footnote": "footnoteReference", "endnote": "endnoteReference"}
_REFERENCES = {reference: note for note, reference in _NOTES.items()}


class _Refused(Exception):
    """What the document has too much of, as the end of a sentence."""


class _Counts:
    """Counts over all parts of one document."""

    def __init__(self) -> None:
        self.elements: Counter[str] = Counter()
        self.number = 0
        self.characters = 0
        self.word_count = 0
        self.outside = 0
        self.remarks = 0
        self.depth = 0
        self.fields = 0
        self.in_text = 0
        self.columns: list[int] = []  # of the table that is open, and of those round it
        self.note: tuple[str, str] | None = None
        self.size_of: Counter[tuple[str, str]] = Counter()
        self.asked: Counter[tuple[str, str]] = Counter()

    def doctype(self, *_: object) -> None:
        raise _Refused("declares XML entities, and was not read")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.depth += 1
        self.number += 1 + len(attributes)
        self.elements[name] += 1
        if self.depth > limits.XML_DEPTH:
            raise _Refused("is nested too deeply to be read")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _Refused(f"has an element with more than {MOST_ATTRIBUTES} attributes")
        if self.number > MOST_ELEMENTS:
            raise _Refused(f"has more than {MOST_ELEMENTS:,} elements and attributes")
        if name in MOST_OF and self.elements[name] > MOST_OF[name][0]:
            raise _Refused(f"has more than {MOST_OF[name][0]:,} {MOST_OF[name][1]}")
        if self.note:
            self.size_of[self.note] += 1
        if name == "t":
            self.in_text += 1
        elif name in _NOTES:
            self.note = (name, _value(attributes, "id"))
        elif name in _REFERENCES:
            self._refers((_REFERENCES[name], _value(attributes, "id")))
        elif name == "tbl":
            self.columns.append(0)
        elif name == "gridCol":
            self._column()
        elif name == "fldChar":
            self._field(_value(attributes, "fldCharType"))

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self.depth -= 1
        if name == "t":
            self.in_text -= 1
        elif name == "tbl":
            self.columns.pop()
        elif name in _NOTES:
            self.note = None

    def words(self, words: str) -> None:
        if not self.in_text:
            self.outside += len(words)
            if self.outside > MOST_OUTSIDE:
                raise _Refused(f"has more than {MOST_OUTSIDE:,} characters that are no words")
            return
        self.characters += len(words)
        if self.characters > limits.ARTICLE_CHARS:
            raise _Refused(f"has more than {limits.ARTICLE_CHARS:,} characters of text")
        self.word_count += len(words.split())
        if self.word_count > MOST_WORDS:
            raise _Refused(f"has more than {MOST_WORDS:,} words")
        if self.note:
            self.size_of[self.note] += len(words)

    def remark(self, *words: str) -> None:
        """A comment or an instruction of XML: nobody sees it, and it is read all the same."""
        self.remarks += sum(map(len, words))
        if self.remarks > MOST_REMARKS:
            raise _Refused(f"has more than {MOST_REMARKS:,} characters of XML comments")

    def _refers(self, note: tuple[str, str]) -> None:
        if self.note:
            raise _Refused("has notes that refer to notes")
        self.asked[note] += 1

    def _column(self) -> None:
        if not self.columns:
            return
        self.columns[-1] += 1
        if self.columns[-1] > MOST_COLUMNS:
            raise _Refused(f"has a table of more than {MOST_COLUMNS} columns")

    def _field(self, kind: str) -> None:
        self.fields += {"begin": 1, "end": -1}.get(kind, 0)
        if self.fields > FIELD_DEPTH:
            raise _Refused(f"has more than {FIELD_DEPTH} fields within each other")

    def check_repeated(self) -> None:
        """What is small as it stands and large as it is read: a note that is asked for often."""
        repeated = sum((n - 1) * self.size_of[note] for note, n in self.asked.items())
        if repeated > limits.ARTICLE_CHARS // 2:
            raise _Refused("repeats its notes without end")


def _value(attributes: Mapping[str, str], name: str) -> str:
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")


def check(name: str, parts: Iterable[bytes]) -> None:
    """Refuse a document by its parts, each XML, that is too large or damaged: raises BadInput."""
    counts = _Counts()
    try:
        for content in parts:
            _count(counts, content)
        counts.check_repeated()
    except _Refused as problem:
        raise BadInput(f"{name} {problem}.", hint="Leave out what is not needed.") from problem
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise BadInput(
            f"{name} is a damaged Word document.",
            hint="Open it in Word and save it again as .docx.",
        ) from problem


def _count(counts: _Counts, content: bytes) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = counts.doctype
    parser.CommentHandler = counts.remark
    parser.ProcessingInstructionHandler = counts.remark
    parser.StartElementHandler = counts.start
    parser.EndElementHandler = counts.end
    parser.CharacterDataHandler = counts.words
    for at in range(0, len(content), _PIECE):
        parser.Parse(content[at : at + _PIECE], False)
        # What is not told yet is gone through anew with every piece.
        if at + _PIECE - parser.CurrentByteIndex > TAG_BYTES:
            raise _Refused(f"has a tag or comment of more than {TAG_BYTES:,} bytes")
    parser.Parse(b"", True)
