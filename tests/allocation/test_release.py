"""A released order is allocated at once, in its turn; what is short is told to who plans and who ordered."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.service import run_allocation
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform
from portal.notifications.labels_facts import ORDER_TYPES
from portal.notifications.labels_notices import NOTICES
from portal.notifications.models import Mail, Notice
from portal.orders.decisions import service_holds, service_review
from portal.orders.models import SalesOrder
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress
from portal.pricing.labels import ORDER_TYPE_WORDS
from portal.stock.models import AllocationRun
from tests import factories
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    hq_actor,
    lines_of,
    make_market,
    make_released,
    make_submitted,
    order_of,
    sell,
    unserved,
)
from tests.race import together
from tests.stock.factories import expect, put_in_stock
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=5)
    sell(market, "P2", price="10", stock=0)
    return market


def places(order: SalesOrder) -> list[tuple[int, int, int]]:
    """Return open, allocated and backordered of each line."""
    return [(line.open, line.allocated, line.backordered) for line in lines_of(order_of(order.number))]


def told(kind: str) -> tuple[list[int], list[str]]:
    """Return who has a notice of a kind, and the addresses of its mails."""
    notices = db.session.scalars(sa.select(Notice.user_id).where(Notice.kind == kind)).all()
    mails = db.session.scalars(sa.select(Mail.to_address).where(Mail.kind == kind)).all()
    return sorted(notices), sorted(mails)


def runs() -> list[tuple[str, str]]:
    """Return who started each run, and what it served."""
    query = sa.select(AllocationRun.started_by, AllocationRun.scope).order_by(AllocationRun.id)
    return [(row.started_by, row.scope) for row in db.session.execute(query)]


def held(market: Market, kind: HoldKind, *lines: tuple[str, int]) -> tuple[SalesOrder, int]:
    """Return an order approved under a hold, and the hold's id."""
    manager = hq_actor("hq_manager")
    order = make_submitted(market, *lines)
    perform(service_review.take, order.id, Turn(manager, order.version, NOW))
    perform(service_holds.place_hold, order.id, kind, "to be looked at", hq_actor(f"hq_{kind.value}"), NOW)
    perform(service_review.approve, order.id, Turn(manager, order.version + 1, NOW))
    return order, db.session.execute(sa.text("SELECT max(id) FROM order_hold")).scalar_one()


def test_an_approved_order_is_allocated_in_the_same_moment(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("P1", 4))
    browser = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")
    page = browser.send(button="Approve")

    assert page.has("Allocated") and order_of(order.number).progress is Progress.ALLOCATED
    assert places(order) == [(0, 4, 0)] and runs() == [("system", "orders:1")]
    assert told("order_short") == ([], []) == told("order_backordered")


def test_what_a_released_vor_order_lacks_is_told_to_planner_and_distributor_at_once(market: Market) -> None:
    planner = factories.make_hq_user(role="hq_planner")

    order = make_released(market, ("P1", 1), ("P2", 2), **VOR)

    assert places(order) == [(0, 1, 0), (0, 0, 2)]
    assert told("order_short") == ([planner.id], [planner.email])
    assert told("order_backordered") == ([market.buyer.id], [market.buyer.email])
    notice = db.session.scalars(sa.select(Notice).where(Notice.kind == "order_short")).one()
    assert notice.link == f"/hq/orders/{order.number}"
    facts = {"number": order.number, "company": market.distributor.name, "order_type": "vor", "lines": 1, "pieces": 2}
    assert notice.facts == facts
    jobs = db.session.execute(sa.text("SELECT count(*) FROM job WHERE kind = 'mail.send'")).scalar_one()
    assert jobs >= 2


def test_who_released_the_order_is_not_told_what_they_see(market: Market) -> None:
    both = factories.make_hq_user(role=("hq_manager", "hq_planner"))
    other = factories.make_hq_user(role="hq_planner")
    order = make_submitted(market, ("P2", 1))
    actor = factories.actor_of(both)

    perform(service_review.take, order.id, Turn(actor, order.version, NOW))
    perform(service_review.approve, order.id, Turn(actor, order.version + 1, NOW))

    assert told("order_short") == ([other.id], [other.email])


def test_a_run_a_planner_starts_is_told_on_its_page_and_not_by_mail(market: Market) -> None:
    planner = factories.make_hq_user(role="hq_planner")
    with unserved():
        make_released(market, ("P2", 1))

    perform(run_allocation, factories.actor_of(planner), NOW)

    assert told("order_short") == ([], []) and told("order_backordered")[0] == [market.buyer.id]


