"""References that may bear on a text: the claim as a query over titles, abstracts and notes.

BM25 with stems over any of the claim's words, titles twice as heavy, then the best hundred again
by how many pairs of neighbouring words they share with the claim. On SciFact this ranks about as
well as published BM25 (nDCG@10 0.69); similarity of spelling makes it worse by 0.2 and is not used.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import Any

from sqlalchemy import Connection

from evidence import limits
from evidence.store.search.dialects import All, Condition, OneOf, SQLite, Term, statement
from evidence.store.search.documents import mark, tokens
from evidence.store.search.rank import same_stem
from evidence.store.search.reading import Index

COLUMNS = ("title", "notes", "body")
CANDIDATES = 100
MOST_WORDS = 40
LARGE = 50_000  # from this size on only the rarest words are asked: the frequent ones cost most
RAREST = 8
SHARED_PAIR = 0.06  # what a shared pair of words adds, as a share of the score
SHOWN_WORDS = 8

_SMALL_WORDS = """
a about after all also am an and any are as at be because been before being between both but by can
could did do does doing down during each for from further had has have having he her here hers him
his how i if in into is it its itself me more most my no nor not of off on once only or other our
out over own same she should so some such than that the their them then there these they this those
through to too under until up very was we were what when where which while who whom why will with
would you your may might must shall s t
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())
# Ending → what stands in its place in other forms of the word.
ENDINGS = (
    ("s", ("",)),
    ("es", ("", "is")),
    ("ies", ("y",)),
    ("ing", ("", "e", "s", "es", "ed")),
    ("ed", ("", "e", "s", "es", "ing")),
    ("y", ("ies",)),
    ("e", ("ing", "ed")),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reference that may bear on a text; `why`: the words that they share, rarest first."""

    id: str
    key: str
    title: str
    score: float
    why: list[str]


def suggest(
    connection: Connection, typed: str, *, exclude: Collection[str], limit: int = 10
) -> list[Suggestion]:
    """The references (not those in `exclude`, ids) that share most with a text; best first."""
    index = Index(connection)
    sequence = [w for w in tokens(typed[: limits.NOTE_CHARS]) if w not in STOP_WORDS]
    counts = _counts(index, sequence)
    known = sorted(counts, key=lambda word: (counts[word], word))
    words = known[: RAREST if index.size > LARGE else MOST_WORDS]
    if not words or limit < 1:
        return []
    weights = {word: log(1 + index.size / (1 + counts[word])) for word in words}
    ranked = _candidates(index, weights, CANDIDATES + limit + min(len(exclude), 1_000))
    rows = index.rows([number for number, _ in ranked])
    excluded = set(exclude)
    ranked = [(n, score) for n, score in ranked if n in rows and rows[n].id not in excluded]
    ranked = ranked[: max(CANDIDATES, limit)]
    texts = index.texts([number for number, _ in ranked])
    pairs = set(pairwise(sequence))
    scored = []
    for number, score in ranked:
        shared = _shared_pairs(pairs, texts[number].split())
        scored.append((score * (1 + SHARED_PAIR * shared), number))
    scored.sort(key=lambda one: (-one[0], one[1]))
    return _shown(index, scored[:limit], rows, texts, words)


def _counts(index: Index, words: Sequence[str]) -> dict[str, int]:
    """The words that are known, in this or another form, with the documents that hold them.

    The texts are matched by stems, the vocabulary has whole words: `opioids` is known by `opioid`.
    """
    forms = {word: [word, *_other_forms(word)] for word in words}
    known = index.counts(form for every in forms.values() for form in every)
    return {
        word: max(known[form][1] for form in every if form in known)
        for word, every in forms.items()
        if any(form in known for form in every)
    }


def _other_forms(word: str) -> Iterator[str]:
    """Singular for plural and the like; a wrong guess is no word and so does no harm."""
    yield word + "s"
    for ending, others in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield from (word[: -len(ending)] + other for other in others)


def _candidates(index: Index, weights: dict[str, float], limit: int) -> list[tuple[int, float]]:
    """The references that rank first for any of the words: (number, score)."""
    kind = Term((mark("kind", "reference"),))
    any_word: Condition = OneOf(tuple(Term((word,), columns=COLUMNS) for word in weights))
    match = index.dialect.text(All((any_word, kind)))
    values: dict[str, Any] = {"match": match, "limit": limit}
    if index.dialect is SQLite:
        rank = index.dialect.text_rank
    else:
        # ts_rank knows no rarity: it is asked word by word (1: divided by the log of the length).
        parts = []
        for place, (word, weight) in enumerate(weights.items()):
            values[f"word{place}"] = index.dialect.text(Term((word,), columns=COLUMNS))
            parts.append(
                f"{weight:.4f} * ts_rank('{{0, 0, 0.5, 1}}', vector, "
                f"to_tsquery('english', :word{place}), 1)"
            )
        rank = f"-({' + '.join(parts)})"
    rows = index.connection.execute(
        statement(
            f"SELECT rowid AS number, {rank} AS score FROM search_text "
            f"WHERE {index.dialect.text_matches} ORDER BY score, number LIMIT :limit"
        ),
        values,
    )
    return [(row.number, -row.score) for row in rows.all()]


def _shared_pairs(pairs: Collection[tuple[str, str]], words: Sequence[str]) -> int:
    """How many pairs of neighbours of the claim are neighbours (small words aside) here too."""
    beginnings = {(a[:5], b[:5]) for a, b in pairs}
    text = [word[:5] for word in words if word not in STOP_WORDS]
    return len(beginnings.intersection(pairwise(text)))


def _shown(
    index: Index,
    scored: Sequence[tuple[float, int]],
    rows: dict[int, Any],
    texts: dict[int, str],
    words: Sequence[str],
) -> list[Suggestion]:
    originals = index.originals([number for _, number in scored])
    suggestions = []
    for score, number in scored:
        present = set(texts[number].split())
        why = [w for w in words if w in present or any(same_stem(w, t) for t in present)]
        suggestions.append(
            Suggestion(
                id=rows[number].id,
                key=rows[number].key,
                title=json.loads(originals[number]).get("title", ""),
                score=round(score, 4),
                why=why[:SHOWN_WORDS],
            )
        )
    return suggestions
