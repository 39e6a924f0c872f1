"""Words that carry facts: units, numbers, denial, direction. English; lists, not understanding.

A word of one of these lists is compared by what it says, never by its letters: "fell" and
"decreased" are one end of an axis, "rose" is the other.
"""

import re
from functools import lru_cache

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = (
    {word: n for n, word in enumerate(_COUNTED.split())}
    | {word: 10 * n for n, word in enumerate(_TENS.split(), start=2)}
    | {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "dozen": 12}
    | {"billion": 1_000_000_000, "trillion": 1_000_000_000_000}
    | {"twice": 2, "twofold": 2, "double": 2, "doubled": 2, "doubling": 2}
    | {"thrice": 3, "threefold": 3, "triple": 3, "tripled": 3, "fourfold": 4, "fivefold": 5}
    | {"half": 0.5, "halved": 0.5}
)

# A word → its unit. Other than in `anchoring.meaning`, a unit is compared with its number.
UNITS = {
    word: unit
    for unit, words in {
        "s": "s sec secs second seconds",
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours hourly",
        "day": "d day days daily",
        "week": "wk wks week weeks weekly",
        "month": "mo mos month months monthly",
        "year": "y yr yrs year years yearly annual annually annualised annualized",
        "g": "g gram grams gramme grammes gm",
        "mg": "mg mgs milligram milligrams",
        "mcg": "mcg μg ug microgram micrograms",
        "ng": "ng nanogram nanograms",
        "kg": "kg kgs kilogram kilograms",
        "ml": "ml millilitre millilitres milliliter milliliters",
        "dl": "dl",
        "l": "l litre litres liter liters",
        "mm": "mm millimetre millimetres millimeter millimeters",
        "cm": "cm centimetre centimetres centimeter centimeters",
        "mmhg": "mmhg",
        "mol": "mol mole moles",
        "mmol": "mmol",
        "μmol": "μmol umol",
        "nmol": "nmol",
        "nm": "nm",
        "μm": "μm um",
        "iu": "iu",
        "hz": "hz",
        "%": "% percent",
        "point": "point points pts",
        "dollar": "$ usd dollar dollars",
        "euro": "€ eur euro euros",
        "pound": "£ gbp pound pounds",
        "fold": "fold",
        "ms": "ms msec msecs millisecond milliseconds",
        "kcal": "kcal kilocalorie kilocalories",
    }.items()
    for word in words.split()
}
# Units with prefixes that change a thousandfold what they say. Not "pa", "ma", "cal", which are
# words, too.
_PREFIXED = "gy sv bq hz eq osm kat ci kpa mmhg kda ppm ppb bpm rpm mv kv kj mj kw"
UNITS |= {
    prefix + unit: prefix + unit
    for unit in _PREFIXED.split()
    for prefix in ("", "n", "μ", "m", "k", "g")
    if prefix + unit not in UNITS
} | {f"{unit}{power}": f"{unit}{power}" for unit in "m mm cm dm km μm".split() for power in "23"}  # noqa: SIM905
# Units that are words of their own where no number stands beside them.
SPELT_UNITS = frozenset({"day", *(word for word in UNITS if len(word) > 3 and word.isalpha())}) - {
    "second", "pound", "pounds", "fold", "point", "points", "mole", "moles",
}  # fmt: skip
BEFORE_NUMBER = frozenset(("day", "week", "month", "year", "hour", "minute"))

DENIALS = frozenset(
    """no not never none without neither nor cannot nobody nothing unlikely hardly barely scarcely
    fail fails failed failing failure lack lacks lacked lacking absence absent unable non
    nonsignificant nonsignificantly insignificant insignificantly""".split()  # noqa: SIM905
)
# Words that take away from the one that follows: "less likely" is not "likely".
BELITTLING = frozenset(("less", "least", "fewer", "little", "few", "rarely", "seldom"))

