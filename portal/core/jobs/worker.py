"""The life of a worker: say that it is alive, plan what the day brings, run what is due."""

import threading
import time

import sqlalchemy as sa
import structlog
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import transaction
from portal.core.data.types import Instant
from portal.core.jobs.queue import run_one, wait_for_work
from portal.core.jobs.schedule import plan_due
from portal.core.scope import EVERYONE, scoped

log = structlog.get_logger("portal.jobs")
BEAT_SECONDS = 10


def work_forever(app: Flask, worker: str, stop: threading.Event, pause: float = 2.0) -> None:
    """Run jobs until told to stop; a failing database is waited for, never given up on."""
    beaten = float("-inf")
    while not stop.is_set():
        try:
            with app.app_context(), scoped(EVERYONE):
                if time.monotonic() - beaten > BEAT_SECONDS:
                    beat(worker)
                    plan_due(utc_now())
                    beaten = time.monotonic()
                if run_one():
                    continue
        except Exception as error:  # noqa: BLE001 - a worker outlives whatever one round fails by
            log.error("worker_trouble", worker=worker, error=repr(error))
        wait_for_work(pause)


def beat(worker: str) -> None:
    """Say that a worker is alive."""
    with transaction() as session:
        statement = sa.text(
            "INSERT INTO heartbeat (worker, seen_at) VALUES (:worker, :now)"
            " ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at"
        ).bindparams(sa.bindparam("now", type_=Instant))
        session.execute(statement, {"worker": worker, "now": utc_now()})
