"""Headquarters' inbox, and the outbox of all mails."""

from flask import Blueprint, Response, request

from portal.core.guards import requires
from portal.core.pages import respond
from portal.core.permissions import Permission
from portal.core.tables import list_state
from portal.notifications import inbox_pages, labels, queries
from portal.notifications.kinds import KINDS
from portal.notifications.models import MailState

blueprint = Blueprint("hq_notifications", __name__, url_prefix="/hq")


@blueprint.get("/inbox")
@requires(Permission.HQ_OWN_ACCOUNT)
def inbox() -> Response:
    """List the reader's notices."""
    return inbox_pages.inbox("hq_notifications")


@blueprint.post("/inbox/<int:notice_id>/open")
@requires(Permission.HQ_OWN_ACCOUNT)
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    return inbox_pages.open_notice("hq_notifications", notice_id)


@blueprint.post("/inbox/read-all")
@requires(Permission.HQ_OWN_ACCOUNT)
def read_all() -> Response:
    """Mark all notices as read."""
    return inbox_pages.read_all("hq_notifications")


@blueprint.get("/outbox")
@requires(Permission.MAIL_VIEW)
def outbox() -> Response:
    """List the mails, newest first."""
    states = [state.value for state in MailState]
    state = list_state(request.args, sorts=queries.OUTBOX_SORTS, filters={"state": states, "kind": sorted(KINDS)})
    return respond(
        "notifications/hq_outbox.html", state=state, page=queries.outbox_page(state),
        states=[(each.value, labels.mail_state_pill(each)[0]) for each in MailState],
        kinds=[(kind, labels.kind_label(kind)) for kind in KINDS],
        kind_label=labels.kind_label, state_pill=labels.mail_state_pill,
    )  # fmt: skip


@blueprint.get("/outbox/<int:mail_id>")
@requires(Permission.MAIL_VIEW)
def mail(mail_id: int) -> Response:
    """Show one mail as text, as it was sent or kept."""
    found = queries.mail(mail_id)
    return respond(
        "notifications/hq_mail.html", mail=found, pill=labels.mail_state_pill(found.state),
        kind=labels.kind_label(found.kind),
    )  # fmt: skip
