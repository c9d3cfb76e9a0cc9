"""What each company bought before, a row a part, kept with its orders"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import drop_tenancy_policy, tenancy_policy
from portal.core.data.types import Instant

revision = "0071_bought_parts"
down_revision = "0070_vin_ranges"
branch_labels = None
depends_on = None

FILLED = """
INSERT INTO bought_part (distributor_id, part_id, last_order_id, last_at, quantity, times, pieces)
SELECT distributor_id, part_id, order_id, at, quantity, times, pieces FROM (
  SELECT each.*, count(*) OVER (PARTITION BY distributor_id, part_id) AS times,
    sum(quantity) OVER (PARTITION BY distributor_id, part_id) AS pieces,
    row_number() OVER (PARTITION BY distributor_id, part_id ORDER BY at DESC, order_id DESC) AS place
  FROM (
    SELECT l.distributor_id, l.part_id, o.id AS order_id, o.submitted_at AS at, sum(l.ordered - l.cancelled) AS quantity
    FROM order_line l JOIN sales_order o ON o.id = l.order_id
    WHERE l.ordered > l.cancelled AND o.submitted_at IS NOT NULL
      AND o.state NOT IN ('draft', 'with_general', 'gathered', 'changes_requested', 'rejected', 'cancelled')
    GROUP BY l.distributor_id, l.part_id, o.id, o.submitted_at
  ) each
) placed WHERE place = 1
"""


def upgrade() -> None:
    op.create_table(
        "bought_part",
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("last_order_id", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0 AND times > 0 AND pieces >= quantity", name=op.f("ck_bought_part_bought")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_bought_part_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_bought_part_part_id")),
        sa.ForeignKeyConstraint(
            ["distributor_id", "last_order_id"],
            ["sales_order.distributor_id", "sales_order.id"],
            name=op.f("fk_bought_part_distributor_id_last_order_id"),
        ),
        sa.PrimaryKeyConstraint("distributor_id", "part_id", name=op.f("pk_bought_part")),
    )
    op.execute(FILLED)
    op.create_index("ix_bought_part_last", "bought_part", ["distributor_id", "last_at", "part_id"])
    op.create_index("ix_bought_part_order", "bought_part", ["last_order_id"])
    op.create_index("ix_order_line_own_part", "order_line", ["distributor_id", "part_id", "order_id"])
    op.drop_index("ix_order_line_distributor_id", table_name="order_line")
    if op.get_bind().dialect.name == "postgresql":
        for statement in tenancy_policy("bought_part"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in drop_tenancy_policy("bought_part"):
            op.execute(statement)
    op.create_index("ix_order_line_distributor_id", "order_line", ["distributor_id"])
    op.drop_index("ix_order_line_own_part", table_name="order_line")
    op.drop_table("bought_part")
