"""All that an editor does to one claim: what it says, how certain the evidence is, its links.

One folded part with a choice in it: each folded part costs every run of the page.
"""

from collections.abc import Callable

import streamlit as st

from evidence.library import results as r
from evidence.ui import accepting, editing, rating

PARTS: dict[str, tuple[str, Callable[[r.ClaimDetail], None]]] = {
    "claim": ("The claim", editing.form),
    "certainty": ("Its certainty", rating.form),
    "links": ("Its links", accepting.form),
}


def forms(detail: r.ClaimDetail) -> None:
    """The forms of a claim, folded until somebody opens them."""
    name = f"appraise-{detail.summary.slug}"
    label = "Edit this claim, rate its certainty, accept links"
    with st.expander(label, key=name, on_change="rerun") as box:
        if box.open:
            chosen(detail)


def chosen(detail: r.ClaimDetail) -> None:
    """One of the forms of a claim, as its editor chooses."""
    part = st.segmented_control(
        "What to change",
        list(PARTS),
        default="claim",
        required=True,
        format_func=lambda one: PARTS[one][0],
        key=f"appraise-{detail.summary.slug}-part",
    )
    PARTS[part or "claim"][1](detail)


def section(found: list[r.ClaimDetail], wanted: str) -> None:
    """Choose a claim, then its forms: also for one that the article does not say."""
    names = {detail.summary.slug: detail.summary.text for detail in found}
    slug = st.selectbox(
        "The claim",
        list(names),
        index=list(names).index(wanted) if wanted in names else 0,
        format_func=names.__getitem__,
        key=f"edit-of-{wanted}",
    )
    chosen(next(detail for detail in found if detail.summary.slug == slug))
