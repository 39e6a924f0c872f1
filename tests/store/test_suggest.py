"""Suggestions: references that may bear on a claim, on each engine."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from evidence.store.engine import open_engine
from evidence.store.search import index, schema, suggest
from evidence.store.search.documents import Document

# key, title, abstract or annotation
REFERENCES = [
    (
        "liu2016",
        "Ketamine abuse potential and use disorder",
        "Recreational ketamine use leads to dependence and addiction in a minority of users.",
    ),
    (
        "vowles2015",
        "Rates of opioid misuse, abuse, and addiction in chronic pain: a systematic review",
        "Rates of misuse averaged between 21% and 29%, and of addiction between 8% and 12%.",
    ),
    (
        "krupitsky2002",
        "Ketamine psychotherapy for heroin addiction: immediate effects and two-year follow-up",
        "",
    ),
    (
        "shahani2007",
        "Ketamine-associated ulcerative cystitis: a new clinical entity",
        "Nine daily users had dysuria, frequency and urgency.",
    ),
    (
        "cotter2021",
        "Prolonged ketamine infusion and liver injury",
        "Hepatotoxicity: raised liver enzymes in fourteen supervised patients.",
    ),
    (
        "anis1983",
        "The dissociative anaesthetics, ketamine and phencyclidine, selectively reduce excitation "
        "of central mammalian neurones by N-methyl-aspartate",
        "The dissociative anaesthetics block NMDA receptors.",
    ),
    (
        "eide1994",
        "Relief of post-herpetic neuralgia with the N-methyl-D-aspartic acid receptor antagonist "
        "ketamine: a double-blind, cross-over comparison with morphine and placebo",
        "",
    ),
    (
        "geneen2017",
        "Physical activity and exercise for chronic pain in adults: an overview of reviews",
        "",
    ),
]
CLAIMS = [
    ("Ketamine has a lower risk of addiction than opioids, and abuse is rare", "vowles2015"),
    ("Repeated infusions of ketamine injure the liver", "cotter2021"),
    ("It irritates the bladder: cystitis with urgency in daily users", "shahani2007"),
    ("Ketamine works by blocking the NMDA receptor", "anis1983"),
    ("Patients should continue exercise and physical therapies", "geneen2017"),
]


def documents() -> Iterator[Document]:
    for key, title, abstract in REFERENCES:
        yield Document(f"id-{key}", "reference", key, {"title": title, "abstract": abstract})
    claim = {"title": "Ketamine works by blocking the NMDA receptor"}
    yield Document("id-claim", "claim", "nmda-mechanism", claim)


@pytest.fixture(scope="module")
def filled(index_url: str) -> Iterator[Connection]:
    engine = open_engine(make_url(index_url))
    with engine.connect() as connection:
        schema.create(connection)
        index.put(connection, documents())
        connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize(("claim", "first"), CLAIMS)
def test_what_bears_on_a_claim_comes_first(filled: Connection, claim: str, first: str) -> None:
    found = suggest.suggest(filled, claim, exclude=())
    assert found[0].key == first, [(one.key, one.score, one.why) for one in found]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_only_references_are_suggested_and_none_that_is_excluded(filled: Connection) -> None:
    found = suggest.suggest(filled, CLAIMS[3][0], exclude={"id-anis1983"})
    assert {"anis1983", "nmda-mechanism"}.isdisjoint(one.key for one in found)
    assert found[0].key == "eide1994"


def test_why_names_the_shared_words_rarest_first(filled: Connection) -> None:
    found = suggest.suggest(filled, "Ketamine and cystitis of the bladder", exclude=())
    assert found[0].key == "shahani2007"
    assert found[0].why == ["cystitis", "ketamine"]
    assert found[0].title.startswith("Ketamine-associated")


def test_words_are_compared_by_their_stems(filled: Connection) -> None:
    found = suggest.suggest(filled, "exercising", exclude=())
    assert [one.key for one in found] == ["geneen2017"]  # the text has `exercise`
    found = suggest.suggest(filled, "infusions receptor", exclude=())
    assert "eide1994" in [one.key for one in found]


def test_limit(filled: Connection) -> None:
    assert len(suggest.suggest(filled, "ketamine pain", exclude=(), limit=2)) == 2
    assert suggest.suggest(filled, "ketamine pain", exclude=(), limit=0) == []


@pytest.mark.parametrize("typed", ["", " ", "the of and", "\x00", "\ud800", "中文", '"', "zzzz"])
def test_a_text_without_known_words_suggests_nothing(filled: Connection, typed: str) -> None:
    assert suggest.suggest(filled, typed, exclude=()) == []


def test_a_long_text_is_no_problem(filled: Connection) -> None:
    assert suggest.suggest(filled, "ketamine for pain and addiction " * 20_000, exclude=())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=80))
def test_any_text_is_a_question(filled: Connection, typed: str) -> None:
    for one in suggest.suggest(filled, f"ketamine {typed}", exclude=(), limit=3):
        assert one.why
