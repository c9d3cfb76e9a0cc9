"""A claim has somebody who decides it, as the queue has shown without anybody being kept from deciding it"""

import sqlalchemy as sa
from alembic import op

revision = "0035_claims_in_hand"
down_revision = "0034_shipment_history"
branch_labels = None
depends_on = None

_KEPT = """
UPDATE claim SET
  reviewer_id = (SELECT owner_id FROM review_item
                 WHERE review_item.kind = 'claim' AND review_item.state = 'taken' AND review_item.number = claim.number),
  taken_at = (SELECT review_item.taken_at FROM review_item
              WHERE review_item.kind = 'claim' AND review_item.state = 'taken' AND review_item.number = claim.number)
WHERE state IN ('submitted', 'info_requested')
"""


def upgrade() -> None:
    # SQLite adds a column with its reference in place; a batch would make a table anew that others refer to.
    op.execute(
        "ALTER TABLE claim ADD COLUMN reviewer_id INTEGER CONSTRAINT fk_claim_reviewer_id REFERENCES user_account (id)"
    )
    op.add_column("claim", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "postgresql":  # a table's owner too sees the rows of a scope only
        op.execute("SELECT set_config('app.distributors', '*', true)")
    op.execute(_KEPT)


def downgrade() -> None:
    op.drop_column("claim", "taken_at")
    op.execute("ALTER TABLE claim DROP COLUMN reviewer_id")
