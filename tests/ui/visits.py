"""What tests of pages share: how a page is opened, and what it shows."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

import evidence.ui

APP = Path(__file__).resolve().parents[2] / "app.py"
PAGES = Path(evidence.ui.__file__).parent / "pages"  # installed or not
OpenPage = Callable[..., AppTest]
VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})


class Reading(HTMLParser):
    """HTML as a browser reads it: its text, and each tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.balanced = True
        self.feed(html)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.balanced = False

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def hrefs(self) -> list[str]:
        return [attrs["href"] for _, attrs in self.tags if "href" in attrs]


def html_of(at: AppTest) -> str:
    """All HTML that a page shows, without the style sheets."""
    return "\n".join(element.value for element in at.html if "<style" not in element.value)


def text_of(at: AppTest) -> str:
    """What a reader of the page's HTML reads."""
    return Reading(html_of(at)).text


def payload(at: AppTest) -> dict[str, Any]:
    """What the article's component was given."""
    given: dict[str, Any] = json.loads(at.get("bidi_component")[0].proto.json)
    return given


def press(at: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in at.button if button.label == label).click().run()


def fill(at: AppTest, label: str, value: str) -> None:
    """Write into the field with this label."""
    field = next(one for one in [*at.text_input, *at.text_area] if one.label == label)
    field.set_value(value)
