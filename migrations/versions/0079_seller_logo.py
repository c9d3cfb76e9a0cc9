"""A seller has a logo; papers name the picture they print by its hash, and it stays as long as they do"""

import sqlalchemy as sa
from alembic import op

revision = "0079_seller_logo"
down_revision = "0078_deactivated"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_picture",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_paper_picture")),
    )
    op.add_column("selling_entity", sa.Column("logo", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("selling_entity", "logo")
    op.drop_table("paper_picture")
