"""The part of the door that editors go through: full texts, wordings, repairs, flags.

`Library` is made of it; nobody opens it on its own.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evidence.library.appraisers import Appraisers
from evidence.store import engine as engines
from evidence.vocabulary import AnchorState, Flag, TextKind

if TYPE_CHECKING:
    from evidence.library import results as r
    from evidence.library.articles import ArticleSummary
    from evidence.library.flags import FlagView
    from evidence.library.proposing import Proposals, WordingAdded
    from evidence.library.reviewing import Rewording
    from evidence.library.revising import Fate, Preview
    from evidence.library.substantiating import ArticleSubstantiation
    from evidence.library.texts import TextView


class Editors(Appraisers):
    """Methods of `Library`: each that writes is one change, which can be undone."""

    # Full texts

    def add_text(
        self, key: str, name: str, content: bytes, *, kind: TextKind | str = TextKind.PUBLISHED
    ) -> "TextView":
        """Keep a full text (.txt, .md, .html, .docx, .pdf) and check the reference's passages
        against it; the view says where each stands. Raises BadInput, NotFound, Conflict.
        """
        from evidence.library import texts

        wanted, found = texts.kind_of(kind), texts.read(name, content)
        with self._change(f"Full text of {key}: {texts.short_name(name)}", kind="text") as (
            session,
            _,
        ):
            text_id = texts.add(session, key, name, found, kind=wanted, who=self.who)
        return next(view for view in self.texts(key) if view.id == text_id)

    def texts(self, key: str) -> "list[TextView]":
        """The full texts of a reference, with what was seen in each. Raises NotFound."""
        from evidence.library import texts

        with engines.reading(self.engine) as connection:
            return texts.texts(connection, key)

    def remove_text(self, text_id: str) -> str:
        """Remove a full text; what was seen in it is checked again. Raises NotFound."""
        from evidence.library import texts

        with self._change("Remove a full text", kind="text") as (session, change_set):
            name = texts.remove(session, text_id, who=self.who)
            change_set.label = f"Remove the full text {name}"
        return name

    # Proposals and wordings

    def propose(
        self,
        words: str | None = None,
        *,
        version: int | None = None,
        article: str | None = None,
        taken: Iterable[tuple[int, int]] = (),
    ) -> "Proposals":
        """For each claim the sentences of a text (or of a version) that make it, and what the text
        asserts beyond the claims and beyond the places `taken`. Changes nothing.

        Raises BadInput, NotFound.
        """
        from evidence.library import proposing

        with engines.reading(self.engine) as connection:
            return proposing.propose(
                connection, words, version=version, article=article, taken=taken
            )

    def add_wording(self, slug: str, words: str) -> "WordingAdded":
        """Accept another wording of a claim; it is used for anchoring from then on.

        Raises NotFound, BadInput, Conflict (the claim has it).
        """
        from evidence.library import proposing

        with self._change(f"Another wording of {slug}", kind="wording") as (session, _):
            return proposing.add_wording(session, slug, words, who=self.who)

    def take_sentence(
        self, slug: str, start: int, end: int, *, version: int, article: str | None = None
    ) -> str:
        """Say that the latest version makes a claim in these words, too: they are a wording and a
        place of it. Returns the words. Raises NotFound, BadInput, StaleEdit.
        """
        from evidence.library import proposing

        with self._change(f"{slug} is said here, too", kind="wording") as (session, _):
            return proposing.take_sentence(
                session, slug, (start, end), version=version, who=self.who, article=article
            )

    def remove_wording(self, slug: str, words: str) -> str:
        """Take a wording away from a claim; returns it. Raises NotFound."""
        from evidence.library import proposing

        with self._change(f"Remove a wording of {slug}", kind="wording") as (session, _):
            return proposing.remove_wording(session, slug, words)

    def dismiss_wording(self, slug: str, words: str) -> None:
        """Say that a sentence is no wording of a claim: it is not proposed again.

        Raises NotFound, BadInput, Conflict (it is one).
        """
        from evidence.library import proposing

        with self._change(f"No wording of {slug}", kind="dismissal") as (session, _):
            proposing.dismiss_wording(session, slug, words, who=self.who)

    # Articles beside the first one, which use the same claims

    def articles(self) -> "list[ArticleSummary]":
        """The articles of the library, the one that it opens with first."""
        from evidence.library import articles

        with engines.reading(self.engine) as connection:
            return articles.articles(connection)

    def add_article(
        self, words: str, *, title: str | None = None, message: str = ""
    ) -> "r.ArticleView":
        """Bring another text in as an article; where it makes claims in their own words they are
        anchored, and `propose` offers the rest. Raises BadInput, Conflict (the title is taken).
        """
        from evidence.library import adding, articles, revising

        with self._change("Add an article", kind="revision") as (session, change_set):
            slug = revising.add_article(session, words, title=title, message=message, who=self.who)
            adding.anchor_the_same_words(session, slug)
            change_set.label = f"Add the article {slug}"
        with engines.reading(self.engine) as connection:
            return articles.article(connection, slug=slug)

    def substantiation(
        self, version: int | None = None, *, article: str | None = None
    ) -> "ArticleSubstantiation":
        """How far a version is substantiated, paragraph by paragraph. Raises NotFound."""
        from evidence.library import substantiating

        with engines.reading(self.engine) as connection:
            return substantiating.article(connection, article, version)

    def preview_revision(
        self, words: str, *, title: str | None = None, article: str | None = None
    ) -> "Preview":
        """What `revise` would do to each claim; changes nothing. Raises BadInput."""
        from evidence.library import revising

        with engines.reading(self.engine) as connection:
            return revising.preview(connection, words, title=title, article=article)

    # Claims that lost their place or their words

    def orphans(self, *, article: str | None = None) -> "tuple[Fate, ...]":
        """The claims that the latest version does not say, with places that may say them now."""
        from evidence.library import repairing

        with engines.reading(self.engine) as connection:
            return repairing.orphans(connection, article)

    def place_claim(
        self,
        slug: str,
        start: int,
        end: int,
        *,
        version: int,
        article: str | None = None,
        also: bool = False,
    ) -> AnchorState:
        """Say where the latest version makes a claim (`also`: beside the place that it has).

        Raises NotFound, BadInput, StaleEdit.
        """
        from evidence.library import repairing

        with self._change(f"{slug} has its place", kind="anchor") as (session, _):
            return repairing.place(
                session, slug, (start, end), version=version, article=article, also=also
            )

    def retire_claim(self, slug: str) -> None:
        """Take a claim out that the article does not make. Raises NotFound, Conflict."""
        from evidence.library import repairing

        with self._change(f"Retire {slug}", kind="claim") as (session, _):
            repairing.retire(session, slug)

    def reworded(self, *, article: str | None = None) -> "tuple[Rewording, ...]":
        """The claims whose words changed and that nobody has looked at since, in reading order."""
        from evidence.library import reviewing

        with engines.reading(self.engine) as connection:
            return reviewing.reworded(connection, article)

    def review_claim(
        self, slug: str, *, version: int | None = None, article: str | None = None
    ) -> "tuple[Rewording, ...]":
        """Say that you looked at a reworded claim and its evidence still holds; returns what was
        looked at. Raises NotFound, Conflict (nothing asks), StaleEdit (`version` is not the last).
        """
        from evidence.library import reviewing

        with self._change(f"{slug} was looked at: it holds", kind="review") as (session, _):
            return reviewing.review(session, slug, version=version, who=self.who, article=article)

    # Editorial flags

    def flag(
        self,
        slug: str,
        kind: Flag | str,
        *,
        reason: str,
        reference: str | None = None,
        stance: str | None = None,
    ) -> "FlagView":
        """Flag a claim, or with `reference` its link to one (`stance`: which link).

        Raises NotFound, BadInput, Conflict.
        """
        from evidence.library import flags

        wanted = flags.kind_of(kind)
        subject = f"{slug} – {reference}" if reference else slug
        with self._change(f"Flag {subject}: {flags.word_of(wanted).lower()}", kind="flag") as (
            session,
            _,
        ):
            flag_id = flags.flag(
                session, slug, wanted, reason=reason, key=reference, stance=stance, who=self.who
            )
        return next(view for view in self.flags(slug) if view.id == flag_id)

    def resolve_flag(self, flag_id: str, resolution: str) -> "FlagView":
        """Say how a flag was resolved; it is kept. Raises NotFound, BadInput, Conflict."""
        from evidence.library import flags

        with self._change("Resolve a flag", kind="flag") as (session, change_set):
            slug = flags.resolve(session, flag_id, resolution, who=self.who)
            change_set.label = f"Resolve a flag on {slug}"
        return next(view for view in self.flags(slug) if view.id == flag_id)

    def flags(self, slug: str | None = None, *, resolved: bool = True) -> "list[FlagView]":
        """The flags on claims and links (of one claim, if named), open ones first."""
        from evidence.library import flags

        with engines.reading(self.engine) as connection:
            return flags.flags(connection, slug, resolved=resolved)
