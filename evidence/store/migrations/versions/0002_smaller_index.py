"""A smaller search index, which holds the matching keys too; it is made anew by an upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the keys that stood beside the references: the index has them from now on."""
    op.drop_table("match_key")


def downgrade() -> None:
    """Put the keys back where they stood; they are made anew with the index."""
    op.create_table(
        "match_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("key", "reference_id"),
    )
    op.create_index(op.f("ix_match_key_reference_id"), "match_key", ["reference_id"], unique=False)
