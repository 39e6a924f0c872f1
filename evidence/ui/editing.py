"""A claim's own forms: what it says, how it stands to other claims, its place among them."""

from datetime import date
from typing import Any

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.claiming import check_claim
from evidence.library.depending import WORDS, ClaimRelationView
from evidence.ui import fields, show
from evidence.ui.claiming import question_word, type_word
from evidence.ui.linking import claim_name, say
from evidence.ui.session import as_drawn, kept, library
from evidence.vocabulary import ClaimRelationKind, ClaimType, Question

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
LAST = "At the end"
# Field of a claim, its label; in the order of the form.
LABELS = (
    ("text", "What the claim says"),
    ("scope", "For whom"),
    ("verdict", "Verdict, in words"),
    ("reason", "Why this verdict"),
    ("gaps", "What is not known, one a line"),
    ("watch_out", "What to beware of"),
)


def relations(found: tuple[ClaimRelationView, ...]) -> str:
    """What a claim is to others, each with a link."""
    items = "".join(
        f"<li>{show.text(one.word)}: {show.to('read', one.text, claim=one.slug)}</li>"
        for one in found
    )
    return f'<ul class="ev-small ev-related">{items}</ul>' if items else ""


def form(detail: r.ClaimDetail) -> None:
    """What a claim says, its relations, its place among the others."""
    _edit(detail)
    _relate(detail)
    _order(detail.summary.slug)


def _edit(detail: r.ClaimDetail) -> None:
    slug = detail.summary.slug
    detail = as_drawn(
        f"claim-{detail.summary.id}",
        detail.summary.revision,
        detail,
        buttons=(f"claim-{slug}-{{}}-save",),
    )
    claim, prefix = detail.summary, f"claim-{slug}-{detail.summary.revision}"
    before = {
        "text": claim.text,
        "scope": claim.scope,
        "verdict": claim.verdict,
        "reason": claim.reason,
        "gaps": "\n".join(detail.gaps),
        "watch_out": detail.watch_out,
    }
    below = fields.Below()
    typed: dict[str, Any] = {}
    with st.form(key=prefix, border=False):
        for name, label in LABELS:
            draw = st.text_input if name in ("scope", "verdict") else st.text_area
            typed[name] = draw(label, value=before[name], key=f"{prefix}-{name}")
            below.field(name)
        kinds, questions = list(ClaimType), [None, *Question]
        typed["type"] = st.selectbox(
            "Type",
            kinds,
            index=kinds.index(claim.type),
            format_func=type_word,
            key=f"{prefix}-type",
        )
        typed["question"] = st.selectbox(
            "Kind of question (for levels of evidence)",
            questions,
            index=questions.index(claim.question),
            format_func=question_word,
            key=f"{prefix}-question",
        )
        typed["review_by"] = st.date_input(
            "Look at it again by",
            value=date.fromisoformat(claim.review_by[:10]) if claim.review_by else None,
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            key=f"{prefix}-review",
        )
        below.field("review_by")
        sent = st.form_submit_button("Save the claim", type="primary", key=f"{prefix}-save")
    if not sent or below.tell(check_claim(typed)):
        return
    try:
        library().edit_claim(slug, revision=claim.revision, **typed)
    except EvidenceError as problem:
        fields.refused(problem, [(label, name, typed[name] or "") for name, label in LABELS])
        return
    say("done", "The claim was changed. History can bring back what it was.")
    st.rerun()


def _relate(detail: r.ClaimDetail) -> None:
    slug = detail.summary.slug
    found = kept("claim-relations", (slug,), lambda lib: lib.claim_relations(slug))
    st.html('<h3 class="ev-group">How it stands to other claims</h3>' + relations(found))
    for one in found:
        name = claim_name(one.slug)
        if st.button(f"Not related any more: {name}", key=f"unrelate-{slug}-{one.slug}"):
            _do(
                lambda lib, other=one.slug: lib.unrelate_claims(slug, other),
                "They are not related any more.",
            )
    others = _others(slug)
    if not others:
        st.html('<p class="ev-small">There is no other claim yet.</p>')
        return
    with st.form(key=f"relate-{slug}", border=False):
        kind = st.selectbox(
            "This claim",
            list(ClaimRelationKind),
            format_func=lambda one: WORDS[one][0].lower(),
            key=f"relate-{slug}-kind",
        )
        other = st.selectbox(
            "Which claim", list(others), format_func=others.__getitem__, key=f"relate-{slug}-other"
        )
        sent = st.form_submit_button("Relate them", key=f"relate-{slug}-send")
    if sent and kind is not None and other is not None:
        _do(lambda lib: lib.relate_claims(slug, kind, other), "The claims are related now.")


def _others(slug: str) -> dict[str, str]:
    return {
        claim.slug: claim.text
        for claim in kept("claims", (), lambda lib: lib.claims())
        if claim.slug != slug
    }


def _order(slug: str) -> None:
    others = _others(slug)
    if not others:
        return
    with st.form(key=f"order-{slug}", border=False):
        before = st.selectbox(
            "Its place wherever claims are listed: before",
            [*others, LAST],
            format_func=lambda one: others.get(one, LAST),
            key=f"order-{slug}-before",
        )
        sent = st.form_submit_button("Put it there", key=f"order-{slug}-send")
    if sent and before is not None:
        _do(
            lambda lib: lib.order_claim(slug, before=None if before == LAST else before),
            "The claim has another place in the lists.",
        )


def _do(act: Any, told: str) -> None:
    try:
        act(library())
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", told)
    st.rerun()