# Axes with ends that exclude each other. An entry that ends in * is the beginning of a word.
_AXES: dict[str, tuple[str, ...]] = {
    "amount": (
        "increas* rise rises rising rose risen rais* grow grows growing grew grown more higher "
        "high highest stronger strongest greater "
        "greatest longer longest larger largest bigger maxim* "
        "elevat* peak* gain gains gained exceed* climb* up upward* accelerat* hasten* heighten* "
        "enhanc* strengthen* boost* augment* escalat* amplif* "
        "prolong* expand* intensif*",
        "decreas* fall falls falling fell fallen drop drops dropped dropping declin* reduc* less "
        "lessen* lower lowest lowered lowering lowers low fewer smaller smallest "
        "shorter shortest diminish* minimum minim* loss losses lost down downward* "
        "weaker weakest slow* attenuat* curb* dampen* blunt* weaken* dwindl* subsid* shorten* "
        "shrink* shrank lighten*",
    ),
    "size": ("large big great", "small little"),
    "share": (
        "most majority mostly mainly many numerous predominant* chiefly largely "
        "primarily principally",
        "few fewest minority least",
    ),
    "measure": ("relative", "absolute"),
    "years": ("older oldest", "younger youngest"),
    "worth": (
        "better best improv* benefi* advantag* effective effectively effectiveness reliev* relief "
        "safe safer safest safely superior* tolerable favourabl* favorabl* well success* "
        "efficacious efficacy "
        "amelior* alleviat* recover* helpful",
        "worse worst worsen* harm* disadvantag* "
        "ineffective* aggravat* unsafe dangerous* riskier inferior* "
        "intolerable unfavourabl* unfavorabl* poor poorer poorly unsuccess* exacerbate "
        "exacerbates exacerbated "
        "deteriorat* unhelpful",
    ),
    "speed": ("rapid* quick* fast faster fastest immediate* prompt*", "slow* delay* gradual*"),
    "severity": ("severe* serious* major grave", "mild* minor slight*"),
    "order": (
        "before prior preced* pre pretreatment preoperativ* previously",
        "after beyond follow* post posttreatment postoperativ* subsequent* later",
    ),
    "height": ("above", "below beneath"),
    "moment": ("early earlier earliest", "late latest"),
    "frequency": (
        "always often usual* common* frequent* general* regular*",
        "rare rarely rarer seldom uncommon* infrequent* occasional*",
    ),
    "course": ("acute* sudden*", "chronic*"),
    "term": ("short brief*", "long lasting"),
    "sign": ("positive* positivity", "negative* negativity"),
    "action": ("agonis* activat* stimulat* induc* promot*", "antagonis* inhibit* block* suppress* "
               "prevent*"),
    "side": ("favour favours favoured favor favors favored support*", "against oppos* refut* "
             "contradict*"),
    "sex": ("male males men man", "female females women woman"),
    "person": ("adult*", "child* pediatric* paediatric* adolescent*", "elderly geriatric*"),
    "route": ("oral*", "intravenous* iv", "intranasal* nasal*", "intramuscular*", "topical*",
              "parenteral*",
              "subcutaneous*", "epidural*", "intrathecal*", "sublingual*"),
    "times": ("single once", "repeated* multiple several"),
    "rank": ("first primary firstly", "secondary secondly", "third tertiary"),
    "level": ("hyper*", "hypo*"),
    "start": ("start starts started starting initiat* begin begins began begun beginning onset",
              "stop stops stopped stopping discontinu* withdraw* ceas* cessation end ends ended"),
    "all": ("all every everyone both each", "some certain partial* partly"),
    "chance": ("likely probabl*", "improbabl*"),
    "equal": ("same similar* equal* identical* comparable equivalen*", "differ* unequal* unlike "
              "dissimilar*"),
    "surety": ("significant* significance",),
}  # fmt: skip
_WHOLE: dict[str, tuple[str, int]] = {}
_STEMS: dict[str, tuple[str, int]] = {}
for _axis, _ends in _AXES.items():
    for _end, _words in enumerate(_ends):
        for _word in _words.split():
            _table = _STEMS if _word.endswith("*") else _WHOLE
            _table.setdefault(_word.rstrip("*"), (_axis, _end))