@pytest.mark.parametrize("kind", [HoldKind.COMPLIANCE, HoldKind.FINANCE])
def test_the_last_hold_lifted_releases_and_allocates(market: Market, kind: HoldKind) -> None:
    order, hold_id = held(market, kind, ("P1", 3))
    assert order_of(order.number).state is OrderState.APPROVED and places(order) == [(3, 0, 0)] and runs() == []

    perform(service_holds.release_hold, hold_id, "clear", hq_actor(f"hq_{kind.value}"), NOW)

    assert order_of(order.number).state is OrderState.RELEASED and places(order) == [(0, 3, 0)]
    assert runs() == [("system", "orders:1")]


def test_a_released_order_gets_what_came_while_it_was_held(market: Market) -> None:
    order = make_released(market, ("P2", 3))
    officer = hq_actor("hq_compliance")
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", officer, NOW)
    put_in_stock(market.depot_ids[0], market.parts["P2"], 10)
    perform(run_allocation, hq_actor("hq_planner"), NOW)
    assert places(order) == [(0, 0, 3)]
    hold_id = db.session.execute(sa.text("SELECT max(id) FROM order_hold")).scalar_one()

    perform(service_holds.release_hold, hold_id, "clear", officer, NOW)

    assert places(order) == [(0, 3, 0)]


def test_an_order_served_at_once_leaves_the_stock_to_those_before_it(market: Market) -> None:
    first = make_released(market, ("P1", 9))
    put_in_stock(market.depot_ids[0], market.parts["P1"], 6)

    later = make_released(market, ("P1", 4), now=NOW + timedelta(minutes=1))
    urgent = make_released(market, ("P1", 1), now=NOW + timedelta(minutes=2), **VOR)

    assert (places(first), places(later), places(urgent)) == ([(0, 5, 4)], [(0, 2, 2)], [(0, 1, 0)])
    asked = sa.text("SELECT rank, rank_of FROM allocation_share ORDER BY id")
    assert [tuple(row) for row in db.session.execute(asked)] == [(1, 1), (2, 2), (1, 3)]


def test_a_receipt_is_not_promised_twice(market: Market) -> None:
    expect(market.depot_ids[0], market.parts["P2"], 4, date(2026, 3, 20))
    expect(market.depot_ids[0], market.parts["P2"], 9, date(2026, 4, 2))
    first = make_released(market, ("P2", 4))

    second = make_released(market, ("P2", 2), now=NOW + timedelta(minutes=1))

    days = [lines_of(order)[0].first_promised_on for order in (first, second)]
    assert days == [date(2026, 3, 20), date(2026, 4, 2)]


@pytest.mark.race
def test_the_last_pieces_go_to_one_of_several_orders_released_at_once(app: Flask, market: Market) -> None:
    manager = hq_actor("hq_manager")
    orders = [make_submitted(market, ("P1", 2)) for _each in range(6)]
    for order in orders:
        perform(service_review.take, order.id, Turn(manager, order.version, NOW))
    ready = [(order.id, order.version + 1) for order in orders]
    db.session.remove()

    def approve(index: int) -> Any:
        order_id, version = ready[index]
        return perform(service_review.approve, order_id, Turn(manager, version, NOW))

    answers = together(app, len(orders), approve)

    assert sorted(map(str, answers)) == sorted(order.number for order in orders)
    found = [places(order)[0] for order in orders]
    assert sum(allocated for _open, allocated, _short in found) == 5
    assert all(still_open == 0 and allocated + short == 2 for still_open, allocated, short in found)


def test_order_types_are_called_in_notices_as_everywhere() -> None:
    assert {code: str(words) for code, words in ORDER_TYPES.items()} == {
        code: str(words) for code, words in ORDER_TYPE_WORDS.items()
    }
    assert "substitute" not in str(NOTICES["order_backordered"].then)
    assert "shipped as soon as" not in str(NOTICES["order_waits_whole"].then)


def test_who_ordered_only_whole_is_not_told_that_a_part_will_come(market: Market) -> None:
    make_released(market, ("P1", 1), ("P2", 2), partial_ok=False)

    assert told("order_backordered") == ([], [])
    assert told("order_waits_whole") == ([market.buyer.id], [market.buyer.email])
