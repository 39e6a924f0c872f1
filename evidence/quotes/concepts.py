"""Words of medical prose that say the same, and what tells groups and figures apart.

Tables. A group of `_ALIKE` is one concept: who writes "mortality" for "death from any cause" says
nothing else. Words of direction, number, unit and denial are not here: see `vocabulary`.
"""

from evidence.quotes.tokens import stem

_ALIKE = (
    "death deaths died die dies mortality fatal fatalities",
    "random randomly randomised randomized randomisation randomization assigned allocated allotted",
    "dropout dropouts dropped drop drops",
    "cause caused causes due attributable",
    "include included enrolled enrolment invited recruited",
    "medication drug drugs medicine medicines",
    "children child paediatric pediatric",
    "hypertensive hypertension",
    "heart cardiac",
    "kidney renal",
    "liver hepatic",
    "stomach gastric",
    "lung lungs pulmonary",
    "ovary ovaries ovarian",
    "larynx laryngeal",
    "skin dermal cutaneous",
    "eye eyes ocular",
    "pancreas pancreatic",
    "uterus uterine womb",
    "tooth teeth dental",
    "nerve nerves neural",
    "artery arteries arterial",
    "vein veins venous",
    "fetus fetal foetus foetal",
    "newborn newborns neonate neonates neonatal",
    "virus viruses viral",
    "bacterium bacteria bacterial",
    "share shared shares sharing",
    "brain cerebral",
    "stroke strokes",
    "admission admitted hospitalisation hospitalised inpatient admissions",
    "peak peaked maximum greatest highest",
    "weight bodyweight",
    "occurrence occurred occur occurs incidence rate rates",
    "resolve resolved disappeared gone",
    "evident apparent seen",
    "apply applicable",
    "cure cured cures",
    "clinical clinically",
    "important importance",
    "cost costs",
    "follow-up followup",
    "depression depressive depressed",
    "day days",
    "quality",
    "likely likelihood probability chance",
    "cognitive cognition",
    "anxious anxiety",
    "addiction addicted addictive",
    "dissociation dissociative dissociated",
    "dizziness dizzy",
    "nausea nauseous nauseated",
    "infusion infused infusions infuse",
    "injection injected injections",
    "twice double doubled doubling",
    "disability disabled",
    "evaluate evaluated evaluable evaluation assess assessed assessment examine examined measured "
    "investigated",
    "take took taken taking takes",
    "transplant transplants transplantation transplantations transplanted",
    "need needed needs require required requires",
    "remain remained remaining remains stayed stay stays",
    "surgery surgical operation operations operative operated surgically",
    "complete completed finish finished",
    "doctor doctors physician physicians clinician clinicians",
    "exclude excluded ruledout",
    "fracture fractures fractured",
    "infect infected infection infections",
    "smoke smoked smoker smokers smoking",
    "obese obesity",
    "diabetes diabetic",
    "tumour tumours tumor tumors",
    "vaccinate vaccinated vaccination vaccine vaccines immunised immunized",
    "pregnant pregnancy pregnancies",
    "relapse relapsed relapses recurrence recurrences recurred recur",
    "prescribe prescribed prescription prescriptions",
    "screen screened screening",
    "bleed bleeding bled bleeds haemorrhage hemorrhage",
    "predict predicted predictor predictors predictive",
    "correlate correlated correlation correlates",
    "adhere adhered adherence adherent adhering compliance complied",
    "stand stood standing stands",
    "detect detected detectable detection",
    "sleep sleeping slept asleep",
)
CONCEPTS = {
    key: group.split()[0]
    for group in _ALIKE
    for word in group.split()
    for key in (word, stem(word))
}

