"""The catalogue's pages as a distributor sees them: search, a part, its price step by step."""

from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount
from portal.catalogue.models import MarketRestriction, PartFitment, PartState, PartSubstitute
from portal.core.clock import utc_now
from portal.core.data.sessions import transaction
from portal.core.days import day_in
from portal.orders.models import DemandMonth
from portal.pricing.models import Agreement, CoreDeposit, ListPrice, PriceList, QuantityTier
from tests.catalogue.factories import make_part, make_parts, part_ids, replace
from tests.factories import make_dealer_user, make_distributor
from tests.queries import counted
from tests.stock.factories import expect, make_depot, put_in_stock
from tests.web import Browser, Page

LONG_AGO, FAR_AWAY = date(2020, 1, 1), date(2099, 4, 1)


def priced(
    buyer: UserAccount, prices: dict[int, str], percent: str = "10", since: date = LONG_AGO, code: str = "USD-T"
) -> None:
    """Give a buyer's company a price list with one tier, and an agreement about it."""
    with transaction() as session:
        made = PriceList(code=code, name="Test list", currency="USD", valid_from=since)
        session.add(made)
        session.flush()
        session.add_all(
            ListPrice(price_list_id=made.id, part_id=part_id, price=Decimal(price)) for part_id, price in prices.items()
        )
        session.add(QuantityTier(price_list_id=made.id, from_quantity=10, discount_percent=Decimal(5)))
        session.add(
            Agreement(
                distributor_id=buyer.distributor_id,
                price_list_id=made.id,
                discount_percent=Decimal(percent),
                valid_from=since,
            )
        )


@pytest.fixture
def buyer(app: Flask) -> UserAccount:
    return make_dealer_user(make_distributor(country="NO", currency="USD", locale="en"))


@pytest.fixture
def browser(app: Flask, buyer: UserAccount) -> Browser:
    return Browser(app).sign_in(buyer)


def test_the_list_tells_availability_and_the_own_price(browser: Browser, buyer: UserAccount) -> None:
    depot, part = make_depot(), make_part("21-029.627", names={"en": "Front brake disc"}, minimum=4, pack=2)
    make_part("21029628", names={"en": "Rear brake disc"})
    put_in_stock(depot, part, 40)
    priced(buyer, {part: "100"})

    rows = browser.page("/catalogue?q=brake").rows()

    assert [row[0] for row in rows] == ["21-029.627", "21029628"]
    assert rows[0][1:] == ["Front brake disc", "In stock", "–", "4", "2", "100.0000", "90.0000", "Add to order"]
    assert rows[1][2:] == ["Not in stock", "–", "1", "1", "–", "–", "Add to order"]


def test_five_and_fifty_rows_take_as_many_statements(browser: Browser, buyer: UserAccount) -> None:
    depot = make_depot()
    make_parts([f"21{number:06d}" for number in range(60)])
    everything = part_ids(*(f"21{number:06d}" for number in range(60)))
    priced(buyer, dict.fromkeys(everything, "100"))
    for part_id in everything[:10]:
        put_in_stock(depot, part_id, 5)

    taken = []
    for address, many in (("/catalogue?q=2100000", 10), ("/catalogue", 50)):
        with counted() as statements:
            page = browser.page(address)
        assert len(page.rows()) == many
        taken.append(len(statements))

    assert taken[1] <= 10, "a page without a search"
    assert taken[0] <= 12, "own numbers are looked through too where few are found, and what filters leave is counted"


def test_a_search_without_a_result_suggests_neighbours(browser: Browser) -> None:
    make_parts(["21029627"])

    page = browser.page("/catalogue?q=21029672")

    assert page.has("Did you mean")
    assert page.links()["21029627"] == "/catalogue/21029627"
    assert browser.page("/catalogue?q=zzz").has("No part fits this search")


