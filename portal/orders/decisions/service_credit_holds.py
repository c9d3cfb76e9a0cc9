"""Credit holds and money that comes in: lifted where their rule no longer holds, placed again where it was taken back.

Only holds the portal placed itself are judged anew; one that a person placed, for whatever reason, that person's side
lifts. The rule is the one of the review's check: not blocked, not too late, and within the limit.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.queries_days import days_of
from portal.core.actor import SYSTEM
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.finance.queries import standing_of
from portal.finance.rules_credit_limit import OVERDUE_DAYS, credit_verdict
from portal.finance.service_reservations import held_by
from portal.orders.decisions.service_holds import ENDED, askers_of_more, hold_once, let_go, reserve_credit
from portal.orders.decisions.service_release import release_if_free
from portal.orders.holds.rules import FREED, REVERSED
from portal.orders.models import OrderHold, SalesOrder
from portal.orders.service_record import order_locked
from portal.orders.states import HoldKind, OrderState
from portal.settings.queries import figures_at

NOTHING = Decimal(0)


def lift_credit_holds(distributor_id: int, currency: str, payment: str, doer_id: int | None, now: datetime) -> None:
    """Lift the credit holds of a distributor's orders that a payment made needless, oldest first.

    Whoever was held longest gets what is free of the limit. A hold stays where `doer_id`, who let the money count,
    asked for more credit while the order was held: that person releases nothing, by whatever way.
    """
    own = (OrderHold.placed_by.is_(None), OrderHold.released_at.is_(None))
    for hold in _holds(distributor_id, currency, *own):
        order = order_locked(hold.order_id)
        if doer_id in askers_of_more(hold, order) - {None} or not _is_good(order, now):
            continue
        if order.state is OrderState.APPROVED and not _reserved(order, now):
            continue
        let_go(hold, order, f"{FREED}:{payment}", SYSTEM, now)
        release_if_free(order, SYSTEM, now)


def hold_again(distributor_id: int, currency: str, payment: str, since: datetime, now: datetime) -> None:
    """Put on credit hold again what payments let pass since then, where the rule says so now and goods are here still.

    An order whose goods are all invoiced is left alone, as is one a person released: that was their decision.
    """
    later = orm.aliased(OrderHold)
    newer = sa.exists().where(
        later.order_id == OrderHold.order_id, later.kind == HoldKind.CREDIT, later.id > OrderHold.id
    )
    lifted = (OrderHold.released_at >= since, OrderHold.release_reason.startswith(f"{FREED}:"), ~newer)
    for hold in _holds(distributor_id, currency, *lifted, OrderHold.released_by.is_(None)):
        order = order_locked(hold.order_id)
        gone = order.state is OrderState.RELEASED and not held_by(order.number)
        if order.state in ENDED or gone or _is_good(order, now):
            continue
        hold_once(order, HoldKind.CREDIT, f"{REVERSED}:{payment}", SYSTEM, now)


def _holds(distributor_id: int, currency: str, *which: sa.ColumnElement[bool]) -> Sequence[OrderHold]:
    """Return credit holds of a distributor's orders in a currency, oldest first; their orders are locked by id."""
    mine = sa.and_(SalesOrder.distributor_id == distributor_id, SalesOrder.currency == currency)
    wanted = sa.select(OrderHold).join(SalesOrder, SalesOrder.id == OrderHold.order_id)
    wanted = wanted.where(mine, OrderHold.kind == HoldKind.CREDIT, *which)
    ids = [hold.order_id for hold in db.session.scalars(wanted)]
    if not ids:
        return ()
    locked = sa.select(SalesOrder.id).where(SalesOrder.id.in_(ids)).order_by(SalesOrder.id).with_for_update()
    db.session.execute(locked).all()
    asked_anew = wanted.order_by(OrderHold.id).execution_options(populate_existing=True)
    return db.session.scalars(asked_anew).all()


def _is_good(order: SalesOrder, now: datetime) -> bool:
    """Tell whether credit is good for an order: what it holds of the limit already is not counted twice."""
    standing = standing_of(order.distributor_id, order.currency, days_of(order.distributor_id, now).price)
    counted = order.state is OrderState.RELEASED or held_by(order.number)
    amount = NOTHING if counted else order.total
    late, allowed = standing.oldest_overdue_days, figures_at(now).whole(OVERDUE_DAYS)
    return not credit_verdict(standing.limit, standing.exposure, amount, late, standing.blocked, allowed)


def _reserved(order: SalesOrder, now: datetime) -> bool:
    try:
        reserve_credit(order, now, beyond_limit=False)
    except Refused:
        return False
    return True
