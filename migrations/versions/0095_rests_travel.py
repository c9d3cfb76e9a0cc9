"""What is missing of an order travels by the rule of its type, kept with the order; what stands ready says until when it waits

Rules that had no effect of their own become "at once": every order is allocated from any depot, and a campaign's cap by
vehicles needs the campaign's vehicles. Orders handed in before have no rule: what was missing of them goes at once, as it did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0095_rests_travel"
down_revision = "0094_prices_by_list"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE order_type_terms SET backorder_rule = 'own_shipment'"
        " WHERE backorder_rule IN ('search_everywhere', 'capped_allocation')"
    )
    op.add_column("sales_order", sa.Column("backorder_rule", sa.String(length=32), nullable=True))
    op.add_column("ready_order", sa.Column("goes_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("ready_order", "goes_at")
    op.drop_column("sales_order", "backorder_rule")
