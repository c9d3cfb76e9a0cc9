"""A market to order in: one part in stock, one waited for, and its buyer at a browser."""

import pytest
from flask import Flask

from tests.orders.factories import Market, make_market, sell
from tests.web import Browser


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", price="184.5", stock=50, names={"en": "Contactor"}, hs_code="853649")
    sell(market, "21047102", price="96.2", stock=0, names={"en": "Coolant pump"})
    return market


@pytest.fixture
def browser(app: Flask, market: Market) -> Browser:
    return Browser(app).sign_in(market.buyer)
