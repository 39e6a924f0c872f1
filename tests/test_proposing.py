"""Sentences that say what a claim says, and sentences that assert something without a source."""

import json
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.anchoring.proposing import assertions, proposals

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = json.loads((ROOT / "data" / "evidence.json").read_text(encoding="utf-8"))
ARTICLE = (ROOT / "data" / "article.md").read_text(encoding="utf-8")
CLAIMS = {
    claim["slug"]: [
        claim["text"],
        *claim.get("wordings", []),
        *(anchor["exact"] for anchor in claim["anchors"]),
    ]
    for claim in SHIPPED["claims"]
}
CASES = [
    json.loads(line)
    for line in (ROOT / "tests" / "cases" / "proposals.jsonl").read_text("utf-8").splitlines()
]


def said(text: str) -> set[str]:
    return {one.slug for one in proposals(text, CLAIMS)}


def test_the_shipped_article_makes_each_of_its_claims() -> None:
    assert said(ARTICLE) == set(CLAIMS)


def test_what_is_proposed_is_right_and_much_is_found() -> None:
    """Of 66 other sentences about ketamine: hardly anything wrong, more than half of the rest."""
    pairs = [(case, said(case["text"])) for case in CASES]
    proposed = sum(len(found) for _, found in pairs)
    right = sum(len(found & set(case["claims"])) for case, found in pairs)
    wanted = sum(len(case["claims"]) for case, _ in pairs)
    assert len(CASES) >= 40
    assert right >= 0.95 * proposed
    assert right >= 0.6 * wanted


@pytest.mark.parametrize(
    "text", [case["text"] for case in CASES if not case["claims"]], ids=lambda text: text[:60]
)
def test_what_says_something_else_is_never_proposed(text: str) -> None:
    assert not said(text)


def test_a_place_is_where_it_says() -> None:
    words = (
        "Some words first. After a ketamine infusion, relief can last several days or even weeks."
    )
    [found] = proposals(words, CLAIMS)
    assert words[found.start : found.end].startswith("After a ketamine infusion")
    assert 0.7 <= found.score < 1
    assert not found.same_words


def test_words_without_their_subject_are_of_their_own_text() -> None:
    assert said("We gave ketamine to forty people. It works rapidly.") == {"rapid-onset"}
    assert not said("We gave aspirin to forty people. It works rapidly.")


UNCITED = [
    ("Pain fell by 2.1 points more than with placebo.", ("a number", "a comparison")),
    ("Blood pressure should be measured before each infusion.", ("a recommendation",)),
    ("Daily use over years damages the bladder.", ("a finding",)),
    ("Chronic pain affects one in five adults.", ("a number", "a finding")),
    ("A trial found less nausea with slower infusions.", ("what studies say",)),
    ("Ketamine is a medicine that lowers pain scores by 30% in adults.", ("a number", "a finding")),
]


@pytest.mark.parametrize(("text", "signs"), UNCITED)
def test_an_assertion_without_a_source_is_listed_with_its_signs(
    text: str, signs: tuple[str, ...]
) -> None:
    [found] = assertions(f"# A heading\n\n{text}", ())
    assert set(signs) <= set(found.reasons)


NOT_ASSERTED = [
    ("a heading", "## Ketamine reduces pain by 2 points"),
    ("a question", "Does ketamine reduce pain more than placebo?"),
    ("a definition", "Ketamine is a medicine that is given into a vein."),
    ("what a word means", "Analgesia means that pain is not felt although it was caused."),
    ("names", "Cohen Steven, Bhatia Anuj, Buvanendran Asokumar, Schwenk Eric and Wasan Ajay 2018."),
    ("to the reader", "Talk to your doctor about the risks of the treatment."),
    ("about the text", "In this article we explain how effective ketamine is."),
    ("cited by number", "Pain fell by 2.1 points [12, 14]."),
    ("cited by key", "Pain fell by 2.1 points [@cohen2018, p. 4]."),
    ("cited by name and year", "Pain fell by 2.1 points (Cohen, 2018)."),
    ("a source named", "Orhurhu et al. found that pain fell by 2.1 points."),
    ("nothing asserted", "Living with it day after day is exhausting for everybody around."),
    ("too short", "It works well."),
]


@pytest.mark.parametrize(("_", "text"), NOT_ASSERTED, ids=[row[0] for row in NOT_ASSERTED])
def test_what_asserts_nothing_or_has_a_source_is_left_out(_: str, text: str) -> None:
    assert not assertions(text, ())


def test_what_belongs_to_a_claim_is_not_listed_and_the_strongest_comes_first() -> None:
    one, two = UNCITED[2][0], UNCITED[0][0]
    text = f"{one} {two}"
    assert [text[a.start : a.end] for a in assertions(text, ())] == [two, one]
    assert [text[a.start : a.end] for a in assertions(text, [(3, 9)])] == [two]


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_any_text_has_places_within_it(text: str) -> None:
    for found in (*proposals(text, CLAIMS), *assertions(text, ())):
        assert 0 <= found.start < found.end <= len(text)
        assert 0 < found.score <= 1


def test_a_long_text_takes_a_few_seconds() -> None:
    start = perf_counter()
    found = proposals("\n\n".join([ARTICLE] * 40), CLAIMS)
    assert {one.slug for one in found} == set(CLAIMS)
    assert perf_counter() - start < 8
