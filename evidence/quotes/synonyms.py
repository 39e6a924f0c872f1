"""Words that authors of medical prose put for each other, and words of one family.

Other than a concept (see `concepts`) a pair is no class: who "conducts" a trial "performs" it, and
who "performs" well "does" well. A word may stand in several groups. No word of number, unit,
direction or denial is here, no name of a drug, a disease, a part of the body or a group of people
but where the two are one thing: general thesauri, which hold "pilot" for "original", would not do.
"""

from collections import defaultdict
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from evidence.quotes.tokens import stem
from evidence.quotes.vocabulary import mistaken, turned

_GROUPS = """
affect effect; world worldwide global globally; example include;
part partly partial partially; monitor follow;
expect project projected; carry harbour harbor; pose raise present; prepubertal prepubescent;
abandon relinquish; ability capacity capability; able capable; abnormal aberrant; abnormal altered;
abnormality anomaly; abolish abrogate; abolish eliminate eradicate; abundant plentiful ample; accept
agree; acceptable accepted; accompany coincide; accomplish achieve attain reach; account consider
regard; account explain; account represent constitute comprise form; accumulate amass collect
gather; accuracy precision; accurate exact precise correct; achieve obtain; acknowledge recognise
admit; acquire obtain get; across throughout; act behave operate; action effect activity; active
engaged; actual real true; actually really truly; adapt adjust modify; add include; add supplement;
addition supplement; additional further extra another added; additionally moreover furthermore also
besides; adequate sufficient enough; adherence compliance; adjust control; adjust correct;
administer give deliver dispense; administration giving use; adopt use; advance progress; adverse
untoward unwanted undesirable; advise recommend counsel suggest; advocate recommend; affect
influence impact; afflict affect; afford provide give confer; agent drug compound substance; agree
concur; agreement concordance; agreement consensus; aid help assist; aim aimed sought seek; aim goal
objective purpose; aim seek intend; alike like; alive living surviving survive live; allergy
allergic; allocation assignment; allow permit enable let; alone solely only; also likewise too;
alter change modify; alteration change modification; alternative option choice; alternative other;
although though while despite; amount quantity; anaemia anaemic; anaesthesia anaesthetic; analgesic
painkiller; analyse examine study assess; analysis analyse analysed analytical; answer response
reply; antibody immunoglobulin; apart separate; appear seem; application use; appraise assess
evaluate; approach method strategy technique; appropriate suitable adequate proper; approve
authorise licence license; approve endorse; area region zone site; argue contend; arise arose
arisen; arise occur emerge develop result; artery arterial; arthritis arthritic; article paper
report; ask question enquire inquire; aspect feature; assay test; assess evaluate examine determine
measure test gauge judge; assign allocate; associate link relate connect tie couple; association
link relationship relation connection correlation; assume presume suppose; asthma asthmatic; attach
attached bound; attempt seek; attempt try effort; attend visit; attributable due; attribute ascribe;
author investigator researcher; available accessible; average mean; avert avoid; avoidance
prophylaxis; aware conscious; awareness knowledge; background context setting; bacterium bacteria
bacterial; balance equilibrium; barrier hindrance; barrier obstacle hurdle; basis foundation; basis
ground; bear born; because since as; become became; become turn; behaviour conduct; belief view;
believe hold; believe think consider; bind attach; bind bound; biopsy biopsies; bladder vesical;
bleed bled; blind mask; blinded masked; body organism; bone skeletal; born delivered birth; bowel
intestine intestinal gut; brain cerebral; break broke broken; breast mammary; bring brought; bring
carry; build built; build construct; burden load; buy bought; calculate compute estimate derive;
call name term; call request; cancer malignancy carcinoma tumour neoplasm malignant; cancerous
malignant; candidate potential; carcinogenesis oncogenesis tumorigenesis; care treatment management;
careful thorough; carer caregiver; caries decay; carry bear harbour; carry bore borne; case
instance; category class group type kind; cause lead produce provoke trigger; cause responsible;
caution care; cell cellular; central key pivotal; chance likelihood probability; change alteration
shift; change vary; characterise describe define; characterise mark; characteristic feature trait
property; chart record; cheap inexpensive affordable; check verify test; chest thoracic thorax;
choice selection; choose chose chosen; choose select pick opt; circumstance condition situation;
cite quote mention; claim assert state; clarify elucidate explain; classify categorise group grade;
clear evident obvious apparent plain; clearance removal elimination; close near; close tight; code
encode; cognition mental; cohort group; collect gather obtain acquire take; collect record obtain
gather; combat fight; combination association mix mixture union; combine combined together; combine
join unite; combine pool merge; combined joint; come arise occur happen appear; come came; comment
remark; compare contrast; compatible consistent; compete rival; compile assemble; complaint symptom;
complete full entire whole total; completely fully entirely wholly totally; complex complicated
intricate; component constituent element part ingredient; comprise include contain consist; concept
notion idea; concern relate; concern worry; concerning about regarding; conclude infer deduce;
conclusion inference; concomitant simultaneous concurrent; conduct perform undertake carry; confirm
verify corroborate validate prove; confirmation verification validation; consecutive sequential;
consecutive successive serial; consequence result outcome sequela effect; consequently therefore
hence thus; consider regard deem view; considerable substantial appreciable; consistent agree;
consistent uniform; constant stable unchanged steady; constantly continuously; constitute form make;
consult see; consume ingest eat drink; consumption intake use; contact reach; contain hold include;
contemporary current; contribute lead; contribution role; control manage; controversial debated;
contusion bruise; convert change transform turn; convey pass; cope manage; correct right; correlate
associate; correspond match; costly expensive; count number; course trajectory; covariate
confounder; cover include; create make produce generate; criterion criteria; critical crucial
essential vital key; cure heal; currently now presently; custom practice; damage injure; damage
injury lesion; danger risk hazard; data evidence result; data information; deal handle; debatable
controversial; debate controversy dispute; decease deceased; decide determine; decision choice;
defect flaw; deficiency deficit shortage; definition criterion; degree extent level; deleterious
injurious; demand need; demonstrate show reveal prove establish; denote mean indicate; depend rely;
dependent reliant; depict show; deposit deposition; deregulate dysregulate; derive obtain come;
describe report depict; design plan; desire wish want; despite notwithstanding; destroy kill; detail
particular; detect find identify discover observe notice; determinant factor predictor; determine
establish ascertain identify; detrimental deleterious; develop create design make; develop evolve;
develop get acquire; development evolution growth; device instrument tool; devise design; diagnose
detect identify; diagnosis detection; diagnosis diagnostic diagnose diagnosed; dialysis
haemodialysis; diet nutrition; dietary diet; difficult hard challenging; difficulty problem trouble;
dilate widen; direct guide; direction guidance; disability impairment handicap; disappear vanish
resolve; discard reject; discrepancy disparity gap; discuss debate; disease illness disorder
condition sickness; disorder syndrome; display show exhibit; disrupt disturb interrupt; distinct
separate; distinct various diverse other; distinguish discriminate separate; distribute spread
allot; disturbance disorder disruption; diverse varied heterogeneous; diversity variety; divide
split separate partition; doctor physician clinician; domain area field; donate give; dose dosage;
doubt question; draw derive; draw drew drawn; drink drank; drive drove driven; drive propel; dropout
attrition; drug medicine medication agent; dummy sham; durable sustained; duration length time
period; dwell live; dysfunction impairment; dyspnea breathlessness; dyspnoea breathlessness; eager
keen; ease eased soothe soothed; easily readily; easy simple straightforward; eat ate eaten; educate
teach train instruct; education teaching training; effect impact influence; effort endeavour; elicit
evoke; eligible suitable qualified; eliminate remove clear; elsewhere outside; emerge arise appear;
emergence appearance; emesis vomiting; emphasis emphasise; emphasise stress underline highlight
underscore; employment work job; encounter meet; endure last persist; engage involve; enlist enrol;
enormous huge vast; enrol recruit include enter; ensure guarantee assure; entail involve; entry
admission; enzyme enzymatic; episode attack event bout; equip fit; era period; error mistake;
especially particularly notably; essential necessary vital needed; establish found; establish set;
estimate calculate assess; estimate value; eventually finally ultimately; evidence proof indication
sign; evident visible; evoke provoke; exacerbation flare attack; examination test assessment;
examine investigate study explore inspect; example instance; excellent outstanding; exception
exclude; excess surplus; excessive undue; exchange swap; exclude omit; exclusively only solely;
execute perform; exercise training activity; exert exercise; exist occur; existing current present
available; expect anticipate predict; expected anticipated; expense expenses cost costs; experience
feel; experience have undergo suffer; experiment trial study; expert specialist; expose exposed
exposure; expose subject; exposure contact; express show; extend enlarge; extend lengthen; extended
lengthy; extensive wide broad; external outside; extract obtain; extremely very highly; eye ocular;
facet aspect; facilitate ease help; factor determinant variable; faithful true; familiar known;
fatal lethal deadly; fatality death; fatigue tiredness exhaustion; feasible possible practicable;
feces stool; feeble weak; feed fed; feel felt; fever pyrexia; fibrosis fibrotic; final last; finally
lastly; find found; find observe see note; finding result observation; fit suit; flaw weakness;
flexible adaptable; focus concentrate centre; foetus fetus foetal fetal; food diet; foot pedal;
foremost main; foresee predict; form type kind; formation development; formerly already; found
observed noted recorded documented; fraction proportion share part; fracture break; frail weak;
fulfil meet satisfy; function work operate; fundamental basic; future forthcoming; gene genetic
genetically; get receive obtain; give gave given; give provide administer offer supply; global
worldwide international; glucose sugar; goal target; govern control regulate; grant give; greatly
markedly considerably substantially; growth proliferation; guideline recommendation guidance; gum
gingival; habit practice; haemorrhage bleeding; hallmark feature; halt arrest; hand manual; handle
manage; have possess carry show; headache cephalalgia; heal healed; health wellbeing; healthy
normal; heart cardiac; hemodialysis dialysis; heterogeneity variability; hidden concealed; hinder
impede hamper obstruct; history record; hold held; hold maintain; home house; homogeneous uniform;
hormone hormonal; hospitalise admit; however nevertheless but yet; hypnotic sedative; hypothesis
hypothesise hypothesised; hypothesis theory; hypothesise postulate propose speculate; ideal optimal;
identify recognise detect discover; ignore neglect disregard; ill sick; illustrate show; image
picture scan; imaging radiology; immunisation vaccination; impair damage compromise; impairment
deficit; implement introduce; implicate involve; implication consequence; imply suggest mean;
importance relevance; important crucial vital key essential; important relevant meaningful;
impossible unfeasible; inactive inert; incidence frequency rate; incident event; incident new;
include involve; income earnings; incorporate include integrate; indeed actually; independently
separately; index measure; indicate point; indicate show suggest; individual person people patient
subject; infant baby newborn neonate; infant infants baby babies newborn; infection infectious;
influenza flu; inform tell; information knowledge; ingest take swallow; inhabitant resident; inject
give; injury trauma; injury wound; inner internal; inpatient hospitalised; inquiry investigation;
insert place implant; insertion placement implantation; insight understanding; insomnia
sleeplessness; institution centre hospital; insufficient inadequate; intact preserved; integral
essential; intend plan; intense strong; intention intent; interfere disturb; interim intermediate;
interpret understand; invade infiltrate; invariably consistently; invasion infiltration; invent
create; invite ask; involvement participation; irrespective regardless independent; isolate
separate; issue matter; issue problem; joint articular; judge consider; justify warrant; keep kept;
key main; kidney renal; kids youngsters; know knew known; know understand; knowledge understanding;
known recognised established; laboratory lab; lately recently; lead guide; lead led cause caused
result resulted; leading main; leave depart; leave left; legitimate valid; lifespan survival; limit
restrict confine; limitation restriction; limitation weakness shortcoming; limited restricted;
limited scarce; limited weak narrow; lipid fat; literature publications; live reside; liver hepatic;
local regional; locate situate; location site place position; look search; look see; lump mass; lung
pulmonary; main principal chief; maintain keep preserve sustain retain; make made; make render;
manifest show present; manifestation sign symptom; manner way fashion; map localise locate; marked
pronounced striking substantial; markedly considerably strongly; marker indicator biomarker; match
pair; material substance; maternal mother; mean meant; means way method; measure assess quantify
determine; measure step; measurement assessment reading; mechanism mode; mechanism pathway process;
meet met; memory recall; mend repair; mention refer; merely only just simply; metastasis metastatic
metastases; method technique procedure approach; micturition urination; middle mid; mirror reflect;
mode way; model simulate; moderate modest; modulate regulate; molecule molecular; monitor observe
track; morbidity illness; mortality death; motion movement; move shift; multifaceted complex; muscle
muscular; mutation mutant mutated; myocardial cardiac; nation country state; national nationwide
countrywide; nature type; nearly almost about; necessary required needed essential; necessitate
require need; necrosis necrotic; nerve neural neuronal; nervous anxious; new novel recent; newly
recently; nodule lump; norm standard; normalise restore; normally typically; notable noteworthy
remarkable; notice note; novel new original; nowadays currently; nucleus nuclear; number figure;
occasion time; occurrence event; oedema swelling; offset counterbalance; old aged senior; omit
leave; ongoing continuing; operation surgery procedure; opinion view; opportunity chance; organise
arrange; origin source; original initial; originate arise come stem; outbreak epidemic; outcome
result endpoint; outlook prognosis; outpatient ambulatory; overall total whole; overlook miss; overt
clinical; owing due because; own have; pain ache; painful sore; pair couple; panel board; parameter
variable measure; part portion share component; participant subject volunteer; participate take;
participation enrolment; particular specific; penetrate enter; perceive feel see; perform do carry;
period time interval phase; permanent irreversible; persist maintain remain continue stay last;
persistent continuing sustained; perspective view; pertinent relevant; pharmacological drug; phase
stage; phenomenon event; phone telephone call; physician medical; piece part; pill tablet; place
put; play have; population people; pose present; posit propose; possible potential feasible;
possibly perhaps maybe; postpone defer; posture position; potent strong powerful; potentially
possibly; power strength; practical feasible; practitioner clinician doctor; precisely exactly;
preclude exclude; predict forecast anticipate foretell; preferable preferred; pregnancy gestation;
pregnant expectant; preliminary initial; preparation formulation; prepare make; prescribe give;
presence existence; present exist; pressing urgent; prevalence frequency; previous past former;
procedure process; proceed go; procure obtain; produce generate make yield cause; production
generation synthesis; profound deep marked; prognosis prognostic; programme scheme; progressively
steadily; prohibit forbid; project plan; proliferate multiply; prominent marked; promising
encouraging hopeful; proper correct; properly correctly; proportion share percentage fraction rate;
propose suggest; prospect outlook; protect guard shield; protein proteins; protocol scheme;
proximity closeness; pruritus itch itching; psychological mental psychiatric; psychosis psychotic;
publish report; pupil student; question query; questionnaire survey; race ethnicity; radiotherapy
radiation irradiation; range spread; rank order; rash exanthem; rate assess grade score judge;
rather instead; rationale reason; reach arrive; reaction response; realise understand; reason cause
ground; reasonable sensible; recall remember; recognise know; recommendation advice; record register
note document; recurrence relapse; refractory resistant unresponsive; regime regimen schedule;
registry register; regulation control; relapse recur; relatively comparatively rather; release
discharge; reliability consistency; reliable dependable; remark note; remarkable striking;
remarkably strikingly; remedy treatment; removal excision resection; remove excise resect; replace
substitute exchange; replicate reproduce repeat; represent reflect; request ask; requirement need;
residual remaining; resolution disappearance; respond react answer; respondent participant;
responsiveness sensitivity; rest remainder; retrieve obtain; reveal show disclose expose; review
overview; revise change; rigorous strict; robust strong solid; role part function; rough
approximate; roughly approximately; route way; routine standard; run conduct; run ran; sample
specimen; satisfactory acceptable; save spare; say said; scale instrument; schedule timetable;
scheme plan; scope extent; screen assess examine; screen review; screen test; secrete release;
secretion release; section part; secure obtain; sedation drowsiness; see saw seen; seek try; seizure
fit convulsion; send sent; sense feeling; separated apart; separately individually; sepsis septic;
sequence order; serve act; set group; sex gender; shape form; share have; show demonstrate exhibit
reveal indicate; show shown; shown demonstrated found; shown seen observed; signify mean;
simultaneously concurrently together; size magnitude; skill ability; skin cutaneous dermal; sleep
slept; sodium salt; sole only; solve resolve; somewhat marginally modestly; somnolence drowsiness
sleepiness; span range ranged varied vary; speak spoke spoken; special particular; specify define;
speculate suggest; spend spent; spine spinal; spontaneous natural; spread dissemination; spread
distribution; staff personnel; stand stood; standard conventional; state condition; state say
report; stem arise derive; stenosis stenotic; still yet; stimulus trigger; stomach gastric; store
keep; strategy approach plan; stratify divide; strike struck; strong potent robust; strongly
markedly highly; study trial investigation research; subgroup subset; substantiate confirm; suggest
indicate imply; suggest point; sum total; summarise outline; summary overview; supervise oversee;
surgeon surgical surgery; surgical operative; surprising unexpected; surprisingly unexpectedly;
survey study; susceptibility vulnerability; susceptible prone vulnerable; switch change; symptom
symptomatic; synthesis synthesise synthesised; system systemic; tackle address; take receive; take
took taken; target aim; teach taught; tell told; temporary transient; tendency propensity; tendency
trend; therapeutic treatment; therapy therapeutic; thereafter afterwards then; thesis theses; think
thought; throat pharyngeal; thrombosis clot; thrombus clot; throughout during; thus so; together
jointly; tolerate bear; tooth teeth dental; topic subject theme; toxic poisonous; toxin toxic;
transfer move; transmit pass; transplant graft; transport carry; treat manage; treatment therapy
intervention management medication; true correct; twin twins; type kind sort; typical
characteristic; ultimate final; uncertain unclear unsure; uncertainty doubt; unclear uncertain
unknown; undergo receive have; undergo underwent undergone; understand understood; undertake
undertaken perform performed done conduct conducted; upon on; urine urinary; usage use; use employ
utilise apply; useful valuable; utility usefulness value; vaccine vaccination; value worth;
variability variation; variety range; vein venous; versus compared; vessel vascular; view see; virus
viral; virus virion; voiding urination; warn caution; watch observe; wear wore worn; when if;
whereas but; whereas while although; widely broadly extensively; widespread extensive; willing
ready; within inside; withstand resist; womb uterus uterine; worker employee; workforce staff; write
wrote written; include study examine investigate comprise; regain restore recover; lengthen
elongate extend; item question; alfa alpha; quiz questionnaire test; yield give produce;
young youth;
adrenaline epinephrine; noradrenaline norepinephrine; paracetamol acetaminophen; salbutamol
albuterol; pethidine meperidine; lidocaine lignocaine; furosemide frusemide; rifampicin rifampin;
ciclosporin cyclosporin cyclosporine; aciclovir acyclovir; cefalexin cephalexin; levothyroxine
thyroxine; glibenclamide glyburide; isoprenaline isoproterenol; ergocalciferol calciferol;
suxamethonium succinylcholine; dosulepin dothiepin; amfetamine amphetamine; sulfasalazine
sulphasalazine; estrogen oestrogen estrogens oestrogens; estradiol oestradiol; heroin diamorphine;
cefuroxime cephuroxime; bendroflumethiazide bendrofluazide; trihexyphenidyl benzhexol; torasemide
torsemide; alimemazine trimeprazine; phenobarbital phenobarbitone; thiopental thiopentone; aspirin
acetylsalicylic
"""


