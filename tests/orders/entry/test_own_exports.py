"""Tables with part number and quantity that the portal hands out upload again, in each language it is offered in."""

import io

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.allocation.pages_backorders import BACKORDERS
from portal.core.locales import OFFERED
from portal.core.sheets.model import Book, Kind, Sheet
from portal.intake.rules_find import Wanted, find
from portal.intake.rules_headings import Field
from portal.orders.entry.rows.queries_rows import rows_of
from tests import factories
from tests.orders.factories import Market, make_market, make_submitted, order_of, sell
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("21029627", "00123456"):
        sell(market, number, stock=50, pack=5, minimum=5)
    return market


@pytest.mark.parametrize("locale", OFFERED)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_lines_of_an_order_upload_again(app: Flask, market: Market, locale: str, kind: str) -> None:
    order = make_submitted(market, ("21029627", 20), ("00123456", 5))
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor, locale=locale))
    exported = browser.open(f"/orders/{order.number}?export={kind}")
    assert exported.status_code == 200

    browser.page("/orders/new")
    page = browser.send({}, button="do=check", extra={"sheet": (io.BytesIO(exported.data), f"lines.{kind}")})

    rows = rows_of(order_of(str(page.select("//h1/span//text()")[0]).strip()).id)
    assert [(row.part_text, row.quantity) for row in rows] == [("21029627", 20), ("00123456", 5)]


@pytest.mark.parametrize("locale", OFFERED)
def test_the_catalogue_is_asked_about_since_it_has_packs_and_minimums_but_no_quantity(
    app: Flask, market: Market, locale: str
) -> None:
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor, locale=locale))
    exported = browser.open("/catalogue?export=csv")
    assert exported.status_code == 200

    browser.page("/orders/new")
    page = browser.send({}, button="do=check", extra={"sheet": (io.BytesIO(exported.data), "parts.csv")})

    fields = page.fields(id="columns")
    assert (fields["part"], fields["quantity"]) == ("0", "")


@pytest.mark.parametrize("locale", OFFERED)
def test_backorders_are_read_by_what_was_ordered(app: Flask, locale: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        headings = [str(field.title) for field in BACKORDERS.fields if field.value is not None]
    cells = ["21029627" if heading == headings[3] else "7" for heading in headings]
    sheet = Sheet([headings, ["SO-2026-000001", "1", "Nile", *cells[3:]]], Kind.TEXT, [1, 2])

    found = find(Book((sheet,)), Wanted(), {"21029627"})

    assert headings[found.choice.columns[Field.PART]] == headings[3]
    assert Field.QUANTITY in found.choice.columns and found.sure
