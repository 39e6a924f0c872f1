"""EndNote XML (`<xml><records><record>`), as EndNote, JabRef and Zotero write it, and back.

`notes` is whatever the source noted (`custom.note`); `research-notes` is the annotation (CSL
`note`). Text may stand in `<style face="…">` elements: italics and the like come over.
"""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

from evidence.errors import Message
from evidence.formats.draft import Draft
from evidence.formats.loose import read_date
from evidence.formats.records import CslItem, Record
from evidence.formats.written import (
    date_parts,
    inverted_name,
    keywords_of,
    read_written_names,
    written_on_one_line,
)
from evidence.formats.xmlrecords import read_elements, rich_of, text_of, texts_of
from evidence.text import normal_pmcid, normal_pmid, rich_segments, strip_controls

_FIRST = re.compile(r"<records?[\s>]")
_APP = "Evidence"
# Programs that put the citation key into `label`; EndNote's own label is free text.
_LABEL_IS_KEY = frozenset({_APP, "JabRef"})

# EndNote's numbers and names of its reference types (EndNote X9 and later) → CSL.
_TYPES = {
    17: ("Journal Article", "article-journal"), 6: ("Book", "book"), 5: ("Book Section", "chapter"),
    28: ("Edited Book", "book"), 47: ("Conference Paper", "paper-conference"),
    10: ("Conference Proceedings", "paper-conference"), 32: ("Thesis", "thesis"),
    27: ("Report", "report"), 46: ("Government Document", "report"), 25: ("Patent", "patent"),
    31: ("Statute", "legislation"), 4: ("Bill", "bill"), 7: ("Case", "legal_case"),
    14: ("Hearing", "hearing"), 59: ("Dataset", "dataset"), 9: ("Computer Program", "software"),
    12: ("Web Page", "webpage"), 16: ("Electronic Source", "webpage"),
    56: ("Blog", "post-weblog"), 26: ("Personal Communication", "personal_communication"),
    53: ("Encyclopedia", "entry-encyclopedia"), 52: ("Dictionary", "entry-dictionary"),
    19: ("Magazine Article", "article-magazine"), 23: ("Newspaper Article", "article-newspaper"),
    43: ("Electronic Article", "article-journal"), 44: ("Electronic Book", "book"),
    60: ("Electronic Book Section", "chapter"), 36: ("Manuscript", "manuscript"),
    34: ("Unpublished Work", "manuscript"), 58: ("Standard", "standard"), 20: ("Map", "map"),
    3: ("Audiovisual Material", "motion_picture"), 21: ("Film or Broadcast", "motion_picture"),
    2: ("Artwork", "graphic"), 37: ("Figure", "figure"), 13: ("Generic", "document"),
}  # fmt: skip
_BY_NAME = {name.lower(): csl for name, csl in _TYPES.values()} | {
    "conference": "paper-conference",
    "article": "article-journal",
}
_NUMBER = {csl: number for number, (_, csl) in reversed(_TYPES.items())} | {"article": 43}
_PLAIN = {
    "volume": "volume",
    "edition": "edition",
    "publisher": "publisher",
    "pub-location": "publisher-place",
    "section": "section",
    "call-num": "call-number",
    "num-vols": "number-of-volumes",
    "work-type": "genre",
    "remote-database-name": "source",
}
_PEOPLE = {"authors": "author", "translated-authors": "translator"}
_IN_A_BOOK = frozenset({"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary"})
_NOT_KEPT = frozenset(
    {"database", "source-app", "rec-number", "foreign-keys", "ref-type", "contributors", "titles"}
    | {"periodical", "pages", "number", "dates", "keywords", "abstract", "notes", "research-notes"}
    | {"urls", "isbn", "electronic-resource-num", "accession-num", "label", "custom2"}
    | {"auth-address", "remote-database-provider", "language", "secondary-title", *_PLAIN}
)


def looks_like(text: str) -> bool:
    """Whether it is XML with EndNote's records."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and _FIRST.search(text) is not None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every record of an EndNote XML file, in order, and messages about the file."""
    return read_elements(text, ("record",), _fill, path=path, format="endnote-xml")


