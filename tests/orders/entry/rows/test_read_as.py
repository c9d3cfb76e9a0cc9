"""A part number read as another spelling of itself says so on its row: what was written, what it became, and why."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask

from portal.orders.entry.rows.queries_rows import rows_of
from tests import factories
from tests.catalogue.factories import own_number
from tests.core.sheets.workbooks import xlsx
from tests.orders.factories import Market, make_market, order_of, sell
from tests.web import Browser, Page

WRITTEN = {
    "123456": "Read as 00123456: zeros in front added.",
    "0021029627": "Read as 21029627: zeros in front left out.",
    "2102-9627": "Read as 21029627: spaces and signs as in the catalogue.",
    "AV11 88/B": "Read as AV11-88/B: spaces and signs as in the catalogue.",
    "av11-88/b": "Read as AV11-88/B: capital letters.",
    "２１０２９６２７": "Read as 21029627: letters and digits of another form made plain.",
    "٠٢١٠-٢٩٦٢٧": (
        "Read as 21029627: zeros in front left out, spaces and signs as in the catalogue,"
        " and letters and digits of another form made plain."
    ),
    "NM-7": "Your own number for 21029627.",
    "21029627": "",
    "AV11-88/B": "",
    "99999999": "",
}


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    for number in ("21029627", "00123456", "AV11-88/B"):
        sell(market, number, stock=500)
    own_number(market.distributor.id, "NM-7", market.parts["21029627"])
    return market


def told(page: Page) -> list[tuple[str, str]]:
    """Return what each row keeps as written, and what it says it was read as."""
    rows = page.select("//*[@id='orders-preview']//tbody/tr[starts-with(@id, 'row-')][td[@id]]")
    rows.sort(key=lambda row: int(row.get("id").removeprefix("row-")))
    return [
        (row.xpath(".//input[starts-with(@name, 'part-')]/@value")[0], " ".join(_said(row.xpath("./td[4]/div"))))
        for row in rows
    ]


def _said(parts: Sequence[Any]) -> list[str]:
    texts = (" ".join("".join(part.itertext()).split()) for part in parts)
    return [text for text in texts if text.startswith(("Read as", "Your own"))]


def browser_of(app: Flask, market: Market) -> Browser:
    browser = Browser(app).sign_in(factories.make_dealer_user(market.distributor))
    browser.page("/orders/new")
    return browser


def test_pasted_typed_and_uploaded_numbers_are_told_alike(app: Flask, market: Market) -> None:
    pasted = browser_of(app, market).send({"lines": "".join(f"{one}\t2\n" for one in WRITTEN)}, button="do=check")
    sheet = io.BytesIO(xlsx(["Part No.", "Qty"], *([one, 2] for one in WRITTEN)))
    uploaded = browser_of(app, market).send({}, button="do=check", extra={"sheet": (sheet, "order.xlsx")})
    typing = browser_of(app, market)
    typing.send({"lines": "21029627\t1"}, button="do=check")
    typed = typing.send({"part-1": "0021029627"}, button="do=check")

    assert told(pasted) == told(uploaded) == list(WRITTEN.items())
    assert told(typed) == [("0021029627", WRITTEN["0021029627"])]


def test_a_line_of_an_order_keeps_what_was_asked_for(app: Flask, market: Market) -> None:
    page = browser_of(app, market).send({"lines": "0021029627\t2\nＡＶ11-88/B\t1"}, button="do=check")

    draft = order_of(page.select("//h1/span//text()")[0].strip())
    rows = rows_of(draft.id)
    assert [(row.part_text, row.facts["read_as"]) for row in rows] == [
        ("0021029627", "21029627"),
        ("ＡＶ11-88/B", "AV11-88/B"),
    ]


def test_the_number_stands_whole_in_an_arabic_sentence(app: Flask, market: Market) -> None:
    browser = Browser(app, language="ar").sign_in(factories.make_dealer_user(market.distributor, locale="ar"))
    browser.page("/orders/new")

    page = browser.send({"lines": "AV11 88/B\t2"}, button="do=check")

    assert page.select("//*[@id='answer-1']//bdi[@dir='ltr']/text()") == ["AV11-88/B"]
    assert page.has("المسافات والعلامات كما في الكتالوج")
