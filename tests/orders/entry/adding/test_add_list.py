"""All parts of a kept list put into an order at once: once a form, each row with its answer."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.lists import service
from portal.core.data.sessions import db, perform
from portal.core.scope import scoped
from portal.orders.models import DraftRow, SalesOrder
from tests.factories import actor_of, make_dealer_user, make_distributor
from tests.orders.factories import NOW, Market, make_draft
from tests.web import Browser


@pytest.fixture
def list_id(market: Market) -> int:
    actor = actor_of(market.buyer)
    with scoped(actor.scope):
        made = perform(service.make_list, "Service", actor, NOW)
        for number, quantity in (("21029627", 2), ("21047102", 3)):
            perform(service.put_on_list, made, number, quantity, actor, NOW)
    return made


def rows() -> list[tuple[str, str, str]]:
    db.session.remove()
    wanted = sa.select(DraftRow.part_text, DraftRow.quantity_text, DraftRow.answer)
    found = db.session.execute(wanted.order_by(DraftRow.order_id, DraftRow.position))
    return [(part, quantity, answer) for part, quantity, answer in found]


def test_all_of_a_list_begins_an_order_and_the_same_form_adds_it_once(browser: Browser, list_id: int) -> None:
    page = browser.page(f"/catalogue/lists/{list_id}")
    fields = page.fields(button="Add all to the order")
    shown = browser.send(button="Add all to the order")

    (number,) = db.session.scalars(sa.select(SalesOrder.number))
    assert shown.path.endswith(f"/orders/new?draft={number}")
    assert shown.has("The parts of the list “Service” stand in this order.")
    assert rows() == [("21029627", "2", "found"), ("21047102", "3", "later")]
    browser.post(f"/orders/add-list/{list_id}", {**fields, "draft": "new"})
    assert len(rows()) == 2


def test_it_goes_to_the_draft_chosen_beside_what_stands_there(browser: Browser, market: Market, list_id: int) -> None:
    number = make_draft(market, ("21029627", 1)).number

    browser.page(f"/catalogue/lists/{list_id}")
    browser.send({"draft": number}, button="Add all to the order")

    assert [row[:2] for row in rows()] == [("21029627", "1"), ("21029627", "2"), ("21047102", "3")]


def test_an_empty_list_and_one_of_another_company_add_nothing(
    app: Flask, browser: Browser, market: Market, list_id: int
) -> None:
    actor = actor_of(market.buyer)
    with scoped(actor.scope):
        empty = perform(service.make_list, "Empty", actor, NOW)
    browser.post(f"/orders/add-list/{empty}", {"draft": "new"})
    assert browser.page(f"/catalogue/lists/{empty}").has("Nothing stands on this list yet")

    stranger = Browser(app, address="192.0.2.12").sign_in(make_dealer_user(make_distributor(locale="en")))
    assert stranger.post(f"/orders/add-list/{list_id}", {"draft": "new"}).status_code == 404
    assert rows() == []
