"""Choosing a citation style: one's favourites first, then those used lately, then well-known ones,
or whatever a search over all of them finds."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import preferences
from evidence.library.preferences import Styles
from evidence.ui import show
from evidence.ui.session import kept, library

if TYPE_CHECKING:
    from evidence.citing import FormattedReference, ResolvedStyle

log = logging.getLogger("evidence.ui")
KNOWN = {
    "american-medical-association": "American Medical Association (AMA)",
    "nlm-citation-sequence": "Vancouver (NLM)",
    "apa": "American Psychological Association (APA)",
    "nature": "Nature",
    "the-lancet": "The Lancet",
    "bmj": "BMJ",
    "chicago-notes-bibliography": "Chicago, notes",
}
FOUND = 15


def held() -> Styles:
    """What the person on this page has starred and used."""
    lib = library()
    return preferences.styles(lib.engine, lib.who)


def remember(style: str, locale: str | None) -> None:
    """A document was made in this style and language."""
    lib = library()
    preferences.used(lib.engine, lib.who, style, locale=locale or "")


def favourite(found: Styles) -> str:
    """The style that a reader sees references in: the latest favourite, else the latest used."""
    return next(iter((*found.favourites[::-1], *found.recent, *KNOWN)))


def cited(keys: Sequence[str]) -> "dict[str, FormattedReference]":
    """References by key as the reader's favourite style prints them, each by itself; what cannot
    be printed so is left out."""
    mine = held()
    try:
        return kept(
            "alone",
            (favourite(mine), mine.locale, tuple(keys)),
            lambda lib: lib.format_references(
                keys, style=favourite(mine), locale=mine.locale or None, alone=True
            ),
        )
    except EvidenceError:  # the page shows title and journal instead; Export says what is wrong
        log.warning("references could not be printed in %s", favourite(mine), exc_info=True)
        return {}


def style_line() -> str:
    """Which style references are shown in, and where another is chosen."""
    title = _title(favourite(held())) or ""
    return (
        f'<p class="ev-small ev-styled">References in {show.text(title)}. '
        f"{show.to('export', 'Choose another')} as your favourite.</p>"
    )


def _title(style: str) -> str | None:
    """What a style is called; None for one that is not there any more."""
    if style in KNOWN:
        return KNOWN[style]
    try:
        return kept("style_title", (style,), lambda lib: lib.style(style).title)
    except EvidenceError:
        return None


def own(found: Styles) -> dict[str, str]:
    """Favourites, recent ones and well-known ones, each once, with their titles."""
    wanted = dict.fromkeys((*found.favourites[::-1], *found.recent, *KNOWN))
    titles = {style: _title(style) for style in wanted}
    return {style: title for style, title in titles.items() if title}


def own_style() -> "ResolvedStyle | None":
    """A style from a file of one's own, if one is given and can be used."""
    with st.expander("A style file of your own", key="own-style-box"):
        given = st.file_uploader("Style file (.csl)", type=["csl"], key="own-style")
        if given is None:
            return None
        try:
            return library().style(given.name, given.getvalue())
        except EvidenceError as problem:
            st.html(show.problem(problem.text, problem.hint))
            return None


def chosen_style() -> "str | ResolvedStyle":
    """The style that the page works in: one of the collection, or one's own for this visit."""
    query = st.text_input(
        "Find a style",
        key="style_query",
        live="300ms",
        type="search",
        placeholder="A journal or style: New England Journal of Medicine, JAMA, APA …",
    )
    mine = held()
    options = own(mine)
    if query.strip():
        found = library().styles(query, limit=FOUND)
        if found:
            options = {style.id: style.title for style in found}
        else:
            st.html(
                show.empty(
                    f"No style is called “{query}”.", "Try the journal's name or its abbreviation."
                )
            )
    # What is chosen stays chosen, whatever was starred since.
    present = st.session_state.get("style")
    if present and present not in options and not query.strip():
        options[present] = _title(present) or present
    names = {
        style: f"★ {title}" if style in mine.favourites else title
        for style, title in options.items()
    }
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    style = left.selectbox("Style", list(names), format_func=lambda one: names[one], key="style")
    starred = style in mine.favourites
    if right.button(
        "★ Favourite" if starred else "☆ Favourite",
        key="star",
        width="stretch",
        help="Take it out of your favourites" if starred else "Put it among your favourites",
    ):
        lib = library()
        preferences.star(lib.engine, lib.who, style, on=not starred)
        st.rerun()
    mine_alone = own_style()
    if mine_alone is not None:
        st.html(
            f'<p class="ev-small">Citations are in “{show.text(mine_alone.title)}”, from your '
            "file.</p>"
        )
        return mine_alone
    return style
