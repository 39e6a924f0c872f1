"""From a comparison to an answer: same, ask, related or different.

Points alone would merge what only looks alike. So the answer is "same" only where the points
suffice *and* no rule of `OBJECTIONS` speaks against it; a rule also says what the two are instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from evidence.matching.comparing import Comparison
from evidence.matching.features import is_abstract
from evidence.matching.opposites import POPULATIONS
from evidence.matching.weights import ASK_POINTS, SAME_POINTS


class Advice(StrEnum):
    """What to do with two references."""

    SAME = "same"  # merge; can be undone
    ASK = "ask"  # let a person decide
    RELATED = "related"  # link as versions of one work, never merge
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Objection:
    """A rule that forbids a merge: `answer` is what is said instead."""

    name: str
    answer: Advice
    applies: Callable[[Comparison], bool]


# Titles less alike than this are not of versions of one work.
RELATED_TITLE = 0.8
# Notices that stand under the work's own title, and now and then on its own page.
NEVER_HEADINGS = frozenset({"erratum", "retraction", "reply"})
OTHERS_WRITE = NEVER_HEADINGS | {"comment", "editorial"}


def _kinds_differ(c: Comparison) -> bool:
    """An erratum, a reply … and the work. On the very same pages most are only headings."""
    kinds = {c.a.title.kind, c.b.title.kind}
    if len(kinds) == 1:
        return False
    heading = not kinds & NEVER_HEADINGS
    return not (heading and c.same_place and c.alike.get("authors", 0.0) >= 0.9)


def _forms_differ(c: Comparison) -> bool:
    return "form" in c.points


def _versions_differ(c: Comparison) -> bool:
    return "version" in c.points


def _parts_differ(c: Comparison) -> bool:
    return c.title is not None and c.title.numbers == "differ" and not _place_outweighs_slip(c)


def _place_outweighs_slip(c: Comparison) -> bool:
    """A digit misread in a long title of the very same pages, by the same people."""
    title = c.title
    return bool(
        title and not title.part and c.same_place and c.same("authors") and title.similarity >= 0.95
    )


def _part_added(c: Comparison) -> bool:
    """`Title` and `Title 2`. A number that counts no parts is forgiven in one issue."""
    title = c.title
    if title is None or title.numbers != "added" or c.same_place:
        return False
    if title.series:
        return True
    if title.added:
        return False
    if title.part:
        return True
    return not (c.same_identifier or _same_issue_and_people(c))


def _contrast(c: Comparison) -> bool:
    return c.title is not None and bool(c.title.contrast)


def _abstract_and_article(c: Comparison) -> bool:
    """What a meeting's supplement printed, and the article, which stands elsewhere."""
    if is_abstract(c.a) == is_abstract(c.b) or c.same_identifier:
        return False
    return c.differs("pages") or c.differs("issue") or c.alike.get("journal", 1.0) < 0.6


def _other_title_same_identifier(c: Comparison) -> bool:
    """Abstracts of one supplement share its DOI, and neighbours their page."""
    translated = c.a.title.translated or c.b.title.translated
    return (
        c.same_identifier
        and c.alike.get("title", 1.0) < 0.8
        and not (translated and c.same_place and c.same("authors"))
    )


def _identifier_against_place(c: Comparison) -> bool:
    """One identifier, but two of journal, volume, pages and people are others."""
    if not c.same_identifier:
        return False
    others = (
        c.alike.get("journal", 1.0) < 0.6,
        c.alike.get("volume", 1.0) < 0.5,
        c.alike.get("pages", 1.0) < 0.5,
        c.alike.get("authors", 1.0) < 0.5,
    )
    return sum(others) > 1


def _words_replaced(c: Comparison) -> bool:
    return (
        c.title is not None
        and bool(c.title.replaced)
        and not (c.same_place or (c.same_identifier and c.same("authors")))
    )


