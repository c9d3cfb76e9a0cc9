"""Planning a shipment from allocated lines, recording what was picked, and calling it off.

Pieces leave the stock on hand at dispatch, not when they are picked: until then they stand in the
depot, a count of the depot must find them, and a shipment called off needs nothing put back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.catalogue.dangerous.queries import air_limits
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor, Turn
from portal.core.data.counters import numbered
from portal.core.data.events import publish
from portal.core.data.lists import among
from portal.core.data.sessions import db
from portal.core.errors import Refused
from portal.orders.holds.rules import Step
from portal.orders.holds.service import refuse_held
from portal.orders.models import OrderLine
from portal.orders.rules_incoterms import Incoterm, fits
from portal.orders.service_progress import PieceMove, move_all
from portal.orders.whole.service import refuse_part
from portal.shipping.depot.queries_ready import ReadyLine, ready_lines
from portal.shipping.events import PickedShort
from portal.shipping.models import Carton, CartonItem, Shipment, ShipmentLine
from portal.shipping.rules_dangerous import DangerousPieces, refusals_of
from portal.shipping.service_holds import refuse_held_inside
from portal.shipping.service_record import (
    UNTRACKED,
    advance,
    change,
    day_at_depot,
    record,
    require,
    shipment_locked,
)
from portal.shipping.states import Action, ShipmentState
from portal.stock import service as stock
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pieces of one order line that shall travel."""

    line_id: int
    quantity: int


def plan_shipment(depot_id: int, mode: Mode | str, wanted: Sequence[Wanted], actor: Actor, now: datetime) -> str:
    """Plan one shipment of allocated lines, start its picking, and return its number.

    The lines may be of several orders that agree in what papers say only once. Refuses
    `shipping.nothing_chosen`, `.not_ready` (fewer pieces wait there), `order.held`, `order.whole_only` (a part of
    an order that ships only whole), `shipping.not_together`, `.mode_and_incoterm`, and `.dangerous_goods` with the
    refusals as a fact.
    """
    quantities = {one.line_id: one.quantity for one in wanted}
    if not quantities or len(quantities) != len(wanted) or min(quantities.values()) < 1:
        raise Refused("shipping.nothing_chosen")
    _lock_lines(quantities)
    lines = ready_lines(quantities, depot_id)
    _check_ready(lines, quantities)
    refuse_held({line.order_id for line in lines}, Step.START_PICKING)
    refuse_part(_taken(lines, quantities), Step.START_PICKING)
    _check_together(lines)
    _check_mode(lines[0], Mode(mode))
    _check_dangerous(lines, Mode(mode), day_at_depot(depot_id, now))
    move_all([PieceMove(id_, "allocated", "picked", n) for id_, n in quantities.items()], now=now)
    shipment = _new_shipment(lines, quantities, Mode(mode), actor, now)
    record(
        shipment,
        "picking_started",
        actor,
        now,
        mode=shipment.mode,
        pieces=shipment.pieces,
        orders=sorted({line.order_number for line in lines}),
    )
    return shipment.number


def _lock_lines(line_ids: Mapping[int, int]) -> None:
    """Let nobody else plan these lines meanwhile; what is ready is read after this."""
    mine = sa.select(OrderLine.id).where(among(OrderLine.id, line_ids))
    db.session.execute(mine.order_by(OrderLine.id).with_for_update()).all()


def _check_ready(lines: Sequence[ReadyLine], quantities: Mapping[int, int]) -> None:
    ready = {line.line_id: line.ready for line in lines}
    short = [line for line in lines if quantities[line.line_id] > line.ready]
    if short:
        line = short[0]
        raise Refused("shipping.not_ready", part=line.part_number, ready=line.ready, wanted=quantities[line.line_id])
    if len(ready) != len(quantities):
        raise Refused("shipping.no_longer_ready", lines=len(quantities) - len(ready))


def _taken(lines: Sequence[ReadyLine], quantities: Mapping[int, int]) -> Counter[int]:
    taken: Counter[int] = Counter()
    for line in lines:
        taken[line.order_id] += quantities[line.line_id]
    return taken


def _check_together(lines: Sequence[ReadyLine]) -> None:
    if len({line.terms for line in lines}) > 1:
        raise Refused("shipping.not_together")


def _check_mode(line: ReadyLine, mode: Mode) -> None:
    rule = line.terms.incoterm
    if rule in set(Incoterm) and not fits(Incoterm(rule), mode):
        raise Refused("shipping.mode_and_incoterm", incoterm=rule)


def _check_dangerous(lines: Sequence[ReadyLine], mode: Mode, today: date) -> None:
    pieces = [
        DangerousPieces(
            line.part_number,
            line.danger.un_number,
            line.danger.packing_instruction,
            line.danger.net_g,
            line.danger.watt_hours,
            line.danger.charge_percent,
        )
        for line in lines
        if line.danger is not None
    ]
    refusals = refusals_of(mode, pieces, today, air_limits())
    if refusals:
        parts = list(dict.fromkeys(refusal.reference for refusal in refusals))
        raise Refused("shipping.dangerous_goods", parts=parts, refusals=refusals)


def _new_shipment(
    lines: Sequence[ReadyLine], quantities: Mapping[int, int], mode: Mode, actor: Actor, now: datetime
) -> Shipment:
    terms = lines[0].terms
    shipment = Shipment(
        number=numbered("SH", now.year),
        state=ShipmentState.PICKING,
        distributor_id=terms.distributor_id,
        depot_id=terms.depot_id,
        mode=mode.value,
        ship_to_id=terms.ship_to_id,
        consignee_id=terms.consignee_id,
        notify_id=terms.notify_id,
        incoterm=terms.incoterm,
        incoterm_place=terms.incoterm_place,
        currency=terms.currency,
        created_by=actor.user_id,
        created_at=now,
        pieces=sum(quantities.values()),
    )
    db.session.add(shipment)
    db.session.flush()
    _plan_lines(shipment, lines, quantities)
    return shipment


