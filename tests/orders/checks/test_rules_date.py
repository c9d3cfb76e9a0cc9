"""The day an order is wanted: what can be ready only later warns, and so does a day off; neither blocks."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from portal.core.actor import Turn
from portal.core.data.sessions import perform
from portal.orders.checks.rules_date import Wish
from portal.orders.checks.rules_facts import Finding
from portal.orders.checks.rules_table import checks_of
from portal.orders.decisions import service_submit
from portal.orders.entry.rules_head import head_faults
from portal.orders.queries import findings_of
from portal.orders.types.states import USUAL_TERMS
from tests.orders.checks.facts import make_facts, make_line
from tests.orders.factories import NOW, Market, header_of, make_draft, make_market, order_of, sell
from tests.stock.factories import expect

DAY = date(2026, 3, 12)
"""A Thursday: three working days of the depot after the day of the test."""


def found(*ready: date, **wish: object) -> tuple[Finding, ...]:
    known = Wish(DAY, dict(enumerate(ready, 1)), **wish)  # type: ignore[arg-type]
    lines = tuple(make_line(line_no=number, part_number=f"AV-{number}") for number in range(1, 4))
    return checks_of(make_facts(lines=lines, further=(known,)))


def test_lines_ready_on_the_wanted_day_or_before_are_not_late() -> None:
    assert found(DAY, DAY - timedelta(days=1)) == ()


def test_late_lines_are_counted_and_the_last_of_them_told() -> None:
    (late,) = found(DAY + timedelta(days=9), DAY, DAY + timedelta(days=2))

    assert (late.code, late.severity, late.field, late.line_no) == ("DATE_LT", "warn", "requested_on", None)
    assert late.evidence == {"requested": "2026-03-12", "late": 2, "lines": 3, "earliest": "2026-03-21"}


def test_a_day_off_where_the_goods_go_warns() -> None:
    (off,) = found(day_off=True, country="EG")

    assert (off.code, off.severity, off.evidence) == ("DATE_OFF", "warn", {"requested": "2026-03-12", "country": "EG"})


def test_nothing_is_said_where_no_day_is_wanted() -> None:
    assert checks_of(make_facts()) == ()


@pytest.mark.parametrize(
    ("days", "codes"), [(-1, ["order.requested_in_past"]), (0, []), (365, []), (366, ["order.requested_too_far"])]
)
def test_a_day_that_cannot_be_meant_is_refused_beside_its_field(app: Flask, days: int, codes: list[str]) -> None:
    head = header_of(make_market(), requested_on=NOW.date() + timedelta(days=days))

    faults = head_faults(head, USUAL_TERMS[head.order_type], NOW.date())

    assert [(one.field, one.code) for one in faults] == [("requested_on", code) for code in codes]


@pytest.fixture
def market(app: Flask) -> Market:
    market = make_market()
    sell(market, "P1", stock=5)
    sell(market, "P2", stock=0, lead_time_days=30)
    sell(market, "P3", stock=0)
    expect(market.depot_ids[0], market.parts["P3"], 9, date(2026, 3, 20))
    return market


def submitted(market: Market, wanted: date | None, *lines: tuple[str, int], now: datetime = NOW) -> list[str]:
    """Hand an order in; return what was found of its day."""
    draft = make_draft(market, *lines, requested_on=wanted)
    perform(service_submit.submit, draft.id, Turn(market.actor, draft.version, now))
    order = order_of(draft.number)
    told = [one for one in findings_of(order.id, order.version) if one.code.startswith("DATE")]
    return [f"{one.code} {one.evidence.get('late', '')} {one.evidence.get('earliest', '')}".strip() for one in told]


def test_what_is_in_stock_is_ready_after_handling_what_comes_with_the_receipt_or_the_supplier(market: Market) -> None:
    every = (("P1", 5), ("P2", 1), ("P3", 1))

    assert submitted(market, date(2026, 3, 12), ("P1", 5)) == []
    assert submitted(market, date(2026, 3, 11), ("P1", 5)) == ["DATE_LT 1 2026-03-12"]
    assert submitted(market, date(2026, 3, 19), *every) == ["DATE_LT 2 2026-04-08"]
    assert submitted(market, date(2026, 4, 8), *every) == []
    assert submitted(market, None, *every) == []


def test_a_friday_is_a_day_off_in_egypt_and_the_next_sunday_is_not(market: Market) -> None:
    assert submitted(market, date(2026, 3, 13), ("P1", 1)) == ["DATE_OFF"]
    assert submitted(market, date(2026, 3, 15), ("P1", 1)) == []
