"""Releases: a state of the article under a name, frozen with all that its documents are made of.

A release holds text, claims, links, references and the citation style itself, not pointers to them:
what changes in the library, or in the collection of styles, changes nothing in it.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from evidence.anchoring.comparing import changes
from evidence.citing.model import ArticleDocument, CitedClaim, CitedLink
from evidence.citing.styles import ResolvedStyle
from evidence.errors import BadInput, Conflict, NewerSchema, NotFound, StoreError
from evidence.library.articles import article_row, version_row
from evidence.library.publishing import article_document, digest_of
from evidence.store.reindex import as_json
from evidence.text import strip_controls
from evidence.vocabulary import Certainty, Stance

if TYPE_CHECKING:
    from sqlmodel import Session

FORMAT = "evidence-release/1"
NAME_CHARS = 100


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release in a list."""

    name: str
    version: int
    title: str
    style: str
    locale: str
    claims: int
    references: int
    author: str
    at: str
    digest: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a release holds, ready to be exported."""

    name: str
    document: ArticleDocument
    style: ResolvedStyle
    locale: str


@dataclass(frozen=True, slots=True)
class ReleaseDifferences:
    """From one release to another: the text by words, links and references by what came and went.

    A link is told as `claim – stance – reference`.
    """

    text: tuple[tuple[str, str], ...]
    links_added: tuple[str, ...]
    links_removed: tuple[str, ...]
    references_added: tuple[str, ...]
    references_removed: tuple[str, ...]
    references_changed: tuple[str, ...]


def release(
    session: "Session",
    name: str,
    *,
    version: int | None,
    style: ResolvedStyle,
    locale: str | None,
    who: str,
) -> None:
    """Freeze a version of the article. Raises BadInput (the name), Conflict (taken), NotFound."""
    from evidence.store import ledger

    wanted = clean_name(name)
    connection = session.connection()
    row = article_row(connection)
    if _row(connection, wanted) is not None:
        raise Conflict(
            f"There is a release “{wanted}” already, and a release never changes.",
            hint="Choose another name.",
        )
    document = article_document(connection, version=version)
    content = {
        "format": FORMAT,
        "document": _plain(document),
        "style": dataclasses.asdict(style),
        "locale": style.locale_for(locale, document.language),
    }
    session.add(
        ledger.Release(
            article_id=row.id,
            version_id=version_row(connection, row.id, version).id,
            name=wanted,
            author=who,
            digest=digest_of(content),
            content=content,
        )
    )
    session.flush()


def clean_name(name: str) -> str:
    """A release's name as it is kept: one line. Raises BadInput where it is none."""
    wanted = " ".join(strip_controls(name)[0].split())
    if not wanted:
        raise BadInput("A release needs a name.", hint="Such as 2026-05 or first-edition.")
    if len(wanted) > NAME_CHARS:
        raise BadInput(f"The name of a release has at most {NAME_CHARS} characters.")
    return wanted


def releases(connection: Connection) -> list[ReleaseView]:
    """The article's releases, newest first."""
    rows = connection.execute(
        text(
            "SELECT name, author, digest, content, created_at FROM release "
            "WHERE article_id = :article ORDER BY created_at DESC, name"
        ),
        {"article": article_row(connection).id},
    )
    return [_view(row) for row in rows]


def _view(row: Any) -> ReleaseView:
    held = _thawed(row)
    return ReleaseView(
        name=row.name,
        version=held.document.version,
        title=held.document.title,
        style=held.style.id,
        locale=held.locale,
        claims=len(held.document.claims),
        references=len(held.document.references),
        author=row.author,
        at=row.created_at,
        digest=row.digest,
    )


def released(connection: Connection, name: str) -> Release:
    """A release with all that it holds. Raises NotFound, StoreError (it was tampered with)."""
    row = _row(connection, clean_name(name))
    if row is None:
        raise NotFound(
            f"There is no release “{name[:NAME_CHARS]}”.",
            hint="`evidence article releases` lists them.",
        )
    return _thawed(row)


def compare(connection: Connection, first: str, second: str) -> ReleaseDifferences:
    """What is different in the second release. Raises NotFound."""
    old, new = (released(connection, name).document for name in (first, second))
    links_before, links_now = _links(old), _links(new)
    return ReleaseDifferences(
        text=tuple(changes(old.text, new.text)),
        links_added=tuple(link for link in links_now if link not in links_before),
        links_removed=tuple(link for link in links_before if link not in links_now),
        references_added=tuple(sorted(new.references.keys() - old.references.keys())),
        references_removed=tuple(sorted(old.references.keys() - new.references.keys())),
        references_changed=tuple(
            key
            for key in sorted(old.references.keys() & new.references.keys())
            if old.references[key] != new.references[key]
        ),
    )


def _links(document: ArticleDocument) -> dict[str, None]:
    return dict.fromkeys(
        f"{claim.slug} – {link.stance} – {link.reference}"
        for claim in document.claims
        for link in claim.links
    )


def _row(connection: Connection, name: str) -> Any:
    return connection.execute(
        text(
            "SELECT name, author, digest, content, created_at FROM release "
            "WHERE article_id = :article AND name = :name"
        ),
        {"article": article_row(connection).id, "name": name},
    ).first()


def _plain(document: ArticleDocument) -> dict[str, Any]:
    """A document as JSON: what `_document` reads."""
    plain = dataclasses.asdict(document)
    plain["date"] = document.date.isoformat()
    plain["retracted"] = sorted(document.retracted)
    plain["references"] = {key: dict(item) for key, item in document.references.items()}
    return plain


def _thawed(row: Any) -> Release:
    """A release as it was frozen. Raises StoreError where it is not."""
    content = as_json(row.content)
    if digest_of(content) != row.digest:
        raise StoreError(
            f"The release “{row.name}” is not as it was frozen.", hint="Restore it from a backup."
        )
    if content.get("format") != FORMAT:
        raise NewerSchema(f"The release “{row.name}” was made by a newer version of Evidence.")
    return Release(
        name=row.name,
        document=_document(content["document"]),
        style=ResolvedStyle(**content["style"]),
        locale=content["locale"],
    )


def _document(plain: Mapping[str, Any]) -> ArticleDocument:
    """The document of a release. Its keys are put in order: a database may keep them in another."""
    return ArticleDocument(
        title=plain["title"],
        text=plain["text"],
        language=plain["language"],
        version=plain["version"],
        date=datetime.date.fromisoformat(plain["date"]),
        digest=plain["digest"],
        claims=tuple(_claim(claim) for claim in plain["claims"]),
        references={key: plain["references"][key] for key in sorted(plain["references"])},
        retracted=frozenset(plain["retracted"]),
    )


def _claim(plain: Mapping[str, Any]) -> CitedClaim:
    links = tuple(
        CitedLink(**{**link, "stance": Stance(link["stance"])}) for link in plain["links"]
    )
    return CitedClaim(
        **{
            **plain,
            "certainty": Certainty(plain["certainty"]),
            "links": links,
            "notices": tuple(plain["notices"]),
        }
    )
