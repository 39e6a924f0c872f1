"""What is known of a study, on its reference's page: a form for it, for risk of bias, for effects.

What is said here is said of the study: of all its reports.
"""

from typing import Any

import streamlit as st

from evidence.effects import FAVOURS, MEASURES
from evidence.errors import EvidenceError, Level
from evidence.library import results as r
from evidence.library.described import BiasView, MeasuredView, StudyDetail
from evidence.library.describing import check_measured, check_study
from evidence.risk_of_bias import TOOLS, check_bias, follows, tool_for
from evidence.ui import fields, show
from evidence.ui.linking import claim_name, say
from evidence.ui.session import as_drawn, kept, library
from evidence.vocabulary import Certainty, Design, RiskOfBiasTool

LONG = frozenset({"population", "intervention", "finding", "caveat"})
# Field of a study, its label; in the order of the form, after designs and size.
LABELS = (
    ("design_detail", "More about the design"),
    ("n", "How many took part"),
    ("n_text", "The size in words, if a number does not say it"),
    ("population", "Population"),
    ("intervention", "Intervention"),
    ("comparator", "Comparator"),
    ("finding", "Finding"),
    ("caveat", "Caveat"),
    ("registration", "Registration"),
    ("funding", "Funding"),
    ("name", "Name of the study"),
)
NOT_JUDGED = ""
NEW = ""


def section(detail: r.ReferenceDetail) -> None:
    """The forms of a study, folded until somebody opens them."""
    key, name = detail.summary.key, f"study-{detail.summary.id}"
    parts = {
        "study": ("The study", _describe),
        "bias": ("Risk of bias", _bias),
        "effects": ("Effects", _effects),
    }
    label = "Describe the study, its risk of bias, its effects"
    with st.expander(label, key=name, on_change="rerun") as box:
        if not box.open:
            return
        part = st.segmented_control(
            "What to describe",
            list(parts),
            default="study",
            required=True,
            format_func=lambda one: parts[one][0],
            key=f"{name}-part",
        )
        parts[part or "study"][1](kept("study", (key,), lambda lib: lib.study(key)))


def _shared(study: StudyDetail) -> None:
    if study.reports:
        st.html(
            f'<p class="ev-small">{show.text(" and ".join(study.reports))} '
            f"{'reports' if len(study.reports) == 1 else 'report'} this study, too: what you say here "
            "is said of all of them.</p>"
        )


def _describe(study: StudyDetail) -> None:
    _shared(study)
    key = study.reference
    study = as_drawn(f"study-{key}", study.revision, study, buttons=(f"study-{key}-{{}}-save",))
    prefix = f"study-{key}-{study.revision}"
    below = fields.Below()
    typed: dict[str, Any] = {}
    with st.form(key=prefix, border=False):
        typed["designs"] = st.multiselect(
            "Design: the first one counts",
            list(Design),
            default=list(study.designs),
            format_func=lambda one: one.word,
            key=f"{prefix}-designs",
        )
        below.field("designs")
        for name, label in LABELS:
            value = getattr(study, name)
            draw = st.text_area if name in LONG else st.text_input
            typed[name] = draw(
                label, value="" if value is None else str(value), key=f"{prefix}-{name}"
            )
            below.field(name)
        sent = st.form_submit_button("Save the study", type="primary", key=f"{prefix}-save")
    if not sent or below.tell(check_study(typed)):
        return
    try:
        library().describe(key, revision=study.revision, **typed)
    except EvidenceError as problem:
        fields.refused(problem, [(label, name, typed[name]) for name, label in LABELS])
        return
    _said("The study was described. History can bring back what it was.")


def _said(told: str) -> None:
    say("done", told)
    st.rerun()


# Risk of bias.