# Several words that say what one says.
PHRASES = {
    tuple(phrase.split()): concept
    for concept, phrases in {
        "heart attack": "myocardial infarction; myocardial infarctions; heart attack; "
        "heart attacks",
        "stroke": "cerebrovascular accident; cerebrovascular accidents; brain attack",
        "level 0": "high blood pressure; elevated blood pressure; raised blood pressure",
        "complete": "filled in; filled out; fill in; fill out; filling in; filling out",
        "occurrence": "took place; takes place; take place; taken place",
        "particular": "in particular; above all",
        "perform": "carried out; carry out; carrying out",
        "exclude": "left out; leave out; leaving out",
        "random": "at random; by chance",
        "despit": "in spite of",
        "tumour": "malignant disease; malignant tumour; malignant tumor; malignant neoplasm",
        "consider": "taken into account; took into account; take into account",
        "contribut": "plays a role; played a role; play a role; plays a part; played a part",
        "medication": "medicinal product; medicinal products",
        "adverse effect": "unwanted effect; unwanted effects; undesirable effects",
        "itch": "pruritus; itching",
        "care": "looked after; looking after; look after; looks after; caring for; cared for; "
        "care for; cares for; taking care of; took care of; takes care of; take care of",
        "regardless": "regardless of whether; whether or not; irrespective of whether; "
        "regardless of; irrespective of; no matter whether; no matter what; no matter",
        "example": "for example; for instance; such as; e g; eg; among them; to name a few",
        "except": "except for; apart from; with the exception of; aside from; other than; except; "
        "excepting; save for; but for",
        "during": "in the course of; over the course of; throughout the course of",
        "various": "a variety of; a range of; a number of; a wide range of; a series of; a host of",
        "regarding": "with respect to; with regard to; in terms of; as regards; in relation to; "
        "as for; as far as; when it comes to; in the matter of; with reference to; as to",
        "also": "in addition; what is more; on top of that; on top of this; as well; to boot",
        "and": "as well as; along with; together with; in addition to; and also; coupled with",
        "consistent": "consistent with; in line with; in keeping with; in agreement with; "
        "in accordance with; compatible with; in accord with",
        "to": "in order to; so as to; with the aim of; with a view to; for the purpose of",
        "birth": "gave birth; giving birth; give birth; given birth; childbirth",
        "death": "passed away; pass away; passing away; loss of life; lost their lives",
        "glucose": "blood sugar; blood glucose; glycaemia; glycemia",
        "bmi": "body mass index",
        "qol": "quality of life",
        "rct": "randomised controlled trial; randomized controlled trial; rcts; "
        "randomised controlled trials; randomized controlled trials",
        "mri": "magnetic resonance imaging",
        "ct": "computed tomography; computerised tomography; computerized tomography",
        "icu": "intensive care unit; intensive care units; critical care unit; intensive care; "
        "icus; intensive therapy unit",
        "emergency department": "emergency room; emergency rooms; emergency departments; "
        "emergency department; casualty department; accident and emergency",
        "general practitioner": "general practitioners; gp; gps; family doctor; family doctors; "
        "family physician; family physicians; general practitioner",
        "nsaid": "nonsteroidal antiinflammatory drugs; nsaids; anti inflammatory drugs; "
        "nonsteroidal anti inflammatory drugs; non steroidal anti inflammatory drugs",
        "ecg": "electrocardiogram; ekg; electrocardiograms; electrocardiography; ecgs",
        "hdl": "high density lipoprotein",
        "ldl": "low density lipoprotein",
        "ascorbic acid": "vitamin c; ascorbic acid",
        "cholecalciferol": "vitamin d3; cholecalciferol",
        "folate": "folic acid; vitamin b9",
        "cobalamin": "vitamin b12",
        "uv": "ultraviolet; uv",
        "rnai": "rna interference; rnai",
        "peginterferon": "pegylated interferon; peg interferon; peg ifn; peginterferon",
        "should": "ought to; is supposed to; are supposed to",
        "commonest": "most common; commonest; most frequent; most frequently; most commonly",
        "theatre": "operating room; operating theatre; operating theater; operating rooms",
        "worldwide": "around the world; across the world; throughout the world; the world over; "
        "all over the world; around the globe; across the globe",
        "old age": "advanced age; older age; old age",
        "depend": "depends on; depended on; dependent on; dependent upon; depending on",
        "account": "accounts for; accounted for; account for; accounting for; makes up; made up; "
        "make up",
        "occur": "came about; come about; comes about",
        "show": "point to; points to; pointed to; pointing to",
        "speed 0": "more quickly; more rapidly; more promptly; more swiftly; sooner; faster; "
        "quicker; more speedily; quickly; rapidly",
        "speed 1": "more slowly; less quickly; less rapidly; slower; slowly",
        "worth 0": "more effective; greater effect; larger effect; stronger effect; "
        "greater efficacy; higher efficacy; better efficacy; more efficacious; greater effects; "
        "more effectively; greater effectiveness",
        "worth 1": "less effective; smaller effect; weaker effect; lower efficacy; "
        "less efficacious; poorer efficacy; smaller effects; less effectively",
    }.items()
    for phrase in phrases.split("; ")
}


