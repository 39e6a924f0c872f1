"""Passages that are checked, notices that are read, and what a check of the library finds."""

import json
from datetime import UTC, date, datetime

import pytest
from samples import COHEN, bring, index_problems, item
from sqlmodel import select
from test_notices import row, table

from evidence.errors import BadInput, NotFound
from evidence.library import Library
from evidence.library.checking import KINDS, RULES, Problem, check
from evidence.store import engine as engines
from evidence.store.changes import change
from evidence.store.tables import Claim, EditorialFlag, Reference, ReferenceText, Study
from evidence.vocabulary import NoticeKind, Verification

ABSTRACT = (
    "Forty adults were randomised. Pain at one hour fell by 1.3 points (95% CI 0.4 to 2.2) on "
    "ketamine 0.5 mg/kg compared with placebo. There was no difference in quality of life at 4 "
    "weeks."
)
TOY = item("toy2020", "A toy trial", "Toy, Ann", 2020, "Pain", DOI="10.5555/toy", abstract=ABSTRACT)
ORHURHU_DOI = "10.1213/ANE.0000000000004185"


@pytest.fixture
def held(stocked: Library) -> Library:
    """The small library with a trial whose abstract it holds."""
    bring(stocked, TOY)
    return stocked


def verdict(library: Library, quote: str) -> tuple[Verification, str | None]:
    made = library.link("rapid-onset", "toy2020", stance="supports", quote=quote)
    (passage,) = made.passages
    library.unlink("rapid-onset", "toy2020")
    return passage.verification, passage.text_kind


# Passages.


@pytest.mark.parametrize(
    ("quote", "state"),
    [
        ("Pain at one hour fell by 1.3 points", Verification.EXACT),
        ("pain at  one hour FELL by 1.3 points (95 % CI 0.4–2.2)", Verification.NORMALIZED),
        ("Pain at one hour decreased by 1.3 points on ketamine", Verification.PARAPHRASE),
        ("Pain at one hour fell by 3.1 points", Verification.NOT_FOUND),
        ("There was a difference in quality of life at 4 weeks", Verification.NOT_FOUND),
    ],
)
def test_a_passage_is_checked_when_it_is_linked(
    held: Library, quote: str, state: Verification
) -> None:
    assert verdict(held, quote) == (state, "abstract")


