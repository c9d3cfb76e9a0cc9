"""Records that are only ever added to: triggers refuse to change or delete them"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import append_only, drop_append_only

revision = "0017_append_only"
down_revision = "0016_tenancy"
branch_labels = None
depends_on = None

TABLES = ("audit_row", "milestone", "order_history", "claim_history", "stock_movement", "promise")
GENESIS = "0" * 64


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in append_only(table, dialect):
            op.execute(statement)
    op.execute(sa.text("INSERT INTO audit_head (id, last_id, last_hash) VALUES (1, 0, :zero)").bindparams(zero=GENESIS))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM audit_head"))
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in drop_append_only(table, dialect):
            op.execute(statement)
