"""Two who change at once what a part fits leave both their models with what a search asks of it

PostgreSQL gathered the models as they stood when the statement began, so whoever came second lost what the first had
said while it waited. The rows are locked first now; the models are gathered by a statement of its own, which sees them
all. What was lost is gathered anew. SQLite lets one write at a time.
"""

from alembic import op

revision = "0082_fits_at_once"
down_revision = "0080_paper_series"
branch_labels = None
depends_on = None

_FITTING = (
    "coalesce((SELECT string_agg(DISTINCT model, chr(10) ORDER BY model) FROM part_fitment"
    " WHERE part_fitment.part_id = part_found.part_id), '')"
)
_GATHER = "UPDATE part_found SET models = {models} WHERE part_id IN (SELECT part_id FROM {rows});"
_LOCK = "PERFORM FROM part_found WHERE part_id IN ({rows}) ORDER BY part_id FOR UPDATE;"
_BOTH = "SELECT part_id FROM touched UNION SELECT part_id FROM untouched"
_ONE = "SELECT part_id FROM touched"
_LOCKED = f"IF TG_OP = 'UPDATE' THEN {_LOCK.format(rows=_BOTH)} ELSE {_LOCK.format(rows=_ONE)} END IF; "
_GATHERED = (
    _GATHER.format(models=_FITTING, rows="touched")
    + " IF TG_OP = 'UPDATE' THEN "
    + _GATHER.format(models=_FITTING, rows="untouched")
    + " END IF; RETURN NULL;"
)


def _function(body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION part_found_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_function(_LOCKED + _GATHERED))
        connection.exec_driver_sql(f"UPDATE part_found SET models = {_FITTING} WHERE models <> {_FITTING}")  # noqa: S608


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_function(_GATHERED))
