"""A shipment's life on a real database: planned, picked, packed, booked, dispatched, received."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible, Refused, Stale
from portal.core.scope import scope_of, scoped
from portal.documents.models import PaperState
from portal.orders.models import OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.shipping import queries
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import rules_packing, service_packing, service_picking
from portal.shipping.depot.queries_contents import cartons, contents_of, lines
from portal.shipping.depot.rules_packing import PackingCode
from portal.shipping.depot.rules_sscc import sscc_valid
from portal.shipping.journey import service_transport
from portal.shipping.journey.rules_gate import Requirement, Standing
from portal.shipping.states import Basis, MilestoneKind, PackageKind, ShipmentState
from portal.stock.models import StockMovement
from portal.stock.service import Demand, take_stock
from tests.factories import make_address, make_distributor, make_hq_user
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground, make_ground

pytestmark = pytest.mark.usefixtures("room_alone")


def code_of(command, *args, **kwargs) -> Any:
    """Return the refusal a command meets."""
    with pytest.raises(Refused) as refusal:
        perform(command, *args, **kwargs)
    return refusal.value


def quantities(order: SalesOrder, place: str) -> list[int]:
    return [getattr(line, place) for line in made.order_lines(order)]


def progress(order: SalesOrder) -> tuple[OrderState, Progress]:
    db.session.remove()
    found = sa.select(SalesOrder.state, SalesOrder.progress).where(SalesOrder.id == order.id)
    state, progress = db.session.execute(found).one()
    return state, progress


def receive(ground: Ground, number: str, counts: list[Count], notes: dict[int, str] | None = None) -> bool:
    one = made.shipment(number)
    with scoped(scope_of(ground.distributor.id)):
        return perform(
            service_receipt.confirm_receipt,
            one.id,
            counts,
            notes or {},
            Turn(ground.buyer, one.version, NOW + timedelta(days=4)),
        )


def test_two_orders_travel_in_one_shipment_from_shelf_to_delivery(app: Flask) -> None:
    ground = make_ground()
    first, second = ground.orders

    number = made.planned(ground)

    assert number == "SH-2026-000001"
    assert quantities(first, "picked") == [10, 5]
    assert progress(first) == (OrderState.RELEASED, Progress.PICKING)

    made.packed(ground, number)
    assert made.shipment(number).state is ShipmentState.PACKED
    assert quantities(first, "packed") == [10, 5]
    assert made.stock_of(ground, ground.parts[0]) == (100, 10)

    made.booked(ground, number)
    made.papers_ready(number)
    one = made.shipment(number)
    perform(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW + timedelta(days=2)))

    assert made.shipment(number).state is ShipmentState.DEPARTED
    assert made.shipment(number).departed_at == NOW + timedelta(days=2)
    assert quantities(first, "shipped") == [10, 5]
    assert quantities(second, "shipped") == [4]
    assert made.stock_of(ground, ground.parts[0]) == (90, 0)
    assert progress(first) == (OrderState.COMPLETED, Progress.SHIPPED)

    counts = [Count(line.id, line.picked) for line in made.shipment_lines(number)]
    differs = receive(ground, number, counts)

    assert differs is False
    assert made.shipment(number).state is ShipmentState.DELIVERED
    assert quantities(first, "delivered") == [10, 5]
    assert progress(second)[1] is Progress.DELIVERED


def test_every_step_leaves_a_row_in_the_audit(app: Flask) -> None:
    ground = make_ground(((2,),))
    number = made.planned(ground)
    made.departed(ground, number)

    actions = db.session.scalars(
        sa.select(AuditRow.action).where(AuditRow.subject_id == number).order_by(AuditRow.id)
    ).all()

    assert actions == [
        "shipment.picking_started",
        "shipment.picked",
        "shipment.carton_added",
        "shipment.packed",
        "shipment.booked",
        "shipment.dispatched",
    ]


def test_an_order_leaves_in_several_shipments(app: Flask) -> None:
    ground = make_ground(((10,),))
    line = made.order_lines(ground.orders[0])[0]
    first = perform(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 6)],
        ground.warehouse,
        NOW,
    )
    made.departed(ground, first)
    second = perform(
        service_picking.plan_shipment,
        ground.depot.id,
        "sea",
        [service_picking.Wanted(line.id, 4)],
        ground.warehouse,
        NOW,
    )

    assert quantities(ground.orders[0], "shipped") == [6]
    assert quantities(ground.orders[0], "picked") == [4]
    assert progress(ground.orders[0]) == (OrderState.RELEASED, Progress.PARTLY_SHIPPED)
    assert made.stock_of(ground, ground.parts[0]) == (94, 4)
    assert made.shipment(second).mode == "sea"


def test_more_than_stands_ready_is_refused_and_nothing_moves(app: Flask) -> None:
    ground = make_ground(((10,),))
    line = made.order_lines(ground.orders[0])[0]

    refusal = code_of(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 11)],
        ground.warehouse,
        NOW,
    )

    assert refusal.code == "shipping.not_ready"
    assert refusal.facts == {"part": line.part_number, "ready": 10, "wanted": 11}
    assert quantities(ground.orders[0], "allocated") == [10]


def test_lines_planned_once_are_not_planned_again(app: Flask) -> None:
    ground = make_ground(((10,),))
    line = made.order_lines(ground.orders[0])[0]
    made.planned(ground)

    refusal = code_of(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 1)],
        ground.warehouse,
        NOW,
    )

    assert refusal.code == "shipping.no_longer_ready"


def test_a_line_is_picked_only_in_the_depot_that_holds_it(app: Flask) -> None:
    ground = make_ground(((10,),))
    elsewhere = made.make_depot()
    line = made.order_lines(ground.orders[0])[0]

    refusal = code_of(
        service_picking.plan_shipment, elsewhere.id, "air", [service_picking.Wanted(line.id, 1)], ground.warehouse, NOW
    )

    assert refusal.code == "shipping.no_longer_ready"


def test_orders_that_differ_in_their_terms_do_not_share_a_shipment(app: Flask) -> None:
    ground = make_ground(((10,),))
    with transaction():
        part = made.make_part()
        made.make_stock(ground.depot, part)
        other = made.make_order(ground.distributor, ground.address, [(part, 3)], ground.depot, incoterm="DAP")
    wanted = [service_picking.Wanted(made.order_lines(order)[0].id, 3) for order in (ground.orders[0], other)]

    refusal = code_of(service_picking.plan_shipment, ground.depot.id, "air", wanted, ground.warehouse, NOW)

    assert refusal.code == "shipping.not_together"


def test_nothing_or_the_same_line_twice_is_no_plan(app: Flask) -> None:
    ground = make_ground(((10,),))
    line = made.order_lines(ground.orders[0])[0]
    one = service_picking.Wanted(line.id, 1)

    for wanted in ([], [one, one], [service_picking.Wanted(line.id, 0)], [service_picking.Wanted(line.id, -1)]):
        refusal = code_of(service_picking.plan_shipment, ground.depot.id, "air", wanted, ground.warehouse, NOW)
        assert refusal.code == "shipping.nothing_chosen"


def test_un3480_by_air_is_refused_with_the_modes_it_may_take(app: Flask) -> None:
    ground = make_ground(((2, 1),), dangerous=made.BATTERY)
    wanted = [service_picking.Wanted(line.id, line.allocated) for line in made.order_lines(ground.orders[0])]

    refusal = code_of(service_picking.plan_shipment, ground.depot.id, "air", wanted, ground.warehouse, NOW)

    assert refusal.code == "shipping.dangerous_goods"
    (only,) = refusal.facts["refusals"]
    assert only.reference == ground.parts[1].number
    assert only.un_number == "UN3480"
    assert [mode.value for mode in only.allowed_modes] == ["sea", "road", "rail", "air_cargo"]
    assert quantities(ground.orders[0], "allocated") == [2, 1]

    apart = perform(service_picking.plan_shipment, ground.depot.id, "sea", wanted[1:], ground.warehouse, NOW)
    rest = perform(service_picking.plan_shipment, ground.depot.id, "air", wanted[:1], ground.warehouse, NOW)
    assert (made.shipment(apart).mode, made.shipment(rest).mode) == ("sea", "air")


def test_two_batteries_in_one_carton_are_too_heavy_for_a_cargo_aircraft(app: Flask) -> None:
    ground = make_ground(((2,),), dangerous=made.BATTERY)
    number = made.planned(ground, mode="air_cargo")
    made.pick_all(ground, number)
    made.add_box(ground, number, made.box(rest=True, gross_g=80_000))
    one = made.shipment(number)

    refusal = code_of(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))

    assert refusal.code == "shipping.dangerous_goods"
    assert refusal.facts["refusals"][0].found == 60
    line = made.shipment_lines(number)[0]
    perform(
        service_packing.change_carton,
        one.id,
        1,
        made.box({line.id: 1}, gross_g=40_000),
        Turn(ground.warehouse, one.version, NOW),
    )
    made.add_box(ground, number, made.box(rest=True, gross_g=40_000))
    one = made.shipment(number)
    perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))
    assert made.shipment(number).state is ShipmentState.PACKED


def test_a_sea_rule_does_not_fly(app: Flask) -> None:
    ground = make_ground(((2,),), incoterm="FOB", mode=Mode.SEA)
    line = made.order_lines(ground.orders[0])[0]

    refusal = code_of(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 2)],
        ground.warehouse,
        NOW,
    )

    assert (refusal.code, refusal.facts["incoterm"]) == ("shipping.mode_and_incoterm", "FOB")


def test_a_short_pick_goes_to_backorder_and_missing_pieces_leave_the_stock(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)

    made.pick_all(ground, number, line0=7)

    assert quantities(ground.orders[0], "picked") == [7]
    assert quantities(ground.orders[0], "backordered") == [3]
    assert made.stock_of(ground, ground.parts[0]) == (97, 7)
    assert made.shipment(number).pieces == 7
    moved = db.session.execute(sa.select(StockMovement.quantity, StockMovement.reason, StockMovement.reference)).all()
    assert moved == [(-3, "counted", number)]


def test_pieces_left_on_the_shelf_stay_in_stock(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    line, one = made.shipment_lines(number)[0], made.shipment(number)

    short = perform(
        service_picking.record_pick, one.id, {line.id: 7}, Turn(ground.warehouse, one.version, NOW), missing=False
    )

    assert short == 3
    assert made.stock_of(ground, ground.parts[0]) == (100, 7)


def test_a_short_pick_unties_only_this_depot(app: Flask) -> None:
    ground = make_ground(((4,),))
    line = made.order_lines(ground.orders[0])[0]
    with transaction() as session:
        second = made.make_depot()
        made.make_stock(second, ground.parts[0], 50)
        take_stock([Demand(line.id, ground.distributor.id, ground.parts[0].id, 6, [second.id])], NOW)
        session.execute(sa.update(OrderLine).where(OrderLine.id == line.id).values(ordered=10, allocated=10))
    number = perform(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 4)],
        ground.warehouse,
        NOW,
    )

    made.pick_all(ground, number, line0=1)

    assert made.stock_of(ground, ground.parts[0]) == (97, 1)
    refusal = code_of(
        service_picking.plan_shipment,
        ground.depot.id,
        "air",
        [service_picking.Wanted(line.id, 1)],
        ground.warehouse,
        NOW,
    )
    assert refusal.code == "shipping.no_longer_ready"
    other = perform(
        service_picking.plan_shipment, second.id, "air", [service_picking.Wanted(line.id, 6)], ground.warehouse, NOW
    )
    assert made.shipment(other).pieces == 6


def test_a_pick_is_lowered_but_never_raised_nor_below_what_is_packed(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number, line0=8)
    line = made.shipment_lines(number)[0]
    made.add_box(ground, number, made.box({line.id: 5}))
    one = made.shipment(number)

    up = code_of(service_picking.record_pick, one.id, {line.id: 9}, Turn(ground.warehouse, one.version, NOW))
    below = code_of(service_picking.record_pick, one.id, {line.id: 4}, Turn(ground.warehouse, one.version, NOW))
    negative = code_of(service_picking.record_pick, one.id, {line.id: -1}, Turn(ground.warehouse, one.version, NOW))
    perform(service_picking.record_pick, one.id, {line.id: 6}, Turn(ground.warehouse, one.version, NOW))

    assert (up.code, up.facts["most"]) == ("shipping.picked_beyond_plan", 8)
    assert (below.code, below.facts["packed"]) == ("shipping.picked_below_packed", 5)
    assert negative.code == "shipping.picked_beyond_plan"
    assert quantities(ground.orders[0], "backordered") == [4]


def test_cartons_carry_serial_numbers_of_the_seller_and_net_weight_from_their_parts(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    first, second = made.shipment_lines(number)

    one = made.add_box(ground, number, made.box({first.id: 6}))
    two = made.add_box(ground, number, made.box(rest=True))

    assert sscc_valid(one) and sscc_valid(two)
    assert one == "069012340000000016"
    assert int(two[:17]) - int(one[:17]) == 1
    found = cartons(made.shipment(number).id)
    assert [(box.position, box.net_g, box.pieces) for box in found] == [(1, 3000, 6), (2, 4500, 9)]
    assert [(content.line.id, content.quantity) for content in found[1].contents] == [
        (first.id, 4),
        (second.id, 5),
    ]


def test_a_carton_never_holds_more_than_was_picked(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    line = made.shipment_lines(number)[0]

    before = code_of(
        service_packing.add_carton,
        made.shipment(number).id,
        made.box({line.id: 1}),
        Turn(ground.warehouse, made.shipment(number).version, NOW),
    )
    made.pick_all(ground, number)
    one = made.shipment(number)
    too_many = code_of(
        service_packing.add_carton, one.id, made.box({line.id: 11}), Turn(ground.warehouse, one.version, NOW)
    )
    empty = code_of(service_packing.add_carton, one.id, made.box({}), Turn(ground.warehouse, one.version, NOW))
    foreign = code_of(
        service_packing.add_carton, one.id, made.box({line.id + 999: 1}), Turn(ground.warehouse, one.version, NOW)
    )

    assert before.code == "shipping.more_than_left"
    assert (too_many.code, too_many.facts["left"]) == ("shipping.more_than_left", 10)
    assert empty.code == "shipping.carton_empty"
    assert foreign.code == "shipping.line_of_other_shipment"


def test_impossible_measures_are_refused_beside_their_field(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    one = made.shipment(number)

    for sizes, field in (
        ((0, 400, 400, 20_000), "length"),
        ((600, 20_001, 400, 20_000), "width"),
        ((600, 400, -1, 20_000), "height"),
        ((600, 400, 400, 0), "gross"),
        ((600, 400, 400, 4_999), "gross"),
    ):
        given = service_packing.CartonInput(PackageKind.CARTON, rules_packing.Measures(*sizes), {}, rest=True)
        refusal = code_of(service_packing.add_carton, one.id, given, Turn(ground.warehouse, one.version, NOW))
        assert refusal.field == field


def test_a_removed_carton_lets_the_others_move_up(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    numbers = [made.add_box(ground, number, made.box({line.id: 2})) for _ in range(3)]
    one = made.shipment(number)

    perform(service_packing.remove_carton, one.id, 1, Turn(ground.warehouse, one.version, NOW))

    found = cartons(one.id)
    assert [(box.position, box.sscc) for box in found] == [(1, numbers[1]), (2, numbers[2])]
    assert lines(one.id)[0].left == 6
    assert (made.shipment(number).carton_count, made.shipment(number).gross_g) == (2, 40_000)
    with pytest.raises(NotVisible):
        perform(service_packing.remove_carton, one.id, 3, Turn(ground.warehouse, made.shipment(number).version, NOW))


def test_packing_is_confirmed_only_when_all_is_in_cartons(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    with transaction() as session:
        part = session.merge(ground.parts[1])
        part.hs_code = ""
    number = made.planned(ground)
    one = made.shipment(number)
    unpicked = code_of(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))
    made.pick_all(ground, number)
    line = made.shipment_lines(number)[0]
    made.add_box(ground, number, made.box({line.id: 4}))
    one = made.shipment(number)

    refusal = code_of(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))

    assert {problem.code for problem in unpicked.facts["problems"]} == {
        PackingCode.NOT_PICKED,
        PackingCode.NO_CARTON,
    }
    assert refusal.code == "shipping.not_packed"
    assert [(p.code, p.reference, p.quantity) for p in refusal.facts["problems"]] == [
        (PackingCode.LEFT_OVER, ground.parts[0].number, 6),
        (PackingCode.LEFT_OVER, ground.parts[1].number, 5),
        (PackingCode.HS_MISSING, ground.parts[1].number, 0),
    ]


def test_packed_goods_are_reopened_and_a_shipment_called_off_gives_its_lines_back(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = made.planned(ground)
    made.packed(ground, number)
    one = made.shipment(number)

    stuck = code_of(service_picking.cancel_shipment, one.id, Turn(ground.warehouse, one.version, NOW))
    perform(service_packing.reopen_packing, one.id, Turn(ground.warehouse, one.version, NOW))
    assert quantities(ground.orders[0], "picked") == [10, 5]
    one = made.shipment(number)
    perform(service_picking.cancel_shipment, one.id, Turn(ground.warehouse, one.version, NOW))

    assert stuck.code == "shipment.move_not_allowed"
    assert made.shipment(number).state is ShipmentState.CANCELLED
    assert quantities(ground.orders[0], "allocated") == [10, 5]
    assert contents_of(one.id).cartons == ()
    assert made.planned(ground) == "SH-2026-000002"


def test_the_dispatch_gate_names_what_is_missing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)
    made.booked(ground, number)
    one = made.shipment(number)

    none = code_of(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW))
    made.papers_ready(number, state=PaperState.ISSUED)
    waiting = code_of(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW))

    papers = [Requirement.COMMERCIAL_INVOICE, Requirement.PACKING_LIST]
    assert [(i.requirement, i.standing) for i in none.facts["items"]] == [(p, Standing.MISSING) for p in papers]
    assert [(i.requirement, i.standing) for i in waiting.facts["items"]] == [(p, Standing.WAITING) for p in papers]
    assert made.stock_of(ground, ground.parts[0]) == (100, 10)


def test_by_sea_to_egypt_the_gate_wants_the_customs_number(app: Flask) -> None:
    ground = make_ground(((10,),), mode=Mode.SEA)
    number = made.planned(ground, mode="sea")
    made.packed(ground, number)
    made.booked(ground, number, replace(made.BOOKING, transport_document="COSU6412345670", containers="csqu 3054383"))
    made.papers_ready(number)
    one = made.shipment(number)

    without = code_of(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW))
    wrong = code_of(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW), acid="123")
    perform(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW), acid="1234567890123456789")

    assert [item.requirement for item in without.facts["items"]] == [Requirement.ACID]
    assert wrong.code == "shipping.acid_malformed"
    assert made.shipment(number).acid == "1234567890123456789"
    assert made.shipment(number).containers == "CSQU3054383"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"transport_document": "077-12345676"}, "shipping.awb_check_digit", "transport_document"),
        ({"transport_document": " "}, "shipping.transport_document_missing", "transport_document"),
        ({"carrier": ""}, "shipping.field_missing", "carrier"),
        ({"port_discharge": " "}, "shipping.field_missing", "port_discharge"),
        ({"vessel_flight": " "}, "shipping.field_missing", "vessel_flight"),
        ({"arrival": NOW + timedelta(days=2)}, "shipping.arrival_before_departure", "arrival"),
        ({"departure": NOW + timedelta(days=800)}, "shipping.time_far_away", "departure"),
        ({"containers": "CSQU3054383"}, "shipping.no_container_by_this_mode", "containers"),
        ({"acid": "12345"}, "shipping.acid_malformed", "acid"),
        ({"tracking_url": "javascript:alert(1)"}, "shipping.tracking_address", "tracking_url"),
    ],
)
def test_a_wrong_booking_is_refused_beside_its_field(
    app: Flask, changes: dict[str, Any], code: str, field: str
) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)
    one = made.shipment(number)

    refusal = code_of(
        service_transport.book, one.id, replace(made.BOOKING, **changes), Turn(ground.logistics, one.version, NOW)
    )

    assert (refusal.code, refusal.field) == (code, field)
    assert made.shipment(number).state is ShipmentState.PACKED


def test_a_departure_lies_not_in_the_future(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)
    made.booked(ground, number)
    one = made.shipment(number)

    refusal = code_of(
        service_transport.dispatch,
        one.id,
        Turn(ground.logistics, one.version, NOW),
        departed_at=NOW + timedelta(hours=1),
    )

    assert refusal.code == "shipping.not_yet"


def test_milestones_are_added_and_never_replaced(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.departed(ground, number)
    later = NOW + timedelta(days=5)

    for basis, at in ((Basis.ESTIMATED, later), (Basis.ESTIMATED, later + timedelta(hours=3))):
        one = made.shipment(number)
        perform(
            service_transport.record_milestone,
            one.id,
            MilestoneKind.ARRIVED,
            basis,
            at,
            "Cairo",
            Turn(ground.logistics, one.version, NOW),
        )
    one = made.shipment(number)
    landed = NOW + timedelta(days=3)
    perform(
        service_transport.record_milestone,
        one.id,
        MilestoneKind.ARRIVED,
        Basis.ACTUAL,
        landed,
        "Cairo",
        Turn(ground.logistics, one.version, landed),
    )

    told = [(m.basis, m.at) for m in queries.milestones(one.id) if m.kind is MilestoneKind.ARRIVED]
    assert told == [
        (Basis.PLANNED, made.BOOKING.arrival),
        (Basis.ESTIMATED, later),
        (Basis.ESTIMATED, later + timedelta(hours=3)),
        (Basis.ACTUAL, landed),
    ]
    assert made.shipment(number).state is ShipmentState.ARRIVED


@pytest.mark.parametrize(
    ("kind", "basis", "at", "code"),
    [
        (MilestoneKind.DEPARTED, Basis.ACTUAL, NOW, "shipping.milestone_by_command"),
        (MilestoneKind.PACKED, Basis.ACTUAL, NOW, "shipping.milestone_by_command"),
        (MilestoneKind.ARRIVED, Basis.ACTUAL, NOW, "shipping.not_departed"),
        (MilestoneKind.EXPORT_CLEARED, Basis.ACTUAL, NOW + timedelta(days=1), "shipping.not_yet"),
        (MilestoneKind.ARRIVED, Basis.ESTIMATED, datetime(2062, 1, 1, tzinfo=UTC), "shipping.time_far_away"),
    ],
)
def test_a_milestone_that_cannot_be_is_refused(
    app: Flask, kind: MilestoneKind, basis: Basis, at: datetime, code: str
) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)
    one = made.shipment(number)

    refusal = code_of(
        service_transport.record_milestone, one.id, kind, basis, at, "", Turn(ground.logistics, one.version, NOW)
    )

    assert refusal.code == code


def test_a_receipt_keeps_short_over_damaged_and_wrong_and_happens_once(app: Flask) -> None:
    ground = make_ground(((10, 5),))
    number = made.planned(ground)
    made.departed(ground, number)
    first, second = made.shipment_lines(number)
    counts = [Count(first.id, 6, damaged=1, wrong=1), Count(second.id, 7)]

    differs = receive(ground, number, counts, {first.id: "carton 1 was wet"})

    first, second = made.shipment_lines(number)
    assert differs is True
    assert (first.received_good, first.short, first.damaged, first.wrong) == (6, 2, 1, 1)
    assert (second.received_good, second.short, second.over) == (7, 0, 2)
    assert first.receipt_note == "carton 1 was wet"
    assert quantities(ground.orders[0], "delivered") == [10, 5]
    with pytest.raises(Refused) as again:
        receive(ground, number, counts)
    assert again.value.code == "shipping.already_received"


def test_nothing_is_received_before_it_departed(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.packed(ground, number)

    with pytest.raises(Refused) as refusal:
        receive(ground, number, [])

    assert refusal.value.code == "shipping.not_on_the_way"


def test_an_older_version_changes_nothing(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    line, one = made.shipment_lines(number)[0], made.shipment(number)
    made.pick_all(ground, number)

    with pytest.raises(Stale):
        perform(service_picking.record_pick, one.id, {line.id: 1}, Turn(ground.warehouse, one.version, NOW))

    assert quantities(ground.orders[0], "picked") == [10]


def test_another_distributor_sees_and_receives_nothing_of_it(app: Flask) -> None:
    ground = make_ground(((10,),))
    number = made.planned(ground)
    made.departed(ground, number)
    stranger = make_distributor()
    one = made.shipment(number)

    with scoped(scope_of(stranger.id)):
        with pytest.raises(NotVisible):
            queries.shipment_for(number)
        with pytest.raises(NotVisible):
            perform(service_receipt.confirm_receipt, one.id, [], {}, Turn(ground.buyer, one.version, NOW))
        assert lines(one.id) == () and cartons(one.id) == () and queries.milestones(one.id) == []
    with scoped(scope_of(ground.distributor.id)):
        assert queries.shipment_for(number).number == number
        assert len(lines(one.id)) == 1


def test_a_shipment_of_another_distributors_line_cannot_be_packed_into_ones_own(app: Flask) -> None:
    mine, theirs = make_ground(((10,),)), make_ground(((10,),))
    number, other = made.planned(mine), made.planned(theirs)
    made.pick_all(mine, number)
    made.pick_all(theirs, other)
    foreign, one = made.shipment_lines(other)[0], made.shipment(number)

    refusal = code_of(
        service_packing.add_carton, one.id, made.box({foreign.id: 1}), Turn(mine.warehouse, one.version, NOW)
    )

    assert refusal.code == "shipping.line_of_other_shipment"


def test_an_address_of_a_person_is_not_needed_to_find_the_seller(app: Flask) -> None:
    ground = make_ground(((1,),))
    with transaction():
        dealer = make_distributor(parent=ground.distributor)
        make_hq_user(role="hq_warehouse")
        address = make_address(dealer)
        part = made.make_part()
        made.make_stock(ground.depot, part)
        order = made.make_order(dealer, address, [(part, 2)], ground.depot)
    number = made.planned(ground, order)
    made.pick_all(ground, number)

    assert sscc_valid(made.add_box(ground, number, made.box(rest=True)))
