"""Tables about wording: kinds of notice, recurring columns, opposites, spellings, numerals.

Data only. Words stand folded (`evidence.text.fold`): lower case, no diacritics.
"""

import re
from functools import lru_cache
from typing import NamedTuple

SMALL_WORDS = frozenset(
    "a an and are as at between by during for from how in into is it its of on or over the their "
    "this to toward towards under use using via was we what when where which who why with within "
    "new der die das des dem den ein eine und von zur zum bei mit le la les un une du de d l et "
    "en el los las del y e por para con do da dos das em na no".split()
)

# British → American, and what machines lose; a spelling that never meets is harmless.
SPELLINGS = (("ae", "e"), ("oe", "e"), ("isation", "ization"), ("ising", "izing"), ("ised", "ized"),
             ("our", "or"), ("sulph", "sulf"), ("yse", "yze"))  # fmt: skip


def one_spelling(word: str) -> str:
    """A folded word of more than four letters in the spelling that words are compared in."""
    if len(word) > 4:
        for british, american in SPELLINGS:
            if british in word:
                word = word.replace(british, american)
    return word


def _table(words: str) -> frozenset[str]:
    return frozenset(map(one_spelling, words.split()))


_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split(),
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split(),
    "- i ii iii iv v vi vii viii ix x xi xii".split(),
)
NUMBER_WORDS = {
    word: str(value)
    for names in _NUMBERS
    for value, word in enumerate(names)
    if word not in ("-", "v", "x", "i")  # `v` and `x` are letters; `i` is below, apart
} | {"i": "1"}


class _PartWords(NamedTuple):
    before: frozenset[str]
    numerals: frozenset[str]


# What a number counts when it stands after them; and numerals that are left as letters.
PART_WORDS = _PartWords(
    _table(
        "part parts pt paper volume vol chapter section series number no communication report "
        "study studies update teil partie parte deel lecture lesson episode supplement "
        "installment instalment book phase stage type step trial experiment"
    ),
    frozenset({"v", "x"}),
)

# Words of one row exclude each other where they stand in the same place of two titles.
_CONTRAST_ROWS = """
adult adults | child children childhood pediatric pediatrics paediatric paediatrics juvenile kids | adolescent adolescents adolescence teenagers youth youths | infant infants infancy toddlers | neonate neonates neonatal newborn newborns preterm premature | elderly older geriatric aged old | young younger
men man male males boys fathers paternal | women woman female females girls mothers maternal
human humans patient patients | mouse mice murine | rat rats | rabbit rabbits | dog dogs canine | cat cats feline | pig pigs porcine swine | monkey monkeys primate primates | cattle bovine cows | sheep ovine
acute | chronic | subacute | recurrent
increase increases increased increasing | decrease decreases decreased decreasing | reduced reduces reduction
high higher | low lower
short shorter | long longer
left | right
early | late
before | after
with | without
positive | negative
upper | lower
primary | secondary | tertiary
mild | moderate | severe
medical | surgical
oral | intravenous | subcutaneous | topical | intramuscular | intranasal | inhaled
inpatient inpatients | outpatient outpatients
systolic | diastolic
arterial | venous
anterior | posterior
proximal | distal
benign | malignant
nurse nurses nursing | physician physicians doctors | student students | pharmacist pharmacists
pregnant pregnancy antenatal prenatal | postpartum postnatal
morning | evening | night
summer | winter | spring | autumn
urban | rural
efficacy effectiveness | safety tolerability
prevention prophylaxis preventing | treatment therapy treating | diagnosis diagnostic | screening
depression depressive | anxiety | psychosis | schizophrenia | dementia
breast | prostate | lung | colorectal colon | ovarian | pancreatic | gastric | cervical | bladder | liver | kidney renal | skin | brain
january | february | march | april | may | june | july | august | september | october | november | december
monday | tuesday | wednesday | thursday | friday | saturday | sunday
theory | practice
fetal foetal | fecal faecal
ureteral ureteric ureter | urethral urethra
serum | plasma | urine urinary | blood | saliva salivary
femoral femur | tibial tibia | humeral humerus | radial radius
aortic | mitral | tricuspid
abduction | adduction
afferent | efferent
absorption | adsorption
maternal | fetal foetal
ileal ileum | iliac ilium
peroneal | perineal | peritoneal
prenatal | perinatal | postnatal
induction | maintenance
sensitive | resistant refractory | naive
observational | randomized randomised
quantitative | qualitative
prospective | retrospective
north northern | south southern | east eastern | west western
introduction | conclusion
"""


