"""What comes next for a shipment and who has it, from its state and what its gate still wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.shipping.states import ShipmentState


class NextTask(StrEnum):
    """The step a shipment waits for, or why it waits for none."""

    HOLD = "hold"
    WHOLE = "whole"
    PICK = "pick"
    CONFIRM = "confirm"
    BOOK = "book"
    COMPLETE = "complete"
    ASK_ACID = "ask_acid"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"
    RECEIPT = "receipt"
    DONE = "done"
    CANCELLED = "cancelled"


class Keeper(StrEnum):
    """Who has the step."""

    WAREHOUSE = "warehouse"
    LOGISTICS = "logistics"
    CARRIER = "carrier"
    DISTRIBUTOR = "distributor"
    NOBODY = "nobody"


KEEPERS: Mapping[NextTask, Keeper] = MappingProxyType(
    {
        NextTask.HOLD: Keeper.NOBODY,
        NextTask.WHOLE: Keeper.WAREHOUSE,
        NextTask.PICK: Keeper.WAREHOUSE,
        NextTask.CONFIRM: Keeper.WAREHOUSE,
        NextTask.BOOK: Keeper.LOGISTICS,
        NextTask.COMPLETE: Keeper.LOGISTICS,
        NextTask.ASK_ACID: Keeper.LOGISTICS,
        NextTask.DISPATCH: Keeper.LOGISTICS,
        NextTask.ARRIVAL: Keeper.CARRIER,
        NextTask.RECEIPT: Keeper.DISTRIBUTOR,
        NextTask.DONE: Keeper.NOBODY,
        NextTask.CANCELLED: Keeper.NOBODY,
    }
)
_BY_STATE: Mapping[ShipmentState, NextTask] = MappingProxyType(
    {
        ShipmentState.PLANNED: NextTask.PICK,
        ShipmentState.PICKING: NextTask.PICK,
        ShipmentState.PACKED: NextTask.BOOK,
        ShipmentState.BOOKED: NextTask.DISPATCH,
        ShipmentState.DEPARTED: NextTask.ARRIVAL,
        ShipmentState.ARRIVED: NextTask.RECEIPT,
        ShipmentState.OUT_FOR_DELIVERY: NextTask.RECEIPT,
        ShipmentState.DELIVERED: NextTask.DONE,
        ShipmentState.CLOSED: NextTask.DONE,
        ShipmentState.CANCELLED: NextTask.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class NextOfShipment:
    """The step, and who has it."""

    task: NextTask

    @property
    def keeper(self) -> Keeper:
        """Return who has it."""
        return KEEPERS[self.task]


def next_of(
    state: ShipmentState, *, missing: bool = False, held: bool = False, kept: bool = False, asked: bool = False
) -> NextOfShipment:
    """Return what comes next.

    `missing` tells that packing or the gate is not complete yet, `held` that a hold of an order keeps it from that,
    `kept` that an order that ships only whole is in it with a part alone, `asked` that customs ask for a number which
    does not stop the departure.
    """
    if held:
        return NextOfShipment(NextTask.HOLD)
    if kept:
        return NextOfShipment(NextTask.WHOLE)
    task = _BY_STATE[state]
    if state is ShipmentState.PICKING and not missing:
        task = NextTask.CONFIRM
    if state is ShipmentState.BOOKED and missing:
        task = NextTask.COMPLETE
    elif state is ShipmentState.BOOKED and asked:
        task = NextTask.ASK_ACID
    return NextOfShipment(task)
