"""The match of two references, with its reasons in words."""

from collections.abc import Callable
from dataclasses import dataclass

from evidence.matching.advice import Advice, advise
from evidence.matching.comparing import Comparison, compare_fields
from evidence.matching.features import Features
from evidence.matching.weights import score_of


@dataclass(frozen=True, slots=True)
class Reason:
    """What one field says: how alike it is (0-1) and how heavily that counts.

    `weight` is in points (see `weights.py`) and never negative; whether it counts for or against
    is in the similarity, and in `text`, which a person reads.
    """

    field: str
    similarity: float
    weight: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Two references and what is advised about them; reasons stand heaviest first."""

    first: str
    second: str
    advice: Advice
    score: float
    reasons: tuple[Reason, ...]


def compare(a: Features, b: Features, *, first: str = "", second: str = "") -> Match:
    """Compare two references. Symmetric in advice, score and the reasons' weights.

    The score is 1 only for equal features. A field that one of them lacks is no reason.
    """
    return match_of(compare_fields(a, b), first=first, second=second)


def match_of(comparison: Comparison, *, first: str, second: str) -> Match:
    """A comparison as it is told."""
    equal = comparison.a == comparison.b
    score = 1.0 if equal else score_of(comparison.total)
    return Match(first, second, advise(comparison), score, reasons_of(comparison))


def reasons_of(comparison: Comparison) -> tuple[Reason, ...]:
    """What every field said, heaviest first; what changes nothing is left out."""
    reasons = [
        Reason(
            field=name,
            similarity=round(comparison.alike.get(name, 0.0), 3),
            weight=round(abs(points), 2),
            text=_TEXTS[name](comparison),
        )
        for name, points in comparison.points.items()
        if abs(points) >= 0.005
    ]
    return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.field)))


def _told(label: str, name: str) -> Callable[[Comparison], str]:
    """`same volume 12`, `volume 12 and 13`."""

    def tell(comparison: Comparison) -> str:
        one, two = sorted((str(getattr(comparison.a, name)), str(getattr(comparison.b, name))))
        return f"same {label} {one}" if one == two else f"{label} {one} and {two}"

    return tell


def _title(comparison: Comparison) -> str:
    similarity = comparison.alike["title"]
    if similarity == 1.0:
        if comparison.a.title.generic:
            return "same title, but one that comes back in many issues"
        return "same title"
    if comparison.title and comparison.title.added:
        return f"one title has more words: {', '.join(comparison.title.added[:6])}"
    return f"titles {similarity:.0%} alike"


def _authors(comparison: Comparison) -> str:
    similarity = comparison.alike["authors"]
    if similarity == 1.0:
        return "same authors"
    if similarity >= 0.9:
        return "the same authors, written differently"
    if similarity >= 0.5:
        return "some authors in common"
    return "other authors"


def _journal(comparison: Comparison) -> str:
    similarity = comparison.alike["journal"]
    if similarity == 1.0:
        return "same journal"
    return "same journal, abbreviated" if similarity >= 0.8 else "another journal"


def _pages(comparison: Comparison) -> str:
    one, two = sorted((comparison.a.pages.firsts[0], comparison.b.pages.firsts[0]))
    if one == two:
        return "same pages" if comparison.alike["pages"] == 1.0 else f"same first page {one}"
    if comparison.alike["pages"] >= 0.9:
        return "same pages"
    return f"first page {one} and {two}"


def _kind(comparison: Comparison) -> str:
    kinds = sorted(filter(None, (comparison.a.title.kind, comparison.b.title.kind)))
    return f"one is of another kind: {' and '.join(kinds)}"


def _form(comparison: Comparison) -> str:
    one, two = sorted((comparison.a.form or "article", comparison.b.form or "article"))
    return f"{one} and {two}"


def _part(comparison: Comparison) -> str:
    if comparison.title and comparison.title.numbers == "added":
        return "one title has a number more"
    return "other numbers in the titles"


def _population(comparison: Comparison) -> str:
    return f"the titles differ in {comparison.title.contrast if comparison.title else ''}"


def _wording(comparison: Comparison) -> str:
    replaced = comparison.title.replaced if comparison.title else ()
    return f"other words in the titles: {', '.join(replaced[:6])}"


_TEXTS: dict[str, Callable[[Comparison], str]] = {
    "doi": _told("DOI", "doi"),
    "pmid": _told("PMID", "pmid"),
    "pmcid": _told("PMCID", "pmcid"),
    "arxiv": _told("arXiv number", "arxiv"),
    "isbn": _told("ISBN", "isbn"),
    "title": _title,
    "authors": _authors,
    "year": _told("year", "year"),
    "journal": _journal,
    "volume": _told("volume", "volume"),
    "issue": _told("issue", "issue"),
    "pages": _pages,
    "kind": _kind,
    "form": _form,
    "version": lambda _: "other versions of one Cochrane review",
    "part": _part,
    "population": _population,
    "wording": _wording,
}
