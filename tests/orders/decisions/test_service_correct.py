"""What papers will say of an order: checked when it is handed in, correctable with a record until all is invoiced."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Address
from portal.audit.models import AuditRow
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, Refused, Stale
from portal.orders.decisions import service_correct, service_partial, service_submit
from portal.orders.models import OrderHistory, OrderLine, SalesOrder
from tests.orders.factories import NOW, Market, hq_actor, make_draft, make_market, make_released, order_of, sell


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=50)
    return market


def turn_of(market: Market, order: SalesOrder) -> Turn:
    return Turn(market.actor, order.version, NOW)


def test_a_purchase_order_number_that_no_paper_prints_is_refused_at_submit(market: Market) -> None:
    draft = make_draft(market, ("P1", 1), po_number="주문-2026/11")

    with pytest.raises(FieldRefused) as refused:
        perform(service_submit.submit, draft.id, turn_of(market, draft))

    assert (refused.value.code, refused.value.field) == ("text.unprintable", "po_number")
    assert refused.value.facts["character"] == "주"


def test_an_address_that_no_paper_prints_is_refused_at_submit_by_its_name(market: Market) -> None:
    draft = make_draft(market, ("P1", 1))
    with transaction() as session:
        session.execute(sa.update(Address).where(Address.id == market.address.id).values(city="Cairo \N{ROCKET}"))

    with pytest.raises(Refused) as refused:
        perform(service_submit.submit, draft.id, turn_of(market, draft))

    assert refused.value.code == "order.address_unprintable"
    assert (refused.value.facts["address"], refused.value.facts["name"]) == (market.address.label, "ROCKET")


def test_a_released_order_takes_a_corrected_number_and_keeps_the_old_one_in_its_history(market: Market) -> None:
    order = make_released(market, ("P1", 1), po_number="PO-OLD")

    perform(service_correct.correct_purchase_order, order.id, " PO\u202e-NEW\u200b ", turn_of(market, order))
    again = order_of(order.number)
    perform(service_correct.correct_purchase_order, order.id, "PO-HQ", Turn(hq_actor(), again.version, NOW))

    corrected = order_of(order.number)
    assert (again.po_number, corrected.po_number, corrected.po_norm) == ("PO-NEW", "PO-HQ", "pohq")
    told = [row.facts for row in db.session.scalars(sa.select(OrderHistory).where(OrderHistory.kind == "po_corrected"))]
    assert told == [{"old": "PO-OLD", "new": "PO-NEW"}, {"old": "PO-NEW", "new": "PO-HQ"}]
    kept = db.session.scalars(sa.select(AuditRow).where(AuditRow.action == "order.po_corrected").order_by(AuditRow.id))
    assert [row.after for row in kept] == [{"po_number": "PO-NEW"}, {"po_number": "PO-HQ"}]


def test_what_stands_already_is_no_change_and_makes_nobodys_page_old(market: Market) -> None:
    order = make_released(market, ("P1", 1), po_number="PO-1")

    perform(service_correct.correct_purchase_order, order.id, "PO-1", turn_of(market, order))
    perform(service_partial.change_partial, order.id, order.partial_ok, "", turn_of(market, order))

    assert order_of(order.number).version == order.version


def test_a_correction_is_refused_where_nothing_would_print_it(market: Market) -> None:
    order, draft = make_released(market, ("P1", 1)), make_draft(market, ("P1", 1))
    correct = service_correct.correct_purchase_order

    with pytest.raises(FieldRefused, match=r"text\.unprintable"):
        perform(correct, order.id, "주문", turn_of(market, order))
    with pytest.raises(FieldRefused, match=r"order\.field_missing"):
        perform(correct, order.id, " \u200b ", turn_of(market, order))
    with pytest.raises(Refused, match=r"order\.not_correctable"):
        perform(correct, draft.id, "PO-1", turn_of(market, draft))
    with pytest.raises(Stale):
        perform(correct, order.id, "PO-1", replace(turn_of(market, order), seen=order.version - 1))
    with transaction() as session:
        session.execute(sa.update(OrderLine).where(OrderLine.order_id == order.id).values(invoiced=OrderLine.ordered))
    with pytest.raises(Refused, match=r"order\.not_correctable"):
        perform(correct, order.id, "PO-1", turn_of(market, order))
