"""What is wrong with the ground the portal stands on, as against a mistake of its own.

A full or read-only disk, a database that is away, restarting or out of connections: nothing was
done, and the same thing may succeed later. Pages answer 503, jobs wait without giving up.
"""

import errno
import sqlite3

import sqlalchemy as sa

from portal.core.errors import Unavailable

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
"""What writing a file meets on a disk that is full (also by quota or limit), read-only or failing."""

_POSTGRESQL = ("08", "53", "57P", "58")
"""Classes of SQLSTATE: connection, resources (53100 is a full disk), shut-down, system errors."""
_SINGLE = ("25006", "55P03")
"""A read-only transaction, and a lock that others held for longer than one waits."""
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def is_outage(error: BaseException) -> bool:
    """Tell whether an error comes from the ground (disk, database, storage) and may pass by itself."""
    if isinstance(error, Unavailable | sa.exc.TimeoutError):
        return True
    if isinstance(error, sa.exc.DBAPIError):
        return error.connection_invalidated or _is_database_outage(error.orig)
    return isinstance(error, OSError) and error.errno in NO_ROOM


def _is_database_outage(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _SQLITE
    state: str | None = getattr(error, "sqlstate", None)
    if state is None:  # psycopg could not connect, or lost the connection
        return type(error).__name__ == "OperationalError"
    return state.startswith(_POSTGRESQL) or state in _SINGLE
