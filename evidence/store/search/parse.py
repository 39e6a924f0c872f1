"""Read what somebody typed. A query cannot be wrong: what is not understood is searched as words.

ferraro ketamin          words in any order, the last one perhaps half typed
"an exact phrase"        these words, in this order
-rats  -"in vitro"       without
author:cohen title:pain  words in one field
year:2015..2020          also year:2018, year:2015.., year:..2020, year:2015-2020
type: design: stance: claim: tag: has: is: kind:     facets
10.1002/14651858         a DOI, a PMID, a citekey, or the beginning of one
"""

import re
from dataclasses import dataclass, field

from evidence import limits
from evidence.store.search.documents import clean, tokens, words_with_places
from evidence.text import fold, normal_doi, normal_pmid

# Typed name → columns of the core.
COLUMNS = {
    "author": ("authors",),
    "authors": ("authors",),
    "title": ("title",),
    "journal": ("journal",),
    "key": ("keys",),
    "citekey": ("keys",),
    "doi": ("keys",),
    "pmid": ("keys",),
    "pmcid": ("keys",),
}
# Typed name → name of the facet.
FACETS = {
    "type": "type",
    "design": "design",
    "stance": "stance",
    "claim": "claim",
    "tag": "tag",
    "has": "has",
    "is": "status",
    "status": "status",
    "kind": "kind",
}
NARROWING = frozenset({*FACETS, "year"})
NAMES = frozenset({*COLUMNS, *NARROWING})
# Other words for facet values (American spelling, the trade's short forms).
OTHER_WORDS = {
    "rct": "randomised_trial",
    "randomized_trial": "randomised_trial",
    "non_randomized_trial": "non_randomised_trial",
    "sr": "systematic_review",
    "ma": "meta_analysis",
    "support": "supports",
    "dispute": "disputes",
}
OPERATORS = {
    "AND": "all words are searched anyway",
    "OR": "words are searched together, not one or the other",
    "NOT": "write -word to leave something out",
}
ITEM = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)(?:"|$)|(\S+))')
YEARS = re.compile(r"(\d{4})?\s*(?:\.\.\.?|-|–|—)\s*(\d{4})?|(\d{4})")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d|21\d\d")
LINKS = re.compile(r"https?://(?:dx\.)?(?:doi\.org|pubmed\.ncbi\.nlm\.nih\.gov)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    folded: str
    typed: str
    columns: tuple[str, ...] = ()
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    tokens: tuple[str, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    typed: str  # what to search as words if there is no such value
    value: str
    without: bool = False


@dataclass(slots=True)
class Query:
    words: list[Word] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    years: tuple[int, int] | None = None
    keys: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # key, its words
    notes: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to search for."""
        return not (self.words or self.phrases or self.facets or self.without or self.years)


def parse(typed: str) -> Query:
    """Read a query; never fails."""
    query = Query()
    whole = typed
    if len(typed) > limits.QUERY_CHARS:
        typed = typed[: limits.QUERY_CHARS]
        query.notes.append(f"Only the first {limits.QUERY_CHARS} characters were searched.")
    typed = clean(typed)
    items = list(ITEM.finditer(typed))
    plain_words = any(
        item[4] and item[4] not in OPERATORS and (item[2] or "").lower() not in NARROWING
        for item in items
    )
    for item in items:
        minus, name, phrase, chunk = item[1], (item[2] or "").lower(), item[3], item[4]
        if chunk and chunk[:-1].lower() in NAMES and chunk.endswith(":") and not name:
            query.notes.append(f"{chunk} needs something after it.")
        elif chunk in OPERATORS and plain_words and not name:
            query.notes.append(f"{chunk} is not needed: {OPERATORS[chunk]}.")
        elif chunk is not None and not name and not minus:
            add_chunk(query, chunk)
        elif phrase is not None and not name:
            _add_phrase(query, phrase, columns=(), without=bool(minus))
        else:
            _add_named(query, item, name, phrase if phrase is not None else chunk or "")
    _mark_last(query, whole, items)
    _limit(query)
    return query


def _add_named(query: Query, item: re.Match[str], name: str, value: str) -> None:
    """`author:cohen`, `-title:"x y"`, `year:2015..`, `tag:x`, or a word with a colon."""
    without = bool(item[1])
    if name in COLUMNS:
        if item[3] is not None or without:
            _add_phrase(query, value, columns=COLUMNS[name], without=without)
        else:
            add_chunk(query, value, columns=COLUMNS[name])
    elif name == "year" and without:
        _add_phrase(query, value, columns=("year",), without=True)
    elif name == "year" and years_of(value):
        query.years = years_of(value)
    elif name in FACETS and value.strip():
        query.facets.append(Facet(FACETS[name], value, value.strip(), without))
    elif without:
        _add_phrase(query, f"{name} {value}", columns=(), without=True)
    else:
        if name in FACETS or name == "year":
            query.notes.append(f"“{item[0]}” was not understood and is searched as words.")
        add_chunk(query, f"{item[2]}:{value}" if name not in FACETS else value)


def years_of(value: str) -> tuple[int, int] | None:
    """A typed year or range as (first, last), 0 and 9999 for open ends; None if it is none."""
    found = YEARS.fullmatch(value.strip())
    if not found or not any(found.groups()):
        return None
    if found[3]:
        return int(found[3]), int(found[3])
    low, high = int(found[1] or 0), int(found[2] or 9999)
    return (low, high) if low <= high else (high, low)


def _add_phrase(query: Query, value: str, *, columns: tuple[str, ...], without: bool) -> None:
    found = tuple(tokens(value))
    if found:
        (query.without if without else query.phrases).append(Phrase(found, columns))


def add_chunk(query: Query, chunk: str, *, columns: tuple[str, ...] = ()) -> None:
    """Add the words of a piece without spaces, and the piece as an identifier if it may be one."""
    found = [Word(word, chunk[a:b], columns) for word, a, b in words_with_places(chunk)]
    query.words.extend(found)
    if key := identifier(chunk):
        query.keys.append((key, tuple(word.folded for word in found)))


def identifier(chunk: str) -> str:
    """The form in which an identifier (DOI, PMID, citekey …) is compared; "" if it is none."""
    chunk = LINKS.sub("", chunk).strip("()[]{}<>,;\"'“”")
    if not any(map(str.isdigit, chunk)) or len(chunk) < 4 or YEAR.fullmatch(chunk):
        return ""
    return fold(normal_doi(chunk) or normal_pmid(chunk) or chunk)[:200]


def _mark_last(query: Query, typed: str, items: list[re.Match[str]]) -> None:
    """The last word may be half typed, if the text ends in it."""
    if not query.words or not items or len(typed) > limits.QUERY_CHARS:
        return
    last = items[-1]
    facet = bool(last[2]) and last[2].lower() in FACETS
    if last[1] or last[3] is not None or last[4] in OPERATORS or facet or typed[-1:].isspace():
        return
    word = query.words[-1]
    query.words[-1] = Word(word.folded, word.typed, word.columns, prefix=True)


def _limit(query: Query) -> None:
    """Drop words that stand twice, and those beyond the limit."""
    seen: dict[tuple[str, tuple[str, ...]], Word] = {}
    for word in query.words:
        seen[(word.folded, word.columns)] = word
    query.words = list(seen.values())
    most = limits.QUERY_WORDS
    if len(query.words) > most:
        query.words = query.words[:most]
        query.notes.append(f"Only the first {most} words were searched.")
    query.phrases, query.without = query.phrases[:most], query.without[:most]
    query.facets, query.keys = query.facets[:most], query.keys[:most]
