"""What is wrong with the library: claims without support, doubtful references, broken passages.

One function a rule, one row a rule in `RULES`; a rule reads what was gathered once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from evidence.checks import check_reference
from evidence.errors import Level
from evidence.library import results as r
from evidence.library.claims import claims
from evidence.library.linked import evidence_of, notices_of
from evidence.store.reindex import as_json
from evidence.vocabulary import (
    VERIFIED,
    AnchorState,
    Design,
    NoticeKind,
    Stance,
    Verification,
)

if TYPE_CHECKING:  # a list of claims does not wait for what finds claims in a text
    from evidence.library.reviewing import Rewording

# Sources that report what others found without a method to find and weigh all of it. A systematic
# review has one, and is the best source there is for many questions (OCEBM 2011).
SECONDARY = frozenset(
    {Design.NARRATIVE_REVIEW, Design.EDITORIAL, Design.EXPERT_OPINION, Design.GUIDELINE}
)
RETRACTED = frozenset(
    {
        NoticeKind.RETRACTION,
        NoticeKind.PARTIAL_RETRACTION,
        NoticeKind.WITHDRAWAL,
        NoticeKind.REMOVAL,
    }
)
# What makes a claim stale beside its date: of so many suggestions one that is newer than every link
# and shares so many of the claim's words. Fewer words are about the same subject only.
LOOKED_AT = 8
SHARED_WORDS = 4
KEYS_TOLD = 6  # of many references that one sentence names
NOTICE_PROBLEMS = {
    **dict.fromkeys(RETRACTED, ("retracted", Level.ERROR)),
    NoticeKind.EXPRESSION_OF_CONCERN: ("concern", Level.WARNING),
    NoticeKind.CORRECTION: ("corrected", Level.INFO),
}

TO_DO = {
    "retracted": " Take the links out, or say why it is still cited.",
    "concern": " Weigh it again, or say why it is still cited.",
    "corrected": " See whether the correction touches what is cited.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that an editor should look at. `subject` is a claim's slug, a reference's key, or
    both; `kind` is one of `KINDS`."""

    kind: str
    severity: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Gathered:
    """All that the rules read."""

    today: date
    claims: list[r.ClaimSummary]
    links: dict[str, list[r.EvidenceView]]  # by claim
    references: list[tuple[str, str, dict]]  # id, key, CSL
    notices: dict[str, list[r.NoticeView]]  # by reference id
    flags: list[tuple[str, str, str]]  # kind, subject, reason
    duplicates: tuple[r.DuplicateGroup, ...]
    newer: dict[str, list[r.SuggestionView]]  # by claim: what may bear on it, newest first
    reworded: "tuple[Rewording, ...]"


Found = Iterator[Problem]


def check(connection: Connection, *, today: date) -> list[Problem]:
    """All problems, the gravest first, then by kind and subject."""
    gathered = _gather(connection, today)
    found = [problem for rule in RULES for problem in rule(gathered)]
    order = [level.value for level in (Level.ERROR, Level.WARNING, Level.INFO)]
    return sorted(found, key=lambda p: (order.index(p.severity), p.kind, p.subject, p.text))


def check_index(connection: Connection) -> list[Problem]:
    """Whether the search index is what the tables say. On SQLite it needs a write transaction."""
    from evidence.store.search.index import verify

    return [
        Problem("index", Level.ERROR.value, "search index", sentence)
        for sentence in verify(connection)
    ]


def _gather(connection: Connection, today: date) -> _Gathered:
    from evidence.library import duplicates, reviewing

    links: dict[str, list[r.EvidenceView]] = {}
    for view in evidence_of(connection, "c.retired_at IS NULL", {}):
        links.setdefault(view.claim, []).append(view)
    rows = connection.execute(
        text("SELECT id, citekey, csl FROM reference WHERE merged_into IS NULL ORDER BY citekey")
    )
    references = [(row.id, row.citekey, as_json(row.csl)) for row in rows]
    listed = claims(connection)
    return _Gathered(
        today=today,
        claims=listed,
        links=links,
        references=references,
        notices=notices_of(connection, {row[0] for row in references}),
        flags=_flags(connection),
        duplicates=duplicates.find(connection).groups,
        newer={
            claim.slug: _newer(connection, claim.slug) for claim in listed if links.get(claim.slug)
        },
        reworded=reviewing.reworded(connection),
    )


