"""Own part numbers are kept as their owners write them"""

import sqlalchemy as sa
from alembic import op

revision = "0084_own_numbers_as_written"
down_revision = "0082_fits_at_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # How those from before were written is lost: they stay as they are compared.
    op.add_column("part_alias", sa.Column("written", sa.String(length=200), server_default="", nullable=False))
    op.execute("UPDATE part_alias SET written = norm")


def downgrade() -> None:
    op.drop_column("part_alias", "written")
