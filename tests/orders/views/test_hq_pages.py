"""Headquarters' pages of orders: the list, and an order with what speaks for and against it."""

from datetime import timedelta

from flask import Flask

from portal.accounts.models import DistributorKind
from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_gathering, service_submit, service_withdraw
from tests.orders.desks import browser_of
from tests.orders.factories import NOW, Market, make_draft, make_market, make_submitted, sell, sell_many
from tests.queries import counted


def test_lines_tell_free_stock_and_evidence_leads_to_what_it_names(app: Flask, market: Market) -> None:
    first = make_submitted(market, ("21029627", 2))
    draft = make_draft(market, ("21029627", 2))
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW), ask_exception=True)

    page = browser_of(app, "hq_clerk").page(f"/hq/orders/{draft.number}")

    assert page.links()[first.number] == f"/hq/orders/{first.number}"
    assert page.select("//tr[@id='line-1']/td[normalize-space()='50']")


def test_parts_never_ordered_before_are_told_and_not_called_clean(app: Flask, market: Market) -> None:
    first, second = (make_submitted(market, ("21029627", count)) for count in (2, 3))
    browser = browser_of(app, "hq_clerk")

    assert not browser.page(f"/hq/orders/{second.number}").has("was never ordered by this distributor before")
    perform(service_withdraw.withdraw, first.id, Turn(market.actor, first.version, NOW))
    page = browser.page(f"/hq/orders/{second.number}")

    assert page.has("1 parts were never ordered") or page.has("1 part was never ordered")
    assert not page.select("//*[@id='orders-findings']//*[contains(@class,'pill') and text()='clean']")


def test_a_draft_is_not_headquarters_business(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")

    browser.page(f"/hq/orders/{draft.number}", status=404)
    assert not browser.page("/hq/orders").has(draft.number)


def test_who_has_an_order_open_that_was_taken_back_is_told_by_whom(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    take = browser.page(f"/hq/orders/{order.number}").fields(action="/take")
    perform(service_withdraw.withdraw, order.id, Turn(market.actor, order.version, NOW))

    answer = browser.open(f"/hq/orders/{order.number}/take", method="POST", data=take)

    assert answer.status_code == 409
    page = browser.page(f"/hq/orders/{order.number}", status=409)
    assert f"{market.actor.name} took order {order.number} back" in page.main


def test_the_page_asks_the_database_the_same_for_few_and_for_many_lines(app: Flask, market: Market) -> None:
    numbers = sell_many(market, 500)
    few = make_submitted(market, *((one, 1) for one in numbers[:5]))
    many = make_submitted(market, *((one, 1) for one in numbers), now=NOW + timedelta(days=4))
    browser = browser_of(app, "hq_clerk")

    def asked(path: str) -> int:
        browser.page(path)
        with counted() as statements:
            browser.open(path)
        return len(statements)

    assert asked(f"/hq/orders/{few.number}") == asked(f"/hq/orders/{many.number}") <= 8
    assert asked("/hq/orders") <= 8


def test_the_filter_offers_no_company_whose_orders_headquarters_does_not_see_yet(app: Flask, market: Market) -> None:
    general = make_market(kind=DistributorKind.GENERAL, name="Drafts Only")
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER, name="Passed Up")
    for other in (general, dealer):
        sell(other, "55-1")
    make_submitted(market, ("21029627", 1))
    make_draft(general, ("55-1", 1))
    draft = make_draft(dealer, ("55-1", 1))
    perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW))

    page = browser_of(app, "hq_clerk").page("/hq/orders")

    offered = [str(one).strip() for one in page.select("//select[@name='distributor']/option/text()")]
    assert offered == ["All distributors", market.distributor.name]


def test_the_list_is_narrowed_to_a_distributor_its_file_too(app: Flask, market: Market) -> None:
    other = make_market()
    sell(other, "55-1")
    mine, theirs = make_submitted(market, ("21029627", 2)), make_submitted(other, ("55-1", 1))
    browser = browser_of(app, "hq_clerk")

    page = browser.page(f"/hq/orders?distributor={other.distributor.id}")
    file = browser.open(f"/hq/orders?distributor={other.distributor.id}&export=csv").get_data(as_text=True)

    assert (page.has(mine.number), page.has(theirs.number)) == (False, True)
    assert (mine.number in file, theirs.number in file) == (False, True)
    assert len(page.select("//select[@name='distributor']/option")) == 3
    assert not browser.page("/hq/orders?distributor=x").has(theirs.number)


def test_the_steps_of_a_rejected_order_end_there(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")

    page = browser.send({"reason": "other", "note": "No."}, action="/reject")

    steps = [each.text.strip() for each in page.select("//ol[@class='milestones']/li")]
    assert steps == ["Submitted", "Rejected"]
