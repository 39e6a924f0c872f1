"""The one door for writes: every change is recorded, can be undone, and refuses to lie."""

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import DOMINO, bring, csl_file, furnish, index_problems, links_of, many
from sqlalchemy import select, text

from evidence.errors import Conflict, EvidenceError, InUse, NotFound, StaleEdit
from evidence.library import Library
from evidence.store import engine as engines
from evidence.store.changes import change, row_classes, row_state, typed
from evidence.store.ledger import UNRECORDED
from evidence.store.tables import Claim, EvidenceLink, Passage, Reference

PACKAGE = Path(__file__).resolve().parents[2] / "evidence"


# What a change is.


def test_a_change_says_who_what_and_when(stocked: Library) -> None:
    stocked.as_user("ben").link("rapid-onset", "cohen2018", stance="supports", quote="Hours.")
    latest, rows = stocked.change(stocked.history(limit=1)[0].id)
    assert (latest.who, latest.label) == ("ben", "Link rapid-onset – cohen2018")
    assert latest.at.endswith("Z")
    assert [(row.kind, row.action) for row in rows] == [
        ("evidence_link", "added"),
        ("passage", "added"),
    ]
    said = {field.field: field.after for field in rows[0].fields}
    assert said["stance"] == "supports"


def test_a_change_that_changes_nothing_leaves_no_trace(stocked: Library) -> None:
    before = stocked.dump(history=True)
    with change(stocked.engine, who="ana", label="Look") as (session, _):
        claim = session.execute(select(Claim)).scalars().first()
        claim.text = claim.text + ""
    assert stocked.dump(history=True) == before


def test_a_change_there_and_back_leaves_no_trace(stocked: Library) -> None:
    before = stocked.dump(history=True)
    with change(stocked.engine, who="ana", label="Waver") as (session, _):
        claim = session.execute(select(Claim)).scalars().first()
        words = claim.text
        claim.text = "Something else."
        session.flush()
        claim.text = words
    assert stocked.dump(history=True) == before


def test_a_change_that_fails_is_not_there_at_all(stocked: Library) -> None:
    def fail() -> None:
        with change(stocked.engine, who="ana", label="Fail") as (session, _):
            claim = session.execute(select(Claim)).scalars().first()
            claim.text = "Something else."
            session.flush()
            raise ZeroDivisionError

    before = stocked.dump(history=True)
    with pytest.raises(ZeroDivisionError):
        fail()
    assert stocked.dump(history=True) == before
    assert index_problems(stocked) == []


def test_a_tab_that_is_closed_half_way_leaves_nothing(stocked: Library) -> None:
    class TabClosed(BaseException):
        """As Streamlit's StopException: it derives from BaseException."""

    def close(done: int, total: int) -> None:
        raise TabClosed

    before = stocked.dump(history=True)
    with pytest.raises(TabClosed):
        stocked.import_files([csl_file(*many(20))], progress=close)
    assert stocked.dump(history=True) == before


@pytest.mark.parametrize(
    ("column", "word"), [("stance", "proves"), ("workflow", "done"), ("directness", "vague")]
)
def test_the_database_itself_refuses_a_word_that_is_none(
    stocked: Library, column: str, word: str
) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    before = stocked.dump(history=True)
    with (
        pytest.raises(Conflict, match="“Slip” would leave the library inconsistent"),
        change(stocked.engine, who="ana", label="Slip") as (session, _),
    ):
        setattr(session.execute(select(EvidenceLink)).scalars().first(), column, word)
    assert stocked.dump(history=True) == before


