"""How long a reader waits: `python tests/benchmarks/app.py` (needs Chromium; $CHROMIUM names it).

Over the shipped library, on a server started for it: from a click on a claim to its evidence, from
a keystroke to results, from an address to the article's text with a cold and a warm browser. Each
beside a plain page of the same server (its health check) loaded in the same browser, so that a
slow machine shows in both. Prints; asserts nothing.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ROOT = Path(__file__).resolve().parents[2]
PORT = 8533
ADDRESS = f"http://127.0.0.1:{PORT}"
CLICKS, LOADS = 20, 5
SHOWN = """slug => new Promise(done => {
    const began = performance.now()
    const panel = () => {
        const marked = document.querySelector('.st-key-evidence_panel .ev-claim')
        if (marked && marked.textContent !== window.before) done(performance.now() - began)
        else requestAnimationFrame(panel)
    }
    const old = document.querySelector('.st-key-evidence_panel .ev-claim')
    window.before = old && old.textContent
    const find = root => root.querySelector('#claim-' + slug)
        || [...root.querySelectorAll('*')].filter(one => one.shadowRoot)
            .map(one => find(one.shadowRoot)).find(Boolean)
    find(document).click()
    requestAnimationFrame(panel)
})"""


def serve(folder: str) -> tuple[subprocess.Popen[bytes], float]:
    """The server over a new shipped library, and the seconds until it answered."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "evidence", "serve", "--no-browser", "--port", str(PORT)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EVIDENCE_DATABASE_URL": f"sqlite:///{folder}/library.db",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{ADDRESS}/_stcore/health", timeout=2).read()
            return process, time.perf_counter() - began
        except OSError:
            time.sleep(0.02)
    raise SystemExit("The server did not start.")


def load(page: Page, address: str, selector: str) -> float:
    """Milliseconds from asking for an address to seeing an element."""
    began = time.perf_counter()
    page.goto(ADDRESS + address)
    page.locator(selector).first.wait_for()
    return (time.perf_counter() - began) * 1000


def clicks(page: Page) -> list[float]:
    """Milliseconds from a click on a claim to its evidence, in the page's own clock."""
    load(page, "/", "#claim-rapid-onset")
    stops = page.locator("a[id^=claim-]").evaluate_all("all => all.map(one => one.id)")
    slugs = [stop.removeprefix("claim-") for stop in stops]
    return [page.evaluate(SHOWN, slugs[turn % len(slugs)]) for turn in range(CLICKS)]


def keystrokes(page: Page) -> list[float]:
    """Milliseconds from the last letter of a query to its results, the pause in typing included."""
    times = []
    load(page, "/library", ".ev-reflist li")
    for query in ("ketmine", "cohen 2018", "neuropathic", "addiction", "magnesium"):
        page.get_by_label("Search references").fill("")
        page.wait_for_function("() => !document.querySelector('.stMain mark')")
        began = time.perf_counter()
        page.get_by_label("Search references").fill(query)
        page.locator(".ev-reflist mark").first.wait_for()
        times.append((time.perf_counter() - began) * 1000)
    return times


def cold(browser: Browser, address: str, selector: str) -> list[float]:
    """Loads in windows that have seen nothing yet."""
    times = []
    for _ in range(LOADS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        times.append(load(context.new_page(), address, selector))
        context.close()
    return times


def tell(what: str, times: list[float], plain: float) -> None:
    low, middle = min(times), statistics.median(times)
    print(f"{what:44} min {low:7.0f} ms  median {middle:7.0f} ms  {middle / plain:6.1f} × plain")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        process, starting = serve(folder)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                first = cold(browser, "/", "#claim-rapid-onset")
                plain = cold(browser, "/_stcore/health", "body")
                middle = statistics.median(plain)
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                warm = [load(page, "/", "#claim-rapid-onset") for _ in range(LOADS)]
                print(f"start of the server, library made: {starting:.1f} s")
                tell("a plain page, new window", plain, middle)
                tell("the article's text, very first window", first[:1], middle)
                tell("the article's text, new window", first[1:], middle)
                tell("the article's text, loaded again", warm, middle)
                tell(f"click on a claim to its evidence, {CLICKS} times", clicks(page), middle)
                tell("query typed to results (250 ms are the pause)", keystrokes(page), middle)
                browser.close()
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
