"""The full texts of a reference on its page: what is held, what was seen where, adding one."""

import streamlit as st

from evidence import limits
from evidence.errors import EvidenceError
from evidence.library import results as r
from evidence.library.texts import KINDS, SeenPassage, TextView
from evidence.ui import show
from evidence.ui.cards import CHECKED
from evidence.ui.linking import say
from evidence.ui.session import kept, library

SUFFIXES = ["txt", "md", "html", "htm", "docx", "pdf"]


def section(detail: r.ReferenceDetail) -> None:
    """All that the page shows and does about full texts."""
    key = detail.summary.key
    found = kept("texts", (key,), lambda lib: lib.texts(key))
    st.html('<h2 class="ev-sub">Full texts</h2>')
    if not found:
        st.html(
            show.empty(
                "The library holds no full text of it.",
                "Passages are checked against the abstract, if there is one.",
            )
        )
    for view in found:
        with st.container(key=f"text-{view.id}", gap="small"):
            st.html(described(view) + seen(view))
            _proposals(detail, view)
            if st.button("Remove this text", key=f"text-remove-{view.id}"):
                _remove(view)
    _form(detail)


def described(view: TextView) -> str:
    size = f"{view.characters:,} characters"
    pages = f", {show.plural(view.pages, 'page')}" if view.pages else ""
    return (
        f"<p><b>{show.text(view.name)}</b></p>"
        f'<p class="ev-small">{show.text(view.kind.value.capitalize())} text, {size}{pages}; '
        f"added by {show.text(view.added_by)} on {show.text(view.at[:10])}.</p>"
    )


def seen(view: TextView) -> str:
    """The passages that were looked for in a text, and where they stand."""
    if not view.passages:
        return '<p class="ev-small">No passage of a link was looked for in it yet.</p>'
    items = "".join(
        f"<li><q>{show.text(one.exact)}</q> <span class='ev-small'>{show.text(where(one))}</span></li>"
        for one in view.passages
    )
    return f"<ul>{items}</ul>"


def where(passage: SeenPassage) -> str:
    """How a passage was found, and on which page: in words."""
    page = f", page {passage.page} of the file" if passage.page else ""
    return f"{CHECKED[passage.verification.value]}{page}"


def _proposals(detail: r.ReferenceDetail, view: TextView) -> None:
    """One step for each passage that has no locator and whose page is known."""
    revisions = {link.id: link.revision for link in detail.links}
    for number, one in enumerate(view.passages):
        if one.proposal is None or one.link not in revisions:
            continue
        label = f"Give the passage its place: {one.proposal}"
        if st.button(label, key=f"text-place-{view.id}-{number}"):
            try:
                library().edit_link(one.link, revision=revisions[one.link], locator=one.proposal)
            except EvidenceError as problem:
                st.html(show.problem(problem.text, problem.hint))
            else:
                say("done", f"The passage stands on {one.proposal}.")
                st.rerun()


def _remove(view: TextView) -> None:
    try:
        name = library().remove_text(view.id)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
    else:
        say("done", f"{name} was removed. History can bring it back.")
        st.rerun()


def _form(detail: r.ReferenceDetail) -> None:
    rounds = f"texts-{detail.summary.id}"
    prefix = f"text-{detail.summary.id}-{st.session_state.setdefault(rounds, 0)}"
    with st.expander("Add a full text"), st.form(key=prefix, border=False):
        st.html(
            '<p class="ev-small">The passages of its links are looked for in it. It stays in this '
            "library and is part of no export.</p>"
        )
        file = st.file_uploader(
            "Text, Markdown, HTML, Word or PDF with a text layer",
            type=SUFFIXES,
            max_upload_size=limits.UPLOAD_MB,
            key=f"{prefix}-file",
        )
        kind = st.selectbox(
            "Which text of the study",
            list(KINDS)[::-1],
            format_func=lambda one: one.value.capitalize(),
            key=f"{prefix}-kind",
        )
        sent = st.form_submit_button("Add this text", key=f"{prefix}-add")
    if not sent or kind is None:
        return
    if file is None:
        st.html(show.problem("No file is chosen."))
        return
    try:
        added = library().add_text(detail.summary.key, file.name, file.getvalue(), kind=kind)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state[rounds] += 1
    found = sum(one.page is not None or one.verification != "not_found" for one in added.passages)
    looked = f" {found} of {show.plural(len(added.passages), 'passage')} seen in it."
    say("done", f"{added.name} was added.{looked if added.passages else ''}")
    st.rerun()