def _reordered(c: Comparison) -> bool:
    """*Effect of depression on diabetes* and *of diabetes on depression*."""
    return c.title is not None and c.title.reordered and not (c.same_place or c.same_identifier)


def _population_added(c: Comparison) -> bool:
    """*Ketamine for depression* and *Ketamine for depression in children*."""
    return (
        c.title is not None
        and any(word in POPULATIONS for word in c.title.added)
        and not (c.same_place or c.same_identifier)
    )


def _other_pages(c: Comparison) -> bool:
    return c.differs("pages") and not c.same_identifier


def _pages_in_doubt(c: Comparison) -> bool:
    """Pages that overlap or may count something else: volume or issue must make up for them."""
    pages = c.alike.get("pages", 1.0)
    return pages < 0.6 and not (c.same_identifier or c.same("volume") or c.same("issue"))


def _other_volume(c: Comparison) -> bool:
    if c.alike.get("volume", 1.0) >= 0.5 or c.same_identifier:
        return False
    if c.same("pages") and c.alike.get("year", 0.0) >= 0.7:
        return False
    return not _volume_is_slip(c)


def _volume_is_slip(c: Comparison) -> bool:
    """Neighbouring volumes, where all else that is known is the same."""
    one, two = c.a.volume, c.b.volume
    if not (one.isdigit() and two.isdigit() and abs(int(one) - int(two)) == 1):
        return False
    return (
        all(c.alike.get(name) == 1.0 for name in ("title", "year", "journal", "issue"))
        and c.alike.get("authors", 0.0) >= 0.95
        and c.alike.get("pages", 1.0) >= 0.6
    )


def _other_issue(c: Comparison) -> bool:
    return c.differs("issue") and not (c.same_identifier or c.same("pages"))


def _other_journal(c: Comparison) -> bool:
    return c.alike.get("journal", 1.0) < 0.6 and not (
        c.same_identifier or c.same_place or (c.same("volume") and c.same("issue"))
    )


def _years_apart(c: Comparison) -> bool:
    return c.alike.get("year", 1.0) < 0.7 and not (
        c.same_identifier or (c.same("volume") and (c.same("pages") or c.same("issue")))
    )


def _year_apart_elsewhere(c: Comparison) -> bool:
    """A year between them and no place in common: a meeting's abstract, or an update."""
    if c.alike.get("year", 1.0) == 1.0 or c.same_identifier:
        return False
    if c.same("volume") or c.same("pages"):
        return False
    return not (c.same("journal") and c.alike.get("title", 0.0) >= 0.98)


def _column(c: Comparison) -> bool:
    """A title that comes back: only its place tells one from the next."""
    if not (c.a.title.generic or c.b.title.generic) or c.same_identifier:
        return False
    if any(c.alike.get(name, 1.0) < 0.8 for name in ("volume", "issue", "year", "authors", "doi")):
        return True
    if c.title is not None and c.title.similarity < 1:
        return True
    return not (c.same_place or _same_issue_and_people(c))


def _same_issue_and_people(c: Comparison) -> bool:
    """The same people in the same issue of the same journal, and no other pages."""
    return (
        all(c.same(name) for name in ("volume", "issue", "year", "journal"))
        and c.alike.get("authors", 0.0) >= 0.9
        and c.alike.get("pages", 1.0) >= 0.6
    )


def _other_doi_and_title(c: Comparison) -> bool:
    """Two DOIs are no obstacle where all else agrees; here the titles do not."""
    return c.alike.get("doi") == 0.0 and c.alike.get("title", 1.0) < 0.98


def _nobody_named(c: Comparison) -> bool:
    """No authors to compare: an identifier, the pages, or a long title in one issue must do."""
    if "authors" in c.alike or c.same_identifier or c.same_place:
        return False
    title_tells = c.alike.get("title", 0.0) >= 0.98 and c.a.title.content >= 4
    return not (title_tells and all(c.same(name) for name in ("journal", "volume", "issue")))


