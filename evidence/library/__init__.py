"""The library: one door for the app, the commands and a notebook; a method for each use case.

    from evidence import Library
    library = Library.open("my.db")
    library.claim("rapid-onset").evidence

A method that writes opens one change, does its work, and commits it whole or not at all.
"""

import getpass
import os
from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from evidence.library import results as r
from evidence.library.editors import Editors
from evidence.library.publishers import Publishers
from evidence.store import engine as engines
from evidence.vocabulary import Directness, Stance

if TYPE_CHECKING:
    from evidence.library import releasing
    from evidence.library.checking import Problem
    from evidence.library.noticing import NoticesReport

DATABASE_VARIABLE = "EVIDENCE_DATABASE_URL"
UNSET: Any = object()


def present_user() -> str:
    """The name that changes are recorded under when nobody signed in."""
    try:
        return os.environ.get("EVIDENCE_USER") or getpass.getuser()
    except (KeyError, OSError):
        return "local"


class Library(Editors, Publishers):
    """An open library. Safe to share between threads; `who` names the person behind each change."""

    def __init__(self, engine: Engine, *, who: str) -> None:
        self.engine = engine
        self.who = who

    # Opening

    @classmethod
    def open(
        cls, url: str | None = None, *, who: str | None = None, create: str = "shipped"
    ) -> "Library":
        """Open a library, making it if it is not there.

        `url`: `sqlite:///path`, a bare path, `postgresql+psycopg://…`; None is the environment's
        EVIDENCE_DATABASE_URL or the user's data folder. `create`: "shipped" fills a new library
        with the shipped article, "empty" leaves it empty. Raises BadInput, StoreError, NewerSchema.
        """
        from evidence.library import opening

        target = engines.database_url(url or os.environ.get(DATABASE_VARIABLE))
        engine = engines.open_engine(target)
        try:
            if opening.needs_schema(engine):
                from evidence.store.migrate import ensure_schema

                ensure_schema(engine)
            if opening.is_new(engine):
                opening.fill(engine, shipped=create == "shipped")
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, who=who or present_user())

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @property
    def place(self) -> str:
        """Where the library is, without a password."""
        return engines.shown(self.engine.url)

    def as_user(self, who: str) -> "Library":
        """The same library in the hands of another person."""
        return Library(self.engine, who=who)

    def state(self) -> str:
        """A short token that changes with every change: a key for caches."""
        from evidence.library.deciding import sequence_of

        with engines.reading(self.engine) as connection:
            return str(sequence_of(connection))

    # Reading

    def claims(self) -> list[r.ClaimSummary]:
        """The claims in their order."""
        from evidence.library import claims

        with engines.reading(self.engine) as connection:
            return claims.claims(connection)

    def claim(self, slug: str) -> r.ClaimDetail:
        """A claim with its evidence. Raises NotFound."""
        from evidence.library import claims

        with engines.reading(self.engine) as connection:
            return claims.claim(connection, slug)

    def article(self, version: int | None = None, *, article: str | None = None) -> r.ArticleView:
        """The article's latest version, or the one with this number; `article` is the slug of
        another one that uses the claims. Raises NotFound."""
        from evidence.library import articles

        with engines.reading(self.engine) as connection:
            return articles.article(connection, slug=article, version=version)

    def versions(self, *, article: str | None = None) -> list[r.VersionView]:
        """The article's versions, newest first. Raises NotFound."""
        from evidence.library import articles

        with engines.reading(self.engine) as connection:
            return articles.versions(connection, article)

    def compare(
        self, first: int, second: int, *, article: str | None = None
    ) -> list[tuple[str, str]]:
        """The differences between two versions by words: ("same" | "added" | "removed", text)."""
        from evidence.library import articles

        with engines.reading(self.engine) as connection:
            return articles.compare(connection, first, second, slug=article)

    # Searching

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        kinds: Collection[str] | None = None,
        facets: bool = False,
    ) -> r.SearchResults:
        """Find references, claims, notes and passages; forgives typos. Never fails on a query.

        `facets` counts the facets of all that was found (of the whole library for no query).
        """
        from evidence.library import searching

        with engines.reading(self.engine) as connection:
            return searching.search(
                connection, query, limit=limit, offset=offset, kinds=kinds, facets=facets
            )

    def suggest(self, slug: str, *, limit: int = 10) -> list[r.SuggestionView]:
        """References that may bear on a claim and are not linked to it. Raises NotFound."""
        from evidence.library import searching

        with engines.reading(self.engine) as connection:
            return searching.suggest(connection, slug, limit=limit)

    def dismiss_suggestion(self, slug: str, key: str) -> str:
        """Remember that a reference does not bear on a claim; returns the change, to undo it.

        Raises NotFound, Conflict (it is linked to the claim).
        """
        from evidence.library import dismissing

        label = f"{key} does not bear on {slug}"
        with self._change(label, kind="dismissal") as (session, change_set):
            dismissing.dismiss(session, slug, key, who=self.who)
        return change_set.id

    def save_search(self, name: str, query: str) -> r.SavedSearchView:
        """Keep a search under a name. Raises BadInput, Conflict (the name is somebody else's)."""
        from evidence.library import saved

        with self._change(f"Save the search “{saved.clean_name(name)}”") as (session, _):
            kept = saved.save(session, name, query, who=self.who)
        return self.saved_search(kept)

    def saved_searches(self) -> list[r.SavedSearchView]:
        """The saved searches by name."""
        from evidence.library import saved

        with engines.reading(self.engine) as connection:
            return saved.searches(connection)

    def saved_search(self, name: str) -> r.SavedSearchView:
        """A saved search by its name, with or without `@` in front. Raises NotFound."""
        from evidence.library import saved

        with engines.reading(self.engine) as connection:
            return saved.find(connection, name)

    def forget_search(self, name: str) -> str:
        """Remove a saved search; returns its name. Raises NotFound."""
        from evidence.library import saved

        with self._change("Forget a search") as (session, change_set):
            kept = saved.forget(session, name)
            change_set.label = f"Forget the search “{kept}”"
        return kept

    def rebuild_index(self) -> int:
        """Make the search index anew; returns how many documents it holds."""
        from evidence.store.reindex import rebuild

        with engines.writing(self.engine) as connection:
            return rebuild(connection)

    # Linking

    def link(
        self,
        slug: str,
        key: str,
        *,
        stance: Stance | str,
        rationale: str = "",
        quote: str | None = None,
        locator: str | None = None,
        directness: Directness | str | None = None,
    ) -> r.EvidenceView:
        """Link a claim to a reference. Raises NotFound, BadInput, Conflict."""
        from evidence.library import linking

        with self._change(f"Link {slug} – {key}") as (session, _):
            link_id = linking.link(
                session,
                slug,
                key,
                stance=stance,
                rationale=rationale,
                quote=quote,
                locator=locator,
                directness=directness,
                who=self.who,
            )
        return self._link(link_id)

    def edit_link(
        self,
        link_id: str,
        *,
        revision: int | None,
        stance: Any = UNSET,
        rationale: Any = UNSET,
        directness: Any = UNSET,
        quote: Any = UNSET,
        locator: Any = UNSET,
    ) -> r.EvidenceView:
        """Change a link that was seen at `revision`; what is not given stays.

        Raises StaleEdit, NotFound, BadInput, Conflict.
        """
        from evidence.library import linking

        given = {
            "stance": stance,
            "rationale": rationale,
            "directness": directness,
            "quote": quote,
            "locator": locator,
        }
        with self._change("Change a link") as (session, change_set):
            change_set.label = linking.label(session, link_id)
            linking.edit_link(
                session,
                link_id,
                revision=revision,
                who=self.who,
                **{name: value for name, value in given.items() if value is not UNSET},
            )
        return self._link(link_id)

    def unlink(self, slug: str, key: str, *, stance: Stance | str | None = None) -> int:
        """Remove the links between a claim and a reference; returns how many. Raises NotFound."""
        from evidence.library import linking

        with self._change(f"Unlink {slug} – {key}") as (session, _):
            return linking.unlink(session, slug, key, stance=stance)

    def remove_link(self, link_id: str, *, revision: int | None = None) -> None:
        """Remove one link that was seen at `revision`. Raises StaleEdit, NotFound."""
        from evidence.library import linking
        from evidence.store.changes import check_revision

        with self._change("Remove a link") as (session, _):
            row = linking.link_row(session, link_id)
            check_revision(row, revision, name="This link")
            linking.remove_link(session, row)

    def _link(self, link_id: str) -> r.EvidenceView:
        from evidence.library import linked

        with engines.reading(self.engine) as connection:
            return linked.evidence_of(connection, "l.id = :id", {"id": link_id})[0]

    # Checking

    def verify(self, link_id: str) -> r.EvidenceView:
        """Check a link's passages against the texts that the library holds. Raises NotFound."""
        from evidence.library import linking, verifying

        with self._change("Check a passage") as (session, change_set):
            change_set.label = linking.label(session, link_id).replace("Change", "Check", 1)
            verifying.check_link(session, link_id, who=self.who)
        return self._link(link_id)

    def verify_all(self, *, progress: Callable[[int, int], None] | None = None) -> tuple[int, int]:
        """Check every passage: (how many were checked, how many verdicts changed)."""
        from evidence.library import verifying

        with self._change("Check all passages") as (session, _):
            return verifying.check_all(session, who=self.who, progress=progress)

    def check(self, *, index: bool = False) -> "list[Problem]":
        """What an editor should look at, the gravest first; `index` looks at the search index too,
        for which SQLite needs nobody else to write."""
        from evidence.library import checking

        with engines.reading(self.engine) as connection:
            found = checking.check(connection, today=date.today())
        if index:
            with engines.writing(self.engine) as connection:
                found += checking.check_index(connection)
        return found

    def read_notices(self, name: str, content: Iterable[bytes] | bytes) -> "NoticesReport":
        """Record the retractions and corrections of a Retraction Watch CSV. Raises BadInput."""
        from evidence.library import noticing

        with self._change(f"Read notices from {name}", kind="notices") as (session, _):
            return noticing.read(session, name, content)

    def notice_seen(self, notice_id: str, reason: str) -> None:
        """Say why a reference with a notice is still cited. Raises NotFound, BadInput."""
        from evidence.library import noticing

        with self._change("A notice was seen") as (session, _):
            noticing.seen(session, notice_id, reason, who=self.who)

    # Editing

    def edit_reference(
        self, key: str, csl: dict[str, Any], *, revision: int | None
    ) -> r.ReferenceDetail:
        """Give a reference other metadata. Raises StaleEdit, NotFound, BadInput, Conflict."""
        from evidence.library import editing

        with self._change(f"Edit {key}") as (session, _):
            editing.edit_reference(session, key, csl, revision=revision)
        return self.reference(key)

    def add_note(self, key: str, words: str) -> r.NoteView:
        """Add a note to a reference. Raises NotFound, BadInput."""
        from evidence.library import editing

        with self._change(f"Note on {key}") as (session, _):
            note_id = editing.add_note(session, key, words, who=self.who)
        return next(note for note in self.reference(key).notes if note.id == note_id)

    def revise(
        self,
        words: str,
        *,
        title: str | None = None,
        message: str = "",
        parent: int | None = None,
        article: str | None = None,
    ) -> r.Revision:
        """Save a new version of the article; every claim is found again or listed as orphaned.

        `parent` is the version that the text began from. Raises BadInput, StaleEdit (a later one).
        """
        from evidence.library import revising

        with self._change(message or "Revise the article", kind="revision") as (session, _):
            return revising.revise(
                session,
                words,
                title=title,
                message=message,
                who=self.who,
                parent=parent,
                article=article,
            )

    def release(
        self,
        name: str,
        *,
        version: int | None = None,
        style: str | None = None,
        locale: str | None = None,
    ) -> "releasing.ReleaseView":
        """Freeze a version of the article under a name: text, links, references and style.

        Raises BadInput, Conflict (the name is taken), NotFound (the version, the style).
        """
        from evidence.citing import resolve_style
        from evidence.library import releasing

        resolved = resolve_style(style)
        with self._change(f"Release {releasing.clean_name(name)}", kind="release") as (session, _):
            releasing.release(
                session, name, version=version, style=resolved, locale=locale, who=self.who
            )
        wanted = releasing.clean_name(name)
        return next(view for view in self.releases() if view.name == wanted)

    def releases(self) -> "list[releasing.ReleaseView]":
        """The article's releases, newest first."""
        from evidence.library import releasing

        with engines.reading(self.engine) as connection:
            return releasing.releases(connection)

    def compare_releases(self, first: str, second: str) -> "releasing.ReleaseDifferences":
        """What is different in the second release. Raises NotFound."""
        from evidence.library import releasing

        with engines.reading(self.engine) as connection:
            return releasing.compare(connection, first, second)

    # History

    def history(self, *, limit: int = 100, offset: int = 0) -> list[r.ChangeView]:
        """What changed, newest first."""
        from evidence.library import history

        with engines.reading(self.engine) as connection:
            return history.history(connection, limit=limit, offset=offset)

    def change(self, change_id: str) -> tuple[r.ChangeView, tuple[r.RowChange, ...]]:
        """One change, field by field. Raises NotFound."""
        from evidence.library import history

        with engines.reading(self.engine) as connection:
            return history.change(connection, change_id)

    def undo(self, change_id: str) -> r.ChangeView:
        """Undo one change, or a whole import. Raises NotFound, Conflict, InUse."""
        from evidence.library import history
        from evidence.store import changes

        done = changes.undo(self.engine, change_id, who=self.who)
        with engines.reading(self.engine) as connection:
            return history.change(connection, done.id, limit=0)[0]

    # Keeping

    def dump(self, *, history: bool = False) -> str:
        """The library's present state as sorted JSON text; `history` adds the changes."""
        from evidence.store import dumping

        with engines.reading(self.engine) as connection:
            return dumping.as_text(dumping.dump(connection, history=history))

    def load(self, words: str) -> r.ChangeView:
        """Read a dump into an empty library. Raises BadInput, Conflict."""
        from evidence.store import dumping

        content = dumping.parse(words)
        with self._change("Load a dump", kind="load") as (session, _):
            dumping.load(session, content)
        return self.history(limit=1)[0]

    def backup(self, target: Path) -> None:
        """Write a consistent copy while others work. Raises StoreError."""
        from evidence.store import dumping

        dumping.backup(self.engine, target)

    def restore(self, source: Path) -> Path | None:
        """Put a backup in this library's place; returns where the old one is kept."""
        from evidence.store import dumping
        from evidence.store.migrate import ensure_schema

        kept = dumping.restore(self.engine, source)
        self.engine.dispose()
        ensure_schema(self.engine)
        return kept
