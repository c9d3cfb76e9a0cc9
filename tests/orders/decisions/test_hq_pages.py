"""Headquarters' decisions about an order, on its pages: taken, approved, asked about, rejected, held, waived."""

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_submit
from portal.orders.states import OrderState
from tests.factories import make_hq_user
from tests.orders.desks import browser_of
from tests.orders.factories import NOW, Market, holds_of, make_draft, make_market, make_submitted, order_of, sell
from tests.web import Browser, Page


def test_an_order_is_taken_and_approved(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_manager")

    page = browser.page("/hq/orders")
    assert page.has(order.number) and page.has(market.distributor.name)
    page = browser.page(f"/hq/orders/{order.number}")
    assert page.has("The checks found nothing.") and page.has("Credit limit")
    page = browser.send(button="Take")
    assert page.has("is yours to review")
    page = browser.send(button="Approve")

    assert page.has("was approved")
    assert order_of(order.number).state is OrderState.RELEASED


def test_a_clerk_above_his_limit_is_told_and_nothing_happens(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk", approval_limits={"USD": "100"})
    browser.page(f"/hq/orders/{order.number}")
    page = browser.send(button="Take")

    assert "Approve" not in page.buttons() and page.select("//button[@disabled and text()='Approve']")
    assert page.has("is above your limit of USD 100.00")
    assert order_of(order.number).state is OrderState.IN_REVIEW


def test_changes_are_requested_by_line_and_by_field(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")
    page = browser.send(button="Send requests", status=409)
    assert page.has("Write at least one request")

    page = browser.send(
        {"subject-1": "line:1", "ask-1": "Why two?", "subject-2": "field:po_number", "ask-2": "Which one?"},
        button="Send requests",
    )

    assert page.has("Changes requested") and page.has("Why two?") and page.has("Which one?")


def test_a_rejection_needs_its_note_and_keeps_what_was_typed(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")
    page = browser.send({"reason": "credit", "note": " "}, action="/reject", status=409)
    assert page.has("Write the distributor why")
    assert page.fields(action="/reject")["reason"] == "credit"

    page = browser.send({"note": "No credit left."}, action="/reject")

    assert page.has("Rejected")


def test_deciding_what_was_just_rejected_says_who_and_when(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    first, second = browser_of(app, "hq_manager", name="Li Na"), browser_of(app, "hq_manager")
    first.page(f"/hq/orders/{order.number}")
    first.send(button="Take")
    page = second.page(f"/hq/orders/{order.number}")
    assert page.has("With Li Na") and "Approve" not in page.buttons()
    first.send({"reason": "other", "note": "No."}, action="/reject")

    page = second.send({"why": "He is away"}, button="Take over", status=409)

    assert page.has("was already decided by Li Na")
    assert order_of(order.number).state is OrderState.REJECTED


@pytest.mark.parametrize(
    ("sent", "button"),
    [
        ({"reason": "credit", "note": "No credit left."}, "Reject order"),
        ({"subject-1": "line:1", "ask-1": "Why two?"}, "Send requests"),
    ],
)
def test_an_older_page_of_a_decided_order_is_told_who_decided_and_offers_no_decision_again(
    app: Flask, market: Market, sent: dict[str, str], button: str
) -> None:
    order = make_submitted(market, ("21029627", 2))
    reviewer = make_hq_user(role="hq_manager", name="Chen Jing")
    tab, older = Browser(app).sign_in(reviewer), Browser(app).sign_in(reviewer)
    tab.page(f"/hq/orders/{order.number}")
    tab.send(button="Take")
    older.page(f"/hq/orders/{order.number}")
    tab.send(button="Approve")

    page = older.send(sent, button=button, status=409)

    assert page.has("was already decided by Chen Jing") and order_of(order.number).state is OrderState.RELEASED
    assert not {"Reject order", "Send requests", "Approve"} & set(page.buttons())


def test_a_taking_over_and_a_hold_that_came_too_late_are_not_offered_again(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    first, second = browser_of(app, "hq_manager", name="Li Na"), browser_of(app, ["hq_manager", "hq_compliance"])
    first.page(f"/hq/orders/{order.number}")
    first.send(button="Take")
    second.page(f"/hq/orders/{order.number}")
    first.send({"reason": "other", "note": "No."}, action="/reject")
    older = second.shown

    taken = second.send({"why": "He is away"}, button="Take over", status=409)
    second.shown = older
    held = second.send({"reason": " "}, button="Place hold", status=409)

    assert "Take over" not in taken.buttons() and "Place hold" not in held.buttons()


def test_a_colleagues_order_is_taken_over_before_it_is_decided(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    first, second = browser_of(app, "hq_manager", name="Li Na"), browser_of(app, "hq_manager", name="Wang Wei")
    first.page(f"/hq/orders/{order.number}")
    first.send(button="Take")
    second.page(f"/hq/orders/{order.number}")

    page = second.send({"why": "  "}, button="Take over", status=422)
    assert page.has("Write why you take it over; your colleague reads it.")
    page = second.send({"why": "She is away"}, button="Take over")
    assert page.has("is yours to review") and page.has("Li Na: She is away")
    page = first.send(button="Approve", status=409)

    assert page.has("is in the hands of Wang Wei") or page.has("older version")
    assert order_of(order.number).state is OrderState.IN_REVIEW
    assert first.page("/hq/inbox").has(f"Wang Wei took over {order.number}, which you had in hand: She is away")
    second.send(button="Approve")
    assert order_of(order.number).state is OrderState.RELEASED


def test_a_waiver_is_the_managers_and_opens_the_way(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("21029627", 2), incoterm="EXW")
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW), ask_exception=True)
    clerk, manager = browser_of(app, "hq_clerk"), browser_of(app, "hq_manager", name="Chen Jing")
    clerk.page(f"/hq/orders/{draft.number}")
    page = clerk.send(button="Take")
    assert page.has("1 finding stands against this") and page.has("May be waived by: Manager (Chen Jing)")
    assert not {"Waive", "Approve"} & set(page.buttons())

    manager.page(f"/hq/orders/{draft.number}")
    page = manager.send({"reason": "agreed with sales"}, button="Waive")
    assert page.has("agreed with sales") and page.has("Waived") and page.has("Chen Jing")
    clerk.page(f"/hq/orders/{draft.number}")
    clerk.send(button="Approve")

    assert order_of(draft.number).state is OrderState.RELEASED


def test_what_is_wrong_with_a_request_stands_beside_its_field_and_the_form_stays_open(
    app: Flask, market: Market
) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")

    page = browser.send({"ask-2": "Which\nVIN?", "answer_by": "2020-01-01"}, button="Send requests", status=409)

    assert page.select("//*[@id='answer_by-error']//span[starts-with(., 'The day to answer by')]")
    assert page.select("//textarea[@name='ask-2' and not(ancestor::*[@popover])]")[0].text.strip() == "Which\nVIN?"
    page = browser.send({"ask-1": "First", "answer_by": "2099-01-01"}, button="Send requests")
    assert page.text.index("First") < page.text.index("Which VIN?") and page.has("Answer by 1 Jan 2099")


def test_a_rejection_starts_without_a_reason_and_needs_one(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")
    browser.page(f"/hq/orders/{order.number}")
    page = browser.send(button="Take")
    assert page.fields(action="/reject")["reason"] == ""

    page = browser.send({"note": "No credit."}, action="/reject", status=409)

    assert page.select("//*[@id='reject-reason-error']") and page.fields(action="/reject")["note"] == "No credit."
    assert order_of(order.number).state is OrderState.IN_REVIEW


def test_credit_holds_are_released_by_finance_and_release_the_order(app: Flask) -> None:
    market = make_market(credit="100")
    sell(market, "21029627", price="184.5", stock=50)
    order = make_submitted(market, ("21029627", 2))
    manager, finance = browser_of(app, "hq_manager"), browser_of(app, "hq_finance")
    page = manager.page(f"/hq/orders/{order.number}")
    assert page.has("Over the credit limit") and page.has("On hold")
    manager.send(button="Take")
    page = manager.send(button="Approve")
    assert page.has("Approved") and "Release" not in page.buttons()

    finance.page(f"/hq/orders/{order.number}")
    page = finance.send({"reason": "Paid today"}, button="Release")

    assert page.has("The hold was released.")
    assert order_of(order.number).state is OrderState.RELEASED


def test_holds_of_others_are_refused(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    clerk = browser_of(app, "hq_clerk")

    for fields in ({"kind": "compliance", "reason": "x"}, {"kind": "nonsense", "reason": "x"}):
        assert clerk.post(f"/hq/orders/{order.number}/holds", fields).status_code == 409


def test_who_only_looks_is_refused_every_decision(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_auditor")

    for action in ("take", "hand-back", "approve", "reject", "request-changes"):
        assert browser.post(f"/hq/orders/{order.number}/{action}", {"version": "2"}).status_code == 403
    assert browser.post("/hq/allocation/run", {}).status_code == 403


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 30])
def test_a_decision_without_a_version_is_refused_kindly(app: Flask, market: Market, version: str | None) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_clerk")

    answer = browser.post(f"/hq/orders/{order.number}/take", {} if version is None else {"version": version})

    assert answer.status_code == 409 and "without its version" in answer.get_data(as_text=True)


DECISIONS = (
    "take",
    "take-over",
    "approve",
    "reject",
    "hand-back",
    "request-changes",
    "holds",
    "holds/1/release",
    "findings/1/waive",
)


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_draft_is_not_shown_by_any_decision_about_it(app: Flask, market: Market, decision: str) -> None:
    draft = make_draft(market, ("21029627", 2), po_number="SECRET-PO")
    browser = browser_of(app, "hq_manager")

    answer = browser.post(f"/hq/orders/{draft.number}/{decision}", {"version": "1", "reason": "x", "kind": "logistics"})

    assert answer.status_code == 404 and "SECRET-PO" not in answer.text


@pytest.mark.parametrize(("path", "limit"), [("holds", 400), ("reject", 1_000), ("request-changes", 1_000)])
def test_a_text_that_is_too_long_is_refused_beside_its_field_and_kept(
    app: Flask, market: Market, path: str, limit: int
) -> None:
    order = make_submitted(market, ("21029627", 2))
    browser = browser_of(app, "hq_manager")
    browser.page(f"/hq/orders/{order.number}")
    browser.send(button="Take")
    typed = "w" * limit + "END"
    fields = {
        "holds": {"kind": "logistics", "reason": typed},
        "reject": {"reason": "price", "note": typed},
        "request-changes": {"subject-1": "line:1", "ask-1": typed, "answer_by": "2030-01-01"},
    }

    answer = browser.post(f"/hq/orders/{order.number}/{path}", fields[path] | {"version": "2"})

    page = Page(answer, "")
    assert answer.status_code == 422 and typed in answer.text
    assert page.select("//*[@aria-describedby]/following::*[contains(@class, 'error')][contains(., '3')]")
    assert order_of(order.number).state is OrderState.IN_REVIEW


def test_a_hold_is_released_and_a_finding_waived_under_their_own_order_only(app: Flask, market: Market) -> None:
    held, other = make_submitted(market, ("21029627", 2)), make_submitted(market, ("21029627", 3))
    browser = browser_of(app, ["hq_manager", "hq_logistics"])
    browser.post(f"/hq/orders/{held.number}/holds", {"kind": "logistics", "reason": "no lorry"})
    (hold,) = holds_of(order_of(held.number))

    strange = browser.post(f"/hq/orders/{other.number}/holds/{hold.id}/release", {"reason": "lorry found"})
    assert strange.status_code == 404 and len(holds_of(order_of(held.number))) == 1
    own = browser.post(f"/hq/orders/{held.number}/holds/{hold.id}/release", {"reason": "lorry found"})

    assert own.status_code == 303 and holds_of(order_of(held.number)) == []
