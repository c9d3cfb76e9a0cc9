"""Row-level security: on PostgreSQL a distributor's rows are closed to everybody else"""

from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy

revision = "0016_tenancy"
down_revision = "0015_review"
branch_labels = None
depends_on = None

OWNED = (
    "address",
    "agreement",
    "allocation",
    "allocation_share",
    "carton",
    "carton_item",
    "claim",
    "claim_history",
    "claim_line",
    "claim_photo",
    "credit_account",
    "credit_note",
    "credit_note_line",
    "credit_reservation",
    "demand_month",
    "document",
    "draft_row",
    "invoice",
    "invoice_line",
    "ledger_entry",
    "milestone",
    "order_ask",
    "order_finding",
    "order_history",
    "order_hold",
    "order_line",
    "part_alias",
    "promise",
    "review_item",
    "sales_order",
    "shipment",
    "shipment_line",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            for statement in tenancy_policy(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            for statement in drop_tenancy_policy(table):
                op.execute(statement)
