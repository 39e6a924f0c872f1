"""A really started server and a real browser's tab, as the tests of this folder drive them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidence.library import DATABASE_VARIABLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = Path(__file__).parent / "output"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Nothing that the browser does by itself may leave the machine.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 820, "height": 1180}, "has_touch": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
START_SECONDS = 60
# Once a tab, before anything is loaded: what another tab of the same browser left behind.
FORGET = """
if (!sessionStorage.getItem("own tab")) {
  localStorage.clear()
  sessionStorage.setItem("own tab", "yes")
}
"""


@dataclass
class Server:
    """`evidence serve` over a library, in a process of its own and in an empty folder."""

    url: str
    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "evidence", "serve", "--no-browser"]
        environment = {**os.environ, DATABASE_VARIABLE: self.url, "PYTHONPATH": str(ROOT)}
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=self.folder,
                env={**environment, "EVIDENCE_USER": "ana"},
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")


@dataclass
class Tab:
    """A page of the browser, with what it asked for and what it complained of."""

    page: "Page"
    server: Server
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, address: str = "/") -> "Page":
        """Load an address, and wait until the page is drawn to its end."""
        self.page.goto(self.server.address + address)
        self.page.locator(".ev-foot").wait_for(state="attached")
        self.page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
        if address == "/" or address.startswith("/?"):
            self.page.locator("#claim-rapid-onset").wait_for()
        return self.page

    def picture(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}.png")

    @property
    def elsewhere(self) -> list[str]:
        """What was asked of other machines."""
        here = (self.server.address, self.server.address.replace("http", "ws", 1), "data:", "blob:")
        return [url for url in self.asked if not url.startswith(here)]


def settings(screen: str, **options: Any) -> dict[str, Any]:
    """How a browser is opened. Options are those of a browser context."""
    return {**SCREENS[screen], "reduced_motion": "reduce", "accept_downloads": True, **options}


def new_tab(chromium: "Browser", server: Server, screen: str, **options: Any) -> Tab:
    """A tab of a browser without cookies or cache."""
    return tab_in(chromium.new_context(**settings(screen, **options)), server)


class Windows(dict[str, "BrowserContext"]):
    """A browser for each screen, with a profile on the disk: there it keeps the app's scripts
    compiled, which is half of what a page costs to load."""

    def __init__(self, engine: "BrowserType", folder: Path) -> None:
        self.engine, self.folder = engine, folder

    def __missing__(self, screen: str) -> "BrowserContext":
        self[screen] = self.engine.launch_persistent_context(
            self.folder / screen, executable_path=CHROMIUM, args=ARGUMENTS, **settings(screen)
        )
        return self[screen]


def tab_in(window: "BrowserContext", server: Server, scheme: str = "light") -> Tab:
    """Another tab of a browser: what it loaded is in its cache, cookies and storage are gone."""
    window.clear_cookies()
    window.set_default_timeout(20_000)
    tab = Tab(window.new_page(), server)
    if scheme != "light":
        tab.page.emulate_media(color_scheme=scheme)
    tab.page.add_init_script(FORGET)
    tab.page.on("request", lambda request: tab.asked.append(request.url))
    tab.page.on("pageerror", lambda error: tab.said.append(str(error)))
    tab.page.on(
        "console",
        lambda message: tab.said.append(message.text) if message.type == "error" else None,
    )
    return tab
