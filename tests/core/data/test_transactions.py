"""How transactions begin, what they lock first, and which are run again, on both engines."""

import ast
import re
import threading
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.accounts.models import Distributor
from portal.core.clock import utc_now
from portal.core.config import ROOT
from portal.core.data.engines import forget_connections, write_engine
from portal.core.data.owned import Base, Owned
from portal.core.data.sessions import db, perform, transaction
from portal.orders.models import OrderLine
from tests import factories
from tests.guards import trade
from tests.orders.factories import make_market, make_submitted, sell
from tests.race import together

ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "engine", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
PRAGMAS = {"journal_mode": "wal", "busy_timeout": 6000, "synchronous": 2, "foreign_keys": 1}


@ON_SQLITE
def test_every_sqlite_connection_is_durable_and_checks_references(app: Flask) -> None:
    for engine in (db.engine, write_engine(db.engine)):
        with engine.connect() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
            assert found == PRAGMAS


@ON_SQLITE
def test_a_write_holds_the_lock_from_its_beginning_and_readers_go_on(app: Flask) -> None:
    with transaction() as session:
        session.execute(sa.text("SELECT 1"))
        with db.engine.connect() as reader:
            assert reader.exec_driver_sql("SELECT count(*) FROM distributor").scalar_one() == 0
        with write_engine(db.engine).connect() as second:
            second.connection.execute("PRAGMA busy_timeout=50")
            with pytest.raises(sa.exc.OperationalError, match="database is locked"):
                second.exec_driver_sql("SELECT 1")
            second.invalidate()


@ON_SQLITE
def test_a_table_of_a_transaction_that_failed_was_never_made(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), write_engine(db.engine).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise ZeroDivisionError
    assert not sa.inspect(db.engine).has_table("half")


@ON_POSTGRESQL
def test_postgresql_stays_at_read_committed_and_reads_cannot_write(app: Flask) -> None:
    with db.engine.connect() as reader:
        assert reader.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert reader.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"
    with write_engine(db.engine).connect() as writer:
        assert writer.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        assert writer.exec_driver_sql("SHOW transaction_read_only").scalar() == "off"


@ON_POSTGRESQL
@pytest.mark.race
def test_the_victim_of_a_deadlock_is_run_again_as_a_whole(app: Flask) -> None:
    ids = [factories.make_distributor(name="").id for _ in range(2)]
    met, runs = threading.Barrier(2), list[int]()

    def sign_both(index: int) -> None:
        runs.append(index)
        for place, distributor_id in enumerate(ids if index else reversed(ids)):
            signed = sa.update(Distributor).where(Distributor.id == distributor_id)
            db.session.execute(signed.values(name=Distributor.name + str(index)))
            if place == 0 and runs.count(index) == 1:
                met.wait(timeout=10)

    assert together(app, 2, lambda index: perform(sign_both, index)) == [None, None]
    db.session.remove()

    assert len(runs) == 3, "nobody was a victim"
    names = db.session.scalars(sa.select(Distributor.name)).all()
    assert sorted(names[0]) == sorted(names[1]) == ["0", "1"]


def test_a_line_cannot_belong_to_another_distributors_order(app: Flask) -> None:
    market = make_market()
    sell(market, "06-5180")
    order = make_submitted(market, ("06-5180", 1))
    stranger = factories.make_distributor()

    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        line = sa.update(OrderLine).where(OrderLine.order_id == order.id).values(distributor_id=stranger.id)
        session.execute(line)


def test_connections_made_before_a_fork_are_left_to_the_parent(app: Flask) -> None:
    db.session.remove()
    with db.engine.connect() as parents:
        parents.exec_driver_sql("SELECT 1")
        forget_connections(db.engine)
        assert db.engine.pool.checkedin() == 0  # type: ignore[attr-defined]
        with db.engine.connect() as childs:
            assert childs.connection.dbapi_connection is not parents.connection.dbapi_connection
        assert parents.exec_driver_sql("SELECT 1").scalar_one() == 1


LOCKS = ("credit_account", "stock", "counter", "audit_head")
"""What everybody changes, in the order in which every transaction must lock it."""


LOCKING = re.compile(r"^UPDATE (\w+)|FROM (\w+)\b.*FOR UPDATE", re.DOTALL)


class Watch:
    """Notes in which order transactions first lock what everybody changes."""

    def __init__(self) -> None:
        self.first: list[str] = []
        self.orders: set[tuple[str, ...]] = set()

    def statement(self, _conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        found = LOCKING.search(statement)
        table = found[1] or found[2] if found else ""
        if table in LOCKS and table not in self.first:
            self.first.append(table)

    def committed(self, _connection: object) -> None:
        self.orders.add(tuple(self.first))
        self.first = []


@pytest.fixture
def watch(app: Flask) -> Iterator[Watch]:
    seen = Watch()
    event.listen(db.engine, "before_cursor_execute", seen.statement)
    event.listen(db.engine, "commit", seen.committed)
    yield seen
    event.remove(db.engine, "before_cursor_execute", seen.statement)
    event.remove(db.engine, "commit", seen.committed)


@ON_POSTGRESQL
@pytest.mark.slow
def test_what_everybody_changes_is_locked_in_one_order_all_the_way_to_the_credit_note(app: Flask, watch: Watch) -> None:
    side, now = trade.found("a", "QZKANAQX"), utc_now()
    roles = ("hq_manager", "hq_planner", "hq_warehouse", "hq_logistics", "hq_compliance", "hq_finance")
    hq = {role: factories.actor_of(factories.make_hq_user(role=role)) for role in roles}
    trade.order_stages(side, hq, now)
    trade.credited(side, "credited", trade.received(side, "received", hq, now, quantity=5), hq, now)

    ranks = [[LOCKS.index(name) for name in order] for order in watch.orders]
    assert {name for order in watch.orders for name in order} == set(LOCKS)
    assert [order for order, rank in zip(watch.orders, ranks, strict=True) if rank != sorted(rank)] == []


def owned_tables() -> set[str]:
    return {str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)}


def plain_sql_on(tables: set[str], source: str) -> list[str]:
    """Return the statements of plain SQL, and the selects of bare tables, that touch one of these tables."""
    words = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:{'|'.join(sorted(tables))})\b")
    tree = ast.parse(source)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    bare = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "__table__"]
    return [text for text in texts if words.search(text)] + bare


def test_no_plain_sql_slips_past_the_scope() -> None:
    found = {
        str(path.relative_to(ROOT)): sql
        for path in sorted((ROOT / "portal").rglob("*.py"))
        if (sql := plain_sql_on(owned_tables(), path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_plain_sql_that_slips_past_the_scope_would_be_found() -> None:
    planted = 'db.session.execute(sa.text("SELECT number FROM sales_order"))\nsa.select(Invoice.__table__)\n'
    assert plain_sql_on({"sales_order"}, planted) == ["SELECT number FROM sales_order", "__table__"]
    assert plain_sql_on({"sales_order"}, 'text("SELECT number FROM sales_orders")') == []
