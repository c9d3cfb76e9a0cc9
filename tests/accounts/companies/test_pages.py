"""The pages of names and addresses in Latin letters, at both doors, and the tasks that lead there."""

from typing import Any

from flask import Flask

from portal.accounts.models import Distributor
from tests import factories
from tests.web import Browser, Page

ARABIC: dict[str, Any] = {
    "name": "دلتا لخدمة السيارات",
    "street": "3 طريق الحرية",
    "city": "سيدي جابر",
    "region": "الإسكندرية",
}
SAVE = "Save"


def company() -> Distributor:
    """Make a company in Arabic letters with one place."""
    made = factories.make_distributor(name="Delta", legal_name=ARABIC["name"], code="DELTA")
    factories.make_address(made, label="Workshop", **ARABIC)
    return made


def task(page: Page) -> tuple[str, str]:
    """Return how many names or companies lack Latin letters as a start page says it, and where it leads."""
    found = page.select("//main//a[contains(@class, 'tile')][contains(., 'Latin letters')]")
    return ("".join(found[0].find("b").itertext()), found[0].get("href")) if found else ("", "")


def test_an_owner_is_led_from_the_start_page_to_what_is_missing_until_nothing_is(app: Flask) -> None:
    owner = Browser(app).sign_in(factories.make_dealer_user(company(), role="dealer_owner"))
    count, address = task(owner.page("/"))
    assert (count, address) == ("2", "/company")

    page = owner.page(address)
    assert [row[3] for row in page.rows()] == ["Missing", "Missing"]
    owner.page("/company/name")
    page = owner.send({"latin_name": "Delta EV Service LLC"}, button=SAVE)
    assert page.has("The name in Latin letters is saved") and [row[3] for row in page.rows()] == ["Given", "Missing"]
    form = owner.page(page.select("//tbody/tr[2]//a/@href")[0])
    assert form.fields(button=SAVE)["latin_name"] == "Delta EV Service LLC"
    page = owner.send({"latin_street": "3 El Horreya Road", "latin_city": "Sidi Gaber"}, button=SAVE, status=422)
    assert page.fields(button=SAVE)["latin_city"] == "Sidi Gaber"
    filled = {"latin_street": "3 El Horreya Road", "latin_city": "سيدي", "latin_region": "Alexandria"}
    page = owner.send(filled, button=SAVE, status=422)
    assert page.has("س (U+0633, ARABIC LETTER SEEN) is no Latin letter, digit or ordinary sign.")
    assert page.fields(button=SAVE)["latin_street"] == "3 El Horreya Road"
    page = owner.send({"latin_city": "Sidi Gaber"}, button=SAVE)

    assert [row[3] for row in page.rows()] == ["Given", "Given"]
    assert page.rows()[1][2] == "Delta EV Service LLC 3 El Horreya Road SIDI GABER Alexandria 11511 EGYPT"
    assert task(owner.page("/")) == ("", "")


def test_a_name_in_latin_letters_asks_for_nothing(app: Flask) -> None:
    made = factories.make_distributor()
    address = factories.make_address(made)
    owner = Browser(app).sign_in(factories.make_dealer_user(made, role="dealer_owner"))

    page = owner.page("/company")

    assert [row[3] for row in page.rows()] == ["Not needed", "Not needed"]
    assert owner.page(f"/company/addresses/{address.id}").has("This stands in Latin letters already.")
    assert task(owner.page("/")) == ("", "")


def test_only_the_owner_and_at_headquarters_logistics_and_stewards_name_companies(app: Flask) -> None:
    made = company()
    buyer = Browser(app).sign_in(factories.make_dealer_user(made, role=["dealer_buyer", "dealer_finance"]))
    clerk = Browser(app).sign_in(factories.make_hq_user(role=["hq_clerk", "hq_manager", "hq_admin"]))

    assert [buyer.open(path).status_code for path in ("/company", "/company/name")] == [403, 403]
    assert clerk.open("/hq/companies").status_code == clerk.open(f"/hq/companies/{made.id}").status_code == 403
    assert task(buyer.page("/")) == task(clerk.page("/hq/")) == ("", "")
    for role in ("hq_logistics", "hq_steward"):
        page = Browser(app).sign_in(factories.make_hq_user(role=role)).page("/hq/")
        assert task(page) == ("1", "/hq/companies?latin=missing"), role


def test_headquarters_gives_what_an_owner_has_not(app: Flask) -> None:
    made, stranger = company(), factories.make_distributor(legal_name="Nile Motors", code="NILE")
    foreign = factories.make_address(stranger, **ARABIC)
    logistics = Browser(app).sign_in(factories.make_hq_user(role="hq_logistics"))
    count, address = task(logistics.page("/hq/"))
    assert count == "2"

    page = logistics.page(address)
    assert [row[0] for row in page.rows()] == ["NILE", "DELTA"]
    assert "DELTA" in logistics.open(f"{address}&export=csv").get_data(as_text=True)
    logistics.page(f"/hq/companies/{made.id}/name")
    page = logistics.send({"latin_name": "Delta EV Service LLC"}, button=SAVE)

    assert [row[3] for row in page.rows()] == ["Given", "Missing"]
    logistics.page(f"/hq/companies/{made.id}/addresses/{foreign.id}", status=404)
    assert logistics.open("/hq/companies/2000000001").status_code == 404


def test_a_form_drawn_before_a_change_says_so(app: Flask) -> None:
    made = company()
    first, second = (Browser(app).sign_in(factories.make_dealer_user(made, role="dealer_owner")) for _ in range(2))
    for browser in (first, second):
        browser.page("/company/name")
    first.send({"latin_name": "Delta EV Service LLC"}, button=SAVE)

    page = second.send({"latin_name": "Nile"}, button=SAVE, status=409)

    assert page.has("drawn from an older version")
    assert second.page("/company").rows()[0][2] == "Delta EV Service LLC"