_STEM = re.compile("|".join(map(re.escape, sorted(_STEMS, key=len, reverse=True))))
_NOT_A_LEVEL = ("hypothes", "hypothal", "hypothet")
_ANOTHER = ("successi", "differentiat")
# Axes whose words a passage may leave out: that turns nothing round.
MAY_BE_LEFT_OUT = frozenset(
    [
        "surety",
        "all",
        "equal",
        "side",
        "rank",
        "times",
        "term",
        "start",
        "order",
        "course",
        "person",
        "sex",
        "moment",
        "size",
        "route",
    ]
)
# Axes whose words it may have where the text has none: "after 4 weeks" says more than "at 4 weeks",
# and "a significant difference" more than "a difference".
MAY_BE_PUT_IN = frozenset(("all", "equal", "start", "person"))
# Words of these that nevertheless say something.
SAYING_MORE = frozenset("unlike unequal dissimilar all every everyone".split())  # noqa: SIM905


@lru_cache(maxsize=20_000)
def direction(word: str) -> tuple[str, int] | None:
    """The axis that a word stands on and its end, or None."""
    if word in _WHOLE:
        return _WHOLE[word]
    match = _STEM.match(word)
    if match is None or (match.group() == "hypo" and word.startswith(_NOT_A_LEVEL)):
        return None
    if word.startswith(_ANOTHER):
        return None  # five successive days; cells that differentiate
    return _STEMS[match.group()]


def denies(word: str) -> bool:
    """Whether a word denies: no, not, without, didn't."""
    return word in DENIALS or word.endswith("n't")


# Prefixes that turn a word into another one, alone or exchanged for each other.
_TURNING = [
    "un",
    "in",
    "im",
    "ir",
    "il",
    "non",
    "dis",
    "anti",
    "de",
    "es",
    "ar",
    "nor",
    "mis",
    "over",
    "under",
    "pre",
    "post",
    "intra",
    "inter",
    "sub",
    "super",
    "hyper",
    "hypo",
    "mono",
    "bi",
    "poly",
    "micro",
    "macro",
    "extra",
    "ab",
    "ad",
    "fe",
    "wo",
]


SHORTEST_REST = 3  # letters: shorter ones are no words that a prefix stands before


@lru_cache(maxsize=20_000)
def _rests(word: str) -> frozenset[str]:
    """What is left of a word without a prefix that turns words."""
    return frozenset(word[len(p) :] for p in _TURNING if word.startswith(p))


def turned(one: str, other: str) -> bool:
    """Whether a prefix makes one word of another: able, unable; intra-, inter-."""
    if one == other:
        return False
    mine, theirs = _rests(one), _rests(other)
    if one in theirs or other in mine:
        return True
    return any(len(rest) >= SHORTEST_REST for rest in mine & theirs)


# Words that are a letter apart and say something else: no scanner's slip is seen between them.
_MISTAKEN = """
    dysphagia dysphasia; abduction adduction; ileum ilium; ileal iliac; perineal peroneal;
    fetal fatal; prostate prostrate; arthritis arteritis; nitrate nitrite; sulfate sulfite;
    sulphate sulphite; phosphate phosphite; stomal stromal; causal casual; infarction
    infraction; viral vital; facial fascial; facial faecal; median medial; mucous mucus; colon
    colony; ureteral urethral; ureter urethra; ureters urethras; perinatal prenatal; neonatal
    postnatal; intercellular intracellular; intermuscular intramuscular; palpation palpitation;
    trial trail; trials trails; serum sebum; statin stain; patent patient; dose does; week
    weak; effect affect; rate rat; mortality morbidity; adherence adhesion; tremor tumor;
    thalamus hypothalamus; menopausal premenopausal; cystine cysteine; thymine thiamine;
    adenine adenosine; glycine glycerine; lactate lactase; amylase amylose; lipid lipoid;
    cortisol cortisone; aldosterone androsterone; tolterodine tolazoline; quinine quinidine;
    chlorpromazine chlorpropamide; insulin inulin; heparin heparan; globin globulin; albumin
    albumen; keratin creatine; creatine creatinine; carotene keratin; systolic diastolic;
    bacterial bacteria; maternal paternal; parental parenteral; parental prenatal; physical
    psychical; mental dental; renal adrenal; lobar lumbar; aural oral; cervical vertical;
    pleural plural; vesical vesicle; discrete discreet; lesion legion; graft craft
"""
_APART = {
    frozenset(pair.split()) for pair in " ".join(_MISTAKEN.split()).split(";") if pair.strip()
}


