"""Holds: placed and released as records; each kind by its owner alone."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa

from portal.core.actor import Actor, Doer, Door
from portal.core.data.changed import changed
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import NotVisible, Refused
from portal.core.permissions import Permission
from portal.finance import service_reservations
from portal.finance.queries_credit_accounts import raise_asked_by, raises_asked_by
from portal.orders.decisions.service_release import release_if_free
from portal.orders.events import HoldPlaced, HoldReleased
from portal.orders.models import OrderHold, SalesOrder
from portal.orders.service_record import order_locked, record
from portal.orders.states import BEFORE_HEADQUARTERS, HoldKind, OrderState

ENDED = BEFORE_HEADQUARTERS | frozenset({OrderState.CLOSED, OrderState.REJECTED, OrderState.CANCELLED})
OWNERS: Mapping[HoldKind, Permission] = MappingProxyType(
    {
        HoldKind.CREDIT: Permission.HOLD_CREDIT,
        HoldKind.COMPLIANCE: Permission.HOLD_COMPLIANCE,
        HoldKind.LOGISTICS: Permission.HOLD_LOGISTICS,
        HoldKind.FINANCE: Permission.HOLD_FINANCE,
        HoldKind.DEALER: Permission.ORDER_SUBMIT,
    }
)


def may_hold(actor: Actor, kind: HoldKind) -> bool:
    """Tell whether somebody may place and release holds of this kind."""
    return actor.may(OWNERS[kind])


def may_release(actor: Actor, hold: OrderHold, order: SalesOrder) -> bool:
    """Tell whether somebody is another than all who asked for more credit while the order was held for it."""
    return hold.kind is not HoldKind.CREDIT or actor.user_id not in askers_of_more(hold, order)


def askers_of_more(hold: OrderHold, order: SalesOrder) -> frozenset[int | None]:
    """Return all who asked for more credit while an order was held for it."""
    return raises_asked_by(order.distributor_id, order.currency, hold.placed_at) | {hold.limit_raised_by}


def note_raise_asked(distributor_id: int, currency: str, asked_by: int | None) -> None:
    """Note on the open credit holds of a distributor's orders who asked for more credit last.

    The table itself keeps that person from releasing, whatever comes at the same moment; `may_release` all others.
    """
    orders = sa.select(SalesOrder.id).where(
        SalesOrder.distributor_id == distributor_id, SalesOrder.currency == currency
    )
    db.session.execute(
        sa.update(OrderHold)
        .where(
            OrderHold.distributor_id == distributor_id,
            OrderHold.kind == HoldKind.CREDIT,
            OrderHold.released_at.is_(None),
            OrderHold.order_id.in_(orders),
        )
        .values(limit_raised_by=asked_by),
        execution_options={"synchronize_session": False},
    )


def place_hold(
    order_id: int,
    kind: HoldKind,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    review_on: date | None = None,
) -> str:
    """Put an order on hold; return its number.

    Refuses `order.hold_not_yours`, `order.hold_without_reason`, `order.hold_too_late` (the order
    has ended) and `order.already_held` (the same kind is open).
    """
    order = order_locked(order_id)
    if not may_hold(actor, kind):
        raise Refused("order.hold_not_yours", kind=kind.value)
    if not reason.strip():
        raise Refused("order.hold_without_reason")
    if order.state in ENDED:
        raise Refused("order.hold_too_late", number=order.number)
    if not hold_once(order, kind, reason.strip(), actor, now, review_on=review_on):
        raise Refused("order.already_held", kind=kind.value)
    return order.number


def hold_once(
    order: SalesOrder,
    kind: HoldKind,
    reason: str,
    actor: Actor,
    now: datetime,
    *,
    review_on: date | None = None,
) -> bool:
    """Place a hold unless one of its kind is open; the order is locked by the caller."""
    open_one = sa.select(OrderHold.id).where(
        OrderHold.order_id == order.id, OrderHold.kind == kind, OrderHold.released_at.is_(None)
    )
    if db.session.scalar(open_one) is not None:
        return False
    db.session.add(
        OrderHold(
            distributor_id=order.distributor_id,
            order_id=order.id,
            kind=kind,
            reason=reason,
            placed_by=actor.user_id,
            placed_by_name=actor.name,
            placed_at=now,
            review_on=review_on,
            limit_raised_by=raise_asked_by(order.distributor_id, order.currency) if kind is HoldKind.CREDIT else None,
        )
    )
    record(order, "hold_placed", actor, now, hold=kind.value, reason=reason)
    publish(HoldPlaced(order.id, order.number, order.distributor_id, kind.value), now)
    return True


def release_hold(hold_id: int, reason: str, actor: Actor, now: datetime, *, order_id: int | None = None) -> str:
    """Release a hold, of this order where one is named; return the order's number.

    The last blocking one releases an approved order.

    Refuses `order.hold_not_yours`, `order.release_without_reason`, `order.hold_already_released`
    (who, when) and `order.hold_four_eyes`: who asked for more credit while the order was held.
    """
    hold = db.session.scalar(sa.select(OrderHold).where(OrderHold.id == hold_id))
    if hold is None or order_id not in (None, hold.order_id):
        raise NotVisible
    order = order_locked(hold.order_id)
    if not may_hold(actor, hold.kind):
        raise Refused("order.hold_not_yours", kind=hold.kind.value)
    if not reason.strip():
        raise Refused("order.release_without_reason")
    if not may_release(actor, hold, order):
        raise Refused("order.hold_four_eyes")
    let_go(hold, order, reason.strip(), actor, now)
    if hold.kind is HoldKind.CREDIT and order.state is OrderState.APPROVED:
        reserve_credit(order, now, beyond_limit=True)
    release_if_free(order, actor, now)
    return order.number


def let_go(hold: OrderHold, order: SalesOrder, reason: str, actor: Actor, now: datetime) -> None:
    """End one hold with a record, or refuse `order.hold_already_released`; the order is locked by the caller."""
    _release_once(hold, reason, actor, now)
    record(order, "hold_released", actor, now, hold=hold.kind.value, reason=reason)
    publish(HoldReleased(order.id, order.number, order.distributor_id, hold.kind.value, actor.user_id), now)


def _release_once(hold: OrderHold, reason: str, actor: Actor, now: datetime) -> None:
    done = changed(
        sa.update(OrderHold)
        .where(OrderHold.id == hold.id, OrderHold.released_at.is_(None))
        .values(released_at=now, released_by=actor.user_id, released_by_name=actor.name, release_reason=reason)
    )
    if done != 1:
        db.session.refresh(hold)
        door = Door.DISTRIBUTOR if hold.kind is HoldKind.DEALER else Door.HQ
        who = Doer(hold.released_by_name, door.value)
        raise Refused("order.hold_already_released", who=who, when=hold.released_at)


def reserve_credit(order: SalesOrder, now: datetime, *, beyond_limit: bool) -> None:
    """Reserve an order's total on its distributor's account, once; an order of no amount holds nothing."""
    if order.total > Decimal(0) and not service_reservations.held_by(order.number):
        service_reservations.reserve(
            order.distributor_id,
            order.currency,
            order.number,
            order.total,
            beyond_limit=beyond_limit,
            now=now,
        )


def end_holds(
    order: SalesOrder, reason: str, actor: Actor, now: datetime, *, kinds: Collection[HoldKind] = tuple(HoldKind)
) -> None:
    """Release the open holds of an order that ends, or those of these kinds.

    That lets nothing pass, so anybody's decision may do it; who asked for more credit is named, not counted.
    """
    db.session.execute(
        sa.update(OrderHold)
        .where(OrderHold.order_id == order.id, OrderHold.kind.in_(kinds), OrderHold.released_at.is_(None))
        .values(
            released_at=now,
            released_by=sa.func.nullif(actor.user_id, OrderHold.limit_raised_by),
            released_by_name=actor.name,
            release_reason=reason,
        ),
        execution_options={"synchronize_session": False},
    )