def _contrasts() -> dict[str, tuple[int, int]]:
    table: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(_CONTRAST_ROWS.strip().splitlines()):
        for side, names in enumerate(line.split("|")):
            for word in names.split():
                table.setdefault(one_spelling(word), (row, side))
    return table


CONTRASTS = _contrasts()
# The words of the first rows name who or what was studied.
POPULATIONS = frozenset(word for word, (row, _) in CONTRASTS.items() if row < 3) - {
    "aged",
    "old",
    "patient",
    "patients",
    "human",
    "humans",
} | {"pregnant", "pregnancy"}
OPPOSED_PREFIXES = (
    ("hyper", "hypo", "normo", "eu"),
    ("pre", "post", "peri", "intra", "inter", "extra", "trans"),
    ("in", "out"),
    ("over", "under"),
    ("macro", "micro"),
    ("mono", "bi", "tri", "poly", "multi"),
    ("uni", "bi", "multi"),
    ("endo", "exo", "ecto"),
    ("sym", "asym"),
    ("anti", "pro"),
    ("ante", "retro", "antero"),
    ("tachy", "brady"),
    ("homo", "hetero"),
    ("up", "down"),
    ("afferent", "efferent"),
)
# How words of one family end.
ENDINGS = frozenset(
    " s es ed d e ing ings er ers or ors ion ions ional ation ations ational ative ated ate ates "
    "ating al als ally ic ics ical ically ity ities y ies ied ize ized izing izes ization "
    "izational ment ments ance ence ances ences ive ives ively ly um a us i is ous ist ists ism "
    "n an ian ial ary able ible ness ful".split(" ")
)
_NEGATIONS = ("un", "non", "in", "a", "anti", "dis", "im")


@lru_cache(maxsize=50_000)
def sides_of(word: str) -> tuple[tuple[object, object], ...]:
    """The rows of opposites that a word stands in, each with its side. Few words stand in any.

    Two words exclude each other when they stand in one row on different sides: `adults` and
    `children`, `hypertension` and `hypotension`, `stable` and `unstable`.
    """
    found: list[tuple[object, object]] = []
    if word in CONTRASTS:
        found.append(CONTRASTS[word])
    if len(word) > 3:
        found.append((word, ""))
    for family in OPPOSED_PREFIXES:
        for prefix in family:
            if word.startswith(prefix) and len(word) - len(prefix) > 2:
                found.append(((family, word[len(prefix) :]), prefix))
    for prefix in _NEGATIONS:
        if word.startswith(prefix) and len(word) - len(prefix) > 3:
            found.append((word[len(prefix) :], prefix))
    return tuple(found)


# Remarks that databases put into a title: what stands in them is about the record, not the work.
_LANGUAGES = (
    "english|chinese|french|german|spanish|italian|japanese|russian|portuguese|polish|turkish|"
    "korean|dutch|danish|swedish|norwegian|finnish|czech|hungarian|hebrew|arabic|persian|"
    "croatian|serbian|slovak|slovene|slovenian|romanian|bulgarian|ukrainian|greek|lithuanian|"
    "multiple languages|undetermined language|original"
)
REMARK = re.compile(
    rf"[\[(]\s*(?:(?:article )?(?:in )?(?:{_LANGUAGES})(?:[,;/ ]+(?:{_LANGUAGES}))*"
    r"|\d+ ref(?:erence)?s?\.?|reviews?(?:\]?\s*\[?\d+ refs?)?|see comments?|corrected"
    r"|(?:letter|comment|editorial|news|abstract|meeting abstract|review|case reports?)"
    r"(?:\s*;\s*(?:letter|comment|editorial|review|news))*"
    r"|(?:comment|erratum|errata|correction|retraction|republished|reprint|summary|update"
    r"|original(?: report)?|retracted|expression of concern|author reply)"
    r"(?: appears| published)? (?:in|from|of|by|for|on)\b[^\[\]]*"
    r"|multiple letters|\d{1,2}|retracted(?: article)?|proceeding(?:s)?|electronic(?: resource)?|published erratum appears[^\[\]]*"
    r")\s*[\])]\.?"
)

