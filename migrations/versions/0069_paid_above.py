"""An order passed to a general distributor knows what its dealer pays there, in that currency"""

import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled
from portal.core.money import line_amount

revision = "0069_paid_above"
down_revision = "0068_checked_version"
branch_labels = None
depends_on = None

TABLE, TOTAL, CURRENCY = "sales_order", "above_total", "above_currency"
PASSED_UP = """
    SELECT o.id, r.quantity, r.facts
    FROM sales_order o JOIN draft_row r ON r.order_id = o.id
    WHERE o.state IN ('with_general', 'gathered')
    ORDER BY o.id
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(TOTAL, Scaled(), nullable=True))
    op.add_column(TABLE, sa.Column(CURRENCY, sa.String(length=3), nullable=True))
    bound = op.get_bind()
    if bound.dialect.name == "postgresql":  # a table's owner too sees the rows of a scope only
        bound.execute(sa.text("SELECT set_config('app.distributors', '*', true)"))
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for order_id, quantity, facts in bound.execute(sa.text(PASSED_UP)):
        if kept := _read(facts).get("above"):
            currency = str(kept["currency"])
            sums[order_id, currency] += line_amount(quantity or 0, Decimal(kept["price"]), currency)
    change = sa.text("UPDATE sales_order SET above_total = :total, above_currency = :currency WHERE id = :id")
    change = change.bindparams(sa.bindparam("total", type_=Scaled()))
    for (order_id, currency), total in sums.items():
        bound.execute(change, {"total": total, "currency": currency, "id": order_id})


def _read(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def downgrade() -> None:
    op.drop_column(TABLE, CURRENCY)
    op.drop_column(TABLE, TOTAL)
