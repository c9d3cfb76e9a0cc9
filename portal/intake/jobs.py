"""Once a day: uploaded files that were kept for a choice, and are over, are forgotten."""

from datetime import time
from typing import Any

from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.intake.service import forget_expired


@daily("intake.kept_books", at=time(1, 50))
def forget_kept_books(_running: Running) -> dict[str, Any]:
    """Forget kept files past their day; safe to repeat."""
    return {"forgotten": perform(forget_expired, utc_now())}
