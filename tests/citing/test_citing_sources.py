"""The article as a source: Markdown or LaTeX with its citations, and a bibliography file beside."""

import dataclasses
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from evidence.citing import ArticleDocument, CitedLink, render_article
from evidence.citing.pandoc import program
from evidence.errors import BadInput
from evidence.formats import bibtex
from evidence.vocabulary import Stance

AMA, APA, NOTES = "american-medical-association", "apa", "chicago-notes-bibliography"


def files_of(
    article: ArticleDocument, to: str, style: str = APA, **options: bool
) -> dict[str, str]:
    made = render_article(article, style=style, to=to, **options)
    assert (made.media_type, made.suffix) == ("application/zip", ".zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_markdown_keeps_its_citations_with_references_and_style(article: ArticleDocument) -> None:
    files = files_of(article, "md-source")
    assert set(files) == {"article.md", "references.json", "style.csl"}
    assert "*works by blocking the NMDA receptor* [@anis1983; @cohen2018" in files["article.md"]
    items = {item["id"]: item for item in json.loads(files["references.json"])}
    assert set(items) == {link.reference for claim in article.claims for link in claim.links}
    assert not any(name in item for item in items.values() for name in ("note", "custom"))


@pytest.mark.parametrize("style", [AMA, APA, NOTES])
def test_pandoc_makes_the_same_document_of_it(
    style: str, article: ArticleDocument, tmp_path: Path
) -> None:
    for name, words in files_of(article, "md-source", style).items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    command = [program(), "--citeproc", "article.md", "--to=plain", "--wrap=none"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    theirs = done.stdout.decode()
    ours = render_article(article, style=style, to="txt").content.decode()

    def citing(words: str) -> list[str]:
        part = words.partition("Ketamine works")[2] or words.partition("blocking")[2]
        return re.findall(r"\(.*?\)|\[\d+\]", part.partition("References")[0])

    assert len(citing(ours)) > 2
    assert citing(theirs) == citing(ours)
    for said in ("Berg", "Cohen", "McGraw-Hill"):
        assert theirs.count(said) == ours.count(said)


def test_latex_cites_by_command_from_a_file_beside_it(article: ArticleDocument) -> None:
    files = files_of(article, "tex-source", AMA)
    assert set(files) == {"article.tex", "references.bib"}
    assert "\\addbibresource{references.bib}" in files["article.tex"]
    assert "\\printbibliography" in files["article.tex"]
    assert "\\autocites{anis1983}[522-523]{cohen2018}" in files["article.tex"]
    cited = set(re.findall(r"[\w-]+", " ".join(re.findall(r"\{([\w,-]+)\}", files["article.tex"]))))
    records, messages = bibtex.read(files["references.bib"])[:2]
    keys = {record.key for record in records}
    assert not messages
    assert keys == {link.reference for claim in article.claims for link in claim.links}
    assert keys <= cited


@pytest.mark.parametrize("to", ["md-source", "tex-source"])
def test_what_was_retracted_says_so_in_its_title(to: str, article: ArticleDocument) -> None:
    files = files_of(article, to)
    listed = files.get("references.json") or files["references.bib"]
    assert len(re.findall(r"First report of the year \[Retracted\]", listed)) == 1
    assert listed.count("[Retracted]") == 1


HOSTILE = 'A *title* [@cohen2018] ![x](http://e/x) <b>b</b> $x$ \\input{y} "quoted": {#a}'


def test_a_hostile_title_stays_words(article: ArticleDocument, tmp_path: Path) -> None:
    claim = dataclasses.replace(
        article.claims[0], statement=HOSTILE, links=(CitedLink("=cmd [@x]", Stance.SUPPORTS),)
    )
    item = {**article.references["anis1983"], "id": "=cmd [@x]"}
    document = dataclasses.replace(
        article, title=HOSTILE, claims=(claim,), references={"=cmd [@x]": item}
    )
    for name, words in files_of(document, "md-source").items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    command = [program(), "--citeproc", "article.md", "--to=html", "--standalone"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    html = done.stdout.decode()
    assert "<img" not in html
    assert "<b>b</b>" not in html
    assert html.count("Anis") >= 2
    assert "A *title* [@cohen2018] ![x](http://e/x) &lt;b&gt;b&lt;/b&gt; $x$ \\input{y}" in html
    tex = files_of(document, "tex-source")["article.tex"]
    assert "\\input{y}" not in tex


@pytest.mark.parametrize("to", ["md-source", "tex-source"])
def test_the_same_article_gives_the_same_bytes(to: str, article: ArticleDocument) -> None:
    one, two = (render_article(article, style=APA, to=to, dissent=True).content for _ in range(2))
    assert one == two


def test_fields_and_comments_are_not_for_sources(article: ArticleDocument) -> None:
    with pytest.raises(BadInput):
        render_article(article, style=APA, to="md-source", comments=True)
