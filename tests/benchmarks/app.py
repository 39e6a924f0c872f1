"""How long a reader waits: `python tests/benchmarks/app.py [LIBRARY.db]`.

Needs Chromium; $CHROMIUM names it. Over the shipped library, on a server started for it: from a
click on a claim to its evidence, from a keystroke to results, from an address to the article's text
with a cold and a warm browser, and what a first visit brings over the wire. Each time beside a
plain page of the same server (its health check) loaded in the same browser, so that a slow machine
shows in both. Over LIBRARY.db (a large one, opened as it is) the keystrokes alone. Prints; asserts
nothing.
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

TYPED = """() => {
    document.addEventListener('input', () => { window.typed = performance.now() }, true)
    new MutationObserver(() => {
        if (!window.took && document.querySelector('.ev-reflist mark'))
            window.took = performance.now() - window.typed
    }).observe(document.body, { subtree: true, childList: true })
}"""


def processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """What the server has used until now, user and system."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def serve(folder: str, library: Path) -> tuple[subprocess.Popen[bytes], float]:
    """The server over a new shipped library, and the seconds until it answered."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "evidence", "serve", "--no-browser", "--port", str(PORT)],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "EVIDENCE_DATABASE_URL": f"sqlite:///{library}",
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
    """Milliseconds from the last letter of a query to its results, the pause in typing included, in
    the page's own clock."""
    times = []
    load(page, "/library", ".ev-reflist li")
    page.evaluate(TYPED)
    for query in ("ketmine", "cohen 2018", "neuropathic", "addiction", "magnesium"):
        page.get_by_label("Search references").fill("")
        page.wait_for_function("() => !document.querySelector('.stMain mark')")
        page.evaluate("() => { window.took = 0 }")
        page.get_by_label("Search references").fill(query)
        page.wait_for_function("() => window.took > 0")
        times.append(page.evaluate("() => window.took"))
    return times


def cold(browser: Browser, address: str, selector: str) -> list[float]:
    """Loads in windows that have seen nothing yet."""
    times = []
    for _ in range(LOADS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        times.append(load(context.new_page(), address, selector))
        context.close()
    return times


def weight(browser: Browser) -> int:
    """Bytes over the wire of a first visit to the article."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    load(page, "/", "#claim-rapid-onset")
    page.wait_for_timeout(2_000)
    context.close()
    return int(sum(sizes))


def reruns(page: Page, process: subprocess.Popen[bytes]) -> None:
    """What the server uses for each page when something on it is chosen or it is opened again."""
    load(page, "/", "#claim-rapid-onset")
    for name in ("Claims", "Library", "Write", "Import", "Duplicates", "Export", "History", "Read"):
        link = page.get_by_role("navigation", name="Pages").get_by_role("link", name=name)
        link.click()
        page.locator("h1").first.wait_for()
        page.wait_for_timeout(1_500)
        before, turns = processor_seconds(process), 10
        for _ in range(turns):
            page.evaluate("dispatchEvent(new PopStateEvent('popstate', { state: {} }))")
            page.wait_for_timeout(250)
        used = (processor_seconds(process) - before) / turns * 1000
        print(f"{f'one more run of {name}':44} {used:7.0f} ms of the server's processor")


def tell(what: str, times: list[float], plain: float) -> None:
    low, middle = min(times), statistics.median(times)
    print(f"{what:44} min {low:7.0f} ms  median {middle:7.0f} ms  {middle / plain:6.1f} × plain")


def main() -> None:
    large = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        process, starting = serve(folder, large or Path(folder) / "library.db")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                if large:
                    over_large(browser)
                else:
                    print(f"start of the server, library made: {starting:.1f} s")
                    over_shipped(browser, process)
                browser.close()
        finally:
            process.terminate()
            process.wait(20)


def over_large(browser: Browser) -> None:
    middle = statistics.median(cold(browser, "/_stcore/health", "body"))
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    tell("query typed to results (200 ms are the pause)", keystrokes(page), middle)


def over_shipped(browser: Browser, process: subprocess.Popen[bytes]) -> None:
    # The plain page first: what the browser does once in its life is not the app's.
    middle = statistics.median(cold(browser, "/_stcore/health", "body"))
    first = cold(browser, "/", "#claim-rapid-onset")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    warm = [load(page, "/", "#claim-rapid-onset") for _ in range(LOADS)]
    tell("the article's text, very first window", first[:1], middle)
    tell("the article's text, new window", first[1:], middle)
    tell("the article's text, loaded again", warm, middle)
    tell(f"click on a claim to its evidence, {CLICKS} times", clicks(page), middle)
    tell("query typed to results (200 ms are the pause)", keystrokes(page), middle)
    print(f"{'a first visit brings over the wire':44} {weight(browser) / 1e6:9.2f} MB")
    reruns(page, process)


if __name__ == "__main__":
    main()
