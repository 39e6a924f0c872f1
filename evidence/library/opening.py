"""Open a library; the first time, fill it with the shipped article and its references."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select, text

from evidence.errors import StoreError
from evidence.store import engine as engines

if TYPE_CHECKING:
    from sqlmodel import Session

SHIPPED_LABEL = "The shipped article and library"
EMPTY_LABEL = "An empty library"
SHIPPED_AUTHOR = "Evidence"
PICO = ("name", "population", "intervention", "comparator", "outcome", "timepoint")
STUDY_TEXTS = ("design_detail", "n_text", "population", "intervention", "finding", "caveat")


def bundled(name: str) -> Path:
    """A file that travels with the project: beside the package in a checkout, else inside it."""
    package = Path(__file__).resolve().parents[1]
    checkout = (package.parent / "data" / "references.bib").is_file()
    return package.parent / name if checkout else package / "_bundle" / name


def needs_schema(engine: Engine) -> bool:
    """Whether the schema must be made or upgraded; cheap when it need not (no Alembic loaded)."""
    from evidence.store.migrate import schema_of
    from evidence.store.migrations import HEAD

    with engines.reading(engine) as connection:
        return schema_of(connection) != HEAD


def is_new(engine: Engine) -> bool:
    """Whether nothing has ever happened in this library."""
    with engines.reading(engine) as connection:
        return connection.execute(text("SELECT 1 FROM change_set LIMIT 1")).first() is None


def fill(engine: Engine, *, shipped: bool) -> None:
    """Write the first change: the shipped library, or the decision to have none.

    Two processes may arrive at once: whoever holds the write lock first fills it.
    """
    from evidence.store.changes import change

    label = SHIPPED_LABEL if shipped else EMPTY_LABEL
    with change(engine, who=SHIPPED_AUTHOR, label=label, kind="create") as (session, change_set):
        if session.connection().execute(text("SELECT 1 FROM change_set LIMIT 1")).first():
            return
        if shipped:
            _fill_shipped(session, change_set.id)
        else:
            session.add(change_set)  # the decision to have none is remembered, too


def _fill_shipped(session: "Session", batch: str) -> None:
    from evidence.library import deciding, importing
    from evidence.vocabulary import OnDuplicate

    bib, article = bundled("data/references.bib"), bundled("data/article.md")
    try:
        content = json.loads(bundled("data/evidence.json").read_text(encoding="utf-8"))
        references = bib.read_bytes()
        words = article.read_text(encoding="utf-8")
    except OSError as problem:
        raise StoreError(
            f"The shipped library is incomplete: {problem.filename} is missing.",
            hint="Install Evidence again.",
        ) from problem
    files, failed = importing.read_files([(bib.name, references)])
    plan = deciding.plan(session.connection(), files, on_duplicate=OnDuplicate.MERGE)
    if failed or any(action.csl is None for action in plan.actions):
        raise StoreError("The shipped references cannot be read.", hint="Install Evidence again.")
    importing.apply(session, plan, batch=batch, who=SHIPPED_AUTHOR, steps=importing.Steps(0, None))
    _bring_in(session, content, words)


def split_title(markdown: str) -> tuple[str, str]:
    """A Markdown text's title (its first `#` heading) and the rest."""
    lines = markdown.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        if line.startswith("# "):
            return line[2:].strip(), "\n".join(lines[number + 1 :]).strip() + "\n"
        if line.strip():
            break
    return "", markdown.strip() + "\n"


