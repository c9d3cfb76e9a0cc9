"""Tells how the database finds the rows of each statement a block sends, so that lists prove they use their indexes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.core.data.sessions import db, on_postgresql
from portal.core.scope import EVERYONE

# With a test's few rows PostgreSQL would read every table whole and sort it.
_AS_WITH_MANY_ROWS = ("enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_hashjoin", "enable_hashagg")


@contextmanager
def planned() -> Iterator[list[str]]:
    """Give a list that holds, after the block, the plan of each select sent inside it, as text.

    PostgreSQL is asked as if it avoided reading tables whole and sorting.

    with planned() as plans:
        browser.get("/catalogue?sort=name")
    assert "ix_part_text_named" in plans[-1]
    """
    sent: list[tuple[str, Any]] = []
    plans: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")) and "set_config" not in statement:
            sent.append((statement, values))

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        if on_postgresql():
            settings = {"app.distributors": EVERYONE.setting} | dict.fromkeys(_AS_WITH_MANY_ROWS, "off")
            for setting, value in settings.items():
                connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (setting, value))
        explain = "EXPLAIN " if on_postgresql() else "EXPLAIN QUERY PLAN "
        for statement, values in sent:
            rows = connection.exec_driver_sql(explain + statement, values)
            plans.append("\n".join(str(row[-1]) for row in rows))
