"""Orders that ship only whole: the table of steps cell by cell through the services, and the way out of it."""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation
from portal.audit.models import AuditRow
from portal.core.actor import Turn
from portal.core.data import events
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused
from portal.orders import service_record
from portal.orders.decisions import service_partial
from portal.orders.holds.rules import Step
from portal.orders.models import OrderHistory, SalesOrder
from portal.orders.service_progress import PieceMove, move_all
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.whole import service
from portal.orders.whole.queries import gathered_of
from portal.orders.whole.rules import ASKED, Asks, Gathered, WhyNot, kept_back, may_change
from portal.shipping.depot import service_packing, service_picking
from portal.shipping.depot.queries_ready import ready_count
from portal.shipping.journey import service_transport
from portal.shipping.models import Shipment
from portal.stock.rules import ShareRule
from tests.conftest import ON_POSTGRESQL, rows_in
from tests.orders import factories as market
from tests.orders.factories import hq_actor
from tests.race import together
from tests.shipping import factories as made
from tests.shipping.factories import NOW, Ground
from tests.stock.factories import put_in_stock

Attempt = Callable[[], object]


@pytest.fixture
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing follow from events: each step is asked for by itself."""
    monkeypatch.setattr(events, "_reactions", {})


def ships(order: SalesOrder, *, whole: bool) -> None:
    """Set how an order ships, as if it had been ordered so."""
    with transaction() as session:
        session.execute(sa.update(SalesOrder).where(SalesOrder.id == order.id).values(partial_ok=not whole))


def wanted(ground: Ground, *places: int) -> list[service_picking.Wanted]:
    lines = made.order_lines(ground.orders[0])
    return [service_picking.Wanted(lines[place].id, lines[place].allocated) for place in places]


def plan(ground: Ground, *places: int) -> str:
    """Plan a shipment of some lines of the first order."""
    return perform(
        service_picking.plan_shipment, ground.depot.id, "air", wanted(ground, *places), ground.warehouse, NOW
    )


def start_picking(ground: Ground) -> Attempt:
    return lambda: plan(ground, 0)


def confirm_packing(ground: Ground) -> Attempt:
    number = plan(ground, 0)
    made.pick_all(ground, number)
    made.add_box(ground, number, made.box(rest=True))
    one = made.shipment(number)
    return lambda: perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))


def book(ground: Ground) -> Attempt:
    number = plan(ground, 0)
    made.packed(ground, number)
    return lambda: made.booked(ground, number)


def dispatch(ground: Ground) -> Attempt:
    number = plan(ground, 0)
    made.packed(ground, number)
    made.booked(ground, number)
    made.papers_ready(number)
    one = made.shipment(number)
    return lambda: perform(service_transport.dispatch, one.id, Turn(ground.logistics, one.version, NOW))


WITH_A_PART: Mapping[Step, Callable[[Ground], Attempt]] = {
    Step.START_PICKING: start_picking,
    Step.CONFIRM_PACKING: confirm_packing,
    Step.BOOK: book,
    Step.DISPATCH: dispatch,
}
"""How each step is tried with the first of two lines of an order."""


def test_the_table_names_every_step_that_takes_pieces_further() -> None:
    assert WITH_A_PART.keys() | {Step.ALLOCATE} == ASKED.keys()
    assert {step for step, asks in ASKED.items() if asks is Asks.ALL_INSIDE} == {
        Step.CONFIRM_PACKING,
        Step.BOOK,
        Step.DISPATCH,
    }


@pytest.mark.parametrize("step", list(WITH_A_PART))
def test_no_step_takes_a_part_and_a_cancelled_line_makes_the_order_whole(app: Flask, alone: None, step: Step) -> None:
    ground = made.make_ground(((10, 5),))
    order = ground.orders[0]
    attempt = WITH_A_PART[step](ground)
    ships(order, whole=True)
    before = [(line.allocated, line.picked, line.packed) for line in made.order_lines(order)]

    with pytest.raises(Refused) as refusal:
        attempt()

    kept = refusal.value.facts["kept"]
    assert refusal.value.code == "order.whole_only"
    assert [(one.order.number, one.taken, one.apart) for one in kept] == [(order.number, 10, 5)]
    assert [(line.allocated, line.picked, line.packed) for line in made.order_lines(order)] == before
    rest = made.order_lines(order)[1]
    with transaction():
        move_all([PieceMove(rest.id, "allocated", "cancelled", 5)], now=NOW)
    attempt()


def test_all_of_an_order_goes_through_every_step_at_once(app: Flask, alone: None) -> None:
    ground = made.make_ground(((10, 5), (4,)), partial_ok=False)

    number = made.planned(ground)
    made.departed(ground, number)

    assert [line.shipped for line in made.order_lines(ground.orders[0])] == [10, 5]
    assert gathered_of([order.id for order in ground.orders]) == {}


def test_whoever_plans_a_part_is_told_what_waits_or_that_all_goes_together(app: Flask, alone: None) -> None:
    ground = made.make_ground(((10, 5),), partial_ok=False)
    order = ground.orders[0]

    with pytest.raises(Refused) as less:
        plan(ground, 0)
    rest = made.order_lines(order)[1]
    with transaction():
        move_all([PieceMove(rest.id, "allocated", "backordered", 5)], now=NOW)
    with pytest.raises(Refused) as short:
        plan(ground, 0)

    assert [one.why for one in less.value.facts["kept"]] == [WhyNot.NOT_ALL_TAKEN]
    waits = short.value.facts["kept"][0]
    assert (waits.why, waits.order.ready, waits.order.lines) == (WhyNot.WAITS, 1, 2)
    assert ready_count(NOW) == 0


def test_a_short_pick_is_counted_and_the_shipment_goes_no_further_with_the_part(app: Flask, alone: None) -> None:
    ground = made.make_ground(((10, 5), (4,)))
    ships(ground.orders[0], whole=True)
    number = made.planned(ground)

    made.pick_all(ground, number, line1=3)
    made.add_box(ground, number, made.box(rest=True))
    one = made.shipment(number)
    with pytest.raises(Refused, match=r"order\.whole_only"):
        perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))
    perform(service_picking.cancel_shipment, one.id, Turn(ground.warehouse, one.version, NOW))

    lines = made.order_lines(ground.orders[0])
    assert [(line.allocated, line.backordered, line.picked) for line in lines] == [(10, 0, 0), (3, 2, 0)]
    with pytest.raises(Refused, match=r"order\.whole_only"):
        made.planned(ground)


def test_an_order_nothing_is_picked_of_lets_the_others_in_its_shipment_go_on(app: Flask, alone: None) -> None:
    ground = made.make_ground(((10, 5), (4,)))
    ships(ground.orders[0], whole=True)
    number = made.planned(ground)

    made.pick_all(ground, number, line0=0, line1=0)
    made.add_box(ground, number, made.box(rest=True))
    one = made.shipment(number)
    perform(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))

    assert made.order_lines(ground.orders[1])[0].packed == 4


def test_a_whole_order_is_gathered_in_the_one_depot_that_has_most_of_it(app: Flask) -> None:
    here = market.make_market()
    for part, first, second in (("P1", 9, 6), ("P2", 2, 6), ("P3", 0, 6)):
        put_in_stock(here.depot_ids[1], market.sell(here, part, stock=first), second)

    whole = market.make_released(here, ("P1", 5), ("P2", 5), ("P3", 5), partial_ok=False)
    parts = market.make_released(here, ("P1", 9), ("P2", 3))

    assert [line.allocated for line in market.lines_of(whole)] == [5, 5, 5]
    assert depots_of(whole) == {here.depot_ids[1]}
    assert [line.allocated for line in market.lines_of(parts)] == [9, 3]
    assert depots_of(parts) == set(here.depot_ids)


def depots_of(order: SalesOrder) -> set[int]:
    """Return the depots an order's pieces are tied in."""
    tied = sa.text(
        "SELECT DISTINCT depot_id FROM allocation JOIN order_line ON order_line.id = line_id WHERE order_id = :id"
    )
    return set(db.session.scalars(tied, {"id": order.id}))


