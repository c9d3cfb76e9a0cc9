"""What is not there in time lapses where its customer wants it so"""

import sqlalchemy as sa
from alembic import op

revision = "0086_rests_lapse"
down_revision = "0084_own_numbers_as_written"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sales_order", sa.Column("rest_lapses", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sales_order", sa.Column("rest_days", sa.Integer(), nullable=True))
    lapsing = sa.text("rest_days IS NOT NULL")
    op.create_index(
        "ix_sales_order_lapsing", "sales_order", ["released_at"], sqlite_where=lapsing, postgresql_where=lapsing
    )


def downgrade() -> None:
    op.drop_index("ix_sales_order_lapsing", "sales_order")
    op.drop_column("sales_order", "rest_days")
    op.drop_column("sales_order", "rest_lapses")
