"""Shipments are found by the middle of a transport document or container over an index, and by carriers by their names

What those numbers end with and what carriers are called stand in tables that triggers keep beside the shipments.
"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy

revision = "0091_shipments_found"
down_revision = "0090_parts_by_name"
branch_labels = None
depends_on = None

LONGEST = 40
_STARTS = {
    "sqlite": (
        "(WITH RECURSIVE cut (start) AS (SELECT 1 UNION ALL SELECT start + 1 FROM cut WHERE start < {length})"
        " SELECT start FROM cut)"
    ),
    "postgresql": "generate_series(1, {length}) AS start",
}
_NUMBERS = ("transport_document", "containers")
# As `core.data.numbers` reads what is typed: case, spaces and dashes do not count.
_DASHES = ("' '", "'-'", *(f"{{char}}({code})" for code in (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212)))
_CHAR = {"sqlite": "char", "postgresql": "chr"}
_TRIGGERS = {
    "shipment_reference_made": ("INSERT", ("new",)),
    "shipment_reference_other": ("UPDATE OF distributor_id, transport_document, containers, carrier", ("old", "new")),
}
_GONE = "DELETE FROM shipment_reference WHERE shipment_id = old.id;"
_FUNCTION = (
    "CREATE FUNCTION shipment_reference_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF TG_OP = 'UPDATE' THEN {gone} END IF; {made} RETURN NULL; END $$"
)


def _bare(dialect: str, column: str) -> str:
    bare = f"lower({column})"
    for dash in _DASHES:
        bare = f"replace({bare}, {dash.format(char=_CHAR[dialect])}, '')"
    return bare


def _made(dialect: str, row: str) -> str:
    """Return what makes the rows of one shipment: the new one of a trigger."""
    steps = []
    for column in _NUMBERS:
        bare = _bare(dialect, f"{row}.{column}")
        starts = _STARTS[dialect].format(length=f"length({row}.{column})")
        steps.append(
            "INSERT INTO shipment_reference (distributor_id, ending, shipment_id)"  # noqa: S608 - our own words
            f" SELECT DISTINCT {row}.distributor_id, substr({bare}, start, {LONGEST}), {row}.id FROM {starts}"
            f" WHERE {bare} <> '' AND (start = 1 OR start <= length({bare}) - 2) ON CONFLICT DO NOTHING;"
        )
    steps.append(
        f"INSERT INTO carrier_name (name) SELECT {row}.carrier WHERE {row}.carrier <> '' ON CONFLICT DO NOTHING;"
    )
    return " ".join(steps)


def _triggers(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {name} AFTER {verb} ON shipment BEGIN"
            f" {_GONE if 'old' in rows else ''} {_made(dialect, 'new')} END"
            for name, (verb, rows) in _TRIGGERS.items()
        ]
    return [
        _FUNCTION.format(gone=_GONE, made=_made(dialect, "new")),
        *(
            f"CREATE TRIGGER {name} AFTER {verb} ON shipment FOR EACH ROW EXECUTE FUNCTION shipment_reference_keep()"
            for name, (verb, _rows) in _TRIGGERS.items()
        ),
    ]


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    ending = sa.String(length=LONGEST).with_variant(sa.String(LONGEST, collation="C"), "postgresql")
    op.create_table(
        "shipment_reference",
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("ending", ending, nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_shipment_reference_distributor_id")
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_shipment_reference_distributor_id_shipment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("distributor_id", "ending", "shipment_id", name=op.f("pk_shipment_reference")),
    )
    op.create_table(
        "carrier_name",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_carrier_name")),
    )
    op.create_index("ix_shipment_carrier", "shipment", ["carrier", "distributor_id", "id"])
    for statement in _triggers(dialect):
        connection.exec_driver_sql(statement)
    if dialect == "postgresql":
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', true)")
        for statement in tenancy_policy("shipment_reference"):
            connection.exec_driver_sql(statement)
    op.create_index("ix_shipment_reference_ending", "shipment_reference", ["ending", "shipment_id"])
    op.create_index("ix_shipment_reference_shipment_id", "shipment_reference", ["shipment_id"])
    # The triggers make the rows of what there is, and find those they take away.
    connection.exec_driver_sql(
        "UPDATE shipment SET carrier = carrier WHERE carrier || transport_document || containers <> ''"
    )


def downgrade() -> None:
    connection = op.get_bind()
    postgres = connection.dialect.name == "postgresql"
    for name in _TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER {name} ON shipment" if postgres else f"DROP TRIGGER {name}")
    if postgres:
        connection.exec_driver_sql("DROP FUNCTION shipment_reference_keep()")
        for statement in drop_tenancy_policy("shipment_reference"):
            connection.exec_driver_sql(statement)
    op.drop_index("ix_shipment_carrier", "shipment")
    op.drop_table("carrier_name")
    op.drop_table("shipment_reference")
