"""Credit and ledger"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant, Scaled

revision = "0008_finance"
down_revision = "0007_pricing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("credit_limit", Scaled(), nullable=False),
        sa.Column("reserved", Scaled(), nullable=False),
        sa.Column("open_items", Scaled(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("credit_limit >= 0", name=op.f("ck_credit_account_limit_not_negative")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_credit_account_reserved_not_negative")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_credit_account_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_account")),
        sa.UniqueConstraint("distributor_id", "currency", name=op.f("uq_credit_account_distributor_id_currency")),
    )
    with op.batch_alter_table("credit_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_account_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "credit_reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", Scaled(), nullable=False),
        sa.Column("left_amount", Scaled(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_amount >= 0", name=op.f("ck_credit_reservation_left_not_negative")),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["distributor.id"], name=op.f("fk_credit_reservation_distributor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_reservation")),
        sa.UniqueConstraint("reference", name=op.f("uq_credit_reservation_reference")),
    )
    with op.batch_alter_table("credit_reservation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_reservation_distributor_id"), ["distributor_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("debit", Scaled(), nullable=False),
        sa.Column("credit", Scaled(), nullable=False),
        sa.Column("open_amount", Scaled(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("debit = 0 OR credit = 0", name=op.f("ck_ledger_entry_one_side")),
        sa.CheckConstraint("debit >= 0 AND credit >= 0", name=op.f("ck_ledger_entry_sides_not_negative")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_ledger_entry_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_ledger_entry_kind_number")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_distributor_id"), ["distributor_id"], unique=False)
        batch_op.create_index(
            "ix_ledger_statement", ["distributor_id", "currency", "document_date", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_statement")
        batch_op.drop_index(batch_op.f("ix_ledger_entry_distributor_id"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("credit_reservation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_reservation_distributor_id"))

    op.drop_table("credit_reservation")
    with op.batch_alter_table("credit_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_account_distributor_id"))

    op.drop_table("credit_account")
