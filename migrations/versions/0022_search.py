"""Things are found by the beginning of their numbers within a distributor, orders by purchase order and VIN too"""

from alembic import op

revision = "0022_search"
down_revision = "0021_part_fitment"
branch_labels = None
depends_on = None
NUMBERED = ("sales_order", "shipment", "invoice", "claim", "document")


def upgrade() -> None:
    op.create_index("ix_sales_order_vin", "sales_order", ["vin"])
    for column in ("po_norm", "vin"):
        op.create_index(f"ix_sales_order_own_{column}", "sales_order", ["distributor_id", column])
    for table in NUMBERED:
        op.create_index(f"ix_{table}_own_number", table, ["distributor_id", "number"])


def downgrade() -> None:
    for table in NUMBERED:
        op.drop_index(f"ix_{table}_own_number", table)
    for column in ("own_po_norm", "own_vin", "vin"):
        op.drop_index(f"ix_sales_order_{column}", "sales_order")
