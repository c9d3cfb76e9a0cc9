"""Figures of settings, each from a day on; which discounts stand for an order type"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0062_settings"
down_revision = "0061_order_types"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_value",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", Scaled(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(changed_by IS NULL) = (approved_by IS NULL) AND (changed_by IS NULL OR changed_by <> approved_by)",
            name=op.f("ck_setting_value_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_setting_value_approved_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_setting_value_changed_by")),
        sa.PrimaryKeyConstraint("name", "valid_from", name=op.f("pk_setting_value")),
    )
    with op.batch_alter_table("order_type_adjustment") as batch:
        batch.add_column(sa.Column("agreement_applies", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("tiers_apply", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("order_type_adjustment") as batch:
        batch.drop_column("tiers_apply")
        batch.drop_column("agreement_applies")
    op.drop_table("setting_value")
