"""One mail as text, HTML and message, in the receiver's language and zone, whoever caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale

from portal.core import locales
from portal.core.config import Settings
from portal.core.mail_addresses import with_ascii_domain
from portal.notifications import labels
from portal.notifications.labels_notices import NOTICES
from portal.notifications.service import written_in

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Written:
    """What a mail says."""

    subject: str
    text: str
    html: str


def write(kind: str, facts: Mapping[str, Any], locale: str, zone: str, settings: Settings) -> Written:
    """Return the words of a mail; `facts["link"]`, a path, becomes an address of the public URL."""
    code = written_in(locale)
    with force_locale(locales.babel_locale(code)):
        shown = labels.shown_facts(kind, facts, code, zone)
        context = {
            "lang": locales.html_lang(code),
            "dir": locales.direction(code),
            "brand": settings.brand_name,
            "subject": labels.subject_of(kind, shown),
            "paragraphs": labels.paragraphs_of(kind, shown, facts, settings.brand_name),
            "details": labels.details_of(kind, shown),
            "link": settings.public_url + facts["link"] if facts.get("link") else "",
            "action": str(NOTICES[kind].action),
        }
        templates = current_app.jinja_env
        text = templates.get_template("emails/mail.txt.jinja").render(context)
        html = templates.get_template("emails/mail.html").render(context)
    return Written(_one_line(str(context["subject"])), text.strip() + "\n", html)


def text_without_secret(text: str, facts: Mapping[str, Any], settings: Settings) -> str:
    """Return the text of a written mail with its link taken out; one without a link as it is."""
    return without_secret(Written("", text, ""), facts, settings).text if facts.get("link") else text


def without_secret(written: Written, facts: Mapping[str, Any], settings: Settings) -> Written:
    """Return the same words with the link taken out (it opens an account)."""
    secret = settings.public_url + facts.get("link", "")
    return Written(written.subject, written.text.replace(secret, "[…]"), written.html.replace(secret, "[…]"))


def message(to: str, written: Written, message_id: str, created_at: datetime, settings: Settings) -> EmailMessage:
    """Return the message as it goes out: text and HTML, with a Message-ID that stays on a repeat.

    A line break in an address is refused by the library (ValueError), and so is what is no address; subjects have none.
    """
    name, sender = parseaddr(settings.mail_from)
    host = urlsplit(settings.public_url).hostname or "localhost"
    mail = EmailMessage()
    mail["From"] = Address(name, addr_spec=sender)
    own, domain = with_ascii_domain(to)
    mail["To"] = Address(addr_spec=to) if to.isascii() else Address(username=own, domain=domain)
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(created_at)
    mail["Message-ID"] = f"<{message_id}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(written.text)
    mail.add_alternative(written.html, subtype="html")
    return mail


def _one_line(text: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"
