"""Once a day: orders whose goods are delivered, invoiced and past every claim window are closed.

It stands here because only this room knows the windows. A closed order is not opened again; a claim
that comes late is still taken, as such.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

import structlog

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform
from portal.core.errors import Refused
from portal.core.jobs.queue import Running
from portal.core.jobs.schedule import daily
from portal.orders.queries_closing import delivered_and_invoiced, nothing_left_to_ship
from portal.orders.service_progress import close, refresh_progress
from portal.returns.closing.queries import past_claims

log = structlog.get_logger("portal.returns")
KIND = "orders.close"


@daily(KIND, at=time(1, 10))
def close_ended_orders(running: Running) -> dict[str, Any]:
    """Complete orders a hold had kept open when their last piece left, then close those that have ended.

    One transaction an order, so that a refusal of one does not stop the others. Safe to repeat and
    to run twice at once: an order is closed by whoever locks it first.
    """
    now, completed, closed = utc_now(), 0, 0
    for ids in _chunks(nothing_left_to_ship):
        completed += _done_for_each(_complete, ids, now)
        running.progress(completed + closed, 0)
    for ids in _chunks(delivered_and_invoiced):
        closed += _done_for_each(_close, past_claims(ids, now), now)
        running.progress(completed + closed, 0)
    return {"completed": completed, "closed": closed}


def _chunks(find: Callable[[int], list[int]]) -> Iterator[list[int]]:
    last = 0
    while ids := find(last):
        last = ids[-1]
        yield ids
        db.session.remove()


def _done_for_each(command: Callable[[int, datetime], bool], ids: list[int], now: datetime) -> int:
    done = 0
    for order_id in ids:
        try:
            done += perform(command, order_id, now)
        except Refused as refusal:
            log.warning("order_not_closed", order=order_id, refusal=repr(refusal))
    return done


def _complete(order_id: int, now: datetime) -> bool:
    refresh_progress([order_id], now=now)
    return True


def _close(order_id: int, now: datetime) -> bool:
    """Look again inside the transaction: a claim may have come since."""
    return bool(past_claims([order_id], now)) and close(order_id, now)
