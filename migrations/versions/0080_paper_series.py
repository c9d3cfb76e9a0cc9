"""A seller says how the numbers of each kind of its papers begin, from which day on"""

import sqlalchemy as sa
from alembic import op

revision = "0080_paper_series"
down_revision = "0079_seller_logo"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_series",
        sa.Column("seller", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["seller"], ["selling_entity.code"], name=op.f("fk_paper_series_seller")),
        sa.PrimaryKeyConstraint("seller", "kind", "valid_from", name=op.f("pk_paper_series")),
    )


def downgrade() -> None:
    op.drop_table("paper_series")
