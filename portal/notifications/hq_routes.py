"""Headquarters' inbox, and the outbox of all mails."""

from flask import Blueprint, Response, current_app

from portal.core.clock import utc_now
from portal.core.config import Settings
from portal.core.data.sessions import perform
from portal.core.permissions import Permission
from portal.core.web.guards import current_actor, requires
from portal.core.web.pages import respond
from portal.notifications import labels, pages_inbox, pages_mail_text, pages_outbox, queries, service

blueprint = Blueprint("hq_notifications", __name__, url_prefix="/hq")


@blueprint.get("/inbox")
@requires(Permission.HQ_OWN_ACCOUNT)
def inbox() -> Response:
    """List the reader's notices."""
    return pages_inbox.inbox()


@blueprint.post("/inbox/<int:notice_id>/open")
@requires(Permission.HQ_OWN_ACCOUNT)
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    return pages_inbox.open_notice("hq_notifications", notice_id)


@blueprint.post("/inbox/read-all")
@requires(Permission.HQ_OWN_ACCOUNT)
def read_all() -> Response:
    """Mark all notices as read."""
    return pages_inbox.read_all("hq_notifications")


@blueprint.get("/outbox")
@requires(Permission.MAIL_VIEW)
def outbox() -> Response:
    """List the mails, newest first; `?export=` gives the same rows as a spreadsheet."""
    return pages_outbox.outbox()


@blueprint.get("/outbox/<int:mail_id>")
@requires(Permission.MAIL_VIEW)
def mail(mail_id: int) -> Response:
    """Show one mail as text, as it was sent or kept; who reads one that opens an account is recorded.

    In production the link of such a mail is not shown: it is its receiver's alone.
    """
    settings: Settings = current_app.extensions["settings"]
    secret = queries.opens_account(mail_id)
    if secret:
        perform(service.tell_read, mail_id, current_actor(), utc_now())
    found = queries.mail(mail_id)
    hidden = secret and _in_production()
    return respond(
        "notifications/hq_mail.html",
        mail=found,
        pill=labels.mail_state_pill(found.state),
        body=pages_mail_text.text_without_secret(found.body, found.facts, settings) if hidden else found.body,
        kind=labels.kind_label(found.kind),
        hidden=hidden,
        live=secret and not hidden and bool(found.facts.get("link")),
    )


def _in_production() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.production
