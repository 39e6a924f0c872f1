"""The app: Streamlit pages over the library. `run()` is what `app.py` calls."""

from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
PAGES = Path(__file__).parent / "pages"


def run() -> None:
    """Draw the frame, then the page that the address names."""
    import streamlit as st

    from evidence.ui.frame import draw

    st.set_page_config(
        page_title="Evidence",
        page_icon=str(ASSETS / "mark.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    draw()
