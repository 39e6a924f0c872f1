"""Which figure goes with which thing, who does what to whom, and how a scanner reads."""

import pytest

from evidence.quotes import verify
from evidence.vocabulary import Verification

GROUPS = (
    "There were 31 and 101 participants in the low and normal muscle index groups, respectively. "
    "Five lung cancers were observed compared with 2.5 expected. Alpha1-blockers lowered systolic "
    "pressure by 15.5 mm Hg; beta1-blockers by 14.8 mm Hg."
)
CHAIN = (
    "Heat-sensitive microRNAs such as miR-142-5p in turn target endogenous pyrogens including IL-6 "
    "and TNF. In elderly patients the advantages of radioiodine will outweigh the lifetime risk of "
    "this treatment."
)
REVIEW = (
    "A chart review was conducted of 614 patients who underwent drainage of an abscess from "
    "January 2004 to December 2008. In addition, published data from 195 patients who underwent "
    "drainage from January 2000 to December 2003 were reviewed."
)
GENE = (
    "We detected the FLT3 mutation in five of eight (63%) patients with AML1 mutation, whereas "
    "five of 41 (12%) without AML1 mutation showed the FLT3 mutation. Women took 26 g of protein "
    "containing 44 mg of isoflavones per day for 6 weeks each."
)
COHORT = (
    "Eight hundred and twenty-seven adults with tuberculosis (451 men and 376 women) were "
    "registered between 1 July and 31 December 1995. Supplements have been suggested to reduce "
    "preeclampsia. However, the few studies of them have been inconclusive. Service teams caring "
    "for obese patients should include a psychologist, except for small units."
)
CELLS = (
    "CD14 cells promoted polarisation from ILC3 to ILC1 in critically ill patients with low muscle "
    "mass; the alphas of the BDI-II were .89 and .91. The mutation confers high-level resistance "
    "to the nonnucleoside inhibitors nevirapine and delavirdine. Gas exchange improved faster with "
    "ventilation, due to a major increase in tidal volume, regardless of whether patients slept."
)

SURVEY = (
    "We included 7841 men, free of cardiovascular disease and cancer, who answered a survey. "
    "Deaths were counted in England and Wales during 1970-84, and in the United Kingdom during "
    "1985-96. Clinic measurements had a mean sensitivity of 74.6% and specificity of 74.1%, "
    "whereas home measurements had a mean sensitivity of 85.7% and specificity of 62.4%. Screening "
    "is justified in the fourth and fifth decades of life. Levels above 10 mg/l were seen in two "
    "hundred and thirty-six adolescents."
)

COSTS = (
    "Costs are estimated to increase from $AU355 million to $AU784 million. The prevalence of "
    "glaucoma in Australia will rise from 208 000 in 2005 to 379 000 in 2025. The kidney was "
    "removed in San Francisco and transported to Baltimore, where it was reperfused 8 h later. "
    "Expression of miR-33b inhibited migration, which might be due to miR-33b targeting the "
    "oncogene c-Myc. Mutations were found in RNF216 and OTUD4, which encode a ligase and a "
    "deubiquitinase, respectively. The weekly doses of methotrexate were given parenterally, and "
    "daily mercaptopurine was oral.(Cohort).Methods:Forty children aged under 12 were followed for "
    "28 days."
)
PRIONS = (
    "The increase in Creutzfeldt-Jakob disease in the United Kingdom may be unrelated to bovine "
    "spongiform encephalopathy. Ambulatory monitoring before the start of treatment might lead to "
    "better targeting. The incidence of cancer of the stomach, ovary, and larynx was increased in "
    "these women. Amylase and lipase rose by 7.0% and 28.0%, respectively.1,2 A single family with "
    "the mutation has been seen. Thirty patients with pulmonary hypertension (arterial, n=23; "
    "thromboembolic, n=7) on stable medication were assigned to a control or a training group."
)

MEN = (
    "Death rates rose with age but were similar in men and women. Men with diabetes had higher "
    "bone density compared to those without diabetes. There was no significant difference in "
    "trabecular score. Pressure did not differ significantly between the different drug classes."
)

NEARLY = (
    "The drug had no significant effect on the resting calcium level, on calcium transients and "
    "on cell contractility. He recovered within a few days with treatment and remains stable at "
    "the 10-week visit. Completion time decreased from 148 s to 112 s and path efficiency "
    "increased from 0.30 to 0.38. The median age was 74 years and the prevalence of falls 12%. "
    "The lines were able to differentiate into similar cell types. Activity was detected in all "
    "tissues tested, at 5 cells per ml, in CD4+FOXP3+ cells and other CD4+ cells. The pooled odds"
    " ratio (OR) was 1.7."
)

