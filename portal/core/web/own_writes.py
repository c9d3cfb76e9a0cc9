"""Who wrote something reads it: a page comes from the replica only when that has all this browser wrote.

After a transaction the place in the database's log is kept in the browser's signed cookie; the next pages hand it to
the replica. A mark older than the replica may lag says nothing any more.
"""

import time

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, has_request_context, request, session
from sqlalchemy import orm

from portal.core.data import replica
from portal.core.data.hooks import after_commit
from portal.core.web.pages import READING

log = structlog.get_logger("portal.replica")
MARK = "wrote"
_WRITTEN = "portal_written_up_to"
UNKNOWN = "FFFFFFFF/FFFFFFFF"
"""A place no replica reaches: somebody wrote, and how far that is could not be asked."""
KEPT_SECONDS = 12 * replica.MOST_BEHIND
"""For so long a mark is looked at: a replica that is further behind is read by nobody."""


def read_elsewhere() -> None:
    """Let a request that only reads be answered by the replica, where there is one that has what this person wrote."""
    if replica.configured() and request.method in READING:
        replica.read_replica(_mark())


def _mark() -> str:
    place, at = session.get(MARK) or (replica.BEGINNING, 0.0)
    return str(place) if time.time() - float(at) < KEPT_SECONDS else replica.BEGINNING


@after_commit
def _note(written: orm.Session) -> None:
    """Note how far the log is after a commit of somebody's request."""
    if not has_request_context() or not replica.configured():
        return
    try:
        setattr(g, _WRITTEN, replica.written_up_to(written))
    except sa.exc.DBAPIError as error:
        log.warning("place_unknown", error=str(error.orig).partition("\n")[0])
        setattr(g, _WRITTEN, UNKNOWN)


def keep_mark(response: Response) -> Response:
    """Leave the mark of what was written with the browser."""
    place = g.pop(_WRITTEN, None)
    if place is not None:
        session[MARK] = [place, time.time()]
    return response


def install(app: Flask) -> None:
    """Keep marks in an application that has a replica."""
    if replica.configured(app):
        app.after_request(keep_mark)
