"""A text in the making: what was typed, and the version that it began from, until it is saved.

It is kept in the session, so that no rerun and no other page loses it, and in the library under
its writer's name, so that a closed window or a restarted server does not lose it either.
"""

from dataclasses import dataclass
from hashlib import blake2b

import streamlit as st

from evidence.errors import NotFound
from evidence.library import preferences
from evidence.library import results as r
from evidence.library.preferences import Draft
from evidence.library.proposing import Proposals
from evidence.library.revising import Preview
from evidence.ui.session import kept, library

# Keys of widgets, and of what is put into them before they are drawn.
EDITOR = "writing"
MESSAGE = "writing_message"
NEXT = "writing_next"
TEXT, PARENT, KEPT = "writing_text", "writing_parent", "writing_kept"
BEGUN = "writing_begun"  # what a text area is drawn with that does not know its text yet
ASIDE = "writing_aside"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What is in the editor, and the version that it began from (0: there was none)."""

    text: str
    parent: int


def latest() -> r.ArticleView | None:
    """The article as it is now; None in a library without one."""
    try:
        return kept("article", (), lambda lib: lib.article())
    except NotFound:
        return None


def source(article: r.ArticleView | None) -> str:
    """A version as a writer edits it: its title is the first heading."""
    return f"# {article.title}\n\n{article.text}".rstrip() + "\n" if article else ""


def version(number: int) -> str:
    """An earlier version as it was edited."""
    return kept("version_source", (number,), lambda lib: source(lib.article(number)))


def begin(now: r.ArticleView | None) -> None:
    """Bring what is unsaved to the page, before its widgets are drawn.

    A new session begins with what its writer left, else with the latest version. An editor in which
    nothing was typed follows the versions that others save.
    """
    state = st.session_state
    number = now.version.number if now else 0
    if PARENT not in state:
        left = preferences.draft(library().engine, library().who)
        if left and left.parent > number:  # the version that it began from was undone
            left = Draft(left.text, number, left.message)
        state[PARENT] = left.parent if left else number
        state[TEXT] = left.text if left else source(now)
        state[KEPT] = left
        if left and left.message:
            state[MESSAGE] = left.message
    if state[PARENT] > number:
        state[PARENT] = number
    typed = state.get(EDITOR, state[TEXT])
    if state[PARENT] != number and NEXT not in state:
        was = version(state[PARENT]) if state[PARENT] else ""
        if typed.strip() == was.strip():
            state[PARENT], state[NEXT] = number, source(now)
    state[BEGUN] = "" if EDITOR in state else state[TEXT]
    if NEXT in state:
        state[TEXT] = state[EDITOR] = state.pop(NEXT)
        state[BEGUN] = ""
    if state.pop("writing_message_done", False):
        state[MESSAGE] = ""


def put(text: str, *, parent: int | None = None) -> None:
    """Put a text into the editor at the next run; with `parent`, as one that began from there."""
    st.session_state[NEXT] = text
    if parent is not None:
        st.session_state[PARENT] = parent


def keep(text: str, *, message: str, unchanged: bool) -> Unsaved:
    """Remember what is in the editor, wherever the writer goes."""
    state = st.session_state
    state[TEXT] = text
    wanted = None if unchanged else Draft(text, state[PARENT], message)
    if wanted != state.get(KEPT):
        preferences.keep_draft(library().engine, library().who, wanted)
        state[KEPT] = wanted
    return Unsaved(text, state[PARENT])


def saved(number: int) -> None:
    """What is in the editor is a version now."""
    st.session_state[PARENT] = number
    st.session_state["writing_message_done"] = True
    st.session_state.pop(ASIDE, None)


def preview(text: str) -> Preview:
    """What would become of the claims; made once for a text and a state of the library."""
    lib = library()
    key = (lib.state(), blake2b(text.encode("utf-8", "replace")).digest())
    held = st.session_state.get("writing_preview")
    if held is None or held[0] != key:
        held = (key, lib.preview_revision(text))
        st.session_state["writing_preview"] = held
    return held[1]


def proposals(seen: Preview) -> Proposals:
    """What a text that is not saved says of the claims; made once for a text and a state."""
    lib = library()
    key = (lib.state(), blake2b(seen.text.encode("utf-8", "replace")).digest())
    held = st.session_state.get("writing_proposals")
    if held is None or held[0] != key:
        taken = [(fate.start, fate.end) for fate in seen.fates if fate.start >= 0]
        held = (key, lib.propose(f"# {seen.title}\n\n{seen.text}", taken=taken))
        st.session_state["writing_proposals"] = held
    return held[1]
