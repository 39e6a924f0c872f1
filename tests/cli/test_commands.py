"""The commands: what scripts rely on (JSON, exit status), and one sentence for every failure."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evidence.cli import main
from evidence.library import Library
from evidence.vocabulary import Stance

BIB = r"""@article{mine2020, author = {Mine, A.}, title = {An entry of my own about ketamine},
  journal = {Pain}, year = 2020, doi = {10.5555/mine.1}}
@article{twin2021, author = {Twin, B.}, title = {Another entry, quite different}, year = 2021}
@article{same, author = {Cohen, Steven P.}, title = {Consensus guidelines on ketamine for chronic
  pain}, doi = {10.1097/AAP.0000000000000808}}
"""


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    def json(self) -> Any:
        """What was printed, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(shipped_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: Any) -> Run:
    """Run a command on a copy of the shipped library, in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", shipped_url)

    def call(*arguments: str, stdin: bytes | None = None) -> Said:
        if stdin is not None:
            done = subprocess.run(
                [sys.executable, "-m", "evidence", *arguments], input=stdin, capture_output=True
            )
            return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
        status = 0
        capfdbinary.readouterr()
        try:
            main(arguments)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        out, err = capfdbinary.readouterr()
        return Said(status, out.decode(), err.decode())

    return call


def dump(run: Run) -> str:
    return run("dump", "-", "--history").out


@pytest.fixture
def mine(run: Run) -> str:
    """The name of a file with three entries, one of which the library has."""
    Path("mine.bib").write_text(BIB, encoding="utf-8")
    return "mine.bib"


# Shapes that scripts read.


def assert_has(value: dict[str, Any], keys: str) -> None:
    missing = set(keys.split()) - set(value)
    assert not missing, f"{missing} are not in {sorted(value)}"


def test_claims(run: Run) -> None:
    claims = run("claims", "--json").json()
    assert len(claims) == 12
    for claim in claims:
        assert_has(claim, "slug text type question state certainty links substantiation")
        assert set(claim["links"]) == {stance.value for stance in Stance}
        assert set(claim["substantiation"]) == {"linked", "anchored", "verified", "appraised"}


def test_claim(run: Run) -> None:
    claim = run("claim", "low-addiction-risk", "--json").json()
    assert_has(claim, "slug text certainty evidence anchors")
    for evidence in claim["evidence"]:
        assert_has(evidence, "reference stance rationale passages study notices")
        assert_has(evidence["study"], "design n level")
    assert {"exact", "prefix", "suffix", "start", "end", "state"} <= set(claim["anchors"][0])


def test_reference(run: Run) -> None:
    found = run("reference", "cohen2018", "--json").json()
    assert_has(found, "key csl source links notices history")
    assert_has(found["source"], "format text")
    assert found["source"]["text"].lstrip().startswith("@")
    assert found["csl"]["DOI"] == "10.1097/aap.0000000000000808"


def test_search_and_suggest(run: Run) -> None:
    found = run("search", "ketmine chronic pane", "--limit", "3", "--json").json()
    assert_has(found, "query total took_ms results")
    assert 0 < len(found["results"]) <= 3
    for hit in found["results"]:
        assert_has(hit, "kind key title authors year score matched")
        for spans in hit["matched"].values():
            assert all(len(span) == 2 for span in spans)
    found = run("suggest", "rapid-onset", "--limit", "2", "--json").json()
    assert found["claim"] == "rapid-onset"
    for one in found["results"]:
        assert_has(one, "key title score why")


def test_facets_of_a_search_narrow_it_to_as_many_as_they_count(run: Run) -> None:
    found = run("search", "ketamine", "--facets", "--json").json()
    assert sum(found["facets"]["kind"].values()) == found["total"]
    for design, number in found["facets"]["design"].items():
        narrowed = run("search", f"design:{design} ketamine", "--limit", "1", "--json").json()
        assert narrowed["total"] == number
    said = run("search", "ketamine", "--facets", "--limit", "1").out
    assert f"Of {found['total']} found" in said
    years = sorted(map(int, found["facets"]["year"]))
    assert f"year:{years[0]}..{years[-1]}" in said
    assert "Of " not in run("search", "ketamine", "--limit", "1").out


def test_a_search_is_saved_run_listed_and_forgotten(run: Run) -> None:
    query = "design:randomised_trial pain"
    saved = run("search", query, "--save", "Trials of pain", "--limit", "1")
    assert "Saved as “Trials of pain”" in saved.out
    [one] = run("searches", "--json").json()
    assert (one["name"], one["query"]) == ("Trials of pain", query)
    keys = [hit["key"] for hit in run("search", query, "--json").json()["results"]]
    for ask in (("@trials of pain",), ("--saved", "Trials of pain")):
        again = run("search", *ask, "--json").json()
        assert again["query"] == query
        assert [hit["key"] for hit in again["results"]] == keys
    narrowed = run("search", "hardy", "--saved", "trials of pain", "--json").json()
    assert narrowed["query"] == f"{query} hardy"
    assert run("searches", "--forget", "trials OF pain", "--json").json() == []
    undone = run("history", "--limit", "1", "--json").json()[0]
    assert undone["label"] == "Forget the search “Trials of pain”"
    assert run("undo", undone["id"]).status == 0
    assert "Trials of pain" in run("searches").out


def test_a_name_that_is_not_saved_is_searched_as_words_unless_it_was_asked_for(run: Run) -> None:
    found = run("search", "@cohen2018", "--json").json()
    assert "There is no saved search “cohen2018”. It was searched as words." in found["notes"]
    assert found["results"][0]["key"] == "cohen2018"
    refused = run("search", "--saved", "cohen2018")
    assert (refused.status, refused.out) == (1, "")
    assert "There is no saved search “cohen2018”." in refused.err
    assert run("searches", "--forget", "cohen2018").status == 1


def test_a_suggestion_is_put_away_and_comes_back(run: Run) -> None:
    def suggested() -> list[str]:
        return [one["key"] for one in run("suggest", "tolerability", "--json").json()["results"]]

    before = suggested()
    done = run("suggest", "tolerability", "--dismiss", before[0], "--json").json()
    assert [one["key"] for one in done["results"]] != before
    assert before[0] not in suggested()
    assert run("undo", done["dismissed"][before[0]]).status == 0
    assert suggested() == before
    linked = run("claim", "tolerability", "--json").json()["evidence"][0]["reference"]
    refused = run("suggest", "tolerability", "--dismiss", linked)
    assert refused.status == 1
    assert "Remove the link instead." in refused.err


def test_import_and_undo(run: Run, mine: str) -> None:
    before = run("dump", "-").out
    dry = run("import", mine, "--dry-run", "--json")
    assert run("dump", "-").out == before
    assert dry.json()["batch"] is None
    done = run("import", mine, "--json")
    report = done.json()
    assert (dry.status, done.status) == (0, 0)
    assert dry.json() == {**report, "batch": None}
    assert_has(report, "files entries batch")
    [file] = report["files"]
    assert_has(file, "path format encoding entries added merged unchanged skipped failed")
    assert (file["path"], file["format"], file["entries"], file["added"]) == (mine, "bibtex", 3, 2)
    for entry in report["entries"]:
        assert_has(entry, "path line key outcome reference messages")
    assert [entry["line"] for entry in report["entries"]] == [1, 3, 4]
    assert report["entries"][2]["reference"] == "cohen2018"
    history = run("history", "--json").json()
    assert history[0]["id"] == report["batch"]
    undone = run("undo", report["batch"], "--json").json()
    assert undone["undoes"] == report["batch"]
    assert run("dump", "-").out == before


def test_history(run: Run) -> None:
    run("link", "rapid-onset", "zanos2018", "--stance", "background")
    history = run("history", "--json").json()
    assert history[0]["label"].startswith("Link rapid-onset")
    for view in history:
        assert_has(view, "id at who label undone")


def test_article(run: Run) -> None:
    text = run("article", "show").out
    assert text.startswith("# ")
    Path("next.md").write_text(text.replace("NMDA", "N-methyl-D-aspartate (NMDA)"), "utf-8")
    done = run("article", "revise", "next.md", "--message", "Spell it out", "--json").json()
    assert_has(done, "version claims")
    assert done["version"] == 2
    assert len(done["claims"]) == 12
    for claim in done["claims"]:
        assert_has(claim, "slug state score text")
        assert claim["state"] in ("anchored", "moved", "reworded", "orphaned")
    versions = run("article", "versions", "--json").json()
    assert [version["number"] for version in versions] == [2, 1]
    assert "{+" in run("article", "diff", "1", "2").out


def test_links(run: Run) -> None:
    before = run("dump", "-").out
    made = run(
        "link",
        "duration-days-weeks",
        "orhurhu2019",
        "--stance",
        "inconclusive",
        "--rationale",
        "Because.",
        "--quote",
        "Word for word.",
        "--locator",
        "table 2",
        "--json",
    )
    assert made.status == 0
    assert made.json()["passages"][0]["locator_label"] == "table"
    gone = run(
        "unlink", "duration-days-weeks", "orhurhu2019", "--stance", "inconclusive", "--json"
    ).json()
    assert gone["removed"] == 1
    assert run("dump", "-").out == before


def test_styles(run: Run) -> None:
    found = run("styles", "vancouver", "--limit", "5", "--json").json()
    assert found
    assert all("id" in style and "title" in style for style in found)


@pytest.mark.parametrize(
    "command",
    [
        ("claims",),
        ("claim", "rapid-onset"),
        ("reference", "cohen2018"),
        ("search", "ketamine"),
        ("search", "xyzzyx qqq"),
        ("search", "ketamine", "--facets"),
        ("searches",),
        ("suggest", "rapid-onset"),
        ("history",),
        ("styles", "nature"),
        ("article", "show"),
        ("article", "versions"),
    ],
    ids=" ".join,
)
def test_every_answer_has_words_for_people(run: Run, command: tuple[str, ...]) -> None:
    said = run(*command)
    assert said.status == 0
    assert said.out.strip()
    assert "None" not in said.out
    assert "Stance." not in said.out


# In and out.


def test_dump_load_backup_and_restore(run: Run, tmp_path: Path) -> None:
    dumped = run("dump", "-").out
    assert run("dump", "library.json").status == 0
    assert Path("library.json").read_text(encoding="utf-8") == dumped
    other = str(tmp_path / "other.db")
    assert run("load", "library.json", "--db", other).status == 0
    assert run("dump", "-", "--db", other).out == dumped
    assert run("backup", "copy.db").status == 0
    first = run("claim", "rapid-onset", "--json").json()["evidence"][0]["reference"]
    assert run("unlink", "rapid-onset", first).status == 0
    assert run("dump", "-").out != dumped
    assert run("restore", "copy.db").status == 0
    assert run("dump", "-").out == dumped


def test_init(run: Run, tmp_path: Path) -> None:
    assert run("init", "--empty", "--db", str(tmp_path / "a.db")).status == 0
    assert run("claims", "--json", "--db", str(tmp_path / "a.db")).json() == []
    assert run("--db", str(tmp_path / "b.db"), "init").status == 0
    assert len(run("--db", str(tmp_path / "b.db"), "claims", "--json").json()) == 12


def test_standard_input_and_output(run: Run, mine: str) -> None:
    report = run("import", "-", "--json", stdin=BIB.encode())
    assert report.status == 0
    assert report.json()["files"][0]["added"] == 2
    out = run("export", "references", "--to", "ris", "-o", "-").out
    assert "An entry of my own about ketamine" in out


def test_an_answer_that_nobody_reads_to_its_end_is_no_error(run: Run, shipped_url: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m evidence dump - | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
        env={**os.environ, "EVIDENCE_DATABASE_URL": shipped_url},
    )
    assert done.stdout == '{\n "format'
    assert "Traceback" not in done.stderr


# Exit status 2: wrong usage.


@pytest.mark.parametrize(
    "command",
    [
        ("no-such-command",),
        ("claims", "--no-such-option"),
        ("claim",),
        ("link", "rapid-onset", "cohen2018"),
        ("search",),
        ("search", "--facets"),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--limit", "many"),
        ("import",),
        ("import", "x.bib", "--on-duplicate", "maybe"),
        ("export", "poem", "-o", "x.md"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(run: Run, command: tuple[str, ...]) -> None:
    said = run(*command)
    assert said.status == 2
    assert said.out == ""
    assert "Traceback" not in said.err


# Exit status 1: refused or failed, in one sentence, and the library is as it was.


def make_files(folder: Path) -> None:
    """Files of the wrong kind."""
    (folder / "empty.bib").touch()
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "letter.docx").write_bytes(b"PK\x03\x04\x14\x00word/document.xml")
    (folder / "page.bib").write_text("<html><body>Log in</body></html>")
    (folder / "broken.json").write_text("{")
    (folder / "folder").mkdir()
    with (folder / "huge.bib").open("wb") as file:
        file.truncate(100 * 1024 * 1024)


REFUSED = {
    "an unknown claim": (("claim", "rapid-onst"), "no claim “rapid-onst”"),
    "an unknown reference": (("reference", "cohen2108"), "no reference “cohen2108”"),
    "an unknown stance": (
        ("link", "rapid-onset", "cohen2018", "--stance", "proves"),
        "“proves” is not a stance",
    ),
    "a link that is not there": (("unlink", "rapid-onset", "bell2017"), "is not linked"),
    "an unknown change": (("undo", "x"), "no change “x”"),
    "an unknown version": (("article", "show", "--version", "9"), "no version 9"),
    "a missing file": (("import", "missing.bib"), "There is no file missing.bib"),
    "a folder": (("import", "folder"), "is a folder"),
    "an empty file": (("import", "empty.bib"), "is empty"),
    "a PDF": (("import", "scan.pdf"), "a PDF document"),
    "a PNG": (("import", "image.png"), "an image (PNG)"),
    "a Word document": (("import", "letter.docx"), "a Word document"),
    "a web page": (("import", "page.bib"), "a web page"),
    "a huge file": (("import", "huge.bib"), "larger than 64 MB"),
    "a device that never ends": (("import", "/dev/zero"), "/dev/zero"),
    "an article that is not text": (("article", "revise", "scan.pdf"), "is a PDF"),
    "an article that is empty": (("article", "revise", "empty.bib"), "no text"),
    "an article that is missing": (("article", "revise", "missing.md"), "There is no file"),
    "a dump that is none": (("load", "broken.json"), "not a dump"),
    "a backup that is none": (("restore", "scan.pdf"), "not a backup"),
    "a backup into a folder": (("backup", "folder"), "is a folder"),
    "a backup nowhere": (("backup", "missing/copy.db"), "cannot be written"),
    "a backup where nothing can be written": (("backup", "/proc/copy.db"), "cannot be written"),
    "an export nowhere": (
        ("export", "references", "-o", "missing/out.bib"),
        "missing/out.bib cannot be written",
    ),
    "an export where nothing can be written": (
        ("export", "references", "-o", "/proc/out.bib"),
        "cannot be written",
    ),
    "an export into a folder": (("export", "references", "--to", "ris", "-o", "folder"), "folder"),
    "an export of no format": (("export", "references", "-o", "out"), "format is not known"),
    "an export of another format": (("export", "references", "-o", "out.exe"), "“exe”"),
    "a dump nowhere": (("dump", "missing/out.json"), "cannot be written"),
    "a database of another kind": (("claims", "--db", "mysql://me@host/x"), "is not a database"),
    "a library that is a folder": (("claims", "--db", "folder"), "is a folder"),
    "a library that is a PDF": (("claims", "--db", "scan.pdf"), "not a library of Evidence"),
    "a library in no folder": (("claims", "--db", "/proc/none/library.db"), "cannot be created"),
    "a library where nothing can be made": (("claims", "--db", "/proc/library.db"), "/proc"),
    "a database that does not answer": (
        ("claims", "--db", "postgresql://me:secret@127.0.0.1:1/x"),
        "could not be used",
    ),
}


@pytest.mark.parametrize(("command", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_one_sentence_and_changes_nothing(
    run: Run, command: tuple[str, ...], said: str
) -> None:
    make_files(Path())
    before = dump(run)
    answer = run(*command)
    assert answer.status == 1
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert "secret" not in answer.err
    assert len(answer.err.strip().splitlines()) == 1
    assert dump(run) == before


def test_a_good_file_among_bad_ones_is_imported_and_the_status_is_1(run: Run, mine: str) -> None:
    make_files(Path())
    said = run("import", "missing.bib", mine, "scan.pdf", "--json")
    assert said.status == 1
    files = {file["path"]: file for file in said.json()["files"]}
    assert files[mine]["added"] == 2
    assert files["missing.bib"]["messages"][0]["level"] == "error"
    assert files["scan.pdf"]["entries"] == 0
    assert "missing.bib" in said.err
    assert "scan.pdf" in said.err


def test_a_library_of_a_newer_version_is_refused_byte_for_byte(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    library = Library.open(f"sqlite:///{path}", create="empty")
    with library.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    library.close()
    before = path.read_bytes()
    said = run("claims", "--db", str(path))
    assert said.status == 1
    assert "newer version of Evidence" in said.err
    assert path.read_bytes() == before


def test_a_full_disk_is_one_sentence(run: Run, shipped_url: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "evidence", "dump", "-"], stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "No space left" in said


def test_a_user_who_may_not_write_is_told(run: Run, tmp_path: Path) -> None:
    """Root may write anywhere: the command runs once to load what it needs, then as nobody."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    library, scratch = tmp_path / "theirs.db", tmp_path / "scratch.db"
    Library.open(f"sqlite:///{library}", create="empty").close()
    Library.open(f"sqlite:///{scratch}", create="empty").close()
    code = (
        "import os, sys\n"
        "from evidence.cli import main\n"
        "for place in (['article', 'show'], ['article', 'revise', 'next.md']):\n"
        "    try:\n"
        "        main([*place, '--db', sys.argv[1]])\n"
        "    except SystemExit:\n"
        "        pass\n"
        "print('---', file=sys.stderr, flush=True)\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "main(['article', 'revise', 'next.md', '--db', sys.argv[2]])"
    )
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        folder.chmod(0o755)
    library.chmod(0o444)
    Path("next.md").write_text("# Title\n\nText.\n")
    Path("next.md").chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-c", code, str(scratch), str(library)], capture_output=True, text=True
    )
    said = done.stderr.split("---\n")[1]
    assert done.returncode == 1
    assert "cannot be" in said
    assert len(said.strip().splitlines()) == 1
    again = Library.open(f"sqlite:///{library}")
    assert again.history()[0].kind == "create"
    again.close()


