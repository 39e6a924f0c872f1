"""Several reports of one study: tied, counted once, taken apart; no data is lost on the way."""

import shutil
from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import bring, index_problems, item
from states import state

from evidence.errors import BadInput, NotFound
from evidence.library import Library
from evidence.library import results as r
from evidence.library.checking import check
from evidence.store.changes import change
from evidence.store.engine import reading
from evidence.store.tables import Effect, Reference, RiskOfBias, Study, StudyInclusion

FOLLOW_UP = item(
    "followup2011",
    "Ketamine in complex regional pain syndrome: what became of the patients after two years",
    "Sigtermans, Marnix J.; Dahan, Albert",
    2011,
    "European Journal of Pain",
)
KEYS = ("cohen2018", "orhurhu2019", "zanos2018", "sigtermans2009")


def give_study(library: Library, key: str, **words: object) -> str:
    """Record what is known of a reference's study; returns its id."""
    with change(library.engine, who="ana", label=f"The study of {key}") as (session, _):
        row = session.get(Reference, library.reference(key).summary.id)
        assert row is not None
        study = Study(**words)
        session.add(study)
        row.study_id = study.id
        session.flush()
        return study.id


def reports(library: Library, key: str) -> set[str]:
    return {one.key for one in library.reference(key).reports}


def study_of(library: Library, key: str) -> r.StudyView:
    found = library.reference(key).study
    assert found is not None
    return found


def test_reports_are_reports_of_each_other(stocked: Library) -> None:
    assert stocked.tie(["cohen2018", "zanos2018"]) == []
    stocked.tie(["zanos2018", "orhurhu2019"])
    for key in ("cohen2018", "zanos2018", "orhurhu2019"):
        assert reports(stocked, key) == {"cohen2018", "zanos2018", "orhurhu2019"} - {key}
    assert not reports(stocked, "sigtermans2009")


def test_both_studies_come_with_all_of_their_reports(stocked: Library) -> None:
    stocked.tie(["cohen2018", "zanos2018"])
    stocked.tie(["orhurhu2019", "sigtermans2009"])
    stocked.tie(["zanos2018", "sigtermans2009"])
    assert reports(stocked, "cohen2018") == {"zanos2018", "orhurhu2019", "sigtermans2009"}


# What two studies say → what the joined one says, and on what they disagree.
JOINED = {
    "nothing is known of either": ({}, {}, {"n": None}, []),
    "only the second says anything": ({}, {"n": 60, "population": "CRPS"}, {"n": 60}, []),
    "what the first lacks is filled": (
        {"n": 60},
        {"population": "CRPS", "finding": "Less pain."},
        {"n": 60, "population": "CRPS", "finding": "Less pain."},
        [],
    ),
    "the first one stays where both speak": (
        {"n": 60, "population": "CRPS"},
        {"n": 58, "population": "CRPS"},
        {"n": 60, "population": "CRPS"},
        [("Size", "60", "58")],
    ),
    "a size is one thing: number and words come together": (
        {"n_text": "60 (30/30)"},
        {"n": 58},
        {"n": None, "n_text": "60 (30/30)"},
        [("Size", "60 (30/30)", "58")],
    ),
    "so is a design": (
        {"designs": ["randomised_trial"]},
        {"designs": ["cohort"], "design_detail": "two years"},
        {"designs": ("randomised_trial",), "design_detail": ""},
        [("Design", "Randomised trial", "Cohort study; two years")],
    ),
    "a study's name is after one of its reports": (
        {"name": "Sigtermans 2009"},
        {"name": "Sigtermans 2011"},
        {"name": "Sigtermans 2009"},
        [],
    ),
}


@pytest.mark.parametrize("rule", JOINED)
def test_of_two_studies_one_is_made_and_what_is_said_otherwise_is_told(
    stocked: Library, rule: str
) -> None:
    first, second, expected, disagreed = JOINED[rule]
    give_study(stocked, "cohen2018", **first)
    give_study(stocked, "zanos2018", **second)
    found = stocked.tie(["cohen2018", "zanos2018"])
    assert [(one.field, one.kept, one.theirs) for one in found] == disagreed
    assert {one.reference for one in found} <= {"zanos2018"}
    for key in ("cohen2018", "zanos2018"):
        study = study_of(stocked, key)
        assert {name: getattr(study, name) for name in expected} == expected
    notes = [note.text for note in stocked.reference("zanos2018").notes]
    assert len(notes) == bool(disagreed)
    for _, kept, theirs in disagreed:
        assert kept in notes[0]
        assert theirs in notes[0]


