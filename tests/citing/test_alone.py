"""A reference by itself, as a reader copies it."""

import pytest

from evidence.citing import format_alone
from evidence.errors import NotFound


def paper(key: str, family: str, title: str) -> dict:
    return {
        "id": key,
        "type": "article-journal",
        "title": title,
        "author": [{"family": family, "given": "Ann"}],
        "issued": {"date-parts": [[2019]]},
        "container-title": "Pain",
    }


TWO = [paper("a", "Doe", "Ketamine & <b>pain</b>"), paper("b", "Doe", "Ketamine again")]


@pytest.mark.parametrize(
    ("style", "begins"),
    [("american-medical-association", "Doe A. Ketamine"), ("apa", "Doe, A. (2019). Ketamine")],
)
def test_no_number_and_no_letter_of_a_year(style: str, begins: str) -> None:
    made = format_alone(TWO, style=style)
    assert list(made) == ["a", "b"]
    assert all(entry.text.startswith(begins) for entry in made.values())


def test_what_stands_in_a_title_is_text() -> None:
    html = format_alone(TWO, style="apa")["a"].html
    assert "Ketamine &amp; " in html
    assert "<script" not in html


def test_only_what_changed_is_made_again() -> None:
    first = format_alone(TWO, style="nature")
    edited = [TWO[0], paper("b", "Doe", "Ketamine once more")]
    second = format_alone(edited, style="nature")
    assert second["a"] is first["a"]
    assert "once more" in second["b"].text


def test_an_unknown_style_is_an_error() -> None:
    with pytest.raises(NotFound):
        format_alone(TWO, style="no-such-style-anywhere")
