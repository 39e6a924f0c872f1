"""Pairs of references, and what a careful editor would say of each."""

from typing import Any

import pytest

from evidence.matching import Advice, Match, compare, features

SAME, ASK, RELATED, DIFFERENT = Advice.SAME, Advice.ASK, Advice.RELATED, Advice.DIFFERENT
NOT_SAME = {ASK, RELATED, DIFFERENT}

KEYS = {
    "journal": "container-title",
    "pages": "page",
    "doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "isbn": "ISBN",
}


def ref(title: str, authors: str = "", year: int | None = None, **more: str) -> dict[str, Any]:
    """A CSL item: `authors` as `Family, Given; Family, Given`, the other fields by short names."""
    csl: dict[str, Any] = {"type": "article-journal", "title": title}
    names = []
    for name in filter(None, authors.split("; ")):
        family, _, given = name.partition(", ")
        names.append({"family": family, "given": given} if given else {"literal": family})
    if names:
        csl["author"] = names
    if year is not None:
        csl["issued"] = {"date-parts": [[year]]}
    for name, value in more.items():
        csl[KEYS.get(name, name)] = value
    return csl


def match(a: dict[str, Any], b: dict[str, Any]) -> Match:
    return compare(features(a), features(b))


ZARATE = "Zarate, Carlos A; Singh, Jaskaran B; Carlson, Paul J; Brutsche, Nancy E"
KETAMINE = ref(
    "A randomized trial of an N-methyl-D-aspartate antagonist in treatment-resistant major "
    "depression",
    ZARATE,
    2006,
    journal="Archives of General Psychiatry",
    volume="63",
    issue="8",
    pages="856-864",
    doi="10.1001/archpsyc.63.8.856",
)