def _plan_lines(shipment: Shipment, lines: Sequence[ReadyLine], quantities: Mapping[int, int]) -> None:
    rows = [
        {
            "distributor_id": shipment.distributor_id,
            "shipment_id": shipment.id,
            "order_id": line.order_id,
            "line_id": line.line_id,
            "part_id": line.part_id,
            "part_number": line.part_number,
            "planned": quantities[line.line_id],
        }
        for line in lines
    ]
    db.session.execute(sa.insert(ShipmentLine), rows)


def record_pick(
    shipment_id: int,
    picked: Mapping[int, int],
    turn: Turn,
    *,
    missing: bool = True,
) -> int:
    """Record the pieces picked of shipment lines (id to pieces); return how many were short.

    A short pick sends the rest to backorder; of an order that ships only whole that is no refusal, but its
    shipment goes no further with a part of it. `missing` pieces were not found or are damaged: they
    leave the stock as counted short, so that no run allocates them again; otherwise they stay free.
    What is recorded may be lowered later, never raised: the rest is no longer tied to the line.
    Refuses `order.held`.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PICKING)
    refuse_held_inside(shipment.id, Step.PICK)
    lines = _lines_of(shipment.id, picked)
    inside = _in_cartons(shipment.id)
    short = {line.id: _shortage(line, picked[line.id], inside.get(line.id, 0)) for line in lines}
    _return_short(shipment, lines, short, turn, missing)
    for line in lines:
        line.picked, line.picked_at = picked[line.id], turn.now
    db.session.flush()
    change(shipment, pieces=shipment.pieces - sum(short.values()))
    record(
        shipment,
        "picked",
        turn.actor,
        turn.now,
        pieces=sum(picked.values()),
        short=sum(short.values()),
        short_parts=[f"{short[line.id]} × {line.part_number}" for line in lines if short[line.id]],
        written_off=missing and any(short.values()),
    )
    parts = tuple(sorted({line.part_id for line in lines if short[line.id]}))
    if parts:
        publish(PickedShort(shipment.id, shipment.number, shipment.distributor_id, part_ids=parts), turn.now)
    return sum(short.values())


def _lines_of(shipment_id: int, picked: Mapping[int, int]) -> list[ShipmentLine]:
    mine = sa.select(ShipmentLine).where(ShipmentLine.shipment_id == shipment_id)
    lines = list(db.session.scalars(mine.where(among(ShipmentLine.id, picked)).order_by(ShipmentLine.id)))
    if not picked or len(lines) != len(picked):
        raise Refused("shipping.line_of_other_shipment")
    return lines


def _in_cartons(shipment_id: int) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(CartonItem.shipment_line_id, sa.func.sum(CartonItem.quantity))
        .join(Carton, Carton.id == CartonItem.carton_id)
        .where(Carton.shipment_id == shipment_id)
        .group_by(CartonItem.shipment_line_id)
    )
    return {line_id: int(pieces) for line_id, pieces in rows}


def _shortage(line: ShipmentLine, picked: int, in_cartons: int) -> int:
    most = line.planned if line.picked_at is None else line.picked
    if not 0 <= picked <= most:
        raise Refused("shipping.picked_beyond_plan", part=line.part_number, most=most, picked=picked)
    if picked < in_cartons:
        raise Refused("shipping.picked_below_packed", part=line.part_number, packed=in_cartons, picked=picked)
    return most - picked


def _return_short(
    shipment: Shipment, lines: Sequence[ShipmentLine], short: Mapping[int, int], turn: Turn, missing: bool
) -> None:
    """Untie what was not picked, stock by part first, then the pieces of the lines."""
    for line in sorted(lines, key=lambda each: (each.part_id, each.line_id)):
        pieces = short[line.id]
        if not pieces:
            continue
        stock.give_back(line.line_id, pieces, depot_id=shipment.depot_id)
        if missing:
            entry = Entry(MovementReason.COUNTED, turn.now, turn.actor, shipment.number)
            stock.write_off(shipment.depot_id, line.part_id, pieces, entry)
    back = [PieceMove(line.line_id, "picked", "backordered", short[line.id]) for line in lines if short[line.id]]
    move_all(back, now=turn.now)


def cancel_shipment(shipment_id: int, turn: Turn) -> None:
    """Call off a shipment while it is picked: its pieces are allocated again, its cartons gone.

    Refuses `shipment.move_not_allowed` once packing is confirmed; it is re-opened first.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    before = advance(shipment, Action.CANCEL, carton_count=0, gross_g=0)
    lines = list(db.session.scalars(sa.select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id)))
    boxes = sa.select(Carton.id).where(Carton.shipment_id == shipment.id)
    for statement in (
        sa.delete(CartonItem).where(CartonItem.carton_id.in_(boxes)),
        sa.delete(Carton).where(Carton.shipment_id == shipment.id),
    ):
        db.session.execute(statement, execution_options=UNTRACKED)
    held = {line.line_id: line.planned if line.picked_at is None else line.picked for line in lines}
    move_all([PieceMove(id_, "picked", "allocated", n) for id_, n in held.items() if n], now=turn.now)
    record(shipment, "cancelled", turn.actor, turn.now, before={"state": before.value}, pieces=sum(held.values()))
