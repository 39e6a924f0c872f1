"""The shipped article and library are consistent in themselves, and say what is not confirmed."""

import json
import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from evidence.anchoring import Quote, anchor
from evidence.appraisal import certainty_from, check_assessment, overall, strength
from evidence.formats import bibtex
from evidence.vocabulary import (
    CLAIM_TYPES_WITHOUT_CERTAINTY,
    Certainty,
    ClaimType,
    Design,
    Directness,
    Domain,
    FieldStatus,
    Question,
    Stance,
)

DATA = Path(__file__).parent.parent / "data"
ARTICLE = (DATA / "article.md").read_text(encoding="utf-8")
BIB = (DATA / "references.bib").read_bytes()
LIBRARY: dict[str, Any] = json.loads((DATA / "evidence.json").read_text(encoding="utf-8"))
CLAIMS = LIBRARY["claims"]
LINKS = LIBRARY["links"]
STUDIES = {study["reference"]: study for study in LIBRARY["studies"]}
EFFECTS = LIBRARY["effects"]
OUTCOMES = [(claim, outcome) for claim in CLAIMS for outcome in claim["outcomes"]]

SLUGS = (
    "nmda-mechanism rapid-onset tolerability low-addiction-risk neuropathic-efficacy origin-1960s "
    "pain-and-quality-of-life duration-days-weeks not-a-cure experienced-provider multimodal-care "
    "relatively-new"
)
# Parts of these were written from memory when the evidence was reviewed.
FROM_MEMORY = ("orhurhu2019", "zanos2018", "cdc2022", "williams2020", "geneen2017", "bell2017")


RECORDS, MESSAGES = bibtex.read(BIB.decode("utf-8"))
CSL: dict[str, dict[str, Any]] = {record.key: record.csl or {} for record in RECORDS}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# The article.


def test_the_article_has_a_title_and_six_paragraphs_of_about_450_words():
    blocks = ARTICLE.strip().split("\n\n")
    assert blocks[0] == f"# {LIBRARY['article']['title']}"
    paragraphs = [block for block in blocks if not block.startswith("#")]
    assert len(paragraphs) == 6
    assert 400 <= sum(len(paragraph.split()) for paragraph in paragraphs) <= 500


def test_the_claims_come_in_their_order():
    assert [claim["slug"] for claim in CLAIMS] == SLUGS.split()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["slug"])
def test_a_claim_uses_the_vocabulary_and_says_what_is_missing(claim):
    ClaimType(claim["type"])
    assert claim["question"] is None or Question(claim["question"])
    assert claim["text"].endswith(".")
    assert all(claim[part] for part in ("verdict", "reason", "scope", "watch_out"))
    assert not claim["reason"].endswith(".")
    assert claim["gaps"] or claim["slug"] == "origin-1960s"


@pytest.mark.parametrize(
    ("slug", "quote"),
    [(claim["slug"], quote) for claim in CLAIMS for quote in claim["anchors"]],
    ids=lambda value: value if isinstance(value, str) else value["exact"][:20],
)
def test_every_anchor_stands_once_in_the_article(slug, quote):
    text = plain(ARTICLE)
    whole = f"{quote['prefix']}{quote['exact']}{quote['suffix']}"
    assert text.count(quote["exact"]) == 1
    assert text.count(whole) == 1
    found = anchor(ARTICLE, Quote(**quote))
    assert found is not None
    assert ARTICLE[found.start : found.end] == quote["exact"]
    assert found.score == pytest.approx(1)


def test_every_claim_is_anchored_and_its_other_wordings_are_too():
    for claim in CLAIMS:
        assert [quote["exact"] for quote in claim["anchors"][1:]] == claim["wordings"]
        assert claim["anchors"], claim["slug"]


# References.


def test_there_are_seventy_references_each_with_a_study():
    assert len(CSL) == 70
    assert set(CSL) == set(STUDIES)
    assert len({study["name"] for study in STUDIES.values()}) == 70


def test_the_references_are_read_without_a_message():
    assert [message.sentence() for message in MESSAGES] == []
    assert [message.sentence() for record in RECORDS for message in record.messages] == []


def test_the_file_is_plain_ascii_and_its_reading_is_not():
    assert BIB.isascii()
    families = {name.get("family") for csl in CSL.values() for name in csl["author"]}
    assert {"Jørum", "Sörensen", "Guimarães Pereira", "Suazo-Santibañez", "Øye"} <= families


