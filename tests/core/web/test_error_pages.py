"""Error pages: the menu and the person stay, the page leads on to what it is about, and nothing typed is lost."""

import pytest
from flask import Flask
from werkzeug.exceptions import BadGateway, GatewayTimeout, Gone, HTTPException, RequestedRangeNotSatisfiable

from portal.core.web.errorpages import on_http
from portal.core.web.languages import spoken
from portal.orders.states import OrderState
from tests.factories import make_dealer_user, make_distributor, make_hq_user
from tests.orders.factories import Market, make_draft, make_market, make_submitted, sell
from tests.web import Browser, Page


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "21029627", price="184.5", stock=50)
    return market


def leads(page: Page) -> dict[str, str]:
    """The ways on an error page offers: their words and addresses."""
    return {" ".join("".join(link.itertext()).split()): link.get("href") for link in page.select("//main//a")}


def named(page: Page) -> bool:
    """Tell whether the page shows the menu, the person and a reference."""
    return bool(page.select("//header//nav/a") and page.select("//header//details//form")) and page.has("Reference")


def test_a_number_that_names_nothing_leads_to_a_search_and_the_list(app: Flask) -> None:
    page = Browser(app).sign_in(make_dealer_user()).page("/orders/SO-2026-999999", status=404)

    assert named(page)
    assert leads(page) == {
        "Search Orders for SO-2026-999999": "/orders?q=SO-2026-999999",
        "All of Orders": "/orders",
        "Go to the start page": "/",
    }


def test_an_address_of_an_order_that_takes_no_visit_leads_to_the_order(app: Flask, market: Market) -> None:
    order = make_draft(market, ("21029627", 1))
    browser = Browser(app).sign_in(market.buyer)

    page = browser.page(f"/orders/{order.number}/submit", status=405)

    assert named(page)
    assert leads(page)[f"Order {order.number}"] == f"/orders/{order.number}"


def test_back_after_submit_leads_to_the_order_it_became(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 1))
    browser = Browser(app).sign_in(market.buyer)

    page = browser.page(f"/orders/new?draft={order.number}", status=409)

    assert order.state is OrderState.SUBMITTED
    assert leads(page)[f"Order {order.number}"] == f"/orders/{order.number}"


def test_an_order_at_the_wrong_door_is_led_to_at_the_right_one(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 1))
    clerk = Browser(app).sign_in(make_hq_user())

    page = clerk.page(f"/orders/{order.number}", status=403)

    assert leads(page)[f"Order {order.number} at headquarters"] == f"/hq/orders/{order.number}"
    assert "Sign in as a distributor" in leads(page)


def test_nobody_is_led_to_what_is_not_theirs(app: Flask, market: Market) -> None:
    order = make_submitted(market, ("21029627", 1))
    stranger = Browser(app).sign_in(make_dealer_user(make_distributor()))

    there, nowhere = (stranger.page(f"/orders/{each}", status=404) for each in (order.number, "SO-2026-999999"))

    assert set(leads(there)) == {text.replace("SO-2026-999999", order.number) for text in leads(nowhere)}


def test_an_expired_form_shows_what_was_typed_and_leads_back_to_its_page(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user())
    page = browser.page("/account")
    sent = {**page.fields(action="/account/profile"), "csrf_token": "old", "name": "Mona of the parts desk"}

    def send(referrer: str) -> Page:
        answer = browser.open("/account/profile", method="POST", data=sent, headers={"Referer": referrer})
        return Page(answer, "/account/profile")

    told = send("http://localhost/account")
    assert told.status == 400 and named(told)
    assert told.has("The form has expired") and told.has("Mona of the parts desk")
    assert leads(told)["Back to the page you came from"] == "/account"
    foreign = send("https://elsewhere.example/account")
    assert foreign.status == 400 and not foreign.has("Mona of the parts desk")


def test_htmx_hears_of_it_among_the_messages(app: Flask) -> None:
    browser = Browser(app).sign_in(make_dealer_user())

    answer = browser.open("/orders/SO-2026-999999", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Retarget"]) == (404, "#components-later")
    assert "<main" not in answer.text and 'class="notice bad"' in answer.text and "Reference" in answer.text


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (RequestedRangeNotSatisfiable, "تعذر فهم الطلب المرسل"),
        (Gone, "تعذر فهم الطلب المرسل"),
        (BadGateway, "أعد المحاولة بعد قليل"),
        (GatewayTimeout, "أعد المحاولة بعد قليل"),
    ],
)
def test_an_error_of_http_without_words_of_its_own_is_told_in_those_of_its_kind(
    app: Flask, error: type[HTTPException], title: str
) -> None:
    with app.test_request_context("/"), spoken("ar"):
        answer = app.make_response(on_http(error()))

    page = answer.get_data(as_text=True)
    assert answer.status_code == error.code and error().name not in page
    assert title in page
