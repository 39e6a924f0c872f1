"""Hostile words stored in every field: each page shows them as text, no Markdown holds them."""

import itertools
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from hostile import HOSTILE
from streamlit.testing.v1 import AppTest
from visits import OpenPage, Reading, html_of, text_of

from evidence.library import DATABASE_VARIABLE, Library
from evidence.text import plain, safe_url, visible

WORDS = list(HOSTILE.values())
MARKER = "hostile words"
# Elements of Streamlit that read what they are given as Markdown.
MARKDOWN = (
    *("markdown", "title", "header", "subheader", "caption", "error", "warning", "info"),
    *("success", "toast", "exception", "latex", "metric", "button", "expander", "tab"),
    *("download_button", "radio", "checkbox", "text_input", "text_area", "selectbox"),
)
# The columns that hold somebody's words, by table.
COLUMNS = {
    "claim": ("text", "verdict", "reason", "scope", "watch_out"),
    "article": ("title",),
    "article_version": ("title", "author", "message"),
    "study": ("name", "design_detail", "n_text", "population", "intervention", "finding", "caveat"),
    "certainty_assessment": ("reasons", "override_reason"),
    "outcome": ("name", "population", "intervention", "comparator", "outcome", "timepoint"),
    "evidence_link": ("rationale", "author"),
    "effect": ("comparison", "measure", "scale", "timepoint", "outcome", "flag", "note"),
}
CSL = ("title", "container-title", "abstract", "note", "publisher", "volume", "page", "URL")


def poisoned(dump: dict[str, Any]) -> dict[str, Any]:
    """A library's dump with hostile words in every column of words."""
    tables, turn = dump["tables"], itertools.cycle(WORDS)
    for table, columns in COLUMNS.items():
        for row in tables[table]:
            for column in columns:
                row[column] = next(turn)
    for row in tables["article"]:
        row["about"] = {name: next(turn) for name in row["about"]}
    for row in tables["article_version"]:
        row["text"] += "\n\n" + "\n\n".join(WORDS)
    for row in tables["claim"]:
        row["gaps"] = WORDS
    for row in tables["certainty_assessment"]:
        if row["domains"]:
            row["domains"] = dict.fromkeys(WORDS, -1)
            row["explanations"] = dict.fromkeys(WORDS, "Why.")
    for row in tables["reference"]:
        row["csl"].update({name: f"{MARKER} {next(turn)}" for name in CSL})
        row["csl"]["author"] = [{"family": next(turn), "given": next(turn)}]
        row["title"], row["source_text"] = row["csl"]["title"], "\n".join(WORDS)
        tag = {"id": str(uuid.uuid4()), "reference_id": row["id"], "tag": next(turn)}
        tables["reference_tag"].append({**tag, "created_at": row["created_at"]})
    return dump


