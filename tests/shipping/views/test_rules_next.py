"""What comes next for a shipment, and who has it."""

import pytest

from portal.shipping.states import ShipmentState
from portal.shipping.views.rules_next import Keeper, NextTask, next_of


@pytest.mark.parametrize(
    ("state", "missing", "task", "keeper"),
    [
        (ShipmentState.PLANNED, True, NextTask.PICK, Keeper.WAREHOUSE),
        (ShipmentState.PICKING, True, NextTask.PICK, Keeper.WAREHOUSE),
        (ShipmentState.PICKING, False, NextTask.CONFIRM, Keeper.WAREHOUSE),
        (ShipmentState.PACKED, False, NextTask.BOOK, Keeper.LOGISTICS),
        (ShipmentState.BOOKED, True, NextTask.COMPLETE, Keeper.LOGISTICS),
        (ShipmentState.BOOKED, False, NextTask.DISPATCH, Keeper.LOGISTICS),
        (ShipmentState.DEPARTED, False, NextTask.ARRIVAL, Keeper.CARRIER),
        (ShipmentState.ARRIVED, False, NextTask.RECEIPT, Keeper.DISTRIBUTOR),
        (ShipmentState.CANCELLED, False, NextTask.CANCELLED, Keeper.NOBODY),
    ],
)
def test_the_next_step_of_a_shipment_has_somebody(
    state: ShipmentState, missing: bool, task: NextTask, keeper: Keeper
) -> None:
    found = next_of(state, missing=missing)

    assert (found.task, found.keeper) == (task, keeper)


def test_every_state_has_a_next_step() -> None:
    assert all(next_of(state).keeper for state in ShipmentState)
