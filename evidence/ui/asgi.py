"""The app as a server: Streamlit's, with strict headers and compression around it."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from evidence.ui.serving import app_path


def inline_hashes() -> str:
    """The hashes of the inline scripts in Streamlit's own page, for the policy."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page.read_text(), re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def policy() -> str:
    """The Content-Security-Policy: nothing from elsewhere, no frames, no plug-ins."""
    return (
        f"default-src 'self'; script-src 'self' blob: {inline_hashes()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' blob: data:; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class Headers:
    """Adds the security headers. Plain ASGI: other middleware would buffer web sockets."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"x-frame-options", b"DENY"),
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        await self.app(scope, receive, with_headers)


@asynccontextmanager
async def warm(_app: Any) -> AsyncIterator[None]:
    """Load what the first page needs, so that the first reader waits no longer than the second."""
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401

    from evidence.ui.session import warm_library
    from evidence.ui.styles import KNOWN

    warm_library(next(iter(KNOWN)))
    yield


app = st.App(
    str(app_path()),
    middleware=[
        Middleware(Headers),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ],
    lifespan=warm,
)
