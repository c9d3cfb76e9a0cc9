"""Whether the process lives, whether it can work, and its figures for Prometheus."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from portal.core import storage
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.database import db
from portal.core.guards import public
from portal.core.jobs import Heartbeat

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
        except Exception as error:
            checks[name] = type(error).__name__
    ready = all(state == "ok" for state in checks.values())
    return jsonify(status="ready" if ready else "not ready", **checks), 200 if ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Give the figures to who holds `METRICS_TOKEN`, or to this machine when there is none."""
    token = current_app.config.get("METRICS_TOKEN")
    allowed = (
        request.headers.get("Authorization") == f"Bearer {token}"
        if token
        else request.remote_addr in {"127.0.0.1", "::1"}
    )
    if not allowed:
        abort(404)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def newest_migration() -> str | None:
    """Return the revision the code expects."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def _database() -> bool:
    return db.session.scalar(sa.text("SELECT 1")) == 1


def _migrations() -> bool:
    return db.session.scalar(sa.text("SELECT version_num FROM alembic_version")) == newest_migration()


def _worker() -> bool:
    seen: Any = db.session.scalar(sa.select(sa.func.max(Heartbeat.seen_at)))
    return seen is not None and utc_now() - seen < FRESH


def install(app: Flask) -> None:
    """Add the health addresses to an application."""
    app.register_blueprint(blueprint)