_SEPARATOR = r"\s*(?:[:.\-]|to\b|on\b|of\b|for\b|in\b|$)"
KIND_AT_START = tuple(
    (kind, re.compile(rf"\W*(?:{pattern})"))
    for kind, pattern in (
        (
            "erratum",
            r"(?:published |author |publisher )?(?:erratum|errata|corrigend(?:um|a)|correction|addendum"
            rf"|corrections|amendment){_SEPARATOR}|(?:author|publisher) correction",
        ),
        (
            "retraction",
            r"(?:retraction|retraction note|retraction notice|notice of retraction|withdrawal"
            rf"|removal notice|(?:editorial )?expression of concern){_SEPARATOR}",
        ),
        (
            "reply",
            r"(?:in )?(?:reply|replies|rejoinder)\b|(?:the )?authors?'?s? (?:reply|response)\b"
            rf"|response(?: letter)?(?:\s*:|\s+to\b|$)|re\s*:|re \[?\W",
        ),
        (
            "comment",
            r"(?:invited |editorial |expert )?comment(?:s|ary|aries)?(?:\s*[:.]|\s+on\b|\s+to\b|$)"
            r"|discussion(?:\s*:|\s+of\b|\s+on\b|$)|letter(?:s)?(?: to the editor)?(?:\s*[:.]|$)"
            r"|correspondence(?:\s*[:.]|\s+on\b|$)|critique of\b|reflections? on '",
        ),
        ("editorial", r"(?:guest )?editorial(?:\s*[:.\-]|$)|editor'?s?'? (?:note|choice|comment)"),
        ("protocol", r"(?:study |trial |review )?protocol(?:\s*[:.]| for\b| of\b)"),
        ("abstract", r"(?:meeting |conference |poster )?abstract(?:\s*[:.\-]|\s+[a-z]{0,3}-?\d+)|poster(?:\s*[:.]|\s+\d)"),
        ("summary", r"(?:plain language |lay |executive )summary(?:\s*[:.]|\s+of\b)"),
    )
)  # fmt: skip
KIND_AT_END = tuple(
    (kind, re.compile(rf"(?:{pattern})\W*$"))
    for kind, pattern in (
        ("erratum", r"[:.\-(\[]\s*(?:an? )?(?:erratum|errata|corrigendum|corrigenda|correction|addendum)"
                    r"|\(?\[?vol\.?\s*\w+,?\s*(?:pg?s?\.?|art(?:icle)?(?: no)?\.?)\s*[\w\- ]+(?:,\s*\d{4})?\s*[\])]"),
        ("retraction", r"[:.\-(\[]\s*(?:retraction|notice of retraction|expression of concern)"),
        ("reply", r"[:.\-(\[]\s*(?:an? |the )?(?:authors?'?s? )?(?:reply|response|rejoinder)(?: to [^:.]{0,60})?"),
        ("comment", r"[:.\-(\[]\s*(?:an? |invited |editorial |expert )?(?:comment|commentary|discussion|critique|letter|letter to the editor)"),
        ("editorial", r"[:.\-(\[]\s*(?:an? |guest )?editorial"),
        ("protocol", r"\bstudy protocol(?: (?:for|of) (?:an?|the) [^:.]{0,120})?|[:.\-(\[]\s*(?:an? |the )?(?:[\w\- ]{0,60} )?protocol"
                     r"|\b(?:design and rationale|rationale and design|study design|trial design)(?: of [^:.]{0,120})?"
                     r"|\bprotocol (?:for|of) (?:an?|the) [^:.]{0,120}"),
        ("abstract", r"[\[(:.\-]\s*(?:meeting |conference |poster )?abstract|[:.\-(\[]\s*poster(?: presentation)?"),
        ("summary", r"[:.\-(\[]\s*(?:an? |the )?(?:plain language |lay |executive )summary"),
        ("follow-up", r"[:.\-(]\s*(?:an? |the )?(?:[\w\-]{1,12}[ \-](?:year|month|week)s? |long[ -]term |extended |final )*"
                      r"(?:follow[ -]?up|long[ -]term|extension|final|interim|updated|post[ -]hoc|subgroup|secondary|exploratory"
                      r"|pooled|sensitivity|replication)(?:[ -](?:of|from|results|outcomes?|analys[ie]s|study|report|data|trial|survey)\b[^:.]{0,80})?"),
        ("update", r"[:.\-(\[]\s*(?:an? |the )?(?:\d{4} )?(?:update|revision)(?: \d{4})?"),
    )
)  # fmt: skip

