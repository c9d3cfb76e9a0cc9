"""What was done to a shipment stands in a history of its own, also what the audit already tells"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import append_only, drop_append_only, drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant, Json

revision = "0034_shipment_history"
down_revision = "0033_told_of_files"
branch_labels = None
depends_on = None

TABLE = "shipment_history"
TOLD_ALREADY = """
    INSERT INTO shipment_history (distributor_id, shipment_id, at, kind, facts, actor_id, actor_name, actor_door)
    SELECT s.distributor_id, s.id, a.at, substr(a.action, length('shipment.') + 1),
    CASE WHEN a."after" IS NULL OR CAST(a."after" AS text) = 'null' THEN '{}' ELSE a."after" END,
    u.id, a.actor_name, CASE WHEN u.door IS NULL THEN 'hq' ELSE u.door END
    FROM audit_row a JOIN shipment s ON s.number = a.subject_id LEFT JOIN user_account u ON u.id = a.actor_id
    WHERE a.subject_kind = 'shipment' AND a.action LIKE 'shipment.%' ORDER BY a.id"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("shipment_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("actor_door", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_shipment_history_distributor_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_shipment_history_actor_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "shipment_id"],
            ["shipment.distributor_id", "shipment.id"],
            name=op.f("fk_shipment_history_distributor_id_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_history")),
    )
    op.create_index("ix_shipment_history_distributor_id", TABLE, ["distributor_id"], unique=False)
    op.create_index("ix_shipment_history_shipment", TABLE, ["shipment_id", "id"], unique=False)
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("SELECT set_config('app.distributors', '*', true)")
    op.execute(TOLD_ALREADY)
    if dialect == "postgresql":
        for statement in tenancy_policy(TABLE):
            op.execute(statement)
    for statement in append_only(TABLE, dialect):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in drop_append_only(TABLE, dialect):
        op.execute(statement)
    if dialect == "postgresql":
        for statement in drop_tenancy_policy(TABLE):
            op.execute(statement)
    op.drop_index("ix_shipment_history_shipment", table_name=TABLE)
    op.drop_index("ix_shipment_history_distributor_id", table_name=TABLE)
    op.drop_table(TABLE)
