"""Which day an instant is depends on whose day is meant."""

from datetime import UTC, date, datetime

import pytest

from portal.core.days import day_in, hq_day

EVENING = datetime(2026, 3, 9, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Shanghai", 10), ("Africa/Cairo", 9), ("America/Mexico_City", 9), ("Asia/Bangkok", 10)]
)
def test_an_instant_is_another_day_elsewhere(zone: str, day: int) -> None:
    assert day_in(EVENING, zone) == date(2026, 3, day)


def test_headquarters_is_a_day_ahead_of_utc_in_the_evening() -> None:
    assert hq_day(EVENING) == date(2026, 3, 10)
    assert hq_day(datetime(2026, 3, 9, 15, 59, tzinfo=UTC)) == date(2026, 3, 9)
