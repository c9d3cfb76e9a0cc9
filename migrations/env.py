"""Alembic's environment: the application's own engine, one transaction, batch mode on SQLite."""

from alembic import context
from flask import current_app

from portal.core.data.engines import write_engine
from portal.core.data.owned import Base
from portal.core.scope import EVERYONE, scoped

config = context.config


def include(item: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave out what migrations make by hand (search tables of SQLite)."""
    only = context.get_x_argument(as_dictionary=True).get("tables")
    if kind == "table" and only:
        return name in only.split(",")
    return not (kind == "table" and name is not None and "_fts" in name)


def run() -> None:
    """Run the migrations on the current application's database."""
    connectable = config.attributes.get("connection")
    engine = write_engine(current_app.extensions["migrate"].db.engine)
    with scoped(EVERYONE):
        if connectable is not None:
            _run_on(connectable)
            return
        with engine.connect() as connection:
            _run_on(connection)


def _run_on(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=include,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
