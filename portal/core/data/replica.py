"""Reading from a streaming replica of PostgreSQL: where it stands, and when it may be read for somebody.

It is read only while it streams, is no more than `MOST_BEHIND` seconds behind, has the migrations this code knows, and
has all that the person wrote before (told as a place in PostgreSQL's log, an LSN). Otherwise the database itself is
read, and after a failure for `AWAY_SECONDS` without asking again.
"""

import time
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from flask import Flask, current_app, g, has_app_context

from portal.core.data.migrations import newest_migration
from portal.core.data.sessions import READS_REPLICA, REPLICA, db, read_anew

log = structlog.get_logger("portal.replica")
MOST_BEHIND = 5.0
"""Seconds a replica may be behind: what others wrote is seen no later than that."""
AWAY_SECONDS = 5.0
"""For so long a replica that failed is left alone before it is asked again."""
_AWAY_SINCE = "portal_replica_away"
_STANDING = sa.text(
    "SELECT pg_is_in_recovery() AND EXISTS (SELECT FROM pg_stat_wal_receiver) AS streams,"
    " coalesce(pg_last_wal_replay_lsn() >= CAST(:after AS pg_lsn), false) AS has_all,"
    " CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM clock_timestamp()"
    " - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())) END AS behind,"
    " (SELECT version_num FROM alembic_version) AS migration"
)
"""What a replica that has shown nothing since its start is behind is not known; it counts as behind since then."""
_WRITTEN = sa.text("SELECT CAST(pg_current_wal_insert_lsn() AS text)")
BEGINNING = "0/0"
"""The place in the log before everything."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a replica stands: whether it streams, has all up to the place asked about, seconds behind, its migration."""

    streams: bool
    has_all: bool
    behind: float
    migration: str | None

    @property
    def may_be_read(self) -> bool:
        """Tell whether somebody may read it who has seen no more than the place asked about."""
        return self.streams and self.has_all and self.behind <= MOST_BEHIND and self.migration == newest_migration()


def configured(app: Flask | None = None) -> bool:
    """Tell whether a replica was named in the settings."""
    return REPLICA in (app or current_app).config["SQLALCHEMY_BINDS"]


def standing(after: str = BEGINNING) -> Standing:
    """Ask the replica how it stands; raises what the driver raises where it does not answer."""
    with db.engines[REPLICA].connect() as connection:
        return _told(connection, after)


def _told(connection: sa.Connection, after: str) -> Standing:
    row = connection.execute(_STANDING, {"after": after}).one()
    return Standing(bool(row.streams), bool(row.has_all), float(row.behind), row.migration)


def read_replica(after: str = BEGINNING) -> bool:
    """Let the rest of this request read the replica, if it may be read by who wrote up to a place; tell whether it is.

    A transaction that writes ends it: what follows reads the database itself.
    """
    if not configured() or _is_away():
        return False
    read_anew(replica=True)
    try:
        found = _told(db.session.connection(), after)
    except sa.exc.DBAPIError as error:
        if not _again(error, after):
            return False
        found = _told(db.session.connection(), after)
    if not found.may_be_read:
        read_anew(replica=False)
    elif current_app.extensions.pop(_AWAY_SINCE, None) is not None:
        log.info("replica_back", behind=found.behind)
    return found.may_be_read


def _again(error: sa.exc.DBAPIError, after: str) -> bool:
    """Try once more by a new connection where a restart left a dead one behind; tell whether there is one."""
    if error.connection_invalidated:
        db.let_go()
        db.engines[REPLICA].dispose()
        try:
            _told(db.session.connection(), after)
        except sa.exc.DBAPIError as again:
            error = again
        else:
            return True
    leave_replica(error)
    return False


def reads_replica() -> bool:
    """Tell whether the request at hand reads the replica."""
    return has_app_context() and bool(g.get(READS_REPLICA))


def leave_replica(error: BaseException) -> None:
    """Read the database itself from now on in this request, and leave the replica alone for a while."""
    read_anew(replica=False)
    if current_app.extensions.get(_AWAY_SINCE) is None:
        log.warning("replica_away", error=str(getattr(error, "orig", None) or error).partition("\n")[0])
    current_app.extensions[_AWAY_SINCE] = time.monotonic()


def _is_away() -> bool:
    since: float | None = current_app.extensions.get(_AWAY_SINCE)
    return since is not None and time.monotonic() - since < AWAY_SECONDS


def written_up_to(session: sa.orm.Session) -> str:
    """Return the place in the log behind all that was committed by now; asked right after a commit."""
    return str(session.execute(_WRITTEN).scalar_one())
