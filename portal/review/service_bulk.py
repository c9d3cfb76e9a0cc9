"""One of several chosen rows, answered by itself: the same commands as on its own page, in one transaction.

Stale versions, limits, the two-person rule and holds are judged there; here is only what makes a row clean.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue
from portal.core.permissions import Permission
from portal.orders.decisions import service_review
from portal.orders.decisions.service_findings import latest_findings
from portal.orders.models import SalesOrder
from portal.orders.service_record import in_hands, open_holds, order_locked
from portal.orders.states import OrderState
from portal.review import service_taking
from portal.review.models import ItemKind, ItemState, ReviewItem
from portal.review.rules_bulk import AT_ONCE, KIND, Answer, Chosen, Outcome, Wish, check_clean

HEAD_START = timedelta(seconds=5)
"""So long a short choice is left to the request that made it; then a worker does what is left of it."""
SAME_PRESS = timedelta(seconds=30)
BEYOND_REVIEW = frozenset({OrderState.APPROVED, OrderState.RELEASED, OrderState.COMPLETED, OrderState.CLOSED})


def ask(wish: Wish, chosen: Sequence[Chosen], key: str, actor: Actor, now: datetime) -> int:
    """Keep a wish as a piece of work of its own and return its id; one press that was sent twice is one piece.

    The same ticks sent again from a page kept open are another press: meanwhile a hold may be gone.
    """
    payload = {"wish": wish.value, "chosen": [[one.number, one.version] for one in chosen], "actor": actor.user_id}
    wait = HEAD_START if len(chosen) <= AT_ONCE else timedelta(0)
    told: dict[str, Any] = {"now": now, "after": wait, "asked_by": actor.user_id}
    press = sha256(repr((key, payload)).encode()).hexdigest()
    made = enqueue(KIND, payload, key=f"{KIND}:{press}", **told)
    if made is None:
        known = db.session.execute(sa.select(Job.id, Job.finished_at).where(Job.key == f"{KIND}:{press}")).one()
        if known.finished_at is None or now - known.finished_at <= SAME_PRESS:
            return int(known.id)
        made = enqueue(KIND, payload, **told)
    assert made is not None
    return made


def take_one(chosen: Chosen, actor: Actor, now: datetime) -> Outcome:
    """Take one row; what is in one's hands already is not taken again.

    Refuses what `take` refuses, and `review.gone` for what is not there.
    """
    row = _row(chosen.number)
    if row.state is ItemState.TAKEN and row.owner_id == actor.user_id:
        return Outcome(chosen.number, Answer.DONE_BEFORE)
    service_taking.take(chosen.number, actor, now)
    return Outcome(chosen.number, Answer.TAKEN)


def approve_one(chosen: Chosen, actor: Actor, now: datetime) -> Outcome:
    """Approve one order if it is clean: taken first where it is free, both or neither.

    What the same person approved before stays as it is. Refuses what `take` and `approve` refuse,
    `core.stale` where the order is not as it was shown, and `review.not_clean`, `review.on_hold`,
    `review.claims_one_by_one`, `review.gone`.
    """
    if not actor.may(Permission.ORDER_REVIEW):
        raise Refused("review.not_yours_to_take")
    if _row(chosen.number).kind is not ItemKind.ORDER or chosen.version is None:
        raise Refused("review.claims_one_by_one")
    order = _order(chosen.number)
    if order.state in BEYOND_REVIEW and order.decided_by == actor.user_id:
        return Outcome(chosen.number, Answer.DONE_BEFORE)
    version, warnings = chosen.version, tuple[str, ...]()
    if order.state is OrderState.IN_REVIEW:
        in_hands(order, actor)
    if order.state in (OrderState.SUBMITTED, OrderState.IN_REVIEW) and order.version == version:
        warnings = check_clean(_standing(order), [hold.kind.value for hold in open_holds(order.id)])
    if order.state is not OrderState.IN_REVIEW:
        service_review.take(order.id, Turn(actor, version, now))
        version += 1
    service_review.approve(order.id, Turn(actor, version, now))
    answer = Answer.RELEASED if order.state is OrderState.RELEASED else Answer.HELD
    return Outcome(chosen.number, answer, warnings=warnings)


def _row(number: str) -> Any:
    found = db.session.execute(
        sa.select(ReviewItem.kind, ReviewItem.state, ReviewItem.owner_id).where(ReviewItem.number == number)
    ).one_or_none()
    if found is None:
        raise Refused("review.gone", number=number)
    return found


def _order(number: str) -> SalesOrder:
    order_id = db.session.scalar(sa.select(SalesOrder.id).where(SalesOrder.number == number))
    if order_id is None:
        raise NotVisible
    return order_locked(order_id)


def _standing(order: SalesOrder) -> list[tuple[str, str]]:
    """Return code and severity of what was found last and nobody let pass."""
    return [(row.code, row.severity) for row in latest_findings(order.id) if row.waived_at is None]
