"""What a notice makes of a reference stands wherever the reference is shown or taken out."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from samples import furnish
from test_notices import row, table

from evidence.cli import main
from evidence.library import Library

KEY, CLAIM, REASON = "orhurhu2019", "rapid-onset", "Cited as an example."
# state → natures of its rows, a year each, in the file's order
STATES = {
    "retracted": ["Retraction"],
    "concern": ["Expression of concern"],
    "corrected": ["Correction"],
    "retracted, corrected": ["Correction", "Retraction"],
    "reinstated": ["Retraction", "Reinstatement"],
    "seen": ["Retraction"],
}
SAID = {
    "retracted": ["retract"],
    "concern": ["expression of concern"],
    "corrected": ["correction"],
    "retracted, corrected": ["retract"],
    "reinstated": [],
    "seen": ["retract", "ana", REASON.lower()],
}
COMMANDS = (
    f"claim {CLAIM}",
    f"claim {CLAIM} --json",
    f"reference {KEY}",
    f"reference {KEY} --json",
    "search orhurhu",
    "search orhurhu --json",
    "check",
)
EXPORTS = (
    "article -o x.md",
    "article -o x.html",
    "article -o x.txt",
    "article -o x.docx",
    "article -o x.tex",
    "bibliography -o x.md",
    "bibliography -o x.docx",
    f"brief -o x.md --claim {CLAIM}",
    f"brief -o x.html --claim {CLAIM}",
    "table -o x.md",
    "table -o x.csv",
    "table -o x.xlsx",
    "reader -o x.html",
)

Do = Callable[[str, str], str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A library for each state: one claim leans on the reference with the notices."""
    folder = tmp_path_factory.mktemp("noticed")
    urls = {}
    for number, (state, natures) in enumerate(STATES.items()):
        urls[state] = f"sqlite:///{folder / str(number)}.db"
        library = furnish(Library.open(urls[state], who="ana", create="empty"))
        library.link(CLAIM, KEY, stance="supports")
        rows = [row(n, nature=nature, on=f"3/14/{2011 + n}") for n, nature in enumerate(natures)]
        library.read_notices("rw.csv", table(*rows))
        if state == "seen":
            library.notice_seen(library.reference(KEY).notices[0].id, REASON)
        library.close()
    return urls


@pytest.fixture
def do(made: dict[str, str], capfd: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Do:
    """Run a command on a state's library; what it printed or wrote, in small letters."""
    monkeypatch.chdir(tmp_path)

    def call(state: str, words: str) -> str:
        capfd.readouterr()
        try:
            main([*words.split(), "--db", made[state]])
        except SystemExit as leaving:
            if leaving.code:
                pytest.fail(capfd.readouterr().err)
        written = next(iter(tmp_path.iterdir()), None)
        if written is None:
            return str(capfd.readouterr().out).lower()
        content = written.read_bytes()
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b" ".join(map(archive.read, archive.namelist()))
        return content.decode("utf-8", "replace").lower()

    return call


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_tell_every_notice(do: Do, command: str, state: str) -> None:
    told = do(state, command).replace("_", " ")  # JSON has the kind as its code
    wanted = SAID[state]
    if state == "seen" and command == "search orhurhu --json":
        wanted = ["retract"]
    assert [words for words in wanted if words not in told] == []


@pytest.mark.parametrize("state", [state for state in STATES if state != "corrected"])
@pytest.mark.parametrize("export", EXPORTS)
def test_documents_tell_what_puts_a_reference_in_doubt(do: Do, export: str, state: str) -> None:
    told = do(state, f"export {export}")
    assert [words for words in SAID[state] if words not in told] == []
    if state == "reinstated":
        assert "retract" not in told


@pytest.mark.parametrize("export", [one for one in EXPORTS if one.startswith(("table", "reader"))])
def test_a_corrected_study_is_told_plainly_and_not_as_a_warning(do: Do, export: str) -> None:
    program_reads = export.endswith(("csv", "xlsx"))
    told = "2011-03-14" if program_reads else "correction published (14 march 2011)"
    page = do("corrected", f"export {export}")
    assert told in page
    assert "retract" not in page
    assert f'class="notice">{told}' not in page
    assert f"**{told}" not in page


@pytest.mark.parametrize("export", ["table -o x.md", "reader -o x.html"])
def test_what_was_retracted_and_corrected_tells_both(do: Do, export: str) -> None:
    page = do("retracted, corrected", f"export {export}")
    assert "correction published (14 march 2011)" in page
    assert "retraction, 2012-03-14" in page
    assert "correction published" not in do("retracted", f"export {export}")


@pytest.mark.parametrize("state", STATES)
def test_the_list_of_claims_counts_links_that_lean_on_what_is_in_doubt(do: Do, state: str) -> None:
    doubted = state not in ("corrected", "reinstated")
    assert ("1 link leans on a reference with a notice" in do(state, "claims")) == doubted


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_retracted_is_found_as_such(do: Do, state: str) -> None:
    found = KEY in do(state, "search is:retracted")
    assert found == (state in ("retracted", "seen", "retracted, corrected"))


def test_a_retraction_that_was_lifted_fails_no_check(do: Do) -> None:
    assert "retract" not in do("reinstated", "check --fail-on retracted")


@pytest.mark.parametrize("suffix", ["bib", "ris", "json", "xml"])
@pytest.mark.parametrize("state", STATES)
def test_lists_of_references_tell_a_retraction_that_stands(do: Do, suffix: str, state: str) -> None:
    told = do(state, f"export references -o x.{suffix}")
    assert ("retracted." in told) == ("retract" in SAID[state])
