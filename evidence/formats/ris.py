"""RIS: `TY  - JOUR` … `ER  - `, as databases and reference managers write it, and back.

Tags after the RIS specification (Research Information Systems, 2001 and 2011) and what EndNote,
Zotero and publishers make of it. `N1` is whatever the source noted (`custom.note`); `RN`, the
research note, is the annotation (CSL `note`).
"""

import re
from collections.abc import Iterable

from evidence.errors import Level, Message
from evidence.formats.draft import Draft
from evidence.formats.loose import CslDate, read_date
from evidence.formats.records import CslItem, Record
from evidence.formats.tagged import Entry, Layout, read_entries
from evidence.formats.written import (
    date_parts,
    first_and_last_page,
    inverted_name,
    keywords_of,
    read_written_names,
    written_on_one_line,
)
from evidence.text import normal_pmcid, normal_pmid

# The specification's form is two spaces, a hyphen and a space. With other spacing a tag counts only
# if it is a common one: `ER-positive`, `T2-weighted`, `II - methods` begin lines of abstracts too.
_COMMON = (
    "ER|A[1-4U]|AB|AN|BT|C[1-8Y]|D[ABOP]|E[DPT]|ID|IS|J[12AFO]|KW|L[1-4A]|M[13]|N[12]|PB|PY|RN"
    "|S[ENPT]|T[1-3I]|UR|VL|Y[12]"
)
_TAG = re.compile(
    r"^[ \t\ufeff]{0,8}(?P<tag>[A-Z][A-Z0-9](?=  -(?:[ \t\r]|$))|TY(?=[ \t]{1,4}-)"
    rf"|(?:{_COMMON})(?=[ \t]{{1,4}}-(?:[ \t\r]|$)))[ \t]{{1,4}}-[ \t]?(?P<value>.*)$",
    re.M,
)
_LAYOUT = Layout("ris", _TAG, starts=frozenset({"TY"}), ends=frozenset({"ER"}))
_FIRST = re.compile(r"^[ \t\ufeff]{0,8}TY[ \t]{1,4}-", re.M)
_ANY = re.compile(r"^[ \t\ufeff]{0,8}[A-Z][A-Z0-9]  - \S", re.M)

_TYPES = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "JFULL": "article-journal",
    "INPR": "article-journal", "ABST": "article-journal", "MGZN": "article-magazine",
    "NEWS": "article-newspaper", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "SER": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "CPAPER": "paper-conference",
    "CONF": "paper-conference", "THES": "thesis", "RPRT": "report", "GOVDOC": "report",
    "PAT": "patent", "STAT": "legislation", "LEGAL": "legislation", "BILL": "bill",
    "UNBILL": "bill", "CASE": "legal_case", "HEAR": "hearing", "DATA": "dataset",
    "AGGR": "dataset", "DBASE": "dataset", "COMP": "software", "ELEC": "webpage",
    "WEB": "webpage", "BLOG": "post-weblog", "PCOMM": "personal_communication",
    "ICOMM": "personal_communication", "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary",
    "MAP": "map", "MUSIC": "song", "SOUND": "song", "VIDEO": "motion_picture",
    "MPCT": "motion_picture", "ADVS": "motion_picture", "SLIDE": "speech", "STAND": "standard",
    "UNPB": "manuscript", "MANSCPT": "manuscript", "PAMP": "pamphlet", "ART": "graphic",
    "CHART": "figure", "EQUA": "figure", "FIGURE": "figure", "ANCIENT": "classic",
    "CLSWK": "classic", "GEN": "document",
}  # fmt: skip
_WRITTEN_TYPES = {csl: ris for ris, csl in reversed(_TYPES.items())} | {
    "article": "UNPB",
    "review": "JOUR",
    "post": "BLOG",
}
# Tags that are one CSL variable, read and (the first of each) written.
_PLAIN = {
    "VL": "volume", "IS": "issue", "CP": "issue", "ET": "edition", "PB": "publisher",
    "CY": "publisher-place", "PP": "publisher-place", "ST": "title-short",
    "NV": "number-of-volumes", "SE": "section", "CN": "call-number",
}  # fmt: skip
_LONG = {"AB": "abstract", "RN": "note"}
_NAMES = {"AU": "author", "A1": "author", "ED": "editor", "A3": "collection-editor",
          "A4": "translator"}  # fmt: skip
