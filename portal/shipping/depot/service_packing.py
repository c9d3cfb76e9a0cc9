"""Packing into cartons: each with its own SSCC, sizes, weights and contents; confirmed as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from portal.accounts.queries import selling_entity_of
from portal.catalogue.dangerous.queries import air_limits
from portal.core.actor import Turn
from portal.core.data.counters import next_number
from portal.core.data.events import publish
from portal.core.data.sessions import db
from portal.core.errors import FieldRefused, NotVisible, Refused
from portal.orders.holds.rules import Step
from portal.orders.service_progress import PieceMove, move_all
from portal.shipping.depot.queries_carriage import dangerous_pieces, to_pack
from portal.shipping.depot.queries_contents import Contents, contents_of
from portal.shipping.depot.rules_packing import Measures, check_measures, packing_problems
from portal.shipping.depot.rules_sscc import sscc
from portal.shipping.events import ShipmentPacked
from portal.shipping.models import Carton, CartonItem, Shipment
from portal.shipping.rules_dangerous import refusals_of
from portal.shipping.service_holds import refuse_held_inside
from portal.shipping.service_record import (
    UNTRACKED,
    advance,
    change,
    day_at_depot,
    record,
    require,
    shipment_locked,
    tell_time,
)
from portal.shipping.service_whole import refuse_part_inside
from portal.shipping.states import Action, Basis, MilestoneKind, PackageKind, ShipmentState


@dataclass(frozen=True, slots=True)
class CartonInput:
    """A package as somebody closes it: what it is, its measures, and pieces by shipment line.

    `rest` puts everything picked and not packed yet into it, besides `contents`.
    """

    kind: PackageKind
    measures: Measures
    contents: Mapping[int, int]
    rest: bool = False


def add_carton(shipment_id: int, given: CartonInput, turn: Turn) -> str:
    """Add a carton to a shipment that is being packed and return its SSCC.

    Refuses `order.held`, `shipping.carton_empty`, `.more_than_left`, `.gross_below_net`, impossible measures, and
    `.no_gs1_prefix` when the selling entity has none. A number given out is never given again.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PICKING)
    refuse_held_inside(shipment.id, Step.PACK)
    held = contents_of(shipment.id)
    inside, net_g = _judge(given, held, {})
    carton = Carton(
        distributor_id=shipment.distributor_id,
        shipment_id=shipment.id,
        position=len(held.cartons) + 1,
        sscc=_next_sscc(shipment.distributor_id),
        net_g=net_g,
        **_measured(given),
    )
    db.session.add(carton)
    db.session.flush()
    _fill(carton, inside)
    change(shipment, carton_count=carton.position, gross_g=held.gross_g + carton.gross_g)
    record(
        shipment,
        "carton_added",
        turn.actor,
        turn.now,
        sscc=carton.sscc,
        position=carton.position,
        gross_g=carton.gross_g,
        pieces=sum(inside.values()),
    )
    return carton.sscc


def change_carton(shipment_id: int, position: int, given: CartonInput, turn: Turn) -> None:
    """Correct a carton before packing is confirmed; it keeps its SSCC. Refuses like `add_carton`."""
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PICKING)
    refuse_held_inside(shipment.id, Step.PACK)
    carton = _carton_at(shipment, position)
    held = contents_of(shipment.id)
    own = next(each for each in held.cartons if each.id == carton.id)
    inside, net_g = _judge(given, held, {each.line.id: each.quantity for each in own.contents})
    before = {"gross_g": carton.gross_g, "pieces": own.pieces}
    for name, value in {**_measured(given), "net_g": net_g}.items():
        setattr(carton, name, value)
    db.session.flush()
    _empty(carton)
    _fill(carton, inside)
    change(shipment, gross_g=held.gross_g - own.gross_g + carton.gross_g)
    record(
        shipment,
        "carton_changed",
        turn.actor,
        turn.now,
        before=before,
        sscc=carton.sscc,
        gross_g=carton.gross_g,
        pieces=sum(inside.values()),
    )


def remove_carton(shipment_id: int, position: int, turn: Turn) -> None:
    """Take a carton apart before packing is confirmed; those after it move up one place."""
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PICKING)
    carton = _carton_at(shipment, position)
    removed: dict[str, Any] = {"sscc": carton.sscc, "position": position, "gross_g": carton.gross_g}
    _empty(carton)
    db.session.delete(carton)
    db.session.flush()
    later = sa.select(Carton).where(Carton.shipment_id == shipment.id, Carton.position > position)
    for each in db.session.scalars(later.order_by(Carton.position)).all():
        each.position -= 1
        db.session.flush()
    change(shipment, carton_count=shipment.carton_count - 1, gross_g=shipment.gross_g - removed["gross_g"])
    record(shipment, "carton_removed", turn.actor, turn.now, before=removed)


