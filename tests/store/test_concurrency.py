"""Several processes and threads write at once: nothing is lost, nothing breaks."""

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from samples import FOUR, furnish, index_problems
from sqlalchemy import text

from evidence.errors import StaleEdit
from evidence.library import Library
from evidence.store import engine as engines

TESTS = Path(__file__).resolve().parents[1]
PROCESSES = 4
ROUNDS = 8

WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from evidence.library import Library
from samples import FOUR, csl_file, many
number, rounds = int(sys.argv[2]), int(sys.argv[4])
library = Library.open(sys.argv[1], who=f"writer {number}")
print("ready", flush=True)
sys.stdin.readline()
stance = ["supports", "disputes", "qualifies", "inconclusive"][number]
library.import_files([csl_file(*many(10, seed=number + 10), name=f"{number}.json")])
for turn in range(rounds):
    key = FOUR[turn % 4]["id"]
    library.add_note(key, f"note {number} {turn}")
    slug = ["rapid-onset", "not-a-cure"][turn // 4]
    made = library.link(slug, key, stance=stance)
    library.edit_link(made.id, revision=made.revision, rationale=f"why {number} {turn}")
library.import_files([csl_file(*many(5, seed=99), name="shared.json")])
library.close()
"""

OPENER = """
import sys
from evidence.library import Library
print("ready", flush=True)
sys.stdin.readline()
library = Library.open(sys.argv[1], create=sys.argv[2])
print(len(library.claims()), library.references().total, len(library.history()))
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_together(processes: list[subprocess.Popen[str]]) -> list[str]:
    """Let all go at the same moment; returns what they said. None may fail."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = []
    for process in processes:
        out, problems = process.communicate(timeout=90)
        assert process.returncode == 0, problems[-2_000:]
        said.append(out)
    return said


def assert_sound(library: Library) -> None:
    """The database, its history and its index are whole."""
    assert index_problems(library) == []
    with engines.reading(library.engine) as connection:
        numbers = connection.execute(text("SELECT sequence FROM change_set")).scalars().all()
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        if engines.is_sqlite(library.engine.url):
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_four_processes_write_at_once(database: str) -> None:
    library = furnish(Library.open(database, create="empty"))
    before = len(library.history(limit=1_000))
    run_together(
        [
            start(WRITER, database, str(number), str(TESTS), str(ROUNDS))
            for number in range(PROCESSES)
        ]
    )
    notes = {note.text for item in FOUR for note in library.reference(item["id"]).notes}
    turns = {f"{number} {turn}" for number in range(PROCESSES) for turn in range(ROUNDS)}
    assert notes == {f"note {turn}" for turn in turns}
    links = [
        view for slug in ("rapid-onset", "not-a-cure") for view in library.claim(slug).evidence
    ]
    assert {view.rationale for view in links} == {f"why {turn}" for turn in turns}
    assert library.references().total == 4 + PROCESSES * 10 + 5
    history = library.history(limit=1_000)
    by_writer = Counter(view.who for view in history[: len(history) - before])
    own = 1 + 3 * ROUNDS  # the shared file was new to one of them only
    assert sorted(by_writer.values()) == [own, own, own, own + 1]
    assert_sound(library)
    library.close()


@pytest.mark.parametrize(("create", "wanted"), [("shipped", 12), ("empty", 0)])
def test_processes_that_open_a_new_library_at_once_make_one(
    database: str, create: str, wanted: int
) -> None:
    said = run_together([start(OPENER, database, create) for _ in range(PROCESSES)])
    assert len(set(said)) == 1
    claims, _, changes = said[0].split()
    assert (int(claims), int(changes)) == (wanted, 1)
    library = Library.open(database)
    assert_sound(library)
    library.close()


def test_threads_share_one_library(stocked: Library) -> None:
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            mine = stocked.as_user(f"thread {number}")
            for turn in range(5):
                mine.add_note("cohen2018", f"{number} {turn}")
                assert mine.claims()
                mine.search("ketamine")
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    notes = stocked.reference("cohen2018").notes
    assert {note.text for note in notes} == {f"{n} {t}" for n in range(6) for t in range(5)}
    assert {note.author for note in notes} == {f"thread {n}" for n in range(6)}
    assert_sound(stocked)


def test_of_many_who_save_the_same_link_one_wins_and_all_others_are_told(
    stocked: Library,
) -> None:
    seen = stocked.link("rapid-onset", "cohen2018", stance="supports")
    gate = threading.Barrier(5)
    saved, refused = [], []

    def save(number: int) -> None:
        gate.wait()
        try:
            stocked.edit_link(seen.id, revision=seen.revision, rationale=f"by {number}")
        except StaleEdit as problem:
            refused.append(problem.theirs["rationale"])
        else:
            saved.append(f"by {number}")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved) == 1
    assert refused == saved * 4
    assert stocked.claim("rapid-onset").evidence[0].rationale == saved[0]
