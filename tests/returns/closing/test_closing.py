"""Orders close by themselves: delivered, invoiced, and past the last day something could be claimed in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.audit.models import AuditRow
from portal.core.data.sessions import db, perform, transaction
from portal.core.jobs.models import Job
from portal.core.jobs.queue import enqueue, run_due
from portal.core.jobs.schedule import plan_due
from portal.orders.decisions import service_holds
from portal.orders.models import OrderHistory, OrderHold, OrderLine, SalesOrder
from portal.orders.states import HoldKind, OrderState, open_actions
from portal.returns import queries
from portal.returns.closing.jobs import KIND
from portal.returns.closing.rules import last_day_in_time
from portal.returns.models import Claim
from portal.returns.states import ClaimState, Reason
from portal.settings.rules import USUAL
from tests import factories
from tests.orders.factories import hq_actor
from tests.race import together
from tests.returns.factories import Counted, Received, received
from tests.returns.test_filing import file, wanted

LAST_MINUTE = datetime(2026, 3, 30, 21, 59, tzinfo=UTC)
"""23:59 in Cairo on the last day: ten working days after the delivery of 16 March."""
NEXT_DAY = LAST_MINUTE + timedelta(minutes=2)


def delivered(*, invoiced: bool = True, **values: object) -> Received:
    """Make an order delivered on 16 March in Cairo, by air."""
    made = received(Counted(shipped=10), **values)  # type: ignore[arg-type]
    if invoiced:
        with transaction() as session:
            session.execute(sa.update(OrderLine).values(invoiced=OrderLine.ordered))
    return made


def closing_at(now: datetime) -> None:
    """Let the day's turn come and run it."""
    with time_machine.travel(now, tick=False):
        with transaction() as session:
            session.execute(sa.delete(Job).where(Job.kind == KIND))
        perform(enqueue, KIND, {}, now=now)
        run_due()
    db.session.remove()


def order() -> SalesOrder:
    return db.session.scalars(sa.select(SalesOrder)).one()


def told() -> list[str]:
    return list(db.session.scalars(sa.select(OrderHistory.kind).order_by(OrderHistory.id)))


def test_the_last_window_is_the_longer_of_working_days_and_the_carriers_notice() -> None:
    def next_workdays(day: date, count: int) -> date:
        return day + timedelta(days=count + 4)

    def all_days(day: date, count: int) -> date:
        return day + timedelta(days=count)

    assert last_day_in_time(date(2026, 3, 16), "sea", next_workdays, USUAL) == date(2026, 3, 30)
    assert last_day_in_time(date(2026, 3, 16), "air", all_days, USUAL) == date(2026, 3, 29)


def test_an_order_closes_the_day_after_its_last_window_in_its_distributors_calendar(app: Flask) -> None:
    delivered()

    closing_at(LAST_MINUTE)
    assert (order().state, told()) == (OrderState.COMPLETED, ["completed"])

    closing_at(NEXT_DAY)
    assert (order().state, told()) == (OrderState.CLOSED, ["completed", "closed"])

    closing_at(NEXT_DAY + timedelta(days=1))
    assert told() == ["completed", "closed"]
    actions = db.session.scalars(
        sa.select(AuditRow.action).where(AuditRow.action.like("order.%")).order_by(AuditRow.id)
    )
    assert list(actions) == ["order.completed", "order.closed"]


@pytest.mark.parametrize("lacking", ["invoice", "hold", "claim", "delivery"])
def test_an_order_that_lacks_something_stays_open_until_it_is_there(app: Flask, lacking: str) -> None:
    made = delivered(invoiced=lacking != "invoice")
    closing_at(LAST_MINUTE)
    if lacking == "hold":
        finance = hq_actor("hq_finance")
        perform(service_holds.place_hold, order().id, HoldKind.FINANCE, "open question", finance, LAST_MINUTE)
    if lacking == "claim":
        file(made, wanted(made, Reason.SURPLUS, 1))
    if lacking == "delivery":
        _turn_back(shipped=OrderLine.ordered, delivered=0)

    closing_at(NEXT_DAY)
    assert order().state is OrderState.COMPLETED

    with transaction() as session:
        session.execute(sa.update(OrderLine).values(invoiced=OrderLine.ordered))
        session.execute(sa.update(OrderHold).values(released_at=NEXT_DAY))
        session.execute(sa.update(Claim).values(state=ClaimState.CREDITED))
    if lacking == "delivery":
        _turn_back(shipped=0, delivered=OrderLine.ordered)
    closing_at(NEXT_DAY)
    assert order().state is OrderState.CLOSED


def _turn_back(**values: object) -> None:
    with transaction() as session:
        session.execute(sa.update(OrderLine).values(**values), execution_options={"synchronize_session": False})


def test_an_order_on_hold_when_its_last_piece_left_is_completed_once_the_hold_is_released(app: Flask) -> None:
    delivered()
    finance = hq_actor("hq_finance")
    perform(service_holds.place_hold, order().id, HoldKind.FINANCE, "open question", finance, LAST_MINUTE)
    closing_at(NEXT_DAY)
    assert order().state is OrderState.RELEASED

    hold_id = db.session.scalars(sa.select(OrderHold.id)).one()
    perform(service_holds.release_hold, hold_id, "answered", finance, NEXT_DAY)
    closing_at(NEXT_DAY)

    assert told() == ["hold_placed", "hold_released", "completed", "closed"]


def test_a_closed_order_stays_closed_and_a_late_claim_on_it_is_still_taken(app: Flask) -> None:
    made = delivered()
    closing_at(NEXT_DAY)

    number = file(made, wanted(made, Reason.SURPLUS, 1), now=NEXT_DAY)
    shortage = received(Counted(counts={"short": 2}), distributor=made.distributor)
    late = file(shortage, wanted(shortage, Reason.SHORT, 1), now=NEXT_DAY)

    assert open_actions(OrderState.CLOSED) == ()
    assert queries.claim_for(number).state is ClaimState.SUBMITTED
    assert queries.claim_for(late).late
    states = db.session.scalars(sa.select(SalesOrder.state).order_by(SalesOrder.id))
    assert list(states) == [OrderState.CLOSED, OrderState.RELEASED]


@pytest.mark.race
def test_many_turns_at_once_close_each_order_once(app: Flask) -> None:
    distributor = factories.make_distributor()
    for _ in range(5):
        delivered(distributor=distributor)
    with time_machine.travel(NEXT_DAY, tick=False):
        for _ in range(4):
            perform(enqueue, KIND, {}, now=NEXT_DAY)
        together(app, 4, lambda _index: run_due())
    db.session.remove()

    done = [job.result for job in db.session.scalars(sa.select(Job).where(Job.kind == KIND))]
    assert sum(one["closed"] for one in done) == 5
    assert sorted(told()) == ["closed"] * 5 + ["completed"] * 5


def test_the_day_brings_the_turn_by_itself(app: Flask) -> None:
    delivered()

    with time_machine.travel(NEXT_DAY + timedelta(days=1), tick=False):
        plan_due(NEXT_DAY + timedelta(days=1))
        run_due()

    db.session.remove()
    assert order().state is OrderState.CLOSED
