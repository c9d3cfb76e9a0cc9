"""What a company ordered of a part by month: its own orders and what is kept of older ones, nobody else's."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.core.data.sessions import transaction
from portal.orders.models import DemandMonth, OrderLine, SalesOrder
from portal.orders.states import OrderState
from portal.orders.types.states import OrderType
from portal.orders.views.queries_demand import demand_of
from tests import factories
from tests.catalogue.factories import make_distributor, make_part

pytestmark = pytest.mark.both_engines
SINCE = date(2025, 1, 1)


def ordered(owner: int, part: int, at: datetime, pieces: int, state: OrderState = OrderState.RELEASED) -> None:
    number = factories.next_number()
    with transaction() as session:
        order = SalesOrder(
            distributor_id=owner,
            number=f"SO-{number}",
            state=state,
            order_type=OrderType.DAILY,
            currency="USD",
            created_at=at,
            submitted_at=at,
        )
        session.add(order)
        session.flush()
        session.add(
            OrderLine(
                distributor_id=owner,
                order_id=order.id,
                line_no=1,
                part_id=part,
                part_number="A1",
                ordered=pieces,
                open=pieces,
            )
        )


def test_kept_months_and_orders_are_added_by_the_companys_own_calendar(app: Flask) -> None:
    owner, other, part, another = make_distributor(), make_distributor(), make_part("A1"), make_part("A2")
    with transaction() as session:
        for who, month, pieces in ((owner, date(2024, 12, 1), 9), (owner, date(2025, 5, 1), 4), (other, SINCE, 7)):
            session.add(DemandMonth(distributor_id=who, part_id=part, month=month, quantity=pieces))
    ordered(owner, part, datetime(2025, 5, 31, 22, 30, tzinfo=UTC), 3)
    ordered(owner, part, datetime(2025, 5, 20, 8, 0, tzinfo=UTC), 2)
    ordered(owner, another, datetime(2025, 5, 20, 8, 0, tzinfo=UTC), 50)
    ordered(other, part, datetime(2025, 5, 20, 8, 0, tzinfo=UTC), 60)
    ordered(owner, part, datetime(2025, 5, 20, 8, 0, tzinfo=UTC), 70, OrderState.CANCELLED)
    ordered(owner, part, datetime(2025, 5, 20, 8, 0, tzinfo=UTC), 80, OrderState.WITH_GENERAL)

    assert demand_of(owner, part, SINCE, "Africa/Cairo") == {date(2025, 5, 1): 6, date(2025, 6, 1): 3}
    assert demand_of(owner, part, SINCE, "UTC") == {date(2025, 5, 1): 9}
