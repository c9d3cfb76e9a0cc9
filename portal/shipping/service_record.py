"""What every command on a shipment shares: find it locked, change it once, record what happened."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.audit import service as audit
from portal.audit.rules import plain
from portal.core.actor import Actor
from portal.core.data.changed import changed
from portal.core.data.sessions import db
from portal.core.days import day_in
from portal.core.errors import NotVisible, Refused, Stale
from portal.shipping.models import Milestone, Shipment, ShipmentHistory
from portal.shipping.states import Action, Basis, MilestoneKind, ShipmentState, state_after
from portal.stock.models import Depot

UNTRACKED = {"synchronize_session": False}


def shipment_locked(shipment_id: int, seen_version: int) -> Shipment:
    """Return a shipment, its row locked until the transaction ends.

    `NotVisible` when it is out of sight, `core.stale` when it changed since `seen_version`.
    """
    found = db.session.scalar(sa.select(Shipment).where(Shipment.id == shipment_id).with_for_update())
    if found is None:
        raise NotVisible
    if found.version != seen_version:
        raise Stale
    return found


def day_at_depot(depot_id: int, instant: datetime) -> date:
    """Return the calendar day of an instant where goods leave: rules of carriage hold by the depot's day."""
    zone = db.session.scalars(sa.select(Depot.zone).where(Depot.id == depot_id)).one()
    return day_in(instant, zone)


def require(shipment: Shipment, *states: ShipmentState) -> None:
    """Refuse `shipment.not_in_this_state` unless the shipment stands in one of these states."""
    if shipment.state not in states:
        raise Refused("shipment.not_in_this_state", state=shipment.state)


def change(shipment: Shipment, **values: Any) -> None:
    """Write values and count one change; refuses `core.stale` where somebody was faster."""
    mine = sa.update(Shipment).where(Shipment.id == shipment.id, Shipment.version == shipment.version)
    if changed(mine.values(version=shipment.version + 1, **values)) != 1:
        raise Stale
    db.session.refresh(shipment)


def advance(shipment: Shipment, action: Action, **values: Any) -> ShipmentState:
    """Move a shipment along its table and return the state it left; `shipment.move_not_allowed`."""
    before = shipment.state
    change(shipment, state=state_after(before, action), **values)
    return before


def tell_time(
    shipment: Shipment,
    kind: MilestoneKind,
    basis: Basis,
    at: datetime,
    actor: Actor,
    now: datetime,
    place: str = "",
) -> None:
    """Add one statement of a time; earlier ones stay as they are."""
    db.session.add(
        Milestone(
            distributor_id=shipment.distributor_id,
            shipment_id=shipment.id,
            kind=kind,
            basis=basis.value,
            at=at,
            place=place,
            recorded_at=now,
            recorded_by=actor.name,
        )
    )
    db.session.flush()


def record(
    shipment: Shipment,
    action: str,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    **after: Any,
) -> None:
    """Keep in the audit (`shipment.<action>`, past tense) and in its own history what was done to a shipment."""
    row = {
        "distributor_id": shipment.distributor_id,
        "shipment_id": shipment.id,
        "at": now,
        "kind": action,
        "facts": plain({**(before or {}), **after}),
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_door": actor.door.value,
    }
    db.session.execute(sa.insert(ShipmentHistory), [row])
    audit.record(
        actor,
        f"shipment.{action}",
        "shipment",
        shipment.number,
        before=before,
        after=after or None,
        distributor_id=shipment.distributor_id,
        now=now,
    )
