"""Whether the process lives, whether it can work, and the figures for Prometheus."""

import hmac
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request

from portal.core import storage
from portal.core.data.migrations import newest_migration
from portal.core.data.moment import database_now
from portal.core.data.sessions import db
from portal.core.jobs.models import Heartbeat
from portal.core.web import metrics as figures
from portal.core.web.guards import for_machines

blueprint = Blueprint("health", __name__)
log = structlog.get_logger("portal.health")
FRESH = timedelta(seconds=60)
KEPT_SECONDS = 5.0
"""For so long an answer of `/readyz` is given again, however many ask."""
LONGEST_LOOK = 20.0
"""Seconds after which a look that has not ended says that the portal is not ready."""
_READINESS = "readiness"


class Readiness:
    """What was found last, looked for by one thread at a time; all others are given what is known."""

    def __init__(self, kept: float) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._found: Mapping[str, str] = {"first look": "not ended"}
        self._at = float("-inf")
        self._begun = float("-inf")

    def now(self) -> Mapping[str, str]:
        """Return each part of the ground with `ok` or what is wrong with it."""
        if time.monotonic() - self._at < self._kept:
            return self._found
        if not self._lock.acquire(blocking=False):
            slow = time.monotonic() - self._begun > LONGEST_LOOK
            return {**self._found, "look": "takes too long"} if slow else self._found
        try:
            self._begun = time.monotonic()
            self._found = _looked()
            self._at = time.monotonic()
            return self._found
        finally:
            self._lock.release()


@blueprint.get("/healthz")
@for_machines
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@for_machines
def readyz() -> tuple[Response, int]:
    """Say whether database, migrations, storage and worker are there; 503 names what is not."""
    checks = _readiness().now()
    ready = all(state == "ok" for state in checks.values())
    return jsonify(status="ready" if ready else "not ready", **checks), 200 if ready else 503


@blueprint.get("/metrics")
@for_machines
def metrics() -> Response:
    """Give the figures to who holds `METRICS_TOKEN`, or without one to this machine; 404 to all others."""
    if not _may_see_figures():
        abort(404)
    return Response(figures.exposed(_readiness().now()), content_type=figures.CONTENT_TYPE)


def _readiness() -> Readiness:
    found: Readiness = current_app.extensions[_READINESS]
    return found


def _may_see_figures() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy nobody told us of makes the whole world look like this machine.
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    known_proxy = current_app.extensions["settings"].proxy_hops > 0
    return request.remote_addr in {"127.0.0.1", "::1"} and (known_proxy or not passed_on)


def _looked() -> dict[str, str]:
    checks: dict[str, str] = {}
    for name, check in (
        ("database", _database),
        ("migrations", _migrations),
        ("storage", storage.is_writable),
        ("worker", _worker),
    ):
        try:
            checks[name] = "ok" if check() else "missing"
        except Exception as error:  # noqa: BLE001 - whatever stops a part of the portal is this page's answer
            checks[name] = type(error.__cause__ or error).__name__
            log.warning("not_ready", part=name, error=str(error).partition("\n")[0])
    return checks


def _database() -> bool:
    return bool(db.session.scalar(sa.text("SELECT 1")) == 1)


def _migrations() -> bool:
    return bool(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest_migration())


def _worker() -> bool:
    """Tell whether a worker was there within a minute; a beat of the future is a wrong clock's, and no sign of life."""
    now = database_now()
    seen: Any = db.session.scalar(sa.select(sa.func.max(Heartbeat.seen_at)).where(Heartbeat.seen_at <= now))
    return seen is not None and now - seen < FRESH


def install(app: Flask) -> None:
    """Add the health addresses to an application."""
    app.register_blueprint(blueprint)
    app.extensions[_READINESS] = Readiness(0 if app.config["TESTING"] else KEPT_SECONDS)
