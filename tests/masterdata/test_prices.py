"""Prices by files: lists, list prices, tiers, agreements, surcharges; two people each, what is wrong told by row."""

import io
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db, transaction
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.masterdata.ports import kinds_there_are
from portal.masterdata.rules_changes import Action, Change
from portal.masterdata.rules_fields import Row, Shape
from portal.masterdata.rules_spans import clashing
from portal.masterdata.words.pages_words import value_text
from portal.pricing.models import Agreement, ListPrice, OrderTypeAdjustment, PriceList, QuantityTier
from portal.pricing.queries import explain
from portal.pricing.rules_terms import Fault
from tests.catalogue.factories import make_distributor, make_part
from tests.factories import make_hq_user
from tests.masterdata.factories import agree, apply, ask, send, sign_in, steward
from tests.masterdata.test_hq_pages import facts
from tests.orders.factories import make_draft, make_market, make_submitted, sell
from tests.web import Browser, Page

LISTS = ("Price list code", "Name", "Currency", "Valid from", "Valid to")
USD_26, USD_27 = (
    ("USD-26", "Export 2026", "USD", "2026-01-01", "2026-12-31"),
    ("USD-27", "Next", "USD", "2027-01-01", ""),
)
PRICES = ("Price list", "Part number", "Price", "Currency")
AGREED = ("Distributor (code)", "Price list", "Discount (%)", "Valid from", "Valid to")
TIERS = ("Price list", "Part number", "From quantity", "Discount (%)")
pytestmark = pytest.mark.both_engines


def people(app: Flask) -> tuple[Browser, Browser]:
    """A steward who asks, and a manager who agrees; two lists are there."""
    browser = steward(app)
    apply(browser, send(browser, "price_lists", ("Code", *LISTS[1:]), USD_26, USD_27))
    return browser, sign_in(app, make_hq_user(role="hq_manager"))


def problems(page: Page) -> list[list[str]]:
    """What is wrong, by row: row, column, words."""
    return [[row[0], row[1], row[3]] for row in page.rows(0)]


def prices() -> dict[int, tuple[Decimal, bool]]:
    db.session.remove()
    found = db.session.scalars(sa.select(ListPrice))
    return {one.part_id: (one.price, one.changed_by != one.approved_by) for one in found}


def test_list_prices_are_in_force_once_a_second_person_agreed(app: Flask) -> None:
    one, two = make_part("48815-0E010"), make_part("0023410011")
    browser, manager = people(app)

    waits = ask(browser, send(browser, "list_prices", PRICES, ("USD-26", "48815-0E010", "12.3456", "USD"),
                              ("USD-26", "0023410011", 4, "usd")))  # fmt: skip
    assert waits.has("Waits for a second person") and "Agree" not in waits.buttons() and prices() == {}
    assert waits.has("Price: 12.3456") and manager.page(waits.path).has("Price: 12.3456")
    agree(manager, waits)
    assert prices() == {one: (Decimal("12.3456"), True), two: (Decimal(4), True)}
    assert not browser.page("/hq/data/list_prices").has("A change waits")

    browser.page("/hq/data/list_prices/row?key=USD-26%7C48815-0E010")
    asked = browser.send({"price": "12.99", "reason": "dearer"}, button="Ask for the change")
    assert asked.has("Waits for a second person") and asked.has("12.99")
    listed = browser.page("/hq/data/list_prices")
    assert [row[-1] for row in listed.rows()] == ["", "A change waits"]
    manager.page(listed.links()["A change waits"])
    manager.send({"note": "no"}, button="Refuse")
    assert not browser.page("/hq/data/list_prices").has("A change waits")

    second = send(browser, "list_prices", PRICES[:3], ("USD-26", "48815-0E010", 13), ("USD-26", "0023410011", 4))
    assert (facts(second)["As they are"], facts(second)["Changed"]) == ("1", "1")
    done = agree(manager, ask(browser, second))
    assert prices()[one] == (Decimal(13), True)

    browser.page(done.path)
    assert browser.send({"reason": ""}, button="Ask to take it back", status=422).has("Please say why")
    back = browser.send({"reason": "typed wrong"}, button="Ask to take it back")
    assert prices()[one] == (Decimal(13), True)
    agree(manager, browser.page(back.path))
    assert prices() == {one: (Decimal("12.3456"), True), two: (Decimal(4), True)}
    assert browser.page(done.path).has("Taken back")


