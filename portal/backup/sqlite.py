"""A consistent copy of a SQLite database in use, and a copy put in its place."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from portal.backup.file import BackupRefused
from portal.core.storage import sync_folder

WAIT_SECONDS = 30


def copy_database(source: Path, target: Path) -> tuple[str, dict[str, int]]:
    """Copy a database as it stands at one moment; return its migration and its rows by table.

    Writers are not held up: the copy is one read transaction of the write-ahead log. It is one file,
    checked and flushed to disk.
    """
    with closing(_opened(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")
        found = _looked_over(copy, source)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return found


def is_empty(path: Path) -> bool:
    """Tell whether there is no database, or one without a table."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(_opened(path)) as connection:
        return not _tables(connection)


def put_in_place(unpacked: Path, target: Path) -> tuple[str, dict[str, int]]:
    """Put a copy under the name of the database; return migration and rows as they stand there.

    Refused while anybody has the old one open.
    """
    with closing(sqlite3.connect(unpacked)) as copy:
        found = _looked_over(copy, unpacked)
    if target.exists():
        take_alone(target)
    unpacked.replace(target)
    sync_folder(target.parent)
    return found


def _opened(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise BackupRefused(f"there is no database {path}")
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=WAIT_SECONDS)


def take_alone(target: Path) -> None:
    """Make sure nobody has a database open, or refuse; its write-ahead log is written back and gone.

    Only the last connection can leave write-ahead logging.
    """
    with closing(sqlite3.connect(target, timeout=1)) as old:
        try:
            alone = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0] == "delete"
        except sqlite3.DatabaseError as error:
            alone = "locked" not in str(error)  # not a database: nothing can have it open as one
    if not alone:
        raise BackupRefused(f"{target} is in use; stop the portal and its workers first")
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)


def _looked_over(connection: sqlite3.Connection, name: Path) -> tuple[str, dict[str, int]]:
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        tables = _tables(connection)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"{name} is not a whole database: {error}") from error
    if verdict != "ok":
        raise BackupRefused(f"{name} is not a whole database: {verdict}")
    rows = {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
    if "alembic_version" not in tables:
        raise BackupRefused(f"{name} is not a database of the portal")
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return (revision[0] if revision else ""), rows


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in connection.execute(query)]
