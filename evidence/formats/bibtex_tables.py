"""Which BibTeX and BibLaTeX names mean what in CSL: tables only, read by reader and writer alike.

Sources: BibLaTeX manual 3.15 (2.1 entry types, 2.2 fields, Appendix B inheritance), CSL 1.0.2
Appendix III and IV, and pandoc's and Better BibTeX's practice where these leave it open. For one
CSL variable the names stand in order of rank: the first that has a value gives it, the others
stay fields.
"""

from functools import cache
from typing import NamedTuple


class Rule(NamedTuple):
    """What a field becomes: its CSL variable, its rank among the names for it, how it is read."""

    variable: str
    rank: int
    kind: str


# Entry type → CSL type. Types that are not here are documents.
TYPES = {
    "article": "article-journal",
    "suppperiodical": "article-journal",
    "newsarticle": "article-newspaper",
    "book": "book",
    "mvbook": "book",
    "collection": "book",
    "mvcollection": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "reference": "book",
    "mvreference": "book",
    "manual": "book",
    "booklet": "pamphlet",
    "periodical": "periodical",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "incollection": "chapter",
    "suppcollection": "chapter",
    "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "thesis": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "report": "report",
    "techreport": "report",
    "misc": "document",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "webpage": "webpage",
    "unpublished": "manuscript",
    "patent": "patent",
    "dataset": "dataset",
    "data": "dataset",
    "software": "software",
    "standard": "standard",
    "artwork": "graphic",
    "image": "graphic",
    "audio": "song",
    "music": "song",
    "video": "motion_picture",
    "movie": "motion_picture",
    "performance": "performance",
    "letter": "personal_communication",
    "legal": "treaty",
    "legislation": "legislation",
    "jurisdiction": "legal_case",
    "commentary": "book",
    "review": "review",
    "speech": "speech",
    "presentation": "speech",
    "preprint": "article",
    "xdata": "document",
    "set": "document",
}
# CSL type → entry type for BibTeX, for BibLaTeX. The others are `misc` with an `entrysubtype`.
ENTRY_TYPES = {
    "article-journal": ("article", "article"),
    "article-magazine": ("article", "article"),
    "article-newspaper": ("article", "article"),
    "book": ("book", "book"),
    "pamphlet": ("booklet", "booklet"),
    "periodical": ("periodical", "periodical"),
    "chapter": ("incollection", "incollection"),
    "entry-encyclopedia": ("inreference", "inreference"),
    "paper-conference": ("inproceedings", "inproceedings"),
    "thesis": ("thesis", "thesis"),
    "report": ("techreport", "report"),
    "document": ("misc", "misc"),
    "webpage": ("online", "online"),
    "manuscript": ("unpublished", "unpublished"),
    "patent": ("patent", "patent"),
    "dataset": ("dataset", "dataset"),
    "software": ("software", "software"),
    "standard": ("standard", "standard"),
    "graphic": ("artwork", "artwork"),
    "song": ("audio", "audio"),
    "motion_picture": ("video", "video"),
    "performance": ("performance", "performance"),
    "personal_communication": ("letter", "letter"),
    "treaty": ("legal", "legal"),
    "legislation": ("legislation", "legislation"),
    "legal_case": ("jurisdiction", "jurisdiction"),
    "review": ("review", "review"),
}
# Types that say no more than their CSL type: not remembered beside it.
PLAIN_TYPES = frozenset(name for names in ENTRY_TYPES.values() for name in names) | {
    "phdthesis",
    "mastersthesis",
}
# (entry type, entrysubtype) → CSL type; any CSL type may stand as the subtype of `misc`.
SUBTYPES = {
    ("article", "magazine"): "article-magazine",
    ("article", "newspaper"): "article-newspaper",
}
SUBTYPE_NAMES = {csl: subtype for (_, subtype), csl in SUBTYPES.items()}
SUBTYPES_OF_MISC = frozenset(
    str.split(
        "article bill broadcast classic collection entry entry-dictionary event figure hearing "
        "interview map musical_score post post-weblog regulation review-book speech"
    )
)

# `type` as BibLaTeX's localisation keys → CSL's genre.
GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
}
IMPLIED_GENRE = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}

ARTICLES = frozenset({"article", "suppperiodical", "newsarticle", "periodical", "review"})
BOOKS = frozenset(
    str.split(
        "book mvbook collection mvcollection proceedings mvproceedings reference mvreference "
        "manual commentary"
    )
)
PARTS = frozenset(
    [
        "inbook",
        "bookinbook",
        "suppbook",
        "incollection",
        "suppcollection",
        "inreference",
        "inproceedings",
        "conference",
    ]
)
THESES = frozenset({"thesis", "phdthesis", "mastersthesis"})
REPORTS = frozenset({"report", "techreport"})

