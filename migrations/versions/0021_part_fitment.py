"""Which models and model years a part fits"""

import sqlalchemy as sa
from alembic import op

revision = "0021_part_fitment"
down_revision = "0020_limits_dangerous_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part_fitment",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("year_from", sa.Integer(), nullable=False),
        sa.Column("year_to", sa.Integer(), nullable=True),
        sa.CheckConstraint("year_to IS NULL OR year_to >= year_from", name=op.f("ck_part_fitment_years")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_fitment_part_id")),
        sa.PrimaryKeyConstraint("part_id", "model", "year_from", name=op.f("pk_part_fitment")),
    )


def downgrade() -> None:
    op.drop_table("part_fitment")