def test_without_a_text_it_says_so(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", quote="Pain fell.")
    assert made.passages[0].verification == Verification.NO_FULL_TEXT
    assert made.passages[0].text_kind is None


def test_a_locator_without_words_is_not_checked(held: Library) -> None:
    made = held.link("rapid-onset", "toy2020", stance="supports", locator="p. 4")
    assert made.passages[0].verification == Verification.NOT_CHECKED


def test_other_words_are_checked_again_and_undo_brings_both_back(held: Library) -> None:
    before = held.dump()
    made = held.link("rapid-onset", "toy2020", stance="supports", quote="Forty adults")
    first = held.dump()
    edited = held.edit_link(made.id, revision=made.revision, quote="Fifty adults")
    assert edited.passages[0].verification == Verification.NOT_FOUND
    kept = held.edit_link(made.id, revision=edited.revision, rationale="Size.")
    assert kept.passages[0].verification == Verification.NOT_FOUND
    edits = held.history(limit=3)
    held.undo(edits[0].id)
    held.undo(edits[1].id)
    assert held.dump() == first
    held.undo(edits[2].id)
    assert held.dump() == before


def test_a_full_text_that_comes_later_is_looked_into(held: Library) -> None:
    made = held.link(
        "rapid-onset", "toy2020", stance="supports", quote="Nausea occurred in 7 of 20"
    )
    assert made.passages[0].verification == Verification.NOT_FOUND
    with change(held.engine, who="ana", label="A full text") as (session, _):
        reference = session.exec(select(Reference).where(Reference.citekey == "toy2020")).one()
        words = f"{ABSTRACT}\n\nNausea occurred in 7 of 20 patients."
        session.add(ReferenceText(reference_id=reference.id, kind="published", text=words))
    assert held.verify_all() == (1, 1)
    again = held.verify(made.id).passages[0]
    assert (again.verification, again.text_kind) == (Verification.EXACT, "published")
    assert held.verify_all() == (1, 0)
    assert held.history(limit=1)[0].label == "Check all passages"


def test_a_link_that_is_gone_cannot_be_checked(held: Library) -> None:
    with pytest.raises(NotFound):
        held.verify("0")


# Notices.


def read(library: Library, *rows: str) -> tuple[int, dict[str, list[NoticeKind]]]:
    report = library.read_notices("rw.csv", table(*rows))
    page = library.references(limit=100).rows
    return report.added, {ref.key: [n.kind for n in ref.notices] for ref in page if ref.notices}


def test_a_retraction_reaches_the_reference_and_its_claims(stocked: Library) -> None:
    stocked.link("rapid-onset", "orhurhu2019", stance="supports")
    added, marked = read(stocked, row(), row(2, original="unavailable"))
    assert (added, marked) == (1, {"orhurhu2019": [NoticeKind.RETRACTION]})
    assert [claim.notices for claim in stocked.claims()] == [0, 1, 0]
    assert index_problems(stocked) == []


@pytest.mark.parametrize(
    ("original", "pmid", "reference"),
    [
        (f"https://doi.org/{ORHURHU_DOI.lower()}", "0", "orhurhu2019"),
        ("unavailable", "29870458", "cohen2018"),
        ("10.1/unknown", "29870458", "cohen2018"),
        (ORHURHU_DOI, "29870458", "orhurhu2019"),
        ("unavailable", "0", None),
        ("", "", None),
    ],
)
def test_matched_by_doi_then_pmid_never_by_title(
    stocked: Library, original: str, pmid: str, reference: str | None
) -> None:
    title = str(COHEN["title"])
    _, marked = read(stocked, row(original=original, original_pmid=pmid, title=title))
    assert list(marked) == ([reference] if reference else [])


@pytest.mark.parametrize(
    ("natures", "retracted"),
    [
        (["Retraction 2011", "Correction 2017"], True),
        (["Retraction 2011", "Novel kind 2017"], True),
        (["Retraction 2011", "Reinstatement 2017"], False),
        (["Reinstatement 2011", "Retraction 2017"], True),
        (["Correction 2011"], False),
    ],
)
def test_what_ends_a_retraction(stocked: Library, natures: list[str], retracted: bool) -> None:
    stocked.link("rapid-onset", "orhurhu2019", stance="supports")
    rows = []
    for number, words in enumerate(natures):
        nature, _, year = words.rpartition(" ")
        rows.append(row(number, nature=nature, on=f"3/14/{year} 0:00"))
    _, marked = read(stocked, *rows)
    assert (NoticeKind.RETRACTION in marked.get("orhurhu2019", [])) == retracted
    assert (stocked.claim("rapid-onset").summary.notices > 0) == retracted
    assert [hit.key for hit in stocked.search("is:retracted").results] == (
        ["orhurhu2019"] if retracted else []
    )
    exported = stocked.export_bibliography(to="md").content.decode().lower()
    assert ("retract" in exported) == retracted


def test_reading_again_adds_nothing_and_one_undo_takes_it_back(stocked: Library) -> None:
    before = stocked.dump()
    rows = (row(1), row(2, nature="Correction"), row("", nature="Expression of concern"))
    assert read(stocked, *rows)[0] == 3
    change_id = stocked.history(limit=1)[0].id
    assert read(stocked, *rows)[0] == 0
    assert stocked.reference("orhurhu2019").retraction_checked_at is not None
    stocked.undo(stocked.history(limit=1)[0].id)
    stocked.undo(change_id)
    assert stocked.dump() == before


def test_a_row_that_was_corrected_changes_its_notice(stocked: Library) -> None:
    read(stocked, row(1, on="3/14/2024 0:00"))
    report = stocked.read_notices("rw.csv", table(row(1, on="3/15/2024 0:00")))
    assert [(one.outcome, one.noticed_on) for one in report.matched] == [("updated", "2024-03-15")]


def test_a_newer_file_without_a_notice_leaves_it_and_says_so(stocked: Library) -> None:
    read(stocked, row(1), row(2, nature="Correction"))
    before = stocked.reference("orhurhu2019").notices
    report = stocked.read_notices("newer.csv", table(row(2, nature="Correction")))
    (message,) = report.messages
    assert (message.code, message.level) == ("notice-not-in-file", "info")
    assert "orhurhu2019" in message.text
    assert stocked.reference("orhurhu2019").notices == before
    assert {notice.kind for notice in before} == {NoticeKind.RETRACTION, NoticeKind.CORRECTION}


def test_who_saw_a_correction_has_not_seen_the_retraction_that_it_became(stocked: Library) -> None:
    read(stocked, row(1, nature="Correction"))
    stocked.notice_seen(stocked.reference("orhurhu2019").notices[0].id, "A table only.")
    read(stocked, row(1, nature="Correction", reason="+Error in Table;"))
    assert stocked.reference("orhurhu2019").notices[0].seen_by == "ana"
    read(stocked, row(1))
    (notice,) = stocked.reference("orhurhu2019").notices
    assert (notice.kind, notice.seen_by) == (NoticeKind.RETRACTION, None)
    assert not notice.seen_reason


@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_rows_does_not_matter(stocked: Library, turned: bool) -> None:
    rows = [
        row(1, on="3/14/2011 0:00"),
        row(2, nature="Correction", on="1/1/2012 0:00"),
        row(3, nature="Reinstatement", on="2013-02-01"),
        row(4, nature="Expression of concern", on="5/6/2014 0:00"),
    ]
    _, marked = read(stocked, *(rows[::-1] if turned else rows))
    assert sorted(marked["orhurhu2019"]) == ["correction", "expression_of_concern", "reinstatement"]


def test_a_file_with_endless_notices_about_one_paper_is_cut_and_says_so(stocked: Library) -> None:
    report = stocked.read_notices("rw.csv", table(*(row(n) for n in range(1, 131))))
    assert (report.rows, report.added) == (130, 100)
    assert [message.code for message in report.messages] == ["too-many-notices"]


def test_the_notice_itself_is_no_retracted_reference(stocked: Library) -> None:
    notice = item("notice2024", "Retraction: x", "Toy, A.", 2024, "J", DOI="10.9999/NOTICE.1")
    bring(stocked, notice)
    report = stocked.read_notices("rw.csv", table(row()))
    assert report.notices_held == ("notice2024",)
    found = stocked.reference("notice2024")
    assert (found.notices, found.tags) == ((), ("retraction notice",))


def test_a_paper_whose_own_doi_is_given_as_the_notice_is_retracted(stocked: Library) -> None:
    report = stocked.read_notices("rw.csv", table(row(doi=ORHURHU_DOI)))
    assert (report.added, report.notices_held) == (1, ())


def test_another_file_changes_nothing(stocked: Library) -> None:
    before = stocked.dump()
    with pytest.raises(BadInput):
        stocked.read_notices("mine.csv", b"a,b\n1,2\n")
    assert stocked.dump() == before


def test_seen_and_still_cited_because(stocked: Library) -> None:
    read(stocked, row())
    notice = stocked.reference("orhurhu2019").notices[0]
    with pytest.raises(BadInput):
        stocked.notice_seen(notice.id, "  ")
    stocked.notice_seen(notice.id, "Cited as an example.")
    again = stocked.reference("orhurhu2019").notices[0]
    assert (again.seen_by, again.seen_reason) == ("ana", "Cited as an example.")
    assert {p.kind for p in stocked.check()} & {"retracted", "retracted-seen"} == {"retracted-seen"}


# Checks.


def kinds(library: Library, subject: str) -> set[str]:
    return {p.kind for p in library.check() if p.subject.split(" – ")[0] == subject}


def test_support(held: Library) -> None:
    assert kinds(held, "rapid-onset") == {"unsupported"}
    held.link("rapid-onset", "cohen2018", stance="background")
    assert kinds(held, "rapid-onset") == {"unsupported", "only-background", "unverified"}
    held.link("rapid-onset", "toy2020", stance="supports", quote="Forty adults were randomised")
    assert kinds(held, "rapid-onset") == {"single-source", "unverified"}
    held.link("rapid-onset", "zanos2018", stance="supports")
    assert kinds(held, "rapid-onset") == {"unverified"}


def test_two_reports_of_one_study_are_one_source(stocked: Library) -> None:
    with change(stocked.engine, who="ana", label="A study") as (session, _):
        study = Study(name="One", designs=["narrative_review"])
        session.add(study)
        session.flush()
        for reference in session.exec(select(Reference)).all():
            reference.study_id = study.id
    for key in ("cohen2018", "zanos2018"):
        stocked.link("rapid-onset", key, stance="supports")
    assert {"single-source", "only-secondary"} <= kinds(stocked, "rapid-onset")


def test_a_passage_that_is_not_there(held: Library) -> None:
    held.link("rapid-onset", "toy2020", stance="supports", quote="Fifty adults were randomised")
    (found,) = [p for p in held.check() if p.kind == "failed-verification"]
    assert (found.subject, found.severity) == ("rapid-onset – toy2020", "error")


def test_orphaned_stale_and_flagged(stocked: Library) -> None:
    stocked.revise(stocked.article().text.replace("The relief lasts for days to weeks", "Sunny"))
    with change(stocked.engine, who="ana", label="A date and two flags") as (session, _):
        claim = session.exec(select(Claim).where(Claim.slug == "rapid-onset")).one()
        claim.review_by = date(2020, 1, 1)
        session.add(EditorialFlag(claim_id=claim.id, kind="dubious", reason="Hours?"))
        done = datetime(2024, 1, 1, tzinfo=UTC)
        session.add(EditorialFlag(claim_id=claim.id, kind="outdated", resolved_at=done))
    assert kinds(stocked, "not-a-cure") == {"orphaned", "unsupported"}
    assert kinds(stocked, "rapid-onset") == {"unsupported", "stale", "flagged"}
    (flag,) = [p for p in stocked.check() if p.kind == "flagged"]
    assert flag.text == "Dubious: Hours?"


NEWER = "Relief within hours of a first ketamine infusion in people with chronic pain"


@pytest.mark.parametrize(
    ("year", "title", "linked", "told"),
    [
        (2025, NEWER, True, True),
        (2017, NEWER, True, False),  # older than what is linked
        (2025, "Ketamine in the treatment of depression", True, False),  # another subject
        (2025, NEWER, False, False),  # nothing that it could be newer than
    ],
)
def test_newer_evidence_makes_a_claim_stale(
    stocked: Library, year: int, title: str, linked: bool, told: bool
) -> None:
    if linked:
        stocked.link("rapid-onset", "cohen2018", stance="supports")
    bring(stocked, item("newer", title, "Toy, Ann", year, "Pain", DOI="10.5555/newer"))
    found = [p for p in stocked.check() if p.kind == "stale" and "newer" in p.text]
    assert [p.subject for p in found] == (["rapid-onset"] if told else [])
    if told:
        assert f"newer ({year})" in found[0].text
        stocked.dismiss_suggestion("rapid-onset", "newer")
        assert not [p for p in stocked.check() if p.kind == "stale"]


def test_references(stocked: Library) -> None:
    bring(stocked, {"id": "bare", "type": "article-journal", "title": "Alone"})
    bad = item("bad", "Wrong pages in a letter about pain", "Toy, Ann", 2001, "J", page="90-12")
    bring(stocked, bad)
    assert kinds(stocked, "bare") == {"incomplete"}
    assert kinds(stocked, "bad") == {"malformed"}


def test_an_identifier_that_an_import_put_aside_is_told_and_hinders_no_edit(
    stocked: Library,
) -> None:
    bring(stocked, item("bad", "A letter about pain", "Toy, Ann", 2001, "J", DOI="10/gfzxgh"))
    (found,) = [p for p in stocked.check() if p.kind == "malformed"]
    assert (found.subject, found.severity) == ("bad", "warning")
    assert "“10/gfzxgh” is a shortened DOI" in found.text
    csl = {**stocked.reference("bad").csl, "volume": "3"}
    assert stocked.edit_reference("bad", csl, revision=None).csl["volume"] == "3"


def test_duplicates_are_told_until_they_are_decided(stocked: Library) -> None:
    twin = {**COHEN, "id": "cohen2018b"}
    stocked.import_files([("twin.json", json.dumps([twin]).encode())], on_duplicate="add")
    (found,) = [p for p in stocked.check() if p.kind == "duplicate"]
    assert "cohen2018b" in found.text
    stocked.not_duplicates("cohen2018", "cohen2018b")
    assert [p for p in stocked.check() if p.kind == "duplicate"] == []


def test_the_gravest_come_first_and_the_day_is_given(stocked: Library) -> None:
    read(stocked, row())
    with engines.reading(stocked.engine) as connection:
        found = check(connection, today=date(2026, 1, 1))
    order = {"error": 0, "warning": 1, "info": 2}
    ranks = [order[p.severity] for p in found]
    assert ranks == sorted(ranks)
    assert {p.kind for p in found} <= set(KINDS)
    assert len(RULES) == len(set(RULES))


def test_the_index_is_checked_when_asked(stocked: Library) -> None:
    assert [p for p in stocked.check(index=True) if p.kind == "index"] == []
    with engines.writing(stocked.engine) as connection:
        connection.exec_driver_sql("DELETE FROM search_facet")
    assert Problem in {type(p) for p in stocked.check(index=True) if p.kind == "index"}


def test_the_shipped_library_has_no_grave_problem(shipped: Library) -> None:
    assert {p.kind for p in shipped.check() if p.severity == "error"} == set()
