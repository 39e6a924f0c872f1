"""Claims and the words that make them: from a quote to its place in a text, and back.

    folding    white space and typography made alike, with a map back to the text
    sentences  where sentences and clauses begin and end
    meaning    numbers, units, negation and direction: what a likeness of letters does not see
    alignment  which stretch is most like some words
    search     quote → place: exact first, then approximate, with named reasons
    revisions  what became of a claim in a new version
    segments   a text cut where claims begin and end

Pure. A stored position is a hint; the quote is the truth (W3C Web Annotation,
TextQuoteSelector and TextPositionSelector).
"""

from evidence.anchoring.meaning import Difference, differences
from evidence.anchoring.revisions import Reanchored, reanchor
from evidence.anchoring.search import Found, Position, Quote, Reason, anchor, places, select
from evidence.anchoring.segments import Segment, Span, segments
from evidence.anchoring.sentences import sentences

__all__ = [
    "Difference",
    "Found",
    "Position",
    "Quote",
    "Reanchored",
    "Reason",
    "Segment",
    "Span",
    "anchor",
    "differences",
    "places",
    "reanchor",
    "segments",
    "select",
    "sentences",
]
