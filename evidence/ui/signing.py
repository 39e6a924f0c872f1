"""Who may come in. Without [auth] in Streamlit's secrets the app is one person's, on one machine;
with it, nobody sees a page before they have signed in."""

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

SIGN_IN = ("Sign in to read the library.", "")
EXPIRED = ("Your sign-in has expired.", "Sign in again; nothing that was saved is lost.")
UNVERIFIED = (
    "Your e-mail address has not been verified.",
    "Verify it where you sign in, then sign in again.",
)


def configured() -> bool:
    """Whether people must sign in (an [auth] section in Streamlit's secrets)."""
    try:
        return "auth" in st.secrets
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return False


def refusal(user: Mapping[str, Any], *, now: float) -> tuple[str, str] | None:
    """Why somebody is not let in, as (sentence, hint); None for who signed in properly.

    `user` holds the claims of the identity token (OpenID Connect), `now` is in seconds since 1970.
    """
    if user.get("is_logged_in") is not True:
        return SIGN_IN
    expires = user.get("exp")
    if isinstance(expires, int | float) and expires < now:
        return EXPIRED
    if user.get("email_verified") in (False, "false"):
        return UNVERIFIED
    return None


def asked() -> tuple[str, str] | None:
    """What the visitor of this session has to be told before a page is shown; None to go on."""
    if not configured():
        return None
    return refusal(st.user.to_dict(), now=time.time())