def judged(found: tuple[BiasView, ...]) -> str:
    """The judgements of a study: tool, result, each domain in words."""
    items = []
    for one in found:
        domains = "".join(
            f"<li>{show.text(name.capitalize())}: <b>{show.text(word)}</b></li>"
            for name, word in one.domains.items()
        )
        by = f" ({show.text(one.assessed_by)})" if one.assessed_by else ""
        why = f"<p>{show.text(one.explanation)}</p>" if one.explanation else ""
        items.append(
            f'<li class="ev-card"><p><b>{show.text(one.tool)}: {show.text(one.overall)}</b> '
            f'{show.text(one.result)}<span class="ev-small">{by}</span></p>'
            f"<ul class='ev-small'>{domains}</ul>{why}</li>"
        )
    return f'<ul class="ev-cards">{"".join(items)}</ul>' if items else ""


def _bias(study: StudyDetail) -> None:
    _shared(study)
    st.html(judged(study.bias) or '<p class="ev-small">It is not judged yet.</p>')
    known = {one.id: one for one in study.bias}
    chosen = st.selectbox(
        "Which judgement",
        [NEW, *known],
        format_func=lambda one: (
            f"{known[one].tool}, {known[one].result or 'the study'}" if one else "A new one"
        ),
        key=f"bias-{study.reference}-which-{len(known)}",
    )
    before = known.get(chosen or NEW)
    name = f"bias-{study.reference}-{chosen}"
    prefix = f"{name}-{st.session_state.setdefault(f'{name}-round', 0)}"
    revision = before.revision if before else 0
    seen, drawn = fields.held(name, revision, before, first_field=f"{prefix}-tool")
    if before is not None and seen != revision:
        _overtaken(before, name)
    _judge(study, drawn, prefix, name, seen)


def _judge(study: StudyDetail, drawn: BiasView | None, prefix: str, name: str, seen: int) -> None:
    """Live fields: the tool decides the domains, and the sum is seen while one judges."""
    tools = list(RiskOfBiasTool)
    fitting = RiskOfBiasTool(drawn.tool) if drawn else tool_for(study.designs)
    below = fields.Below()
    tool = st.selectbox(
        "Tool", tools, index=tools.index(fitting or RiskOfBiasTool.ROB_2), key=f"{prefix}-tool"
    )
    below.field("tool")
    result = st.text_input(
        "Which result",
        value=drawn.result if drawn else "",
        key=f"{prefix}-result",
        placeholder="Pain at four weeks",
    )
    known = TOOLS[tool]
    before = drawn.domains if drawn and drawn.tool == tool else {}
    domains: dict[str, str] = {}
    for place, domain in enumerate(known.domains):
        words = [NOT_JUDGED, *known.judgements]
        was = before.get(domain, NOT_JUDGED)
        number = f"{place + 1}. " if tool is RiskOfBiasTool.AMSTAR_2 else ""
        word = st.selectbox(
            f"{number}{domain.capitalize()}",
            words,
            index=words.index(was) if was in words else 0,
            format_func=lambda one: one.capitalize() or "Not judged",
            key=f"{prefix}-{tool}-{place}",
        )
        if word:
            domains[domain] = word
        below.field(domain)
    best = follows(tool, domains)
    was = drawn.overall if drawn and drawn.tool == tool else ""
    overall = st.selectbox(
        "Confidence in the review" if tool is RiskOfBiasTool.AMSTAR_2 else "Overall",
        known.overall,
        index=known.overall.index(was) if was in known.overall else None,
        format_func=str.capitalize,
        placeholder=f"The domains allow {best} at best" if best else "Choose one",
        key=f"{prefix}-{tool}-overall",
    )
    below.field("overall")
    messages = check_bias(tool, domains, overall or "", designs=study.designs)
    below.tell(m for m in messages if overall or m.level is not Level.ERROR)
    why = st.text_area(
        "Why", value=drawn.explanation if drawn else "", key=f"{prefix}-why", height=80
    )
    with st.container(horizontal=True, gap="small"):
        save = st.button("Save the judgement", type="primary", key=f"{prefix}-save")
        away = drawn and st.button("Take it away", key=f"{prefix}-away", type="tertiary")
    if not overall and save:
        below.tell(messages)
    elif save:
        _act(
            lambda lib: lib.judge_bias(
                study.reference, tool=tool, overall=overall, domains=domains, result=result,
                explanation=why, outcome=drawn.outcome if drawn else None,
                judgement=drawn.id if drawn else None, revision=seen if drawn else None,
            ),
            name, "The judgement was saved.",
            [("Result", "result", result), ("Overall", "overall", overall or ""), ("Why", "explanation", why)],
        )  # fmt: skip
    if away and drawn:
        _act(
            lambda lib: lib.remove_bias(study.reference, drawn.id, revision=seen),
            name, "The judgement was removed. History can bring it back.", [],
        )  # fmt: skip


