"""Claims: all of them with their certainty, how far each part of the article is substantiated, their
wordings, other texts that make them, and the map of claims by designs."""

from datetime import date
from typing import Any

import streamlit as st

from evidence.errors import NotFound
from evidence.library import Library
from evidence.library import results as r
from evidence.library.reviewing import Rewording
from evidence.library.substantiating import ArticleSubstantiation
from evidence.ui import appraisal, cards, claiming, gaps, othertexts, show, substance, wordings
from evidence.ui.linking import said
from evidence.ui.session import kept
from evidence.ui.undoing import undoable


def details(lib: Library) -> list[r.ClaimDetail]:
    return [lib.claim(claim.slug) for claim in lib.claims()]


def asking(found: list[r.ClaimSummary]) -> None:
    """What asks for an editor: claims without a place, claims with other words."""
    lost = [claim.text for claim in found if claim.state == "orphaned"]
    other: tuple[Rewording, ...] = kept("reworded", (None,), lambda lib: lib.reworded())
    parts = []
    if lost:
        parts.append(
            show.plural(len(lost), "claim has", "claims have") + " no place in the article"
        )
    if other:
        parts.append(show.plural(len(other), "claim was", "claims were") + " reworded")
    if parts:
        words = " and ".join(parts)
        st.html(
            f'<p class="ev-unsure">{show.text(words[0].upper() + words[1:])}. '
            f"{show.to('write', 'Look at them in Write')}.</p>"
        )


def substantiated() -> ArticleSubstantiation | None:
    try:
        return kept("substantiation", (None, None), lambda lib: lib.substantiation())
    except NotFound:
        return None


def section(title: str, key: str, *, opened: bool = False) -> Any:
    """A part of the page that is made when it is opened."""
    return st.expander(title, key=key, on_change="rerun", expanded=opened)


def page() -> None:
    found = kept("details", (), details)
    claims = [detail.summary for detail in found]
    st.html(show.heading("Claims", "What the article says, and how far the evidence goes for it."))
    said()
    undoable("claims")
    stating = not found or bool(
        st.query_params.get("state") or st.session_state.get(claiming.ROUND)
    )
    with section("State a claim", "claims-state", opened=stating) as box:
        if box.open:
            claiming.section()
    if not found:
        st.html(
            show.empty(
                "There are no claims yet.",
                "State the first one above: a sentence of the article, or one of your own.",
            )
        )
        return
    asking(claims)
    st.html(cards.claim_table(claims, today=date.today()))
    if weak := gaps.weak(found):
        st.html(f'<h2 class="ev-sub">Where the evidence is weak</h2>{weak}')
    chosen = st.query_params.get("claim") or ""
    article = st.query_params.get("article") or ""
    with section("How far the article is substantiated, by paragraph", "claims-substance") as box:
        if box.open and (far := substantiated()) is not None:
            st.html(substance.table(far))
    with section("Wordings of a claim", "claims-wordings", opened=bool(chosen)) as box:
        if box.open:
            wordings.section(claims, chosen)
    opened = bool(article) or othertexts.LOOSE in st.session_state
    with section("Other texts that make these claims", "claims-texts", opened=opened) as box:
        if box.open:
            othertexts.section(claims, article)
    with section("Edit a claim, rate its certainty", "claims-edit") as box:
        if box.open:
            appraisal.section(found, chosen)
    st.html(
        '<h2 class="ev-sub">Evidence map</h2><p class="ev-small">Each mark is a study. An empty cell '
        "is a gap: no study of that design is linked to the claim.</p>"
    )
    st.html(gaps.evidence_map(found))


st.set_page_config(page_title="Claims – Evidence")
page()