def phrases_of(concept: str) -> list[tuple[str, ...]]:
    """The phrases that say what a word says: rnai, RNA interference."""
    return [phrase for phrase, known in PHRASES.items() if known == concept]


LONGEST_PHRASE = max(map(len, PHRASES))
# Phrases of a direction, each with a word that says it.
SAID_IN_A_WORD = {
    "level 0": "hypertension",
    "worth 0": "better",
    "worth 1": "worse",
    "speed 0": "faster",
    "speed 1": "slower",
}

# How much, how important: one of these for another is no other statement.
DEGREES = frozenset(
    """main major principal primary leading chief substantial considerable marked notable large
    great greatly markedly substantially considerably clearly clear good strong strongly very
    highly high
    extremely mostly largely overall total whole entire several many various different certain
    huge possible potential current present recent previous further additional new own such same
    other
    significant significantly important relevant common commonly usual usually general generally
    typical typically mainly only just even still also both each any these those
    respective corresponding""".split()  # noqa: SIM905
)

# What stands after the name of a group.
ARM_NOUNS = frozenset(
    """group groups arm arms course care treatment treatments therapy regimen regimens
    recipients users alone""".split()  # noqa: SIM905
)
# What follows a word of direction that names a group: short course, high intensity.
ARM_NAMES = ARM_NOUNS | {"intensity", "dose", "doses"}
COMPARING = frozenset("than versus vs v compared against comparison".split())  # noqa: SIM905
QUANTIFIERS = frozenset(
    """all every each most many more some only who whom which whose those over half majority least
    always usually often never both any than""".split()  # noqa: SIM905
)

# How figures are called. One of another name is another figure.
LABELS: dict[tuple[str, ...], str] = {
    ("hazard", "ratio"): "hazard ratio", ("hr",): "hazard ratio",
    ("hazards", "ratio"): "hazard ratio",
    ("odds", "ratio"): "odds ratio", ("or",): "",
    ("relative", "risk"): "risk ratio", ("risk", "ratio"): "risk ratio", ("rr",): "RR",
    ("rate", "ratio"): "rate ratio", ("irr",): "rate ratio",
    ("risk", "difference"): "difference", ("mean", "difference"): "difference",
    ("absolute", "difference"): "difference", ("group", "difference"): "difference",
    ("md",): "difference", ("smd",): "standardised difference",
    ("confidence", "interval"): "CI", ("ci",): "CI", ("confidence", "limit"): "CI",
    ("p",): "P", ("to", "treat"): "number needed to treat", ("nnt",): "number needed to treat",
    ("to", "harm"): "number needed to harm", ("nnh",): "number needed to harm",
}  # fmt: skip

RATIOS = frozenset(("risk ratio", "rate ratio"))
FIGURES = frozenset(
    """hr or rr ci p n ratio interval confidence hazard hazards odds mean median irr md smd sd
    se""".split()  # noqa: SIM905
)

# Words that any sentence about a study has: they neither speak for a passage nor against it.
_TALK = (
    "patients participants study trial group treatment result analysis data evidence show use "
    "compared receive respectively outcome overall achieve relate occurrence term report take "
    "account respect make place total given conduct evident case lead result finding effect "
    "baseline period added times took taken taking"
)
TRIAL_TALK = frozenset(
    key for word in _TALK.split() for key in (word, stem(word), CONCEPTS.get(word, word))
) | {"¬", ""}
