"""Figures for Prometheus: right, for those who may see them, and of all processes together."""

import math
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import utc_now
from portal.core.data.sessions import db, transaction
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import enqueue
from portal.core.release import release
from tests.conftest import app_on
from tests.crashes.server import ROOT, free_port
from tests.web import Browser

HERE: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "127.0.0.1"}}


def figures(app: Flask) -> dict[str, float]:
    """Return what this machine is told, by name with labels."""
    answer = Browser(app).open("/metrics", **HERE)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    return parsed(answer.text)


def parsed(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_requests_are_counted_by_endpoint_and_status_and_timed(app: Flask) -> None:
    def counted() -> tuple[float, float, float]:
        told = figures(app)
        return (
            told.get('portal_requests_total{endpoint="health.healthz",method="GET",status="200"}', 0),
            told.get('portal_requests_total{endpoint="none",method="GET",status="404"}', 0),
            told.get('portal_request_seconds_count{endpoint="health.healthz"}', 0),
        )

    before = counted()
    browser = Browser(app)
    for path in ("/healthz", "/healthz", "/no/such/page"):
        browser.open(path)

    assert [now - then for now, then in zip(counted(), before, strict=True)] == [2, 1, 2]
    assert 0 < figures(app)['portal_request_seconds_sum{endpoint="health.healthz"}'] < 60


def test_the_work_behind_is_told_from_the_database(app: Flask) -> None:
    idle = figures(app)
    with transaction():
        enqueue("mail.send", {"mail_id": 0}, now=utc_now() - timedelta(seconds=90))
        enqueue("test.later", {}, now=utc_now() + timedelta(hours=1))

    busy = figures(app)

    assert (idle["portal_database_up"], idle["portal_job_oldest_due_seconds"], idle["portal_outbox_waiting"]) == (
        1,
        0,
        0,
    )
    assert (busy['portal_jobs{state="waiting"}'], busy['portal_jobs{state="failed"}']) == (2, 0)
    assert 90 <= busy["portal_job_oldest_due_seconds"] < 150
    assert (busy["portal_outbox_waiting"], busy["portal_worker_silent_seconds"]) == (1, math.inf)


def test_jobs_are_told_by_kind_and_what_they_wait_for_by_its_time(app: Flask) -> None:
    ago = utc_now() - timedelta(hours=3)
    with transaction() as session:
        for state in (JobState.FAILED, JobState.FAILED, JobState.WAITING):
            job_id = enqueue("mail.send", {"mail_id": 0}, now=ago)
            session.execute(sa.update(Job).where(Job.id == job_id).values(state=state, away_since=ago))
        enqueue("documents.render", {}, now=ago)

    told = figures(app)

    assert (told['portal_jobs_failed{kind="mail.send"}'], told['portal_jobs_open{kind="mail.send"}']) == (2, 1)
    assert told['portal_jobs_open{kind="documents.render"}'] == 1
    assert 10_800 <= told["portal_service_away_seconds"] < 10_900
    assert abs(told["portal_clock_ahead_seconds"]) < 5
    assert (told['portal_part_up{part="storage"}'], told['portal_part_up{part="worker"}']) == (1, 0)
    assert told[f'portal_release{{release="{release()}"}}'] == 1


def test_a_database_that_is_away_is_one_of_the_figures(app: Flask, tmp_path: Path) -> None:
    postgresql = db.engine.dialect.name == "postgresql"
    away = db.engine.url.set(database="no_such_database" if postgresql else "/sys/p.db")
    told = figures(app_on(away.render_as_string(hide_password=False), tmp_path))

    assert told["portal_database_up"] == 0
    assert not [name for name in told if name.startswith("portal_job")]


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", "127.0.0.1", {}, 200),
        ("", "192.0.2.7", {}, 404),
        ("", "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("secret", "127.0.0.1", {}, 404),
        ("secret", "192.0.2.7", {"Authorization": "Bearer wrong"}, 404),
        ("secret", "192.0.2.7", {"Authorization": "Bearer sécret"}, 404),
        ("secret", "192.0.2.7", {"Authorization": "Bearer secret"}, 200),
    ],
)
def test_only_who_holds_the_token_or_without_one_this_machine_sees_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch, token: str, address: str, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", token)

    answer = Browser(app, address=address).open("/metrics", headers=headers)

    assert answer.status_code == status
    assert ("portal_requests_total" in answer.text) == (status == 200)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_processes_of_one_server_are_added_up_and_leave_nothing_behind(app: Flask, tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "tmp"
    folder.mkdir()
    (folder / f"portal-metrics-{os.getuid()}-999999999").mkdir()
    settings = {"DATABASE_URL": str(db.engine.url), "STORAGE_URL": f"file://{tmp_path}", "SECRET_KEY": "x" * 40}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}"]
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL", "PROMETHEUS"))}
    server = subprocess.Popen(
        [*command, "-w", "2", "--threads", "1", "wsgi:app"], cwd=ROOT, env={**known, **settings, "TMPDIR": str(folder)}
    )
    try:
        asked = _until_both_have_answered(port, folder)
        told = parsed(_fetch(port, "/metrics"))
        assert told['portal_requests_total{endpoint="health.healthz",method="GET",status="200"}'] == asked
        assert [path.name for path in folder.glob("portal-metrics-*")] == [f"portal-metrics-{os.getuid()}-{server.pid}"]
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert list(folder.glob("portal-metrics-*")) == []


def _fetch(port: int, path: str) -> str:
    with closing(urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30)) as answer:
        return str(answer.read().decode())


def _until_both_have_answered(port: int, folder: Path) -> int:
    """Ask until two processes have counted requests; return how many were answered."""
    answered, until = 0, time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            _fetch(port, "/healthz")
            answered += 1
        counting = {path.stem.rpartition("_")[2] for path in folder.rglob("counter_*.db")}
        if answered > 20 and len(counting) == 2:
            return answered
        time.sleep(0.02)
    raise AssertionError("only one process ever answered")
