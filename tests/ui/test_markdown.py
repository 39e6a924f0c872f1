"""An article's Markdown as blocks of runs, and what its component is given to draw."""

import re
import time

import pytest
from hostile import HOSTILE, article, claim
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.library import results as r
from evidence.ui.markdown import Block, blocks
from evidence.ui.reader import payload, reading_order
from evidence.vocabulary import AnchorState

MARKUP = st.text(alphabet=st.sampled_from("ab *_`[](){}#>-+.1)!\\\n é"), max_size=120)
KINDS = {"p", "li", "quote", "h2", "h3", "h4"}


def read(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Blocks as (kind, [(words, style)])."""
    return [(b.kind, [(text[r.start : r.end], r.style) for r in b.runs]) for b in blocks(text)]


CASES = [
    ("", []),
    ("   \n\n  ", []),
    ("One line.", [("p", [("One line.", "")])]),
    ("One\ntwo.", [("p", [("One\ntwo.", "")])]),
    ("One.\n\nTwo.", [("p", [("One.", "")]), ("p", [("Two.", "")])]),
    ("# Top", [("h2", [("Top", "")])]),
    ("## Part\nWords.", [("h2", [("Part", "")]), ("p", [("Words.", "")])]),
    ("###### Deep", [("h4", [("Deep", "")])]),
    ("#not a heading", [("p", [("#not a heading", "")])]),
    ("- one\n- two", [("li", [("one", "")]), ("li", [("two", "")])]),
    ("1. one\n2) two", [("li", [("one", "")]), ("li", [("two", "")])]),
    ("> quoted", [("quote", [("quoted", "")])]),
    ("a *b* c", [("p", [("a ", ""), ("b", "em"), (" c", "")])]),
    ("a **b** c", [("p", [("a ", ""), ("b", "strong"), (" c", "")])]),
    ("a `b*c*` d", [("p", [("a ", ""), ("b*c*", "code"), (" d", "")])]),
    (
        "see [the trial](https://x.org/) now",
        [("p", [("see ", ""), ("the trial", ""), (" now", "")])],
    ),
    (r"5 \* 3", [("p", [("5 ", ""), ("*", ""), (" 3", "")])]),
    ("2 * 3 * 4", [("p", [("2 * 3 * 4", "")])]),
    ("snake_case_name", [("p", [("snake_case_name", "")])]),
    ("open *never closed", [("p", [("open *never closed", "")])]),
    ("<b>html</b>", [("p", [("<b>html</b>", "")])]),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_blocks_of_an_article(text: str, found: list) -> None:
    assert read(text) == found


@given(st.one_of(MARKUP, st.text(max_size=120)))
@settings(max_examples=200)
def test_runs_are_slices_in_order_and_lose_no_letter(text: str) -> None:
    found = blocks(text)
    here = 0
    for block in found:
        assert block.kind in KINDS
        for run in block.runs:
            assert here <= run.start < run.end <= len(text)
            assert run.style in ("", "em", "strong", "code")
            here = run.end
    kept = "".join(text[r.start : r.end] for b in found for r in b.runs)
    lists = re.sub(r"(?m)^\s{0,3}\d+[.)] +", "", text)  # numbers of lists are drawn by the browser
    links = re.sub(r"\]\([^()\s]{1,2000}\)", "]", lists)
    want = [sign for sign in links if sign.isalpha()]
    if "](" not in text:
        assert [sign for sign in kept if sign.isalpha()] == want


HUGE = {
    "stars": "*a " * 50_000,
    "brackets": "[" * 100_000,
    "strong": "**a " * 10_000,
    "backticks": "`a" * 50_000,
    "lines": "a\n" * 50_000,
    "hashes": "# " * 50_000,
    "blank lines": "\n \n" * 50_000,
    "spaces": " " * 200_000 + "a",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_hostile_markdown_takes_bounded_time(text: str) -> None:
    began = time.perf_counter()
    blocks(text)
    assert time.perf_counter() - began < 10


def mark(slug: str, start: int, end: int) -> r.Mark:
    return r.Mark(slug, start, end, AnchorState.ANCHORED)


def drawn(text: str, marks: list[r.Mark]) -> dict:
    slugs = dict.fromkeys(one.slug for one in marks)
    claims = tuple(claim("x", slug=slug) for slug in slugs)
    return payload(article("x", text, marks=tuple(marks), claims=claims))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_component_gets_data_as_values_only(words: str) -> None:
    text = f"Before {words} after."
    given_to = drawn(text, [mark("c", 0, 6)])
    pieces = [piece for block in given_to["blocks"] for piece in block["pieces"]]
    assert all(piece[1] in ("", "em", "strong", "code") for piece in pieces)
    assert all(block["kind"] in KINDS for block in given_to["blocks"])


@given(
    MARKUP,
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.integers(-1, 130), st.integers(-1, 130)), max_size=6
    ),
)
@settings(max_examples=200)
def test_marks_cut_the_text_and_never_change_it(
    text: str, places: list[tuple[str, int, int]]
) -> None:
    marks = [mark(slug, min(a, b), max(a, b)) for slug, a, b in places]
    given_to = drawn(text, marks)
    pieces = [piece for block in given_to["blocks"] for piece in block["pieces"]]
    plain = [piece for block in drawn(text, [])["blocks"] for piece in block["pieces"]]
    assert "".join(piece[0] for piece in pieces) == "".join(piece[0] for piece in plain)
    stops = [piece[2][0] for piece in pieces if piece[3]]
    assert len(stops) == len(set(stops))  # one tab stop for each claim
    assert set(stops) == {piece[2][0] for piece in pieces if piece[2]}
    assert all(slug in piece[2] for piece in pieces for slug in piece[4])


def test_nested_claims_stand_innermost_first() -> None:
    given_to = drawn("All of this and more.", [mark("outer", 0, 21), mark("inner", 7, 11)])
    (block,) = given_to["blocks"]
    assert [(piece[0], piece[2]) for piece in block["pieces"]] == [
        ("All of ", ["outer"]),
        ("this", ["inner", "outer"]),
        (" and more.", ["outer"]),
    ]


def test_claim_over_emphasis_has_its_number_at_its_end() -> None:
    text = "Pain *falls* quickly."
    (block,) = drawn(text, [mark("c", 0, len(text))])["blocks"]
    assert [(piece[1], piece[3], piece[4]) for piece in block["pieces"]] == [
        ("", True, []),
        ("em", False, []),
        ("", False, ["c"]),
    ]


def test_claims_are_numbered_as_a_reader_meets_them() -> None:
    claims = tuple(claim("x", slug=slug) for slug in ("lost", "late", "early"))
    marks = (mark("late", 9, 12), mark("early", 0, 3), mark("lost", -1, -1))
    view = article("x", "One two. Three four.", marks=marks, claims=claims)
    assert [one.slug for one in reading_order(view)] == ["early", "late", "lost"]
    assert payload(view)["claims"]["early"]["number"] == 1


def test_block_is_frozen() -> None:
    with pytest.raises(AttributeError):
        blocks("x")[0].kind = "h1"  # type: ignore[misc]
    assert isinstance(blocks("x")[0], Block)
