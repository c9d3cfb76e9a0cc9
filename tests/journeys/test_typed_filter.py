"""A company typed into the filter of a list: offered while one types, taken by Enter, told where none is meant."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.pages_several import MANY
from portal.core.scope import EVERYONE, scoped
from tests.demo.ground import DemoGround
from tests.factories import make_distributor, make_many_distributors
from tests.journeys.conftest import Site
from tests.journeys.site import serving
from tests.journeys.test_look import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("demo_ground", ["sqlite"], indirect=True)]
MANAGER = "manager@hq.example"
LISTS = ("/hq/orders", "/hq/invoices", "/hq/shipments", "/hq/returns", "/hq/review")


@pytest.fixture(scope="module")
def site(demo_ground: DemoGround, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A running portal on a copy of the demo, with many companies."""
    app = demo_ground.copy(tmp_path_factory.mktemp("many-companies"))
    with app.app_context(), scoped(EVERYONE):
        make_many_distributors(MANY)
        make_distributor(code="RUH7", name="وكالة الرياض للسيارات")
    with serving(app) as address:
        yield Site(address, app, demo_ground.name)


def type_in(page: Page, text: str) -> Any:
    """Type into the field and return what is offered."""
    field = page.locator("input[name=company]")
    with page.expect_response(lambda answer: "offer=companies" in answer.url):
        field.press_sequentially(text)
    return page.locator("#components-offered option")


@pytest.mark.parametrize(("language", "width"), [("en", 1440), ("ar", 1440), ("en", 360), ("ar", 360)])
def test_a_company_is_offered_taken_and_told(site: Any, person: Any, language: str, width: int) -> None:
    page: Page = person(MANAGER, language, width=width).page
    for path in LISTS:
        page.goto(site.address + path)

        options = type_in(page, "الرياض" if language == "ar" else "ruh")
        expect(options).to_have_count(1)
        expect(options).to_have_attribute("value", "RUH7")
        page.locator("input[name=company]").fill("ruh7")
        page.keyboard.press("Enter")
        page.wait_for_url("**company=ruh7*")

        expect(page.locator("input[name=company]")).to_have_value("RUH7")
        expect(page.locator(".filters .chip bdi")).to_have_text("وكالة الرياض للسيارات")
        assert faults(page, language) == [], path
        page.goto(f"{site.address}{path}?company=Many")
        expect(page.locator("input[name=company]")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#company-error")).to_be_in_viewport()
        assert faults(page, language) == [], path

        page.locator(".filters .chips .chip").first.click()
        page.wait_for_url("**distributor=*")
        expect(page.locator("input[name=company]")).to_have_value(re.compile(r"^M[A-Z]+$"))
