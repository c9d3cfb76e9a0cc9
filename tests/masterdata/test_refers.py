"""A row that cannot go is named with what refers to it, and what cannot be taken back says what to do instead."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.sql import util as sql_util

from portal.accounts.models_sellers import SellerAccount
from portal.core.data.owned import Base
from portal.core.data.sessions import transaction
from portal.core.jobs.queue import run_due
from portal.documents.kinds import KINDS
from portal.documents.models import PaperSeries
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.queries_refers import HOMES, first_in_use, pointing_at
from portal.masterdata.rows.pages_related import named_by
from portal.masterdata.words.labels_refers import TABLE_KINDS, TABLE_WORDS
from portal.pricing.models import ListPrice, PriceList
from tests.catalogue.factories import make_part
from tests.factories import make_distributor, make_selling_entity
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_hq_partners import undo
from tests.web import Browser, Page

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


def test_a_refusal_is_gone_once_a_later_try_goes_through_and_nothing_else_is_said_beside_it(app: Flask) -> None:
    browser = steward(app)
    sent = apply(browser, send(browser, "parts", PARTS, ("P-1", "Clip")))
    later = apply(browser, send(browser, "parts", PARTS, ("P-1", "Bolt")))

    browser.page(sent.path)
    at_work = browser.send(button="Take it back")
    run_due()
    refused = browser.page(sent.path)
    undo(browser, later)
    browser.page(sent.path)
    again = browser.send(button="Take it back")
    run_due()
    done = browser.page(sent.path)

    assert at_work.has("The portal is at work on it.") and notices(at_work) == []
    assert len(notices(refused)) == 1 and "has been changed since" in notices(refused)[0]
    assert again.has("The portal is at work on it.") and notices(again) == []
    assert done.has("Taken back") and notices(done) == [] and not done.has("has been changed since")


def test_a_refusal_to_apply_is_gone_once_the_change_is_applied_after_all(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "parts", PARTS, ("P-1", "Clip")))
    waits = send(browser, "parts", PARTS, ("P-1", "Nut"))
    other = apply(browser, send(browser, "parts", PARTS, ("P-1", "Bolt")))
    refused = apply(browser, waits)
    undo(browser, other)

    done = apply(browser, waits)

    assert len(notices(refused)) == 1 and "has been changed since this was checked" in notices(refused)[0]
    assert done.has("Applied") and notices(done) == []


def notices(page: Page) -> list[str]:
    """What a page says in boxes above its work, each in one line."""
    return [
        " ".join("".join(one.itertext()).split())
        for one in page.select("//div[contains(@class, 'notice')]")
        if not _kept(one)
    ]


def _kept(notice: Any) -> bool:
    """Whether a box is one that a script may show some time."""
    return any(True for _each in notice.iterancestors("template"))


def refused_to_go(browser: Browser, kind: str, key: str) -> Page:
    browser.page(f"/hq/data/{kind}/row?key={key}")
    return browser.send(button="Remove", status=422)


def test_a_seller_does_not_go_while_papers_are_numbered_by_its_code_or_it_is_paid_somewhere(app: Flask) -> None:
    browser = steward(app)
    make_selling_entity(code="CN01")
    paid = refused_to_go(browser, "sellers", "CN01")
    assert paid.links()["Bank accounts"] == "/hq/data/bank_accounts?of_seller=CN01"
    kind = KINDS["commercial_invoice"]
    with transaction() as session:
        session.execute(sa.delete(SellerAccount))
        session.add(PaperSeries(seller="CN01", kind=kind, valid_from=date(2026, 1, 1), prefix="INV-CN"))

    page = refused_to_go(browser, "sellers", "CN01")

    assert page.has("“CN01” cannot go, for others refer to it: Series of papers: 1. Nothing was changed.")
    assert page.links()["Series of papers"] == "/hq/data/paper_series?of_seller=CN01"


def test_a_company_does_not_go_while_others_stand_below_it_and_goes_with_them(app: Flask) -> None:
    browser = steward(app)
    general = make_distributor(code="NILE", name="Nile", country="EG")
    make_distributor(code="DELTA", name="Delta", country="EG", parent=general)

    page = refused_to_go(browser, "distributors", "NILE")

    assert page.has("“NILE” cannot go, for others refer to it: Distributors: 1. Nothing was changed.")
    assert page.links()["Distributors"] == "/hq/data/distributors?parent=NILE"
    assert [row[0] for row in browser.page("/hq/data/distributors?parent=NILE").rows()] == ["DELTA"]
    assert first_in_use("distributors", ["NILE", "DELTA"]) is None


def test_a_refusal_leads_to_no_row_that_is_not_there(app: Flask) -> None:
    browser = steward(app)
    make_part("P-2")
    page = send(browser, "market_restrictions", ("part", "country"), ("P-2", "EG"))
    with transaction() as session:
        session.execute(sa.text("UPDATE part SET number = 'P-3'"))

    stopped = apply(browser, page)

    assert stopped.has("P-2 · Egypt · Part number: ")
    assert not stopped.select("//a[contains(@href, '/row?key=')]")


def test_every_table_that_names_a_row_is_told_as_its_kind_and_leads_to_a_list_that_is_narrowed_so() -> None:
    kinds = {kind.name: kind for kind in kinds_there_are()}
    tables = {sql_util.find_tables(kind.rows().get_final_froms()[0])[0].name for kind in kinds.values()}
    pointing = [one.column for name, (model, _code) in HOMES.items() if name != "people" for one in pointing_at(model)]

    assert {one.table.name for one in pointing} & tables <= {*TABLE_KINDS, "part"}  # one that was made one with it
    for column in pointing:
        kind = kinds.get(TABLE_KINDS.get(column.table.name, ""))
        for name in named_by(column.table.name, column.name, "X") if kind else ():
            assert kind and (name in (*kind.fields.key, *kind.found_by) or name == "company_is")
    for kind in kinds.values():
        assert all(field in (*kinds[name].fields.key, *kinds[name].found_by) for name, field in kind.related)


def test_every_table_named_in_words_is_there_and_every_kind_told_of_it() -> None:
    kinds = {kind.name for kind in kinds_there_are()}

    assert set(TABLE_WORDS) <= set(Base.metadata.tables)
    assert {*TABLE_KINDS.values(), *HOMES} <= kinds
