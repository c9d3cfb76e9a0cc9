"""How connections begin transactions on both engines, and which failures of theirs may be tried again.

An engine is told once (`prepare_engine`); its twin for writing (`write_engine`) shares its connections and
carries the mark that makes a transaction a writing one.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

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
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON"):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = bool(connection.get_execution_options().get("portal_write"))
    if connection.info.get("writes") is not writes:
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        connection.info["writes"] = writes
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: sa.Connection) -> None:
    if not connection.get_execution_options().get("portal_write"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def is_transient(error: sa.exc.DBAPIError) -> bool:
    """Tell whether the same transaction may succeed when it is run again, and was surely undone."""
    if getattr(error, "in_doubt", False):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    return state in {"40001", "40P01", "57P03"} or "database is locked" in text or "is busy" in text


def forget_connections(engine: sa.Engine) -> None:
    """Leave connections made before a fork to the parent, and open new ones."""
    engine.dispose(close=False)
