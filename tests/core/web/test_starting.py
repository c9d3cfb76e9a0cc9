"""A production that starts while its database is away serves nothing until it has looked, then goes on by itself."""

import dataclasses
import json
import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.app import create_app
from portal.core.config import Settings
from portal.core.data.sessions import db
from portal.core.web import starting
from tests.conftest import ON_POSTGRESQL, app_on
from tests.server.postgres import PostgresServer

NOT_YET = f"not_yet_there_{os.getpid()}"
"""A database of this process alone."""


def starting_app(server: PostgresServer, folder: Path, role: str = "portal_app") -> Flask:
    """Return an application of production on a database that is not there."""
    return create_app(
        Settings(
            env="production",
            secret_key="k" * 40,
            database_url=server.url(NOT_YET, role=role),  # type: ignore[arg-type]
            public_url="https://portal.example",
            trusted_hosts=("portal.example",),
            storage_url=f"file://{folder}",
            smtp_url="smtp://localhost:2525",
        )
    )


def appears(server: PostgresServer, process: str) -> None:
    """Let the database be there, migrated and empty."""
    server.create_database(NOT_YET, template=f"template_{process}")


@pytest.fixture
def gone_afterwards(postgres_server: PostgresServer) -> object:
    """Take the database away again."""
    yield
    with sa.create_engine(
        postgres_server.url("postgres", role="postgres"), isolation_level="AUTOCOMMIT"
    ).connect() as on:
        on.exec_driver_sql(f"DROP DATABASE IF EXISTS {NOT_YET} WITH (FORCE)")


@ON_POSTGRESQL
@pytest.mark.usefixtures("gone_afterwards")
@pytest.mark.parametrize(("role", "later"), [("portal_app", 200), ("postgres", 503)])
def test_pages_answer_503_until_the_database_was_looked_at_and_for_ever_where_it_is_unsafe(
    app: Flask,
    postgres_server: PostgresServer,
    process_name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    role: str,
    later: int,
) -> None:
    monkeypatch.setattr(starting, "ASKED_EVERY", 0)
    made = starting_app(postgres_server, tmp_path, role)
    said = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    ask = made.test_client()
    away = ask.get("/login", base_url="https://portal.example")
    lives = ask.get("/healthz")
    appears(postgres_server, process_name)

    there = ask.get("/login", base_url="https://portal.example")

    assert said == ["database_away_at_start"]
    assert (away.status_code, away.headers["Retry-After"], lives.status_code) == (503, "10", 200)
    assert (there.status_code, starting.UNASKED in made.extensions) == (later, later == 503)
    assert ('"event": "database_unsafe"' in capsys.readouterr().out) == (later == 503)
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


@ON_POSTGRESQL
@pytest.mark.usefixtures("gone_afterwards")
def test_a_worker_waits_longer_each_time_and_says_so_once_each_way(
    app: Flask, postgres_server: PostgresServer, process_name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = app_on(postgres_server.url(NOT_YET), tmp_path)
    made.extensions["settings"] = dataclasses.replace(made.extensions["settings"], env="production")
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 7:
            appears(postgres_server, process_name)

    starting.wait_for_database(made, pause)

    said = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert (waits, said) == ([1, 2, 4, 8, 16, 30, 30], ["database_waited_for", "database_there"])
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
