"""What a distributor pays on a day: the price step by step, what it rests on, and why there is none."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from portal.core.data.sessions import transaction
from portal.pricing.models import OrderTypeAdjustment
from portal.pricing.models_special import CampaignPrice, CurrencyRule, FixedPrice, GroupDiscount, PartDiscountGroup
from portal.pricing.rules_terms import Span, Terms, Verdict, verdicts
from tests.catalogue.factories import make_distributor, make_part
from tests.factories import make_hq_user
from tests.pricing.test_queries import agree, make_list, tier
from tests.web import Browser, Page

ASKED = "/hq/prices/of-a-day?distributor={}&part={}&day={}&quantity={}&order_type={}"


def told(page: Page) -> dict[str, str]:
    """All facts and steps of a page, by what each is called."""
    pairs = page.select("//dl/div")
    return {
        " ".join(" ".join(each.find("dt").itertext()).split()): "".join(each.find("dd").itertext()) for each in pairs
    }


def planner(app: Flask) -> Browser:
    return Browser(app).sign_in(make_hq_user(role="hq_planner"))


def test_a_price_of_a_day_tells_its_steps_and_what_it_rests_on(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A-1")
    old = make_list("OLD", {part: "90"}, valid_to=date(2026, 2, 28))
    now = make_list("NOW", {part: "100"}, valid_from=date(2026, 3, 1))
    euro = make_list("EUR", {part: "80"}, currency="EUR")
    agree(owner, old, "5", valid_to=date(2026, 2, 28))
    agree(owner, now, "10", valid_from=date(2026, 3, 1))
    agree(owner, euro, "1")
    tier(now, 10, "2")
    tier(now, 50, "5", part_id=part)
    with transaction() as session:
        session.add(OrderTypeAdjustment(order_type="stock", percent=Decimal(-4), valid_from=date(2026, 2, 1)))
    browser = planner(app)
    browser.page(browser.page("/hq/data").links()["Price of a day"])

    page = browser.page(ASKED.format("nile", "A1", "2026-03-09", 50, "stock"))

    facts = told(page)
    assert facts["Unit price"] == "82.0800" and page.has("USD 82.0800")
    agreed, tiered, typed = (
        "Agreed discount -10% NOW, since 1 Mar 2026", "Quantity discount -5% NOW", "Order type -4% since 1 Feb 2026",
    )  # fmt: skip
    assert (facts[agreed], facts[tiered], facts[typed]) == ("-10.0000", "-4.5000", "-3.4200")
    assert page.rows(0) == [
        ["1. Campaign price", "–", "–", "None that day"], ["2. Fixed price", "–", "–", "None that day"],
        ["3. List price", "100.0000", "NOW", "Holds"],
    ]  # fmt: skip
    assert [row[0:2] + row[4:] for row in page.rows(1)] == [
        ["NOW · USD", "10.00%", "Holds"], ["EUR · EUR", "1.00%", "Another currency"], ["OLD · USD", "5.00%", "Ended"],
    ]  # fmt: skip
    assert (facts["Tiers"], facts["Reached"], facts["Set"]) == (
        "The part's own", "From a quantity of 50 on", "since 1 Feb 2026",
    )  # fmt: skip
    before = told(browser.page(ASKED.format("NILE", "A-1", "2026-01-15", 50, "vor")))
    assert (before["Unit price"], before["Tiers"], before["Set"], before["Percentage"]) == (
        "99.0000", "–", "As proposed", "+10%",
    )  # fmt: skip


def test_the_whole_order_of_prices_is_shown_with_the_one_that_holds(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A-1")
    agree(owner, make_list("NOW", {part: "100"}), "10")
    since = date(2026, 2, 1)
    days = {"valid_from": since, "valid_to": None}
    percent = {"distributor_id": owner, "discount_group": "BODY", "discount_percent": Decimal(25)}
    with transaction() as session:
        session.add_all(
            [
                PartDiscountGroup(part_id=part, discount_group="BODY"),
                GroupDiscount(**percent, **days),
                FixedPrice(distributor_id=owner, part_id=part, currency="USD", price=Decimal("70.333"), **days),
                CampaignPrice(campaign="SPRING", part_id=part, discount_percent=Decimal(10), **days),
                CurrencyRule(currency="USD", price_places=2, half="even"),
            ]
        )
    browser = planner(app)

    page = browser.page(ASKED.format("NILE", "A-1", "2026-03-09", 1, "daily"))
    before = browser.page(ASKED.format("NILE", "A-1", "2026-01-09", 1, "daily"))

    assert [row[1:] for row in page.rows(0)] == [
        ["–", "–", "None that day"], ["70.3330", "since 1 Feb 2026", "Holds"],
        ["100.0000", "NOW", "Another goes first"],
    ]  # fmt: skip
    facts = told(page)
    steps = {name: amount for name, amount in facts.items() if name.startswith(("Fixed", "Campaign d", "Rounding"))}
    assert steps == {
        "Fixed price since 1 Feb 2026": "-29.6670",
        "Campaign discount -10% SPRING, since 1 Feb 2026": "-7.0333",
        "Rounding USD": "0.0003",
    }
    assert (facts["Unit price"], facts["Discount group"], facts["Campaign"]) == ("63.3000", "BODY", "SPRING")
    assert facts["A half is rounded"] == "To the even digit"
    assert [row[3] for row in before.rows(0)] == ["None that day", "None that day", "Holds"]


def test_why_there_is_no_price_is_told(app: Flask) -> None:
    owner, part = make_distributor("NILE", currency="USD"), make_part("A1")
    make_part("A2")
    agree(owner, make_list("NOW", {part: "100"}))
    make_distributor("LONE")
    browser = planner(app)

    assert browser.page(ASKED.format("NILE", "A2", "2026-03-09", 1, "daily")).has("does not have this part")
    assert browser.page(ASKED.format("NILE", "A1", "2025-03-09", 1, "daily")).has("No agreement of this distributor")
    assert browser.page(ASKED.format("LONE", "A1", "2026-03-09", 1, "daily")).has("Nothing was ever agreed")


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(app: Flask) -> None:
    page = planner(app).page(ASKED.format("NILES", "nothing", "2026-02-30", "1.5", "gift"))

    wrong = {each.get("id"): " ".join("".join(each.itertext()).split()) for each in page.select("//*[@class='error']")}
    assert wrong == {
        "distributor-error": "There is no such distributor.",
        "part-error": "There is no such part.",
        "day-error": "Choose the day.",
        "quantity-error": "“1.5” is not a whole number of pieces.",
        "order_type-error": "Choose the order type.",
    }
    assert page.fields(button="Tell the price")["quantity"] == "1.5"


@pytest.mark.parametrize(
    ("agreed", "listed", "verdict"),
    [
        ((date(2026, 1, 1), None), (date(2026, 1, 1), None), Verdict.HOLDS),
        ((date(2026, 3, 10), None), (date(2026, 1, 1), None), Verdict.NOT_YET),
        ((date(2026, 1, 1), date(2026, 3, 8)), (date(2026, 1, 1), None), Verdict.ENDED),
        ((date(2026, 1, 1), None), (date(2026, 1, 1), date(2026, 3, 8)), Verdict.LIST_CLOSED),
        ((date(2026, 1, 1), None), (date(2026, 3, 10), None), Verdict.LIST_CLOSED),
    ],
)
def test_an_agreement_holds_or_is_told_why_not(
    agreed: tuple[date, date | None], listed: tuple[date, date | None], verdict: Verdict
) -> None:
    terms = Terms("USD", Span("", *agreed), Span("", *listed))

    assert verdicts([terms], "USD", date(2026, 3, 9)) == [verdict]
    assert verdicts([terms, terms], "EUR", date(2026, 3, 9)) == [Verdict.CURRENCY] * 2


def test_of_two_agreements_that_hold_the_later_one_is_taken() -> None:
    terms = Terms("USD", Span("", date(2026, 1, 1), None), Span("", date(2026, 1, 1), None))

    assert verdicts([terms, terms], "USD", date(2026, 3, 9)) == [Verdict.HOLDS, Verdict.LATER]
