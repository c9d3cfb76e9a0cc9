"""What every command on an order shares: find it locked, change it once, record what happened."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.audit import service as audit
from portal.core.actor import SYSTEM, Actor
from portal.core.database import db
from portal.core.errors import NotVisible, Refused, Stale
from portal.orders.models import OrderHistory, OrderHold, SalesOrder
from portal.orders.states import MOVES, Action, OrderState, is_blocking, state_after


def order_locked(order_id: int) -> SalesOrder:
    """Return an order, its row locked until the transaction ends; `NotVisible` when out of sight."""
    found = db.session.scalar(sa.select(SalesOrder).where(SalesOrder.id == order_id).with_for_update())
    if found is None:
        raise NotVisible
    return found


def decide(
    order: SalesOrder,
    action: Action,
    actor: Actor,
    seen_version: int,
    now: datetime,
    *,
    held: bool = False,
    **values: Any,
) -> OrderState:
    """Take a decision once: the state moves and the version grows, or it is refused.

    Refuses `order.already_decided` (who, when) where somebody decided first, `core.stale` where
    something else changed since `seen_version`, and what `state_after` refuses.
    """
    target = judged(order, action, seen_version, held=held)
    change = (
        sa.update(SalesOrder)
        .where(
            SalesOrder.id == order.id,
            SalesOrder.state == order.state,
            SalesOrder.version == seen_version,
        )
        .values(state=target, version=seen_version + 1, **values)
    )
    done = db.session.execute(change, execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise already_decided(order)
    db.session.refresh(order)
    return target


def judged(order: SalesOrder, action: Action, seen_version: int, *, held: bool = False) -> OrderState:
    """Return the state an action leads to, before anything is changed; refuses as `decide` does."""
    if order.version != seen_version:
        if order.state not in MOVES[action].sources:
            raise already_decided(order)
        raise Stale()
    return state_after(order.state, action, held)


def already_decided(order: SalesOrder) -> Refused:
    """Return the refusal that names who decided about an order, and when."""
    last = db.session.execute(
        sa.select(OrderHistory.actor_name, OrderHistory.at)
        .where(OrderHistory.order_id == order.id)
        .order_by(OrderHistory.id.desc())
        .limit(1)
    ).first()
    who, when = (last.actor_name, last.at) if last else ("", order.created_at)
    return Refused("order.already_decided", number=order.number, who=who, when=when)


def touch(order: SalesOrder, seen_version: int) -> None:
    """Count one change of an order that moves no state; refuses `core.stale`."""
    change = (
        sa.update(SalesOrder)
        .where(SalesOrder.id == order.id, SalesOrder.version == seen_version)
        .values(version=seen_version + 1)
    )
    done = db.session.execute(change, execution_options={"synchronize_session": False})
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale()
    db.session.refresh(order, ["version"])


def record(
    order: SalesOrder,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    shown: bool = True,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Keep what happened: a row of the order's history, and one of the audit.

    `shown` rows stand in the distributor's timeline too; `facts` are plain values.
    """
    db.session.add(
        OrderHistory(
            distributor_id=order.distributor_id, order_id=order.id, at=now, kind=kind, facts=facts,
            actor_id=actor.user_id, actor_name=actor.name, actor_door=actor.door.value, shown=shown,
        )
    )  # fmt: skip
    audit.record(
        actor, f"order.{kind}", "sales_order", order.number,
        before=before, after=after or facts or None, distributor_id=order.distributor_id, now=now,
    )  # fmt: skip


def open_holds(order_id: int) -> list[OrderHold]:
    """Return the holds of an order nobody has released yet, oldest first."""
    query = (
        sa.select(OrderHold)
        .where(OrderHold.order_id == order_id, OrderHold.released_at.is_(None))
        .order_by(OrderHold.id)
    )
    return list(db.session.scalars(query))


def is_held(order: SalesOrder) -> bool:
    """Tell whether an open hold stops the next forward move of an order."""
    return any(is_blocking(hold.kind, order.state) for hold in open_holds(order.id))


def note_shipment(order_ids: Collection[int], kind: str, shipment: str, now: datetime) -> None:
    """Let orders tell in their history that a shipment of theirs was packed, left, or was received.

    `kind` is `shipment_packed`, `shipment_departed` or `shipment_received`; shown to the distributor.
    """
    orders = sa.select(SalesOrder.id, SalesOrder.distributor_id).where(SalesOrder.id.in_(sorted(order_ids)))
    rows = [
        {
            "distributor_id": row.distributor_id, "order_id": row.id, "at": now, "kind": kind,
            "facts": {"shipment": shipment}, "actor_name": SYSTEM.name, "actor_door": SYSTEM.door.value,
        }
        for row in db.session.execute(orders.order_by(SalesOrder.id))
    ]  # fmt: skip
    if rows:
        db.session.execute(sa.insert(OrderHistory), rows)
