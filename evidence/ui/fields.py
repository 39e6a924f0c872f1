"""What is wrong with a field, said below the field; what a form was drawn from, kept meanwhile."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import streamlit as st

from evidence.errors import EvidenceError, Level, Message, StaleEdit
from evidence.ui import show

Thing = TypeVar("Thing")


class Below:
    """Places below the fields of a form, which stay empty until something is wrong there."""

    def __init__(self) -> None:
        self._places: dict[str, Any] = {}

    def field(self, name: str) -> None:
        """Keep a place here, right after the field was drawn."""
        self._places[name] = st.empty()

    def tell(self, messages: Iterable[Message]) -> bool:
        """Say each message below its field, those of no field here; whether one is an error."""
        by_field: dict[str, list[Message]] = {}
        for message in messages:
            name = message.field if message.field in self._places else ""
            by_field.setdefault(name or "", []).append(message)
        for name, found in by_field.items():
            place = self._places.get(name) or st
            place.html("".join(wrong(message) for message in found))
        return any(one.level is Level.ERROR for found in by_field.values() for one in found)


def wrong(message: Message) -> str:
    """One message at its field, in words."""
    role = ' role="alert"' if message.level is Level.ERROR else ""
    tail = f" {message.hint}" if message.hint else ""
    return f'<p class="ev-wrong"{role}>{show.text(message.text + tail)}</p>'


def refused(problem: EvidenceError, pairs: Sequence[tuple[str, str, str]] = ()) -> None:
    """Say why something was not done. An edit that somebody overtook shows what is there now beside
    what was typed: `pairs` are (label, the field's name in the store, what was typed)."""
    rows: list[tuple[str, str]] = []
    if isinstance(problem, StaleEdit):
        for label, name, typed in pairs:
            theirs = stored(problem.theirs.get(name))
            if theirs != typed.strip():
                rows += [
                    (f"{label}, now there", show.text(theirs) or "–"),
                    ("Yours", show.text(typed) or "–"),
                ]
    st.html(show.problem(problem.text, problem.hint) + show.rows(rows))


def stored(value: Any) -> str:
    """A stored value as a person types it: nothing for none, a line for each of a list."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(str(one) for one in value)
    return str(value)


def held(name: str, revision: int, thing: Thing, *, first_field: str) -> tuple[int, Thing]:
    """What a form of live fields was drawn from: it stays while the form is on the page, even if
    somebody saves something else meanwhile. `first_field` is the key of its first widget."""
    key = f"held-{name}"
    if key not in st.session_state or first_field not in st.session_state:
        st.session_state[key] = (revision, thing)
    return st.session_state[key]


def let_go(name: str) -> None:
    """Draw the form anew, from what is there now."""
    st.session_state.pop(f"held-{name}", None)


def seen(name: str, revision: int) -> None:
    """What is there now has been looked at: what was typed may be saved over it."""
    st.session_state[f"held-{name}"] = (revision, st.session_state[f"held-{name}"][1])
