"""The application: settings in, rooms and guards put together, a Flask application out."""

import logging
import secrets
from typing import Any

import structlog
from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.core import formats
from portal.core.config import ROOT, Piece, Settings, settings_from
from portal.core.data import events
from portal.core.data.production import refuse_unsafe_database
from portal.core.data.sessions import db
from portal.core.logs import unfailing_logger
from portal.core.web import assets, errorpages, guards, health, languages, metrics, page_words, pages, security
from portal.core.web.quick.templating import environment_of
from portal.core.web.requests import SeenRequest
from portal.reactions import REACTIONS
from portal.rooms import BLUEPRINTS, install_rooms

csrf = CSRFProtect()
migrate = Migrate()


def create_app(settings: Settings | None = None) -> Flask:
    """Return a ready application; raise `HalfConfigured` where production lacks something."""
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
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    formats.by_babel(Piece.NUMBERS in settings.plain)
    _configure_logging()
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    for room in (metrics, guards, pages, languages, security, assets, page_words, errorpages, health):
        room.install(app)
    install_rooms(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    events.subscribe(REACTIONS)
    if settings.production:
        with app.app_context():
            refuse_unsafe_database()
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    database = settings.database_url
    pool = {} if database.startswith("sqlite") else {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}
    return {
        "SECRET_KEY": settings.secret_key or _own_secret(settings),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": pool,
        "STORAGE_URL": settings.storage_url,
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


def _configure_logging() -> None:
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=unfailing_logger,
    )
