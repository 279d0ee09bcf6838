"""What Alembic executes: it runs the steps on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from adapters.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite can hardly alter a table: Alembic makes a new one and copies.
    render_as_batch=True,
)
context.run_migrations()
