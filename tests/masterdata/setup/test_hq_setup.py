"""The set-up page: what the first order still needs, and how it leads there."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from portal.accounts.models import Distributor
from portal.core.data.sessions import db
from portal.intake.labels import FIELD_WORDS
from portal.intake.rules_headings import Field
from portal.masterdata.setup.labels import STEP_WORDS
from portal.masterdata.setup.rules import Step
from tests.factories import make_dealer_user, make_hq_user
from tests.masterdata.factories import apply, send, sign_in, steward
from tests.masterdata.test_hq_partners import CN01, DELTA, DOCK, MEA, NILE, PLACE, SELLER, TREE, administrator
from tests.web import Page

pytestmark = pytest.mark.both_engines


def step(page: Page, title: str) -> list[str]:
    return next(row[1:3] for row in page.rows(0) if row[0].startswith(title))


def test_an_empty_portal_lacks_everything_and_says_so_on_the_start_page(app: Flask) -> None:
    browser = steward(app)

    page = browser.page("/hq/setup")

    assert step(page, "Sellers") == ["Missing", "0"]
    assert step(page, "Working hours") == ["As usual", "0"]
    assert step(page, "Stock") == ["Missing", "0"]
    assert browser.page("/hq/").has("Steps of the set-up still open")


def test_each_file_brings_its_step_further(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))
    assert step(browser.page("/hq/setup"), "Sellers") == ["Done", "1 of 1"]
    assert step(browser.page("/hq/setup"), "Bank details") == ["Missing", "0 of 1"]

    apply(browser, send(browser, "distributors", TREE, MEA, NILE, DELTA))
    page = browser.page("/hq/setup")

    assert step(page, "Distributors") == ["Done", "2"]
    assert step(page, "Credit limits") == ["Begun", "1 of 2"]
    assert step(page, "Addresses that receive") == ["Missing", "0 of 2"]


def test_an_address_counts_once_orders_to_it_would_not_be_blocked(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))
    apply(browser, send(browser, "distributors", TREE, MEA, NILE, DELTA))
    told: dict[str, tuple[str, ...]] = {}

    for name, value in (("", ""), ("tax_id", "100-531-385"), ("contact", "Yasmin Farouk")):
        heading, row = (*PLACE, name), (*DOCK, value)
        apply(browser, send(browser, "addresses", heading if name else PLACE, row if name else DOCK))
        missing = {(each[1], each[0]): each[2] for each in browser.page("/hq/setup/missing").rows(0)}
        lacks = missing.get(("Addresses", "Receives, but lacks what an order asks for"), "0")
        none = missing.get(("Distributors", "No complete address that receives"), "0")
        told[name] = (*step(browser.page("/hq/setup"), "Addresses that receive"), lacks, none)

    assert told == {
        "": ("Missing", "0 of 2", "1", "2"),
        "tax_id": ("Missing", "0 of 2", "1", "2"),
        "contact": ("Begun", "1 of 2", "0", "1"),
    }


def test_a_distributor_with_no_ship_to_is_not_set_up_and_its_buyer_is_told_who_adds_one(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, CN01))
    apply(browser, send(browser, "distributors", TREE, MEA, NILE, DELTA))
    company = db.session.scalars(sa.select(Distributor).where(Distributor.code == DOCK[0])).one()
    buyer = sign_in(app, make_dealer_user(company, locale="en"))
    full = (*DOCK, "100-531-385", "Yasmin Farouk")
    consignee = tuple("consignee" if one == "ship_to" else one for one in full)
    apply(browser, send(browser, "addresses", heads_of_place(), consignee))

    page = browser.page("/hq/setup")
    assert step(page, "Addresses that receive") == ["Missing", "0 of 2"]
    missing = {(each[1], each[0]): each[2] for each in browser.page("/hq/setup/missing").rows(0)}
    assert missing["Distributors", "No ship-to address: it cannot order"] == "2"
    assert buyer.page("/orders/new").has("no order goes without one. Headquarters adds it.")

    heads = ("company", "company_is", "name", "contact_role", "email")
    apply(browser, send(browser, "contacts", heads, (CN01[0], "seller", "Wang Fang", "purchasing", "wang@hq.example")))
    assert buyer.page("/orders/new").has("Headquarters adds it: ask Wang Fang, wang@hq.example.")

    apply(browser, send(browser, "addresses", heads_of_place(), full))
    assert step(browser.page("/hq/setup"), "Addresses that receive") == ["Begun", "1 of 2"]
    assert not buyer.page("/orders/new").has("no order goes without one")


def heads_of_place() -> tuple[str, ...]:
    return (*PLACE, "tax_id", "contact")


def test_whoever_may_not_do_a_step_is_told_who_does(app: Flask) -> None:
    own, admin = steward(app).page("/hq/setup"), administrator(app).page("/hq/setup")

    assert own.has("Done by: Administrator") and own.has("Done by: Headquarters finance")
    assert not admin.has("Done by: Administrator") and admin.has("Done by: Master data steward")


def test_what_rows_lack_is_a_list_with_counts_and_whose_work_it_is(app: Flask) -> None:
    browser = steward(app)
    headings = ("Part number", "Name", "HS code", "Origin", "Weight (g)")
    battery, clip = ("BAT-1", "Traction battery", "85076000", "CN", 410000), ("CLIP-1", "Clip", "", "CN", 0)
    cover = ("COVER-1", "Battery pack cover", "85079000", "CN", 11800)
    apply(browser, send(browser, "parts", headings, battery, clip, cover))
    page = browser.page("/hq/setup/missing")

    told = {row[0]: row[1:4] for row in page.rows(0) if row[1] == "Parts"}
    owner = "Master data steward"
    assert told == {
        "No HS code": ["Parts", "1", owner],
        "No weight": ["Parts", "1", owner],
        "No dimensions": ["Parts", "3", owner],
        "No system": ["Parts", "3", owner],
        "No photo": ["Parts", "3", owner],
        "Not named in every language": ["Parts", "3", owner],
        "In no price list": ["Parts", "3", owner],
        "Battery without dangerous goods data": ["Parts", "1", owner],
    }
    counts = [int(row[2]) for row in page.rows(0)]
    assert counts == sorted(counts, reverse=True)
    assert browser.page("/hq/data/parts?gap=dangerous_goods").has("BAT-1")
    assert not browser.page("/hq/data/parts?gap=dangerous_goods").has("CLIP-1")


def test_who_sees_no_master_data_has_no_such_page(app: Flask) -> None:
    warehouse = sign_in(app, make_hq_user(role="hq_warehouse"))

    assert warehouse.open("/hq/setup").status_code == 403
    assert not warehouse.page("/hq/").has("Steps of the set-up still open")


def test_nothing_is_missing_in_what_nobody_has_put_there(app: Flask) -> None:
    page = steward(app).page("/hq/setup/missing")

    assert page.has("Nothing is missing")


def test_what_lies_in_depots_is_called_in_the_set_up_and_in_files_as_in_the_menu_in_chinese(app: Flask) -> None:
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert {str(STEP_WORDS[Step.STOCK][0]), str(FIELD_WORDS[Field.STOCK])} == {"库存"}


def test_sellers_without_the_prefix_that_packing_needs_are_begun_and_the_prefix_is_asked_for(app: Flask) -> None:
    browser = steward(app)
    apply(browser, send(browser, "sellers", SELLER, ("CN01", "One", "1 Road", "CN", "Asia/Shanghai", "", "", "")))

    page = browser.page("/hq/setup")

    assert step(page, "Sellers") == ["Begun", "0 of 1"] and page.has("without it nothing is packed")
    assert browser.page("/hq/data/sellers/file").has("needed before the first carton is packed")
