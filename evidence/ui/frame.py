"""The frame around every page: styles, navigation, errors in plain words."""

import gc
import logging
import uuid

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import ASSETS, PAGES, show, signing
from evidence.ui.router import router

log = logging.getLogger("evidence.ui")

# file, title, address, icon, in the menu
SITE = (
    ("read.py", "Read", "read", True),
    ("claims.py", "Claims", "claims", True),
    ("library.py", "Library", "library", True),
    ("writing.py", "Write", "write", True),
    ("importing.py", "Import", "import", True),
    ("duplicates.py", "Duplicates", "duplicates", True),
    ("exporting.py", "Export", "export", True),
    ("history.py", "History", "history", True),
    ("reference.py", "Reference", "reference", False),
    ("versions.py", "Versions", "versions", False),
)


_SETTLED: set[str] = set()


def settle(page: str) -> None:
    """Take what the first run of a page has loaded for good out of the garbage collector's sight.

    Streamlit collects all garbage after every run of a page: 115 ms of processor time to look
    through the same modules and tables again, 3 ms without them.
    """
    if page not in _SETTLED:
        _SETTLED.add(page)
        gc.collect()
        gc.freeze()


def draw() -> None:
    """Draw navigation and the chosen page; whatever fails is said in one sentence."""
    st.html(ASSETS / "tokens.css")
    st.html(ASSETS / "app.css")
    pages = [
        st.Page(
            PAGES / file,
            title=title,
            url_path=address,
            default=address == "read",
            visibility="visible" if listed else "hidden",
        )
        for file, title, address, listed in SITE
    ]
    page = st.navigation(pages, position="hidden")
    told = signing.asked()
    if told:
        st.html(show.masthead([], ""))
        st.html(show.empty(*told))
        st.button("Sign in", type="primary", key="sign_in", on_click=st.login)
        st.html(show.footer())
        return
    st.html(show.masthead([entry for entry in SITE if entry[3]], page.url_path or "read"))
    with st.container(key="page_body"):
        try:
            page.run()
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))
        except Exception:
            number = uuid.uuid4().hex[:8]
            log.exception("page %s failed (%s)", page.url_path, number)
            st.html(
                show.problem(
                    "Something went wrong on this page, and nothing was changed.",
                    f"Load it again. If it stays, report the number {number}.",
                )
            )
    st.html(show.footer())
    if signing.configured():
        st.button("Sign out", key="sign_out", type="tertiary", on_click=st.logout)
    router()
    settle(page.url_path)
