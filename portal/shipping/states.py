"""The states of a shipment, what moves it, and the milestones told of it on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.core.errors import Refused


class ShipmentState(StrEnum):
    """Where a shipment stands."""

    PLANNED = "planned"
    PICKING = "picking"
    PACKED = "packed"
    BOOKED = "booked"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What may be done to a shipment."""

    START_PICKING = "start_picking"
    PACK = "pack"
    UNPACK = "unpack"
    BOOK = "book"
    CANCEL_BOOKING = "cancel_booking"
    DEPART = "depart"
    ARRIVE = "arrive"
    SEND_OUT = "send_out"
    DELIVER = "deliver"
    CLOSE = "close"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Move:
    """The states an action starts from and the one it leads to."""

    sources: frozenset[ShipmentState]
    target: ShipmentState


def _move(target: ShipmentState, *sources: ShipmentState) -> Move:
    return Move(frozenset(sources), target)


# A packed shipment is not cancelled: it is unpacked first, so the goods are put back.
# A receiver may confirm delivery before the carrier has told of the arrival.
MOVES: Mapping[Action, Move] = MappingProxyType(
    {
        Action.START_PICKING: _move(ShipmentState.PICKING, ShipmentState.PLANNED),
        Action.PACK: _move(ShipmentState.PACKED, ShipmentState.PICKING),
        Action.UNPACK: _move(ShipmentState.PICKING, ShipmentState.PACKED),
        Action.BOOK: _move(ShipmentState.BOOKED, ShipmentState.PACKED),
        Action.CANCEL_BOOKING: _move(ShipmentState.PACKED, ShipmentState.BOOKED),
        Action.DEPART: _move(ShipmentState.DEPARTED, ShipmentState.BOOKED),
        Action.ARRIVE: _move(ShipmentState.ARRIVED, ShipmentState.DEPARTED),
        Action.SEND_OUT: _move(ShipmentState.OUT_FOR_DELIVERY, ShipmentState.ARRIVED),
        Action.DELIVER: _move(
            ShipmentState.DELIVERED,
            ShipmentState.DEPARTED,
            ShipmentState.ARRIVED,
            ShipmentState.OUT_FOR_DELIVERY,
        ),
        Action.CLOSE: _move(ShipmentState.CLOSED, ShipmentState.DELIVERED),
        Action.CANCEL: _move(ShipmentState.CANCELLED, ShipmentState.PLANNED, ShipmentState.PICKING),
    }
)

ON_THE_WAY = frozenset({ShipmentState.DEPARTED, ShipmentState.ARRIVED, ShipmentState.OUT_FOR_DELIVERY})


class Group(StrEnum):
    """Shipments of several states that are looked for together; what start pages count."""

    ON_THE_WAY = "on_the_way"
    TO_PACK = "to_pack"
    TO_DISPATCH = "to_dispatch"


GROUPS: Mapping[str, frozenset[ShipmentState]] = MappingProxyType(
    {
        Group.ON_THE_WAY: ON_THE_WAY,
        Group.TO_PACK: frozenset({ShipmentState.PLANNED, ShipmentState.PICKING}),
        Group.TO_DISPATCH: frozenset({ShipmentState.PACKED, ShipmentState.BOOKED}),
    }
)


def state_after(state: ShipmentState, action: Action) -> ShipmentState:
    """Return where an action leads; refuses `shipment.move_not_allowed` when it may not start."""
    move = MOVES[action]
    if state not in move.sources:
        raise Refused("shipment.move_not_allowed", state=state, action=action)
    return move.target


def open_actions(state: ShipmentState) -> tuple[Action, ...]:
    """Return what may be done from a state, in the table's order."""
    return tuple(action for action, move in MOVES.items() if state in move.sources)


class MilestoneKind(StrEnum):
    """What is told of a shipment; each has planned, estimated and actual times of its own."""

    PACKED = "packed"
    BOOKED = "booked"
    DOCUMENTS_READY = "documents_ready"
    EXPORT_CLEARED = "export_cleared"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    IMPORT_LODGED = "import_lodged"
    IMPORT_RELEASED = "import_released"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"


class Basis(StrEnum):
    """What a stated time is worth: a plan, the newest estimate, or a fact."""

    PLANNED = "planned"
    ESTIMATED = "estimated"
    ACTUAL = "actual"


WORTH: Mapping[Basis, int] = MappingProxyType({Basis.PLANNED: 0, Basis.ESTIMATED: 1, Basis.ACTUAL: 2})
"""What a statement counts against another of the same milestone."""


class PackageKind(StrEnum):
    """What a package is, as papers name it."""

    CARTON = "carton"
    CRATE = "crate"
    PALLET = "pallet"
    DRUM = "drum"
    BAG = "bag"


IN_DEPOT = frozenset({ShipmentState.PLANNED, ShipmentState.PICKING, ShipmentState.PACKED, ShipmentState.BOOKED})
"""States in which the goods still stand in the depot and count as its stock."""

BY_COMMAND = frozenset({MilestoneKind.PACKED, MilestoneKind.BOOKED, MilestoneKind.DEPARTED})
"""Facts that only the command of the same name may state: packing, booking, dispatch."""

# UN/EDIFACT 9011 (status event); None where the list has no event of that meaning.
EDIFACT_9011: Mapping[MilestoneKind, str | None] = MappingProxyType(
    {
        MilestoneKind.PACKED: None,
        MilestoneKind.BOOKED: "6",
        MilestoneKind.DOCUMENTS_READY: None,
        MilestoneKind.EXPORT_CLEARED: "9",
        MilestoneKind.DEPARTED: "24",
        MilestoneKind.ARRIVED: "1",
        MilestoneKind.IMPORT_LODGED: None,
        MilestoneKind.IMPORT_RELEASED: "8",
        MilestoneKind.OUT_FOR_DELIVERY: None,
        MilestoneKind.DELIVERED: "21",
    }
)
