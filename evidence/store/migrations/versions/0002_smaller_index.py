"""A smaller search index, which holds the matching keys too; it is made anew by an upgrade."""

from alembic import op

from evidence.errors import StoreError

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the keys that stood beside the references: the index has them from now on."""
    op.drop_table("match_key")


def downgrade() -> None:
    """A library is not taken back to an older schema: a backup is restored."""
    raise StoreError("A library is not taken back to an older schema; restore a backup.")
