"""What the evidence lacks: the map of claims by designs, and the claims that are weak. Pure."""

from collections.abc import Sequence

from evidence.library import checking
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.cards import one_a_study
from evidence.vocabulary import Design, Stance

MAP_GROUPS: tuple[tuple[str, frozenset[Design]], ...] = (
    ("Reviews", frozenset({Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS})),
    ("Guidelines", frozenset({Design.GUIDELINE})),
    (
        "Trials",
        frozenset({Design.RANDOMISED_TRIAL, Design.CLUSTER_TRIAL, Design.NON_RANDOMISED_TRIAL}),
    ),
    ("Crossover trials", frozenset({Design.CROSSOVER_TRIAL})),
    (
        "Cohorts, surveys",
        frozenset(
            {
                Design.COHORT,
                Design.CASE_CONTROL,
                Design.CROSS_SECTIONAL,
                Design.BEFORE_AFTER,
                Design.REGISTRY,
            }
        ),
    ),
    ("Case series", frozenset({Design.CASE_SERIES, Design.CASE_REPORT})),
    ("Laboratory", frozenset({Design.ANIMAL, Design.IN_VITRO})),
    (
        "Opinion, regulation",
        frozenset(
            {
                Design.NARRATIVE_REVIEW,
                Design.EDITORIAL,
                Design.EXPERT_OPINION,
                Design.REGULATORY,
                Design.PROTOCOL,
                Design.PREPRINT,
            }
        ),
    ),
)
UNKNOWN = "Design not stated"
SHAPES = {
    "supports": "▲",
    "disputes": "▼",
    "qualifies": "◆",
    "inconclusive": "●",
    "background": "○",
}


WEAK = {
    "unsupported": "No support",
    "only-background": "Only background",
    "single-source": "One study",
    "only-secondary": "Only secondary sources",
}


def weak(details: Sequence[r.ClaimDetail]) -> str:
    """The claims that lean on little or are disputed, each with what is weak; nothing if none is."""
    items = []
    for detail in details:
        found = [
            (WEAK[problem.kind], problem.text)
            for problem in checking.weaknesses(detail.summary.slug, detail.evidence)
        ]
        against = one_a_study([v for v in detail.evidence if v.stance is Stance.DISPUTES])
        if against:
            names = ", ".join(
                f"{v.reference.authors} {v.reference.year or ''}" for v in against[:3]
            )
            more = f" and {len(against) - 3} more" if len(against) > 3 else ""
            found.append(
                ("Disputed", f"By {show.plural(len(against), 'study', 'studies')}: {names}{more}.")
            )
        if not found:
            continue
        title = show.to("read", detail.summary.text, claim=detail.summary.slug)
        lines = "".join(f"<p><b>{word}.</b> {show.text(sentence)}</p>" for word, sentence in found)
        items.append(f"<li>{title}{lines}</li>")
    return f'<ul class="ev-weak">{"".join(items)}</ul>' if items else ""


def group_of(view: r.EvidenceView) -> str:
    """The column of the map that a study stands in."""
    if not (view.study and view.study.designs):
        return UNKNOWN
    return next(name for name, designs in MAP_GROUPS if view.study.designs[0] in designs)


def evidence_map(details: Sequence[r.ClaimDetail]) -> str:
    """Claims by designs: each mark is a study, its shape the stance; an empty cell is a gap."""
    lines = []
    placed = [
        [(group_of(view), view) for view in one_a_study(detail.evidence)] for detail in details
    ]
    columns = [name for name, _ in MAP_GROUPS]
    if any(name == UNKNOWN for row in placed for name, _ in row):
        columns.append(UNKNOWN)
    for detail, row in zip(details, placed, strict=True):
        cells = []
        for name in columns:
            here = [view for group, view in row if group == name]
            marks = "".join(
                f'<a data-nav class="ev-chip ev-{v.stance.value}" href="{show.address("reference", key=v.reference.key)}" '
                f'title="{show.text(f"{v.reference.authors} {v.reference.year}: {v.stance.word.lower()}")}">'
                f'<span aria-hidden="true">{SHAPES[v.stance.value]}</span>'
                f'<span class="ev-sr">{show.text(f"{v.reference.authors} {v.reference.year} {v.stance.value}")}</span></a>'
                for v in here
            )
            rest = (
                _studies_of(detail.summary.slug, name, here)
                if here
                else '<span class="ev-gap" aria-hidden="true">–</span>'
                f'<span class="ev-sr">no {name.lower()}</span>'
            )
            cells.append(f"<td>{marks}{rest}</td>")
        title = show.to("read", detail.summary.text, claim=detail.summary.slug)
        lines.append(f'<tr><th scope="row">{title}</th>{"".join(cells)}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    key = "".join(
        f'<li><span class="ev-chip ev-{stance}" aria-hidden="true">{shape}</span>{Stance(stance).word}</li>'
        for stance, shape in SHAPES.items()
    )
    return (
        f'<ul class="ev-key">{key}</ul><div class="ev-scroll" role="region" aria-label="Evidence map" tabindex="0">'
        f'<table class="ev-table ev-map"><thead><tr><th scope="col">Claim</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _studies_of(slug: str, group: str, views: Sequence[r.EvidenceView]) -> str:
    """The studies of a cell as a search of the library; one alone is opened by its mark."""
    designs = dict.fromkeys(v.study.designs[0].value for v in views if v.study and v.study.designs)
    if len(views) < 2 or not designs:
        return ""
    query = " ".join([f"claim:{slug}", *(f"design:{design}" for design in designs)])
    words = f"{len(views)} studies"
    hidden = f'<span class="ev-sr"> ({group.lower()})</span>'
    return (
        f'<a data-nav class="ev-all" href="{show.address("library", q=query)}">{words}{hidden}</a>'
    )
