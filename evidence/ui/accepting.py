"""Where a link stands between its author and whoever accepts it, and the steps from there."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.accepting import STEPS
from evidence.ui import show
from evidence.ui.linking import claim_name, say
from evidence.ui.session import library, who
from evidence.ui.standing import standing
from evidence.vocabulary import Workflow

# Which step, its button, what is said afterwards.
BUTTONS = (
    (Workflow.SUBMITTED, "Submit", "The link was submitted."),
    (Workflow.ACCEPTED, "Accept", "The link was accepted."),
    (
        Workflow.REJECTED,
        "Reject",
        "The link was rejected; its author finds the reason in the notes.",
    ),
    (Workflow.DRAFT, "Make it a draft again", "The link is a draft again."),
)


def form(detail: r.ClaimDetail) -> None:
    """The links of a claim, each with its steps."""
    if not detail.evidence:
        st.html(show.empty("No study is linked to this claim yet."))
    for view in detail.evidence:
        with st.container(key=f"accept-one-{view.id}", border=True, gap="small"):
            ref = view.reference
            named = f"{ref.authors or 'No author'} {ref.year or 'n.d.'}"
            st.html(
                f"<p>{show.pill(view.stance.value, view.stance.word)} "
                f"{show.to('reference', named, key=ref.key)}</p>"
                f'<p class="ev-small">{show.text(view.rationale)}</p>{standing(view)}'
            )
            steps(view, of=ref.key)


def steps(view: r.EvidenceView, *, of: str | None = None) -> None:
    """The buttons for where a link can go from here; `of` tells its buttons from others' (its claim
    where nothing is given)."""
    here, prefix = Workflow(view.workflow), f"step-{view.id}-{view.revision}"
    name = claim_name(of or view.claim)
    mine = who() == view.author
    reason = ""
    if here in STEPS[Workflow.REJECTED]:
        reason = st.text_input(
            f"Why it is rejected: {name}",
            key=f"{prefix}-reason",
            placeholder="Only to reject it: what its author should mend",
        )
    with st.container(horizontal=True, gap="small"):
        for to, label, told in BUTTONS:
            if here not in STEPS[to] or (to is Workflow.ACCEPTED and mine):
                continue
            if st.button(f"{label}: {name}", key=f"{prefix}-{to.value}"):
                _move(view, to, told, reason)
    if mine and here in STEPS[Workflow.ACCEPTED]:
        st.html('<p class="ev-small">You made this link: somebody else accepts it.</p>')


def _move(view: r.EvidenceView, to: Workflow, told: str, reason: str) -> None:
    try:
        library().move_link(
            view.id,
            to,
            revision=view.revision,
            reason=reason if to is Workflow.REJECTED else "",
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", told)
    st.rerun()
