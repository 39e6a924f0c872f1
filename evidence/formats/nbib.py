"""MEDLINE's tagged format (`PMID- 20481061`, `.nbib`), as PubMed, ERIC and others export it.

Tags after "MEDLINE/PubMed Data Element (Field) Descriptions" of the National Library of Medicine.
"""

import re

from evidence.errors import Message
from evidence.formats.draft import Draft
from evidence.formats.loose import CslName, read_date, read_name
from evidence.formats.pubmed import note_publication_types, note_statuses
from evidence.formats.records import Record
from evidence.formats.tagged import Entry, Layout, read_entries
from evidence.text import normal_doi, normal_pmcid

# The tag is padded to four characters, then `- `. `PMID-123` and `TI  -Title` occur. Lines that
# continue a value are indented, or else a word such as `COVID-19` might begin them.
_TAG = re.compile(
    r"^\ufeff?(?P<tag>PMID(?=[ \t]{0,3}-)|[A-Z][A-Z0-9](?=  -)"
    r"|[A-Z][A-Z0-9]{1,3}(?=[ \t]{0,3}-(?:[ \t\r]|$)))[ \t]{0,3}-[ \t]?(?P<value>.*)$",
    re.M,
)
_LAYOUT = Layout(
    "nbib", _TAG, starts=frozenset({"PMID"}), restarts=frozenset({"OWN", "TI", "STAT", "FAU"})
)
_FIRST = re.compile(
    r"^\ufeff?(?:PMID[ \t]{0,3}-[ \t]{0,2}\d|(?:OWN|STAT|FAU|JT  ?)[ \t]?- \S)", re.M
)

_PLAIN = {
    "VI": "volume", "IP": "issue", "PB": "publisher", "PL": "publisher-place",
    "EN": "edition", "CTI": "collection-title", "AB": "abstract",
}  # fmt: skip
# The author's address, history and bookkeeping tags of a database: kept in the source text only.
_NOT_KEPT = frozenset(
    {"AD", "AUID", "IR", "FIR", "IRAD", "PHST", "EDAT", "MHDA", "CRDT", "DCOM", "LR", "DA", "SB"}
    | {"JID", "STAT", "OWN", "OTO", "PST", "RN", "NM", "OID", "MID", "SO", "PMCR", "RF", "GN"}
)
_READ = frozenset(
    {
        "PMID",
        "LA",
        "TI",
        "BTI",
        "FAU",
        "AU",
        "CN",
        "FED",
        "ED",
        "JT",
        "TA",
        "DP",
        "DEP",
        "PG",
        "IS",
        "LID",
    }
    | {"AID", "PMC", "PT", "MH", "OT", "ISSN", "ISBN", *_PLAIN, *_NOT_KEPT}
)
_ENGLISH = re.compile(r"^\[(.*)\]\.?$", re.S)


def looks_like(text: str) -> bool:
    """Whether a line begins an entry as MEDLINE writes it."""
    return _FIRST.search(text) is not None


def first_place(text: str) -> int | None:
    """Where the first entry begins, or None."""
    found = _FIRST.search(text)
    return found.start() if found else None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every entry of a MEDLINE file, in order, and messages about the file."""
    return read_entries(text, _LAYOUT, _fill, path=path)


def _fill(draft: Draft, entry: Entry) -> None:
    values = entry.by_tag()
    types = values.get("PT", [])
    draft.csl["type"] = note_publication_types(draft, types)
    for value in values.get("PMID", ()):
        draft.pmid(value.split("\n")[0])
    title = next(iter(values.get("TI", ())), "")
    book = next(iter(values.get("BTI", ())), "")
    translated = _ENGLISH.match(title)
    draft.title(translated[1] if translated else title or book)
    if book and title:
        draft.csl["type"] = "chapter"
        draft.text("container-title", book.rstrip("."))
    elif book:
        draft.csl["type"] = "book"
    _names(draft, entry)
    for value in values.get("JT", ()):
        draft.text("container-title", value)
    for value in values.get("TA", ()):
        if not draft.text("container-title", value) and value != draft.csl["container-title"]:
            draft.text("container-title-short", value)
    for tag in ("DP", "DEP"):
        for value in values.get(tag, ()):
            date = read_date(draft.clean(value, tag))
            if date is not None:
                draft.csl.setdefault("issued", date)
    for tag, variable in _PLAIN.items():
        for value in values.get(tag, ()):
            draft.text(variable, value.replace("\n", " "))
    for value in values.get("LA", ()):
        draft.language(value)
    for value in values.get("PG", ()):
        draft.pages(value)
    _identifiers(draft, values)
    _words(draft, values)
    note_statuses(draft, values)
    for tag in sorted(values.keys() - _READ):
        for value in values[tag]:
            draft.keep(tag, value)


def _names(draft: Draft, entry: Entry) -> None:
    """Authors and groups in their order. `AU` counts where no `FAU` gives the full name."""
    tags = {tag for tag, _ in entry.fields}
    author, editor = ("FAU" if "FAU" in tags else "AU"), ("FED" if "FED" in tags else "ED")
    authors: list[CslName] = []
    editors: list[CslName] = []
    for tag, value in entry.fields:
        if tag not in (author, editor, "CN") or not value:
            continue
        if tag == "CN":
            authors.append({"literal": value.rstrip(".")})
            continue
        name = read_name(value, inverted=tag in ("AU", "ED"))
        if name is not None:
            (authors if tag == author else editors).append(name)
    draft.names("author", authors)
    draft.names("editor", editors)


def _identifiers(draft: Draft, values: dict[str, list[str]]) -> None:
    """DOI and address from LID and AID: the ones marked `[doi]` first, then any that is one."""
    places = [*values.get("LID", ()), *values.get("AID", ())]
    for value in sorted(places, key=lambda v: "[doi]" not in v.lower()):
        bare = value.replace("\n", "")
        if normal_doi(bare):
            draft.doi(bare)
        elif bare.lower().startswith(("http://", "https://")):
            draft.url(bare)
        elif "[pii]" in value.lower():
            draft.keep("pii", re.sub(r"\s*\[pii\]", "", value, flags=re.I))
        elif "[doi]" in value.lower():
            draft.doi(value)
    for value in values.get("PMC", ()):
        if normal_pmcid(value):
            draft.pmcid(value)
    # Print, electronic and linking: the linking ISSN stands for all of them.
    numbers = [*values.get("IS", ()), *values.get("ISSN", ()), *values.get("ISBN", ())]
    for value in sorted(numbers, key=lambda v: "linking" not in v.lower()):
        draft.serial_number(re.sub(r"^ISSN-", "", value))


def _words(draft: Draft, values: dict[str, list[str]]) -> None:
    draft.keywords(re.sub(r"^\*", "", word) for word in values.get("OT", ()))
    for heading in values.get("MH", ()):
        cleaned = draft.clean(heading, "MH")
        if cleaned:
            draft.tags.append(cleaned)