def _judge(given: CartonInput, held: Contents, own: Mapping[int, int]) -> tuple[dict[int, int], int]:
    """Return pieces by line and the net weight in grams; `own` pieces may be packed again."""
    check_measures(given.measures)
    inside = {line_id: quantity for line_id, quantity in given.contents.items() if quantity}
    lines = {line.id: line for line in held.lines}
    if not inside.keys() <= lines.keys():
        raise Refused("shipping.line_of_other_shipment")
    left = {line.id: line.left + own.get(line.id, 0) for line in held.lines}
    if given.rest:
        inside |= {line_id: pieces for line_id, pieces in left.items() if pieces}
    for line_id, quantity in inside.items():
        if not 0 < quantity <= left[line_id]:
            raise FieldRefused(
                "shipping.more_than_left", field=f"line-{line_id}", part=lines[line_id].part_number, left=left[line_id]
            )
    if not inside:
        raise Refused("shipping.carton_empty")
    net_g = sum(lines[line_id].weight_g * quantity for line_id, quantity in inside.items())
    if net_g > given.measures.gross_g:
        raise FieldRefused("shipping.gross_below_net", field="gross", net_kg=Decimal(net_g).scaleb(-3))
    return inside, net_g


def _measured(given: CartonInput) -> dict[str, object]:
    sizes = given.measures
    return {
        "kind": given.kind,
        "length_mm": sizes.length_mm,
        "width_mm": sizes.width_mm,
        "height_mm": sizes.height_mm,
        "gross_g": sizes.gross_g,
    }


def _next_sscc(distributor_id: int) -> str:
    """Return the next serial of the selling entity; the extension digit counts full series."""
    prefix = selling_entity_of(distributor_id).gs1_prefix
    if not prefix:
        raise Refused("shipping.no_gs1_prefix")
    extension, serial = divmod(next_number(f"SSCC-{prefix}"), 10 ** (16 - len(prefix)))
    return sscc(extension, prefix, serial)


def _carton_at(shipment: Shipment, position: int) -> Carton:
    mine = sa.select(Carton).where(Carton.shipment_id == shipment.id, Carton.position == position)
    found = db.session.scalar(mine)
    if found is None:
        raise NotVisible
    return found


def _fill(carton: Carton, inside: Mapping[int, int]) -> None:
    owner = {"distributor_id": carton.distributor_id, "carton_id": carton.id}
    rows = [owner | {"shipment_line_id": line_id, "quantity": n} for line_id, n in sorted(inside.items())]
    db.session.execute(sa.insert(CartonItem), rows)


def _empty(carton: Carton) -> None:
    mine = sa.delete(CartonItem).where(CartonItem.carton_id == carton.id)
    db.session.execute(mine, execution_options=UNTRACKED)


def confirm_packing(shipment_id: int, turn: Turn) -> None:
    """Confirm that everything picked lies in cartons and may travel by this mode.

    Refuses `order.held`, `order.whole_only`, `shipping.not_packed` with the problems as a fact, `.dangerous_goods`
    with the refusals.
    """
    shipment = shipment_locked(shipment_id, turn.seen)
    require(shipment, ShipmentState.PICKING)
    refuse_held_inside(shipment.id, Step.CONFIRM_PACKING)
    refuse_part_inside(shipment.id, Step.CONFIRM_PACKING)
    held = contents_of(shipment.id)
    problems = packing_problems(*to_pack(held))
    if problems:
        raise Refused("shipping.not_packed", count=len(problems), problems=problems)
    today = day_at_depot(shipment.depot_id, turn.now)
    refusals = refusals_of(shipment.mode, dangerous_pieces(held), today, air_limits())
    if refusals:
        parts = list(dict.fromkeys(refusal.reference for refusal in refusals))
        raise Refused("shipping.dangerous_goods", parts=parts, refusals=refusals)
    move_all(_moves(held, "picked", "packed"), now=turn.now)
    advance(
        shipment,
        Action.PACK,
        packed_by=turn.actor.user_id,
        packed_at=turn.now,
        pieces=held.pieces,
        carton_count=len(held.cartons),
        gross_g=held.gross_g,
    )
    tell_time(shipment, MilestoneKind.PACKED, Basis.ACTUAL, turn.now, turn.actor, turn.now)
    record(
        shipment, "packed", turn.actor, turn.now, cartons=len(held.cartons), gross_g=held.gross_g, pieces=held.pieces
    )
    publish(ShipmentPacked(shipment.id, shipment.number, shipment.distributor_id), turn.now)


def reopen_packing(shipment_id: int, turn: Turn) -> None:
    """Open a packed shipment again, before it is booked; its cartons stay as they are."""
    shipment = shipment_locked(shipment_id, turn.seen)
    advance(shipment, Action.UNPACK, packed_by=None, packed_at=None)
    move_all(_moves(contents_of(shipment.id), "packed", "picked"), now=turn.now)
    record(shipment, "packing_reopened", turn.actor, turn.now)


def _moves(held: Contents, from_: str, to: str) -> list[PieceMove]:
    return [PieceMove(line.line_id, from_, to, line.picked) for line in held.lines if line.picked]
