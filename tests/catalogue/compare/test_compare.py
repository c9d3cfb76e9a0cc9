"""Parts side by side: facts, price and availability of up to four, and what is no part."""

import pytest
from flask import Flask

from tests.catalogue.factories import fitted, make_part
from tests.factories import make_dealer_user, make_distributor
from tests.web import Browser, Page


@pytest.fixture
def browser(app: Flask) -> Browser:
    pad = make_part("48815-0E010", weight_g=950, pack=2)
    make_part("0023410011", names={"en": "Oil filter"}, weight_g=310, pack=2)
    fitted(pad, "Lyra V5", 2022)
    return Browser(app).sign_in(make_dealer_user(make_distributor(locale="en")))


def facts(page: Page) -> dict[str, list[str]]:
    rows = page.select("//tbody/tr")
    return {
        " ".join("".join(row.find("th").itertext()).split()): ["".join(one.itertext()) for one in row.findall("td")]
        for row in rows
    }


def test_parts_stand_side_by_side_in_the_order_asked_for(browser: Browser) -> None:
    page = browser.page("/catalogue/compare?part=0023410011&part=488150e010&part=0023410011")

    assert page.select("//thead//a[@class='mono']/bdi/text()") == ["0023410011", "48815-0E010"]
    told = facts(page)
    assert told["Pack quantity"] == ["2", "2"]
    assert [one.replace("\u00a0", " ") for one in told["Weight · differs"]] == ["0.310 kg", "0.950 kg"]
    assert told["Fits · differs"] == ["–", "Lyra V5 2022–"]
    assert "UN number" not in told and "HS code" not in told

    browser.page(page.select("//a[@aria-label='Leave out 0023410011']/@href")[0])
    assert browser.shown.has("48815-0E010") and not browser.shown.has("0023410011")


def test_one_is_put_beside_another_and_what_is_no_part_is_told(browser: Browser) -> None:
    empty = browser.page("/catalogue/compare")
    assert empty.has("Nothing to compare yet")

    browser.page("/catalogue/compare?part=48815-0E010")
    page = browser.page("/catalogue/compare?part=48815-0E010&part=none<b>&part=")

    assert page.has("No such part: none<b>") and page.has("48815-0E010")


def test_a_page_holds_four_and_says_that_others_are_left_out(browser: Browser) -> None:
    for at in range(5):
        make_part(f"X{at}")

    page = browser.page("/catalogue/compare?" + "&".join(f"part=X{at}" for at in range(5)))

    assert page.select("//thead//a[@class='mono']/bdi/text()") == ["X0", "X1", "X2", "X3"]
    assert page.has("4 parts stand on one page; the others are left out.") and "Put beside" not in page.buttons()


def test_the_part_page_leads_to_it(browser: Browser) -> None:
    page = browser.page("/catalogue/48815-0E010")

    assert page.select("//a[contains(@href, '/catalogue/compare?part=48815-0E010')]")
