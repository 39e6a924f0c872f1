"""Forms that editors use: link a claim and a reference, change or remove a link."""

import re
from collections.abc import Callable
from time import monotonic

import streamlit as st

from evidence.errors import EvidenceError, StaleEdit
from evidence.library import results as r
from evidence.ui import show
from evidence.ui.session import as_drawn, kept, library
from evidence.vocabulary import Stance

DIRECTNESS = ("not stated", "direct", "indirect")


def claim_name(slug: str) -> str:
    """A claim's short name for a widget's label. Streamlit reads labels as Markdown and turns even
    escaped signs (`--`, `<=`) into others: a label gets letters and numbers only."""
    return " ".join(re.findall(r"[^\W_]+", slug))


STAYS = 5.0  # seconds


def say(kind: str, sentence: str, hint: str | None = None) -> None:
    """Keep a sentence for the next run of the page: a form is gone when its page runs again."""
    html = show.done(sentence) if kind == "done" else show.problem(sentence, hint)
    st.session_state["said"] = (html, None)


def said() -> None:
    """Show what the last action has to say.

    It stays for some seconds, however often the page runs in between: a run may be cut short by the
    next one before a reader sees anything of it.
    """
    html, first = st.session_state.get("said", ("", None))
    if first is not None and monotonic() - first > STAYS:
        del st.session_state["said"]
        return
    if html:
        st.session_state["said"] = (html, first or monotonic())
        st.html(html)


def link_form(*, slug: str | None = None, key: str | None = None, key_prefix: str) -> None:
    """Link a claim to a reference; one of the two is given by the page."""
    with st.expander("Link a study to this claim" if slug else "Link this reference to a claim"):
        with st.form(key=f"{key_prefix}-form", border=False):
            chosen_claim, chosen_key = slug, key
            if slug is None:
                claims = kept("claims", (), lambda lib: lib.claims())
                texts = {claim.slug: claim.text for claim in claims}
                chosen_claim = st.selectbox(
                    "Claim",
                    list(texts),
                    format_func=lambda one: texts[one],
                    key=f"{key_prefix}-claim",
                )
            if key is None:
                chosen_key = st.text_input(
                    "Reference (its key)",
                    key=f"{key_prefix}-key",
                    placeholder="cohen2018",
                    help="The key stands on the reference's page in the Library.",
                )
            stance = st.radio(
                "Stance",
                list(Stance),
                format_func=lambda one: one.word,
                captions=[one.meaning for one in Stance],
                key=f"{key_prefix}-stance",
            )
            rationale = st.text_area(
                "Rationale",
                key=f"{key_prefix}-rationale",
                placeholder="The finding, for this claim.",
            )
            quote = st.text_area(
                "Passage", key=f"{key_prefix}-quote", placeholder="The study's own words."
            )
            locator = st.text_input(
                "Where it stands", key=f"{key_prefix}-locator", placeholder="p. 4, table 2"
            )
            directness = st.selectbox("Directness", DIRECTNESS, key=f"{key_prefix}-directness")
            sent = st.form_submit_button("Link", type="primary")
        if sent and stance is not None:
            _link(chosen_claim, chosen_key, stance, rationale, quote, locator, directness)


def _link(
    slug: str | None,
    key: str | None,
    stance: Stance,
    rationale: str,
    quote: str,
    locator: str,
    directness: str,
) -> None:
    if not slug or not (key or "").strip():
        st.html(show.problem("A link needs a claim and a reference."))
        return
    try:
        made = library().link(
            slug,
            (key or "").strip(),
            stance=stance,
            rationale=rationale,
            quote=quote or None,
            locator=locator or None,
            directness=None if directness == DIRECTNESS[0] else directness,
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    say("done", f"{made.reference.key} now {made.stance} “{made.claim_text}”.")
    st.rerun()


def edit_link_form(view: r.EvidenceView, also: Callable[[r.EvidenceView], None]) -> None:
    """A form to change or remove one link, and what else is drawn of it below; it is drawn once
    somebody opens it."""
    name = f"Change this link to {claim_name(view.claim)}"
    with st.expander(name, key=f"change-link-{view.id}", on_change="rerun") as box:
        if box.open:
            _edit_link(view)
            also(view)


def _edit_link(view: r.EvidenceView) -> None:
    """An edit that somebody overtook shows what is there now, beside what was typed."""
    view = as_drawn(
        f"link-{view.id}",
        view.revision,
        view,
        buttons=(f"edit-{view.id}-{{}}-save", f"edit-{view.id}-{{}}-remove"),
    )
    prefix = f"edit-{view.id}-{view.revision}"
    first = view.passages[0] if view.passages else None
    with st.form(key=prefix, border=False):
        stance = st.selectbox(
            "Stance",
            list(Stance),
            index=list(Stance).index(view.stance),
            format_func=lambda one: one.word,
            key=f"{prefix}-stance",
        )
        rationale = st.text_area("Rationale", value=view.rationale, key=f"{prefix}-rationale")
        quote = st.text_area("Passage", value=first.exact if first else "", key=f"{prefix}-quote")
        place = f"{first.locator_label} {first.locator}" if first and first.locator else ""
        locator = st.text_input("Where it stands", value=place, key=f"{prefix}-locator")
        save = st.form_submit_button("Save", type="primary", key=f"{prefix}-save")
        remove = st.form_submit_button("Remove this link", key=f"{prefix}-remove")
    try:
        if save:
            library().edit_link(
                view.id,
                revision=view.revision,
                stance=stance,
                rationale=rationale,
                quote=quote,
                locator=locator,
            )
            say("done", "The link was changed.")
            st.rerun()
        if remove:
            library().remove_link(view.id, revision=view.revision)
            say("done", "The link was removed. History can bring it back.")
            st.rerun()
    except StaleEdit as problem:
        st.html(
            show.problem(problem.text, problem.hint)
            + show.rows(
                [
                    ("Now there", show.text(problem.theirs.get("rationale", ""))),
                    ("Yours", show.text(rationale)),
                ]
            )
        )
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
