"""What other rooms read of a shipment: facts for papers, and the work list's groups."""

from decimal import Decimal
from typing import Any

from flask import Flask

from portal.core.data.sessions import transaction
from portal.core.tables import ListState
from portal.orders.types.states import OrderType
from portal.shipping.depot import queries_groups, queries_ready
from portal.shipping.journey.queries_papers import packing_facts
from tests.factories import make_address
from tests.shipping import factories as made
from tests.shipping.factories import NOW, make_ground


def test_the_facts_for_papers_tell_cartons_lines_and_dangerous_goods(app: Flask) -> None:
    ground = make_ground(((10, 2), (4,)), dangerous=made.BATTERY)
    number = made.planned(ground, mode="sea")
    made.pick_all(ground, number, line0=0)
    line = made.shipment_lines(number)[1]
    made.add_box(ground, number, made.box({line.id: 1}))
    made.add_box(ground, number, made.box(rest=True))

    facts = packing_facts(made.shipment(number).id)

    assert [each.quantity for each in facts.lines] == [2, 4]
    assert [(box.position, sum(piece.quantity for piece in box.contents)) for box in facts.cartons] == [
        (1, 1),
        (2, 5),
    ]
    assert facts.pieces == 6
    assert (facts.net_g, facts.gross_g, facts.volume_m3) == (3_000, 40_000, Decimal("0.192"))
    (danger,) = facts.dangerous
    assert (danger.un_number, danger.net_g, danger.cartons) == ("UN3480", 60_000, (1, 2))


def test_groups_gather_what_may_travel_together_vehicles_off_the_road_first(app: Flask) -> None:
    ground = make_ground(((10, 5), (4,)))
    with transaction():
        other = make_address(ground.distributor, label="Second")
        part = made.make_part()
        made.make_stock(ground.depot, part)
        made.make_order(ground.distributor, other, [(part, 3)], ground.depot, order_type=OrderType.VOR)

    found: Any = queries_groups.groups(ListState(), NOW).rows

    assert [(group.orders, group.lines, group.pieces, group.vor) for group in found] == [
        (1, 1, 3, True),
        (2, 3, 19, False),
    ]
    assert found[1].weight_g == 9_500
    assert queries_ready.ready_count(NOW) == 4
    made.planned(ground)
    left: Any = queries_groups.groups(ListState(), NOW).rows
    assert [group.pieces for group in left] == [3]
