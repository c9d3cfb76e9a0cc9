"""What an operator types: each command says what it did, or in one line why not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts.people.service_first_admin import create_first_admin
from portal.cli import announce, listens_at, wants_demo
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.sessions import perform
from portal.core.scope import EVERYONE, scoped
from tests.conftest import ON_SQLITE
from tests.factories import make_hq_user

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
        perform(create_first_admin, token, "root@hq.example", "Zhou Min", "a quiet harbour at dawn", utc_now())

    announce(app)

    assert "Demo accounts" not in first
    later = capsys.readouterr().out
    assert ("/first-admin/" in later, "Demo accounts" in later) == (False, False)


@ON_SQLITE
def test_whoever_starts_the_demo_is_told_its_people(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    make_hq_user(email="admin@hq.example", role="hq_admin", is_demo=True)

    announce(app)

    assert "admin@hq.example" in capsys.readouterr().out
