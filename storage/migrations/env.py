"""Alembic's entry: runs the migrations over the engine that the product opens."""

from __future__ import annotations

from alembic import context

from storage.engine import connect
from storage.tables import metadata

url = context.config.get_main_option("sqlalchemy.url")
assert url is not None
engine = connect(url)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