CASES = [
    ("nearly word for word, without its denial", NEARLY,
     "The drug had a significant effect on the resting calcium level, on calcium transients and on "
     "cell contractility.", False),
    ("nearly word for word, another unit in words", NEARLY,
     "He recovered within a few weeks with treatment and remains stable at the 10-week visit.",
     False),
    ("nearly word for word, one of two directions", NEARLY,
     "Completion time decreased from 148 s to 112 s and path efficiency decreased from 0.30 to "
     "0.38.", False),
    ("a mean is no median", NEARLY, "The mean age was 74 years", False),
    ("incidence is no prevalence", NEARLY,
     "The median age was 74 years and the incidence of falls 12%", False),
    ("cells that differentiate do not differ", NEARLY,
     "The lines were not able to differentiate into similar cell types", False),
    ("some are not all", NEARLY, "Activity was detected in some tissues tested", False),
    ("a litre is no millilitre", NEARLY,
     "Activity was detected in all tissues tested, at 5 cells per l", False),
    ("another code where both are named", NEARLY,
     "in CD8+FOXP3+ cells and other CD4+ cells", False),
    ("a hazard ratio is no odds ratio", NEARLY, "The pooled hazard ratio (OR) was 1.7", False),
    ("similar is not different", MEN,
     "Death rates rose with age but did differ between men and women", False),
    ("similar is no different", MEN,
     "Death rates rose with age but did not differ between men and women", True),
    ("different twice", MEN,
     "Pressure was not significantly different between the drug classes", True),
    ("the second of two sentences", MEN,
     "Men with diabetes had higher bone density compared to those without diabetes. There was a "
     "significant difference in TB5.", False),
    ("a billion is no million", COSTS,
     "Costs are estimated to rise from $AU355 billion to $AU784 billion", False),
    ("dollars of a country", COSTS,
     "It is estimated that costs will increase from $AU355 million to $AU784 million", True),
    ("the world is no country", COSTS,
     "The prevalence of glaucoma worldwide will rise from 208 000 in 2005 to 379 000 in 2025",
     False),
    ("places exchanged", COSTS,
     "The kidney was removed in Baltimore and transported to San Francisco, where it was "
     "reperfused 8 h later", False),
    ("places as they are", COSTS,
     "The kidney was removed in San Francisco and, transported to Baltimore, was reperfused 8 h "
     "later", True),
    ("genes exchanged", COSTS,
     "Expression of c-Myc inhibited migration, which might be due to c-Myc targeting the oncogene "
     "miR-33b", False),
    ("a list in the other order", COSTS,
     "Mutations were found in RNF216 and OTUD4, which encode a deubiquitinase and a ligase, "
     "respectively", False),
    ("both lists in the other order", COSTS,
     "Mutations were found in OTUD4 and RNF216, which encode a deubiquitinase and a ligase, "
     "respectively", True),
    ("another route", COSTS, "The weekly doses of methotrexate were given orally", False),
    ("a sentence after a stop without a space", COSTS,
     "40 children younger than 12 were followed for four weeks", True),
    ("four weeks are no four months", COSTS,
     "40 children younger than 12 were followed for four months", False),
    ("older is not younger", COSTS,
     "40 children older than 12 were followed for 28 days", False),
    ("initials", PRIONS, "The rise in CJD in the UK may be unrelated to BSE", True),
    ("other initials", PRIONS, "The rise in CJD in the US may be unrelated to BSE", False),
    ("result from", PRIONS,
     "Better targeting might result from ambulatory monitoring before treatment is started", True),
    ("result from, the other way round", PRIONS,
     "Ambulatory monitoring might result from better targeting before treatment is started",
     False),
    ("organs and what is of them", PRIONS,
     "These women had an increased incidence of gastric, ovarian and laryngeal cancer", True),
    ("another organ", PRIONS,
     "These women had an increased incidence of gastric, ovarian and hepatic cancer", False),
    ("two things and their figures in the other order", PRIONS,
     "Lipase and amylase rose by 28.0% and 7.0%, respectively", True),
    ("two things in the other order, not their figures", PRIONS,
     "Lipase and amylase rose by 7.0% and 28.0%, respectively", False),
    ("a single one is one", PRIONS, "One family with the mutation has been seen", True),
    ("a number before what is in brackets", PRIONS,
     "30 patients with pulmonary hypertension on stable medication were allocated to a control or "
     "a training group", True),
    ("a number of what is in brackets", PRIONS,
     "23 patients on stable medication were allocated to a control or a training group", False),
    ("free of is without", SURVEY,
     "We included 7841 men without cardiovascular disease and cancer", True),
    ("free of is not with", SURVEY,
     "We included 7841 men with cardiovascular disease or cancer who answered a survey", False),
    ("years in short and in full", SURVEY,
     "Deaths were counted in England and Wales from 1970 to 1984", True),
    ("other years in full", SURVEY,
     "Deaths were counted in England and Wales from 1970 to 1985", False),
    ("years of the other country", SURVEY,
     "Deaths were counted in the United Kingdom during 1970-84 and in England and Wales during "
     "1985-96", False),
    ("figures of their measurements", SURVEY,
     "Home measurements had a mean sensitivity of 85.7% and a mean specificity of 62.4%", True),
    ("figures of the other measurements", SURVEY,
     "Clinic measurements had a mean sensitivity of 85.7% and a mean specificity of 62.4%", False),
    ("ordinals in figures", SURVEY,
     "Screening is justified in the 4th and 5th decades of life", True),
    ("other ordinals in figures", SURVEY,
     "Screening is justified in the 4th and 6th decades of life", False),
    ("a one that is the l of a litre", SURVEY,
     "Levels above 10 mg/1 were seen in two hundred and thirty - six adolescents", True),
    ("figures in the order of their groups", GROUPS,
     "31 and 101 participants were in the low and normal muscle index groups, respectively", True),
    ("groups exchanged", GROUPS,
     "There were 31 and 101 participants in the normal and low muscle index groups, respectively",
     False),
    ("observed and expected", GROUPS,
     "Five lung cancers were seen against 2.5 expected", True),
    ("observed and expected exchanged", GROUPS,
     "Five lung cancers were expected compared with 2.5 observed", False),
    ("two drugs exchanged", GROUPS,
     "Beta1-blockers lowered systolic pressure by 15.5 mm Hg and alpha1-blockers by 14.8 mm Hg",
     False),
    ("a doer and what it acts on exchanged", CHAIN,
     "Endogenous pyrogens such as IL-6 and TNF in turn target miR-142-5p", False),
    ("the passive turns nothing round", CHAIN,
     "Endogenous pyrogens including IL-6 and TNF are in turn targeted by heat-sensitive microRNAs",
     True),
    ("what outweighs and is outweighed exchanged", CHAIN,
     "In elderly patients the lifetime risk of radioiodine will outweigh its advantages", False),
    ("a count of another sentence", REVIEW,
     "A chart review was conducted of 195 patients from January 2004 to December 2008", False),
    ("its own count", REVIEW,
     "A chart review was conducted of 614 patients from January 2004 to December 2008", True),
    ("a denial beside another figure", GENE,
     "The FLT3 mutation was detected in five of eight (63%) patients without AML1 mutation", False),
    ("a denial beside its figure", GENE,
     "Five of 41 (12%) patients without AML1 mutation had the FLT3 mutation", True),
    ("a rate in another unit that stands elsewhere", GENE,
     "Women took 26 g of protein containing 44 mg of isoflavones per week", False),
    ("a rate in its unit", GENE,
     "Women took 26 g of protein containing 44 mg of isoflavones every day", True),
    ("a number in words, dates moved to the front", COHORT,
     "Between 1 July and 31 December 1995, 827 adults with tuberculosis were registered", True),
    ("another number than that in words", COHORT,
     "Between 1 July and 31 December 1995, 872 adults with tuberculosis were registered", False),
    ("another date", COHORT,
     "Between 1 July and 31 December 1996, 827 adults with tuberculosis were registered", False),
    ("two sentences joined by but", COHORT,
     "Supplements have been suggested to reduce preeclampsia, but the few studies of them have "
     "been inconclusive", True),
    ("two sentences joined by but, one turned", COHORT,
     "Supplements have been suggested to reduce preeclampsia, but the few studies of them have "
     "been conclusive", False),
    ("phrases that say the same", COHORT,
     "Service teams looking after obese patients should include a psychologist, apart from small "
     "units", True),
    ("letters that look alike", CELLS,
     "CD14 cells promoted polarisation from lLC3 to lLC1 in critically i1l patients with 1ow "
     "muscle mass", True),
    ("letters that look alike in a code", CELLS, "the alphas of the BDI-ll were .89 and .91", True),
    ("another figure in a code", CELLS,
     "CD14 cells promoted polarisation from ILC1 to ILC3", False),
    ("a few words after what was left out", CELLS,
     "The mutation confers high-level resistance to […] nevirapine and delavirdine", True),
    ("other words after what was left out", CELLS,
     "The mutation confers high-level resistance to […] efavirenz and delavirdine", False),
    ("more quickly is faster", CELLS,
     "Gas exchange improved more quickly with ventilation, owing to a large rise in tidal volume",
     True),
    ("more slowly is not", CELLS, "Gas exchange improved more slowly with ventilation", False),
    ("whether or not", CELLS, "Gas exchange improved faster whether or not patients slept", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "passage", "honest"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_goes_with_what(text: str, passage: str, honest: bool) -> None:
    verdict = verify(passage, text)
    assert (verdict.state is not Verification.NOT_FOUND) == honest, verdict
