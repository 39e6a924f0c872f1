"""Claims: stated, edited, put in order. Where the article says them is in `placing`."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence.errors import BadInput, Conflict, Level, Message, NotFound
from evidence.text import fold
from evidence.vocabulary import (
    CLAIM_TYPES_WITHOUT_CERTAINTY,
    Certainty,
    ClaimType,
    Question,
    Workflow,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from evidence.store.tables import Claim

CLAIM_CHARS = 2_000
SLUG_CHARS = 60
GAPS = 50
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Words that say nothing in a short name.
_SMALL = frozenset(
    """a an and are as at be been by can for from has have in into is it its of on or that
    the their there these this those to was were which with within""".split()  # noqa: SIM905
)
SLUG_WORDS = 5


# What a person types, read field by field.


def _claim_text(value: Any) -> str:
    from evidence.library.linking import typed_text

    words = " ".join(typed_text(str(value or ""), name="claim").split())
    if not any(sign.isalpha() for sign in words):
        raise BadInput("A claim needs words.", hint="One sentence that can be true or false.")
    if len(words) > CLAIM_CHARS:
        raise BadInput(f"A claim has at most {CLAIM_CHARS:,} characters.")
    return words


def type_of(word: Any) -> str:
    """Read a claim's type: its key, or the words it is shown as. Raises BadInput."""
    try:
        return ClaimType("_".join(re.findall(r"[a-z]+", str(word).lower()))).value
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is not a type of claim." if word else "A claim has a type.",
            hint=f"Types are {', '.join(ClaimType)}.",
        ) from problem


def question_of(word: Any) -> str | None:
    """Read the kind of question that a claim answers; none for nothing. Raises BadInput."""
    if word in (None, ""):
        return None
    try:
        return Question("_".join(re.findall(r"[a-z]+", str(word).lower()))).value
    except ValueError as problem:
        raise BadInput(
            f"“{word}” is not a kind of question.", hint=f"They are {', '.join(Question)}."
        ) from problem


def _plain(name: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        from evidence.library.linking import typed_text

        return typed_text(str(value or ""), name=name)

    return read


def _gaps(value: Any) -> list[str] | None:
    from evidence.library.linking import typed_text

    lines = value.splitlines() if isinstance(value, str) else list(value or ())
    found = [" ".join(typed_text(line, name="gap").split()) for line in lines]
    found = [line for line in found if line]
    if len(found) > GAPS:
        raise BadInput(f"A claim lists at most {GAPS} things that are not known.")
    return found or None


def _day(value: Any) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError as problem:
        raise BadInput(f"“{value}” is no date.", hint="Write it as 2027-05-31.") from problem


READERS: dict[str, Callable[[Any], Any]] = {
    "text": _claim_text,
    "type": type_of,
    "question": question_of,
    "scope": _plain("scope"),
    "verdict": _plain("verdict"),
    "reason": _plain("reason"),
    "gaps": _gaps,
    "watch_out": _plain("warning"),
    "review_by": _day,
}


def check_claim(values: Mapping[str, Any]) -> tuple[Message, ...]:
    """What is wrong with the fields of a claim, each with its `field`; empty: nothing."""
    found = []
    for name, value in values.items():
        try:
            READERS[name](value)
        except BadInput as problem:
            found.append(
                Message(
                    level=Level.ERROR,
                    code="claim-field",
                    text=problem.text,
                    field=name,
                    hint=problem.hint,
                )
            )
    return tuple(found)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - set(READERS))
    if unknown:
        raise BadInput(f"A claim has no {unknown[0]}.", hint=f"It has {', '.join(READERS)}.")
    return {name: READERS[name](value) for name, value in values.items()}


# Stating a claim.


def slug_from(words: str) -> str:
    """A short name from a claim's words: the first that say something, joined by hyphens."""
    found = re.findall(r"[a-z0-9]+", fold(words))
    telling = [word for word in found if word not in _SMALL] or found
    slug = ""
    for word in telling[:SLUG_WORDS]:
        longer = f"{slug}-{word}" if slug else word[:SLUG_CHARS]
        if len(longer) > SLUG_CHARS:
            break
        slug = longer
    return slug or "claim"


def _free_slug(connection: Connection, words: str, given: str | None) -> str:
    taken = set(connection.execute(text("SELECT slug FROM claim")).scalars())
    if given:
        if not _SLUG.fullmatch(given) or len(given) > SLUG_CHARS:
            raise BadInput(
                f"“{given}” cannot be a claim's short name.",
                hint=f"Small letters, digits and hyphens, at most {SLUG_CHARS}: rapid-onset.",
            )
        if given in taken:
            raise Conflict(f"There is a claim “{given}” already.", hint="Choose another name.")
        return given
    slug, number = slug_from(words), 2
    while (slug if number == 2 else f"{slug}-{number - 1}") in taken:
        number += 1
    return slug if number == 2 else f"{slug}-{number - 1}"