def test_a_line_another_depot_could_fill_waits_for_the_depot_its_order_is_gathered_in(app: Flask) -> None:
    here = market.make_market()
    market.sell(here, "P1", stock=9)
    market.sell(here, "P2", stock=9)
    put_in_stock(here.depot_ids[1], market.sell(here, "P3", stock=4), 9)

    order = market.make_released(here, ("P1", 5), ("P2", 5), ("P3", 5), partial_ok=False)

    told = sa.text("SELECT got, rule FROM allocation_share WHERE wanted = 5 ORDER BY line_id")
    assert [tuple(row) for row in db.session.execute(told)] == [
        (5, ShareRule.IN_FULL.value),
        (5, ShareRule.IN_FULL.value),
        (0, ShareRule.WHOLE_LINE_ONLY.value),
    ]
    next_one = market.make_released(here, ("P3", 11))
    assert market.lines_of(next_one)[0].allocated == 11
    put_in_stock(here.depot_ids[0], here.parts["P3"], 5)
    perform(run_allocation, hq_actor("hq_planner"), market.NOW)
    assert [line.allocated for line in market.lines_of(order)] == [5, 5, 5] and depots_of(order) == {here.depot_ids[0]}


def test_all_lines_of_a_whole_order_are_promised_for_the_day_of_the_last(app: Flask) -> None:
    here = market.make_market()
    market.sell(here, "P1", stock=9)
    market.sell(here, "P2", stock=0, lead_time_days=30)

    whole = market.make_released(here, ("P1", 1), ("P2", 1), partial_ok=False)
    parts = market.make_released(here, ("P1", 1), ("P2", 1))

    last = date(2026, 4, 8)
    assert [line.promised_on for line in market.lines_of(whole)] == [last, last]
    assert [line.promised_on for line in market.lines_of(parts)] == [date(2026, 3, 12), last]
    assert gathered_of([whole.id, parts.id]) == {whole.id: Gathered(whole.id, whole.number, 2, 1, 2, 1, last)}


