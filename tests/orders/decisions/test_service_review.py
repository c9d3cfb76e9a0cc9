"""Headquarters' decisions: one each, within limits, with credit, holds and waivers."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.catalogue.dangerous.rules_carriage import Mode
from portal.core.actor import Actor, Doer, Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Refused
from portal.finance import service_accounts
from portal.finance.queries import standing_of
from portal.orders import queries
from portal.orders.decisions import service_findings, service_handover, service_holds, service_review, service_submit
from portal.orders.decisions.rules_asks import AskAnswer
from portal.orders.entry import service_drafts
from portal.orders.entry.rows.rules_change import DraftChange
from portal.orders.models import OrderFinding, OrderHistory, OrderLine, SalesOrder
from portal.orders.states import HoldKind, OrderState
from portal.review.models import ReviewItem
from portal.review.rules_bulk import Answer, Chosen
from portal.review.service_bulk import approve_one
from tests.orders.factories import (
    NOW,
    Market,
    header_of,
    holds_of,
    hq_actor,
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
    return market


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """Expect a refusal of this code."""
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_taking_is_the_first_response_and_handing_back_keeps_it(market: Market) -> None:
    order = make_submitted(market, ("P1", 1))
    clerk, later = hq_actor(), NOW + timedelta(minutes=7)

    perform(service_review.take, order.id, Turn(clerk, order.version, later))
    perform(service_review.hand_back, order.id, Turn(clerk, order.version + 1, later))
    perform(service_review.take, order.id, Turn(hq_actor(), order.version + 2, later + timedelta(hours=1)))

    assert order_of(order.number).first_response_at == later


def test_an_approved_order_is_released_and_its_credit_reserved(market: Market) -> None:
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 4))

    perform(service_review.approve, order.id, Turn(manager, order.version, NOW))

    assert order_of(order.number).state is OrderState.RELEASED
    assert standing_of(market.distributor.id, "USD", NOW.date()).reserved == Decimal(40)


def test_approval_has_a_limit_and_two_persons(market: Market) -> None:
    clerk = hq_actor(approval_limits={"USD": "39.99"})
    order = make_taken(market, clerk, ("P1", 4))
    with refused("order.above_approval_limit"):
        perform(service_review.approve, order.id, Turn(clerk, order.version, NOW))
    manager = hq_actor("hq_manager")
    with transaction() as session:
        session.execute(sa.update(OrderLine).values(price_edited_by=manager.user_id))

    perform(service_handover.take_over, order.id, "She is on leave", Turn(manager, order.version, NOW))
    with refused("order.own_price_edit"):
        perform(service_review.approve, order.id, Turn(manager, order.version + 1, NOW))


@pytest.mark.parametrize("limits", [{}, {"EUR": "1000000"}])
def test_without_a_limit_in_the_currency_of_the_order_a_clerk_approves_nothing(
    market: Market, limits: dict[str, str]
) -> None:
    clerk = hq_actor(approval_limits=limits)
    order = make_taken(market, clerk, ("P1", 1))

    with refused("order.no_approval_limit"):
        perform(service_review.approve, order.id, Turn(clerk, order.version, NOW))

    assert order_of(order.number).state is OrderState.IN_REVIEW


def test_up_to_the_limit_a_clerk_approves(market: Market) -> None:
    clerk = hq_actor(approval_limits={"USD": "40"})
    order = make_taken(market, clerk, ("P1", 4))

    perform(service_review.approve, order.id, Turn(clerk, order.version, NOW))

    assert order_of(order.number).state is OrderState.RELEASED


DECIDING: dict[str, Callable[[SalesOrder, Actor], object]] = {
    "hand_back": lambda order, actor: perform(service_review.hand_back, order.id, Turn(actor, order.version, NOW)),
    "approve": lambda order, actor: perform(service_review.approve, order.id, Turn(actor, order.version, NOW)),
    "reject": lambda order, actor: perform(
        service_review.reject, order.id, "other", "no", Turn(actor, order.version, NOW)
    ),
    "request_changes": lambda order, actor: perform(
        service_review.request_changes,
        order.id,
        [service_review.NewAsk("x")],
        date(2026, 3, 12),
        Turn(actor, order.version, NOW),
    ),
}


@pytest.mark.parametrize("name", list(DECIDING))
def test_only_whoever_has_an_order_decides_about_it_and_taking_over_is_recorded(market: Market, name: str) -> None:
    first, second = hq_actor("hq_manager", name="Li Na"), hq_actor("hq_manager", name="Wang Wei")
    order = make_taken(market, first, ("P1", 1))

    with pytest.raises(Refused, match=r"order\.not_in_your_hands") as caught:
        DECIDING[name](order, second)
    assert caught.value.facts["who"] == Doer("Li Na", "hq")
    assert order_of(order.number).state is OrderState.IN_REVIEW
    perform(service_handover.take_over, order.id, "She is on leave", Turn(second, order.version, NOW))
    order = order_of(order.number)
    with refused("order.not_in_your_hands"):
        DECIDING[name](order, first)
    DECIDING[name](order, second)

    assert order_of(order.number).state is not OrderState.IN_REVIEW
    row = db.session.scalars(sa.select(OrderHistory).where(OrderHistory.kind == "taken_over")).one()
    assert (row.actor_name, row.facts, row.shown) == ("Wang Wei", {"of": "Li Na", "reason": "She is on leave"}, False)
    assert "order.taken_over" in db.session.scalars(sa.text("SELECT action FROM audit_row")).all()


def test_nobody_takes_over_what_is_his_or_decided(market: Market) -> None:
    first, second = hq_actor("hq_manager"), hq_actor("hq_manager")
    order = make_taken(market, first, ("P1", 1))
    with refused("order.already_yours"):
        perform(service_handover.take_over, order.id, "She is on leave", Turn(first, order.version, NOW))
    perform(service_review.approve, order.id, Turn(first, order.version, NOW))

    with refused("order.already_decided"):
        perform(service_handover.take_over, order.id, "She is on leave", Turn(second, order.version, NOW))


def test_who_is_second_is_told_the_person_and_not_what_the_portal_did_next(market: Market) -> None:
    first, second = hq_actor("hq_manager", name="Li Na"), hq_actor("hq_manager")
    order = make_submitted(market, ("P1", 1))
    seen = order.version
    perform(service_review.take, order.id, Turn(first, seen, NOW))
    with pytest.raises(Refused, match=r"order\.already_taken") as taken:
        perform(service_review.take, order.id, Turn(second, seen, NOW))
    perform(service_review.approve, order.id, Turn(first, seen + 1, NOW))
    with pytest.raises(Refused, match=r"order\.already_decided") as decided:
        perform(service_review.reject, order.id, "other", "no", Turn(second, seen + 1, NOW))

    assert taken.value.facts["who"] == decided.value.facts["who"] == Doer("Li Na", "hq")
    newest = db.session.scalars(sa.select(OrderHistory.kind).order_by(OrderHistory.id.desc())).first()
    assert newest == "allocated"


def test_a_waived_finding_leaves_the_queue(market: Market) -> None:
    draft = make_draft(market, ("P1", 1), incoterm="EXW")
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW), ask_exception=True)
    item = sa.select(ReviewItem.findings, ReviewItem.worst)
    before = db.session.execute(item).one()
    finding_id = db.session.scalar(sa.select(OrderFinding.id).where(OrderFinding.severity == "block")) or 0

    perform(service_findings.waive, finding_id, "agreed", hq_actor("hq_manager"), NOW)

    after = db.session.execute(item).one()
    assert (before.worst, after.worst) == ("block", "warn")
    assert "TERMS" in str(before.findings) and "TERMS" not in str(after.findings)


def test_a_mended_order_is_clean_wherever_its_findings_are_read_though_its_last_check_found_nothing(
    market: Market,
) -> None:
    draft = make_draft(market, ("P1", 1), mode=Mode.AIR, incoterm="EXW")
    perform(service_submit.check_draft, draft.id, NOW)
    blocked = {one.code for one in queries.findings_of(draft.id)}
    change = DraftChange(draft.id, draft.version, header=header_of(market, mode=Mode.AIR))
    perform(service_drafts.save_draft, change, market.actor, NOW)
    seen = order_of(draft.number).version
    perform(service_submit.submit, draft.id, Turn(market.actor, seen, NOW))
    manager, submitted = hq_actor("hq_manager"), order_of(draft.number)

    found = queries.findings_of(submitted.id)
    perform(service_review.take, submitted.id, Turn(manager, submitted.version, NOW))
    perform(service_review.approve, submitted.id, Turn(manager, submitted.version + 1, NOW))

    assert "TERMS" in blocked and found == []
    assert db.session.execute(sa.select(ReviewItem.findings, ReviewItem.worst)).one() == ([], "")
    assert order_of(draft.number).state is OrderState.RELEASED


def test_what_is_mended_for_headquarters_stands_no_more_against_the_order(market: Market) -> None:
    draft = make_draft(market, ("P1", 1), mode=Mode.AIR, incoterm="EXW")
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW), ask_exception=True)
    manager = hq_actor("hq_manager")
    order = order_of(draft.number)
    finding_id = db.session.scalar(sa.select(OrderFinding.id).where(OrderFinding.code == "TERMS")) or 0
    perform(service_review.take, order.id, Turn(manager, order.version, NOW))
    asks = [service_review.NewAsk("FCA, please", field="incoterm")]
    perform(service_review.request_changes, order.id, asks, date(2026, 3, 12), Turn(manager, order.version + 1, NOW))
    order = order_of(draft.number)
    change = DraftChange(order.id, order.version, header=header_of(market, mode=Mode.AIR))
    perform(service_drafts.save_draft, change, market.actor, NOW)
    (ask,) = queries.asks_of(order.id)
    perform(service_submit.resubmit, order.id, [AskAnswer(ask.id, True)], Turn(market.actor, order.version + 1, NOW))
    order = order_of(draft.number)

    with refused("order.finding_outdated"):
        perform(service_findings.waive, finding_id, "agreed", manager, NOW)
    outcome = perform(approve_one, Chosen(order.number, order.version), manager, NOW)

    assert outcome.answer is Answer.RELEASED


def test_credit_used_up_between_submission_and_approval_holds_the_order(market: Market) -> None:
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 4))
    perform(service_accounts.set_credit, market.distributor.id, "USD", limit=Decimal("39.99"), blocked=False)

    perform(service_review.approve, order.id, Turn(manager, order.version, NOW))

    order = order_of(order.number)
    assert order.state is OrderState.APPROVED
    (hold,) = holds_of(order)
    assert (hold.kind, hold.reason) == (HoldKind.CREDIT, "credit.limit_exceeded")
    perform(service_holds.release_hold, hold.id, "guaranteed", hq_actor("hq_finance"), NOW)
    assert order_of(order.number).state is OrderState.RELEASED
    assert standing_of(market.distributor.id, "USD", NOW.date()).reserved == Decimal(40)


def test_a_hold_released_before_approval_lets_the_credit_pass(app: Flask) -> None:
    market = make_market(credit="10")
    sell(market, "P1", price="10")
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 4))
    (hold,) = holds_of(order)
    perform(service_holds.release_hold, hold.id, "cheque seen", hq_actor("hq_finance"), NOW + timedelta(minutes=1))

    perform(service_review.approve, order.id, Turn(manager, order.version, NOW + timedelta(minutes=2)))

    assert order_of(order.number).state is OrderState.RELEASED


def test_money_in_advance_is_waited_for(app: Flask) -> None:
    market = make_market(payment_terms="prepaid")
    sell(market, "P1", price="10")
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 4))

    perform(service_review.approve, order.id, Turn(manager, order.version, NOW))

    assert [hold.reason for hold in holds_of(order)] == ["prepayment"]
    assert order_of(order.number).state is OrderState.APPROVED


def test_a_logistics_hold_lets_the_order_be_released_and_a_compliance_hold_does_not(market: Market) -> None:
    manager = hq_actor("hq_manager")
    released, held = (make_taken(market, manager, ("P1", n)) for n in (1, 2))
    perform(service_holds.place_hold, released.id, HoldKind.LOGISTICS, "crates", hq_actor("hq_logistics"), NOW)
    perform(service_holds.place_hold, held.id, HoldKind.COMPLIANCE, "screening", hq_actor("hq_compliance"), NOW)

    for order in (released, held):
        perform(service_review.approve, order.id, Turn(manager, order.version, NOW))

    assert order_of(released.number).state is OrderState.RELEASED
    assert order_of(held.number).state is OrderState.APPROVED


def test_holds_are_their_owners_once_and_with_a_reason(market: Market) -> None:
    order = make_submitted(market, ("P1", 1))
    compliance = hq_actor("hq_compliance")
    with refused("order.hold_not_yours"):
        perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "x", hq_actor("hq_manager"), NOW)
    with refused("order.hold_without_reason"):
        perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, " ", compliance, NOW)
    perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", compliance, NOW)
    with refused("order.already_held"):
        perform(service_holds.place_hold, order.id, HoldKind.COMPLIANCE, "list", compliance, NOW)
    (hold,) = holds_of(order)
    with refused("order.hold_not_yours"):
        perform(service_holds.release_hold, hold.id, "ok", hq_actor("hq_manager"), NOW)
    perform(service_holds.release_hold, hold.id, "cleared", compliance, NOW)

    with refused("order.hold_already_released"):
        perform(service_holds.release_hold, hold.id, "cleared", compliance, NOW)


def test_a_waiver_needs_role_and_reason_and_is_given_once(market: Market) -> None:
    draft = make_draft(market, ("P1", 1), incoterm="EXW")
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, NOW), ask_exception=True)
    manager = hq_actor("hq_manager")
    order = order_of(draft.number)
    perform(service_review.take, order.id, Turn(manager, order.version, NOW))
    finding_id = db.session.scalar(sa.select(OrderFinding.id).where(OrderFinding.severity == "block")) or 0
    with refused("order.findings_open"):
        perform(service_review.approve, order.id, Turn(manager, order.version + 1, NOW))
    with refused("order.waiver_wrong_role"):
        perform(service_findings.waive, finding_id, "fine", hq_actor("hq_clerk"), NOW)
    with refused("order.waiver_without_reason"):
        perform(service_findings.waive, finding_id, " ", manager, NOW)
    perform(service_findings.waive, finding_id, "agreed", manager, NOW)
    with refused("order.already_waived"):
        perform(service_findings.waive, finding_id, "agreed", manager, NOW)

    perform(service_review.approve, order.id, Turn(manager, order.version + 1, NOW))

    assert order_of(draft.number).state is OrderState.RELEASED


@pytest.mark.parametrize(
    ("asks", "day", "code"),
    [
        ([], date(2026, 3, 12), "order.no_asks"),
        ([service_review.NewAsk(" ")], date(2026, 3, 12), "order.no_asks"),
        ([service_review.NewAsk("x", line_no=9)], date(2026, 3, 12), "order.ask_unknown_line"),
        ([service_review.NewAsk("x", field="total")], date(2026, 3, 12), "order.ask_unknown_field"),
        ([service_review.NewAsk("x")], date(2026, 3, 1), "order.answer_by_in_past"),
    ],
)
def test_requests_are_about_something_and_answerable(
    market: Market, asks: list[service_review.NewAsk], day: date, code: str
) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, ("P1", 1))

    with refused(code):
        perform(service_review.request_changes, order.id, asks, day, Turn(clerk, order.version, NOW))


def test_everything_that_happened_is_told_in_order_and_audited(market: Market) -> None:
    manager = hq_actor("hq_manager")
    order = make_taken(market, manager, ("P1", 1))
    perform(service_review.approve, order.id, Turn(manager, order.version, NOW))

    kinds = db.session.scalars(sa.select(OrderHistory.kind).order_by(OrderHistory.id)).all()
    audited = db.session.scalars(sa.text("SELECT action FROM audit_row ORDER BY id")).all()

    assert kinds == ["submitted", "taken", "approved", "released", "allocated"]
    assert [one for one in audited if one.startswith("order.")] == [f"order.{kind}" for kind in kinds[:-1]]
    assert [one for one in audited if one.startswith("allocation.")] == ["allocation.run"]


@pytest.mark.race
def test_two_reviewers_make_one_decision_and_the_other_is_told(app: Flask, market: Market) -> None:
    first = hq_actor("hq_manager", name="Li Na")
    order = make_taken(market, first, ("P1", 4))
    order_id = order.id

    def decide(index: int) -> str:
        if index % 2:
            return perform(service_review.approve, order_id, Turn(first, version, NOW))
        return perform(service_review.reject, order_id, "other", "no", Turn(first, version, NOW))

    version = order.version
    db.session.remove()
    answers = together(app, 8, decide)

    lost = [one for one in answers if isinstance(one, Refused)]
    assert len(lost) == 7 and {one.code for one in lost} == {"order.already_decided"}
    winner = "Li Na"
    told = {one.facts["who"].name for one in lost if one.code == "order.already_decided"}
    assert told == {winner}
    decided = db.session.scalars(sa.select(OrderHistory.kind).where(OrderHistory.kind.in_(("approved", "rejected"))))
    assert len(decided.all()) == 1


@pytest.mark.race
def test_without_state_and_version_in_the_update_both_would_decide(app: Flask, market: Market) -> None:
    order = make_taken(market, hq_actor("hq_manager"), ("P1", 4))

    def decide(index: int) -> int:
        state = OrderState.APPROVED if index % 2 else OrderState.REJECTED
        seen = db.session.scalar(sa.select(SalesOrder.state).where(SalesOrder.id == order.id))
        db.session.remove()
        barrier.wait(timeout=30)
        if seen is not OrderState.IN_REVIEW:
            return 0
        with transaction() as session:
            change = sa.update(SalesOrder).where(SalesOrder.id == order.id).values(state=state)
            return int(session.execute(change).rowcount)  # type: ignore[attr-defined]

    import threading

    barrier = threading.Barrier(4)
    answers = together(app, 4, decide)

    assert answers == [1, 1, 1, 1]


def test_the_day_to_answer_by_is_headquarters_day(market: Market) -> None:
    clerk = hq_actor()
    order = make_taken(market, clerk, ("P1", 1))
    late_evening = NOW.replace(hour=17)

    with refused("order.answer_by_in_past"):
        asks = [service_review.NewAsk("x")]
        turn = Turn(clerk, order.version, late_evening)
        perform(service_review.request_changes, order.id, asks, late_evening.date(), turn)
