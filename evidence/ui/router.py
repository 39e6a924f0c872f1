"""Links marked `data-nav` change the page without loading the app anew."""

import streamlit as st

from evidence.ui import ASSETS

_ROUTER = st.components.v2.component(
    "evidence_router", js=(ASSETS / "router.js").read_text(encoding="utf-8")
)


def router() -> None:
    """Mount the script once a page; without it the links still work as page loads."""
    with st.container(key="ev_router", height=1, border=False, gap=None):
        _ROUTER(key="router", height=1)
