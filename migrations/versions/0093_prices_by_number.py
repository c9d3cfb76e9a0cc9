"""Prices and deposits of lists carry the number of their part, so that a list of them is read off an index

A part's number stays what it is, so triggers write it once, when a row comes; nobody has to think of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0093_prices_by_number"
down_revision = "0092_ready_orders"
branch_labels = None
depends_on = None

TABLES = ("list_price", "core_deposit")
_NUMBER = "(SELECT number FROM part WHERE id = {row}.part_id)"


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    number = sa.String(length=40).with_variant(sa.String(40, collation="C"), "postgresql")
    for table in TABLES:
        op.add_column(table, sa.Column("number", number, server_default="", nullable=False))
        op.execute(f"UPDATE {table} SET number = {_NUMBER.format(row=table)}")  # noqa: S608 - our own words
        op.create_index(f"ix_{table}_number", table, ["price_list_id", "number"])
        for statement in _triggers(table, dialect):
            connection.exec_driver_sql(statement)


def _triggers(table: str, dialect: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        same = "price_list_id = new.price_list_id AND part_id = new.part_id"
        told = f"UPDATE {table} SET number = {_NUMBER.format(row='new')} WHERE {same};"  # noqa: S608 - our own words
        return (f"CREATE TRIGGER {table}_number AFTER INSERT ON {table} BEGIN {told} END",)
    told = f"NEW.number := {_NUMBER.format(row='NEW')}; RETURN NEW;"
    return (
        f"CREATE FUNCTION {table}_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {told} END $$",
        f"CREATE TRIGGER {table}_number BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_number()",
    )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in reversed(TABLES):
        op.execute(f"DROP TRIGGER {table}_number" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_number()")
        op.drop_index(f"ix_{table}_number", table)
        op.drop_column(table, "number")
