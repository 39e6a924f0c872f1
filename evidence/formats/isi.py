"""Web of Science's tagged format (`PT J` … `ER`), as Clarivate's field tags describe it."""

import re

from evidence.errors import Message
from evidence.formats.draft import Draft
from evidence.formats.loose import read_date
from evidence.formats.records import Record
from evidence.formats.tagged import Entry, Layout, read_entries
from evidence.formats.written import read_written_names
from evidence.text import normal_pmid

# A tag stands at the beginning of the line; lines that continue a value are indented.
_TAG = re.compile(r"^\ufeff?(?P<tag>[A-Z][A-Z0-9])(?:[ ](?P<value>.*)|[\r]?)$", re.M)
_LAYOUT = Layout(
    "isi",
    _TAG,
    starts=frozenset({"PT"}),
    ends=frozenset({"ER"}),
    outside=frozenset({"FN", "VR", "EF"}),
)
_FIRST = re.compile(
    r"^\ufeff?(?:FN (?:ISI|Clarivate|Thomson|Web of)\b.*|PT [A-Z][a-z]*[ \r]*)$", re.M
)
_END = re.compile(r"^(?:ER|EF)[ \r]*$", re.M)

_TYPES = {
    "J": "article-journal",
    "B": "book",
    "S": "chapter",
    "P": "patent",
    "C": "paper-conference",
}
_PLAIN = {
    "SO": "container-title", "SE": "collection-title", "PU": "publisher",
    "PI": "publisher-place", "VL": "volume", "IS": "issue", "AB": "abstract", "CT": "event-title",
    "CL": "event-place", "DT": "genre", "JI": "container-title-short",
    "J9": "container-title-short",
}  # fmt: skip
# Cited references, addresses and counts: kept in the source text only.
_NOT_KEPT = "CR NR TC Z9 U1 U2 PG C1 C3 RP EM RI OI OA DA GA PA SC WC WE HC HP"
_READ = frozenset(
    {
        "PT",
        "LA",
        "TI",
        "AU",
        "AF",
        "CA",
        "BE",
        "ED",
        "PY",
        "PD",
        "BP",
        "EP",
        "PS",
        "AR",
        "DI",
        "D2",
        "PM",
    }
    | {"UT", "SN", "EI", "BN", "DE", "ID", *_PLAIN, *_NOT_KEPT.split()}
)


def looks_like(text: str) -> bool:
    """Whether the file says that it is one, or an entry begins and another line ends one."""
    found = _FIRST.search(text)
    return found is not None and (
        found[0].lstrip("\ufeff").startswith("FN") or bool(_END.search(text))
    )


def first_place(text: str) -> int | None:
    """Where the file's head or first entry stands, or None."""
    found = _FIRST.search(text)
    return found.start() if found and looks_like(text) else None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every entry of a Web of Science file, in order, and messages about the file."""
    return read_entries(text, _LAYOUT, _fill, path=path)


def _fill(draft: Draft, entry: Entry) -> None:
    values = entry.by_tag()
    written = next(iter(values.get("PT", ())), "")[:1].upper()
    draft.csl["type"] = _TYPES.get(written, "article-journal" if "SO" in values else "document")
    for value in values.get("TI", ()):
        draft.title(value)
    for tag, variable in (
        ("AF" if "AF" in values else "AU", "author"),
        ("CA", "author"),
        ("BE", "editor"),
        ("ED", "editor"),
    ):
        if tag == "CA":
            groups = [{"literal": line} for v in values.get(tag, ()) for line in v.split("\n")]
            draft.names(variable, groups)
        else:
            draft.names(variable, read_written_names(values.get(tag, ()), inverted=False))
    for tag, variable in _PLAIN.items():
        for value in values.get(tag, ()):
            if value != "-":
                draft.text(variable, value)
    for value in values.get("LA", ()):
        draft.language(value)
    _date(draft, values)
    _pages(draft, values)
    for value in (*values.get("DI", ()), *values.get("D2", ())):
        draft.doi(value)
    for value in values.get("PM", ()):
        draft.pmid(value)
    for value in values.get("UT", ()):
        database, _, number = value.partition(":")
        if database.strip().upper() == "MEDLINE" and normal_pmid(number):
            draft.text("PMID", normal_pmid(number) or "")
        draft.keep("UT", value)
    for tag in ("SN", "EI", "BN"):
        for value in values.get(tag, ()):
            draft.serial_number(value)
    draft.keywords(
        word
        for tag in ("DE", "ID")
        for value in values.get(tag, ())
        for word in value.replace("\n", " ").split(";")
    )
    for tag in sorted(values.keys() - _READ):
        for value in values[tag]:
            draft.keep(tag, value)


def _date(draft: Draft, values: dict[str, list[str]]) -> None:
    """`PY` is the year, `PD` month and day, with or without the year."""
    year = next(iter(values.get("PY", ())), "")
    day = next(iter(values.get("PD", ())), "")
    text = day if year and year in day else f"{year} {day}"
    date = read_date(draft.clean(text, "PY"))
    if date is not None:
        draft.csl["issued"] = date


def _pages(draft: Draft, values: dict[str, list[str]]) -> None:
    first = next(iter(values.get("BP", ())), "")
    last = next(iter(values.get("EP", ())), "")
    if first and last and first != last:
        draft.pages(f"{first}-{last}")
    for value in (first, *values.get("PS", ()), *values.get("AR", ())):
        draft.pages(value)
