"""The variables and types of CSL 1.0.2 (specification, appendices III and IV)."""

_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event "
    "figure graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software "
    "song speech standard thesis treaty webpage"
)
_NAMES = (
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director editor-translator executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator"
)
_DATES = "accessed available-date event-date issued original-date submitted"
_NUMBERS = (
    "chapter-number citation-number collection-number edition first-reference-note-number "
    "issue locator number number-of-pages number-of-volumes page page-first part-number "
    "printing-number section supplement-number version volume"
)
_STRINGS = (
    "abstract annote archive archive_collection archive_location archive-place authority "
    "call-number citation-label collection-title container-title container-title-short "
    "dimensions division DOI event event-title event-place genre ISBN ISSN "
    "journalAbbreviation jurisdiction keyword language license medium note original-publisher "
    "original-publisher-place original-title part-title PMCID PMID publisher publisher-place "
    "references reviewed-genre reviewed-title scale source status title title-short URL "
    "volume-title year-suffix"
)
TYPES = frozenset(_TYPES.split())
NAMES = frozenset(_NAMES.split())
DATES = frozenset(_DATES.split())
NUMBERS = frozenset(_NUMBERS.split())
STRINGS = frozenset(_STRINGS.split())

# What others call the types: Crossref, DataCite, Zotero, BibTeX.
OTHER_TYPES = {
    "journal-article": "article-journal",
    "journalArticle": "article-journal",
    "article-preprint": "article",
    "posted-content": "article",
    "preprint": "article",
    "proceedings-article": "paper-conference",
    "conferencePaper": "paper-conference",
    "inproceedings": "paper-conference",
    "proceedings": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "bookSection": "chapter",
    "book-part": "chapter",
    "incollection": "chapter",
    "inbook": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "reference-entry": "entry",
    "dissertation": "thesis",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "techreport": "report",
    "report-component": "report",
    "computerProgram": "software",
    "newspaperArticle": "article-newspaper",
    "magazineArticle": "article-magazine",
    "peer-review": "review",
    "component": "document",
    "other": "document",
    "misc": "document",
}