@pytest.mark.parametrize(
    ("key", "position", "name"),
    [
        ("sigtermans2009", 1, {"non-dropping-particle": "van", "family": "Hilten"}),
        ("vowles2015", 5, {"non-dropping-particle": "van der", "family": "Goes"}),
        ("zanos2018", 9, {"family": "Zarate", "given": "C. A.", "suffix": "Jr"}),
        ("corriger2022", 5, {"literal": "OKAPI Consortium"}),
        ("ferraro2025", 3, {"family": "O’Connell", "given": "N. E."}),
    ],
)
def test_names_are_read_as_they_are_meant(key, position, name):
    read = dict(CSL[key]["author"][position])
    if "dropping-particle" in read:
        read["non-dropping-particle"] = read.pop("dropping-particle")
    for part, expected in name.items():
        assert read[part].replace("'", "’") == expected


def test_identifiers_are_there_as_far_as_they_are_known():
    assert sum("DOI" in csl for csl in CSL.values()) == 62
    without = {key for key, csl in CSL.items() if csl["type"] == "article-journal"} - {
        key for key, csl in CSL.items() if "DOI" in csl
    }
    assert without == {"amr2010", "max1995"}
    assert Counter(csl["type"] for csl in CSL.values()) == {
        "article-journal": 64,
        "report": 5,
        "thesis": 1,
    }
    assert all(re.fullmatch(r"PMC\d+", csl["PMCID"]) for csl in CSL.values() if "PMCID" in csl)


@pytest.mark.parametrize("key", sorted(STUDIES))
def test_an_annotation_says_what_is_not_confirmed(key):
    annotation = CSL[key]["note"]
    assert len(annotation) > 80
    words = {
        FieldStatus.UNCONFIRMED: "Not confirmed:",
        FieldStatus.PARTLY_CONFIRMED: "Only partly confirmed:",
        FieldStatus.SECONDARY_SOURCE: "From a secondary source:",
    }
    statuses = {FieldStatus(status) for status in STUDIES[key]["verification"].values()}
    for status, said in words.items():
        assert (said in annotation) == (status in statuses)


@pytest.mark.parametrize("key", FROM_MEMORY)
def test_what_was_written_from_memory_says_so(key):
    assert "from memory" in CSL[key]["note"]


def test_an_incomplete_author_list_says_so():
    said = {key for key, csl in CSL.items() if "author list is incomplete" in csl["note"]}
    assert said == {"ferraro2025"}


def test_no_annotation_is_its_finding_again():
    for key, study in STUDIES.items():
        assert study["finding"] not in CSL[key]["note"]


# Studies.


@pytest.mark.parametrize("key", sorted(STUDIES))
def test_a_study_uses_the_vocabulary_and_claims_no_check_that_nobody_made(key):
    study = STUDIES[key]
    assert [Design(design) for design in study["designs"]]
    assert study["n"] is None or study["n"] > 0
    assert study["n"] is None or study["n_text"]
    assert study["finding"]
    assert study["retraction_checked"] is None
    assert {FieldStatus(status) for status in study["verification"].values()}


def test_a_size_that_was_not_confirmed_is_not_a_number():
    unsure = [s for s in STUDIES.values() if s["verification"].get("sample") == "unconfirmed"]
    assert {study["reference"] for study in unsure} == {"geneen2017", "schwartzman2009"}
    assert all(study["n"] is None for study in unsure)


# Links.


def test_the_links_and_their_stances():
    assert len(LINKS) == 208
    assert Counter(link["stance"] for link in LINKS) == {
        Stance.SUPPORTS: 97,
        Stance.DISPUTES: 57,
        Stance.QUALIFIES: 54,
    }


def test_a_link_joins_what_exists_once_per_stance_with_a_rationale():
    seen = Counter((link["claim"], link["reference"], link["stance"]) for link in LINKS)
    assert set(seen.values()) == {1}
    for link in LINKS:
        assert link["claim"] in SLUGS.split()
        assert link["reference"] in STUDIES
        assert link["rationale"]
        assert link["directness"] is None or Directness(link["directness"])


def test_four_references_support_a_claim_and_qualify_it():
    stances: dict[tuple[str, str], set[str]] = {}
    for link in LINKS:
        stances.setdefault((link["claim"], link["reference"]), set()).add(link["stance"])
    twice = {pair: found for pair, found in stances.items() if len(found) > 1}
    assert set(twice) == {
        ("low-addiction-risk", "who2015"),
        ("low-addiction-risk", "simmler2022"),
        ("low-addiction-risk", "jones2018"),
        ("nmda-mechanism", "zanos2018"),
    }
    assert all(found == {"supports", "qualifies"} for found in twice.values())


def test_every_reference_bears_on_a_claim_and_every_claim_on_something():
    assert {link["reference"] for link in LINKS} == set(STUDIES)
    assert [slug for slug, _ in groupby(link["claim"] for link in LINKS)] == SLUGS.split()


