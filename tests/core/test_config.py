"""Settings come from the environment, and production refuses to start half-configured."""

import dataclasses
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import UserAccount
from portal.app import create_app
from portal.core.config import ROOT, HalfConfigured, database_url_of, settings_from
from portal.core.config_known import SETTINGS, table
from portal.core.data.production import refuse_unnamed_role
from portal.core.data.sessions import db, transaction
from tests.conftest import ON_POSTGRESQL
from tests.factories import make_hq_user
from tests.server.postgres import PostgresServer

WHOLE = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "0f3Hq7ZkT1nVx9Lw2Rb6Yd8Mc4Js5Gp-",
    "DATABASE_URL": "postgresql://portal_app@db/parts",
    "PUBLIC_URL": "https://parts.example",
    "TRUSTED_HOSTS": "parts.example, depot.example",
    "SMTP_URL": "smtp://mail.example",
    "MAIL_FROM": "Parts Portal <portal@parts.example>",
    "S3_BUCKET": "parts",
}

OF_REQUESTS = {"HTTP_HOST", "PATH_INFO"}
"""What is read of a request's own environment."""


def test_a_whole_production_starts() -> None:
    settings = settings_from(WHOLE)
    assert settings.production
    assert settings.database_url == "postgresql+psycopg://portal_app@db/parts"
    assert settings.trusted_hosts == ("parts.example", "depot.example")
    assert settings.storage_url == "s3://parts"


def test_a_distributor_sends_twenty_invitations_a_day_unless_told_otherwise() -> None:
    assert settings_from({}).invitations_a_day == 20
    assert settings_from({"INVITATIONS_A_DAY": "3"}).invitations_a_day == 3


@pytest.mark.parametrize("missing", [name for name in WHOLE if name != "PORTAL_ENV"])
def test_production_names_what_is_missing(missing: str) -> None:
    with pytest.raises(HalfConfigured, match=missing):
        settings_from({name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "k" * 40),
        ("PUBLIC_URL", "http://parts.example"),
        ("PUBLIC_URL", "https://elsewhere.example"),
        ("DATABASE_URL", "sqlite:////srv/portal.db"),
        ("FLASK_DEBUG", "1"),
    ],
)
def test_production_refuses_what_is_weak(name: str, value: str) -> None:
    with pytest.raises(HalfConfigured, match=name):
        settings_from({**WHOLE, name: value})


@pytest.mark.parametrize("environment", ["development", "production"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "Production"),
        ("PORTAL_ENV", "prod"),
        ("TRUSTED_HOSTS", "https://parts.example"),
        ("TRUSTED_HOSTS", "parts.example depot.example"),
        ("TRUSTED_PROXIES", "one"),
        ("INVITATIONS_A_DAY", "-1"),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail.example:twentyfive"),
        ("MAIL_FROM", "Parts Portal"),
        ("STORAGE_URL", "/srv/parts"),
        ("STORAGE_TIMEOUT", "5 s"),
    ],
)
def test_a_value_nobody_could_have_meant_is_refused_by_name_wherever_it_is_set(
    environment: str, name: str, value: str
) -> None:
    given = {**WHOLE, "PORTAL_ENV": environment, name: value}
    with pytest.raises(HalfConfigured, match=name):
        settings_from(given)


def test_a_number_left_empty_is_the_usual_one() -> None:
    assert settings_from({"TRUSTED_PROXIES": "", "STORAGE_TIMEOUT": " "}).proxy_hops == 0


def test_every_setting_that_is_read_is_told_in_the_table_of_the_guide() -> None:
    asked = re.compile(
        r"""(?:env|environ)(?:\.get|\.setdefault)?[\[(]["']([A-Z0-9_]+)["']|number_of\(env, "([A-Z_]+)\""""
    )
    files = [*(ROOT / "portal").rglob("*.py"), ROOT / "deploy" / "gunicorn.conf.py"]
    read = {one or other for file in files for one, other in asked.findall(file.read_text("utf-8"))}
    known = {each.name for each in SETTINGS}

    assert {"PORTAL_ENV", "S3_BUCKET", "STORAGE_TIMEOUT", "EMBEDDED_WORKER", "HOST"} <= read
    assert read - known - OF_REQUESTS == set()
    assert table() in (ROOT / "deploy" / "README.md").read_text("utf-8")


def test_the_example_holds_what_production_needs_and_nothing_unknown() -> None:
    lines = (ROOT / "deploy" / "portal.env.example").read_text("utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}

    assert {each.name for each in SETTINGS if each.needed} - named == set()
    assert named - {each.name for each in SETTINGS} == set()


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


def production_app(app: Flask, url: str = "", **how: bool) -> Flask:
    changes = {"database_url": url or app.config["SQLALCHEMY_DATABASE_URI"], "storage_url": app.config["STORAGE_URL"]}
    return create_app(dataclasses.replace(settings_from(WHOLE), **changes), **how)


def test_production_starts_on_a_clean_database(app: Flask) -> None:
    assert production_app(app).config["SESSION_COOKIE_NAME"] == "__Host-form"


def test_production_refuses_a_database_with_demo_accounts(app: Flask) -> None:
    user = make_hq_user()
    with transaction() as session:
        session.execute(sa.update(UserAccount).where(UserAccount.email == user.email).values(is_demo=True))
    with pytest.raises(HalfConfigured, match="demo"):
        production_app(app)


@ON_POSTGRESQL
def test_production_is_never_served_as_the_owner_of_the_tables_who_alone_migrates(
    app: Flask, postgres_server: PostgresServer
) -> None:
    owner = postgres_server.url(str(db.engine.url.database), role="portal_owner")

    with pytest.raises(HalfConfigured, match="does not own the tables"):
        production_app(app, owner)
    assert production_app(app, owner, as_owner=True).config["SESSION_COOKIE_NAME"] == "__Host-form"


@ON_POSTGRESQL
def test_a_role_without_rights_is_told_how_it_gets_them(app: Flask, postgres_server: PostgresServer) -> None:
    owner = postgres_server.url(str(db.engine.url.database), role="portal_owner")
    with sa.create_engine(owner, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM portal_app")

    with pytest.raises(HalfConfigured, match="run migrate with APP_DATABASE_ROLE=portal_app"):
        production_app(app)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("role", "told"),
    [("", "needs: APP_DATABASE_ROLE"), ("nobody", "does not know"), ("portal_app", "the owner itself")],
)
def test_who_migrates_says_who_serves(app: Flask, role: str, told: str) -> None:
    with pytest.raises(HalfConfigured, match=told):
        refuse_unnamed_role(role)
