"""Several orders at once: each one answered by itself, one decision each, nothing decided twice; with the control."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries_actor import actor_of
from portal.core.actor import Actor, Doer, Turn
from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due
from portal.core.money import Money
from portal.finance import service_accounts
from portal.orders.decisions import service_holds, service_review
from portal.orders.models import OrderFinding, OrderHistory, SalesOrder
from portal.orders.states import HoldKind, OrderState
from portal.returns.states import Reason
from portal.review.jobs_bulk import answered
from portal.review.models import ItemState
from portal.review.queries_bulk import bulk_of, versions_of
from portal.review.rules_bulk import Answer, Chosen, Outcome, Wish, check_clean, chosen_of, kept, outcome_of
from portal.review.service_bulk import ask
from tests.orders.factories import NOW, Market, hq_actor, make_market, make_submitted, order_of, sell
from tests.race import together
from tests.returns.factories import received
from tests.returns.test_deciding import filed
from tests.review.test_queue import item


@pytest.fixture
def market(app: Flask) -> Market:
    made = make_market()
    sell(made, "21029627", price="100")
    return made


def submitted(market: Market, count: int = 1, pieces: int = 2) -> list[str]:
    return [make_submitted(market, ("21029627", pieces + index)).number for index in range(count)]


def ticked(*numbers: str) -> list[Chosen]:
    """Return rows as a page drawn now would send them."""
    versions = versions_of(numbers)
    db.session.remove()
    return [Chosen(number, versions.get(number)) for number in numbers]


def approved(actor: Actor, *rows: Chosen) -> list[Outcome]:
    return [answered(Wish.APPROVE, row, actor) for row in rows]


def why(outcome: Outcome) -> str:
    assert outcome.answer is Answer.REFUSED and outcome.refusal is not None
    return outcome.refusal.code


def test_clean_orders_are_taken_and_approved_in_one_go_each_with_its_history(market: Market) -> None:
    numbers, manager = submitted(market, 2), hq_actor("hq_manager")

    outcomes = approved(manager, *ticked(*numbers))

    assert [(one.number, one.answer) for one in outcomes] == [(number, Answer.RELEASED) for number in numbers]
    assert {order_of(number).state for number in numbers} == {OrderState.RELEASED}
    assert {item(number).state for number in numbers} == {ItemState.DONE}
    kinds = db.session.scalars(sa.select(OrderHistory.kind).order_by(OrderHistory.id)).all()
    assert kinds == ["submitted"] * 2 + ["taken", "approved", "released", "allocated"] * 2


def test_what_is_not_clean_is_refused_and_stays_free(market: Market) -> None:
    blocked, held, sound = submitted(market, 3)
    with transaction() as session:
        order = order_of(blocked)
        session.execute(
            sa.insert(OrderFinding),
            [
                {
                    "distributor_id": order.distributor_id,
                    "order_id": order.id,
                    "order_version": order.version,
                    "code": "MOQ",
                    "severity": "block",
                    "evidence": {},
                }
            ],
        )
    perform(service_holds.place_hold, order_of(held).id, HoldKind.LOGISTICS, "no slot", hq_actor("hq_logistics"), NOW)

    outcomes = approved(hq_actor("hq_manager"), *ticked(blocked, held, sound))

    assert [why(one) for one in outcomes[:2]] == ["review.not_clean", "review.on_hold"]
    assert outcomes[0].refusal is not None and outcomes[0].refusal.facts["findings"] == ["MOQ"]
    assert outcomes[2].answer is Answer.RELEASED
    assert [order_of(one).state for one in (blocked, held)] == [OrderState.SUBMITTED] * 2
    assert item(blocked).state is ItemState.WAITING


def test_limit_and_two_person_rule_are_those_of_a_single_approval(market: Market) -> None:
    small, large = submitted(market)[0], submitted(market, pieces=50)[0]
    edited = submitted(market, pieces=3)[0]
    clerk = hq_actor(approval_limits={"USD": "1000"})
    with transaction() as session:
        change = sa.text("UPDATE order_line SET price_edited_by = :who WHERE order_id = :order")
        session.execute(change, {"who": clerk.user_id, "order": order_of(edited).id})

    outcomes = approved(clerk, *ticked(small, large, edited))

    assert outcomes[0].answer is Answer.RELEASED
    assert [why(one) for one in outcomes[1:]] == ["order.above_approval_limit", "order.own_price_edit"]
    assert order_of(large).state is OrderState.SUBMITTED and order_of(large).reviewer_id is None


def test_what_changed_since_the_page_was_drawn_is_said_and_nothing_is_done(market: Market) -> None:
    changed, taken = submitted(market, 2)
    rows = ticked(changed, taken)
    other = hq_actor("hq_manager", name="Wang Wei")
    for number in (changed, taken):
        perform(service_review.take, order_of(number).id, Turn(other, order_of(number).version, NOW))
    perform(service_review.hand_back, order_of(changed).id, Turn(other, order_of(changed).version, NOW))

    outcomes = approved(hq_actor("hq_manager"), *rows)

    assert [why(one) for one in outcomes] == ["core.stale", "order.not_in_your_hands"]
    assert outcomes[1].refusal is not None and outcomes[1].refusal.facts["who"].name == "Wang Wei"
    assert [order_of(one).state for one in (changed, taken)] == [OrderState.SUBMITTED, OrderState.IN_REVIEW]


def test_a_second_time_answers_done_already_and_a_colleague_is_told_who_decided(market: Market) -> None:
    [number], manager = submitted(market), hq_actor("hq_manager", name="Li Na")
    rows = ticked(number)
    approved(manager, *rows)

    again, other = approved(manager, *rows)[0], approved(hq_actor("hq_manager"), *rows)[0]

    assert again.answer is Answer.DONE_BEFORE
    assert why(other) == "order.already_decided"
    assert other.refusal is not None and other.refusal.facts["who"].name == "Li Na"
    decided = sa.select(sa.func.count()).where(OrderHistory.kind == "approved")
    assert db.session.scalar(decided) == 1


def test_credit_used_up_on_the_way_holds_the_rest_as_a_single_approval_would(market: Market) -> None:
    rows = ticked(*submitted(market, 2, pieces=4))
    perform(service_accounts.set_credit, market.distributor.id, "USD", limit=Decimal(500), blocked=False)

    outcomes = approved(hq_actor("hq_manager"), *rows)

    assert [one.answer for one in outcomes] == [Answer.RELEASED, Answer.HELD]
    assert order_of(rows[1].number).state is OrderState.APPROVED


def test_claims_are_taken_together_with_orders_but_decided_one_by_one(market: Market) -> None:
    claim = filed(received(), (Reason.SHORT, 2))
    [order], clerk = submitted(market), hq_actor()
    rows = ticked(order, claim)

    taken = [answered(Wish.TAKE, row, clerk).answer for row in rows]
    again = [answered(Wish.TAKE, row, clerk).answer for row in rows]

    assert (taken, again) == ([Answer.TAKEN] * 2, [Answer.DONE_BEFORE] * 2)
    assert why(answered(Wish.APPROVE, rows[1], clerk)) == "review.claims_one_by_one"
    assert why(answered(Wish.TAKE, rows[0], hq_actor())) == "review.already_taken"
    assert why(answered(Wish.TAKE, rows[0], hq_actor("hq_planner"))) == "review.not_yours_to_take"
    assert why(answered(Wish.TAKE, Chosen("SO-2026-999999", 1), clerk)) == "review.gone"


def test_a_wish_is_kept_once_a_form_and_only_its_author_reads_the_answers(market: Market) -> None:
    rows, clerk = ticked(*submitted(market, 2)), hq_actor("hq_manager")

    first = perform(ask, Wish.APPROVE, rows, "key", clerk, NOW)
    second = perform(ask, Wish.APPROVE, rows, "key", clerk, NOW)
    assert (first, bulk_of(first, clerk.user_id).finished) == (second, False)
    db.session.remove()
    run_due()

    bulk = bulk_of(first, clerk.user_id)
    assert (bulk.done, bulk.of, [one.answer for one in bulk.outcomes]) == (2, 2, [Answer.RELEASED] * 2)
    assert db.session.scalar(sa.select(Job.state).where(Job.id == first)) is JobState.DONE
    at_once, later = utc_now(), utc_now() + timedelta(minutes=2)
    assert perform(ask, Wish.APPROVE, rows, "key", clerk, at_once) == first
    assert perform(ask, Wish.TAKE, rows, "key", clerk, at_once) != first
    assert perform(ask, Wish.APPROVE, rows[:1], "key", clerk, at_once) != first
    assert perform(ask, Wish.APPROVE, rows, "key", clerk, later) != first
    with pytest.raises(NotVisible):
        bulk_of(first, hq_actor().user_id)


def test_whoever_lost_the_role_or_the_account_meanwhile_decides_nothing(market: Market) -> None:
    [row], clerk = ticked(*submitted(market)), hq_actor()
    with transaction() as session:
        session.execute(sa.text("UPDATE user_account SET state = 'disabled' WHERE id = :id"), {"id": clerk.user_id})

    assert clerk.user_id is not None and actor_of(clerk.user_id) is None
    assert why(answered(Wish.APPROVE, row, None)) == "review.not_yours_to_take"
    assert why(answered(Wish.APPROVE, row, hq_actor("hq_planner"))) == "review.not_yours_to_take"


@pytest.mark.race
def test_two_reviewers_with_the_same_choice_decide_each_order_once(app: Flask, market: Market) -> None:
    rows = ticked(*submitted(market, 4))
    people = [hq_actor("hq_manager", name=f"Reviewer {index}") for index in range(2)]
    order = [rows, rows[::-1]]

    results: list[list[Outcome]] = together(app, 2, lambda index: approved(people[index], *order[index]))

    answers: dict[str, list[Outcome]] = {}
    for outcome in [*results[0], *results[1]]:
        answers.setdefault(outcome.number, []).append(outcome)
    for both in answers.values():
        won, lost = sorted(both, key=lambda one: one.answer is Answer.REFUSED)
        assert won.answer is Answer.RELEASED
        assert why(lost) == "order.already_decided"
    approvals = db.session.scalars(sa.select(OrderHistory.order_id).where(OrderHistory.kind == "approved")).all()
    assert len(approvals) == len(set(approvals)) == 4


@pytest.mark.race
def test_control_without_state_and_version_both_would_decide(app: Flask, market: Market) -> None:
    [number] = submitted(market)
    looked = threading.Barrier(2)
    order_id = order_of(number).id

    def careless(index: int) -> int:
        seen = db.session.scalar(sa.select(SalesOrder.state).where(SalesOrder.id == order_id))
        db.session.remove()
        looked.wait(timeout=30)
        with transaction() as session:
            change = sa.update(SalesOrder).where(SalesOrder.id == order_id).values(state=OrderState.APPROVED)
            return int(session.execute(change).rowcount) if seen is OrderState.SUBMITTED else 0  # type: ignore[attr-defined]

    assert together(app, 2, careless) == [1, 1]


def test_ticks_are_read_each_once_and_what_no_page_sends_is_refused() -> None:
    assert chosen_of(["SO-1:3", "RMA-1", "SO-1:3"]) == (Chosen("SO-1", 3), Chosen("RMA-1"))
    for texts, code in (
        ([], "nothing_chosen"),
        ([f"SO-{n}:1" for n in range(201)], "too_many_chosen"),
        ([":1"], "choice_unreadable"),
        (["SO-1:x"], "choice_unreadable"),
        (["SO-1:" + "9" * 10], "choice_unreadable"),
    ):
        with pytest.raises(Refused, match=rf"review\.{code}"):
            chosen_of(texts)


def test_warnings_are_told_and_what_blocks_or_would_hold_is_not_clean() -> None:
    assert check_clean([("VIN_FLEET", "warn"), ("MOQ", "warn"), ("MOQ", "warn")], []) == ("VIN_FLEET", "MOQ")
    for findings, holds in (([("MOQ", "block")], []), ([("CREDIT_LIMIT", "hold")], []), ([], ["credit"])):
        with pytest.raises(Refused):
            check_clean(findings, holds)


FACTS: dict[str, Any] = {
    "amount": Money(Decimal("12.50"), "USD"),
    "who": Doer("Li Na", "hq"),
    "when": NOW,
    "day": date(2026, 3, 9),
    "figure": Decimal("1.5"),
    "findings": ["MOQ"],
    "count": 1,
    "none": None,
    "text": "x",
}


def test_an_answer_is_the_same_after_it_was_kept() -> None:
    given = Outcome("SO-1", Answer.REFUSED, Refused("order.x", **FACTS), ("MOQ",))

    back = outcome_of(kept(given))

    assert back.refusal is not None and back.refusal.facts == FACTS
    assert (back.number, back.answer, back.warnings) == ("SO-1", Answer.REFUSED, ("MOQ",))
    assert outcome_of(kept(Outcome("SO-1", Answer.TAKEN))) == Outcome("SO-1", Answer.TAKEN)
