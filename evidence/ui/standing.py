"""Where a link stands between its author and whoever accepts it, as HTML. Pure."""

from evidence.library import results as r
from evidence.ui import show
from evidence.vocabulary import Workflow

TOLD = {
    Workflow.DRAFT: "Draft",
    Workflow.SUBMITTED: "Submitted, to be accepted by somebody else",
    Workflow.ACCEPTED: "Accepted",
    Workflow.REJECTED: "Rejected",
}


def standing(view: r.EvidenceView) -> str:
    """Who made a link, and who accepted it: one short line."""
    state = next((words for key, words in TOLD.items() if key == view.workflow), view.workflow)
    made = f", linked by {view.author}" if view.author else ""
    by = ""
    if view.accepted_by:
        day = f" on {view.accepted_at[:10]}" if view.accepted_at else ""
        by = f" by {view.accepted_by}{day}"
    return f'<p class="ev-standing">{show.text(f"{state}{by}{made}")}</p>'
