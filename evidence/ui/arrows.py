"""Search results with the keyboard, and what a search found told to screen readers."""

import streamlit as st

from evidence.ui import ASSETS

_ARROWS = st.components.v2.component(
    "evidence_arrows",
    html='<div role="status"></div>\n',
    css="""[role=status] { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap; }
    """,
    js=(ASSETS / "arrows.js").read_text(encoding="utf-8"),
)


def arrow_keys(said: str) -> None:
    """Let the arrow keys move through what is in the container `results`; `said` is announced."""
    with st.container(key="ev_arrows", height=1, border=False, gap=None):
        _ARROWS(key="arrows", data={"said": said}, height=1)
