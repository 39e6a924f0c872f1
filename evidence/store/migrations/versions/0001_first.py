"""The first schema: everything in the vocabulary has a table or a column."""

import sqlalchemy as sa
from alembic import op

from evidence.errors import StoreError

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the search index that lives beside them."""
    from evidence.store.search import schema

    op.create_table(
        "article",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "change_set",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["change_set.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_index(op.f("ix_change_set_at"), "change_set", ["at"], unique=False)
    op.create_index(op.f("ix_change_set_undoes_id"), "change_set", ["undoes_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=True),
        sa.Column("watch_out", sa.String(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("last_verified", sa.String(length=27), nullable=True),
        sa.Column("retired_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "question IS NULL OR question IN ('prevalence', 'diagnosis', 'prognosis', "
            "'treatment_benefit', 'common_harms', 'rare_harms', 'screening')",
            name="ck_claim_question",
        ),
        sa.CheckConstraint(
            "type IN ('mechanism', 'efficacy', 'onset_duration', 'safety_tolerability', "
            "'dependence_misuse', 'dosing_protocol', 'eligibility', 'comparative', "
            "'regulatory', 'cost_access', 'definition', 'history')",
            name="ck_claim_type",
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "import_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_import_file_batch_id"), "import_file", ["batch_id"], unique=False)
    op.create_table(
        "match_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("key", "reference_id"),
    )
    op.create_index(op.f("ix_match_key_reference_id"), "match_key", ["reference_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "preference",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner", "name"),
    )
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("designs", sa.JSON(), nullable=True),
        sa.Column("design_detail", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("n_text", sa.String(), nullable=False),
        sa.Column("population", sa.String(), nullable=False),
        sa.Column("intervention", sa.String(), nullable=False),
        sa.Column("comparator", sa.String(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("caveat", sa.Text(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("funding", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "article_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["article_version.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "number"),
    )
    op.create_index(
        op.f("ix_article_version_article_id"), "article_version", ["article_id"], unique=False
    )
    op.create_index(
        op.f("ix_article_version_parent_id"), "article_version", ["parent_id"], unique=False
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_id"], ["change_set.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_change_key"), "change", ["key"], unique=False)
    op.create_index(op.f("ix_change_set_id"), "change", ["set_id"], unique=False)
    op.create_table(
        "claim_relation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('depends_on', 'narrower_than', 'contradicts')", name="ck_claim_relation_kind"
        ),
        sa.ForeignKeyConstraint(["from_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["to_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("from_id", "to_id", "kind"),
    )
    op.create_index(op.f("ix_claim_relation_from_id"), "claim_relation", ["from_id"], unique=False)
    op.create_index(op.f("ix_claim_relation_to_id"), "claim_relation", ["to_id"], unique=False)
    op.create_table(
        "claim_wording",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_claim_wording_claim_id"), "claim_wording", ["claim_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("population", sa.String(), nullable=False),
        sa.Column("intervention", sa.String(), nullable=False),
        sa.Column("comparator", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("timepoint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_outcome_claim_id"), "outcome", ["claim_id"], unique=False)
    op.create_table(
        "reference",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("citekey", sa.String(), nullable=False),
        sa.Column("csl", sa.JSON(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("first_author", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("pmcid", sa.String(), nullable=True),
        sa.Column("study_id", sa.String(length=36), nullable=True),
        sa.Column("source_format", sa.String(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=True),
        sa.Column("source_strings", sa.JSON(), nullable=True),
        sa.Column("source_digest", sa.String(), nullable=True),
        sa.Column("verification", sa.JSON(), nullable=True),
        sa.Column("retraction_checked_at", sa.String(length=27), nullable=True),
        sa.Column("batch_id", sa.String(), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("citekey"),
    )
    op.create_index(op.f("ix_reference_batch_id"), "reference", ["batch_id"], unique=False)
    op.create_index(op.f("ix_reference_doi"), "reference", ["doi"], unique=False)
    op.create_index(op.f("ix_reference_merged_into"), "reference", ["merged_into"], unique=False)
    op.create_index(op.f("ix_reference_pmcid"), "reference", ["pmcid"], unique=False)
    op.create_index(op.f("ix_reference_pmid"), "reference", ["pmid"], unique=False)
    op.create_index(op.f("ix_reference_study_id"), "reference", ["study_id"], unique=False)
    op.create_index(op.f("ix_reference_title_key"), "reference", ["title_key"], unique=False)
    op.create_index(op.f("ix_reference_year"), "reference", ["year"], unique=False)
    op.create_table(
        "study_inclusion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.Column("study_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["study.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("review_id", "study_id"),
    )
    op.create_index(
        op.f("ix_study_inclusion_review_id"), "study_inclusion", ["review_id"], unique=False
    )
    op.create_index(
        op.f("ix_study_inclusion_study_id"), "study_inclusion", ["study_id"], unique=False
    )
    op.create_table(
        "anchor",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('anchored', 'moved', 'reworded', 'orphaned')", name="ck_anchor_state"
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_anchor_claim_id"), "anchor", ["claim_id"], unique=False)
    op.create_index(op.f("ix_anchor_version_id"), "anchor", ["version_id"], unique=False)
    op.create_table(
        "certainty_assessment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("outcome_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=True),
        sa.Column("domains", sa.JSON(), nullable=True),
        sa.Column("explanations", sa.JSON(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("assessed_by", sa.String(), nullable=False),
        sa.Column("assessed_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "level IN ('high', 'moderate', 'low', 'very_low', 'not_assessed', 'not_applicable')",
            name="ck_certainty_assessment_level",
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("outcome_id"),
    )
    op.create_index(
        op.f("ix_certainty_assessment_outcome_id"),
        "certainty_assessment",
        ["outcome_id"],
        unique=False,
    )
    op.create_table(
        "effect",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.String(length=36), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=True),
        sa.Column("outcome_id", sa.String(length=36), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("timepoint", sa.String(), nullable=False),
        sa.Column("comparison", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("ci_low", sa.Float(), nullable=True),
        sa.Column("ci_high", sa.Float(), nullable=True),
        sa.Column("p", sa.String(), nullable=False),
        sa.Column("k_studies", sa.Integer(), nullable=True),
        sa.Column("n_participants", sa.Integer(), nullable=True),
        sa.Column("favours_ketamine_when", sa.String(), nullable=False),
        sa.Column("certainty", sa.String(), nullable=False),
        sa.Column("events_t", sa.Integer(), nullable=True),
        sa.Column("total_t", sa.Integer(), nullable=True),
        sa.Column("events_c", sa.Integer(), nullable=True),
        sa.Column("total_c", sa.Integer(), nullable=True),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_effect_outcome_id"), "effect", ["outcome_id"], unique=False)
    op.create_index(op.f("ix_effect_reference_id"), "effect", ["reference_id"], unique=False)
    op.create_index(op.f("ix_effect_study_id"), "effect", ["study_id"], unique=False)
    op.create_table(
        "evidence_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("directness", sa.String(), nullable=True),
        sa.Column("is_primary_source", sa.Boolean(), nullable=True),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "accepted_by IS NULL OR accepted_by <> author", name="ck_evidence_link_accepted_by"
        ),
        sa.CheckConstraint(
            "directness IS NULL OR directness IN ('direct', 'indirect')",
            name="ck_evidence_link_directness",
        ),
        sa.CheckConstraint(
            "stance IN ('supports', 'disputes', 'qualifies', 'inconclusive', 'background')",
            name="ck_evidence_link_stance",
        ),
        sa.CheckConstraint(
            "workflow IN ('draft', 'submitted', 'accepted', 'rejected')",
            name="ck_evidence_link_workflow",
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_evidence_link_claim_id"), "evidence_link", ["claim_id"], unique=False)
    op.create_index(
        op.f("ix_evidence_link_reference_id"), "evidence_link", ["reference_id"], unique=False
    )
    op.create_table(
        "not_duplicates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.String(length=36), nullable=False),
        sa.Column("second_id", sa.String(length=36), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("first_id", "second_id"),
    )
    op.create_index(
        op.f("ix_not_duplicates_first_id"), "not_duplicates", ["first_id"], unique=False
    )
    op.create_index(
        op.f("ix_not_duplicates_second_id"), "not_duplicates", ["second_id"], unique=False
    )
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=True),
        sa.Column("claim_id", sa.String(length=36), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_note_claim_id"), "note", ["claim_id"], unique=False)
    op.create_index(op.f("ix_note_reference_id"), "note", ["reference_id"], unique=False)
    op.create_table(
        "reference_key",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reference_key_key"), "reference_key", ["key"], unique=False)
    op.create_index(
        op.f("ix_reference_key_reference_id"), "reference_key", ["reference_id"], unique=False
    )
    op.create_table(
        "reference_relation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.String(length=36), nullable=False),
        sa.Column("to_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["to_id"], ["reference.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("from_id", "to_id", "kind"),
    )
    op.create_index(
        op.f("ix_reference_relation_from_id"), "reference_relation", ["from_id"], unique=False
    )
    op.create_index(
        op.f("ix_reference_relation_to_id"), "reference_relation", ["to_id"], unique=False
    )
    op.create_table(
        "reference_source",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_reference_source_reference_id"), "reference_source", ["reference_id"], unique=False
    )
    op.create_table(
        "reference_tag",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference_id", "tag"),
    )
    op.create_index(
        op.f("ix_reference_tag_reference_id"), "reference_tag", ["reference_id"], unique=False
    )
    op.create_index(op.f("ix_reference_tag_tag"), "reference_tag", ["tag"], unique=False)
    op.create_table(
        "reference_text",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('abstract', 'preprint', 'accepted', 'published')",
            name="ck_reference_text_kind",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_reference_text_reference_id"), "reference_text", ["reference_id"], unique=False
    )
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["article_version.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "name"),
    )
    op.create_index(op.f("ix_release_article_id"), "release", ["article_id"], unique=False)
    op.create_index(op.f("ix_release_version_id"), "release", ["version_id"], unique=False)
    op.create_table(
        "risk_of_bias",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.String(length=36), nullable=False),
        sa.Column("outcome_id", sa.String(length=36), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("tool", sa.String(), nullable=False),
        sa.Column("tool_version", sa.String(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=True),
        sa.Column("overall", sa.String(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("assessed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_risk_of_bias_outcome_id"), "risk_of_bias", ["outcome_id"], unique=False
    )
    op.create_index(op.f("ix_risk_of_bias_study_id"), "risk_of_bias", ["study_id"], unique=False)
    op.create_table(
        "status_notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_record", sa.String(), nullable=True),
        sa.Column("seen_by", sa.String(), nullable=True),
        sa.Column("seen_at", sa.String(length=27), nullable=True),
        sa.Column("seen_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('retraction', 'partial_retraction', 'expression_of_concern', "
            "'correction', 'withdrawal', 'removal', 'reinstatement', 'new_version')",
            name="ck_status_notice_kind",
        ),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_status_notice_reference_id"), "status_notice", ["reference_id"], unique=False
    )
    op.create_table(
        "suggestion_dismissal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["reference.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim_id", "reference_id"),
    )
    op.create_index(
        op.f("ix_suggestion_dismissal_claim_id"), "suggestion_dismissal", ["claim_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestion_dismissal_reference_id"),
        "suggestion_dismissal",
        ["reference_id"],
        unique=False,
    )
    op.create_table(
        "editorial_flag",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=True),
        sa.Column("link_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("resolved_at", sa.String(length=27), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('citation_needed', 'failed_verification', 'better_source_needed', "
            "'page_needed', 'dubious', 'outdated')",
            name="ck_editorial_flag_kind",
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_editorial_flag_claim_id"), "editorial_flag", ["claim_id"], unique=False
    )
    op.create_index(op.f("ix_editorial_flag_link_id"), "editorial_flag", ["link_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("locator_label", sa.String(), nullable=True),
        sa.Column("locator", sa.String(), nullable=True),
        sa.Column("verification", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("text_kind", sa.String(), nullable=True),
        sa.Column("text_id", sa.String(length=36), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("verified_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "verification IN ('exact', 'normalized', 'paraphrase', 'not_found', 'not_checked', "
            "'no_full_text')",
            name="ck_passage_verification",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["evidence_link.id"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["reference_text.id"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_passage_link_id"), "passage", ["link_id"], unique=False)
    op.create_index(op.f("ix_passage_text_id"), "passage", ["text_id"], unique=False)

    schema.create(op.get_bind())


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise StoreError("There is no schema before 0001.")
