"""Words about text that every room shares: folding, identifiers, names, markup, locators.

Layer 0: standard library only, no state, safe on the hot path of large imports and searches.

    characters.py   hidden characters: strip them or show them; endless marks
    folding.py      search folding (Müller → muller), words with their places, title keys
    identifiers.py  DOI, PMID, PMCID, ISBN, ISSN, arXiv; safe addresses
    rich.py         CSL's rich text: `<i>`, `<sub>` … ↔ plain text
    bylines.py      names, years and citation keys of CSL items
    locators.py     `p. 4`, `fig 2` → a CSL locator
"""

from evidence.text.bylines import (
    family_names,
    name_text,
    propose_key,
    short_authors,
    year_of,
)
from evidence.text.characters import (
    MARKS_IN_A_ROW,
    has_endless_marks,
    has_hidden,
    strip_controls,
    visible,
    written_out,
)
from evidence.text.folding import fold, fold_with_map, spell_greek, title_key, words
from evidence.text.identifiers import (
    checksum_is_wrong_isbn,
    checksum_is_wrong_issn,
    doi_url,
    isbn13,
    normal_arxiv,
    normal_doi,
    normal_isbn,
    normal_issn,
    normal_pmcid,
    normal_pmid,
    pmcid_url,
    pmid_url,
    safe_url,
)
from evidence.text.locators import parse_locator
from evidence.text.rich import plain, rich_segments

__all__ = [
    "MARKS_IN_A_ROW",
    "checksum_is_wrong_isbn",
    "checksum_is_wrong_issn",
    "doi_url",
    "family_names",
    "fold",
    "fold_with_map",
    "has_endless_marks",
    "has_hidden",
    "isbn13",
    "name_text",
    "normal_arxiv",
    "normal_doi",
    "normal_isbn",
    "normal_issn",
    "normal_pmcid",
    "normal_pmid",
    "parse_locator",
    "plain",
    "pmcid_url",
    "pmid_url",
    "propose_key",
    "rich_segments",
    "safe_url",
    "short_authors",
    "spell_greek",
    "strip_controls",
    "title_key",
    "visible",
    "words",
    "written_out",
    "year_of",
]