def test_an_unexpected_error_is_one_sentence_and_whole_with_debug(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Library) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(Library, "claims", fail)
    said = run("claims")
    assert said.status == 1
    assert "Something went wrong inside Evidence (KeyError" in said.err
    assert "--debug" in said.err
    with pytest.raises(KeyError):
        run("--debug", "claims")


def test_help_names_every_command(run: Run) -> None:
    said = run("--help").out
    commands = """serve init import search searches suggest claims claim reference link unlink
    article export styles duplicates merge not-duplicates notices check history undo backup restore
    dump load"""
    for command in commands.split():
        assert f" {command} " in said, command


NOTICES = """Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,\
RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,\
OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes
1,Consensus,,,RAPM,,US,Cohen,,Guideline,1/5/2024 0:00,10.1/r,0,6/1/2018 0:00,\
10.1097/aap.0000000000000808,29870458,Retraction,+Error in Data;,No,
"""


def test_a_retraction_and_who_saw_it_stand_wherever_the_reference_does(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "rw.csv"
    file.write_text(NOTICES, encoding="utf-8")
    assert "added  retraction" in run("notices", str(file)).out
    asked = [("claim", "low-addiction-risk"), ("search", "cohen consensus guidelines")]
    for command in asked:
        assert "Retraction 2024-01-05" in run(*command).out
    assert "with a notice" in run("claims").out
    said = run("seen", "cohen2018", "--because", "Its advice on safety stands.").out
    assert said == "Retraction of cohen2018: seen, still cited.\n"
    for command in asked:
        assert "still cited because: Its advice on safety stands." in run(*command).out
    for what, name in (("article", "a.txt"), ("bibliography", "b.txt"), ("table", "t.csv")):
        target = tmp_path / name
        run("export", what, "-o", str(target))
        assert "Its advice on safety stands." in target.read_text(encoding="utf-8"), what
    assert run("seen", "orhurhu2019", "--because", "x").out == "orhurhu2019 has no notice.\n"
