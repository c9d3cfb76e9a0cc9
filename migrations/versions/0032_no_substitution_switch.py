"""Nothing is substituted unasked: consent given to what nothing did is not kept for what may come"""

import sqlalchemy as sa
from alembic import op

revision = "0032_no_substitution_switch"
down_revision = "0031_latin_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("sales_order", "substitution_ok")


def downgrade() -> None:
    op.add_column("sales_order", sa.Column("substitution_ok", sa.Boolean(), nullable=False, server_default=sa.false()))
