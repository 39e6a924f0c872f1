"""Tables of words that exclude each other, and of the forms that one word takes. Data only.

Words stand folded, in the spelling of `wording.one_spelling`.
"""

from functools import lru_cache

from evidence.matching.wording import one_spelling

# Words of one row exclude each other where they stand in the same place of two titles. A row that
# is too long goes on in the next line, indented. The first three rows name who was studied.
_ROWS = """
adult adults |
  child children childhood pediatric pediatrics paediatric paediatrics juvenile kids |
  adolescent adolescents adolescence teenagers youth youths |
  infant infants infancy toddlers |
  neonate neonates neonatal newborn newborns preterm premature |
  elderly older geriatric aged old | young younger
men man male males boys fathers paternal | women woman female females girls mothers maternal
human humans patient patients | mouse mice murine | rat rats | rabbit rabbits |
  dog dogs canine | cat cats feline | pig pigs porcine swine |
  monkey monkeys primate primates | cattle bovine cows | sheep ovine
acute | chronic | subacute | recurrent
increase increases increased increasing | decrease decreases decreased decreasing |
  reduced reduces reduction
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
prevention prophylaxis preventing | treatment therapy treating | diagnosis diagnostic |
  screening
depression depressive | anxiety | psychosis | schizophrenia | dementia
breast | prostate | lung | colorectal colon | ovarian | pancreatic | gastric | cervical |
  bladder | liver | kidney renal | skin | brain
january | february | march | april | may | june | july | august | september | october |
  november | december
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
_POPULATION_ROWS = 3


def _contrasts() -> dict[str, tuple[int, int]]:
    table: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(_ROWS.strip().replace("|\n  ", "| ").splitlines()):
        for side, names in enumerate(line.split("|")):
            for word in names.split():
                table.setdefault(one_spelling(word), (row, side))
    return table


CONTRASTS = _contrasts()
# Who or what was studied, but for words that any title may hold.
POPULATIONS = frozenset(word for word, (row, _) in CONTRASTS.items() if row < _POPULATION_ROWS) - {
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


def _endings(text: str) -> frozenset[str]:
    return frozenset(text.split(" "))  # the first is none at all


# How words of one family end.
ENDINGS = _endings(
    " s es ed d e ing ings er ers or ors ion ions ional ation ations ational ative ated ate ates "
    "ating al als ally ic ics ical ically ity ities y ies ied ize ized izing izes ization "
    "izational ment ments ance ence ances ences ive ives ively ly um a us i is ous ist ists ism "
    "n an ian ial ary able ible ness ful"
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