def test_a_decimal_of_every_kind_is_shown_with_all_its_places(app: Flask) -> None:
    decimals = [(kind.name, one) for kind in kinds_there_are() for one in kind.fields.all if one.shape is Shape.DECIMAL]
    stored = {name: f"1234.{'56785'[-one.places :]}" for name, one in decimals}

    with app.test_request_context(headers={"Accept-Language": "en"}):
        shown = {kind: str(value_text(one, stored[kind])) for kind, one in decimals}

    assert len(shown) > 9
    assert [kind for kind, text in shown.items() if stored[kind].replace("1234", "1,234") not in text] == []


@pytest.mark.parametrize("kind", ["list_prices", "core_deposits"])
def test_a_file_without_currencies_is_in_those_of_its_lists(app: Flask, kind: str) -> None:
    for number in ("A1", "A2"):
        make_part(number)
    browser, manager = people(app)
    heads = ("Price list", "Part number", "Price" if kind == "list_prices" else "Deposit for the old unit", "Currency")

    first = send(browser, kind, heads[:3], ("USD-26", "A1", 7))
    agree(manager, ask(browser, first))
    assert browser.page(f"/hq/data/{kind}").rows(0)[0][3] == "USD"
    again = facts(send(browser, kind, heads, ("USD-26", "A1", 7, ""), ("USD-26", "A2", 8, "")))
    assert (again["As they are"], again["New"], again["Wrong"]) == ("1", "1", "0")
    other = send(browser, kind, heads, ("USD-26", "A1", 7, "EUR"))
    assert problems(other) == [["2", "Currency", "This list is in USD."]]
    browser.page(first.path)
    assert agree(manager, browser.send({"reason": "typed wrong"}, button="Ask to take it back")).has("Applied")


def test_what_is_wrong_with_list_prices_is_told_by_row(app: Flask) -> None:
    make_part("48815-0E010")
    browser, _manager = people(app)
    row = ("USD-26", "48815-0E010")

    page = send(
        browser, "list_prices", PRICES, (*row, 5, "EUR"), ("USD-26", "1", 5, "USD"),
        ("USD-99", "48815-0E010", 5, "USD"), ("USD-27", "48815-0E010", 0, "USD"),
        ("USD-27", "48815-0E010", -1, "USD"), ("USD-27", "48815-0E010", 1, "DEM"), (*row, 6, "USD"),
    )  # fmt: skip

    assert problems(page) == [
        ["2", "Currency", "This list is in USD."],
        ["3", "Part number", "There is no such “1” here."],
        ["4", "Price list", "There is no such “USD-99” here."],
        ["5", "Price", "From 0.0001 to 1000000000."],
        ["6", "Price", "From 0.0001 to 1000000000."],
        ["7", "Currency", "There is no such currency. Its code has three letters, as in USD."],
        ["8", "Price list", "The same stands in row 2 already."],
    ]


def test_a_file_that_is_whole_for_a_list_leaves_other_lists_alone(app: Flask) -> None:
    one, two = make_part("A1"), make_part("A2")
    browser, manager = people(app)
    rows = [(code, part, 5, "USD") for code in ("USD-26", "USD-27") for part in ("A1", "A2")]
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, *rows)))

    page = send(browser, "list_prices", PRICES, ("USD-26", "A1", 6, "USD"))
    browser.page(f"{page.path}/columns")
    sent = browser.send({"whole": "yes"}, button="Check the file")
    run_due()
    agree(manager, ask(browser, browser.page(sent.path)))

    found = sa.select(PriceList.code, ListPrice.part_id, ListPrice.price).join(PriceList).order_by(*[sa.text("1, 2")])
    db.session.remove()
    assert db.session.execute(found).all() == [
        ("USD-26", one, Decimal(6)), ("USD-27", one, Decimal(5)), ("USD-27", two, Decimal(5)),
    ]  # fmt: skip


