"""A distributor's decisions about its order, on its pages: handed in, answered, withdrawn."""

import pytest

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_review
from portal.orders.states import OrderState
from tests.orders.factories import NOW, Market, hq_actor, make_submitted, make_taken, order_of
from tests.web import Browser


def test_a_vor_order_without_its_proofs_is_kept_and_every_missing_one_named(browser: Browser) -> None:
    browser.page("/orders/new")
    browser.send({"lines": "21029627 2", "order_type": "vor", "po_number": "V-1"}, button="Check lines")

    page = browser.send(button="Submit order")

    named = [link for link in page.links() if "needed for this order type" in link]
    assert len(named) == 4
    assert page.fields(id="draft")["order_type"] == "vor"


def test_findings_that_block_are_all_shown_and_may_be_put_to_headquarters(browser: Browser, market: Market) -> None:
    browser.page("/orders/new")
    browser.send({"lines": "21029627 2", "po_number": "P-1", "incoterm": "EXW"}, button="Check lines")

    page = browser.send(button="Submit order")
    assert page.has("Terms differ from the contract") and page.has("The order says EXW, the contract FCA.")
    page = browser.send({"exception": "yes"}, button="Submit order")

    assert page.has("was submitted")


@pytest.mark.both_engines
def test_requests_are_answered_on_the_order_itself(browser: Browser, market: Market) -> None:
    from datetime import date

    clerk = hq_actor()
    order = make_taken(market, clerk, ("21029627", 2))
    asks = [service_review.NewAsk("Which depot?", field="note"), service_review.NewAsk("Is it two?", line_no=1)]
    perform(service_review.request_changes, order.id, asks, date(2026, 3, 12), Turn(clerk, order.version, NOW))

    page = browser.page(f"/orders/{order.number}")
    assert page.has("Headquarters asks for 2 changes.")
    page = browser.send({}, button="Send answers", status=409)
    assert page.main.count("Choose an answer") == 4
    linked = {href.removeprefix("#") for href in page.select("//*[@role='alert']//a/@href")}
    assert linked and linked <= set(page.select("//input/@id"))
    ids = sorted(name for name in page.fields(action="/resubmit") if name.startswith("ask_note-"))
    first, second = (name.partition("-")[2] for name in ids)
    page = browser.send(
        {f"answer-{first}": "done", f"answer-{second}": "declined", f"ask_note-{second}": "Two it is."},
        button="Send answers",
    )

    assert page.has("was handed in again")
    assert order_of(order.number).state is OrderState.SUBMITTED


@pytest.mark.both_engines
def test_an_order_is_withdrawn_before_it_is_taken_and_not_after(browser: Browser, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser.page(f"/orders/{order.number}")
    page = browser.send(button="Withdraw")
    assert page.has("is a draft again")

    taken = make_taken(market, hq_actor(), ("21029627", 3))
    answer = browser.post(f"/orders/{taken.number}/withdraw", {"version": taken.version - 1})
    assert answer.status_code == 409 and "already decided" in answer.get_data(as_text=True)
