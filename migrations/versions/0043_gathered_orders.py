"""A dealer's order tells which order of its general distributor it was gathered into"""

import sqlalchemy as sa
from alembic import op

revision = "0043_gathered_orders"
down_revision = "0042_payments"
branch_labels = None
depends_on = None

TABLE, COLUMN, INDEX = "sales_order", "gathered_into", "ix_sales_order_gathered_into"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.String(length=20), nullable=True))
    known = sa.text(f"{COLUMN} IS NOT NULL")
    op.create_index(INDEX, TABLE, [COLUMN], unique=False, sqlite_where=known, postgresql_where=known)


def downgrade() -> None:
    bound = op.get_bind()
    if bound.dialect.name == "postgresql":
        bound.execute(sa.text("SELECT set_config('app.distributors', '*', true)"))
    bound.execute(sa.text("UPDATE sales_order SET state = 'draft' WHERE state IN ('with_general', 'gathered')"))
    op.drop_index(INDEX, table_name=TABLE)
    op.drop_column(TABLE, COLUMN)
