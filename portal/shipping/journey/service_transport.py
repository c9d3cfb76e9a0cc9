"""Booking a carrier, the gate and the departure, and what is told of the journey."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from portal.catalogue.dangerous.queries import air_limits
from portal.core.actor import Turn
from portal.core.data.events import publish
from portal.core.errors import FieldRefused, Refused
from portal.orders.holds.rules import Step
from portal.orders.service_progress import PieceMove, move_all
from portal.shipping.depot.queries_carriage import dangerous_pieces
from portal.shipping.depot.queries_contents import contents_of
from portal.shipping.events import ShipmentBooked, ShipmentDispatched
from portal.shipping.journey.queries_gate import gate_of
from portal.shipping.journey.queries_marks import lacking_latin, lacking_words
from portal.shipping.journey.rules_booking import (
    Booking,
    acid_number,
    check_happened,
    check_journey,
    check_latin_marks,
    check_near,
    container_numbers,
    needed_fields,
    reference,
    transport_document,
)
from portal.shipping.models import Shipment
from portal.shipping.queries import shipment_by_id
from portal.shipping.rules_dangerous import DangerPaper, refusals_of
from portal.shipping.service_holds import refuse_held_inside
from portal.shipping.service_record import (
    advance,
    change,
    day_at_depot,
    record,
    require,
    shipment_locked,
    tell_time,
)
from portal.shipping.service_whole import refuse_part_inside
from portal.shipping.states import BY_COMMAND, ON_THE_WAY, Action, Basis, MilestoneKind, ShipmentState
from portal.stock import service as stock

LATER = ON_THE_WAY | {ShipmentState.DELIVERED, ShipmentState.CLOSED}


def book(shipment_id: int, given: Booking, turn: Turn) -> None:
    """Record the booking of a packed shipment; its papers are issued in answer to the event.

    Refuses `order.held`, `order.whole_only`, what `rules_booking` refuses, `shipping.field_missing`,
    `.tracking_address`, `.latin_missing` (names), `.words_missing` (parts), and `.dangerous_goods`. A missing customs
    number of Egypt, or a missing reference of dangerous goods, does not stop a booking; both stop the departure.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PACKED)
    refuse_held_inside(shipment.id, Step.BOOK)
    refuse_part_inside(shipment.id, Step.BOOK)
    values = _judged(shipment, given)
    if names := lacking_latin(shipment_by_id(shipment.id)):
        raise Refused("shipping.latin_missing", names=names)
    contents = contents_of(shipment.id)
    if parts := lacking_words(shipment_by_id(shipment.id), contents):
        raise Refused("shipping.words_missing", parts=parts)
    check_journey(given.departure, given.arrival, turn.now)
    leaves_on = day_at_depot(shipment.depot_id, given.departure)
    refusals = refusals_of(shipment.mode, dangerous_pieces(contents), leaves_on, air_limits())
    if refusals:
        parts = list(dict.fromkeys(refusal.reference for refusal in refusals))
        raise Refused("shipping.dangerous_goods", parts=parts, refusals=refusals)
    advance(shipment, Action.BOOK, **values)
    tell_time(shipment, MilestoneKind.BOOKED, Basis.ACTUAL, turn.now, turn.actor, turn.now)
    for kind, at, place in (
        (MilestoneKind.DEPARTED, given.departure, shipment.port_loading),
        (MilestoneKind.ARRIVED, given.arrival, shipment.port_discharge),
    ):
        tell_time(shipment, kind, Basis.PLANNED, at, turn.actor, turn.now, place)
    record(shipment, "booked", turn.actor, turn.now, departure=given.departure, arrival=given.arrival, **values)
    publish(ShipmentBooked(shipment.id, shipment.number, shipment.distributor_id, turn.actor.user_id), turn.now)


def _judged(shipment: Shipment, given: Booking) -> dict[str, Any]:
    for field in needed_fields(shipment.mode):
        if not getattr(given, field).strip():
            raise FieldRefused("shipping.field_missing", field=field)
    check_latin_marks(given.marks)
    tracking = given.tracking_url.strip()
    if tracking and not tracking.startswith(("https://", "http://")):
        raise FieldRefused("shipping.tracking_address", field="tracking_url")
    return {
        "carrier": given.carrier.strip(),
        "transport_document": transport_document(shipment.mode, given.transport_document),
        "vessel_flight": given.vessel_flight.strip(),
        "containers": ", ".join(container_numbers(shipment.mode, given.containers)),
        "port_loading": given.port_loading.strip(),
        "port_discharge": given.port_discharge.strip(),
        "acid": acid_number(given.acid),
        "marks": "\n".join(line.strip() for line in given.marks.splitlines() if line.strip()),
        "tracking_url": tracking,
        **{paper.value: reference(getattr(given, paper.value)) for paper in DangerPaper},
    }