def test_an_empty_catalogue_says_so(browser: Browser) -> None:
    assert browser.page("/catalogue").has("The catalogue has no parts yet")


def test_a_part_explains_its_price_step_by_step(browser: Browser, buyer: UserAccount) -> None:
    part = make_part("A1", names={"en": "Horn", "zh": "喇叭"})
    priced(buyer, {part: "100"})

    page = browser.page("/catalogue/A1?type=stock&quantity=12")

    assert page.rows(0) == [
        ["List price", "", "100.0000"],
        ["Agreed discount USD-T, since 1 Jan 2020", "-10.0%", "-10.0000"],
        ["Quantity discount USD-T", "-5.0%", "-4.5000"],
        ["Stock order", "-5.0%", "-4.2750"],
    ]
    assert page.has("for 12 pieces 81.2250")
    assert page.rows(1) == [["1", "85.5000"], ["10", "81.2250"]]
    assert page.has("喇叭")


def test_a_price_is_asked_for_another_quantity_by_form(browser: Browser, buyer: UserAccount) -> None:
    part = make_part("A1")
    priced(buyer, {part: "100"})
    browser.page("/catalogue/A1")

    page = browser.send({"quantity": "10", "type": "urgent"}, button="Show price")

    assert page.has("Net price for 10 pieces 94.5000")


def test_a_part_without_a_price_says_so(browser: Browser) -> None:
    make_part("A1")

    assert browser.page("/catalogue/A1").has("No price is agreed for this part")


def test_a_part_tells_its_depots_and_the_next_receipt(browser: Browser) -> None:
    part, near, far = (
        make_part("A1"),
        make_depot("CKG"),
        make_depot("DXB", rank=2, country="AE", zone="Asia/Dubai"),
    )
    put_in_stock(near, part, 7)
    expect(far, part, 30, FAR_AWAY)

    rows = browser.page("/catalogue/A1").rows(0)

    assert rows == [["CKG China", "7", "–"], ["DXB United Arab Emirates", "0", "1 Apr 2099 30 pieces"]]


def test_a_replaced_part_leads_to_its_successors_and_back(browser: Browser) -> None:
    old, middle, new = make_part("A1", state=PartState.SUPERSEDED), make_part("A2"), make_part("A3")
    replace(old, middle, since=LONG_AGO)
    replace(middle, new, kind="two_way", ratio=2, since=LONG_AGO)

    first, second = browser.page("/catalogue/A1"), browser.page("/catalogue/A2")

    assert first.has("Superseded by")
    assert first.has("2 ×")
    assert "/catalogue/A3" in first.links().values()
    assert not first.has("Replaces")
    assert second.has("Superseded by")
    assert second.has("Replaces")
    assert browser.page("/catalogue/A3").has("Either part may be used for the other")


def test_replacements_are_drawn_with_planned_ones_and_what_is_used_up(browser: Browser) -> None:
    old, middle, new = make_part("A1", state=PartState.SUPERSEDED, use_up_old=True), make_part("A2"), make_part("A3")
    replace(old, middle, since=LONG_AGO)
    replace(middle, new, ratio=2, since=FAR_AWAY)

    page = browser.page("/catalogue/A2")

    drawn = page.select("//*[local-name()='svg' and contains(@class, 'chain-picture')]")[0]
    boxes = [" ".join("".join(box.itertext()).replace("until used up", "").split()) for box in drawn.iter("{*}a")]
    assert boxes == [f"A{one} Brake pad A{one} Brake pad" for one in (1, 2, 3)]
    assert [box.get("aria-current") for box in drawn.iter("{*}a")] == [None, "page", None]
    assert [line.get("class") for line in drawn.iter("{*}line")] == [None, "planned"]
    words = " ".join("".join(drawn.itertext()).split())
    assert "2 × One way from 1 Apr 2099" in words and words.count("until used up") == 1
    assert page.has("A2 2 × A3") and not page.has("since 1 Apr 2099")


