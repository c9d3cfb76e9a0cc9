"""Once a day: what waits of orders longer than their customers want to wait for it is cancelled."""

from datetime import time
from typing import Any

import structlog

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.days import hq_day
from portal.core.errors import Refused
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.orders.decisions.service_rests import cancel_rest
from portal.orders.queries_rests import lapsing_orders

log = structlog.get_logger("portal.orders")
KIND = "orders.rests"


@daily(KIND, at=time(16, 40))
def cancel_lapsed_rests(running: Running) -> dict[str, Any]:
    """Cancel the rests that lapse by today, and return how many orders and pieces they were.

    It is due soon after midnight at headquarters. One transaction an order: what is done stays done, and a refusal of
    one stops no other. Safe to repeat and to run twice at once, for an order without a rest has nothing to cancel.
    """
    now, last, orders, pieces = utc_now(), 0, 0, 0
    while ids := lapsing_orders(hq_day(now), last):
        last = ids[-1]
        db.session.remove()
        for order_id in ids:
            try:
                cancelled = perform(cancel_rest, order_id, now)
            except Refused as refusal:
                log.warning("rest_not_cancelled", order=order_id, refusal=repr(refusal))
                continue
            orders, pieces = orders + bool(cancelled), pieces + cancelled
        running.progress(orders, 0)
    return {"orders": orders, "pieces": pieces}
