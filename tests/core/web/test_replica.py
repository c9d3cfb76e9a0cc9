"""Pages read from a streaming replica: what one wrote is there at once, and its fall and return are seen by nobody."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal import check
from portal.core.config import HalfConfigured, settings_from
from portal.core.data import replica
from portal.core.data.sessions import REPLICA, db, transaction
from portal.core.scope import EVERYONE, scoped
from portal.core.web import metrics
from tests.catalogue.factories import make_part
from tests.conftest import app_on, migrate_to_head
from tests.crashes.test_a_hard_week import grant
from tests.factories import make_dealer_user, make_distributor
from tests.server.postgres import PostgresServer, following_postgres, running_postgres
from tests.stock.factories import NOW
from tests.web import Browser

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
PAGE = "/catalogue/48815-0E010"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of its own."""
    with running_postgres(shared=False) as own:
        yield own


@pytest.fixture(scope="module")
def follower(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A replica that streams from it, of a migrated database."""
    server.create_database("followed")
    owner = app_on(server.url("followed", role="portal_owner"), tmp_path_factory.mktemp("owner"))
    migrate_to_head(owner)
    grant(owner)
    with following_postgres(server) as own:
        yield own


@pytest.fixture
def app(server: PostgresServer, follower: PostgresServer, tmp_path: Path) -> Iterator[Flask]:
    """A portal that reads the replica; a part, as it is there."""
    made = app_on(server.url("followed"), tmp_path, database_read_url=follower.url("followed"))
    with made.app_context(), scoped(EVERYONE):
        yield made
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def people(app: Flask, server: PostgresServer, follower: PostgresServer) -> tuple[Browser, Browser]:
    """Two of one company, whose part is on the replica."""
    if db.session.scalar(sa.text("SELECT count(*) FROM part WHERE number = '48815-0E010'")) == 0:
        make_part("48815-0E010")
    company = make_distributor(locale="en")
    both = [make_dealer_user(company) for _each in range(2)]
    first, second = (Browser(app, address=f"192.0.2.{at}").sign_in(one) for at, one in enumerate(both, 1))
    caught_up(server, follower)
    return first, second


def comes_true(ask: Callable[[], bool]) -> None:
    """Ask again and again until it is so, for a minute at most."""
    until = time.monotonic() + 60
    while not ask():
        assert time.monotonic() < until, "it does not come true"


def stands() -> dict[str, float]:
    """Return how the replica stands, as an operator's figures tell it."""
    found: Any = metrics.replica_stands(NOW)
    return dict(found)


def caught_up(server: PostgresServer, follower: PostgresServer) -> None:
    """Wait until the replica shows all that was committed by now."""
    with server.connect("postgres") as asked:
        place = asked.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
    with follower.connect("postgres") as asked:
        comes_true(lambda: asked.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", place).fetchone() == (True,))


@contextmanager
def waiting(follower: PostgresServer) -> Iterator[None]:
    """The replica takes what comes and shows none of it for as long as the block lasts."""
    with follower.connect("postgres") as told:
        told.execute("SELECT pg_wal_replay_pause()")
        comes_true(lambda: told.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",))
        yield
        told.execute("SELECT pg_wal_replay_resume()")


@contextmanager
def asked_of_replica() -> Iterator[list[str]]:
    """Collect the statements sent to the replica."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.append(statement)

    event.listen(db.engines[REPLICA], "before_cursor_execute", hear)
    yield heard
    event.remove(db.engines[REPLICA], "before_cursor_execute", hear)


def keep(browser: Browser, written: str) -> None:
    browser.page(PAGE)
    browser.send({"own_number": written}, button="Keep")


def test_who_wrote_reads_it_at_once_and_others_as_soon_as_the_replica_has_it(
    server: PostgresServer, follower: PostgresServer, people: tuple[Browser, Browser]
) -> None:
    writer, other = people

    with waiting(follower):
        keep(writer, "NM-1")
        seen = writer.page(PAGE).has("NM-1"), other.page(PAGE).has("NM-1")
    caught_up(server, follower)

    assert seen == (True, False)
    assert (writer.page(PAGE).has("NM-1"), other.page(PAGE).has("NM-1")) == (True, True)


def test_pages_are_read_from_the_replica_and_who_asks_is_not(people: tuple[Browser, Browser]) -> None:
    browser = people[0]

    with asked_of_replica() as read:
        browser.page(PAGE)
    with asked_of_replica() as of_the_login:
        browser.open("/login")

    assert [each for each in read if "FROM part" in each] != []
    assert [each for each in read if "user_session" in each and "FROM part" not in each] == []
    assert of_the_login == []


def test_who_was_signed_out_is_that_at_once(people: tuple[Browser, Browser], follower: PostgresServer) -> None:
    browser = people[0]
    assert browser.open(PAGE).status_code == 200

    with waiting(follower):
        with transaction() as session:
            session.execute(sa.text("DELETE FROM user_session"))
        assert browser.open(PAGE).status_code == 303


def test_a_replica_that_falls_is_missed_by_nobody_and_read_again_when_it_is_back(
    server: PostgresServer,
    follower: PostgresServer,
    people: tuple[Browser, Browser],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = people[0]
    monkeypatch.setattr(replica, "AWAY_SECONDS", 0.0)

    with asked_of_replica() as before:
        browser.page(PAGE)
    with follower.away("immediate"):
        assert browser.page(PAGE).has("48815-0E010")
        assert browser.page(PAGE).has("48815-0E010")
    caught_up(server, follower)
    with follower.connect("postgres") as asked:
        comes_true(lambda: asked.execute("SELECT count(*) FROM pg_stat_wal_receiver").fetchone() == (1,))
    with asked_of_replica() as after:
        browser.page(PAGE)

    assert len(after) == len(before) > 1


def test_a_replica_that_falls_while_a_page_is_made_costs_nobody_that_page(
    follower: PostgresServer, people: tuple[Browser, Browser]
) -> None:
    fallen: list[object] = []

    def fall(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM part" in statement and not fallen:
            fallen.append(statement)
            follower.cluster.stop("immediate")

    event.listen(db.engines[REPLICA], "before_cursor_execute", fall)
    try:
        page = people[0].page(PAGE)
    finally:
        event.remove(db.engines[REPLICA], "before_cursor_execute", fall)
        if fallen:
            follower.cluster.start()

    assert (len(fallen), page.status, page.has("48815-0E010")) == (1, 200, True)


def test_a_replica_of_another_migration_is_not_read(
    app: Flask, server: PostgresServer, follower: PostgresServer
) -> None:
    assert replica.standing().may_be_read
    with server.connect("followed") as owner:
        stood = owner.execute("SELECT version_num FROM alembic_version").fetchone()
        owner.execute("UPDATE alembic_version SET version_num = '0001'")
    caught_up(server, follower)
    found = replica.standing()
    with server.connect("followed") as owner:
        owner.execute("UPDATE alembic_version SET version_num = %s", stood)
    caught_up(server, follower)

    assert (found.migration, found.may_be_read) == ("0001", False)
    assert replica.standing().may_be_read


def test_an_operator_sees_how_it_stands(app: Flask, server: PostgresServer, follower: PostgresServer) -> None:
    caught_up(server, follower)
    comes_true(lambda: stands() == {"readable": 1.0, "behind_seconds": 0.0})
    comes_true(lambda: next(each for each in check.looked(app) if each.part == "replica").good)

    with waiting(follower):
        make_distributor()
        comes_true(lambda: stands()["behind_seconds"] > 0)

    with follower.away():
        assert {each.part: each.good for each in check.looked(app)}["replica"] is False
        assert stands() == {"readable": 0}


def test_a_server_that_follows_none_is_not_read(
    server: PostgresServer, follower: PostgresServer, tmp_path: Path
) -> None:
    own = app_on(server.url("followed"), tmp_path, database_read_url=server.url("followed"))
    with own.app_context(), scoped(EVERYONE):
        looked = {each.part: each for each in check.looked(own)}
        assert (looked["replica"].good, "does not stream" in looked["replica"].said) == (False, True)
        assert replica.read_replica() is False
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_only_postgresql_has_a_replica() -> None:
    with pytest.raises(HalfConfigured, match="DATABASE_READ_URL names a replica of PostgreSQL"):
        settings_from({"DATABASE_URL": "sqlite:///one.db", "DATABASE_READ_URL": "postgresql://host/one"})
