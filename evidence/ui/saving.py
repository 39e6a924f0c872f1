"""Searches kept under a name: save the present one, open one, forget one."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.ui import facets, show
from evidence.ui.linking import claim_name, say
from evidence.ui.session import kept, library


def saved_searches(query: str) -> None:
    """What is saved, and a form to save the search on the page; drawn once somebody opens it."""
    # A popover stands outside the app's own element, where its colours do not reach.
    label = "Save this search" if query.strip() else "Saved searches"
    with st.expander(label, key="saved", on_change="rerun", type="compact") as box:
        if not box.open:
            return
        if query.strip():
            _form(query)
        found = kept("saved", (), lambda lib: lib.saved_searches())
        if not found:
            st.html(
                show.empty(
                    "No search is saved yet.",
                    "Save one to find it here, and to send its address to others.",
                )
            )
            return
        st.html('<h2 class="ev-sub">Saved searches</h2>' + facets.saved(found))
        # Names are anything; a widget's words are letters and numbers only (see `claim_name`).
        chosen = st.selectbox(
            "Forget one",
            range(len(found)),
            index=None,
            format_func=lambda place: f"{place + 1}. {claim_name(found[place].name)}",
            key="forget_name",
        )
        if chosen is not None:
            st.button("Forget it", key="forget", on_click=_forget, args=(found[chosen].name,))


def _form(query: str) -> None:
    with st.form(key="save_search", border=False):
        name = st.text_input("Name", key="save_name", max_chars=80, placeholder="Trials since 2015")
        sent = st.form_submit_button("Save", type="primary")
    if not sent:
        return
    try:
        kept_search = library().save_search(name, query)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", f"Saved as “{kept_search.name}”.")
    st.rerun()


def _forget(name: str) -> None:
    try:
        gone = library().forget_search(name)
        st.session_state["forget_name"] = None
        say("done", f"“{gone}” was forgotten. History can bring it back.")
    except EvidenceError as problem:
        say("problem", problem.text, problem.hint)
