"""Sellers, distributors and depots are deactivated where something refers to them, and it is said why"""

import sqlalchemy as sa
from alembic import op

revision = "0078_deactivated"
down_revision = "0077_seller_accounts"
branch_labels = None
depends_on = None

TABLES = ("selling_entity", "distributor", "depot")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        op.add_column(table, sa.Column("inactive_because", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "inactive_because")
        op.drop_column(table, "active")
