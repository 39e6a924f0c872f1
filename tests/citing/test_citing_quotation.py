"""Typewriter marks in titles and names as print has them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citing import blocks, format_references
from evidence.citing.quotation import apostrophes, quoted

MARKS = {
    "O'Connell": "O’Connell",
    "patients' pain in 't Hooft": "patients’ pain in ’t Hooft",
    "the '90s": "the ’90s",
    "5'-nucleotidase and a 5\" needle": "5'-nucleotidase and a 5\" needle",
    'a guide to "significant" results': "a guide to “significant” results",
    "the 'wild west' of pain": "the ‘wild west’ of pain",
    "an \"inner 'quotation'\" here": "an “inner ‘quotation’” here",
    'an "open quotation': 'an "open quotation',
    'two "a" and ("b")': "two “a” and (“b”)",
    '\'tis "so"': "’tis “so”",
}


@pytest.mark.parametrize(("typed", "printed"), MARKS.items())
def test_marks_become_those_of_print(typed: str, printed: str) -> None:
    assert blocks.text_of(quoted(typed)) == printed


@given(st.text(alphabet="ab5 '\"“”(-", max_size=60))
def test_only_marks_change(typed: str) -> None:
    words = "".join(c for c in blocks.text_of(quoted(typed)) if c not in "'\"“”‘’")
    assert words.split() == "".join(c for c in typed if c not in "'\"“”").split()
    assert len(apostrophes(typed)) == len(typed)


def test_many_marks_take_no_longer_than_they_are_long() -> None:
    assert blocks.text_of(quoted('"a" ' * 20_000)).count("“") == 20_000
    assert quoted("\"'" * 20_000)


ITEM: dict[str, Any] = {
    "id": "a",
    "type": "article-journal",
    "title": 'Clinics are a "wild west"',
    "author": [{"family": "Zarate", "given": "Carlos A.", "suffix": "Jr."}],
    "container-title": "ClinicalTrials.gov",
    "volume": "3",
    "issue": "Suppl 3",
    "issued": {"date-parts": [[2020]]},
}
RULES = [
    ("american-medical-association", "a “wild west.” ", "a stop stands within the marks"),
    ("nature", "a ‘wild west’. ", "marks are those of the style's language"),
    ("ieee", "a ‘wild west,’”", "marks within marks are the inner ones"),
    ("modern-language-association", "no. Suppl 3", "one supplement is not several"),
    ("american-medical-association", "Zarate CA Jr. Clin", "one stop after Jr"),
    ("nlm-citation-sequence", "Zarate CA Jr. Clin", "one stop after Jr"),
    ("apa", "Zarate, C. A., Jr. (2020)", "Jr. keeps its stop where initials have theirs"),
    ("pain", "ClinicalTrials.gov", "a stop within a word is no abbreviation's"),
]


@pytest.mark.parametrize(("style", "part", "rule"), RULES, ids=[f"{r[0]}: {r[2]}" for r in RULES])
def test_what_a_style_makes_of_marks_and_stops(style: str, part: str, rule: str) -> None:
    assert part in format_references([ITEM], style=style)["a"].text, rule


def test_words_in_brackets_stand_though_the_variables_around_them_are_absent() -> None:
    item = {"id": "a", "type": "thesis", "title": "T", "URL": "https://example.org/t"}
    text = format_references([item], style="ieee")["a"].text
    assert "[Online]. Available: https://example.org/t" in text
