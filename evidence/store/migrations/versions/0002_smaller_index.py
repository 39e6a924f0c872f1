"""A smaller search index, which holds the matching keys too; it is made anew by an upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DROPPED = ("title_key", "year", "merged_into")
ADDED = {
    "by_author": ["merged_into", "first_author", "year", "citekey"],
    "by_year": ["merged_into", "year", "first_author", "citekey"],
    "by_time": ["merged_into", "created_at", "id"],
    "source_digest": ["source_digest"],
}


def upgrade() -> None:
    """Drop the keys that stood beside the references: the index has them from now on.

    References get indexes for the orders in which they are listed, in place of some never used.
    """
    op.drop_table("match_key")
    for name in DROPPED:
        op.drop_index(op.f(f"ix_reference_{name}"), table_name="reference")
    for name, columns in ADDED.items():
        op.create_index(f"ix_reference_{name}", "reference", columns, unique=False)


def downgrade() -> None:
    """Put the keys back where they stood; they are made anew with the index."""
    for name in ADDED:
        op.drop_index(f"ix_reference_{name}", table_name="reference")
    for name in DROPPED:
        op.create_index(op.f(f"ix_reference_{name}"), "reference", [name], unique=False)
    op.create_table(
        "match_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("key", "reference_id"),
    )
    op.create_index(op.f("ix_match_key_reference_id"), "match_key", ["reference_id"], unique=False)
