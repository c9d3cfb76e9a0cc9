"""An order says when it is to be released at the latest"""

import sqlalchemy as sa
from alembic import op

revision = "0088_release_clock"
down_revision = "0086_rests_lapse"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sales_order", sa.Column("release_due_at", sa.DateTime(timezone=True), nullable=True))
    missed = sa.text("released_at > release_due_at")
    op.create_index("ix_sales_order_released_late", "sales_order", ["id"], sqlite_where=missed, postgresql_where=missed)


def downgrade() -> None:
    op.drop_index("ix_sales_order_released_late", "sales_order")
    op.drop_column("sales_order", "release_due_at")
