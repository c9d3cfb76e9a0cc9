"""How many rows each kind of master data has, counted by a job"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Instant

revision = "0054_kind_figures"
down_revision = "0050_calendar_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kind_figure",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("counted_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_kind_figure")),
    )


def downgrade() -> None:
    op.drop_table("kind_figure")
