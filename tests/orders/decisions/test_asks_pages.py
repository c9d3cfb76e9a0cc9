"""The form of what is asked of a distributor: one block, further ones folded, drafts from what was found, a way out."""

import re
from typing import Any

from flask import Flask

from portal.orders.decisions.pages_asks import MOST_ASKS
from portal.orders.states import OrderState
from tests.orders.desks import browser_of
from tests.orders.factories import VOR, Market, make_market, make_submitted, order_of, sell
from tests.web import Browser, Page

FORM = "//form[@id='orders-change-request']"


def in_review(app: Flask, market: Market, *lines: tuple[str, int], **header: Any) -> tuple[str, Browser, Page]:
    """Hand an order in and take it; return its number, the reviewer's browser and the page it shows."""
    number = make_submitted(market, *lines, **header).number
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{number}")
    return number, browser, browser.send(button="Take")


def texts(page: Page) -> list[str]:
    """Return what stands in the blocks, those without words left out."""
    found = [area.text.strip() for area in page.select(f"{FORM}//textarea") if area.text]
    return [text for text in found if text]


def subjects(page: Page) -> list[str]:
    """Return what is chosen in the blocks, those that stand open."""
    chosen = page.select(f"{FORM}//select[not(ancestor::details[not(@open)])]/option[@selected]/@value")
    return [str(value) for value in chosen]


def test_one_block_stands_open_and_each_next_one_in_a_fold_of_its_own(app: Flask, market: Market) -> None:
    _number, _browser, page = in_review(app, market, ("21029627", 2))

    assert page.select("//dialog[@id='request-changes']//textarea[not(ancestor::details)]/@name") == ["ask-1"]
    folds = page.select(f"{FORM}//details")
    assert len(folds) == 5 and not page.select(f"{FORM}//details[@open]")
    assert [len(fold.xpath("ancestor::details")) for fold in folds] == [0, 1, 2, 3, 4]


def test_requests_are_drafted_from_what_was_found_and_what_was_typed_stays_before_them(app: Flask) -> None:
    market = make_market(locale="en")
    sell(market, "21029627")
    number, browser, _page = in_review(app, market, ("21029627", 2), **VOR)

    page = browser.send({"subject-2": "line:1", "ask-2": "Why two?", "answer_by": "2099-01-01"}, button="From findings")

    assert texts(page)[0] == "Why two?" and subjects(page)[0] == "line:1"
    at = next(at for at, text in enumerate(texts(page)) if text.startswith("VIN not in the sold fleet: "))
    assert subjects(page)[at] == "field:vin" and "LZZABCDE7SA000001" in texts(page)[at]
    assert page.select(f"{FORM}//textarea[@autofocus]/@name") == ["ask-2"]
    assert page.fields(id="orders-change-request")["answer_by"] == "2099-01-01"
    assert order_of(number).state is OrderState.IN_REVIEW
    again = browser.send(button="From findings")
    assert texts(again) == texts(page)
    browser.send(button="Send requests")
    assert order_of(number).state is OrderState.CHANGES_REQUESTED


def test_a_draft_is_in_the_language_of_who_will_read_it_and_says_what_it_means_in_the_reviewers_own(app: Flask) -> None:
    market = make_market(locale="ar")
    sell(market, "21029627")
    number, browser, _page = in_review(app, market, ("21029627", 2), **VOR)

    page = browser.send(button="From findings")

    (at,) = [at for at, text in enumerate(texts(page), start=1) if "LZZABCDE7SA000001" in text]
    assert re.search("[\u0600-\u06ff]", texts(page)[at - 1]) and "VIN not" not in texts(page)[at - 1]
    (hint,) = page.select(f"//*[@id='ask-{at}-hint']")
    assert hint.text.startswith("VIN not in the sold fleet: LZZABCDE7SA000001")
    assert page.select("//html[@lang='en']") and page.has("Findings")
    browser.send(button="Send requests")
    assert order_of(number).state is OrderState.CHANGES_REQUESTED


def test_htmx_is_answered_with_the_form_alone_which_stays_in_its_dialog(app: Flask, market: Market) -> None:
    number, browser, page = in_review(app, market, ("21029627", 2), **VOR)
    fields = page.fields(id="orders-change-request") | {"draft": "findings"}

    answer = browser.post(f"/hq/orders/{number}/request-changes", fields, headers={"HX-Request": "true"})

    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and text.lstrip().startswith('<form id="orders-change-request"')
    assert 'popovertarget="request-changes" popovertargetaction="hide"' in text and "<html" not in text
    assert "LZZABCDE7SA000001" in text


def test_one_more_is_asked_for_without_script_and_never_more_than_fit(app: Flask, market: Market) -> None:
    _number, browser, _page = in_review(app, market, ("21029627", 2))
    typed = {f"ask-{index}": f"Request no {index}" for index in range(1, 7)}

    page = browser.send(typed, button="Another request")

    assert texts(page) == [f"Request no {index}" for index in range(1, 7)]
    assert page.select(f"{FORM}//textarea[@autofocus]/@name") == ["ask-7"]
    assert len(page.select(f"{FORM}//textarea")) == 9
    extra = {f"ask-{index}": f"Request no {index}" for index in range(7, MOST_ASKS + 5)}
    page = browser.send(extra=extra, button="Another request")
    assert len(page.select(f"{FORM}//textarea")) == MOST_ASKS and "Another request" not in page.buttons()


def test_more_requests_than_fit_are_refused_and_none_is_dropped(app: Flask, market: Market) -> None:
    number, browser, page = in_review(app, market, ("21029627", 2))
    sent = page.fields(button="Send requests") | {f"ask-{index}": "why" for index in range(1, MOST_ASKS + 2)}

    answer = browser.open(f"/hq/orders/{number}/request-changes", method="POST", data=sent)

    assert answer.status_code == 409 and "30 requests are made at once at most." in answer.get_data(as_text=True)
    assert order_of(number).state is OrderState.IN_REVIEW


def test_a_line_of_another_page_of_the_order_stays_what_a_request_is_about(app: Flask, market: Market) -> None:
    _number, browser, _page = in_review(app, market, ("21029627", 2))

    page = browser.send({"ask-1": "Why?"}, extra={"subject-1": "line:150"}, button="Another request")

    (chosen,) = page.select(f"{FORM}//select[@name='subject-1']/option[@selected]")
    assert (chosen.get("value"), chosen.text) == ("line:150", "Line 150")


def test_nothing_found_leaves_nothing_to_draft_from(app: Flask, market: Market) -> None:
    _number, _browser, page = in_review(app, market, ("21029627", 2))

    assert "From findings" not in page.buttons() and "Send requests" in page.buttons()


def test_every_form_of_a_decision_is_left_by_cancel_in_its_dialog_and_on_the_page(app: Flask, market: Market) -> None:
    number, browser, page = in_review(app, market, ("21029627", 2))
    dialogs = [str(name) for name in page.select("//dialog[@popover]/@id")]
    closed = {str(name) for name in page.select("//button[@popovertargetaction='hide']/@popovertarget")}

    assert {"request-changes", "reject-order"} <= set(dialogs) and set(dialogs) <= closed
    page = browser.send({"note": ""}, action="/reject", status=409)
    assert page.links()["Cancel"] == f"/hq/orders/{number}"
    browser.page(f"/hq/orders/{number}")
    page = browser.send(button="Send requests", status=409)
    assert page.links()["Cancel"] == f"/hq/orders/{number}"
