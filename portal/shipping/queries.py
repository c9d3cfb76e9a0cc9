"""One shipment as others may see it: whom it concerns, how it travels, what was done to it, when what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Address, Distributor
from portal.core.actor import Doer
from portal.core.data.sessions import db
from portal.core.data.types import Json
from portal.core.errors import NotVisible
from portal.orders.models import OrderHold
from portal.shipping.models import Milestone, Shipment, ShipmentHistory, ShipmentLine
from portal.shipping.states import Basis, MilestoneKind, ShipmentState
from portal.stock.models import Depot


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    """One shipment with the names of those it concerns; zones are IANA, weight in grams.

    `destination_zone` is the distributor's; `held_orders` counts orders of it with an open hold.
    """

    id: int
    number: str
    state: ShipmentState
    version: int
    distributor_id: int
    distributor_name: str
    destination_zone: str
    distributor_locale: str
    depot_id: int
    depot_code: str
    depot_name: str
    depot_zone: str
    depot_country: str
    mode: str
    incoterm: str
    incoterm_place: str
    currency: str
    ship_to_id: int | None
    ship_to: str
    ship_to_city: str
    ship_to_country: str
    consignee_id: int | None
    consignee: str
    notify_id: int | None
    notify: str
    carrier: str
    transport_document: str
    vessel_flight: str
    containers: str
    port_loading: str
    port_discharge: str
    tracking_url: str
    marks: str
    acid: str
    dg_declaration: str
    un38_3: str
    packaging_appraisal: str
    created_at: datetime
    packed_at: datetime | None
    departed_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    pieces: int
    carton_count: int
    gross_g: int
    held_orders: int

    @property
    def destination_country(self) -> str:
        """Return the country the goods go to (ISO 3166-1 alpha-2), empty when not known."""
        return self.ship_to_country


_ship_to, _consignee, _notify = aliased(Address), aliased(Address), aliased(Address)
_HELD = (
    sa.select(sa.func.count(sa.distinct(OrderHold.order_id)))
    .join(ShipmentLine, ShipmentLine.order_id == OrderHold.order_id)
    .where(ShipmentLine.shipment_id == Shipment.id, OrderHold.released_at.is_(None))
    .correlate(Shipment)
    .scalar_subquery()
)


def _text(column: Any) -> Any:
    return sa.func.coalesce(column, "")


_FACTS = (
    Shipment.id,
    Shipment.number,
    Shipment.state,
    Shipment.version,
    Shipment.distributor_id,
    Distributor.name,
    Distributor.zone,
    Distributor.locale,
    Shipment.depot_id,
    Depot.code,
    Depot.name,
    Depot.zone,
    Depot.country,
    Shipment.mode,
    Shipment.incoterm,
    Shipment.incoterm_place,
    Shipment.currency,
    Shipment.ship_to_id,
    _text(_ship_to.name),
    _text(_ship_to.city),
    sa.func.coalesce(_ship_to.country, Distributor.country),
    Shipment.consignee_id,
    _text(_consignee.name),
    Shipment.notify_id,
    _text(_notify.name),
    Shipment.carrier,
    Shipment.transport_document,
    Shipment.vessel_flight,
    Shipment.containers,
    Shipment.port_loading,
    Shipment.port_discharge,
    Shipment.tracking_url,
    Shipment.marks,
    Shipment.acid,
    Shipment.dg_declaration,
    Shipment.un38_3,
    Shipment.packaging_appraisal,
    Shipment.created_at,
    Shipment.packed_at,
    Shipment.departed_at,
    Shipment.delivered_at,
    Shipment.received_at,
    Shipment.pieces,
    Shipment.carton_count,
    Shipment.gross_g,
    _HELD,
)


def shipment_for(number: str, *, cancelled: bool = True) -> ShipmentFacts:
    """Return a shipment in scope by its number, or raise `NotVisible` (somebody else's, or none)."""
    return _one(Shipment.number == number, cancelled)


def shipment_by_id(shipment_id: int) -> ShipmentFacts:
    """Return a shipment in scope by its id, or raise `NotVisible`."""
    return _one(Shipment.id == shipment_id, True)


def _one(which: sa.ColumnElement[bool], cancelled: bool) -> ShipmentFacts:
    row = db.session.execute(
        sa.select(*_FACTS)
        .select_from(Shipment)
        .join(Distributor, Distributor.id == Shipment.distributor_id)
        .join(Depot, Depot.id == Shipment.depot_id)
        .outerjoin(_ship_to, _ship_to.id == Shipment.ship_to_id)
        .outerjoin(_consignee, _consignee.id == Shipment.consignee_id)
        .outerjoin(_notify, _notify.id == Shipment.notify_id)
        .where(which)
    ).one_or_none()
    if row is None or (row[2] is ShipmentState.CANCELLED and not cancelled):
        raise NotVisible
    return ShipmentFacts(*row)


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """One statement of a time; who made it and when."""

    id: int
    kind: MilestoneKind
    basis: Basis
    at: datetime
    place: str
    recorded_at: datetime
    recorded_by: str


def milestones(shipment_id: int) -> list[MilestoneFacts]:
    """Return every statement about a shipment's times, in the order they were made."""
    rows = db.session.execute(
        sa.select(
            Milestone.id,
            Milestone.kind,
            Milestone.basis,
            Milestone.at,
            Milestone.place,
            Milestone.recorded_at,
            Milestone.recorded_by,
        )
        .where(Milestone.shipment_id == shipment_id)
        .order_by(Milestone.id)
    )
    return [MilestoneFacts(row.id, row.kind, Basis(row.basis), *row[3:]) for row in rows]


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done to a shipment: when, what, its facts, and by whom."""

    at: datetime
    kind: str
    facts: dict[str, Any]
    doer: Doer


MOST_TOLD = 400


def told_of(shipment_id: int) -> tuple[list[MilestoneFacts], list[Done]]:
    """Return every statement about a shipment's times, and what was done to it: in order, in one statement.

    Of what was done the last `MOST_TOLD`.
    """
    row = ShipmentHistory
    last = sa.select(row).where(row.shipment_id == shipment_id).order_by(row.id.desc()).limit(MOST_TOLD).subquery().c
    none: Any = sa.literal("")
    stated: Any = sa.select(
        Milestone.id,
        sa.type_coerce(Milestone.kind, sa.String),
        Milestone.basis,
        Milestone.at,
        Milestone.place,
        Milestone.recorded_at,
        Milestone.recorded_by.label("who"),
        sa.cast(sa.null(), Json).label("facts"),
        none.label("door"),
    ).where(Milestone.shipment_id == shipment_id)
    done: Any = sa.select(
        last.id, last.kind, none, last.at, none, last.at, last.actor_name, last.facts, last.actor_door
    )
    both = sa.union_all(stated, done).subquery()
    rows = db.session.execute(sa.select(both).order_by(both.c.id)).all()
    return (
        [MilestoneFacts(one[0], MilestoneKind(one[1]), Basis(one[2]), *one[3:7]) for one in rows if not one.door],
        [Done(one.at, one[1], one.facts, Doer(one.who, one.door)) for one in rows if one.door],
    )
