"""Words near a misspelt one, without a scan of the vocabulary and without an index in memory.

Symmetric deletion (SymSpell, W. Garbe 2012): two words within d edits share a word that is left
when at most d letters are deleted from each. The deletions of every word of the core stand in
`search_near`, each a 32-bit digest of what is left and the number of the word in one integer (the
cheapest key that SQLite has); what a digest finds is measured again. Only the first seven letters
are used: if two words are within d edits, so are suitable beginnings of them.
"""

from collections.abc import Iterable, Iterator
from math import log10
from typing import AnyStr
from zlib import crc32

from sqlalchemy import Connection

from evidence.store.search.dialects import dialect_of, statement

PREFIX = 7
SHORTEST = 4  # shorter words have too many neighbours to guess among
TWO_EDITS = 6  # from this length on two edits are forgiven
LONGEST = 30
MOST_VARIANTS = 10
# How much ten times more frequent weighs against an edit (tuned on known-item queries).
FREQUENCY = 0.3
# A digest and a word's number share 63 bits, the positive integers of both databases.
NUMBER_BITS = 31
NUMBERS = (1 << NUMBER_BITS) - 1


def edits_allowed(length: int) -> int:
    """How many edits (insert, delete, replace, swap) a word of this length may be away."""
    if length < SHORTEST:
        return 0
    return 2 if length >= TWO_EDITS else 1


# For each length of a beginning: the places of one letter, and those of two.
_ONE = [[(at, at + 1) for at in range(length)] for length in range(PREFIX + 1)]
_TWO = [
    [(one, one + 1, two, two + 1) for one in range(length) for two in range(one + 1, length)]
    for length in range(PREFIX + 1)
]


def deletions(word: str) -> set[int]:
    """The digests of a word's beginning with up to the allowed letters deleted."""
    edits = edits_allowed(len(word))
    if not word.isascii():
        return {crc32(part.encode()) for part in _left(word[:PREFIX], edits)}
    return {crc32(part) for part in _left(word[:PREFIX].encode(), edits)}


def _left(start: AnyStr, edits: int) -> list[AnyStr]:
    """What is left of a beginning, as text or bytes, when up to so many signs are deleted."""
    left = [start]
    if edits:
        left += [start[:a] + start[b:] for a, b in _ONE[len(start)]]
    if edits > 1:
        left += [start[:a] + start[b:c] + start[d:] for a, b, c, d in _TWO[len(start)]]
    return left


def pairs(word: str, number: int) -> list[int]:
    """What stands in `search_near` for a word: its digests, each with the word's number."""
    return [digest << NUMBER_BITS | number for digest in deletions(word)]


def correctable(word: str) -> bool:
    """Whether queries are corrected to this word: of usual length, with at most one digit."""
    return SHORTEST - 1 <= len(word) <= LONGEST and sum(map(str.isdigit, word)) <= 1


def near(connection: Connection, wanted: Iterable[str]) -> dict[str, list[tuple[str, int, int]]]:
    """For each typed word the near words of the core: (word, edits, documents), nearest first."""
    from rapidfuzz.distance import OSA

    hashes: dict[int, set[str]] = {}
    for word in set(wanted):
        if edits_allowed(len(word)) and len(word) <= LONGEST:
            for digest in deletions(word):
                hashes.setdefault(digest, set()).add(word)
    if not hashes:
        return {}
    dialect = dialect_of(connection)
    # In two steps: the planner of PostgreSQL reads the whole vocabulary to join them.
    pairs_found = connection.execute(
        statement(
            f"SELECT n.pair FROM {dialect.each} CROSS JOIN search_near n "
            f"WHERE n.pair BETWEEN each.value AND each.value + {NUMBERS}"
        ),
        {"values": dialect.values(digest << NUMBER_BITS for digest in hashes)},
    ).scalars()
    asked: dict[int, set[str]] = {}  # the number of a word → the typed words that it may be
    for pair in pairs_found:
        asked.setdefault(pair & NUMBERS, set()).update(hashes[pair >> NUMBER_BITS])
    terms = connection.execute(
        statement(f"SELECT id, term, core FROM search_term WHERE id {dialect.among}"),
        {"values": dialect.values(asked)},
    )
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for number, term, documents in terms:
        for word in asked[number]:
            if term == word:
                continue
            allowed = edits_allowed(len(word))
            distance = OSA.distance(word, term, score_cutoff=allowed)
            if distance <= allowed:
                found.setdefault(word, {})[term] = (distance, documents)
    return {word: _nearest(seen) for word, seen in found.items()}


def _nearest(seen: dict[str, tuple[int, int]]) -> list[tuple[str, int, int]]:
    kept = [(term, edits, number) for term, (edits, number) in seen.items()]
    kept.sort(key=lambda one: (one[1] - FREQUENCY * log10(one[2] + 1), one[0]))
    return kept[:MOST_VARIANTS]


# What writers of German, Danish and Norwegian put for one letter; folding leaves a, o, u.
LETTERS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# Abbreviations in journal titles (ISO 4) that are not the beginning of the word.
CONTRACTED = {
    "natl": ("national",),
    "intl": ("international",),
    "dtsch": ("deutsche", "deutsches"),
    "ntwk": ("network",),
    "bmj": ("british",),
    "nejm": ("england",),
    "jnl": ("journal",),
}


def other_forms(word: str) -> Iterator[str]:
    """Other spellings of a word that are no misspellings: `mueller` is `muller`."""
    for written, letter in LETTERS:
        if written in word:
            yield word.replace(written, letter)
        if letter in word and len(word) >= SHORTEST:
            yield word.replace(letter, written, 1)
    yield from CONTRACTED.get(word, ())


def splits(word: str) -> Iterator[tuple[str, str]]:
    """The ways to part a word in two: `alphaamylase` is `alpha amylase`."""
    if 6 <= len(word) <= LONGEST:
        for place in range(2, len(word) - 1):
            yield word[:place], word[place:]


def years_beside(word: str) -> Iterator[str]:
    """A year may be wrong by one: published online, printed the next year."""
    if len(word) == 4 and word.isdecimal() and word.isascii() and 1500 <= int(word) <= 2199:
        yield str(int(word) - 1)
        yield str(int(word) + 1)
