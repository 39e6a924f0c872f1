"""All that an editor does to one claim: what it says, how certain the evidence is, its links."""

import streamlit as st

from evidence.library import results as r
from evidence.ui import accepting, editing, rating


def forms(detail: r.ClaimDetail) -> None:
    """The folded forms of a claim."""
    editing.section(detail)
    rating.section(detail)
    accepting.section(detail)


def section(found: list[r.ClaimDetail], chosen: str) -> None:
    """Choose a claim, then its forms: also for one that the article does not say."""
    names = {detail.summary.slug: detail.summary.text for detail in found}
    slug = st.selectbox(
        "The claim",
        list(names),
        index=list(names).index(chosen) if chosen in names else 0,
        format_func=names.__getitem__,
        key=f"edit-of-{chosen}",
    )
    forms(next(detail for detail in found if detail.summary.slug == slug))
