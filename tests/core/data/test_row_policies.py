"""What the database itself keeps: rows of other companies closed, and what was written once never changed or lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.data.owned import Base
from portal.core.data.row_policies import APPEND_ONLY, OUTSIDE, WRITTEN_LATER
from portal.core.data.sessions import db, transaction
from portal.documents.models import Document
from portal.finance.models import LedgerEntry, Payment
from portal.rooms import MODELS
from tests.returns.factories import received

KEPT = (*APPEND_ONLY, *WRITTEN_LATER)


@pytest.fixture
def written(app: Flask) -> None:
    """A ledger entry, an issued paper and a payment to try on."""
    owner = received().distributor.id
    with transaction() as session:
        session.add(
            Payment(
                distributor_id=owner,
                number="PAY-1",
                currency="USD",
                amount=Decimal(1),
                received_on=date(2026, 3, 9),
                bank_reference="FT 1",
                recorded_at=datetime(2026, 3, 9, tzinfo=UTC),
            )
        )


def columns_of(table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(db.engine).get_columns(table)]


def test_every_table_is_inside_row_level_security_or_listed_with_its_reason(app: Flask) -> None:
    assert MODELS
    if db.engine.dialect.name != "postgresql":
        return
    rows = db.session.execute(
        sa.text(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
    ).all()
    closed = {name for name, inside in rows if inside}
    open_to_all = {name for name, inside in rows if not inside}

    assert open_to_all == set(OUTSIDE)
    assert {each.name for each in Base.metadata.sorted_tables if "distributor_id" in each.c} - closed <= set(OUTSIDE)


@pytest.mark.parametrize("table", KEPT)
def test_the_serving_role_may_add_and_read_what_is_kept_and_no_more(app: Flask, table: str) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    may = "has_table_privilege(current_user, :table, :right)"
    asked = {right: {"table": table, "right": right} for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")}
    held = {right: db.session.scalar(sa.text(f"SELECT {may}"), given) for right, given in asked.items()}
    column = sa.text("SELECT has_column_privilege(current_user, :table, :column, 'UPDATE')")
    changed = {name for name in columns_of(table) if db.session.scalar(column, {"table": table, "column": name})}

    assert held == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}
    assert changed == set(WRITTEN_LATER.get(table, ()))


@pytest.mark.parametrize("table", WRITTEN_LATER)
def test_neither_engine_changes_or_deletes_an_entry_or_a_paper(written: None, table: str) -> None:
    kept = [name for name in columns_of(table) if name not in WRITTEN_LATER[table]]
    tries = [f"UPDATE {table} SET {name} = {name}" for name in kept] + [f"DELETE FROM {table}"]
    for statement in tries:
        with pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"), transaction() as session:
            session.execute(sa.text(statement))

    assert db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 1
    with transaction() as session:
        for name in WRITTEN_LATER[table]:
            session.execute(sa.text(f"UPDATE {table} SET {name} = {name}"))


def test_the_triggers_refuse_the_owner_of_the_database_too(written: None) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    asked = sa.text(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_append_only' AND tgenabled = 'O'"
    )
    assert set(db.session.scalars(asked)) == set(KEPT)


def test_what_is_still_open_of_an_entry_may_fall(written: None) -> None:
    with transaction() as session:
        session.execute(sa.update(LedgerEntry).values(open_amount=Decimal(1)))
    assert db.session.scalars(sa.select(LedgerEntry.open_amount)).all() == [Decimal(1)]
    assert len(db.session.scalars(sa.select(Document.number)).all()) == 1


def test_the_first_statement_of_the_next_transaction_sees_what_its_scope_may(written: None) -> None:
    for end in (db.session.commit, db.session.rollback):
        db.session.scalars(sa.select(Payment.number)).all()
        end()
        assert db.session.scalars(sa.select(Payment.number)).all() == ["PAY-1"]
