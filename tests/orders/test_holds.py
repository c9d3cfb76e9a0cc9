"""The table of holds and steps, cell by cell through the services; and a hold that is placed as a shipment leaves."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation
from portal.allocation.service_promise import Revision, revise_promise
from portal.billing import service as billing
from portal.core.actor import Turn
from portal.core.data import events
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.finance import service_reservations
from portal.orders.decisions import service_holds, service_review, service_submit, service_withdraw
from portal.orders.holds.labels import HELD_WORDS
from portal.orders.holds.queries import HeldOrder, held_orders
from portal.orders.holds.rules import FORWARD, FREE, STOPPED, Step, is_stopped, kinds_stopping, stops
from portal.orders.models import OrderHold, OrderLine, SalesOrder
from portal.orders.service_progress import close, refresh_progress
from portal.orders.states import HOLD_OWNERS, HoldKind, OrderState
from portal.returns.states import Reason
from portal.shipping import queries_holds
from portal.shipping.arrival import service_receipt
from portal.shipping.arrival.rules_receipt import Count
from portal.shipping.depot import service_packing
from portal.shipping.journey import service_transport
from portal.shipping.journey.queries_gate import gate_of
from portal.shipping.models import Shipment
from portal.shipping.states import Basis, MilestoneKind, ShipmentState
from portal.stock.rules_revision import RevisionCause
from tests.billing import factories as trade
from tests.conftest import ON_POSTGRESQL
from tests.orders import factories as market
from tests.orders.factories import hq_actor
from tests.race import together
from tests.returns.factories import Counted, received
from tests.returns.test_filing import file, wanted
from tests.shipping import factories as made
from tests.shipping.factories import NOW

Attempt = Callable[[], bool]


@pytest.fixture(autouse=True)
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing follow from events: each step is asked for by itself."""
    monkeypatch.setattr(events, "_reactions", {})


def went(command: Callable[..., Any], *args: Any, **values: Any) -> Attempt:
    """Return an attempt at a command that refuses what is held."""

    def attempt() -> bool:
        perform(command, *args, **values)
        return True

    return attempt


def state_of(order_id: int) -> OrderState:
    db.session.remove()
    return db.session.scalars(sa.select(SalesOrder.state).where(SalesOrder.id == order_id)).one()


def submit() -> tuple[int, Attempt]:
    here = market.make_market()
    market.sell(here, "P1")
    draft = market.make_draft(here, ("P1", 2))
    return draft.id, went(service_submit.submit, draft.id, Turn(here.actor, draft.version, market.NOW))


def review() -> tuple[int, Attempt]:
    here = market.make_market()
    market.sell(here, "P1")
    order = market.make_submitted(here, ("P1", 2))
    return order.id, went(service_review.take, order.id, Turn(hq_actor(), order.version, market.NOW))


def cancel() -> tuple[int, Attempt]:
    here = market.make_market()
    market.sell(here, "P1")
    order = market.make_submitted(here, ("P1", 2))
    turn = Turn(here.actor, order.version, market.NOW)
    return order.id, went(service_withdraw.cancel, order.id, "not needed any more", turn)


def release() -> tuple[int, Attempt]:
    here = market.make_market()
    market.sell(here, "P1")
    order, manager = market.make_submitted(here, ("P1", 2)), hq_actor("hq_manager")
    perform(service_review.take, order.id, Turn(manager, order.version, market.NOW))
    seen = order.version + 1

    def attempt() -> bool:
        perform(service_review.approve, order.id, Turn(manager, seen, market.NOW))
        now = state_of(order.id)
        if now is OrderState.APPROVED:  # back, to be tried again
            with transaction() as session:
                values = {"state": OrderState.IN_REVIEW, "version": seen}
                session.execute(sa.update(SalesOrder).where(SalesOrder.id == order.id).values(**values))
                service_reservations.release(order.number)
        return now is OrderState.RELEASED

    return order.id, attempt


def _released() -> SalesOrder:
    here = market.make_market()
    market.sell(here, "P1", stock=5)
    return market.make_released(here, ("P1", 8))


