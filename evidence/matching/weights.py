"""Weights and thresholds of matching: how much each field speaks for or against.

A field's similarity (0-1) is turned into points along the lines of its row, in the manner of
Fellegi and Sunter (A theory for record linkage, JASA 1969;64:1183): points are natural logarithms
of "how much more often is this seen in two records of one work than in records of two". Rows rise
from left to right, so a field that grows less alike always lowers the score. They were set by
hand on four labelled sets of medical and information-systems references and checked on three
others; higher thresholds miss duplicates, lower ones merge what is not the same, and the second
cannot be seen afterwards, so every doubt goes to a person.
"""

from functools import lru_cache
from math import exp

POINTS: dict[str, tuple[tuple[float, float], ...]] = {
    # Two titles below 0.75 are seldom one work; between 0.9 and 1 lie subtitles and slips.
    "title": ((0.0, -9.0), (0.6, -6.0), (0.75, -2.0), (0.85, 1.5), (0.93, 4.0), (1.0, 5.5)),
    "authors": ((0.0, -6.0), (0.3, -3.5), (0.5, -1.0), (0.7, 1.2), (0.9, 2.8), (1.0, 3.5)),
    # Online first and in print differ by a year; databases by more, rarely.
    "year": ((0.0, -3.5), (0.4, -1.8), (0.7, -0.4), (1.0, 0.7)),
    # A journal has more names than any table holds: another name alone weighs little.
    "journal": ((0.0, -2.8), (0.5, -1.6), (0.85, 0.9), (1.0, 1.6)),
    "volume": ((0.0, -3.5), (0.35, -1.0), (0.8, 1.0), (1.0, 1.8)),
    "issue": ((0.0, -1.6), (0.5, -0.2), (0.8, 0.7), (1.0, 0.9)),
    "pages": ((0.0, -4.0), (0.25, -1.2), (0.45, -0.3), (0.6, 1.0), (0.85, 2.4), (1.0, 3.2)),
    # Registered once a work. A DOI is copied wrongly, shared by a supplement's abstracts, or given
    # twice by two agencies, so it decides nothing alone; PubMed's number is nearly always right.
    "doi": ((0.0, -1.2), (1.0, 6.0)),
    "pmid": ((0.0, -5.0), (1.0, 7.0)),
    "pmcid": ((0.0, -4.0), (1.0, 6.5)),
    "arxiv": ((0.0, -4.0), (1.0, 6.5)),
    "isbn": ((0.0, -1.0), (1.0, 3.0)),
}

# What a difference in wording takes away, beside the rule that it breaks (see `advice.py`).
KIND_DIFFERS = 7.0  # an erratum, a reply, a comment … against the work
PART_DIFFERS = 7.0  # Part I against Part II
CONTRAST = 5.0  # adults against children
NUMBER_DIFFERS = 4.0
NUMBER_ADDED = 1.5  # Title against Title 2
WORD_REPLACED = 1.5  # a word, and the most that words count
WORDS_REPLACED_MOST = 4.5
FORM_DIFFERS = 4.0  # a preprint, an abstract, a chapter against an article

# A short title is shared by many works: what speaks for it counts in proportion to its length.
TITLE_LETTERS = 40
TITLE_LEAST = 0.25
GENERIC_TITLE = 0.1
TRANSLATED_TITLE = 0.25  # two databases translate a title in their own words

SAME_POINTS = 8.0  # the title whole, the authors, and nothing against it: 9.7
ASK_POINTS = 4.0  # 0.5 of the score: as likely as not
SCALE = (SAME_POINTS - ASK_POINTS) / 2.1972246  # so that SAME_POINTS is a score of 0.9


@lru_cache(maxsize=10_000)
def points(field: str, similarity: float) -> float:
    """The points of a field at a similarity: negative against, positive for one work."""
    row = POINTS[field]
    if similarity >= 1:
        return row[-1][1]
    below, at_below = row[0]
    for above, at_above in row[1:]:
        if similarity <= above:
            return at_below + (at_above - at_below) * (similarity - below) / (above - below)
        below, at_below = above, at_above
    return at_below


def score_of(total: float) -> float:
    """Points as a score between 0 and 1, never either."""
    return 1 / (1 + exp((ASK_POINTS - total) / SCALE))
