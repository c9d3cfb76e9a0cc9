"""Work after commit: rows in the application's own database, with lease, fence and progress.

`enqueue` is part of the business transaction. A worker claims a row under a lease and a fence,
runs its handler outside that transaction, and may only finish the row while its fence holds. The
lease is short and renewed while the handler runs, so what a dead worker held is free a minute
later. Handlers are therefore run at least once and must be safe to repeat.

What becomes of a handler that fails is said in `failures`. One whose process was ended, or hung, as often as a handler
may fail is given up too, before it ends another.

What is due, leased or over is judged by the database's clock: the clocks of workers differ.
"""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from portal.core.clock import utc_now
from portal.core.data.changed import changed
from portal.core.data.hooks import after_commit
from portal.core.data.moment import database_now
from portal.core.data.outages import is_outage
from portal.core.data.sessions import add_rows, db, on_postgresql, perform
from portal.core.errors import Away
from portal.core.jobs.failures import MOST_ATTEMPTS, after_failure, over_patience
from portal.core.jobs.leases import kept_alive
from portal.core.jobs.models import Claimed, Job, JobState
from portal.core.scope import EVERYONE, scoped

log = structlog.get_logger("portal.jobs")
LEASE = timedelta(seconds=60)
RENEWED_EVERY = timedelta(seconds=15)
LONGEST_RUN = timedelta(minutes=30)
"""A handler that runs longer is taken to hang: its lease is no longer renewed."""
FINISH_PAUSE = 0.5


Handler = Callable[["Running"], dict[str, Any] | None]
_handlers: dict[str, Handler] = {}
Ender = Callable[[dict[str, Any]], None]
_enders: dict[str, Ender] = {}
ENDED = "The process that ran it was ended, or hung, each time: it may take too much memory or time."
_wake = threading.Event()


class Lost(Exception):
    """The lease ran out and somebody else has the job; stop without writing."""


class Running:
    """What a handler is handed: the payload, and a way to say how far it has come."""

    def __init__(self, claimed: Claimed) -> None:
        self.claimed = claimed
        self.payload = claimed.payload

    def progress(self, done: int, of: int) -> None:
        """Record progress and renew the lease; raise `Lost` where the job is no longer ours."""
        perform(_renew, self.claimed, done, of)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of job."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def ends(kind: str) -> Callable[[Ender], Ender]:
    """Register what is done, in a transaction, with the payload of a job that was given up with its process.

    So it is where a service stayed away for longer than `PATIENCE`. A handler that fails otherwise sees
    its own last failure; here no handler is left to do so.
    """

    def register(ender: Ender) -> Ender:
        _enders[kind] = ender
        return ender

    return register


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    after: timedelta = timedelta(0),
    distributor_id: int | None = None,
    asked_by: int | None = None,
) -> int | None:
    """Add a job inside the current transaction; with a `key` already known, add nothing (None).

    Two who add the same key at once: the second waits for the first, then adds nothing.
    """
    times = {"run_after": now + after, "created_at": now}
    told = {"distributor_id": distributor_id, "asked_by": asked_by}
    values = {"kind": kind, "payload": payload, "key": key, **times, **told}
    insert = postgresql.insert(Job) if on_postgresql() else sqlite.insert(Job)
    added = insert.values(values).on_conflict_do_nothing(index_elements=[Job.key]).returning(Job.id)
    job_id = db.session.scalar(added)
    if job_id is not None:
        db.session.info["jobs_added"] = True
    return job_id


def enqueue_all(kind: str, payloads: Sequence[dict[str, Any]], *, now: datetime) -> None:
    """Add a job for each payload inside the current transaction, all in one statement."""
    rows = [{"kind": kind, "payload": payload, "run_after": now, "created_at": now} for payload in payloads]
    if rows:
        add_rows(Job, rows)
        db.session.info["jobs_added"] = True


@after_commit
def _wake_worker(session: orm.Session) -> None:
    if session.info.pop("jobs_added", False):
        _wake.set()


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Job.state == JobState.WAITING, Job.run_after <= now),
        sa.and_(Job.state == JobState.RUNNING, Job.leased_until < now, Job.attempts < MOST_ATTEMPTS),
    )


def _is_over(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Job.state == JobState.RUNNING, Job.leased_until < now, Job.attempts >= MOST_ATTEMPTS)


def oldest_due(now: datetime) -> datetime | None:
    """Return since when the job that is due longest has been, or None when none is."""
    return db.session.scalar(sa.select(sa.func.min(Job.run_after)).where(_is_due(now)))


def _any(which: sa.ColumnElement[bool]) -> bool:
    """Look before taking the lock, so that an idle worker never holds up a writer."""
    db.session.remove()
    return db.session.scalar(sa.select(Job.id).where(which).limit(1)) is not None