def allocate() -> tuple[int, Attempt]:
    order = _released()

    def attempt() -> bool:
        perform(run_allocation, hq_actor("hq_planner"), market.NOW)
        return market.lines_of(order)[0].open == 0

    return order.id, attempt


def promise() -> tuple[int, Attempt]:
    order = _released()
    perform(run_allocation, hq_actor("hq_planner"), market.NOW)
    line, day = market.lines_of(order)[0], date(2026, 5, 4)
    revision = Revision(day, RevisionCause.SUPPLIER_LATE, "", 1 if line.promised_on else 0)
    return order.id, went(revise_promise, line.id, revision, hq_actor("hq_planner"), market.NOW)


def _shipment(*steps: Callable[[made.Ground, str], object]) -> tuple[made.Ground, str, int]:
    ground = made.make_ground(((3,),))
    number = made.planned(ground)
    for step in steps:
        step(ground, number)
    return ground, number, ground.orders[0].id


def start_picking() -> tuple[int, Attempt]:
    ground = made.make_ground(((3,),))
    return ground.orders[0].id, lambda: bool(made.planned(ground))


def pick() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment()

    def attempt() -> bool:
        made.pick_all(ground, number)
        return True

    return order_id, attempt


def pack() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.pick_all)
    return order_id, lambda: bool(made.add_box(ground, number, made.box(rest=True)))


def _boxed(ground: made.Ground, number: str) -> None:
    made.pick_all(ground, number)
    made.add_box(ground, number, made.box(rest=True))


def confirm_packing() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(_boxed)
    one = made.shipment(number)
    return order_id, went(service_packing.confirm_packing, one.id, Turn(ground.warehouse, one.version, NOW))


def undo() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.packed)
    one = made.shipment(number)
    return order_id, went(service_packing.reopen_packing, one.id, Turn(ground.warehouse, one.version, NOW))


def book() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.packed)

    def attempt() -> bool:
        made.booked(ground, number)
        return True

    return order_id, attempt


def invoice() -> tuple[int, Attempt]:
    given = trade.make_trade()
    line = trade.make_order(given, (trade.part("A1"), "A1", 10, "12.5"))[0]
    shipment = trade.ship(given, (line, 10))
    return line.order_id, went(billing.issue_papers_for, shipment.id, None, trade.NOW)


def dispatch() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.packed, made.booked, lambda _ground, number: made.papers_ready(number))
    one = made.shipment(number)
    turn = Turn(ground.logistics, one.version, NOW + timedelta(days=2))
    return order_id, went(service_transport.dispatch, one.id, turn)


def milestone() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.departed)
    one, at = made.shipment(number), NOW + timedelta(days=3)
    turn = Turn(ground.logistics, one.version, at)
    stated = (MilestoneKind.ARRIVED, Basis.ACTUAL, at, "Cairo", turn)
    return order_id, went(service_transport.record_milestone, one.id, *stated)


def receive() -> tuple[int, Attempt]:
    ground, number, order_id = _shipment(made.departed)
    one, line = made.shipment(number), made.shipment_lines(number)[0]
    turn = Turn(ground.buyer, one.version, NOW + timedelta(days=4))
    return order_id, went(service_receipt.confirm_receipt, one.id, [Count(line.id, 3)], {}, turn)


def claim() -> tuple[int, Attempt]:
    given = received(Counted(shipped=10, counts={"short": 2}))
    order_id = db.session.scalars(sa.select(SalesOrder.id)).one()
    return order_id, lambda: bool(file(given, wanted(given, Reason.SHORT, 2)))


def complete() -> tuple[int, Attempt]:
    received(Counted(shipped=10))
    order_id = db.session.scalars(sa.select(SalesOrder.id)).one()

    def attempt() -> bool:
        perform(refresh_progress, [order_id], now=NOW)
        return state_of(order_id) is OrderState.COMPLETED

    return order_id, attempt


def closing() -> tuple[int, Attempt]:
    order_id, attempt = complete()
    assert attempt()
    with transaction() as session:
        session.execute(sa.update(OrderLine).values(invoiced=OrderLine.ordered))
    return order_id, lambda: perform(close, order_id, NOW)


