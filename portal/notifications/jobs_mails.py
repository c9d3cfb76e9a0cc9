"""The job that sends a mail, or keeps it for the outbox page where there is no mail server."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app

from portal.core.clock import utc_now
from portal.core.config import Settings
from portal.core.data.sessions import db, perform
from portal.core.jobs.queue import MOST_ATTEMPTS, Running, ends, handles
from portal.notifications import pages_mail_text
from portal.notifications.models import Mail, MailState
from portal.notifications.rules_kinds import KINDS

TIMEOUT = 20
LOCAL = ("localhost", "127.0.0.1", "::1")


@handles("mail.send")
def send(running: Running) -> dict[str, Any]:
    """Write a mail in its receiver's language and send it; a mail sent already is left alone.

    Failures are tried again by the queue with the same Message-ID; the last one marks the mail.
    """
    settings: Settings = current_app.extensions["settings"]
    mail = db.session.get(Mail, running.payload["mail_id"])
    if mail is None or mail.state in (MailState.SENT, MailState.KEPT):
        return {}
    db.session.remove()
    written = pages_mail_text.write(mail.kind, mail.facts, mail.locale, mail.zone, settings)
    if not settings.smtp_url:
        perform(_keep, mail.id, MailState.KEPT, written, mail.facts)
        return {"state": MailState.KEPT.value}
    kept, facts = _without_secret(mail, written, settings)
    try:
        letter = pages_mail_text.message(mail.to_address, written, mail.message_id, mail.created_at, settings)
        deliver(letter, settings.smtp_url)
    except Exception:
        if running.claimed.attempts >= MOST_ATTEMPTS:
            perform(_keep, mail.id, MailState.FAILED, kept, facts)
        raise
    perform(_keep, mail.id, MailState.SENT, kept, facts)
    return {"state": MailState.SENT.value}


@ends("mail.send")
def give_up(payload: dict[str, Any]) -> None:
    """Mark a mail whose sending ended its process each time; its one-time link is erased as by a last failure."""
    settings: Settings = current_app.extensions["settings"]
    mail = db.session.get(Mail, payload["mail_id"])
    if mail is not None and mail.state is MailState.WAITING:
        written = pages_mail_text.write(mail.kind, mail.facts, mail.locale, mail.zone, settings)
        kept, facts = _without_secret(mail, written, settings)
        _keep(mail.id, MailState.FAILED, kept, facts)


def _without_secret(
    mail: Mail, written: pages_mail_text.Written, settings: Settings
) -> tuple[pages_mail_text.Written, dict[str, Any]]:
    if not KINDS[mail.kind].secret_link:
        return written, mail.facts
    return pages_mail_text.without_secret(written, mail.facts, settings), {**mail.facts, "link": ""}


def _keep(mail_id: int, state: MailState, written: pages_mail_text.Written, facts: dict[str, Any]) -> None:
    db.session.execute(
        sa.update(Mail)
        .where(Mail.id == mail_id)
        .values(
            state=state,
            subject=written.subject,
            body=written.text,
            html=written.html,
            facts=facts,
            sent_at=utc_now() if state is MailState.SENT else None,
        )
    )


def deliver(letter: EmailMessage, smtp_url: str) -> None:
    """Hand a message to a mail server: `smtps://` speaks TLS at once, `smtp://` by STARTTLS.

    STARTTLS is used wherever it is offered; a password never goes to another machine in the clear.
    """
    parts = urlsplit(smtp_url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    elif parts.scheme == "smtp":
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    else:
        raise ValueError("SMTP_URL must begin with smtp:// or smtps://")
    with server:
        server.ehlo()
        safe = parts.scheme == "smtps"
        if not safe and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            safe = True
        if parts.username:
            if not safe and host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("the mail server offers no TLS; no password is sent to it")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