def changed(csl: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The reference with other values; None takes a field away."""
    result = {**csl, **{KEYS.get(name, name): value for name, value in more.items()}}
    if isinstance(more.get("year"), int):
        result["issued"] = {"date-parts": [[result.pop("year")]]}
    if isinstance(more.get("authors"), str):
        result["author"] = ref("", result.pop("authors")).get("author")
    return {name: value for name, value in result.items() if value is not None}


DUPLICATES = {
    "the same from another database": (
        KETAMINE,
        ref(
            "A Randomized Trial of an N-methyl-D-aspartate Antagonist in Treatment-Resistant Major "
            "Depression.",
            "Zarate, C. A., Jr.; Singh, J. B.; Carlson, P. J.; Brutsche, N. E.; Ameli, R.",
            2006,
            journal="Arch Gen Psychiatry",
            volume="63",
            issue="8",
            pages="856-64",
            pmid="16894061",
        ),
    ),
    "no identifiers, abbreviated journal, cut author list": (
        changed(KETAMINE, doi=None),
        changed(KETAMINE, doi=None, authors="Zarate, CA", journal="Arch. Gen. Psychiatry"),
    ),
    "a slip in the title": (
        KETAMINE,
        changed(
            KETAMINE,
            title="A randomised trial of an N-methyl-D-aspartate antagonst in treatment-resistant "
            "major depression",
            doi=None,
        ),
    ),
    "the year of online publication": (
        KETAMINE,
        changed(KETAMINE, year=2005, volume=None, issue=None, page=None),
    ),
    "different DOIs when all else agrees": (
        KETAMINE,
        changed(KETAMINE, doi="10.1001/archpsyc.2006.63.856"),
    ),
    "a DOI with prefix and capitals": (
        KETAMINE,
        changed(KETAMINE, doi="https://doi.org/10.1001/ARCHPSYC.63.8.856", page=None),
    ),
    "a journal called by another name, at the same place": (
        changed(KETAMINE, doi=None),
        changed(KETAMINE, doi=None, journal="JAMA Psychiatry (Chicago)"),
    ),
    "the pages of a spreadsheet's day": (
        changed(KETAMINE, page="1-9", doi=None),
        changed(KETAMINE, page="01-Sep", doi=None),
    ),
    "a translated title in brackets": (
        ref(
            "[Ketamine in treatment of refractory depression. Clinical experience]. [German]",
            "Müller, Karl; Weiß, Anna",
            2011,
            journal="Nervenarzt",
            volume="82",
            issue="3",
            pages="320-326",
        ),
        ref(
            "Clinical experience with ketamine for therapy-resistant depression",
            "Mueller, K.; Weiss, A.",
            2011,
            journal="Der Nervenarzt",
            volume="82",
            issue="3",
            pages="320-6",
        ),
    ),
    "both titles of a translation": (
        ref(
            "Traitement de la dépression résistante par la kétamine [Treatment of resistant "
            "depression with ketamine]",
            "Dupont, Jean",
            2014,
            journal="L'Encéphale",
            volume="40",
            pages="15-23",
        ),
        ref(
            "Treatment of resistant depression with ketamine",
            "Dupont, J.",
            2014,
            journal="Encephale",
            volume="40",
            pages="15-23",
        ),
    ),
    "the article, with the notice of its erratum in the title": (
        KETAMINE,
        changed(
            KETAMINE,
            title=KETAMINE["title"]
            + ".[Erratum appears in Arch Gen Psychiatry. 2007 Feb;64(2):205 Note: Zarate [added]]",
            doi=None,
        ),
    ),
    "retracted, as the publisher says before the title": (
        KETAMINE,
        changed(KETAMINE, title="RETRACTED: " + KETAMINE["title"]),
    ),
    "the title without its subtitle": (
        ref(
            "Esketamine nasal spray for treatment-resistant depression: a systematic review",
            "Sapkota, A; Khurshid, H",
            2021,
            journal="Cureus",
            volume="13",
            issue="8",
            pages="e17352",
        ),
        ref(
            "Esketamine nasal spray for treatment-resistant depression",
            "Sapkota, Alisha; Khurshid, Hajra",
            2021,
            journal="Cureus",
            volume="13",
            issue="8",
            pages="17352",
        ),
    ),
    "a footnote's mark stuck to the title": (
        ref(
            "Knowledge Coordination and Performance in Virtual Teams1,2",
            "Yoo, Youngjin; Kanawattanachai, Prasert",
            2007,
            journal="MIS Quarterly",
            volume="31",
            issue="4",
            pages="783--808",
        ),
        ref(
            "Knowledge coordination and performance in virtual teams",
            "Yoo, Y.; Kanawattanachai, P.",
            2007,
            journal="MIS Quarterly",
            volume="31",
            issue="4",
        ),
    ),
    "PubMed's number, a shorter title": (
        changed(KETAMINE, pmid="16894061", doi=None),
        ref(
            "Randomized trial of an N-methyl-D-aspartate antagonist in treatment-resistant major "
            "depression",
            "Zarate, C.",
            2006,
            pmid="16894061",
        ),
    ),
    "two records of one preprint": (
        ref(
            "Attention is all you need",
            "Vaswani, Ashish; Shazeer, Noam",
            2017,
            journal="arXiv preprint",
            number="arXiv:1706.03762",
        ),
        ref(
            "Attention Is All You Need",
            "Vaswani, A.; Shazeer, N.",
            2017,
            doi="10.48550/arXiv.1706.03762",
        ),
    ),
    "two editions of one column's entry": (
        ref(
            "Editor's Comments",
            "Straub, Detmar",
            2009,
            journal="MIS Quarterly",
            volume="33",
            issue="1",
            pages="iii-viii",
        ),
        ref(
            "Editor’s comments",
            "Straub, Detmar W.",
            2009,
            journal="MIS Quarterly",
            volume="33",
            issue="1",
            pages="iii--viii",
        ),
    ),
    "the same version of a Cochrane review": (
        ref(
            "Ketamine and other glutamate receptor modulators for depression in adults",
            "Caddy, C; Amit, BH; McCloud, TL",
            2015,
            journal="Cochrane Database of Systematic Reviews",
            issue="9",
            doi="10.1002/14651858.CD011612.pub2",
        ),
        ref(
            "Ketamine and other glutamate receptor modulators for depression in adults",
            "Caddy, Caroline; Amit, Ben H",
            2015,
            journal="Cochrane Database Syst Rev",
            issue="9",
            pages="CD011612",
        ),
    ),
    "names run together by an export": (
        ref(
            "Intestinal lipoprotein overproduction in insulin-resistant states",
            "Adeli K.Lewis G. F.",
            2008,
            journal="Curr Opin Lipidol",
            volume="19",
            issue="3",
            pages="221-8",
        ),
        ref(
            "Intestinal lipoprotein overproduction in insulin-resistant states",
            "Adeli, Khosrow; Lewis, Gary F",
            2008,
            journal="Current Opinion in Lipidology",
            volume="19",
            issue="3",
            pages="221-228",
        ),
    ),
}

KETAMINE_ADULTS = ref(
    "Efficacy of intravenous ketamine for treatment-resistant depression in adults",
    "Wilkinson, Samuel T; Ballard, Elizabeth D",
    2018,
    journal="American Journal of Psychiatry",
    volume="175",
    issue="2",
    pages="150-158",
)
SERIES = ref(
    "The pharmacology of ketamine. Part I: mechanisms",
    "Peltoniemi, Marko A; Hagelberg, Nora M",
    2016,
    journal="Clinical Pharmacokinetics",
    volume="55",
    issue="9",
    pages="1059-1077",
)
# What must not be merged, and what may be said instead.
NOT_DUPLICATES: dict[str, tuple[dict[str, Any], dict[str, Any], set[Advice]]] = {
    "Part I and Part II": (
        SERIES,
        changed(
            SERIES,
            title="The pharmacology of ketamine. Part II: mechanisms",
            page="1079-1090",
        ),
        {DIFFERENT},
    ),
    "Part 1 and Part 2, nothing else known": (
        ref("Anaesthesia in the elderly: part 1", "Murray, D; Dodds, C", 2004),
        ref("Anaesthesia in the elderly: part 2", "Murray, D; Dodds, C", 2004),
        {DIFFERENT},
    ),
    "Part one and part two in words": (
        changed(SERIES, title="The pharmacology of ketamine: part one", page=None),
        changed(SERIES, title="The pharmacology of ketamine: part two", page=None),
        {DIFFERENT},
    ),
    "a numeral alone": (
        changed(SERIES, title="Studies on the metabolism of ketamine II", page=None),
        changed(SERIES, title="Studies on the metabolism of ketamine III", page=None),
        {DIFFERENT},
    ),
    "a title and its second part": (
        changed(SERIES, title="Studies on the metabolism of ketamine", page=None),
        changed(SERIES, title="Studies on the metabolism of ketamine II", page=None),
        {ASK, DIFFERENT},
    ),
    "an erratum": (
        KETAMINE,
        changed(KETAMINE, title="Erratum: " + KETAMINE["title"], page="1045", issue="9"),
        {RELATED},
    ),
    "a correction with nothing but title and authors": (
        changed(KETAMINE, page=None, doi=None, volume=None, issue=None),
        changed(
            KETAMINE,
            title="Correction to: " + KETAMINE["title"],
            page=None,
            doi=None,
            volume=None,
            issue=None,
        ),
        {RELATED},
    ),
    "a corrigendum after the title": (
        KETAMINE,
        changed(KETAMINE, title=KETAMINE["title"] + " (Corrigendum)", doi=None),
        {RELATED},
    ),
    "an erratum as Web of Science writes it": (
        changed(KETAMINE, doi=None),
        changed(
            KETAMINE,
            title=KETAMINE["title"] + " (vol 63, pg 856, 2006)",
            page="205-205",
            volume="64",
            year=2007,
            doi=None,
        ),
        {RELATED},
    ),
    "a notice of retraction": (
        KETAMINE,
        changed(KETAMINE, title="Retraction: " + KETAMINE["title"], year=2008, doi=None),
        {RELATED},
    ),
    "an expression of concern": (
        KETAMINE,
        changed(KETAMINE, title="Expression of concern: " + KETAMINE["title"], doi=None),
        {RELATED},
    ),
    "a reply of the authors": (
        KETAMINE,
        changed(KETAMINE, title=KETAMINE["title"] + ": authors' reply", page="1046", doi=None),
        {RELATED},
    ),
    "a comment by others": (
        KETAMINE,
        changed(
            KETAMINE,
            title='Comment on "' + KETAMINE["title"] + '"',
            authors="Smith, John",
            page="1047",
            doi=None,
        ),
        {RELATED},
    ),
    "an editorial of the same title": (
        changed(KETAMINE, doi=None),
        changed(
            KETAMINE, title="Editorial: " + KETAMINE["title"], authors="Krystal, John", page="789"
        ),
        {RELATED},
    ),
    "an editorial of the very same title by others": (
        changed(KETAMINE, doi=None),
        changed(KETAMINE, authors="Krystal, John H", page="789-790", doi=None),
        {ASK, DIFFERENT},
    ),
    "a response": (
        KETAMINE,
        changed(KETAMINE, title="Response to: " + KETAMINE["title"], page="12", doi=None),
        {RELATED},
    ),
    "a protocol and its trial": (
        KETAMINE_ADULTS,
        changed(
            KETAMINE_ADULTS,
            title=KETAMINE_ADULTS["title"] + ": study protocol",
            journal="Trials",
            year=2015,
            volume="16",
            issue=None,
            page="20",
        ),
        {RELATED},
    ),
    "a meeting's abstract and the article": (
        KETAMINE_ADULTS,
        changed(
            KETAMINE_ADULTS,
            journal="Biological Psychiatry",
            volume="81",
            issue="10 Suppl",
            page="S12",
            year=2017,
        ),
        {ASK, RELATED, DIFFERENT},
    ),
    "an abstract in the same journal": (
        KETAMINE_ADULTS,
        changed(KETAMINE_ADULTS, issue="Suppl 1", page="S45"),
        {ASK, RELATED},
    ),
    "an abstract of two meetings": (
        changed(KETAMINE_ADULTS, journal="Stroke", volume="41", issue="7", page="e505"),
        changed(KETAMINE_ADULTS, journal="Lung", volume="37", issue="3", page="S42"),
        NOT_SAME,
    ),
    "a conference paper and the article": (
        ref(
            "Learning-based scheduling for digital work platforms",
            "Smith, John",
            2020,
            journal="Journal of Digital Studies",
        ),
        {
            **ref(
                "Learning-based scheduling for digital work platforms",
                "Smith, John",
                2020,
                journal="Workshop of Digital Studies",
            ),
            "type": "paper-conference",
        },
        {ASK, RELATED},
    ),
    "adults and children": (
        KETAMINE_ADULTS,
        changed(
            KETAMINE_ADULTS,
            title="Efficacy of intravenous ketamine for treatment-resistant depression in children",
            page=None,
        ),
        {DIFFERENT},
    ),
    "adults and adolescents, two entries of a registry": (
        ref("Open label trial of eculizumab in adult patients with aHUS", "Alexion", 2011),
        ref("Open label trial of eculizumab in adolescent patients with aHUS", "Alexion", 2011),
        {DIFFERENT},
    ),
    "men and women": (
        changed(KETAMINE_ADULTS, title="Pain after total hip replacement in men", page=None),
        changed(KETAMINE_ADULTS, title="Pain after total hip replacement in women", page=None),
        {DIFFERENT},
    ),
    "mice and rats": (
        changed(KETAMINE_ADULTS, title="Ketamine reverses anhedonia in stressed mice", page=None),
        changed(KETAMINE_ADULTS, title="Ketamine reverses anhedonia in stressed rats", page=None),
        {DIFFERENT},
    ),
    "hyper and hypo": (
        changed(KETAMINE_ADULTS, title="Hypertension during ketamine infusion", page=None),
        changed(KETAMINE_ADULTS, title="Hypotension during ketamine infusion", page=None),
        {DIFFERENT},
    ),
    "phase II and phase III": (
        changed(KETAMINE_ADULTS, title="A phase II trial of esketamine in depression", page=None),
        changed(KETAMINE_ADULTS, title="A phase III trial of esketamine in depression", page=None),
        {DIFFERENT},
    ),
    "type 1 and type 2": (
        changed(KETAMINE_ADULTS, title="Quality of life in type 1 diabetes mellitus", page=None),
        changed(KETAMINE_ADULTS, title="Quality of life in type 2 diabetes mellitus", page=None),
        {DIFFERENT},
    ),
    "six weeks and twelve": (
        changed(KETAMINE_ADULTS, title="Sertraline in depression: 6-week results", page=None),
        changed(KETAMINE_ADULTS, title="Sertraline in depression: 12-week results", page=None),
        {DIFFERENT},
    ),
    "annual reports": (
        ref(
            "Heart disease and stroke statistics - 2019 update",
            "Benjamin, E; Muntner, P; Alonso, A",
            2019,
            journal="Circulation",
        ),
        ref(
            "Heart disease and stroke statistics - 2020 update",
            "Virani, S; Alonso, A; Benjamin, E",
            2020,
            journal="Circulation",
        ),
        {DIFFERENT},
    ),
    "two drugs with like names": (
        changed(KETAMINE_ADULTS, title="Prednisone in acute severe asthma of adults", page=None),
        changed(KETAMINE_ADULTS, title="Prednisolone in acute severe asthma of adults", page=None),
        NOT_SAME,
    ),
    "two receptors": (
        changed(KETAMINE_ADULTS, title="The role of Notch1 in lung development", page=None),
        changed(KETAMINE_ADULTS, title="The role of Notch2 in lung development", page=None),
        {DIFFERENT},
    ),
    "two organs": (
        changed(KETAMINE_ADULTS, title="Survival after resection of breast cancer", page=None),
        changed(KETAMINE_ADULTS, title="Survival after resection of gastric cancer", page=None),
        {DIFFERENT},
    ),
    "versions of a Cochrane review by DOI": (
        ref(
            "Air versus oxygen for resuscitation of infants at birth",
            "Tan, A; Schulze, A; O'Donnell, C; Davis, P",
            2004,
            journal="Cochrane Database Syst Rev",
            issue="3",
            doi="10.1002/14651858.CD002273.pub2",
        ),
        ref(
            "Air versus oxygen for resuscitation of infants at birth",
            "Tan, A; Schulze, A; O'Donnell, C; Davis, P",
            2005,
            journal="Cochrane Database Syst Rev",
            issue="2",
            doi="10.1002/14651858.CD002273.pub3",
        ),
        {RELATED},
    ),
    "versions of a Cochrane review by year": (
        ref(
            "Treatment for POEMS syndrome",
            "Kuwabara, Satoshi; Dispenzieri, Angela",
            2008,
            journal="Cochrane Database of Systematic Reviews",
            issue="4",
            pages="CD006828",
        ),
        ref(
            "Treatment for POEMS syndrome",
            "Kuwabara, Satoshi; Dispenzieri, Angela",
            2012,
            journal="Cochrane Database of Systematic Reviews",
            issue="6",
            pages="CD006828",
        ),
        {RELATED},
    ),
    "versions of a Cochrane review without number": (
        ref(
            "Treatment for POEMS syndrome",
            "Kuwabara, Satoshi; Dispenzieri, Angela",
            2008,
            journal="Cochrane Database of Systematic Reviews",
        ),
        ref(
            "Treatment for POEMS syndrome",
            "Kuwabara, Satoshi; Dispenzieri, Angela",
            2009,
            journal="Cochrane Database of Systematic Reviews",
        ),
        {RELATED},
    ),
    "a recurring column of other issues": (
        ref(
            "Editor's Comments", "Straub, D", 2009, journal="MIS Quarterly", volume="33", issue="1"
        ),
        ref(
            "Editor's Comments", "Straub, D", 2009, journal="MIS Quarterly", volume="33", issue="3"
        ),
        {DIFFERENT},
    ),
    "a recurring column without its place": (
        ref("Editorial", "Godlee, Fiona", 2010, journal="BMJ"),
        ref("Editorial", "Godlee, Fiona", 2010, journal="BMJ"),
        {ASK, DIFFERENT},
    ),
    "book reviews of one issue": (
        ref("Book review", "Hammer, Michael", 1995, journal="Lancet", volume="4", issue="2"),
        ref("Book reviews", "Champy, James", 1995, journal="Lancet", volume="4", issue="2"),
        {DIFFERENT, ASK},
    ),
    "a preprint and the article": (
        ref(
            "Esketamine and the default mode network in depression",
            "Li, Wei; Chen, Ming",
            2020,
            journal="medRxiv",
            doi="10.1101/2020.03.01.20029876",
        ),
        ref(
            "Esketamine and the default mode network in depression",
            "Li, Wei; Chen, Ming",
            2020,
            journal="Journal of Affective Disorders",
            volume="270",
            pages="12-19",
            doi="10.1016/j.jad.2020.03.012",
        ),
        {RELATED},
    ),
    "a preprint and the article without DOIs": (
        ref("Sparse attention in long texts", "Li, Wei; Chen, Ming", 2019, journal="arXiv"),
        ref("Sparse attention in long texts", "Li, Wei; Chen, Ming", 2020, journal="Neural Nets"),
        {RELATED},
    ),
    "a preprint and the article that says so": (
        {
            **ref("Sparse attention in long texts", "Li, Wei; Chen, Ming", 2019),
            "type": "article",
            "genre": "Preprint",
        },
        ref("Sparse attention in long texts", "Li, Wei; Chen, Ming", 2019, journal="Neural Nets"),
        {RELATED},
    ),
    "a thesis and the article": (
        {**ref("Ketamine and memory in healthy volunteers", "Hong, Mei", 2015), "type": "thesis"},
        ref("Ketamine and memory in healthy volunteers", "Hong, Mei", 2016, journal="Memory"),
        {RELATED},
    ),
    "one DOI, another title": (
        KETAMINE,
        ref(
            "Cognitive behavioural therapy for insomnia in primary care",
            "Espie, Colin A",
            2007,
            journal="Sleep",
            doi="10.1001/archpsyc.63.8.856",
        ),
        {ASK},
    ),
    "one DOI, another title, same journal and issue": (
        KETAMINE,
        changed(KETAMINE, title="Suicide in the military: trends", authors="Roe, A", page="870-5"),
        {ASK},
    ),
    "same title, other people": (
        ref("Atypical hemolytic uremic syndrome", "Kavanagh, David", 2010),
        ref("Atypical hemolytic uremic syndrome", "Noris, Marina; Remuzzi, Giuseppe", 2010),
        NOT_SAME,
    ),
    "a namesake": (
        ref("Depression in primary care", "Hall, Laura", 1999, journal="BMJ"),
        ref("Depression in primary care", "Hall, Gillian", 1999, journal="BMJ"),
        NOT_SAME,
    ),
    "letters of one title on one page": (
        ref(
            "A trial of intrapleural streptokinase",
            "Rosa, Ute W",
            2005,
            journal="NEJM",
            volume="352",
            pages="2243",
        ),
        ref(
            "A trial of intrapleural streptokinase",
            "Bouros, Demosthenes",
            2005,
            journal="NEJM",
            volume="352",
            pages="2243",
        ),
        NOT_SAME,
    ),
    "no title": (
        changed(KETAMINE, title="", doi=None),
        changed(KETAMINE, doi=None),
        {ASK},
    ),
    "chapters of one book": (
        {**ref("Depression", "Smith, J", 2010, isbn="9780323653978"), "type": "chapter"},
        {**ref("Anxiety", "Smith, J", 2010, isbn="9780323653978"), "type": "chapter"},
        {DIFFERENT},
    ),
    "a book and a chapter of it": (
        {
            **ref("Textbook of psychiatry in practice", "Smith, J", 2010, isbn="9780323653978"),
            "type": "book",
        },
        {
            **ref("Textbook of psychiatry in practice", "Smith, J", 2010, isbn="9780323653978"),
            "type": "chapter",
            "page": "1-20",
        },
        {RELATED},
    ),
    "the next year's paper with a subtitle": (
        ref(
            "The impact of cognitive load on responses to security alerts: human errors",
            "Vaishnav, Lakshika; Goel, Sanjay",
            2025,
            journal="Americas Conference on Information Systems",
        ),
        ref(
            "The impact of cognitive load on responses to security alerts",
            "Vaishnav, Lakshika; Goel, Sanjay",
            2024,
            journal="Americas Conference on Information Systems",
        ),
        NOT_SAME,
    ),
    "another subject by the same author": (
        ref(
            "Research on process structure for distributed collaborative writing groups",
            "Lowry, Paul Benjamin",
            2002,
        ),
        ref(
            "Research on proximity choices for distributed collaborative writing groups",
            "Lowry, Paul Benjamin",
            2002,
        ),
        NOT_SAME,
    ),
    "a follow-up": (
        KETAMINE_ADULTS,
        changed(
            KETAMINE_ADULTS,
            title=KETAMINE_ADULTS["title"] + ": five-year follow-up",
            year=2023,
            volume="180",
            page="77-85",
        ),
        NOT_SAME,
    ),
    "a population added": (
        changed(KETAMINE_ADULTS, title="Ketamine infusions for depression", page=None),
        changed(KETAMINE_ADULTS, title="Ketamine infusions for depression in children", page=None),
        NOT_SAME,
    ),
    "cause and effect exchanged": (
        changed(KETAMINE_ADULTS, title="Effect of depression on diabetes mellitus", page=None),
        changed(KETAMINE_ADULTS, title="Effect of diabetes mellitus on depression", page=None),
        NOT_SAME,
    ),
    "abstracts on one page of a supplement with one DOI": (
        ref(
            "A DPP-4 inhibitor but not incretins suppresses aneurysms of the abdominal aorta",
            "Kohashi, K; Hiromura, M; Mori, Y; Terasaki, M",
            2015,
            journal="Diabetes",
            volume="64",
            issue="Suppl 1",
            pages="A134",
            doi="10.2337/db15386741",
        ),
        ref(
            "A cotransporter-2 inhibitor prevents the progression of macrophage-driven atheroma",
            "Terasaki, M; Hiromura, M; Kohashi, K; Mori, Y",
            2015,
            journal="Diabetes",
            volume="64",
            issue="Suppl 1",
            pages="A134-A135",
            doi="10.2337/db15386741",
        ),
        {ASK},
    ),
    "an abstract marked as one": (
        KETAMINE_ADULTS,
        changed(
            KETAMINE_ADULTS,
            title=KETAMINE_ADULTS["title"] + " [Abstract]",
            journal="Thorax",
            volume="55",
            issue="Suppl 3",
            page="A20",
            year=2017,
        ),
        {RELATED},
    ),
    "an interim analysis": (
        changed(KETAMINE_ADULTS, page=None),
        changed(
            KETAMINE_ADULTS, title=KETAMINE_ADULTS["title"] + ": an interim analysis", page=None
        ),
        NOT_SAME,
    ),
    "a part with a title of its own": (
        changed(SERIES, title="The pharmacology of ketamine in man", page=None),
        changed(SERIES, title="The pharmacology of ketamine in man. Part 2: abuse", page=None),
        NOT_SAME,
    ),
    "two parts under one DOI": (
        changed(SERIES, doi="10.1007/s40262-016-0383-6"),
        changed(
            SERIES,
            title="The pharmacology of ketamine. Part II: mechanisms",
            page="1079-1090",
            doi="10.1007/s40262-016-0383-6",
        ),
        {ASK},
    ),
    "other numbers of PubMed": (
        changed(KETAMINE, pmid="16894061", doi=None),
        changed(KETAMINE, pmid="16894062", doi=None),
        {ASK},
    ),
}


@pytest.mark.parametrize("name", DUPLICATES)
def test_the_same_work_is_told(name: str) -> None:
    first, second = DUPLICATES[name]
    found = match(first, second)
    assert found.advice is SAME, (found.score, found.reasons)


@pytest.mark.parametrize("name", NOT_DUPLICATES)
def test_what_only_looks_alike_is_not_merged(name: str) -> None:
    first, second, answers = NOT_DUPLICATES[name]
    found = match(first, second)
    assert found.advice in answers, (found.advice, found.score, found.reasons)
