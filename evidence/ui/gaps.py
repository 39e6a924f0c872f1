"""The evidence map: claims by designs, a mark for each study; an empty cell is a gap. Pure."""

from collections.abc import Sequence

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
SHAPES = {
    "supports": "▲",
    "disputes": "▼",
    "qualifies": "◆",
    "inconclusive": "●",
    "background": "○",
}


def evidence_map(details: Sequence[r.ClaimDetail]) -> str:
    """Claims by designs: each mark is a study, its shape the stance; an empty cell is a gap."""
    lines = []
    for detail in details:
        cells = []
        for name, designs in MAP_GROUPS:
            here = [
                v
                for v in one_a_study(detail.evidence)
                if v.study and v.study.designs and v.study.designs[0] in designs
            ]
            marks = "".join(
                f'<a data-nav class="ev-chip ev-{v.stance.value}" href="{show.address("reference", key=v.reference.key)}" '
                f'title="{show.text(f"{v.reference.authors} {v.reference.year}: {v.stance.word.lower()}")}">'
                f'<span aria-hidden="true">{SHAPES[v.stance.value]}</span>'
                f'<span class="ev-sr">{show.text(f"{v.reference.authors} {v.reference.year} {v.stance.value}")}</span></a>'
                for v in here
            )
            empty = (
                '<span class="ev-gap" aria-hidden="true">–</span>'
                f'<span class="ev-sr">no {name.lower()}</span>'
                if not here
                else ""
            )
            cells.append(f"<td>{marks}{empty}</td>")
        title = show.to("read", detail.summary.text, claim=detail.summary.slug)
        lines.append(f'<tr><th scope="row">{title}</th>{"".join(cells)}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name, _ in MAP_GROUPS)
    key = "".join(
        f'<li><span class="ev-chip ev-{stance}" aria-hidden="true">{shape}</span>{Stance(stance).word}</li>'
        for stance, shape in SHAPES.items()
    )
    return (
        f'<ul class="ev-key">{key}</ul><div class="ev-scroll" role="region" aria-label="Evidence map" tabindex="0">'
        f'<table class="ev-table ev-map"><thead><tr><th scope="col">Claim</th>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )
