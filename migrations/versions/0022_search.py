"""Orders are found by the beginning of their VIN"""

from alembic import op

revision = "0022_search"
down_revision = "0021_part_fitment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sales_order_vin", "sales_order", ["vin"])


def downgrade() -> None:
    op.drop_index("ix_sales_order_vin", "sales_order")
