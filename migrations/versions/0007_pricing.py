"""Price lists, agreements and tiers"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0007_pricing"
down_revision = "0006_catalogue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_type_adjustment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_type", sa.String(length=12), nullable=False),
        sa.Column("percent", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_type_adjustment")),
        sa.UniqueConstraint("order_type", "valid_from", name=op.f("uq_order_type_adjustment_order_type_valid_from")),
    )
    op.create_table(
        "price_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("code", name=op.f("uq_price_list_code")),
    )
    op.create_table(
        "list_price",
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("price", Scaled(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_list_price_not_negative")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_list_price_part_id")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("fk_list_price_price_list_id")),
        sa.PrimaryKeyConstraint("price_list_id", "part_id", name=op.f("pk_list_price")),
    )
    op.create_table(
        "quantity_tier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("from_quantity", sa.Integer(), nullable=False),
        sa.Column("discount_percent", Scaled(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_quantity_tier_part_id")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("fk_quantity_tier_price_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quantity_tier")),
        sa.UniqueConstraint(
            "price_list_id",
            "part_id",
            "from_quantity",
            name=op.f("uq_quantity_tier_price_list_id_part_id_from_quantity"),
        ),
    )
    with op.batch_alter_table("quantity_tier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quantity_tier_price_list_id"), ["price_list_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("price_list_id", sa.Integer(), nullable=False),
        sa.Column("discount_percent", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_agreement_distributor_id")),
        sa.ForeignKeyConstraint(["price_list_id"], ["price_list.id"], name=op.f("fk_agreement_price_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_distributor_id"), ["distributor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_distributor_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("quantity_tier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quantity_tier_price_list_id"))

    op.drop_table("quantity_tier")
    op.drop_table("list_price")
    op.drop_table("price_list")
    op.drop_table("order_type_adjustment")
