"""Fixed prices, discount groups, campaigns and rounding by files: two people each, what is wrong told by row."""

import io
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup
from tests.catalogue.factories import make_distributor, make_part
from tests.masterdata.factories import agree, ask, send, steward
from tests.masterdata.test_hq_pages import facts
from tests.masterdata.test_prices import people, problems
from tests.orders.factories import make_draft, make_market, make_submitted, sell

FIXED = ("Distributor (code)", "Part number", "Price", "Currency", "Valid from", "Valid to")
GROUPS = ("Part number", "Discount group")
GROUP_OFF = ("Distributor (code)", "Discount group", "Discount (%)", "Valid from", "Valid to")
CAMPAIGNS = (
    "Campaign", "Part number", "Distributor (code)", "Order types", "Discount (%)", "Price", "Currency", "Valid from",
    "Valid to",
)  # fmt: skip
CURRENCIES = ("Currency", "Decimals of prices", "Step of prices", "A half is rounded")
pytestmark = pytest.mark.both_engines


def test_fixed_prices_follow_each_other_in_the_currency_of_their_distributor(app: Flask) -> None:
    make_distributor("NILE", currency="USD")
    make_part("A1")
    make_part("A2")
    browser, manager = people(app)
    first = ("NILE", "A1", 70, "USD", "2026-01-01", "2026-06-30")

    page = send(
        browser, "fixed_prices", FIXED, first, ("NILE", "A1", 71, "USD", "2026-08-01", ""),
        ("NILE", "A9", 5, "USD", "2026-01-01", ""), ("LOST", "A1", 5, "USD", "2026-01-01", ""),
        ("NILE", "A2", 5, "EUR", "2026-03-01", "2026-03-31"), ("NILE", "A1", 0, "USD", "2028-01-01", ""),
        ("NILE", "A1", -1, "USD", "2029-01-01", ""), first, ("NILE", "A1", 5, "USD", "2027-02-01", "2027-01-01"),
        ("NILE", "A2", 5, "USD", "2026-03-31", ""),
    )  # fmt: skip

    wrong = problems(page)
    gap = "From 1 Jul 2026 to 31 Jul 2026 no price would be fixed. Close the gap, or make it a campaign."
    assert ["3", "Valid from", gap] in wrong
    assert ["4", "Part number", "There is no such “A9” here."] in wrong
    assert ["5", "Distributor (code)", "There is no such “LOST” here."] in wrong
    assert ["6", "Currency", "The distributor buys in USD."] in wrong
    assert ["11", "Valid from", "From 31 Mar 2026 to 31 Mar 2026 another price is fixed for this part."] in wrong
    assert ["7", "Price", "From 0.0001 to 1000000000."] in wrong
    assert ["8", "Price", "From 0.0001 to 1000000000."] in wrong
    assert ["9", "Distributor (code)", "The same stands in row 2 already."] in wrong
    assert ["10", "Valid to", "It would end before it begins."] in wrong

    done = agree(manager, ask(browser, send(browser, "fixed_prices", FIXED, first,
                                            ("NILE", "A1", 71, "USD", "2026-07-01", ""))))  # fmt: skip
    with scoped(EVERYONE):
        kept = db.session.scalars(sa.select(FixedPrice).order_by(FixedPrice.valid_from)).all()
    assert [one.price for one in kept] == [Decimal(70), Decimal(71)]
    assert all(one.changed_by and one.approved_by and one.changed_by != one.approved_by for one in kept)
    overlap = send(browser, "fixed_prices", FIXED, ("NILE", "A1", 60, "USD", "2026-06-01", "2026-06-30"))
    assert problems(overlap) == [
        ["2", "Valid from", "From 1 Jun 2026 to 30 Jun 2026 another price is fixed for this part."]
    ]
    browser.page(done.path)
    agree(manager, browser.page(browser.send({"reason": "no"}, button="Ask to take it back").path))
    with scoped(EVERYONE):
        assert db.session.scalars(sa.select(FixedPrice)).all() == []