def dispatch(
    shipment_id: int,
    turn: Turn,
    *,
    departed_at: datetime | None = None,
    acid: str = "",
    danger_papers: Mapping[DangerPaper, str] = MappingProxyType({}),
) -> None:
    """Let a booked shipment leave: its pieces leave the stock, its lines are shipped.

    Refuses `order.held`, `order.whole_only`, `shipping.gate_closed` with the open requirements as a fact, and a
    departure in the future. `acid` fills in Egypt's customs number where the booking had none, `danger_papers` the
    references of dangerous goods; what the booking gave stays.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.BOOKED)
    refuse_held_inside(shipment.id, Step.DISPATCH)
    refuse_part_inside(shipment.id, Step.DISPATCH)
    at = departed_at or turn.now
    check_happened(at, turn.now, "departed_at")
    if acid and not shipment.acid:
        change(shipment, acid=acid_number(acid))
    given = {paper.value: reference(text) for paper, text in danger_papers.items() if text.strip()}
    missing = {name: text for name, text in given.items() if not getattr(shipment, name)}
    if missing:
        change(shipment, **missing)
    held = contents_of(shipment.id)
    gate = gate_of(shipment_by_id(shipment.id), held, at)
    closed = tuple(item for item in gate if not item.met)
    if closed:
        raise Refused("shipping.gate_closed", count=len(closed), items=closed)
    leaving = sorted((line for line in held.lines if line.picked), key=lambda line: (line.part_id, line.line_id))
    for line in leaving:
        stock.consume(line.line_id, shipment.depot_id, line.picked, shipment.number, turn.now, turn.actor)
    move_all([PieceMove(line.line_id, "packed", "shipped", line.picked) for line in leaving], now=turn.now)
    advance(shipment, Action.DEPART, departed_at=at)
    tell_time(shipment, MilestoneKind.DEPARTED, Basis.ACTUAL, at, turn.actor, turn.now, shipment.port_loading)
    told: dict[str, Any] = {"departed_at": at, "pieces": shipment.pieces, "acid": shipment.acid, **missing}
    record(shipment, "dispatched", turn.actor, turn.now, **told)
    publish(ShipmentDispatched(shipment.id, shipment.number, shipment.distributor_id), turn.now)


_FACTS_THAT_MOVE = {MilestoneKind.ARRIVED: Action.ARRIVE, MilestoneKind.OUT_FOR_DELIVERY: Action.SEND_OUT}


def record_milestone(
    shipment_id: int,
    kind: MilestoneKind,
    basis: Basis,
    at: datetime,
    place: str,
    turn: Turn,
) -> None:
    """Add a statement of a time to a shipment's milestones; none is ever overwritten.

    An actual arrival or delivery run moves the shipment on. Refuses
    `shipping.milestone_by_command` (packing, booking and departure are stated by doing them),
    `.not_yet`, `.time_far_away` and `.not_departed`.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    if shipment.state is ShipmentState.CANCELLED:
        raise Refused("shipment.not_in_this_state", state=shipment.state)
    if basis is Basis.ACTUAL:
        _check_fact(shipment, kind, at, turn.now)
    else:
        check_near(at, turn.now)
    values = _moved(shipment, kind, basis, at)
    action = _FACTS_THAT_MOVE.get(kind) if basis is Basis.ACTUAL else None
    if action is not None and not _passed(shipment.state, kind):
        advance(shipment, action, **values)
    else:
        change(shipment, **values)
    tell_time(shipment, kind, basis, at, turn.actor, turn.now, place.strip())
    told: dict[str, Any] = {"kind": kind.value, "basis": basis.value, "at": at, "place": place.strip()}
    record(shipment, "milestone_recorded", turn.actor, turn.now, **told)


def _check_fact(shipment: Shipment, kind: MilestoneKind, at: datetime, now: datetime) -> None:
    if kind in BY_COMMAND:
        raise FieldRefused("shipping.milestone_by_command", field="kind")
    check_happened(at, now)
    after_departure = kind not in (MilestoneKind.DOCUMENTS_READY, MilestoneKind.EXPORT_CLEARED)
    if after_departure and shipment.state not in LATER:
        raise FieldRefused("shipping.not_departed", field="kind")
    if after_departure and shipment.departed_at is not None and at < shipment.departed_at:
        raise FieldRefused("shipping.before_departure", field="at")


def _passed(state: ShipmentState, kind: MilestoneKind) -> bool:
    """Tell whether a shipment has already come as far as this fact takes it."""
    far = {ShipmentState.OUT_FOR_DELIVERY, ShipmentState.DELIVERED, ShipmentState.CLOSED}
    return state in far or (kind is MilestoneKind.ARRIVED and state is ShipmentState.ARRIVED)


def _moved(shipment: Shipment, kind: MilestoneKind, basis: Basis, at: datetime) -> dict[str, datetime]:
    delivered = kind is MilestoneKind.DELIVERED and basis is Basis.ACTUAL
    return {"delivered_at": at} if delivered and shipment.received_at is None else {}
