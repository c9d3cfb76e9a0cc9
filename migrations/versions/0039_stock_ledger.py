"""Who moved stock and why, and what came of a planned receipt"""

import sqlalchemy as sa
from alembic import op

revision = "0039_stock_ledger"
down_revision = "0038_price_tiers"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
_TWICE = """
UPDATE planned_receipt SET reference = substr(reference, 1, 48) || '-' || id
WHERE reference = '' OR EXISTS (
  SELECT 1 FROM planned_receipt other
  WHERE other.depot_id = planned_receipt.depot_id AND other.part_id = planned_receipt.part_id
  AND other.reference = planned_receipt.reference AND other.id < planned_receipt.id)
"""


def upgrade() -> None:
    op.add_column("planned_receipt", sa.Column("received", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("planned_receipt", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("planned_receipt", sa.Column("closed_by", sa.String(length=200), nullable=False, server_default=""))
    op.execute(_TWICE)
    op.create_index(
        "uq_planned_receipt_reference", "planned_receipt", ["depot_id", "part_id", "reference"], unique=True
    )
    op.create_index(
        "ix_planned_receipt_open", "planned_receipt", ["expected_on"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.add_column("stock_movement", sa.Column("note", sa.String(length=400), nullable=False, server_default=""))
    op.add_column("stock_movement", sa.Column("by_name", sa.String(length=200), nullable=False, server_default=""))
    # SQLite adds a column with its reference in place; a batch would lose what keeps the ledger from being changed.
    for name, table in (("by_id", "user_account"), ("receipt_id", "planned_receipt")):
        reference = f"CONSTRAINT fk_stock_movement_{name} REFERENCES {table} (id)"
        op.execute(f"ALTER TABLE stock_movement ADD COLUMN {name} INTEGER {reference}")
    op.create_index("ix_stock_movement_shelf", "stock_movement", ["depot_id", "part_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_stock_movement_shelf", "stock_movement")
    for name in ("receipt_id", "by_id"):
        op.execute(f"ALTER TABLE stock_movement DROP COLUMN {name}")
    op.drop_column("stock_movement", "by_name")
    op.drop_column("stock_movement", "note")
    op.drop_index("ix_planned_receipt_open", "planned_receipt")
    op.drop_index("uq_planned_receipt_reference", "planned_receipt")
    for name in ("closed_by", "closed_at", "received"):
        op.drop_column("planned_receipt", name)
