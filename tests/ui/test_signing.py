"""Nobody sees a page before they have signed in, where sign-in is configured."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from visits import text_of

from evidence.errors import BadInput
from evidence.library import Library
from evidence.ui import serving, signing

APP = Path(__file__).resolve().parents[2] / "app.py"
NOW = 1_800_000_000.0
WELL = {"is_logged_in": True, "email": "ana@example.org", "email_verified": True, "exp": NOW + 60}
AUTH = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "evidence",
    "client_secret": "secret",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}

USERS: list[tuple[str, dict[str, Any], tuple[str, str] | None]] = [
    ("signed in", WELL, None),
    ("no claim about the address", {"is_logged_in": True, "email": "ana@example.org"}, None),
    ("nobody", {}, signing.SIGN_IN),
    ("signed out", {**WELL, "is_logged_in": False}, signing.SIGN_IN),
    ("an address alone, as from a header", {"email": "admin@example.org"}, signing.SIGN_IN),
    ("a truthy word", {**WELL, "is_logged_in": "yes"}, signing.SIGN_IN),
    ("expired", {**WELL, "exp": NOW - 1}, signing.EXPIRED),
    ("address not verified", {**WELL, "email_verified": False}, signing.UNVERIFIED),
    ("address not verified, as a word", {**WELL, "email_verified": "false"}, signing.UNVERIFIED),
]


@pytest.mark.parametrize(("_name", "user", "told"), USERS, ids=[row[0] for row in USERS])
def test_only_who_signed_in_properly_comes_in(
    _name: str, user: dict[str, Any], told: tuple[str, str] | None
) -> None:
    assert signing.refusal(user, now=NOW) == told


@pytest.fixture
def visit(app_library: Library) -> Callable[[dict[str, Any]], AppTest]:
    def opened(user: dict[str, Any]) -> AppTest:
        at = AppTest.from_file(str(APP), default_timeout=60)
        at.secrets["auth"] = AUTH
        at.user = user
        return at.run()

    return opened


@pytest.mark.parametrize(
    "user", [{"is_logged_in": False}, {**WELL, "exp": 1}, {**WELL, "email_verified": False}]
)
def test_visitor_who_is_not_let_in_sees_no_page_and_no_menu(
    visit: Callable[[dict[str, Any]], AppTest], user: dict[str, Any]
) -> None:
    at = visit(user)
    assert not at.exception
    assert [button.label for button in at.button] == ["Sign in"]
    assert "Ketamine" not in text_of(at)
    assert "History" not in text_of(at)
    assert not at.get("bidi_component")


def test_who_signed_in_reads_and_can_sign_out(visit: Callable[[dict[str, Any]], AppTest]) -> None:
    at = visit({**WELL, "exp": 4_000_000_000})
    assert "Ketamine Infusion Therapy" in text_of(at)
    assert "Sign out" in [button.label for button in at.button]


HOSTS = ["0.0.0.0", "::", "192.168.1.10", "example.org", "", "localhost.example.org"]


@pytest.mark.parametrize("host", HOSTS)
def test_address_that_others_can_reach_is_refused_without_sign_in(host: str) -> None:
    with pytest.raises(BadInput, match="nobody would have to sign in"):
        serving.serve("sqlite://", host=host, open_browser=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_loopback_is_this_machine(host: str) -> None:
    assert serving.is_loopback(host)