DRIVERS: Mapping[Step, Callable[[], tuple[int, Attempt]]] = {
    Step.SUBMIT: submit,
    Step.REVIEW: review,
    Step.CANCEL: cancel,
    Step.RELEASE: release,
    Step.ALLOCATE: allocate,
    Step.PROMISE: promise,
    Step.START_PICKING: start_picking,
    Step.PICK: pick,
    Step.PACK: pack,
    Step.CONFIRM_PACKING: confirm_packing,
    Step.UNDO: undo,
    Step.BOOK: book,
    Step.INVOICE: invoice,
    Step.DISPATCH: dispatch,
    Step.MILESTONE: milestone,
    Step.RECEIVE: receive,
    Step.CLAIM: claim,
    Step.COMPLETE: complete,
    Step.CLOSE: closing,
}
SILENT = {Step.RELEASE, Step.ALLOCATE, Step.COMPLETE, Step.CLOSE}
"""Steps nobody presses for one order: what is held is left where it is, without a refusal."""
ALL = frozenset(FORWARD)
TABLE = {
    HoldKind.CREDIT: ALL,
    HoldKind.COMPLIANCE: ALL,
    HoldKind.FINANCE: ALL,
    HoldKind.DEALER: ALL,
    HoldKind.LOGISTICS: {Step.BOOK, Step.INVOICE, Step.DISPATCH, Step.COMPLETE, Step.CLOSE},
}


def put_on_hold(order_id: int, *kinds: HoldKind) -> None:
    with transaction() as session:
        owner = session.scalars(sa.select(SalesOrder.distributor_id).where(SalesOrder.id == order_id)).one()
        common = {"distributor_id": owner, "order_id": order_id, "reason": "looked at", "placed_at": NOW}
        session.add_all([OrderHold(kind=kind, **common) for kind in kinds])


def lift_all() -> None:
    with transaction() as session:
        session.execute(sa.update(OrderHold).values(released_at=NOW), execution_options={"synchronize_session": False})


def number_of(order_id: int) -> str:
    return db.session.scalars(sa.select(SalesOrder.number).where(SalesOrder.id == order_id)).one()


@pytest.mark.parametrize("step", list(Step))
def test_a_hold_stops_what_the_table_says_and_nothing_else(app: Flask, step: Step) -> None:
    order_id, attempt = DRIVERS[step]()

    for kind in [one for one in HoldKind if step in TABLE[one]]:
        put_on_hold(order_id, kind)
        if step in SILENT:
            assert not attempt(), kind
        else:
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.code == "order.held", kind
            assert refusal.value.facts["held"] == (HeldOrder(order_id, number_of(order_id), (kind,)),)
        lift_all()

    put_on_hold(order_id, *[one for one in HoldKind if step not in TABLE[one]])
    assert attempt()


def test_the_table_answers_for_every_kind_and_step() -> None:
    assert set(DRIVERS) == set(Step) and set(STOPPED) == set(HoldKind) == set(HELD_WORDS) == set(HOLD_OWNERS)
    assert FORWARD | FREE.keys() == set(Step) and not FORWARD & FREE.keys()
    assert {(kind, step) for kind in HoldKind for step in Step if stops(kind, step)} == {
        (kind, step) for kind, steps in TABLE.items() for step in steps
    }
    assert kinds_stopping(Step.PACK) == tuple(kind for kind in HoldKind if kind is not HoldKind.LOGISTICS)


def test_only_a_logistics_hold_lets_an_order_be_released() -> None:
    free = [kind for kind in HoldKind if not is_stopped([kind], OrderState.APPROVED)]

    assert free == [HoldKind.LOGISTICS]
    assert all(is_stopped([kind], OrderState.RELEASED) for kind in HoldKind)
    assert not is_stopped([], OrderState.RELEASED)


def test_a_held_order_nothing_was_picked_of_does_not_stop_the_others(app: Flask) -> None:
    ground = made.make_ground(((3,), (2,)))
    number = made.planned(ground)
    made.pick_all(ground, number, line1=0)
    put_on_hold(ground.orders[1].id, HoldKind.COMPLIANCE)

    made.add_box(ground, number, made.box(rest=True))

    assert [line.picked for line in made.shipment_lines(number)] == [3, 0]


