"""What is judged where it is typed or sent: money, days, part numbers and phones; in a form all faults at once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Address
from portal.catalogue.models import Part
from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.days import hq_day
from portal.masterdata.kinds.goods.parts import PARTS
from portal.masterdata.kinds.stock.planned_receipts import LATEST
from portal.masterdata.rules_changes import Action, Change
from portal.pricing.models import PriceList
from portal.pricing.models_special import CurrencyRule
from portal.stock.models import PlannedReceipt
from tests.catalogue.factories import make_part
from tests.factories import make_address, make_distributor, saved
from tests.masterdata.factories import apply, send, steward
from tests.masterdata.test_freight import RATES
from tests.masterdata.test_stock_kinds import PLANS, back_again, facts, plans, take_back
from tests.queries import counted
from tests.stock.factories import make_depot
from tests.web import Page

pytestmark = pytest.mark.both_engines
FIXED = ("distributor", "part", "price", "valid_from")


def wrong(page: Page) -> list[list[str]]:
    """Row, column and words of what is wrong with a file."""
    return [[row[0], row[1], row[3]] for row in page.rows(0)]


def faults(page: Page) -> list[str]:
    """What stands beside the fields of a form."""
    return [" ".join("".join(one.itertext()).split()) for one in page.select("//form//div[@class='error']")]


def test_a_price_its_currency_would_round_is_refused_and_one_without_a_rule_keeps_four_decimals(app: Flask) -> None:
    make_distributor(code="SETO", currency="JPY")
    make_distributor(code="KUWAIT", currency="KWD")
    make_part("A1")
    saved(CurrencyRule(currency="JPY", price_places=None, price_step=None))
    browser = steward(app)

    page = send(
        browser, "fixed_prices", FIXED, ("SETO", "A1", "12.5", "2027-01-01"), ("KUWAIT", "A1", "1.2345", "2027-01-01"),
    )  # fmt: skip
    browser.page("/hq/data/campaign_prices/row")
    row = {"campaign": "X", "part": "A1", "price": "12.5", "currency": "JPY", "valid_from": "2027-01-01", "reason": "x"}
    typed = browser.send(row, button="Ask for the change", status=422)

    words = "Prices in JPY are rounded, so that 13 would be charged. Type that, or change the rounding."
    assert wrong(page) == [["2", "Price", words]]
    assert faults(typed) == [words]


def test_amounts_have_the_decimals_of_their_currency(app: Flask) -> None:
    make_depot("CQ")
    make_part("A1")
    for currency in ("JPY", "KWD"):
        saved(PriceList(code=currency, name=currency, currency=currency, valid_from=date(2026, 1, 1)))
    make_distributor(code="SETO", currency="JPY")
    make_distributor(code="KUWAIT", currency="KWD")
    browser = steward(app)

    deposits = send(
        browser, "core_deposits", ("price_list", "part", "deposit"), ("JPY", "A1", "12.5"), ("KWD", "A1", "1.2345")
    )
    freight = send(
        browser, "freight_rates", RATES, ("CQ", "JP", "sea", 0, "JPY", "100.5", "0.25", "2027-01-01", ""),
        ("CQ", "KW", "sea", 0, "KWD", "1.250", "0.1234", "2027-01-01", ""),
    )  # fmt: skip

    none, three = "An amount in JPY has no decimals.", "An amount in KWD has at most 3 decimals."
    assert [row[2] for row in wrong(deposits)] == [none, three]
    assert wrong(freight) == [["2", "Price per shipment", none]]


def test_nothing_is_planned_for_a_day_long_past_and_what_is_late_stays(app: Flask) -> None:
    make_depot("CKG")
    make_part("21029627")
    browser, today = steward(app), hq_day(utc_now())
    old, soon = (today - LATEST - timedelta(days=1)).isoformat(), (today + timedelta(days=9)).isoformat()
    lately = today - LATEST

    refused = send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", old, 20))
    browser.page("/hq/data/planned_receipts/row")
    row = {"depot": "CKG", "part": "21029627", "reference": "PO-1", "expected_on": old, "quantity": "20"}
    typed = browser.send(row, button="Save", status=422)
    apply(browser, send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", lately.isoformat(), 20)))

    assert wrong(refused)[0][:2] == ["2", "Expected on"] and faults(typed) == [wrong(refused)[0][2]]
    assert plans() == {"PO-1": (lately, 20)}
    with transaction():
        db.session.execute(sa.update(PlannedReceipt).values(expected_on=date.fromisoformat(old)))
    assert facts(back_again(browser, "planned_receipts")) == ("0", "0", "1", "0")
    moved = apply(browser, send(browser, "planned_receipts", PLANS, ("CKG", "21029627", "PO-1", soon, 25)))
    take_back(browser, moved)
    assert plans() == {"PO-1": (date.fromisoformat(old), 20)}
    browser.page("/hq/data/planned_receipts/row?key=CKG|21029627|PO-1")
    assert browser.send({"quantity": "30"}, button="Save").has("Saved.")


def test_a_day_before_all_calendars_is_a_slip(app: Flask) -> None:
    browser = steward(app)
    browser.page("/hq/data/price_lists/row")

    page = browser.send(
        {"code": "X", "name": "x", "currency": "USD", "valid_from": "0026-01-01"}, button="Save", status=422
    )

    assert faults(page) == ["Give a year from 1900 to 9999."]


@pytest.mark.parametrize("number", ["٩٩", "АБ-12", "１２"])
def test_a_new_part_has_a_number_every_keyboard_types(app: Flask, number: str) -> None:
    browser = steward(app)
    browser.page("/hq/data/parts/row")

    typed = browser.send({"number": number, "name": "Pad"}, button="Save", status=422)
    sent = send(browser, "parts", ("number", "name"), (number, "Pad"))

    words = "The number of a part is written in Latin letters and digits, as 48815-0E010."
    assert faults(typed) == [words] and wrong(sent) == [["2", "Part number", words]]
    assert db.session.scalars(sa.select(Part.number)).all() == []


def test_a_part_named_by_the_number_of_another_one_is_told_in_as_many_questions_for_any_number_of_rows(
    app: Flask,
) -> None:
    make_part("10055165")
    few = [Change(f"P-{at}", Action.NEW, None, {"number": f"P-{at}", "name": f"1005516{at}"}) for at in range(9)]
    many = [Change(f"P-{at}", Action.NEW, None, {"number": f"P-{at}", "name": f"Pad {at:06}"}) for at in range(3_000)]

    with counted() as one:
        objections = list(PARTS.typed(few))
    with counted() as all_of_them:
        none = list(PARTS.typed(many))

    assert [(against.key, against.field) for against in objections] == [("P-5", "name")] and none == []
    assert len(one) == len(all_of_them) == 1


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("A 000 989-69/04", "Washer 14 x 18 x 1.5"),
        ("10055166", "10055166"),
        ("06A.115.561 B", "Filter of 10055165"),
        ("GBM-SET", "ISO 9141 lead"),
        ("N 102861(1)", "Schraube M8x20"),
    ],
)
def test_real_numbers_and_names_of_parts_are_taken(app: Flask, number: str, name: str) -> None:
    make_part("10055165")

    sent = send(steward(app), "parts", ("number", "name"), (number, name))

    assert "Apply" in sent.buttons()


def test_a_part_that_is_here_keeps_its_odd_name_and_number_and_takes_no_number_of_another_one(app: Flask) -> None:
    make_part("10055165")
    odd = make_part("CABLE – E5")
    with transaction() as session:
        session.execute(sa.update(Part).where(Part.id == odd).values(name="10055165"))
    browser = steward(app)

    as_it_is = send(browser, "parts", ("number", "name", "pack"), ("CABLE – E5", "10055165", 5))
    renamed = send(browser, "parts", ("number", "name", "pack"), ("10055165", "CABLE – E5", 5))

    assert "Apply" in as_it_is.buttons() and "Apply" in renamed.buttons()


def test_a_company_may_be_called_by_the_code_of_another_one(app: Flask) -> None:
    make_distributor(code="NILE", name="Nile Motors Trading")
    heads = ("code", "name", "level", "country", "currency", "zone", "language", "incoterm", "mode")
    rest = ("general", "EG", "USD", "Africa/Cairo", "en", "FCA", "sea")

    sent = send(steward(app), "distributors", heads, ("NILE-2", "NILE", *rest), ("Nile2", "Nile", *rest))

    assert not [row for row in wrong(sent) if "swapped" in row[2]]


def test_what_is_wrong_with_a_phone_is_told_whatever_else_is_wrong(app: Flask) -> None:
    nile = make_distributor(code="NILE")
    make_address(nile, label="Dock")
    browser = steward(app)

    browser.page("/hq/data/contacts/row")
    contact = browser.send(
        {"company": "NILE", "name": "Mona 😀", "contact_role": "purchasing", "phone": "+20 12", "email": "at nile"},
        button="Save",
        status=422,
    )
    browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock")
    address = browser.send(
        {"name": "Mona 😀", "phone": "+20 12", "tax_id": "1", "city": "Cairo"}, button="Save", status=422
    )
    browser.page("/hq/data/addresses/row?key=NILE|ship_to|Dock")
    both = browser.send({"phone": "+20 66 555 0142 33 44", "tax_id": "1"}, button="Save", status=422)

    short = "This phone number is too short: it has fewer digits than any of its country."
    assert short in faults(contact) and len(faults(contact)) == 3
    assert [one[:20] for one in faults(address)] == ["😀 (U+1F600, GRINNING", "This is no tax numbe", short[:20]]
    assert len(faults(both)) == 2 and faults(both)[1].startswith("This phone number is too long")
    assert db.session.scalars(sa.select(Address.phone)).all() == ["+20 2 2345 6789"]
