"""A part is added to an order from its place in the catalogue: to which draft, with which answer, and once."""

import dataclasses

import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import MarketRestriction, PartState
from portal.core.data.sessions import db, perform, transaction
from portal.orders.entry import service_drafts
from portal.orders.entry.rows import rules_change
from portal.orders.models import DraftRow, SalesOrder
from tests.catalogue.factories import make_part, replace
from tests.factories import make_dealer_user
from tests.orders.factories import NOW, SINCE, Market, make_draft, make_market, make_submitted, sell
from tests.web import Browser

HTMX = {"HX-Request": "true"}


def rows() -> list[tuple[str, str, str]]:
    """Return the rows of all drafts: part and quantity as typed, and the answer."""
    db.session.remove()
    wanted = sa.select(DraftRow.part_text, DraftRow.quantity_text, DraftRow.answer)
    return [
        (part, quantity, answer)
        for part, quantity, answer in db.session.execute(wanted.order_by(DraftRow.order_id, DraftRow.position))
    ]


def orders() -> list[str]:
    """Return the numbers of all orders, the oldest first."""
    db.session.remove()
    return list(db.session.scalars(sa.select(SalesOrder.number).order_by(SalesOrder.id)))


def test_a_part_of_the_list_begins_an_order_and_the_next_goes_to_the_same(browser: Browser) -> None:
    browser.page("/catalogue?q=2104")
    page = browser.send({"quantity": "3"}, action="/orders/add")

    (number,) = orders()
    assert page.path.endswith("/catalogue?q=2104")
    assert page.links()[number] == f"/orders/new?draft={number}"
    assert page.has(f"3 × 21047102 was added to order {number}. None in stock")

    browser.page("/catalogue/21029627")
    page = browser.send({"quantity": "٢"}, action="/orders/add")

    assert orders() == [number]
    assert page.has(f"2 × 21029627 was added to order {number}. Found, in stock.")
    assert rows() == [("21047102", "3", "later"), ("21029627", "2", "found")]


def test_a_draft_made_by_adding_is_like_one_begun_on_its_page(browser: Browser, market: Market) -> None:
    browser.page("/catalogue/21029627")
    browser.send({"quantity": "2"}, action="/orders/add")

    (order,) = db.session.scalars(sa.select(SalesOrder))
    assert (order.ship_to_id, order.incoterm, order.created_by) == (market.address.id, "FCA", market.buyer.id)
    assert (order.line_count, order.pieces, str(order.total)) == (1, 2, "369.0000")
    assert browser.page(f"/orders/new?draft={order.number}").has("Contactor")


def test_the_newest_own_draft_is_meant_until_another_is_chosen(browser: Browser, market: Market) -> None:
    first = make_draft(market, ("21029627", 1)).number
    second = make_draft(market, ("21029627", 1)).number
    make_draft(theirs(market), ("21047102", 1))

    page = browser.page("/catalogue")
    assert page.fields(action="/orders/adding-to")["draft"] == second
    assert len(page.select("//select[@id='adding-draft']/option")) == 4
    browser.send({"draft": first}, action="/orders/adding-to")
    page = browser.send({"quantity": "5"}, action="/orders/add")

    assert page.has(f"was added to order {first}")
    assert page.fields(action="/orders/adding-to")["draft"] == first


def theirs(market: Market) -> Market:
    """Return the market as a colleague of its buyer goes about in it."""
    return dataclasses.replace(market, buyer=make_dealer_user(market.distributor))


def test_a_colleagues_draft_is_only_added_to_when_it_is_chosen(app: Flask, market: Market) -> None:
    known = make_draft(market, ("21047102", 1)).number
    browser = Browser(app).sign_in(make_dealer_user(market.distributor))

    page = browser.page("/catalogue/21029627")
    assert page.fields(action="/orders/add")["draft"] == "new"
    page = browser.send({"draft": known}, action="/orders/add")

    assert page.has(f"was added to order {known}")
    assert orders() == [known]


def test_a_part_added_twice_is_added_up_but_a_form_sent_twice_counts_once(browser: Browser) -> None:
    browser.page("/catalogue/21029627")
    fields = {"part": "21029627", "quantity": "2", "idempotency_key": "k1"}
    for _ in range(2):
        browser.post("/orders/add", fields)
    (number,) = orders()
    assert rows() == [("21029627", "2", "found")]
    assert browser.page("/catalogue").has(f"2 × 21029627 is in order {number} already; it was not added twice.")

    browser.post("/orders/add", {**fields, "idempotency_key": "k2"})

    assert [row[2] for row in rows()] == ["found", "duplicate"]
    assert browser.page("/catalogue").has("Added up with row 1 to 4 pieces; one line is ordered.")