def test_a_part_not_released_in_the_country_says_so(browser: Browser) -> None:
    part = make_part("A1")
    with transaction() as session:
        session.add(MarketRestriction(part_id=part, country="NO"))

    assert browser.page("/catalogue/A1").has("not released in Norway")


def test_dangerous_goods_are_told(browser: Browser) -> None:
    make_part("A1", un_number="UN3480", charge_percent=30)

    page = browser.page("/catalogue/A1")
    assert page.has("UN3480")
    assert page.has("30%")
    assert browser.page("/catalogue?dangerous=yes").has("A1")


def test_a_number_in_other_punctuation_leads_to_its_page(browser: Browser) -> None:
    make_part("90-123/45")

    response = browser.open("/catalogue/9012345?type=stock&number=1&_external=1&_scheme=x")

    assert (response.status_code, response.headers["Location"]) == (303, "/catalogue/90-123/45?type=stock")
    assert browser.page("/catalogue/90-123/45").has("Brake pad")


def test_an_unknown_number_is_not_found(browser: Browser) -> None:
    browser.page("/catalogue/none-such", status=404)


@pytest.mark.parametrize("quantity", ["abc", "-1", "0", "1e9", "٣٫٥", "9" * 60])
def test_a_quantity_that_is_none_is_told_beside_the_field(browser: Browser, quantity: str) -> None:
    make_part("A1")

    page = browser.page(f"/catalogue/A1?quantity={quantity}")

    assert page.select("//input[@name='quantity'][contains(@aria-describedby, '-error')]")


def test_the_partials_come_alone_when_htmx_asks(browser: Browser) -> None:
    make_part("A1")

    for address, root in (("/catalogue", "catalogue-results"), ("/catalogue/A1", "catalogue-price")):
        body = browser.open(address, headers={"HX-Request": "true"}).get_data(as_text=True)
        assert f'id="{root}"' in body
        assert "<html" not in body


def test_the_list_is_exported_with_prices(browser: Browser, buyer: UserAccount) -> None:
    part = make_part("=A1", names={"en": "Horn"})
    priced(buyer, {part: "12.5"})

    response = browser.open("/catalogue?export=csv&q=horn")

    line = response.get_data(as_text=True).splitlines()[1]
    assert line.startswith("'=A1,Horn,Available to order,piece,1,1,")
    assert line.endswith(",Not in stock,,12.5000,11.2500,USD")
    assert browser.open("/catalogue?export=xlsx").mimetype.endswith("spreadsheetml.sheet")


def test_the_file_of_a_list_has_a_name_every_server_can_send(app: Flask) -> None:
    reading = Browser(app).sign_in(make_dealer_user(locale="ar"))
    assert reading.page("/catalogue").tree.getroot().get("lang") == "ar"

    for kind in ("csv", "xlsx"):
        answer = reading.open(f"/catalogue?export={kind}")
        assert (answer.status_code, answer.headers["Content-Disposition"]) == (
            200,
            f"attachment; filename=catalogue.{kind}; filename*=UTF-8''{quote(f'كتالوج القطع.{kind}')}",
        )


def test_a_part_takes_at_most_ten_statements(browser: Browser, buyer: UserAccount) -> None:
    depot, old, new = make_depot(), make_part("A1"), make_part("A2")
    replace(old, new, since=LONG_AGO)
    put_in_stock(depot, old, 3)
    priced(buyer, {old: "100"})
    browser.page("/catalogue/A1")

    with counted() as statements:
        browser.page("/catalogue/A1")

    assert len(statements) <= 10, statements


