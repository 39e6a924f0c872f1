"""What pages show of claims, studies and references; hostile words stay words in every place."""

from dataclasses import replace
from datetime import date

import pytest
from hostile import (
    HOSTILE,
    article,
    claim,
    detail,
    evidence,
    hits,
    notice,
    outcome,
    reference,
    study,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from visits import Reading

from evidence.library import results as r
from evidence.text import visible
from evidence.ui import cards, gaps
from evidence.vocabulary import Certainty, Design, NoticeKind, Stance, Verification

NEUTRAL = "neutralwords"
TODAY = date(2026, 3, 1)


def two_reports(words: str) -> list[r.EvidenceView]:
    """Links to two reports of one study."""
    other = evidence(words, reference=reference(words, id="2", key=f"{words}2"))
    return [evidence(words), other]


BUILDERS = {
    "article head": lambda words: cards.article_head(article(words)),
    "legend": lambda words: cards.legend([claim(words)]),
    "start": lambda words: cards.start_here([claim(words)], {"retractions": words}),
    "claim navigation": lambda words: cards.claim_nav(words, words),
    "claim head": lambda words: cards.claim_head(detail(words), number=1, total=2),
    "evidence": lambda words: cards.evidence_groups(detail(words).evidence),
    "two reports": lambda words: cards.evidence_groups(two_reports(words)),
    "no study": lambda words: cards.evidence_card(evidence(words, study=None)),
    "claim table": lambda words: cards.claim_table([claim(words)], today=TODAY),
    "evidence map": lambda words: gaps.evidence_map([detail(words)]),
    "weak claims": lambda words: gaps.weak([detail(words)]),
    "reference list": lambda words: cards.reference_list([reference(words)]),
    "hits": lambda words: cards.hits(hits(words)),
    "claim hits": lambda words: cards.hits(hits(words, "claim")),
    "codes": lambda words: (
        cards.claim_table([claim("x", flags=(words,))], today=TODAY)
        + cards.unconfirmed({words: words})
    ),
    "note hits": lambda words: cards.hits(hits(words, "note")),
}
each_builder = pytest.mark.parametrize("name", BUILDERS)


def structure(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags with the names of their attributes; marks of found words aside."""
    return [(tag, tuple(attrs)) for tag, attrs in Reading(html).tags if tag != "mark"]


def fixed(html: str) -> list[tuple[str, str, str]]:
    """Attributes that no data may touch: all but addresses and titles."""
    return [
        (tag, name, value)
        for tag, attrs in Reading(html).tags
        for name, value in attrs.items()
        if name not in ("href", "title")
    ]


@each_builder
def test_hostile_words_change_no_tag_and_no_attribute(name: str) -> None:
    build = BUILDERS[name]
    harmless = build(NEUTRAL)
    for words in HOSTILE.values():
        html = build(words)
        assert structure(html) == structure(harmless), words
        assert fixed(html) == fixed(harmless), words
        assert Reading(html).balanced, words


@each_builder
def test_hostile_words_are_read_exactly(name: str) -> None:
    expected = Reading(BUILDERS[name](NEUTRAL)).text.count(NEUTRAL)
    for hostile in HOSTILE.values():
        words, shown = visible(hostile), Reading(BUILDERS[name](hostile)).text
        if name == "codes":  # their underscores are read as spaces
            words, shown = words.replace("_", " "), shown.replace("_", " ")
        # around the found words of a hit only a window may be shown
        assert shown.count(words) >= (1 if name.endswith("hits") else expected), words


@each_builder
@given(words=st.text(min_size=1, max_size=40))
@settings(max_examples=25)
def test_addresses_stay_within_the_app_or_go_to_doi_org(name: str, words: str) -> None:
    for href in Reading(BUILDERS[name](words)).hrefs:
        inside = href in ("/", "/library") or href.startswith(
            ("/?claim=", "/reference?key=", "/library?q=claim%3A")
        )
        outside = href.startswith(("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/"))
        assert inside or outside


def test_evidence_stands_by_stance_and_is_not_counted() -> None:
    views = [evidence("A", stance=Stance.DISPUTES), evidence("B", stance=Stance.SUPPORTS)]
    shown = Reading(cards.evidence_groups(views)).text
    assert shown.index("What supports it") < shown.index("What disputes it")
    assert "Background" not in shown


def test_claim_without_evidence_says_what_to_do() -> None:
    assert "No study is linked to this claim yet." in cards.evidence_groups(())


FACTS = [
    (study("", designs=(Design.RANDOMISED_TRIAL,), n=1234, n_text=""), "n = 1,234"),
    (study("", designs=(), n=None, n_text="58 RCTs"), "58 RCTs"),
    (None, "Design not recorded"),
    (study("", designs=(Design.COHORT, Design.REGISTRY), n_text=""), " and "),
    (study("", risk_of_bias=(("RoB 2", "high"),)), "RoB 2: high"),
]


@pytest.mark.parametrize(("found", "says"), FACTS)
def test_facts_of_a_study(found: r.StudyView | None, says: str) -> None:
    assert says in Reading(cards.facts(evidence("", study=found))).text


def test_level_and_directness_are_said_only_where_they_are_known() -> None:
    shown = Reading(cards.facts(evidence("", level=3))).text
    assert "Level 3" in shown
    assert "Indirect evidence" in shown
    shown = Reading(cards.facts(evidence("", level=None, directness="direct"))).text
    assert "Level" not in shown
    assert "Indirect" not in shown


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_is_said_in_words(kind: NoticeKind) -> None:
    shown = Reading(cards.notices([notice(kind=kind)])).text
    assert "_" not in shown
    assert shown.endswith("2020-01-01")


@pytest.mark.parametrize("checked", list(Verification))
def test_a_quoted_passage_always_says_whether_it_was_seen(checked: Verification) -> None:
    passage = r.PassageView("1", "the words", "page", "4", checked, None, None)
    shown = Reading(cards.passages(evidence("", passages=(passage,)))).text
    assert shown == f"the wordspage 4, {cards.CHECKED[checked.value]}"


def test_place_without_a_quote_is_not_called_checked() -> None:
    passage = r.PassageView("1", "", "page", "4", Verification.NOT_CHECKED, None, None)
    assert Reading(cards.passages(evidence("", passages=(passage,)))).text == "page 4"


UNCONFIRMED = [
    ({}, ""),
    ({"doi": "confirmed"}, ""),
    ({"doi": "unconfirmed", "pmid": "confirmed"}, "Not confirmed: DOI."),
    ({"sample": "abstract_only"}, "Not confirmed: sample size (abstract only)."),
]


@pytest.mark.parametrize(("fields", "says"), UNCONFIRMED)
def test_fields_that_are_not_confirmed_are_named(fields: dict[str, str], says: str) -> None:
    assert Reading(cards.unconfirmed(fields)).text == says


CERTAINTIES = [
    (Certainty.HIGH, "⊕⊕⊕⊕High certainty"),
    (Certainty.MODERATE, "⊕⊕⊕○Moderate certainty"),
    (Certainty.LOW, "⊕⊕○○Low certainty"),
    (Certainty.VERY_LOW, "⊕○○○Very low certainty"),
    (Certainty.NOT_ASSESSED, "Certainty not assessed"),
    (Certainty.NOT_APPLICABLE, "Certainty rating does not apply"),
]


@pytest.mark.parametrize(("level", "says"), CERTAINTIES)
def test_certainty_is_a_word_not_only_a_sign(level: Certainty, says: str) -> None:
    assert Reading(cards.certainty(level)).text == says


def test_reasons_for_rating_down_are_given_domain_by_domain() -> None:
    rated = outcome(
        "",
        name="Pain at 24 h",
        domains={"imprecision": -1, "inconsistency": 0},
        explanations={"imprecision": "Few participants."},
    )
    shown = Reading(cards.claim_head(detail("x", outcomes=(rated,)), number=1, total=1)).text
    assert "Imprecision (-1) Few participants." in shown
    assert "Inconsistency" not in shown
    assert "Starts high." in shown


def test_claim_without_a_verdict_has_no_stray_full_stop() -> None:
    bare = replace(detail("x"), summary=claim("x", verdict="", reason=""), outcomes=(), gaps=())
    shown = Reading(cards.claim_head(bare, number=1, total=1)).text
    assert "." not in shown.replace("a notice.", "")


@pytest.mark.parametrize(("before", "after"), [(None, "b"), ("a", None), ("a", "b"), (None, None)])
def test_neighbours_are_links_only_where_there_are_any(
    before: str | None, after: str | None
) -> None:
    found = Reading(cards.claim_nav(before, after)).hrefs
    assert found == [*(f"/?claim={slug}" for slug in (before, after) if slug), "/"]


def test_a_notice_stands_with_what_was_found_and_in_the_table() -> None:
    found = hits("x")
    seen = replace(notice("because"), noticed_on="2024-01-05", seen_by="ana")
    marked = replace(found, results=(replace(found.results[0], notices=(seen,)),))
    shown = Reading(cards.hits(marked)).text
    assert "Retraction 2024-01-05, seen by ana, still cited because: because" in shown
    assert "Retraction" not in Reading(cards.hits(found)).text
    table = Reading(cards.claim_table([claim("x", notices=1)], today=TODAY)).text
    assert "1 link to a reference with a notice" in table


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (None, ""),
        ("2026-03-01", "Review by 2026-03-01"),
        ("2026-02-28", "Review was due on 2026-02-28"),
    ],
)
def test_the_table_says_when_a_claim_is_looked_at_again(by: str | None, said: str) -> None:
    table = Reading(cards.claim_table([claim("x", review_by=by)], today=TODAY)).text
    assert (said in table) if said else ("Review" not in table)


@pytest.mark.parametrize(
    ("stances", "said"),
    [
        ([], ["No support"]),
        ([Stance.BACKGROUND], ["Only background", "No support"]),
        ([Stance.SUPPORTS], ["One study"]),
        ([Stance.SUPPORTS, Stance.SUPPORTS, Stance.DISPUTES], ["Disputed"]),
        ([Stance.SUPPORTS, Stance.QUALIFIES], []),
    ],
)
def test_what_is_weak_is_said_with_its_reason(stances: list[Stance], said: list[str]) -> None:
    views = tuple(
        evidence(
            f"w{number}",
            stance=stance,
            study=study(f"w{number}", id=str(number), designs=(Design.COHORT,)),
            reference=reference(f"w{number}", id=str(number), key=f"w{number}"),
        )
        for number, stance in enumerate(stances)
    )
    shown = gaps.weak([detail("x", evidence=views)])
    assert [word for word in (*gaps.WEAK.values(), "Disputed") if f"<b>{word}.</b>" in shown] == [
        word for word in (*gaps.WEAK.values(), "Disputed") if word in said
    ]


def test_a_study_without_a_design_stands_in_a_column_of_its_own() -> None:
    shown = gaps.evidence_map([detail("x", evidence=(evidence("Ann", study=None),))])
    assert gaps.UNKNOWN in shown
    assert "key=Ann" in shown


def test_map_shows_each_study_under_its_design_and_gaps_as_empty() -> None:
    shown = Reading(gaps.evidence_map([detail("x", evidence=(evidence("Ann"),))]))
    assert [href for href in shown.hrefs if href.startswith("/reference")] == ["/reference?key=Ann"]
    assert shown.text.count("no ") >= len(gaps.MAP_GROUPS) - 1


def test_reports_of_one_study_count_once_and_tell_of_each_other() -> None:
    one = study("", id="trial", designs=(Design.RANDOMISED_TRIAL,), n=60)
    views = [
        evidence("", reference=reference("Ann", id="a"), study=one),
        evidence("", reference=reference("Bob", id="b"), study=one),
        evidence("", reference=reference("Cid", id="c"), study=replace(one, id="another")),
    ]
    shown = Reading(cards.evidence_groups(views))
    assert "2 randomised trials" in shown.text
    assert "The same study as Bob 2020: it counts once." in shown.text
    assert "The same study as Ann 2020: it counts once." in shown.text
    assert shown.text.count("it counts once") == 2
    marks = Reading(gaps.evidence_map([detail("x", evidence=tuple(views))])).hrefs
    assert [href for href in marks if href.startswith("/reference")] == [
        "/reference?key=Ann",
        "/reference?key=Cid",
    ]


def test_one_study_that_supports_and_disputes_has_two_marks() -> None:
    views = (evidence("Ann", stance=Stance.SUPPORTS), evidence("Ann", stance=Stance.DISPUTES))
    marks = Reading(gaps.evidence_map([detail("x", evidence=views)])).hrefs
    assert marks.count("/reference?key=Ann") == 2


def test_every_design_has_one_column_in_the_map() -> None:
    placed = [design for _, designs in gaps.MAP_GROUPS for design in designs]
    assert sorted(placed) == sorted(Design)


def test_correction_of_a_typo_is_told() -> None:
    found = r.SearchResults("ketmine", 0, 1.0, (), {"ketmine": "ketamine"}, (), {})
    assert "Showing results for ketamine (typed ketmine)." in Reading(cards.hits(found)).text