def test_nobody_accepts_a_link_of_their_own(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")

    def accept(who: str) -> None:
        with change(stocked.engine, who=who, label="Accept") as (session, _):
            row = session.execute(select(EvidenceLink)).scalars().one()
            row.workflow, row.accepted_by = "accepted", who

    with pytest.raises(Conflict, match="“Accept” would leave the library inconsistent"):
        accept("ana")
    accept("ben")
    assert stocked.claim("rapid-onset").evidence[0].workflow == "accepted"


def test_sequence_numbers_follow_each_other(stocked: Library) -> None:
    with engines.reading(stocked.engine) as connection:
        found = connection.execute(text("SELECT sequence FROM change_set ORDER BY id")).scalars()
        numbers = list(found)
    assert numbers == list(range(1, len(numbers) + 1))


def test_rows_are_written_in_one_room_only() -> None:
    """WRI-02: an UPDATE that goes past the door would leave revision and history behind."""
    allowed = {"changes.py", "dumping.py", "reindex.py", "importing.py"}
    for path in PACKAGE.rglob("*.py"):
        if path.name in allowed or "search" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first = node.value.lstrip().split(" ", 1)[0]
                assert first not in ("INSERT", "UPDATE", "DELETE"), f"{path.name}: {node.value}"
            if isinstance(node, ast.ImportFrom) and node.module in ("sqlalchemy", "sqlmodel"):
                names = {alias.name for alias in node.names}
                assert not names & {"insert", "update", "delete"}, path.name


def test_every_table_is_recorded_or_named_as_not() -> None:
    assert set(row_classes().values()).isdisjoint(UNRECORDED)
    assert {table.__tablename__ for table in UNRECORDED} == {
        "change_set",
        "change",
        "preference",
    }


def test_a_row_state_comes_back_as_it_was(stocked: Library) -> None:
    with engines.reading(stocked.engine) as connection:
        rows = connection.execute(text("SELECT before, after FROM change")).all()
    assert rows
    with change(stocked.engine, who="ana", label="Look") as (session, _):
        for table in row_classes().values():
            for row in session.execute(select(table)).scalars():
                state = row_state(row)
                again = table(**typed(table.__tablename__, state))
                assert row_state(again) == state


# Undo.


def test_an_undo_is_a_change_of_its_own_and_can_be_undone(stocked: Library) -> None:
    start = stocked.dump()
    stocked.link("rapid-onset", "cohen2018", stance="supports", quote="Hours.", locator="p. 4")
    linked = stocked.dump()
    first = stocked.history(limit=1)[0]
    undo = stocked.undo(first.id)
    assert (undo.label, undo.undoes) == (f"Undo: {first.label}", first.id)
    assert stocked.dump() == start
    assert {view.id: view.undone for view in stocked.history()}[first.id]
    again = stocked.undo(undo.id)
    assert stocked.dump() == linked
    assert not {view.id: view.undone for view in stocked.history()}[first.id]
    stocked.undo(again.id)
    assert stocked.dump() == start
    assert index_problems(stocked) == []


def test_what_is_undone_is_not_undone_twice(stocked: Library) -> None:
    stocked.add_note("cohen2018", "Read it again.")
    noted = stocked.history(limit=1)[0]
    stocked.undo(noted.id)
    with pytest.raises(Conflict, match="has been undone already"):
        stocked.undo(noted.id)


def test_undoing_nothing_and_what_is_not_there_is_said(library: Library) -> None:
    first = library.history()[0]
    with pytest.raises(Conflict, match="changed nothing that could be undone"):
        library.undo(first.id)
    with pytest.raises(NotFound, match="There is no change “x”"):
        library.undo("x")


def test_an_undo_is_refused_when_the_row_was_changed_since(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", rationale="One.")
    linked = stocked.history(limit=1)[0]
    stocked.edit_link(made.id, revision=made.revision, rationale="Two.")
    before = stocked.dump(history=True)
    with pytest.raises(Conflict, match="has been changed since; undo the later change first"):
        stocked.undo(linked.id)
    assert stocked.dump(history=True) == before


def test_an_undo_is_refused_when_something_leans_on_what_it_added(stocked: Library) -> None:
    report = bring(stocked, DOMINO)
    stocked.link("nmda-mechanism", "domino1965", stance="background")
    before = stocked.dump(history=True)
    with pytest.raises(InUse, match="leans on what it added") as caught:
        stocked.undo(str(report.batch))
    assert "an evidence link" in caught.value.text
    assert stocked.dump(history=True) == before
    assert index_problems(stocked) == []


def test_undoing_a_revision_on_which_a_later_one_stands_is_refused(stocked: Library) -> None:
    stocked.revise("# Ketamine for chronic pain\n\nKetamine blocks the NMDA receptor.\n")
    second = stocked.history(limit=1)[0]
    stocked.revise("# Ketamine for chronic pain\n\nIt blocks the NMDA receptor.\n")
    with pytest.raises(InUse):
        stocked.undo(second.id)


def test_what_comes_back_has_a_revision_that_nobody_has_seen(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports")
    seen = stocked.edit_link(made.id, revision=made.revision, rationale="Better.")
    stocked.unlink("rapid-onset", "cohen2018")
    stocked.undo(stocked.history(limit=1)[0].id)
    back = stocked.claim("rapid-onset").evidence[0]
    assert back.id == made.id
    assert back.revision > seen.revision
    with pytest.raises(StaleEdit):
        stocked.edit_link(back.id, revision=seen.revision, rationale="From an old page.")


def test_undo_cannot_make_one_passage_support_and_dispute(stocked: Library) -> None:
    words = "Pain scores did not differ at 24 hours."
    stocked.link("rapid-onset", "cohen2018", stance="supports", quote=words)
    stocked.unlink("rapid-onset", "cohen2018")
    removed = stocked.history(limit=1)[0]
    stocked.link("rapid-onset", "cohen2018", stance="disputes", quote=words)
    before = stocked.dump(history=True)
    with pytest.raises(Conflict, match="cannot both support and dispute"):
        stocked.undo(removed.id)
    assert stocked.dump(history=True) == before


# Two editors, one thing (WRI-01).


def test_of_two_edits_of_a_link_the_second_is_refused_and_shown(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", rationale="Mine.")
    stocked.as_user("ben").edit_link(made.id, revision=made.revision, rationale="Ben's.")
    with pytest.raises(StaleEdit, match="changed by somebody else") as caught:
        stocked.edit_link(made.id, revision=made.revision, rationale="Ana's.")
    assert caught.value.theirs["rationale"] == "Ben's."
    assert stocked.claim("rapid-onset").evidence[0].rationale == "Ben's."


def test_an_edit_of_the_passage_is_an_edit_of_the_link(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", quote="Within hours.")
    edited = stocked.edit_link(made.id, revision=made.revision, quote="Within a day.")
    assert edited.revision > made.revision
    with pytest.raises(StaleEdit):
        stocked.edit_link(made.id, revision=made.revision, quote="Within a week.")
    stocked.undo(stocked.history(limit=1)[0].id)
    with pytest.raises(StaleEdit):
        stocked.edit_link(made.id, revision=edited.revision, quote="Within a week.")


def test_of_two_edits_of_a_reference_the_second_is_refused(stocked: Library) -> None:
    seen = stocked.reference("zanos2018")
    stocked.edit_reference("zanos2018", {**seen.csl, "volume": "70"}, revision=seen.revision)
    with pytest.raises(StaleEdit) as caught:
        stocked.edit_reference("zanos2018", {**seen.csl, "volume": "71"}, revision=seen.revision)
    assert caught.value.theirs["csl"]["volume"] == "70"


def test_a_link_that_was_removed_meanwhile_is_said(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports")
    stocked.unlink("rapid-onset", "cohen2018")
    with pytest.raises(NotFound, match="not there any more"):
        stocked.edit_link(made.id, revision=made.revision, rationale="x")


# Any sequence of changes, undone.

SLUGS = st.sampled_from(["nmda-mechanism", "rapid-onset", "not-a-cure"])
KEYS = st.sampled_from(["cohen2018", "orhurhu2019", "zanos2018", "sigtermans2009"])
STANCES = st.sampled_from(["supports", "disputes", "qualifies", "inconclusive", "background"])
TEXTS = st.sampled_from(["", "Pain fell by half.", "No difference at 12 weeks.", "β < 0.05"])
PARAGRAPHS = st.lists(
    st.sampled_from(
        [
            "Ketamine blocks the NMDA receptor, which carries pain.",
            "Pain often falls within hours of an infusion.",
            "Pain often falls within a day of one infusion, not within hours.",
            "The relief lasts for days to weeks, not for good.",
            "It was first given to people in 1964.",
        ]
    ),
    min_size=1,
    max_size=4,
)
STEPS = st.one_of(
    st.tuples(st.just("link"), SLUGS, KEYS, STANCES, TEXTS),
    st.tuples(st.just("unlink"), SLUGS, KEYS),
    st.tuples(st.just("edit"), SLUGS, STANCES, TEXTS, TEXTS),
    st.tuples(st.just("note"), KEYS, TEXTS),
    st.tuples(st.just("reference"), KEYS, TEXTS),
    st.tuples(st.just("import"), st.integers(1, 5), st.integers(0, 5)),
    st.tuples(st.just("revise"), PARAGRAPHS),
)


def take(library: Library, step: tuple[Any, ...]) -> None:
    """Do one thing that a person may do."""
    what, *given_ = step
    if what == "link":
        slug, key, stance, quote = given_
        library.link(slug, key, stance=stance, quote=quote, rationale=quote[::-1])
    elif what == "unlink":
        library.unlink(*given_)
    elif what == "edit":
        slug, stance, rationale, quote = given_
        for view in library.claim(slug).evidence[:1]:
            library.edit_link(
                view.id, revision=view.revision, stance=stance, rationale=rationale, quote=quote
            )
    elif what == "note":
        library.add_note(*given_)
    elif what == "reference":
        key, words = given_
        seen = library.reference(key)
        library.edit_reference(key, {**seen.csl, "abstract": words}, revision=seen.revision)
    elif what == "import":
        library.import_files([csl_file(*many(given_[0], seed=given_[1]))])
    else:
        library.revise("# Ketamine\n\n" + "\n\n".join(given_[0]))


def take_all(library: Library, steps: list[tuple[Any, ...]]) -> list[str]:
    """Do one thing after another; returns the changes made. What is refused changes nothing."""
    made = []
    for step in steps:
        state = library.state()
        refused = ""
        try:
            take(library, step)
        except EvidenceError as problem:
            refused = problem.text
        if library.state() != state:
            assert not refused, "it was refused and done"
            made.append(library.history(limit=1)[0].id)
    return made


@pytest.fixture(scope="module")
def everyday() -> Library:
    """One library for all examples: each of them leaves it as it was."""
    return furnish(Library.open("sqlite:///:memory:", who="ana", create="empty"))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
def test_whatever_is_done_can_be_undone_newest_first(
    everyday: Library, steps: list[tuple[Any, ...]]
) -> None:
    start = everyday.dump()
    made = take_all(everyday, steps)
    end = everyday.dump()
    undone = [everyday.undo(change_id).id for change_id in reversed(made)]
    assert everyday.dump() == start
    for change_id in reversed(undone):
        everyday.undo(change_id)
    assert everyday.dump() == end
    assert index_problems(everyday) == []
    for change_id in reversed(made):  # and back, for the next example
        everyday.undo(change_id)
    assert everyday.dump() == start


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=2, max_size=6), order=st.randoms(use_true_random=False))
def test_undo_in_any_order_is_done_whole_or_refused_whole(
    everyday: Library, steps: list[tuple[Any, ...]], order: Any
) -> None:
    start = everyday.dump()
    made = take_all(everyday, steps)
    shuffled = list(made)
    order.shuffle(shuffled)
    for change_id in shuffled:
        before = everyday.dump()
        refused = ""
        try:
            everyday.undo(change_id)
        except Conflict as problem:
            refused = problem.text
        assert not refused or everyday.dump() == before, refused
    assert index_problems(everyday) == []
    undone = {view.id for view in everyday.history(limit=1_000) if view.undone}
    for change_id in reversed(made):
        if change_id not in undone:
            everyday.undo(change_id)
    assert everyday.dump() == start


def test_the_order_of_a_claims_evidence_survives_undo(stocked: Library) -> None:
    for key in ("cohen2018", "zanos2018", "orhurhu2019"):
        stocked.link("rapid-onset", key, stance="supports")
    before = links_of(stocked, "rapid-onset")
    stocked.unlink("rapid-onset", "zanos2018")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert links_of(stocked, "rapid-onset") == before


def test_a_link_with_its_passages_goes_and_comes_back_whole(stocked: Library) -> None:
    made = stocked.link("rapid-onset", "cohen2018", stance="supports", quote="Hours.")
    with change(stocked.engine, who="ana", label="A second passage") as (session, _):
        session.add(Passage(link_id=made.id, position=1, exact="Minutes."))
    before = stocked.dump()
    stocked.unlink("rapid-onset", "cohen2018")
    with engines.reading(stocked.engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM passage")).scalar() == 0
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.dump() == before


def test_a_reference_that_is_leaned_on_cannot_be_removed(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    before = stocked.dump(history=True)

    def remove() -> None:
        with change(stocked.engine, who="ana", label="Remove") as (session, _):
            wanted = select(Reference).where(Reference.citekey == "cohen2018")
            session.delete(session.execute(wanted).scalars().one())

    with pytest.raises(Conflict, match="“Remove” would leave the library inconsistent"):
        remove()
    assert stocked.dump(history=True) == before
    stocked.add_note("cohen2018", "A refused commit leaves no lock behind.")