def add_claim(
    session: "Session",
    words: str,
    *,
    said: str | None = None,
    slug: str | None = None,
    article: str | None = None,
    version: int | None = None,
    **fields: Any,
) -> str:
    """State a claim; returns its slug, made from its words where none is given.

    `said` are the words of the article's latest version that make it; without them the claim is
    placed wherever the version says it in its own words, and is listed as having no place where it
    does not. `version` is the one that the words were read in. Raises BadInput, Conflict (a claim
    with these words, the slug is taken), StaleEdit (there is a later version), NotFound.
    """
    from evidence.library.articles import article_row, version_row
    from evidence.library.placing import own_words, place_new, span_of
    from evidence.library.revising import has_article, overtaken
    from evidence.store import tables as t

    read = _read({"text": words, **fields})
    connection = session.connection()
    for row in connection.execute(text("SELECT slug, text FROM claim WHERE retired_at IS NULL")):
        if fold(row.text) == fold(read["text"]):
            raise Conflict(f"The claim “{row.slug}” says that already.")
    name = _free_slug(connection, read["text"], (slug or "").strip() or None)
    last = connection.execute(text("SELECT max(position) FROM claim")).scalar()
    claim = t.Claim(slug=name, position=0 if last is None else last + 1, **read)
    session.add(claim)
    session.flush()
    if not has_article(connection):
        if said:
            raise BadInput(
                "There is no article that could say it.",
                hint="`evidence article revise FILE` brings one in.",
            )
        return name
    here = version_row(connection, article_row(connection, article).id)
    if version is not None and version != here.number:
        raise overtaken(here)
    spans = [span_of(here.text, said)] if said else own_words(here.text, claim.text)
    place_new(session, claim, here, spans)
    return name


# Editing.


def edit_claim(
    session: "Session", slug: str, *, revision: int | None, fields: Mapping[str, Any]
) -> None:
    """Change fields of a claim that was seen at `revision`; what is not given stays.

    Where its new words say something else (a number, a denial, a direction), links that had been
    accepted for the old ones are submitted again. Raises StaleEdit, NotFound, BadInput, Conflict
    (another claim says that; its outcomes are rated and the new type has none to rate).
    """
    from evidence.store.changes import check_revision

    row = open_claim(session, slug)
    check_revision(row, revision, name="This claim")
    read = _read(fields)
    connection = session.connection()
    if "text" in read and fold(read["text"]) != fold(row.text):
        for other in connection.execute(
            text("SELECT slug, text FROM claim WHERE retired_at IS NULL AND id <> :id"),
            {"id": row.id},
        ):
            if fold(other.text) == fold(read["text"]):
                raise Conflict(f"The claim “{other.slug}” says that already.")
        _judge_again(session, row, read["text"])
        _look_for(session, row, read["text"])
    if read.get("type") in CLAIM_TYPES_WITHOUT_CERTAINTY and read["type"] != row.type:
        _refuse_rated(connection, row, read["type"])
    for name, value in read.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.flush()


def open_claim(session: "Session", slug: str) -> "Claim":
    """A claim that is not retired, by its slug. Raises NotFound."""
    from evidence.library.linking import claim_row

    row = claim_row(session, slug)
    if row.retired_at is not None:
        raise NotFound(f"The claim “{slug}” is retired.", hint="History can bring it back.")
    return row


def _judge_again(session: "Session", claim: "Claim", words: str) -> None:
    """Take the acceptance of links back where a claim's new words say something else."""
    from sqlalchemy import select

    from evidence.anchoring import differences
    from evidence.store.tables import EvidenceLink

    if not differences(claim.text, words):
        return
    accepted = select(EvidenceLink).filter_by(claim_id=claim.id, workflow=Workflow.ACCEPTED.value)
    for link in session.execute(accepted).scalars():
        link.workflow = Workflow.SUBMITTED.value
        link.accepted_by = link.accepted_at = None


def _look_for(session: "Session", claim: "Claim", words: str) -> None:
    """A claim that never had a place is looked for by its words: by its new ones from now on."""
    from sqlalchemy import select

    from evidence.store.tables import Anchor

    for anchor in session.execute(select(Anchor).filter_by(claim_id=claim.id, start=-1)).scalars():
        if anchor.exact == claim.text:
            anchor.exact = words


def _refuse_rated(connection: Connection, claim: "Claim", wanted: str) -> None:
    levels = connection.execute(
        text(
            "SELECT a.level FROM certainty_assessment a JOIN outcome o ON o.id = a.outcome_id "
            "WHERE o.claim_id = :id"
        ),
        {"id": claim.id},
    ).scalars()
    unrated = (Certainty.NOT_APPLICABLE.value, Certainty.NOT_ASSESSED.value)
    if any(level not in unrated for level in levels):
        raise Conflict(
            f"GRADE does not apply to a claim of {wanted}, and its certainty is rated.",
            hint="Take the ratings of its outcomes back first.",
        )


def order_claim(session: "Session", slug: str, *, before: str | None) -> None:
    """Put a claim before another one in the lists; without one, last. Raises NotFound, BadInput."""
    from sqlalchemy import select

    from evidence.store.tables import Claim

    row = open_claim(session, slug)
    other = open_claim(session, before) if before else None
    if other is row:
        raise BadInput("A claim cannot stand before itself.")
    listed = list(
        session.execute(
            select(Claim).order_by(Claim.position, Claim.slug)  # type: ignore[arg-type]
        ).scalars()
    )
    listed.remove(row)
    listed.insert(listed.index(other) if other else len(listed), row)
    for position, one in enumerate(listed):
        if one.position != position:
            one.position = position
    session.flush()
