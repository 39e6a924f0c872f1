"""Hostile words stored in every field: each page shows them as text, no Markdown holds them."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from hostile import MARKER, WORDS, fill_with_hostile_words
from streamlit.testing.v1 import AppTest
from visits import OpenPage, Reading, html_of, text_of

from evidence.library import DATABASE_VARIABLE, Library
from evidence.text import plain, safe_url, visible

# Elements of Streamlit that read what they are given as Markdown.
MARKDOWN = (
    *("markdown", "title", "header", "subheader", "caption", "error", "warning", "info"),
    *("success", "toast", "exception", "latex", "metric", "button", "expander", "tab"),
    *("download_button", "radio", "checkbox", "text_input", "text_area", "selectbox"),
)


@pytest.fixture(scope="module")
def hostile_file(shipped_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in which every word is hostile."""
    path = tmp_path_factory.mktemp("hostile") / "library.db"
    fill_with_hostile_words(path, shipped_file)
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


def test_article_and_claims_show_hostile_words_as_text(
    open_page: OpenPage, app_library: Library
) -> None:
    at = open_page()
    check(at, app_library.article().title)
    for claim in app_library.claims()[:4]:  # they differ in words only
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
