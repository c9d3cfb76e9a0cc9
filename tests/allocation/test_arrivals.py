"""What arrives frees what waits, in its turn, and what is planned otherwise is promised anew."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation, serve_parts
from portal.catalogue.models import Part
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.core.jobs.queue import run_due
from portal.core.jobs.schedule import plan_due
from portal.notifications.models import Mail, Notice
from portal.orders.models import OrderLine
from portal.stock import service_receipts, service_shelves
from portal.stock.models import AllocationRun, Depot, PlannedReceipt, Promise, Stock
from portal.stock.rules_movements import MovementReason
from portal.stock.service_movements import Entry
from portal.stock.service_receipts import Arrival, Planned
from portal.stock.service_shelves import Count, Place
from tests.masterdata.factories import apply, send, steward
from tests.orders.factories import NOW, Market, hq_actor, make_market, make_released, sell
from tests.race import together
from tests.stock.factories import expect
from tests.web import Browser

TODAY = date(2026, 3, 9)


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", stock=0)
    return market


def place_of(market: Market, depot: int = 0) -> Place:
    return Place(market.depot_ids[depot], market.parts["21029627"])


def waiting() -> list[tuple[int, int, date | None]]:
    """Allocated and backordered pieces of each line, and its promised day."""
    db.session.remove()
    rows = sa.select(OrderLine.allocated, OrderLine.backordered, OrderLine.promised_on).order_by(OrderLine.id)
    return [(row.allocated, row.backordered, row.promised_on) for row in db.session.execute(rows)]


def entry(reason: MovementReason) -> Entry:
    return Entry(reason, NOW, hq_actor("hq_warehouse"))


def receive(market: Market, quantity: int, **more: Any) -> None:
    receipt = db.session.scalars(sa.select(PlannedReceipt.id).order_by(PlannedReceipt.id)).first() or 0
    arrival = Arrival(quantity, 0, **more)
    perform(service_receipts.receive_planned, receipt, arrival, hq_actor("hq_warehouse"), NOW)


def test_a_receipt_goes_to_who_waits_in_their_turn(market: Market) -> None:
    expect(*_three(market, 8, 5))
    make_released(market, ("21029627", 5))
    make_released(market, ("21029627", 5), now=NOW + timedelta(minutes=1))
    assert [one[:2] for one in waiting()] == [(0, 5), (0, 5)]

    receive(market, 8)

    assert [one[:2] for one in waiting()] == [(5, 0), (3, 2)]
    shelf = db.session.execute(sa.select(Stock.on_hand, Stock.allocated)).one()
    assert tuple(shelf) == (8, 8)


def _three(market: Market, quantity: int, days: int) -> tuple[int, int, int, date]:
    place = place_of(market)
    return place.depot_id, place.part_id, quantity, TODAY + timedelta(days=days)


def test_what_is_counted_more_returned_or_moved_where_it_is_wanted_is_tied_too(market: Market) -> None:
    make_released(market, ("21029627", 9))
    here = place_of(market)

    perform(service_shelves.put_away, here, 2, entry(MovementReason.RETURNED))
    perform(service_shelves.count_shelf, Count(here, 2, 5), entry(MovementReason.COUNTED))

    assert [one[:2] for one in waiting()] == [(5, 4)]


def test_what_comes_back_into_quarantine_serves_nobody_before_it_is_released(market: Market) -> None:
    make_released(market, ("21029627", 5))
    here = place_of(market)

    perform(service_shelves.put_away, here, 3, entry(MovementReason.RETURNED), quarantine=True)
    assert [one[:2] for one in waiting()] == [(0, 5)]
    perform(service_shelves.release, here, 2, entry(MovementReason.RELEASED))

    assert [one[:2] for one in waiting()] == [(2, 3)]


def test_a_receipt_nobody_waits_for_makes_no_run(market: Market) -> None:
    expect(*_three(market, 8, 5))

    receive(market, 8)

    assert run_count() == 0


def test_a_plan_that_changes_is_promised_anew_and_one_that_is_closed_as_well(market: Market) -> None:
    place = place_of(market)
    expect(*_three(market, 8, 10))
    make_released(market, ("21029627", 5))
    reference = db.session.scalars(sa.select(PlannedReceipt.reference)).one()
    assert waiting()[0][2] == TODAY + timedelta(days=10)

    sooner = Planned(place.depot_id, place.part_id, reference, TODAY + timedelta(days=6), 8)
    perform(service_receipts.plan_receipts, [sooner], hq_actor("hq_planner"), NOW)

    assert waiting()[0][2] == TODAY + timedelta(days=6)


def test_a_part_of_a_receipt_still_promises_the_rest(market: Market) -> None:
    expect(*_three(market, 8, 10))
    make_released(market, ("21029627", 5))
    make_released(market, ("21029627", 3), now=NOW + timedelta(minutes=1))

    receive(market, 5)

    assert [one[:2] for one in waiting()] == [(5, 0), (0, 3)]
    assert waiting()[1][2] == TODAY + timedelta(days=10)


def test_what_waits_for_a_late_receipt_is_promised_anew_once_a_day(market: Market) -> None:
    expect(*_three(market, 8, 3))
    make_released(market, ("21029627", 5))
    assert waiting()[0][2] == TODAY + timedelta(days=3)

    plan_due(NOW + timedelta(days=5, hours=16))
    run_due()

    promised, runs = waiting()[0][2], run_count()
    assert promised is not None and promised > utc_now().date()
    plan_due(NOW + timedelta(days=6, hours=16))
    run_due()
    assert (waiting()[0][2], run_count()) == (promised, runs)


def run_count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(AllocationRun)) or 0


@pytest.mark.race
def test_receipts_and_runs_at_once_give_every_piece_to_one_line(app: Flask, market: Market) -> None:
    for _each in range(4):
        make_released(market, ("21029627", 2))
    here, planner = place_of(market), hq_actor("hq_planner")
    told = entry(MovementReason.RECEIPT)

    def work(index: int) -> Any:
        if index % 2:
            return perform(run_allocation, planner, NOW)
        return perform(service_shelves.put_away, here, 2, told)

    answers = together(app, 6, work)

    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    perform(serve_parts, [here.part_id], NOW)
    assert sum(one[0] for one in waiting()) == 6
    db.session.remove()
    assert tuple(db.session.execute(sa.select(Stock.on_hand, Stock.allocated)).one()) == (6, 6)


def ledger() -> list[tuple[date, str]]:
    """Every promise made, day and what it rests on, in the order in which they were made."""
    db.session.remove()
    return [
        (one.promised_on, one.cause)
        for one in db.session.scalars(sa.select(Promise).order_by(Promise.line_id, Promise.sequence))
    ]


def supplier_takes(days: int) -> None:
    with transaction() as session:
        session.execute(sa.update(Part).values(lead_time_days=days))


def _gone(market: Market, place: Place, reference: str) -> None:
    gone = [Planned(place.depot_id, place.part_id, reference)]
    perform(service_receipts.drop_receipts, gone, NOW)


def _smaller(market: Market, place: Place, reference: str) -> None:
    planned = [Planned(place.depot_id, place.part_id, reference, TODAY + timedelta(days=10), 2)]
    perform(service_receipts.plan_receipts, planned, hq_actor("hq_planner"), NOW)


def _closed(market: Market, place: Place, reference: str) -> None:
    receive(market, 0, last=True)


def _closed_short(market: Market, place: Place, reference: str) -> None:
    receive(market, 2, last=True)


WAYS = [_gone, _smaller, _closed, _closed_short]


@pytest.mark.parametrize("way", WAYS)
def test_a_promise_stands_no_longer_than_the_receipt_it_rests_on(market: Market, way: Any) -> None:
    expect(*_three(market, 8, 10))
    make_released(market, ("21029627", 5))
    reference = db.session.scalars(sa.select(PlannedReceipt.reference)).one()
    later = TODAY + timedelta(days=40)
    supplier_takes(40)

    way(market, place_of(market), reference)

    assert ledger() == [(TODAY + timedelta(days=10), "planned_receipt"), (later, "lead_time")]
    assert waiting()[0][2] == later
    assert perform(serve_parts, [place_of(market).part_id], NOW) and len(ledger()) == 2


def test_an_import_of_planned_receipts_taken_back_takes_its_promises_along(app: Flask, market: Market) -> None:
    browser, day = steward(app), utc_now().date() + timedelta(days=10)
    depot = db.session.scalar(sa.select(Depot.code).where(Depot.id == market.depot_ids[0]))
    heads = ("Depot", "Part number", "Reference", "Expected on", "Quantity")
    done = apply(browser, send(browser, "planned_receipts", heads, (depot, "21029627", "PO-1", day.isoformat(), 8)))
    make_released(market, ("21029627", 5), now=utc_now())
    assert ledger() == [(day, "planned_receipt")]
    supplier_takes(40)

    browser.page(done.path)
    browser.send(button="Take it back")
    run_due()

    assert [cause for _day, cause in ledger()] == ["planned_receipt", "lead_time"] and waiting()[0][2] != day


def _told_of(kind: str) -> list[dict[str, Any]]:
    return list(db.session.scalars(sa.select(Notice.facts).where(Notice.kind == kind).order_by(Notice.id)))


def test_who_waits_is_told_when_the_dates_move_and_ready_stock_is_promised_as_it_is(app: Flask, market: Market) -> None:
    expect(*_three(market, 8, 10))
    order = make_released(market, ("21029627", 5))
    (first,) = [line[2] for line in waiting()]
    later = TODAY + timedelta(days=60)
    with transaction() as session:
        session.execute(sa.update(PlannedReceipt).values(expected_on=later))

    perform(serve_parts, [place_of(market).part_id], NOW)
    run_due()
    assert waiting() == [(0, 5, later)]
    receive(market, 8)
    perform(serve_parts, [place_of(market).part_id], NOW)
    run_due()

    ((allocated, _short, ready),) = waiting()
    assert allocated == 5 and ready is not None and ready < TODAY + timedelta(days=5)
    assert [(told["lines"], told["promised_on"]) for told in _told_of("order_promises_moved")] == [
        (1, later.isoformat()),
        (1, ready.isoformat()),
    ]
    mails = db.session.scalars(sa.select(Mail.facts).where(Mail.kind == "order_promises_moved")).all()
    assert [mail["promised_on"] for mail in mails] == [later.isoformat()], "what comes sooner is told in the inbox"
    line = db.session.execute(sa.select(OrderLine.first_promised_on, OrderLine.promised_on)).one()
    assert tuple(line) == (first, ready), "delivery is measured by the first"
    page = Browser(app).sign_in(market.buyer).page(f"/orders/{order.number}")
    assert page.has("Promised dates changed") and page.has("Line 1 · 21029627")
