"""Rates of carriers, and people to ring or write to who do not come in"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0060_freight_and_contacts"
down_revision = "0059_merges"
branch_labels = None
depends_on = None

OF_ONE = (
    "(CASE WHEN distributor_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN selling_entity_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN depot_id IS NULL THEN 0 ELSE 1 END) = 1"
)


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
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=True),
        sa.Column("selling_entity_id", sa.Integer(), nullable=True),
        sa.Column("depot_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.CheckConstraint(OF_ONE, name=op.f("ck_contact_of_one")),
        sa.CheckConstraint("phone <> '' OR email <> ''", name=op.f("ck_contact_reached")),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_contact_distributor_id")),
        sa.ForeignKeyConstraint(
            ["selling_entity_id"], ["selling_entity.id"], name=op.f("fk_contact_selling_entity_id")
        ),
        sa.ForeignKeyConstraint(["depot_id"], ["depot.id"], name=op.f("fk_contact_depot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        *(
            sa.UniqueConstraint(owner, "name", "role", name=op.f(f"uq_contact_{owner}_name_role"))
            for owner in ("distributor_id", "selling_entity_id", "depot_id")
        ),
    )


def downgrade() -> None:
    op.drop_table("contact")
    op.drop_table("freight_rate")
