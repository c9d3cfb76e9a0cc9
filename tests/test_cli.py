"""What an operator types: each command says what it did, or in one line why not."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal import check, cli_ready
from portal.accounts.door.service import reset_password
from portal.accounts.people.service_first_admin import administrators_address, create_first_admin
from portal.audit.models import AuditRow
from portal.cli import listens_at
from portal.cli_ready import announce, wants_demo
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.sessions import db, perform
from portal.core.errors import NotVisible, Refused
from portal.core.jobs.worker import beat
from portal.core.scope import EVERYONE, scoped
from tests.conftest import ON_POSTGRESQL, ON_SQLITE, app_on
from tests.core.data.test_outages import NOWHERE
from tests.factories import make_hq_user
from tests.notifications.test_mails import mail_server, settings_of

pytestmark = pytest.mark.slow


def portal(
    command: str, folder: Path, *words: str, typed: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"DATABASE_URL": f"sqlite:///{folder / 'cli.db'}", "STORAGE_URL": f"file://{folder}", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "portal", command, *words],
        cwd=ROOT,
        env={**known, **settings, **environ},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_says_in_one_line_what_it_lacks(tmp_path: Path) -> None:
    done = portal("worker", tmp_path, PORTAL_ENV="production", DATABASE_URL="")

    assert done.returncode == 2
    assert done.stderr.startswith("portal: production needs: SECRET_KEY")
    assert "Traceback" not in done.stderr


def test_migrate_then_the_first_administrators_address_then_jobs_then_a_backup_and_its_restore(tmp_path: Path) -> None:
    assert portal("migrate", tmp_path).returncode == 0

    address = portal("first-admin", tmp_path)
    assert address.returncode == 0
    assert "/first-admin/" in address.stdout

    assert portal("jobs", tmp_path).stdout.strip().endswith("jobs done")

    taken = portal("backup", tmp_path, str(tmp_path / "b.backup"))
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "tables at migration 00" in taken.stdout
    assert taken.stdout.strip().endswith("; 0 stored files")
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'restored.db'}"}
    restored = portal("restore", tmp_path, str(tmp_path / "b.backup"), **elsewhere)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout.splitlines()[1:] == ["the audit's chain is whole", "every stored file is whole"]


def test_run_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    assert listens_at({}) == "127.0.0.1:8000"
    assert listens_at({"HOST": "0.0.0.0", "PORT": "8125"}) == "0.0.0.0:8125"


@pytest.mark.parametrize(("value", "demo"), [(None, True), ("1", True), ("", True), ("0", False), ("No", False)])
def test_a_start_without_the_demo_is_one_setting(value: str | None, demo: bool) -> None:
    assert wants_demo({} if value is None else {"DEMO": value}) is demo


@ON_SQLITE
def test_an_empty_portal_says_where_its_first_administrator_is_made_until_there_is_one(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    announce(app)
    first = capsys.readouterr().out
    token = first.split("/first-admin/")[1].split()[0]
    with scoped(EVERYONE):
        perform(create_first_admin, token, "root@hq.example", "Zhou Min", "a quiet harbour at dawn", "en", utc_now())

    announce(app)

    assert "Demo accounts" not in first
    later = capsys.readouterr().out
    assert ("/first-admin/" in later, "Demo accounts" in later) == (False, False)


@ON_SQLITE
def test_whoever_starts_the_demo_is_told_its_people(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    make_hq_user(email="admin@hq.example", role="hq_admin", is_demo=True)

    announce(app)

    assert "admin@hq.example" in capsys.readouterr().out


@ON_SQLITE
def test_migrating_makes_no_folder_beside_the_code(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "migrations").symlink_to(ROOT / "migrations")
    monkeypatch.setattr(cli_ready, "ROOT", code)

    cli_ready.migrate_database(app_on(f"sqlite:///{tmp_path / 'data' / 'portal.db'}", tmp_path))

    assert (tmp_path / "data" / "portal.db").is_file()
    assert [path.name for path in code.iterdir()] == ["migrations"]


def test_a_command_whose_database_is_away_or_not_migrated_says_so_in_one_line(tmp_path: Path) -> None:
    away = portal("first-admin", tmp_path, DATABASE_URL="postgresql://portal_app@127.0.0.1:1/parts")
    empty = portal("first-admin", tmp_path)

    assert (away.returncode, empty.returncode) == (1, 1)
    assert away.stderr.startswith("portal: the database does not do it: ")
    assert "Connection refused" in away.stderr
    assert [len(done.stderr.splitlines()) for done in (away, empty)] == [1, 1]


@ON_SQLITE
def test_a_check_has_a_line_for_each_part_and_goes_on_behind_what_is_wrong(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat("here:1")
    with settings_of(app, smtp_url="smtp://127.0.0.1:1"):
        found = {each.part: each for each in check.looked(app)}
    with mail_server() as server, settings_of(app, smtp_url=f"smtp://{server.url}"):
        again = {each.part: each for each in check.looked(app)}
    monkeypatch.setitem(app.config, "STORAGE_URL", NOWHERE)
    without = {each.part: each for each in check.looked(app)}

    assert [part for part, each in found.items() if not each.good] == ["mail"]
    assert "Connection refused" in found["mail"].said
    assert list(found) == ["database", "migrations", "replica", "clock", "storage", "mail", "workers"]
    assert [part for part, each in again.items() if not each.good] == []
    assert server.letters == []
    assert [part for part, each in without.items() if not each.good] == ["storage"]


@ON_POSTGRESQL
def test_a_check_tells_a_clock_that_is_wrong_and_as_whom_the_database_is_asked(app: Flask) -> None:
    with time_machine.travel(utc_now() + timedelta(minutes=5), tick=True):
        clock = next(each for each in check.looked(app) if each.part == "clock")
    database = next(check.looked(app))

    assert (clock.good, "+300 s from the database" in clock.said) == (False, True)
    assert (database.good, " as portal_app, without TLS, 200 connections" in database.said) == (True, True)


def test_a_check_of_wrong_settings_names_them_and_ends_with_2(tmp_path: Path) -> None:
    done = portal("check", tmp_path, PORTAL_ENV="prod")

    assert (done.returncode, done.stdout) == (
        2,
        "WRONG  settings: PORTAL_ENV is development or production, not 'prod'\n",
    )


@ON_SQLITE
def test_an_administrator_without_mail_gets_a_link_that_works_once(app: Flask) -> None:
    root = make_hq_user(email="root@hq.example", role="hq_admin")
    make_hq_user(email="planner@hq.example", role="hq_planner")
    address = administrators_address("Root@hq.example", "https://portal.example/")
    token = address.removeprefix("https://portal.example/reset/")

    with pytest.raises(Refused, match=r"accounts\.no_administrator"):
        administrators_address("planner@hq.example", "https://portal.example")
    perform(reset_password, token, "a quieter harbour at dusk", utc_now())
    with pytest.raises(NotVisible):
        perform(reset_password, token, "a quieter harbour at dusk", utc_now())

    asked = sa.select(AuditRow.subject_id).where(AuditRow.action == "account.reset_requested")
    assert db.session.scalars(asked).all() == [str(root.id)]
