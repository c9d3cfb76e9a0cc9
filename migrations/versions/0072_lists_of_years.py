"""Indexes for lists over many years: currencies there are, sums of what is open, gaps of parts"""

import sqlalchemy as sa
from alembic import op

revision = "0072_lists_of_years"
down_revision = "0071_bought_parts"
branch_labels = None
depends_on = None

NEW = (
    ("ix_invoice_currency", "invoice", ("currency",)),
    ("ix_list_price_part_id", "list_price", ("part_id",)),
    ("ix_payment_currency", "payment", ("currency",)),
    ("ix_shipment_own_state", "shipment", ("distributor_id", "state", "departed_at", "id")),
    ("ix_part_hs_code_id", "part", ("hs_code", "id")),
    ("ix_part_weight", "part", ("weight_g", "number")),
    ("ix_part_origin", "part", ("origin", "number")),
)
OTHERWISE = (
    ("ix_order_line_open", "order_line", ("order_id",), ("open_quantity",), "open_quantity > 0"),
    ("ix_order_line_short", "order_line", ("order_id",), ("backordered",), "backordered > 0"),
    ("ix_part_hs_code", "part", ("hs_code",), ("number",), None),
)
"""Indexes that hold one column more: their name, table, columns, what they hold besides, and of which rows."""
TIED = sa.text("allocated > 0")


def upgrade() -> None:
    op.create_index("ix_order_line_allocated", "order_line", ["order_id"], sqlite_where=TIED, postgresql_where=TIED)
    for name, table, columns in NEW:
        op.create_index(name, table, [*columns])
    for name, table, columns, more, which in OTHERWISE:
        _again(name, table, (*columns, *more), which)


def downgrade() -> None:
    for name, table, columns, _more, which in OTHERWISE:
        _again(name, table, columns, which)
    for name, table, _columns in NEW:
        op.drop_index(name, table_name=table)
    op.drop_index("ix_order_line_allocated", table_name="order_line")


def _again(name: str, table: str, columns: tuple[str, ...], which: str | None) -> None:
    only = None if which is None else sa.text(which)
    op.drop_index(name, table_name=table)
    op.create_index(name, table, [*columns], sqlite_where=only, postgresql_where=only)
