"""What may bear on a claim: references that share its words, each to link or to put away.

Nothing is asked of the library before somebody opens it: choosing a claim stays as fast as it is.
"""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.ui import cards, show
from evidence.ui.linking import claim_name, say
from evidence.ui.session import library
from evidence.vocabulary import Stance

SHOWN = 8
# In the session: what was put away last, as (claim, key, change); what is being linked.
DISMISSED = "dismissed"
ACCEPTING = "accepting"


def card(one: r.SuggestionView) -> str:
    """A suggested reference and why it is suggested."""
    who = f"{one.authors or 'No author'} {one.year or 'n.d.'}"
    newer = '<span class="ev-newer">Newer than what is linked</span>' if one.newer else ""
    why = "".join(f"<li>{show.text(word)}</li>" for word in one.why)
    return (
        f'<div class="ev-card"><h4>{show.to("reference", who, key=one.key)}{newer}{cards.notices(one.notices)}</h4>'
        f'<p class="ev-src">{show.text(one.title)}</p>'
        f'<div class="ev-shares"><span>Shares</span><ul>{why}</ul></div></div>'
    )


def suggestions(slug: str) -> None:
    """A folded list of what may bear on a claim."""
    with st.expander(
        "What else may bear on this claim", key=f"suggest-{slug}", on_change="rerun"
    ) as box:
        if box.open:
            _undoable(slug)
            _list(slug)


def _list(slug: str) -> None:
    found = library().suggest(slug, limit=SHOWN)
    if not found:
        st.html(
            show.empty(
                "Nothing else in the library shares this claim's words.",
                "Import newer studies, and look here again.",
            )
        )
        return
    st.html(
        '<p class="ev-small">Not linked to this claim, but alike in words; the most alike first. '
        "Whether it bears on the claim, and how, is for you to say.</p>"
    )
    for one in found:
        name = claim_name(one.key)
        with st.container(key=f"suggested-{slug}-{one.key}", gap="xsmall"):
            st.html(card(one))
            if st.session_state.get(ACCEPTING) == (slug, one.key):
                _accept(slug, one)
                continue
            with st.container(horizontal=True, gap="small"):
                st.button(
                    f"Link {name}",
                    key=f"accept-{slug}-{one.key}",
                    on_click=_choose,
                    args=((slug, one.key),),
                )
                st.button(
                    f"Dismiss {name}",
                    key=f"dismiss-{slug}-{one.key}",
                    type="tertiary",
                    on_click=_dismiss,
                    args=(slug, one.key),
                )


def _accept(slug: str, one: r.SuggestionView) -> None:
    """What the study does to the claim, and its finding: then it is linked."""
    with st.form(key=f"accept-form-{slug}-{one.key}", border=False):
        stance = st.radio(
            "Stance",
            list(Stance),
            index=None,
            format_func=lambda word: word.word,
            captions=[word.meaning for word in Stance],
            key=f"accept-stance-{slug}-{one.key}",
        )
        rationale = st.text_area(
            "Rationale",
            key=f"accept-rationale-{slug}-{one.key}",
            placeholder="The finding, for this claim.",
        )
        with st.container(horizontal=True, gap="small"):
            sent = st.form_submit_button("Link", type="primary")
            st.form_submit_button("Cancel", type="tertiary", on_click=_choose, args=(None,))
    if not sent:
        return
    if stance is None:
        st.html(show.problem("Choose a stance: what the study does to the claim."))
        return
    try:
        made = library().link(slug, one.key, stance=stance, rationale=rationale)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    _choose(None)
    say("done", f"{made.reference.key} now {made.stance} “{made.claim_text}”.")
    st.rerun()


def _choose(wanted: tuple[str, str] | None) -> None:
    """Which suggestion is being linked: (claim, key)."""
    st.session_state[ACCEPTING] = wanted


def _dismiss(slug: str, key: str) -> None:
    try:
        st.session_state[DISMISSED] = (slug, key, library().dismiss_suggestion(slug, key))
    except EvidenceError as problem:
        say("problem", problem.text, problem.hint)


def _undoable(slug: str) -> None:
    """The last one that was put away, until the next one is, and a way back."""
    of, key, change = st.session_state.get(DISMISSED, ("", "", ""))
    if of != slug:
        return
    st.html(show.done(f"{key} is not suggested for this claim any more."))
    st.button("Undo", key=f"undo-dismiss-{slug}", on_click=_bring_back, args=(change,))


def _bring_back(change: str) -> None:
    st.session_state.pop(DISMISSED, None)
    try:
        library().undo(change)
    except EvidenceError as problem:
        say("problem", problem.text, problem.hint)