@pytest.fixture(scope="module")
def hostile_file(shipped_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in which every word is hostile."""
    shipped = Library.open(f"sqlite:///{shipped_file}")
    dump = poisoned(json.loads(shipped.dump()))
    shipped.close()
    path = tmp_path_factory.mktemp("hostile") / "library.db"
    library = Library.open(f"sqlite:///{path}", who=WORDS[1], create="empty")
    library.load(json.dumps(dump))
    for row, words in zip(library.references(limit=len(WORDS)).rows, WORDS, strict=True):
        library.add_note(row.key, words)
        for view in library.reference(row.key).links[:1]:
            library.edit_link(view.id, revision=view.revision, quote=words, locator=words)
    library.close()
    return path


@pytest.fixture
def app_library(
    hostile_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Library]:
    copy = tmp_path / "hostile.db"
    shutil.copy(hostile_file, copy)
    monkeypatch.setenv(DATABASE_VARIABLE, f"sqlite:///{copy}")
    opened = Library.open(f"sqlite:///{copy}")
    yield opened
    opened.close()
    streamlit.cache_resource.clear()


def check(at: AppTest, *shown: str) -> None:
    """The page is whole, holds nothing made from data but text, and shows these texts exactly."""
    assert not at.exception
    assert "Something went wrong" not in text_of(at)
    found = Reading(html_of(at))
    assert found.balanced
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"script", "iframe", "meta", "style", "svg", "img", "object", "form", "base"}
    for _, attributes in found.tags:
        assert not any(name.startswith("on") or name == "srcdoc" for name in attributes)
        assert "style" not in attributes
    for href in found.hrefs:
        inside = href.startswith("/") and not href.startswith("//")
        assert inside or safe_url(href) == href
    for words in shown:
        assert visible(words) in found.text
    for kind in MARKDOWN:
        for element in at.get(kind):
            for name in ("label", "help", "placeholder"):
                said = str(getattr(element, name, "") or "").replace("\\", "")
                assert MARKER not in said
                assert not any(words in said for words in WORDS), (kind, said)
            if kind in MARKDOWN[:13]:
                assert not any(words in str(element.value) for words in WORDS), kind


def test_article_and_every_claim_show_hostile_words_as_text(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page()
    check(at, app_library.article().title)
    for claim in app_library.claims():
        at.query_params["claim"] = claim.slug
        at.run()
        detail = app_library.claim(claim.slug)
        rationales = [view.rationale for view in detail.evidence]
        titles = [view.reference.title for view in detail.evidence]
        check(at, claim.text, claim.verdict, claim.reason, *detail.gaps, *rationales, *titles)


@pytest.mark.parametrize("page", ["claims", "library", "importing", "exporting", "history"])
def test_pages_show_hostile_words_as_text(
    open_page: OpenPage, app_library: Library, page: str
) -> None:
    shown = {
        "claims": [claim.text for claim in app_library.claims()],
        "library": [plain(row.title) for row in app_library.references(limit=25).rows],
        "history": [WORDS[1]],
    }
    check(open_page(page), *shown.get(page, ()))


def test_reference_pages_show_hostile_words_as_text(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page("reference", key="cohen2018")
    for row in app_library.references(limit=len(WORDS)).rows:
        at.query_params["key"] = row.key
        at.run()
        detail = app_library.reference(row.key)
        texts = [plain(detail.csl["title"]), plain(detail.csl["abstract"]), detail.csl["note"]]
        texts += [detail.notes[0].text, *detail.tags, *(view.claim_text for view in detail.links)]
        check(at, *texts)


def test_search_shows_hostile_words_as_text(open_page: OpenPage) -> None:
    at = open_page("library")
    for query in [MARKER, "script window", "alert", *WORDS[:6]]:
        at.text_input(key="q").set_value(query).run()
        check(at)
    at.text_input(key="q").set_value(MARKER).run()
    assert text_of(at).count(MARKER) > 20


def test_history_shows_hostile_words_as_text(open_page: OpenPage, app_library: Library) -> None:
    at = open_page("history")
    for change in app_library.history(limit=5):
        at.session_state[f"open-{change.id}"] = True
    at.run()
    check(at)
    assert WORDS[-1] in text_of(at)


def test_preview_of_an_import_shows_hostile_words_as_text(open_page: OpenPage) -> None:
    items = [
        {"id": f"new{place}", "type": "book", "title": words, "issued": {"date-parts": [[1990]]}}
        for place, words in enumerate(WORDS)
    ]
    at = open_page("importing")
    name = WORDS[1] + ".json"
    at.file_uploader(key="files").upload(name, json.dumps(items).encode()).run()
    check(at, name)
    at = open_page("importing")
    broken = "\n".join(f"@article{{{words}" for words in WORDS)
    at.text_area(key="pasted").set_value(broken).run()
    check(at)


def test_words_in_the_address_are_text(open_page: OpenPage) -> None:
    read, reference = open_page(), open_page("reference")
    for words in WORDS:
        read.query_params["claim"] = words
        check(read.run(), f"“{words}”")
        reference.query_params["key"] = words
        check(reference.run(), words)


def test_style_that_is_searched_for_is_text(open_page: OpenPage) -> None:
    at = open_page("exporting")
    for words in WORDS[:4]:
        at.text_input(key="style_query").set_value(f"zzqx {words}").run()
        check(at)
