"""Limits of dangerous goods by air as master data, with what held so far"""

import secrets
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0073_air_limits"
down_revision = "0072_lists_of_years"
branch_labels = None
depends_on = None

IATA = {2016: "IATA DGR 57 (2016)", 2025: "IATA DGR 66 (2025)", 2026: "IATA DGR 67 (2026)"}
SINCE = {2016: date(2016, 4, 1), 2025: date(2025, 1, 1), 2026: date(2026, 1, 1)}
HELD = (
    ("UN3480", "any", "0", 2016, "PI965 IB", "0", "10", "30", "0", None),
    ("UN3480", "any", "100", 2016, "PI965 IA", "0", "35", "30", "0", None),
    ("UN3481", "with_equipment", "0", 2016, "PI966", "5", "35", None, "0", None),
    ("UN3481", "with_equipment", "0", 2026, "PI966", "5", "35", "30", "2.7", None),
    ("UN3481", "in_equipment", "0", 2016, "PI967", "5", "35", None, "0", None),
    ("UN3556", "any", "0", 2025, "PI952", None, None, None, "0", None),
    ("UN3556", "any", "0", 2026, "PI952", None, None, "30", "100", "25"),
    ("UN3268", "any", "0", 2025, "PI961", "25", "100", None, "0", None),
    ("UN2794", "any", "0", 2025, "PI870", "30", None, None, "0", None),
    ("UN3164", "any", "0", 2025, "PI208", None, None, None, "0", None),
    ("UN3159", "any", "0", 2025, "PI200", "75", "150", None, "0", None),
    ("UN1950", "any", "0", 2025, "PI203", "75", "150", None, "0", None),
)
"""UN number, packing, above Wh, first day, instruction, kg on passenger and cargo aircraft, charge limit, above Wh,
indicated limit."""


def upgrade() -> None:
    table = op.create_table(
        "air_limit",
        sa.Column("un_number", sa.String(length=6), nullable=False),
        sa.Column("packing", sa.String(length=20), nullable=False),
        sa.Column("above_wh", Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("packing_instruction", sa.String(length=20), nullable=False),
        sa.Column("passenger_kg", Scaled(), nullable=True),
        sa.Column("cargo_kg", Scaled(), nullable=True),
        sa.Column("charge_limit", Scaled(), nullable=True),
        sa.Column("charge_above_wh", Scaled(), nullable=False),
        sa.Column("indicated_limit", Scaled(), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(changed_by IS NULL) = (approved_by IS NULL) AND (changed_by IS NULL OR changed_by <> approved_by)",
            name=op.f("ck_air_limit_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_air_limit_approved_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_air_limit_changed_by")),
        sa.PrimaryKeyConstraint("un_number", "packing", "above_wh", "valid_from", name=op.f("pk_air_limit")),
    )
    op.bulk_insert(table, [_row(*one) for one in HELD])
    _tell_processes()


def _row(
    un_number: str, packing: str, above: str, year: int, instruction: str, *figures: str | None
) -> dict[str, object]:
    names = ("passenger_kg", "cargo_kg", "charge_limit", "charge_above_wh", "indicated_limit")
    told = {name: None if value is None else Decimal(value) for name, value in zip(names, figures, strict=True)}
    return {
        "un_number": un_number,
        "packing": packing,
        "above_wh": Decimal(above),
        "valid_from": SINCE[year],
        "packing_instruction": instruction,
        "source": IATA[year],
        **told,
    }


def _tell_processes() -> None:
    """Give what holds a mark, so that it is read and not taken for nothing."""
    mark = secrets.token_hex(16)
    op.execute(
        sa.text(
            "INSERT INTO holding_mark (id, mark) VALUES (1, :mark) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
        ).bindparams(mark=mark)
    )


def downgrade() -> None:
    op.drop_table("air_limit")
