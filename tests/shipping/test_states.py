"""A shipment moves only along its table."""

import pytest

from portal.core.errors import Refused
from portal.shipping.states import (
    EDIFACT_9011,
    MOVES,
    Action,
    MilestoneKind,
    ShipmentState,
    open_actions,
    state_after,
)


def test_a_shipment_goes_from_plan_to_close() -> None:
    state = ShipmentState.PLANNED

    for action in (
        Action.START_PICKING,
        Action.PACK,
        Action.BOOK,
        Action.DEPART,
        Action.ARRIVE,
        Action.SEND_OUT,
        Action.DELIVER,
        Action.CLOSE,
    ):
        state = state_after(state, action)

    assert state is ShipmentState.CLOSED


def test_packed_goods_are_not_cancelled_before_they_are_unpacked() -> None:
    with pytest.raises(Refused) as refusal:
        state_after(ShipmentState.PACKED, Action.CANCEL)

    assert refusal.value.code == "shipment.move_not_allowed"
    assert refusal.value.facts == {"state": ShipmentState.PACKED, "action": Action.CANCEL}
    unpacked = state_after(ShipmentState.PACKED, Action.UNPACK)
    assert state_after(unpacked, Action.CANCEL) is ShipmentState.CANCELLED


def test_buttons_and_moves_agree_for_every_pair() -> None:
    for state in ShipmentState:
        for action in Action:
            if action in open_actions(state):
                assert state_after(state, action) is MOVES[action].target
            else:
                with pytest.raises(Refused):
                    state_after(state, action)


def test_every_state_is_reached_and_only_final_ones_are_left_by_nothing() -> None:
    reached = {move.target for move in MOVES.values()}

    assert reached == set(ShipmentState) - {ShipmentState.PLANNED} | {ShipmentState.PICKING}
    left_by_nothing = {state for state in ShipmentState if not open_actions(state)}
    assert left_by_nothing == {ShipmentState.CLOSED, ShipmentState.CANCELLED}
    assert set(MOVES) == set(Action)


def test_milestones_map_to_edifact_9011() -> None:
    assert set(EDIFACT_9011) == set(MilestoneKind)
    assert EDIFACT_9011[MilestoneKind.BOOKED] == "6"
    assert EDIFACT_9011[MilestoneKind.EXPORT_CLEARED] == "9"
    assert EDIFACT_9011[MilestoneKind.ARRIVED] == "1"
    assert EDIFACT_9011[MilestoneKind.IMPORT_RELEASED] == "8"
