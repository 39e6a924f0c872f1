"""The app as a server: this machine only, strict headers, nothing told to anybody."""

import base64
import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import streamlit

from evidence.errors import BadInput
from evidence.library.opening import bundled
from evidence.ui import asgi, serving

ROOT = Path(__file__).resolve().parents[2]
STARTING = 60  # seconds


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
def test_this_machine_is_allowed(host: str) -> None:
    assert serving.is_loopback(host)


OTHERS = ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "2001:db8::1", "evidence.example.org", ""]


@pytest.mark.parametrize("host", OTHERS)
def test_other_addresses_are_refused_in_one_sentence(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no secrets here
    with pytest.raises(BadInput) as refused:
        serving.serve(f"sqlite:///{tmp_path / 'l.db'}", host=host, open_browser=False)
    assert "can be reached by others, and nobody would have to sign in." in refused.value.text
    assert refused.value.text.count(".") - host.count(".") == 1
    assert "sign-in" in (refused.value.hint or "")
    assert not (tmp_path / "l.db").exists()


def test_refusal_is_said_in_the_terminal_without_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evidence", "serve", "--host", "0.0.0.0", "--no-browser"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, timeout=90
    )
    assert done.returncode in (1, 2)
    assert "can be reached by others" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_settings_are_those_of_the_file_that_travels_with_the_app() -> None:
    path = bundled(".streamlit/config.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    options = serving.options()
    assert options["server.maxUploadSize"] == found["server"]["maxUploadSize"]
    assert options["theme.light.primaryColor"] == found["theme"]["light"]["primaryColor"]
    assert not any(isinstance(value, dict) for value in options.values())


SETTINGS = [
    ("browser.gatherUsageStats", False),
    ("runner.magicEnabled", False),
    ("server.enableStaticServing", False),
    ("client.showErrorDetails", "none"),
    ("server.headless", True),
]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_setting(name: str, value: object) -> None:
    assert serving.options()[name] == value


LEFT_OFF = ["server.trustedUserHeaders", "server.enableAgentApi", "server.enableCORS"]


@pytest.mark.parametrize("name", LEFT_OFF)
def test_what_must_stay_as_streamlit_ships_it_is_not_set(name: str) -> None:
    assert name not in serving.options()


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0]: part[1:] for part in parts}


def test_policy_lets_nothing_in_from_elsewhere() -> None:
    found = directives(asgi.policy())
    assert found["default-src"] == ["'self'"]
    assert found["object-src"] == found["base-uri"] == found["frame-ancestors"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(found["script-src"])
    everything = {source for sources in found.values() for source in sources}
    allowed = {"'self'", "'none'", "blob:", "data:", "'unsafe-inline'"}
    assert {source for source in everything if not source.startswith("'sha256-")} == allowed


def test_policy_names_every_inline_script_of_streamlits_page() -> None:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in directives(asgi.policy())["script-src"]


def environment(folder: Path) -> dict[str, str]:
    """What the command needs: the package from this checkout, a library of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT")}
    library = f"sqlite:///{folder / 'library.db'}"
    return {**kept, "PYTHONPATH": str(ROOT), "EVIDENCE_DATABASE_URL": library}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def ask(
    port: int, path: str, *, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a really started server, run from an empty folder."""
    folder, port = tmp_path_factory.mktemp("empty"), free_port()
    log = (tmp_path_factory.mktemp("log") / "server.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "evidence", "serve", "--no-browser", "--port", str(port)],
        cwd=folder,
        env=environment(tmp_path_factory.mktemp("data")),
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            try:
                if ask(port, "/_stcore/health")[0] == 200:
                    break
            except OSError:
                pass
            assert server.poll() is None, log.seek(0) or log.read()
            time.sleep(0.1)
        else:
            pytest.fail("the server did not start")
        yield port
        assert list(folder.iterdir()) == []  # it leaves nothing where it was started
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.mark.parametrize(
    "path", ["/", "/claims", "/reference?key=x", "/_stcore/health", "/nothing"]
)
def test_every_answer_has_the_headers(served: int, path: str) -> None:
    _, headers, _ = ask(served, path)
    assert directives(headers["content-security-policy"])["frame-ancestors"] == ["'none'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_page_is_served_and_compressed(served: int) -> None:
    status, headers, body = ask(served, "/", headers={"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert headers["content-encoding"] == "gzip"
    assert body


def test_server_listens_on_this_machine_only(served: int) -> None:
    rows = Path("/proc/net/tcp")
    if not rows.is_file():
        pytest.skip("no /proc/net/tcp on this system")
    listening = [line.split()[1] for line in rows.read_text().splitlines()[1:] if " 0A " in line]
    addresses = [row.split(":")[0] for row in listening if int(row.split(":")[1], 16) == served]
    assert addresses == ["0100007F"]


def test_streamlit_asks_browsers_for_no_statistics(served: int) -> None:
    _, _, body = ask(served, "/_stcore/host-config")
    assert json.loads(body).get("gatherUsageStats") in (None, False)


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/state"])
def test_agents_door_is_shut(served: int, path: str) -> None:
    for method in ("POST", "GET"):
        status, _, body = ask(served, path, method=method)
        assert status in (403, 404, 405) or b"<html" in body.lower()


def test_socket_is_refused_to_another_site(served: int) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
    }
    own = {**headers, "Origin": f"http://127.0.0.1:{served}"}
    assert ask(served, "/_stcore/stream", headers=own)[0] == 101
    elsewhere = {**headers, "Origin": "http://evil.example"}
    assert ask(served, "/_stcore/stream", headers=elsewhere)[0] in (400, 403)


@pytest.mark.parametrize("module", serving.LOADED_AHEAD)
def test_what_is_loaded_ahead_is_there(module: str) -> None:
    assert find_spec(module) is not None
