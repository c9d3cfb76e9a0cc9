"""What every command on an order shares: find it locked, change it once, record what happened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import sqlite

from portal.accounts.models import UserAccount
from portal.audit import service as audit
from portal.core.actor import SYSTEM, Actor, Doer, Door, Turn
from portal.core.data.changed import changed
from portal.core.data.sessions import add_rows, db
from portal.core.data.touched import touched
from portal.core.errors import NotVisible, Refused, Stale
from portal.orders.holds.rules import Step, stops
from portal.orders.models import OrderHistory, OrderHold, SalesOrder
from portal.orders.rules_own import check_own
from portal.orders.service_bought import follow
from portal.orders.states import MOVES, Action, OrderState, state_after

_LOCKED = sa.select(SalesOrder).where(SalesOrder.id == sa.bindparam("order_id")).with_for_update()
_SQLITE = sqlite.dialect()
ORDERS = "orders"
"""What `touched` calls the orders whose pieces in wait, or whose terms for them, a transaction changed."""
DECISIONS = (
    "submitted",
    "resubmitted",
    "withdrawn",
    "passed_up",
    "taken_back",
    "sent_back",
    "gathered",
    "taken",
    "taken_over",
    "handed_over",
    "handed_back",
    "changes_requested",
    "approved",
    "rejected",
    "cancelled",
)
"""What people decide about an order, as its history tells it; all else follows from that."""


def order_locked(order_id: int) -> SalesOrder:
    """Return an order, its row locked until the transaction ends; `NotVisible` when out of sight."""
    found = db.session.scalar(_LOCKED, {"order_id": order_id})
    if found is None:
        raise NotVisible
    return found


def own_locked(order_id: int, actor: Actor) -> SalesOrder:
    """Return an order locked, for a change its own people or headquarters make.

    Refuses `order.dealers_order` to the general distributor above its company, which reads it and no more.
    """
    order = order_locked(order_id)
    check_own(order.distributor_id, order.number, actor)
    return order


def decide(
    order: SalesOrder,
    action: Action,
    turn: Turn,
    *,
    held: bool = False,
    **values: Any,
) -> OrderState:
    """Take a decision once: the state moves and the version grows, or it is refused.

    Refuses `order.already_decided` or `order.already_taken` (who, when) where somebody was first,
    `core.stale` where something else changed since `seen_version`, and what `state_after` refuses.
    """
    target = judged(order, action, turn.seen, held=held)
    before, submitted_at = order.state, values.get("submitted_at") or order.submitted_at
    change = (
        sa.update(SalesOrder)
        .where(
            SalesOrder.id == order.id,
            SalesOrder.state == order.state,
            SalesOrder.version == turn.seen,
        )
        .values(state=target, version=turn.seen + 1, **values)
    )
    if changed(change) != 1:
        raise already_decided(order, action)
    keep_stored(order, state=target, version=turn.seen + 1, **values)
    if OrderState.RELEASED in (before, target):
        touched(ORDERS, [order.id])
    follow(order, before, submitted_at)
    return target


def keep_stored(order: SalesOrder, **values: Any) -> None:
    """Let an order in hand show values just stored by a statement, as reading it again would."""
    for name, value in values.items():
        kind, known = getattr(SalesOrder, name).type, value
        if isinstance(kind, sa.types.TypeDecorator):
            known = kind.process_result_value(kind.process_bind_param(value, _SQLITE), _SQLITE)
        orm.attributes.set_committed_value(order, name, known)


def judged(order: SalesOrder, action: Action, seen_version: int, *, held: bool = False) -> OrderState:
    """Return the state an action leads to, before anything is changed; refuses as `decide` does."""
    if order.version != seen_version:
        if order.state not in MOVES[action].sources:
            raise already_decided(order, action)
        raise Stale
    return state_after(order.state, action, held)


def already_decided(order: SalesOrder, action: Action | None = None) -> Refused:
    """Return the refusal that names who decided about an order last, and when.

    What the portal did by itself afterwards is not counted; whoever wants to take an order that
    is taken is told `order.already_taken`.
    """
    last = db.session.execute(
        sa.select(OrderHistory.actor_name, OrderHistory.actor_door, OrderHistory.at)
        .where(OrderHistory.order_id == order.id, OrderHistory.actor_id.is_not(None), OrderHistory.kind.in_(DECISIONS))
        .order_by(OrderHistory.id.desc())
        .limit(1)
    ).first()
    who = Doer(last.actor_name, last.actor_door) if last else Doer(SYSTEM.name, Door.HQ.value)
    taken = action is Action.TAKE and order.state is OrderState.IN_REVIEW
    code = "order.already_taken" if taken else "order.already_decided"
    return Refused(code, number=order.number, who=who, when=last.at if last else order.created_at)


def in_hands(order: SalesOrder, actor: Actor) -> None:
    """Refuse `order.not_in_your_hands` (who has it) to whoever did not take an order."""
    if order.reviewer_id is None or order.reviewer_id != actor.user_id:
        raise Refused("order.not_in_your_hands", number=order.number, who=holder_of(order))


def holder_of(order: SalesOrder) -> Doer:
    """Return who has an order in review."""
    name = db.session.scalar(sa.select(UserAccount.name).where(UserAccount.id == order.reviewer_id))
    return Doer(name or SYSTEM.name, Door.HQ.value)


def touch(order: SalesOrder, seen_version: int) -> None:
    """Count one change of an order that moves no state; refuses `core.stale`."""
    change = (
        sa.update(SalesOrder)
        .where(SalesOrder.id == order.id, SalesOrder.version == seen_version)
        .values(version=seen_version + 1)
    )
    if changed(change) != 1:
        raise Stale
    keep_stored(order, version=seen_version + 1)


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
    row = {
        "distributor_id": order.distributor_id,
        "order_id": order.id,
        "at": now,
        "kind": kind,
        "facts": facts,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_door": actor.door.value,
        "shown": shown,
    }
    add_rows(OrderHistory, [row])
    audit.record(
        actor,
        f"order.{kind}",
        "sales_order",
        order.number,
        before=before,
        after=after or facts or None,
        distributor_id=order.distributor_id,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Note:
    """A thing that happened to an order, for its history alone; `facts` are plain values."""

    order_id: int
    distributor_id: int
    kind: str
    facts: Mapping[str, Any]


def note_all(notes: Iterable[Note], actor: Actor, now: datetime) -> None:
    """Let orders tell in their histories what was done to many of them at once; shown to their distributors."""
    doer = {"actor_id": actor.user_id, "actor_name": actor.name, "actor_door": actor.door.value}
    rows = [
        {"order_id": one.order_id, "distributor_id": one.distributor_id, "kind": one.kind, "facts": dict(one.facts)}
        | {"at": now, "shown": True}
        | doer
        for one in notes
    ]
    if rows:
        db.session.execute(sa.insert(OrderHistory), rows)


def open_holds(order_id: int) -> list[OrderHold]:
    """Return the holds of an order nobody has released yet, oldest first."""
    query = (
        sa.select(OrderHold)
        .where(OrderHold.order_id == order_id, OrderHold.released_at.is_(None))
        .order_by(OrderHold.id)
    )
    return list(db.session.scalars(query))


def is_held(order: SalesOrder, step: Step) -> bool:
    """Tell whether an open hold keeps an order from a step; the order is locked by the caller."""
    return any(stops(hold.kind, step) for hold in open_holds(order.id))


def note_shipment(order_ids: Collection[int], kind: str, shipment: str, now: datetime) -> None:
    """Let orders tell in their history that a shipment of theirs was packed, left, or was received.

    `kind` is `shipment_packed`, `shipment_departed` or `shipment_received`; shown to the distributor.
    """
    orders = sa.select(SalesOrder.id, SalesOrder.distributor_id).where(SalesOrder.id.in_(sorted(order_ids)))
    facts = {"shipment": shipment}
    found = db.session.execute(orders.order_by(SalesOrder.id))
    note_all([Note(order_id, owner, kind, facts) for order_id, owner in found], SYSTEM, now)
