"""Own part numbers on a part's page: kept, found by, removed; nobody else's, and none that is another's already."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Distributor
from portal.audit.models import AuditRow
from portal.catalogue.models import PartAlias
from portal.core.data.sessions import db
from portal.core.scope import EVERYONE, scoped
from tests.catalogue.factories import make_part
from tests.factories import make_dealer_user, make_distributor
from tests.web import Browser

pytestmark = pytest.mark.both_engines
PAGE = "/catalogue/48815-0E010"


@pytest.fixture
def company(app: Flask) -> Distributor:
    make_part("48815-0E010")
    make_part("48815-0E020")
    return make_distributor(locale="en")


@pytest.fixture
def browser(app: Flask, company: Distributor) -> Browser:
    return Browser(app).sign_in(make_dealer_user(company))


def kept() -> list[str]:
    db.session.remove()
    with scoped(EVERYONE):
        return list(db.session.scalars(sa.select(PartAlias.norm).order_by(PartAlias.norm)))


def call(browser: Browser, written: str, status: int = 200, path: str = PAGE) -> str:
    browser.page(path)
    return browser.send({"own_number": written}, button="Keep", status=status).main


def test_a_number_of_ones_own_is_kept_found_by_and_removed(browser: Browser) -> None:
    assert "nm 00-001" in call(browser, "nm 00-001")
    call(browser, "NM-00001")
    assert kept() == ["NM00001"]
    assert browser.page("/catalogue?q=nm00001").rows()[0][0].startswith("48815-0E010")

    page = browser.page(PAGE)
    assert page.has("NM-00001") and not page.has("nm 00-001")
    browser.send(button="Remove")

    assert kept() == []
    with scoped(EVERYONE):
        told = db.session.execute(sa.select(AuditRow.action, AuditRow.subject_id).order_by(AuditRow.id)).all()
    assert [tuple(row) for row in told if row.action.startswith("catalogue.")] == [
        ("catalogue.own_number_added", "NM00001"),
        ("catalogue.own_number_respelled", "NM00001"),
        ("catalogue.own_number_removed", "NM00001"),
    ]


def test_what_cannot_be_an_own_number_is_told_beside_the_field_and_stays_typed(browser: Browser) -> None:
    call(browser, "A-1")

    taken = call(browser, "a 1", 422, "/catalogue/48815-0E020")
    assert "Part 48815-0E010 is called so already." in taken
    assert "This is the maker's number of part 48815-0E020." in call(browser, "488150E020", 422)
    for nothing in ("--", "A" * 41):
        assert "A part number has letters or digits, at most 40." in call(browser, nothing, 422)
    assert browser.page(PAGE).select("//input[@name='own_number']")[0].get("value") == ""
    assert kept() == ["A1"]


def test_two_companies_call_different_parts_the_same_and_neither_sees_the_other(app: Flask, browser: Browser) -> None:
    other = Browser(app, address="192.0.2.11").sign_in(make_dealer_user(make_distributor(locale="en")))
    call(browser, "A-1")

    call(other, "A-1", path="/catalogue/48815-0E020")
    assert not other.page(PAGE).has("A-1")
    other.post("/catalogue/own-numbers/48815-0E010", {"remove": "A1"})

    assert kept() == ["A1", "A1"]
    assert browser.page(PAGE).has("A-1")


def test_who_does_not_order_reads_them_and_changes_nothing(app: Flask, browser: Browser, company: Distributor) -> None:
    call(browser, "A-1")
    reader = Browser(app, address="192.0.2.11").sign_in(make_dealer_user(company, role="dealer_finance"))

    page = reader.page(PAGE)
    refused = reader.post("/catalogue/own-numbers/48815-0E010", {"own_number": "B-1"})

    assert page.has("A-1") and "Keep" not in page.buttons()
    assert (refused.status_code, kept()) == (403, ["A1"])


def test_a_general_distributor_leaves_the_numbers_of_its_dealers_alone(
    app: Flask, browser: Browser, company: Distributor
) -> None:
    dealer = make_distributor(parent=company, locale="en")
    call(Browser(app, address="192.0.2.11").sign_in(make_dealer_user(dealer)), "A-1")

    browser.post("/catalogue/own-numbers/48815-0E010", {"remove": "A1"})

    assert kept() == ["A1"]
    assert not browser.page(PAGE).has("A-1")
