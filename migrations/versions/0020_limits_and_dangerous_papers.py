"""Limits of approval in their currency, and the references dangerous goods travel with"""

from decimal import Decimal

import sqlalchemy as sa
from alembic import op

from portal.core.data.types import Scaled

revision = "0020_limits_dangerous_papers"
down_revision = "0019_kept_forms"
branch_labels = None
depends_on = None
REFERENCES = ("dg_declaration", "un38_3", "packaging_appraisal")
OLD = sa.table("user_account", sa.column("id", sa.Integer), sa.column("approval_limit", Scaled()))
NEW = sa.table("user_account", sa.column("id", sa.Integer), sa.column("approval_limits", sa.JSON()))


def upgrade() -> None:
    op.add_column("user_account", sa.Column("approval_limits", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for user_id, limit in connection.execute(sa.select(OLD).where(OLD.c.approval_limit.is_not(None))).all():
        kept = {"USD": format(limit.normalize(), "f")}
        connection.execute(sa.update(NEW).where(NEW.c.id == user_id).values(approval_limits=kept))
    op.drop_column("user_account", "approval_limit")
    for name in REFERENCES:
        op.add_column("shipment", sa.Column(name, sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    for name in REFERENCES:
        op.drop_column("shipment", name)
    op.add_column("user_account", sa.Column("approval_limit", Scaled(), nullable=True))
    connection = op.get_bind()
    for user_id, limits in connection.execute(sa.select(NEW)).all():
        if "USD" in limits:
            change = sa.update(OLD).where(OLD.c.id == user_id)
            connection.execute(change.values(approval_limit=Decimal(limits["USD"])))
    op.drop_column("user_account", "approval_limits")
