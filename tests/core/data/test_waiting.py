"""Who waits for what others hold waits 6 seconds in all; what may as well be left out waits for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.accounts.models import Distributor, UserSession
from portal.core.clock import utc_now
from portal.core.data import sessions
from portal.core.data.engines import write_engine
from portal.core.data.outages import is_outage
from portal.core.data.sessions import db, perform, perform_at_once
from tests import factories
from tests.conftest import ON_SQLITE, rows_in
from tests.orders.factories import make_market, sell
from tests.web import Browser


@contextmanager
def held(distributor: Distributor) -> Iterator[None]:
    """Hold what a change of a distributor needs: SQLite's lock, on PostgreSQL its row."""
    change = sa.text("UPDATE distributor SET name = 'Held' WHERE id = :id").bindparams(id=distributor.id)
    with write_engine(db.engine).connect() as other:
        other.execute(change)
        yield
        other.rollback()


@contextmanager
def told() -> Iterator[list[str]]:
    """Note what the database is told about beginning and waiting."""
    said: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("BEGIN IMMEDIATE", "PRAGMA busy_timeout", "SET LOCAL lock_timeout")):
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def rename(distributor_id: int, name: str | None) -> None:
    db.session.execute(sa.update(Distributor).where(Distributor.id == distributor_id).values(name=name))


def name_of(distributor: Distributor) -> str:
    db.session.remove()
    return db.session.scalars(sa.select(Distributor.name).where(Distributor.id == distributor.id)).one()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal that waits a twentieth of a second in all."""
    assert sessions.LONGEST_WAIT == 6
    monkeypatch.setattr(sessions, "LONGEST_WAIT", 0.05)


def test_a_command_gives_up_when_its_time_is_over_not_after_so_many_tries(app: Flask, hasty: None) -> None:
    company = factories.make_distributor(name="Before")

    with held(company), told() as said, pytest.raises(sa.exc.OperationalError) as refused:
        perform(rename, company.id, "After")

    assert is_outage(refused.value)
    waited = [int(one.replace("=", " ").split()[-1]) for one in said if "timeout" in one]
    assert waited[0] == 50 and max(waited) == 50
    perform(rename, company.id, "After")
    assert name_of(company) == "After"


def test_what_may_be_left_out_is_tried_once_and_waits_for_nobody(app: Flask) -> None:
    company = factories.make_distributor(name="Before")

    with held(company), told() as said:
        assert not perform_at_once(rename, company.id, "Left out")

    assert name_of(company) == "Before"
    assert said[:2] in (["PRAGMA busy_timeout=0", "BEGIN IMMEDIATE"], ["SET LOCAL lock_timeout = 1"])
    assert len([one for one in said if one.startswith(("BEGIN", "SET"))]) == 1
    assert perform_at_once(rename, company.id, "After") and name_of(company) == "After"
    with pytest.raises(sa.exc.IntegrityError):
        perform_at_once(rename, company.id, None)


def seen_at() -> datetime:
    db.session.remove()
    return db.session.scalars(sa.select(UserSession.seen_at)).one()


def an_hour_passes() -> None:
    with sessions.transaction() as session:
        session.execute(sa.update(UserSession).values(seen_at=utc_now() - timedelta(hours=1)))


@ON_SQLITE
def test_a_page_does_not_wait_for_the_lock_to_write_that_its_session_was_used(app: Flask) -> None:
    company = factories.make_distributor()
    browser = Browser(app).sign_in(factories.make_dealer_user(company))
    an_hour_passes()
    before = seen_at()

    with held(company), told() as said:
        browser.page("/orders")
    assert seen_at() == before
    assert [one for one in said if one.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
    assert said[0] == "PRAGMA busy_timeout=0"

    browser.page("/orders")
    assert seen_at() > before


@ON_SQLITE
def test_a_form_that_waits_too_long_is_a_503_in_words_and_is_taken_later(app: Flask, hasty: None) -> None:
    market = make_market()
    sell(market, "06-5180")
    browser = Browser(app).sign_in(market.buyer)
    new_order = browser.page("/orders/new")

    with held(market.distributor):
        page = browser.send({"po_number": "PO-1", "lines": "06-5180 2"}, button="Check lines", status=503)
    assert page.response.headers["Retry-After"] == "10"
    assert page.has("Try again shortly") and page.has("Nothing was lost.") and rows_in("sales_order") == 0

    browser.shown = new_order
    browser.send({"po_number": "PO-1", "lines": "06-5180 2"}, button="Check lines")
    assert rows_in("sales_order") == 1
