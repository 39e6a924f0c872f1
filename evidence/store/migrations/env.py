"""Alembic's entry: runs the migrations on the connection that `migrate.py` hands over."""

from alembic import context

from evidence.store import ledger, tables  # noqa: F401  every table is known
from evidence.store.tables import SQLModel

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    render_as_batch=False,
)
context.run_migrations()
