"""Statements that are planned once by PostgreSQL, for planning them costs more than what they read."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.core.data.sessions import db, on_postgresql


@contextmanager
def one_plan() -> Iterator[None]:
    """Let PostgreSQL keep one plan for each statement of a block that comes often, whatever its values; no more of it.

    For kept statements whose conditions an index follows whatever is looked for; SQLite plans nothing anew.
    """
    _plan("force_generic_plan")
    yield
    _plan("auto")


def _plan(mode: str) -> None:
    if on_postgresql():
        told = "SELECT set_config('plan_cache_mode', %s, true)"
        db.session.connection().exec_driver_sql(told, (mode,))
