"""Whether letters of this portal reach an address: those beyond ASCII by a mail server that takes them."""

from flask import current_app

from portal.core.config import Settings
from portal.core.mail_addresses import goes_by_ascii


def reached(email: str) -> bool:
    """Tell whether the mail server takes letters to an address that was checked; without a server all are kept here."""
    settings: Settings = current_app.extensions["settings"]
    return not settings.smtp_url or settings.mail_beyond_ascii or goes_by_ascii(email) is not None