def test_agreements_follow_each_other_without_overlap_or_gap(app: Flask) -> None:
    owner = make_distributor("NILE", currency="USD")
    make_distributor("NORD", currency="EUR")
    browser, manager = people(app)
    first = ("NILE", "USD-26", 10, "2026-01-01", "2026-12-31")

    page = send(
        browser, "agreements", AGREED, first, ("NILE", "USD-27", 12, "2027-02-01", ""),
        ("NORD", "USD-26", 1, "2026-01-01", ""), ("NILE", "USD-26", 5, "2025-01-01", "2025-06-30"),
        ("LOST", "USD-26", 5, "2026-01-01", "2026-06-30"), first,
    )  # fmt: skip
    assert problems(page) == [
        [
            "3",
            "Valid from",
            "From 1 Jan 2027 to 31 Jan 2027 nothing would be agreed; the other agreement is on USD-26.",
        ],
        ["4", "Price list", "This list is in USD, the distributor buys in EUR."],
        ["5", "Valid from", "The list is valid from 1 Jan 2026 to 31 Dec 2026 only."],
        ["6", "Distributor (code)", "There is no such “LOST” here."],
        ["7", "Distributor (code)", "The same stands in row 2 already."],
    ]
    overlap = send(browser, "agreements", AGREED, first, ("NILE", "USD-26", 11, "2026-03-01", "2026-04-30"))
    other = send(browser, "price_lists", ("Code", *LISTS[1:]), ("USD-B", "Other", "USD", "2026-01-01", ""))
    apply(browser, other)
    same_day = send(browser, "agreements", AGREED, first, ("NILE", "USD-B", 11, "2026-01-01", "2026-12-31"))
    assert problems(same_day) == [["3", "Valid from", "An agreement on USD-26 begins on the same day."]]
    assert problems(overlap) == [
        ["3", "Valid from", "From 1 Mar 2026 to 30 Apr 2026 an agreement on USD-26 holds as well."]
    ]

    done = agree(
        manager, ask(browser, send(browser, "agreements", AGREED, first, ("NILE", "USD-27", "12,5", "2027-01-01", "")))
    )
    with scoped(EVERYONE):
        agreed = db.session.execute(
            sa.select(Agreement.distributor_id, Agreement.discount_percent, Agreement.valid_to)
        ).all()
    assert sorted(agreed, key=lambda row: row[1]) == [
        (owner, Decimal(10), date(2026, 12, 31)),
        (owner, Decimal("12.5"), None),
    ]
    twice = send(browser, "agreements", AGREED, ("NILE", "USD-27", 1, "2027-01-01", ""), first)
    assert (facts(twice)["As they are"], facts(twice)["Changed"], facts(twice)["Wrong"]) == ("1", "1", "0")
    ends = send(browser, "price_lists", ("Code", *LISTS[1:]), ("USD-26", "x", "USD", "2026-01-01", "2026-06-30"),
                ("USD-27", "x", "EUR", "2027-01-01", ""))  # fmt: skip
    assert problems(ends) == [
        ["2", "Valid to", "An agreement with NILE rests on this list beyond these days; end it first."],
        ["3", "Currency", "Prices or agreements rest on this list in USD; begin another list."],
    ]
    assert done.has("Applied")


def test_tiers_grow_with_the_quantity(app: Flask) -> None:
    part = make_part("A1")
    browser, manager = people(app)

    wrong = send(browser, "quantity_tiers", TIERS, ("USD-26", "", 10, 5), ("USD-26", "", 50, 4),
                 ("USD-26", "A1", 20, 1), ("USD-26", "", 0, 1), ("USD-26", "A9", 5, 101))  # fmt: skip
    assert problems(wrong) == [
        ["3", "Discount (%)", "From a quantity of 10 on 5 percent are given; from 50 on, 4 percent would be less."],
        ["5", "From quantity", "From 1 to 1000000."],
        ["6", "Discount (%)", "From 0 to 100."],
    ]
    done = agree(
        manager, ask(browser, send(browser, "quantity_tiers", TIERS, ("USD-26", "", 10, 5), ("USD-26", "A1", 20, 1)))
    )
    tiers = sa.select(QuantityTier.part_id, QuantityTier.from_quantity, QuantityTier.discount_percent)
    db.session.remove()
    assert set(db.session.execute(tiers).all()) == {(None, 10, Decimal(5)), (part, 20, Decimal(1))}
    later = send(browser, "quantity_tiers", TIERS, ("USD-26", "", 100, "4,5"))
    assert problems(later) == [
        ["2", "Discount (%)", "From a quantity of 10 on 5 percent are given; from 100 on, 4.5 percent would be less."]
    ]

    browser.page(done.path)
    back = browser.send({"reason": "no"}, button="Ask to take it back")
    agree(manager, browser.page(back.path))
    assert db.session.scalars(sa.select(QuantityTier)).all() == []


def test_an_order_type_adds_what_is_set_from_its_day_on(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A1")
    browser, manager = people(app)
    agree(manager, ask(browser, send(browser, "agreements", AGREED, ("NILE", "USD-26", 0, "2026-01-01", "2026-12-31"))))
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, ("USD-26", "A1", 100, "USD"))))

    page = send(browser, "order_type_surcharges", ("order type", "surcharge", "valid from"),
                ("urgent", 7, "2026-02-01"), ("URGENT", "-2", "2026-04-01"))  # fmt: skip
    agree(manager, ask(browser, page))

    nets = []
    for day in (date(2026, 1, 5), date(2026, 2, 1), date(2026, 4, 1)):
        with scoped(EVERYONE):
            found = explain(owner, "USD", "urgent", [(part, 1)], day)[part, 1]
        nets.append(found.net if found else None)
    assert nets == [Decimal(105), Decimal(107), Decimal(98)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OrderTypeAdjustment)) == 2


