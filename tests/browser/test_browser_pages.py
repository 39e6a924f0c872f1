"""Every page on every screen: its width, its accessibility, nothing from elsewhere; in pictures."""

import re
from typing import Any

import pytest
from driving import SCREENS, Server, Windows, tab_in

ADDRESSES = {
    "read": "/",
    "estimates": "/?claim=duration-days-weeks",
    "claims": "/claims",
    "library": "/library",
    "reference": "/reference?key=cohen2018",
    "write": "/write",
    "versions": "/versions",
    "import": "/import",
    "duplicates": "/duplicates",
    "export": "/export",
    "history": "/history",
}
# Streamlit's own page looks for its server beside each address first.
STREAMLIT_ASKS = re.compile(r"status of 404")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = [
    ("desk", "light", tuple(ADDRESSES)),
    ("phone", "dark", tuple(ADDRESSES)),
    ("tablet", "dark", ("read", "claims", "reference")),
]


@pytest.fixture(scope="module")
def axe() -> Any:
    found = pytest.importorskip("axe_playwright_python.sync_playwright")
    return found.Axe()


@pytest.mark.parametrize(("screen", "scheme", "names"), LOOKS)
def test_every_page_is_accessible_fits_and_stays_at_home(
    windows: Windows, server: Server, axe: Any, screen: str, scheme: str, names: tuple[str, ...]
) -> None:
    tab = tab_in(windows[screen], server, scheme)
    wide = SCREENS[screen]["viewport"]["width"]
    problems = []
    for name in names:
        page = tab.open(ADDRESSES[name])
        if name == "estimates":
            page.locator(".ev-plot").first.scroll_into_view_if_needed()
            page.locator("canvas, svg.marks").first.wait_for()
        tab.picture(f"{name}_{screen}_{scheme}")
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > wide:
            problems.append(f"{name}: {needed} px wide")
        if not page.title().endswith("Evidence"):
            problems.append(f"{name}: titled {page.title()}")
        found = axe.run(page, options=RULES).response["violations"]
        problems += [
            f"{name}: {one['id']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
    problems += [line for line in tab.said if not STREAMLIT_ASKS.search(line)]
    problems += tab.elsewhere
    tab.page.close()
    assert problems == []
