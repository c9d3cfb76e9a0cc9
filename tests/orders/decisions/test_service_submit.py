"""Handing in, taking back, answering: what is written, what is refused, what happens only once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.models import PartFitment, SoldVehicle
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import FieldRefused, NotVisible, Refused, Stale
from portal.core.scope import scoped
from portal.orders.decisions import service_holds, service_review, service_submit, service_withdraw
from portal.orders.decisions.rules_asks import AskAnswer
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.entry.rows.rules_rows import RowText
from portal.orders.models import OrderFinding, OrderHistory
from portal.orders.states import HoldKind, OrderState
from portal.orders.states_progress import Progress
from tests.conftest import rows_in
from tests.orders.factories import (
    NOW,
    VOR,
    Market,
    holds_of,
    hq_actor,
    lines_of,
    make_draft,
    make_market,
    make_submitted,
    make_taken,
    order_of,
    sell,
)
from tests.race import together


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", price="10", stock=50)
    sell(market, "P2", price="2.5", stock=0)
    return market


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """Expect a refusal of this code."""
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_a_submitted_order_has_its_lines_sums_and_due_time(market: Market) -> None:
    with scoped(market.actor.scope):
        order = make_submitted(market, ("P1", 3), ("P2", 4), ("P1", 2))

    assert [(one.line_no, one.part_number, one.ordered, one.open) for one in lines_of(order)] == [
        (1, "P1", 5, 5),
        (2, "P2", 4, 4),
    ]
    assert (order.total, order.pieces, order.line_count) == (Decimal(60), 9, 2)
    assert order.due_at == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert order.submitted_at == NOW and len(order.content_hash) == 64


def test_a_vor_order_is_due_ten_minutes_later_even_on_a_sunday(market: Market) -> None:
    sunday = datetime(2026, 3, 8, 10, tzinfo=UTC)

    order = make_submitted(market, ("P1", 1), now=sunday, **VOR)

    assert order.due_at == sunday + timedelta(minutes=10)
    assert lines_of(order)[0].unit_price == Decimal(11)
    assert lines_of(order)[0].price_steps == [{"code": "order_type", "percent": "10", "amount": "1.0000"}]


@pytest.mark.parametrize(
    ("lines", "header", "code"),
    [
        ((), {}, "order.no_lines"),
        ((("P1", 1), ("nothing", 1)), {}, "order.rows_open"),
        ((("P1", "x"),), {}, "order.rows_open"),
        ((("P1", 1),), {"po_number": " "}, "order.field_missing"),
        ((("P1", 1),), {"ship_to_id": None}, "order.field_missing"),
        ((("P1", 1),), {**VOR, "vin": ""}, "order.field_missing"),
        ((("P1", 1),), {**VOR, "stopped_on": date(2026, 4, 1)}, "order.stopped_in_future"),
        ((("P1", 1),), {"requested_on": date(2026, 1, 1)}, "order.requested_in_past"),
        ((("P1", 1),), {"requested_on": date(2027, 3, 10)}, "order.requested_too_far"),
        ((("P1", 1),), {**VOR, "vin": "LZZABCDE1SA000001"}, "order.findings_open"),
        ((("P1", 3),), VOR, "order.findings_open"),
    ],
)
def test_what_cannot_be_submitted_is_refused_and_stays_a_draft(
    market: Market, lines: tuple[tuple[str, str | int], ...], header: dict[str, Any], code: str
) -> None:
    draft = make_draft(market, *lines, **header)

    with refused(code):
        perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW))

    assert order_of(draft.number).state is OrderState.DRAFT and rows_in("order_line") == 0


def test_the_first_missing_field_is_named(market: Market) -> None:
    draft = make_draft(market, ("P1", 1), **{**VOR, "repair_order": ""})

    with pytest.raises(FieldRefused) as error:
        perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW))

    assert error.value.field == "repair_order"


def test_a_part_not_released_where_the_goods_go_is_refused(market: Market) -> None:
    from portal.catalogue.models import MarketRestriction
    from tests.factories import saved

    draft = make_draft(market, ("P1", 1))
    saved(MarketRestriction(part_id=market.parts["P1"], country="EG"))

    with refused("order.part_not_released"):
        perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW))


def test_a_used_purchase_order_number_blocks_in_any_spelling(market: Market) -> None:
    make_submitted(market, ("P1", 1), po_number="NM-77 81")
    draft = make_draft(market, ("P2", 1), po_number="nm7781")

    with refused("order.findings_open"):
        perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW))
    perform(service_submit.check_draft, draft.id, NOW)

    found = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == draft.id)).all()
    assert [one.code for one in found] == ["DUP_PO"]


def test_the_same_content_within_72_hours_is_only_a_warning(market: Market) -> None:
    make_submitted(market, ("P1", 1), ("P2", 2))

    order = make_submitted(market, ("P2", 2), ("P1", 1), now=NOW + timedelta(hours=71))

    found = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.order_id == order.id)).all()
    assert [(one.code, one.severity) for one in found] == [("DUP_CONTENT", "warn")]


def test_an_order_over_the_credit_limit_is_submitted_and_held(app: Flask) -> None:
    market = make_market(credit="49.99")
    sell(market, "P1", price="10")

    order = make_submitted(market, ("P1", 5))

    assert [(hold.kind.value, hold.reason) for hold in holds_of(order)] == [("credit", "finding:CREDIT_LIMIT")]


def test_an_exception_may_be_asked_for_but_not_from_what_nobody_waives(market: Market) -> None:
    waivable = make_draft(market, ("P1", 1), incoterm="EXW")
    final = make_draft(market, ("P1", 1), **{**VOR, "vin": "TOO SHORT"})

    perform(service_submit.submit, waivable.id, Turn(market.actor, waivable.version, NOW), ask_exception=True)

    assert order_of(waivable.number).state is OrderState.SUBMITTED
    with refused("order.findings_open"):
        perform(service_submit.submit, final.id, Turn(market.actor, final.version, NOW), ask_exception=True)


def test_parts_that_do_not_fit_the_sold_vehicle_are_found_at_submit(market: Market) -> None:
    made_for = [{"model": "Auriga E5", "year_from": 2020, "year_to": 2022}, {"model": "Lyra V5", "year_from": 2023}]
    with transaction() as session:
        session.add(SoldVehicle(vin=VOR["vin"], model="Auriga E5", model_year=2022, country="EG"))
        for number, fitment in zip(("P1", "P2"), made_for, strict=True):
            session.add(PartFitment(part_id=market.parts[number], **fitment))

    order = make_submitted(market, ("P1", 1), ("P2", 1), **VOR)

    found = db.session.scalars(sa.select(OrderFinding).where(OrderFinding.code == "VIN_FITMENT")).all()
    assert [(each.order_id, each.severity, each.line_no) for each in found] == [(order.id, "warn", 2)]
    assert found[0].evidence["fits"] == "Lyra V5 2023–"


def test_a_stale_version_is_refused(market: Market) -> None:
    draft = make_draft(market, ("P1", 1))

    with pytest.raises(Stale):
        perform(service_submit.submit, draft.id, Turn(market.actor, draft.version - 1, NOW))


def test_a_hold_of_headquarters_outlives_a_withdrawal_and_meets_the_order_again(market: Market) -> None:
    order, keeper = make_submitted(market, ("P1", 2)), hq_actor("hq_compliance")
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "on a watch list", keeper, NOW)

    perform(service_withdraw.withdraw, order.id, Turn(market.actor, order_of(order.number).version, NOW))
    perform(service_submit.submit, order.id, Turn(market.actor, order_of(order.number).version, NOW))

    held = "SELECT kind, released_at, released_by FROM order_hold"
    assert [tuple(row) for row in db.session.execute(sa.text(held))] == [("compliance", None, None)]
    perform(service_withdraw.withdraw, order.id, Turn(market.actor, order_of(order.number).version, NOW))
    perform(service_withdraw.cancel, order.id, "", Turn(market.actor, order_of(order.number).version, NOW))
    assert db.session.execute(sa.text("SELECT release_reason FROM order_hold")).scalar() == "cancelled"


def test_a_withdrawn_order_is_the_same_draft_again(market: Market) -> None:
    order = make_submitted(market, ("P1", 3), ("P1", 2))

    perform(service_withdraw.withdraw, order.id, Turn(market.actor, order.version, NOW))

    draft = order_of(order.number)
    assert (draft.state, draft.submitted_at, rows_in("order_line")) == (OrderState.DRAFT, None, 0)
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW))
    assert [line.ordered for line in lines_of(draft)] == [5]


def test_a_cancelled_order_has_no_open_pieces_and_no_reserved_credit(market: Market) -> None:
    from portal.finance.queries import standing_of

    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 3))
    perform(service_holds.place_hold, order.id, _finance(), "stop", hq_actor("hq_finance"), NOW)
    perform(service_review.approve, order.id, Turn(manager, order.version, NOW))
    assert standing_of(market.distributor.id, "USD", NOW.date()).reserved == Decimal(30)

    perform(service_withdraw.cancel, order.id, "not needed", Turn(market.actor, order.version + 1, NOW))

    order = order_of(order.number)
    assert (order.state, order.progress) == (OrderState.CANCELLED, Progress.CANCELLED)
    assert [(line.open, line.cancelled) for line in lines_of(order)] == [(0, 3)]
    assert standing_of(market.distributor.id, "USD", NOW.date()).reserved == 0 and holds_of(order) == []


def _finance() -> HoldKind:
    return HoldKind.FINANCE


def test_answers_bring_an_order_back_with_the_clock_going_on(market: Market) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, ("P1", 3))
    later = NOW + timedelta(hours=1)
    perform(
        service_review.request_changes,
        order.id,
        [service_review.NewAsk("Why?", 1)],
        date(2026, 3, 10),
        Turn(clerk, order.version, later),
    )
    order = order_of(order.number)
    assert (order.state, order.due_at) == (OrderState.CHANGES_REQUESTED, None)
    ask_id = db.session.scalar(sa.text("SELECT id FROM order_ask"))
    change = DraftChange(order_id=order.id, seen_version=order.version, retyped={1: _row("P1", "4")})
    perform(service_drafts.save_draft, change, market.actor, later)
    with refused("order.asks_unanswered"):
        perform(service_submit.resubmit, order.id, [], Turn(market.actor, order.version + 1, later))
    with refused("order.decline_without_note"):
        perform(
            service_submit.resubmit, order.id, [AskAnswer(ask_id, False)], Turn(market.actor, order.version + 1, later)
        )

    tuesday = datetime(2026, 3, 10, 1, tzinfo=UTC)
    perform(
        service_submit.resubmit, order.id, [AskAnswer(ask_id, True)], Turn(market.actor, order.version + 1, tuesday)
    )

    order = order_of(order.number)
    assert order.state is OrderState.SUBMITTED and [line.ordered for line in lines_of(order)] == [4]
    assert order.due_at == tuesday + timedelta(hours=8)


def _row(part: str, quantity: str) -> RowText:
    return RowText(part, quantity)


def test_nobody_else_may_touch_an_order(app: Flask, market: Market) -> None:
    other = make_market()
    order = make_submitted(market, ("P1", 1))

    for command in (service_withdraw.withdraw, service_submit.submit):
        with scoped(other.actor.scope), pytest.raises(NotVisible):
            perform(command, order.id, Turn(other.actor, order.version, NOW))
    with scoped(other.actor.scope), pytest.raises(NotVisible):
        make_draft(other, ship_to_id=market.address.id)


@pytest.mark.race
def test_twenty_clicks_make_one_order(app: Flask, market: Market) -> None:
    draft = make_draft(market, ("P1", 1))

    def click(_index: int) -> str:
        return perform(service_submit.submit_once, "key", "body", draft.id, Turn(market.actor, draft.version, NOW))

    db.session.remove()
    answers = together(app, 20, click)

    assert answers == [draft.number] * 20
    assert rows_in("order_line") == 1 and _history(draft.id) == ["submitted"]


@pytest.mark.race
def test_twenty_first_savings_with_one_key_make_one_draft_and_without_it_twenty(app: Flask, market: Market) -> None:
    change = DraftChange(added=[_row("P1", "1")])

    db.session.remove()
    one = together(app, 20, lambda _i: perform(service_drafts.save_once, "key", "body", change, market.actor, NOW))
    many = together(app, 20, lambda i: perform(service_drafts.save_once, f"key{i}", "body", change, market.actor, NOW))

    assert len(set(one)) == 1 and len(set(many)) == 20
    assert rows_in("sales_order") == 21


def _history(order_id: int) -> list[str]:
    query = sa.select(OrderHistory.kind).where(OrderHistory.order_id == order_id).order_by(OrderHistory.id)
    return list(db.session.scalars(query))
