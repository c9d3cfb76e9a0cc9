"""What a company ordered before: each part once, with its last order, searched, sorted and handed out."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.factories import make_dealer_user, make_distributor
from tests.orders.factories import NOW, make_draft, make_market, make_submitted, sell
from tests.web import Browser

pytestmark = pytest.mark.both_engines


def test_each_part_stands_once_with_its_last_order(app: Flask) -> None:
    market = make_market(locale="en")
    for number in ("48815-0E010", "0023410011"):
        sell(market, number)
    make_submitted(market, ("48815-0E010", 4), ("0023410011", 1))
    last = make_submitted(market, ("48815-0E010", 6), now=NOW + timedelta(days=1), po_number="PO-2")
    make_draft(market, ("0023410011", 9))
    browser = Browser(app).sign_in(market.buyer)

    rows = browser.page("/orders/bought").rows()

    assert [(row[0], row[3], row[5], row[6]) for row in rows] == [
        ("48815-0E010", "6", "2", "10"),
        ("0023410011", "1", "1", "1"),
    ]
    assert rows[0][4] == last.number
    assert [row[0] for row in browser.page("/orders/bought?sort=part").rows()] == ["0023410011", "48815-0E010"]
    assert [row[0] for row in browser.page("/orders/bought?q=488150e").rows()] == ["48815-0E010"]
    assert browser.page("/orders/bought?q=zzz").has("Nothing you ordered fits this search")
    told = browser.open("/orders/bought?export=csv").get_data(as_text=True)
    assert told.index("48815-0E010") < told.index("0023410011")

    stranger = Browser(app, address="192.0.2.12").sign_in(make_dealer_user(make_distributor(locale="en")))
    assert stranger.page("/orders/bought").has("Nothing was ordered yet")