# Words that are measured, counted or placed on either side: one is never said for the other.
_RIVALS = """
    mean median; means medians; incidence prevalence; survival mortality; odds hazard; hdl ldl;
    upper lower; systolic diastolic; sensitivity specificity; maternal paternal; mother father;
    mothers fathers; proximal distal; left right; ventral dorsal; anterior posterior; once
    twice; first second; second third; all some; significant nonsignificant; morning evening;
    inpatient outpatient; inpatients outpatients; urban rural; boys girls; cases controls;
    treated untreated; afferent efferent; arterial venous; arteries veins; benign malignant;
    homozygous heterozygous; monozygotic dizygotic; agonist antagonist; agonists antagonists;
    retrospective prospective; retrospectively prospectively; univariate multivariate;
    univariable multivariable; vivo vitro; direct indirect; directly indirectly; donor
    recipient; donors recipients; internal external; mice rats; mouse rat; medial lateral;
    dominant recessive; overexpression underexpression; similar different
"""
RIVALS = tuple(tuple(pair.split()) for pair in " ".join(_RIVALS.split()).split(";") if pair.strip())


def mistaken(one: str, other: str) -> bool:
    """Whether two words are known to be taken for each other."""
    return frozenset((one, other)) in _APART


# Names that are never exchanged for another of them: what was given, and what it was compared with.
SUBSTANCES = frozenset(
    """ketamine esketamine arketamine norketamine placebo saline midazolam lidocaine lignocaine
    morphine fentanyl remifentanil opioid opioids propofol magnesium memantine dextromethorphan
    amitriptyline gabapentin pregabalin duloxetine methadone buprenorphine oxycodone hydrocodone
    tramadol diazepam lorazepam clonidine dexmedetomidine bupivacaine naloxone naltrexone
    cannabis aspirin ibuprofen paracetamol acetaminophen nsaids ect amantadine scopolamine
    electroconvulsive psilocybin diphenhydramine haloperidol""".split()  # noqa: SIM905
)

STOPWORDS = frozenset(
    """a an and are as at be been being by can could did do does for from had has have if in into
    is it its may might of on or our such than that the their them then there these they this
    those to was we were when where which while who will with would you your also however but
    all both between among within during per""".split()  # noqa: SIM905
)

# Words of trials that mean the same there.
_SAME = (
    "patient patients participant participants subject subjects individual individuals people "
    "persons adults",
    "trial trials study studies",
    "show showed shown shows demonstrate demonstrated demonstrates found find finds reported "
    "report reports observed saw seen",
    "group groups arm arms",
    "compared comparison versus vs than",
    "treatment treated therapy treatments therapies",
    "use used using uses usage",
    "evidence data",
    "receive received receiving given administered got",
    "scores score scale scales rating ratings",
    "approximately about around roughly nearly almost",
    "associated linked related",
    "mean average",
    "risk odds",
    "symptoms symptom",
)
# British and American spellings that no rule of `tokens.stem` makes one.
RESPELT = {
    "ageing": "aging", "grey": "gray", "artefact": "artifact", "artefacts": "artifacts",
    "enrollment": "enrolment", "judgement": "judgment", "manoeuvre": "maneuver",
    "analog": "analogue", "analogs": "analogues", "program": "programme",
    "programs": "programmes", "defence": "defense", "licence": "license", "sceptical": "skeptical",
    "sulphate": "sulfate", "sulphur": "sulfur", "aluminium": "aluminum", "cheque": "check",
}  # fmt: skip
SYNONYMS = {word: words.split()[0] for words in _SAME for word in words.split()}
del SYNONYMS["odds"], SYNONYMS["risk"]  # a risk ratio is no odds ratio
