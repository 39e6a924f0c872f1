"""`evidence article revise`: Markdown, text and Word come in by one way."""

import io
import json
from pathlib import Path

import pytest
from docx import Document
from running import Answer, runner

from evidence.library import Library, preferences


def call(capfd: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    return runner(capfd)(*arguments)


def word_file(text: str) -> bytes:
    """The article's paragraphs as somebody types them into Word."""
    document = Document()
    for block in text.split("\n\n"):
        words = " ".join(block.split())
        level = len(words) - len(words.lstrip("#"))
        if level:
            document.add_heading(words.lstrip("# "), level=level - 1)
        else:
            document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.fixture
def folder(shipped_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", shipped_url)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_word_file_is_a_version_in_which_every_claim_is_found(
    folder: Path, shipped: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    view = shipped.article()
    (folder / "article.docx").write_bytes(word_file(f"# {view.title}\n\n{view.text}"))
    status, out, _ = call(capfd, "article", "revise", "article.docx", "--json")
    done = json.loads(out)
    assert (status, done["version"]) == (0, 2)
    assert {claim["state"] for claim in done["claims"]} == {"anchored"}
    assert shipped.article().title == view.title


def test_another_encoding_is_read_and_told(
    folder: Path, shipped: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "old.txt").write_bytes("# Über Schmerz\n\nMüde.".encode("cp1252"))
    status, _, err = call(capfd, "article", "revise", "old.txt")
    assert status == 0
    assert "Windows-1252" in err
    assert shipped.article().text == "Müde.\n"


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"\x00\x01\x02\xff" * 99])
def test_what_is_no_text_is_refused_in_one_sentence(
    folder: Path, shipped: Library, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "x.docx").write_bytes(content)
    status, out, err = call(capfd, "article", "revise", "x.docx")
    assert status not in (0, None)
    assert (out, len(err.strip().splitlines())) == ("", 1)
    assert shipped.article().version.number == 1


def test_a_text_that_somebody_has_not_saved_is_not_touched_by_a_command(
    folder: Path, shipped: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    begun = preferences.Draft("# T\n\nMine.", 1, "")
    preferences.keep_draft(shipped.engine, "ana", begun)
    (folder / "new.md").write_text("# T\n\nTheirs.", encoding="utf-8")
    assert call(capfd, "article", "revise", "new.md")[0] == 0
    assert preferences.draft(shipped.engine, "ana") == begun
