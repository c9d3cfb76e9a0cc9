"""Settings come from the environment, and production refuses to start half-configured."""

import dataclasses

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount
from portal.app import create_app
from portal.core.config import HalfConfigured, database_url_of, settings_from
from portal.core.data.sessions import transaction
from tests.factories import make_hq_user

WHOLE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k" * 32,
    "DATABASE_URL": "postgresql://portal_app@db/parts",
    "PUBLIC_URL": "https://parts.example",
    "TRUSTED_HOSTS": "parts.example",
    "SMTP_URL": "smtp://mail.example",
}


def test_a_whole_production_starts() -> None:
    settings = settings_from(WHOLE)
    assert settings.production
    assert settings.database_url == "postgresql+psycopg://portal_app@db/parts"
    assert settings.trusted_hosts == ("parts.example",)


def test_a_distributor_sends_twenty_invitations_a_day_unless_told_otherwise() -> None:
    assert settings_from({}).invitations_a_day == 20
    assert settings_from({"INVITATIONS_A_DAY": "3"}).invitations_a_day == 3


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "TRUSTED_HOSTS", "SMTP_URL"])
def test_production_names_what_is_missing(missing: str) -> None:
    with pytest.raises(HalfConfigured, match=missing):
        settings_from({name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"), [("SECRET_KEY", "short"), ("PUBLIC_URL", "http://parts.example"), ("FLASK_DEBUG", "1")]
)
def test_production_refuses_what_is_weak(name: str, value: str) -> None:
    with pytest.raises(HalfConfigured, match=name):
        settings_from({**WHOLE, name: value})


def test_the_embedded_edition_needs_nothing() -> None:
    settings = settings_from({"PORT": "8123"})
    assert (settings.env, settings.public_url) == ("development", "http://localhost:8123")
    assert settings.database_url.startswith("sqlite:///")
    assert settings.storage_url.startswith("file://")


def test_how_many_photos_may_be_sent_is_a_setting_and_a_number() -> None:
    usual, fewer = settings_from({}), settings_from({"PHOTOS_PER_HOUR": "7", "PHOTO_MIB_PER_DAY": " 20 "})

    assert (usual.photos_per_hour, usual.photo_mib_per_day) == (100, 500)
    assert (fewer.photos_per_hour, fewer.photo_mib_per_day) == (7, 20)
    with pytest.raises(HalfConfigured, match="PHOTOS_PER_HOUR is a whole number, not 'many'"):
        settings_from({"PHOTOS_PER_HOUR": "many"})


def test_how_long_things_are_kept_is_a_list_of_names_and_days(app: Flask) -> None:
    assert settings_from({}).keep_days == {}
    assert settings_from({"KEEP_DAYS": "job=60, mail = 800,"}).keep_days == {"job": 60, "mail": 800}
    for wrong in ("job", "job=", "=3", "job=-1", "job=many", "job=1=2"):
        with pytest.raises(HalfConfigured, match="KEEP_DAYS is a list like"):
            settings_from({"KEEP_DAYS": wrong})
    with pytest.raises(HalfConfigured, match="KEEP_DAYS names sales_order: not among heartbeat, "):
        create_app(dataclasses.replace(app.extensions["settings"], keep_days={"sales_order": 3}))


def test_both_short_forms_mean_psycopg() -> None:
    assert database_url_of("postgres://a/b") == "postgresql+psycopg://a/b"
    assert database_url_of("sqlite:///x.db") == "sqlite:///x.db"


def production_app(app: Flask) -> Flask:
    settings = settings_from({**WHOLE, "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]})
    return create_app(dataclasses.replace(settings, storage_url=app.config["STORAGE_URL"]))


def test_production_starts_on_a_clean_database(app: Flask) -> None:
    assert production_app(app).config["SESSION_COOKIE_NAME"] == "__Host-form"


def test_production_refuses_a_database_with_demo_accounts(app: Flask) -> None:
    user = make_hq_user()
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.email == user.email).values(is_demo=True))
    with pytest.raises(HalfConfigured, match="demo"):
        production_app(app)
