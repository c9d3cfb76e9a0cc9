"""What a dealer is told of its general distributor's prices: in the catalogue, on a draft, and on what it passed up."""

import io
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.models import DistributorKind
from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_gathering
from portal.pricing.service_downward import ListTerms, PriceEdits, begin_list, set_prices
from tests.factories import actor_of
from tests.orders.factories import NOW, Market, make_draft, make_market, order_of, sell
from tests.web import Browser

PART, OTHER = "21029627", "21047102"


@pytest.fixture
def markets(app: Flask) -> tuple[Market, Market, int]:
    general = make_market(kind=DistributorKind.GENERAL)
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER)
    for market in (general, dealer):
        sell(market, PART, names={"en": "Contactor"})
        sell(market, OTHER, names={"en": "Fuse"})
    list_id = perform(begin_list, ListTerms("Dealers 2026", "SAR", date(2026, 1, 1), None), general.actor, NOW)
    perform(set_prices, list_id, PriceEdits({PART: Decimal("12.5")}, {}, ()), Turn(general.actor, 1, NOW))
    return general, dealer, list_id


def test_the_catalogue_tells_a_dealer_both_prices_and_its_general_distributor_one(
    app: Flask, markets: tuple[Market, Market, int]
) -> None:
    general, dealer, _list_id = markets
    below, above = Browser(app).sign_in(dealer.buyer), Browser(app).sign_in(general.buyer)

    page = below.page("/catalogue")

    rows = {row[0]: row for row in page.rows()}
    assert "12.5000 SAR" in rows[PART] and "12.5000 SAR" not in rows[OTHER] and "10.0000" in rows[PART]
    part = below.page(f"/catalogue/{PART}")
    assert part.has("12.5000 SAR") and part.has("Dealers 2026") and part.has("orders you pass to your general")
    assert not below.page(f"/catalogue/{OTHER}").has("General distributor's price")
    assert not above.page("/catalogue").has("General distributor's price")
    assert not above.page(f"/catalogue/{PART}").has("General distributor's price")
    book = load_workbook(io.BytesIO(below.open("/catalogue?export=xlsx").data)).active
    told = {row[0]: row[-2:] for row in book.iter_rows(values_only=True)}
    assert told[PART] == (12.5, "SAR") and told[OTHER] == (None, None)


def test_a_draft_tells_the_general_distributors_price_beside_the_other(
    app: Flask, markets: tuple[Market, Market, int]
) -> None:
    _general, dealer, _list_id = markets
    draft = make_draft(dealer, (PART, 4), (OTHER, 2))

    page = Browser(app).sign_in(dealer.buyer).page(f"/orders/new?draft={draft.number}")

    assert page.has("General distributor: 12.5000 SAR") and page.html.count("General distributor: ") == 1


@pytest.mark.both_engines
def test_what_was_passed_up_keeps_the_prices_of_that_day_for_dealer_and_general_distributor(
    app: Flask, markets: tuple[Market, Market, int]
) -> None:
    general, dealer, list_id = markets
    draft = make_draft(dealer, (PART, 4), (OTHER, 2))
    order = order_of(perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW)))

    perform(set_prices, list_id, PriceEdits({}, {PART: Decimal(99)}, ()), Turn(general.actor, 2, NOW))

    for reader in (dealer.buyer, general.buyer):
        page = Browser(app).sign_in(reader).page(f"/orders/{order.number}")
        assert [row[:5] for row in page.rows()[:2]] == [
            [PART, "Contactor", "4", "12.5000", "SAR 50.00"],
            [OTHER, "Fuse", "2", "–", "–"],
        ]
        assert page.has("At the general distributor's prices: SAR 50.00")
        assert page.has("1 line has no price there.") and not page.has("99.0000")


def test_an_order_taken_back_and_passed_up_again_takes_the_prices_of_the_second_day(
    app: Flask, markets: tuple[Market, Market, int]
) -> None:
    general, dealer, list_id = markets
    draft = make_draft(dealer, (PART, 4))
    order = order_of(perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW)))
    perform(service_gathering.take_back, order.id, "", Turn(dealer.actor, order.version, NOW))
    perform(set_prices, list_id, PriceEdits({}, {}, [PART]), Turn(general.actor, 2, NOW))

    again = order_of(order.number)
    perform(service_gathering.pass_up, again.id, Turn(dealer.actor, again.version, NOW))

    page = Browser(app).sign_in(dealer.buyer).page(f"/orders/{order.number}")
    assert page.rows()[0] == [PART, "Contactor", "4", ""] and not page.has("At the general distributor's prices")


@pytest.mark.both_engines
def test_the_sheet_of_a_gathered_order_says_what_each_dealer_pays(
    app: Flask, markets: tuple[Market, Market, int]
) -> None:
    general, dealer, _list_id = markets
    draft = make_draft(dealer, (PART, 4), (OTHER, 2))
    perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW))
    actor = actor_of(general.buyer, below=[dealer.distributor])
    made = perform(service_gathering.gather, [draft.id], "k", "k", actor, NOW)

    sheet = Browser(app).sign_in(general.buyer).open(f"/orders/{made}/shares")

    rows = [*load_workbook(io.BytesIO(sheet.data)).active.iter_rows(values_only=True)]
    assert [row[-4:] for row in rows if row[0] in (PART, OTHER)] == [(4, 12.5, 50, "SAR"), (2, None, None, None)]
