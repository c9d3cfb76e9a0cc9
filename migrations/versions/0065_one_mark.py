"""Calendars are known by the mark of what holds; they had a version of their own"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0065_one_mark"
down_revision = "0064_special_prices"
branch_labels = None
depends_on = None

_TAKEN_OVER = """
INSERT INTO holding_mark (id, mark)
SELECT id, version FROM calendar_version
WHERE NOT EXISTS (SELECT 1 FROM holding_mark) AND (EXISTS (SELECT 1 FROM working_hours)
   OR EXISTS (SELECT 1 FROM calendar_day) OR EXISTS (SELECT 1 FROM calendar_weekend))
"""
"""Where nothing was said of calendars nothing is held."""


def upgrade() -> None:
    op.execute(_TAKEN_OVER)
    op.drop_table("calendar_version")


def downgrade() -> None:
    version = op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
    )
    op.bulk_insert(version, [{"id": 1, "version": uuid4().hex}])
