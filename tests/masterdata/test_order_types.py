"""What order types mean is master data with a first day: what the portal does changes on that day, everywhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.allocation.queries_waiting import waiting_lines
from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.data.engines import write_engine
from portal.core.data.holding import HoldingMark
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused
from portal.orders.decisions import service_submit
from portal.orders.models import OrderFinding, OrderTypeTerms
from portal.orders.queries_due_clock import ReadyDates, minutes_left
from portal.orders.rules_mode import usual_mode
from portal.orders.types import service
from portal.orders.types.queries import terms_at, terms_of
from portal.orders.types.states import USUAL_TERMS, BackorderRule, Cadence, OrderType, Proof
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_prices import problems
from tests.orders.factories import NOW, make_draft, make_market, make_released, make_submitted, order_of, sell, unserved
from tests.queries import counted
from tests.web import Browser

pytestmark = pytest.mark.both_engines
HEADINGS = (
    "Order type", "Valid from", "Priority", "Usual mode of transport", "Review within (minutes)",
    "Review and release around the clock", "Release within (minutes)", "Minutes to ship", "Working days to ship",
    "Minimum and pack", "What is missing goes", "Pieces of a part at most", "Rest may lapse after (days)",
    "Ordered at most", "What must be told",
)  # fmt: skip
STOCK = {
    "order_type": "stock", "valid_from": "2026-03-10", "priority": 5, "default_mode": "sea", "review_minutes": 450,
    "around_the_clock": "no", "release_minutes": 450, "ship_minutes": "", "ship_working_days": 7, "pack_rule": "block",
    "backorder_rule": "with_next_order", "max_pieces_per_part": "", "cancel_days": 90, "cadence": "", "proofs": "",
}  # fmt: skip
BEFORE, SINCE = NOW, NOW + timedelta(days=1)
"""Nine in the morning at headquarters, the day before and the first day."""


def set_type(app: Flask, **changes: Any) -> Browser:
    """Let the steward send a file with a row of the stock order from 10 March on; return the browser."""
    browser = steward(app)
    apply(browser, send(browser, "order_types", HEADINGS, tuple((STOCK | changes).values())))
    return browser


def due(now: datetime) -> datetime | None:
    market = make_market()
    sell(market, f"P{now:%d}")
    return make_submitted(market, (f"P{now:%d}", 1), now=now, order_type=OrderType.STOCK).due_at


def release_due(now: datetime) -> datetime | None:
    market = make_market()
    sell(market, f"P{now:%d}")
    return make_submitted(market, (f"P{now:%d}", 1), now=now, order_type=OrderType.STOCK).release_due_at


def found(now: datetime, quantity: int = 3, **part: Any) -> set[tuple[str, str]]:
    market = make_market()
    sell(market, f"P{now:%d}", **part)
    draft = make_draft(market, (f"P{now:%d}", quantity), now=now, order_type=OrderType.STOCK)
    perform(service_submit.check_draft, draft.id, now)
    db.session.remove()
    rows = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == draft.id))
    return {(one.code, one.severity) for one in rows if one.code in ("MOQ", "PACK", "MAX_PIECES")}


def asked(now: datetime) -> str:
    market = make_market()
    sell(market, f"P{now:%d}")
    try:
        make_submitted(market, (f"P{now:%d}", 1), now=now, order_type=OrderType.STOCK)
    except FieldRefused as refused:
        return refused.field
    return ""


def lapses(now: datetime) -> int | None:
    market = make_market()
    sell(market, f"P{now:%d}")
    return make_submitted(market, (f"P{now:%d}", 1), now=now, order_type=OrderType.STOCK, rest_lapses=True).rest_days


def usual(now: datetime) -> Mode:
    return usual_mode(terms_of(OrderType.STOCK, now), Mode.ROAD)


def ready(now: datetime) -> date | None:
    return ReadyDates(now).of(OrderType.STOCK, now)


def priorities(now: datetime) -> list[int]:
    market = make_market()
    sell(market, f"P{now:%d}")
    with unserved():
        order = make_released(market, (f"P{now:%d}", 1), now=now, order_type=OrderType.STOCK)
    return [line.priority for line in perform(waiting_lines, order_ids=[order.id])]


@pytest.mark.parametrize(
    ("changes", "does", "before", "since"),
    [
        ({"priority": 1}, priorities, [5], [1]),
        ({"default_mode": "rail"}, usual, Mode.SEA, Mode.RAIL),
        ({"default_mode": ""}, usual, Mode.SEA, Mode.ROAD),
        ({"review_minutes": 60}, due, BEFORE + timedelta(hours=9), SINCE + timedelta(hours=1)),
        ({"around_the_clock": "yes"}, due, BEFORE + timedelta(hours=9), SINCE + timedelta(minutes=450)),
        (
            {"review_minutes": 60, "release_minutes": 60},
            release_due,
            BEFORE + timedelta(hours=9),
            SINCE + timedelta(hours=1),
        ),
        ({"around_the_clock": "yes"}, release_due, BEFORE + timedelta(hours=9), SINCE + timedelta(minutes=450)),
        ({"ship_working_days": 2}, ready, date(2026, 3, 18), date(2026, 3, 12)),
        ({"ship_working_days": "", "ship_minutes": 1440}, ready, date(2026, 3, 18), date(2026, 3, 11)),
        ({"ship_working_days": ""}, ready, date(2026, 3, 18), None),
        ({"cancel_days": 30}, lapses, 90, 30),
        ({"cancel_days": ""}, lapses, 90, None),
        ({"max_pieces_per_part": 2}, found, set(), {("MAX_PIECES", "block")}),
        ({"proofs": "reason"}, asked, "", "reason"),
    ],
)
def test_a_row_changes_what_the_portal_does_from_its_first_day(
    app: Flask, changes: dict[str, Any], does: Callable[[datetime], Any], before: Any, since: Any
) -> None:
    set_type(app, **changes)

    assert (does(BEFORE), does(SINCE)) == (before, since)


@pytest.mark.parametrize(
    ("rule", "since"), [("exempt", set()), ("warn", {("PACK", "warn")}), ("block", {("PACK", "block")})]
)
def test_packs_are_judged_by_the_rule_of_the_day(app: Flask, rule: str, since: set[tuple[str, str]]) -> None:
    set_type(app, pack_rule=rule)

    assert found(BEFORE, minimum=1, pack=2) == {("PACK", "block")}
    assert found(SINCE, minimum=1, pack=2) == since


def placed(now: datetime, *days: int) -> set[str]:
    """What is found of a cadence in a stock order, so many days after others."""
    market = make_market()
    sell(market, f"P{now:%d}")
    for place, before in enumerate(days):
        earlier = now - timedelta(days=before)
        make_submitted(market, (f"P{now:%d}", place + 1), now=earlier, order_type=OrderType.STOCK, po_number=f"{place}")
    draft = make_draft(market, (f"P{now:%d}", 9), now=now, order_type=OrderType.STOCK, po_number="last")
    perform(service_submit.check_draft, draft.id, now)
    db.session.remove()
    rows = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == draft.id))
    return {str(one.evidence["cadence"]) for one in rows if one.code == "CADENCE"}


@pytest.mark.parametrize(
    ("cadence", "days", "found"),
    [
        ("weekly", 1, {"weekly"}),
        ("weekly", 2, set()),
        ("monthly", 9, {"monthly"}),
        ("monthly", 10, set()),
        ("", 1, set()),
    ],
)
def test_an_order_more_often_than_its_type_is_pointed_out(app: Flask, cadence: str, days: int, found: set[str]) -> None:
    set_type(app, cadence=cadence)

    assert placed(SINCE, days) == found
    assert placed(BEFORE, 1) == set()


def test_all_that_is_said_of_a_type_is_kept(app: Flask) -> None:
    set_type(app, cadence="monthly", proofs="reason, vin", backorder_rule="weekly")

    terms = terms_of(OrderType.STOCK, SINCE)
    usual = USUAL_TERMS[OrderType.STOCK]
    assert (terms.cadence, terms.proofs) == (Cadence.MONTHLY, (Proof.VIN, Proof.REASON))
    assert (terms.backorder_rule, terms.cancel_days) == (BackorderRule.WEEKLY, usual.cancel_days)
    assert usual.backorder_rule is BackorderRule.WITH_NEXT_ORDER
    assert terms_at(SINCE)[OrderType.VOR] == USUAL_TERMS[OrderType.VOR]
    assert terms_at(BEFORE) == USUAL_TERMS


def test_what_a_new_row_leaves_empty_is_no_change_of_its_history(app: Flask) -> None:
    browser = set_type(app)

    page = browser.page("/hq/data/order_types/row?key=stock%7C2026-03-10")

    assert page.has("Minimum and pack: – Blocks") and not page.has("Ordered at most: –")


def test_an_order_is_not_to_be_released_before_its_review_is_due(app: Flask) -> None:
    page = send(steward(app), "order_types", HEADINGS, tuple((STOCK | {"release_minutes": 449}).values()))

    assert page.has("An order is released once it is reviewed: not before the review is due.")
    assert terms_of(OrderType.STOCK, SINCE) == USUAL_TERMS[OrderType.STOCK]


def test_how_what_is_missing_goes_is_kept_with_an_order_handed_in(app: Flask) -> None:
    market = make_market()
    sell(market, "P1")
    before = make_submitted(market, ("P1", 1), now=BEFORE, order_type=OrderType.STOCK)
    browser = set_type(app, backorder_rule="none")
    since = make_submitted(market, ("P1", 1), now=SINCE, order_type=OrderType.STOCK)

    kept = [order_of(order.number).backorder_rule for order in (before, since)]
    assert kept == [BackorderRule.WITH_NEXT_ORDER, BackorderRule.NONE]
    refused = send(browser, "order_types", HEADINGS, tuple((STOCK | {"backorder_rule": "sometimes"}).values()))
    assert refused.has("sometimes")


def test_a_first_day_begins_at_headquarters(app: Flask) -> None:
    set_type(app, priority=9)

    evening = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
    assert terms_of(OrderType.STOCK, evening).priority == 5
    assert terms_of(OrderType.STOCK, evening + timedelta(seconds=1)).priority == 9


def test_an_order_keeps_the_terms_of_the_day_it_was_handed_in(app: Flask) -> None:
    market = make_market()
    sell(market, "P1")
    order = make_submitted(market, ("P1", 1), now=BEFORE, order_type=OrderType.STOCK)
    set_type(app, valid_from="2026-03-10", review_minutes=10, around_the_clock="yes", ship_working_days=1)

    order = order_of(order.number)
    assert order.due_at == BEFORE + timedelta(hours=9)
    assert minutes_left(order.order_type, order.submitted_at or SINCE, BEFORE + timedelta(hours=3), order.due_at) == 270
    assert ReadyDates(SINCE).of(order.order_type, order.submitted_at or SINCE) == date(2026, 3, 19)


def test_what_is_wrong_with_a_row_says_what_is_allowed(app: Flask) -> None:
    browser = steward(app)
    rows = [
        STOCK | {"order_type": "weekly"},
        STOCK | {"priority": 0},
        STOCK | {"ship_minutes": 10},
        STOCK | {"proofs": "passport"},
    ]

    page = send(browser, "order_types", HEADINGS, *(tuple(row.values()) for row in rows))

    assert problems(page) == [
        [
            "2",
            "Order type",
            (
                "One of: VOR order (vor), Campaign order (campaign), Urgent order (urgent), Daily order (daily),"
                " Stock order (stock), or Initial stocking (initial)."
            ),
        ],
        ["3", "Priority", "From 1 to 99."],
        ["4", "Working days to ship", "It ships after minutes or after working days, not both."],
        [
            "5",
            "What must be told",
            (
                "One of: Vehicle (VIN), Repair order (repair_order), Odometer (odometer), Day the vehicle stopped"
                " (stopped_on), Campaign number (campaign_number), Reason (reason), or"
                " Which cars it is for (model_basis)."
            ),
        ],
    ]


def test_a_row_is_changed_by_its_form_and_keeps_its_history(app: Flask) -> None:
    browser = set_type(app, priority=9)
    assert terms_of(OrderType.STOCK, SINCE).priority == 9

    browser.page("/hq/data/order_types/row?key=stock%7C2026-03-10")
    page = browser.send({"priority": "2"}, button="Save")

    with app.app_context():
        assert terms_of(OrderType.STOCK, SINCE).priority == 2
    assert page.has("Priority: 9 2")


def test_without_its_row_a_type_means_what_is_usual(app: Flask) -> None:
    browser = set_type(app, priority=9)
    perform(service.set_types, [], [{"order_type": "stock", "valid_from": "2026-03-10"}])

    assert terms_of(OrderType.STOCK, SINCE) == USUAL_TERMS[OrderType.STOCK]
    assert browser.page("/hq/setup").has("Order types")


def changed_elsewhere(priority: int, mark: str) -> None:
    """Do what another process does that changes a row; without a mark it is somebody at the database by hand."""
    with write_engine(db.engine).begin() as connection:
        connection.execute(sa.update(OrderTypeTerms).values(priority=priority))
        if mark:
            connection.execute(sa.update(HoldingMark).values(mark=mark))


def test_a_change_of_another_process_holds_from_the_next_request(app: Flask) -> None:
    set_type(app, priority=9)
    assert terms_of(OrderType.STOCK, SINCE).priority == 9

    changed_elsewhere(3, "of another process")

    assert terms_of(OrderType.STOCK, SINCE).priority == 9
    with app.app_context():
        assert terms_of(OrderType.STOCK, SINCE).priority == 3
        changed_elsewhere(4, "")
    with app.app_context():
        assert terms_of(OrderType.STOCK, SINCE).priority == 3


def test_what_was_rolled_back_never_held(app: Flask) -> None:
    set_type(app, priority=9)
    row = {name: value if value != "" else None for name, value in STOCK.items()} | {"around_the_clock": False}
    row |= {"proofs": "", "valid_from": "2026-03-01"}

    with pytest.raises(LookupError), transaction():
        service.set_types([row | {"priority": 7}], [])
        assert terms_of(OrderType.STOCK, BEFORE).priority == 7
        raise LookupError

    assert terms_of(OrderType.STOCK, BEFORE).priority == 5
    with transaction():
        service.set_types([row | {"priority": 8}], [])
    assert terms_of(OrderType.STOCK, BEFORE).priority == 8


def test_a_page_asks_nothing_more_once_its_process_knows(app: Flask) -> None:
    market = make_market()
    buyer = Browser(app).sign_in(market.buyer)
    buyer.page("/orders/new")
    with counted() as usual:
        buyer.page("/orders/new")
    set_type(app, priority=9)
    with counted() as once:
        buyer.page("/orders/new")
    with counted() as since:
        buyer.page("/orders/new")

    assert (len(once) - len(usual), len(since) - len(usual)) == (1, 0)
