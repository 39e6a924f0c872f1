"""Claims: all of them with their certainty, and the map of claims by designs."""

import streamlit as st

from evidence.library import Library
from evidence.library import results as r
from evidence.ui import cards, gaps, show
from evidence.ui.session import kept

st.set_page_config(page_title="Claims – Evidence")


def details(lib: Library) -> list[r.ClaimDetail]:
    return [lib.claim(claim.slug) for claim in lib.claims()]


found = kept("details", (), details)
st.html(show.heading("Claims", "What the article says, and how far the evidence goes for it."))
if not found:
    st.html(show.empty("There are no claims yet.", "A revised article brings them in."))
else:
    st.html(cards.claim_table([detail.summary for detail in found]))
    st.html(
        '<h2 class="ev-sub">Evidence map</h2><p class="ev-small">Each mark is a study. An empty cell '
        "is a gap: no study of that design is linked to the claim.</p>"
    )
    st.html(gaps.evidence_map(found))
