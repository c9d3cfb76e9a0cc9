"""What uses a part, how one typed wrongly goes, and a currency that is not left while something is agreed in it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor
from portal.catalogue.models import Part
from tests.catalogue.factories import make_part
from tests.masterdata.factories import send, steward
from tests.masterdata.test_hq_partners import every
from tests.orders.factories import make_draft, make_market, make_submitted, sell
from tests.stock.factories import make_depot, put_in_stock

pytestmark = pytest.mark.both_engines


def test_a_part_names_its_open_orders_and_where_it_lies_and_counts_drafts(app: Flask) -> None:
    market = make_market()
    sell(market, "48815-0E010", stock=7)
    order = make_submitted(market, ("48815-0E010", 2))
    make_draft(market, ("48815-0E010", 1))

    page = steward(app).page("/hq/data/parts/row?key=48815-0E010")

    assert not page.has("Before it goes out of use")
    used = {row[0]: row[1:3] for row in page.rows(1)}
    assert used["Open orders"] == ["1", order.number]
    assert used["Drafts"] == ["1", ""]
    assert used["Depots it lies in"][0] == "1"


def test_a_part_typed_wrongly_goes_and_one_that_lies_somewhere_does_not(app: Flask) -> None:
    make_part("TYPO-1")
    put_in_stock(make_depot("CKG"), make_part("HELD-1"), 3)
    browser = steward(app)

    browser.page("/hq/data/parts/row?key=TYPO-1")
    browser.send(button="Remove")
    browser.page("/hq/data/parts/row?key=HELD-1")
    browser.send(button="Remove", status=422)

    assert every(sa.select(Part.number)) == ["HELD-1"]


def test_no_currency_is_left_while_something_is_agreed_in_it(app: Flask) -> None:
    market = make_market()
    sell(market, "48815-0E010")
    (code,) = every(sa.select(Distributor.code))
    browser = steward(app)

    page = send(browser, "distributors", ("Code", "Currency"), (code, "JPY"))

    assert page.rows()[0][1] == "Currency"
    assert page.has("in another currency no price would hold")
