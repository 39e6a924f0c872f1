"""A process that is killed at any moment leaves a library that opens, with all of it or none."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from samples import furnish, index_problems, many

from evidence.formats import csljson
from evidence.library import Library
from evidence.store import engine as engines

ENTRIES = 150
KILLS = 4
IMPORT = """
import sys
from pathlib import Path
from evidence.library import Library
library = Library.open(sys.argv[1])
path = Path(sys.argv[2])
content = path.read_bytes()
print("reading", flush=True)
library.import_files(
    [(path.name, content)], progress=lambda done, total: print("writing", flush=True)
)
print("done", flush=True)
"""
CREATE = """
import sys
print("reading", flush=True)
from evidence.library import Library
Library.open(sys.argv[1]).close()
print("done", flush=True)
"""


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True
    )


def run_and_kill(code: str, *arguments: str, after: float, word: str = "reading") -> bool:
    """Run, and kill it so many seconds after it said the word; returns whether it was done."""
    process = run(code, *arguments)
    assert process.stdout is not None
    line = ""
    while line != f"{word}\n":
        line = process.stdout.readline()
        assert line, f"it ended before it said “{word}”"
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0]
    return "done" in rest


def time_taken(code: str, *arguments: str) -> float:
    """Seconds from its first word to its end, undisturbed."""
    process = run(code, *arguments)
    assert process.stdout is not None
    process.stdout.readline()
    start = time.monotonic()
    assert "done" in process.communicate()[0]
    return time.monotonic() - start


def assert_whole(library: Library) -> None:
    assert index_problems(library) == []
    if engines.is_sqlite(library.engine.url):
        with engines.reading(library.engine) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "many.json"
    path.write_text(csljson.write(many(ENTRIES)), encoding="utf-8")
    return path


def test_an_import_that_is_killed_leaves_all_of_it_or_none(
    database: str, tmp_path: Path, file: Path
) -> None:
    library = furnish(Library.open(database, who="ana", create="empty"))
    start = library.references().total
    span = time_taken(IMPORT, database, str(file))
    library.undo(library.history(limit=1)[0].id)
    before = library.dump()
    chance = random.Random(20_240_601)
    moments = [span * (place + chance.random()) / KILLS for place in range(KILLS)]
    seen = set()
    for after in moments:
        done = run_and_kill(IMPORT, database, str(file), after=after)
        total = library.references().total
        seen.add(total)
        assert total in (start, start + ENTRIES)
        if done:
            assert total == start + ENTRIES
        assert_whole(library)
        if total > start:
            library.undo(library.history(limit=1)[0].id)
        assert library.dump() == before
    assert start in seen
    assert time_taken(IMPORT, database, str(file)) > 0
    assert library.references().total == start + ENTRIES
    assert_whole(library)
    again = library.import_files([(file.name, file.read_bytes())])
    assert {entry.outcome for entry in again.entries} == {"unchanged"}
    library.close()


def test_killed_between_the_write_and_the_commit_there_is_nothing(
    database: str, file: Path
) -> None:
    library = furnish(Library.open(database, who="ana", create="empty"))
    before = library.dump(history=True)
    said = 'print("writing", flush=True)'
    stop = IMPORT.replace(said, f"({said}, time.sleep(60))")
    assert not run_and_kill("import time\n" + stop, database, str(file), after=0.0, word="writing")
    assert library.dump(history=True) == before
    assert_whole(library)
    library.close()


def test_a_library_whose_creation_is_killed_opens_and_is_whole(database: str) -> None:
    chance = random.Random(7)
    for place in range(5):
        run_and_kill(CREATE, database, after=0.25 + 0.3 * (place + chance.random()))
    library = Library.open(database)
    assert len(library.claims()) == 12
    assert len([view for view in library.history() if view.kind == "create"]) == 1
    assert_whole(library)
    library.close()
