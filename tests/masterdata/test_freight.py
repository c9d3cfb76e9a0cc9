"""Freight rates by files: what is told of rows that do not stand beside each other, and the way back."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.pricing.models_freight import FreightRate
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import every, same_again, undo, wrong
from tests.stock.factories import make_depot

pytestmark = pytest.mark.both_engines
RATES = (
    "dispatch_from", "destination", "mode", "from_kg", "currency", "per_shipment", "per_kg", "valid_from", "valid_to",
)  # fmt: skip
AIR = ("CKG", "EG", "air", "0", "USD", "40", "5.25", "2026-01-01", "")
HEAVY = ("CKG", "EG", "air", "45", "USD", "40", "4.10", "2026-01-01", "")


def test_rates_come_in_are_changed_taken_back_and_come_out_the_same(app: Flask) -> None:
    make_depot("CKG", 1)
    browser = steward(app)
    apply(
        browser,
        send(browser, "freight_rates", RATES, AIR, HEAVY, ("CN", "EG", "sea", 0, "CNY", 900, 0, "2026-01-01", "")),
    )

    page = apply(browser, send(browser, "freight_rates", RATES, (*AIR[:6], "5.5", *AIR[7:])))

    assert sorted(f"{rate.per_kg:f}" for rate in every(sa.select(FreightRate))) == ["0.0000", "4.1000", "5.5000"]
    assert same_again(app, browser, "freight_rates") == ("3", "0", "0")
    assert undo(browser, page).has("Taken back")
    assert sorted(f"{rate.per_kg:f}" for rate in every(sa.select(FreightRate))) == ["0.0000", "4.1000", "5.2500"]


def test_rates_that_cannot_stand_are_told_by_row_and_column(app: Flask) -> None:
    make_depot("CKG", 1)
    browser = steward(app)
    apply(browser, send(browser, "freight_rates", RATES, AIR))

    page = send(
        browser, "freight_rates", RATES,
        AIR,
        ("CKG", "EG", "air", "0", "USD", "40", "5", "2026-07-01", ""),
        ("CKG", "EG", "air", "45", "EUR", "40", "5", "2026-01-01", ""),
        ("CKG", "EG", "air", "100", "EUR", "40", "6", "2026-01-01", ""),
        ("XXX", "EG", "air", "0", "USD", "40", "5", "2026-01-01", ""),
        ("CKG", "TH", "air", "0", "USD", "0", "0", "2026-01-01", ""),
        ("CKG", "MX", "air", "0", "USD", "-1", "1", "2026-01-01", ""),
        ("CKG", "NO", "air", "0", "XYZ", "1", "1", "2026-01-01", ""),
        ("CKG", "NO", "boat", "0", "USD", "1", "1", "2026-01-01", ""),
        ("CKG", "NO", "sea", "0", "USD", "1", "1", "2026-07-01", "2026-06-30"),
        ("CKG", "NO", "air", "0", "USD", "1", "1", "2026-01-01", "2026-03-01"),
        ("CKG", "NO", "air", "0", "USD", "1", "1", "2026-04-01", ""),
        AIR,
    )  # fmt: skip

    assert [row[:2] for row in wrong(page)] == [
        ["3", "Valid from"],
        ["4", "Currency"],
        ["5", "Price per kg"],
        ["6", "Leaves from (depot or country)"],
        ["7", "Price per kg"],
        ["8", "Price per shipment"],
        ["9", "Currency"],
        ["10", "Mode of transport"],
        ["11", "Valid to"],
        ["13", "Valid from"],
        ["14", "Leaves from (depot or country)"],
    ]
    assert len(every(sa.select(FreightRate))) == 1
