"""A production that lives through what happens to one: nothing it took is lost, nothing goes out twice.

PostgreSQL is restarted, storage and mail are away for an hour, an upgrade is put in and taken back, and all of it is
restored in another place. Time passes by moving what the jobs are judged by into the past, never by waiting.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from portal.accounts.models import UserAccount, UserState
from portal.backup.command import damaged_files, put_back, take_backup
from portal.core import storage
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.engines import write_engine
from portal.core.data.migrations import newest_migration
from portal.core.data.row_policies import grants_for
from portal.core.data.sessions import db, transaction
from portal.core.errors import Unavailable
from portal.core.jobs.models import Job, JobState
from portal.core.jobs.queue import run_due
from portal.core.scope import EVERYONE, scoped
from portal.documents.models import Document, PaperState
from portal.notifications.models import Mail, MailState
from portal.orders.models import SalesOrder
from scripts.deploy_check import LATER
from tests import factories
from tests.backup.test_backup import CLERKS
from tests.conftest import app_on, migrate_to_head
from tests.core.data.test_outages import NOWHERE
from tests.crashes.checks import wrong_with
from tests.guards import trade
from tests.notifications.test_mails import hours_pass, mail_server, settings_of
from tests.server.postgres import PostgresServer, running_postgres

pytestmark = [pytest.mark.slow, pytest.mark.race, pytest.mark.postgres]
LIVED, ELSEWHERE = "lived", "elsewhere"


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of its own."""
    with running_postgres(shared=False) as own:
        yield own


@contextmanager
def portal_on(server: PostgresServer, name: str, folder: Path, *, migrated: bool) -> Iterator[Flask]:
    """A portal on a new database, served by the role that serves, with a storage of its own."""
    folder.mkdir()
    server.create_database(name)
    owner = app_on(server.url(name, role="portal_owner"), folder)
    if migrated:
        migrate_to_head(owner)
        grant(owner)
    app = app_on(server.url(name), folder)
    with app.app_context(), scoped(EVERYONE):
        yield app
        db.session.remove()
        db.engine.dispose()


def grant(owner: Flask) -> None:
    """Give the serving role its rights, as `migrate` does."""
    with owner.app_context():
        with write_engine(db.engine).begin() as connection:
            for statement in grants_for("portal_app"):
                connection.exec_driver_sql(statement)
        db.engine.dispose()


def upgraded(server: PostgresServer, folder: Path) -> None:
    """Bring the database to a release with a migration more; the portal runs on."""
    release = folder / "release"
    shutil.copytree(ROOT / "migrations", release, ignore=shutil.ignore_patterns("__pycache__"))
    (release / "versions" / "9999_later.py").write_text(LATER.format(newest=newest_migration()))
    owner = app_on(server.url(LIVED, role="portal_owner"), folder)
    with owner.app_context():
        upgrade(directory=str(release))
        db.session.remove()
    grant(owner)


def kept() -> dict[str, int]:
    """Return how many rows each table of the database has."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', false)")
        tables = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
        return {table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one() for table in tables}


def test_nothing_is_lost_and_nothing_goes_out_twice_in_a_hard_week(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as post, portal_on(server, LIVED, tmp_path / "here", migrated=True) as app:
        sends = settings_of(app, smtp_url=f"smtp://{post.url}")
        side = trade.found("a", "QZKANAQX")
        with transaction() as session:  # one person is told of things, which is enough to count letters
            others = UserAccount.id != side.people["dealer_owner"].id
            session.execute(sa.update(UserAccount).where(others).values(state=UserState.DISABLED))
        hq = {role: factories.actor_of(factories.make_hq_user(role=role)) for role in CLERKS}
        with sends:
            trade.booked(side, "in peace", hq, utc_now())
        # The server is restarted between two commands of people who are at work, once as by a crash.
        for mode in ("fast", "immediate"):
            db.session.remove()
            server.restart(mode)
            trade.submitted(side, f"after a {mode} restart", utc_now())
        # Storage and mail go away; people work on for an hour.
        here = app.config["STORAGE_URL"]
        monkeypatch.setitem(app.config, "STORAGE_URL", NOWHERE)
        with settings_of(app, smtp_url="smtp://127.0.0.1:1"):
            trade.booked(side, "in the bad hour", hq, utc_now())
            for _half in range(2):
                run_due()
                hours_pass(0.5)
            printed = sa.select(sa.func.count()).where(Document.state == PaperState.READY)
            in_the_hour = db.session.scalar(printed), states_of_jobs() - {JobState.DONE}
            with pytest.raises(Unavailable):
                storage.put(b"paper", "papers", ".pdf")
        monkeypatch.setitem(app.config, "STORAGE_URL", here)
        with settings_of(app, smtp_url=f"smtp://{post.url}"):
            hours_pass(0.25)
            run_due()
        assert in_the_hour == (2, {JobState.WAITING})
        assert (states_of_jobs(), wrong_with()) == ({JobState.DONE}, [])
        assert sorted(told(post.letters)) == sorted(all_mails())
        assert set(db.session.scalars(sa.select(Document.state))) == {PaperState.READY}

        before = kept()
        take_backup(tmp_path / "before.backup", utc_now())
        upgraded(server, tmp_path)
        trade.submitted(side, "by the old code on the new tables", utc_now())
        run_due()
        assert wrong_with() == []
        numbers = set(db.session.scalars(sa.select(SalesOrder.number)))

    with portal_on(server, ELSEWHERE, tmp_path / "there", migrated=False) as app:
        owner = app_on(server.url(ELSEWHERE, role="portal_owner"), tmp_path / "there")
        with owner.app_context(), scoped(EVERYONE):
            done = put_back(tmp_path / "before.backup", replace=False)
            db.session.remove()
        grant(owner)
        assert (done.migrate, kept(), wrong_with(), list(damaged_files())) == (False, before, [], [])
        # What was sent is not sent again, and the numbers go on where the backup left them.
        with mail_server() as post, settings_of(app, smtp_url=f"smtp://{post.url}"):
            run_due()
            assert post.letters == []
        assert trade.submitted(side, "in the other place", utc_now()) == max(numbers)
        run_due()
        assert wrong_with() == []


def states_of_jobs() -> set[JobState]:
    """Return which states jobs stand in."""
    db.session.remove()
    return set(db.session.scalars(sa.select(Job.state).distinct()))


def told(letters: list[bytes]) -> list[str]:
    """Return the Message-IDs of what arrived, as they are kept."""
    return [message_from_bytes(letter)["Message-ID"].strip("<>").split("@")[0] for letter in letters]


def all_mails() -> list[str]:
    """Return the Message-IDs of all mails; each of them counts as sent."""
    rows = db.session.execute(sa.select(Mail.message_id, Mail.state)).all()
    assert {row.state for row in rows} == {MailState.SENT}
    return [row.message_id for row in rows]