def _give_up_ended(now: datetime) -> None:
    """Give up jobs that ended their process, or hung, too often; each is told as failed."""
    values = {"state": JobState.FAILED, "finished_at": now, "leased_until": None, "last_error": ENDED}
    given_up = sa.update(Job).where(_is_over(now)).values(**values).returning(Job.id, Job.kind, Job.payload)
    for job_id, kind, payload in perform(lambda: db.session.execute(given_up).all()):
        log.error("job_given_up", job=job_id, kind=kind, error=ENDED)
        if kind in _enders:
            try:
                perform(_enders[kind], payload)
            except Exception as error:  # noqa: BLE001 - what was given up must not stop the jobs behind it
                log.error("job_not_ended", job=job_id, kind=kind, error=repr(error))


def _claim(now: datetime | None = None, only: int | None = None) -> Claimed | None:
    now = now or database_now()
    due = sa.select(Job).where(_is_due(now)).order_by(Job.run_after, Job.id).limit(1)
    due = due if only is None else due.where(Job.id == only)
    if on_postgresql():
        due = due.with_for_update(skip_locked=True)
    job = db.session.scalar(due)
    if job is None:
        return None
    job.state, job.leased_until = JobState.RUNNING, now + LEASE
    job.fence, job.attempts = job.fence + 1, job.attempts + 1
    return Claimed(job.id, job.kind, job.payload, job.attempts, job.fence, job.away_since)


def _held(claimed: Claimed) -> Any:
    return sa.and_(Job.id == claimed.id, Job.fence == claimed.fence, Job.state == JobState.RUNNING)


def _renew(claimed: Claimed, done: int, of: int, now: datetime | None = None) -> None:
    values = {"done_steps": done, "all_steps": of, "leased_until": (now or database_now()) + LEASE}
    if changed(sa.update(Job).where(_held(claimed)).values(**values), tell_objects=True) != 1:
        raise Lost(claimed.kind)


def _keep(claimed: Claimed) -> bool:
    change = sa.update(Job).where(_held(claimed)).values(leased_until=database_now() + LEASE)
    return changed(change, tell_objects=True) == 1


def _keeper(app: Flask, claimed: Claimed) -> Callable[[], bool]:
    """Return what renews the lease of a claimed job from another thread; False once it is lost."""

    def renew() -> bool:
        try:
            with app.app_context(), scoped(EVERYONE):
                return perform(_keep, claimed)
        except Exception as error:  # noqa: BLE001 - a lease not renewed for any reason is tried again, or runs out
            log.warning("lease_not_renewed", job=claimed.id, kind=claimed.kind, error=repr(error))
            return True

    return renew


def _finish(claimed: Claimed, values: dict[str, Any]) -> None:
    db.session.execute(sa.update(Job).where(_held(claimed)).values(leased_until=None, **values))


def run_one(now: datetime | None = None, only: int | None = None) -> bool:
    """Claim and run one due job (or `only` this one); return False when none is. Its failure is kept, not raised."""
    with scoped(EVERYONE):
        moment = now or database_now()
        if _any(_is_over(moment)):
            _give_up_ended(moment)
        if not _any(_is_due(moment)):
            return False
        claimed = perform(_claim, now or utc_now(), only)
        if claimed is None:
            return False
        _run(claimed)
        return True


def _run(claimed: Claimed) -> None:
    renew = _keeper(current_app._get_current_object(), claimed)  # type: ignore[attr-defined]
    pace = {"every": RENEWED_EVERY.total_seconds(), "longest": LONGEST_RUN.total_seconds()}
    try:
        with kept_alive(renew, **pace):
            result = _handlers[claimed.kind](Running(claimed))
    except Lost:
        log.warning("job_lost", job=claimed.id, kind=claimed.kind)
    except Exception as error:  # noqa: BLE001 - whatever a handler fails by is kept with its job
        log.error("job_failed", job=claimed.id, kind=claimed.kind, error=repr(error))
        told = traceback.format_exc(limit=8)[-4000:]
        _finish_surely(claimed, _fail, error, told)
    else:
        done = {"state": JobState.DONE, "finished_at": utc_now(), "result": result, "last_error": ""}
        _finish_surely(claimed, _finish, done)


def _finish_surely(claimed: Claimed, command: Callable[..., None], *more: Any) -> None:
    """Finish a job, again and again while the database is away: the fence makes a repeat harmless."""
    until = time.monotonic() + LEASE.total_seconds()
    while True:
        try:
            return perform(command, claimed, *more)
        except Exception as error:
            if not is_outage(error) or time.monotonic() > until:
                raise
            log.warning("job_not_finished_yet", job=claimed.id, kind=claimed.kind, error=repr(error))
            time.sleep(FINISH_PAUSE)


def _fail(claimed: Claimed, error: Exception, told: str) -> None:
    """Put a job that failed back in line, later each time, or give it up."""
    now = database_now()
    _finish(claimed, {"last_error": told, **after_failure(claimed, error, now)})
    if isinstance(error, Away) and over_patience(claimed, now) and claimed.kind in _enders:
        _enders[claimed.kind](claimed.payload)


def run_due(most: int = 10_000) -> int:
    """Run all jobs that are due, in order, and return how many (tests and the command line)."""
    done = 0
    while done < most and run_one():
        done += 1
    return done


def wait_for_work(pause: float) -> None:
    """Return when a transaction of this process has added jobs, or after so many seconds."""
    _wake.wait(pause)
    _wake.clear()
