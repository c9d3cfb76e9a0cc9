"""The search at headquarters' door."""

from flask import Flask

from tests.factories import make_dealer_user, make_hq_user
from tests.orders.factories import make_draft, make_market, make_submitted, sell
from tests.search.test_distributor_pages import lines
from tests.web import Browser


def test_headquarters_finds_orders_of_all_but_no_drafts(app: Flask) -> None:
    market = make_market()
    sell(market, "21029627")
    draft = make_draft(market, ("21029627", 1), po_number="NM-DRAFT")
    order = make_submitted(market, ("21029627", 1), po_number="NM-SENT")
    browser = Browser(app).sign_in(make_hq_user())

    assert lines(browser.page(f"/hq/search?q={order.number}"), "Orders") == [f"/hq/orders/{order.number}"]
    assert lines(browser.page("/hq/search?q=nm-"), "Purchase orders") == [f"/hq/orders/{order.number}"]
    assert lines(browser.page(f"/hq/search?q={draft.number}"), "Orders") == []
    assert lines(browser.page("/hq/search?q=2102"), "Parts") == ["/hq/orders?q=21029627"]


def test_a_distributor_is_found_by_name_and_code_and_a_person_by_who_may_manage_people(app: Flask) -> None:
    market = make_market(name="Nile Motors", code="NILE")
    person = make_dealer_user(market.distributor, name="Mona Fahmy")
    clerk, admin = Browser(app).sign_in(make_hq_user()), Browser(app).sign_in(make_hq_user(role="hq_admin"))

    assert lines(clerk.page("/hq/search?q=nile m"), "Distributors") == ["/hq/orders?q=Nile+Motors"]
    assert lines(clerk.page("/hq/search?q=NILE"), "Distributors") == ["/hq/orders?q=Nile+Motors"]
    assert lines(clerk.page("/hq/search?q=mona"), "People") == []
    assert lines(admin.page("/hq/search?q=mona"), "People") == [f"/hq/users/{person.id}"]


def test_take_next_is_done_from_anywhere(app: Flask) -> None:
    market = make_market()
    sell(market, "21029627")
    order = make_submitted(market, ("21029627", 1))
    browser = Browser(app).sign_in(make_hq_user())
    browser.page("/hq/search?q=take")

    page = browser.send(action="/hq/review/next")

    assert page.path.startswith(f"/hq/orders/{order.number}") and page.has("is yours")
    warehouse = Browser(app).sign_in(make_hq_user(role="hq_warehouse"))
    assert not warehouse.page("/hq/search?q=take").select("//form[@action='/hq/review/next']")
