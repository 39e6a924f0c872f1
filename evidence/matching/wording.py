"""Tables about wording: small words, spellings, numerals, the names of recurring columns.

Data only. Words stand folded (`evidence.text.fold`): lower case, no diacritics.
"""

from typing import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL_WORDS = _words(
    "a an and are as at between by during for from how in into is it its of on or over the their "
    "this to toward towards under use using via was we what when where which who why with within "
    "new der die das des dem den ein eine und von zur zum bei mit le la les un une du de d l et "
    "en el los las del y e por para con do da dos das em na no"
)

# British → American, and what machines lose; a spelling that never meets is harmless.
_SPELLINGS = (
    ("ae", "e"),
    ("oe", "e"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("our", "or"),
    ("sulph", "sulf"),
    ("yse", "yze"),
)


def one_spelling(word: str) -> str:
    """A folded word of more than four letters in the spelling that words are compared in."""
    if len(word) > 4:
        for british, american in _SPELLINGS:
            if british in word:
                word = word.replace(british, american)
    return word


def _table(words: str) -> frozenset[str]:
    return frozenset(map(one_spelling, words.split()))


_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve",
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth",
    "- i ii iii iv v vi vii viii ix x xi xii",
)
NUMBER_WORDS = {
    word: str(value)
    for names in _NUMBERS
    for value, word in enumerate(names.split())
    if word not in ("-", "v", "x")  # these are letters as often as numerals
}


class _PartWords(NamedTuple):
    series: frozenset[str]
    before: frozenset[str]
    numerals: frozenset[str]


_SERIES = (
    "part parts pt paper chapter section series communication teil partie parte deel lecture "
    "lesson episode installment instalment"
)
# What a number counts when it stands after them: parts of a series, or anything; and numerals that
# are left as letters.
PART_WORDS = _PartWords(
    _table(_SERIES),
    _table(
        f"{_SERIES} volume vol number no report study studies update supplement book phase stage "
        "type step trial experiment"
    ),
    frozenset({"v", "x"}),
)

# Names of columns that come back; a title made of such words alone identifies nothing.
GENERIC_WORDS = _table(
    "abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments address "
    "advertisement advertisements anniversary announcement announcements annual anonymous appendix "
    "april article articles august author authors autumn award awards back behind bibliography "
    "biography board book books brief briefs buchbesprechung bulletin business calendar call case "
    "chair chairman chairs challenge clinical column comment commentary comments committee "
    "communication communications conference congress content contents contributor contributors "
    "corner correction corrections correspondance correspondence corrigendum cover current dear "
    "december department departmental departments directory discussion editor editorial editorials "
    "editors epilogue errata erratum essay event events example executive faculty fall farewell "
    "feature features february foreword forthcoming forum front future general guest guidelines "
    "highlights history image images index information inhalt inhaltsverzeichnis inside interview "
    "introducing introduction introductory invitation invited issue issues january journal "
    "journals journey july june keynote leserbrief letter letters list literature manuscript march "
    "masthead matter may media meeting meetings membership message minutes misc miscellaneous "
    "miscellany month monthly nachruf name names new news newsletter next note notes notice "
    "notices november number obituaries obituary october opinion opinions other overview page "
    "pages panel paper papers perspective perspectives photo picture poster posters preface "
    "preliminary president presidential presidents previous proceedings program programme prologue "
    "publication publications quarterly question questions quiz readers recent referee referees "
    "reference references reflections regular remark remarks reply report reports research "
    "response responses retraction retrospect retrospective review reviewer reviewers reviews "
    "round science section selected senior september short society sommaire special spotlight "
    "spring statement study subject summaries summary summer supplement supplemental supplementary "
    "symposium table tables thank thanks title today topic topics tribute unknown untitled "
    "upcoming update updates viewpoint viewpoints vol volume vorwort week weekly welcome welcoming "
    "winter words workshop year years "
)
# Columns with names of other words; small words are left out.
GENERIC_PHRASES = frozenset(
    " ".join(one_spelling(word) for word in phrase.split() if word not in SMALL_WORDS)
    for phrase in (
        "gateways to clinical trials",
        "hot off press",
        "quality of care",
        "ask experts",
        "clinical trials",
        "clinical practice",
        "images in clinical medicine",
        "whats new",
        "looking back looking ahead",
        "state of art",
        "at a glance",
        "people and places",
        "in memoriam",
        "conflict of interest",
        "continuing medical education",
        "instructions for authors",
        "from archives",
        "quote of day",
        "table of contents",
    )
)