NAME_FIELDS: dict[str, tuple[str, ...]] = {
    "author": ("author",),
    "editor": ("editor", "editors"),
    "translator": ("translator",),
    "container-author": ("bookauthor",),
    "collection-editor": ("serieseditor", "sereditor"),
    "contributor": ("collaborator", "contributor"),
    "original-author": ("origauthor",),
    "reviewed-author": ("reviewedauthor",),
    "recipient": ("recipient",),
    "interviewer": ("interviewer",),
    "illustrator": ("illustrator",),
    "composer": ("composer",),
    "director": ("director",),
    "compiler": ("compiler",),
    "curator": ("curator",),
    "chair": ("chair",),
    "organizer": ("organizer",),
    "performer": ("performer",),
    "producer": ("producer",),
    "executive-producer": ("executiveproducer",),
    "script-writer": ("scriptwriter",),
    "series-creator": ("seriescreator",),
    "editorial-director": ("editorialdirector",),
    "narrator": ("narrator",),
    "host": ("host",),
    "guest": ("guest",),
}
# `editortype` → the CSL role of those named as editors.
EDITOR_TYPES = frozenset({"compiler", "director", "organizer", "producer", "performer"})

DATE_FIELDS: dict[str, tuple[str, ...]] = {
    "issued": ("date", "year"),
    "accessed": ("urldate", "lastaccessed", "lastchecked", "urlaccessdate"),
    "event-date": ("eventdate",),
    "original-date": ("origdate", "origyear"),
    "submitted": ("submitted",),
    "available-date": ("available-date",),
}

# kind → CSL variable → names. `title` and `rich` are kinds of rich text, see `latex.Style`.
_COMMON: dict[str, dict[str, tuple[str, ...]]] = {
    "title": {
        "title": ("title",),
        "title-short": ("shorttitle",),
        "original-title": ("origtitle",),
        "reviewed-title": ("reviewedtitle",),
        "_subtitle": ("subtitle",),
        "_booksubtitle": ("booksubtitle",),
    },
    "rich": {
        "collection-title": ("series",),
        "event-title": ("eventtitle",),
        "_journalsubtitle": ("journalsubtitle",),
    },
    "text": {
        "volume": ("volume",),
        "edition": ("edition",),
        "version": ("version",),
        "chapter-number": ("chapter",),
        "part-number": ("part",),
        "number-of-volumes": ("volumes",),
        "number-of-pages": ("pagetotal", "numpages"),
        "publisher-place": ("location", "address"),
        "event-place": ("venue",),
        "original-publisher": ("origpublisher",),
        "original-publisher-place": ("origlocation",),
        "container-title-short": ("shortjournal", "journalabbreviation"),
        "call-number": ("library", "call-number"),
        "medium": ("medium",),
        "scale": ("scale",),
        "section": ("section",),
        "dimensions": ("dimensions",),
        "authority": ("authority",),
        "jurisdiction": ("jurisdiction",),
        "archive": ("archive",),
        "archive_location": ("archive_location",),
        "archive-place": ("archive-place",),
        "keyword": ("keywords", "keyword"),
        "_month": ("month",),
        "_day": ("day",),
        "_eprinttype": ("eprinttype", "archiveprefix"),
    },
    "genre": {"genre": ("type",)},
    "long": {
        "abstract": ("abstract",),
        "note": ("annotation", "annote"),
        "_note": ("note",),
    },
    "verbatim": {"_eprint": ("eprint",)},
    "pages": {"page": ("pages", "eid", "articleno")},
    "language": {"language": ("langid", "language")},
    "status": {"status": ("pubstate",)},
    "url": {"URL": ("url",)},
    "doi": {"DOI": ("doi",)},
    "pmid": {"PMID": ("pmid",)},
    "pmcid": {"PMCID": ("pmcid", "pmc")},
    "isbn": {"ISBN": ("isbn",)},
    "issn": {"ISSN": ("issn",)},
    "names": NAME_FIELDS,
    "date": DATE_FIELDS,
}

# Fields that are not LaTeX: kept as they stand but for the escapes of `unescape_verbatim`.
VERBATIM_FIELDS = frozenset(
    str.split(
        "file pdf local-url ids crossref xdata xref entryset related code verba verbb verbc "
        "groups timestamp owner execute eprintclass primaryclass ee link bdsk-url-1 bdsk-url-2 "
        "bdsk-file-1"
    )
)


def _publisher(entry_type: str) -> tuple[str, ...]:
    if entry_type in THESES:
        return ("institution", "school", "publisher", "organization")
    if entry_type in REPORTS:
        return ("institution", "publisher", "organization", "school")
    return ("publisher", "organization", "institution", "school")


