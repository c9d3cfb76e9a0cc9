"""Calendars have days off, extra working days and weekends of their own"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0050_calendar_days"
down_revision = "0047_saved_lists"
branch_labels = None
depends_on = None

TABLES = ("calendar_day", "calendar_weekend", "calendar_version")


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("calendar", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_weekend",
        sa.Column("calendar", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("calendar", "valid_from", name=op.f("pk_calendar_weekend")),
    )
    version = op.create_table(
        "calendar_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
    )
    op.bulk_insert(version, [{"id": 1, "version": uuid4().hex}])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
