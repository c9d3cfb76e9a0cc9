"""Money that comes in lets go what was held for it, and no more; a payment taken back stops it again."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actor import SYSTEM, Actor, Turn
from portal.core.data.sessions import db, perform
from portal.core.days import hq_day
from portal.finance import service_accounts, service_credit_limit, service_ledger, service_payments
from portal.finance.models import CreditAccount
from portal.finance.queries import standing_of
from portal.finance.rules_credit_limit import Terms
from portal.finance.service_credit_limit import CreditChange
from portal.finance.service_ledger import Posting
from portal.finance.service_payments import Received, Sent
from portal.finance.service_reservations import held_by
from portal.notifications.models import Mail, Notice
from portal.orders.decisions import service_holds, service_review
from portal.orders.decisions.labels import hold_reason
from portal.orders.models import OrderHistory, OrderHold, SalesOrder
from portal.orders.states import HoldKind, OrderState
from tests import factories
from tests.orders.factories import (
    NOW,
    Market,
    hq_actor,
    lines_of,
    make_market,
    make_released,
    make_submitted,
    order_of,
    sell,
)
from tests.race import together

LATER = NOW + timedelta(days=1)
LATE = hq_day(NOW) - timedelta(days=16)
"""One day later than orders may be taken with."""


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market(credit="1000")
    sell(market, "P1", price="100", stock=100)
    return market


def owe(market: Market, amount: str, number: str = "CI-1", *, late: bool = False) -> None:
    due_on = LATE if late else hq_day(NOW) + timedelta(days=30)
    posting = Posting(market.distributor.id, "USD", number, Decimal(amount), LATE, due_on=due_on)
    perform(service_ledger.post_invoice, posting, now=NOW)


def pay(market: Market, amount: str, payer: Actor | None = None) -> str:
    wanted = sa.select(CreditAccount.id).where(CreditAccount.distributor_id == market.distributor.id)
    account_id, reference = db.session.scalars(wanted).one(), f"T/T {factories.next_number()}"
    received = Received(account_id, Decimal(amount), hq_day(NOW), reference)
    actor = payer or hq_actor("hq_finance")
    return perform(service_payments.record_payment, received, Sent(reference, "body"), actor, LATER)


def reverse(number: str) -> None:
    actor, when = hq_actor("hq_finance"), LATER + timedelta(hours=1)
    perform(service_payments.reverse_payment, number, "Cheque returned", actor, when)


def approved(market: Market, order: SalesOrder) -> SalesOrder:
    manager = hq_actor("hq_manager")
    perform(service_review.take, order.id, Turn(manager, order.version, NOW))
    db.session.remove()
    perform(service_review.approve, order.id, Turn(manager, order.version + 1, NOW))
    return now_of(order)


def now_of(order: SalesOrder) -> SalesOrder:
    number = order.number
    db.session.remove()
    return order_of(number)


def holds_of(order: SalesOrder) -> list[tuple[str, bool]]:
    """Return why each hold of an order was placed, and whether it is open, oldest first."""
    db.session.remove()
    rows = sa.select(OrderHold).where(OrderHold.order_id == order.id).order_by(OrderHold.id)
    return [(hold.reason, hold.released_at is None) for hold in db.session.scalars(rows)]


def test_an_order_held_for_what_was_overdue_is_let_go_and_allocated_when_it_is_paid(market: Market) -> None:
    owe(market, "50.00", late=True)
    order = approved(market, make_submitted(market, ("P1", 2)))
    assert (order.state, holds_of(order)) == (OrderState.APPROVED, [("finding:CREDIT_OVERDUE", True)])

    number = pay(market, "50.00")

    order = now_of(order)
    assert (order.state, holds_of(order)) == (OrderState.RELEASED, [("finding:CREDIT_OVERDUE", False)])
    assert held_by(order.number) == order.total == Decimal(200)
    assert lines_of(order)[0].open == 0
    hold = db.session.scalars(sa.select(OrderHold).where(OrderHold.order_id == order.id)).one()
    assert (hold.released_by, hold.released_by_name) == (None, SYSTEM.name)
    assert hold.release_reason == f"payment_received:{number}"
    told = sa.select(OrderHistory).where(OrderHistory.order_id == order.id, OrderHistory.kind == "hold_released")
    row = db.session.scalars(told).one()
    assert (row.actor_id, row.facts["reason"]) == (None, f"payment_received:{number}")


def test_an_order_in_review_is_let_go_too_and_its_approval_still_asks_for_room(market: Market) -> None:
    owe(market, "900.00")
    held = [make_submitted(market, ("P1", 6), po_number=f"PO-{which}") for which in range(2)]
    assert [holds_of(order) for order in held] == [[("finding:CREDIT_LIMIT", True)]] * 2

    pay(market, "900.00")

    assert [holds_of(order) for order in held] == [[("finding:CREDIT_LIMIT", False)]] * 2
    first, second = (approved(market, order) for order in held)
    assert (first.state, second.state) == (OrderState.RELEASED, OrderState.APPROVED)
    assert holds_of(second)[-1] == ("credit.limit_exceeded", True)


@pytest.mark.parametrize(("paid", "let_go"), [("99.99", False), ("100.00", True)])
def test_part_of_it_lets_go_only_when_the_rule_is_kept_to_the_cent(market: Market, paid: str, let_go: bool) -> None:
    owe(market, "900.00")
    order = approved(market, make_submitted(market, ("P1", 2)))

    pay(market, paid)

    assert holds_of(order) == [("finding:CREDIT_LIMIT", not let_go)]
    assert (now_of(order).state is OrderState.RELEASED) is let_go


def test_whoever_waits_longest_gets_what_is_free_of_the_limit(market: Market) -> None:
    owe(market, "1000.00")
    orders = [
        approved(market, make_submitted(market, ("P1", pieces), po_number=f"PO-{pieces}")) for pieces in (6, 5, 4)
    ]

    pay(market, "1000.00")

    assert [now_of(order).state for order in orders] == [OrderState.RELEASED, OrderState.APPROVED, OrderState.RELEASED]
    assert standing_of(market.distributor.id, "USD", hq_day(NOW)).left == 0


def test_a_hold_that_a_person_placed_stays(market: Market) -> None:
    owe(market, "50.00", late=True)
    by_hand = make_submitted(market, ("P1", 1))
    hold = db.session.scalars(sa.select(OrderHold).where(OrderHold.order_id == by_hand.id)).one()
    perform(service_holds.release_hold, hold.id, "Agreed", hq_actor("hq_finance"), NOW)
    perform(service_holds.place_hold, by_hand.id, HoldKind.CREDIT, "Guarantee ends", hq_actor("hq_finance"), NOW)

    pay(market, "50.00")

    assert holds_of(by_hand)[-1] == ("Guarantee ends", True)


def test_a_blocked_account_and_other_holds_keep_an_order(market: Market) -> None:
    owe(market, "50.00", late=True)
    blocked = approved(market, make_submitted(market, ("P1", 1)))
    perform(service_holds.place_hold, blocked.id, HoldKind.COMPLIANCE, "Statement", hq_actor("hq_compliance"), NOW)
    perform(service_accounts.set_credit, market.distributor.id, "USD", limit=Decimal(1000), blocked=True)

    pay(market, "50.00")
    assert holds_of(blocked)[0] == ("finding:CREDIT_OVERDUE", True)
    perform(service_accounts.set_credit, market.distributor.id, "USD", limit=Decimal(1000), blocked=False)
    pay(market, "1.00")

    assert holds_of(blocked) == [("finding:CREDIT_OVERDUE", False), ("Statement", True)]
    assert now_of(blocked).state is OrderState.APPROVED


def test_somebody_elses_orders_and_those_in_another_currency_are_left_alone(market: Market) -> None:
    other = make_market(credit="1000")
    sell(other, "P1", price="100", stock=0)
    owe(other, "50.00", "CI-2", late=True)
    held = make_submitted(other, ("P1", 1))
    owe(market, "50.00", late=True)

    pay(market, "50.00")

    assert holds_of(held) == [("finding:CREDIT_OVERDUE", True)]


def test_who_asked_for_more_credit_lets_nothing_go_by_recording_a_payment(market: Market) -> None:
    owe(market, "900.00")
    order = approved(market, make_submitted(market, ("P1", 2)))
    asker = hq_actor("hq_finance")
    account = db.session.scalars(
        sa.select(CreditAccount).where(CreditAccount.distributor_id == market.distributor.id)
    ).one()
    change = CreditChange(Terms(Decimal(5000), False), Terms(Decimal(1000), False), "Guarantee")
    assert perform(service_credit_limit.change_credit, account.id, change, asker, NOW + timedelta(hours=1))

    pay(market, "500.00", asker)
    assert holds_of(order) == [("finding:CREDIT_LIMIT", True)]
    pay(market, "0.01")

    assert holds_of(order) == [("finding:CREDIT_LIMIT", False)]


def test_why_the_portal_let_go_or_held_is_told_in_words(app: Flask) -> None:
    with app.test_request_context("/hq/"):
        told = [hold_reason(f"{code}:PAY-2026-000007") for code in ("payment_received", "payment_reversed")]

    assert told == ["Payment PAY-2026-000007 was received", "Payment PAY-2026-000007 was reversed"]


def test_a_payment_taken_back_holds_again_what_it_let_go(market: Market) -> None:
    owe(market, "50.00", late=True)
    released = approved(market, make_submitted(market, ("P1", 2)))
    in_review = make_submitted(market, ("P1", 1), po_number="PO-2")
    number = pay(market, "50.00")
    assert now_of(released).state is OrderState.RELEASED

    reverse(number)

    for order in (released, in_review):
        assert holds_of(order)[-1] == (f"payment_reversed:{number}", True)
    pay(market, "50.00")
    assert [holds_of(order)[-1][1] for order in (released, in_review)] == [False, False]
    assert held_by(released.number) == Decimal(200)


def test_what_has_left_and_what_a_person_let_go_is_not_held_again(market: Market) -> None:
    owe(market, "50.00", late=True)
    gone, by_hand = (approved(market, make_submitted(market, ("P1", 1), po_number=f"PO-{n}")) for n in (1, 2))
    first = pay(market, "50.00")
    posting = Posting(market.distributor.id, "USD", "CI-9", Decimal(100), hq_day(NOW), due_on=hq_day(NOW))
    perform(service_ledger.post_invoice, posting, releases={gone.number: Decimal(100)}, now=LATER)
    reverse(first)
    hold = db.session.scalars(
        sa.select(OrderHold).where(OrderHold.order_id == by_hand.id, OrderHold.released_at.is_(None))
    ).one()
    perform(service_holds.release_hold, hold.id, "Agreed", hq_actor("hq_finance"), LATER)
    second = pay(market, "1.00")

    reverse(second)

    assert [is_open for _why, is_open in holds_of(gone)] == [False]
    assert [is_open for _why, is_open in holds_of(by_hand)] == [False, False]


def test_an_order_that_never_was_held_is_not_held_by_a_reversal(market: Market) -> None:
    owe(market, "900.00")
    number = pay(market, "900.00")
    free = make_released(market, ("P1", 9))

    reverse(number)

    assert holds_of(free) == []


def test_a_reserved_order_that_was_held_by_hand_is_let_go_without_reserving_twice(market: Market) -> None:
    order = make_submitted(market, ("P1", 2))
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "Statement", hq_actor("hq_compliance"), NOW)
    order = approved(market, order)
    finance = hq_actor("hq_finance")
    perform(service_holds.place_hold, order.id, HoldKind.CREDIT, "Ask the bank", finance, NOW)
    hold = db.session.scalars(sa.select(OrderHold).where(OrderHold.kind == HoldKind.CREDIT)).one()

    perform(service_holds.release_hold, hold.id, "The bank agreed", finance, NOW)

    assert standing_of(market.distributor.id, "USD", hq_day(NOW)).reserved == Decimal(200)


def test_the_distributors_finance_is_told_in_its_language(market: Market) -> None:
    reader = factories.make_dealer_user(market.distributor, role="dealer_finance", locale="ar")
    owe(market, "50.00")

    number = pay(market, "50.00")
    reverse(number)

    kinds = sa.select(Notice.kind, Notice.facts).where(Notice.user_id == reader.id).order_by(Notice.id)
    (received, facts), (taken_back, why) = db.session.execute(kinds).all()
    assert (received, taken_back) == ("payment_received", "payment_reversed")
    assert (facts["number"], facts["total"]["currency"], why["reason"]) == (number, "USD", "Cheque returned")
    mails = sa.select(Mail.locale).where(Mail.to_address == reader.email)
    assert list(db.session.scalars(mails)) == ["ar", "ar"]


def test_a_payment_and_an_approval_at_once_leave_no_order_held_for_what_is_paid(app: Flask, market: Market) -> None:
    owe(market, "50.00", late=True)
    first = approved(market, make_submitted(market, ("P1", 1), po_number="PO-1"))
    second, manager = make_submitted(market, ("P1", 1), po_number="PO-2"), hq_actor("hq_manager")
    perform(service_review.take, second.id, Turn(manager, second.version, NOW))
    seen, payer, orders = second.version + 1, hq_actor("hq_finance"), (first.number, second.number)
    work: list[Callable[[], object]] = [
        lambda: pay(market, "50.00", payer),
        lambda: perform(service_review.approve, second.id, Turn(manager, seen, LATER)),
    ]

    together(app, 2, lambda which: work[which]())

    db.session.remove()
    assert [order_of(number).state for number in orders] == [OrderState.RELEASED] * 2
    assert [held_by(number) for number in orders] == [100, 100]
