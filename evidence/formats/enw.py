"""EndNote's tagged format (`%0 Journal Article`, `.enw`), also called Refer."""

import re

from evidence.errors import Message
from evidence.formats.draft import Draft
from evidence.formats.loose import read_date
from evidence.formats.records import Record
from evidence.formats.tagged import Entry, Layout, read_entries
from evidence.formats.written import read_written_names
from evidence.text import normal_pmcid, normal_pmid

_TAG = re.compile(
    r"^[ \t\ufeff]{0,8}%(?P<tag>[0-9A-Za-z@!#$&()*+<=>?\[\]^~|])(?:[ \t](?P<value>.*)|[\r]?)$", re.M
)
_LAYOUT = Layout("enw", _TAG, starts=frozenset({"0"}), restarts=frozenset({"T", "A"}))
_FIRST = re.compile(r"^[ \t\ufeff]{0,8}%0[ \t\r]*(?:[A-Z][\w /-]*)?\r?$", re.M)
_ANY = re.compile(r"[\s\ufeff]*%[0-9A-Z@] \S")

_TYPES = {
    "journal article": "article-journal", "journal": "article-journal",
    "electronic article": "article-journal", "magazine article": "article-magazine",
    "newspaper article": "article-newspaper", "book": "book", "edited book": "book",
    "electronic book": "book", "book section": "chapter", "electronic book section": "chapter",
    "conference paper": "paper-conference", "conference proceedings": "paper-conference",
    "conference": "paper-conference", "thesis": "thesis", "report": "report",
    "government document": "report", "patent": "patent", "statute": "legislation", "bill": "bill",
    "case": "legal_case", "hearing": "hearing", "dataset": "dataset",
    "computer program": "software", "web page": "webpage", "electronic source": "webpage",
    "blog": "post-weblog", "personal communication": "personal_communication",
    "encyclopedia": "entry-encyclopedia", "dictionary": "entry-dictionary", "map": "map",
    "audiovisual material": "motion_picture", "film or broadcast": "motion_picture",
    "artwork": "graphic", "figure": "figure", "standard": "standard", "manuscript": "manuscript",
    "unpublished work": "manuscript", "pamphlet": "pamphlet", "review": "review",
    "generic": "document",
}  # fmt: skip
_PLAIN = {
    "C": "publisher-place", "I": "publisher", "L": "call-number", "N": "issue",
    "V": "volume", "6": "number-of-volumes", "7": "edition", "9": "genre", "!": "title-short",
    "S": "collection-title", "~": "source", "&": "section",
}  # fmt: skip
_NAMES = {"A": "author", "E": "editor", "Y": "collection-editor", "?": "translator"}
_READ = frozenset(
    {"0", "G", "T", "B", "J", "D", "8", "P", "R", "U", "@", "K", "X", "O", "Z", "<", "M"}
)


def looks_like(text: str) -> bool:
    """Whether an entry begins somewhere, or the text begins with one of its fields."""
    return _FIRST.search(text) is not None or _ANY.match(text) is not None


def first_place(text: str) -> int | None:
    """Where the first entry begins, or None."""
    found = _FIRST.search(text)
    return found.start() if found else None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every entry of an EndNote tagged file, in order, and messages about the file."""
    return read_entries(text, _LAYOUT, _fill, path=path)


def _fill(draft: Draft, entry: Entry) -> None:
    values = entry.by_tag()
    for value in values.get("F", ()):
        draft.key = draft.key or draft.clean(value, "id")
    written = next(iter(values.get("0", ())), "").lower()
    if written:
        draft.csl["type"] = _TYPES.get(written, "document")
        if written not in _TYPES:
            draft.keep("%0", values["0"][0])
    elif "J" in values:
        draft.csl["type"] = "article-journal"
    for tag, variable in _NAMES.items():
        draft.names(variable, read_written_names(values.get(tag, ())))
    for value in values.get("T", ()):
        if not draft.title(value):
            draft.keep("%T", value)
    # %B is what the work stands in; of a whole book it is the series.
    second = "collection-title" if draft.csl.get("type") == "book" else "container-title"
    for tag, variable in (("J", "container-title"), ("B", second)):
        for value in values.get(tag, ()):
            if not draft.text(variable, value) and value != draft.csl.get(variable):
                draft.keep(f"%{tag}", value)
    _date(draft, values)
    for tag, variable in _PLAIN.items():
        for value in values.get(tag, ()):
            if not draft.text(variable, value):
                draft.keep(f"%{tag}", value)
    for value in values.get("G", ()):
        draft.language(value)
    for value in values.get("P", ()):
        draft.pages(value)
    for value in values.get("X", ()):
        draft.text("abstract", value, lines=True)
    for value in values.get("<", ()):
        draft.text("note", value, lines=True)
    for value in (*values.get("O", ()), *values.get("Z", ())):
        draft.keep("note", value)
    _identifiers(draft, values)
    draft.keywords(word for value in values.get("K", ()) for word in re.split(r"\n|\s*;\s*", value))
    for tag in sorted(values.keys() - _READ - _PLAIN.keys() - _NAMES.keys() - {"F", "2"}):
        for value in values[tag]:
            draft.keep(f"%{tag}", value)


def _date(draft: Draft, values: dict[str, list[str]]) -> None:
    """`%D` is the year, `%8` the date, which may lack the year."""
    year = next(iter(values.get("D", ())), "")
    day = next(iter(values.get("8", ())), "")
    date = read_date(draft.clean(day, "%8"))
    if date is None or "literal" in date:
        date = read_date(draft.clean(f"{year} {day}" if year else day, "%D"))
    if year and date is not None and "literal" in date:
        date = read_date(draft.clean(year, "%D"))
    if date is not None:
        draft.csl["issued"] = date


def _identifiers(draft: Draft, values: dict[str, list[str]]) -> None:
    for value in values.get("R", ()):
        draft.doi(value)
    for value in values.get("U", ()):
        for line in value.split("\n"):
            draft.url(line)
    for value in values.get("@", ()):
        draft.serial_number(value)
    databases = " ".join(values.get("~", ())).lower()
    for value in values.get("M", ()):
        if normal_pmid(value) and ("pubmed" in databases or "medline" in databases):
            draft.pmid(value)
        else:
            draft.keep("%M", value)
    for value in values.get("2", ()):
        if value.upper().startswith("PMC") and normal_pmcid(value):
            draft.pmcid(value)
        else:
            draft.keep("%2", value)
