"""What is missing of an order, day by day: weekly on the next week's first working day, with others, at once, not."""

from datetime import date, timedelta

import pytest

from portal.core.calendars import WorkingCalendar
from portal.orders.rules_rests import goes_on, is_not_kept
from portal.orders.states import OrderState
from portal.orders.states_progress import Progress
from portal.orders.types.states import USUAL_TERMS, BackorderRule, OrderType

CHINA, GULF = WorkingCalendar("CN", "Asia/Shanghai"), WorkingCalendar("SA", "Asia/Riyadh")
MONDAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("calendar", "there_on", "goes"),
    [
        (CHINA, MONDAY, date(2026, 3, 16)),
        (CHINA, date(2026, 3, 13), date(2026, 3, 16)),
        (CHINA, date(2026, 3, 15), date(2026, 3, 16)),
        (CHINA, date(2026, 9, 30), date(2026, 10, 8)),  # Monday to Wednesday are still holidays of the National Day
        (GULF, date(2026, 3, 14), date(2026, 3, 16)),
    ],
)
def test_once_a_week_is_the_first_working_day_of_the_next_week(
    calendar: WorkingCalendar, there_on: date, goes: date
) -> None:
    assert goes_on(BackorderRule.WEEKLY, there_on, calendar) == goes


def test_with_others_a_rest_goes_by_itself_after_thirty_days_and_all_else_at_once() -> None:
    assert goes_on(BackorderRule.WITH_NEXT_ORDER, MONDAY, CHINA) == MONDAY + timedelta(days=30)
    assert [goes_on(rule, MONDAY, CHINA) for rule in (None, BackorderRule.OWN_SHIPMENT, BackorderRule.NONE)] == [
        None
    ] * 3


@pytest.mark.parametrize("rule", [None, *BackorderRule])
@pytest.mark.parametrize("progress", Progress)
def test_nothing_is_kept_only_by_that_rule_and_once_the_first_shipment_has_left(
    rule: BackorderRule | None, progress: Progress
) -> None:
    ends = (rule, progress) == (BackorderRule.NONE, Progress.PARTLY_SHIPPED)
    assert is_not_kept(rule, OrderState.RELEASED, progress) is ends
    assert not is_not_kept(rule, OrderState.SUBMITTED, progress)


def test_what_is_usual_of_each_type() -> None:
    assert {one: USUAL_TERMS[one].backorder_rule.value for one in OrderType} == {
        OrderType.VOR: "own_shipment",
        OrderType.CAMPAIGN: "own_shipment",
        OrderType.URGENT: "own_shipment",
        OrderType.DAILY: "weekly",
        OrderType.STOCK: "with_next_order",
        OrderType.INITIAL: "none",
    }
