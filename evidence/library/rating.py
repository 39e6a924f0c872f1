"""How certain the evidence is for each outcome of a claim (GRADE): rated, changed, taken away.

A rating belongs to a claim and an outcome, never to a reference or a link: there is no other door.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from evidence import appraisal
from evidence.errors import BadInput, Conflict, Level, Message, NotFound, StaleEdit
from evidence.library.claiming import open_claim
from evidence.vocabulary import CLAIM_TYPES_WITHOUT_CERTAINTY, Certainty, ClaimType, Domain

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import CertaintyAssessment, Claim, ClaimOutcome

PICO = ("name", "population", "intervention", "comparator", "outcome", "timepoint")
NAME_CHARS = 300


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as somebody makes it. `level` is None where it follows from the start and the
    domains; another one than that is an override, with a reason."""

    start: Certainty | None = None
    domains: Mapping[Domain, int] = field(default_factory=dict)
    explanations: Mapping[Domain, str] = field(default_factory=dict)
    level: Certainty | None = None
    override_reason: str = ""
    reasons: str = ""

    @property
    def final(self) -> Certainty:
        """The level that this rating gives; not assessed where it has neither start nor level."""
        if self.level is not None:
            return self.level
        if self.start not in appraisal.STARTS:
            return Certainty.NOT_ASSESSED
        return appraisal.certainty_from(self.start, self.domains)


def check_rating(rating: Rating, *, kind: ClaimType | None = None) -> tuple[Message, ...]:
    """What is wrong with a rating, each message with its `field`: a domain's name, `certainty`,
    or `type` where GRADE does not apply to this `kind` of claim."""
    if kind in CLAIM_TYPES_WITHOUT_CERTAINTY and rating.final in appraisal.POINTS:
        words = f"GRADE does not apply to a claim of {kind}: it has no effect to rate."
        return (Message(level=Level.ERROR, code="no-effect", text=words, field="type"),)
    if rating.level is None and rating.start is not None and rating.start not in appraisal.STARTS:
        words = "A rating starts high (randomised trials) or low (observational studies)."
        return (Message(level=Level.ERROR, code="start", text=words, field="certainty"),)
    return appraisal.check_assessment(
        rating.final,
        rating.start,
        domains=rating.domains,
        explanations=rating.explanations,
        override_reason=rating.override_reason,
    )


def rating_of(
    *,
    start: Any = None,
    domains: Mapping[Any, Any] | None = None,
    explanations: Mapping[Any, str] | None = None,
    level: Any = None,
    override_reason: str = "",
    reasons: str = "",
) -> Rating:
    """Read a rating from words and numbers. Raises BadInput."""
    from evidence.library.linking import typed_text

    values = {domain_of(name): _whole(name, value) for name, value in (domains or {}).items()}
    words = {
        domain_of(name): typed_text(text, name="explanation")
        for name, text in (explanations or {}).items()
    }
    return Rating(
        start=certainty_of(start),
        domains={domain: value for domain, value in values.items() if value},
        explanations={domain: text for domain, text in words.items() if text},
        level=certainty_of(level),
        override_reason=typed_text(override_reason, name="reason"),
        reasons=typed_text(reasons, name="summary of the reasons"),
    )


def domain_of(word: Any) -> Domain:
    """Read a domain of GRADE: its key, or the words it is shown as. Raises BadInput."""
    try:
        return Domain(str(word).strip().lower().replace(" ", "_").replace("-", "_"))
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is no domain of GRADE.", hint=f"They are {', '.join(Domain)}."
        ) from problem


def certainty_of(word: Any) -> Certainty | None:
    """Read a level of certainty; none for nothing. Raises BadInput that lists them."""
    if word in (None, ""):
        return None
    try:
        return Certainty(str(word).strip().lower().replace(" ", "_"))
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is no level of certainty.", hint=f"Levels are {', '.join(Certainty)}."
        ) from problem