def test_the_distributor_lets_it_ship_in_parts_and_what_is_there_is_allocated_at_once(app: Flask) -> None:
    here = market.make_market()
    market.sell(here, "P1", stock=5)
    order = market.make_released(here, ("P1", 8), partial_ok=False)
    assert market.lines_of(order)[0].allocated == 0

    perform(service_partial.change_partial, order.id, True, "", Turn(here.actor, order.version, market.NOW))

    assert market.lines_of(order)[0].allocated == 5
    kinds = db.session.scalars(sa.select(OrderHistory.kind).where(OrderHistory.order_id == order.id)).all()
    assert kinds.count("parts_allowed") == 1
    told = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.parts_allowed")).one()
    assert (told.before, told.after) == ({"partial_ok": False}, {"partial_ok": True})


def test_headquarters_says_on_whose_word_and_neither_does_once_it_is_too_late(app: Flask) -> None:
    here, manager = market.make_market(), hq_actor("hq_manager")
    market.sell(here, "P1", stock=5)
    order = market.make_released(here, ("P1", 5), partial_ok=False)
    turn = Turn(manager, order.version, market.NOW)

    with pytest.raises(Refused) as unsaid:
        perform(service_partial.change_partial, order.id, True, "  ", turn)
    perform(service_partial.change_partial, order.id, True, "Mona, by telephone", turn)
    perform(service_partial.change_partial, order.id, True, "Mona, by telephone", turn)
    with pytest.raises(Refused, match=r"core\.stale"):
        perform(service_partial.change_partial, order.id, False, "Mona, by telephone", turn)

    assert isinstance(unsaid.value, FieldRefused) and unsaid.value.field == "partial_reason"
    facts = sa.select(OrderHistory.facts).where(OrderHistory.kind == "parts_allowed")
    assert db.session.scalars(facts).one() == {"reason": "Mona, by telephone"}
    line = market.lines_of(order)[0]
    with transaction():
        move_all([PieceMove(line.id, "allocated", "picked", 5)], now=NOW)
    with pytest.raises(Refused, match=r"order\.parts_not_changeable"):
        perform(service_partial.change_partial, order.id, False, "Mona", Turn(manager, order.version + 1, market.NOW))


