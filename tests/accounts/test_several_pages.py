"""The filter of a list by its company: a select of few, typed where there are many."""

from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask import Flask

from bench.growing import overheard, work_of
from portal.accounts.models import Distributor, DistributorKind
from portal.accounts.pages_several import MANY, MOST_FITTING, MOST_OFFERED
from portal.core.clock import utc_now
from portal.core.data.sessions import db, on_postgresql
from portal.core.scope import EVERYONE
from portal.returns.states import Reason
from tests import factories
from tests.orders.factories import make_draft, make_market, sell
from tests.queries import counted
from tests.returns.factories import received
from tests.returns.test_deciding import filed
from tests.review.factories import queue_rows
from tests.web import Browser, Page

pytestmark = pytest.mark.both_engines
LISTS = ("/hq/orders", "/hq/invoices", "/hq/shipments", "/hq/returns", "/hq/review")
ASKS = {"HX-Request": "true"}
MANAGER = ("hq_admin", "hq_manager", "hq_finance", "hq_clerk", "hq_logistics")


@dataclass
class Two:
    """Two companies with a row of every list each, and somebody at headquarters who sees them all."""

    nile: Distributor
    siam: Distributor
    desk: Browser

    def shown(self, address: str) -> set[str]:
        """Return whose rows a list shows."""
        words = "".join("".join(row) for row in self.rows(address))
        return {each.name for each in (self.nile, self.siam) if each.name in words}

    def rows(self, address: str) -> list[list[str]]:
        page = self.desk.page(address)
        return page.rows() if page.select("//table") else []


def with_rows(name: str, code: str) -> Distributor:
    company = factories.make_distributor(name=name, code=code)
    filed(received(distributor=company), (Reason.SHORT, 1))
    queue_rows(company, [utc_now()])
    return company


@pytest.fixture
def two(app: Flask) -> Two:
    nile, siam = with_rows("Nile Motors", "4711"), with_rows("Siam Parts", "SIAM")
    return Two(nile, siam, Browser(app).sign_in(factories.make_hq_user(role=MANAGER)))


@pytest.fixture
def many(two: Two) -> Two:
    factories.make_many_distributors(MANY)
    return two


def chosen(page: Page) -> list[str]:
    return [str(each) for each in page.select("//form[@role='search']//select[@name='distributor']/option")]


def typed(page: Page) -> str:
    """Return what stands in the field the company is typed into."""
    [field] = page.select("//form[@role='search']//input[@name='company']")
    return str(field.get("value"))


def told(page: Page) -> str:
    """Return what is said of the field, by what it refers to."""
    [name] = page.select("//input[@name='company'][@aria-invalid='true']/@aria-describedby")
    [said] = page.select(f"//*[@id='{name}']")
    return " ".join("".join(said.itertext()).split())


def offered(desk: Browser, address: str, text: str) -> dict[str, str]:
    """Return what is offered while one types: codes with names."""
    answer = desk.open(f"{address}?offer=companies&company={quote(text)}", headers=ASKS)
    assert answer.status_code == 200 and "HX-Request" in answer.headers["Vary"]
    page = Page(answer, address)
    assert page.select("//datalist/@id") == ["components-offered"]
    return {str(each.get("value")): str(each.text) for each in page.select("//datalist/option")}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_has_a_select_below_a_hundred_companies_and_a_field_from_there_on(two: Two, address: str) -> None:
    factories.make_many_distributors(MANY - 3)

    below = two.desk.page(address)
    factories.make_many_distributors(1)
    above = two.desk.page(address)

    assert len(chosen(below)) == 3 and not below.select("//input[@name='company']")
    assert chosen(above) == [] and typed(above) == ""
    assert two.shown(address) == {"Nile Motors", "Siam Parts"}


@pytest.mark.parametrize("address", LISTS)
def test_what_is_typed_narrows_a_list_by_code_or_name_and_old_addresses_still_do(many: Two, address: str) -> None:
    for text in ("company=4711", "company=siam%20p", "distributor=SIAM", f"distributor={many.siam.id}"):
        whose = many.nile if "4711" in text else many.siam

        page = many.desk.page(f"{address}?{text}")

        assert many.shown(f"{address}?{text}") == {whose.name}, text
        assert typed(page) == whose.code and not page.select("//*[@aria-invalid]")
        [file] = (href for href in page.links().values() if "export=csv" in href)
        assert f"distributor={whose.id}&" in file and "company" not in file


