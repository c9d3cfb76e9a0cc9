"""Taking work: one reviewer each, due first, the second told who was first; with the control."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.actor import Turn
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import NotVisible, Refused
from portal.orders.decisions import service_handover
from portal.orders.models import OrderHistory, SalesOrder
from portal.orders.states import OrderState
from portal.returns import queries
from portal.returns.states import Reason
from portal.review import service_taking as taking
from portal.review.models import ItemState, ReviewItem
from tests import factories
from tests.orders.factories import NOW, VOR, hq_actor, make_market, make_submitted, order_of, sell
from tests.race import together
from tests.returns.factories import received
from tests.returns.test_deciding import filed
from tests.review.factories import queue_rows
from tests.review.test_queue import item

LATER = NOW + timedelta(minutes=3)


def submitted(count: int = 1, **header: Any) -> list[str]:
    market = make_market()
    sell(market, "21029627")
    return [make_submitted(market, ("21029627", index + 1), **header).number for index in range(count)]


def test_taking_starts_the_review_and_names_the_owner(app: Flask) -> None:
    [number], reviewer = submitted(), hq_actor(name="Li Na")

    taken = perform(taking.take, number, reviewer, LATER)

    order, row = order_of(number), item(number)
    assert taken.number == number
    assert (order.state, order.reviewer_id, order.first_response_at) == (
        OrderState.IN_REVIEW,
        reviewer.user_id,
        LATER,
    )
    assert (row.state, row.owner_name, row.taken_at) == (ItemState.TAKEN, "Li Na", LATER)


def test_the_second_is_told_who_has_it_and_since_when(app: Flask) -> None:
    [number] = submitted()
    perform(taking.take, number, hq_actor(name="Li Na"), LATER)

    with pytest.raises(Refused) as refused:
        perform(taking.take, number, hq_actor(), LATER)

    assert (refused.value.code, refused.value.facts) == ("review.already_taken", {"who": "Li Na", "when": LATER})


def test_take_next_gives_what_is_due_first_until_nothing_waits(app: Flask) -> None:
    [daily] = submitted()
    [vor] = submitted(**VOR)
    reviewer = hq_actor()

    order = [perform(taking.take_next, reviewer, LATER).number for _ in range(2)]

    assert order == [vor, daily]
    with pytest.raises(Refused, match=r"review\.nothing_waiting"):
        perform(taking.take_next, reviewer, LATER)


def test_nobody_takes_what_his_role_does_not_decide_or_what_is_not_there(app: Flask) -> None:
    [number] = submitted()

    with pytest.raises(Refused, match=r"review\.not_yours_to_take"):
        perform(taking.take, number, hq_actor("hq_planner"), LATER)
    with pytest.raises(NotVisible):
        perform(taking.take, "SO-2026-999999", hq_actor(), LATER)
    assert order_of(number).state is OrderState.SUBMITTED


def test_a_claim_is_taken_put_back_and_handed_over(app: Flask) -> None:
    number = filed(received(), (Reason.SHORT, 2))
    reviewer, colleague = hq_actor(name="Li Na"), factories.make_hq_user(name="Wang Wei")

    perform(taking.take, number, reviewer, LATER)
    perform(taking.put_back, number, reviewer, LATER)
    assert item(number).state is ItemState.WAITING
    perform(taking.take, number, reviewer, LATER)
    name = perform(taking.hand_over, number, colleague.id, reviewer, LATER)

    assert (name, item(number).owner_name) == ("Wang Wei", "Wang Wei")
    query = sa.select(AuditRow.action).where(AuditRow.action.startswith("review.")).order_by(AuditRow.id)
    actions = list(db.session.scalars(query))
    assert actions == [
        "review.claim_taken",
        "review.claim_put_back",
        "review.claim_taken",
        "review.claim_handed_over",
    ]
    assert queries.claim_for(number).reviewer_name == "Wang Wei"


def test_an_order_is_handed_to_a_colleague_and_only_by_who_has_it(app: Flask) -> None:
    [number], reviewer = submitted(), hq_actor(name="Li Na")
    colleague, planner = factories.make_hq_user(name="Wang Wei"), factories.make_hq_user(role="hq_planner")
    perform(taking.take, number, reviewer, LATER)

    with pytest.raises(Refused, match=r"review\.no_such_colleague"):
        perform(taking.hand_over, number, planner.id, reviewer, LATER)
    with pytest.raises(Refused, match=r"review\.not_in_your_hands"):
        perform(taking.hand_over, number, colleague.id, hq_actor(), LATER)
    perform(taking.hand_over, number, colleague.id, reviewer, LATER)

    assert (order_of(number).reviewer_id, item(number).owner_name) == (colleague.id, "Wang Wei")
    last = db.session.scalars(sa.select(OrderHistory).order_by(OrderHistory.id.desc()).limit(1)).one()
    assert (last.kind, last.actor_name, last.facts) == ("handed_over", "Li Na", {"to": "Wang Wei"})
    perform(taking.put_back, number, factories.actor_of(colleague), LATER)
    assert (order_of(number).state, item(number).state) == (OrderState.SUBMITTED, ItemState.WAITING)


@pytest.mark.race
def test_an_order_nobody_took_is_not_taken_over(app: Flask) -> None:
    (number,) = submitted()
    order = order_of(number)

    with pytest.raises(Refused) as refused:
        perform(service_handover.take_over, order.id, "On leave", Turn(hq_actor("hq_clerk"), order.version, NOW))

    assert (refused.value.code, order_of(number).state) == ("order.not_taken", OrderState.SUBMITTED)


def test_two_reviewers_take_one_order_at_once_and_one_gets_it(app: Flask) -> None:
    [number] = submitted()
    people = [hq_actor(name=f"Reviewer {index}") for index in range(4)]

    results = together(app, 4, lambda index: perform(taking.take, number, people[index], LATER))

    winners = [each for each in results if isinstance(each, taking.Taken)]
    losers = [each for each in results if isinstance(each, Refused)]
    assert len(winners) == 1
    assert [each.code for each in losers] == ["review.already_taken"] * 3
    assert {each.facts["who"] for each in losers} == {item(number).owner_name}
    taken = sa.select(sa.func.count(OrderHistory.id)).where(OrderHistory.kind == "taken")
    assert db.session.scalar(taken) == 1


@pytest.mark.race
def test_take_next_at_once_gives_everybody_another_order(app: Flask) -> None:
    numbers = submitted(4)
    people = [hq_actor() for _ in range(6)]

    results = together(app, 6, lambda index: perform(taking.take_next, people[index], LATER))

    got = [each.number for each in results if isinstance(each, taking.Taken)]
    assert sorted(got) == sorted(numbers)
    assert [each.code for each in results if isinstance(each, Refused)] == ["review.nothing_waiting"] * 2
    db.session.remove()
    assert set(db.session.scalars(sa.select(SalesOrder.state))) == {OrderState.IN_REVIEW}


@pytest.mark.race
def test_control_without_the_condition_both_believe_it_is_theirs(app: Flask) -> None:
    [number] = queue_rows(factories.make_distributor(), [NOW])
    looked = threading.Barrier(2)

    def careless(index: int) -> bool:
        waiting = db.session.scalar(sa.select(ReviewItem.state)) is ItemState.WAITING
        db.session.remove()
        looked.wait(timeout=30)
        with transaction() as session:
            mark = sa.update(ReviewItem).where(ReviewItem.number == number)
            session.execute(mark.values(state=ItemState.TAKEN, owner_name=str(index)))
        return waiting

    assert together(app, 2, careless) == [True, True]