def _other_people(c: Comparison) -> bool:
    """Hardly a name in common; one is enough where title and pages are the same."""
    authors = c.alike.get("authors", 1.0)
    if authors >= 0.5 or (c.same_identifier and c.same_place):
        return False
    return not (authors >= 0.3 and c.same_place and c.alike.get("title") == 1.0)


def _no_title(c: Comparison) -> bool:
    return c.title is None and not c.same_identifier


def _titles_unlike(c: Comparison) -> bool:
    """Only a translation may look so unlike, and then its place, people and journal must agree."""
    if c.alike.get("title", 1.0) >= 0.8:
        return False
    translated = c.a.title.translated or c.b.title.translated
    return not (translated and c.same_place and c.same("authors") and c.same("journal"))


def _other_pubmed(c: Comparison) -> bool:
    return c.alike.get("pmid") == 0.0 or c.alike.get("pmcid") == 0.0


# In order: the first that applies gives the answer.
OBJECTIONS = (
    Objection("identifier of another title", Advice.ASK, _other_title_same_identifier),
    Objection("kind", Advice.RELATED, _kinds_differ),
    Objection("version", Advice.RELATED, _versions_differ),
    Objection("part", Advice.DIFFERENT, _parts_differ),
    Objection("population", Advice.DIFFERENT, _contrast),
    Objection("form", Advice.RELATED, _forms_differ),
    Objection("abstract", Advice.RELATED, _abstract_and_article),
    Objection("column", Advice.DIFFERENT, _column),
    Objection("identifier against place", Advice.ASK, _identifier_against_place),
    Objection("part added", Advice.ASK, _part_added),
    Objection("no title", Advice.ASK, _no_title),
    Objection("DOI and title", Advice.ASK, _other_doi_and_title),
    Objection("people", Advice.ASK, _other_people),
    Objection("title", Advice.ASK, _titles_unlike),
    Objection("wording", Advice.ASK, _words_replaced),
    Objection("word order", Advice.ASK, _reordered),
    Objection("population added", Advice.ASK, _population_added),
    Objection("pages", Advice.ASK, _other_pages),
    Objection("pages in doubt", Advice.ASK, _pages_in_doubt),
    Objection("volume", Advice.ASK, _other_volume),
    Objection("issue", Advice.ASK, _other_issue),
    Objection("journal", Advice.ASK, _other_journal),
    Objection("years", Advice.ASK, _years_apart),
    Objection("year elsewhere", Advice.ASK, _year_apart_elsewhere),
    Objection("nobody named", Advice.ASK, _nobody_named),
    Objection("PubMed", Advice.ASK, _other_pubmed),
)


def advise(c: Comparison) -> Advice:
    """The answer for a comparison."""
    total = c.total
    if total < ASK_POINTS and c.alike.get("title", 0.0) < RELATED_TITLE and not c.same_identifier:
        return Advice.DIFFERENT  # whatever the rules say
    objection = next((rule for rule in OBJECTIONS if rule.applies(c)), None)
    if objection is None:
        if total >= SAME_POINTS:
            return Advice.SAME
        return Advice.ASK if total >= ASK_POINTS else Advice.DIFFERENT
    if objection.answer is Advice.RELATED:
        return Advice.RELATED if _of_one_work(c) else Advice.DIFFERENT
    if c.same_identifier:  # one of the two records is wrong
        return Advice.ASK
    if objection.answer is Advice.ASK and total >= ASK_POINTS:
        return Advice.ASK
    return Advice.DIFFERENT


def _of_one_work(c: Comparison) -> bool:
    """Whether the two belong together: titles alike, and the people, unless one is a notice.

    Errata name nobody, and comments have authors of their own.
    """
    if c.alike.get("title", 0.0) < RELATED_TITLE:
        return c.same_identifier
    kinds = {c.a.title.kind, c.b.title.kind}
    if len(kinds) > 1 and kinds & OTHERS_WRITE:
        return True
    return c.alike.get("authors", 1.0) >= 0.5 and c.alike["title"] >= 0.85
