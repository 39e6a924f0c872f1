"""What tests put into a library: real references, an article, claims that it makes."""

import json
import random
from typing import Any

from sqlalchemy import text

from evidence.library import Library
from evidence.library import results as r
from evidence.store.changes import change
from evidence.store.reindex import rebuild
from evidence.store.search.index import verify
from evidence.store.tables import Anchor, Claim
from evidence.vocabulary import Stance

Csl = dict[str, Any]


def item(key: str, title: str, people: str, year: int, journal: str, **more: str) -> Csl:
    """A journal article as CSL-JSON; `people` as `Cohen, Steven P.; Bhatia, Anuj`."""
    names = [name.partition(", ") for name in people.split("; ")]
    return {
        "id": key,
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": given} for family, _, given in names],
        "issued": {"date-parts": [[year]]},
        "container-title": journal,
        **more,
    }


COHEN = item(
    "cohen2018",
    "Consensus guidelines on the use of intravenous ketamine infusions for chronic pain",
    "Cohen, Steven P.; Bhatia, Anuj; Buvanendran, Asokumar",
    2018,
    "Regional Anesthesia and Pain Medicine",
    DOI="10.1097/AAP.0000000000000808",
    PMID="29870458",
)
ORHURHU = item(
    "orhurhu2019",
    "Ketamine infusions for chronic pain: a systematic review and meta-analysis of randomized "
    "controlled trials",
    "Orhurhu, Vwaire; Orhurhu, Mariam Salisu; Bhatia, Anuj; Cohen, Steven P.",
    2019,
    "Anesthesia and Analgesia",
    DOI="10.1213/ANE.0000000000004185",
    volume="129",
)
ZANOS = item(
    "zanos2018",
    "Ketamine and ketamine metabolite pharmacology: insights into therapeutic mechanisms",
    "Zanos, Panos; Moaddel, Ruin; Morris, Patrick J.",
    2018,
    "Pharmacological Reviews",
    DOI="10.1124/pr.116.015198",
    PMID="29945898",
    PMCID="PMC6020109",
)
SIGTERMANS = item(
    "sigtermans2009",
    "Ketamine produces effective and long-term pain relief in patients with complex regional "
    "pain syndrome type 1",
    "Sigtermans, Marnix J.; van Hilten, Jacobus J.; Bauer, Martin C. R.; Dahan, Albert",
    2009,
    "Pain",
    DOI="10.1016/j.pain.2009.06.023",
    PMID="19604642",
)
# Without any identifier: recognised by what it says.
DOMINO = item(
    "domino1965",
    "Pharmacologic effects of CI-581, a new dissociative anesthetic, in man",
    "Domino, Edward F.; Chodoff, Peter; Corssen, Guenter",
    1965,
    "Clinical Pharmacology and Therapeutics",
)
FOUR = (COHEN, ORHURHU, ZANOS, SIGTERMANS)

ARTICLE = """# Ketamine for chronic pain

Ketamine blocks the NMDA receptor, which carries the signals of central sensitisation.

Pain often falls within hours of an infusion. The relief lasts for days to weeks, not for good.
"""
CLAIMS = (
    ("nmda-mechanism", "mechanism", "Ketamine blocks the NMDA receptor"),
    ("rapid-onset", "onset_duration", "Pain often falls within hours of an infusion"),
    ("not-a-cure", "onset_duration", "The relief lasts for days to weeks, not for good"),
)


def csl_file(*items: Csl, name: str = "mine.json") -> tuple[str, bytes]:
    """References as a file that can be imported."""
    return name, json.dumps(list(items), ensure_ascii=False).encode("utf-8")


def bring(library: Library, *items: Csl) -> r.ImportReport:
    """Import references; none of them may be left out."""
    report = library.import_files([csl_file(*items)])
    assert [entry.outcome for entry in report.entries] == ["added"] * len(items), report.entries
    return report


def furnish(library: Library) -> Library:
    """Give an empty library an article with three claims, and four references."""
    library.revise(ARTICLE)
    version = library.article().version
    body = library.article().text
    with change(library.engine, who="ana", label="Three claims") as (session, _):
        for position, (slug, kind, words) in enumerate(CLAIMS):
            claim = Claim(slug=slug, text=f"{words}.", type=kind, position=position)
            start = body.index(words)
            session.add(claim)
            session.add(
                Anchor(
                    version_id=version.id,
                    claim_id=claim.id,
                    exact=words,
                    start=start,
                    end=start + len(words),
                )
            )
    bring(library, *FOUR)
    return library


def links_of(library: Library, slug: str) -> list[tuple[str, Stance]]:
    """What a claim leans on: key and stance."""
    return [(view.reference.key, view.stance) for view in library.claim(slug).evidence]


WORDS = """acute adjuvant allodynia amputation analgesia anaesthesia arthritis back burning cancer
cervical chronic clinical cohort complex controlled crossover depression diabetic dissociation dose
emergency epidural fibromyalgia headache hyperalgesia infusion intranasal intravenous ketamine limb
lidocaine low lumbar magnesium memantine migraine morphine nerve neuralgia neuropathic nociceptive
opioid oral outcome paediatric palliative patients perioperative phantom placebo postherpetic
postoperative quality racemic randomised receptor refractory regional relief review rotation sickle
spinal sublingual syndrome tolerance topical tramadol trial trigeminal visceral withdrawal"""
NAMES = """Abadi Bartels Chevalier Dimitrov Eriksson Fontaine Grigoryan Haddad Ibrahim Johansson
Kowalczyk Lindqvist Moreau Nakamura Okafor Papadakis Quist Rasmussen Sorensen Takahashi Ulrich
Vasquez Wojcik Xu Yilmaz Zimmermann"""


def many(number: int, *, seed: int = 1) -> list[Csl]:
    """So many different references, the same ones for the same seed."""
    chance = random.Random(seed)
    return [
        item(
            f"made{seed}x{place}",
            " ".join(chance.sample(WORDS.split(), 9)).capitalize(),
            "; ".join(
                f"{name}, {chance.choice('ABCDEFG')}." for name in chance.sample(NAMES.split(), 3)
            ),
            chance.randint(1970, 2025),
            f"Journal of {chance.choice(WORDS.split()).capitalize()}",
            DOI=f"10.5555/{seed}.{place}",
        )
        for place in range(number)
    ]


def index_problems(library: Library) -> list[str]:
    """What is wrong with the search index: in itself, and against one that is made anew."""
    columns = text("SELECT id, kind, year, links, facets, key, fields FROM search_document")
    with library.engine.connect().execution_options(writing=True) as connection:
        problems = verify(connection)
        held = set(connection.execute(columns).all())
        rebuild(connection)
        made = set(connection.execute(columns).all())
        connection.rollback()
    return problems + [f"{row.kind} {row.key} is not as it would be" for row in held ^ made]
