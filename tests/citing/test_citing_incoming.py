"""A Word document of ours that comes back gives the text alone; the rest is made anew."""

import dataclasses
import io
import re
import zipfile
from typing import Any

import pytest
from docx import Document

from evidence.citing import ArticleDocument, incoming, render_article

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"
# Of numbers, raised or in brackets; of authors and years; of notes.
STYLES = (AMA, "nature", "bmj", "nlm-citation-sequence", APA, NOTES)
EVERYTHING = {
    "live_citations": True, "comments": True, "dissent": True, "mark_missing": True,
}  # fmt: skip


def back(article: ArticleDocument, style: str, **options: Any) -> str:
    made = render_article(article, style=style, to="docx", **options)
    return incoming.markdown("a.docx", made.content)


@pytest.fixture(scope="module")
def bare(article: ArticleDocument) -> str:
    """The article's Markdown as Word gives it back where nothing was ever cited."""
    document = Document()
    document.save(made := io.BytesIO())
    assert incoming.markdown("empty.docx", made.getvalue()).strip() == ""
    return back(dataclasses.replace(article, claims=()), AMA)


@pytest.mark.parametrize("options", [{}, EVERYTHING], ids=["plain", "everything"])
@pytest.mark.parametrize("style", STYLES)
def test_citations_lists_and_sections_of_ours_stay_behind(
    style: str, options: dict[str, bool], article: ArticleDocument, bare: str
) -> None:
    assert back(article, style, **options) == bare
    assert bare.startswith("# Ketamine & ")
    assert "References" not in bare
    assert "not medical advice" not in bare


def edited(content: bytes, **changes: tuple[str, str]) -> bytes:
    """The document after somebody changed words in its body."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                for before, after in changes.values():
                    assert before.encode() in data, before
                    data = data.replace(before.encode(), after.encode(), 1)
            new.writestr(name, data)
    return made.getvalue()


def test_what_was_written_since_is_kept(article: ArticleDocument) -> None:
    made = render_article(article, style=AMA, to="docx")
    content = edited(made.content, words=("Relief can come", "Relief may, some say, come"))
    assert "Relief may, some say, come within hours.\n" in incoming.markdown("a.docx", content)


def test_what_follows_our_sections_is_kept(article: ArticleDocument) -> None:
    made = render_article(article, style=AMA, to="docx")
    section = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Thanks</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>To those who read it.</w:t></w:r></w:p>"
    )
    content = edited(made.content, words=("<w:sectPr", f"{section}<w:sectPr"))
    assert (
        incoming.markdown("a.docx", content).rstrip().endswith("## Thanks\n\nTo those who read it.")
    )


def test_notes_and_references_of_the_author_are_kept(article: ArticleDocument) -> None:
    text = f"{article.text}\n\n## References\n\nA list of one's own.[^a]\n\n[^a]: A note.\n"
    document = dataclasses.replace(article, text=text)
    words = back(document, NOTES)
    assert "References\n\nA list of one's own.[^1]" in words.replace("’", "'")
    assert re.search(r"\[\^1\]: A note\.\s*$", words)
    assert "[^2]" not in words


def test_a_document_of_others_keeps_its_citations() -> None:
    document = Document()
    document.add_paragraph("Ketamine relieves pain (Berg 2020).")
    document.add_heading("References", level=1)
    document.add_paragraph("Berg A. Ketamine. Pain 2020.")
    document.save(made := io.BytesIO())
    words = incoming.markdown("a.docx", made.getvalue())
    assert "(Berg 2020)" in words
    assert "Berg A. Ketamine. Pain 2020." in words
