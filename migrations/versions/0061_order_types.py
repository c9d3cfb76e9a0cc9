"""What order types mean from a day on, and the mark by which processes know that what holds has changed"""

import sqlalchemy as sa
from alembic import op

revision = "0061_order_types"
down_revision = "0060_freight_and_contacts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holding_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_holding_mark_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding_mark")),
    )
    op.create_table(
        "order_type_terms",
        sa.Column("order_type", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("default_mode", sa.String(length=32), nullable=True),
        sa.Column("review_minutes", sa.Integer(), nullable=False),
        sa.Column("around_the_clock", sa.Boolean(), nullable=False),
        sa.Column("release_minutes", sa.Integer(), nullable=False),
        sa.Column("ship_minutes", sa.Integer(), nullable=True),
        sa.Column("ship_working_days", sa.Integer(), nullable=True),
        sa.Column("pack_rule", sa.String(length=32), nullable=False),
        sa.Column("backorder_rule", sa.String(length=32), nullable=False),
        sa.Column("max_pieces_per_part", sa.Integer(), nullable=True),
        sa.Column("cancel_days", sa.Integer(), nullable=True),
        sa.Column("cadence", sa.String(length=32), nullable=True),
        sa.Column("proofs", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "priority >= 1 AND review_minutes >= 0 AND release_minutes >= 0",
            name=op.f("ck_order_type_terms_not_negative"),
        ),
        sa.CheckConstraint(
            "ship_minutes IS NULL OR ship_working_days IS NULL", name=op.f("ck_order_type_terms_one_way_to_ship")
        ),
        sa.PrimaryKeyConstraint("order_type", "valid_from", name=op.f("pk_order_type_terms")),
    )


def downgrade() -> None:
    op.drop_table("order_type_terms")
    op.drop_table("holding_mark")