def _whole(name: Any, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise BadInput(f"{domain_of(name).value.replace('_', ' ').capitalize()} is a whole number.")


def rate(
    session: "Session",
    slug: str,
    outcome: str | None,
    *,
    revision: int | None,
    described: Mapping[str, str],
    rating: Rating | None,
    who: str,
) -> str:
    """Describe an outcome of a claim and rate it; returns its id.

    `outcome` is its id or name; None makes a new one. `described` are fields of `PICO`, `rating`
    None leaves the rating as it is. Raises NotFound, BadInput, Conflict (the claim has an outcome
    of that name), StaleEdit.
    """
    from evidence.store import tables as t
    from evidence.store.columns import now

    claim = open_claim(session, slug)
    read = _described(described)
    if rating is not None:
        for message in check_rating(rating, kind=ClaimType(claim.type)):
            if message.level is Level.ERROR:
                raise BadInput(message.text, hint=message.hint)
    row = _outcome(session, claim, outcome) if outcome else None
    assessment = _assessment(session, row) if row else None
    if row is None:
        if not read.get("name"):
            raise BadInput("An outcome has a name.", hint="“Pain in the first hours”, for example.")
        row = t.ClaimOutcome(claim_id=claim.id, position=_next(session, claim), name=read["name"])
        session.add(row)
    elif revision is not None and revision != _revision(row, assessment):
        raise _stale(row, assessment)
    _refuse_same_name(session, claim, row, read.get("name", row.name))
    for name, value in read.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.flush()
    if rating is None:
        return row.id
    if assessment is None:
        assessment = t.CertaintyAssessment(outcome_id=row.id, level=rating.final.value)
    values: dict[str, Any] = {
        "level": rating.final.value,
        "start": rating.start.value if rating.start else None,
        "domains": {domain.value: value for domain, value in rating.domains.items()} or None,
        "explanations": {d.value: words for d, words in rating.explanations.items()} or None,
        "override_reason": rating.override_reason or None,
        "reasons": rating.reasons,
    }
    if assessment.assessed_at and all(getattr(assessment, k) == v for k, v in values.items()):
        return row.id
    for name, value in values.items():
        setattr(assessment, name, value)
    assessment.assessed_by, assessment.assessed_at = who, now()
    session.add(assessment)
    session.flush()
    return row.id


def _described(given: Mapping[str, str]) -> dict[str, str]:
    from evidence.library.linking import typed_text

    unknown = sorted(set(given) - set(PICO))
    if unknown:
        raise BadInput(f"An outcome has no {unknown[0]}.", hint=f"It has {', '.join(PICO)}.")
    read = {name: " ".join(typed_text(value, name=name).split()) for name, value in given.items()}
    if "name" in read and not read["name"]:
        raise BadInput("An outcome has a name.", hint="“Pain in the first hours”, for example.")
    if len(read.get("name", "")) > NAME_CHARS:
        raise BadInput(f"An outcome's name has at most {NAME_CHARS} characters.")
    return read


def _outcome(session: "Session", claim: "Claim", wanted: str) -> "ClaimOutcome":
    from evidence.store.tables import ClaimOutcome
    from evidence.text import fold

    rows = session.execute(
        select(ClaimOutcome).filter_by(claim_id=claim.id).order_by(ClaimOutcome.position)  # type: ignore[arg-type]
    ).scalars()
    listed = list(rows)
    for row in listed:
        if row.id == wanted or fold(row.name) == fold(wanted):
            return row
    names = ", ".join(f"“{row.name}”" for row in listed)
    raise NotFound(
        f"“{claim.slug}” has no outcome “{wanted}”.",
        hint=f"It has {names}." if names else "It has none yet.",
    )


def name_of(session: "Session", outcome_id: str) -> str:
    from evidence.store.tables import ClaimOutcome

    row = session.get(ClaimOutcome, outcome_id)
    return row.name if row else ""


def _assessment(session: "Session", row: "ClaimOutcome") -> "CertaintyAssessment | None":
    from evidence.store.tables import CertaintyAssessment

    return session.execute(select(CertaintyAssessment).filter_by(outcome_id=row.id)).scalar()


def _revision(row: "ClaimOutcome", assessment: "CertaintyAssessment | None") -> int:
    """How often an outcome or its rating was edited: both only grow."""
    return row.revision + (assessment.revision if assessment else 0)


def _stale(row: "ClaimOutcome", assessment: "CertaintyAssessment | None") -> StaleEdit:
    from evidence.store.changes import row_state

    there = row_state(row) | (row_state(assessment) if assessment else {})
    return StaleEdit(
        "This rating was changed by somebody else while you were editing it.",
        theirs=there,
        hint="Look at what is there now, and make your change again.",
    )


def _next(session: "Session", claim: "Claim") -> int:
    from evidence.store.tables import ClaimOutcome

    last = session.execute(
        select(ClaimOutcome.position)  # type: ignore[call-overload]
        .where(ClaimOutcome.claim_id == claim.id)
        .order_by(ClaimOutcome.position.desc())  # type: ignore[attr-defined]
        .limit(1)
    ).scalar()
    return 0 if last is None else last + 1


def _refuse_same_name(session: "Session", claim: "Claim", row: "ClaimOutcome", name: str) -> None:
    from evidence.store.tables import ClaimOutcome
    from evidence.text import fold

    others = session.execute(select(ClaimOutcome).filter_by(claim_id=claim.id)).scalars()
    if any(other.id != row.id and fold(other.name) == fold(name) for other in others):
        raise Conflict(f"“{claim.slug}” has an outcome “{name}” already.")


def remove_outcome(
    session: "Session", slug: str, outcome: str, *, revision: int | None = None
) -> str:
    """Take an outcome and its rating away; effects and judgements that name it stay, for no outcome
    in particular. Returns its name. Raises NotFound, StaleEdit."""
    from evidence.library.linking import claim_row
    from evidence.store import tables as t

    row = _outcome(session, claim_row(session, slug), outcome)
    assessment = _assessment(session, row)
    if revision is not None and revision != _revision(row, assessment):
        raise _stale(row, assessment)
    name = row.name
    for table in (t.Effect, t.RiskOfBias):
        for leaning in session.execute(select(table).filter_by(outcome_id=row.id)).scalars():
            leaning.outcome_id = None
    if assessment is not None:
        session.delete(assessment)
    session.flush()
    session.delete(row)
    session.flush()
    return name
