"""An invitation to an address that belongs to somebody already is kept as it was typed"""

import sqlalchemy as sa
from alembic import op

revision = "0024_invited_as"
down_revision = "0023_four_eyes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("invited_as", sa.String(length=254), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("DELETE FROM one_time_token WHERE user_id IN (SELECT id FROM user_account WHERE invited_as <> '')")
    op.execute("DELETE FROM user_account WHERE invited_as <> ''")
    op.drop_column("user_account", "invited_as")
