"""A renewed database is its template again: every row of every table and every sequence."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from portal.core.data.owned import Base
from portal.core.data.sessions import db, transaction
from portal.core.scope import EVERYONE, scoped, set_scope
from tests.conftest import ON_POSTGRESQL, ON_SQLITE, Engine
from tests.orders.factories import make_market, make_submitted, sell
from tests.server.postgres import PostgresServer
from tests.server.renewal import SEQUENCES, TABLES, Renewal

Contents = dict[str, list[str]]


@pytest.fixture
def dirtied(engine: Engine) -> Iterator[Engine]:
    """An engine whose database holds an order, with all that was written about it."""
    engine.renew()
    with engine.app.app_context(), scoped(EVERYONE):
        market = make_market()
        sell(market, "48815-0E010")
        make_submitted(market, ("48815-0E010", 3))
        yield engine
        db.session.remove()
    set_scope(None)


def contents(connection: psycopg.Connection) -> Contents:
    """Return every row of every table and the state of every sequence, as text."""
    found: Contents = {}
    for (name,) in connection.execute(TABLES).fetchall():
        rows = connection.execute(
            sql.SQL("SELECT row::text FROM public.{} AS row ORDER BY 1").format(sql.Identifier(name))
        )
        found[name] = [text for (text,) in rows]
    for (name,) in connection.execute(SEQUENCES).fetchall():
        state = connection.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name)))
        found[name] = [str(state.fetchone())]
    return found


def contents_of(server: PostgresServer, name: str) -> Contents:
    with server.connect(name) as connection:
        return contents(connection)


def file_contents(engine: Engine) -> list[str]:
    with engine.app.app_context():
        place = str(db.engine.url.database)
    with closing(sqlite3.connect(place)) as connection:
        return list(connection.iterdump())


def in_full(contents: Contents) -> set[str]:
    return {name for name, rows in contents.items() if rows and name in Base.metadata.tables}


@ON_POSTGRESQL
def test_a_renewed_database_equals_its_template(
    dirtied: Engine, postgres_server: PostgresServer, process_name: str
) -> None:
    live, template = f"live_{process_name}", f"template_{process_name}"
    with transaction() as session:
        session.execute(sa.text("SELECT nextval(pg_get_serial_sequence('part', 'id'))"))
    before = contents_of(postgres_server, live)
    fresh = contents_of(postgres_server, template)
    assert len(in_full(before) - in_full(fresh)) > 15
    assert before["audit_head"] != fresh["audit_head"] != []

    dirtied.renew()

    assert contents_of(postgres_server, live) == fresh


@ON_SQLITE
def test_a_renewed_file_equals_its_template(dirtied: Engine) -> None:
    before = file_contents(dirtied)

    dirtied.renew()
    renewed = file_contents(dirtied)
    dirtied.renew()

    assert file_contents(dirtied) == renewed != before
    tables = {line.split('"')[1] for line in renewed if line.startswith('INSERT INTO "')}
    written_by_migrations = {"audit_head", "air_limit", "tax_text", "holding_mark"}
    assert tables & Base.metadata.tables.keys() == written_by_migrations


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("left", "where"),
    [
        ("INSERT INTO counter (series, last) VALUES ('SO', 7)", "counter"),
        ("UPDATE audit_head SET last_id = 5", "audit_head"),
        ("SELECT setval(pg_get_serial_sequence('part', 'id'), 99)", "part_id_seq"),
    ],
)
def test_what_a_renewal_left_behind_would_be_seen(
    engine: Engine, postgres_server: PostgresServer, process_name: str, left: str, where: str
) -> None:
    engine.renew()
    live = f"live_{process_name}"
    fresh = contents_of(postgres_server, live)
    with postgres_server.connect(live) as connection:
        connection.execute(left.encode())

    after = contents_of(postgres_server, live)

    assert {name for name in after if after[name] != fresh[name]} == {where}


@pytest.fixture
def renewal(postgres_server: PostgresServer, process_name: str, engine: Engine) -> Iterator[Renewal]:
    """A renewal of a database of its own, called once."""
    name = f"renewed_{process_name}"
    give_back = Renewal(postgres_server, name, f"template_{process_name}")
    give_back()
    yield give_back
    postgres_server.drop_database(name)


def live_of(server: PostgresServer, renewal: Renewal) -> psycopg.Connection:
    return server.connect(renewal.live)


@ON_POSTGRESQL
def test_rows_alone_do_not_make_a_database_anew(renewal: Renewal, postgres_server: PostgresServer) -> None:
    with live_of(postgres_server, renewal) as connection:
        connection.execute("INSERT INTO counter (series, last) VALUES ('SO', 7)")

    renewal()

    assert renewal.made == 1
    with live_of(postgres_server, renewal) as connection:
        assert connection.execute("SELECT count(*) FROM counter").fetchone() == (0,)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE counter ADD COLUMN surplus integer",
        "ALTER TABLE counter DROP COLUMN last",
        "ALTER TABLE audit_row DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_row_append_only ON audit_row",
        "DROP POLICY tenancy ON sales_order",
        "ALTER TABLE sales_order DISABLE ROW LEVEL SECURITY",
        "CREATE INDEX more ON part (name)",
        "CREATE TABLE half (id integer)",
        "CREATE OR REPLACE FUNCTION audit_row_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "GRANT DELETE ON audit_row TO portal_app",
        "ALTER TABLE order_line DROP CONSTRAINT pk_order_line CASCADE",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 5', current_database()); END $$",
    ],
)
def test_a_touched_schema_is_made_anew(renewal: Renewal, postgres_server: PostgresServer, change: str) -> None:
    with live_of(postgres_server, renewal) as connection:
        connection.execute(change.encode())

    renewal()

    assert renewal.made == 2


@ON_POSTGRESQL
def test_a_database_somebody_holds_is_made_anew(renewal: Renewal, postgres_server: PostgresServer) -> None:
    with closing(postgres_server.connect(renewal.live)) as other:
        other.execute("BEGIN")
        other.execute("LOCK TABLE counter")

        renewal()

    assert renewal.made == 2


@ON_POSTGRESQL
def test_a_database_whose_connections_were_ended_is_made_anew(
    renewal: Renewal, postgres_server: PostgresServer
) -> None:
    postgres_server.end_connections(renewal.live)

    renewal()

    assert renewal.made == 2


@ON_POSTGRESQL
def test_a_database_is_not_emptied_for_ever(renewal: Renewal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.server.renewal.MOST_TIMES", 2)

    made = []
    for _time in range(4):
        renewal()
        made.append(renewal.made)

    assert made == [1, 1, 2, 2]