@pytest.mark.parametrize("address", LISTS)
def test_what_is_not_found_and_what_fits_several_is_said_and_shows_no_row(many: Two, address: str) -> None:
    none, several = many.desk.page(f"{address}?company=nowhere"), many.desk.page(f"{address}?company=Many")
    forged = many.desk.page(f"{address}?distributor=999999")

    assert told(none) == "No distributor has “nowhere” in its code or name." and typed(none) == "nowhere"
    assert told(several).startswith("Several distributors fit “Many”. Choose one")
    ways = several.select("//*[@class='chips']/a[@class='chip']/@href")
    assert len(ways) == MOST_FITTING and all("distributor=" in way and "company" not in way for way in ways)
    assert told(forged) == "There is no such distributor."
    for query in ("company=nowhere", "company=Many", "distributor=999999", "company=999999"):
        assert many.shown(f"{address}?{query}") == set(), query
        file = many.desk.open(f"{address}?{query}&export=csv").get_data(as_text=True)
        assert "Nile Motors" not in file and "Siam Parts" not in file


@pytest.mark.parametrize("address", LISTS)
def test_a_region_is_said_to_be_one_and_leads_to_its_distributors(many: Two, address: str) -> None:
    region = factories.make_distributor(name="Middle East", code="MEA", kind=DistributorKind.REGION)
    below = factories.make_distributor(name="Gulf Trading", code="GULF", parent=region, kind=DistributorKind.GENERAL)
    factories.make_distributor(name="MEA Tyres", code="TYRES")

    for query in ("company=mea", "company=Middle%20East", f"distributor={region.id}", "distributor=MEA"):
        page = many.desk.page(f"{address}?{query}")

        assert told(page) == "“Middle East” is a region. Choose one of its distributors.", query
        ways = page.select("//*[@class='chips']/a[@class='chip'][not(@aria-label)]/@href")
        assert [way for way in ways if f"distributor={below.id}" in way] == ways != [] and many.shown(
            f"{address}?{query}"
        ) == set()
    assert (
        "MEA" not in offered(many.desk, address, "mea") and typed(many.desk.page(f"{address}?company=tyr")) == "TYRES"
    )


@pytest.mark.parametrize("text", ["4711 · Nile Motors", "Nile Motors · 4711", "4711·nile motors"])
def test_a_company_is_read_as_the_portals_own_choices_write_it(many: Two, text: str) -> None:
    page = many.desk.page(f"/hq/orders?company={quote(text)}")

    assert typed(page) == "4711" and many.shown(f"/hq/orders?company={quote(text)}") == {"Nile Motors"}
    assert offered(many.desk, "/hq/orders", text) == {"4711": "Nile Motors"}
    assert told(many.desk.page(f"/hq/orders?company={quote('SIAM · Nile Motors')}")).startswith("No distributor has")


def test_a_text_that_is_too_long_for_any_company_is_said_to_be_and_none_is_cut(many: Two) -> None:
    name = "Nile and Delta Motors Trading and Service Company " * 3 + "Cairo"
    factories.make_distributor(name=name, code="LONG")

    page, longer = (
        many.desk.page(f"/hq/orders?company={quote(name)}"),
        many.desk.page(f"/hq/orders?company={'x' * 241}"),
    )

    assert typed(page) == "LONG" and not longer.select("//input[@name='company']/@maxlength")
    assert told(longer) == "At most 240 characters fit here; these are 241. Shorten it." and typed(longer) == "x" * 241


def test_the_ways_to_those_that_fit_keep_what_the_list_shows(many: Two) -> None:
    page = many.desk.page("/hq/orders?type=daily&company=M&sort=type")

    [way, *_more] = page.select("//*[@class='chips']/a[@class='chip']/@href")
    [words, *_more] = page.select("//*[@class='chips']/a[@class='chip']/bdi/text()")

    assert words.startswith("Many ") and " · M" in words
    assert way.startswith("?") and "type=daily" in way and "sort=type" in way


def test_what_was_typed_and_means_none_is_said_where_there_are_few_too(two: Two) -> None:
    for query in ("company=nowhere", "distributor=nowhere"):
        page = two.desk.page(f"/hq/orders?{query}")

        assert told(page) == "No distributor has “nowhere” in its code or name."
        assert two.shown(f"/hq/orders?{query}") == set()
    assert two.shown("/hq/orders?company=siam") == {"Siam Parts"}


