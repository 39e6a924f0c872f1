"""Versions of one work: linked, not merged; shown at both ends, and no duplicates any more."""

import pytest
from samples import DOMINO, ZANOS, bring, item
from states import state

from evidence.errors import BadInput, Conflict, NotFound
from evidence.library import Library
from evidence.library.relating import proposed
from evidence.vocabulary import RELATION_WORDS, RelationKind

IDENTIFIERS = ("DOI", "PMID", "PMCID")
TITLE = str(ZANOS["title"])
PLAIN = {name: value for name, value in ZANOS.items() if name not in IDENTIFIERS}
ARTICLE = {**PLAIN, "id": "article", "volume": "70", "issue": "3", "page": "621-660"}
PREPRINT = {
    **PLAIN,
    "id": "preprint",
    "type": "article",
    "container-title": "bioRxiv",
    "DOI": "10.1101/123456",
    "issued": {"date-parts": [[2017]]},
}


def versions(library: Library, key: str) -> list[tuple[str, str]]:
    """What a reference's page says of its other versions: word and key."""
    return [(one.word, one.reference.key) for one in library.reference(key).relations]


def offered(library: Library) -> list[tuple[str, set[str]]]:
    return [(one.advice, set(one.references)) for one in library.duplicates().groups]


@pytest.fixture
def related(library: Library) -> Library:
    """A preprint and its article, as they come in."""
    bring(library, ARTICLE, PREPRINT, DOMINO)
    assert offered(library) == [("related", {"article", "preprint"})]
    return library


def test_a_relation_is_shown_at_both_ends(related: Library) -> None:
    related.relate("preprint", "preprint_of", "article")
    assert versions(related, "preprint") == [("Preprint of", "article")]
    assert versions(related, "article") == [("Preprint", "preprint")]
    assert versions(related, "domino1965") == []


def test_related_versions_are_not_offered_until_the_link_is_taken_away(related: Library) -> None:
    before = offered(related)
    related.relate("preprint", "preprint_of", "article")
    assert offered(related) == []
    assert related.unrelate("article", "preprint") == 1  # in either order
    assert offered(related) == before
    assert versions(related, "article") == []


def test_linking_is_one_change_and_undone_as_one(related: Library) -> None:
    before, offers = state(related), offered(related)
    related.relate("preprint", "preprint_of", "article")
    newest = related.history(limit=1)[0]
    assert (newest.label, newest.kind) == ("preprint: preprint of article", "relation")
    related.undo(newest.id)
    assert state(related) == before
    assert offered(related) == offers


@pytest.mark.parametrize("kind", RelationKind)
def test_versions_report_one_study_and_what_others_write_does_not(
    related: Library, kind: RelationKind
) -> None:
    voices = {
        RelationKind.RETRACTS,
        RelationKind.QUESTIONS,
        RelationKind.REINSTATES,
        RelationKind.REPLIES_TO,
        RelationKind.COMMENTS_ON,
    }
    related.relate("preprint", kind, "article")
    reports = [one.key for one in related.reference("article").reports]
    assert reports == ([] if kind in voices else ["preprint"])
    assert kind.word
    assert kind.converse


def test_every_kind_has_words_of_its_own() -> None:
    assert set(RELATION_WORDS) == set(RelationKind)
    words = [word for pair in RELATION_WORDS.values() for word in pair]
    assert len(set(words)) == len(words)


def test_a_pair_has_one_relation(related: Library) -> None:
    related.relate("preprint", "preprint_of", "article")
    for first, kind, second in (
        ("preprint", "preprint_of", "article"),
        ("article", "preprint_of", "preprint"),
        ("preprint", "corrects", "article"),
    ):
        with pytest.raises(Conflict, match="linked already: preprint, preprint of article"):
            related.relate(first, kind, second)


REFUSED = [
    (("article", "friend of", "preprint"), BadInput, "no relation between references"),
    (("article", "corrects", "article"), BadInput, "one reference"),
    (("article", "corrects", "nobody1900"), NotFound, "There is no reference"),
]


