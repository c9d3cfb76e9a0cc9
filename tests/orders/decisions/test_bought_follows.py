"""What a company bought before follows its orders: handed in, sent back, taken back, cancelled, rejected."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import Actor, Turn
from portal.core.data.sessions import db, perform
from portal.orders import service_bought
from portal.orders.decisions import service_review, service_submit, service_withdraw
from portal.orders.decisions.rules_asks import AskAnswer
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderAsk, SalesOrder
from portal.orders.models_bought import BoughtPart
from tests.orders.factories import (
    NOW,
    Market,
    hq_actor,
    known_part,
    make_draft,
    make_market,
    make_submitted,
    order_of,
    sell,
)
from tests.race import together

FIRST, SECOND = "48815-0E010", "0023410011"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in (FIRST, SECOND):
        sell(market, number)
    return market


def bought() -> dict[str, tuple[str, int, int, int]]:
    """Return what is kept by part (last order, pieces then, orders, pieces); it is what the lines come to."""
    db.session.rollback()
    columns = [getattr(BoughtPart, name) for name in service_bought.KEPT]
    kept = {tuple(row) for row in db.session.execute(sa.select(*columns))}
    assert kept == {tuple(row) for row in db.session.execute(service_bought.bought_from_lines())}
    numbers = {known_part(number): number for number in (FIRST, SECOND)}
    orders = {row.id: row.po_number for row in db.session.execute(sa.select(SalesOrder.id, SalesOrder.po_number))}
    return {numbers.get(row[1], str(row[1])): (orders[row[2]], *row[4:]) for row in kept}


def taken(order: SalesOrder, by: Actor) -> SalesOrder:
    return order_of(perform(service_review.take, order.id, Turn(by, order.version, LATER)))


def test_a_part_has_its_last_order_and_the_sums_of_all(market: Market) -> None:
    make_submitted(market, (FIRST, 4), (SECOND, 1), po_number="PO-1")
    make_draft(market, (SECOND, 9), po_number="PO-2")
    assert bought() == {FIRST: ("PO-1", 4, 1, 4), SECOND: ("PO-1", 1, 1, 1)}

    make_submitted(market, (FIRST, 6), now=LATER, po_number="PO-3")
    assert bought() == {FIRST: ("PO-3", 6, 2, 10), SECOND: ("PO-1", 1, 1, 1)}


def test_an_order_taken_back_or_cancelled_was_not_bought(market: Market) -> None:
    make_submitted(market, (FIRST, 4), po_number="PO-1")
    second = make_submitted(market, (FIRST, 6), (SECOND, 2), now=LATER, po_number="PO-2")
    perform(service_withdraw.withdraw, second.id, Turn(market.actor, second.version, LATER))
    assert bought() == {FIRST: ("PO-1", 4, 1, 4)}

    second = order_of(second.number)
    perform(service_submit.submit, second.id, Turn(market.actor, second.version, LATER))
    assert bought() == {FIRST: ("PO-2", 6, 2, 10), SECOND: ("PO-2", 2, 1, 2)}

    second = order_of(second.number)
    perform(service_withdraw.cancel, second.id, "not needed", Turn(market.actor, second.version, LATER))
    assert bought() == {FIRST: ("PO-1", 4, 1, 4)}


def test_a_rejected_order_was_not_bought(market: Market) -> None:
    manager = hq_actor("hq_manager")
    order = taken(make_submitted(market, (FIRST, 4)), manager)
    assert set(bought()) == {FIRST}

    perform(service_review.reject, order.id, "other", "no", Turn(manager, order.version, LATER))

    assert bought() == {}


def test_an_order_sent_back_counts_again_with_its_new_lines(market: Market) -> None:
    clerk = hq_actor()
    make_submitted(market, (SECOND, 3), po_number="PO-0", now=NOW - timedelta(days=9))
    order = taken(make_submitted(market, (FIRST, 4), (SECOND, 1), po_number="PO-1"), clerk)
    asks = [service_review.NewAsk("fewer", line_no=1)]
    turn = Turn(clerk, order.version, LATER)
    order = order_of(perform(service_review.request_changes, order.id, asks, date(2031, 1, 1), turn))
    assert bought() == {SECOND: ("PO-0", 3, 1, 3)}

    change = DraftChange(
        order_id=order.id, seen_version=order.version, removed=frozenset({1}), added=[RowText(FIRST, "2")]
    )
    perform(service_drafts.save_draft, change, market.actor, LATER)
    order = order_of(order.number)
    answers = [AskAnswer(ask, True) for ask in db.session.scalars(sa.select(OrderAsk.id))]
    perform(service_submit.resubmit, order.id, answers, Turn(market.actor, order.version, LATER))
    assert bought() == {FIRST: ("PO-1", 2, 1, 2), SECOND: ("PO-1", 1, 2, 4)}


def test_two_orders_at_once_both_count(app: Flask, market: Market) -> None:
    drafts = [make_draft(market, (FIRST, 1), (SECOND, 2), po_number=f"PO-{at}") for at in (1, 2)]
    ids = [(draft.id, draft.version) for draft in drafts]
    actor = market.actor

    def hand_in(index: int) -> Any:
        return perform(service_submit.submit, ids[index][0], Turn(actor, ids[index][1], LATER))

    together(app, 2, hand_in)

    assert {part: row[2:] for part, row in bought().items()} == {FIRST: (2, 2), SECOND: (2, 4)}
