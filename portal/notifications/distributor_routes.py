"""The distributors' inbox."""

from flask import Blueprint, Flask, Response, g
from flask_login import current_user

from portal.core.permissions import Permission
from portal.core.web.guards import requires
from portal.notifications import labels, pages_inbox, queries

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/inbox")
@requires(Permission.OWN_ACCOUNT)
def inbox() -> Response:
    """List the reader's notices."""
    return pages_inbox.inbox()


@blueprint.post("/inbox/<int:notice_id>/open")
@requires(Permission.OWN_ACCOUNT)
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    return pages_inbox.open_notice("notifications", notice_id)


@blueprint.post("/inbox/read-all")
@requires(Permission.OWN_ACCOUNT)
def read_all() -> Response:
    """Mark all notices as read."""
    return pages_inbox.read_all("notifications")


def unread_notices() -> int:
    """Return how many notices the reader has not read; counted once a request."""
    if not current_user.is_authenticated:
        return 0
    if "unread_notices" not in g:
        g.unread_notices = queries.unread_count(current_user.actor.user_id)
    count: int = g.unread_notices
    return count


def install(app: Flask) -> None:
    """Let layouts show the count of unread notices, and pages their words."""
    app.jinja_env.globals.update(unread_notices=unread_notices, notice_text=labels.notice_text)
