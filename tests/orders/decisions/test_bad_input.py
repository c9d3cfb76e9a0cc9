"""What is sent to the decisions about an order and cannot be: twice, under a used key, too long, with odd names."""

import pytest
from flask import Flask

from portal.orders.states import OrderState
from tests.conftest import rows_in
from tests.orders.entry.test_bad_input import browser_of
from tests.orders.factories import Market, make_draft, make_submitted, order_of


def test_a_second_click_on_submit_leads_to_the_same_order(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 1))
    browser = browser_of(app, market)
    page = browser.page(f"/orders/new?draft={draft.number}")
    fields = page.fields(id="draft")

    answers = [browser.open(f"/orders/{draft.number}/submit", method="POST", data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert order_of(draft.number).state is OrderState.SUBMITTED and rows_in("order_line") == 1


@pytest.mark.both_engines
def test_a_reused_key_with_another_body_is_at_fault_itself(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), po_number="PO-1")
    browser = browser_of(app, market)
    browser.page(f"/orders/new?draft={draft.number}")
    sent = {"idempotency_key": "k" * 20, "version": "1", "do": "submit"}

    first = browser.post(f"/orders/{draft.number}/submit", sent | {"part-1": "21029627", "quantity-1": "2"})
    second = browser.post(f"/orders/{draft.number}/submit", sent | {"part-1": "21029627", "quantity-1": "3"})

    assert (first.status_code, second.status_code) == (303, 422)


def test_a_long_reason_to_cancel_is_refused_beside_its_field_and_kept_whole(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, market)
    browser.page(f"/orders/{order.number}")
    typed = "w" * 400 + "END"

    page = browser.send({"reason": typed}, button="Cancel order", status=422)

    assert page.fields(button="Cancel order")["reason"] == typed
    assert page.select("//*[@id='cancel-reason-error'][contains(., '403')]")
    assert order_of(order.number).state is OrderState.SUBMITTED


def test_an_answer_to_a_request_of_five_thousand_digits_is_none(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, market)

    answer = browser.post(
        f"/orders/{order.number}/resubmit", {"version": str(order.version), f"answer-{'9' * 5_000}": "done"}
    )

    assert answer.status_code == 409 and order_of(order.number).state is OrderState.SUBMITTED
