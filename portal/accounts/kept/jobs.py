"""Once a day: forms kept over a login nobody came back for are forgotten."""

from datetime import time
from typing import Any

from portal.accounts.kept.service import forget_expired
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily


@daily("accounts.kept_forms", at=time(1, 40))
def forget_kept_forms(_running: Running) -> dict[str, Any]:
    """Forget kept forms past their day; safe to repeat."""
    return {"forgotten": perform(forget_expired, utc_now())}
