"""A seller keeps its name and address in its own script beside the Latin ones that customs read

Papers print them below. Sellers that are there have none until somebody gives them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0096_sellers_own_script"
down_revision = "0095_rests_travel"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("selling_entity", sa.Column("own_name", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("selling_entity", sa.Column("own_address", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("selling_entity", "own_address")
    op.drop_column("selling_entity", "own_name")
