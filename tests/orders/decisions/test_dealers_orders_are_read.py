"""A general distributor reads its dealer's order and changes nothing of it, whatever it sends; the dealer goes on."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.core.errors import Refused
from portal.core.sheets.model import Book
from portal.intake import service as intake
from portal.orders import queries
from portal.orders.decisions import (
    service_correct,
    service_gathering,
    service_partial,
    service_review,
    service_submit,
    service_withdraw,
)
from portal.orders.entry import service_drafts
from portal.orders.entry.adding import service as service_add
from portal.orders.entry.columns import service as service_columns
from portal.orders.entry.rows.queries_rows import rows_of
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.service_drafts import header_of
from portal.orders.entry.sheet.queries_columns import PURPOSE
from portal.orders.models import SalesOrder
from portal.orders.states import OrderState
from tests.factories import actor_of
from tests.orders.decisions.test_gathering_pages import Below, chain
from tests.orders.factories import NOW, hq_actor, make_draft, make_submitted, order_of
from tests.web import Page

__all__ = ["chain"]
PART = "21029627"


def facts_of(number: str) -> tuple[Any, ...]:
    """Return what somebody could change of an order, and what happened to it."""
    order = order_of(number)
    happened = [one.kind for one in queries.history_of(order.id, internal=True)]
    rows = [(row.part_text, row.quantity_text, row.note) for row in rows_of(order.id)]
    return order.state, order.version, header_of(order), order.partial_ok, rows, happened


def asked_for_changes(chain: Below) -> SalesOrder:
    order = make_submitted(chain.dealer, (PART, 4))
    clerk = hq_actor()
    perform(service_review.take, order.id, Turn(clerk, order.version, NOW))
    asks = [service_review.NewAsk("Fewer, please", field="note")]
    perform(service_review.request_changes, order.id, asks, NOW.date(), Turn(clerk, order.version + 1, NOW))
    return order_of(order.number)


def sendings(page: Page) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield where the forms of a page send, and what: each button, and the form without one."""
    for form in html.fromstring(page.html).forms:
        if form.get("method", "").lower() != "post" or "/orders/" not in (form.get("action") or ""):
            continue
        fields = {name: value for name, value in form.form_values() if isinstance(value, str) and name != "csrf_token"}
        fields |= {"quantity-1": "77", "po_number": "FORGED", "reason": "Forged", "parts": "no"}
        yield form.get("action"), fields
        for button in form.xpath(".//button"):
            pressed = {button.get("name"): button.get("value") or ""} if button.get("name") else {}
            yield button.get("formaction") or form.get("action"), fields | pressed


@pytest.mark.parametrize("make", [lambda chain: make_draft(chain.dealer, (PART, 4)), asked_for_changes])
def test_nothing_a_dealer_may_send_changes_its_order_when_its_general_distributor_sends_it(
    chain: Below, make: Any
) -> None:
    number = make(chain).number
    before = facts_of(number)
    pages = [chain.below.page(f"/orders/{number}"), chain.below.page(f"/orders/new?draft={number}")]
    sent = [one for page in pages for one in sendings(page) if not one[0].endswith("/copy")]
    sent += [(f"/orders/new?draft={number}", {"do": do, "version": str(before[1])}) for do in ("keep", "save", "check")]
    sent += [(f"/orders/{number}/{verb}", {"version": str(before[1])}) for verb in ("withdraw", "pass-up", "discard")]
    assert len(sent) > 12

    for address, fields in sent:
        answer = chain.above.post(address, fields)
        piece = chain.above.post(address, fields, headers={"HX-Request": "true"})
        assert (answer.status_code, piece.status_code) == (409, 409), (address, fields)
        assert "only the dealer" in answer.get_data(as_text=True), address

    assert facts_of(number) == before


def test_a_file_sent_to_a_dealers_draft_and_a_part_added_to_it_change_nothing(chain: Below) -> None:
    draft = make_draft(chain.dealer, (PART, 4))
    before = facts_of(draft.number)

    file = (io.BytesIO(b"Part number;Quantity\r\n21029627;50\r\n"), "more.csv")
    upload = chain.above.post(f"/orders/new?draft={draft.number}", {"sheet": file, "version": "1", "do": "check"})
    more = {"part": PART, "quantity": "50", "draft": draft.number}
    added = chain.above.post("/orders/add", more, headers={"HX-Request": "true"})
    chosen = chain.above.post("/orders/adding-to", {"draft": draft.number})

    assert (upload.status_code, added.status_code, chosen.status_code) == (409, 422, 409)
    for answer in (upload, added, chosen):
        assert "only the dealer" in answer.get_data(as_text=True)
    assert facts_of(draft.number) == before


@pytest.mark.parametrize("make", [lambda chain: make_draft(chain.dealer, (PART, 4)), asked_for_changes])
def test_its_page_shows_the_order_and_no_form(chain: Below, make: Any) -> None:
    number = make(chain).number

    page = chain.above.page(f"/orders/new?draft={number}")

    assert page.path == f"/orders/{number}" and page.has("This is an order of your dealer Delta EV Service")
    assert page.has("Contactor") and page.has("With the dealer")
    actions = {str(one) for one in page.select("//main//form[@method='post']/@action")}
    assert {one for one in actions if number in one} <= {f"/orders/{number}/copy"}
    assert f"/orders/new?draft={number}" not in page.links().values()
    own = chain.below.page(f"/orders/new?draft={number}")
    assert own.path.startswith("/orders/new") and "Save draft" in own.buttons()


@pytest.mark.both_engines
def test_every_command_on_an_order_asks_whose_it_is(chain: Below) -> None:
    draft, asked = make_draft(chain.dealer, (PART, 4)), asked_for_changes(chain)
    above = actor_of(chain.general.buyer, below=[chain.dealer.distributor])

    def turn(order: SalesOrder) -> Turn:
        return Turn(above, order.version, NOW)

    change = DraftChange(draft.id, draft.version, header_of(draft))
    kept = perform(intake.keep_book, Book(()), "mine.csv", PURPOSE, above, NOW)
    commands: list[tuple[Any, tuple[Any, ...]]] = [
        (service_drafts.save_draft, (change, above, NOW)),
        (service_drafts.keep_draft, (change, above, NOW)),
        (service_submit.submit, (draft.id, turn(draft))),
        (service_submit.resubmit, (asked.id, (), turn(asked))),
        (service_withdraw.withdraw, (asked.id, turn(asked))),
        (service_withdraw.cancel, (asked.id, "Ours now", turn(asked))),
        (service_correct.correct_purchase_order, (asked.id, "X-1", turn(asked))),
        (service_partial.change_partial, (asked.id, False, "", turn(asked))),
        (service_gathering.pass_up, (draft.id, turn(draft))),
        (service_add.add_once, ("key", change, above, NOW)),
        (service_add.add_all_once, ("key", change, above, NOW)),
        (service_columns.leave_book, (("key", "body"), kept, draft.number, above, NOW)),
    ]
    for command, args in commands:
        with pytest.raises(Refused) as refused:
            perform(command, *args)
        assert refused.value.code == "order.dealers_order", command
    assert perform(service_withdraw.cancel, draft.id, "", Turn(chain.dealer.actor, draft.version, NOW)) == draft.number
    assert order_of(draft.number).state is OrderState.CANCELLED
