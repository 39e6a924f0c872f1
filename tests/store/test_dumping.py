"""A library as an open file, and as a copy: what goes out comes back the same."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from samples import DOMINO, bring, furnish, index_problems, links_of, many

from evidence.errors import BadInput, Conflict, StoreError
from evidence.library import Library
from evidence.store import engine as engines


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Library]:
    """A second, empty library."""
    opened = Library.open(f"sqlite:///{tmp_path / 'other.db'}", who="ben", create="empty")
    yield opened
    opened.close()


def busy(library: Library) -> Library:
    """Something in many tables: links, passages, notes, a second version, a merged entry."""
    made = library.link(
        "rapid-onset", "cohen2018", stance="supports", quote="β ≤ 0.05", locator="p. 4"
    )
    library.edit_link(made.id, revision=made.revision, rationale="Hours, not days.")
    library.link("rapid-onset", "orhurhu2019", stance="qualifies", directness="indirect")
    library.add_note("zanos2018", "„Grundlagen“ – naïve café 针灸 🧠")
    library.revise("# Ketamine for chronic pain\n\nKetamine blocks the NMDA receptor.\n")
    return library


def test_a_dump_read_into_an_empty_library_is_the_same_dump(
    stocked: Library, other: Library
) -> None:
    dump = busy(stocked).dump()
    view = other.load(dump)
    assert other.dump() == dump
    assert (view.label, view.who) == ("Load a dump", "ben")
    assert links_of(other, "rapid-onset") == links_of(stocked, "rapid-onset")
    assert index_problems(other) == []
    other.undo(view.id)
    assert json.loads(other.dump())["tables"]["reference"] == []


def test_the_shipped_library_goes_out_and_comes_back(shipped: Library, other: Library) -> None:
    dump = shipped.dump()
    other.load(dump)
    assert other.dump() == dump
    assert [claim.slug for claim in other.claims()] == [claim.slug for claim in shipped.claims()]
    found = [hit.key for hit in other.search("ferraro 2025").results]
    assert found == [hit.key for hit in shipped.search("ferraro 2025").results]


def test_a_dump_is_the_same_text_every_time_and_sorted(stocked: Library) -> None:
    words = busy(stocked).dump()
    assert stocked.dump() == words
    content = json.loads(words)
    assert words == json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    for rows in content["tables"].values():
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert "針" not in words
    assert "针灸" in words


def test_a_dump_says_nothing_of_how_the_library_came_to_it(
    stocked: Library,
) -> None:
    before = stocked.dump()
    stocked.add_note("cohen2018", "x")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert stocked.dump() == before
    assert stocked.dump(history=True) != before


def test_booleans_and_numbers_are_the_same_on_every_engine(
    stocked: Library, other: Library
) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    content = json.loads(stocked.dump())
    content["tables"]["evidence_link"][0]["is_primary_source"] = True
    content["tables"]["anchor"][0]["score"] = 1
    other.load(json.dumps(content))
    again = json.loads(other.dump())["tables"]
    assert again["evidence_link"][0]["is_primary_source"] is True
    assert str(again["anchor"][0]["score"]) == "1.0"


def test_a_library_that_is_not_empty_takes_no_dump(stocked: Library, other: Library) -> None:
    bring(other, DOMINO)
    before = other.dump(history=True)
    with pytest.raises(Conflict, match="not empty"):
        other.load(stocked.dump())
    assert other.dump(history=True) == before


def changed(path: tuple[Any, ...], value: Any) -> Any:
    def change(content: dict[str, Any]) -> str:
        place = content
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return json.dumps(content)

    return change


REFERENCE = ("tables", "reference", 0)
BAD_DUMPS = {
    "nothing": lambda content: "",
    "not JSON": lambda content: "{" * 10,
    "very deep": lambda content: "[" * 100_000,
    "a list": lambda content: "[]",
    "CSL-JSON": lambda content: json.dumps({"items": []}),
    "another format": changed(("format",), "evidence-dump/99"),
    "a newer schema": changed(("schema",), "9999"),
    "no tables": changed(("tables",), None),
    "a table that is no list": changed(("tables", "reference"), {"id": "x"}),
    "a row that is no object": changed(REFERENCE, "x"),
    "an unknown column": changed((*REFERENCE, "shelf"), "x"),
    "a row without id": changed(REFERENCE, {"citekey": "x"}),
    "a number for a word": changed((*REFERENCE, "citekey"), 7),
    "a word for a number": changed((*REFERENCE, "year"), "soon"),
    "yes for a number": changed((*REFERENCE, "year"), True),
    "a moment without a zone": changed((*REFERENCE, "created_at"), "2024-01-01"),
    "no moment": changed((*REFERENCE, "created_at"), "yesterday"),
    "an object for a word": changed((*REFERENCE, "title"), {"a": 1}),
    "half a character": changed((*REFERENCE, "title"), "\ud800"),
    "a key twice": changed(("tables", "reference", 1, "citekey"), "cohen2018"),
    "no such stance": changed(("tables", "evidence_link", 0, "stance"), "proves"),
    "a link to nothing": changed(("tables", "evidence_link", 0, "claim_id"), "nobody"),
    "no citekey": changed((*REFERENCE, "citekey"), None),
}


@pytest.mark.parametrize("spoil", BAD_DUMPS.values(), ids=BAD_DUMPS)
def test_a_spoilt_dump_is_refused_and_nothing_comes_of_it(
    library: Library, ready_made: Path, spoil: Any
) -> None:
    source = Library.open(f"sqlite:///{ready_made / 'furnished.db'}")
    content = json.loads(source.dump())
    source.close()
    link = {
        "id": "00000000-0000-7000-8000-000000000001",
        "created_at": "2024-01-01T00:00:00.000000Z",
        "claim_id": content["tables"]["claim"][0]["id"],
        "reference_id": content["tables"]["reference"][0]["id"],
        "stance": "supports",
    }
    content["tables"]["evidence_link"] = [link]
    rows = {row["citekey"]: row for row in content["tables"]["reference"]}
    content["tables"]["reference"] = [rows["cohen2018"], rows["zanos2018"]]
    before = library.dump(history=True)
    with pytest.raises((BadInput, Conflict)) as caught:
        library.load(spoil(content))
    assert "\n" not in caught.value.text
    assert library.dump(history=True) == before


def test_a_backup_put_back_brings_everything_back(stocked: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy of #1 100%.backup"
    everything = busy(stocked).dump(history=True)
    stocked.backup(copy)
    bring(stocked, DOMINO)
    stocked.unlink("rapid-onset", "cohen2018")
    stocked.restore(copy)
    assert stocked.dump(history=True) == everything
    assert index_problems(stocked) == []
    bring(stocked, DOMINO)  # and it goes on from there
    numbers = [view.id for view in stocked.history()]
    assert len(set(numbers)) == len(numbers)


def test_the_library_as_it_was_is_kept_at_every_restore(tmp_path: Path) -> None:
    library = furnish(Library.open(f"sqlite:///{tmp_path / 'library.db'}", create="empty"))
    library.backup(tmp_path / "copy.db")
    kept = []
    for number in range(2):
        library.add_note("cohen2018", f"Note {number}")
        kept.append(library.restore(tmp_path / "copy.db"))
    for number, path in enumerate(kept):
        old = Library.open(f"sqlite:///{path}")
        assert [note.text for note in old.reference("cohen2018").notes] == [f"Note {number}"]
        old.close()


def test_a_backup_is_one_file_in_itself(tmp_path: Path) -> None:
    library = furnish(Library.open(f"sqlite:///{tmp_path / 'library.db'}", create="empty"))
    folder = tmp_path / "backups"
    folder.mkdir()
    library.backup(folder / "copy.db")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(f"file:{folder / 'copy.db'}?immutable=1", uri=True)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM reference").fetchone() == (4,)


def test_a_backup_taken_while_others_write_is_one_state(tmp_path: Path) -> None:
    library = furnish(Library.open(f"sqlite:///{tmp_path / 'library.db'}", create="empty"))
    done = threading.Event()

    def write() -> None:
        for number in range(15):
            library.add_note("cohen2018", f"Note {number}")
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    number = 0
    while not done.is_set() or number == 0:
        number += 1
        library.backup(tmp_path / f"copy{number}.db")
    writer.join()
    for place in range(1, number + 1):
        copy = Library.open(f"sqlite:///{tmp_path / f'copy{place}.db'}")
        notes = copy.reference("cohen2018").notes
        assert len(notes) == len([v for v in copy.history() if v.label.startswith("Note")])
        assert index_problems(copy) == []
        copy.close()


def test_a_backup_never_writes_over_the_library_itself(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    library = furnish(Library.open(f"sqlite:///{path}", create="empty"))
    before = library.dump(history=True)
    (tmp_path / "alias.db").symlink_to(path)
    for target in (path, tmp_path / "alias.db"):
        with pytest.raises(BadInput, match="is the library itself"):
            library.backup(target)
        with pytest.raises(BadInput, match="is the library itself"):
            library.restore(target)
    assert library.dump(history=True) == before


@pytest.mark.parametrize("place", ["missing/copy.db", "/proc/copy.db"])
def test_a_backup_that_cannot_be_written_is_said(
    stocked: Library, tmp_path: Path, place: str
) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        stocked.backup(tmp_path / place)


def a_text(path: Path) -> None:
    path.write_text("not a backup")


def another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()


def an_empty_file(path: Path) -> None:
    path.touch()


def a_newer_library(path: Path) -> None:
    library = Library.open(f"sqlite:///{path}", create="empty")
    with engines.writing(library.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    library.close()


def a_damaged_library(path: Path) -> None:
    library = Library.open(f"sqlite:///{path}", create="empty")
    bring(library, *many(30))
    library.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 40_000] = b"\xaa" * 40_000
    path.write_bytes(bytes(content))


def nothing(path: Path) -> None:
    """No file at all."""


NO_BACKUPS = [a_text, another_database, an_empty_file, a_newer_library, a_damaged_library, nothing]


@pytest.mark.parametrize("make", NO_BACKUPS, ids=lambda make: make.__name__)
def test_what_is_no_backup_is_refused_and_the_library_stays(
    make: Any, stocked: Library, tmp_path: Path
) -> None:
    path = tmp_path / "copy.db"
    make(path)
    before = stocked.dump(history=True)
    with pytest.raises(BadInput) as caught:
        stocked.restore(path)
    assert "\n" not in caught.value.text
    assert stocked.dump(history=True) == before
