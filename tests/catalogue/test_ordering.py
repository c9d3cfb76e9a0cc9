"""What the catalogue lets one order, and the day its answers are given for."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from time_machine import travel

from portal.accounts.models import Distributor, UserAccount
from portal.catalogue.models import PartState
from portal.core.data.sessions import db
from tests.catalogue.factories import make_part, replace
from tests.catalogue.test_pages import LONG_AGO, priced
from tests.factories import make_dealer_user, make_distributor, make_selling_entity
from tests.queries import counted
from tests.stock.factories import expect, make_depot, put_in_stock
from tests.web import Browser


@pytest.fixture
def buyer(app: Flask) -> UserAccount:
    return make_dealer_user(make_distributor(country="NO", currency="USD", locale="en"))


@pytest.fixture
def browser(app: Flask, buyer: UserAccount) -> Browser:
    return Browser(app).sign_in(buyer)


@pytest.fixture
def zones(app: Flask) -> UserAccount:
    """A buyer in Los Angeles of a seller in Chongqing: at 18:00 UTC it is the next day there, the same day here."""
    seller = make_selling_entity(zone="Asia/Shanghai")
    company = make_distributor(
        country="US", currency="USD", locale="en", zone="America/Los_Angeles", selling_entity_id=seller.id
    )
    return make_dealer_user(company)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 3, 9, 18, tzinfo=UTC), ["Mar 10, 2026", "50.0000"]),
        (datetime(2026, 3, 9, 15, tzinfo=UTC), ["Mar 9, 2026", "100.0000"]),
    ],
)
def test_prices_and_receipts_are_those_of_the_sellers_day(
    app: Flask, zones: UserAccount, at: datetime, told: list[str]
) -> None:
    part, depot = make_part("A1"), make_depot()
    priced(zones, {part: "100"}, percent="0")
    priced(zones, {part: "50"}, percent="0", since=date(2026, 3, 10), code="USD-N")
    expect(depot, part, 1, date(2026, 3, 9))
    expect(depot, part, 2, date(2026, 3, 10))

    with travel(at, tick=False):
        browser = Browser(app).sign_in(zones)
        (row,) = browser.page("/catalogue").rows()
        shown = browser.page("/catalogue/A1")
        exported = browser.open("/catalogue?export=csv").get_data(as_text=True).splitlines()[1]

    day, price = told
    assert (row[3][: len(day)], row[7]) == (day, price)
    assert (day in shown.rows(-1)[0][2], shown.has(f"Net price for 1 piece {price}")) == (True, True)
    assert price in exported


def test_what_replaced_a_discontinued_part_is_added_in_its_place(browser: Browser) -> None:
    gone, old = make_part("A1", state=PartState.DISCONTINUED), make_part("B1", state=PartState.SUPERSEDED)
    kept = make_part("C1", state=PartState.SUPERSEDED, use_up_old=True)
    kit, choice = make_part("D1", state=PartState.DISCONTINUED), make_part("E1", state=PartState.SUPERSEDED)
    new, other = make_part("N1", minimum=3, pack=2), make_part("N2")
    make_part("Z1", state=PartState.DISCONTINUED)
    put_in_stock(make_depot(), kept, 5)
    for each in (gone, old, kept):
        replace(each, new, since=LONG_AGO, ratio=2)
    replace(kit, new, other, kind="kit", since=LONG_AGO)
    replace(choice, new, other, kind="choice", since=LONG_AGO)

    told = {row[0]: row[-1] for row in browser.page("/catalogue").rows()}
    page = browser.page("/catalogue/A1")

    assert told["A1"] == told["B1"] == "Superseded by 2 × N1 Add to order"
    assert told["C1"] == told["N1"] == "Add to order"
    assert told["D1"] == "Add the set"
    assert told["E1"] == "Choose the successor"
    assert told["Z1"] == "–"
    assert (page.fields(action="/orders/add")["part"], page.fields(action="/orders/add")["quantity"]) == ("N1", "4")
    assert len(browser.page("/catalogue/D1").select("//section[@id='catalogue-add']//form[@class='add']")) == 2
    assert browser.page("/catalogue/Z1").has("It is no longer made, has no successor, and none is left.")


def test_replaced_parts_of_a_list_take_two_statements_more_however_many_they_are(browser: Browser) -> None:
    new = make_part("N1")
    taken = []
    for many in (1, 20):
        for number in range(many):
            replace(make_part(f"A{many}{number}", state=PartState.DISCONTINUED), new, since=LONG_AGO)
        with counted() as statements:
            browser.page("/catalogue")
        taken.append(len(statements))

    assert taken[0] == taken[1] <= 11, "one of them for the photos"


def test_who_may_not_write_orders_is_offered_no_adding(app: Flask, buyer: UserAccount) -> None:
    make_part("A1")
    reader = make_dealer_user(db.session.get(Distributor, buyer.distributor_id), role="dealer_finance")
    browser = Browser(app).sign_in(reader)

    assert not browser.page("/catalogue").has("Add to order")
    assert not browser.page("/catalogue/A1").has("Add to order")