@pytest.mark.parametrize("address", LISTS)
def test_companies_are_offered_while_one_types_to_whoever_sees_the_list(many: Two, address: str) -> None:
    assert offered(many.desk, address, "s").get("SIAM") == "Siam Parts"
    assert offered(many.desk, address, "471") == {"4711": "Nile Motors"}
    assert offered(many.desk, address, "many").keys() and len(offered(many.desk, address, "many")) == MOST_OFFERED
    assert offered(many.desk, address, "") == {}


@pytest.mark.parametrize("address", LISTS)
def test_nobody_else_is_offered_companies(many: Two, app: Flask, address: str) -> None:
    asked = f"{address}?offer=companies&company=s"
    steward = Browser(app).sign_in(factories.make_hq_user(role="hq_steward"))
    dealer = Browser(app).sign_in(factories.make_dealer_user(many.nile, role="dealer_owner"))

    answers = [who.open(asked, headers=ASKS) for who in (steward, dealer, Browser(app))]
    own = dealer.open(asked.replace("/hq", ""), headers=ASKS)

    assert all("Siam" not in each.get_data(as_text=True) for each in (*answers, own))
    assert answers[0].status_code == 403 and all(each.status_code != 200 for each in answers)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_for_the_chosen_company_and_no_others(many: Two, address: str) -> None:
    figures = []

    for extra in (0, 400):
        factories.make_many_distributors(extra) if extra else None
        many.desk.page(f"{address}?distributor={many.nile.id}")
        with counted() as statements:
            page = many.desk.open(f"{address}?distributor={many.nile.id}").get_data(as_text=True)
        figures.append((len(statements), len(page) // 2_000))
        assert "Many " not in page

    assert figures[0] == figures[1]


@pytest.mark.parametrize("address", LISTS)
def test_no_statement_of_a_list_looks_at_all_companies(many: Two, address: str) -> None:
    factories.make_many_distributors(2_000)

    with overheard(db.engine) as heard:
        many.desk.page(f"{address}?distributor={many.nile.id}")
    with db.engine.connect() as connection:
        if on_postgresql():
            connection.exec_driver_sql(f"SELECT set_config('app.distributors', '{EVERYONE.setting}', true)")
        works = sorted((work_of(connection, sent) for sent in heard), key=lambda work: -work.units)

    assert works[0].units <= 2_000, works[0].told()


def test_a_general_distributor_of_many_dealers_types_too_and_is_offered_its_own(app: Flask) -> None:
    general = make_market(kind=DistributorKind.GENERAL, name="Nile Trading", code="NILE")
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER, name="Delta Service", code="DELTA")
    factories.make_distributor(name="Delta elsewhere", code="DELTA2")
    sell(dealer, "21029627")
    number = make_draft(dealer, ("21029627", 1)).number
    desk = Browser(app).sign_in(general.buyer)
    few = desk.page("/orders")
    for at in range(MANY - 2):
        factories.make_distributor(parent=general.distributor, name=f"Dealer {at}")

    page, forged = desk.page("/orders?company=delt"), desk.page("/orders?company=DELTA2")

    assert len(chosen(few)) == 3
    assert typed(page) == "DELTA" and number in page.links() and number not in forged.links()
    assert told(forged) == "No distributor has “DELTA2” in its code or name."
    assert offered(desk, "/orders", "delt") == {"DELTA": "Delta Service"}
    for address in ("/invoices", "/shipments", "/returns"):
        assert typed(desk.page(f"{address}?company=DELTA")) == "DELTA"


def test_twins_are_told_apart_and_names_in_arabic_are_found(many: Two, app: Flask) -> None:
    for code in ("AR1", "AR2"):
        factories.make_distributor(name="شركة النيل", code=code)
    reader = Browser(app).sign_in(factories.make_hq_user(role=MANAGER, locale="ar"))

    page = reader.page(f"/hq/orders?company={quote('النيل')}")

    assert told(page) == "ينطبق «النيل» على عدة موزعين. اختر واحدًا منهم، أو اكتب المزيد من رمزه أو اسمه."
    assert offered(reader, "/hq/orders", "النيل") == {"AR1": "شركة النيل · AR1", "AR2": "شركة النيل · AR2"}
    assert typed(reader.page("/hq/orders?company=ar2")) == "AR2"
    assert page.select("//input[@name='company']/@placeholder") == ["الموزع: الرمز أو الاسم"]
