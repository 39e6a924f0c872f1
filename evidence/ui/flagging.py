"""Editorial flags in a claim's panel: what is open, raising one, resolving one."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.flags import FlagView, word_of
from evidence.ui import cards, show
from evidence.ui.linking import say
from evidence.ui.session import kept, library
from evidence.vocabulary import Flag

WHOLE = "The claim itself"


def section(detail: r.ClaimDetail) -> None:
    """The flags of a claim and of its links, and a folded form for editors."""
    slug = detail.summary.slug
    found = kept("flags", (slug,), lambda lib: lib.flags(slug))
    if found:
        st.html(cards.flags(found))
    with st.expander("Flag this claim for editors", key=f"flags-{slug}", on_change="rerun") as box:
        if box.open:
            _raise(detail)
            for one in found:
                if one.resolved_at is None:
                    _resolve(one)


def _raise(detail: r.ClaimDetail) -> None:
    slug = detail.summary.slug
    rounds = f"flag-rounds-{slug}"
    prefix = f"flag-{slug}-{st.session_state.setdefault(rounds, 0)}"
    places = {WHOLE: None} | {
        f"{view.reference.key}, {view.stance.value}": view for view in detail.evidence
    }
    with st.form(key=prefix, border=False):
        kind = st.selectbox("Flag", list(Flag), format_func=word_of, key=f"{prefix}-kind")
        place = st.selectbox("On", list(places), key=f"{prefix}-place")
        reason = st.text_area("Reason", key=f"{prefix}-reason")
        sent = st.form_submit_button("Flag", key=f"{prefix}-send")
    if not sent or kind is None or place is None:
        return
    view = places[place]
    try:
        library().flag(
            slug,
            kind,
            reason=reason,
            reference=view.reference.key if view else None,
            stance=view.stance if view else None,
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state[rounds] += 1
    say("done", f"Flagged: {word_of(kind).lower()}.")
    st.rerun()


def _resolve(one: FlagView) -> None:
    with st.form(key=f"resolve-{one.id}", border=False):
        words = st.text_input(
            f"How “{word_of(one.kind).lower()}” was resolved", key=f"resolve-{one.id}-words"
        )
        sent = st.form_submit_button("Resolve", key=f"resolve-{one.id}-send")
    if not sent:
        return
    try:
        library().resolve_flag(one.id, words)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", "The flag was resolved. It is kept with its resolution.")
    st.rerun()