def test_the_usual_rules_answer_what_is_added(browser: Browser, market: Market) -> None:
    sell(market, "P1", minimum=4, pack=2)
    replace(sell(market, "P2", stock=0), sell(market, "P3"), since=SINCE)

    for part, told in (("P1", "At least 4 are ordered; the next right quantity is 4."), ("P2", "a newer part")):
        browser.page("/catalogue")
        browser.post("/orders/add", {"part": part, "quantity": "1"})
        assert browser.page("/catalogue").has(told)

    assert [row[2] for row in rows()] == ["below_minimum", "superseded"]


def test_what_nobody_may_order_is_not_added(browser: Browser, market: Market) -> None:
    closed = sell(market, "P1")
    make_part("P2")
    make_part("P3", state=PartState.DISCONTINUED)
    with transaction() as session:
        session.add(MarketRestriction(part_id=closed, country="EG"))

    for part, told in (
        ("P1", "This part may not be sold where the goods go."),
        ("P2", "There is no valid price for it."),
        ("P3", "It is no longer made"),
    ):
        browser.page("/catalogue")
        browser.post("/orders/add", {"part": part, "quantity": "1"})
        assert browser.page("/catalogue").has(f"{part} was not added. {told}")

    assert (rows(), orders()) == ([], [])


def test_a_quantity_that_is_none_adds_nothing_and_stays_where_it_was_typed(browser: Browser) -> None:
    browser.page("/catalogue")
    page = browser.send({"quantity": "many"}, action="/orders/add")

    assert page.path == "/catalogue/21029627?quantity=many"
    assert page.has("21029627 was not added.")
    assert page.fields(action="/catalogue/21029627", button="Show price")["quantity"] == "many"
    answer = browser.post("/orders/add", {"part": "21029627", "quantity": "0", "at": "7"}, headers=HTMX)
    assert answer.status_code == 422
    assert 'value="0"' in answer.text and 'role="alert"' in answer.text and 'id="add-7-' in answer.text
    assert orders() == []


def test_the_form_comes_again_alone_when_htmx_asks_with_what_happened(browser: Browser) -> None:
    answer = browser.post("/orders/add", {"part": "21029627", "quantity": "2", "idempotency_key": "k"}, headers=HTMX)

    (number,) = orders()
    assert answer.status_code == 200
    assert "<html" not in answer.text and 'value="k"' not in answer.text
    assert f'href="/orders/new?draft={number}"' in answer.text
    assert f'<option value="{number}" selected>' in answer.text


def test_what_a_colleague_changed_in_the_draft_stays(browser: Browser, market: Market) -> None:
    draft = make_draft(market, ("21029627", 1))
    browser.page("/catalogue/21047102")
    change = rules_change.DraftChange(
        draft.id, draft.version, rules_change.Header(po_number="PO-THEIRS", ship_to_id=market.address.id)
    )
    perform(service_drafts.save_draft, change, market.actor, NOW)

    browser.send({"quantity": "1"}, action="/orders/add")

    db.session.remove()
    (order,) = db.session.scalars(sa.select(SalesOrder))
    assert (order.po_number, order.version, order.line_count) == ("PO-THEIRS", 3, 2)


def test_an_order_handed_in_and_one_of_another_company_take_no_part(app: Flask, market: Market) -> None:
    gone = make_submitted(market, ("21029627", 1)).number
    other = make_market(parent=market.distributor)
    below = make_draft(other, ("21029627", 1)).number
    stranger = make_draft(make_market(), ("21029627", 1)).number
    browser = Browser(app).sign_in(market.buyer)
    before = rows()

    for number, status in ((gone, 303), (below, 303), (stranger, 404), ("SO-1", 404)):
        sent = {"part": "21029627", "quantity": "1", "draft": number}
        assert browser.post("/orders/add", sent).status_code == status
    for number, status in ((gone, 409), (below, 409), (stranger, 404)):
        assert browser.post("/orders/adding-to", {"draft": number}).status_code == status

    assert rows() == before
    assert browser.post("/orders/add", {"part": "nothing", "quantity": "1"}).status_code == 404


def test_who_may_not_write_orders_adds_nothing(app: Flask, market: Market) -> None:
    reader = Browser(app).sign_in(make_dealer_user(market.distributor, role="dealer_finance"))

    assert reader.post("/orders/add", {"part": "21029627", "quantity": "1"}).status_code == 403
    assert orders() == []
