"""The start page of distributors: each figure is the number of rows it leads to, and the rows that need them."""

from datetime import date, timedelta

import pytest
from flask import Flask

from portal.allocation import service
from portal.core.actor import SYSTEM, Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.orders.decisions import service_review
from portal.orders.models import OrderHold
from portal.orders.states import HoldKind
from portal.returns.states import Reason
from portal.shipping.models import Shipment
from portal.shipping.states import ShipmentState
from tests import factories
from tests.billing.factories import make_trade
from tests.billing.test_pages import days_late, invoiced
from tests.orders.factories import (
    NOW,
    Market,
    hq_actor,
    make_draft,
    make_market,
    make_released,
    make_submitted,
    make_taken,
    sell,
)
from tests.queries import counted
from tests.returns.factories import Counted, received
from tests.returns.test_deciding import filed
from tests.shipping.factories import make_depot
from tests.web import Browser, Page

DRAFTS = 6


@pytest.fixture
def market(app: Flask) -> Market:
    made = make_market()
    sell(made, "21029627", stock=3)
    return made


def shipments(market: Market, *states: ShipmentState) -> list[str]:
    depot = make_depot()
    numbers = []
    for state in states:
        number = f"SH-2026-{factories.next_number():06d}"
        departed = utc_now() if state is not ShipmentState.PACKED else None
        factories.saved(
            Shipment(
                distributor_id=market.distributor.id,
                number=number,
                state=state,
                depot_id=depot.id,
                mode="sea",
                currency="USD",
                created_at=NOW,
                departed_at=departed,
            )
        )
        numbers.append(number)
    return numbers


def busy(market: Market) -> dict[str, str]:
    """Fill a distributor's portal with something of each kind; return the numbers worth naming."""
    clerk = hq_actor()
    for _ in range(DRAFTS):
        make_draft(market, ("21029627", 1))
    make_submitted(market, ("21029627", 1))
    taken = make_taken(market, clerk, ("21029627", 2))
    asked = make_taken(market, clerk, ("21029627", 1))
    asks = [service_review.NewAsk("Is it one?", line_no=1)]
    perform(service_review.request_changes, asked.id, asks, date(2026, 3, 12), Turn(clerk, asked.version, NOW))
    for quantity in (5, 7):
        make_released(market, ("21029627", quantity))
    perform(service.run_allocation, SYSTEM, NOW)
    with transaction():
        moving = shipments(
            market, ShipmentState.DEPARTED, ShipmentState.ARRIVED, ShipmentState.OUT_FOR_DELIVERY, ShipmentState.PACKED
        )
        factories.saved(
            OrderHold(
                distributor_id=market.distributor.id,
                order_id=taken.id,
                kind=HoldKind.CREDIT,
                reason="late",
                placed_at=NOW,
            )
        )
    at = utc_now() - timedelta(days=1)
    claimed = received(Counted("06-5180", counts={"short": 2}), distributor=market.distributor, at=at)
    filed(claimed, (Reason.SHORT, 2))
    open_one = received(Counted("06-5181", counts={"short": 1}), distributor=market.distributor, at=at)
    db.session.remove()
    return {"asked": asked.number, "held": taken.number, "moving": moving[0], "unclaimed": open_one.number}


def listed(page: Page) -> int:
    found = page.select("//main//table[contains(@class, 't')]/tbody/tr[@data-href]")
    return len(found)


def test_every_figure_is_the_number_of_rows_of_the_list_it_leads_to(app: Flask, market: Market) -> None:
    busy(market)
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor, role="dealer_owner"))
    home = browser.page("/")
    tiles = {
        tile.get("href"): int(tile.findtext(".//bdi") or tile.findtext("b"))
        for tile in home.select("//a[@class='tile']")
    }

    figures = {href: listed(browser.page(href)) for href in tiles}

    assert figures == tiles
    by_state = {href.partition("state=")[2]: figure for href, figure in tiles.items() if href.startswith("/orders")}
    assert by_state == {"changes_requested": 1, "draft": DRAFTS, "at_headquarters": 2, "waiting_for_stock": 2}
    assert figures["/shipments?state=on_the_way"] == 3 and figures["/returns?state=open"] == 1


def test_what_needs_the_buyer_is_listed_the_most_pressing_first_and_at_most_five_of_each(
    app: Flask, market: Market
) -> None:
    numbers = busy(market)
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor))
    browser.page("/")

    with counted() as statements:
        home = browser.page("/")

    assert len(statements) <= 8, statements
    rows = [row[:2] for row in home.rows()]
    whys = [why for why, _number in rows]
    assert whys == sorted(whys, key=list(dict.fromkeys(whys)).index)
    assert whys.count("Finish and submit") == 5 and whys.count("Confirm the receipt") == 3
    assert rows[0] == ["Answer headquarters", numbers["asked"]]
    assert ["On hold", numbers["held"]] in rows and ["File a claim for the difference", numbers["unclaimed"]] in rows
    assert ["Confirm the receipt", numbers["moving"]] in rows
    assert home.links()[numbers["moving"]] == f"/shipments/{numbers['moving']}/receive"


def test_who_may_not_receive_is_not_asked_to(app: Flask, market: Market) -> None:
    busy(market)
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor, role="dealer_finance"))

    whys = {row[0] for row in browser.page("/").rows()}

    assert not whys & {"Confirm the receipt", "Finish and submit", "Answer headquarters"}


def test_finance_is_told_what_is_to_be_paid_with_amount_and_days(app: Flask) -> None:
    trade = make_trade()
    number = invoiced(trade, days_ago=40)
    browser = Browser(app).sign_in(factories.make_dealer_user(trade.distributor, role="dealer_finance"))

    home = browser.page("/")

    why, paper, amount, since = home.rows()[0]
    assert (why, paper, amount) == ("Pay the invoice", number, "USD 125.00")
    assert since.endswith(f"{days_late(number)} days late") and len(home.rows()) == 1
    assert home.select("//div[@class='tiles']/a")[0].get("href").startswith("/invoices?")
    assert home.has("Invoices overdue: USD 125.00") and not home.has("Drafts not yet submitted")


def test_nothing_waiting_says_so(app: Flask, market: Market) -> None:
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor))

    assert browser.page("/").has("Nothing waits for you")
