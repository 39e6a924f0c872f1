"""Versions and what differs between them, in the page and in the words that it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visits import OpenPage, Reading, html_of, text_of

from evidence.anchoring.comparing import changes
from evidence.library import Library
from evidence.ui import wording

ONSET = "relief comes within hours"


def revised(library: Library, *changes: tuple[str, str]) -> None:
    for number, (old, new) in enumerate(changes, 2):
        text = library.article().text
        assert old in text
        library.revise(text.replace(old, new), message=f"Change {number}")


def test_every_version_is_listed_with_who_and_why(
    open_page: OpenPage, app_library: Library
) -> None:
    revised(app_library, (ONSET, "relief came within hours"), ("exhausting", "tiring"))
    at = open_page("versions")
    shown = text_of(at)
    for words in ("Version 3: Change 3", "Version 2: Change 2", "Version 1", "ana"):
        assert words in shown
    hrefs = Reading(html_of(at)).hrefs
    assert {"/versions?from=2&to=3", "/versions?from=1&to=2", "/versions?from=1&to=3"} <= set(hrefs)


ADDRESSES = [
    ({"from": "1", "to": "2"}, {"removed: comes", "added: came"}, {"tiring"}),
    ({"from": "1", "to": "3"}, {"added: came", "added: tiring"}, set()),
    ({"from": "3", "to": "2"}, {"removed: tiring", "added: exhausting"}, {"added: came"}),
    ({}, {"removed: exhausting", "added: tiring"}, {"added: came"}),
    ({"from": "2", "to": "2"}, {"No word is different."}, {"added:"}),
    ({"from": "9", "to": "x"}, {"There is no version 9.", "There is no version x."}, set()),
    ({"from": "-1", "to": "²"}, {"There is no version -1.", "There is no version ²."}, set()),
]


@pytest.mark.parametrize(("query", "says", "never"), ADDRESSES)
def test_the_address_names_the_two_versions(
    open_page: OpenPage,
    app_library: Library,
    query: dict[str, str],
    says: set[str],
    never: set[str],
) -> None:
    revised(app_library, (ONSET, "relief came within hours"), ("exhausting", "tiring"))
    shown = text_of(open_page("versions", **query)).split("All versions")[0]
    assert all(words in shown for words in says)
    assert not any(words in shown for words in never)


def test_choosing_another_version_changes_the_address(
    open_page: OpenPage, app_library: Library
) -> None:
    revised(app_library, (ONSET, "relief came within hours"), ("exhausting", "tiring"))
    at = open_page("versions", **{"from": "2", "to": "3"})
    at.selectbox(key="from-2-3").select(1).run()
    assert at.query_params["from"] in ("1", ["1"])
    assert "From version 1 to version 3" in text_of(at)


def test_unchanged_paragraphs_are_folded(open_page: OpenPage, app_library: Library) -> None:
    revised(app_library, (ONSET, "relief came within hours"))
    found = Reading(html_of(open_page("versions")))
    assert [tag for tag, _ in found.tags].count("details") == 2
    assert "unchanged paragraphs" in found.text
    assert [tag for tag, _ in found.tags].count("ins") == 1


@pytest.mark.parametrize("page", ["history", "read"])
def test_history_and_the_article_lead_to_the_versions(open_page: OpenPage, page: str) -> None:
    assert "/versions" in Reading(html_of(open_page(page))).hrefs


TAGS = {"div", "p", "ins", "del", "span", "details", "summary"}
WORDS = st.text("ab <&\n¶.", max_size=80)


@given(old=WORDS, new=WORDS)
def test_both_texts_can_be_read_from_the_difference(old: str, new: str) -> None:
    parts = changes(old, new)
    for kind, text in (("added", old), ("removed", new)):
        assert "".join(words for one, words in wording.joined(parts) if one != kind) == text
        # Cut into paragraphs, nothing but empty space is lost; a changed empty line is a sign.
        cut = wording.paragraphs(parts)
        read = "".join(words for one in cut for name, words in one.parts if name != kind)
        assert read.replace("¶", "").split() == text.replace("¶", "").split() or "\n" in text
    html = wording.compared(parts)
    assert Reading(html).balanced
    assert {tag for tag, _ in Reading(html).tags} <= TAGS


def test_a_change_of_two_neighbouring_words_is_one_change() -> None:
    parts = changes("relief comes late", "relief may begin late")
    assert wording.joined(parts) == [
        ("same", "relief "),
        ("removed", "comes"),
        ("added", "may begin"),
        ("same", " late"),
    ]


def test_a_very_long_difference_is_cut_and_says_so() -> None:
    old = "\n\n".join(f"Paragraph {number} is here." for number in range(1500))
    parts = changes(old, old.replace("is here", "was there"))
    html = wording.compared(parts)
    assert html.count("ev-para") == wording.MOST_CHANGED
    assert "and 1,100 more changed paragraphs" in html
    same = wording.compared([("same", "x" * 100_000), ("same", "\n\n"), ("added", "y")])
    assert len(same) < 1_000
    assert "1 unchanged paragraph" in same
