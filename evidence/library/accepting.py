"""Links between their author and whoever accepts them: submitted, accepted, rejected.

Nobody accepts a link of their own, nor one whose words they wrote last.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from evidence.errors import BadInput, Conflict, NotAllowed, NotFound
from evidence.library.linking import link_row, typed_text
from evidence.store.reindex import as_json
from evidence.vocabulary import Workflow

if TYPE_CHECKING:
    from sqlmodel import Session

# From where a link goes where.
STEPS: dict[Workflow, frozenset[Workflow]] = {
    Workflow.DRAFT: frozenset({Workflow.SUBMITTED, Workflow.REJECTED}),
    Workflow.SUBMITTED: frozenset({Workflow.DRAFT, Workflow.REJECTED}),
    Workflow.ACCEPTED: frozenset({Workflow.DRAFT, Workflow.SUBMITTED, Workflow.REJECTED}),
    Workflow.REJECTED: frozenset({Workflow.DRAFT, Workflow.SUBMITTED, Workflow.ACCEPTED}),
}
DONE = {
    Workflow.DRAFT: "is a draft again",
    Workflow.SUBMITTED: "is submitted",
    Workflow.ACCEPTED: "is accepted",
    Workflow.REJECTED: "is rejected",
}
OF_A_LINK = ("stance", "rationale", "directness")
OF_A_PASSAGE = ("exact", "locator", "locator_label")


def move(
    session: "Session",
    link_id: str,
    to: Workflow,
    *,
    revision: int | None,
    who: str,
    reason: str = "",
) -> None:
    """Submit, accept or reject a link that was seen at `revision`, or make it a draft again.

    A rejection has a reason; it is kept as a note on the reference. Raises NotFound, StaleEdit,
    Conflict (it is there already), NotAllowed (a link of one's own), BadInput (no reason).
    """
    from evidence.store.changes import check_revision
    from evidence.store.columns import now
    from evidence.store.tables import Claim, Note

    row = link_row(session, link_id)
    check_revision(row, revision, name="This link")
    here = Workflow(row.workflow)
    if here is to:
        raise Conflict(f"The link {DONE[here]} already.".replace(" again already", " already"))
    if here not in STEPS[to]:
        raise Conflict(f"The link {DONE[here]}; it cannot become {to.value} from there.")
    if to is Workflow.ACCEPTED:
        _refuse_own(session, link_id, row.author, who)
    why = typed_text(reason, name="reason")
    if to is Workflow.REJECTED:
        if not why:
            raise BadInput("A rejection needs a reason.", hint="Say what its author should mend.")
        claim = session.get(Claim, row.claim_id)
        assert claim is not None
        words = f"The link to “{claim.text}” as {row.stance} was rejected: {why}"
        session.add(Note(reference_id=row.reference_id, text=words, author=who))
    row.workflow = to.value
    accepted = to is Workflow.ACCEPTED
    row.accepted_by = who if accepted else None
    row.accepted_at = now() if accepted else None
    session.flush()


def _refuse_own(session: "Session", link_id: str, author: str, who: str) -> None:
    """Refuse the author, and whoever wrote last what the link says. Raises NotAllowed."""
    if who == author:
        raise NotAllowed(
            "You made this link: somebody else accepts it.",
            hint="Submit it, and ask another editor to look at it.",
        )
    if who == last_editor(session.connection(), link_id):
        raise NotAllowed(
            "You wrote what this link says now: somebody else accepts it.",
            hint=f"{author} or another editor can look at it.",
        )


def last_editor(connection: Connection, link_id: str) -> str | None:
    """Who last changed what a link says: its stance, rationale, passages; None if nobody since it
    was made."""
    rows = connection.execute(
        text(
            'SELECT c.set_id, c.kind, c."before", c."after", s.who FROM change c '
            "JOIN change_set s ON s.id = c.set_id "
            "WHERE c.key = :link OR c.key IN (SELECT id FROM passage WHERE link_id = :link) "
            "ORDER BY s.sequence DESC, c.id DESC"
        ),
        {"link": link_id},
    ).all()
    made = {row.set_id for row in rows if row.kind == "evidence_link" and not as_json(row.before)}
    for row in rows:
        if row.set_id in made:
            break
        before, after = as_json(row.before) or {}, as_json(row.after) or {}
        names = OF_A_LINK if row.kind == "evidence_link" else OF_A_PASSAGE
        if any(before.get(name) != after.get(name) for name in names):
            return row.who
    return None


def label(session: "Session", link_id: str, to: Workflow) -> str:
    """What a step is called in the history. Raises NotFound."""
    from evidence.library import linking

    verb = {
        Workflow.DRAFT: "Take back",
        Workflow.SUBMITTED: "Submit",
        Workflow.ACCEPTED: "Accept",
        Workflow.REJECTED: "Reject",
    }[to]
    return linking.label(session, link_id).replace("Change", verb, 1)


def link_named(connection: Connection, slug: str, key: str, stance: str | None) -> tuple[str, int]:
    """The link between a claim and a reference, its id and revision. Raises NotFound, Conflict."""
    from evidence.library.claims import claim
    from evidence.library.linking import stance_of
    from evidence.library.references import find_reference

    wanted = stance_of(stance) if stance else None
    row_id = find_reference(connection, key).id
    found = [
        view
        for view in claim(connection, slug).evidence
        if view.reference.id == row_id and wanted in (None, view.stance)
    ]
    if not found:
        raise NotFound(f"“{key}” is not linked to “{slug}” so.")
    if len(found) > 1:
        raise Conflict(
            f"Several links join “{slug}” and “{key}”.",
            hint=f"Name its stance: {', '.join(view.stance for view in found)}.",
        )
    return found[0].id, found[0].revision
