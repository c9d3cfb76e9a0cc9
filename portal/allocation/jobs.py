"""Once a day: what waits for pieces that did not come on their day is promised anew."""

from datetime import time
from typing import Any

import structlog

from portal.allocation.queries_waiting import promised_before
from portal.allocation.service import serve_parts
from portal.core.clock import utc_now
from portal.core.data.sessions import perform
from portal.core.days import hq_day
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.stock.queries_shelves import late_parts

log = structlog.get_logger("portal.allocation")
KIND = "allocation.late_receipts"


@daily(KIND, at=time(16, 20))
def promise_late_receipts(_running: Running) -> dict[str, Any]:
    """Let lines whose promised day has passed while their part is late be promised a day that can hold.

    It is due soon after midnight at headquarters. Safe to repeat: what has a day that can hold keeps it.
    """
    now = utc_now()
    parts = promised_before(hq_day(now), late_parts(now))
    run = perform(serve_parts, parts, now) if parts else None
    log.info("late_receipts_promised", parts=len(parts), run=run)
    return {"parts": len(parts), "run": run}
