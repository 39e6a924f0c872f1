"""A claim whose words changed says so wherever it stands, until somebody has looked at it."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from running import Run, read, runner

from evidence.library import Library

CLAIM, NOW = "rapid-onset", "relief does not come within hours of the first infusion"
TOLD = "nobody has read its evidence against them since"
EXPORTS = (
    "article -o x.md",
    "article -o x.html",
    "article -o x.docx",
    "article -o x.tex",
    f"brief -o x.md --claim {CLAIM}",
    f"brief -o x.html --claim {CLAIM}",
    "table -o x.md",
    "reader -o x.html",
)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A library whose article says the opposite of a claim in its second version."""
    url = f"sqlite:///{tmp_path_factory.mktemp('changed') / 'x.db'}"
    library = Library.open(url, who="ana")
    view = library.article()
    words = "relief comes within hours of the first infusion"
    library.revise(f"# {view.title}\n\n{view.text.replace(words, NOW)}")
    library.close()
    return url


@pytest.fixture
def run(changed: str, capfd: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return runner(capfd, "--db", changed)


def test_the_commands_that_show_claims_tell_it(run: Run) -> None:
    assert "Reworded in version 2" in run("claim", CLAIM)[1]
    assert NOW in run("claim", CLAIM)[1]
    assert run("claims")[1].count("Reworded in version 2") == 1
    since = {one["slug"]: one["unread_since"] for one in read(run("claims", "--json"))}
    assert since.pop(CLAIM) == 2
    assert set(since.values()) == {None}
    [one] = read(run("claim", CLAIM, "--json"))["reworded"]
    assert (one["now"], one["since"]) == (NOW, 2)


@pytest.mark.parametrize("export", EXPORTS)
def test_documents_tell_it_of_that_claim_alone(run: Run, tmp_path: Path, export: str) -> None:
    assert run("export", *export.split())[0] == 0
    [path] = tmp_path.iterdir()
    content = path.read_bytes()
    if content.startswith(b"PK"):
        content = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    said = " ".join(content.decode().replace('<w:t xml:space="preserve">', "").split())
    assert said.count(TOLD) == (2 if export.startswith("reader") else 1)  # and in its linked data


def test_the_table_for_programs_has_the_version(run: Run, tmp_path: Path) -> None:
    assert run("export", "table", "-o", "x.csv")[0] == 0
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(name for name in rows[0] if name.startswith("Words changed"))
    assert {row["Claim"] for row in rows if row[column] == "2"} == {CLAIM}
    assert {row[column] for row in rows if row["Claim"] != CLAIM} == {""}


def test_a_comment_in_word_tells_it(run: Run, tmp_path: Path) -> None:
    assert run("export", "article", "-o", "x.docx", "--comments")[0] == 0
    comments = zipfile.ZipFile(tmp_path / "x.docx").read("word/comments.xml").decode()
    assert comments.count(TOLD) == 1


def test_a_version_of_before_does_not_tell_it(run: Run, tmp_path: Path) -> None:
    assert run("export", "article", "-o", "x.md", "--version", "1")[0] == 0
    assert TOLD not in (tmp_path / "x.md").read_text(encoding="utf-8")


def test_nothing_tells_it_once_somebody_has_looked(run: Run, tmp_path: Path) -> None:
    read(run("article", "reviewed", CLAIM, "--json"))
    assert "Reworded" not in run("claims")[1] + run("claim", CLAIM)[1]
    assert run("export", "article", "-o", "x.md")[0] == 0
    assert TOLD not in (tmp_path / "x.md").read_text(encoding="utf-8")
    run("undo", read(run("history", "--json"))[0]["id"])
    assert "Reworded" in run("claims")[1]
