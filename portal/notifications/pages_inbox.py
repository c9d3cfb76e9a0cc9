"""The inbox, the same at both doors."""

from flask import Response, request, url_for

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.tables import list_state
from portal.core.web.guards import current_actor
from portal.core.web.pages import go, respond
from portal.notifications import labels, queries, service


def inbox() -> Response:
    """List the reader's notices, the newest first."""
    user_id = current_actor().user_id
    state = list_state(request.args, sorts=[], filters={"show": ["unread"]})
    return respond(
        "notifications/inbox.html",
        page=queries.inbox_page(user_id, state),
        state=state,
        notice_text=labels.notice_text,
        unread=queries.unread_count(user_id),
    )


def open_notice(blueprint: str, notice_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    actor = current_actor()
    notice = queries.notice_of(actor.user_id, notice_id)
    perform(service.mark_read, actor.user_id or 0, notice_id, utc_now())
    return go(notice.link or url_for(f"{blueprint}.inbox"))


def read_all(blueprint: str) -> Response:
    """Mark all notices as read."""
    perform(service.mark_all_read, current_actor().user_id or 0, utc_now())
    return go(url_for(f"{blueprint}.inbox"))
