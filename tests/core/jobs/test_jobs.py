"""Jobs: part of the transaction, claimed once, fenced, tried again, never lost."""

import dataclasses
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, perform, transaction
from portal.core.errors import Away
from portal.core.jobs import desk, failures, queue
from portal.core.jobs.models import Claimed, Heartbeat, Job, JobState
from portal.core.jobs.queue import Running, ends, enqueue, handles, oldest_due, run_due, run_one
from portal.core.jobs.worker import beat
from portal.core.scope import EVERYONE, scoped
from tests.conftest import ON_POSTGRESQL
from tests.web import Browser

NOW = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
done: list[Any] = []


@handles("test.note")
def note(running: Running) -> dict[str, Any]:
    done.append(running.payload["n"])
    return {"noted": running.payload["n"]}


@handles("test.breaks")
def breaks(running: Running) -> None:
    raise ValueError("planted")


@handles("test.steps")
def steps(running: Running) -> None:
    running.progress(1, 2)
    done.append(db.session.scalar(sa.select(Job.done_steps).where(Job.id == running.claimed.id)))
    db.session.remove()


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


def state_of(job_id: int) -> JobState:
    db.session.remove()
    return db.session.scalars(sa.select(Job.state).where(Job.id == job_id)).one()


def test_a_job_of_a_rolled_back_transaction_never_existed(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        enqueue("test.note", {"n": 1}, now=NOW)
        raise ZeroDivisionError
    assert run_due() == 0
    assert done == []


def test_jobs_run_in_order_and_are_done(app: Flask) -> None:
    with transaction():
        ids = [enqueue("test.note", {"n": n}, now=NOW) for n in (1, 2, 3)]
    assert run_due() == 3
    assert done == [1, 2, 3]
    assert [state_of(i) for i in ids if i] == [JobState.DONE] * 3


def test_the_same_key_is_enqueued_once(app: Flask) -> None:
    with transaction():
        assert enqueue("test.note", {"n": 1}, now=NOW, key="only") is not None
        assert enqueue("test.note", {"n": 1}, now=NOW, key="only") is None
    run_due()
    assert done == [1]


def test_a_job_that_breaks_waits_and_is_given_up_at_last(app: Flask) -> None:
    with transaction():
        job_id = enqueue("test.breaks", {}, now=NOW)
    assert job_id
    later = NOW
    for _attempt in range(failures.MOST_ATTEMPTS):
        later = datetime.now(UTC) + timedelta(days=1)
        assert run_one(later)
    assert state_of(job_id) is JobState.FAILED
    assert not run_one(later + timedelta(days=1))


def killed(times: int, job_id: int) -> datetime:
    """Let as many workers claim a job and die at it; return when the last one's lease is over."""
    now = NOW
    for _worker in range(times):
        with scoped(EVERYONE):
            assert perform(queue._claim, now, job_id) is not None
        now += queue.LEASE + timedelta(seconds=1)
    return now


@handles("test.deadly")
def deadly(running: Running) -> None:
    done.append("ran")


@ends("test.deadly")
def bury(payload: dict[str, Any]) -> None:
    done.append(payload["n"])
    if payload["n"] == 13:
        raise ValueError("planted")


def test_a_job_that_kills_its_process_is_given_up_and_told_as_failed(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction():
        job_id = enqueue("test.deadly", {"n": 7}, now=NOW)
        behind = enqueue("test.note", {"n": 8}, now=NOW + timedelta(minutes=1))
    assert job_id and behind
    now = killed(failures.MOST_ATTEMPTS, job_id)

    assert oldest_due(now) == NOW + timedelta(minutes=1)
    assert run_one(now) and not run_one(now)

    assert (state_of(job_id), state_of(behind), done) == (JobState.FAILED, JobState.DONE, [7, 8])
    job = db.session.scalars(sa.select(Job).where(Job.id == job_id)).one()
    assert (job.last_error, job.finished_at, job.leased_until) == (queue.ENDED, now, None)
    assert '"event": "job_given_up"' in capsys.readouterr().out


def test_one_attempt_before_that_it_is_run_once_more(app: Flask) -> None:
    with transaction():
        job_id = enqueue("test.deadly", {"n": 7}, now=NOW)
    assert job_id
    now = killed(failures.MOST_ATTEMPTS - 1, job_id)

    assert run_one(now)

    assert (state_of(job_id), done) == (JobState.DONE, ["ran"])


def test_a_job_given_up_whose_end_fails_does_not_stop_those_behind_it(app: Flask) -> None:
    with transaction():
        job_id = enqueue("test.deadly", {"n": 13}, now=NOW)
    assert job_id
    now = killed(failures.MOST_ATTEMPTS, job_id)
    with transaction():
        behind = enqueue("test.note", {"n": 8}, now=NOW)

    assert run_one(now)
    assert behind and (state_of(job_id), state_of(behind), done) == (JobState.FAILED, JobState.DONE, [13, 8])


def test_a_dead_workers_job_is_taken_over_and_the_dead_one_cannot_finish_it(app: Flask) -> None:
    with transaction():
        job_id = enqueue("test.note", {"n": 7}, now=NOW)
    assert job_id
    dead = perform(queue._claim, NOW)
    assert dead is not None
    assert not run_one(NOW + queue.LEASE)
    with scoped(EVERYONE):
        alive = perform(queue._claim, NOW + queue.LEASE + timedelta(seconds=1))
    assert alive is not None and alive.fence == dead.fence + 1
    perform(queue._finish, dead, {"state": JobState.DONE})
    assert state_of(job_id) is JobState.RUNNING
    with pytest.raises(queue.Lost):
        perform(queue._renew, dead, 1, 2, NOW)
    perform(queue._finish, alive, {"state": JobState.DONE})
    assert state_of(job_id) is JobState.DONE


def test_progress_is_seen_by_others(app: Flask) -> None:
    with transaction():
        enqueue("test.steps", {}, now=NOW)
    run_due()
    assert done == [1]


@pytest.mark.race
def test_four_workers_run_each_job_once(app: Flask) -> None:
    with transaction():
        for n in range(40):
            enqueue("test.note", {"n": n}, now=NOW)

    def work() -> None:
        with app.app_context():
            run_due()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(40))


@handles("test.long")
def long(running: Running) -> None:
    done.append("begun")
    time.sleep(running.payload["seconds"])
    done.append("ended")


def taken_over(app: Flask, monkeypatch: pytest.MonkeyPatch, *, renewed_every: float, longest: float = 60) -> bool:
    """Let a handler run for three leases, and tell whether another worker got its job meanwhile."""
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(queue, "RENEWED_EVERY", timedelta(seconds=renewed_every))
    monkeypatch.setattr(queue, "LONGEST_RUN", timedelta(seconds=longest))
    with transaction():
        enqueue("test.long", {"seconds": 1.5}, now=NOW)

    def work() -> None:
        with app.app_context():
            run_one()

    first = threading.Thread(target=work)
    first.start()
    while not done:
        time.sleep(0.01)
    others = []
    while first.is_alive():
        others.append(run_one())
        time.sleep(0.1)
    first.join()
    assert done.count("ended") == done.count("begun") == 1 + sum(others)
    return any(others)


@pytest.mark.race
def test_a_lease_is_kept_while_its_handler_runs_however_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not taken_over(app, monkeypatch, renewed_every=0.1)
    assert done == ["begun", "ended"]


@pytest.mark.race
@pytest.mark.parametrize("keeping", [{"renewed_every": 60}, {"renewed_every": 0.1, "longest": 0.3}])
def test_a_lease_nobody_renews_and_one_of_a_hanging_handler_run_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch, keeping: dict[str, float]
) -> None:
    assert taken_over(app, monkeypatch, **keeping)


