"""Claims whose words changed: what they were and are, and one step that says their evidence holds."""

import streamlit as st

from evidence.anchoring.comparing import changes
from evidence.errors import EvidenceError
from evidence.library.repairing import Rewording
from evidence.ui import show, wording
from evidence.ui.linking import claim_name
from evidence.ui.session import kept, library
from evidence.ui.undoing import done


def rewordings(*, page: str, article: str | None = None) -> None:
    """The claims of an article that ask to be looked at, each with its button."""
    found: tuple[Rewording, ...] = kept(
        "reworded", (article,), lambda lib: lib.reworded(article=article)
    )
    if not found:
        return
    asks = show.plural(len(found), "claim asks", "claims ask")
    st.html(
        f'<h3 class="ev-group">{asks} to be looked at</h3>'
        '<p class="ev-small">Their words changed and their links stayed. Read the evidence against '
        "the new words; your name and the date are kept with it.</p>"
    )
    for one in found:
        with st.container(key=f"orphan-look-{article or ''}-{one.slug}", border=True):
            st.html(f'<ul class="ev-fates">{described(one)}</ul>')
            if st.button(
                f"I looked at it, it still holds: {claim_name(one.slug)}",
                key=f"holds-{article or ''}-{one.slug}",
            ):
                _holds(one, page, article)


def described(one: Rewording) -> str:
    """A reworded claim: its words before and now, and what leans on them."""
    warned = (
        f'<p class="ev-unsure">It says something else: {show.text("; ".join(one.differences))}</p>'
        if one.differences
        else ""
    )
    changed = wording.marked(changes(one.was, one.now))
    leaning = show.plural(one.links, "link leans", "links lean")
    return (
        f"<li><h3>{show.to('read', one.claim, claim=one.slug)}</h3>"
        f'<p class="ev-small">Reworded in version {one.since}; {leaning} on it.</p>{warned}'
        f'<p class="ev-words">{changed}</p></li>'
    )


def _holds(one: Rewording, page: str, article: str | None) -> None:
    try:
        library().review_claim(one.slug, version=one.version, article=article)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    done(page, f"“{one.claim}” was looked at: its evidence holds for the new words.")
    st.rerun()
