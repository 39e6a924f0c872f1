"""Styles: found by what people call them, made whole, and checked when they are one's own."""

import time
from pathlib import Path

import pytest

from evidence.citing import catalogue, find_styles, read_style, resolve_style
from evidence.citing.styles import folder
from evidence.errors import BadInput, EvidenceError, NotFound, UnreadableFile

NAMES = {
    "new england journal of medicine": "the-new-england-journal-of-medicine",
    "New Englnd Jornal of Medcine": "the-new-england-journal-of-medicine",
    "NEJM": "the-new-england-journal-of-medicine",
    "0028-4793": "the-new-england-journal-of-medicine",
    "JAMA": "jama",
    "bmj": "bmj",
    "PNAS": "pnas",
    "apa": "apa",
    "The Lancet": "the-lancet",
    "vancouver": "nlm-citation-sequence",
    "nature": "nature",
    "Anesthesia & Analgesia": "anesthesia-and-analgesia",
    "european journal of pain": "european-journal-of-pain",
    "american-medical-association": "american-medical-association",
}


@pytest.mark.parametrize(("query", "style"), NAMES.items())
def test_a_style_is_found_first_by_what_people_call_it(query: str, style: str) -> None:
    assert find_styles(query, limit=3)[0].id == style


def test_a_query_is_quick_once_the_index_is_there(style_cache: Path) -> None:
    catalogue._index.cache_clear()  # other tests may have read it from another folder
    find_styles("pain")
    started = time.process_time()
    for query in NAMES:
        find_styles(query)
    assert (time.process_time() - started) / len(NAMES) < 0.15
    assert (style_cache / "evidence" / "styles.json").is_file()


def test_an_empty_query_offers_the_well_known_and_nonsense_nothing() -> None:
    assert find_styles("")[0].id == "american-medical-association"
    assert find_styles("   ", limit=4) == find_styles("", limit=4)
    assert find_styles("qqqq zzzz xxxx") == []


def test_an_entry_tells_what_the_style_is_like() -> None:
    jama = find_styles("jama")[0]
    assert jama.parent == "american-medical-association"
    assert jama.kind == "numeric"
    assert "0098-7484" in jama.issn
    assert "medicine" in jama.fields


RESOLVED = [
    ("jama", "jama", "en-US", "numeric", True),
    ("vancouver", "nlm-citation-sequence", None, "numeric", True),
    ("AMA", "american-medical-association", "en-US", "numeric", True),
    ("http://www.zotero.org/styles/bmj", "bmj", "en-GB", "numeric", True),
    ("the-lancet", "the-lancet", "en-GB", "numeric", True),
    ("apa", "apa", None, "author-date", True),
    ("oscola", "oscola", "en-GB", "note", True),
]


@pytest.mark.parametrize(("asked", "style", "locale", "kind", "listed"), RESOLVED)
def test_a_style_is_whole(
    asked: str, style: str, locale: str | None, kind: str, listed: bool
) -> None:
    resolved = resolve_style(asked)
    assert (resolved.id, resolved.locale, resolved.kind) == (style, locale, kind)
    assert resolved.has_bibliography == listed
    assert "<citation" in resolved.csl
    assert "<bibliography" in resolved.csl
    assert "<link" not in resolved.csl


def test_labels_without_names_get_them() -> None:
    """26 styles say `<names><label/></names>`, which pandoc prints as ", eds.Loscalzo J"."""
    from lxml import etree

    csl = resolve_style("nlm-citation-sequence").csl
    space = "{http://purl.org/net/xbiblio/csl}"
    for names in etree.fromstring(csl.encode()).iter(f"{space}names"):
        assert names.find(f"{space}label") is None or names.find(f"{space}name") is not None


def test_an_unknown_style_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        resolve_style("new-england-jurnal-of-medicine")
    assert "the-new-england-journal-of-medicine" in (caught.value.hint or "")


def test_the_language_is_the_asked_then_the_styles_then_the_documents() -> None:
    bmj, apa = resolve_style("bmj"), resolve_style("apa")
    assert bmj.locale_for("de-DE", "fr") == "de-DE"
    assert bmj.locale_for(None, "fr") == "en-GB"
    assert apa.locale_for(None, "fr") == "fr"
    assert apa.locale_for(None, "../../etc") == "en-US"
    with pytest.raises(BadInput):
        apa.locale_for("../../etc", "fr")


HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info>'
INFO = "<title>T</title><id>x</id><updated>2020-01-01T00:00:00+00:00</updated>"
REMOTE = '<link rel="independent-parent" href="http://127.0.0.1:9/p.csl"/>'
PARENT = '<link rel="independent-parent" href="http://www.zotero.org/styles/apa"/>'
RULES = '<citation><layout><text variable="title"/></layout></citation>'
BAD_FILES = {
    "an entity": f'<!DOCTYPE style [<!ENTITY a "b">]>{HEAD}{INFO}</info>{RULES}</style>',
    "a document type": f"<!doctype style SYSTEM 'http://127.0.0.1:9/'>{HEAD}{INFO}</info></style>",
    "not well formed": f"{HEAD}{INFO}",
    "another root": "<html><body/></html>",
    "a parent elsewhere": f"{HEAD}{INFO}{REMOTE}</info></style>",
    "no rules": f"{HEAD}{INFO}</info></style>",
    "no layout": f"{HEAD}{INFO}</info><citation/></style>",
    "nothing": "",
    "too deep": HEAD + "<a>" * 300 + "</a>" * 300 + "</info></style>",
    "too long": HEAD + " " * 1_100_000,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_style_file_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.csl"
    path.write_text(BAD_FILES[name], encoding="utf-8")
    with pytest.raises((BadInput, UnreadableFile)) as caught:
        resolve_style(str(path))
    assert caught.value.text.endswith(".")


def test_a_style_file_of_ones_own_is_used(tmp_path: Path) -> None:
    own, dependent = tmp_path / "own.csl", tmp_path / "dependent.csl"
    own.write_text(f"{HEAD}{INFO}{REMOTE}</info>{RULES}</style>", encoding="utf-8")
    dependent.write_text(f"{HEAD}{INFO}{PARENT}</info></style>", encoding="utf-8")
    assert "127.0.0.1" not in resolve_style(str(own)).csl
    assert not resolve_style(str(own)).has_bibliography
    assert resolve_style(str(dependent)).kind == "author-date"


@pytest.mark.parametrize("path", ["absent.csl", "../../../etc/passwd.csl", "\0.csl"])
def test_a_style_file_that_is_not_there(path: str) -> None:
    with pytest.raises(EvidenceError):
        resolve_style(path)


@pytest.mark.parametrize("style", ["../american-medical-association", "/etc/passwd", "a/b", ""])
def test_a_style_id_is_never_a_path(style: str) -> None:
    with pytest.raises(NotFound):
        resolve_style(style)


def test_every_parent_in_the_collection_is_there() -> None:
    files = sorted((folder() / "dependent").glob("*.csl"))[::400]
    assert len(files) > 10
    for path in files:
        assert "<citation" in resolve_style(path.stem).csl


ABBREVIATED = [
    ("N Engl J Med", "the-new-england-journal-of-medicine"),
    ("Ann Intern Med", "annals-of-internal-medicine"),
    ("Br J Anaesth", "british-journal-of-anaesthesia"),
    ("Dtsch Arztebl", "deutsches-arzteblatt"),
    ("J Pain", "the-journal-of-pain"),
]


@pytest.mark.parametrize(("query", "style"), ABBREVIATED)
def test_a_journal_is_found_by_its_abbreviation(query: str, style: str) -> None:
    assert find_styles(query, limit=1)[0].id == style


@pytest.mark.parametrize(("query", "field"), [("medicine", "medicine"), ("history", "history")])
def test_styles_of_a_field_follow_those_that_are_called_so(query: str, field: str) -> None:
    found = find_styles(query, limit=400)
    assert query in found[0].title.lower()
    assert sum(field in style.fields for style in found) > 100


OWN = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>T</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info>{}</style>"""


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ('<citation><layout><text macro="nope"/></layout></citation>', "the macro 'nope'"),
        ("<citation><layout/></citation>", "says nothing about how a citation looks"),
        ("<citation/>", "says nothing about how a citation looks"),
    ],
)
def test_a_style_without_rules_that_it_asks_for_is_refused(rules: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_style("own.csl", OWN.format(rules).encode())
