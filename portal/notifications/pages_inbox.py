"""The inbox, the same at both doors: its columns, its page, its file, and reading what stands in it.

A row has a button instead of an address it opens by: opening a notice marks it as read, which no link may do.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.tables import list_state
from portal.core.web.cells import pressed, together
from portal.core.web.columns import Columns, Field, Reader
from portal.core.web.downloads import wanted_export
from portal.core.web.fields import moment
from portal.core.web.guards import current_actor
from portal.core.web.page_words import isolated
from portal.core.web.pages import go, respond
from portal.notifications import labels, queries, service


def _message(row: Any, reader: Reader) -> Markup:
    new = "" if row.read_at else together(reader.pill(reader.gettext("New"), "info"), " ")
    return together(new, isolated(labels.notice_text(row)))


def _opening(row: Any, reader: Reader) -> Markup:
    word = reader.gettext("Open") if row.link else reader.gettext("Mark as read")
    spoken = Markup('<span class="visually-hidden"> %s</span>') % isolated(labels.notice_text(row))
    return pressed(reader.to("notifications.open_notice", notice_id=row.id), word, spoken)


def _marked(row: Any) -> Mapping[str, str]:
    return {} if row.read_at else {"class": "strong"}


INBOX = Columns(
    Field(_l("Message"), _message, labels.notice_text, width=80, look="wide"),
    moment("created_at", _l("Time"), sort="created_at", look="nowrap"),
    moment("read_at", _l("Read"), aside=True, look="nowrap"),
    Field("", _opening),
    marked=_marked,
    cards=True,
)
"""The notices of one person."""


def inbox() -> Response:
    """List the reader's notices, the newest first, or hand them out as a file."""
    user_id, with_prices = current_actor().user_id, current_actor().sees_prices
    state = list_state(request.args, sorts=INBOX.sorts("-created_at"), filters={"show": ["unread"]})
    if kind := wanted_export():
        return INBOX.file(kind, "inbox", queries.whole_inbox(user_id, state, with_prices=with_prices), title=_("Inbox"))
    page = queries.inbox_page(user_id, state, with_prices=with_prices)
    return respond(
        "notifications/inbox.html",
        page=page,
        table=INBOX.drawn(page.rows),
        selects=[("show", _("All messages"), [("unread", _("Unread only"))])],
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
