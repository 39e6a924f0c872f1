"""One step back for what a page has just done: a button below what was said about it."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import show
from evidence.ui.linking import say
from evidence.ui.session import library

LAST = "undoing_last"  # in the session: the page, and the change that it made last


def done(page: str, sentence: str) -> None:
    """Say what was done, and remember the change for `undoable`."""
    mine = next((one for one in library().history(limit=1) if one.who == library().who), None)
    st.session_state[LAST] = (page, mine.id) if mine else None
    say("done", sentence)


def undoable(page: str) -> None:
    """The button that takes back what this page did last."""
    last = st.session_state.get(LAST)
    if not last or last[0] != page:
        return
    if not st.button("Undo that", key=f"undo_last_{page}"):
        return
    st.session_state.pop(LAST)
    try:
        undone = library().undo(last[1])
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", f"{undone.label}.")
    st.rerun()
