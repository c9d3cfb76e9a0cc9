"""The life of a worker: say that it is alive, plan what the day brings, run what is due."""

import threading
import time

import sqlalchemy as sa
import structlog
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.moment import database_now
from portal.core.data.outages import is_outage
from portal.core.data.sessions import transaction
from portal.core.data.types import Instant
from portal.core.jobs.queue import run_one, wait_for_work
from portal.core.jobs.schedule import plan_due
from portal.core.scope import EVERYONE, scoped

log = structlog.get_logger("portal.jobs")
BEAT_SECONDS = 10
LONGEST_PAUSE = 30.0
"""Seconds between two looks at a database that is away."""


def work_forever(app: Flask, worker: str, stop: threading.Event, pause: float = 2.0) -> None:
    """Run jobs until told to stop; a failing database is waited for, later each time, never given up on.

    Whatever is logged meanwhile names the worker; an outage is told once, when it begins, and when it is over.
    """
    structlog.contextvars.bind_contextvars(worker=worker)
    beaten, trouble = float("-inf"), 0
    while not stop.is_set():
        try:
            with app.app_context(), scoped(EVERYONE):
                if time.monotonic() - beaten > BEAT_SECONDS:
                    beat(worker)
                    plan_due(utc_now())
                    beaten = time.monotonic()
                more = run_one()
            if trouble:
                log.info("worker_goes_on", rounds_waited=trouble)
            trouble = 0
            if more:
                continue
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever one round fails by
            if not trouble or not is_outage(error):
                log.error("worker_trouble", error=str(error).partition("\n")[0], outage=is_outage(error))
            trouble += 1
        wait_for_work(min(pause * 2 ** min(trouble, 10), LONGEST_PAUSE) if trouble else pause)


def beat(worker: str) -> None:
    """Say that a worker is alive, by the database's clock."""
    with transaction() as session:
        statement = sa.text(
            "INSERT INTO heartbeat (worker, seen_at) VALUES (:worker, :now)"
            " ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at"
        ).bindparams(sa.bindparam("now", type_=Instant))
        session.execute(statement, {"worker": worker, "now": database_now()})
