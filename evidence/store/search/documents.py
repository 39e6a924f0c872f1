"""What is searched, and what of it goes where: fields to index columns, values to terms.

A document has original texts (`fields`) and facets. The index keeps both, and beside them the
folded words of the fields in the columns of two full-text tables: the *core* (title, authors,
journal, year, keys: what people type to find a known item) and the *text* (everything). Abstracts
inflate every posting list, so the core is apart: a keystroke in 100,000 references costs 2 ms
instead of 50.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from evidence.text import fold, spell_greek, words
from evidence.text.folding import WORD

CORE_COLUMNS = ("title", "authors", "journal", "year", "keys")
TEXT_COLUMNS = ("title", "notes", "body", "other")
# Fields that people write by hand: their words are worth correcting a query to.
NOTE_FIELDS = frozenset({"annotation", "notes", "keywords", "text"})

# The longest word that is indexed (a lexeme of PostgreSQL has at most 2 KB; a word has not).
WORD_CHARS = 64
# The longest text of one column; a tsvector of PostgreSQL has at most 1 MB.
COLUMN_CHARS = 200_000

# Facets stand in the full-text tables as words that nobody types: a digest in letters only (so
# that no tokenizer splits it) with an end that no stemmer strips.
MARK = "qzqz"
MARK_END = "x"
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What is searched; the caller builds it from a reference, a claim, a note or a passage.

    `id` is unique over all kinds; `key` is the citekey, the slug, or the key of what a note
    belongs to; `fields` are original texts (title, authors, journal, year, keys, abstract …);
    `facets` are what a search can be narrowed to (type, design, stance, tag, status, has …);
    `alike` are the keys that other reports of the same work share (see `matching.keys`).
    """

    id: str
    kind: str
    key: str
    fields: Mapping[str, str]
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    links: int = 0
    alike: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the index keeps it."""

    core: dict[str, str]  # column → folded words
    text: dict[str, str]
    facets: tuple[tuple[str, str], ...]  # (name, value), as shown
    marks: str  # the facets as words of the full-text tables
    keys: tuple[str, ...]  # whole identifiers: citekey, DOI, PMID …
    year: int | None
    words: set[str]  # the distinct words of the core and the notes
    others: set[str]  # those of the other texts


def clean(value: str) -> str:
    """Text that every database takes: control characters and lone surrogates become spaces."""
    return UNSAFE.sub(" ", value)


def tokens(value: str) -> list[str]:
    """The folded words of a text, in order, Greek letters spelt out."""
    return [word[:WORD_CHARS] for word in WORD.findall(spell_greek(fold(value)))]


def words_with_places(value: str) -> list[tuple[str, int, int]]:
    """The same words with their places in the text."""
    return [(spell_greek(word)[:WORD_CHARS], start, end) for word, start, end in words(value)]


def slug(value: str) -> str:
    """The form in which facet values are compared: `Randomised trial` → `randomised_trial`."""
    return "_".join(tokens(value))


@lru_cache(maxsize=20_000)
def mark(name: str, value: str) -> str:
    """The word that stands for a facet in the full-text tables."""
    digest = blake2b(f"{name}={slug(value)}".encode("utf-8", "replace"), digest_size=8)
    return MARK + digest.hexdigest().translate(LETTERS) + MARK_END


EVERY = MARK + "every" + MARK_END  # stands in every document: what an exclusion is taken from


def whole_keys(value: str) -> tuple[str, ...]:
    """The identifiers in a `keys` field, as they are compared: lower case, folded."""
    return tuple(dict.fromkeys(fold(key)[:200] for key in clean(value).split()))


def entry_of(document: Document) -> Entry:
    """Sort the words of a document into the columns of the index.

    A document without a title (a note, a passage) has its text as the title, so that spelling
    correction reaches it.
    """
    fields = {name: value for name, value in document.fields.items() if value}
    titled = "title" if fields.get("title") else "text"
    core: dict[str, list[str]] = {name: [] for name in CORE_COLUMNS}
    text: dict[str, list[str]] = {name: [] for name in TEXT_COLUMNS}
    for name, value in fields.items():
        found = tokens(value[:COLUMN_CHARS])
        if name in (titled, "title"):
            core["title"].extend(found)
            text["title"].extend(found)
        elif name in core:
            core[name].extend(found)
            text["other"].extend(found)
        else:
            text["notes" if name in NOTE_FIELDS else "body"].extend(found)
    facets = tuple(
        dict.fromkeys(
            (name, clean(str(value)).strip())
            for name, values in document.facets.items()
            for value in values
            if str(value).strip()
        )
    )
    marks = {EVERY, mark("kind", document.kind), *(mark(*facet) for facet in facets)}
    year = re.search(r"\b(1[5-9]|20|21)\d\d\b", fields.get("year", ""))
    words = set().union(*core.values(), text["notes"])
    return Entry(
        core={name: " ".join(found) for name, found in core.items()},
        text={name: " ".join(found) for name, found in text.items()},
        facets=facets,
        marks=" ".join(sorted(marks)),
        keys=whole_keys(f"{document.key} {fields.get('keys', '')}"),
        year=int(year.group()) if year else None,
        words=words,
        others=set(text["body"]) - words,
    )


def distinct(values: Iterable[str]) -> set[str]:
    """The distinct words of columns of folded words."""
    return {word for value in values for word in value.split()}
