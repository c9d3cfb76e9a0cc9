"""Pieces in quarantine, and where in a depot a shelf stands"""

import sqlalchemy as sa
from alembic import op

revision = "0057_quarantine"
down_revision = "0056_part_page"
branch_labels = None
depends_on = None

QUARANTINE = (
    "(reason <> 'quarantined' OR (quantity = 0 AND quarantined > 0))"
    " AND (reason <> 'released' OR (quantity = 0 AND quarantined < 0))"
)


def upgrade() -> None:
    op.add_column("stock", sa.Column("area", sa.String(length=10), nullable=False, server_default=""))
    op.add_column("stock", sa.Column("bin", sa.String(length=20), nullable=False, server_default=""))
    op.create_index("ix_stock_area", "stock", ["depot_id", "area"], unique=False)
    # A column that comes with its check is added in place; a batch would lose what keeps the ledger from being changed.
    for table, name, check in (
        ("stock", "quarantined_on_hand", "quarantined >= 0 AND allocated + quarantined <= on_hand"),
        ("stock_movement", "quarantine", QUARANTINE),
    ):
        named = f"CONSTRAINT ck_{table}_{name} CHECK ({check})"
        op.execute(f"ALTER TABLE {table} ADD COLUMN quarantined INTEGER DEFAULT 0 NOT NULL {named}")


def downgrade() -> None:
    for table in ("stock_movement", "stock"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN quarantined")
    op.drop_index("ix_stock_area", "stock")
    op.drop_column("stock", "bin")
    op.drop_column("stock", "area")
