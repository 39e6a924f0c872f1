"""A claim's wordings on its page: what it is said as, another one, and sentences that say it."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.proposing import WORDING_CHARS
from evidence.ui import show
from evidence.ui.linking import say
from evidence.ui.session import kept, library
from evidence.ui.undoing import done

BUTTON_SIGNS = 40


def section(claims: list[r.ClaimSummary], chosen: str) -> None:
    """Choose a claim; see, add and remove its wordings."""
    names = {claim.slug: claim.text for claim in claims}
    slug = st.selectbox(
        "Claim",
        list(names),
        index=list(names).index(chosen) if chosen in names else 0,
        format_func=names.__getitem__,
        key=f"wordings-of-{chosen}",
    )
    if slug is None:
        return
    detail = kept("claim", (slug,), lambda lib: lib.claim(slug))
    st.html(_said_as(detail))
    for number, words in enumerate(detail.wordings):
        if st.button(f"Remove wording {number + 1}", key=f"wording-remove-{slug}-{number}"):
            _remove(slug, words)
    _add(slug)


def _said_as(detail: r.ClaimDetail) -> str:
    """The claim's text, its other wordings, and how the article says it."""
    others = "".join(
        f"<li value='{number}'>{show.text(words)}</li>"
        for number, words in enumerate(detail.wordings, 1)
    )
    placed = "".join(
        f"<li>{show.text(anchor.exact)}{_looked_at(anchor)}</li>"
        for anchor in detail.anchors
        if anchor.start >= 0
    )
    shown = f'<p class="ev-words">{show.text(detail.summary.text)}</p>'
    if others:
        shown += f'<p class="ev-small">Other wordings</p><ol class="ev-places">{others}</ol>'
    else:
        shown += '<p class="ev-small">It has no other wording yet.</p>'
    if placed:
        shown += f'<p class="ev-small">In the article</p><ul class="ev-places">{placed}</ul>'
    return shown


def _looked_at(anchor: r.AnchorView) -> str:
    if not anchor.reviewed_by:
        return ""
    day = (anchor.reviewed_at or "")[:10]
    return (
        f' <span class="ev-small">(looked at by {show.text(anchor.reviewed_by)}'
        f"{f' on {show.text(day)}' if day else ''}: its evidence holds)</span>"
    )


def _remove(slug: str, words: str) -> None:
    try:
        library().remove_wording(slug, words)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    done("claims", f"“{words[:BUTTON_SIGNS]}” is no wording of the claim any more.")
    st.rerun()


def _add(slug: str) -> None:
    rounds = f"wording-rounds-{slug}"
    prefix = f"wording-{slug}-{st.session_state.setdefault(rounds, 0)}"
    with st.form(key=prefix, border=False):
        words = st.text_area(
            "Another way of saying it",
            key=f"{prefix}-words",
            height=80,
            max_chars=WORDING_CHARS,
            placeholder="A sentence, as an article would say it.",
        )
        sent = st.form_submit_button("Add this wording", key=f"{prefix}-send")
    if not sent:
        return
    try:
        added = library().add_wording(slug, words or "")
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state[rounds] += 1
    where = f"The article says it in {show.plural(added.places, 'place')}." if added.places else ""
    if added.differences:
        say(
            "problem",
            f"The wording was added, but it may say something else: {'; '.join(added.differences)}.",
            "Undo it in History if it does.",
        )
    else:
        done("claims", f"The claim has another wording. {where}".strip())
    st.rerun()