def test_what_a_killed_worker_held_is_free_a_minute_later() -> None:
    assert timedelta(minutes=1) >= queue.LEASE > 3 * queue.RENEWED_EVERY


@ON_POSTGRESQL
def test_a_worker_whose_clock_is_ahead_takes_nobodys_job_and_none_before_its_time(app: Flask) -> None:
    with transaction():
        held = enqueue("test.note", {"n": 1}, now=utc_now())
        enqueue("test.note", {"n": 2}, now=utc_now() + timedelta(minutes=2))
    with scoped(EVERYONE):
        assert perform(queue._claim, only=held) is not None

    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=True):
        assert run_one() is False

    assert done == []


@ON_POSTGRESQL
def test_a_lease_given_by_a_clock_that_is_behind_is_as_long_as_any(app: Flask) -> None:
    with transaction():
        enqueue("test.note", {"n": 1}, now=NOW)
    with time_machine.travel(utc_now() - timedelta(minutes=5), tick=True), scoped(EVERYONE):
        assert perform(queue._claim) is not None

    assert run_one() is False


@ON_POSTGRESQL
def test_a_worker_whose_clock_is_ahead_seems_alive_no_longer_than_others(app: Flask) -> None:
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=True):
        beat("ahead:1")
    seen = db.session.scalars(sa.select(Heartbeat.seen_at)).one()

    assert abs(seen - utc_now()) < timedelta(minutes=1)


def test_a_sign_of_life_of_the_future_is_none(app: Flask) -> None:
    with transaction() as session:
        session.add(Heartbeat(worker="ahead:1", seen_at=utc_now() + timedelta(minutes=5)))
    browser = Browser(app)
    of_the_future = browser.open("/readyz").json["worker"]
    beat("right:1")

    assert (of_the_future, browser.open("/readyz").json["worker"]) == ("missing", "ok")


def test_what_is_away_is_tried_ever_more_rarely_and_given_up_after_two_days(app: Flask) -> None:
    claimed = Claimed(1, "test.away", {}, attempts=5, fence=1)
    waits = []
    now = NOW
    while True:
        values = failures.after_failure(claimed, Away("planted"), now)
        if values["state"] is JobState.FAILED:
            break
        waits.append(values["run_after"] - now)
        now = values["run_after"]
        claimed = dataclasses.replace(claimed, away_since=values["away_since"])
        assert values["attempts"] == 4

    assert (waits[0], waits[-1]) == (failures.OUTAGE_PAUSE, failures.LONGEST_PAUSE)
    assert waits == sorted(waits)
    assert failures.PATIENCE <= now - NOW < failures.PATIENCE + failures.LONGEST_PAUSE


def test_failed_jobs_of_a_kind_run_again_together(app: Flask) -> None:
    with transaction() as session:
        for kind in ("test.note", "test.note", "test.steps"):
            enqueue(kind, {"n": 1}, now=NOW)
        session.execute(sa.update(Job).values(state=JobState.FAILED, attempts=8))

    assert desk.failed_kinds() == {"test.note": 2, "test.steps": 1}
    assert perform(desk.run_all_again, "test.note", NOW) == 2
    assert run_due() == 2
    assert perform(desk.run_all_again, "", NOW) == 1
    assert desk.failed_kinds() == {}