def test_substitutes_stand_by_rank_with_direction_availability_and_own_price(
    browser: Browser, buyer: UserAccount
) -> None:
    depot, asked = make_depot(), make_part("A1")
    one, two, back, closed = (make_part(number, names={"en": f"Pad {number}"}) for number in ("S1", "S2", "B1", "N1"))
    put_in_stock(depot, two, 7)
    priced(buyer, {asked: "100", two: "50"})
    with transaction() as session:
        session.add_all(
            [
                PartSubstitute(part_id=asked, substitute_id=one, rank=2),
                PartSubstitute(part_id=asked, substitute_id=two, rank=1, both_ways=True),
                PartSubstitute(part_id=back, substitute_id=asked, rank=3, both_ways=True),
                PartSubstitute(part_id=asked, substitute_id=closed, rank=1),
                MarketRestriction(part_id=closed, country="NO"),
            ]
        )

    def told(number: str) -> list[list[str]]:
        rows = browser.page(f"/catalogue/{number}").select("//*[@id='catalogue-substitutes']//tbody/tr")
        return [[" ".join("".join(cell.itertext()).split()) for cell in row.findall("td")] for row in rows]

    both, only = "Either may stand for the other", "May stand for this part only"
    assert told("A1") == [
        ["1", "S2", "Pad S2", both, "In stock", "45.0000"],
        ["2", "S1", "Pad S1", only, "Not in stock", "–"],
        ["3", "B1", "Pad B1", both, "Not in stock", "–"],
    ]
    assert (told("S1"), [row[1] for row in told("S2")]) == ([], ["A1"])


def test_one_substitute_and_five_take_as_many_statements(browser: Browser) -> None:
    taken = []
    for number, many in (("A1", 1), ("A2", 5)):
        asked = make_part(number)
        others = [make_part(f"{number}-{rank}") for rank in range(many)]
        with transaction() as session:
            session.add_all(PartSubstitute(part_id=asked, substitute_id=other) for other in others)
        with counted() as statements:
            assert (
                len(browser.page(f"/catalogue/{number}").select("//*[@id='catalogue-substitutes']//tbody/tr")) == many
            )
        taken.append(len(statements))

    assert taken[0] == taken[1]


def test_a_part_tells_the_vins_it_fits(browser: Browser) -> None:
    part = make_part("A1")
    with transaction() as session:
        session.add(PartFitment(part_id=part, model="E5", year_from=2022, vin_from="LZZAB", vin_to="LZZCD"))

    (cells,) = browser.page("/catalogue/A1").select("//*[@id='catalogue-fitments']//tbody/tr")

    assert " ".join("".join(cells.itertext()).split()) == "E5 from 2022VIN LZZAB–LZZCD"


def test_a_part_tells_its_deposit_and_what_was_ordered_of_it(browser: Browser, buyer: UserAccount) -> None:
    part = make_part("21029627", names={"en": "Front brake disc"})
    priced(buyer, {part: "100"})
    month = day_in(utc_now(), "Africa/Cairo").replace(day=1)
    with transaction() as session:
        (listed,) = session.scalars(sa.select(PriceList))
        session.add(CoreDeposit(price_list_id=listed.id, part_id=part, deposit=Decimal(25)))
        session.add(
            DemandMonth(distributor_id=buyer.distributor_id or 0, part_id=part, month=month, quantity=1, orders=1)
        )

    page = browser.page("/catalogue/21029627")

    assert told(page, "catalogue-deposit").startswith("Of this, 25.0000 USD is a deposit for the old unit")
    assert "Deposit for the old unit 25.0000 Net price for 1 piece 115.0000" in told(page, "catalogue-price")
    assert "1 piece ordered in 24 months; the most in one month: 1." in told(page, "catalogue-demand")
    months = page.select("//*[@id='catalogue-demand']//tbody/tr")
    assert [len(months), *("".join(row[-1].itertext()) for row in months[:2])] == [24, "1", "none"]
    make_part("21029699")
    assert "ordered none of it" in told(browser.page("/catalogue/21029699"), "catalogue-demand")


def told(page: Page, place: str) -> str:
    return " ".join("".join(page.select(f"//*[@id='{place}']")[0].itertext()).split())