def _known() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(" ".join(_GROUPS.split()).split(";")):
        for word in group.split():
            for key in (word, stem(word)):
                groups[key].add(number)
    return {word: frozenset(numbers) for word, numbers in groups.items()}


_KNOWN = _known()
_NONE: frozenset[int] = frozenset()
LEAST_COMMON = 5  # letters: words of one family begin alike
SHORTEST_BASE = 3
LEAST_RESPELT = 7
SHARED_ENDING = 3  # letters that two endings may begin with: -ible, -ibility
_ENDINGS = frozenset(
    """ s es ed d ing er ers or ors ion ions ation ations ition al ally ical ically ic ics ity ities
    ness ment ments age ages ure ures th
    able ably ible ibly ability ibility ive ively ance ances ence ences ant ent e y
    ies ied ly ate ates ated ating atory ory ial ially ous ously ise ised ize ized ising izing
    isation ization ication ications icate icated ying ology ological sion sions sed ting ted t
    tion tions tive ting d ds ded ding se ses sing tic tical a um ar ary ian ia an tes te ty cy ce
    red ry ral""".split()  # noqa: SIM905
) | {""}


@lru_cache(maxsize=50_000)
def akin(one: str, other: str) -> bool:
    """Whether one word may stand for another: a synonym, or a word of its family."""
    bases = _bases(one), _bases(other)
    if bases[0] & bases[1]:
        return True
    mine, theirs = (frozenset().union(*(_KNOWN.get(b, _NONE) for b in base)) for base in bases)
    return bool(mine & theirs) or of_one_family(one, other) or _respelt(one, other)


