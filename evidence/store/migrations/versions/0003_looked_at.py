"""When new words of a claim were looked at; sentences that are no wording of a claim."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("anchor", sa.Column("reviewed_at", sa.String(length=27), nullable=True))
    op.create_table(
        "wording_dismissal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_wording_dismissal_claim_id"), "wording_dismissal", ["claim_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_wording_dismissal_claim_id"), table_name="wording_dismissal")
    op.drop_table("wording_dismissal")
    op.drop_column("anchor", "reviewed_at")
