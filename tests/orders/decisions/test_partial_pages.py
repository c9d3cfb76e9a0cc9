"""How an order ships, on its pages."""

import pytest
from flask import Flask

from tests.orders.factories import Market, make_draft, make_market, sell
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", stock=5)
    return market


def test_a_draft_offers_no_switch_nothing_reads(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("P1", 1))

    page = Browser(app).sign_in(market.buyer).page(f"/orders/new?draft={draft.number}")

    assert not page.has("Substitutes")
