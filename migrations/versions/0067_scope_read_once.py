"""Row policies that read the scope once a statement"""

import sqlalchemy as sa
from alembic import op

from portal.core.data.row_policies import tenancy_policy_anew

revision = "0067_scope_read_once"
down_revision = "0066_long_history"
branch_labels = None
depends_on = None

_TOLD = "current_setting('app.distributors', true)"
_IDS = f"string_to_array(nullif({_TOLD}, ''), ',')::int[]"
_EACH_ROW = f"(CASE WHEN {_TOLD} = '*' THEN true ELSE distributor_id = ANY ({_IDS}) END)"


def upgrade() -> None:
    for table in _closed():
        op.execute(tenancy_policy_anew(table))


def downgrade() -> None:
    for table in _closed():
        op.execute(f"ALTER POLICY tenancy ON {table} USING {_EACH_ROW} WITH CHECK {_EACH_ROW}")


def _closed() -> list[str]:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return []
    named = "SELECT tablename FROM pg_policies WHERE policyname = 'tenancy' AND schemaname = current_schema()"
    return sorted(bind.scalars(sa.text(named)))
