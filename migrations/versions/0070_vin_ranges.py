"""What all VINs of a fitment's range begin with, so that a VIN finds its ranges"""

import sqlalchemy as sa
from alembic import op

revision = "0070_vin_ranges"
down_revision = "0069_paid_above"
branch_labels = None
depends_on = None

FITMENT = sa.table(
    "part_fitment",
    sa.column("part_id", sa.Integer()),
    sa.column("model", sa.String()),
    sa.column("year_from", sa.Integer()),
    sa.column("vin_from", sa.String()),
    sa.column("vin_to", sa.String()),
    sa.column("vins_begin", sa.String()),
)
KEY = (FITMENT.c.part_id, FITMENT.c.model, FITMENT.c.year_from)
CHECK_PLACE, MAKER = 8, 3


def upgrade() -> None:
    op.add_column("part_fitment", sa.Column("vins_begin", sa.String(length=17), server_default="", nullable=False))
    op.create_index(
        "ix_part_fitment_vins",
        "part_fitment",
        ["vins_begin", "part_id"],
        sqlite_where=sa.text("vins_begin <> ''"),
        postgresql_where=sa.text("vins_begin <> ''"),
    )
    bind = op.get_bind()
    bounded = sa.or_(FITMENT.c.vin_from != "", FITMENT.c.vin_to != "")
    rows = bind.execute(sa.select(*KEY, FITMENT.c.vin_from, FITMENT.c.vin_to).where(bounded)).all()
    one = sa.and_(*(column == sa.bindparam(f"at_{column.name}") for column in KEY))
    told = [
        {"at_part_id": part, "at_model": model, "at_year_from": year, "begin": _begin(low, high)}
        for part, model, year, low, high in rows
    ]
    if told:
        bind.execute(sa.update(FITMENT).where(one).values(vins_begin=sa.bindparam("begin")), told)


def _begin(low: str, high: str) -> str:
    if not low or not high:
        return (low or high)[:MAKER]
    first, last = (vin[:CHECK_PLACE] + vin[CHECK_PLACE + 1 :] for vin in (low, high))
    differing = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    return first[: next(differing, min(len(first), len(last)))]


def downgrade() -> None:
    op.drop_index("ix_part_fitment_vins", "part_fitment")
    op.drop_column("part_fitment", "vins_begin")
