"""The record: written with its transaction or not at all, in one chain, and never changed."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditHead, AuditRow
from portal.audit.queries import verify_chain
from portal.audit.rules import GENESIS, differences
from portal.audit.service import record
from portal.core.actor import SYSTEM, Actor, Door
from portal.core.data.engines import write_engine
from portal.core.data.row_policies import drop_append_only
from portal.core.data.sessions import db, engine_of, perform, transaction
from portal.core.scope import EVERYONE, scoped
from tests.conftest import ON_POSTGRESQL, Engine

NOW = datetime(2026, 3, 9, 8, 30, 15, 123456, tzinfo=UTC)
MONA = Actor(user_id=7, name="Mona Adel", door=Door.DISTRIBUTOR)


def recorded(count: int = 1) -> None:
    """Record some actions, each in its own transaction."""
    for number in range(count):
        perform(record, MONA, "order.submitted", "order", number, after={"lines": number}, now=NOW)


def rows() -> list[AuditRow]:
    """Return the record in order."""
    db.session.remove()
    return list(db.session.scalars(sa.select(AuditRow).order_by(AuditRow.id)))


def test_each_action_is_one_row_with_before_and_after(app: Flask) -> None:
    before = {"limit": Decimal("1000.5000"), "on": date(2026, 3, 9), "roles": frozenset({"b", "a"})}

    with transaction():
        record(MONA, "credit.changed", "distributor", 4, before=before, after=None, distributor_id=4, now=NOW)
        record(SYSTEM, "mail.sent", "mail", 9, now=NOW)

    first, second = rows()
    assert (first.id, first.actor_id, first.actor_name, first.subject_id, first.channel) == (
        1,
        7,
        "Mona Adel",
        "4",
        "web",
    )
    assert first.before == {"limit": "1000.5000", "on": "2026-03-09", "roles": ["a", "b"]}
    assert (first.after, first.at, first.previous_hash) == (None, NOW, GENESIS)
    assert (second.actor_name, second.channel, second.previous_hash) == ("system", "system", first.row_hash)
    assert verify_chain() == (True, None)


def test_what_is_rolled_back_leaves_no_row_and_no_gap(app: Flask) -> None:
    recorded()
    with pytest.raises(RuntimeError), transaction():
        record(MONA, "order.submitted", "order", 2, now=NOW)
        raise RuntimeError
    recorded()

    assert [row.id for row in rows()] == [1, 2]
    assert verify_chain() == (True, None)


@pytest.mark.parametrize("statement", ["UPDATE audit_row SET actor_name = 'Somebody'", "DELETE FROM audit_row"])
def test_rows_are_neither_changed_nor_deleted(app: Flask, statement: str) -> None:
    recorded(2)

    with pytest.raises(sa.exc.DBAPIError), transaction() as session:
        session.execute(sa.text(statement))

    assert [row.actor_name for row in rows()] == ["Mona Adel", "Mona Adel"]


def without_triggers(engine: Engine, *statements: str, table: str = "audit_row") -> None:
    """Do to a table what only the owner of the database can, its triggers taken away first."""
    db.session.remove()
    connection = _owner(engine).connect()
    with connection, connection.begin():
        for drop in drop_append_only(table, engine.name):
            connection.exec_driver_sql(drop)
        for statement in statements:
            connection.exec_driver_sql(statement)
    db.session.remove()


def _owner(engine: Engine) -> sa.Engine:
    if engine.name == "sqlite":
        return write_engine(engine_of())
    url = engine_of().url.set(username="portal_owner")
    return sa.create_engine(url, poolclass=sa.NullPool)


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE audit_row SET actor_name = 'Somebody' WHERE id = 3", 3),
        ("UPDATE audit_row SET after = '{\"lines\": 99}' WHERE id = 2", 2),
        ("UPDATE audit_row SET distributor_id = 5 WHERE id = 5", 5),
        ("DELETE FROM audit_row WHERE id = 2", 2),
        ("DELETE FROM audit_row WHERE id = 1", 1),
        ("DELETE FROM audit_row WHERE id = 5", 5),
        ("UPDATE audit_head SET last_hash = 'x' WHERE id = 1", 5),
        ("UPDATE audit_row SET id = 6 WHERE id = 5", 5),
    ],
)
def test_tampering_is_found_at_the_first_bad_row(app: Flask, engine: Engine, tampering: str, first_bad: int) -> None:
    recorded(5)
    assert verify_chain() == (True, None)

    without_triggers(engine, tampering)

    assert verify_chain() == (False, first_bad)


def test_looking_at_the_newest_rows_finds_what_is_among_them(app: Flask, engine: Engine) -> None:
    recorded(8)
    assert verify_chain(last=3) == (True, None)

    without_triggers(engine, "UPDATE audit_row SET action = 'x' WHERE id = 7")

    assert verify_chain(last=3) == (False, 7)
    assert verify_chain(last=1)[0] is False or verify_chain(last=1) == (True, None)


@pytest.mark.race
def test_threads_appending_at_once_keep_one_chain(app: Flask) -> None:
    gate = threading.Barrier(4)

    def append(number: int) -> None:
        with app.app_context(), scoped(EVERYONE):
            gate.wait()
            for _ in range(10):
                perform(record, MONA, "order.submitted", "order", number, now=NOW)

    threads = [threading.Thread(target=append, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row.id for row in rows()] == list(range(1, 41))
    assert verify_chain() == (True, None)
    assert db.session.scalar(sa.select(AuditHead.last_id)) == 40


@pytest.mark.race
def test_without_the_heads_lock_the_chain_forks(app: Flask) -> None:
    """The control: two who read the head before either writes would both claim the same number."""
    heads = []
    for _ in range(2):
        with app.app_context(), scoped(EVERYONE):
            heads.append(db.session.scalar(sa.select(AuditHead.last_id)))

    assert heads == [0, 0]
    recorded()
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(
            sa.insert(AuditRow).values(
                id=heads[1] + 1,
                at=NOW,
                actor_name="x",
                action="x",
                subject_kind="x",
                subject_id="x",
                channel="web",
                previous_hash=GENESIS,
                row_hash="y",
            )
        )


@ON_POSTGRESQL
def test_the_serving_role_cannot_take_the_triggers_away(app: Flask) -> None:
    with pytest.raises(sa.exc.ProgrammingError), transaction() as session:
        session.execute(sa.text("ALTER TABLE audit_row DISABLE TRIGGER ALL"))


def test_differences_are_by_name() -> None:
    assert differences({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4}) == [
        ("b", 2, 5),
        ("c", 3, None),
        ("d", None, 4),
    ]
    assert differences(None, None) == []
