"""Searches that are kept, facets of a library, suggestions that are put away."""

import pytest
from samples import bring, index_problems, item

from evidence.errors import BadInput, Conflict, EvidenceError, NotFound
from evidence.library import Library
from evidence.library.saved import NAME_CHARS
from evidence.limits import QUERY_CHARS


def names(library: Library) -> list[str]:
    return [one.name for one in library.saved_searches()]


def undo_last(library: Library) -> None:
    library.undo(library.history(limit=1)[0].id)


# Saved searches


def test_a_search_is_kept_found_by_its_name_and_forgotten(stocked: Library) -> None:
    kept = stocked.save_search("  Trials of\tpain ", " design:rct pain ")
    assert (kept.name, kept.query, kept.owner) == ("Trials of pain", "design:rct pain", "ana")
    for typed in ("Trials of pain", "@trials  OF pain", "Trïals of Pain"):
        assert stocked.saved_search(typed) == kept
    assert stocked.forget_search("@TRIALS of pain") == "Trials of pain"
    assert names(stocked) == []


def test_searches_come_by_name_whatever_their_case(stocked: Library) -> None:
    for name in ("zeta", "Älpha", "beta", "Alpha 2"):
        stocked.save_search(name, "pain")
    assert names(stocked) == ["Älpha", "Alpha 2", "beta", "zeta"]


def test_ones_own_search_gets_another_query_and_anothers_does_not(stocked: Library) -> None:
    stocked.save_search("mine", "pain")
    stocked.save_search("Mine", "ketamine")
    assert [(one.name, one.query) for one in stocked.saved_searches()] == [("Mine", "ketamine")]
    with pytest.raises(Conflict, match="ana has a search named “Mine”"):
        stocked.as_user("bo").save_search("mine", "magnesium")
    assert stocked.saved_search("mine").query == "ketamine"


REFUSED: list[tuple[str, str, type[EvidenceError], str]] = [
    ("", "pain", BadInput, "needs a name"),
    (" @ \x00", "pain", BadInput, "needs a name"),
    ("x" * (NAME_CHARS + 1), "pain", BadInput, "longer than"),
    ("x", " \u200b", BadInput, "nothing to search for"),
    ("x", "y" * (QUERY_CHARS + 1), BadInput, "longer than"),
]


@pytest.mark.parametrize(("name", "query", "error", "said"), REFUSED)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    stocked: Library, name: str, query: str, error: type[EvidenceError], said: str
) -> None:
    before = stocked.state()
    with pytest.raises(error, match=said):
        stocked.save_search(name, query)
    assert (names(stocked), stocked.state()) == ([], before)


def test_keeping_and_forgetting_are_undone(stocked: Library) -> None:
    stocked.save_search("trials", "design:rct")
    assert stocked.history(limit=1)[0].label == "Save the search “trials”"
    stocked.forget_search("trials")
    assert stocked.history(limit=1)[0].label == "Forget the search “trials”"
    undo_last(stocked)
    assert names(stocked) == ["trials"]
    stocked.undo(stocked.history(limit=3)[2].id)
    assert names(stocked) == []


def test_a_name_that_nobody_knows_is_told_with_the_nearest(stocked: Library) -> None:
    stocked.save_search("trials", "design:rct")
    with pytest.raises(NotFound, match="no saved search “trails”") as told:
        stocked.saved_search("@trails")
    assert "trials" in (told.value.hint or "")
    with pytest.raises(NotFound):
        stocked.forget_search("nothing")


# Facets


def test_facets_of_a_library_follow_its_links(stocked: Library) -> None:
    def designs() -> dict[str, int]:
        return stocked.search("", facets=True, kinds=("reference",)).facets.get("stance", {})

    assert designs() == {}
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    stocked.link("not-a-cure", "cohen2018", stance="disputes")
    stocked.link("not-a-cure", "orhurhu2019", stance="disputes")
    assert designs() == {"disputes": 2, "supports": 1}
    found = stocked.search("stance:disputes kind:reference", facets=True)
    assert (found.total, found.counted) == (2, 2)
    assert found.facets["claim"] == {"not-a-cure": 2, "rapid-onset": 1}
    undo_last(stocked)
    assert designs() == {"supports": 1, "disputes": 1}


# Suggestions

NEW = item(
    "new2024",
    "Relief within hours of an infusion of ketamine: pain often falls",
    "New, Ada",
    2024,
    "Pain",
)


def keys(library: Library, slug: str = "rapid-onset") -> list[str]:
    return [one.key for one in library.suggest(slug)]


def test_a_suggestion_says_who_when_and_whether_it_is_newer_than_what_is_linked(
    stocked: Library,
) -> None:
    bring(stocked, NEW)
    first = stocked.suggest("rapid-onset")[0]
    assert (first.key, first.authors, first.year) == ("new2024", "New", 2024)
    assert {"infusion", "hours"} <= set(first.why)
    assert not first.newer  # nothing is linked that it could be newer than
    stocked.link("rapid-onset", "zanos2018", stance="background")
    newer = {one.key: one.newer for one in stocked.suggest("rapid-onset")}
    assert newer["new2024"]
    assert not newer["cohen2018"]


def test_what_is_put_away_is_remembered_for_that_claim_alone(stocked: Library) -> None:
    bring(stocked, NEW)
    change = stocked.dismiss_suggestion("rapid-onset", "new2024")
    assert "new2024" not in keys(stocked)
    assert "new2024" in keys(stocked, "not-a-cure")
    assert stocked.history(limit=1)[0].label == "new2024 does not bear on rapid-onset"
    stocked.undo(change)
    assert keys(stocked)[0] == "new2024"
    assert index_problems(stocked) == []


def test_putting_away_twice_is_no_error_and_no_change(stocked: Library) -> None:
    stocked.dismiss_suggestion("rapid-onset", "cohen2018")
    before = stocked.state()
    stocked.dismiss_suggestion("rapid-onset", "cohen2018")
    assert stocked.state() == before


@pytest.mark.parametrize(
    ("slug", "key", "error", "said"),
    [
        ("no-such-claim", "cohen2018", NotFound, "no claim"),
        ("rapid-onset", "nobody1999", NotFound, "nobody1999"),
        ("not-a-cure", "orhurhu2019", Conflict, "is linked to “not-a-cure”"),
    ],
)
def test_what_cannot_be_put_away(
    stocked: Library, slug: str, key: str, error: type[EvidenceError], said: str
) -> None:
    stocked.link("not-a-cure", "orhurhu2019", stance="supports")
    before = stocked.state()
    with pytest.raises(error, match=said):
        stocked.dismiss_suggestion(slug, key)
    assert stocked.state() == before
