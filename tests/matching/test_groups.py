"""Groups of a whole library, the index for new references, and what always holds of a match."""

import itertools
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.matching import (
    MOST_KEYS,
    Advice,
    Index,
    candidates,
    compare,
    features,
    find_groups,
    keys,
)

CslItem = dict[str, Any]


def article(number: int = 0, **more: Any) -> CslItem:
    """An article that is like no other of another number."""
    word = "".join(chr(97 + int(digit)) for digit in str(number))
    return {
        "type": "article-journal",
        "title": f"Outcome of {word}mab in {word}itis after {word}ectomy",
        "author": [{"family": f"Fam{word}", "given": "A B"}, {"family": "Noll", "given": "C"}],
        "issued": {"date-parts": [[1990 + number % 30]]},
        "container-title": "Annals of Surgery",
        "volume": str(100 + number),
        "issue": "4",
        "page": f"{200 + number}-{210 + number}",
        "DOI": f"10.1000/ann.{number}",
    } | more


def test_copies_of_one_work_are_one_group() -> None:
    items = [("a", article()), ("b", article(DOI="")), ("c", article(page="")), ("d", article(7))]
    (group,) = find_groups(items)
    assert group.references == ("a", "b", "c")
    assert group.advice is Advice.SAME
    assert group.score >= 0.9
    assert group.reasons


def test_a_decision_that_two_differ_holds() -> None:
    items = [("a", article()), ("b", article())]
    assert find_groups(items, decided_different=[("b", "a")]) == []


def test_a_third_reference_does_not_bridge_what_was_decided_different() -> None:
    items = [("a", article()), ("b", article()), ("c", article())]
    groups = find_groups(items, decided_different=[("a", "b")])
    same = [group.references for group in groups if group.advice is Advice.SAME]
    assert len(same) == 1
    assert not {"a", "b"} <= set(same[0])


def test_a_record_without_number_does_not_bridge_two_parts() -> None:
    part = "Outcome of ketamine in depression after surgery: part {}"
    items = [
        ("one", article(title=part.format(1), page="1-9", DOI="")),
        ("two", article(title=part.format(2), page="10-19", DOI="")),
        ("cut", article(title="Outcome of ketamine in depression after surgery", DOI="", page="")),
    ]
    assert not any(
        {"one", "two"} <= set(group.references)
        for group in find_groups(items)
        if group.advice is Advice.SAME
    )


def test_an_erratum_is_linked_not_merged() -> None:
    erratum = article(title="Erratum: " + article()["title"], page="400", DOI="10.1000/ann.e")
    (group,) = find_groups([("a", article()), ("e", erratum)])
    assert (group.advice, group.references) == (Advice.RELATED, ("a", "e"))


def test_two_works_under_one_doi_are_asked_about() -> None:
    other = article(5, DOI=article()["DOI"])
    (group,) = find_groups([("a", article()), ("b", other)])
    assert group.advice is Advice.ASK


def test_the_doi_of_a_supplement_fills_no_queue() -> None:
    titles = "angina bunion cataract dyspnoea eczema fibroma goitre hernia ischaemia jaundice"
    items = [
        (title, article(number, title=f"Treatment of {title} at home", DOI="10.1000/supplement"))
        for number, title in enumerate(titles.split())
    ]
    assert find_groups(items) == []


def test_a_column_of_a_thousand_issues_is_neither_merged_nor_slow() -> None:
    items = [
        (f"c{number:04}", article(number, title="Editor's comments", DOI=""))
        for number in range(1_000)
    ]
    assert not [group for group in find_groups(items) if group.advice is Advice.SAME]


def test_a_thousand_copies_are_one_group() -> None:
    items = [(f"c{number:04}", article()) for number in range(1_000)]
    (group,) = find_groups(items)
    assert len(group.references) == 1_000


def test_order_does_not_matter() -> None:
    items = [(f"r{number}", article(number % 12)) for number in range(30)]
    items += [("e", article(title="Erratum: " + article()["title"])), ("n", article(title=""))]
    expected = find_groups(items)
    for seed in range(5):
        shuffled = items[:]
        random.Random(seed).shuffle(shuffled)
        assert find_groups(shuffled) == expected


def test_nothing_of_nothing() -> None:
    assert find_groups([]) == []
    assert find_groups([("a", {}), ("b", {})]) == []


def test_an_index_finds_what_the_library_has() -> None:
    index = Index((str(number), features(article(number))) for number in range(200))
    found = candidates(features(article(7, DOI="", page="")), index, first="new")
    assert [(match.first, match.second, match.advice) for match in found] == [
        ("new", "7", Advice.SAME)
    ]
    assert candidates(features(article(700)), index) == []
    assert len(index) == 200


def test_an_index_puts_the_best_first() -> None:
    erratum = article(title="Erratum: " + article()["title"], page="400", DOI="")
    index = Index([("e", features(erratum)), ("a", features(article()))])
    assert [match.advice for match in candidates(features(article()), index)] == [
        Advice.SAME,
        Advice.RELATED,
    ]


