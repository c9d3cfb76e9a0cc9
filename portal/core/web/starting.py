"""A production that is started while its database is away: it waits, answers 503, and looks before it serves.

What must never be served from (a database of the demo, a role that row policies do not bind) is looked for when an
application is made. Where the database cannot be asked then, nothing is served until it was: whoever asks meanwhile
gets the page of an outage, and one line in the log says why.
"""

import threading
import time
from collections.abc import Callable

import sqlalchemy as sa
import structlog
from flask import Flask, current_app, request

from portal.core.config import HalfConfigured
from portal.core.data.outages import is_outage
from portal.core.data.production import refuse_unsafe_database
from portal.core.data.sessions import db
from portal.core.errors import Unavailable
from portal.core.scope import EVERYONE, scoped

log = structlog.get_logger("portal.start")
UNASKED = "database_unasked"
ASKED_EVERY = 2.0
"""Seconds between two looks at a database that was away, whoever asks for pages meanwhile."""
LONGEST_PAUSE = 30.0
ALWAYS = frozenset({"health.healthz", "health.readyz", "health.metrics", "static"})


def look_at_database(app: Flask, *, as_owner: bool) -> None:
    """Refuse an unsafe database with `HalfConfigured`; one that is away is looked at before anything is served."""
    try:
        with app.app_context():
            refuse_unsafe_database(as_owner=as_owner)
    except sa.exc.DBAPIError as error:
        if not is_outage(error):
            raise
        log.warning("database_away_at_start", error=cause_of(error))
        app.extensions[UNASKED] = _Unasked(as_owner=as_owner)
        app.before_request_funcs.setdefault(None, []).insert(0, _look_first)


def wait_for_database(app: Flask, pause: Callable[[float], object] = time.sleep) -> None:
    """Return once the database answers and is safe to serve from; tried later each time, told once each way."""
    wait, waited = 1.0, False
    while True:
        try:
            with app.app_context(), scoped(EVERYONE):
                db.session.execute(sa.text("SELECT 1"))
                db.session.remove()
                if app.extensions["settings"].production:
                    refuse_unsafe_database()
        except sa.exc.DBAPIError as error:
            if not is_outage(error):
                raise
            if not waited:
                log.warning("database_waited_for", error=cause_of(error))
            waited = True
            pause(wait)
            wait = min(wait * 2, LONGEST_PAUSE)
        else:
            if waited:
                log.info("database_there")
            return


def cause_of(error: sa.exc.DBAPIError) -> str:
    """Return in one line what the database or its driver said."""
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return lines[0] if lines else type(error.orig).__name__


class _Unasked:
    """A database nobody could ask yet, and when it was tried last."""

    def __init__(self, *, as_owner: bool) -> None:
        self.as_owner = as_owner
        self.lock = threading.Lock()
        self.tried = float("-inf")
        self.unsafe = ""

    def look(self) -> None:
        """Ask the database, one thread at a time; raise `Unavailable` while it is away or unsafe."""
        if self.unsafe:
            raise Unavailable(self.unsafe)
        if time.monotonic() - self.tried < ASKED_EVERY or not self.lock.acquire(blocking=False):
            raise Unavailable("the database was away when this process started")
        try:
            refuse_unsafe_database(as_owner=self.as_owner)
        except HalfConfigured as refused:
            self.unsafe = str(refused)
            log.error("database_unsafe", error=self.unsafe)
            raise Unavailable(self.unsafe) from refused
        except sa.exc.DBAPIError:
            self.tried = time.monotonic()
            raise
        finally:
            self.lock.release()


def _look_first() -> None:
    unasked: _Unasked | None = current_app.extensions.get(UNASKED)
    if unasked is not None and request.endpoint not in ALWAYS:
        unasked.look()
        current_app.extensions.pop(UNASKED, None)
        log.info("database_there")
