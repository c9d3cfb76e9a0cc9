"""The job behind a forgotten password: looks whether the address is known, and mails a link."""

from typing import Any

from portal.accounts.door.service import request_reset
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import Running, handles


@handles("accounts.reset")
def mail_reset_link(running: Running) -> dict[str, Any]:
    """Mail a link for a new password where the address belongs to an active person."""
    perform(request_reset, running.payload["email"], utc_now())
    return {}
