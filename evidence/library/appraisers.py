"""The part of the door that states claims, rates them, describes studies and accepts links.

`Library` is made of it; nobody opens it on its own.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evidence.library.librarians import Librarians
from evidence.store import engine as engines
from evidence.vocabulary import (
    ClaimRelationKind,
    ClaimType,
    Question,
    RiskOfBiasTool,
    Workflow,
)

if TYPE_CHECKING:
    from evidence.library import results as r
    from evidence.library.depending import ClaimRelationView
    from evidence.library.described import BiasView, MeasuredView, StudyDetail
    from evidence.library.placing import ArticleSentences
    from evidence.library.rating import Rating


class Appraisers(Librarians):
    """Methods of `Library`: each that writes is one change, which can be undone."""

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

    # Studies

    def study(self, key: str) -> "StudyDetail":
        """All that is recorded of the study that a reference reports. Raises NotFound."""
        from evidence.library import described

        with engines.reading(self.engine) as connection:
            return described.study(connection, key)

    def describe(self, key: str, *, revision: int | None = None, **fields: Any) -> "StudyDetail":
        """Say what is known of the study that a reference reports: name, designs, design_detail, n,
        n_text, population, intervention, comparator, finding, caveat, registration, funding; what
        is not given stays. It is said of all reports of the study.

        Raises NotFound, BadInput, StaleEdit (`revision` is the study's that the editor saw).
        """
        from evidence.library import describing

        with self._change(f"Describe the study of {key}", kind="study") as (session, _):
            describing.describe(session, key, revision=revision, fields=fields)
        return self.study(key)

    def judge_bias(
        self,
        key: str,
        *,
        tool: RiskOfBiasTool | str,
        overall: str,
        domains: Mapping[str, str] | None = None,
        outcome: str | None = None,
        judgement: str | None = None,
        revision: int | None = None,
        **fields: Any,
    ) -> "BiasView":
        """Judge the risk of bias in one result of a study with a tool; `judgement` is the id of one
        that is changed. `outcome` is the id of a claim's outcome, `fields` are result, explanation,
        tool_version. Raises NotFound, BadInput, StaleEdit.
        """
        from evidence.library import describing

        with self._change(f"Judge the risk of bias of {key}", kind="study") as (session, _):
            made = describing.judge(
                session,
                key,
                tool=tool,
                overall=overall,
                domains=domains or {},
                fields=fields,
                outcome=outcome,
                judgement=judgement,
                revision=revision,
                who=self.who,
            )
        return next(one for one in self.study(key).bias if one.id == made)

    def add_effect(
        self, key: str, *, outcome_id: str | None = None, **fields: Any
    ) -> "MeasuredView":
        """Record an effect that a reference reports: outcome, timepoint, comparison, measure,
        scale, estimate, ci_low, ci_high, p, events and totals and more. Raises NotFound, BadInput.
        """
        from evidence.library import describing

        with self._change(f"An effect of {key}", kind="study") as (session, _):
            made = describing.measure(session, key, fields=fields, outcome=outcome_id)
        return next(one for one in self.study(key).effects if one.id == made)

    def edit_effect(
        self,
        key: str,
        effect: str,
        *,
        revision: int | None,
        outcome_id: str | None = None,
        **fields: Any,
    ) -> "MeasuredView":
        """Change an effect that was seen at `revision`; what is not given stays. Raises NotFound,
        BadInput, StaleEdit."""
        from evidence.library import describing

        with self._change(f"Change an effect of {key}", kind="study") as (session, _):
            describing.measure(
                session, key, fields=fields, outcome=outcome_id, effect=effect, revision=revision
            )
        return next(one for one in self.study(key).effects if one.id == effect)

    def remove_effect(self, key: str, effect: str, *, revision: int | None = None) -> None:
        """Take an effect away. Raises NotFound, StaleEdit."""
        from evidence.library import describing

        with self._change(f"Take an effect of {key} away", kind="study") as (session, _):
            describing.remove(session, key, effect, kind="effect", revision=revision)

    def remove_bias(self, key: str, judgement: str, *, revision: int | None = None) -> None:
        """Take a judgement of the risk of bias away. Raises NotFound, StaleEdit."""
        from evidence.library import describing

        with self._change(f"Take a judgement of {key} away", kind="study") as (session, _):
            describing.remove(session, key, judgement, kind="judgement", revision=revision)

    # Links: from draft to accepted

    def move_link(
        self,
        link_id: str,
        to: Workflow | str,
        *,
        revision: int | None = None,
        reason: str = "",
    ) -> "r.EvidenceView":
        """Submit, accept or reject a link, or make it a draft again. A rejection has a `reason`.

        Raises NotFound, StaleEdit, Conflict, BadInput, NotAllowed (nobody accepts their own link).
        """
        from evidence.library import accepting, linked

        wanted = Workflow(to)
        with self._change("A link", kind="link") as (session, change_set):
            change_set.label = accepting.label(session, link_id, wanted)
            accepting.move(session, link_id, wanted, revision=revision, who=self.who, reason=reason)
        with engines.reading(self.engine) as connection:
            return linked.evidence_of(connection, "l.id = :id", {"id": link_id})[0]

    def link_between(self, slug: str, key: str, *, stance: str | None = None) -> tuple[str, int]:
        """The id and revision of the link between a claim and a reference; `stance` names it where
        several join the two. Raises NotFound, Conflict."""
        from evidence.library import accepting

        with engines.reading(self.engine) as connection:
            return accepting.link_named(connection, slug, key, stance)