def _overtaken(now: BiasView, name: str) -> None:
    st.html(
        show.problem("Somebody changed this judgement meanwhile. What you chose is kept below.")
        + judged((now,))
    )
    with st.container(horizontal=True, gap="small"):
        if st.button("Leave mine, and take what is there now", key=f"{name}-theirs"):
            fields.let_go(name)
            st.session_state[f"{name}-round"] += 1
            st.rerun()
        if st.button("Go on with mine", key=f"{name}-mine"):
            fields.seen(name, now.revision)
            st.rerun()


def _act(act: Any, name: str, told: str, typed: list[tuple[str, str, str]]) -> None:
    try:
        act(library())
    except EvidenceError as problem:
        fields.refused(problem, typed)
        return
    fields.let_go(name)
    st.session_state[f"{name}-round"] += 1
    _said(told)


# Effects.

NUMBERS = (("estimate", "Estimate"), ("ci_low", "Interval, from"), ("ci_high", "to"))
COUNTS = (
    ("n_participants", "Participants"),
    ("k_studies", "Studies"),
    ("events_t", "Events, intervention"),
    ("total_t", "of"),
    ("events_c", "Events, comparator"),
    ("total_c", "of (comparator)"),
)
RATED = ("", *(level.value for level in (
    Certainty.HIGH, Certainty.MODERATE, Certainty.LOW, Certainty.VERY_LOW)))  # fmt: skip


def number(value: Any) -> str:
    """A number as a person types it: 0.8, 12; nothing for none."""
    return "" if value is None else f"{value:.10g}"


def estimate(values: dict[str, Any]) -> str:
    """An estimate with its interval: “RR 0.8 (0.5 to 1.2)”."""
    low, high = (number(values[name]) for name in ("ci_low", "ci_high"))
    interval = f" ({low or '?'} to {high or '?'})" if low or high else ""
    return f"{values['measure']} {number(values['estimate'])}{interval}".replace("-", "−").strip()


