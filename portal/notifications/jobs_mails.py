"""The job that sends a mail, or keeps it for the outbox page where there is no mail server."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
import structlog
from flask import current_app

from portal.core.clock import utc_now
from portal.core.config import Settings
from portal.core.data.sessions import db, perform
from portal.core.errors import Away, Hopeless
from portal.core.jobs.failures import MOST_ATTEMPTS
from portal.core.jobs.queue import Running, ends, handles
from portal.notifications import pages_mail_text
from portal.notifications.models import Mail, MailState
from portal.notifications.ports import is_written_to
from portal.notifications.rules_kinds import KINDS

log = structlog.get_logger("portal.mails")
TIMEOUT = 20
REFUSED = 500
"""From here on a mail server's answer is a no to this letter, not trouble of its own."""
LOCAL = ("localhost", "127.0.0.1", "::1")


@handles("mail.send")
def send(running: Running) -> dict[str, Any]:
    """Write a mail in its receiver's language and send it; a mail sent already is left alone.

    Failures are tried again by the queue with the same Message-ID: a letter the server refuses a few times, a server
    that is away for two days. A mail that was given up keeps its link until it is let go again; one whose link is
    over is not sent any more, for it would lead nowhere. One to somebody who was shut out since is withheld for good.
    """
    settings: Settings = current_app.extensions["settings"]
    mail = db.session.get(Mail, running.payload["mail_id"])
    if mail is None or mail.state in (MailState.SENT, MailState.KEPT, MailState.WITHHELD):
        return {}
    db.session.remove()
    written = pages_mail_text.write(mail.kind, mail.facts, mail.locale, mail.zone, settings)
    if not is_written_to(mail.user_id):
        perform(_keep, mail.id, MailState.WITHHELD, *_without_secret(mail, written, settings))
        return {"state": MailState.WITHHELD.value}
    if not settings.smtp_url:
        perform(_keep, mail.id, MailState.KEPT, written, mail.facts)
        return {"state": MailState.KEPT.value}
    kept, facts = _without_secret(mail, written, settings)
    if link_is_over(mail.kind, mail.facts, utc_now()):
        perform(_keep, mail.id, MailState.FAILED, kept, facts)
        raise Hopeless("the link of this mail is over: a new one has to be made")
    try:
        letter = pages_mail_text.message(mail.to_address, written, mail.message_id, mail.created_at, settings)
        deliver(letter, settings.smtp_url)
    except Exception as error:
        log.warning("mail_not_sent", mail=mail.id, kind=mail.kind, error=repr(error), attempt=running.claimed.attempts)
        if is_away(error):
            raise Away(f"the mail server does not take it now: {error!r}") from error
        if isinstance(error, Hopeless) or running.claimed.attempts >= MOST_ATTEMPTS:
            perform(_keep, mail.id, MailState.FAILED, kept, mail.facts)
        raise
    perform(_keep, mail.id, MailState.SENT, kept, facts)
    log.info("mail_sent", mail=mail.id, kind=mail.kind, message_id=mail.message_id, job=running.claimed.id)
    return {"state": MailState.SENT.value}


@ends("mail.send")
def give_up(payload: dict[str, Any]) -> None:
    """Mark a mail whose sending ended its process each time, or whose server stayed away."""
    settings: Settings = current_app.extensions["settings"]
    mail = db.session.get(Mail, payload["mail_id"])
    if mail is not None and mail.state in (MailState.WAITING, MailState.FAILED):
        written = pages_mail_text.write(mail.kind, mail.facts, mail.locale, mail.zone, settings)
        _keep(mail.id, MailState.FAILED, _without_secret(mail, written, settings)[0], mail.facts)


def link_is_over(kind: str, facts: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether a mail was to bring a link that opens an account, and that link is gone or past its time."""
    if not KINDS[kind].secret_link:
        return False
    ends_at = facts.get("expires_at")
    return not facts.get("link") or (ends_at is not None and datetime.fromisoformat(ends_at) <= now)


def is_away(error: BaseException) -> bool:
    """Tell whether a mail server is away, busy or set up wrongly, as against a letter that it refuses for good."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return True
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code < REFUSED
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code < REFUSED for code, _said in error.recipients.values())
    return isinstance(error, OSError)


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
    """Hand a message to a mail server; `Hopeless` for an address beyond ASCII where it takes none."""
    with connected(smtp_url) as server:
        if not str(letter["To"]).isascii() and not server.has_extn("smtputf8"):
            raise Hopeless("the mail server takes no addresses beyond ASCII (SMTPUTF8)")
        server.send_message(letter)


@contextmanager
def connected(smtp_url: str, patience: float = TIMEOUT) -> Iterator[smtplib.SMTP]:
    """Give a mail server that takes letters: `smtps://` speaks TLS at once, `smtp://` by STARTTLS.

    STARTTLS is used wherever it is offered; a password never goes to another machine in the clear. What the server says
    to the goodbye, or that it says nothing, changes nothing: a letter it has taken would else be sent once more.
    """
    parts = urlsplit(smtp_url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=patience, context=context)
    elif parts.scheme == "smtp":
        server = smtplib.SMTP(host, parts.port or 25, timeout=patience)
    else:
        raise ValueError("SMTP_URL must begin with smtp:// or smtps://")
    try:
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
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()
