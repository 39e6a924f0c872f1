"""Two references compared field by field: similarities, points, and the reasons in words."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz

from evidence.matching import weights
from evidence.matching.features import Features
from evidence.matching.people import compare_people
from evidence.matching.places import (
    compare_issues,
    compare_journals,
    compare_pages,
    compare_volumes,
)
from evidence.matching.titles import SAME_TITLE, TitleDifference, compare_titles

# Of a hundred: titles less alike are looked at only under one identifier or on one page.
LEAST_ALIKE = 68
IDENTIFIERS = ("doi", "pmid", "pmcid", "arxiv", "isbn")


@dataclass(slots=True)
class Comparison:
    """What the fields of two references say. A field that one of them lacks is not in `alike`."""

    a: Features
    b: Features
    alike: dict[str, float] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    title: TitleDifference | None = None

    @property
    def total(self) -> float:
        return sum(self.points.values())

    def same(self, name: str) -> bool:
        """Whether both have the field and it is as good as equal."""
        return self.alike.get(name, 0.0) >= 0.8

    def differs(self, name: str) -> bool:
        """Whether both have the field and it is plainly another."""
        return self.alike.get(name, 1.0) < 0.2

    @property
    def same_identifier(self) -> bool:
        return any(self.alike.get(name) == 1.0 for name in ("doi", "pmid", "pmcid", "arxiv"))

    @property
    def same_place(self) -> bool:
        """Whether both begin on one page of one volume, or of one issue."""
        if self.alike.get("pages", 0.0) < 0.7:
            return False
        if "volume" in self.alike:
            return self.same("volume")
        if self.same("issue"):
            return True
        # An article's number, `CD006273` or `e17352`, is one of its journal's.
        long_number = len(self.a.pages.firsts[0]) > 4
        return long_number and self.same("year") and self.same("journal")


def compare_fields(a: Features, b: Features) -> Comparison:
    """Compare every field that both have. Symmetric but for the order of `a` and `b`."""
    result = Comparison(a, b)
    alike = result.alike
    for name in IDENTIFIERS:
        one = getattr(a, name)
        if one and (two := getattr(b, name)):
            alike[name] = 1.0 if one == two else 0.0
    if a.title.words and b.title.words:
        result.title = compare_titles(a.title, b.title)
        alike["title"] = result.title.similarity
    if a.people.families and b.people.families:
        alike["authors"] = compare_people(a.people, b.people)
    if a.year is not None and b.year is not None:
        alike["year"] = (1.0, 0.7, 0.4)[apart] if (apart := abs(a.year - b.year)) < 3 else 0.0
    if a.journal and b.journal:
        alike["journal"] = compare_journals(a.journal, b.journal)
    if a.volume and b.volume:
        alike["volume"] = compare_volumes(a.volume, b.volume)
    if a.issue and b.issue:
        issue = compare_issues(a.issue, b.issue)
        if issue is not None:
            alike["issue"] = issue
    if a.pages and b.pages:
        alike["pages"] = compare_pages(a.pages, b.pages)
    _give_points(result)
    return result


def worth_comparing(a: Features, b: Features) -> bool:
    """A cheap look that spares most comparisons of what shares a key by chance."""
    one, two = a.title.letters, b.title.letters
    if not one or not two or a.title.other or b.title.other:
        return True
    if (a.doi and a.doi == b.doi) or (a.pmid and a.pmid == b.pmid):
        return True
    if (a.pmcid and a.pmcid == b.pmcid) or (a.arxiv and a.arxiv == b.arxiv):
        return True
    if a.pages and b.pages and a.pages.firsts[0] == b.pages.firsts[0] and a.volume == b.volume:
        return True
    return fuzz.ratio(one, two, score_cutoff=LEAST_ALIKE) > 0 or one in two or two in one


def _give_points(result: Comparison) -> None:
    points = result.points
    for name, similarity in result.alike.items():
        points[name] = weights.points(name, similarity)
    if points.get("title", 0.0) > 0:
        points["title"] *= _informative(result)
    elif "title" in points and _is_translation(result):
        points["title"] *= weights.TRANSLATED_TITLE
    points.update(_differences(result))


def _is_translation(result: Comparison) -> bool:
    return result.a.title.translated or result.b.title.translated


def _informative(result: Comparison) -> float:
    """How much a title tells: little when it is short, next to nothing when columns bear it."""
    a, b = result.a.title, result.b.title
    if a.generic or b.generic:
        return weights.GENERIC_TITLE
    shorter = min(_telling_letters(a.letters), _telling_letters(b.letters))
    return max(weights.TITLE_LEAST, min(1.0, shorter / weights.TITLE_LETTERS))


def _telling_letters(letters: str) -> int:
    """How many letters; a Chinese, Japanese or Korean character tells as much as three."""
    if letters.isascii():
        return len(letters)
    return len(letters) + 2 * sum(char >= "\u2e80" for char in letters)


def _differences(result: Comparison) -> dict[str, float]:
    """What the wording of the titles and the forms of the works say against each other."""
    found: dict[str, float] = {}
    a, b = result.a, result.b
    title = result.title or SAME_TITLE
    if a.title.kind != b.title.kind:
        found["kind"] = -weights.KIND_DIFFERS
    if a.form != b.form and forms_exclude(a, b):
        found["form"] = -weights.FORM_DIFFERS
    if differ_in_version(a, b):
        found["version"] = -weights.KIND_DIFFERS
    if title.numbers == "differ":
        found["part"] = -(weights.PART_DIFFERS if title.part else weights.NUMBER_DIFFERS)
    elif title.numbers == "added" and not title.added:
        found["part"] = -weights.NUMBER_ADDED
    if title.contrast:
        found["population"] = -weights.CONTRAST
    elif title.replaced and not _is_translation(result):
        found["wording"] = -min(
            weights.WORD_REPLACED * len(title.replaced) / 2, weights.WORDS_REPLACED_MOST
        )
    return found


def forms_exclude(a: Features, b: Features) -> bool:
    """Whether the two came out in ways that make them versions of one work, not one work."""
    forms = {a.form, b.form}
    if "preprint" in forms:
        # Unless the other is known to have come out, it may be the preprint in another database.
        other = b if a.form == "preprint" else a
        return bool(other.form or other.journal or other.volume or other.pages)
    return "thesis" in forms or forms == {"book", "part"}


def differ_in_version(a: Features, b: Features) -> bool:
    """Whether two records of what may be one Cochrane review are of different versions of it."""
    if not a.review or not b.review or (a.review != b.review and "?" not in (a.review, b.review)):
        return False
    if a.version and b.version:
        return a.version != b.version
    if a.year is not None and b.year is not None and a.year != b.year:
        return True
    return bool(
        a.issue and b.issue and a.issue != b.issue and compare_issues(a.issue, b.issue) == 0
    )
