"""Matching: which references are one work, with a score that names its reasons.

Values in, values out. `features` reduces a CSL item to what is compared, `keys` names the blocks
in which to look, `compare` answers for two references, `find_groups` for a whole library, and an
`Index` for new references against those that a library holds under the same keys.

    wording.py    tables: kinds of notice, recurring columns, opposites, spellings
    titles.py     what a title says, and how two differ
    people.py     authors
    places.py     journal, volume, issue, pages
    features.py   all of it for one reference
    keys.py       blocking keys
    weights.py    points and thresholds
    comparing.py  two references field by field
    advice.py     same, ask, related, different: the rules
    pairs.py      a match and its reasons in words
    groups.py     the whole library
    candidates.py new references against a library
"""

from evidence.matching.advice import Advice
from evidence.matching.candidates import Index, candidates
from evidence.matching.features import Features, features
from evidence.matching.groups import Group, find_groups
from evidence.matching.keys import MOST_KEYS, keys, names_the_work
from evidence.matching.pairs import Match, Reason, compare

__all__ = [
    "MOST_KEYS",
    "Advice",
    "Features",
    "Group",
    "Index",
    "Match",
    "Reason",
    "candidates",
    "compare",
    "features",
    "find_groups",
    "keys",
    "names_the_work",
]