def test_a_first_study_without_data_gives_way_to_one_that_has_some(stocked: Library) -> None:
    give_study(stocked, "cohen2018")
    kept = give_study(stocked, "zanos2018", n=60)
    stocked.tie(["cohen2018", "zanos2018"])
    assert study_of(stocked, "cohen2018").id == kept


def test_effects_judgements_and_inclusions_come_along(stocked: Library) -> None:
    first, second = give_study(stocked, "cohen2018", n=60), give_study(stocked, "zanos2018", n=60)
    review = give_study(stocked, "orhurhu2019", name="Review")
    with change(stocked.engine, who="ana", label="What is known") as (session, _):
        session.add(Effect(study_id=second, outcome="pain", estimate=-1.2))
        session.add(RiskOfBias(study_id=second, tool="RoB 2", overall="high"))
        session.add(StudyInclusion(review_id=review, study_id=first))
        session.add(StudyInclusion(review_id=review, study_id=second))
    stocked.tie(["cohen2018", "zanos2018"])
    tables = state(stocked)
    assert [row["study_id"] for row in tables["effect"]] == [first]
    assert [row["study_id"] for row in tables["risk_of_bias"]] == [first]
    assert [(row["review_id"], row["study_id"]) for row in tables["study_inclusion"]] == [
        (review, first)  # a review includes a study once
    ]
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    assert study_of(stocked, "cohen2018").risk_of_bias == (("RoB 2", "high"),)
    assert second not in [row["id"] for row in tables["study"]]


def furnished(library: Library, known: Sequence[bool]) -> None:
    """Give some of the four references a study, with an effect and a judgement of its own."""
    for place, (key, has) in enumerate(zip(KEYS, known, strict=True)):
        if not has:
            continue
        study = give_study(library, key, name=key, n=place * 10 or None, population=f"P{place % 2}")
        row = library.reference(key).summary.id
        with change(library.engine, who="ana", label="Effects") as (session, _):
            session.add(Effect(study_id=study, reference_id=row, outcome="pain"))
            session.add(RiskOfBias(study_id=study, tool="RoB 2", overall=f"judged {place}"))


