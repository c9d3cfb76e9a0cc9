"""What a dealer and its general distributor press on their pages to make one order of several."""

import io
from dataclasses import dataclass

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.accounts.models import DistributorKind
from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.decisions import service_gathering
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from tests import factories
from tests.orders.factories import NOW, Market, make_draft, make_market, order_of, sell
from tests.web import Browser


@dataclass
class Below:
    """A general distributor and a dealer below it, each at a browser."""

    general: Market
    dealer: Market
    above: Browser
    below: Browser


@pytest.fixture
def chain(app: Flask) -> Below:
    general = make_market(kind=DistributorKind.GENERAL, name="Nile Motors Trading")
    dealer = make_market(parent=general.distributor, kind=DistributorKind.DEALER, name="Delta EV Service")
    for market in (general, dealer):
        sell(market, "21029627", names={"en": "Contactor"})
    return Below(general, dealer, Browser(app).sign_in(general.buyer), Browser(app).sign_in(dealer.buyer))


def passed_up(dealer: Market) -> SalesOrder:
    draft = make_draft(dealer, ("21029627", 4))
    return order_of(perform(service_gathering.pass_up, draft.id, Turn(dealer.actor, draft.version, NOW)))


@pytest.mark.both_engines
def test_a_dealer_passes_a_draft_and_its_general_distributor_makes_it_its_own(chain: Below) -> None:
    draft = make_draft(chain.dealer, ("21029627", 4))
    page = chain.below.page(f"/orders/new?draft={draft.number}")
    assert "Pass to the general distributor" in page.buttons()

    page = chain.below.send(button="Pass to the general distributor")

    assert page.has("was passed to the general distributor") and page.has("With the general distributor")
    assert page.rows()[0] == ["21029627", "Contactor", "4", ""]
    page = chain.above.page("/orders")
    assert page.links()["Dealers' orders"] == "/orders/gather"
    assert chain.above.page("/").has("Dealers' orders to gather") and not chain.below.page("/").has("to gather")
    page = chain.above.page("/orders/gather")
    assert page.rows()[0][1:4] == [draft.number, f"Delta EV Service {chain.dealer.distributor.code}", draft.po_number]

    page = chain.above.send({"chosen": [str(draft.id)]}, button="Gather into one order")

    assert page.has("was made of these orders") and "21029627" in page.html
    made = order_of(draft.number).gathered_into
    assert made and order_of(made).distributor_id == chain.general.distributor.id
    assert page.links()[draft.number] == f"/orders/{draft.number}"
    book = load_workbook(io.BytesIO(chain.above.open(f"/orders/{made}/shares").data))
    told = [row[:5] + row[6:7] for row in book.active.iter_rows(values_only=True)][-1]
    code = chain.dealer.distributor.code
    assert told == ("21029627", "Contactor", code, "Delta EV Service", draft.number, 4)
    assert chain.below.open(f"/orders/{made}/shares").status_code == 404
    page = chain.below.page(f"/orders/{draft.number}")
    assert page.has(f"Gathered into order {made}") and made not in page.links()
    assert not page.has("Nile Motors Trading") and not page.has(chain.general.buyer.name)
    assert chain.below.open(f"/orders/{made}").status_code == 404
    assert chain.above.page(f"/orders/{draft.number}").links()[made] == f"/orders/{made}"


def test_nothing_ticked_is_told_and_what_was_ticked_stays(chain: Below) -> None:
    order = passed_up(chain.dealer)
    chain.above.page("/orders/gather")
    assert chain.above.send({}, button="Gather into one order", status=409).has("Tick the orders")

    page = chain.above.page("/orders/gather")
    sent = {**page.fields(button="Gather into one order"), "chosen": [str(order.id)]}
    perform(service_gathering.take_back, order.id, "", Turn(chain.dealer.actor, order.version, NOW))

    answer = chain.above.post("/orders/gather", sent)

    assert answer.status_code == 409 and order.number in answer.get_data(as_text=True)


def test_an_order_is_sent_back_with_a_reason_or_taken_back_without(chain: Below) -> None:
    order = passed_up(chain.dealer)
    chain.above.page(f"/orders/{order.number}")
    assert chain.above.send({"reason": " "}, button="Send back", status=409).has("Tell the dealer why")

    chain.above.page(f"/orders/{order.number}")
    page = chain.above.send({"reason": "Too many"}, button="Send back")

    assert page.has("was sent back to its dealer") and order_of(order.number).state is OrderState.DRAFT
    again = passed_up(chain.dealer)
    chain.below.page(f"/orders/{again.number}")
    assert chain.below.send(button="Take back").has("is a draft again")


def test_headquarters_sees_nothing_of_what_is_with_a_general_distributor(app: Flask, chain: Below) -> None:
    order = passed_up(chain.dealer)
    hq = Browser(app).sign_in(factories.make_hq_user(role="hq_manager"))

    assert not hq.page("/hq/orders").has(order.number)
    assert hq.open(f"/hq/orders/{order.number}").status_code == 404
    assert not hq.page(f"/hq/search?q={order.number}").links().get(order.number)


def test_a_stranger_gathers_nothing_by_a_forged_id(app: Flask, chain: Below) -> None:
    order = passed_up(chain.dealer)
    stranger = Browser(app).sign_in(make_market(kind=DistributorKind.GENERAL).buyer)
    stranger.page("/orders/gather")

    for forged in (str(order.id), "999999", "9" * 30, "x"):
        assert stranger.post("/orders/gather", {"chosen": [forged]}).status_code in {404, 409}
    assert stranger.post(f"/orders/{order.number}/take-back", {"version": "2", "reason": "x"}).status_code == 404
    assert stranger.post(f"/orders/{order.number}/pass-up", {"version": "2"}).status_code == 404
    assert order_of(order.number).state is OrderState.WITH_GENERAL
