"""Whether letters of this portal reach an address: those beyond ASCII by a mail server that takes them."""

from flask import current_app

from portal.core.config import Settings
from portal.core.errors import FieldRefused
from portal.core.mail_addresses import goes_by_ascii


def reached(email: str) -> bool:
    """Tell whether the mail server takes letters to an address that was checked; without a server all are kept here."""
    settings: Settings = current_app.extensions["settings"]
    return not settings.smtp_url or settings.mail_beyond_ascii or goes_by_ascii(email) is not None


def check_reached(email: str) -> None:
    """Refuse `accounts.email_beyond_ascii` beside the field where letters would not reach an address."""
    if not reached(email):
        raise FieldRefused("accounts.email_beyond_ascii", field="email")