def test_an_order_type_says_from_a_day_on_which_discounts_hold_for_it(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A1")
    browser, manager = people(app)
    agreed = ("NILE", "USD-26", 12, "2026-01-01", "2026-12-31")
    agree(manager, ask(browser, send(browser, "agreements", AGREED, agreed)))
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, ("USD-26", "A1", 100, "USD"))))
    agree(manager, ask(browser, send(browser, "quantity_tiers", TIERS, ("USD-26", "A1", 10, 50))))
    headings = ("Order type", "Surcharge (%)", "Valid from", "Agreed discount holds", "Quantity tiers hold")

    page = send(browser, "order_type_surcharges", headings, ("daily", 0, "2026-02-01", "no", ""),
                ("daily", 0, "2026-03-01", "", "no"), ("vor", 0, "2026-02-01", "yes", "yes"))  # fmt: skip
    agree(manager, ask(browser, page))

    def net(order_type: str, *day: int) -> Decimal | None:
        with scoped(EVERYONE):
            found = explain(owner, "USD", order_type, [(part, 10)], date(2026, *day))[part, 10]
        return found.net if found else None

    assert [net("daily", 1, 31), net("daily", 2, 1), net("daily", 3, 1)] == [44, 50, 88]
    assert [net("vor", 1, 31), net("vor", 2, 1)] == [110, 44]


@pytest.mark.parametrize(
    "kind", ["price_lists", "list_prices", "quantity_tiers", "agreements", "order_type_surcharges"]
)
def test_an_export_of_prices_comes_in_again_without_a_change(app: Flask, kind: str) -> None:
    make_distributor("NILE", currency="USD")
    make_part("0023410011")
    browser, manager = people(app)
    agree(
        manager, ask(browser, send(browser, "agreements", AGREED, ("NILE", "USD-26", 1.5, "2026-01-01", "2026-12-31")))
    )
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, ("USD-26", "0023410011", "1.0625", "USD"))))
    agree(
        manager,
        ask(browser, send(browser, "quantity_tiers", TIERS, ("USD-26", "", 10, 5), ("USD-26", "0023410011", 2, 1))),
    )
    surcharge = ("order type", "surcharge", "valid from"), ("stock", "-5", "2026-02-01")
    agree(manager, ask(browser, send(browser, "order_type_surcharges", *surcharge)))
    exported = steward(app, "zh").open(f"/hq/data/{kind}?export=xlsx").get_data()

    browser.page(f"/hq/data/{kind}/file")
    sent = browser.send({"sheet": (io.BytesIO(exported), "out.xlsx")}, button="Check the file")
    run_due()

    page = browser.page(sent.path)
    assert (facts(page)["Wrong"], facts(page)["Changed"], facts(page)["New"]) == ("0", "0", "0")
    assert facts(page)["As they are"] in ("1", "2")


def test_a_price_that_waits_tells_how_many_drafts_it_would_price_anew(app: Flask) -> None:
    market = make_market(code="NILE")
    for number in ("A1", "A2"):
        sell(market, number, price="10")
    for lines in ([("A1", 1), ("A2", 1)], [("A1", 2), ("A1", 3)], [("A2", 1)]):
        make_draft(market, *lines)
    make_submitted(market, ("A1", 1))
    browser = steward(app)
    code = f"PL{market.distributor.id}"

    one = send(browser, "list_prices", PRICES, (code, "A1", 11, "USD"), (code, "A2", 10, "USD"))
    both = send(browser, "list_prices", PRICES, (code, "A1", 11, "USD"), (code, "A2", 11, "USD"))
    apply(browser, send(browser, "price_lists", ("Code", *LISTS[1:]), USD_26))
    other = send(browser, "list_prices", PRICES, ("USD-26", "A1", 11, "USD"))

    assert ask(browser, one).has("2 open orders would be priced anew.")
    assert both.has("3 open orders would be priced anew.")
    assert other.has("0 open orders would be priced anew.")