def test_links_stand_by_design_then_newest_first():
    def place(link: dict[str, Any]) -> tuple[int, int]:
        designs = [Design(design) for design in STUDIES[link["reference"]]["designs"]]
        year = CSL[link["reference"]]["issued"]["date-parts"][0][0]
        return strength(designs, None)[0], -year

    for _, links in groupby(LINKS, key=lambda link: link["claim"]):
        places = [place(link) for link in links]
        assert places == sorted(places)


def test_low_addiction_risk_is_disputed_by_the_consensus_guideline():
    against = [
        link["reference"]
        for link in LINKS
        if link["claim"] == "low-addiction-risk" and link["stance"] == Stance.DISPUTES
    ]
    assert "cohen2018" in against


# Certainty.


@pytest.mark.parametrize(
    ("claim", "outcome"),
    OUTCOMES,
    ids=lambda value: value.get("slug") or value["name"],
)
def test_every_rating_holds_by_its_own_arithmetic(claim, outcome):
    rating = outcome["certainty"]
    level = Certainty(rating["level"])
    start = Certainty(rating["start"]) if rating["start"] else None
    domains = {Domain(name): value for name, value in rating["domains"].items()}
    explanations = {Domain(name): text for name, text in rating["explanations"].items()}
    messages = check_assessment(
        level,
        start,
        domains=domains,
        explanations=explanations,
        override_reason=rating["override_reason"],
    )
    assert [message.text for message in messages] == []
    assert all(domains.values())
    assert set(domains) == set(explanations)
    assert rating["reasons"]
    if start is not None and not rating["override_reason"]:
        assert certainty_from(start, domains) is level
    without = ClaimType(claim["type"]) in CLAIM_TYPES_WITHOUT_CERTAINTY
    assert (level is Certainty.NOT_APPLICABLE) == without


def test_the_certainty_of_each_claim():
    found = {
        claim["slug"]: overall([Certainty(o["certainty"]["level"]) for o in claim["outcomes"]])
        for claim in CLAIMS
    }
    assert found == {
        "nmda-mechanism": Certainty.NOT_APPLICABLE,
        "rapid-onset": Certainty.LOW,
        "tolerability": Certainty.VERY_LOW,
        "low-addiction-risk": Certainty.VERY_LOW,
        "neuropathic-efficacy": Certainty.VERY_LOW,
        "origin-1960s": Certainty.NOT_APPLICABLE,
        "pain-and-quality-of-life": Certainty.LOW,
        "duration-days-weeks": Certainty.LOW,
        "not-a-cure": Certainty.LOW,
        "experienced-provider": Certainty.NOT_ASSESSED,
        "multimodal-care": Certainty.VERY_LOW,
        "relatively-new": Certainty.NOT_APPLICABLE,
    }


def test_nothing_is_rated_above_moderate():
    levels = {Certainty(o["certainty"]["level"]) for _, o in OUTCOMES}
    assert Certainty.HIGH not in levels


# Effects.


def test_there_are_48_effects_each_of_a_study_with_a_flag():
    assert len(EFFECTS) == 48
    assert len({tuple(effect) for effect in EFFECTS}) == 1
    for effect in EFFECTS:
        assert effect["reference"] in STUDIES
        assert all(effect[part] for part in ("flag", "measure", "outcome"))


@pytest.mark.parametrize(
    "effect",
    [effect for effect in EFFECTS if effect["ci_low"] is not None],
    ids=lambda effect: f"{effect['reference']}-{effect['timepoint']}",
)
def test_an_interval_holds_its_estimate(effect):
    low, high = effect["ci_low"], effect["ci_high"]
    estimate = effect["estimate"]
    if effect["measure"] == "NNT":
        assert high is None  # the upper limit is infinity
        return
    assert low < high
    assert estimate is None or low < estimate < high


def test_counts_fit_their_totals():
    for effect in EFFECTS:
        for events, total in (("events_t", "total_t"), ("events_c", "total_c")):
            if effect[events] is not None:
                assert 0 <= effect[events] <= effect[total]


def test_numbers_are_numbers_and_what_is_blank_is_null():
    for effect in EFFECTS:
        assert "" not in effect.values()
        for name in ("estimate", "ci_low", "ci_high"):
            assert effect[name] is None or isinstance(effect[name], int | float)
        assert effect["certainty"] is None or Certainty(effect["certainty"])


# What a reader must be told.


def test_the_library_says_what_was_not_done():
    about = LIBRARY["about"]
    assert "our own" in about["certainty"]
    assert "abstracts" in about["reading"]
    assert "has not been checked" in about["retractions"]
    assert "not medical advice" in about["disclaimer"]


def test_the_file_is_written_in_one_stable_way():
    text = (DATA / "evidence.json").read_text(encoding="utf-8")
    assert text == json.dumps(LIBRARY, indent=2, ensure_ascii=False) + "\n"
    assert list(STUDIES) == sorted(STUDIES)