VOCABULARY = "ketamine depression outcome trial adults children part 1 2 ii surgery pain of the in"
WORDS = st.sampled_from(VOCABULARY.split())
TEXT = st.lists(WORDS, max_size=9).map(" ".join)
NAME = st.sampled_from(["Zarate", "Singh", "Müller", "Mueller", "van der Berg", "Li", "Wang"])
ITEM = st.fixed_dictionaries(
    {"title": TEXT},
    optional={
        "author": st.lists(st.fixed_dictionaries({"family": NAME}), max_size=4),
        "issued": st.integers(1990, 1993).map(lambda year: {"date-parts": [[year]]}),
        "container-title": st.sampled_from(["J Clin Oncol", "Journal of Clinical Oncology", "BMJ"]),
        "volume": st.sampled_from(["1", "2", "S1", "12"]),
        "issue": st.sampled_from(["1", "Suppl 2", "3-4"]),
        "page": st.sampled_from(["1-9", "S12", "e345", "13-May", "120-130", "120-8"]),
        "DOI": st.sampled_from(["10.1000/a", "10.1000/b", "10.1101/2020.01.01.1", "bad"]),
        "PMID": st.sampled_from(["1", "2"]),
        "type": st.sampled_from(["article", "thesis", "chapter", "book", "paper-conference"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(ITEM, ITEM)
def test_a_match_is_symmetric(a: CslItem, b: CslItem) -> None:
    one, two = compare(features(a), features(b)), compare(features(b), features(a))
    assert (one.advice, one.score) == (two.advice, pytest.approx(two.score))
    assert one.reasons == two.reasons


@settings(max_examples=150, deadline=None)
@given(ITEM, ITEM)
def test_a_score_is_between_and_its_reasons_stand_heaviest_first(a: CslItem, b: CslItem) -> None:
    left, right = features(a), features(b)
    found = compare(left, right)
    assert 0 < found.score <= 1
    assert (found.score == 1) == (left == right)
    weights = [reason.weight for reason in found.reasons]
    assert weights == sorted(weights, reverse=True)
    assert all(0 <= reason.similarity <= 1 and reason.weight > 0 for reason in found.reasons)
    assert all(reason.text for reason in found.reasons)


@settings(max_examples=60, deadline=None)
@given(ITEM)
def test_a_reference_is_never_different_from_its_copy(a: CslItem) -> None:
    found = compare(features(a), features(dict(a)))
    assert found.score == 1


@settings(max_examples=100, deadline=None)
@given(ITEM)
def test_keys_are_bounded_and_stable(a: CslItem) -> None:
    found = keys(features(a))
    assert len(found) == len(set(found)) <= MOST_KEYS
    assert found == keys(features(a))


@settings(max_examples=30, deadline=None)
@given(st.lists(ITEM, max_size=12), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order(items: list[CslItem], chance: random.Random) -> None:
    numbered = [(f"r{place}", item) for place, item in enumerate(items)]
    shuffled = numbered[:]
    chance.shuffle(shuffled)
    assert find_groups(numbered) == find_groups(shuffled)


WORSE: dict[str, tuple[CslItem, ...]] = {
    "title": (
        {"title": "Outcome of amab in aitis following aectomy"},
        {"title": "Cost of bmab in citis before dectomy"},
    ),
    "authors": (
        {"author": [{"family": "Fama", "given": "A"}, {"family": "Other", "given": "C"}]},
        {"author": [{"family": "Else", "given": "X"}]},
    ),
    "year": (
        {"issued": {"date-parts": [[1991]]}},
        {"issued": {"date-parts": [[1992]]}},
        {"issued": {"date-parts": [[1999]]}},
    ),
    "journal": ({"container-title": "Ann Surg"}, {"container-title": "Chest"}),
    "volume": ({"volume": "10"}, {"volume": "77"}),
    "issue": ({"issue": "4-5"}, {"issue": "9"}),
    "pages": ({"page": "200-219"}, {"page": "204"}, {"page": "900-911"}),
    "identifier": ({"DOI": "10.1000/other"},),
}


@pytest.mark.parametrize("field", WORSE)
def test_the_score_falls_as_a_field_grows_worse(field: str) -> None:
    original = features(article())
    scores = [compare(original, original).score]
    scores += [compare(original, features(article() | worse)).score for worse in WORSE[field]]
    assert all(better > worse for better, worse in itertools.pairwise(scores)), scores


def test_every_reason_changes_the_score() -> None:
    """Taking a field from both takes its reason, and its points, away."""
    fields = {
        "title": "title",
        "authors": "author",
        "year": "issued",
        "journal": "container-title",
        "volume": "volume",
        "issue": "issue",
        "pages": "page",
        "doi": "DOI",
    }
    a = article()
    b = article(**{"page": "200-219", "container-title": "Ann Surg"})
    whole = compare(features(a), features(b))
    assert {reason.field for reason in whole.reasons} == set(fields)
    for name in fields.values():
        less = compare(
            features({key: value for key, value in a.items() if key != name}),
            features({key: value for key, value in b.items() if key != name}),
        )
        assert less.score != whole.score, name


HOSTILE = {
    "brackets": "[" * 20_000,
    "remarks that never close": "[erratum in " * 5_000,
    "one long word": "a" * 100_000,
    "colons": "a:" * 30_000,
    "vol": "(vol 1, pg 1 " * 5_000,
    "controls": "\x00\ud800\u202e" * 5_000,
    "dashes": "- " * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_no_more_than_its_length(name: str) -> None:
    text = HOSTILE[name]
    item = {
        "title": text,
        "author": [{"literal": text}, {"family": text, "given": text}],
        "container-title": text,
        "volume": text,
        "issue": text,
        "page": text,
        "DOI": text,
        "ISBN": text,
    }
    one = features(item)
    assert compare(one, features(dict(item, title=text + "b"))).score > 0
    assert len(keys(one)) <= MOST_KEYS
