"""Parts and what replaces them"""

import sqlalchemy as sa
from alembic import op

revision = "0006_catalogue"
down_revision = "0005_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manufacturer_code",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("maker", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_manufacturer_code")),
    )
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "norm",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=3), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("length_mm", sa.Integer(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("hs_code", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=2), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("use_up_old", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minimum >= 1 AND pack >= 1", name=op.f("ck_part_pack_positive")),
        sa.CheckConstraint("weight_g >= 0", name=op.f("ck_part_weight")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("norm", name=op.f("uq_part_norm")),
    )
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_state"), ["state"], unique=False)

    op.create_table(
        "sold_vehicle",
        sa.Column("vin", sa.String(length=17), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("model_year", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("vin", name=op.f("pk_sold_vehicle")),
    )
    op.create_table(
        "dangerous_goods",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("un_number", sa.String(length=6), nullable=False),
        sa.Column("hazard_class", sa.String(length=6), nullable=False),
        sa.Column("packing_group", sa.String(length=4), nullable=False),
        sa.Column("packing_instruction", sa.String(length=20), nullable=False),
        sa.Column("watt_hours", sa.Integer(), nullable=True),
        sa.Column("net_g", sa.Integer(), nullable=False),
        sa.Column("charge_percent", sa.Integer(), nullable=True),
        sa.Column("un38_reference", sa.String(length=60), nullable=False),
        sa.Column("safety_sheet", sa.String(length=60), nullable=False),
        sa.Column("emergency_phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_dangerous_goods_part_id")),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_dangerous_goods")),
    )
    with op.batch_alter_table("dangerous_goods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dangerous_goods_un_number"), ["un_number"], unique=False)

    op.create_table(
        "market_restriction",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_market_restriction_part_id")),
        sa.PrimaryKeyConstraint("part_id", "country", name=op.f("pk_market_restriction")),
    )
    op.create_table(
        "part_text",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_text_part_id")),
        sa.PrimaryKeyConstraint("part_id", "locale", name=op.f("pk_part_text")),
    )
    op.create_table(
        "supersession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_part_id", sa.Integer(), nullable=False),
        sa.Column("new_part_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("old_part_id <> new_part_id", name=op.f("ck_supersession_not_itself")),
        sa.ForeignKeyConstraint(["new_part_id"], ["part.id"], name=op.f("fk_supersession_new_part_id")),
        sa.ForeignKeyConstraint(["old_part_id"], ["part.id"], name=op.f("fk_supersession_old_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supersession")),
        sa.UniqueConstraint("old_part_id", "new_part_id", name=op.f("uq_supersession_old_part_id_new_part_id")),
    )
    with op.batch_alter_table("supersession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supersession_new_part_id"), ["new_part_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_supersession_old_part_id"), ["old_part_id"], unique=False)

    op.create_table(
        "part_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "norm",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["distributor_id"], ["distributor.id"], name=op.f("fk_part_alias_distributor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_alias_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_alias")),
        sa.UniqueConstraint("distributor_id", "norm", name=op.f("uq_part_alias_distributor_id_norm")),
    )
    with op.batch_alter_table("part_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_alias_distributor_id"), ["distributor_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("part_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_alias_distributor_id"))

    op.drop_table("part_alias")
    with op.batch_alter_table("supersession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supersession_old_part_id"))
        batch_op.drop_index(batch_op.f("ix_supersession_new_part_id"))

    op.drop_table("supersession")
    op.drop_table("part_text")
    op.drop_table("market_restriction")
    with op.batch_alter_table("dangerous_goods", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dangerous_goods_un_number"))

    op.drop_table("dangerous_goods")
    op.drop_table("sold_vehicle")
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_state"))

    op.drop_table("part")
    op.drop_table("manufacturer_code")
