"""PubMed XML: `PubmedArticle` and `PubmedBookArticle`, after NLM's DTD of 2019 and later."""

import re
from typing import Any

from evidence.errors import Message
from evidence.formats.draft import Draft
from evidence.formats.loose import CslName, read_date
from evidence.formats.pubmed import NOTICE_BY_REF_TYPE, note_publication_types
from evidence.formats.records import Record
from evidence.formats.xmlrecords import read_elements, rich_of, text_of, texts_of
from evidence.text import normal_pmcid

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")
_FIRST = re.compile(r"<(?:PubmedArticle|PubmedBookArticle|MedlineCitation|PubmedArticleSet)[\s>]")
_TRANSLATED = re.compile(r"^\[(.*)\]\.?$", re.S)


def looks_like(text: str) -> bool:
    """Whether it holds PubMed's elements."""
    return text.lstrip("\ufeff \t\r\n").startswith("<") and _FIRST.search(text) is not None


def read(text: str, *, path: str = "") -> tuple[tuple[Record, ...], tuple[Message, ...]]:
    """Every article of a PubMed XML file, in order, and messages about the file."""
    # A citation on its own is a record only where no article holds it.
    articles = re.search(r"<Pubmed(?:Book)?Article[\s>]", text) is not None
    names = _RECORDS[:2] if articles else _RECORDS[2:]
    return read_elements(text, names, _fill, path=path, format="pubmed-xml")


def _fill(draft: Draft, element: Any) -> None:
    book = element.find("BookDocument")
    if book is not None:
        _fill_book(draft, book)
    citation = element if element.tag == "MedlineCitation" else element.find("MedlineCitation")
    if citation is not None:
        _fill_citation(draft, citation)
    # Only the article's own identifiers: those of its references stand further down.
    for data in (element.find("PubmedData"), element.find("PubmedBookData")):
        if data is not None:
            for identifier in data.iterfind("ArticleIdList/ArticleId"):
                _identifier(draft, identifier.get("IdType") or "", text_of(identifier))


def _identifier(draft: Draft, kind: str, value: str) -> None:
    if not value.strip():
        return
    if kind == "doi":
        draft.doi(value)
    elif kind == "pubmed":
        draft.pmid(value)
    elif kind == "pmc":
        if normal_pmcid(value):
            draft.pmcid(value)
    elif kind in ("pii", "mid"):
        draft.keep(kind, value)


def _fill_citation(draft: Draft, citation: Any) -> None:
    types = texts_of(citation, "Article/PublicationTypeList/PublicationType")
    draft.csl["type"] = note_publication_types(draft, types)
    if pmid := text_of(citation, "PMID").strip():
        draft.pmid(pmid)
    article = citation.find("Article")
    if article is not None:
        _fill_article(draft, article)
    for path in ("MedlineJournalInfo/MedlineTA",):
        for value in texts_of(citation, path):
            if not draft.text("container-title", value) and value != draft.csl["container-title"]:
                draft.text("container-title-short", value)
    if linking := text_of(citation, "MedlineJournalInfo/ISSNLinking"):
        draft.serial_number(linking)
    _words(draft, citation)
    for notice in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        known = NOTICE_BY_REF_TYPE.get(notice.get("RefType") or "")
        if known is not None:
            kind, words = known
            source, pmid = text_of(notice, "RefSource"), text_of(notice, "PMID").strip()
            draft.notice(kind, f"{words}: {source}{f' PMID: {pmid}' if pmid else ''}")