def test_discounts_are_given_on_groups_that_have_parts(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A1")
    make_part("A2")
    browser, manager = people(app)

    assert problems(send(browser, "discount_groups", GROUPS, ("A1", "BODY"), ("A9", "BODY"), ("A1", "OIL"))) == [
        ["3", "Part number", "There is no such “A9” here."],
        ["4", "Part number", "The same stands in row 2 already."],
    ]
    agree(manager, ask(browser, send(browser, "discount_groups", GROUPS, ("A1", "BODY"), ("A2", "OIL"))))
    agree(manager, ask(browser, send(browser, "discount_groups", GROUPS, ("A2", "BODY"))))
    with scoped(EVERYONE):
        assert set(db.session.execute(sa.select(PartDiscountGroup.discount_group)).scalars()) == {"BODY"}

    page = send(
        browser, "group_discounts", GROUP_OFF, ("NILE", "BODY", 20, "2026-01-01", "2026-03-31"),
        ("NILE", "BODY", 22, "2026-03-01", ""), ("NILE", "GLASS", 5, "2026-01-01", ""),
        ("NILE", "BODY", 101, "2027-01-01", ""), ("LOST", "BODY", 1, "2026-01-01", ""),
    )  # fmt: skip
    assert problems(page) == [
        ["3", "Valid from", "From 1 Mar 2026 to 31 Mar 2026 another discount holds on this group."],
        ["4", "Discount group", "There is no such “GLASS” here."],
        ["5", "Discount (%)", "From 0 to 100."],
        ["6", "Distributor (code)", "There is no such “LOST” here."],
    ]
    gap = send(browser, "group_discounts", GROUP_OFF, ("NILE", "BODY", 20, "2026-01-01", "2026-03-31"),
               ("NILE", "BODY", 22, "2026-05-01", ""))  # fmt: skip
    assert problems(gap) == [
        ["3", "Valid from", "From 1 Apr 2026 to 30 Apr 2026 no discount would hold on this group."]
    ]
    agree(manager, ask(browser, send(browser, "group_discounts", GROUP_OFF, ("NILE", "BODY", 20, "2026-01-01", ""))))
    with scoped(EVERYONE):
        given = db.session.execute(sa.select(GroupDiscount.distributor_id, GroupDiscount.discount_percent)).all()
    assert (given, part > 0) == ([(owner, Decimal(20))], True)


def test_a_campaign_gives_one_of_two_and_not_twice(app: Flask) -> None:
    make_distributor("NILE", currency="USD")
    make_distributor("NORD", currency="EUR")
    make_part("A1")
    browser, manager = people(app)
    first = ("SPRING", "A1", "", "daily stock", 10, "", "", "2026-03-01", "2026-05-31")

    page = send(
        browser, "campaign_prices", CAMPAIGNS, first,
        ("SUMMER", "A1", "", "stock", "", 50, "USD", "2026-05-01", ""),
        ("X", "A1", "", "", 5, 50, "USD", "2020-01-01", "2020-01-02"),
        ("X", "A1", "", "", "", "", "", "2021-01-01", "2021-01-02"),
        ("X", "A1", "", "", "", 50, "", "2022-01-01", "2022-01-02"),
        ("X", "A1", "", "", 5, "", "USD", "2023-01-01", "2023-01-02"),
        ("X", "A1", "NORD", "", "", 50, "USD", "2024-01-01", "2024-01-02"),
        ("X", "A1", "", "", "", 50, "JPY", "2024-02-01", "2024-02-02"),
        ("X", "A1", "", "weekly", 5, "", "", "2024-03-01", "2024-03-02"),
        ("X", "A1", "", "", 0, "", "", "2024-04-01", "2024-04-02"),
        ("X", "A9", "LOST", "", 5, "", "", "2024-05-02", "2024-05-01"),
        first,
    )  # fmt: skip
    assert sorted(problems(page)) == sorted(
        [
            ["3", "Valid from", "From 1 May 2026 to 31 May 2026 campaign SPRING gives on this part as well."],
            ["4", "Price", "Give a discount or a price, one of the two."],
            ["5", "Price", "Give a discount or a price, one of the two."],
            ["6", "Currency", "Name the currency of the price."],
            ["7", "Currency", "A discount has no currency; leave it empty."],
            ["8", "Currency", "The distributor buys in EUR."],
            ["9", "Currency", "No distributor buys in JPY."],
            [
                "10",
                "Order types",
                (
                    "One of: VOR order (vor), Campaign order (campaign), Urgent order (urgent), Daily order (daily),"
                    " Stock order (stock), or Initial stocking (initial)."
                ),
            ],
            ["11", "Discount (%)", "From 0.0001 to 100."],
            ["12", "Valid to", "It would end before it begins."],
            ["12", "Part number", "There is no such “A9” here."],
            ["12", "Distributor (code)", "There is no such “LOST” here."],
            ["13", "Campaign", "The same stands in row 2 already."],
        ]
    )
    sound = send(
        browser, "campaign_prices", CAMPAIGNS, first, ("SUMMER", "A1", "", "vor", "", 50, "USD", "2026-05-01", ""),
        ("SUMMER", "A1", "", "vor", "", 46, "EUR", "2026-05-01", ""),
        ("NILE", "A1", "NILE", "", "", 40, "USD", "2026-05-01", ""),
    )  # fmt: skip
    assert facts(sound)["Wrong"] == "0"
    agree(manager, ask(browser, sound))
    with scoped(EVERYONE):
        kept = sa.select(CampaignPrice.order_types, CampaignPrice.discount_percent, CampaignPrice.price)
        found = db.session.execute(kept.order_by(CampaignPrice.id)).all()
    assert sorted(found, key=str) == sorted(
        [
            ("daily stock", Decimal(10), None),
            ("vor", None, Decimal(50)),
            ("vor", None, Decimal(46)),
            ("", None, Decimal(40)),
        ],
        key=str,
    )


def test_a_currency_rounds_to_its_minor_unit_unless_told_otherwise(app: Flask) -> None:
    for code, currency in (("KUWAIT", "KWD"), ("NIPPON", "JPY"), ("NILE", "USD")):
        make_distributor(code, currency=currency)
    browser, manager = people(app)

    page = send(
        browser, "currencies", CURRENCIES, ("KWD", "", 0.005, ""), ("JPY", "", "0.5", "even"), ("USD", 5, "", "up"),
        ("CHF", "", "0.05", "up"), ("JPY", "", "", "down"),
    )  # fmt: skip
    assert problems(page) == [
        ["3", "Step of prices", "Prices have 0 decimals here; the step has more."],
        ["4", "Decimals of prices", "From 0 to 4."],
        ["5", "Currency", "No distributor buys in CHF."],
        ["6", "A half is rounded", "One of: Up (up) or To the even digit (even)."],
    ]
    agree(
        manager,
        ask(browser, send(browser, "currencies", CURRENCIES, ("KWD", "", 0.005, ""), ("JPY", "", "", "even"))),
    )
    with scoped(EVERYONE):
        rules = sa.select(CurrencyRule.currency, CurrencyRule.price_places, CurrencyRule.price_step, CurrencyRule.half)
        assert set(db.session.execute(rules)) == {
            ("KWD", None, Decimal("0.005"), "up"), ("JPY", None, None, "even"),
        }  # fmt: skip


SOUND = {
    "fixed_prices": (FIXED, ("NILE", "0023410011", "1.0625", "USD", "2026-01-01", "")),
    "discount_groups": (GROUPS, ("0023410011", "BODY")),
    "campaign_prices": (CAMPAIGNS, ("SPRING", "0023410011", "", "daily vor", 2.5, "", "", "2026-01-01", "2026-02-01")),
    "currencies": (CURRENCIES, ("USD", 2, "0.05", "even")),
    "group_discounts": (GROUP_OFF, ("NILE", "BODY", 1.5, "2026-01-01", "")),
}


@pytest.mark.parametrize("kind", list(SOUND))
def test_an_export_comes_in_again_without_a_change(app: Flask, kind: str) -> None:
    make_distributor("NILE", currency="USD")
    make_part("0023410011")
    browser, manager = people(app)
    agree(manager, ask(browser, send(browser, "discount_groups", *SOUND["discount_groups"])))
    if kind != "discount_groups":
        agree(manager, ask(browser, send(browser, kind, *SOUND[kind])))
    exported = steward(app, "zh").open(f"/hq/data/{kind}?export=xlsx").get_data()

    browser.page(f"/hq/data/{kind}/file")
    sent = browser.send({"sheet": (io.BytesIO(exported), "out.xlsx")}, button="Check the file")
    run_due()

    page = browser.page(sent.path)
    assert [facts(page)[name] for name in ("Wrong", "Changed", "New", "As they are")] == ["0", "0", "0", "1"]


@pytest.mark.parametrize(
    ("kind", "rows", "count"),
    [
        ("fixed_prices", (FIXED, ("NILE", "A1", 9, "USD", "2026-01-01", "")), 2),
        ("campaign_prices", (CAMPAIGNS, ("C", "A2", "", "", 5, "", "", "2026-01-01", "")), 2),
        ("campaign_prices", (CAMPAIGNS, ("C", "A1", "NORD", "", 5, "", "", "2026-01-01", "")), 0),
        ("discount_groups", (GROUPS, ("A1", "BODY")), 2),
        ("currencies", (CURRENCIES, ("USD", 2, "", "")), 3),
        ("order_type_surcharges", (("order type", "surcharge", "valid from"), ("daily", 7, "2026-02-01")), 3),
    ],
)
def test_a_change_names_the_open_orders_it_would_price_anew(
    app: Flask, kind: str, rows: tuple[tuple[object, ...], ...], count: int
) -> None:
    market = make_market(code="NILE")
    make_distributor("NORD", currency="EUR")
    for number in ("A1", "A2"):
        sell(market, number, price="10")
    drafts = [make_draft(market, *lines) for lines in ([("A1", 1), ("A2", 1)], [("A1", 2)], [("A2", 1)])]
    sent = make_submitted(market, ("A1", 1))
    browser = steward(app)

    page = send(browser, kind, *rows)

    assert page.has(f"{count} open orders would be priced anew.")
    named = [" ".join("".join(each.itertext()).split()) for each in page.select("//*[@id='masterdata-touched']//li")]
    assert len(named) == count
    assert all(any(draft.number in one for draft in drafts) for one in named)
    assert not any(sent.number in one for one in named)