@cache
def names_for(entry_type: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For entries of a type: CSL variable → (kind, names of fields in order of rank)."""
    table = {
        variable: (kind, names)
        for kind, variables in _COMMON.items()
        for variable, names in variables.items()
    }
    table["publisher"] = ("text", _publisher(entry_type))
    if entry_type in ARTICLES:
        table["container-title"] = ("rich", ("journaltitle", "journal", "booktitle"))
        table["issue"] = ("text", ("number", "issue"))
    else:
        table["container-title"] = ("title", ("booktitle", "journaltitle", "journal"))
        numbered = entry_type in BOOKS or entry_type in PARTS
        table["collection-number" if numbered else "number"] = ("text", ("number",))
    if entry_type in BOOKS or entry_type in PARTS:
        table["_maintitle"] = ("title", ("maintitle",))
        table["_mainsubtitle"] = ("title", ("mainsubtitle",))
    return table


@cache
def rules_for(entry_type: str) -> dict[str, Rule]:
    """For entries of a type: name of a field → what it becomes."""
    return {
        name: Rule(variable, rank, kind)
        for variable, (kind, names) in names_for(entry_type).items()
        for rank, name in enumerate(names)
    }


# BibLaTeX's language names → BCP 47; the first name of a tag is the one that is written.
LANGUAGES = {
    "english": "en",
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "australian": "en-AU",
    "canadian": "en-CA",
    "newzealand": "en-NZ",
    "german": "de",
    "ngerman": "de",
    "austrian": "de-AT",
    "naustrian": "de-AT",
    "nswissgerman": "de-CH",
    "swissgerman": "de-CH",
    "french": "fr",
    "francais": "fr",
    "canadien": "fr-CA",
    "acadian": "fr-CA",
    "spanish": "es",
    "mexican": "es-MX",
    "italian": "it",
    "portuguese": "pt",
    "portuges": "pt",
    "brazilian": "pt-BR",
    "brazil": "pt-BR",
    "dutch": "nl",
    "danish": "da",
    "swedish": "sv",
    "norwegian": "no",
    "norsk": "nb",
    "nynorsk": "nn",
    "finnish": "fi",
    "icelandic": "is",
    "polish": "pl",
    "czech": "cs",
    "slovak": "sk",
    "slovene": "sl",
    "slovenian": "sl",
    "croatian": "hr",
    "serbian": "sr",
    "hungarian": "hu",
    "magyar": "hu",
    "romanian": "ro",
    "bulgarian": "bg",
    "greek": "el",
    "russian": "ru",
    "ukrainian": "uk",
    "turkish": "tr",
    "arabic": "ar",
    "hebrew": "he",
    "persian": "fa",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "hindi": "hi",
    "vietnamese": "vi",
    "latin": "la",
    "catalan": "ca",
    "basque": "eu",
    "galician": "gl",
    "estonian": "et",
    "latvian": "lv",
    "lithuanian": "lt",
}
LANGUAGE_NAMES = {tag: name for name, tag in reversed(LANGUAGES.items())}

# --- inheritance (BibLaTeX manual 3.15, Appendix B) --------------------------------------------

# What a child may take from its parent. BibLaTeX lets more through; what identifies or describes
# the parent alone (doi, url, abstract, keywords, file …) is left with it.
INHERITED = frozenset(
    str.split(
        "date year month day publisher location address editor editors editortype translator "
        "series number volume volumes edition isbn issn organization institution school "
        "eventtitle eventdate venue journal journaltitle journalsubtitle shortjournal language "
        "langid booktitle booksubtitle maintitle mainsubtitle bookauthor"
    )
)
_BOOK_PARTS = frozenset({"inbook", "bookinbook", "suppbook"})
_COLLECTION_PARTS = frozenset(
    {"incollection", "inreference", "suppcollection", "inproceedings", "conference"}
)
_MULTIVOLUME = frozenset({"mvbook", "mvcollection", "mvproceedings", "mvreference"})
_TO_MAIN = {"title": ("maintitle",), "subtitle": ("mainsubtitle",)}
_TO_BOOK = {"title": ("booktitle",), "subtitle": ("booksubtitle",)}
_TO_JOURNAL = {"title": ("journaltitle",), "subtitle": ("journalsubtitle",)}


@cache
def renamed(parent: str, child: str) -> dict[str, tuple[str, ...]]:
    """How fields of the parent are called in the child: `title` → `booktitle` …"""
    names: dict[str, tuple[str, ...]] = {}
    if parent in ("mvbook", "book") and child in _BOOK_PARTS:
        names["author"] = ("author", "bookauthor")
    elif parent in _MULTIVOLUME and child in BOOKS:
        names["author"] = ("author",)
    if parent in _MULTIVOLUME and (child in BOOKS or child in PARTS):
        names.update(_TO_MAIN)
    elif parent in BOOKS and (child in _BOOK_PARTS or child in _COLLECTION_PARTS):
        names.update(_TO_BOOK)
    elif parent == "periodical" and child in ARTICLES:
        names.update(_TO_JOURNAL)
    return names
