"""Claims whose words changed: what they were and are, and one step that says their evidence holds."""

import streamlit as st

from evidence.anchoring.comparing import changes
from evidence.errors import EvidenceError
from evidence.library.reviewing import Rewording
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


def unread(article: str, slug: str) -> str:
    """What a reader of a claim is told while nobody has read its evidence against its new words."""
    found: tuple[Rewording, ...] = kept(
        "reworded", (article,), lambda lib: lib.reworded(article=article)
    )
    shown = []
    for one in found:
        if one.slug != slug:
            continue
        changed = wording.marked(changes(one.was, one.now))
        shown.append(
            f'<div class="ev-gaps" role="note"><h3>The words changed in version {one.since}</h3>'
            "<p>Nobody has read the evidence against the new words yet.</p>"
            f'{_warned(one)}<p class="ev-words">{changed}</p>'
            f'<p class="ev-small">{show.to("write", "Look at it in Write")}</p></div>'
        )
    return "".join(shown)


def _warned(one: Rewording) -> str:
    if not one.differences:
        return ""
    return (
        f'<p class="ev-unsure">It says something else: {show.text("; ".join(one.differences))}</p>'
    )


def described(one: Rewording) -> str:
    """A reworded claim: its words before and now, and what leans on them."""
    changed = wording.marked(changes(one.was, one.now))
    leaning = show.plural(one.links, "link leans", "links lean")
    return (
        f"<li><h3>{show.to('read', one.claim, claim=one.slug)}</h3>"
        f'<p class="ev-small">Reworded in version {one.since}; {leaning} on it.</p>{_warned(one)}'
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
