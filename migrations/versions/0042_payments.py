"""Payments received are recorded with what they settled, and taken back as a whole"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import append_only, drop_append_only, drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant, Scaled

revision = "0042_payments"
down_revision = "0041_patience_of_jobs"
branch_labels = None
depends_on = None

PAYMENT, SETTLEMENT = "payment", "payment_settlement"
KEPT = (
    "id",
    "distributor_id",
    "number",
    "currency",
    "amount",
    "received_on",
    "bank_reference",
    "note",
    "recorded_at",
    "recorded_by",
    "recorded_by_name",
)


def upgrade() -> None:
    op.create_table(
        PAYMENT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("bank_reference", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=200), nullable=False),
        sa.Column("reversed_at", Instant(), nullable=True),
        sa.Column("reversed_by", sa.Integer(), nullable=True),
        sa.Column("reversed_by_name", sa.String(length=200), nullable=False),
        sa.Column("reversed_why", sa.String(length=400), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_payment_distributor_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user_account.id"], name=op.f("fk_payment_recorded_by")),
        sa.ForeignKeyConstraint(["reversed_by"], ["user_account.id"], name=op.f("fk_payment_reversed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("distributor_id", "id", name=op.f("uq_payment_distributor_id_id")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
    )
    op.create_index("ix_payment_distributor_id", PAYMENT, ["distributor_id"], unique=False)
    op.create_index("ix_payment_received", PAYMENT, ["received_on", "id"], unique=False)
    op.create_table(
        SETTLEMENT,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("entry_kind", sa.String(length=32), nullable=False),
        sa.Column("entry_number", sa.String(length=40), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_by_name", sa.String(length=200), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_settlement_amount_positive")),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_payment_settlement_distributor_id")
        ),
        sa.ForeignKeyConstraint(
            ["distributor_id", "payment_id"],
            ["payment.distributor_id", "payment.id"],
            name=op.f("fk_payment_settlement_distributor_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_kind", "entry_number"],
            ["ledger_entry.kind", "ledger_entry.number"],
            name=op.f("fk_payment_settlement_entry_kind_entry_number"),
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["user_account.id"], name=op.f("fk_payment_settlement_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_settlement")),
    )
    op.create_index("ix_payment_settlement_distributor_id", SETTLEMENT, ["distributor_id"], unique=False)
    op.create_index("ix_payment_settlement_payment_id", SETTLEMENT, ["payment_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, columns in ((PAYMENT, KEPT), (SETTLEMENT, ())):
        for statement in append_only(table, dialect, columns):
            op.execute(statement)
        if dialect == "postgresql":
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in (SETTLEMENT, PAYMENT):
        if dialect == "postgresql":
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
        for statement in drop_append_only(table, dialect):
            op.execute(statement)
    op.drop_index("ix_payment_settlement_payment_id", table_name=SETTLEMENT)
    op.drop_index("ix_payment_settlement_distributor_id", table_name=SETTLEMENT)
    op.drop_table(SETTLEMENT)
    op.drop_index("ix_payment_received", table_name=PAYMENT)
    op.drop_index("ix_payment_distributor_id", table_name=PAYMENT)
    op.drop_table(PAYMENT)
