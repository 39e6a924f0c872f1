"""Where an article says a claim that is stated: its own words, or words that a person chose.

A claim that the article does not say (yet) is listed like one whose words are gone: with an
orphaned place, so that a person, or the next version, can give it one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from evidence.errors import BadInput
from evidence.vocabulary import AnchorState

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Claim


@dataclass(frozen=True, slots=True)
class SentenceHere:
    """A sentence of an article, `text[start:end]` of its version, and the claims that it makes."""

    start: int
    end: int
    text: str
    claims: tuple[str, ...]  # slugs


@dataclass(frozen=True, slots=True)
class ArticleSentences:
    """The sentences of a version in order; headings are left out."""

    version: int
    sentences: tuple[SentenceHere, ...]


def place_new(
    session: "Session", claim: "Claim", version: Any, spans: Sequence[tuple[int, int]]
) -> None:
    """Anchor a claim that a version has no place for; without any it is listed as orphaned."""
    from evidence import anchoring
    from evidence.store import tables as t

    session.add_all(
        t.Anchor(
            version_id=version.id,
            claim_id=claim.id,
            position=position,
            exact=" ".join(quote.exact.split()),
            prefix=quote.prefix,
            suffix=quote.suffix,
            start=start,
            end=end,
        )
        for position, (start, end) in enumerate(spans)
        for quote in (anchoring.select(version.text, start, end),)
    )
    if not spans:
        session.add(
            t.Anchor(
                version_id=version.id,
                claim_id=claim.id,
                exact=claim.text,
                state=AnchorState.ORPHANED.value,
                score=0.0,
            )
        )
    session.flush()


def span_of(article: str, said: str) -> tuple[int, int]:
    """Where a text has some words, whatever white space stands between them. Raises BadInput."""
    from evidence.library.linking import typed_text

    words = typed_text(said, name="passage")
    if not any(sign.isalpha() for sign in words):
        raise BadInput("Say which words of the article make the claim.")
    found = own_words(article, words)
    if not found:
        raise BadInput(
            "The article's latest version does not have these words.",
            hint="Copy them from the text as they stand there.",
        )
    if len(found) > 1:
        raise BadInput(
            f"The article has these words in {len(found)} places.",
            hint="Give more of the sentence.",
        )
    return found[0]


def own_words(article: str, words: str) -> list[tuple[int, int]]:
    """The places of a text that have these very words, a full stop aside, in order."""
    from evidence.anchoring import Quote, places

    found = places(article, Quote(words.strip().rstrip(".")))
    spans = [(one.start, one.end) for one in found if one.same_words and not one.differences]
    return sorted(spans)


def sentences(connection: Connection, article: str | None = None) -> ArticleSentences:
    """The sentences of an article's latest version, and the claims that each makes. NotFound."""
    from evidence import anchoring
    from evidence.library.articles import article_row, version_row
    from evidence.library.revising import anchors_in

    last = version_row(connection, article_row(connection, article).id)
    placed = sorted(
        (row.start, row.end, row.slug)
        for row in anchors_in(connection, last.id)
        if row.start >= 0 and row.retired_at is None
    )
    found, here = [], 0
    for start, end in anchoring.sentences(last.text):
        while here < len(placed) and placed[here][1] <= start:
            here += 1
        words = last.text[start:end]
        if words.lstrip().startswith("#") or not any(sign.isalpha() for sign in words):
            continue
        slugs = []
        for begin, stop, slug in placed[here:]:
            if begin >= end:
                break
            if stop > start:
                slugs.append(slug)
        found.append(SentenceHere(start, end, words, tuple(dict.fromkeys(slugs))))
    return ArticleSentences(last.number, tuple(found))


def place_in_first_article(session: "Session", version: Any) -> list[tuple["Claim", bool]]:
    """Give the claims of a library their places in its first article, or list them as having none;
    returns each with whether the article says it."""
    from sqlalchemy import select

    from evidence.store.tables import Claim

    rows = session.execute(
        select(Claim).filter_by(retired_at=None).order_by(Claim.position, Claim.slug)  # type: ignore[arg-type]
    ).scalars()
    found = []
    for claim in rows.all():
        spans = own_words(version.text, claim.text)
        place_new(session, claim, version, spans)
        found.append((claim, bool(spans)))
    return found
