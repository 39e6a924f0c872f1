"""Opening a library: made the first time, with the shipped article or without, and never twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from samples import index_problems

from evidence import Library
from evidence.errors import NotFound, StoreError
from evidence.library import opening
from evidence.vocabulary import AnchorState, Stance

# What a list of claims must not wait for.
HEAVY = {"sqlmodel", "alembic", "streamlit", "pandas", "rapidfuzz", "lxml", "bibtexparser"}


def test_a_new_library_holds_the_shipped_article_and_its_evidence(shipped: Library) -> None:
    claims = shipped.claims()
    assert len(claims) == 12
    assert shipped.article().version.number == 1
    assert {claim.state for claim in claims} == {AnchorState.ANCHORED}
    assert [view.kind for view in shipped.history()] == ["create"]
    assert index_problems(shipped) == []


def test_every_link_of_the_shipped_library_has_a_reason_and_a_study(shipped: Library) -> None:
    for claim in shipped.claims():
        for view in shipped.claim(claim.slug).evidence:
            assert view.rationale, (claim.slug, view.reference.key)
            assert view.study is not None, view.reference.key


def test_counts_are_of_studies_not_of_reports(shipped: Library) -> None:
    for claim in shipped.claims():
        evidence = shipped.claim(claim.slug).evidence
        for stance in Stance:
            studies = {
                view.study.id if view.study else view.reference.id
                for view in evidence
                if view.stance is stance
            }
            assert claim.links[stance] == len(studies)


def test_an_empty_library_has_nothing_and_says_what_to_do(library: Library) -> None:
    assert library.claims() == []
    assert library.references().total == 0
    assert library.search("ketamine").total == 0
    with pytest.raises(NotFound, match="no article") as caught:
        library.article()
    assert "evidence article revise" in str(caught.value.hint)


def test_it_stays_empty_when_it_is_opened_again(database: str) -> None:
    Library.open(database, create="empty").close()
    again = Library.open(database)
    assert again.claims() == []
    again.close()


def test_the_shipped_library_that_was_undone_does_not_come_back(shipped_url: str) -> None:
    library = Library.open(shipped_url)
    library.undo(library.history()[0].id)
    library.close()
    again = Library.open(shipped_url)
    assert (again.claims(), again.references().total) == ([], 0)
    assert index_problems(again) == []
    again.close()


def test_an_installation_that_is_not_whole_is_said_and_makes_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "bundled", lambda name: tmp_path / "nowhere" / name)
    with pytest.raises(StoreError, match="shipped library is incomplete"):
        Library.open(f"sqlite:///{tmp_path / 'library.db'}")
    monkeypatch.undo()
    library = Library.open(f"sqlite:///{tmp_path / 'library.db'}")
    assert len(library.claims()) == 12
    library.close()


def test_the_place_comes_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", f"sqlite:///{tmp_path / 'mine.db'}")
    monkeypatch.setenv("EVIDENCE_USER", "dr-house")
    library = Library.open(create="empty")
    assert library.place == str(tmp_path / "mine.db")
    library.revise("# T\n\nText.\n")
    assert library.history(limit=1)[0].who == "dr-house"
    library.close()


def test_the_state_changes_with_every_change_and_only_then(stocked: Library) -> None:
    first = stocked.state()
    stocked.claims()
    assert stocked.state() == first
    stocked.add_note("cohen2018", "x")
    second = stocked.state()
    assert second != first
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.state() not in (first, second)


def test_a_list_of_claims_loads_nothing_heavy(shipped_url: str) -> None:
    code = (
        "import sys, json\n"
        "from evidence.cli import main\n"
        "try:\n"
        "    main(['--db', sys.argv[1], 'claims', '--json'])\n"
        "except SystemExit as leaving:\n"
        "    assert not leaving.code\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, shipped_url], capture_output=True, text=True, check=True
    )
    assert len(json.loads(done.stdout)) == 12
    loaded = set(json.loads(done.stderr))
    assert loaded.isdisjoint(HEAVY)
    assert "evidence.store.tables" not in loaded
    assert "evidence.formats.bibtex" not in loaded
