"""Fixed prices, discount groups, campaigns, and how a currency rounds unit prices"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Scaled

revision = "0064_special_prices"
down_revision = "0063_prices_kept"
branch_labels = None
depends_on = None

FOUR_EYES = "(changed_by IS NULL) = (approved_by IS NULL) AND (changed_by IS NULL OR changed_by <> approved_by)"
TABLES = ("fixed_price", "group_discount")


def upgrade() -> None:
    op.create_table(
        "fixed_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("price > 0", name=op.f("ck_fixed_price_more_than_nothing")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_fixed_price_in_order")),
        sa.CheckConstraint(
            FOUR_EYES,
            name=op.f("ck_fixed_price_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_fixed_price_approved_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_fixed_price_changed_by")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_fixed_price_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_fixed_price_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixed_price")),
        sa.UniqueConstraint(
            "distributor_id", "part_id", "valid_from", name=op.f("uq_fixed_price_distributor_id_part_id_valid_from")
        ),
    )
    op.create_index("ix_fixed_price_distributor_id", "fixed_price", ["distributor_id"], unique=False)
    op.create_index("ix_fixed_price_part_id", "fixed_price", ["part_id"], unique=False)
    op.create_table(
        "part_discount_group",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("discount_group", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_discount_group_part_id")),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_part_discount_group")),
    )
    op.create_index("ix_part_discount_group_discount_group", "part_discount_group", ["discount_group"], unique=False)
    op.create_table(
        "group_discount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("discount_group", sa.String(length=20), nullable=False),
        sa.Column("discount_percent", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_group_discount_in_order")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_group_discount_distributor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_discount")),
        sa.UniqueConstraint(
            "distributor_id",
            "discount_group",
            "valid_from",
            name=op.f("uq_group_discount_distributor_id_discount_group_valid_from"),
        ),
    )
    op.create_index("ix_group_discount_distributor_id", "group_discount", ["distributor_id"], unique=False)
    op.create_table(
        "campaign_price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.String(length=30), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=True),
        sa.Column("order_types", sa.String(length=80), nullable=False),
        sa.Column("discount_percent", Scaled(), nullable=True),
        sa.Column("price", Scaled(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(discount_percent IS NULL) <> (price IS NULL)", name=op.f("ck_campaign_price_one_of_two")),
        sa.CheckConstraint("price IS NULL OR price > 0", name=op.f("ck_campaign_price_more_than_nothing")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_campaign_price_in_order")),
        sa.CheckConstraint(
            FOUR_EYES,
            name=op.f("ck_campaign_price_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_campaign_price_approved_by")),
        sa.ForeignKeyConstraint(["buyer_id"], ["distributor.id"], name=op.f("fk_campaign_price_buyer_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_campaign_price_changed_by")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_campaign_price_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_price")),
        sa.UniqueConstraint(
            "campaign",
            "part_id",
            "buyer_id",
            "currency",
            "valid_from",
            name=op.f("uq_campaign_price_campaign_part_id_buyer_id_currency_valid_from"),
        ),
    )
    op.create_index(
        "ix_campaign_price_of_all",
        "campaign_price",
        ["campaign", "part_id", "currency", "valid_from"],
        unique=True,
        sqlite_where=sa.text("buyer_id IS NULL"),
        postgresql_where=sa.text("buyer_id IS NULL"),
    )
    op.create_index("ix_campaign_price_part_id", "campaign_price", ["part_id"], unique=False)
    op.create_table(
        "currency_rule",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price_places", sa.Integer(), nullable=True),
        sa.Column("price_step", Scaled(), nullable=True),
        sa.Column("half", sa.String(length=4), nullable=False),
        sa.CheckConstraint(
            "price_places IS NULL OR price_places BETWEEN 0 AND 4", name=op.f("ck_currency_rule_places")
        ),
        sa.CheckConstraint("price_step IS NULL OR price_step > 0", name=op.f("ck_currency_rule_more_than_nothing")),
        sa.CheckConstraint("half IN ('up', 'even')", name=op.f("ck_currency_rule_half")),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_currency_rule")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
    for table in ("currency_rule", "campaign_price", "group_discount", "part_discount_group", "fixed_price"):
        op.drop_table(table)
