"""Daily turns: planned when their hour has come, once, however many workers look."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.sessions import db
from portal.core.jobs import schedule
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import Running, run_due
from portal.core.jobs.schedule import daily, plan_due
from tests.race import together

DAY = datetime(2026, 3, 9, tzinfo=UTC)
turns: list[str] = []


@daily("test.daily", at=time(2, 30))
def turn(running: Running) -> None:
    turns.append(running.claimed.kind)


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_daily", {"test.daily": time(2, 30)})
    turns.clear()


def planned() -> list[tuple[Any, ...]]:
    db.session.remove()
    return [tuple(row) for row in db.session.execute(sa.select(Job.key, Job.state).order_by(Job.id))]


def test_a_turn_is_planned_when_its_hour_has_come_and_not_before(app: Flask) -> None:
    assert plan_due(DAY + timedelta(hours=2)) == 0
    assert planned() == []

    assert plan_due(DAY + timedelta(hours=3)) == 1
    assert planned() == [("daily:test.daily:2026-03-09", JobState.WAITING)]


def test_a_day_has_one_turn_and_the_next_day_another(app: Flask) -> None:
    for hours in (3, 4, 23, 26, 27, 28):
        plan_due(DAY + timedelta(hours=hours))
        run_due()

    assert turns == ["test.daily"] * 2
    assert [key for key, _state in planned()] == ["daily:test.daily:2026-03-09", "daily:test.daily:2026-03-10"]


@pytest.mark.race
def test_workers_that_look_at_the_same_moment_plan_one_turn(app: Flask) -> None:
    counted = together(app, 8, lambda _index: plan_due(DAY + timedelta(hours=3)))

    assert sorted(counted) == [0] * 7 + [1]
    assert run_due() == 1
    assert turns == ["test.daily"]
