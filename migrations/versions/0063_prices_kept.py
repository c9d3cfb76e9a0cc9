"""A general distributor may keep headquarters' prices from its dealers and its own buyers"""

import sqlalchemy as sa
from alembic import op

revision = "0063_prices_kept"
down_revision = "0062_settings"
branch_labels = None
depends_on = None

COLUMNS = ("prices_kept_from_dealers", "prices_kept_from_buyers")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("distributor", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("distributor", name)