def _fill(draft: Draft, record: Any) -> None:
    app = text_of(record, "source-app").strip()
    if app in _LABEL_IS_KEY:
        draft.key = draft.clean(text_of(record, "label"), "id")
    elif label := text_of(record, "label").strip():
        draft.keep("label", label)
    kind = _type(draft, record.find("ref-type"))
    for part, variable in _PEOPLE.items():
        _people(draft, record, part, variable)
    # The second authors edit what the work stands in; of a book they are its series' editors,
    # unless nobody else made it (an edited book).
    second = "collection-editor" if kind == "book" and "author" in draft.csl else "editor"
    _people(draft, record, "secondary-authors", second)
    _people(draft, record, "tertiary-authors", "collection-editor")
    _people(draft, record, "subsidiary-authors", "translator")
    _titles(draft, record, kind)
    _date(draft, record.find("dates"))
    for name, variable in _PLAIN.items():
        for value in texts_of(record, name):
            draft.text(variable, value)
    draft.language(text_of(record, "language"))
    for value in texts_of(record, "number"):
        draft.text("number" if kind in ("report", "patent") else "issue", value)
    for value in texts_of(record, "pages"):
        draft.pages(value)
    _identifiers(draft, record)
    draft.keywords(texts_of(record, "keywords/keyword"))
    draft.text("abstract", rich_of(record.find("abstract")), lines=True)
    draft.text("note", text_of(record, "research-notes"), lines=True)
    for value in texts_of(record, "notes"):
        draft.keep("note", value)
    for child in record:
        if isinstance(child.tag, str) and child.tag not in _NOT_KEPT:
            draft.keep(child.tag, text_of(child))


def _type(draft: Draft, element: Any) -> str:
    name = (element.get("name") if element is not None else "") or ""
    number = text_of(element).strip() if element is not None else ""
    kind = _BY_NAME.get(name.strip().lower(), "")
    if not kind and number.isdigit() and int(number) in _TYPES:
        kind = _TYPES[int(number)][1]
    if not kind and name:
        draft.keep("ref-type", name)
    draft.csl["type"] = kind or "document"
    return str(draft.csl["type"])


def _people(draft: Draft, record: Any, part: str, variable: str) -> None:
    # A carriage return may stand between names (`&#xD;`).
    written = texts_of(record, f"contributors/{part}/author")
    draft.names(variable, read_written_names(name.replace("\r", "\n") for name in written))


def _titles(draft: Draft, record: Any, kind: str) -> None:
    draft.title(rich_of(record.find("titles/title")))
    second = rich_of(record.find("titles/secondary-title"))
    if kind == "book":
        draft.text("collection-title", second)
    full = text_of(record, "periodical/full-title")
    if kind != "book":
        draft.text("container-title", full or second)
    for path in ("periodical/abbr-1", "periodical/abbr-2", "titles/alt-title"):
        for value in texts_of(record, path):
            if value != draft.csl.get("container-title"):
                draft.text("container-title-short", value)
    draft.text("collection-title", text_of(record, "titles/tertiary-title"))
    short = text_of(record, "titles/short-title")
    if " ".join(short.split()) != draft.csl.get("title"):
        draft.text("title-short", short)


def _date(draft: Draft, dates: Any) -> None:
    """The year, made more exact by the date where that fits it."""
    if dates is None:
        return
    year = draft.clean(text_of(dates, "year"), "year")
    day = draft.clean(text_of(dates, "pub-dates/date") or text_of(dates, "month"), "pub-dates")
    date = read_date(day)
    if date is None or "literal" in date:
        together = f"{year}/{day}" if day.isdigit() and len(day) <= 2 else f"{year} {day}"
        date = read_date(together if year else day)
    if year and (date is None or "literal" in date or year not in str(date["date-parts"][0][0])):
        date = read_date(year)
    if date is not None:
        draft.csl["issued"] = date


def _identifiers(draft: Draft, record: Any) -> None:
    for value in texts_of(record, "electronic-resource-num"):
        draft.doi(value)
    for value in texts_of(record, "urls/related-urls/url"):
        if normal_pmid(value):
            draft.pmid(value)
        draft.url(value)
    for value in texts_of(record, "urls/pdf-urls/url"):
        draft.keep("file", value)
    for value in texts_of(record, "isbn"):
        draft.serial_number(value.replace("\r", "\n"))
    for value in texts_of(record, "custom2"):
        if value.upper().startswith("PMC") and normal_pmcid(value):
            draft.pmcid(value)
        else:
            draft.keep("custom2", value)
    database = text_of(record, "remote-database-name").lower()
    for value in texts_of(record, "accession-num"):
        # EndNote puts the PMID here; other databases their own number.
        from_pubmed = "PMCID" in draft.csl or any(
            name in database for name in ("medline", "pubmed", "nlm")
        )
        if normal_pmid(value) and (from_pubmed or normal_pmid(value) == draft.csl.get("PMID")):
            draft.pmid(value)
        else:
            draft.keep("accession-num", value)


