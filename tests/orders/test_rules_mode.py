"""How an order travels where nobody chose otherwise."""

import pytest

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.orders.rules_mode import mode_followed, usual_mode
from portal.orders.types.states import USUAL_TERMS, OrderType


@pytest.mark.parametrize(
    ("order_type", "mode"),
    [
        (OrderType.VOR, Mode.COURIER),
        (OrderType.URGENT, Mode.AIR),
        (OrderType.STOCK, Mode.SEA),
        (OrderType.INITIAL, Mode.SEA),
        (OrderType.DAILY, Mode.ROAD),
        (OrderType.CAMPAIGN, Mode.ROAD),
    ],
)
def test_a_type_without_a_mode_of_its_own_travels_as_the_contract_says(order_type: OrderType, mode: Mode) -> None:
    assert usual_mode(USUAL_TERMS[order_type], Mode.ROAD) is mode


@pytest.mark.parametrize(
    ("before", "mode", "chosen", "followed"),
    [
        (OrderType.DAILY, Mode.SEA, OrderType.VOR, Mode.COURIER),
        (OrderType.VOR, Mode.COURIER, OrderType.DAILY, Mode.SEA),
        (OrderType.VOR, Mode.COURIER, OrderType.URGENT, Mode.AIR),
        (OrderType.DAILY, Mode.RAIL, OrderType.VOR, Mode.RAIL),
        (OrderType.VOR, Mode.SEA, OrderType.VOR, Mode.SEA),
        (OrderType.VOR, Mode.SEA, OrderType.URGENT, Mode.SEA),
    ],
)
def test_the_mode_follows_the_type_until_somebody_chooses_another(
    before: OrderType, mode: Mode, chosen: OrderType, followed: Mode
) -> None:
    assert mode_followed(USUAL_TERMS[before], USUAL_TERMS[chosen], mode, contract=Mode.SEA) is followed
