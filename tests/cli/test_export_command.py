"""`evidence export …`: templates, sources, references of a version; our own file that returns."""

import json
import zipfile
from pathlib import Path

import pytest

from evidence.cli import main
from evidence.library import Library, manuscripts


def run(*arguments: str) -> int:
    """The command's exit status."""
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    return int(done.value.code or 0)


@pytest.fixture
def folder(shipped_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", shipped_url)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_our_template_goes_out_and_comes_back(folder: Path) -> None:
    assert run("export", "template", "-o", "ours.docx") == 0
    assert run("export", "article", "--template", "ours.docx", "-o", "a.docx") == 0
    styles = zipfile.ZipFile(folder / "a.docx").read("word/styles.xml")
    assert b"Bibliography" in styles


REFUSED = [
    (("--template", "ours.odt", "-o", "a.docx"), "is for OpenDocument text"),
    (("--template", "nowhere.docx", "-o", "a.docx"), "cannot be read"),
    (("--template", "text.docx", "-o", "a.docx"), "no Word document or OpenDocument text"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_a_template_that_cannot_be_used_says_why(
    folder: Path, options: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "text.docx").write_text("a text")
    assert run("export", "template", "-o", "ours.odt") == 0
    assert run("export", "article", *options) != 0
    assert said in capfd.readouterr().err
    assert not (folder / "a.docx").exists()


def test_a_source_holds_its_references(folder: Path) -> None:
    assert run("export", "article", "--to", "tex-source", "-o", "a.zip") == 0
    assert zipfile.ZipFile(folder / "a.zip").namelist() == ["article.tex", "references.bib"]


def test_references_of_a_version(folder: Path, shipped: Library) -> None:
    number = str(shipped.article().version.number)
    assert run("export", "references", "--version", number, "-o", "r.json") == 0
    cited = {item["id"] for item in json.loads((folder / "r.json").read_bytes())}
    linked = {
        view.reference.key for one in shipped.claims() for view in shipped.claim(one.slug).evidence
    }
    assert cited == linked


def test_our_own_word_file_is_the_text_that_it_was_made_of(folder: Path, shipped: Library) -> None:
    options = ["--live-citations", "--comments", "--dissent", "--style", "bmj"]
    assert run("export", "article", *options, "-o", "a.docx") == 0
    words, _ = manuscripts.read("a.docx", (folder / "a.docx").read_bytes())
    assert shipped.preview_revision(words).unchanged