Leaving = tuple[made.Ground, int, Turn]


def leaving() -> Leaving:
    """Return a shipment that may leave now."""
    ground, number, _order_id = _shipment(made.packed, made.booked, lambda _ground, number: made.papers_ready(number))
    one = made.shipment(number)
    return ground, one.id, Turn(ground.logistics, one.version, NOW + timedelta(days=2))


def hold_and_dispatch(app: Flask, given: Leaving) -> tuple[Any, Any, ShipmentState, int]:
    """Place a hold while a shipment leaves; return both answers, the shipment's state, and the holds."""
    ground, shipment_id, turn = given
    officer, order_id = hq_actor("hq_compliance"), ground.orders[0].id
    db.session.remove()

    def act(index: int) -> Any:
        if index:
            return perform(service_transport.dispatch, shipment_id, turn)
        return perform(service_holds.place_hold, order_id, HoldKind.COMPLIANCE, "list", officer, NOW)

    placed, left = together(app, 2, act)
    db.session.remove()
    state = db.session.scalars(sa.select(Shipment.state).where(Shipment.id == shipment_id)).one()
    held = sa.select(sa.func.count()).where(OrderHold.order_id == order_id)
    return placed, left, state, db.session.scalar(held) or 0


@pytest.mark.race
def test_of_a_hold_and_a_departure_at_the_same_moment_one_comes_first(app: Flask) -> None:
    for _round in range(4):
        placed, left, state, _holds = hold_and_dispatch(app, leaving())

        assert isinstance(placed, str)
        if isinstance(left, Refused):
            assert left.code == "order.held" and state is ShipmentState.BOOKED
        else:
            assert left is None and state is ShipmentState.DEPARTED


def hold_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hold have its order locked before a departure asks for holds, and be stored only after it has asked."""
    locked, asked = threading.Event(), threading.Event()
    hold_once, ask = service_holds.hold_once, queries_holds.orders_inside

    def slowly(*args: Any, **values: Any) -> bool:
        locked.set()
        assert asked.wait(timeout=20)
        return hold_once(*args, **values)

    def asking(shipment_id: int) -> list[int]:
        assert locked.wait(timeout=20)
        asked.set()
        return ask(shipment_id)

    monkeypatch.setattr(service_holds, "hold_once", slowly)
    monkeypatch.setattr("portal.shipping.service_holds.orders_inside", asking)


@pytest.mark.race
@ON_POSTGRESQL
def test_a_departure_waits_for_a_hold_that_is_being_placed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    given = leaving()
    hold_first(monkeypatch)

    placed, left, state, holds = hold_and_dispatch(app, given)

    assert isinstance(placed, str) and holds == 1
    assert isinstance(left, Refused) and left.code == "order.held" and state is ShipmentState.BOOKED


@pytest.mark.race
@ON_POSTGRESQL
def test_control_without_the_lock_goods_leave_under_a_hold(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    given, read, locked = leaving(), threading.Event(), threading.Event()
    hold_once = service_holds.hold_once

    def slowly(*args: Any, **values: Any) -> bool:
        locked.set()
        assert read.wait(timeout=20)
        return hold_once(*args, **values)

    def unlocked(order_ids: list[int], step: Step) -> tuple[HeldOrder, ...]:
        assert locked.wait(timeout=20)
        return held_orders(order_ids, step)

    def looked(*given: Any) -> Any:
        try:
            return gate_of(*given)
        finally:
            read.set()  # the departure has looked everywhere, and has seen no hold

    monkeypatch.setattr("portal.shipping.journey.service_transport.gate_of", looked)
    monkeypatch.setattr(service_holds, "hold_once", slowly)
    monkeypatch.setattr("portal.orders.holds.service.held_locked", unlocked)

    placed, left, state, holds = hold_and_dispatch(app, given)

    assert isinstance(placed, str) and (left, state, holds) == (None, ShipmentState.DEPARTED, 1)