def _fill_article(draft: Draft, article: Any) -> None:
    title = rich_of(article.find("ArticleTitle"))
    vernacular = rich_of(article.find("VernacularTitle"))
    translated = _TRANSLATED.match(title.strip())
    draft.title(translated[1] if translated else title or vernacular)
    if vernacular and title:
        draft.keep("original-title", vernacular)
    draft.text("container-title", text_of(article, "Journal/Title"))
    short = text_of(article, "Journal/ISOAbbreviation")
    if short.strip() != draft.csl.get("container-title"):
        draft.text("container-title-short", short)
    for issn in texts_of(article, "Journal/ISSN"):
        draft.serial_number(issn)
    draft.text("volume", text_of(article, "Journal/JournalIssue/Volume"))
    draft.text("issue", text_of(article, "Journal/JournalIssue/Issue"))
    for path in ("Journal/JournalIssue/PubDate", "ArticleDate"):
        _date(draft, article.find(path))
    pages = text_of(article, "Pagination/MedlinePgn")
    if not pages.strip():
        ends = [text_of(article, f"Pagination/{end}Page").strip() for end in ("Start", "End")]
        pages = "-".join(dict.fromkeys(end for end in ends if end))
    draft.pages(pages)
    for location in article.iterfind("ELocationID"):
        if location.get("ValidYN") != "N":
            _identifier(draft, location.get("EIdType") or "", text_of(location))
    _people(draft, article)
    draft.text("abstract", _abstract(article.find("Abstract")), lines=True)
    draft.language(text_of(article, "Language"))


def _date(draft: Draft, element: Any) -> None:
    if element is None or "issued" in draft.csl:
        return
    parts = [text_of(element, part).strip() for part in ("Year", "Month", "Day", "Season")]
    if parts[1].isdigit():
        written = "/".join(part for part in parts[:3] if part)
    else:
        written = " ".join(part for part in parts if part)
    date = read_date(draft.clean(written or text_of(element, "MedlineDate"), "issued"))
    if date is not None:
        draft.csl["issued"] = date


def _abstract(element: Any) -> str:
    """The abstract; a labelled part begins with its label, as MEDLINE writes it."""
    if element is None:
        return ""
    parts = []
    for part in element.iterfind("AbstractText"):
        label, text = part.get("Label"), text_of(part).strip()
        text = " ".join(text.split())
        if text:
            parts.append(f"{label}: {text}" if label else text)
    return "\n".join(parts)


def _name(author: Any) -> CslName | None:
    if collective := text_of(author, "CollectiveName").strip():
        return {"literal": collective}
    family = text_of(author, "LastName").strip()
    if not family:
        return None
    given = text_of(author, "ForeName").strip() or " ".join(
        f"{initial}." for initial in text_of(author, "Initials").strip()
    )
    parts = {"family": family, "given": given, "suffix": text_of(author, "Suffix").strip()}
    return {part: value for part, value in parts.items() if value}


def _people(draft: Draft, element: Any) -> None:
    for authors in element.iterfind("AuthorList"):
        variable = "editor" if authors.get("Type") == "editors" else "author"
        people = (_name(author) for author in authors.iterfind("Author"))
        draft.names(variable, [name for name in people if name])


def _words(draft: Draft, citation: Any) -> None:
    draft.keywords(texts_of(citation, "KeywordList/Keyword"))
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        parts = [descriptor, *heading.iterfind("QualifierName")]
        written = [
            ("*" if part.get("MajorTopicYN") == "Y" else "") + text_of(part).strip()
            for part in parts
            if part is not None
        ]
        cleaned = draft.clean("/".join(written), "MeSH")
        if cleaned:
            draft.tags.append(cleaned)


def _fill_book(draft: Draft, document: Any) -> None:
    if pmid := text_of(document, "PMID").strip():
        draft.pmid(pmid)
    title = rich_of(document.find("ArticleTitle"))
    book_title = rich_of(document.find("Book/BookTitle"))
    draft.csl["type"] = "chapter" if title else "book"
    draft.title(title or book_title)
    if title:
        draft.text("container-title", book_title)
    _people(draft, document)
    book = document.find("Book")
    if book is not None:
        _people(draft, book)
        draft.text("publisher", text_of(book, "Publisher/PublisherName"))
        draft.text("publisher-place", text_of(book, "Publisher/PublisherLocation"))
        draft.text("edition", text_of(book, "Edition"))
        for isbn in texts_of(book, "Isbn"):
            draft.serial_number(isbn)
        _date(draft, book.find("PubDate"))
    for identifier in document.iterfind("ArticleIdList/ArticleId"):
        if identifier.get("IdType") != "bookaccession":
            _identifier(draft, identifier.get("IdType") or "", text_of(identifier))
    draft.text("abstract", _abstract(document.find("Abstract")), lines=True)
    draft.language(text_of(document, "Language"))
    draft.keywords(texts_of(document, "KeywordList/Keyword"))
