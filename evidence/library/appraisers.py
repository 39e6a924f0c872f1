"""The part of the door that states claims, rates them, describes studies and accepts links.

`Library` is made of it; nobody opens it on its own.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from evidence.store import engine as engines
from evidence.vocabulary import ClaimRelationKind, ClaimType, Question

if TYPE_CHECKING:
    from evidence.library import results as r
    from evidence.library.depending import ClaimRelationView
    from evidence.library.placing import ArticleSentences
    from evidence.library.rating import Rating


class Appraisers:
    """Methods of `Library`: each that writes is one change, which can be undone."""

    engine: Engine
    who: str

    def _change(self, label: str, *, kind: str = "edit"):
        from evidence.store.changes import change

        return change(self.engine, who=self.who, label=label, kind=kind)

    def _claim(self, slug: str) -> "r.ClaimDetail":
        from evidence.library import claims

        with engines.reading(self.engine) as connection:
            return claims.claim(connection, slug)

    # Claims

    def add_claim(
        self,
        words: str,
        *,
        type: ClaimType | str,
        question: Question | str | None = None,
        scope: str = "",
        slug: str | None = None,
        said: str | None = None,
        version: int | None = None,
        article: str | None = None,
    ) -> "r.ClaimDetail":
        """State a claim. `said` are the words of the article's latest version that make it; without
        them it is placed where the version has its own words, or listed as having no place.

        Raises BadInput, Conflict, NotFound, StaleEdit (`version`, which was read, is not the last).
        """
        from evidence.library import claiming

        with self._change("State a claim", kind="claim") as (session, change_set):
            made = claiming.add_claim(
                session,
                words,
                type=type,
                question=question,
                scope=scope,
                slug=slug,
                said=said,
                version=version,
                article=article,
            )
            change_set.label = f"State the claim {made}"
        return self._claim(made)

    def edit_claim(self, slug: str, *, revision: int | None, **fields: Any) -> "r.ClaimDetail":
        """Change a claim that was seen at `revision`: text, type, question, scope, verdict, reason,
        gaps (lines), watch_out, review_by (a day); what is not given stays.

        Raises StaleEdit, NotFound, BadInput, Conflict.
        """
        from evidence.library import claiming

        with self._change(f"Edit the claim {slug}", kind="claim") as (session, _):
            claiming.edit_claim(session, slug, revision=revision, fields=fields)
        return self._claim(slug)

    def order_claim(self, slug: str, *, before: str | None = None) -> None:
        """Put a claim before another one in the lists; without one, last. Raises NotFound."""
        from evidence.library import claiming

        place = f"before {before}" if before else "last"
        with self._change(f"Put {slug} {place}", kind="claim") as (session, _):
            claiming.order_claim(session, slug, before=before)

    def relate_claims(
        self, slug: str, kind: ClaimRelationKind | str, other: str
    ) -> "tuple[ClaimRelationView, ...]":
        """Say that a claim depends on, is narrower than or contradicts another one; returns all
        relations of the first. Raises NotFound, BadInput, Conflict (known; a circle)."""
        from evidence.library import depending

        wanted = depending.relation_kind(kind)
        label = f"{slug} {depending.WORDS[wanted][0].lower()} {other}"
        with self._change(label, kind="relation") as (session, _):
            depending.relate_claims(session, slug, wanted, other)
        return self.claim_relations(slug)

    def unrelate_claims(self, slug: str, other: str) -> int:
        """Take all relations between two claims away; returns how many. Raises NotFound."""
        from evidence.library import depending

        with self._change(f"{slug} and {other} are not related", kind="relation") as (session, _):
            return depending.unrelate_claims(session, slug, other)

    def claim_relations(self, slug: str) -> "tuple[ClaimRelationView, ...]":
        """How a claim is related to others."""
        from evidence.library import depending

        with engines.reading(self.engine) as connection:
            return depending.relations(connection, slug)

    def sentences(self, *, article: str | None = None) -> "ArticleSentences":
        """The sentences of an article's latest version, with their claims. Raises NotFound."""
        from evidence.library import placing

        with engines.reading(self.engine) as connection:
            return placing.sentences(connection, article)

    # Certainty of the evidence

    def rate(
        self,
        slug: str,
        outcome: str | None,
        *,
        described: Mapping[str, str] | None = None,
        rating: "Rating | None" = None,
        revision: int | None = None,
    ) -> "r.OutcomeView":
        """Describe an outcome of a claim (its id or name; None makes a new one) and rate how
        certain the evidence for it is. `described` are name, population, intervention, comparator,
        outcome, timepoint; without a `rating` that stays as it is.

        Raises NotFound, BadInput, Conflict, StaleEdit (`revision` is what the editor saw).
        """
        from evidence.library import rating as ratings

        with self._change(f"Rate {slug}", kind="rating") as (session, change_set):
            made = ratings.rate(
                session,
                slug,
                outcome,
                revision=revision,
                described=described or {},
                rating=rating,
                who=self.who,
            )
            change_set.label = f"Rate {slug}: {ratings.name_of(session, made)}"
        return next(one for one in self._claim(slug).outcomes if one.id == made)

    def remove_outcome(self, slug: str, outcome: str, *, revision: int | None = None) -> str:
        """Take an outcome of a claim away with its rating; returns its name. Raises NotFound,
        StaleEdit."""
        from evidence.library import rating

        with self._change(f"Take an outcome from {slug}", kind="rating") as (session, change_set):
            name = rating.remove_outcome(session, slug, outcome, revision=revision)
            change_set.label = f"Take the outcome “{name}” from {slug}"
        return name
