"""Once a day: parts whose replacement counts from this day on are superseded."""

from datetime import time
from typing import Any

from portal.catalogue.service_rows import follow_replacements
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily


@daily("catalogue.replacements", at=time(0, 5))
def supersede_replaced(_running: Running) -> dict[str, Any]:
    """Let active parts be superseded whose replacement counts by now; safe to repeat."""
    return {"superseded": perform(follow_replacements, utc_now().date())}
