"""Figures for Prometheus: what is asked and how long it takes, and how far the work behind has come.

Requests are counted in each process; with `PROMETHEUS_MULTIPROC_DIR` (gunicorn's settings set it) the
processes of one server are added up when they are asked. The figures of the work come from the
database at that moment: rooms give theirs with `figure`.
"""

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from portal.core.clock import utc_now
from portal.core.data import replica
from portal.core.data.moment import database_now
from portal.core.data.sessions import db
from portal.core.jobs.desk import failed_kinds
from portal.core.jobs.models import Heartbeat, Job, JobState
from portal.core.jobs.queue import oldest_due
from portal.core.release import release
from portal.core.scope import EVERYONE, scoped

log = structlog.get_logger("portal.metrics")
CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
OPEN_STATES = (JobState.WAITING, JobState.RUNNING, JobState.FAILED)

REQUESTS = Counter("portal_requests", "Requests answered.", ["endpoint", "method", "status"])
SECONDS = Histogram("portal_request_seconds", "Seconds until a request was answered.", ["endpoint"], buckets=BUCKETS)

Figure = Callable[[datetime], float | Mapping[str, float]]
_figures: dict[str, tuple[str, str, Figure]] = {}


def figure(name: str, text: str, label: str = "") -> Callable[[Figure], Figure]:
    """Register a gauge read from the database when it is asked for; with a `label`, one value for each word."""

    def register(read: Figure) -> Figure:
        _figures[name] = (text, label, read)
        return read

    return register


def exposed(ground: Mapping[str, str]) -> bytes:
    """Return all figures in Prometheus' text format; `ground` is what readiness found, `ok` or what is wrong."""
    requests: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        requests = CollectorRegistry()
        multiprocess.MultiProcessCollector(requests)  # type: ignore[no-untyped-call]
    work = CollectorRegistry()
    work.register(_Work())
    work.register(_Ground(ground))
    return generate_latest(requests) + generate_latest(work)


class _Work(Collector):
    """Reads the registered figures; a database that is away is one of them."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield a gauge for each figure; none but `portal_database_up 0` where the database is away."""
        up = GaugeMetricFamily("portal_database_up", "Whether the database answers.")
        try:
            with scoped(EVERYONE):
                now = database_now()
                found = [_gauge(name, *each, now) for name, each in sorted(_figures.items())]
        except sa.exc.SQLAlchemyError as error:
            log.error("figures_unreadable", error=repr(error))
            found = []
        finally:
            db.session.remove()
        up.add_metric([], float(bool(found)))
        yield up
        yield from found


class _Ground(Collector):
    """Tells which parts of the ground are there, and which release of the portal this is."""

    def __init__(self, ground: Mapping[str, str]) -> None:
        self._ground = ground

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield a gauge with a value for each part, and one that is always 1 and names the release."""
        parts = GaugeMetricFamily("portal_part_up", "Whether a part the portal needs is there.", labels=["part"])
        for part, found in self._ground.items():
            parts.add_metric([part], float(found == "ok"))
        yield parts
        told = GaugeMetricFamily("portal_release", "1 for the release that answers.", labels=["release"])
        told.add_metric([release()], 1)
        yield told


def _gauge(name: str, text: str, label: str, read: Figure, now: datetime) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, text, labels=[label] if label else [])
    value = read(now)
    for word, each in value.items() if isinstance(value, Mapping) else [("", value)]:
        gauge.add_metric([word] if label else [], float(each))
    return gauge


@figure("portal_jobs", "Jobs that wait, run or have failed.", "state")
def open_jobs(_now: datetime) -> Mapping[str, float]:
    """Return how many jobs stand in each state that is not an end."""
    query = sa.select(Job.state, sa.func.count().label("jobs")).where(Job.state.in_(OPEN_STATES)).group_by(Job.state)
    counted = {row.state: row.jobs for row in db.session.execute(query)}
    return {state.value: counted.get(state, 0) for state in OPEN_STATES}


@figure("portal_replica", "Whether pages may be read from the replica, and how many seconds it is behind.", "what")
def replica_stands(_now: datetime) -> Mapping[str, float]:
    """Return how the replica stands; nothing where none is configured."""
    if not replica.configured():
        return {}
    try:
        found = replica.standing()
    except sa.exc.DBAPIError:
        return {"readable": 0}
    return {"readable": float(found.may_be_read), "behind_seconds": found.behind}


@figure("portal_job_oldest_due_seconds", "Age of the job that has been due longest; 0 when none is.")
def oldest_due_seconds(now: datetime) -> float:
    """Return for how long the job first in line has been due, in seconds."""
    since = oldest_due(now)
    return max((now - since).total_seconds(), 0) if since else 0


@figure("portal_jobs_failed", "Jobs that have failed, by what they do.", "kind")
def failed_jobs(_now: datetime) -> Mapping[str, float]:
    """Return how many jobs of each kind have failed; mails that were given up are `mail.send`."""
    return failed_kinds()


@figure("portal_jobs_open", "Jobs that wait or run, by what they do.", "kind")
def jobs_by_kind(_now: datetime) -> Mapping[str, float]:
    """Return how many jobs of each kind wait or run."""
    counted = sa.select(Job.kind, sa.func.count().label("jobs")).where(Job.state.in_(OPEN_STATES[:2]))
    return {row.kind: row.jobs for row in db.session.execute(counted.group_by(Job.kind))}


@figure("portal_service_away_seconds", "For how long a service that jobs wait for has been away; 0 when none is.")
def service_away_seconds(now: datetime) -> float:
    """Return for how long the mail server has been away, as far as the jobs that wait for it know."""
    since = db.session.scalar(sa.select(sa.func.min(Job.away_since)).where(Job.state == JobState.WAITING))
    return max((now - since).total_seconds(), 0) if since else 0


@figure("portal_clock_ahead_seconds", "Seconds this machine's clock is ahead of the database's.")
def clock_ahead_seconds(now: datetime) -> float:
    """Return how far the clocks of this machine and of the database are apart."""
    return (utc_now() - now).total_seconds()


@figure("portal_worker_silent_seconds", "Seconds since any worker said that it is alive; +Inf when none ever did.")
def worker_silent_seconds(now: datetime) -> float:
    """Return how long ago the last heartbeat was, in seconds."""
    seen = db.session.scalar(sa.select(sa.func.max(Heartbeat.seen_at)))
    return (now - seen).total_seconds() if seen else math.inf


def _begin() -> None:
    g.request_began = time.perf_counter()


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, str(response.status_code)).inc()
    began: Any = g.get("request_began")
    if began is not None:
        SECONDS.labels(endpoint).observe(time.perf_counter() - began)
    return response


def install(app: Flask) -> None:
    """Count an application's requests; installed first, it measures all the others too."""
    app.before_request(_begin)
    app.after_request(_count)