def _bring_in(session: "Session", content: dict[str, Any], markdown: str) -> None:
    """Write an evidence file: article, claims, studies, links, effects."""
    from evidence.store import tables as t

    title, body = split_title(markdown)
    described = content["article"]
    article = t.Article(
        slug=described["slug"],
        title=described.get("title") or title,
        language=described.get("language", "en"),
        about=content.get("about"),
    )
    version = t.ArticleVersion(
        article_id=article.id,
        number=1,
        title=title or article.title,
        text=body,
        message=described.get("message", ""),
        author=SHIPPED_AUTHOR,
        digest=text_digest(body),
    )
    session.add_all([article, version])
    keys: dict[str, str] = dict(
        session.execute(select(t.Reference.citekey, t.Reference.id)).all()  # type: ignore[call-overload]
    )
    references = {row.citekey: row for row in session.execute(select(t.Reference)).scalars()}
    claims = {
        entry["slug"]: _bring_claim(session, entry, position, version, body)
        for position, entry in enumerate(content["claims"])
    }
    studies = {}
    for entry in content["studies"]:
        studies[entry["reference"]] = _bring_study(session, entry, references[entry["reference"]])
    positions: dict[str, int] = {}
    for entry in content["links"]:
        place = positions[entry["claim"]] = positions.get(entry["claim"], -1) + 1
        session.add(
            t.EvidenceLink(
                claim_id=claims[entry["claim"]],
                reference_id=keys[entry["reference"]],
                stance=entry["stance"],
                rationale=entry["rationale"],
                directness=entry.get("directness"),
                position=place,
                author=SHIPPED_AUTHOR,
            )
        )
    for place, entry in enumerate(content["effects"]):
        columns = t.Effect.model_fields
        values = {
            name: value for name, value in entry.items() if name in columns and value is not None
        }
        session.add(
            t.Effect(
                study_id=studies[entry["reference"]],
                reference_id=keys[entry["reference"]],
                position=place,
                **values,
            )
        )
    session.flush()


def text_digest(words: str) -> str:
    """A short digest of a text (BLAKE2b, 16 bytes, hexadecimal)."""
    import hashlib

    return hashlib.blake2b(words.encode("utf-8"), digest_size=16).hexdigest()


def _bring_claim(
    session: "Session", entry: dict[str, Any], position: int, version: Any, body: str
) -> str:
    from evidence import anchoring
    from evidence.store import tables as t

    claim = t.Claim(
        slug=entry["slug"],
        text=entry["text"],
        type=entry["type"],
        question=entry.get("question"),
        scope=entry.get("scope") or "",
        position=position,
        verdict=entry.get("verdict") or "",
        reason=entry.get("reason") or "",
        gaps=entry.get("gaps") or None,
        watch_out=entry.get("watch_out") or "",
    )
    session.add(claim)
    session.add_all(
        t.ClaimWording(claim_id=claim.id, text=words) for words in entry.get("wordings") or ()
    )
    for place, quote in enumerate(entry["anchors"]):
        wanted = anchoring.Quote(quote["exact"], quote["prefix"], quote["suffix"])
        found = anchoring.anchor(body, wanted)
        session.add(
            t.Anchor(
                version_id=version.id,
                claim_id=claim.id,
                position=place,
                exact=wanted.exact,
                prefix=wanted.prefix,
                suffix=wanted.suffix,
                start=found.start if found else -1,
                end=found.end if found else -1,
                state="anchored" if found else "orphaned",
                score=found.score if found else 0.0,
            )
        )
    for place, outcome in enumerate(entry["outcomes"]):
        certainty = outcome["certainty"]
        described: dict[str, Any] = {name: outcome.get(name) or "" for name in PICO}
        row = t.ClaimOutcome(claim_id=claim.id, position=place, **described)
        session.add(row)
        session.add(
            t.CertaintyAssessment(
                outcome_id=row.id,
                level=certainty["level"],
                start=certainty.get("start"),
                domains=certainty.get("domains") or None,
                explanations=certainty.get("explanations") or None,
                override_reason=certainty.get("override_reason"),
                reasons=certainty.get("reasons") or "",
                assessed_by=SHIPPED_AUTHOR,
            )
        )
    return claim.id


def _bring_study(session: "Session", entry: dict[str, Any], reference: Any) -> str:
    from evidence.store import tables as t

    words: dict[str, Any] = {name: entry.get(name) or "" for name in ("name", *STUDY_TEXTS)}
    study = t.Study(designs=entry["designs"], n=entry.get("n"), **words)
    session.add(study)
    reference.study_id = study.id
    reference.verification = entry.get("verification")
    return study.id
