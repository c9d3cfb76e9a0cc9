"""A row that cannot go is named with what refers to it, and what cannot be taken back says what to do instead."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.core.data.owned import Base
from portal.core.data.sessions import transaction
from portal.masterdata.labels_refers import TABLE_KINDS, TABLE_WORDS
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.queries_refers import HOMES
from portal.pricing.models import ListPrice, PriceList
from tests.catalogue.factories import make_part
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import undo

pytestmark = pytest.mark.both_engines
PARTS = ("Part number", "Name")


def make_list(code: str, *parts: int) -> None:
    with transaction() as session:
        one = PriceList(code=code, name="Export", currency="USD", valid_from=date(2026, 1, 1))
        session.add(one)
        session.flush()
        session.add_all(ListPrice(price_list_id=one.id, part_id=part, price=Decimal(5)) for part in parts)


def test_a_price_list_with_prices_does_not_go_and_says_what_refers_to_it_and_what_to_do(app: Flask) -> None:
    browser = steward(app)
    make_list("EXP", make_part("P-1"), make_part("P-2"))
    make_list("OLD")

    browser.page("/hq/data/price_lists/row?key=EXP")
    page = browser.send(button="Remove", status=422)

    assert page.has("“EXP” cannot go, for others refer to it: List prices: 2. Nothing was changed.")
    assert page.has("A list that is no longer to be used gets a last day (valid to).")
    assert page.links()["List prices"] == "/hq/data/list_prices?price_list=EXP"
    browser.page("/hq/data/price_lists/row?key=OLD")
    assert browser.send(button="Remove").path == "/hq/data/price_lists"


def test_parts_others_refer_to_by_now_are_named_when_their_import_cannot_be_taken_back(app: Flask) -> None:
    browser = steward(app)
    sent = apply(browser, send(browser, "parts", PARTS, ("P-1", "Clip"), ("P-2", "Bolt")))
    apply(browser, send(browser, "market_restrictions", ("part", "country"), ("P-2", "EG")))

    page = undo(browser, sent)

    assert page.has("“P-2” cannot go, for others refer to it: Market restrictions: 1. Nothing was changed.")
    assert page.links()["Market restrictions"] == "/hq/data/market_restrictions?part=P-2"
    assert page.links()["P-2"] == "/hq/data/parts/row?key=P-2"


def test_what_was_changed_since_says_what_to_take_back_first(app: Flask) -> None:
    browser = steward(app)
    sent = apply(browser, send(browser, "parts", PARTS, ("P-1", "Clip")))
    apply(browser, send(browser, "parts", PARTS, ("P-1", "Bolt")))

    page = undo(browser, sent)

    assert page.has("“P-1” has been changed since, so this cannot be taken back. Take back the later change first")
    assert page.links()["P-1"] == "/hq/data/parts/row?key=P-1" and not page.has("Send the file again")


def test_every_table_named_in_words_is_there_and_every_kind_told_of_it() -> None:
    kinds = {kind.name for kind in kinds_there_are()}

    assert set(TABLE_WORDS) <= set(Base.metadata.tables)
    assert {*TABLE_KINDS.values(), *HOMES} <= kinds