# Names of columns that come back; a title made of such words alone identifies nothing.
GENERIC_WORDS = _table(
    "abstract abstracts acknowledgment acknowledgments acknowledgement acknowledgements address "
    "advertisement advertisements announcement announcements annual anniversary appendix article "
    "articles author authors award awards back behind bibliography biography board book books brief briefs "
    "bulletin business calendar call case chair chairman chairs challenge clinical column comment comments "
    "commentary committee comunication communication communications conference congress content "
    "contents contributor contributors corner correction corrections correspondence corrigendum "
    "cover current de departmental dear department departments directory discussion "
    "editor editors editorial editorials epilogue erratum errata essay event events example executive "
    "faculty farewell feature features foreword forthcoming forum from front future general "
    "guest guidelines highlights history image images index information inside interview introducing "
    "introduction introductory invitation invited issue issues journal journals journey keynote letter letters list "
    "literature manuscript masthead matter media meeting meetings membership message minutes miscellaneous "
    "miscellany monthly month name names new news newsletter next note notes notice notices obituary obituaries of "
    "opinion opinions other our overview page pages panel papers paper perspective perspectives photo picture "
    "poster posters preface preliminary president presidential presidents previous proceedings "
    "program programme prologue publication publications quarterly question questions quiz readers recent "
    "reference references referee referees reflections regular remark remarks reply report "
    "reports research response responses retraction retrospective retrospect review reviewer reviewers reviews round science section "
    "selected senior short society special spotlight statement study subject summaries summary supplement supplementary "
    "supplemental symposium table tables thank thanks this title to today topic topics "
    "tribute unknown untitled update updates upcoming viewpoint viewpoints volume week weekly welcome welcoming words workshop year years "
    "mis is isr jais jmis misq bmj jama lancet nejm vol number misc anonymous "
    "correspondance inhalt inhaltsverzeichnis vorwort nachruf buchbesprechung leserbrief sommaire "
    "january february march april may june july august september october november december "
    "winter spring summer autumn fall"
)
GENERIC_PHRASES = frozenset(
    (
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
        "no title",
        "conflict of interest",
        "continuing medical education",
        "instructions for authors",
        "from archives",
        "quote of day",
        "table of contents",
    )
)

# Servers of preprints, by what they call themselves and by the beginning of their DOIs (Crossref's
# posted content). 10.1101 is Cold Spring Harbor's: its journals have letters after the slash.
PREPRINT_PLACE = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|edarxiv|eartharxiv|techrxiv|corr"
    r"|research square|preprints?(?:\.org)?|preprint server|ssrn(?: electronic journal)?|authorea"
    r"|osf preprints|qeios)\b"
)
PREPRINT_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6}|\d{4}\.\d{2})|48550/|21203/|20944/preprints|2139/ssrn|31234/|31219/"
    r"|31235/|26434/|36227/|22541/|32388/|12688/.*preprint)"
)