@pytest.mark.parametrize(("given", "error", "words"), REFUSED)
def test_what_cannot_be_related_is_said(
    related: Library, given: tuple[str, str, str], error: type[Exception], words: str
) -> None:
    before = state(related)
    with pytest.raises(error, match=words):
        related.relate(*given)
    with pytest.raises(NotFound, match="not linked as versions"):
        related.unrelate("article", "preprint")
    assert state(related) == before


def test_words_of_a_kind_are_read_as_people_write_them(related: Library) -> None:
    related.relate("preprint", "Preprint-of", "article")
    assert versions(related, "preprint") == [("Preprint of", "article")]


def test_a_merge_takes_the_relations_along_and_undo_brings_them_back(related: Library) -> None:
    bring(related, item("copy", "A quite different paper on something", "Copy, C.", 1999, "Pain"))
    related.relate("preprint", "preprint_of", "article")
    related.relate("copy", "comments_on", "preprint")
    before = state(related)
    related.merge("domino1965", ["preprint"])
    assert set(versions(related, "domino1965")) == {
        ("Preprint of", "article"),
        ("Comment", "copy"),
    }
    assert versions(related, "article") == [("Preprint", "domino1965")]
    related.undo(related.history(limit=1)[0].id)
    assert state(related) == before


def test_versions_that_are_merged_after_all_have_no_relation_to_themselves(
    related: Library,
) -> None:
    related.relate("preprint", "preprint_of", "article")
    before = state(related)
    related.merge("article", ["preprint"])
    assert versions(related, "article") == []
    assert related.reference("article").reports == ()
    related.undo(related.history(limit=1)[0].id)
    assert state(related) == before


def test_of_two_equal_relations_one_stays_after_a_merge(related: Library) -> None:
    related.relate("preprint", "preprint_of", "article")
    related.relate("domino1965", "preprint_of", "article")
    related.merge("preprint", ["domino1965"])
    assert versions(related, "article") == [("Preprint", "preprint")]


# What the first of two seems to be to the second, or the second to the first.
SEEMS = {
    "preprint": (PREPRINT, ARTICLE, RelationKind.PREPRINT_OF),
    "erratum": ({**PLAIN, "title": f"Erratum: {TITLE}"}, ARTICLE, RelationKind.CORRECTS),
    "retraction": (
        {**PLAIN, "title": f"Retraction notice: {TITLE}"},
        ARTICLE,
        RelationKind.RETRACTS,
    ),
    "comment": ({**PLAIN, "title": f"Comment on: {TITLE}"}, ARTICLE, RelationKind.COMMENTS_ON),
    "reply": ({**PLAIN, "title": f"Reply: {TITLE}"}, ARTICLE, RelationKind.REPLIES_TO),
    "protocol": (
        {**PLAIN, "title": f"{TITLE}: study protocol"},
        ARTICLE,
        RelationKind.PROTOCOL_OF,
    ),
    "conference abstract": (
        {
            **PLAIN,
            "type": "paper-conference",
            "container-title": "Proceedings of the 12th Congress",
        },
        ARTICLE,
        RelationKind.ABSTRACT_OF,
    ),
    "Cochrane versions by their number": (
        {**PLAIN, "DOI": "10.1002/14651858.CD012033.pub3", "issued": {"date-parts": [[2018]]}},
        {**PLAIN, "DOI": "10.1002/14651858.CD012033.pub4", "issued": {"date-parts": [[2018]]}},
        RelationKind.EARLIER_VERSION_OF,
    ),
    "versions by their year": (
        {**PLAIN, "issued": {"date-parts": [[2001]]}},
        ARTICLE,
        RelationKind.EARLIER_VERSION_OF,
    ),
}


@pytest.mark.parametrize("name", SEEMS)
def test_what_two_versions_seem_to_be_does_not_depend_on_their_order(name: str) -> None:
    first, second, kind = SEEMS[name]
    assert proposed(first, second) == (kind, True)
    assert proposed(second, first) == (kind, False)


def test_a_group_of_two_says_what_they_seem_to_be(related: Library) -> None:
    [group] = related.duplicates().groups
    assert group.relation is not None
    assert (group.relation.first, group.relation.kind, group.relation.second) == (
        "preprint",
        RelationKind.PREPRINT_OF,
        "article",
    )
