"""How connections begin transactions on both engines, and which failures of theirs may be tried again.

An engine is told once (`prepare_engine`); its twin for writing (`write_engine`) shares its connections and
carries the mark that makes a transaction a writing one.
"""

from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

waits: ContextVar[float | None] = ContextVar("portal_waits", default=None)
"""Seconds a transaction that writes waits for what others hold; None: as long as its engine does."""

USUAL_WAIT_MS = 6_000
MAPPED = 2**31 - 2**16
"""So many bytes of SQLite's file, the most it takes, are read in place and not copied: a third less for what is looked
up all over a large one. What is written goes the usual way."""
_write_engines: dict[int, tuple[sa.Engine, sa.Engine]] = {}


def write_engine(engine: Any) -> Any:
    """Return the same pool of connections with the mark that begins transactions for writing."""
    if not isinstance(engine, sa.Engine):
        return engine
    known = _write_engines.get(id(engine))
    if known is None or known[0] is not engine:
        known = (engine, engine.execution_options(portal_write=True))
        _write_engines[id(engine)] = known
    return known[1]


def prepare_engine(engine: sa.Engine) -> None:
    """Teach an engine how this portal begins transactions; safe to call once per engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={USUAL_WAIT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"mmap_size={MAPPED}",
    ):
        dbapi.execute(f"PRAGMA {pragma}")


def _open_postgresql(dbapi: Any, _record: Any) -> None:
    # It would compile what reads few rows for a second, where it guesses that many are read.
    dbapi.execute("SET jit = off")
    dbapi.commit()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = bool(connection.get_execution_options().get("portal_write"))
    if connection.info.get("writes") is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    _wait_on_sqlite(connection, waits.get() if writes else None)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wait_on_sqlite(connection: sa.Connection, seconds: float | None) -> None:
    """Tell how long the lock is waited for: a writer asks for it once, where its transaction begins."""
    milliseconds = USUAL_WAIT_MS if seconds is None else int(seconds * 1000)
    if connection.info.get("waits", USUAL_WAIT_MS) != milliseconds:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
        connection.info["waits"] = milliseconds


def _begin_postgresql(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get("portal_write"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        return
    seconds = waits.get()
    if seconds is not None:  # none at all would mean for ever there
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(int(seconds * 1000), 1)}")


def is_transient(error: sa.exc.DBAPIError) -> bool:
    """Tell whether the same transaction may succeed when it is run again, and was surely undone."""
    if getattr(error, "in_doubt", False):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    return state in {"40001", "40P01", "57P03"} or "database is locked" in text or "is busy" in text


def is_held_by_others(error: sa.exc.DBAPIError) -> bool:
    """Tell whether what a transaction wanted was held by another for longer than it waits."""
    text = str(error.orig)
    return getattr(error.orig, "sqlstate", None) == "55P03" or "database is locked" in text


def forget_connections(engine: sa.Engine) -> None:
    """Leave connections made before a fork to the parent, and open new ones."""
    engine.dispose(close=False)
