"""Rates of carriers, and people to ring or write to who do not come in"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0051_freight_and_contacts"
down_revision = "0050_calendar_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "freight_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("destination", sa.String(length=2), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("from_kg", Scaled(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("per_shipment", Scaled(), nullable=False),
        sa.Column("per_kg", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("from_kg >= 0", name=op.f("ck_freight_rate_weight")),
        sa.CheckConstraint("per_shipment >= 0 AND per_kg >= 0", name=op.f("ck_freight_rate_not_negative")),
        sa.CheckConstraint("per_shipment > 0 OR per_kg > 0", name=op.f("ck_freight_rate_more_than_nothing")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_freight_rate_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_rate")),
        sa.UniqueConstraint(
            "destination", "mode", "origin", "from_kg", "valid_from",
            name=op.f("uq_freight_rate_destination_mode_origin_from_kg_valid_from"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("freight_rate")