_TITLES = ("TI", "T1", "CT")
_CONTAINERS = ("JF", "T2", "JO", "BT", "JA", "J1", "J2")
_SHORT_CONTAINERS = ("JA", "J2", "J1", "JO")
_IN_A_BOOK = frozenset({"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"})
_PUBMED = re.compile(r"pubmed|medline", re.I)
_OTHERS = "TY ID LA A2 T3 PY Y1 DA Y2 SP EP SN DO M3 UR KW N1 N2 AN DB DP C2 C7"
_NOT_KEPT = frozenset({"AD"})  # the authors' addresses, by the kilobyte: in the source text only
_READ = frozenset({*_PLAIN, *_LONG, *_NAMES, *_TITLES, *_CONTAINERS, *_OTHERS.split(), *_NOT_KEPT})


def looks_like(text: str) -> bool:
    """Whether a line begins an entry, or at least two look like RIS fields."""
    if _FIRST.search(text):
        return True
    fields = _ANY.finditer(text)
    return next(fields, None) is not None and next(fields, None) is not None


def first_place(text: str) -> int | None:
    """Where the first entry begins, or None."""
    found = _FIRST.search(text)
    return found.start() if found else None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every entry of a RIS file, in order, and messages about the file."""
    return read_entries(text, _LAYOUT, _fill, path=path)


def _fill(draft: Draft, entry: Entry) -> None:
    values = entry.by_tag()
    key = next(iter(values.get("ID", ())), "")
    if key and not key.isdigit():
        draft.key = draft.clean(key, "id")
    _type(draft, values)
    for tag, variable in _NAMES.items():
        draft.names(variable, read_written_names(values.get(tag, ())))
    # A2 is the editor of what the work stands in; of a whole book it is the series editor.
    second = "collection-editor" if draft.csl["type"] == "book" else "editor"
    draft.names(second, read_written_names(values.get("A2", ())))
    _titles(draft, values)
    _dates(draft, values)
    for table, lines in ((_PLAIN, False), (_LONG, True)):
        for tag, variable in table.items():
            for value in values.get(tag, ()):
                if not draft.text(variable, value, lines=lines):
                    draft.keep(tag, value)
    for value in values.get("LA", ()):
        draft.language(value)
    _pages(draft, values)
    _identifiers(draft, values)
    draft.keywords(word for value in values.get("KW", ()) for word in value.split("\n"))
    for value in values.get("N2", ()):
        if not draft.text("abstract", value, lines=True) and value not in values.get("AB", ()):
            draft.keep("note", value)
    for value in values.get("N1", ()):
        draft.keep("note", value)
    for tag in sorted(values.keys() - _READ):
        for value in values[tag]:
            draft.keep(tag, value)


def _type(draft: Draft, values: dict[str, list[str]]) -> None:
    written = next(iter(values.get("TY", ())), "").split("\n")[0].strip().upper()
    if written:
        draft.csl["type"] = _TYPES.get(written, "document")
        if written not in _TYPES:
            draft.keep("TY", written)
    else:
        in_journal = any(tag in values for tag in ("JF", "JO", "JA"))
        draft.csl["type"] = "article-journal" if in_journal else "document"
        draft.tell(
            Level.WARNING,
            "missing-type",
            "The entry does not say what it is (TY); its other fields were read.",
            field="TY",
        )
    for value in values.get("M3", ()):
        if not draft.doi(value, sure=False):
            draft.text("genre", value)
    if written == "UNPB" and "preprint" in draft.csl.get("genre", "").lower():
        draft.csl["type"] = "article"


def _titles(draft: Draft, values: dict[str, list[str]]) -> None:
    for tag in _TITLES:
        for value in values.get(tag, ()):
            if not draft.title(value):
                draft.keep(tag, value)
    is_book = draft.csl["type"] == "book"
    if is_book:
        for value in values.get("BT", ()):
            draft.title(value)
        for value in values.get("T2", ()):
            draft.text("collection-title", value)
    for tag in _CONTAINERS:
        for value in values.get(tag, ()):
            if not (is_book and tag in ("T2", "BT")):
                draft.text("container-title", value)
    for tag in _SHORT_CONTAINERS:
        for value in values.get(tag, ()):
            if value != draft.csl.get("container-title"):
                draft.text("container-title-short", value)
    for value in values.get("T3", ()):
        if not draft.text("collection-title", value):
            draft.keep("T3", value)


def _dates(draft: Draft, values: dict[str, list[str]]) -> None:
    """The publication date: the most exact of PY, Y1 and DA that agree on the year."""
    best: CslDate | None = None
    for tag in ("PY", "Y1", "DA"):
        for value in values.get(tag, ()):
            date = read_date(draft.clean(value, tag))
            if date is None:
                continue
            if "literal" in date and best and "date-parts" in best:  # `DA  - Mar 3` beside PY
                date = read_date(f"{best['date-parts'][0][0]} {date['literal']}") or date
            if best is None or _is_more_exact(date, best):
                best = date
    if best is not None:
        draft.csl["issued"] = best
    for value in values.get("Y2", ()):
        accessed = read_date(draft.clean(value, "Y2"))
        if accessed is not None:
            draft.csl.setdefault("accessed", accessed)


def _is_more_exact(date: CslDate, best: CslDate) -> bool:
    if "date-parts" not in date:
        return False
    if "date-parts" not in best:
        return True
    one, other = date["date-parts"][0], best["date-parts"][0]
    return one[0] == other[0] and len(one) > len(other) and "season" not in best


def _pages(draft: Draft, values: dict[str, list[str]]) -> None:
    first = next(iter(values.get("SP", ())), "")
    last = next(iter(values.get("EP", ())), "")
    if first and last and last != first and not re.search(r"\w\s*[-–]+\s*\w", first):
        draft.pages(f"{first}-{last}")
    else:
        draft.pages(first or last)
    for value in values.get("C7", ()):  # EndNote's article number
        if not draft.text("page", value):
            draft.keep("C7", value)


def _identifiers(draft: Draft, values: dict[str, list[str]]) -> None:
    for value in values.get("DO", ()):
        draft.doi(value)
    for value in values.get("UR", ()):
        for line in value.split("\n"):
            draft.url(line)
    for value in values.get("N1", ()):
        if "DOI" not in draft.csl and "doi" in value[:8].lower():
            draft.doi(value, sure=False)
    for value in values.get("SN", ()):
        draft.serial_number(value)
    databases = [*values.get("DB", ()), *values.get("DP", ())]
    for value in values.get("AN", ()):
        if normal_pmid(value) and any(_PUBMED.search(name) for name in databases):
            draft.pmid(value)
        else:
            draft.keep("AN", value)
    for value in databases:
        draft.text("source", value)
    for value in values.get("C2", ()):
        if value.upper().startswith("PMC") and normal_pmcid(value):
            draft.pmcid(value)
        else:
            draft.keep("C2", value)


def write(items: Iterable[CslItem]) -> str:
    """CSL items as RIS with CR LF line ends: `TY` first, `ER` last, one line a value.

    Line ends inside values become spaces, so that no value can begin a field of its own.
    """
    return "".join(_entry(csl) for csl in items)


def _entry(csl: CslItem) -> str:
    lines = [f"TY  - {_WRITTEN_TYPES.get(str(csl.get('type')), 'GEN')}"]

    def add(tag: str, *values: object) -> None:
        lines.extend(
            f"{tag}  - {line}" for value in values if value and (line := written_on_one_line(value))
        )

    add("ID", csl.get("id"))
    add("TI", csl.get("title"))
    for tag, variable in (("AU", "author"), ("ED", "editor"), ("A3", "collection-editor"),
                          ("A4", "translator")):  # fmt: skip
        add(tag, *map(inverted_name, csl.get(variable) or ()))
    add("T2" if csl.get("type") in _IN_A_BOOK else "JF", csl.get("container-title"))
    add("JA", csl.get("container-title-short"))
    add("T3", csl.get("collection-title"))
    parts = date_parts(csl)
    if parts:
        add("PY", f"{parts[0]:04d}")
        add("DA", "/".join(f"{part:02d}" for part in parts) if len(parts) > 1 else "")
    else:
        issued = csl.get("issued") or {}
        add("PY", issued.get("literal") or issued.get("raw"))
    add("Y2", "/".join(f"{part:02d}" for part in date_parts(csl, "accessed")))
    written = set()
    for tag, variable in _PLAIN.items():
        if variable not in written:
            add(tag, csl.get(variable))
            written.add(variable)
    add("LA", csl.get("language"))
    first, last = first_and_last_page(str(csl.get("page") or csl.get("number") or ""))
    add("SP", first)
    add("EP", last)
    add("SN", csl.get("ISSN"), csl.get("ISBN"))
    add("DO", csl.get("DOI"))
    add("UR", csl.get("URL"))
    add("AN", csl.get("PMID"))
    add("DB", "PubMed" if csl.get("PMID") else csl.get("source"))
    add("C2", csl.get("PMCID"))
    genre = csl.get("genre") or ("Preprint" if csl.get("type") == "article" else "")
    add("M3", genre)
    add("KW", *keywords_of(csl))
    add("AB", csl.get("abstract"))
    add("N1", (csl.get("custom") or {}).get("note"))
    add("RN", csl.get("note"))
    lines.append("ER  - ")
    return "\r\n".join(lines) + "\r\n\r\n"