def test_a_deposit_for_the_old_unit_is_agreed_to_by_a_second_person_and_stands_in_the_price(app: Flask) -> None:
    owner, part = make_distributor(), make_part("30-1044")
    browser, manager = people(app)
    heads = ("Price list", "Part number", "Deposit for the old unit", "Currency")
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, ("USD-26", "30-1044", 100, "USD"))))
    with transaction() as session:
        listed = session.scalars(sa.select(PriceList.id).where(PriceList.code == "USD-26")).one()
        terms = {"discount_percent": Decimal(10), "valid_from": date(2026, 1, 1)}
        session.add(Agreement(distributor_id=owner, price_list_id=listed, **terms))

    wrong = send(browser, "core_deposits", heads, ("USD-99", "30-1044", 5, "USD"), ("USD-26", "30-1044", 5, "EUR"),
                 ("USD-26", "X", 5, "USD"), ("USD-26", "30-1044", 0, "USD"))  # fmt: skip
    assert [(row, column) for row, column, _why in problems(wrong)] == [
        ("2", "Price list"),
        ("3", "Currency"),
        ("4", "Part number"),
        ("5", "Deposit for the old unit"),
    ]
    agree(manager, ask(browser, send(browser, "core_deposits", heads, ("USD-26", "30-1044", "25.50", "USD"))))

    told = explain(owner, "USD", "stock", [(part, 1)], date(2026, 3, 9))[part, 1]
    assert told is not None
    assert [(step.code.value, step.amount) for step in told.steps] == [
        ("agreement", Decimal("-10.0000")),
        ("order_type", Decimal("-4.5000")),
        ("core_deposit", Decimal("25.5000")),
    ]
    assert told.net == Decimal("111.0000")
    browser.page("/hq/data/core_deposits/row?key=USD-26|30-1044")
    again = browser.open("/hq/data/core_deposits?export=xlsx").get_data()
    browser.page("/hq/data/core_deposits/file")
    sent = browser.send({"sheet": (io.BytesIO(again), "again.xlsx")}, button="Check the file")
    run_due()
    assert facts(browser.page(sent.path))["As they are"] == "1"


def test_a_list_or_a_price_in_a_currency_nobody_buys_in_is_a_row_error(app: Flask) -> None:
    make_part("A1")
    browser, manager = people(app)
    heads = ("Code", "Name", "Currency", "Valid from")
    apply(browser, send(browser, "price_lists", heads, ("BRL-26", "Brazil", "BRL", "2026-01-01")))
    agree(manager, ask(browser, send(browser, "list_prices", PRICES, ("BRL-26", "A1", 5, "BRL"))))
    make_distributor(currency="USD")

    lists = send(browser, "price_lists", heads, ("BRL-27", "Brazil", "BRL", "2027-01-01"), *(
        (code, "Renamed", currency, "2026-01-01") for code, currency in (("BRL-26", "BRL"), ("USD-26", "USD"))
    ))  # fmt: skip
    found = {
        kind: problems(send(browser, kind, ("Price list", "Part number", what), ("BRL-26", "A1", 6)))
        for kind, what in (("list_prices", "Price"), ("core_deposits", "Deposit for the old unit"))
    }

    told = ["2", "Currency", "No distributor buys in BRL."]
    assert problems(lists) == [told]
    assert found == {"list_prices": [told], "core_deposits": [told]}


def test_of_an_agreement_inside_a_longer_one_the_overlap_is_told_and_no_gap(app: Flask) -> None:
    spans = (("2026-01-01", "2026-06-30"), ("2026-02-10", "2026-02-20"), ("2026-07-01", ""))
    changes = [
        Change(f"D1|USD-26|{first}", Action.NEW, None, {"distributor": "D1", "valid_from": first, "valid_to": last})
        for first, last in spans
    ]

    found = list(clashing(changes, {}, lambda row: (str(row["distributor"]),)))

    assert [(one.change.key, one.clash.fault) for one in found] == [("D1|USD-26|2026-02-10", Fault.OVERLAP)]


def test_a_row_that_goes_and_leaves_a_gap_is_named_also_when_it_began_first(app: Flask) -> None:
    rows: dict[str, Row] = {
        first: {"distributor": "D1", "valid_from": first, "valid_to": last}
        for first, last in (("2026-01-01", "2026-06-30"), ("2026-02-10", "2026-02-20"), ("2026-07-01", ""))
    }
    gone = Change("2026-01-01", Action.GONE, rows["2026-01-01"], None)

    found = list(clashing([gone], rows, lambda row: (str(row["distributor"]),)))

    assert [(one.change.key, one.clash.fault, one.clash.first) for one in found] == [
        ("2026-01-01", Fault.GAP, date(2026, 2, 21))
    ]
