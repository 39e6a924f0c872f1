"""Sentences of a text that make a claim in other words, and those that assert something uncited.

Whether a sentence makes a claim is for a person to say: each is taken or put away in one step.
"""

from collections.abc import Sequence

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.proposing import ClaimProposal, Proposals, SaidHere, UncitedAssertion
from evidence.ui import show
from evidence.ui.linking import claim_name
from evidence.ui.session import library
from evidence.ui.undoing import done

SHOWN = 30
ASSERTIONS_SHOWN = 40
LABEL_SIGNS = 90


def offers(found: Proposals, *, page: str, number: int | None, article: str | None = None) -> None:
    """What a text says of each claim. `number` is its version, None for a text that is not kept: its
    sentences can be taken as wordings only."""
    listed = [
        (claim, said)
        for claim in found.claims
        for said in claim.sentences
        if not said.placed and not (said.same_words and number is None)
    ]
    if not listed:
        st.html(
            '<p class="ev-small">No other sentence says what a claim says, as far as words tell.</p>'
        )
    for place, (claim, said) in enumerate(listed[:SHOWN]):
        key = f"{page}-{place}-{claim.slug}"
        with st.container(key=f"offer-{key}", border=True, gap="small"):
            st.html(described(claim, said))
            _decide(claim, said, key=key, page=page, number=number, article=article)
    if len(listed) > SHOWN:
        st.html(f'<p class="ev-small">and {len(listed) - SHOWN:,} more</p>')


def told(found: Proposals) -> str:
    """The same to read only: for a text that is being typed."""
    items = "".join(
        f"<li>{described(claim, said)}</li>"
        for claim in found.claims
        for said in claim.sentences
        if not said.same_words
    )
    if not items:
        return '<p class="ev-small">No sentence says a claim in other words.</p>'
    return f'<ul class="ev-fates">{items}</ul>'


def described(claim: ClaimProposal, said: SaidHere) -> str:
    how = "the same words" if said.same_words else f"likeness {said.score:.2f}"
    return (
        f"<p>{show.to('read', claim.claim, claim=claim.slug)}</p>"
        f'<p class="ev-words">{show.text(" ".join(said.text.split()))}</p>'
        f'<p class="ev-small">{how}</p>'
    )


def _decide(
    claim: ClaimProposal,
    said: SaidHere,
    *,
    key: str,
    page: str,
    number: int | None,
    article: str | None,
) -> None:
    name = claim_name(claim.slug)
    with st.container(horizontal=True, gap="small", key=f"decide-{key}"):
        take = st.button(f"It says that: {name}", key=f"take-{key}")
        away = st.button(f"It does not: {name}", key=f"away-{key}", type="tertiary")
    if not take and not away:
        return
    try:
        if away:
            library().dismiss_wording(claim.slug, said.text)
            told = f"Put away: it will not be proposed for “{claim.claim}” again."
        elif number is None:
            library().add_wording(claim.slug, said.text)
            told = f"It is a wording of “{claim.claim}” now."
        else:
            library().take_sentence(
                claim.slug, said.start, said.end, version=number, article=article
            )
            told = f"The text makes “{claim.claim}” here, too; the sentence is a wording of it."
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    done(page, told)
    st.rerun()


def uncited(
    found: Sequence[UncitedAssertion],
    claims: Sequence[r.ClaimSummary],
    *,
    page: str,
    number: int | None,
    article: str | None = None,
) -> None:
    """Sentences that assert something and belong to no claim; one can be tied to a claim."""
    if not found:
        st.html('<p class="ev-small">Every assertion of the text belongs to a claim.</p>')
        return
    items = "".join(
        f"<li>{show.text(' '.join(one.text.split()))} "
        f'<span class="ev-small">({show.text(", ".join(one.reasons))})</span></li>'
        for one in found[:ASSERTIONS_SHOWN]
    )
    more = len(found) - ASSERTIONS_SHOWN
    tail = f'<p class="ev-small">and {more:,} more</p>' if more > 0 else ""
    st.html(f'<ul class="ev-places">{items}</ul>{tail}')
    if number is None or not claims:
        return
    _tie(found[:ASSERTIONS_SHOWN], claims, page=page, number=number, article=article)


def _tie(
    found: Sequence[UncitedAssertion],
    claims: Sequence[r.ClaimSummary],
    *,
    page: str,
    number: int,
    article: str | None,
) -> None:
    with st.form(key=f"tie-{page}", border=False):
        which = st.selectbox(
            "A sentence that makes a claim",
            range(len(found)),
            format_func=lambda at: f"{at + 1}. {' '.join(found[at].text.split())[:LABEL_SIGNS]}",
            key=f"tie-{page}-sentence",
        )
        claim = st.selectbox(
            "The claim that it makes",
            claims,
            format_func=lambda one: one.text,
            key=f"tie-{page}-claim",
        )
        sent = st.form_submit_button("Tie the sentence to the claim", key=f"tie-{page}-send")
    if not sent or which is None or claim is None:
        return
    chosen = found[which]
    try:
        library().take_sentence(
            claim.slug, chosen.start, chosen.end, version=number, article=article
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    done(page, f"The sentence belongs to “{claim.text}” now.")
    st.rerun()
