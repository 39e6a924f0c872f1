"""The library behind the pages, who is using it, and views that are kept until something changes."""

import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from evidence.errors import CitingError
from evidence.library import DATABASE_VARIABLE, Library, present_user

View = TypeVar("View")
WARMED = 500  # references; citeproc takes 5 ms for each
log = logging.getLogger("evidence.ui")


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Library:
    return Library.open(url or None)


def warm_library(style: str) -> None:
    """Open the library before the first reader comes, and print the references that claims lean on
    as `style` does: they are remembered one by one."""
    opened = _opened(os.environ.get(DATABASE_VARIABLE, ""))
    linked = {
        view.reference.key
        for claim in opened.claims()
        for view in opened.claim(claim.slug).evidence
    }
    try:
        opened.format_references(sorted(linked)[:WARMED], style=style, alone=True)
    except CitingError:  # the pages show title and journal instead; Export says what is wrong
        log.warning("references could not be printed in %s", style, exc_info=True)


def library() -> Library:
    """The library that the app shows, in the hands of whoever is signed in."""
    opened = _opened(os.environ.get(DATABASE_VARIABLE, ""))
    return opened.as_user(who())


def who() -> str:
    """The person behind this session: signed in, or the one who runs the app."""
    user = st.user
    if getattr(user, "is_logged_in", False):
        return str(user.get("email") or user.get("name") or "somebody")
    return present_user()


@st.cache_resource(max_entries=256, show_spinner=False)
def _kept(
    url: str, state: str, name: str, arguments: tuple[Any, ...], _make: Callable[[], Any]
) -> Any:
    return _make()


def kept(name: str, arguments: tuple[Any, ...], make: Callable[[Library], View]) -> View:
    """A view of the library, made once for each state of it. Raises what `make` raises."""
    lib = library()
    url = os.environ.get(DATABASE_VARIABLE, "")
    return _kept(url, lib.state(), name, arguments, lambda: make(lib))


def as_drawn(name: str, revision: int, thing: View, *, buttons: Sequence[str]) -> View:
    """What a form was drawn from. While the form is being sent that is what its editor saw, even
    if somebody has changed it since: their words must meet the new state, not vanish.

    `buttons` are the keys of the form's buttons, with `{}` where the revision stands.
    """
    before = st.session_state.get(f"drawn-{name}")
    if before and any(st.session_state.get(key.format(before[0])) for key in buttons):
        return before[1]
    st.session_state[f"drawn-{name}"] = (revision, thing)
    return thing