@lru_cache(maxsize=50_000)
def _bases(word: str) -> frozenset[str]:
    """What a word may be a form of: mapped of map, rated of rate, using of use."""
    found = {word, stem(word)}
    for ending in ("s", "es", "d", "ed", "ing"):
        base = word.removesuffix(ending)
        if base == word or len(base) < SHORTEST_BASE:
            continue
        found |= {base, f"{base}e"} if ending == "ing" else {base}
        if base[-1] == base[-2] and ending in ("ed", "ing"):
            found.add(base[:-1])
    return frozenset(found)


def _respelt(one: str, other: str) -> bool:
    """Whether two long words are a letter apart: leukocyte, leucocyte; never two that are known to
    be taken for each other, or two names with figures in them."""
    if min(len(one), len(other)) < LEAST_RESPELT or not (one + other).isalpha():
        return False
    apart = Levenshtein.distance(one, other, score_cutoff=1)
    return apart < 2 and not mistaken(one, other) and not turned(one, other)


def of_one_family(one: str, other: str) -> bool:
    """Whether two words are made of one: pancreas and pancreatic, reproducible, reproducibility."""
    pairs = enumerate(zip(one.replace("y", "i"), other.replace("y", "i"), strict=False))
    common = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    return any(
        one[at:] in _ENDINGS and other[at:] in _ENDINGS
        for at in range(common, max(LEAST_COMMON, common - SHARED_ENDING) - 1, -1)
    )
