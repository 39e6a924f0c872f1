"""What a person likes and has begun: kept by owner, beside the library's history."""

import pytest

from evidence.library import Library, preferences
from evidence.library.preferences import Draft, Styles


def test_styles_are_starred_remembered_and_kept_apart_by_owner(library: Library) -> None:
    engine = library.engine
    assert preferences.styles(engine, "ana") == Styles()
    preferences.star(engine, "ana", "apa", on=True)
    preferences.star(engine, "ana", "nature", on=True)
    preferences.star(engine, "ana", "apa", on=True)
    preferences.used(engine, "ana", "bmj", locale="en-GB")
    assert preferences.styles(engine, "ana") == Styles(("nature", "apa"), ("bmj",), "en-GB")
    assert preferences.star(engine, "ana", "nature", on=False).favourites == ("apa",)
    assert preferences.styles(engine, "bo") == Styles()


def test_the_style_used_last_comes_first_and_few_are_remembered(library: Library) -> None:
    for number in (*range(9), 5):
        preferences.used(library.engine, "ana", f"style-{number}")
    recent = preferences.styles(library.engine, "ana").recent
    assert recent == ("style-5", "style-8", "style-7", "style-6", "style-4", "style-3")


@pytest.mark.parametrize("words", ["# T\n\nText – 1.3 % 𝛼\r\n", "", "x" * 100_000])
def test_a_draft_is_kept_word_for_word_and_let_go(library: Library, words: str) -> None:
    begun = Draft(words, 3, "Why")
    preferences.keep_draft(library.engine, "ana", Draft("earlier", 2))
    preferences.keep_draft(library.engine, "ana", begun)
    assert preferences.draft(library.engine, "ana") == begun
    assert preferences.draft(library.engine, "bo") is None
    preferences.keep_draft(library.engine, "ana", None)
    assert preferences.draft(library.engine, "ana") is None


def test_preferences_are_no_change_to_the_library(stocked: Library) -> None:
    state, before = stocked.state(), stocked.dump(history=True)
    preferences.keep_draft(stocked.engine, "ana", Draft("text", 1))
    preferences.used(stocked.engine, "ana", "apa")
    assert (stocked.state(), stocked.dump(history=True)) == (state, before)


def test_a_draft_without_end_is_not_kept(library: Library) -> None:
    preferences.keep_draft(library.engine, "ana", Draft("x" * 3_000_000, 1))
    assert preferences.draft(library.engine, "ana") is None