def listed(found: tuple[MeasuredView, ...], own: str) -> str:
    """The effects of a study; those of another report name it."""
    lines = []
    for one in found:
        values = one.values
        other = one.reference if one.reference != own else ""
        parts = (values["timepoint"], values["comparison"], f"in {other}" if other else "")
        about = ", ".join(part for part in parts if part)
        size = f"{values['n_participants']:,}" if values["n_participants"] else ""
        lines.append(
            f'<tr><th scope="row">{show.text(values["outcome"])}'
            f'<span class="ev-review">{show.text(about)}</span></th>'
            f"<td>{show.text(estimate(values))}</td><td>{show.text(size)}</td></tr>"
        )
    if not lines:
        return '<p class="ev-small">No effect is recorded yet.</p>'
    head = "".join(f'<th scope="col">{one}</th>' for one in ("Outcome", "Estimate", "People"))
    return (
        '<div class="ev-scroll" role="region" aria-label="Effects" tabindex="0">'
        f'<table class="ev-table ev-effects"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _effects(study: StudyDetail) -> None:
    st.html(listed(study.effects, study.reference))
    known = {one.id: one for one in study.effects}
    places = {one.id: place for place, one in enumerate(study.effects, 1)}
    chosen = st.selectbox(
        "Which effect",
        [NEW, *known],
        format_func=lambda one: (
            f"{places[one]}. {claim_name(known[one].values['outcome'])}" if one else "A new one"
        ),
        key=f"effect-{study.reference}-which-{len(known)}",
    )
    before = known.get(chosen or NEW)
    rounds = f"effect-{study.reference}-round"
    name = f"effect-{study.reference}-{chosen}-{st.session_state.setdefault(rounds, 0)}"
    before = as_drawn(
        name, before.revision if before else 0, before,
        buttons=(f"{name}-{{}}-save", f"{name}-{{}}-away"),
    )  # fmt: skip
    _effect(study, before, f"{name}-{before.revision if before else 0}", rounds)


def _effect(study: StudyDetail, before: MeasuredView | None, prefix: str, rounds: str) -> None:
    values: dict[str, Any] = before.values if before else {}
    below = fields.Below()
    typed: dict[str, Any] = {}

    def word(name: str, label: str, placeholder: str = "") -> None:
        value = values.get(name)
        shown = number(value) if isinstance(value, int | float) else value or ""
        typed[name] = st.text_input(
            label, value=shown, key=f"{prefix}-{name}", placeholder=placeholder
        )
        below.field(name)

    with st.form(key=prefix, border=False):
        word("outcome", "On what", "Pain intensity")
        left, right = st.columns(2)
        with left:
            word("timepoint", "When")
            offered = list(dict.fromkeys((*MEASURES, *filter(None, [values.get("measure")]))))
            typed["measure"] = st.selectbox(
                "Measure",
                offered,
                index=offered.index(values["measure"]) if values.get("measure") else None,
                accept_new_options=True,
                placeholder="MD, RR, … or another",
                key=f"{prefix}-measure",
            )
            below.field("measure")
        with right:
            word("comparison", "Comparison", "ketamine vs placebo")
            word("scale", "Scale", "0-10 NRS/VAS")
        for column, (name, label) in zip(st.columns(3), NUMBERS, strict=True):
            with column:
                word(name, label)
        typed["favours_ketamine_when"] = st.selectbox(
            "The intervention is better when the estimate is",
            list(FAVOURS),
            index=list(FAVOURS).index(values.get("favours_ketamine_when") or ""),
            format_func=FAVOURS.__getitem__,
            key=f"{prefix}-favours",
        )
        below.field("favours_ketamine_when")
        for pair in (COUNTS[:2], COUNTS[2:4], COUNTS[4:]):
            for column, (name, label) in zip(st.columns(2), pair, strict=True):
                with column:
                    word(name, label)
        word("p", "p")
        typed["certainty"] = st.selectbox(
            "Certainty, as the report itself rates it",
            RATED,
            index=RATED.index(values.get("certainty") or "")
            if values.get("certainty", "") in RATED
            else 0,
            format_func=lambda one: Certainty(one).word if one else "Not said",
            key=f"{prefix}-certainty",
        )
        word("flag", "What is unsure about it", "unconfirmed")
        word("note", "Note")
        save = st.form_submit_button("Save the effect", type="primary", key=f"{prefix}-save")
        away = before and st.form_submit_button("Take it away", key=f"{prefix}-away")
    if away and before:
        _done(
            lambda lib: lib.remove_effect(study.reference, before.id, revision=before.revision),
            rounds, "The effect was removed. History can bring it back.", [],
        )  # fmt: skip
    if not save or below.tell(check_measured(typed)):
        return
    pairs = [(label, name, typed[name]) for name, label in (("outcome", "On what"), *NUMBERS)]
    key = study.reference
    if before is None:
        _done(lambda lib: lib.add_effect(key, **typed), rounds, "The effect was recorded.", pairs)
    else:
        _done(
            lambda lib: lib.edit_effect(key, before.id, revision=before.revision, **typed),
            rounds, "The effect was changed.", pairs,
        )  # fmt: skip


def _done(act: Any, rounds: str, told: str, typed: list[tuple[str, str, str]]) -> None:
    try:
        act(library())
    except EvidenceError as problem:
        fields.refused(problem, typed)
        return
    st.session_state[rounds] += 1
    _said(told)
