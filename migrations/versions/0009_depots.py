"""Depots and their stock"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0009_depots"
down_revision = "0008_finance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allocation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("pieces_allocated", sa.Integer(), nullable=False),
        sa.Column("pieces_short", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_run")),
    )
    op.create_table(
        "depot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("cut_off", sa.Time(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("address_lines", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depot")),
        sa.UniqueConstraint("code", name=op.f("uq_depot_code")),
    )
    op.create_table(
        "planned_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_planned_receipt_positive")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_planned_receipt_depot_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_planned_receipt_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_receipt")),
    )
    with op.batch_alter_table("planned_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_planned_receipt_part_id"), ["part_id"], unique=False)

    op.create_table(
        "stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.CheckConstraint("allocated >= 0 AND allocated <= on_hand", name=op.f("ck_stock_allocated_on_hand")),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand_not_negative")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_stock_depot_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint("depot_id", "part_id", name=op.f("uq_stock_depot_id_part_id")),
    )
    with op.batch_alter_table("stock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_part_id"), ["part_id"], unique=False)

    op.create_table(
        "stock_movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_stock_movement_depot_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_movement_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_movement_part_id"), ["part_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_movement_part_id"))

    op.drop_table("stock_movement")
    with op.batch_alter_table("stock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_part_id"))

    op.drop_table("stock")
    with op.batch_alter_table("planned_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_receipt_part_id"))

    op.drop_table("planned_receipt")
    op.drop_table("depot")
    op.drop_table("allocation_run")
