"""Levels of evidence (OCEBM 2011) and certainty (GRADE): tables, arithmetic and its checks. Pure.

Three judgements that live in three places: the level belongs to a study and a kind of question
(`level`), the certainty to one outcome of a claim and its whole body of evidence
(`certainty_from`, `check_assessment`, `overall`), and neither to a paper or a link. `strength`
only puts studies in order for showing them; it is no judgement and is never added up.

Sources: OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence"; GRADE
guidelines 3 and 9 (rating quality, down and up) and 26 (informative statements).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from evidence.errors import Level, Message
from evidence.vocabulary import Certainty, Design, Domain, Question

REVIEWS = frozenset({Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS})
RANDOMISED = (Design.RANDOMISED_TRIAL, Design.CROSSOVER_TRIAL, Design.CLUSTER_TRIAL)
# OCEBM's level 5: knowledge of how it should work, not of whether it does.
REASONING = (
    Design.NARRATIVE_REVIEW,
    Design.EDITORIAL,
    Design.EXPERT_OPINION,
    Design.ANIMAL,
    Design.IN_VITRO,
)


def _row(rows: Mapping[int, Iterable[Design]]) -> dict[Design, int]:
    return {design: number for number, designs in rows.items() for design in designs}


# The table of OCEBM 2011 with our designs in its cells. A design alone does not say that a sample
# was random (prevalence) or a cohort an inception cohort (prognosis): such designs stand in the
# lower of the rows in question. Guidelines, labels and protocols are no studies and stand nowhere.
_EFFECTS = _row(
    {
        1: REVIEWS,
        2: RANDOMISED,
        3: (Design.NON_RANDOMISED_TRIAL, Design.COHORT, Design.REGISTRY),
        4: (Design.CASE_SERIES, Design.CASE_CONTROL, Design.CASE_REPORT, Design.BEFORE_AFTER),
        5: REASONING,
    }
)
LEVELS: dict[Question, dict[Design, int]] = {
    Question.PREVALENCE: _row(
        {
            2: REVIEWS,
            3: (Design.CROSS_SECTIONAL, Design.COHORT, Design.REGISTRY),
            4: (Design.CASE_SERIES,),
        }
    ),
    Question.DIAGNOSIS: _row(
        {
            1: REVIEWS,
            2: (Design.CROSS_SECTIONAL,),
            3: (Design.COHORT, Design.REGISTRY),
            4: (Design.CASE_CONTROL,),
            5: REASONING,
        }
    ),
    Question.PROGNOSIS: _row(
        {
            1: REVIEWS,
            3: (Design.COHORT, Design.REGISTRY, *RANDOMISED),
            4: (Design.CASE_SERIES, Design.CASE_CONTROL),
        }
    ),
    Question.TREATMENT_BENEFIT: _EFFECTS,
    Question.COMMON_HARMS: _EFFECTS,
    Question.RARE_HARMS: _EFFECTS,
    Question.SCREENING: _EFFECTS,
}


def level(designs: Sequence[Design], question: Question | None) -> int | None:
    """The OCEBM 2011 level, 1 to 5, of a study for a kind of question; None where it has none.

    Several designs of one study: a cohort read as before-and-after is the lower of the two. A
    review whose designs name what it reviews is one level above that ("a systematic review is
    generally better than an individual study"), so a review of uncontrolled series is not level 1;
    a review that names nothing is read as a review of what the first row of the table asks for.
    """
    if question is None:
        return None
    table = LEVELS[question]
    reviewing = [table[design] for design in designs if design in REVIEWS and design in table]
    studies = [table[design] for design in designs if design not in REVIEWS and design in table]
    if not reviewing:
        return max(studies, default=None)
    best = min(reviewing)
    return max(best, min(studies) - 1) if studies else best


# For showing only: what people look at first. One row, one rank.
DESIGN_ORDER: tuple[tuple[Design, ...], ...] = (
    (Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS),
    (Design.GUIDELINE,),
    RANDOMISED,
    (Design.NON_RANDOMISED_TRIAL,),
    (Design.COHORT, Design.REGISTRY),
    (Design.CASE_CONTROL,),
    (Design.CROSS_SECTIONAL,),
    (Design.BEFORE_AFTER,),
    (Design.CASE_SERIES,),
    (Design.CASE_REPORT,),
    (Design.REGULATORY,),
    (Design.NARRATIVE_REVIEW,),
    (Design.EXPERT_OPINION,),
    (Design.EDITORIAL,),
    (Design.ANIMAL,),
    (Design.IN_VITRO,),
    (Design.PREPRINT,),
    (Design.PROTOCOL,),
)
_RANK = {design: rank for rank, designs in enumerate(DESIGN_ORDER) for design in designs}


def strength(designs: Sequence[Design], n: int | None) -> tuple[int, int]:
    """A key that sorts studies for showing: by design, then the larger `n` first, unknown last."""
    rank = min((_RANK[design] for design in designs), default=len(DESIGN_ORDER))
    return rank, -(n or 0)


POINTS = {
    Certainty.HIGH: 4,
    Certainty.MODERATE: 3,
    Certainty.LOW: 2,
    Certainty.VERY_LOW: 1,
}
_BY_POINTS = {points: certainty for certainty, points in POINTS.items()}
STARTS = (Certainty.HIGH, Certainty.LOW)  # randomised trials; observational studies

# How far each domain may rate, lowest and highest. Risk of bias to -3 with ROBINS-I (GRADE
# guidelines 18); the others as in GRADE guidelines 4 to 9.
DOMAIN_RANGE: dict[Domain, tuple[int, int]] = {
    Domain.RISK_OF_BIAS: (-3, 0),
    Domain.INCONSISTENCY: (-2, 0),
    Domain.INDIRECTNESS: (-2, 0),
    Domain.IMPRECISION: (-2, 0),
    Domain.PUBLICATION_BIAS: (-2, 0),
    Domain.LARGE_EFFECT: (0, 2),
    Domain.DOSE_RESPONSE: (0, 1),
    Domain.PLAUSIBLE_CONFOUNDING: (0, 1),
}


def certainty_from(start: Certainty, domains: Mapping[Domain, int]) -> Certainty:
    """The level that follows from where a body of evidence starts and what its domains add.

    Never above high nor below very low. `start` is high or low; ValueError otherwise.
    """
    if start not in STARTS:
        raise ValueError(f"certainty starts high or low, not {start}")
    points = POINTS[start] + sum(domains.values())
    return _BY_POINTS[min(4, max(1, points))]


def overall(levels: Collection[Certainty]) -> Certainty:
    """The certainty of several outcomes together: the lowest of those that are rated.

    GRADE's rule for outcomes that are critical to a decision. Where nothing is rated: not
    assessed, unless GRADE applies to none of them.
    """
    rated = [certainty for certainty in levels if certainty in POINTS]
    if rated:
        return min(rated, key=POINTS.__getitem__)
    if levels and all(certainty is Certainty.NOT_APPLICABLE for certainty in levels):
        return Certainty.NOT_APPLICABLE
    return Certainty.NOT_ASSESSED


def check_assessment(
    certainty: Certainty,
    start: Certainty | None,
    *,
    domains: Mapping[Domain, int],
    explanations: Mapping[Domain, str],
    override_reason: str | None = None,
    key: str | None = None,
) -> tuple[Message, ...]:
    """What is wrong with a rating of one outcome: nothing (an empty tuple), or one message each.

    The rules: a rated level is its start plus the domains, or an override with a reason; every
    domain stays in its range; every domain that is not zero has an explanation. `key` names the
    outcome in the messages.
    """
    reason = (override_reason or "").strip()
    messages = [*_check_domains(domains, explanations, key=key)]

    def refuse(code: str, text: str, level: Level = Level.ERROR) -> None:
        messages.append(Message(level=level, code=code, text=text, key=key, field="certainty"))

    if certainty not in POINTS:
        if start is not None or any(domains.values()):
            refuse("rating-without-level", f"Nothing can be rated where it is {certainty.word}.")
        return tuple(messages)
    if start not in STARTS:
        refuse("start", "A rating starts high (randomised trials) or low (observational studies).")
        return tuple(messages)
    follows = certainty_from(start, domains)
    if follows is not certainty and not reason:
        refuse(
            "arithmetic",
            f"{start.word} with these domains gives {follows.word}, not {certainty.word}; "
            "another level needs a reason.",
        )
    if follows is certainty and reason:
        refuse(
            "needless-override",
            f"The level follows from its domains ({follows.word}): the override changes nothing.",
            Level.WARNING,
        )
    if any(value > 0 for value in domains.values()) and any(
        value < 0 for value in domains.values()
    ):
        # GRADE guidelines 9: rate up only where there is no reason to rate down.
        refuse("up-and-down", "Rated up although something rates it down.", Level.WARNING)
    return tuple(messages)


def _check_domains(
    domains: Mapping[Domain, int], explanations: Mapping[Domain, str], *, key: str | None
) -> Iterable[Message]:
    for domain, value in domains.items():
        lowest, highest = DOMAIN_RANGE[domain]
        name = domain.value.replace("_", " ")
        if not lowest <= value <= highest:
            yield Message(
                level=Level.ERROR,
                code="domain-range",
                text=f"{name.capitalize()} is rated from {lowest} to {highest}, not {value}.",
                key=key,
                field=domain.value,
            )
        if value and not explanations.get(domain, "").strip():
            yield Message(
                level=Level.ERROR,
                code="no-explanation",
                text=f"{name.capitalize()} changes the rating without an explanation.",
                key=key,
                field=domain.value,
            )
    for domain, text in explanations.items():
        if text.strip() and not domains.get(domain):
            yield Message(
                level=Level.WARNING,
                code="explanation-without-rating",
                text=f"{domain.value.replace('_', ' ').capitalize()} is explained but not rated.",
                key=key,
                field=domain.value,
            )


# GRADE guidelines 26, table 2: one verb form for each level.
_STATEMENT = {
    Certainty.HIGH: "{subject} {does} {outcome}.",
    Certainty.MODERATE: "{subject} probably {does} {outcome}.",
    Certainty.LOW: "{subject} may {do} {outcome}.",
    Certainty.VERY_LOW: (
        "The evidence is very uncertain about the effect of {subject} on {outcome}."
    ),
    Certainty.NOT_ASSESSED: (
        "How certain the evidence is about {subject} and {outcome} has not been assessed."
    ),
    Certainty.NOT_APPLICABLE: "There is no effect here whose certainty could be rated.",
}


# The same where the sentence stands beside a claim and says "this".
_STATEMENT_ABOUT_THIS = {
    Certainty.HIGH: "The evidence shows that this is so.",
    Certainty.MODERATE: "This is probably so.",
    Certainty.LOW: "This may be so.",
    Certainty.VERY_LOW: "The evidence is very uncertain about this.",
    Certainty.NOT_ASSESSED: "How certain the evidence is about this has not been assessed.",
    Certainty.NOT_APPLICABLE: "There is no effect here whose certainty could be rated.",
}


def plain_statement(
    certainty: Certainty,
    *,
    subject: str = "",
    does: str = "improves",
    do: str = "improve",
    outcome: str = "",
) -> str:
    """What may be said at this certainty, in the wording of GRADE guidelines 26.

    With a subject ("ketamine") and an outcome ("pain") a sentence about them, where `does` and
    `do` are the verb in the third person and in the infinitive ("reduces", "reduce"); without
    them a sentence about "this", to stand beside a claim.
    """
    if not subject or not outcome:
        return _STATEMENT_ABOUT_THIS[certainty]
    text = _STATEMENT[certainty].format(subject=subject, does=does, do=do, outcome=outcome)
    return text[0].upper() + text[1:]
