"""Risk of bias: which tool fits which design, its domains and judgements, and its arithmetic. Pure.

Names of domains and judgements only: the tools' own wording is theirs. A judgement belongs to one
result of one study. Sources: Sterne 2019 (RoB 2), Sterne 2016 (ROBINS-I), Shea 2017 (AMSTAR 2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.errors import Level, Message
from evidence.vocabulary import Design, RiskOfBiasTool

NO_INFORMATION = "no information"


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its domains, what each may be judged, and what the whole may, the best first.

    `critical` are the domains of which one that fails weighs more than others (AMSTAR 2).
    """

    name: RiskOfBiasTool
    version: str
    domains: tuple[str, ...]
    judgements: tuple[str, ...]
    overall: tuple[str, ...]
    critical: frozenset[str] = frozenset()


ITEMS = (
    "question and criteria of inclusion",
    "protocol before the review",
    "choice of designs explained",
    "comprehensive search",
    "selection in duplicate",
    "extraction in duplicate",
    "excluded studies listed",
    "included studies described",
    "risk of bias of the studies",
    "funding of the studies",
    "methods of the meta-analysis",
    "impact of bias on the meta-analysis",
    "bias in the interpretation",
    "heterogeneity explained",
    "publication bias",
    "conflicts of interest",
)
TOOLS: dict[RiskOfBiasTool, Tool] = {
    RiskOfBiasTool.ROB_2: Tool(
        RiskOfBiasTool.ROB_2,
        "2019",
        (
            "randomisation",
            "deviations from intended interventions",
            "missing outcome data",
            "measurement of the outcome",
            "selection of the reported result",
        ),
        ("low", "some concerns", "high"),
        ("low", "some concerns", "high"),
    ),
    RiskOfBiasTool.ROBINS_I: Tool(
        RiskOfBiasTool.ROBINS_I,
        "2016",
        (
            "confounding",
            "selection of participants",
            "classification of interventions",
            "deviations from intended interventions",
            "missing data",
            "measurement of the outcome",
            "selection of the reported result",
        ),
        ("low", "moderate", "serious", "critical", NO_INFORMATION),
        ("low", "moderate", "serious", "critical", NO_INFORMATION),
    ),
    RiskOfBiasTool.AMSTAR_2: Tool(
        RiskOfBiasTool.AMSTAR_2,
        "2017",
        ITEMS,
        ("yes", "partial yes", "no", "not applicable"),
        ("high", "moderate", "low", "critically low"),
        frozenset(ITEMS[place - 1] for place in (2, 4, 7, 9, 11, 13, 15)),
    ),
}
_TRIALS = (Design.RANDOMISED_TRIAL, Design.CROSSOVER_TRIAL, Design.CLUSTER_TRIAL)
_REVIEWS = (Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS)
_OBSERVED = (
    Design.NON_RANDOMISED_TRIAL, Design.COHORT, Design.CASE_CONTROL, Design.CROSS_SECTIONAL,
    Design.BEFORE_AFTER, Design.REGISTRY, Design.CASE_SERIES,
)  # fmt: skip
# A review that names what it reviewed is a review, and one randomised is a trial.
BY_DESIGN: tuple[tuple[tuple[Design, ...], RiskOfBiasTool], ...] = (
    (_REVIEWS, RiskOfBiasTool.AMSTAR_2),
    (_TRIALS, RiskOfBiasTool.ROB_2),
    (_OBSERVED, RiskOfBiasTool.ROBINS_I),
)


def tool_for(designs: Sequence[Design]) -> RiskOfBiasTool | None:
    """The tool that fits a study; None where no tool of ours does (a guideline, an editorial)."""
    for fitting, tool in BY_DESIGN:
        if any(design in fitting for design in designs):
            return tool
    return None


def follows(tool: RiskOfBiasTool, domains: Mapping[str, str]) -> str | None:
    """The best overall judgement that these domains allow; None where they do not say one."""
    known = TOOLS[tool]
    if tool is RiskOfBiasTool.AMSTAR_2:
        return _confidence(known, domains)
    grave = [known.judgements.index(word) for word in domains.values() if word != NO_INFORMATION]
    worst = max(grave, default=0)
    complete = all(domains.get(name, NO_INFORMATION) != NO_INFORMATION for name in known.domains)
    return known.overall[worst] if worst or complete else None


def _confidence(known: Tool, items: Mapping[str, str]) -> str | None:
    """AMSTAR 2: by how many critical items fail, then by the others."""
    failed = [name for name, word in items.items() if word == "no"]
    critical = sum(name in known.critical for name in failed)
    if critical:
        return known.overall[3 if critical > 1 else 2]
    if any(name not in items for name in known.domains):
        return None
    return known.overall[1 if len(failed) > 1 else 0]


def check_bias(
    tool: RiskOfBiasTool,
    domains: Mapping[str, str],
    overall: str,
    *,
    designs: Sequence[Design] = (),
    key: str | None = None,
) -> tuple[Message, ...]:
    """What is wrong with a judgement: domains and words that the tool does not have, an overall
    judgement that is better than its domains allow; a tool for another design is a warning.

    Each message has its `field`: a domain's name, `overall` or `tool`.
    """
    known, found = TOOLS[tool], []

    def say(level: Level, code: str, field: str, text: str) -> None:
        found.append(Message(level=level, code=code, text=text, key=key, field=field))

    for name, word in domains.items():
        if name not in known.domains:
            say(Level.ERROR, "domain", name, f"{tool} has no domain “{name}”.")
        elif word not in known.judgements:
            words = ", ".join(known.judgements)
            say(Level.ERROR, "judgement", name, f"{tool} judges {name} as {words}, not “{word}”.")
    if overall not in known.overall:
        words = ", ".join(known.overall)
        told = f"Overall {tool} judges {words}{f', not “{overall}”' if overall else ''}."
        say(Level.ERROR, "overall", "overall", told)
    fitting = tool_for(designs)
    if designs and fitting is not tool:
        named = " and ".join(design.word.lower() for design in designs)
        text = f"{tool} is not made for a {named}" + (f"; {fitting} is." if fitting else ".")
        say(Level.WARNING, "tool", "tool", text)
    if found and any(message.level is Level.ERROR for message in found):
        return tuple(found)
    best = follows(tool, domains)
    if best and overall != NO_INFORMATION:
        better = known.overall.index(overall) < known.overall.index(best)
        if better:
            own_choice = tool is RiskOfBiasTool.AMSTAR_2  # reviewers name their critical items
            text = f"The domains allow {best} at best, not {overall}."
            say(Level.WARNING if own_choice else Level.ERROR, "too-good", "overall", text)
    return tuple(found)