def test_how_an_order_ships_may_be_said_anew_while_it_makes_a_difference() -> None:
    allowed = {progress for progress in Progress if may_change(OrderState.RELEASED, progress, partial_ok=True)}
    forbidden = {progress for progress in Progress if may_change(OrderState.RELEASED, progress, partial_ok=False)}

    assert allowed - forbidden == {Progress.PICKING, Progress.PACKED, Progress.PARTLY_SHIPPED}
    assert set(Progress) - allowed == {Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED}
    assert not may_change(OrderState.DRAFT, Progress.NONE, partial_ok=True)


def test_nothing_and_everything_of_an_order_may_be_taken_by_any_step() -> None:
    order = Gathered(1, "SO-1", 2, 1, 15, 5)

    assert [kept_back(order, step, taken) for step in ASKED for taken in (0, 15)] == [None] * 2 * len(ASKED)
    assert kept_back(order, Step.PICK, 10) is None and kept_back(order, Step.ALLOCATE, 10) is None


def forbid_and_plan(app: Flask, ground: Ground) -> tuple[Any, Any]:
    """Say that an order ships only whole while a part of it is planned; return both answers."""
    order, chosen = ground.orders[0], wanted(ground, 0)
    order_id, seen, depot_id = order.id, order.version, ground.depot.id
    db.session.remove()

    def act(index: int) -> Any:
        if index:
            return perform(service_picking.plan_shipment, depot_id, "air", chosen, ground.warehouse, NOW)
        return perform(service_partial.change_partial, order_id, False, "", Turn(ground.buyer, seen, NOW))

    said, planned = together(app, 2, act)
    db.session.remove()
    return said, planned


@pytest.mark.race
def test_of_a_part_that_is_planned_and_a_word_that_forbids_it_one_comes_first(app: Flask, alone: None) -> None:
    for _round in range(4):
        said, planned = forbid_and_plan(app, made.make_ground(((10, 5),)))

        refused = [one.code for one in (said, planned) if isinstance(one, Refused)]
        assert len(refused) == 1 and refused[0] in {"order.parts_not_changeable", "order.whole_only"}


@pytest.mark.race
def test_of_two_planners_who_take_a_whole_order_one_does(app: Flask, alone: None) -> None:
    ground = made.make_ground(((10, 5),), partial_ok=False)
    chosen, depot_id = wanted(ground, 0, 1), ground.depot.id
    db.session.remove()

    def act(index: int) -> Any:
        mine = chosen if index < 2 else chosen[:1]
        return perform(service_picking.plan_shipment, depot_id, "air", mine, ground.warehouse, NOW)

    results = together(app, 4, act)

    assert len([one for one in results if isinstance(one, str)]) == rows_in("shipment") == 1
    assert [line.picked for line in made.order_lines(ground.orders[0])] == [10, 5]


@pytest.mark.race
@ON_POSTGRESQL
@pytest.mark.parametrize("locks", [True, False])
def test_planning_waits_for_a_word_that_is_being_said_and_without_the_lock_takes_a_part(
    app: Flask, alone: None, monkeypatch: pytest.MonkeyPatch, locks: bool
) -> None:
    ground = made.make_ground(((10, 5),))
    locked, asked = threading.Event(), threading.Event()
    record, check, judge = service_record.record, service_picking._check_ready, service.refuse_part

    def slowly(*args: Any, **values: Any) -> None:
        locked.set()
        assert asked.wait(timeout=20)
        record(*args, **values)

    def checking(*args: Any) -> None:
        assert locked.wait(timeout=20)
        if locks:
            asked.set()
        check(*args)

    def judging(*args: Any) -> None:
        judge(*args)
        asked.set()

    monkeypatch.setattr(service_partial, "record", slowly)
    monkeypatch.setattr(service_picking, "_check_ready", checking)
    monkeypatch.setattr(service_picking, "refuse_part", judging)
    if not locks:
        monkeypatch.setattr(service_picking, "refuse_held", lambda *_args: None)

    said, planned = forbid_and_plan(app, ground)

    assert isinstance(said, str)
    if locks:
        assert isinstance(planned, Refused) and planned.code == "order.whole_only"
    else:
        assert db.session.scalars(sa.select(Shipment.number)).all() == [planned]
