"""Whether the process lives, whether it can work, and the figures for Prometheus."""

import hmac
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.data.migrations import newest_migration
from portal.core.data.sessions import db
from portal.core.jobs.queue import Heartbeat
from portal.core.web import metrics as figures
from portal.core.web.guards import public

blueprint = Blueprint("health", __name__)
FRESH = timedelta(seconds=60)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Say whether database, migrations, storage and worker are there; 503 names what is not."""
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
            checks[name] = type(error).__name__
    ready = all(state == "ok" for state in checks.values())
    return jsonify(status="ready" if ready else "not ready", **checks), 200 if ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give the figures to who holds `METRICS_TOKEN`, or without one to this machine; 404 to all others."""
    if not _may_see_figures():
        abort(404)
    return Response(figures.exposed(), content_type=figures.CONTENT_TYPE)


def _may_see_figures() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # A proxy nobody told us of makes the whole world look like this machine.
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    known_proxy = current_app.extensions["settings"].proxy_hops > 0
    return request.remote_addr in {"127.0.0.1", "::1"} and (known_proxy or not passed_on)


def _database() -> bool:
    return bool(db.session.scalar(sa.text("SELECT 1")) == 1)


def _migrations() -> bool:
    return bool(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest_migration())


def _worker() -> bool:
    seen: Any = db.session.scalar(sa.select(sa.func.max(Heartbeat.seen_at)))
    return seen is not None and utc_now() - seen < FRESH


def install(app: Flask) -> None:
    """Add the health addresses to an application."""
    app.register_blueprint(blueprint)
