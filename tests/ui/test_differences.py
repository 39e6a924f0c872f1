"""Two references side by side: every word that differs is marked, and no other."""

import pytest
from hostile import HOSTILE
from hypothesis import given
from hypothesis import strategies as some
from visits import Reading

from evidence.ui import differences as d

LONG = "word " * 2000
TAGS = {"div", "table", "thead", "tbody", "tr", "th", "td", "mark", "span"}
ATTRIBUTES = {"class", "role", "aria-label", "tabindex", "scope", "data-side"}


def marked(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


PAIRS = [
    ("a word replaced", "acute pain", "chronic pain", ["acute"], ["chronic"]),
    ("a word added", "low back pain", "back pain", ["low"], []),
    ("only a full stop", "Pain.", "Pain", ["."], []),
    ("another case", "Ketamine in Pain", "Ketamine in pain", ["Pain"], ["pain"]),
    ("white space is no word", "back  pain", "back pain", [], []),
    ("neighbours are one mark", "a b c d", "a x y d", ["b c"], ["x y"]),
    ("the same", "one", "one", [], []),
    ("nothing there", "", "one two", [], ["one two"]),
    ("long texts by their ends", LONG + "a end", LONG + "b end", ["a"], ["b"]),
]


@pytest.mark.parametrize(("_what", "a", "b", "left", "right"), PAIRS, ids=[p[0] for p in PAIRS])
def test_words_that_differ_are_marked(
    _what: str, a: str, b: str, left: list[str], right: list[str]
) -> None:
    spans = d.word_spans(a, b)
    assert (marked(a, spans[0]), marked(b, spans[1])) == (left, right)


WORDS = some.lists(some.sampled_from(["pain", "Pain", "of", "ketamine", ",", "2020", "é"])).map(
    " ".join
)


@given(WORDS, WORDS)
def test_what_is_not_marked_is_the_same_in_both(a: str, b: str) -> None:
    def unmarked(text: str, spans: list[tuple[int, int]]) -> list[str]:
        for start, end in reversed(spans):
            text = f"{text[:start]} {text[end:]}"
        return d.WORDS.findall(text)

    left, right = d.word_spans(a, b)
    assert unmarked(a, left) == unmarked(b, right)
    assert left == sorted(left)


VALUES = [
    ([{"family": "Cohen", "given": "Ann"}, {"literal": "WHO"}], "Cohen, Ann; WHO"),
    ({"date-parts": [[2020, 3], [2021]]}, "2020-3/2021"),
    ({"literal": "in press"}, "in press"),
    ("<i>N</i>-methyl", "N-methyl"),
    (["a", "b"], "a; b"),
    (12, "12"),
    (None, ""),
    ([], ""),
]


@pytest.mark.parametrize(("value", "words"), VALUES)
def test_values_are_read_as_a_person_reads_them(value: object, words: str) -> None:
    assert d.value_text(value) == words


def test_fields_stand_in_the_order_of_a_reference_and_empty_ones_are_left_out() -> None:
    found = d.fields(
        [{"id": "a", "zzz": "1", "DOI": "", "title": "T"}, {"volume": "3", "title": "U"}]
    )
    assert [(one.name, one.values) for one in found] == [
        ("title", ("T", "U")),
        ("volume", ("", "3")),
        ("zzz", ("1", "")),
    ]
    assert [d.differs(one) for one in found] == [True, True, True]


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_tables_show_any_words_as_text(words: str) -> None:
    html = d.side_by_side([d.Difference(words, (words, "x", ""))], [words, "b", "c"])
    found = Reading(html)
    assert found.balanced
    assert {tag for tag, _ in found.tags} <= TAGS
    assert {name for _, attributes in found.tags for name in attributes} <= ATTRIBUTES


def test_each_column_is_marked_against_the_kept_one() -> None:
    html = d.side_by_side([d.Difference("title", ("a b", "a b", "a c"))], "ABC", against=1)
    assert html.count("<mark>") == 2
    assert '<td data-side="A">a b</td>' in html
    assert "a <mark>c</mark>" in html
