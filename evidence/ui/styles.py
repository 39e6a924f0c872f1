"""Choosing a citation style: one's favourites first, then those used lately, then well-known ones,
or whatever a search over all of them finds."""

import streamlit as st

from evidence.errors import EvidenceError
from evidence.library import preferences
from evidence.library.preferences import Styles
from evidence.ui import show
from evidence.ui.session import kept, library

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


def chosen_style() -> str:
    """The style that the page works in."""
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
    return style
