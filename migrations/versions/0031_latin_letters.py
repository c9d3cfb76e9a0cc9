"""Names and addresses in Latin letters, for customs papers beside another script"""

import sqlalchemy as sa
from alembic import op

revision = "0031_latin_letters"
down_revision = "0030_saved_views"
branch_labels = None
depends_on = None

LENGTHS = {"latin_name": 120, "latin_street": 120, "latin_city": 60, "latin_region": 60}


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=LENGTHS[name]), nullable=False, server_default="")


def upgrade() -> None:
    op.add_column("distributor", _text("latin_name"))
    for name in LENGTHS:
        op.add_column("address", _text(name))
    op.add_column("address", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("address", "version")
    for name in reversed(LENGTHS):
        op.drop_column("address", name)
    op.drop_column("distributor", "latin_name")
