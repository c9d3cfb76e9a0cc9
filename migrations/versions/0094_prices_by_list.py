"""Prices and deposits of lists carry the code of their list too, so that all lists are read off one index

PostgreSQL does not see that rows joined list by list come in order: it sorted the whole first list for a page of it.
A list's code stays what it is, as a part's number does, so the same triggers write both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0094_prices_by_list"
down_revision = "0093_prices_by_number"
branch_labels = None
depends_on = None

TABLES = ("list_price", "core_deposit")
COPIES = {"number": "(SELECT number FROM part WHERE id = {row}.part_id)"}
WITH_CODE = {"list_code": "(SELECT code FROM price_list WHERE id = {row}.price_list_id)", **COPIES}


def upgrade() -> None:
    code = sa.String(length=30).with_variant(sa.String(30, collation="C"), "postgresql")
    for table in TABLES:
        op.add_column(table, sa.Column("list_code", code, server_default="", nullable=False))
        op.execute(f"UPDATE {table} SET list_code = {WITH_CODE['list_code'].format(row=table)}")  # noqa: S608 - our own words
        op.drop_index(f"ix_{table}_number", table)
        op.create_index(f"ix_{table}_number", table, ["list_code", "number"])
        _copy(table, WITH_CODE)


def _copy(table: str, copies: dict[str, str]) -> None:
    """Let the trigger of a table write these columns, instead of what it wrote before."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        same = "price_list_id = new.price_list_id AND part_id = new.part_id"
        told = ", ".join(f"{name} = {value.format(row='new')}" for name, value in copies.items())
        written = f"UPDATE {table} SET {told} WHERE {same};"  # noqa: S608 - our own words
        connection.exec_driver_sql(f"DROP TRIGGER {table}_number")
        connection.exec_driver_sql(f"CREATE TRIGGER {table}_number AFTER INSERT ON {table} BEGIN {written} END")
        return
    told = " ".join(f"NEW.{name} := {value.format(row='NEW')};" for name, value in copies.items())
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {table}_number() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {told} RETURN NEW; END $$"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        _copy(table, COPIES)
        op.drop_index(f"ix_{table}_number", table)
        op.create_index(f"ix_{table}_number", table, ["price_list_id", "number"])
        op.drop_column(table, "list_code")
