"""How far what an article says is substantiated: each claim, each paragraph, the article.

Four stages of a link, each counted as it is and none as a verdict: linked (which document),
anchored (which passage of it), verified (the passage was seen in a text that the library holds, in
the same words), appraised (the study has a level of evidence for the claim's question, or a
judgement of its risk of bias).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from sqlalchemy import Connection, text

from evidence import appraisal
from evidence.library.results import Substantiation
from evidence.store.reindex import as_json
from evidence.vocabulary import VERIFIED, Design, Question

NOTHING = Substantiation(0, 0, 0, 0)
STAGES = ("linked", "anchored", "verified", "appraised")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


@dataclass(frozen=True, slots=True)
class ParagraphSubstantiation:
    """A paragraph, `text[start:end]` of its version: the claims that it makes, its sentences that
    assert something and belong to no claim, and the links of its claims. Headings have no number
    of their own."""

    number: int
    start: int
    end: int
    text: str
    claims: tuple[str, ...]  # slugs
    uncited: int
    links: Substantiation


@dataclass(frozen=True, slots=True)
class ArticleSubstantiation:
    """A version of an article: the whole, and paragraph by paragraph (those that make claims or
    assert something). A claim that is made twice counts once in the whole."""

    slug: str
    version: int
    title: str
    claims: int
    with_links: int  # claims that have any
    uncited: int
    links: Substantiation
    paragraphs: tuple[ParagraphSubstantiation, ...]


def by_claim(connection: Connection) -> dict[str, Substantiation]:
    """Claim id → how far its links go."""
    verified = ", ".join(f"'{state.value}'" for state in sorted(VERIFIED))
    counts = connection.execute(
        text(
            "SELECT l.claim_id, count(DISTINCT l.id) AS linked, "
            "count(DISTINCT CASE WHEN p.exact <> '' THEN l.id END) AS anchored, "
            f"count(DISTINCT CASE WHEN p.verification IN ({verified}) THEN l.id END) AS verified "
            "FROM evidence_link l LEFT JOIN passage p ON p.link_id = l.id GROUP BY l.claim_id"
        )
    )
    appraised = _appraised(connection)
    return {
        row.claim_id: Substantiation(
            row.linked, row.anchored, row.verified, appraised.get(row.claim_id, 0)
        )
        for row in counts
    }


def _appraised(connection: Connection) -> dict[str, int]:
    rows = connection.execute(
        text(
            "SELECT l.claim_id, c.question, s.designs, "
            "EXISTS (SELECT 1 FROM risk_of_bias b WHERE b.study_id = s.id) AS judged "
            "FROM evidence_link l JOIN claim c ON c.id = l.claim_id "
            "JOIN reference f ON f.id = l.reference_id JOIN study s ON s.id = f.study_id"
        )
    )
    found: dict[str, int] = {}
    for row in rows:
        if row.judged or _has_level(_key(row.designs), row.question):
            found[row.claim_id] = found.get(row.claim_id, 0) + 1
    return found


def _key(designs: object) -> tuple[str, ...]:
    return tuple(as_json(designs) or ())


@lru_cache(maxsize=2_000)
def _has_level(designs: tuple[str, ...], question: str | None) -> bool:
    known = [Design(word) for word in designs]
    return appraisal.level(known, Question(question) if question else None) is not None


def article(
    connection: Connection, slug: str | None = None, version: int | None = None
) -> ArticleSubstantiation:
    """How far a version of an article is substantiated; the latest where none is named.

    Raises NotFound.
    """
    from evidence.library.articles import article_row, version_row
    from evidence.library.proposing import propose

    row = article_row(connection, slug)
    found = version_row(connection, row.id, version)
    places = connection.execute(
        text(
            'SELECT c.id, c.slug, a.start, a."end" FROM anchor a JOIN claim c ON c.id = a.claim_id '
            "WHERE a.version_id = :version AND a.start >= 0 AND c.retired_at IS NULL "
            "ORDER BY a.start, c.position"
        ),
        {"version": found.id},
    ).all()
    done = by_claim(connection)
    uncited = propose(connection, version=found.number, article=row.slug).uncited
    made = {place.slug: done.get(place.id, NOTHING) for place in places}
    return ArticleSubstantiation(
        slug=row.slug,
        version=found.number,
        title=found.title,
        claims=len(made),
        with_links=sum(one.linked > 0 for one in made.values()),
        uncited=len(uncited),
        links=total(made.values()),
        paragraphs=tuple(
            _paragraphs(
                found.text,
                [(place.start, place.end, place.slug) for place in places],
                [one.start for one in uncited],
                made,
            )
        ),
    )


def _paragraphs(
    words: str,
    places: list[tuple[int, int, str]],
    uncited: list[int],
    done: Mapping[str, Substantiation],
) -> Iterable[ParagraphSubstantiation]:
    """One pass over paragraphs and over what stands in them, both in the order of the text."""
    waiting = sorted(places)
    open_ = sorted(uncited)
    at = asserted = 0
    number = 0
    for match in _PARAGRAPH.finditer(words):
        start, end = match.span()
        number += not match.group().startswith("#")
        slugs: list[str] = []
        while at < len(waiting) and waiting[at][0] < end:
            slugs.append(waiting[at][2])
            at += 1
        before = asserted
        while asserted < len(open_) and open_[asserted] < end:
            asserted += 1
        if not slugs and asserted == before:
            continue
        here = tuple(dict.fromkeys(slugs))
        yield ParagraphSubstantiation(
            number=number,
            start=start,
            end=end,
            text=match.group(),
            claims=here,
            uncited=asserted - before,
            links=total(done[slug] for slug in here),
        )


def total(found: Iterable[Substantiation]) -> Substantiation:
    """The sum of the stages."""
    listed = list(found)
    return Substantiation(*(sum(map(attrgetter(stage), listed)) for stage in STAGES))