def _newer(connection: Connection, slug: str) -> list[r.SuggestionView]:
    """Of the first suggestions for a claim those that are newer than all that is linked to it and
    share enough of its words to be worth an editor's look."""
    from evidence.library.searching import suggest

    found = suggest(connection, slug, limit=LOOKED_AT)
    near = [one for one in found if one.newer and len(one.why) >= SHARED_WORDS]
    return sorted(near, key=lambda one: (-(one.year or 0), one.key))


def _flags(connection: Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(
        text(
            "SELECT g.kind, g.reason, c.slug, f.citekey FROM editorial_flag g "
            "LEFT JOIN evidence_link l ON l.id = g.link_id "
            "LEFT JOIN claim c ON c.id = coalesce(g.claim_id, l.claim_id) "
            "LEFT JOIN reference f ON f.id = l.reference_id "
            "WHERE g.resolved_at IS NULL ORDER BY g.created_at, g.id"
        )
    )
    return [(row.kind, _subject(row.slug or "", row.citekey), row.reason) for row in rows]


def _subject(slug: str, key: str | None) -> str:
    return f"{slug} – {key}" if key else slug


def _problem(kind: str, level: Level, subject: str, words: str) -> Problem:
    return Problem(kind, level.value, subject, words)


# Claims.


def _orphaned(all_: _Gathered) -> Found:
    for claim in all_.claims:
        if claim.state is AnchorState.ORPHANED:
            words = "The article's latest version does not say it. Place it again or retire it."
            yield _problem("orphaned", Level.ERROR, claim.slug, words)


def _reworded(all_: _Gathered) -> Found:
    for one in all_.reworded:
        words = f"Its words changed in version {one.since} and nobody has looked at it since"
        told = f": {'; '.join(one.differences)}." if one.differences else "."
        told += " Look whether its links still bear on it."
        level = Level.WARNING if one.differences else Level.INFO
        yield _problem("reworded", level, one.slug, words + told)


def _bearing(links: Sequence[r.EvidenceView], *stances: Stance) -> list[r.EvidenceView]:
    return [view for view in links if view.stance in stances]


def _studies(links: Sequence[r.EvidenceView]) -> set[str]:
    """The studies behind links: several reports of one are one."""
    return {(view.study.id if view.study else None) or view.reference.id for view in links}


def _number(links: Sequence[r.EvidenceView]) -> str:
    return "1 link" if len(links) == 1 else f"{len(links)} links"


def _all_of(links: Sequence[r.EvidenceView]) -> str:
    return "Its only link is" if len(links) == 1 else f"All of its {len(links)} links are"


def _keys(links: Sequence[r.EvidenceView]) -> str:
    """The references of links, the first few by key and the others counted."""
    keys = list(dict.fromkeys(view.reference.key for view in links))
    more = len(keys) - KEYS_TOLD
    return ", ".join(keys) if more <= 1 else f"{', '.join(keys[:KEYS_TOLD])} and {more} others"


def _leaning(slugs: Sequence[str]) -> str:
    if not slugs:
        return "no claim leans"
    return f"{', '.join(slugs)} {'leans' if len(slugs) == 1 else 'lean'}"


def _support(all_: _Gathered) -> Found:
    for claim in all_.claims:
        yield from weaknesses(claim.slug, all_.links.get(claim.slug, []))


def weaknesses(slug: str, links: Sequence[r.EvidenceView]) -> Found:
    """Unsupported, only background, single source, only secondary sources: of one claim."""
    if links and all(view.stance is Stance.BACKGROUND for view in links):
        words = f"{_all_of(links)} background; none bears on it."
        yield _problem("only-background", Level.WARNING, slug, words)
    standing = _bearing(links, Stance.SUPPORTS, Stance.QUALIFIES)
    if not standing:
        words = "Nothing that is linked supports it." if links else "Nothing is linked to it."
        words += " Link what supports it, or say it otherwise."
        yield _problem("unsupported", Level.ERROR, slug, words)
        return
    if len(_studies(standing)) == 1:
        words = f"It rests on one study: {standing[0].reference.key}."
        yield _problem("single-source", Level.INFO, slug, words)
    if all(_is_secondary(view) for view in standing):
        words = (
            f"Only secondary sources speak for it: {_keys(standing)}. Link the studies themselves."
        )
        yield _problem("only-secondary", Level.WARNING, slug, words)


def _is_secondary(view: r.EvidenceView) -> bool:
    designs = view.study.designs if view.study else ()
    return bool(designs) and SECONDARY.issuperset(designs)


def _passages(all_: _Gathered) -> Found:
    """Passages that are not where they should be; links that nobody has checked."""
    for claim in all_.claims:
        links = all_.links.get(claim.slug, [])
        for view in links:
            for passage in view.passages:
                if passage.verification is Verification.NOT_FOUND:
                    where = f" (the {passage.text_kind})" if passage.text_kind else ""
                    yield _problem(
                        "failed-verification",
                        Level.ERROR,
                        _subject(claim.slug, view.reference.key),
                        f"The text that is held{where} does not say “{_short(passage.exact)}”. "
                        "Quote what it says, or add the text that says it.",
                    )
        open_ = [v for v in links if not any(p.verification in VERIFIED for p in v.passages)]
        if open_:
            words = f"{len(open_)} of {_number(links)} without a verified passage: {_keys(open_)}."
            yield _problem("unverified", Level.INFO, claim.slug, words)


def _stale(all_: _Gathered) -> Found:
    for claim in all_.claims:
        if claim.review_by and claim.review_by[:10] < all_.today.isoformat():
            words = f"It was to be looked at again by {claim.review_by[:10]}."
            yield _problem("stale", Level.WARNING, claim.slug, words)
        if newer := all_.newer.get(claim.slug):
            keys = ", ".join(f"{one.key} ({one.year})" for one in newer)
            words = f"Newer than all that is linked to it, and alike in words: {keys}."
            words += " Link it or dismiss it." if len(newer) == 1 else " Link or dismiss them."
            yield _problem("stale", Level.INFO, claim.slug, words)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 80 else f"{words[:79]}…"


# References.


def _noticed(all_: _Gathered) -> Found:
    """References with notices that stand, and the claims that lean on them."""
    leaning: dict[str, list[str]] = {}
    for slug, links in all_.links.items():
        for view in links:
            leaning.setdefault(view.reference.key, []).append(slug)
    for row_id, key, _ in all_.references:
        for notice in all_.notices.get(row_id, ()):
            kind, level = NOTICE_PROBLEMS.get(notice.kind, (None, Level.INFO))
            if kind is None:
                continue
            words = notice.kind.replace("_", " ").capitalize()
            words += f" of {notice.noticed_on}" if notice.noticed_on else ""
            words += f" ({', '.join(notice.reasons)})" if notice.reasons else ""
            slugs = list(dict.fromkeys(leaning.get(key, [])))
            words += f"; {_leaning(slugs)} on it."
            if not notice.seen_by:
                words += TO_DO.get(kind, "") if slugs else ""
            else:
                # Seen and still cited with a reason: told, but it fails no check.
                kind, level = f"{kind}-seen", Level.INFO
                words += f" Seen by {notice.seen_by}: {notice.seen_reason}"
            yield _problem(kind, level, key, words)


def _malformed(all_: _Gathered) -> Found:
    for _, key, csl in all_.references:
        for message in check_reference(csl, year_now=all_.today.year):
            kind = "incomplete" if message.code == "missing-field" else "malformed"
            words = f"{message.text} {message.hint}" if message.hint else message.text
            yield _problem(kind, message.level, key, words)


def _duplicates(all_: _Gathered) -> Found:
    for group in all_.duplicates:
        if group.advice == "related":
            continue
        level = Level.WARNING if group.advice == "same" else Level.INFO
        why = "; ".join(reason.text for reason in group.reasons if reason.text)
        sure = "They are one work" if group.advice == "same" else "They may be one work"
        words = f"{sure}: {', '.join(group.references)}" + (f" ({why})." if why else ".")
        words += " Merge them, or say that they are different."
        yield _problem("duplicate", level, group.references[0], words)


def _flagged(all_: _Gathered) -> Found:
    for kind, subject, reason in all_.flags:
        words = kind.replace("_", " ").capitalize()
        words += f": {' '.join(reason.split())}" if reason and reason.strip() else "."
        yield _problem("flagged", Level.WARNING, subject, words)


RULES: tuple[Callable[[_Gathered], Found], ...] = (
    _orphaned, _reworded, _support, _passages, _stale, _noticed, _malformed, _duplicates, _flagged,
)  # fmt: skip
KINDS = (
    "orphaned", "reworded", "unsupported", "single-source", "only-secondary", "only-background",
    "unverified", "failed-verification", "stale", "retracted", "concern", "corrected",
    "retracted-seen", "concern-seen", "corrected-seen", "incomplete", "malformed", "duplicate",
    "flagged", "index",
)  # fmt: skip
