"""How long citing takes, in processor seconds with those of pandoc.

`python tests/benchmarks/citing.py [--long]` prints what, how long, and the bar.
"""

import datetime
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

from evidence.citing import (
    ArticleDocument,
    CitedClaim,
    CitedLink,
    format_references,
    render_article,
)
from evidence.vocabulary import Stance

FAMILIES = ("Berg", "Cohen", "Dahan", "Eide", "Jørum", "Kvarnström", "Max", "Noppers", "Sato")
NUMERIC, AUTHOR_DATE = "american-medical-association", "apa"


def references(count: int) -> list[dict[str, Any]]:
    """References of which some share their authors and year, as in a real library."""
    return [
        {
            "id": f"r{n}",
            "type": "article-journal",
            "title": f"Ketamine for chronic pain: randomised trial number {n}",
            "author": [
                {"family": f"{FAMILIES[n % 9]}{n // 27}", "given": "Anna B."},
                {"family": FAMILIES[n % 7], "given": "Carl"},
            ],
            "container-title": "Pain",
            "volume": str(1 + n % 160),
            "page": f"{n}-{n + 9}",
            "issued": {"date-parts": [[1990 + n % 30]]},
            "DOI": f"10.1016/j.pain.{n:07}",
        }
        for n in range(count)
    ]


def article(count: int) -> ArticleDocument:
    """An article with a claim for every ten references."""
    items = references(count)
    sentences = [f"Claim number {n} is a sentence of its own." for n in range(0, count, 10)]
    text = "\n\n".join(sentences)
    claims = []
    for place, sentence in enumerate(sentences):
        start = text.index(sentence)
        links = tuple(
            CitedLink(item["id"], Stance.SUPPORTS, "Why")
            for item in items[place * 10 : place * 10 + 10]
        )
        claims.append(CitedClaim(f"c{place}", sentence, start, start + len(sentence), links))
    return ArticleDocument(
        title="A benchmark", text=text, language="en", version=1,
        date=datetime.date(2026, 5, 12), digest="sha256:0", claims=tuple(claims),
        references={item["id"]: item for item in items}, retracted=frozenset(),
    )  # fmt: skip


def spent(work: Callable[[], object]) -> float:
    """Processor seconds of our own process and of those that it started."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    format_references(references(2), style=NUMERIC)  # what is loaded once
    for to in ("docx", "pdf"):
        render_article(article(10), style=NUMERIC, to=to)
    few, many = references(50), references(1000)
    rows: list[tuple[str, Callable[[], object], float]] = [
        ("preview of 50, numeric, first", lambda: format_references(few, style=NUMERIC), 0.15),
        ("preview of 50, numeric, again", lambda: format_references(few, style=NUMERIC), 0.005),
        (
            "article of 70 to DOCX",
            lambda: render_article(article(70), style="jama", to="docx"),
            1.5,
        ),
        ("article of 70 to PDF", lambda: render_article(article(70), style="nejm", to="pdf"), 1.5),
        ("1,000 numeric", lambda: format_references(many, style=NUMERIC), 3.0),
        ("1,000 author-date", lambda: format_references(many, style=AUTHOR_DATE), 10.0),
    ]
    if "--long" in sys.argv:
        for count in (200, 400, 800):
            document = article(count)
            rows.append(
                (
                    f"article of {count}, author-date, to HTML",
                    lambda document=document: render_article(document, style="apa", to="html"),
                    5.0,
                )
            )
    for name, work, bar in rows:
        sys.stdout.write(f"{name:42} {spent(work):8.3f} s   bar {bar:g} s\n")
        sys.stdout.flush()
    if "--long" in sys.argv:
        seconds = spent(lambda: format_references(references(10_000), style=NUMERIC))
        unit = 1 if sys.platform == "darwin" else 1024
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
        sys.stdout.write(f"10,000 numeric {seconds:.1f} s, pandoc at most {largest:.0f} MB\n")


if __name__ == "__main__":
    main()
