"""Indexes for pages over years of trade: what is open among all that is done, and lists in their order"""

import sqlalchemy as sa
from alembic import op

revision = "0066_long_history"
down_revision = "0065_one_mark"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_audit_actor", "audit_row", ("actor_id", "actor_name")),
    ("ix_document_issued", "document", ("issued_on", "id")),
    ("ix_document_own_issued", "document", ("distributor_id", "issued_on", "id")),
    ("ix_invoice_issued", "invoice", ("issued_on", "id")),
    ("ix_invoice_own_issued", "invoice", ("distributor_id", "issued_on", "id")),
    ("ix_sales_order_created", "sales_order", ("created_at", "id")),
    ("ix_sales_order_own_state", "sales_order", ("distributor_id", "state", "id")),
    ("ix_shipment_line_order", "shipment_line", ("order_id",)),
)
OPEN = (
    ("ix_stock_free", "stock", ("part_id",), "0 < on_hand - allocated - quarantined"),
    ("ix_ledger_entry_due", "ledger_entry", ("distributor_id", "currency", "due_on"), "open_amount > 0"),
    ("ix_ledger_entry_open", "ledger_entry", ("kind", "number"), "open_amount > 0"),
    ("ix_order_hold_open", "order_hold", ("order_id", "kind"), "released_at IS NULL"),
    ("ix_order_line_open", "order_line", ("order_id",), "open_quantity > 0"),
    ("ix_order_line_promised", "order_line", ("promised_on", "id"), "backordered > 0"),
    ("ix_order_line_short", "order_line", ("order_id",), "backordered > 0"),
    (
        "ix_shipment_line_differs",
        "shipment_line",
        ("distributor_id", "shipment_id"),
        "short + over + damaged + wrong > 0",
    ),
)
"""Indexes of the few rows that are not done with, each with what it says of them."""


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, [*columns])
    for name, table, columns, which in OPEN:
        only = sa.text(which)
        op.create_index(name, table, [*columns], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name, table, *_rest in (*INDEXES, *OPEN):
        op.drop_index(name, table_name=table)
