"""What stands ready to pick is kept order by order: a list of it no longer groups every allocated line"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import tenancy_policy
from portal.core.data.types import Instant

revision = "0092_ready_orders"
down_revision = "0091_shipments_found"
branch_labels = None
depends_on = None

_LEAST = {"sqlite": "min", "postgresql": "least"}
_FILLED = """
INSERT INTO ready_order (order_id, distributor_id, depot_id, ship_to_id, consignee_id, notify_id, incoterm,
    incoterm_place, currency, payment_terms, mode, vor, released_at, lines, pieces, weight_g, dangerous, waits)
SELECT sales_order.id, sales_order.distributor_id, ready.depot_id, ship_to_id, consignee_id, notify_id, incoterm,
    incoterm_place, currency, payment_terms, mode, order_type = 'vor', released_at, count(*), sum(ready.pieces),
    sum(CAST(ready.pieces AS BIGINT) * part.weight_g), count(dangerous_goods.part_id) > 0,
    NOT partial_ok AND EXISTS (SELECT 1 FROM order_line AS other WHERE other.order_id = sales_order.id
        AND (other.open_quantity > 0 OR other.backordered > 0))
FROM (
    SELECT order_line.order_id, allocation.depot_id, allocation.part_id,
        {least}(order_line.allocated, allocation.quantity - coalesce(tied.pieces, 0)) AS pieces
    FROM allocation JOIN order_line ON order_line.id = allocation.line_id
    LEFT JOIN (
        SELECT shipment_line.line_id, shipment.depot_id,
            sum(CASE WHEN shipment_line.picked_at IS NULL THEN planned ELSE picked END) AS pieces
        FROM shipment_line JOIN shipment ON shipment.id = shipment_line.shipment_id
        WHERE shipment.state IN ({states}) GROUP BY shipment_line.line_id, shipment.depot_id
    ) AS tied ON tied.line_id = allocation.line_id AND tied.depot_id = allocation.depot_id
    WHERE allocation.quantity > 0 AND order_line.allocated > 0
) AS ready
JOIN sales_order ON sales_order.id = ready.order_id
JOIN part ON part.id = ready.part_id
LEFT JOIN dangerous_goods ON dangerous_goods.part_id = part.id
WHERE ready.pieces > 0 AND sales_order.state = 'released'
GROUP BY sales_order.id, ready.depot_id
"""


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    op.create_table(
        "ready_order",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("depot_id", sa.Integer(), nullable=False),
        sa.Column("ship_to_id", sa.Integer(), nullable=True),
        sa.Column("consignee_id", sa.Integer(), nullable=True),
        sa.Column("notify_id", sa.Integer(), nullable=True),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("incoterm_place", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_terms", sa.String(length=30), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("vor", sa.Boolean(), nullable=False),
        sa.Column("released_at", Instant(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.BigInteger(), nullable=False),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("lines > 0 AND pieces > 0", name=op.f("ck_ready_order_something")),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_ready_order_depot_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_ready_order_distributor_id_order_id"),
        ),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_ready_order_distributor_id")),
        sa.PrimaryKeyConstraint("order_id", "depot_id", name=op.f("pk_ready_order")),
    )
    op.create_index("ix_sales_order_progress", "sales_order", ["state", "progress", "id"])
    placed = sa.text("area <> '' OR bin <> ''")
    op.create_index("ix_stock_placed", "stock", ["depot_id", "part_id"], sqlite_where=placed, postgresql_where=placed)
    tied = sa.text("quantity > 0")
    op.create_index("ix_allocation_tied", "allocation", ["part_id"], sqlite_where=tied, postgresql_where=tied)
    op.create_index(op.f("ix_ready_order_distributor_id"), "ready_order", ["distributor_id"], unique=False)
    together = ["distributor_id", "depot_id", "ship_to_id", "consignee_id", "notify_id"]
    together += ["incoterm", "incoterm_place", "currency", "payment_terms", "mode"]
    op.create_index("ix_ready_order_together", "ready_order", together)
    if dialect == "postgresql":
        op.execute('ALTER TABLE distributor ALTER COLUMN path TYPE VARCHAR(200) COLLATE "C"')
        connection.exec_driver_sql("SELECT set_config('app.distributors', '*', true)")
    states = ", ".join(f"'{state}'" for state in ("planned", "picking", "packed", "booked"))
    connection.exec_driver_sql(_FILLED.format(least=_LEAST[dialect], states=states))
    if dialect == "postgresql":
        for statement in tenancy_policy("ready_order"):
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_table("ready_order")
    op.drop_index("ix_allocation_tied", "allocation")
    op.drop_index("ix_stock_placed", "stock")
    if op.get_bind().dialect.name == "postgresql":
        op.execute('ALTER TABLE distributor ALTER COLUMN path TYPE VARCHAR(200) COLLATE "default"')
    op.drop_index("ix_sales_order_progress", "sales_order")
