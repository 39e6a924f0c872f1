"""`evidence serve`: find the app wherever it was installed, and run it on this machine only."""

import logging
import os
import threading
import tomllib
import webbrowser
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from evidence.errors import BadInput, StoreError
from evidence.library import DATABASE_VARIABLE
from evidence.library.opening import bundled

log = logging.getLogger("evidence.ui")


def app_path() -> Path:
    """The app's script: beside the package in a checkout, inside it when installed."""
    path = bundled("app.py")
    if not path.is_file():
        raise StoreError(f"The app is not installed whole: {path} is missing.")
    return path


def options() -> dict[str, Any]:
    """The app's settings as Streamlit names them, from the file that travels with it."""
    path = bundled(".streamlit/config.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return dict(_flat(found))


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", value))
    return rows


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def sign_in_configured() -> bool:
    """Whether people must sign in (an [auth] section in Streamlit's secrets).

    Raises BadInput where the part of Streamlit that signs people in is not installed.
    """
    from evidence.ui import signing

    if not signing.configured():
        return False
    if find_spec("authlib") is None:
        raise BadInput(
            "Sign-in is configured, but Authlib, which it needs, is not installed.",
            hint="Install it with: pip install 'streamlit[auth]'.",
        )
    return True


# What Streamlit and the Read page load when a page is drawn for the first time: almost a second.
LOADED_AHEAD = (
    "pandas",
    "pyarrow",
    "PIL.Image",
    "evidence.library.linking",
    "evidence.library.claiming",
    "evidence.library.rating",
    "evidence.library.placing",
    "evidence.library.preferences",
    "evidence.ui.frame",
    "evidence.ui.accepting",
    "evidence.ui.appraisal",
    "evidence.ui.cards",
    "evidence.ui.charts",
    "evidence.ui.claiming",
    "evidence.ui.editing",
    "evidence.ui.flagging",
    "evidence.ui.rating",
    "evidence.ui.reader",
    "evidence.ui.styles",
    "evidence.ui.suggesting",
)


def _load_ahead() -> None:
    """Load what the first page needs while its visitor's browser is still opening."""
    for module in LOADED_AHEAD:
        try:
            import_module(module)
        except ImportError:
            log.debug("%s was not loaded ahead", module, exc_info=True)


def serve(
    url: str | None, *, host: str = "127.0.0.1", port: int = 8501, open_browser: bool = True
) -> None:
    """Run the app until it is stopped. Raises BadInput for an address that others can reach
    while nobody has to sign in, and what opening the library raises."""
    if not is_loopback(host) and not sign_in_configured():
        raise BadInput(
            f"{host} can be reached by others, and nobody would have to sign in.",
            hint="Serve on 127.0.0.1, or configure sign-in ([auth] in .streamlit/secrets.toml).",
        )
    from evidence.library import Library

    if url:
        os.environ[DATABASE_VARIABLE] = url
    Library.open(url).close()  # a library that cannot be opened is told here, not on a page
    threading.Thread(target=_load_ahead, name="load-ahead", daemon=True).start()
    from evidence.ui.asgi import app

    if open_browser:
        address = f"http://{'[' + host + ']' if ':' in host else host}:{port}"
        timer = threading.Timer(2.5, webbrowser.open, args=(address,))
        timer.daemon = True
        timer.start()
    app.run(
        config={
            **options(),
            "server.address": host,
            "server.port": port,
            "server.headless": True,
        }
    )
