"""The application: settings in, rooms and guards put together, a Flask application out."""

import logging
import secrets
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.core import formats
from portal.core.config import ROOT, Piece, Settings, settings_from
from portal.core.data import events, touched
from portal.core.data.sessions import REPLICA, db
from portal.core.logs import unfailing_logger
from portal.core.release import release
from portal.core.web import (
    assets,
    errorpages,
    guards,
    health,
    hosts,
    languages,
    logged,
    metrics,
    own_writes,
    page_words,
    pages,
    security,
    starting,
)
from portal.core.web.quick.templating import environment_of
from portal.core.web.requests import SeenRequest
from portal.reactions import KEEPERS, REACTIONS
from portal.rooms import BLUEPRINTS, install_rooms

csrf = CSRFProtect()
migrate = Migrate()


def create_app(settings: Settings | None = None, *, as_owner: bool = False) -> Flask:
    """Return a ready application; raise `HalfConfigured` where production lacks something.

    Only commands that migrate or restore are made `as_owner` of the tables.
    """
    settings = settings or settings_from()
    app = Flask(
        "portal",
        root_path=str(ROOT / "portal"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(ROOT / "instance"),
    )
    app.request_class = SeenRequest
    app.jinja_environment = environment_of(settings)
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    formats.by_babel(Piece.NUMBERS in settings.plain)
    _configure_logging()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    for room in (logged, metrics, guards, pages, languages, security, assets, page_words, errorpages, health):
        room.install(app)
    own_writes.install(app)
    install_rooms(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    events.subscribe(REACTIONS)
    touched.keep(KEEPERS)
    hosts.install(app, settings.trusted_hosts)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if settings.production:
        starting.look_at_database(app, as_owner=as_owner)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    database = settings.database_url
    pool: dict[str, Any] = {}
    if not database.startswith("sqlite"):
        pool = {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
        if "connect_timeout" not in database:
            pool["connect_args"] = {"connect_timeout": 5}
    return {
        "SECRET_KEY": settings.secret_key or _own_secret(settings),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": pool,
        "SQLALCHEMY_BINDS": _replica(settings, pool),
        "STORAGE_URL": settings.storage_url,
        "STORAGE_TIMEOUT": settings.storage_timeout,
        "METRICS_TOKEN": settings.metrics_token,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "SESSION_COOKIE_NAME": "__Host-form" if settings.production else "portal_form",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 24 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 16_000,
        "TESTING": settings.testing,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
    }


def _replica(settings: Settings, pool: dict[str, Any]) -> dict[str, Any]:
    """Return the replica's engine by its key: asked whether it is there at each request, and not waited for."""
    url = settings.database_read_url
    if not url:
        return {}
    patience = {} if "connect_timeout" in url else {"connect_args": {"connect_timeout": 2}}
    return {REPLICA: {**pool, "url": url, "pool_pre_ping": False, **patience}}


def _own_secret(settings: Settings) -> str:
    """Keep a random key of this installation in `instance/` (the embedded edition only)."""
    if settings.testing:
        return "only-for-tests-" + "0" * 32
    path = ROOT / "instance" / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()


def _tell_release(_log: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line["release"] = release()
    return line


def _configure_logging() -> None:
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _tell_release,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=unfailing_logger,
    )
