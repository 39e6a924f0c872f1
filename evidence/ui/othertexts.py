"""Other texts on the same subject: what they say of the claims, and keeping one as an article."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import manuscripts
from evidence.library import results as r
from evidence.library.articles import ArticleSummary
from evidence.ui import sentences, show, substance
from evidence.ui.looking import rewordings
from evidence.ui.reader import article_reader
from evidence.ui.session import kept, library
from evidence.ui.undoing import done

LOOSE = "othertexts_loose"  # in the session: the text that was brought in, not kept
PAGE = "claims"


def section(claims: list[r.ClaimSummary], chosen: str) -> None:
    """The other articles, one of them opened, and a form for another text."""
    others: list[ArticleSummary] = kept("articles", (), lambda lib: lib.articles())[1:]
    if others:
        st.html(_listed(others, chosen))
    if any(one.slug == chosen for one in others):
        _opened(chosen, claims)
    _bring()
    loose = st.session_state.get(LOOSE)
    if loose:
        _loose(loose, claims)


def _listed(others: list[ArticleSummary], chosen: str) -> str:
    here = ' aria-current="true"'
    items = "".join(
        f"<li{here if one.slug == chosen else ''}>"
        f"<h3>{show.to('claims', one.title, article=one.slug)}</h3>"
        f'<p class="ev-meta"><span>Version {one.version}</span>'
        f"<span>{show.text(one.at[:10])}</span>"
        f"<span>{show.plural(one.claims, 'claim')}</span></p></li>"
        for one in others
    )
    return f'<ul class="ev-fates">{items}</ul>'


def _opened(slug: str, claims: list[r.ClaimSummary]) -> None:
    """An article that uses the claims: what it says, offers, and what is not cited."""
    view = kept("article", (slug,), lambda lib: lib.article(article=slug))
    found = kept("propose", (slug,), lambda lib: lib.propose(article=slug))
    how_far = kept("substantiation", (slug, None), lambda lib: lib.substantiation(article=slug))
    st.html(f'<h3 class="ev-group">{show.text(view.title)}: what may make a claim</h3>')
    number = view.version.number
    sentences.offers(found, page=PAGE, number=number, article=slug)
    rewordings(page=PAGE, article=slug)
    st.html('<h3 class="ev-group">Citation needed?</h3>')
    sentences.uncited(found.uncited, claims, page=PAGE, number=number, article=slug)
    with st.expander("How far it is substantiated, and its text"):
        st.html(substance.table(how_far))
        article_reader(view, selected=None)
    _revise(slug, number)


def _revise(slug: str, number: int) -> None:
    with st.expander(f"Bring in version {number + 1} of it"), st.form(f"other-revise-{slug}"):
        file = st.file_uploader(
            "Markdown, plain text or Word (.docx)",
            type=["md", "txt", "docx"],
            key=f"other-file-{slug}-{number}",
        )
        sent = st.form_submit_button("Save it", key=f"other-save-{slug}")
    if not sent:
        return
    if file is None:
        st.html(show.problem("No file is chosen."))
        return
    try:
        words, _ = manuscripts.read(file.name, file.getvalue())
        revised = library().revise(words, article=slug, parent=number)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    lost = sum(claim.state == "orphaned" for claim in revised.claims)
    told = f" {show.plural(lost, 'claim')} lost its place." if lost else ""
    done(PAGE, f"Version {revised.version} is saved.{told}")
    st.rerun()


def _bring() -> None:
    with st.expander("Another text on the same subject"), st.form("othertext", border=False):
        st.html(
            '<p class="ev-small">Each claim is looked for in it; what it asserts beyond them is '
            "listed. Nothing is kept before you say so.</p>"
        )
        file = st.file_uploader(
            "Markdown, plain text or Word (.docx)", type=["md", "txt", "docx"], key="othertext-file"
        )
        typed = st.text_area("Or its words", key="othertext-words", height=160)
        sent = st.form_submit_button("Look for the claims in it", key="othertext-send")
    if not sent:
        return
    words = typed or ""
    try:
        if file is not None:
            words, _ = manuscripts.read(file.name, file.getvalue())
        library().propose(words)
    except EvidenceError as problem:
        st.session_state.pop(LOOSE, None)
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state[LOOSE] = words
    st.rerun()


def _loose(words: str, claims: list[r.ClaimSummary]) -> None:
    """A text that is not kept: its sentences can be wordings; it can be kept as an article."""
    found = kept("propose_words", (words,), lambda lib: lib.propose(words))
    made = sum(bool(claim.sentences) for claim in found.claims)
    st.html(
        f'<h3 class="ev-group">{show.text(found.title or "The text")}: {made} of '
        f"{show.plural(len(found.claims), 'claim')} found in it</h3>"
    )
    sentences.offers(found, page=PAGE, number=None)
    st.html('<h3 class="ev-group">Citation needed?</h3>')
    sentences.uncited(found.uncited, claims, page=PAGE, number=None)
    with st.form("othertext-keep", border=False):
        title = st.text_input("Its title", value=found.title, key="othertext-title")
        keep = st.form_submit_button("Keep it as an article", type="primary", key="othertext-kept")
    drop = st.button("Close this text", key="othertext-close")
    if drop:
        st.session_state.pop(LOOSE)
        st.rerun()
    if not keep:
        return
    try:
        view = library().add_article(words, title=(title or "").strip() or None)
    except EvidenceError as problem:
        st.html(show.problem(problem.text, problem.hint))
        return
    st.session_state.pop(LOOSE)
    done(PAGE, f"“{view.title}” is an article of the library now; it uses the same claims.")
    st.query_params["article"] = view.slug
    st.rerun()