@settings(max_examples=15, deadline=None)
@given(
    known=st.tuples(*[st.booleans()] * 4),
    tied=st.sampled_from([p for n in (2, 3, 4) for p in permutations(range(4), n)]),
    out=st.permutations(range(4)),
)
def test_tied_and_taken_out_in_any_order_leaves_all_as_it_was_before(
    ready_made: Path, known: tuple[bool, ...], tied: tuple[int, ...], out: list[int]
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(ready_made / "furnished.db", folder)
        library = Library.open(f"{folder}/furnished.db", who="ana")
        furnished(library, known)
        before = state(library)
        library.tie([KEYS[place] for place in tied])
        between = state(library)
        taken = 0
        for place in out:
            if library.reference(KEYS[place]).reports:
                library.untie(KEYS[place])
                taken += 1
        assert state(library) == before
        for view in library.history(limit=taken):  # and every step can be undone, newest first
            library.undo(view.id)
        assert state(library) == between
        assert not index_problems(library)
        library.close()


def test_the_report_that_the_others_were_tied_to_leaves_with_its_own_data(
    stocked: Library,
) -> None:
    for number, key in enumerate(KEYS[:3]):
        give_study(stocked, key, n=10 + number)
    stocked.tie(KEYS[:3])
    stocked.untie("cohen2018")
    assert study_of(stocked, "cohen2018").n == 10
    assert reports(stocked, "cohen2018") == set()
    assert reports(stocked, "orhurhu2019") == {"zanos2018"}
    assert study_of(stocked, "zanos2018").n == 11


def test_what_somebody_changed_since_stays_with_the_study(stocked: Library) -> None:
    kept = give_study(stocked, "cohen2018", n=60)
    give_study(stocked, "zanos2018", population="CRPS", finding="Less pain.")
    stocked.tie(["cohen2018", "zanos2018"])
    with change(stocked.engine, who="bob", label="Say it better") as (session, _):
        session.get(Study, kept).finding = "Much less pain."  # type: ignore[union-attr]
    stocked.untie("zanos2018")
    assert study_of(stocked, "cohen2018").finding == "Much less pain."
    assert study_of(stocked, "cohen2018").population == ""
    assert study_of(stocked, "zanos2018").finding == "Less pain."


def test_without_a_history_a_report_leaves_and_the_data_stays(stocked: Library) -> None:
    give_study(stocked, "cohen2018", n=60)
    stocked.tie(["cohen2018", "zanos2018"])
    loaded = stocked.dump()
    with change(stocked.engine, who="ana", label="Forget") as (session, _):
        session.connection().exec_driver_sql("DELETE FROM change")
    stocked.untie("zanos2018")
    assert study_of(stocked, "cohen2018").n == 60
    assert stocked.reference("zanos2018").study is None
    assert "zanos2018" in loaded


REFUSED = [
    (["cohen2018"], BadInput, "two references or more"),
    (["cohen2018", "cohen2018"], BadInput, "two references or more"),
    (["cohen2018", "nobody1900"], NotFound, "There is no reference"),
]


@pytest.mark.parametrize(("keys", "error", "words"), REFUSED)
def test_what_cannot_be_tied_is_said(
    stocked: Library, keys: list[str], error: type[Exception], words: str
) -> None:
    before = state(stocked)
    with pytest.raises(error, match=words):
        stocked.tie(keys)
    assert state(stocked) == before


def test_tied_twice_or_untied_alone_is_refused(stocked: Library) -> None:
    stocked.tie(["cohen2018", "zanos2018"])
    with pytest.raises(BadInput, match="reports of one study already"):
        stocked.tie(["zanos2018", "cohen2018"])
    with pytest.raises(BadInput, match="only report of its study"):
        stocked.untie("sigtermans2009")


# Counts are of studies.


@pytest.fixture
def twice(stocked: Library) -> Library:
    """A claim that two reports of one trial support, and a third reference disputes."""
    bring(stocked, FOLLOW_UP)
    give_study(stocked, "sigtermans2009", designs=["randomised_trial"], n=60)
    for key, stance in (
        ("sigtermans2009", "supports"),
        ("followup2011", "supports"),
        ("cohen2018", "disputes"),
    ):
        stocked.link("rapid-onset", key, stance=stance, rationale="As reported.")
    return stocked


def single_source(library: Library) -> list[str]:
    with reading(library.engine) as connection:
        found = check(connection, today=date(2025, 1, 1))
    return [problem.subject for problem in found if problem.kind == "single-source"]


def test_a_claim_counts_studies_and_lists_links(twice: Library) -> None:
    assert twice.claim("rapid-onset").summary.links["supports"] == 2
    assert "rapid-onset" not in single_source(twice)
    twice.tie(["sigtermans2009", "followup2011"])
    summary = twice.claim("rapid-onset").summary
    assert (summary.links["supports"], summary.links["disputes"]) == (1, 1)
    assert summary.substantiation.linked == 3  # links, not studies
    assert len(twice.claim("rapid-onset").evidence) == 3
    assert "rapid-onset" in single_source(twice)
    twice.untie("followup2011")
    assert twice.claim("rapid-onset").summary.links["supports"] == 2
    assert "rapid-onset" not in single_source(twice)


def test_a_brief_counts_studies(twice: Library) -> None:
    def counts() -> str:
        words = twice.export_brief("rapid-onset", to="html").content.decode("utf-8")
        return words.partition("counted and not weighed:")[2].partition(".")[0].strip()

    assert counts() == "2 support it, 1 disputes it"
    twice.tie(["sigtermans2009", "followup2011"])
    assert counts() == "1 supports it, 1 disputes it"


def test_the_reader_counts_studies(twice: Library) -> None:
    assert "Supports: 2 studies" in twice.export_reader().content.decode("utf-8")
    twice.tie(["sigtermans2009", "followup2011"])
    assert "Supports: 1 study" in twice.export_reader().content.decode("utf-8")


def test_a_report_has_the_design_and_size_of_its_study(twice: Library) -> None:
    twice.tie(["sigtermans2009", "followup2011"])
    summary = twice.reference("followup2011").summary
    assert (summary.designs, summary.n) == (("randomised_trial",), 60)
    assert not index_problems(twice)