def write(items: Iterable[CslItem]) -> bytes:
    """CSL items as an EndNote XML file in UTF-8."""
    root = etree.Element("xml")
    records = etree.SubElement(root, "records")
    for number, csl in enumerate(items, start=1):
        _write_record(etree.SubElement(records, "record"), csl, number)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))


def _write_record(record: Any, csl: CslItem, number: int) -> None:
    kind = str(csl.get("type") or "document")
    type_number = _NUMBER.get(kind, 13)
    etree.SubElement(record, "database", name="Evidence.enl").text = "Evidence.enl"
    etree.SubElement(record, "source-app", name=_APP, version="1").text = _APP
    etree.SubElement(record, "rec-number").text = str(number)
    etree.SubElement(record, "ref-type", name=_TYPES[type_number][0]).text = str(type_number)
    people = etree.SubElement(record, "contributors")
    has_authors = bool(csl.get("author"))
    for part, variable in (
        ("authors", "author"),
        ("tertiary-authors" if kind == "book" and has_authors else "secondary-authors", "editor"),
        ("tertiary-authors", "collection-editor"),
        ("subsidiary-authors", "translator"),
    ):
        if csl.get(variable):
            group = etree.SubElement(people, part)
            for name in csl[variable]:
                _styled(etree.SubElement(group, "author"), inverted_name(name))
    titles = etree.SubElement(record, "titles")
    second = "collection-title" if kind == "book" else "container-title"
    for tag, value in (
        ("title", csl.get("title")),
        ("secondary-title", csl.get(second)),
        ("tertiary-title", csl.get("collection-title") if kind != "book" else None),
        ("short-title", csl.get("title-short")),
    ):
        _add(titles, tag, value)
    if csl.get("container-title") and kind not in _IN_A_BOOK:
        periodical = etree.SubElement(record, "periodical")
        _add(periodical, "full-title", csl["container-title"])
        _add(periodical, "abbr-1", csl.get("container-title-short"))
    _add(record, "pages", csl.get("page"))
    for tag, variable in _PLAIN.items():
        if variable != "source":
            _add(record, tag, csl.get(variable))
    _add(record, "language", csl.get("language"))
    _add(record, "number", csl.get("number" if kind in ("report", "patent") else "issue"))
    _write_dates(record, csl)
    keywords = keywords_of(csl)
    if keywords:
        group = etree.SubElement(record, "keywords")
        for word in keywords:
            _add(group, "keyword", word)
    _add(record, "isbn", csl.get("ISSN") or csl.get("ISBN"))
    _add(record, "electronic-resource-num", csl.get("DOI"))
    if csl.get("PMID"):
        _add(record, "accession-num", csl["PMID"])
        _add(record, "remote-database-name", "PubMed")
    _add(record, "custom2", csl.get("PMCID"))
    _add(record, "label", csl.get("id"))
    _add(record, "abstract", csl.get("abstract"), lines=True)
    _add(record, "notes", (csl.get("custom") or {}).get("note"), lines=True)
    _add(record, "research-notes", csl.get("note"), lines=True)
    if csl.get("URL"):
        urls = etree.SubElement(etree.SubElement(record, "urls"), "related-urls")
        _add(urls, "url", csl["URL"])


def _write_dates(record: Any, csl: CslItem) -> None:
    parts = date_parts(csl)
    issued = csl.get("issued") or {}
    dates = etree.SubElement(record, "dates")
    _add(dates, "year", f"{parts[0]:04d}" if parts else issued.get("literal") or issued.get("raw"))
    if len(parts) > 1:
        group = etree.SubElement(dates, "pub-dates")
        _add(group, "date", "/".join(f"{part:02d}" for part in parts))


def _add(parent: Any, tag: str, value: Any, *, lines: bool = False) -> None:
    if value is None or value == "":
        return
    text = strip_controls(str(value))[0] if lines else written_on_one_line(value)
    if text:
        _styled(etree.SubElement(parent, tag), text)


_FACES = {"i": "italic", "b": "bold", "sub": "subscript", "sup": "superscript"}


def _styled(element: Any, text: str) -> None:
    """The text in EndNote's `style` elements, one for each run of one style."""
    for piece, styles in rich_segments(strip_controls(text)[0]):
        face = " ".join(_FACES[style] for style in _FACES if style in styles) or "normal"
        style = etree.SubElement(element, "style", face=face, font="default", size="100%")
        style.text = piece
