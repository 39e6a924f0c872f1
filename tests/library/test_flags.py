"""Editorial flags on claims and links: raised with a reason, resolved, shown, undone."""

import pytest
from states import state

from evidence.errors import BadInput, Conflict, EvidenceError, NotFound
from evidence.library import Library
from evidence.vocabulary import Flag


@pytest.mark.parametrize("kind", list(Flag))
def test_a_claim_is_flagged_until_somebody_resolves_it(stocked: Library, kind: Flag) -> None:
    made = stocked.flag("rapid-onset", kind, reason="Hours, or days?")
    assert (made.kind, made.claim, made.reference) == (kind, "rapid-onset", None)
    assert (made.raised_by, made.reason, made.resolved_at) == ("ana", "Hours, or days?", None)
    assert stocked.claim("rapid-onset").summary.flags == (kind,)
    [problem] = [p for p in stocked.check() if p.kind == "flagged"]
    assert problem.text.endswith(": Hours, or days?")
    done = stocked.as_user("ben").resolve_flag(made.id, "Hours: see the trial.")
    assert (done.resolved_by, done.resolution) == ("ben", "Hours: see the trial.")
    assert stocked.claim("rapid-onset").summary.flags == ()
    assert not [p for p in stocked.check() if p.kind == "flagged"]
    assert stocked.flags("rapid-onset") == [done]
    assert stocked.flags("rapid-onset", resolved=False) == []


def test_a_link_is_flagged_for_itself(stocked: Library) -> None:
    stocked.link("rapid-onset", "cohen2018", stance="supports")
    stocked.link("rapid-onset", "cohen2018", stance="qualifies")
    with pytest.raises(Conflict, match="Several links"):
        stocked.flag("rapid-onset", "page needed", reason="Which?", reference="cohen2018")
    made = stocked.flag(
        "rapid-onset", "page needed", reason="Which?", reference="cohen2018", stance="supports"
    )
    assert (made.kind, made.reference) == (Flag.PAGE_NEEDED, "cohen2018")
    [problem] = [p for p in stocked.check() if p.kind == "flagged"]
    assert (problem.subject, problem.text) == ("rapid-onset – cohen2018", "Page needed: Which?")
    assert stocked.claim("rapid-onset").summary.flags == ()


def test_flagging_and_resolving_can_be_undone(stocked: Library) -> None:
    before = state(stocked)
    made = stocked.flag("rapid-onset", "dubious", reason="Hours?")
    flagged = state(stocked)
    stocked.resolve_flag(made.id, "Yes.")
    stocked.undo(stocked.history(limit=1)[0].id)
    assert state(stocked)["editorial_flag"] == flagged["editorial_flag"]
    stocked.undo(next(c.id for c in stocked.history() if c.label.startswith("Flag rapid")))
    assert state(stocked)["editorial_flag"] == before["editorial_flag"]


def test_open_flags_come_first_and_a_claim_may_be_named(stocked: Library) -> None:
    one = stocked.flag("rapid-onset", "dubious", reason="First.")
    two = stocked.flag("not-a-cure", "outdated", reason="Second.")
    stocked.resolve_flag(one.id, "Done.")
    assert [flag.id for flag in stocked.flags()] == [two.id, one.id]
    assert [flag.id for flag in stocked.flags("rapid-onset")] == [one.id]


REFUSED = [
    ("nothing", "dubious", "Why", None, NotFound),
    ("rapid-onset", "funny", "Why", None, BadInput),
    ("rapid-onset", "dubious", "  ", None, BadInput),
    ("rapid-onset", "dubious", "x" * 200_000, None, BadInput),
    ("rapid-onset", "dubious", "Why", "nobody", NotFound),
    ("rapid-onset", "dubious", "Why", "zanos2018", NotFound),  # not linked
    ("rapid-onset", "outdated", "Why", None, Conflict),  # raised already
]


@pytest.mark.parametrize(("slug", "kind", "reason", "key", "error"), REFUSED)
def test_a_flag_needs_a_place_a_kind_and_a_reason(
    stocked: Library, slug: str, kind: str, reason: str, key: str | None,
    error: type[EvidenceError],
) -> None:  # fmt: skip
    stocked.flag("rapid-onset", "outdated", reason="There is a newer trial.")
    before = stocked.state()
    with pytest.raises(error):
        stocked.flag(slug, kind, reason=reason, reference=key)
    assert stocked.state() == before


def test_a_flag_is_resolved_once_and_in_words(stocked: Library) -> None:
    made = stocked.flag("rapid-onset", "dubious", reason="Hours?")
    with pytest.raises(BadInput):
        stocked.resolve_flag(made.id, " ")
    stocked.resolve_flag(made.id, "Yes.")
    with pytest.raises(Conflict, match="by ana already"):
        stocked.resolve_flag(made.id, "No.")
    with pytest.raises(NotFound):
        stocked.resolve_flag("0", "Yes.")
