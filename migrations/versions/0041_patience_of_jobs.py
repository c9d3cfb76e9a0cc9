"""Since when the service a job needs has been away"""

import sqlalchemy as sa
from alembic import op

revision = "0041_patience_of_jobs"
down_revision = "0040_substitutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("away_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "away_since")
